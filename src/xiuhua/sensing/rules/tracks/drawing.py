"""What somebody draws, types or imports as a fence, and what is wrong with it.

Source:
    RFC 7946 (GeoJSON), sections 3.1 and 3.2: positions are longitude, latitude, degrees, WGS-84. The bounds
    are own choices: no fence is larger than a prefecture, none has more corners than a survey gives it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry import shape as geometry_of
from shapely.geometry.base import BaseGeometry

from xiuhua.sensing.rules.quantities import FENCE
from xiuhua.sensing.rules.tracks.fences import corridor
from xiuhua.sensing.rules.tracks.windows import TimeWindow
from xiuhua.sensing.terms.alarms import Severity
from xiuhua.sensing.terms.tracks import FenceDays, FenceEffect, FenceKind
from xiuhua.shared.geometry import plane_of, polygons_of

CODE = re.compile(r"[a-z0-9][a-z0-9_]{1,33}")
LONGEST = 2_000_000  # characters of GeoJSON
MOST_CORNERS = 5_000
WIDTH_M = (10.0, 5_000.0)
AREA_M2 = (25.0, 2e10)
MOST_HOURS = 6
HOLD_S = 7 * 86_400.0  # for how long a vehicle that is silent counts as where it was
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\s*[-–—至]\s*(?:([01]\d|2[0-3]):([0-5]\d)|(24:00))")
_LINES = frozenset({"LineString", "MultiLineString"})
_AREAS = frozenset({"Polygon", "MultiPolygon"})


@dataclass(frozen=True, kw_only=True)
class NewFence:
    """A fence as somebody draws it.

    Args:
        geometry: degrees, WGS-84: a polygon, or the route of a corridor.
        width_m: of a corridor, from side to side.
        hours: `07:00-09:00`, local; none for the whole day.
        unit: the code of the unit whose vehicles are meant; empty for anybody's.
        vehicle_kind: the kind of vehicle that is meant; empty for all.
        plates: the vehicles that are meant alone; none for all.
        severity: of its alarm; None for none.
        after_minutes: how long it must be so until there is an alarm.
    """

    code: str
    name: str
    area_code: str
    kind: FenceKind
    geometry: BaseGeometry | None
    effect: FenceEffect
    width_m: float | None = None
    hours: tuple[str, ...] = ()
    days: FenceDays = FenceDays.EVERY
    unit: str = ""
    vehicle_kind: str = ""
    plates: tuple[str, ...] = field(default=())
    severity: Severity | None = None
    after_minutes: float = 0.0


def geometry_read(text: str) -> BaseGeometry | None:
    """Return the geometry of GeoJSON: a geometry, a feature, or all of a collection; None where it is none.

    Source:
        the module's own.
    """
    try:
        stored: Any = json.loads(text[:LONGEST])
        parts = [geometry_of(one) for one in _geometries(stored)]
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, shapely.errors.ShapelyError):
        return None
    parts = [part for part in parts if part is not None and not part.is_empty]
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def _geometries(stored: Mapping[str, Any]) -> list[Mapping[str, Any]]:  # as JSON has it
    match stored.get("type"):
        case "FeatureCollection":
            return [one for part in stored["features"] for one in _geometries(part)]
        case "Feature":
            return _geometries(stored["geometry"])
        case _:
            return [stored]


def hours_read(text: str) -> tuple[str, ...] | None:
    """Return hours as they are stored, from `7:00-9:00, 17:00-19:00`; None where they are none.

    Source:
        the module's own.
    """
    parts = [part.strip() for part in re.split(r"[,，、;；\n]+", text) if part.strip()]
    found = []
    for part in parts:
        padded = re.sub(r"(?<!\d)(\d):", r"0\1:", part)
        match = _HOURS.fullmatch(padded)
        if match is None:
            return None
        until = match[5] or f"{match[3]}:{match[4]}"
        found.append(f"{match[1]}:{match[2]}-{until}")
    return tuple(found) if len(found) <= MOST_HOURS else None


def windows_of(hours: Sequence[str], days: FenceDays) -> tuple[TimeWindow, ...]:
    """Return when a fence holds; none for always.

    Source:
        the module's own.
    """
    if not hours:
        return () if days is FenceDays.EVERY else (TimeWindow(0.0, 0.0, days.days),)
    ends = [[_seconds(end) for end in span.split("-")] for span in hours]
    return tuple(TimeWindow(since_s, until_s, days.days) for since_s, until_s in ends)


def _seconds(told: str) -> float:
    hour, minute = told.split(":")
    return (int(hour) * 60 + int(minute)) * 60.0 % 86_400


def fence_fault(new: NewFence) -> tuple[str, str] | None:
    """Return what is wrong with a fence by itself: the field, and the code of the sentence; None for nothing.

    Source:
        the module's own.
    """
    wrongs = (
        ("code", None if CODE.fullmatch(new.code) else "fence_code"),
        ("name", None if new.name.strip() else "name_empty"),
        ("shape", _shape_fault(new)),
        ("width_m", _width_fault(new)),
        ("after_minutes", None if 0 <= new.after_minutes <= 24 * 60 else "fence_after"),
        ("severity", _severity_fault(new)),
    )
    return next(((name, fault) for name, fault in wrongs if fault), None)


def _shape_fault(new: NewFence) -> str | None:
    shape, is_corridor = new.geometry, new.kind is FenceKind.CORRIDOR
    if shape is None:
        return "fence_shape_unreadable"
    if shape.geom_type not in (_LINES if is_corridor else _AREAS):
        return "fence_shape_route" if is_corridor else "fence_shape_area"
    west, south, east, north = shape.bounds
    if not (west >= -180 and east <= 180 and south >= -85 and north <= 85):  # NaN is refused too
        return "fence_shape_off_earth"
    flat = plane_of([shape]).flat(shape)
    fits = flat.length >= WIDTH_M[0] if is_corridor else AREA_M2[0] <= flat.area <= AREA_M2[1]
    wrongs = (
        ("fence_shape_corners", shapely.get_num_coordinates(shape) > MOST_CORNERS),
        ("fence_shape_crossing", not is_corridor and not shape.is_valid),
        ("fence_shape_small", not fits),
    )
    return next((fault for fault, is_so in wrongs if is_so), None)


def _width_fault(new: NewFence) -> str | None:
    if new.kind is not FenceKind.CORRIDOR:
        return None
    fits = new.width_m is not None and WIDTH_M[0] <= new.width_m <= WIDTH_M[1]
    return None if fits else "fence_width"


def _severity_fault(new: NewFence) -> str | None:
    asks = new.effect in {FenceEffect.FORBIDDEN, FenceEffect.KEEP_INSIDE}
    return "fence_severity" if new.severity is not None and not asks else None


def covered(new: NewFence) -> BaseGeometry:
    """Return what a fence covers: its polygon, or everything within half a width of its route; degrees.

    Args:
        new: without a fault.

    Source:
        `fences.corridor`.
    """
    if new.geometry is None:
        raise ValueError("a fence without a shape covers nothing")
    if new.kind is not FenceKind.CORRIDOR:
        return new.geometry
    shape = corridor(new.code, new.geometry, new.width_m or 0.0).shape
    return shapely.MultiPolygon(polygons_of(shape))


def quantity_of(code: str) -> str:
    """Return the code of the quantity that tells whether a vehicle is inside a fence: 1 or 0.

    Source:
        own choice, so that rules can be judged about fences like about anything measured.
    """
    return f"{FENCE}:{code}"


def alarm_rule(new: NewFence, severity: Severity) -> dict[str, object]:
    """Return the rule that raises a fence's alarms, as plain JSON.

    Source:
        own choice: forbidden is to be inside, must stay is to be outside; hours are a schedule of the
        rule, so that who is inside when a ban begins is told at that minute, by its timer.
    """
    comparison = "on" if new.effect is FenceEffect.FORBIDDEN else "off"
    asked: list[dict[str, object]] = [{"kind": "limit", "of": "inside", "is": comparison}]
    if new.hours or new.days is not FenceDays.EVERY:
        asked.append(
            {
                "kind": "schedule",
                "hours": [span.replace("24:00", "00:00") for span in new.hours],
                "weekdays": sorted(day + 1 for day in new.days.days) if len(new.days.days) < 7 else [],
            }
        )
    return {
        "series": {"inside": {"quantity": quantity_of(new.code), "hold_s": HOLD_S}},
        "levels": [
            {
                "severity": severity.value,
                "when": asked[0] if len(asked) == 1 else {"kind": "all", "of": asked},
                "after_s": new.after_minutes * 60.0,
            }
        ],
        "no_data": "keep",
        "error": "keep",
    }
