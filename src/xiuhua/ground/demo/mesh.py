"""A planar mesh: faces that share every vertex, cut in two again and again.

Because a cut puts its ends into both faces at an edge, whatever is made of faces has neither gap nor overlap.
Units are metres east and north of the corner of the demo frame.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from random import Random

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, Polygon

Metres = npt.NDArray[np.float64]  # shape (n, 2): metres east, metres north
Edge = tuple[int, int]  # vertex numbers, as the face on its left runs
_TRIES = (0.0, 0.12, -0.12, 0.22, -0.22)  # shares of the length by which the place of a cut is moved


class Mesh:
    """Vertices, faces as rings of vertex numbers (counter-clockwise), and the way each edge carries.

    Attributes:
        points: metres of each vertex.
        rings: vertex numbers of each face; None once it has been cut.
        face_of: the face on the left of a directed edge.
        way_of: the number of the way on an edge, keyed by its smaller vertex first.
        parent: the face each face was cut from.
        junctions: the vertices where a cut ends or where more than two edges met from the beginning.
    """

    def __init__(self) -> None:
        self.points: list[tuple[float, float]] = []
        self.rings: list[list[int] | None] = []
        self.face_of: dict[Edge, int] = {}
        self.way_of: dict[Edge, int] = {}
        self.parent: list[int] = []
        self.junctions: set[int] = set()

    def face_add(self, ring: list[int], parent: int = -1) -> int:
        """Enter a face and return its number."""
        face = len(self.rings)
        self.rings.append(ring)
        self.parent.append(parent)
        for edge in zip(ring, [*ring[1:], ring[0]], strict=True):
            self.face_of[edge] = face
        return face

    def ring(self, face: int) -> list[int]:
        """Return the vertices of a face that has not been cut."""
        ring = self.rings[face]
        if ring is None:
            raise ValueError(f"face {face} has been cut")
        return ring

    def edges(self, face: int) -> list[Edge]:
        """Return the directed edges of a face."""
        ring = self.ring(face)
        return list(zip(ring, [*ring[1:], ring[0]], strict=True))

    def way(self, edge: Edge) -> int | None:
        """Return the way on an edge, whichever way it runs."""
        return self.way_of.get((min(edge), max(edge)))

    def metres(self, vertices: Iterable[int]) -> Metres:
        """Return the places of vertices."""
        return np.array([self.points[vertex] for vertex in vertices])

    def polygon(self, face: int) -> Polygon:
        """Return a face as a polygon in metres."""
        return Polygon([self.points[vertex] for vertex in self.ring(face)])

    def leaves(self) -> list[int]:
        """Return the faces that have not been cut."""
        return [face for face, ring in enumerate(self.rings) if ring is not None]

    def vertex_into(self, edge: Edge, place: tuple[float, float]) -> int:
        """Put a vertex into an edge, for the faces on both sides."""
        vertex = len(self.points)
        self.points.append(place)
        first, second = edge
        for start, end in ((first, second), (second, first)):
            face = self.face_of.pop((start, end), None)
            if face is None:
                continue
            ring = self.ring(face)
            ring.insert(ring.index(start) + 1, vertex)
            self.face_of[start, vertex] = self.face_of[vertex, end] = face
        way = self.way_of.pop((min(edge), max(edge)), None)
        if way is not None:
            self.way_of[min(first, vertex), max(first, vertex)] = way
            self.way_of[min(second, vertex), max(second, vertex)] = way
        return vertex

    def cut(self, face: int, curve: Sequence[int], way: int | None) -> tuple[int, int]:
        """Cut a face along a curve whose first and last vertices stand in its ring; return the two parts."""
        ring = self.ring(face)
        start, end = ring.index(curve[0]), ring.index(curve[-1])
        turned = ring[start:] + ring[:start]
        reach = (end - start) % len(ring)
        left = turned[: reach + 1] + list(reversed(curve[1:-1]))
        right = [*turned[reach:], turned[0], *curve[1:-1]]
        for edge in self.edges(face):
            del self.face_of[edge]
        self.rings[face] = None
        self.junctions |= {curve[0], curve[-1]}
        if way is not None:
            for first, second in pairwise(curve):
                self.way_of[min(first, second), max(first, second)] = way
        return self.face_add(left, face), self.face_add(right, face)


def mesh_of(polygons: Sequence[Polygon]) -> Mesh:
    """Return a mesh of polygons that share their vertices exactly."""
    mesh = Mesh()
    number: dict[tuple[float, float], int] = {}
    for polygon in polygons:
        ring = []
        for place in shapely.get_coordinates(shapely.orient_polygons(polygon).exterior)[:-1].tolist():
            key = (place[0], place[1])
            if key not in number:
                number[key] = len(mesh.points)
                mesh.points.append(key)
            ring.append(number[key])
        mesh.face_add(ring)
    met = Counter(vertex for first, second in mesh.face_of for vertex in (first, second))
    mesh.junctions = {vertex for vertex, count in met.items() if count > 4}
    return mesh


def area_of(points: Metres) -> float:
    """Return the signed area of a ring, square metres."""
    east, north = points[:, 0], points[:, 1]
    return float(np.dot(east, np.roll(north, -1)) - np.dot(north, np.roll(east, -1))) / 2


def axes_of(points: Metres) -> tuple[Metres, Metres, float]:
    """Return the middle of a ring, the unit vector of its length, and its length over its breadth."""
    following = np.roll(points, -1, axis=0)
    steps = np.hypot(*(following - points).T)
    middles = (points + following) / 2
    middle = (middles * steps[:, None]).sum(axis=0) / steps.sum()
    away = middles - middle
    spread = (away * steps[:, None]).T @ away
    values, vectors = np.linalg.eigh(spread)
    return middle, vectors[:, 1], math.sqrt(max(values[1], 1e-9) / max(values[0], 1e-9))


class Knife:
    """Cuts faces across their length with curves that meet the sides squarely.

    Args:
        snap_m: a cut that would end this near to a junction ends in it.
    """

    def __init__(self, mesh: Mesh, chance: Random, *, snap_m: float) -> None:
        self.mesh = mesh
        self.chance = chance
        self.snap_m = snap_m

    def halve(self, face: int, *, way: int | None, step_m: float) -> tuple[int, int] | None:
        """Cut a face near its middle; None where no curve fits inside."""
        points = self.mesh.metres(self.mesh.ring(face))
        middle, along, _ = axes_of(points)
        across = np.array([-along[1], along[0]])
        reach = np.ptp(points @ along)
        drift = self.chance.gauss(0, 0.07)
        for share in _TRIES:
            ends = self._ends(points, middle + along * reach * (drift + share), across)
            if ends is None:
                continue
            found = self._curve(face, points, ends, step_m)
            if found is not None:
                return self.mesh.cut(face, found, way)
        return None

    def _ends(
        self, points: Metres, seat: Metres, across: Metres
    ) -> tuple[tuple[int, float], tuple[int, float]] | None:
        """Return the edge and the share of it where a line through `seat` leaves the ring, both ways."""
        normal = np.array([-across[1], across[0]])
        side = (points - seat) @ normal
        following = np.roll(side, -1)
        hits = np.flatnonzero((side < 0) != (following < 0))
        share = side[hits] / (side[hits] - following[hits])
        places = points[hits] + share[:, None] * (np.roll(points, -1, axis=0)[hits] - points[hits])
        reach = (places - seat) @ across
        ahead, behind = np.flatnonzero(reach > 0), np.flatnonzero(reach <= 0)
        if not len(ahead) or not len(behind):
            return None
        first, second = ahead[np.argmin(reach[ahead])], behind[np.argmax(reach[behind])]
        return (int(hits[first]), float(share[first])), (int(hits[second]), float(share[second]))

    def _curve(
        self, face: int, points: Metres, ends: tuple[tuple[int, float], tuple[int, float]], step_m: float
    ) -> list[int] | None:
        """Return the vertices of a curve between two places of the ring, or None where it leaves the face."""
        seats = [self._seat(face, points, *end) for end in ends]
        start, end = seats[0][1], seats[1][1]
        chord = math.dist(start, end)
        count = len(points)
        apart = (ends[0][0] - ends[1][0]) % count
        if chord < 8 or apart == 0:
            return None
        bend = chord * 0.55
        tangents = [self._inward(points, place) * bend for place, _ in ends]
        line = _hermite(np.array(start), tangents[0], np.array(end), -tangents[1], step_m)
        order = [
            seat[0] if seat[0] is not None else end[0] + end[1] for seat, end in zip(seats, ends, strict=True)
        ]
        if not _fits(points, line, order):
            line = np.array([start, end])
            if not _fits(points, line, order):
                return None
        vertices: list[int] = []
        ring = list(self.mesh.ring(face))
        for (known, place), (where, _) in zip(seats, ends, strict=True):
            if known is None:
                edge = (ring[where], ring[(where + 1) % count])
                vertices.append(self.mesh.vertex_into(edge, place))
            else:
                vertices.append(ring[known])
        return [vertices[0], *self._vertices(line[1:-1]), vertices[1]]

    def _vertices(self, places: Metres) -> list[int]:
        start = len(self.mesh.points)
        self.mesh.points.extend((round(east, 2), round(north, 2)) for east, north in places.tolist())
        return list(range(start, len(self.mesh.points)))

    def _seat(
        self, face: int, points: Metres, edge: int, share: float
    ) -> tuple[int | None, tuple[float, float]]:
        """Return the ring's own vertex to end in, if one is near (a junction from afar), and the place."""
        count = len(points)
        place = points[edge] + share * (points[(edge + 1) % count] - points[edge])
        ring = self.mesh.ring(face)
        best, reach = None, self.snap_m
        for vertex in {(edge + step) % count for step in (-1, 0, 1, 2)}:
            pull = 1.0 if ring[vertex] in self.mesh.junctions else 3.0
            away = math.dist(points[vertex], place) * pull
            if away < reach:
                best, reach = vertex, away
        if best is not None:
            return best, (float(points[best][0]), float(points[best][1]))
        return None, (round(float(place[0]), 2), round(float(place[1]), 2))

    @staticmethod
    def _inward(points: Metres, edge: int) -> Metres:
        step = points[(edge + 1) % len(points)] - points[edge]
        inward = np.array([-step[1], step[0]])
        return np.asarray(inward / max(float(np.hypot(*inward)), 1e-9))


def _hermite(start: Metres, out: Metres, end: Metres, arriving: Metres, step_m: float) -> Metres:
    count = max(2, math.ceil(math.dist(start, end) / step_m) + 1)
    share = np.linspace(0, 1, count)[:, None]
    square, cube = share**2, share**3
    return np.asarray(
        (2 * cube - 3 * square + 1) * start
        + (cube - 2 * square + share) * out
        + (3 * square - 2 * cube) * end
        + (cube - square) * arriving
    )


def _fits(points: Metres, line: Metres, order: list[float]) -> bool:
    """Whether a curve between two positions of a ring runs within it and leaves a fair part on each side."""
    first, last = order
    inner = line.copy()
    inner[0] += (line[1] - line[0]) * 0.02
    inner[-1] += (line[-2] - line[-1]) * 0.02
    if not shapely.contains_properly(Polygon(points), LineString(inner)):
        return False
    low, high = math.floor(min(first, last)) + 1, math.ceil(max(first, last))
    side = np.vstack([points[low:high], line if first > last else line[::-1]])
    share = abs(area_of(side)) / abs(area_of(points))
    return 0.2 < share < 0.8
