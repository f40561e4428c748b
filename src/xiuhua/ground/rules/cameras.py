"""Cameras: their numbers, their fields of view on the ground, and the addresses of their players."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil, cos, radians, sin
from typing import Literal
from urllib.parse import quote, urlsplit

import shapely

from xiuhua.shared.geometry import Plane

RANGE_MOST_M = 5_000.0
_WHOLE_CIRCLE_DEG = 360.0
_STEP_DEG = 5.0
_CODE = re.compile(r"[0-9]{20}")
_PLAYER_MOST = 300
_GAPS = frozenset({"{code}", "{begin}", "{end}"})
_FILMS = (".mp4", ".webm", ".ogv")
_UNFIT = re.compile(r"[\s'\"<>;,\\^`|]")


def camera_code_fault(code: str) -> str | None:
    """Return the code of what is wrong with a camera's number, or None.

    Source:
        GB/T 28181-2022, appendix E: twenty digits, centre 8, trade 2, type 3, network 1, serial 6.
    """
    return None if _CODE.fullmatch(code) else "camera_code_form"


def put_up_fault(on: date | None, *, today: date) -> tuple[str, str] | None:
    """Return what is wrong with the day on which a camera was put up: the field and the code, or None.

    Source:
        own choice: what is planned is no camera yet.
    """
    return ("put_up_on", "camera_put_up_ahead") if on is not None and on > today else None


@dataclass(frozen=True, kw_only=True)
class View:
    """Where a camera looks.

    Args:
        direction_deg: of its middle, clockwise from north, 0 to below 360.
        angle_deg: of the whole field, above 0 to 360.
        range_m: how far things can be told apart.
    """

    direction_deg: float
    angle_deg: float
    range_m: float


def view_fault(
    direction_deg: float | None, angle_deg: float | None, range_m: float | None
) -> tuple[str, str] | None:
    """Return what is wrong with a field of view: the field and the code of the sentence; None for nothing.

    Either nothing of it is known, or all; of a camera that looks all round, no direction is asked for.

    Source:
        own choice: half a field of view says nothing of what is seen, and 5 km is beyond every camera's.
    """
    checks = (
        (
            ("direction_deg", "camera_direction_wrong"),
            direction_deg is not None and not 0 <= direction_deg < _WHOLE_CIRCLE_DEG,
        ),
        (
            ("angle_deg", "camera_angle_wrong"),
            angle_deg is not None and not 0 < angle_deg <= _WHOLE_CIRCLE_DEG,
        ),
        (("range_m", "camera_range_wrong"), range_m is not None and not 0 < range_m <= RANGE_MOST_M),
        (
            ("angle_deg", "camera_view_half"),
            angle_deg is None and (range_m is not None or direction_deg is not None),
        ),
        (("range_m", "camera_view_half"), angle_deg is not None and range_m is None),
        (
            ("direction_deg", "camera_view_half"),
            angle_deg is not None and angle_deg < _WHOLE_CIRCLE_DEG and direction_deg is None,
        ),
    )
    return next((fault for fault, is_so in checks if is_so), None)


def view_shape(longitude: float, latitude: float, view: View) -> shapely.Polygon:
    """Return the sector of the ground that a camera looks at, in degrees WGS84.

    The arc is drawn in chords of at most 5 degrees, which lie at most 0.1 % of the range inside it.

    Args:
        longitude: where the camera stands, degrees WGS84.
        latitude: as above.
        view: where it looks.

    Source:
        own choice: a sector on the plane that touches the earth at the camera (`shared.geometry.Plane`); what
        walls and trees hide, a person takes away by hand.
    """
    whole = view.angle_deg >= _WHOLE_CIRCLE_DEG
    steps = ceil(view.angle_deg / _STEP_DEG)
    first = view.direction_deg - view.angle_deg / 2
    turns = [radians(first + view.angle_deg * step / steps) for step in range(steps + (0 if whole else 1))]
    arc = [(view.range_m * sin(turn), view.range_m * cos(turn)) for turn in turns]
    return Plane(longitude, latitude).round(shapely.Polygon(arc if whole else [(0.0, 0.0), *arc]))


# --- players ------------------------------------------------------------------------------------------------


def player_fault(template: str, origins: Sequence[str]) -> str | None:
    """Return the code of what is wrong with the address of a player, or None; an empty one is fine.

    Codes: `player_form` (no plain http or https address of one host, or an unknown {gap}),
    `player_host_forbidden` (a host that the administrator has not allowed).

    Args:
        template: with {code}, {begin} and {end} where number and time go.
        origins: what a browser may show: `https://video.example.gov.cn`.

    Source:
        own choice: the page's content security policy lets in exactly these hosts.
    """
    if not template:
        return None
    gaps = set(re.findall(r"\{[^{}]*\}", template))
    bare = re.sub(r"\{[^{}]*\}", "", template)
    if (
        len(template) > _PLAYER_MOST
        or not gaps <= _GAPS
        or _UNFIT.search(template)
        or re.search(r"[{}]", bare)
    ):
        return "player_form"
    origin = player_origin(template)
    if origin is None or "{" in origin:
        return "player_form"
    return None if origin in origins else "player_host_forbidden"


def player_origin(address: str) -> str | None:
    """Return scheme and host of an address; None for anything but plain http and https.

    Source:
        own choice, after the Origin of RFC 6454.
    """
    try:
        parts = urlsplit(address)
        unusable = parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc
    except ValueError:
        return None
    return None if unusable else f"{parts.scheme}://{parts.netloc.lower()}"


def player_address(
    template: str, *, code: str, since: datetime | None = None, until: datetime | None = None
) -> str:
    """Return the address under which a camera is seen now, or its recording of a span.

    Args:
        template: as `player_fault` passed it.
        code: the camera's number.
        since: when the recording begins; None for live.
        until: when it ends.

    Source:
        own choice: times as ISO 8601 with their zone, percent-encoded.
    """

    def told(at: datetime | None) -> str:
        return quote(at.isoformat(timespec="seconds"), safe="") if at else ""

    return template.replace("{code}", code).replace("{begin}", told(since)).replace("{end}", told(until))


def player_shape(address: str) -> Literal["film", "frame"]:
    """Return whether an address is a film that a browser plays by itself, or a page with a player.

    Source:
        own choice, by what browsers play without a program of the page.
    """
    return "film" if urlsplit(address).path.lower().endswith(_FILMS) else "frame"
