"""Where to wait at night: cells of roads by how many trucks pass there, weighed by what was found near.

Source:
    the report of a district bureau: 根据渣土车辆运输规律,每晚安排执法人员,在渣土车辆途经路段等处
    进行巡查. Cells of 200 m (a street block), the weight of what was found, and how it fades with distance
    and age are own choices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xiuhua.sensing.rules.tracks.shapes import Floats, Marks
from xiuhua.sensing.rules.tracks.windows import TimeWindow, in_spans, window_spans
from xiuhua.shared.geometry import Plane

Counts = NDArray[np.int64]
_HOUR_S, _DAY_S = 3600.0, 86_400.0
_HOURS = 24


@dataclass(frozen=True, kw_only=True)
class WatchRules:
    """By what places are ranked.

    Args:
        cell_m: a block.
        night: when passes count.
        moving_km_h: slower fixes are of trucks that stand, which is no passing.
        found_weight: how many passes a finding at the very place is worth.
        reach_m: at this distance a finding counts for exp(-1) of it.
        half_life_s: after so long a finding counts half.
        apart_m: two posts of a night are at least so far apart.
        lasts_h: how long a post stands, hours; the hours in which most pass.
    """

    cell_m: float = 200.0
    night: tuple[TimeWindow, ...] = (TimeWindow(22 * _HOUR_S, 6 * _HOUR_S),)
    moving_km_h: float = 5.0
    found_weight: float = 20.0
    reach_m: float = 500.0
    half_life_s: float = 90 * _DAY_S
    apart_m: float = 800.0
    lasts_h: int = 2


WATCH = WatchRules()


@dataclass(frozen=True, slots=True, eq=False)
class Passes:
    """Which cells trucks passed at night, one row a cell.

    Args:
        cell: int64, shape (n, 2): columns and rows of `cell_m` east and north of the plane's origin.
        trucks: how many different trucks and nights, each pair once.
        by_hour: int64, shape (n, 24): the same by the hour of the local clock.
    """

    cell: Counts
    trucks: Counts
    by_hour: Counts


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell worth waiting at: its middle, its score, what it is made of, and the hour from which on."""

    lon: float
    lat: float
    score: float
    passes: int
    found: float
    from_hour: int


def night_passes(
    truck: Counts, at_s: Floats, lon: Floats, lat: Floats, speed_km_h: Floats, *,
    plane: Plane, utc_offset_s: float, rules: WatchRules = WATCH,
) -> Passes:  # fmt: skip
    """Return which cells moving trucks passed at night.

    Args:
        truck: a number of each fix's truck, int64, shape (n,); in any order.
        at_s: seconds since 1970-01-01T00:00Z, shape (n,).
        lon: degrees, WGS84, shape (n,).
        lat: of each, as above.
        speed_km_h: shape (n,); NaN counts as moving.
        plane: on which cells are cut.
        utc_offset_s: of the clock that the night is told by.
        rules: how.

    Source:
        the module's own.
    """
    keep = _by_night(at_s, utc_offset_s, rules) & ~(speed_km_h < rules.moving_km_h)
    xy = plane.flat_many(lon[keep], lat[keep])
    cell = np.floor(xy / rules.cell_m).astype(np.int64)
    local_s = at_s[keep] + utc_offset_s
    night = np.floor((local_s - _DAY_S / 2) / _DAY_S).astype(np.int64)  # from noon to noon
    hour = (local_s % _DAY_S // _HOUR_S).astype(np.int64)
    rows = np.column_stack([cell, truck[keep], night, hour])
    once = np.unique(rows, axis=0)
    cells, which = np.unique(once[:, :2], axis=0, return_inverse=True)
    by_hour = np.zeros((len(cells), _HOURS), np.int64)
    np.add.at(by_hour, (which.ravel(), once[:, 4]), 1)
    _, first = np.unique(np.column_stack([which.ravel(), once[:, 2:4]]), axis=0, return_index=True)
    trucks = np.bincount(which.ravel()[first], minlength=len(cells)).astype(np.int64)
    return Passes(cells, trucks, by_hour)


def _by_night(at_s: Floats, utc_offset_s: float, rules: WatchRules) -> Marks:
    if not len(at_s):
        return np.zeros(0, np.bool_)
    spans = window_spans(rules.night, float(at_s.min()), float(at_s.max()) + 1.0, utc_offset_s=utc_offset_s)
    return in_spans(at_s, spans)


def watch_spots(
    passes: Passes, found: Floats, *, plane: Plane, at_s: float, rules: WatchRules = WATCH
) -> list[Spot]:
    """Return the cells by score, the highest first; equal ones from west to east and south to north.

    The score is passes, plus each finding's score * found_weight * exp(-(distance / reach)²) * 0.5 ** (age /
    half-life), times the share of passes that the cell has of the busiest: where nobody passes, nobody waits.

    Args:
        passes: of history.
        found: shape (k, 4): longitude, latitude, instant and score of each finding.
        plane: that of the passes.
        at_s: as of when.
        rules: how.

    Source:
        the module's own.
    """
    if not len(passes.trucks):
        return []
    middles = (passes.cell + 0.5) * rules.cell_m
    near = np.zeros(len(middles))
    if len(found):
        there = plane.flat_many(found[:, 0], found[:, 1])
        away_2 = ((middles[:, None, :] - there[None, :, :]) ** 2).sum(axis=2)
        age = np.maximum(at_s - found[:, 2], 0.0)
        weight = found[:, 3] * 0.5 ** (age / rules.half_life_s) * (found[:, 2] <= at_s)
        near = (np.exp(-away_2 / rules.reach_m**2) * weight).sum(axis=1)
    share = passes.trucks / passes.trucks.max()
    score = passes.trucks + rules.found_weight * near * np.sqrt(share)
    order = np.lexsort((passes.cell[:, 1], passes.cell[:, 0], -np.round(score, 9)))
    lonlat = _degrees(plane, np.asarray(middles, dtype=np.float64))
    return [
        Spot(
            float(lonlat[row, 0]), float(lonlat[row, 1]), float(score[row]), int(passes.trucks[row]),
            float(near[row]), _busiest(passes.by_hour[row], rules.lasts_h),
        )
        for row in order
    ]  # fmt: skip


def night_roster(spots: Sequence[Spot], posts: int, *, plane: Plane, rules: WatchRules = WATCH) -> list[Spot]:
    """Return where the posts of a night stand: the best spots, none too near to a better one.

    Source:
        the module's own; own choice of the greedy order, so that whoever asks why can follow it.
    """
    chosen: list[Spot] = []
    held = np.empty((0, 2))
    for spot in spots:
        if len(chosen) >= posts:
            break
        xy = plane.flat_many(np.array([spot.lon]), np.array([spot.lat]))
        if len(held) and np.hypot(*(held - xy).T).min() < rules.apart_m:
            continue
        chosen.append(spot)
        held = np.concatenate([held, xy])
    return chosen


def _busiest(by_hour: Counts, lasts_h: int) -> int:
    """Return the hour from which on most pass within so many hours; the earliest of equals."""
    around = sum(np.roll(by_hour, -ahead) for ahead in range(lasts_h))
    return int(np.argmax(around))


def _degrees(plane: Plane, xy: Floats) -> Floats:
    origin = np.array([plane.longitude, plane.latitude])
    one = plane.flat_many(np.array([plane.longitude + 1.0]), np.array([plane.latitude + 1.0]))[0]
    return np.asarray(xy / one + origin)
