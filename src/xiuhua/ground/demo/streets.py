"""The street network and the blocks between the streets.

The plan's roads, banks and the city's edge make the first faces. Each is cut into blocks, blocks into unit
grids, and in the old town unit grids into parcels; a cut is a road, a lane, or a mere boundary. Curves meet
the sides squarely and end in junctions nearby, so streets bend with those that were there first.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise
from random import Random

import numpy as np
import shapely
from shapely import LineString, Point, STRtree

from xiuhua.ground.demo.mesh import Edge, Knife, Mesh, Metres, area_of, mesh_of
from xiuhua.ground.demo.names import RoadNames
from xiuhua.ground.demo.plan import MIDDLE, Plan, plan_drawn

HECTARE_M2 = 10_000
WIDTH_M = {"expressway": 44.0, "arterial": 32.0, "secondary": 22.0, "branch": 13.0, "lane": 6.0}
_RANK = {name: place for place, name in enumerate(WIDTH_M)}
_USES_TOWN = {
    "compound": 28,
    "estate": 17,
    "commercial": 16,
    "village": 12,
    "school": 6,
    "civic": 4,
    "industry": 8,
    "park": 9,
}
_USES_COUNTRY = {"field": 56, "hill": 20, "village": 12, "industry": 8, "compound": 4}
WATER, BELT = "water", "belt"
_Stop = Callable[[float, str], float]  # how central, what for: the size in m² at which cutting stops
_Choice = Callable[
    [float, str, float, Random], str
]  # the same, the size, chance: the class of the road, or none


@dataclass(frozen=True, kw_only=True)
class Road:
    """A named road. `runs` are its pieces as vertex numbers, each from junction to end in order."""

    code: str
    name: str
    road_class: str
    width_m: float
    district: str
    runs: tuple[tuple[int, ...], ...]


@dataclass(kw_only=True)
class Town:
    """The network, the blocks, and what each leaf face of the mesh is for.

    Attributes:
        block_of, grid_of: the cut face a leaf came from that was a block, and a unit grid.
        use_of: of a block.
        stubs: dead ends: vertices from the street inwards, the way, and the leaf they lie in.
    """

    plan: Plan
    mesh: Mesh
    scale: float
    ways: list[Way]
    leaves: tuple[int, ...]
    block_of: dict[int, int]
    grid_of: dict[int, int]
    use_of: dict[int, str]
    district_of: dict[int, str]
    stubs: list[tuple[tuple[int, ...], int, int]]
    roads: tuple[Road, ...] = ()
    road_of: dict[int, int] = field(default_factory=dict)

    def line(self, vertices: tuple[int, ...]) -> LineString:
        """Return a run of vertices as a line in metres."""
        return LineString(self.mesh.metres(vertices))

    def use(self, leaf: int) -> str:
        """Return what a leaf face is for."""
        return self.use_of[self.block_of[leaf]]


@dataclass(frozen=True, kw_only=True)
class Way:
    """One stroke of a street before streets get their names."""

    road_class: str
    name: str = ""


def centrality(place: Metres) -> float:
    """Return how far out a place lies: below 1 the old town, below 2 the built town, above it the country."""
    east, north = (place - MIDDLE) / 1000
    wave = 0.16 * math.sin(1.7 * east + 0.6) + 0.14 * math.cos(1.9 * north - 0.4)
    old = math.hypot(east / 2.15, (north + 0.2) / 1.75) + wave
    built = math.hypot(east / 4.75, north / 3.75) + wave * 0.7
    return old if old < 1 else 1 + min(built, 4.0) if built >= 1 else 1.5


def town_built(*, seed: int, scale: float) -> Town:
    """Return the town: about 5,000 unit grids at full scale."""
    chance = Random(seed)  # noqa: S311 - a drawing, not a secret
    plan = plan_drawn(chance, scale)
    mesh, ways = _first_faces(plan)
    town = Town(
        plan=plan,
        mesh=mesh,
        scale=scale,
        ways=ways,
        leaves=(),
        block_of={},
        grid_of={},
        use_of={},
        district_of={},
        stubs=[],
    )
    cutter = _Cutter(town, chance)
    blocks = cutter.blocks()
    grids = cutter.cut(blocks, stop=_grid_m2, way=_grid_way, snap_m=14, note=town.grid_of)
    cutter.cut(grids, stop=_parcel_m2, way=_parcel_way, snap_m=13, note=None)
    town.leaves = tuple(mesh.leaves())
    for leaf in town.leaves:
        _inherit(mesh, leaf, town.block_of)
        _inherit(mesh, leaf, town.grid_of)
    _stubs(town, chance)
    _roads_named(town, chance)
    return town


def _inherit(mesh: Mesh, leaf: int, kept: dict[int, int]) -> None:
    face = leaf
    while face not in kept:
        face = mesh.parent[face]
    kept[leaf] = kept[face]


def _first_faces(plan: Plan) -> tuple[Mesh, list[Way]]:
    lines = [trace.line.intersection(plan.outline) for trace in plan.traces]
    banks = [bank.intersection(plan.outline) for bank in plan.banks]
    rim = LineString(plan.outline.exterior.coords)
    drawn = shapely.unary_union(
        np.array([shapely.node(shapely.union_all([*lines, *banks, rim]))]), grid_size=0.05
    )
    mesh = mesh_of([*shapely.polygonize(shapely.get_parts(drawn)).geoms])
    ways = [Way(road_class=trace.road_class, name=trace.name) for trace in plan.traces]
    edges = sorted({(min(edge), max(edge)) for edge in mesh.face_of})
    middles = shapely.points([(mesh.metres(edge)).mean(axis=0) for edge in edges])
    tree = STRtree(lines)
    found, near = tree.query(middles, predicate="dwithin", distance=0.2)
    for place, way in sorted(zip(found.tolist(), near.tolist(), strict=True), reverse=True):
        mesh.way_of[edges[place]] = way
    return mesh, ways


class _Cutter:
    def __init__(self, town: Town, chance: Random) -> None:
        self.town = town
        self.mesh = town.mesh
        self.chance = chance

    def cut(
        self, faces: Iterable[int], *, stop: _Stop, way: _Choice, snap_m: float, note: dict[int, int] | None
    ) -> list[int]:
        """Cut faces, the largest first, until each is as small as `stop` says; return what is left."""
        knife = Knife(self.mesh, self.chance, snap_m=snap_m)
        heap = [(-self._area(face), face) for face in faces]
        heapq.heapify(heap)
        done = []
        while heap:
            area, face = heapq.heappop(heap)
            parts = self._halved(knife, face, -area, stop, way)
            if parts is None:
                done.append(face)
                if note is not None:
                    note[face] = face
                continue
            for part in parts:
                self._heir(part, face)
                heapq.heappush(heap, (-self._area(part), part))
        return done

    def _halved(
        self, knife: Knife, face: int, area: float, stop: _Stop, way: _Choice
    ) -> tuple[int, int] | None:
        block = self.town.block_of.get(face)
        use = self.town.use_of[block] if block is not None else ""
        seat = self.mesh.metres(self.mesh.ring(face)).mean(axis=0)
        where = centrality(seat)
        if area < stop(where, use) * self.chance.uniform(0.8, 1.35):
            return None
        road_class = way(where, use, area, self.chance)
        number = None
        if road_class:
            number = len(self.town.ways)
            self.town.ways.append(Way(road_class=road_class))
        return knife.halve(face, way=number, step_m=30 if area < 60_000 else 45)

    def _heir(self, part: int, face: int) -> None:
        for kept in (self.town.block_of, self.town.grid_of):
            if face in kept:
                kept[part] = kept[face]

    def _area(self, face: int) -> float:
        return area_of(self.mesh.metres(self.mesh.ring(face)))

    def blocks(self) -> list[int]:
        """Cut the first faces into blocks and say what each is for."""
        found = []
        for kind, faces in self._kinds().items():
            stop, way = (_block_m2, _block_way) if kind == "" else (_water_m2, _no_way)
            done = self.cut(faces, stop=stop, way=way, snap_m=40, note=self.town.block_of)
            for face in done:
                self.town.use_of[face] = kind or self._use(face)
            found += done
        east = shapely.Polygon([*self.town.plan.border.coords, (1e5, -1e5), (1e5, 1e5)])
        if self.town.plan.border.coords[0][1] < self.town.plan.border.coords[-1][1]:
            east = shapely.Polygon([*self.town.plan.border.coords, (1e5, 1e5), (1e5, -1e5)])
        shapely.prepare(east)
        for face in found:
            inside = east.contains(self.mesh.polygon(face).point_on_surface())
            self.town.district_of[face] = "990102" if inside else "990101"
        return found

    def _kinds(self) -> dict[str, list[int]]:
        plan = self.town.plan
        kinds: dict[str, list[int]] = {"": [], WATER: [], BELT: []}
        for face in self.mesh.leaves():
            seat = self.mesh.polygon(face).point_on_surface()
            water = plan.river.contains(seat) or plan.lake.contains(seat)
            kinds[WATER if water else BELT if plan.belts.contains(seat) else ""].append(face)
        return kinds

    def _use(self, face: int) -> str:
        seat = self.mesh.metres(self.mesh.ring(face)).mean(axis=0)
        where = centrality(seat)
        uses = _USES_TOWN if where < 2.12 else _USES_COUNTRY
        return self.chance.choices(list(uses), weights=list(uses.values()))[0]


def _block_m2(where: float, _use: str) -> float:
    return (9 if where < 1 else 15 if where < 2 else 30 if where < 2.3 else 62) * HECTARE_M2


def _water_m2(where: float, _use: str) -> float:
    return (8 if where < 2 else 25) * HECTARE_M2


def _block_way(where: float, _use: str, area: float, _chance: Random) -> str:
    if where < 2.12:
        return "secondary" if area > 52 * HECTARE_M2 else "branch"
    return "secondary" if area > 420 * HECTARE_M2 else "branch" if area > 110 * HECTARE_M2 else "lane"


def _no_way(_where: float, _use: str, _area: float, _chance: Random) -> str:
    return ""


def _grid_m2(where: float, use: str) -> float:
    if use in {WATER, BELT}:
        return (3 if where < 2 else 15) * HECTARE_M2
    return (1.35 if where < 1 else 1.5 if where < 2 else 4.5 if where < 2.15 else 24) * HECTARE_M2


def _grid_way(where: float, use: str, area: float, chance: Random) -> str:
    if use in {WATER, BELT, "park", "hill"}:
        return "lane" if use == "park" and where < 1 and chance.random() < 0.5 else ""
    if where > 2.12:
        return "lane" if use != "field" and chance.random() < 0.5 else ""
    if area > 4.5 * HECTARE_M2 and use in {"commercial", "village", "compound"}:
        return "branch" if chance.random() < 0.3 else "lane"
    share = {"compound": 0.62, "commercial": 0.75, "village": 0.9, "industry": 0.3, "estate": 0.3}.get(
        use, 0.25
    )
    return "lane" if chance.random() < (share if where < 1 else share * 0.75) else ""


def _parcel_m2(where: float, use: str) -> float:
    fine = {"compound": 0.38, "commercial": 0.5, "village": 0.2}
    return fine.get(use, 99) * HECTARE_M2 if where < 1 else 99 * HECTARE_M2


def _parcel_way(_where: float, _use: str, _area: float, chance: Random) -> str:
    return "lane" if chance.random() < 0.93 else ""


def _stubs(town: Town, chance: Random) -> None:
    """Lead a dead end into some parcels: 小区 entrances, lanes that stop at a wall."""
    mesh = town.mesh
    for leaf in town.leaves:
        where = centrality(mesh.metres(mesh.ring(leaf)).mean(axis=0))
        share = {
            "compound": 0.13,
            "estate": 0.3,
            "village": 0.08,
            "commercial": 0.08,
            "industry": 0.2,
            "school": 0.2,
        }.get(town.use(leaf), 0)
        if where > 2.12 or chance.random() > share * (1 if where < 1 else 1.6):
            continue
        edges = [edge for edge in mesh.edges(leaf) if mesh.way(edge) is not None]
        edges = [edge for edge in edges if math.dist(*mesh.metres(edge)) > 14]
        if not edges:
            continue
        edge = chance.choice(edges)
        start, end = mesh.metres(edge)
        middle = start + (end - start) * chance.uniform(0.35, 0.65)
        inward = np.array([start[1] - end[1], end[0] - start[0]]) / math.dist(start, end)
        ray = LineString([middle + inward * 0.5, middle + inward * 400])
        room = shapely.intersection(ray, mesh.polygon(leaf))
        depth = shapely.get_parts(room)[0].length * chance.uniform(0.4, 0.7)
        if depth < 12:
            continue
        tip = middle + inward * depth + np.array([-inward[1], inward[0]]) * depth * chance.uniform(-0.1, 0.1)
        foot = mesh.vertex_into(edge, (round(float(middle[0]), 2), round(float(middle[1]), 2)))
        mesh.points.append((round(float(tip[0]), 2), round(float(tip[1]), 2)))
        mesh.junctions.add(foot)
        town.stubs.append(((foot, len(mesh.points) - 1), len(town.ways), leaf))
        town.ways.append(Way(road_class="lane"))


def way_runs(town: Town) -> dict[int, list[tuple[int, ...]]]:
    """Return the pieces of every way: vertices in order, broken where the way breaks."""
    edges: dict[int, list[Edge]] = defaultdict(list)
    for edge, way in town.mesh.way_of.items():
        edges[way].append(edge)
    runs = {way: list(_chains(sorted(found))) for way, found in sorted(edges.items())}
    for vertices, way, _leaf in town.stubs:
        runs[way] = [vertices]
    return runs


def _chains(edges: list[Edge]) -> Iterator[tuple[int, ...]]:
    beside: dict[int, list[int]] = defaultdict(list)
    for first, second in edges:
        beside[first].append(second)
        beside[second].append(first)
    ends = [vertex for vertex, others in sorted(beside.items()) if len(others) != 2]
    used: set[Edge] = set()
    for start in [*ends, *sorted(beside)]:
        for following in beside[start]:
            chain = [start]
            here, ahead = start, following
            while (min(here, ahead), max(here, ahead)) not in used:
                used.add((min(here, ahead), max(here, ahead)))
                chain.append(ahead)
                onward = [vertex for vertex in beside[ahead] if vertex != here]
                if len(beside[ahead]) != 2 or not onward:
                    break
                here, ahead = ahead, onward[0]
            if len(chain) > 1:
                yield tuple(chain)


def _roads_named(town: Town, chance: Random) -> None:
    """Join ways that run on into each other to roads, and name them, the widest first."""
    runs = way_runs(town)
    root = {way: way for way in runs}

    def find(way: int) -> int:
        while root[way] != way:
            root[way] = root[root[way]]
            way = root[way]
        return way

    for first, second in _continued(town, runs):
        root[find(second)] = find(first)
    strokes: dict[int, list[int]] = defaultdict(list)
    for way in sorted(runs):
        strokes[find(way)].append(way)
    town.roads = tuple(_roads(town, chance, strokes, runs))
    for number, road_ways in enumerate(_ordered(town, strokes, runs)):
        for way in road_ways:
            town.road_of[way] = number


def _continued(town: Town, runs: dict[int, list[tuple[int, ...]]]) -> Iterator[tuple[int, int]]:
    """Yield pairs of ways of one class that meet end to end, straight on."""
    meeting: dict[int, list[tuple[int, Metres]]] = defaultdict(list)
    for way, pieces in runs.items():
        if town.ways[way].name:
            continue
        for piece in pieces:
            for here, before in ((piece[0], piece[1]), (piece[-1], piece[-2])):
                step = np.array(town.mesh.points[here]) - np.array(town.mesh.points[before])
                meeting[here].append((way, step / np.hypot(*step)))
    for _, arriving in sorted(meeting.items()):
        yield from _straight_on(town, arriving)


def _straight_on(town: Town, arriving: list[tuple[int, Metres]]) -> Iterator[tuple[int, int]]:
    taken: set[int] = set()
    for (way, out), (other, back) in combinations(arriving, 2):
        same = town.ways[way].road_class == town.ways[other].road_class
        if same and other != way and not {way, other} & taken and float(out @ back) < -0.82:
            taken |= {way, other}
            yield way, other


def _ordered(
    town: Town, strokes: dict[int, list[int]], runs: dict[int, list[tuple[int, ...]]]
) -> list[list[int]]:
    def size(ways: list[int]) -> tuple[int, float, int]:
        length = sum(town.line(run).length for way in ways for run in runs[way])
        return _RANK[town.ways[ways[0]].road_class], -length, ways[0]

    return sorted(strokes.values(), key=size)


def _roads(
    town: Town, chance: Random, strokes: dict[int, list[int]], runs: dict[int, list[tuple[int, ...]]]
) -> Iterator[Road]:
    names = RoadNames(chance)
    numbers: dict[str, int] = defaultdict(int)
    for ways in _ordered(town, strokes, runs):
        pieces = tuple(run for way in ways for run in runs[way])
        first = town.ways[ways[0]]
        seat = town.mesh.metres(pieces[0])[len(pieces[0]) // 2]
        east = Point(seat).distance(town.plan.border) > 1 and _east_of(town, seat)
        district = "990102" if east else "990101"
        numbers[district] += 1
        yield Road(
            code=f"{district}R{numbers[district]:05d}",
            name=first.name or names.next(first.road_class, (float(seat[0]), float(seat[1]))),
            road_class=first.road_class,
            width_m=WIDTH_M[first.road_class],
            district=district,
            runs=pieces,
        )


def _east_of(town: Town, seat: Metres) -> bool:
    border = town.plan.border
    near = border.interpolate(border.project(Point(seat)))
    return bool(seat[0] > near.x)


def street_links(town: Town) -> list[tuple[int, int, LineString]]:
    """Return the street graph: every edge of every way as (vertex, vertex, line in metres)."""
    return [
        (first, second, town.line((first, second)))
        for runs in way_runs(town).values()
        for run in runs
        for first, second in pairwise(run)
    ]
