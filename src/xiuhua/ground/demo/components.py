"""Components where they stand in life: lamps at the kerb, covers in the carriageway, lights at junctions.

Roads are furnished from the middle of the town outwards until each kind's number is reached, so spacing stays
true to life and the edge of the survey is a real edge.

Source:
    GB/T 47678.5-2026, class codes and the 18 attributes; the spacings are our own choice, after ordinary
    streets: a lamp every 30 m, a street tree every 8 m, a manhole cover every 35 to 40 m.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
import shapely

from xiuhua.ground.demo.areas import Areas
from xiuhua.ground.demo.basemap import FeatureRow
from xiuhua.ground.demo.frontage import Junction, junctions, roads_from_the_middle, spots
from xiuhua.ground.demo.mesh import Metres
from xiuhua.ground.demo.streets import Road, Town, centrality
from xiuhua.ground.demo.units import Staff

_ALL = {"arterial", "secondary", "branch"}
_WIDE = {"arterial", "secondary"}
_STATES = {"intact": 965, "broken": 22, "lost": 5, "abandoned": 6, "removed": 2}


@dataclass(frozen=True, kw_only=True)
class ComponentRow:
    """A component as the file gives it; `place` in metres."""

    code: str
    code_2013: str
    class_code: str
    name: str
    place: Metres
    grid_code: str
    steward: str
    owner: str
    keeper: str
    state: str
    surveyed_on: str
    changed_on: str
    accuracy: str
    note: str


@dataclass(frozen=True, kw_only=True)
class _Kind:
    """One class of component along roads.

    Args:
        beyond_m: distance from the kerb, outwards; negative in the carriageway.
        both: whether both sides have one, or sides take turns.
    """

    code: str
    name: str
    count: int
    step_m: float
    beyond_m: float
    classes: frozenset[str]
    both: bool
    accuracy: str = "accuracy_a"


def _kind(
    code: str, name: str, count: int, step_m: float, beyond_m: float, classes: Iterable[str], *, both: bool
) -> _Kind:
    return _Kind(
        code=code,
        name=name,
        count=count,
        step_m=step_m,
        beyond_m=beyond_m,
        classes=frozenset(classes),
        both=both,
    )


_ALONG = (
    _kind("01037", "路灯", 8_600, 30, 0.8, _ALL, both=False),
    _kind("04002", "行道树", 11_600, 8, 1.5, _ALL, both=True),
    _kind("01003", "雨水井盖", 2_600, 38, -2.2, _ALL, both=False),
    _kind("01002", "污水井盖", 2_000, 42, -3.4, _ALL, both=False),
    _kind("01001", "供水井盖", 1_300, 64, -1.2, _ALL, both=False),
    _kind("01007", "通信井盖", 1_100, 70, 2.2, _ALL, both=False),
    _kind("01005", "电力井盖", 900, 85, 2.8, _WIDE, both=False),
    _kind("01011", "燃气井盖", 500, 120, -1.8, _ALL, both=False),
    _kind("01004", "雨水箅子", 3_400, 33, -0.3, _ALL, both=True),
    _kind("03005", "垃圾箱", 1_900, 80, 1.9, _ALL, both=True),
    _kind("02004", "公交站设施", 300, 520, 1.4, _WIDE, both=True),
    _kind("02010", "交通标志牌及标线", 1_100, 150, 1.1, _WIDE, both=True),
    _kind("02017", "交通护栏", 500, 130, -0.1, _WIDE, both=True),
    _kind("01031", "通信立杆", 600, 140, 3.0, ("branch", "lane"), both=False),
    _kind("01030", "电力立杆", 500, 60, 2.6, ("lane",), both=False),
    _kind("01013", "消防设施", 450, 160, 2.0, _ALL, both=False),
    _kind("01027", "通信交接箱", 220, 420, 3.2, _ALL, both=False),
    _kind("02025", "非机动车停放点", 300, 260, 2.6, _ALL, both=False),
    _kind("01054", "充电桩", 120, 600, 3.6, _ALL, both=False),
    _kind("01075", "快递柜", 120, 500, 4.2, ("branch", "lane"), both=False),
    _kind("03008", "宣传栏", 160, 520, 3.0, ("branch",), both=False),
    _kind("01065", "管理责任公示牌", 120, 700, 2.4, _WIDE, both=False),
)
_AT_JUNCTIONS = {
    "02014": ("交通信号灯", 620),
    "02012": ("路名牌", 900),
    "01050": ("监控电子眼设施", 330),
    "02020": ("人行横道桩", 300),
}
_IN_PARKS = {
    "04007": ("街头座椅", 620),
    "01046": ("户外健身设施", 140),
    "01039": ("景观灯", 320),
    "03001": ("公共厕所", 60),
}
_CLASSES_OF_2026 = {"01054", "01065", "01075"}  # without a code of 2013, or not for certain


@dataclass(frozen=True)
class _Found:
    code: str
    name: str
    place: Metres
    accuracy: str
    note: str = ""


def components_drawn(
    town: Town, areas: Areas, staff: Staff, features: list[FeatureRow], *, seed: int
) -> list[ComponentRow]:
    """Return about 40,000 components, by class."""
    chance = Random(seed + 71)  # noqa: S311 - a drawing, not a secret
    found = [
        *(one for kind in _ALONG for one in _along(town, kind, chance)),
        *_at_junctions(town),
        *_in_parks(town, features, chance),
    ]
    grids = areas.grid_at(np.array([one.place for one in found]))
    numbers: dict[str, int] = defaultdict(int)
    keepers = _Keepers(staff)
    rows = []
    for one, grid in zip(found, grids, strict=True):
        if not grid.startswith("990101"):
            continue
        numbers[one.code] += 1
        serial = numbers[one.code]
        state = chance.choices(list(_STATES), weights=list(_STATES.values()))[0]
        surveyed = f"{chance.randint(2019, 2025)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        steward, owner, keeper = keepers.of(one.code, grid[:9])
        rows.append(
            ComponentRow(
                code=f"990101{one.code}{serial:06d}",
                code_2013=_older(one.code, serial),
                class_code=one.code,
                name=one.name,
                place=one.place,
                grid_code=grid,
                steward=steward,
                owner=owner,
                keeper=keeper,
                state=state,
                surveyed_on=surveyed,
                changed_on=""
                if state == "intact"
                else f"2026-{chance.randint(1, 10):02d}-{chance.randint(1, 28):02d}",
                accuracy=one.accuracy,
                note=one.note,
            )
        )
    return rows


def _older(code: str, serial: int) -> str:
    return "" if code in _CLASSES_OF_2026 else f"990101{code[:2]}{code[3:]}{serial:06d}"


def _along(town: Town, kind: _Kind, chance: Random) -> Iterator[_Found]:
    left = max(1, round(kind.count * town.scale))
    for road in _furnished(town, kind):
        half = road.width_m / 2
        for order, spot in enumerate(
            spots(town, road, kind.step_m, start_m=kind.step_m * chance.uniform(0.2, 0.8))
        ):
            if centrality(spot.place) > 2.15:
                continue
            for side in (1, -1) if kind.both else ((1, -1)[order % 2],):
                place = spot.beside(side * (half + kind.beyond_m + chance.uniform(-0.15, 0.15)))
                yield _Found(kind.code, kind.name, place, kind.accuracy, road.name)
                left -= 1
                if left == 0:
                    return


def _furnished(town: Town, kind: _Kind) -> list[Road]:
    roads = roads_from_the_middle(town, set(kind.classes))
    if kind.code == "04002":  # not every street has trees
        roads = [road for road in roads if int(road.code[-2:]) % 3]
    return [road for road in roads if road.district == "990101"]


def _at_junctions(town: Town) -> Iterator[_Found]:
    places = sorted(junctions(town), key=lambda one: (centrality(one.place), one.roads))
    places = [one for one in places if centrality(one.place) < 2.15]

    def classes(one: Junction) -> list[str]:
        return [town.roads[number].road_class for number in one.roads]

    def wide(one: Junction) -> bool:
        return classes(one)[1] in {"arterial", "secondary"} and classes(one)[0] != "expressway"

    lights = [one for one in places if wide(one)]
    named = [one for one in places if classes(one)[1] in _ALL and classes(one)[0] != "expressway"]
    for code, where, fit in (
        ("02014", _corner, lights),
        ("02012", _corner, named),
        ("01050", _mast, lights),
        ("02020", _corner, named),
    ):
        name, count = _AT_JUNCTIONS[code]
        yield from _placed(town, code, name, max(1, round(count * town.scale)), fit, where)


def _placed(
    town: Town, code: str, name: str, count: int, fit: list[Junction], where: Callable[..., Metres]
) -> Iterator[_Found]:
    each = {"02014": 4, "01050": 2, "02020": 2}.get(code, 1)
    for one in fit:
        widths = [town.roads[number].width_m for number in one.roads[:2]]
        note = "与".join(town.roads[number].name for number in one.roads[:2]) + "路口"
        for arm in range(min(each, len(one.arms))):
            if count == 0:
                return
            count -= 1
            beyond = 1.2 + 0.7 * (code == "01050") + 1.9 * (code == "02012") + 0.4 * (code == "02020")
            yield _Found(code, name, where(one, arm, widths, beyond), "accuracy_a", note)


def _corner(one: Junction, arm: int, widths: list[float], beyond: float) -> Metres:
    """Return the corner on the left of an arm, behind the kerbs of both roads."""
    out = one.arms[arm]
    left = np.array([-out[1], out[0]])
    return np.asarray(one.place + out * (max(widths) / 2 + beyond) + left * (max(widths) / 2 + beyond))


def _mast(one: Junction, arm: int, widths: list[float], beyond: float) -> Metres:
    out = one.arms[arm]
    left = np.array([-out[1], out[0]])
    return np.asarray(one.place + out * (max(widths) / 2 + 9) - left * (max(widths) / 2 + beyond))


def _in_parks(town: Town, features: list[FeatureRow], chance: Random) -> Iterator[_Found]:
    parks = [row for row in features if row.kind in {"park", "plaza"} and row.district == "990101"]
    parks = [row for row in parks if centrality(np.array(row.shape.centroid.coords[0])) < 2.15] or parks
    if not parks:
        return
    for code, (name, count) in _IN_PARKS.items():
        for number in range(max(1, round(count * town.scale))):
            park = parks[number % len(parks)]
            shapely.prepare(park.shape)
            west, south, east, north = park.shape.bounds
            for _ in range(60):
                place = np.array([chance.uniform(west, east), chance.uniform(south, north)])
                if park.shape.contains(shapely.Point(place)):
                    yield _Found(code, name, place, "accuracy_b", park.name)
                    break


class _Keepers:
    """Who stewards, owns and keeps a class, by street: contractors share the streets out."""

    def __init__(self, staff: Staff) -> None:
        self._unit = staff.unit_of

    def of(self, code: str, street: str) -> tuple[str, str, str]:
        """Return the codes of the steward, the owner and the keeper."""
        turn = int(street[-3:])
        unit = self._unit
        road, green = unit[f"road{turn % 2 + 1}"], unit[f"green{turn % 2 + 1}"]
        clean = unit[f"clean{turn % 3 + 1}"]
        bureau, water = unit["bureau"], unit["department:水务局"]
        special = {
            "01037": (bureau, bureau, unit["light"]),
            "01039": (bureau, bureau, unit["light"]),
            "01001": (water, unit["water"], unit["water"]),
            "01002": (water, unit["drain"], unit["drain"]),
            "01003": (water, unit["drain"], unit["drain"]),
            "01004": (water, unit["drain"], road),
            "01005": (bureau, unit["power"], unit["power"]),
            "01030": (bureau, unit["power"], unit["power"]),
            "01007": (bureau, unit["telecom"], unit["telecom"]),
            "01031": (bureau, unit["telecom"], unit["telecom"]),
            "01027": (bureau, unit["telecom"], unit["telecom"]),
            "01011": (bureau, unit["gas"], unit["gas"]),
            "01013": (unit["department:消防大队"], unit["department:消防大队"], unit["water"]),
            "02004": (unit["department:交通局"], unit["bus"], unit["bus"]),
            "01050": (unit["department:交警大队"],) * 3,
        }
        if code in special:
            return special[code]
        if code[:2] == "02":
            police = unit["department:交警大队"]
            return (police, police, road)
        if code[:2] == "03":
            return (bureau, unit[f"office:{street}"], clean)
        if code[:2] == "04":
            garden = unit["department:园林局"]
            return (garden, garden, green)
        return (bureau, unit[f"office:{street}"], road)
