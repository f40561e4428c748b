"""Shops and other premises along the roads, numbered as streets are, and the parties behind them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np

from xiuhua.ground.demo.areas import Areas
from xiuhua.ground.demo.codes import credit_code
from xiuhua.ground.demo.frontage import Spot, roads_from_the_middle, spots
from xiuhua.ground.demo.mesh import Metres
from xiuhua.ground.demo.names import person_name
from xiuhua.ground.demo.streets import Road, Town

_PREMISES, _PARTIES = 7_000, 5_000
_DOOR_M = 6.0  # a house number for every six metres of a side
_KINDS = {"shop": 54, "restaurant": 29, "estate": 8, "lot": 5, "site": 3, "market": 1}
_STATES = {"open": 92, "suspended": 5, "closed": 3}
_SHARES = {"commercial": 0.9, "village": 0.7, "compound": 0.6, "estate": 0.35, "civic": 0.3, "school": 0.2}
_BRANDS = tuple(
    """
    百味 老街坊 鲜满堂 阿婆 巷口 家家旺 四季 小满 知味 顺和 福临 春和 大树下 好邻居 金桂
    云上 听雨 半亩 一间 同福 天天 万家 喜悦 老灶
    """.split()  # noqa: SIM905 - a list of words reads better as a line
)
_TRADES = {
    "shop": (
        "便利店",
        "水果店",
        "五金店",
        "文具店",
        "药房",
        "服装店",
        "修车铺",
        "花店",
        "理发店",
        "眼镜店",
        "茶叶店",
        "母婴店",
    ),
    "restaurant": (
        "面馆",
        "小炒",
        "火锅店",
        "早餐铺",
        "川菜馆",
        "烧烤店",
        "茶餐厅",
        "海鲜酒楼",
        "饺子馆",
        "奶茶店",
    ),
    "site": ("安置房项目工地", "地下通道工地", "商业综合体工地", "学校扩建工地"),
    "estate": ("花园", "雅苑", "公寓", "新村", "华庭", "家园"),
    "market": ("农贸市场", "小商品市场", "花鸟市场"),
    "lot": ("公共停车场", "地下停车库", "路侧停车带"),
}


@dataclass(frozen=True, kw_only=True)
class PartyRow:
    """A party as the file gives it."""

    credit_code: str
    name: str
    kind: str
    contact_name: str
    contact_phone: str
    address: str
    area_code: str


@dataclass(frozen=True, kw_only=True)
class PremisesRow:
    """A place as the file gives it; `place` in metres."""

    code: str
    name: str
    kind: str
    state: str
    address: str
    area_code: str
    contact_phone: str
    credit_code: str
    party_name: str
    frontage_m: float
    floor_area_m2: float
    place: Metres


@dataclass(frozen=True, kw_only=True)
class _Door:
    road: Road
    number: int
    place: Metres


def premises_drawn(town: Town, areas: Areas, *, seed: int) -> tuple[list[PremisesRow], list[PartyRow]]:
    """Return premises, in the order of the roads, and their parties."""
    chance = Random(seed + 59)  # noqa: S311 - a drawing, not a secret
    doors = list(_doors(town, chance))
    wanted = min(len(doors), round(_PREMISES * town.scale))
    doors = [doors[place] for place in sorted(chance.sample(range(len(doors)), wanted))]
    codes = areas.grid_at(np.array([door.place for door in doors]).reshape(-1, 2))
    premises: list[PremisesRow] = []
    parties: list[PartyRow] = []
    for number, (door, grid) in enumerate(zip(doors, codes, strict=True), start=1):
        kind = _drawn(chance, _KINDS)
        name = chance.choice(_BRANDS) + chance.choice(_TRADES[kind])
        address = f"{door.road.name} {door.number} 号"
        phone = f"199-0000-{chance.randint(0, 9999):04d}"
        party = None
        if chance.random() < _PARTIES / _PREMISES:
            party = _party(chance, len(parties) + 1, name, kind, address, grid[:12])
            parties.append(party)
        elif parties and chance.random() < 0.35:
            party = chance.choice(parties[-40:])
        front = round(chance.uniform(3.2, 9) if kind in {"shop", "restaurant"} else chance.uniform(15, 90), 1)
        premises.append(
            PremisesRow(
                code=f"YH{number:06d}",
                name=name,
                kind=kind,
                state=_drawn(chance, _STATES),
                address=address,
                area_code=grid,
                contact_phone=phone,
                credit_code=party.credit_code if party else "",
                party_name=party.name if party else "",
                frontage_m=front,
                floor_area_m2=round(front * chance.uniform(6, 18), 1),
                place=door.place,
            )
        )
    return premises, parties


def _drawn(chance: Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), weights=list(weights.values()))[0]


def _doors(town: Town, chance: Random) -> Iterator[_Door]:
    """Yield every house door of the town: odd numbers on the left of the road, even ones on the right."""
    for road in roads_from_the_middle(town, {"arterial", "secondary", "branch"}):
        half = road.width_m / 2
        for spot in spots(town, road, _DOOR_M, start_m=4):
            for side in (1, -1):
                use = _use_beside(town, spot, side)
                if chance.random() < _SHARES.get(use, 0):
                    order = 2 * int(spot.along_m / _DOOR_M) + (1 if side > 0 else 2)
                    yield _Door(road=road, number=order, place=spot.beside(side * (half + 6)))


def _use_beside(town: Town, spot: Spot, side: int) -> str:
    edge = spot.edge if side > 0 else (spot.edge[1], spot.edge[0])
    leaf = town.mesh.face_of.get(edge)
    return town.use(leaf) if leaf is not None else ""


def _party(chance: Random, serial: int, name: str, kind: str, address: str, area: str) -> PartyRow:
    firm = kind in {"site", "estate", "market", "lot"} or chance.random() < 0.3
    holder = person_name(chance)
    title = f"云州市{name.removesuffix('工地')}有限公司" if firm else f"云河区{holder}{name}"
    district = area[:6] or "990101"
    return PartyRow(
        credit_code=credit_code("91" if firm else "92", district, 100_000 + serial),
        name=title if firm else title[:40],
        kind="firm" if firm else "trader",
        contact_name=holder,
        contact_phone=f"199-0000-{serial % 10_000:04d}",
        address=address,
        area_code=district,
    )
