"""Fields of view by hand, and what a camera may be."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from math import pi

import pytest
import shapely

from xiuhua.ground.rules.cameras import (
    View,
    camera_code_fault,
    player_address,
    player_fault,
    player_origin,
    player_shape,
    view_fault,
    view_shape,
)
from xiuhua.shared.geometry import Plane

_LON, _LAT = 120.105, 30.255
_PLANE = Plane(_LON, _LAT)
_HOSTS = ("https://video.example.gov.cn", "http://10.1.2.3:8080")


def _at(east_m: float, north_m: float) -> shapely.Point:
    return _PLANE.round(shapely.Point(east_m, north_m))


def _sector(direction_deg: float, angle_deg: float, range_m: float = 100.0) -> shapely.Polygon:
    return view_shape(_LON, _LAT, View(direction_deg=direction_deg, angle_deg=angle_deg, range_m=range_m))


@pytest.mark.parametrize(
    ("direction_deg", "east_m", "north_m", "seen"),
    [
        (0, 0, 50, True),  # due north of one that looks north
        (0, 0, -50, False),  # behind it
        (0, 0, 99.9, True),  # an arc's chord may lie 0.1 % inside: at a corner it does not
        (0, 0, 100.1, False),  # too far
        (0, 48, 50, True),  # atan(48/50) = 43.8 degrees, within the half angle of 45
        (0, 52, 50, False),  # 46.1 degrees
        (90, 50, 0, True),  # looks east
        (90, 0, 50, False),
        (350, -20, 50, True),  # 338.2 degrees: 11.8 off, across north
        (350, 35, 50, True),  # 35 degrees: 45 off would be the edge at 35; atan(35/50) = 34.99
        (350, 36, 50, False),  # 35.75 degrees
        (225, -50, -50, True),  # south-west
    ],
)
def test_a_quarter_of_a_circle_holds_what_lies_in_its_direction_and_range(
    direction_deg: float, east_m: float, north_m: float, *, seen: bool
) -> None:
    assert _sector(direction_deg, 90).contains(_at(east_m, north_m)) is seen


def test_a_camera_that_looks_all_round_sees_a_disc() -> None:
    disc = _PLANE.flat(_sector(0, 360))
    # A regular polygon of 72 corners in a circle of 100 m: 72/2 * sin(5 degrees) * 100^2 = 31,376 m2.
    assert disc.area == pytest.approx(31_376, rel=1e-4)
    assert disc.area == pytest.approx(pi * 100**2, rel=0.002)
    assert disc.contains(shapely.Point(0, 0))


def test_a_wide_field_leaves_a_wedge_behind() -> None:
    shape = _sector(0, 270)
    assert shape.contains(_at(60, -20))  # 108.4 degrees: within 135
    assert not shape.contains(_at(0, -50))
    assert shape.is_valid


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ((None, None, None), None),
        ((0.0, 60.0, 120.0), None),
        ((None, 360.0, 120.0), None),
        ((360.0, 60.0, 120.0), ("direction_deg", "camera_direction_wrong")),
        ((-0.1, 60.0, 120.0), ("direction_deg", "camera_direction_wrong")),
        ((float("nan"), 60.0, 120.0), ("direction_deg", "camera_direction_wrong")),
        ((0.0, 0.0, 120.0), ("angle_deg", "camera_angle_wrong")),
        ((0.0, 360.1, 120.0), ("angle_deg", "camera_angle_wrong")),
        ((0.0, 60.0, 0.0), ("range_m", "camera_range_wrong")),
        ((0.0, 60.0, 5_000.0), None),
        ((0.0, 60.0, 5_000.1), ("range_m", "camera_range_wrong")),
        ((0.0, None, 120.0), ("angle_deg", "camera_view_half")),
        ((0.0, None, None), ("angle_deg", "camera_view_half")),
        ((0.0, 60.0, None), ("range_m", "camera_view_half")),
        ((None, 60.0, 120.0), ("direction_deg", "camera_view_half")),
    ],
)
def test_a_field_of_view_is_whole_or_not_known(
    told: tuple[float | None, float | None, float | None], fault: tuple[str, str] | None
) -> None:
    assert view_fault(*told) == fault


@pytest.mark.parametrize(
    ("code", "is_fine"),
    [("33010600001320000001", True), ("3301060000132000000", False), ("3301060000132000000X", False),
     ("３３０１０６０００１３２００００００１２", False), ("", False)],
)  # fmt: skip
def test_a_number_has_twenty_digits(code: str, *, is_fine: bool) -> None:
    assert (camera_code_fault(code) is None) is is_fine


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("", None),
        ("https://video.example.gov.cn/live/{code}", None),
        ("HTTPS://Video.Example.gov.cn/live/{code}", None),
        ("http://10.1.2.3:8080/{code}.mp4?b={begin}&e={end}", None),
        ("https://evil.example/{code}", "player_host_forbidden"),
        ("http://video.example.gov.cn/{code}", "player_host_forbidden"),  # another scheme is another origin
        ("https://video.example.gov.cn:444/{code}", "player_host_forbidden"),
        ("https://video.example.gov.cn@evil.example/{code}", "player_form"),
        ("https://{code}.example.gov.cn/", "player_form"),
        ("javascript:alert(1)", "player_form"),
        ("rtsp://video.example.gov.cn/{code}", "player_form"),
        ("//video.example.gov.cn/{code}", "player_form"),
        ("https://video.example.gov.cn/{name}", "player_form"),
        ("https://video.example.gov.cn/{code", "player_form"),
        ("https://video.example.gov.cn/a b", "player_form"),
        ("https://video.example.gov.cn/a;script-src *", "player_form"),
        ("https://[::1/{code}", "player_form"),
    ],
)
def test_a_player_stands_on_an_allowed_host(template: str, fault: str | None) -> None:
    assert player_fault(template, _HOSTS) == fault


def test_a_players_address_holds_the_number_and_the_span() -> None:
    zone = timezone(timedelta(hours=8))
    address = player_address(
        "https://video.example.gov.cn/p?c={code}&b={begin}&e={end}", code="33010600001320000001",
        since=datetime(2026, 3, 2, 8, tzinfo=zone), until=datetime(2026, 3, 2, 9, 30, tzinfo=zone),
    )  # fmt: skip
    assert address == (
        "https://video.example.gov.cn/p?c=33010600001320000001"
        "&b=2026-03-02T08%3A00%3A00%2B08%3A00&e=2026-03-02T09%3A30%3A00%2B08%3A00"
    )
    assert player_address("https://v.cn/{code}/{begin}", code="1") == "https://v.cn/1/"
    assert player_origin(address) == "https://video.example.gov.cn"
    assert (player_shape("https://v.cn/a.MP4?x=1"), player_shape("https://v.cn/a")) == ("film", "frame")
