"""When, where and with what a photo was taken, as EXIF that Pillow wrote says it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.access.services import scope_opened
from xiuhua.files import services
from xiuhua.files.models import PhotoFacts
from xiuhua.files.rules.exif import Taken, taken_read
from xiuhua.files.services.decoding import exif_read
from xiuhua.files.terms import Purpose, ZoneFrom
from xiuhua.files.tests.conftest import EAST, NOON, WEST, exif, picture
from xiuhua.shared.actor import Actor, system

_ZONE = ZoneInfo("Asia/Shanghai")
_WALL = {0x9003: "2026:03:02 18:30:15"}
_SPOT = {1: "N", 2: (30.0, 15.0, 18.0), 3: "E", 4: (120.0, 6.0, 18.0)}  # 30.255, 120.105
_AT = datetime(2026, 3, 2, 10, 30, 15, tzinfo=UTC)


def _taken(
    camera: Mapping[int, object] = {},
    satellite: Mapping[int, object] = {},
    picture_: Mapping[int, object] = {},
) -> Taken:
    content = picture(exif=exif(picture_, camera, satellite))
    return taken_read(*exif_read(io.BytesIO(content)), zone=_ZONE)


def test_a_photo_without_exif_says_nothing() -> None:
    assert taken_read(*exif_read(io.BytesIO(picture())), zone=_ZONE) == Taken()
    assert _taken() == Taken()


def test_place_time_and_device_are_read_from_a_jpeg() -> None:
    taken = _taken({**_WALL, 0x9011: "+08:00"}, _SPOT, {0x010F: "HUAWEI", 0x0110: "ALN-AL00\0"})
    assert (taken.taken_at, taken.zone_from) == (_AT, ZoneFrom.CAMERA)
    assert taken.longitude == pytest.approx(120.105)
    assert taken.latitude == pytest.approx(30.255)
    assert taken.device == "HUAWEI ALN-AL00"


@pytest.mark.parametrize(
    ("camera", "satellite", "hour", "zone_from"),
    [
        ({0x9011: "+09:00"}, {}, 9, ZoneFrom.CAMERA),
        ({0x9011: "-03:00"}, {}, 21, ZoneFrom.CAMERA),
        # 18:30:15 by the camera, 12:28 by satellite: six hours apart, and a fix two minutes old
        ({}, {7: (12.0, 28.0, 0.0), 29: "2026:03:02"}, 12, ZoneFrom.SATELLITE),
        ({0x9011: "here"}, {7: (9.0, 30.0, 0.0), 29: "2026:03:02"}, 9, ZoneFrom.SATELLITE),
        # 45 minutes past every zone: one clock is wrong
        ({}, {7: (12.0, 45.0, 0.0), 29: "2026:03:02"}, 10, ZoneFrom.PLATFORM),
        ({}, {7: (12.0, 30.0, 0.0), 29: "2025:03:02"}, 10, ZoneFrom.PLATFORM),
        ({}, {}, 10, ZoneFrom.PLATFORM),
    ],
)
def test_the_zone_is_the_cameras_else_by_satellite_else_the_platforms(
    camera: dict[int, object], satellite: dict[int, object], hour: int, zone_from: ZoneFrom
) -> None:
    taken = _taken({**_WALL, **camera}, satellite)
    assert (taken.taken_at, taken.zone_from) == (_AT.replace(hour=hour), zone_from)


@pytest.mark.parametrize(
    "wall", ["0000:00:00 00:00:00", "1970:01:01 00:00:00", "2026-03-02 18:30", "yesterday", ""]
)
def test_a_clock_that_was_never_set_tells_no_time(wall: str) -> None:
    assert _taken({0x9003: wall}).taken_at is None


@pytest.mark.parametrize(
    "wrong",
    [
        {2: (0.0, 0.0, 0.0), 4: (0.0, 0.0, 0.0)},  # no fix
        {1: "X"},
        {4: (181.0, 0.0, 0.0)},
        {2: (91.0, 0.0, 0.0)},
        {2: (30.0, 99.0, 0.0)},
    ],
)
def test_a_place_that_cannot_be_is_none(wrong: dict[int, object]) -> None:
    taken = _taken({}, {**_SPOT, **wrong})
    assert (taken.longitude, taken.latitude) == (None, None)


def test_the_other_half_of_the_world_is_negative() -> None:
    taken = _taken({}, {**_SPOT, 1: "S", 3: "W"})
    assert taken.longitude == pytest.approx(-120.105)
    assert taken.latitude == pytest.approx(-30.255)


_ANYTHING = st.one_of(
    st.none(), st.integers(), st.floats(), st.text(), st.binary(), st.lists(st.floats(), max_size=4),
    st.tuples(st.floats(), st.floats(), st.floats()),
)  # fmt: skip
_TAGS = st.dictionaries(
    st.sampled_from([1, 2, 3, 4, 7, 29, 0x9003, 0x9004, 0x9011, 0x9012, 0x010F, 0x0110]), _ANYTHING
)


@given(_TAGS, _TAGS, _TAGS)
def test_whatever_is_written_there_is_read_or_left_out(
    picture_: dict[int, object], camera: dict[int, object], satellite: dict[int, object]
) -> None:
    taken = taken_read(picture_, camera, satellite, zone=_ZONE)
    assert taken.longitude is None or abs(taken.longitude) <= 180
    assert len(taken.device) <= 80


def _facts() -> list[PhotoFacts]:
    return list(PhotoFacts.objects.all())


def test_facts_are_kept_apart_seen_in_their_area_and_forgotten_with_the_photo(clerk: Actor) -> None:
    content = picture(exif=exif({}, _WALL, _SPOT))
    file = services.file_store(
        content=content, name="a.jpg", area_code=WEST, purpose=Purpose.PHOTO, actor=clerk, at=NOON
    )
    (facts,) = _facts()
    assert (facts.file_id, facts.taken_at, facts.zone_from) == (file.pk, _AT, ZoneFrom.PLATFORM)
    assert facts.place is not None
    assert (round(facts.place.x, 4), round(facts.place.y, 4)) == (120.105, 30.255)
    with scope_opened([EAST]):
        assert _facts() == []
    with scope_opened([""]):
        services.file_erase(file_id=file.pk, reason="保存期满", actor=system("retention"), at=NOON)
    (facts,) = _facts()
    assert (facts.taken_at, facts.zone_from, facts.place, facts.device) == (None, "", None, "")
