"""The plan of the demo town: what was there first, drawn by hand and shaken by the seed.

Kilometres east and north of the middle. Everything else follows from it: see `streets`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from random import Random

import numpy as np
import shapely
from shapely import LineString, Polygon

from xiuhua.ground.demo.mesh import Metres

FRAME_M = (19_200.0, 15_500.0)
MIDDLE = np.array(FRAME_M) / 2
REACH_M = (8_300.0, 6_250.0)  # half axes of the city's outline
_SHAKE_M = 60.0
_STEP_M = 45.0
RIVER_HALF_M, CANAL_HALF_M, BELT_M = 45.0, 13.0, 36.0

_RIVER = (
    (-10, 4.4),
    (-6, 3.6),
    (-3.2, 1.6),
    (-1, 1.9),
    (1.0, 0.4),
    (2.2, -1.8),
    (4.5, -2.4),
    (6.5, -4.6),
    (10, -5.6),
)
_CANAL = ((-2.0, 7.5), (-1.6, 4.6), (-1.2, 3.2), (-1.75, 1.72))
_LAKE = ((-3.9, -1.55), (0.72, 0.5))
_SHORE = ((-7, -1.2), (-5, -1.4), (-3, -1.6), (-2, -1.5))  # the road that leads to the lake from both sides
_RING = (
    (5.0, 0.2),
    (4.3, 2.9),
    (1.6, 3.9),
    (-1.5, 4.0),
    (-4.3, 2.7),
    (-5.6, 0.1),
    (-4.6, -3.1),
    (-1.4, -4.1),
    (2.2, -4.0),
    (4.6, -2.9),
)
_ARTERIALS = {
    "云河大道": ((-9, -0.9), (-5, -0.2), (-2, -0.6), (0.4, -0.2), (3.2, 0.7), (6, 0.9), (9, 1.9)),
    "中山路": ((-0.7, 7), (-0.3, 4), (0.15, 2.2), (-0.3, 0), (-0.55, -2.5), (0.5, -7)),
    "文汇大道": ((-5.9, 6.4), (-3.7, 3.6), (-2.6, 1.2), (-2.3, -1.6), (-3.3, -4.2), (-4.1, -7)),
    "学院路": ((-9, -3.8), (-4.3, -2.75), (-1.2, -2.4), (1.5, -3.0), (3.2, -4.6), (4.6, -7)),
    "建国路": ((1.9, 7), (2.0, 3.7), (2.2, 1.4), (3.3, -0.6), (4.6, -1.5), (6.6, -1.9), (9, -2.9)),
    "登云路": ((-4.9, 4.5), (-2.6, 2.9), (0.2, 2.9), (3.1, 2.2), (5.2, 2.8), (9, 4.1)),
    "长庆路": ((-6.6, 3.3), (-6.9, 0.9), (-6.4, -1.8), (-7.1, -5)),
}
_BORDER_ROAD = ("临江大道", ((5.5, 7), (5.9, 2.4), (6.15, -0.2), (5.7, -3.4), (5.2, -7)))


@dataclass(frozen=True, kw_only=True)
class Trace:
    """A line of the plan that is a road."""

    name: str
    road_class: str
    line: LineString


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The city's outline, its waters, the green beside them, and its first roads. Metres."""

    outline: Polygon
    river: Polygon
    lake: Polygon
    belts: Polygon
    banks: tuple[LineString, ...]
    traces: tuple[Trace, ...]
    border: LineString


