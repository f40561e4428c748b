"""What the map draws beneath everything: waters, parks, squares, and buildings that follow the streets."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
import shapely
from shapely import LineString, MultiLineString, MultiPolygon, Polygon, STRtree

from xiuhua.ground.demo.mesh import Metres
from xiuhua.ground.demo.streets import BELT, WATER, WIDTH_M, Town, centrality

_BUILDINGS = 16_000
_SETBACK_M = 3.5


@dataclass(frozen=True, kw_only=True)
class FeatureRow:
    """A feature of the base map, in metres."""

    code: str
    kind: str
    district: str
    shape: MultiPolygon
    name: str = ""
    floors: int | None = None


@dataclass(frozen=True, kw_only=True)
class _Pattern:
    """How houses of a quarter stand: size, gaps between them, floors, and the share that is built."""

    front_m: float
    depth_m: float
    gap_m: float
    row_m: float
    floors: tuple[int, ...]
    share: float = 0.9


_PATTERNS = {
    "compound": _Pattern(front_m=44, depth_m=13, gap_m=11, row_m=19, floors=(6, 6, 7, 7, 11, 18)),
    "estate": _Pattern(front_m=30, depth_m=20, gap_m=24, row_m=36, floors=(18, 24, 28, 32, 33)),
    "commercial": _Pattern(front_m=36, depth_m=27, gap_m=12, row_m=14, floors=(3, 4, 5, 8, 12, 22, 36)),
    "village": _Pattern(front_m=15, depth_m=12, gap_m=5, row_m=6, floors=(3, 4, 5, 6), share=0.55),
    "school": _Pattern(front_m=58, depth_m=15, gap_m=22, row_m=30, floors=(4, 5, 5), share=0.75),
    "civic": _Pattern(front_m=50, depth_m=22, gap_m=26, row_m=30, floors=(5, 6, 9, 12), share=0.8),
    "industry": _Pattern(front_m=70, depth_m=36, gap_m=18, row_m=20, floors=(1, 1, 2, 3), share=0.85),
}
_PARK_NAMES = tuple(
    """
    青枫 稻香 鹿鸣 柳浦 荷塘 梅岭 松涛 竹溪 兰亭 桃源 白鹭 银杏 香樟 玉兰 海棠 芙蓉 紫薇
    合欢 春晓 星光 月明 彩虹 秋涛 云栖
    """.split()  # noqa: SIM905 - a list of words reads better as a line
)


def basemap_drawn(town: Town, *, seed: int) -> list[FeatureRow]:
    """Return waters, parks, squares and buildings, in the order a map draws them."""
    chance = Random(seed + 31)  # noqa: S311 - a drawing, not a secret
    squares = _squares(town, chance)
    rows = [*_grounds(town, chance), *_plazas(town, squares)]
    return [*rows, *_buildings(town, chance, set(squares))]


def _grounds(town: Town, chance: Random) -> Iterator[FeatureRow]:
    parts: dict[tuple[str, int], list[Polygon]] = defaultdict(list)
    for leaf in town.leaves:
        use, block = town.use(leaf), town.block_of[leaf]
        if use in {"park", "hill"}:
            parts[use, block].append(town.mesh.polygon(leaf))
        elif use in {WATER, BELT}:
            parts[use, 2 if town.district_of[block] == "990102" else 1].append(town.mesh.polygon(leaf))
    number = 0
    for (use, block), polygons in sorted(parts.items()):
        whole = shapely.coverage_union_all(polygons)
        district = town.district_of.get(block, "990102" if block == 2 else "990101")
        for piece in shapely.get_parts(whole):
            number += 1
            kind = "water" if use == WATER else "park"
            yield FeatureRow(
                code=f"{district}F{number:05d}",
                kind=kind,
                district=district,
                shape=MultiPolygon([piece]),
                name=_ground_name(town, use, piece, number, chance),
            )


def _ground_name(town: Town, use: str, piece: Polygon, number: int, chance: Random) -> str:
    if use == WATER:
        if piece.intersects(town.plan.lake.buffer(-5)):
            return "云湖"
        return "云河" if piece.area > 60_000 else "运河"
    if use == BELT:
        return "云河滨水绿带" if piece.area > 9_000 else ""
    tail = (
        chance.choice(("山森林公园", "山"))
        if use == "hill"
        else chance.choice(("公园", "公园", "绿苑", "体育公园"))
    )
    return f"{_PARK_NAMES[number % len(_PARK_NAMES)]}{tail}"


def _squares(town: Town, chance: Random) -> list[int]:
    """Return some leaves of shopping quarters that stay open squares."""
    fit = [
        leaf
        for leaf in town.leaves
        if town.use(leaf) in {"commercial", "civic"} and 2_000 < town.mesh.polygon(leaf).area < 9_000
    ]
    return sorted(chance.sample(fit, min(len(fit), max(1, round(36 * town.scale)))))


def _plazas(town: Town, squares: list[int]) -> Iterator[FeatureRow]:
    for number, leaf in enumerate(squares):
        room = _room(town, leaf, {}, setback_m=1.5)
        pieces = [piece for piece in shapely.get_parts(room) if piece.area > 400]
        district = town.district_of[town.block_of[leaf]]
        if pieces:
            yield FeatureRow(
                code=f"{district}G{number + 1:05d}",
                kind="plaza",
                district=district,
                shape=MultiPolygon(pieces),
                name=f"{_PARK_NAMES[-1 - number % len(_PARK_NAMES)]}广场",
            )


def _room(town: Town, leaf: int, stubs: dict[int, list[LineString]], *, setback_m: float) -> shapely.Geometry:
    """Return what is left of a leaf between the kerbs, the dead ends and the neighbours' walls."""
    lines: dict[float, list[Metres]] = defaultdict(list)
    for edge in town.mesh.edges(leaf):
        way = town.mesh.way(edge)
        half = 0.0 if way is None else WIDTH_M[town.ways[way].road_class] / 2
        lines[half].append(town.mesh.metres(edge))
    taken = [
        MultiLineString(runs).buffer(half + setback_m, quad_segs=2, cap_style="square")
        for half, runs in sorted(lines.items())
    ]
    taken += [line.buffer(WIDTH_M["lane"] / 2 + setback_m, quad_segs=2) for line in stubs.get(leaf, ())]
    return shapely.difference(town.mesh.polygon(leaf), shapely.union_all(taken))


