"""When a water truck sprinkles, and along which road, from its track.

Source:
    own choice: a truck that sprinkles goes faster than somebody walks and slower than traffic; it stops at
    lights without ending its trip. Where its terminal tells whether the pump works, that is believed and not
    the speed. Roads are those of the ledger; a piece shorter than a crossing belongs to the road before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xiuhua.scenes.spoil.rules.dust import Floats, window_mean
from xiuhua.scenes.spoil.terms import ToldBy
from xiuhua.shared.geometry import Plane

_HALF = 0.5


@dataclass(frozen=True, kw_only=True)
class WaterRules:
    """By what a trip is told from a drive.

    Args:
        least_km_h: slower is standing.
        most_km_h: faster is driving to or from the work.
        gap_s: a stop or a silence of so long does not end a trip.
        least_s: a trip lasts so long at least.
        least_m: a trip, and a piece of one on a road of its own, is so long at least.
        near_m: a monitor so near to the way feels the water.
    """

    least_km_h: float = 3.0
    most_km_h: float = 25.0
    gap_s: float = 180.0
    least_s: float = 120.0
    least_m: float = 150.0
    near_m: float = 150.0


WATER = WaterRules()


@dataclass(frozen=True, slots=True, eq=False)
class WaterRun:
    """A time in which a truck sprinkled: the fixes of it as indices, shape (k,), by time."""

    fixes: NDArray[np.intp]
    length_m: float
    told_by: ToldBy


def water_runs(
    at_s: Floats, lon: Floats, lat: Floats, speed_km_h: Floats, working: Floats, *, rules: WaterRules = WATER
) -> list[WaterRun]:
    """Return the times in which a truck sprinkled, by time.

    Args:
        at_s: of each fix, shape (n,), in any order; so are the others.
        lon: degrees.
        lat: degrees.
        speed_km_h: of each fix.
        working: 1 where the pump works, 0 where not, NaN where the terminal does not tell.
        rules: by what it is judged.

    Source:
        the module's own.
    """
    if not len(at_s):
        return []
    known = np.isfinite(working)
    slow = (speed_km_h >= rules.least_km_h) & (speed_km_h <= rules.most_km_h)
    on = np.where(known, (working >= _HALF) & (speed_km_h >= rules.least_km_h), slow)
    order = np.lexsort((lat, lon, at_s))
    order = order[on[order]]
    if not len(order):
        return []
    ends = np.flatnonzero(np.diff(at_s[order]) > rules.gap_s) + 1
    plane = Plane(float(np.median(lon)), float(np.median(lat)))
    found = []
    for fixes in np.split(order, ends):
        length = _length_m(plane, lon[fixes], lat[fixes])
        lasted = at_s[fixes[-1]] - at_s[fixes[0]]
        if lasted >= rules.least_s and length >= rules.least_m:
            by = ToldBy.SIGNAL if known[fixes].mean() >= _HALF else ToldBy.SPEED
            found.append(WaterRun(fixes, length, by))
    return found


def road_pieces(
    run: WaterRun, roads: Sequence[str], lon: Floats, lat: Floats, *, rules: WaterRules = WATER
) -> list[tuple[str, WaterRun]]:
    """Return a run road by road: the name of each, and the fixes on it.

    Args:
        run: as `water_runs` has it.
        roads: the road of each of its fixes, empty where there is none; as many as fixes.
        lon: of every fix of the track, degrees.
        lat: as above.
        rules: how short a piece belongs to the one before it.

    Source:
        the module's own.
    """
    plane = Plane(float(np.median(lon)), float(np.median(lat)))
    groups: list[tuple[str, list[int]]] = []
    for fix, road in zip(run.fixes.tolist(), roads, strict=True):
        if groups and groups[-1][0] == road:
            groups[-1][1].append(fix)
        else:
            groups.append((road, [fix]))
    merged: list[tuple[str, list[int]]] = []
    for road, fixes in groups:
        short = _length_m(plane, lon[fixes], lat[fixes]) < rules.least_m
        if merged and (short or merged[-1][0] == road):
            merged[-1][1].extend(fixes)
        else:
            merged.append((road, list(fixes)))
    return [
        (road, WaterRun(np.array(fixes), _length_m(plane, lon[fixes], lat[fixes]), run.told_by))
        for road, fixes in merged
        if len(fixes) > 1
    ]


def passed_s(
    run: WaterRun, at_s: Floats, lon: Floats, lat: Floats, place: tuple[float, float], *,
    rules: WaterRules = WATER,
) -> float | None:  # fmt: skip
    """Return when a run was nearest to a place; None where it never came near.

    Source:
        the module's own.
    """
    plane = Plane(*place)
    fixes = plane.flat_many(lon[run.fixes], lat[run.fixes])
    here = plane.flat_many(np.array([place[0]]), np.array([place[1]]))
    away = np.hypot(*(fixes - here).T)
    nearest = int(away.argmin())
    return float(at_s[run.fixes[nearest]]) if away[nearest] <= rules.near_m else None


def is_dusty(
    at_s: Floats, values: Floats, *, now_s: float, limit: float, mean_s: float, least: int
) -> float | None:
    """Return the mean of the last minutes where it is above the limit, else None.

    Source:
        the module's own.
    """
    mean = window_mean(at_s, values, since_s=now_s - mean_s, until_s=now_s + 1e-6, least=least)
    return mean if mean is not None and mean > limit else None


def _length_m(plane: Plane, lon: Floats, lat: Floats) -> float:
    flat = plane.flat_many(np.asarray(lon), np.asarray(lat))
    return float(np.hypot(*np.diff(flat, axis=0).T).sum()) if len(flat) > 1 else 0.0
