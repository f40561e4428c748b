"""The demo district: two districts of an invented city, drawn from a seed.

Nothing here is a real place, firm or person. Borders are organic because every community is a union of small
Voronoi cells, so neighbours share each vertex and the tree has neither gap nor overlap.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, pi, sin

import numpy as np
import numpy.typing as npt
import shapely
from shapely import MultiPoint, MultiPolygon, Point, Polygon
from shapely.geometry import mapping

from xiuhua.shared.ids import RANDOM_BITS, uuid7_of

CITY_CODE = "9901"
_WEST, _SOUTH, _EAST, _NORTH = 120.040, 30.205, 120.240, 30.345  # degrees, about 19 × 15.5 km
_CELLS = 5_000
_STREETS = 14
_COMMUNITIES_PER_STREET = 6  # on average
_ROUNDS = 12
Points = npt.NDArray[np.float64]  # shape (n, 2): degrees east, degrees north
Labels = npt.NDArray[np.intp]  # shape (n,)
_ID_EPOCH_MS = 1_767_225_600_000  # 2026-01-01T00:00Z: fixed, so that the same seed gives the same ids

_DISTRICTS = (("990101", "云河区"), ("990102", "临江区"))
_STREET_NAMES = {
    "990101": ("长庆", "云栖", "绣衣", "拱辰", "望湖", "青枫", "石桥", "文澜", "稻香", "北屿"),
    "990102": ("临江", "潮鸣", "沙岸", "南浦"),
}
_COMMUNITY_NAMES = tuple(
    first + second for first in "泰康锦和桃竹金银白红清映" for second in "安宁睦源苑桂月"
)
_ROAD_HEADS = (
    "泰然",
    "滨河",
    "香轩",
    "文汇",
    "建新",
    "朝阳",
    "枫林",
    "德胜",
    "学院",
    "湖墅",
    "登云",
    "和平",
    "丰潭",
)
_ROAD_MIDDLES = ("", "一", "二", "三", "东", "西")
_ROAD_KINDS = ("路", "街", "大道", "巷")
_BRANDS = (
    "百味",
    "老街坊",
    "鲜满堂",
    "阿婆",
    "巷口",
    "家家旺",
    "四季",
    "小满",
    "知味",
    "顺和",
    "福临",
    "春和",
    "大树下",
)
_TRADES = {
    "shop": ("便利店", "水果店", "五金店", "文具店", "药房", "服装店", "修车铺", "花店"),
    "restaurant": ("面馆", "小炒", "火锅店", "早餐铺", "川菜馆", "烧烤店", "茶餐厅", "海鲜酒楼"),
    "site": ("安置房项目工地", "地下通道工地", "商业综合体工地", "学校扩建工地"),
    "estate": ("花园", "雅苑", "公寓", "新村"),
    "market": ("农贸市场", "小商品市场", "花鸟市场"),
    "lot": ("公共停车场", "地下停车库", "路侧停车带"),
}
_KIND_WEIGHTS = {"shop": 52, "restaurant": 28, "estate": 9, "lot": 5, "site": 4, "market": 2}


@dataclass(frozen=True, kw_only=True)
class DemoArea:
    """An area of the demo city; `shape` is WGS84 degrees."""

    code: str
    name: str
    level: str
    shape: MultiPolygon

    def as_json(self) -> dict[str, object]:
        """Return the body the API takes."""
        return {"code": self.code, "name": self.name, "level": self.level, "shape": mapping(self.shape)}


@dataclass(frozen=True, kw_only=True)
class DemoCity:
    """The areas of the demo city, and the communities that premises stand in."""

    areas: tuple[DemoArea, ...]
    communities: tuple[DemoArea, ...]


def demo_city(seed: int = 1) -> DemoCity:
    """Return the areas, widest first: one city, two districts, 14 streets, 84 communities."""
    chance = random.Random(seed)  # noqa: S311 - a drawing, not a secret
    cells = _cells(chance)
    centres = np.array([_warped(cell.centroid) for cell in cells])
    community_of = _clusters(centres, _STREETS * _COMMUNITIES_PER_STREET, chance)
    codes = _codes(centres, community_of, chance)
    names = chance.sample(_COMMUNITY_NAMES, len(codes))
    communities = tuple(
        DemoArea(
            code=code,
            name=f"{name}社区",
            level="community",
            shape=_multi(
                shapely.union_all([cells[place] for place in np.flatnonzero(community_of == number)])
            ),
        )
        for (number, code), name in zip(sorted(codes.items(), key=lambda pair: pair[1]), names, strict=True)
    )
    streets = tuple(
        _union(f"{district}{number:03d}", f"{name}街道", "street", communities)
        for district, street_names in _STREET_NAMES.items()
        for number, name in enumerate(street_names, start=1)
    )
    districts = tuple(_union(code, name, "district", streets) for code, name in _DISTRICTS)
    city = _union(CITY_CODE, "云州市", "city", districts)
    return DemoCity(areas=(city, *districts, *streets, *communities), communities=communities)


def _clusters(points: Points, count: int, chance: random.Random) -> Labels:
    """Return for each point the number of its cluster: Lloyd's algorithm from a seeded start."""
    nearest = _nearest(points, points[chance.sample(range(len(points)), count)])
    for _ in range(_ROUNDS):
        seats = [points[nearest == number].mean(axis=0) for number in range(count)]
        nearest = _nearest(points, np.array(seats))
    return nearest