def _buildings(town: Town, chance: Random, squares: set[int]) -> Iterator[FeatureRow]:
    stubs: dict[int, list[LineString]] = defaultdict(list)
    for vertices, _, leaf in town.stubs:
        stubs[leaf].append(town.line(vertices))
    drawn: list[tuple[bool, str, Polygon, int]] = []
    for leaf in town.leaves:
        pattern = _PATTERNS.get(town.use(leaf))
        where = centrality(town.mesh.metres(town.mesh.ring(leaf)).mean(axis=0))
        if pattern is None or leaf in squares or (where > 2.12 and chance.random() < 0.6):
            continue
        room = _room(town, leaf, stubs, setback_m=_SETBACK_M)
        district = town.district_of[town.block_of[leaf]]
        tall = 1.25 if where < 0.6 else 1.0 if where < 2 else 0.6
        for house in _houses(town, leaf, room, pattern, chance, deep=where < 2.12):
            floors = max(1, round(chance.choice(pattern.floors) * tall))
            drawn.append((where < 1, district, house, floors))
    drawn = _clear_of_roads(town, drawn)
    wanted = round(_BUILDINGS * town.scale)
    middle = [row for row in drawn if row[0]]
    rest = [row for row in drawn if not row[0]]
    rest = [
        rest[place]
        for place in sorted(chance.sample(range(len(rest)), min(len(rest), max(0, wanted - len(middle)))))
    ]
    for number, (_, district, house, floors) in enumerate([*middle, *rest], start=1):
        yield FeatureRow(
            code=f"{district}B{number:05d}",
            kind="building",
            district=district,
            shape=MultiPolygon([house]),
            floors=floors,
        )