def plan_drawn(chance: Random, scale: float) -> Plan:
    """Return the plan; a smaller `scale` (share of the ground) keeps the middle only."""
    part = math.sqrt(scale)
    outline = _outline(chance, part)
    river = _spline(_RIVER, chance)
    canal = _spline(_CANAL, chance)
    water = shapely.union(
        river.buffer(RIVER_HALF_M, cap_style="flat"), canal.buffer(CANAL_HALF_M, cap_style="flat")
    )
    (seat, radii) = _LAKE
    lake = _blob(chance, seat, radii)
    name, border = _BORDER_ROAD
    border_line = _spline(tuple((east * part, north) for east, north in border), chance)
    sides = [_offset(river, side * (RIVER_HALF_M + BELT_M)) for side in (1, -1)]
    quays = [_offset(canal, side * (CANAL_HALF_M + 18)) for side in (1, -1)]
    shore = _spline(_SHORE, chance)
    piers = shapely.get_parts(shapely.difference(shore.intersection(lake.buffer(56)), lake.buffer(-1)))
    traces = (
        Trace(name="绕城快速路", road_class="expressway", line=_spline(_RING, chance, closed=True)),
        *(
            Trace(name=key, road_class="arterial", line=_spline(points, chance))
            for key, points in _ARTERIALS.items()
        ),
        Trace(name=name, road_class="arterial", line=border_line),
        Trace(name="滨河北路", road_class="secondary", line=sides[0]),
        Trace(name="滨河南路", road_class="secondary", line=sides[1]),
        *(
            Trace(name=key, road_class="branch", line=shapely.difference(line, water.buffer(40)))
            for key, line in zip(("运河东路", "运河西路"), quays, strict=True)
        ),
        Trace(name="环湖路", road_class="secondary", line=LineString(lake.buffer(55).exterior.coords)),
        Trace(name="湖滨路", road_class="secondary", line=shapely.difference(shore, lake.buffer(54))),
    )
    belts = shapely.union_all(
        [river.buffer(RIVER_HALF_M + BELT_M), canal.buffer(CANAL_HALF_M + 18), lake.buffer(55)]
    )
    banks = (*(LineString(part.exterior.coords) for part in (*shapely.get_parts(water), lake)), *piers)
    return Plan(
        outline=outline, river=water, lake=lake, belts=belts, banks=banks, traces=traces, border=border_line
    )


def _placed(points: tuple[tuple[float, float], ...]) -> Metres:
    return np.asarray(MIDDLE + np.array(points) * 1000)


def _spline(points: tuple[tuple[float, float], ...], chance: Random, *, closed: bool = False) -> LineString:
    """Return a Catmull-Rom curve through shaken points."""
    seats = _placed(points) + np.array([[chance.gauss(0, _SHAKE_M) for _ in "xy"] for _ in points])
    if closed:
        seats = np.vstack([seats[-1:], seats, seats[:2]])
    else:
        seats = np.vstack([2 * seats[0] - seats[1], seats, 2 * seats[-1] - seats[-2]])
    drawn = []
    for before, start, end, after in zip(seats, seats[1:], seats[2:], seats[3:], strict=False):
        share = np.linspace(0, 1, max(2, int(math.dist(start, end) / _STEP_M)), endpoint=False)[:, None]
        drawn.append(
            0.5
            * (
                2 * start
                + (end - before) * share
                + (2 * before - 5 * start + 4 * end - after) * share**2
                + (3 * start - before - 3 * end + after) * share**3
            )
        )
    drawn.append(seats[-2:-1])
    return LineString(np.vstack(drawn))


def _offset(line: LineString, metres: float) -> LineString:
    moved = shapely.offset_curve(line, metres, quad_segs=4)
    longest = max(shapely.get_parts(moved), key=lambda part: part.length)
    return LineString(shapely.simplify(longest, 0.5).segmentize(_STEP_M).coords)


def _blob(chance: Random, seat: tuple[float, float], radii: tuple[float, float]) -> Polygon:
    phases = [chance.uniform(0, 2 * math.pi) for _ in range(3)]
    ring = []
    for step in range(72):
        turn = 2 * math.pi * step / 72
        swell = 1 + sum(
            0.09 / (order + 1) * math.sin((order + 2) * turn + phase) for order, phase in enumerate(phases)
        )
        ring.append(
            (seat[0] + radii[0] * swell * math.cos(turn), seat[1] + radii[1] * swell * math.sin(turn))
        )
    return Polygon(_placed(tuple(ring)))


def _outline(chance: Random, part: float) -> Polygon:
    return _blob(chance, (0, 0), (REACH_M[0] / 1000 * part, REACH_M[1] / 1000 * part)).segmentize(200)