def _nearest(points: Points, seats: Points) -> Labels:
    distances = ((points[:, None, :] - seats[None, :, :]) ** 2).sum(axis=2)
    return np.asarray(np.argmin(distances, axis=1), dtype=np.intp)


def _codes(centres: Points, community_of: Labels, chance: random.Random) -> dict[int, str]:
    """Return the code of each community: neighbours make a street, the eastern ones the second district."""
    seats = np.array(
        [centres[community_of == number].mean(axis=0) for number in range(community_of.max() + 1)]
    )
    street_of = _clusters(seats, _STREETS, chance)
    by_east = sorted(range(_STREETS), key=lambda street: seats[street_of == street][:, 0].mean())
    street_codes = [
        f"{code}{n:03d}" for code, names in _STREET_NAMES.items() for n in range(1, len(names) + 1)
    ]
    return {
        int(community): f"{code}{number:03d}"
        for street, code in zip(by_east, street_codes, strict=True)
        for number, community in enumerate(np.flatnonzero(street_of == street), start=1)
    }


def _cells(chance: random.Random) -> list[Polygon]:
    frame = _outline(chance)
    west, south, east, north = frame.bounds
    points = MultiPoint([(chance.uniform(west, east), chance.uniform(south, north)) for _ in range(_CELLS)])
    drawn = shapely.voronoi_polygons(points, extend_to=frame)
    return [cell for cell in drawn.geoms if frame.contains(cell.centroid)]


def _outline(chance: random.Random) -> Polygon:
    """Return a rounded, slightly uneven frame."""
    middle_x, middle_y = (_WEST + _EAST) / 2, (_SOUTH + _NORTH) / 2
    reach_x, reach_y = (_EAST - _WEST) / 2, (_NORTH - _SOUTH) / 2
    phases = [chance.uniform(0, 2 * pi) for _ in range(3)]
    ring = []
    for step in range(180):
        turn = 2 * pi * step / 180
        swell = 0.88 + sum(0.05 * sin((order + 2) * turn + phase) for order, phase in enumerate(phases))
        ring.append((middle_x + reach_x * swell * cos(turn), middle_y + reach_y * swell * sin(turn)))
    return Polygon(ring)


def _warped(point: Point) -> tuple[float, float]:
    """Return a point pushed by a slow wave, so that borders bend."""
    return point.x + 0.003 * sin(point.y * 420), point.y + 0.002 * sin(point.x * 330)


def _union(code: str, name: str, level: str, parts: Sequence[DemoArea]) -> DemoArea:
    inside = [part.shape for part in parts if part.code.startswith(code)]
    return DemoArea(code=code, name=name, level=level, shape=_multi(shapely.union_all(inside)))


def _multi(shape: Polygon | MultiPolygon) -> MultiPolygon:
    return shape if isinstance(shape, MultiPolygon) else MultiPolygon([shape])


def demo_premises(city: DemoCity, *, count: int, seed: int = 2) -> Iterator[dict[str, object]]:
    """Yield the bodies of premises as the API takes them, `count` of them, in a fixed order."""
    chance = random.Random(seed)  # noqa: S311 - a drawing, not a secret
    for number in range(1, count + 1):
        community = city.communities[chance.randrange(len(city.communities))]
        yield _premises(chance, number, community)


def _premises(chance: random.Random, number: int, community: DemoArea) -> dict[str, object]:
    kind = chance.choices(list(_KIND_WEIGHTS), weights=list(_KIND_WEIGHTS.values()))[0]
    road = "".join(chance.choice(parts) for parts in (_ROAD_HEADS, _ROAD_MIDDLES, _ROAD_KINDS))
    place = _point_within(chance, community.shape)
    state = chance.choices(("open", "suspended", "closed"), weights=(92, 5, 3))[0]
    return {
        "client_id": str(uuid7_of(_ID_EPOCH_MS + number, chance.getrandbits(RANDOM_BITS))),
        "code": f"YH{number:06d}",
        "name": f"{chance.choice(_BRANDS)}{chance.choice(_TRADES[kind])}",
        "kind": kind,
        "address": f"{road} {chance.randint(1, 480)} 号",
        "area_code": community.code,
        "longitude": round(place.x, 6),
        "latitude": round(place.y, 6),
        "contact_phone": f"1990000{chance.randint(0, 9999):04d}",
        "state": state,
    }


def _point_within(chance: random.Random, shape: MultiPolygon) -> Point:
    west, south, east, north = shape.bounds
    while True:
        point = Point(chance.uniform(west, east), chance.uniform(south, north))
        if shape.contains(point):
            return point