def _houses(
    town: Town, leaf: int, room: shapely.Geometry, pattern: _Pattern, chance: Random, *, deep: bool
) -> list[Polygon]:
    """Return houses along the leaf's edges, then, where `deep`, rows of them behind."""
    if room.is_empty:
        return []
    edges = [edge for edge in town.mesh.edges(leaf) if town.mesh.way(edge) is not None]
    edges = sorted(edges or town.mesh.edges(leaf), key=lambda one: -math.dist(*town.mesh.metres(one)))
    tried = [house for edge in edges for house in _along(town, edge, pattern, chance)]
    if deep:
        tried += _rows(town, edges[0], room, pattern, chance)
    if not tried:
        return []
    shapely.prepare(room)
    fit = np.array(tried)[shapely.contains_properly(room, np.array(tried))]
    found: list[Polygon] = []
    for house in fit:
        if not found or float(shapely.distance(np.array(found), house).min()) > pattern.gap_m * 0.55:
            found.append(house)
    return found


def _along(town: Town, edge: tuple[int, int], pattern: _Pattern, chance: Random) -> list[Polygon]:
    start, end = town.mesh.metres(edge)
    length = math.dist(start, end)
    way = town.mesh.way(edge)
    back = _SETBACK_M + 0.6 + (0.0 if way is None else WIDTH_M[town.ways[way].road_class] / 2)
    along = (end - start) / length
    found, reach = [], 1.0
    while reach < length - 8:
        front = min(pattern.front_m * chance.uniform(0.55, 1.1), length - reach - 1)
        depth = min(pattern.depth_m * chance.uniform(0.7, 1.05), front * 1.4)
        if front >= 8 and chance.random() < pattern.share:
            ring = _plan_of(reach, back, front, depth, bent=chance.random() < 0.25)
            found.append(_turned(start, along, ring))
        reach += front + pattern.gap_m * chance.uniform(0.6, 1.2)
    return found


def _turned(start: Metres, along: Metres, ring: Metres) -> Polygon:
    across = np.array([-along[1], along[0]])
    return Polygon(start + ring[:, :1] * along + ring[:, 1:] * across)


def _rows(
    town: Town, edge: tuple[int, int], room: shapely.Geometry, pattern: _Pattern, chance: Random
) -> list[Polygon]:
    start, end = town.mesh.metres(edge)
    along = (end - start) / math.dist(start, end)
    across = np.array([-along[1], along[0]])
    local = shapely.get_coordinates(room) - start
    low = (float((local @ along).min()), float((local @ across).min()))
    high = (float((local @ along).max()), float((local @ across).max()))
    found = []
    north = low[1] + chance.uniform(0, 3)
    while north < high[1]:
        depth = pattern.depth_m * chance.uniform(0.9, 1.1)
        east = low[0] + chance.uniform(0, pattern.gap_m)
        while east < high[0]:
            front = pattern.front_m * chance.uniform(0.7, 1.2)
            if chance.random() < pattern.share:
                found.append(
                    _turned(start, along, _plan_of(east, north, front, depth, bent=chance.random() < 0.1))
                )
            east += front + pattern.gap_m * chance.uniform(0.8, 1.3)
        north += depth + pattern.row_m
    return found


def _plan_of(east: float, north: float, front: float, depth: float, *, bent: bool) -> Metres:
    """Return the corners of a slab, or of one with a wing missing."""
    far, top = east + front, north + depth
    if bent:
        inner, half = east + front * 0.4, north + depth * 0.5
        ring = [(east, north), (far, north), (far, half), (inner, half), (inner, top), (east, top)]
    else:
        ring = [(east, north), (far, north), (far, top), (east, top)]
    return np.array(ring)


def _clear_of_roads(
    town: Town, drawn: list[tuple[bool, str, Polygon, int]]
) -> list[tuple[bool, str, Polygon, int]]:
    """Drop what stands in a road all the same: where a wide road touches a block with a corner only."""
    surfaces = [
        town.line(run).buffer(road.width_m / 2, quad_segs=2, cap_style="flat")
        for road in town.roads
        for run in road.runs
    ]
    if not drawn:
        return []
    struck, _ = STRtree(surfaces).query(np.array([row[2] for row in drawn]), predicate="intersects")
    hit = set(struck.tolist())
    return [row for place, row in enumerate(drawn) if place not in hit]
