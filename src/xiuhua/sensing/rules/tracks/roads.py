"""Roads as a graph that can be driven: directed pieces between junctions, and the way between two of them.

Source:
    own choice. Ways are found by Dijkstra's algorithm ("A note on two problems in connexion with graphs",
    1959), cut off at a distance, because two fixes of a vehicle are never far apart.
"""

from __future__ import annotations

import heapq
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from xiuhua.ground.terms.areas import RoadClass
from xiuhua.sensing.rules.tracks.shapes import Floats, Places
from xiuhua.shared.geometry import Plane, plane_of

LIMITS_KM_H = {
    RoadClass.EXPRESSWAY: 80.0,
    RoadClass.ARTERIAL: 60.0,
    RoadClass.SECONDARY: 50.0,
    RoadClass.BRANCH: 40.0,
    RoadClass.LANE: 30.0,
}
"""The limit of a road without a sign, by its class, km/h.

Source:
    道路交通安全法实施条例 (2017), 第四十五条: 30 on urban roads without a centre line, 50 with one lane each
    way. The
    rest are own choices: the speeds that CJJ 37-2012 table 3.2.1 designs such roads for (80, 60, 50, 40).
"""
_SNAP_M = 0.5
_KNOWN_MOST = 20_000  # junctions from which ways are remembered; bounds the memory
_BOUND_STEP_M = 500.0  # ways are searched to a multiple of it, so that one search serves many fixes


@dataclass(frozen=True, slots=True, eq=False)
class RoadPiece:
    """A piece of road in one direction, from one junction to the next.

    Args:
        start, end: what the junctions are called.
        road: what both directions and all pieces of the road share: its code.
        line: degrees, WGS-84, from start to end.
        limit_km_h: as signed; None where only its class is known.
    """

    start: Hashable
    end: Hashable
    road: str
    line: BaseGeometry
    road_class: RoadClass
    limit_km_h: float | None = None

    @property
    def allowed_km_h(self) -> float:
        """The limit that holds, km/h."""
        return LIMITS_KM_H[self.road_class] if self.limit_km_h is None else self.limit_km_h


@dataclass(frozen=True, slots=True)
class Ways:
    """Everything that can be reached from a junction: seconds at the limits, metres, and by which piece."""

    bound_m: float
    far: dict[int, tuple[float, float]]
    by: dict[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class RoadGraph:
    """n pieces of road on a plane in metres.

    Args:
        starts, ends: junctions as numbers, shape (n,).
        lines: shapely lines on the plane, shape (n,).
        length_m, limit_km_h: shape (n,).
        out: the pieces that leave each junction.
        tree: of the lines.
    """

    pieces: Sequence[RoadPiece]
    plane: Plane
    starts: Places
    ends: Places
    lines: NDArray[np.object_]
    length_m: Floats
    limit_km_h: Floats
    out: Sequence[Sequence[tuple[int, int, float, float]]]
    tree: shapely.STRtree
    _known: dict[int, Ways] = field(default_factory=dict)

    def ways_from(self, junction: int, bound_m: float) -> Ways:
        """Return the quickest ways from a junction at the limits, none longer than a bound in metres."""
        known = self._known.get(junction)
        if known is None or known.bound_m < bound_m:
            if len(self._known) >= _KNOWN_MOST:
                self._known.clear()
            known = self._searched(junction, np.ceil(bound_m / _BOUND_STEP_M) * _BOUND_STEP_M)
            self._known[junction] = known
        return known

    def way(self, ways: Ways, junction: int) -> list[int]:
        """Return the pieces of the way to a junction, in driving order."""
        pieces: list[int] = []
        while junction in ways.by:
            pieces.append(ways.by[junction])
            junction = int(self.starts[pieces[-1]])
        return pieces[::-1]

    def _searched(self, junction: int, bound_m: float) -> Ways:
        far, by = {junction: (0.0, 0.0)}, dict[int, int]()
        queue, done = [(0.0, junction)], set[int]()
        while queue:
            here_s, here = heapq.heappop(queue)
            if here in done:
                continue
            done.add(here)
            here_m = far[here][1]
            for piece, there, piece_s, piece_m in self.out[here]:
                there_s, there_m = here_s + piece_s, here_m + piece_m
                if there_m <= bound_m and (there not in far or there_s < far[there][0]):
                    far[there], by[there] = (there_s, there_m), piece
                    heapq.heappush(queue, (there_s, there))
        return Ways(bound_m, far, by)


def road_graph(pieces: Sequence[RoadPiece]) -> RoadGraph:
    """Return the graph of pieces of road.

    Source:
        the module's own.
    """
    names = {name: None for piece in pieces for name in (piece.start, piece.end)}
    numbers = {name: number for number, name in enumerate(names)}
    plane = plane_of([piece.line for piece in pieces])
    lines = np.array([plane.flat(piece.line) for piece in pieces], dtype=object)
    length_m = shapely.length(lines)
    limit_km_h = np.array([piece.allowed_km_h for piece in pieces])
    time_s = length_m / (limit_km_h * (1000 / 3600))
    out: list[list[tuple[int, int, float, float]]] = [[] for _ in numbers]
    for place, piece in enumerate(pieces):
        out[numbers[piece.start]].append(
            (place, numbers[piece.end], float(time_s[place]), float(length_m[place]))
        )
    return RoadGraph(
        pieces=pieces,
        plane=plane,
        starts=np.array([numbers[piece.start] for piece in pieces], dtype=np.intp),
        ends=np.array([numbers[piece.end] for piece in pieces], dtype=np.intp),
        lines=lines,
        length_m=length_m,
        limit_km_h=limit_km_h,
        out=out,
        tree=shapely.STRtree(lines),
    )


@dataclass(frozen=True, slots=True, eq=False)
class RoadLine:
    """A road as surveyed: one line, not yet cut at its junctions."""

    road: str
    line: BaseGeometry
    road_class: RoadClass
    limit_km_h: float | None = None
    one_way: bool = False


def pieces_of(roads: Sequence[RoadLine]) -> list[RoadPiece]:
    """Return surveyed roads cut where they meet, each piece in both directions unless the road is one-way.

    Ends that miss another road by less than half a metre meet it. Roads that cross on a bridge meet too,
    because a survey does not say the height.

    Source:
        own choice; the cutting is snap rounding, as in Hobby, "Practical segment intersection with finite
        precision output" (1999).
    """
    plane = plane_of([road.line for road in roads])
    flat = [plane.flat(road.line) for road in roads]
    parts = shapely.get_parts(shapely.union_all(flat, grid_size=_SNAP_M))
    owners = shapely.STRtree(flat).nearest(shapely.line_interpolate_point(parts, 0.5, normalized=True))
    pieces: list[RoadPiece] = []
    for part, owner in zip(parts, owners, strict=True):
        road = roads[int(owner)]
        way = _along(part, flat[int(owner)])
        line = plane.round(way)
        start, end = way.coords[0], way.coords[-1]
        pieces.append(RoadPiece(start, end, road.road, line, road.road_class, road.limit_km_h))
        if not road.one_way:
            back = shapely.reverse(line)
            pieces.append(RoadPiece(end, start, road.road, back, road.road_class, road.limit_km_h))
    return pieces


def _along(part: BaseGeometry, whole: BaseGeometry) -> BaseGeometry:
    """Return a part of a line in the direction of the whole."""
    start_m, end_m = shapely.line_locate_point(
        whole, [shapely.Point(part.coords[place]) for place in (0, -1)]
    )
    return shapely.reverse(part) if end_m < start_m else part
