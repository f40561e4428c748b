"""The areas of the demo city: the tree by blocks between roads, and the other layers of unit grids.

A unit grid is about one hectare in the built town (the 万米单元网格 of the standard), larger on farmland,
hills and water. Communities are whole blocks, streets whole communities; duty, evaluation and governance
grids are connected sets of unit grids inside a street or a community.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

import numpy as np
import shapely
from shapely import MultiLineString, MultiPolygon, STRtree
from shapely.ops import substring

from xiuhua.ground.demo.mesh import Metres
from xiuhua.ground.demo.names import AreaNames
from xiuhua.ground.demo.streets import BELT, HECTARE_M2, WATER, Town, centrality

CITY, CITY_NAME = "9901", "云州市"
DISTRICTS = {"990101": "云河区", "990102": "临江区"}
TOWN_SHARE_M2 = (
    4 * HECTARE_M2
)  # country counts for one grid more per four hectares when people are shared out
_ROUNDS = 5
_SEGMENT_M = 780.0
_BESIDE_M = 3.0  # a little more than the standing rule asks of two adjacent grids


@dataclass(frozen=True, kw_only=True)
class AreaRow:
    """One area, its shape in metres; `members` are the unit grids a zone is made of."""

    code: str
    name: str
    level: str
    parent: str = ""
    shape: MultiPolygon | None = None
    line: MultiLineString | None = None
    members: tuple[str, ...] = ()
    road: str = ""


@dataclass(kw_only=True)
class Areas:
    """Every area, widest first, and what others look up.

    Attributes:
        grid_code: of each unit grid, by the number of its face.
        enclave: the code of the community that lies inside another street.
    """

    rows: list[AreaRow] = field(default_factory=list)
    grid_code: dict[int, str] = field(default_factory=dict)
    enclave: str = ""
    tree: STRtree | None = None
    tree_codes: list[str] = field(default_factory=list)

    def of_level(self, level: str, prefix: str = "") -> list[AreaRow]:
        """Return the areas of a level, within an area."""
        return [row for row in self.rows if row.level == level and row.code.startswith(prefix)]

    def grid_at(self, points: Metres) -> list[str]:
        """Return the unit grid of each point; empty outside the city."""
        if self.tree is None:
            grids = self.of_level("unit_grid")
            self.tree = STRtree([row.shape for row in grids])
            self.tree_codes = [row.code for row in grids]
        found = [""] * len(points)
        for place, grid in zip(*self.tree.query(shapely.points(points), predicate="intersects"), strict=True):
            found[place] = found[place] or self.tree_codes[grid]
        return found


def areas_drawn(town: Town, *, seed: int) -> Areas:
    """Return the areas of both districts."""
    chance = Random(seed + 17)  # noqa: S311 - a drawing, not a secret
    drawing = _Drawing(town, chance)
    drawing.tree()
    drawing.zones()
    drawing.key_areas()
    drawing.segments()
    return drawing.areas


class _Drawing:
    def __init__(self, town: Town, chance: Random) -> None:
        self.town = town
        self.chance = chance
        self.areas = Areas()
        self.names = AreaNames(chance)
        self.leaves_of: dict[int, list[int]] = defaultdict(list)  # by unit grid
        for leaf in town.leaves:
            self.leaves_of[town.grid_of[leaf]].append(leaf)
        self.polygon = {leaf: town.mesh.polygon(leaf) for leaf in town.leaves}
        self.grid_shape = {
            grid: _multi(shapely.coverage_union_all([self.polygon[leaf] for leaf in leaves]))
            for grid, leaves in self.leaves_of.items()
        }
        self.seat = {grid: np.array(shape.centroid.coords[0]) for grid, shape in self.grid_shape.items()}
        self.block_of = {grid: town.block_of[leaves[0]] for grid, leaves in self.leaves_of.items()}
        self.beside = _neighbours(town, town.grid_of)

    def tree(self) -> None:
        """Draw city, districts, streets, communities and unit grids."""
        part = self.town.scale**0.5
        streets: dict[str, MultiPolygon] = {}
        rows: list[AreaRow] = []
        for district, name in DISTRICTS.items():
            full = (17, 104) if district == "990101" else (3, 8)
            counts = [max(least, round(count * part)) for count, least in zip(full, (2, 5), strict=True)]
            under, district_streets = self._district(district, *counts)
            streets |= district_streets
            shape = _multi(shapely.coverage_union_all(list(district_streets.values())))
            rows += [AreaRow(code=district, name=name, level="district", parent=CITY, shape=shape), *under]
        whole = _multi(shapely.coverage_union_all(list(streets.values())))
        self.areas.rows = [AreaRow(code=CITY, name=CITY_NAME, level="city", shape=whole), *rows]
        self.areas.rows.sort(key=lambda row: len(row.code))

    def _district(
        self, district: str, streets: int, communities: int
    ) -> tuple[list[AreaRow], dict[str, MultiPolygon]]:
        town = self.town
        blocks = sorted({block for block in self.block_of.values() if town.district_of[block] == district})
        grids_of = defaultdict(list)
        for grid, block in sorted(self.block_of.items()):
            grids_of[block].append(grid)
        shape_of = {block: [self.grid_shape[grid] for grid in grids_of[block]] for block in blocks}
        area = {block: sum(shape.area for shape in shapes) for block, shapes in shape_of.items()}
        weight = {block: len(grids_of[block]) + area[block] / TOWN_SHARE_M2 for block in blocks}
        seat = {block: np.mean([self.seat[grid] for grid in grids_of[block]], axis=0) for block in blocks}
        beside = _neighbours(town, town.block_of)
        groups = grown(blocks, beside=beside, seat=seat, weight=weight, count=communities, chance=self.chance)
        member = {block: number for number, group in enumerate(groups) for block in group}
        near: dict[int, set[int]] = defaultdict(set)
        for block in blocks:
            near[member[block]] |= {member[other] for other in beside[block] if other in member} - {
                member[block]
            }
        middle = {
            number: np.average(
                [seat[block] for block in group], axis=0, weights=[area[block] for block in group]
            )
            for number, group in enumerate(groups)
        }
        drawn = grown(
            sorted(middle),
            beside=near,
            seat=middle,
            weight=dict.fromkeys(middle, 1.0),
            count=streets,
            chance=self.chance,
        )
        drawn.sort(key=lambda group: float(np.mean([centrality(middle[number]) for number in group])))
        enclave = self._enclave(drawn, near, middle) if district == "990101" else None
        rows: list[AreaRow] = []
        shapes: dict[str, MultiPolygon] = {}
        for place, group in enumerate(drawn, start=1):
            code = f"{district}{place:03d}"
            country = place > round(len(drawn) * 0.7)
            name = self.names.street(country=country)
            under = []
            for order, number in enumerate(
                sorted(group, key=lambda one: (-middle[one][1], middle[one][0])), 1
            ):
                below = f"{code}{order:03d}"
                far = centrality(middle[number]) > 2.2
                grids = [grid for block in groups[number] for grid in grids_of[block]]
                under.append(self._community(below, code, grids, country=far))
                rows += self._grids(below, grids)
                if number == enclave:
                    self.areas.enclave = below
            shape = _multi(shapely.coverage_union_all([row.shape for row in under]))
            shapes[code] = shape
            rows += [AreaRow(code=code, name=name, level="street", parent=district, shape=shape), *under]
        return rows, shapes

    def _community(self, code: str, street: str, grids: list[int], *, country: bool) -> AreaRow:
        shape = _multi(shapely.coverage_union_all([self.grid_shape[grid] for grid in grids]))
        name = self.names.community(country=country)
        return AreaRow(code=code, name=name, level="community", parent=street, shape=shape)

    def _grids(self, community: str, grids: list[int]) -> list[AreaRow]:
        ordered = sorted(grids, key=lambda grid: (-round(self.seat[grid][1], -2), self.seat[grid][0]))
        rows = []
        for order, grid in enumerate(ordered, start=1):
            code = f"{community}{order:03d}"
            self.areas.grid_code[grid] = code
            rows.append(
                AreaRow(
                    code=code,
                    name=f"单元网格{code[6:]}",
                    level="unit_grid",
                    parent=community,
                    shape=self.grid_shape[grid],
                )
            )
        return rows

    def _enclave(
        self, streets: list[list[int]], near: Mapping[int, set[int]], middle: Mapping[int, Metres]
    ) -> int | None:
        """Move one community that lies wholly inside a street to the street farthest from it."""
        street_of = {number: place for place, group in enumerate(streets) for number in group}
        for number in sorted(street_of, key=lambda one: len(streets[street_of[one]]), reverse=True):
            around = {street_of[other] for other in near[number]}
            home = street_of[number]
            if len(streets[home]) < 4:
                continue
            seats = [np.mean([middle[one] for one in group], axis=0) for group in streets]
            far = max(
                (place for place in range(len(streets)) if place not in around),
                key=lambda place: float(np.hypot(*(seats[place] - middle[number]))),
                default=None,
            )
            if far is not None and around == {home}:
                streets[home].remove(number)
                streets[far].append(number)
                return number
        return None

    def zones(self) -> None:
        """Draw the layers that are made of unit grids."""
        part = self.town.scale**0.5
        inside: dict[str, list[int]] = defaultdict(list)
        for grid, code in sorted(self.areas.grid_code.items()):
            inside[code[:9]].append(grid)
            inside[code[:12]].append(grid)
        streets = self.areas.of_level("street", "990101")
        communities = self.areas.of_level("community", "990101")
        for level, letter, word, total, homes in (
            ("duty_grid", "Z", "责任网格", 62, streets),
            ("evaluation_grid", "P", "评价网格", 30, streets),
            ("governance_grid", "Q", "综治网格", 120, communities),
        ):
            pieces = [(home.code[:9], piece) for home in homes for piece in self._pieces(inside[home.code])]
            wanted = max(len(pieces), round(total * part) if part < 1 else total)
            shares = _shared_out(wanted, [len(piece) for _street, piece in pieces])
            numbers: dict[str, int] = defaultdict(int)
            for (street, piece), count in zip(pieces, shares, strict=True):
                for group in self._zone_groups(piece, count):
                    numbers[street] += 1
                    self._zone(level, f"{street}{letter}{numbers[street]:02d}", street, word, group)

    def _pieces(self, grids: Sequence[int]) -> list[list[int]]:
        """Return unit grids by the piece of ground they hang together in: an enclave is one of its own."""
        left, pieces = dict.fromkeys(grids), []
        while left:
            piece = [left.popitem()[0]]
            for grid in piece:
                found = sorted(other for other in self.beside[grid] if other in left)
                piece += found
                for other in found:
                    del left[other]
            pieces.append(sorted(piece))
        return sorted(pieces)

    def _zone_groups(self, grids: list[int], count: int) -> list[list[int]]:
        weight = {grid: 1.0 + self.grid_shape[grid].area / TOWN_SHARE_M2 / 4 for grid in grids}
        return grown(
            grids, beside=self.beside, seat=self.seat, weight=weight, count=count, chance=self.chance
        )

    def _zone(self, level: str, code: str, parent: str, word: str, grids: Sequence[int]) -> None:
        name = next((row.name for row in self.areas.rows if row.code == parent), "").removesuffix("街道")
        number = code.lstrip("0123456789")[1:]
        title = f"{name.removesuffix('镇')}第{int(number)}{word}" if len(code) > 8 else word
        self.areas.rows.append(
            AreaRow(
                code=code,
                name=title,
                level=level,
                parent=parent,
                shape=_multi(shapely.coverage_union_all([self.grid_shape[grid] for grid in grids])),
                members=()
                if level == "key_area"
                else tuple(sorted(self.areas.grid_code[grid] for grid in grids)),
            )
        )

    def key_areas(self) -> None:
        """Draw the places that get more attention: the lake, the riverside, the squares, the station."""
        mine = {grid for grid, code in self.areas.grid_code.items() if code.startswith("990101")}
        belts = [grid for grid in mine if self.town.use_of[self.block_of[grid]] in {WATER, BELT}]
        belts = [grid for grid in belts if centrality(self.seat[grid]) < 1.2]
        dry = sorted(mine - set(belts), key=lambda grid: (centrality(self.seat[grid]), grid))
        taken: set[int] = set(belts)
        self._zone("key_area", "990101K01", "990101", "滨河景观带", belts or dry[:6])
        titles = (
            "中心商圈",
            "火车站广场",
            "客运中心周边",
            "大学城周边",
            "中心医院周边",
            "会展中心周边",
            "老街历史文化街区",
        )
        for number, title in enumerate(titles, start=2):
            seat = dry[(number - 2) * len(dry) // 14]
            found = [seat]
            for grid in found:
                found += [
                    other
                    for other in sorted(self.beside[grid])
                    if other in mine and other not in taken and other not in found
                ]
                if len(found) >= 10:
                    break
            found = [grid for grid in found[:12] if grid not in taken] or [seat]
            taken |= set(found)
            self._zone("key_area", f"990101K{number:02d}", "990101", title, found)

    def segments(self) -> None:
        """Cut the wide roads of the first district into stretches somebody is named for."""
        wanted = max(6, round(300 * self.town.scale**0.5))
        streets = self.areas.of_level("street", "990101")
        tree = STRtree([row.shape for row in streets])
        numbers: dict[str, int] = defaultdict(int)
        made = 0
        for road in self.town.roads:
            if road.district != "990101" or road.road_class in {"lane", "expressway"}:
                continue
            for run in road.runs:
                line = self.town.line(run)
                if (
                    line.length < 160
                    or centrality(np.array(line.interpolate(0.5, normalized=True).coords[0])) > 2.2
                ):
                    continue
                pieces = max(1, round(line.length / _SEGMENT_M))
                for piece in range(pieces):
                    stretch = substring(line, piece / pieces, (piece + 1) / pieces, normalized=True)
                    near = int(tree.nearest(stretch.interpolate(0.5, normalized=True)))
                    if stretch.intersection(streets[near].shape).length < 1.0:
                        continue  # beyond the district's edge
                    home = streets[near].code
                    numbers[home] += 1
                    made += 1
                    self.areas.rows.append(
                        AreaRow(
                            code=f"{home}L{numbers[home]:04d}",
                            level="segment",
                            parent=home,
                            road=road.code,
                            name=f"{road.name}责任路段{made:03d}",
                            line=MultiLineString([stretch]),
                        )
                    )
                    if made == wanted:
                        return


def _multi(shape: shapely.Geometry) -> MultiPolygon:
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])


def _neighbours(town: Town, group_of: Mapping[int, int]) -> dict[int, set[int]]:
    """Return which groups of leaves run along one another: a shared corner is not enough."""
    along: dict[tuple[int, int], float] = defaultdict(float)
    for (first, second), leaf in town.mesh.face_of.items():
        other = town.mesh.face_of.get((second, first))
        if other is not None and group_of[leaf] != group_of[other]:
            along[group_of[leaf], group_of[other]] += math.dist(
                town.mesh.points[first], town.mesh.points[second]
            )
    beside: dict[int, set[int]] = defaultdict(set)
    for (group, other), length in along.items():
        if length >= _BESIDE_M:
            beside[group].add(other)
    return beside


def _shared_out(total: int, weights: Sequence[int]) -> list[int]:
    """Return whole numbers that sum to `total`, at least one each, in proportion to the weights."""
    shares = [1] * len(weights)
    for _ in range(total - len(weights)):
        place = max(range(len(weights)), key=lambda one: weights[one] / shares[one])
        shares[place] += 1
    return shares


def grown(
    nodes: Sequence[int],
    *,
    beside: Mapping[int, Iterable[int]],
    seat: Mapping[int, Metres],
    weight: Mapping[int, float],
    count: int,
    chance: Random,
) -> list[list[int]]:
    """Return `count` connected groups of about equal weight: seeds spread, grow, and move."""
    seats = np.array([seat[node] for node in nodes])
    seeds = _spread(nodes, seats, count, chance)
    groups: list[list[int]] = []
    for _ in range(_ROUNDS):
        groups = _grown_once(nodes, seeds, beside, seat, weight)
        seeds = []
        for group in groups:
            places = np.array([seat[node] for node in group])
            middle = np.average(places, axis=0, weights=[weight[node] for node in group])
            seeds.append(group[int(np.argmin(((places - middle) ** 2).sum(axis=1)))])
    return groups


def _spread(nodes: Sequence[int], seats: Metres, count: int, chance: Random) -> list[int]:
    first = chance.randrange(len(nodes))
    found = [first]
    away = ((seats - seats[first]) ** 2).sum(axis=1)
    while len(found) < min(count, len(nodes)):
        share = away / away.sum()
        pick = int(np.searchsorted(np.cumsum(share), chance.random()))
        pick = min(pick, len(nodes) - 1)
        if pick in found:
            pick = int(np.argmax(away))
        found.append(pick)
        away = np.minimum(away, ((seats - seats[pick]) ** 2).sum(axis=1))
    return [nodes[place] for place in found]


def _grown_once(
    nodes: Sequence[int],
    seeds: Sequence[int],
    beside: Mapping[int, Iterable[int]],
    seat: Mapping[int, Metres],
    weight: Mapping[int, float],
) -> list[list[int]]:
    free = set(nodes) - set(seeds)
    groups = [[seed] for seed in seeds]
    edge: list[list[tuple[float, int]]] = [[] for _ in seeds]
    heavy = [(weight[seed], place) for place, seed in enumerate(seeds)]
    heapq.heapify(heavy)

    def reach(place: int, node: int) -> None:
        for other in sorted(beside.get(node, ())):
            if other in free:
                away = float(np.hypot(*(seat[other] - seat[seeds[place]])))
                heapq.heappush(edge[place], (away, other))

    for place, seed in enumerate(seeds):
        reach(place, seed)
    while heavy and free:
        load, place = heapq.heappop(heavy)
        node = _nearest_free(edge[place], free)
        if node is None:
            continue
        free.discard(node)
        groups[place].append(node)
        reach(place, node)
        heapq.heappush(heavy, (load + weight[node], place))
    for node in sorted(free):  # cut off from the rest: an enclave's ground
        nearest = min(
            range(len(groups)), key=lambda place: float(np.hypot(*(seat[node] - seat[seeds[place]])))
        )
        groups[nearest].append(node)
    return groups


def _nearest_free(edge: list[tuple[float, int]], free: set[int]) -> int | None:
    while edge:
        _, node = heapq.heappop(edge)
        if node in free:
            return node
    return None
