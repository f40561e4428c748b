"""What the codes of areas say, and when areas may be made, joined and given up.

Source:
    docs/decisions/0013, our own choice where no standard speaks; where a function follows one, it says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from xiuhua.ground.terms.areas import AreaLevel
from xiuhua.shared.geometry import plane_of, polygons_of

T = TypeVar("T")
_BY_LENGTH = {
    4: AreaLevel.CITY,
    6: AreaLevel.DISTRICT,
    9: AreaLevel.STREET,
    12: AreaLevel.COMMUNITY,
    15: AreaLevel.UNIT_GRID,
}
_BY_LETTER = {
    "Z": AreaLevel.DUTY_GRID,
    "P": AreaLevel.EVALUATION_GRID,
    "Q": AreaLevel.GOVERNANCE_GRID,
    "K": AreaLevel.KEY_AREA,
    "L": AreaLevel.SEGMENT,
}
_CODE = re.compile(r"(?P<inside>[0-9]+)((?P<letter>[A-Z])(?P<number>[0-9]{2,5}))?", re.ASCII)
_NUMBERED = frozenset({6, 9})  # a lettered code begins with the district or street it lies in
TOP_LEVELS = frozenset({AreaLevel.CITY, AreaLevel.DISTRICT})
MADE_OF_GRIDS = frozenset({AreaLevel.DUTY_GRID, AreaLevel.EVALUATION_GRID, AreaLevel.GOVERNANCE_GRID})
JOINED = frozenset({AreaLevel.DUTY_GRID})

TOUCH_WIDTH_M = 1.0
TOUCH_LENGTH_M = 2.0


def area_ancestry(code: str) -> tuple[str, ...]:
    """Return the codes of an area and of everything above it, widest first.

    A code is 4 digits for a city, 6 for a district, 9 for a street, 12 for a community, 15 for a unit grid;
    an area of another layer stands below the street or district that its code begins with.

    Source:
        GB/T 2260 and GB/T 10114: two digits each for province, city and district, then three for the street
        and three for the community; GB/T 47678.3-2026: three more for the unit grid.
    """
    found = _CODE.fullmatch(code)
    digits = found["inside"] if found else code
    above = tuple(digits[:length] for length in _BY_LENGTH if len(digits) >= length)
    return above if digits == code else (*above, code)


def area_prefixes(code: str) -> tuple[str, ...]:
    """Return every beginning of a code, from none to the whole: what is set for one of them holds there.

    Source:
        own choice, because settings are found by one `= ANY(…)` without reading the tree, and what is set for
        the empty code holds everywhere.
    """
    return tuple(code[:length] for length in range(len(code) + 1))


def narrowest(held: Mapping[str, T], code: str) -> T | None:
    """Return what is held for the longest beginning of a code; None where nothing is.

    Source:
        as `area_prefixes`.
    """
    return next((held[prefix] for prefix in reversed(area_prefixes(code)) if prefix in held), None)


def area_level(code: str) -> AreaLevel | None:
    """Return the level that a code belongs to; None where it is no area code.

    Source:
        digits as `area_ancestry` says, a unit grid numbered 001 to 999 (GB/T 47678.3-2026). The letters Z P Q
        K L are an own choice (docs/decisions/0013), because the standards fix no code for the other layers.
    """
    found = _CODE.fullmatch(code)
    if found is None:
        return None
    inside, letter = found["inside"], found["letter"]
    if letter is not None:
        return _BY_LETTER.get(letter) if len(inside) in _NUMBERED and int(found["number"]) else None
    level = _BY_LENGTH.get(len(inside))
    return None if level is AreaLevel.UNIT_GRID and inside.endswith("000") else level


def area_parent_code(code: str) -> str:
    """Return the code of the area directly above; empty for a city and for what is no area code."""
    return area_ancestry(code)[-2] if area_level(code) not in {None, AreaLevel.CITY} else ""


def code_fault(code: str, level: AreaLevel | None) -> str | None:
    """Return the code of what is wrong with an area's code and stated level, or None.

    Codes: `area_code` (no area code at all), `area_level` (the code belongs to another level).
    """
    coded = area_level(code)
    if coded is None:
        return "area_code"
    return "area_level" if level not in {None, coded} else None


def depth(code: str) -> tuple[bool, int]:
    """Return what sorts parents before children and unit grids before what is made of them."""
    return not code.isdigit(), len(code)


@dataclass(frozen=True)
class Part:
    """A part of an area that is detached from its main part. `shape` as the area's, in degrees."""

    shape: BaseGeometry
    area_m2: float


def enclaves(shape: BaseGeometry) -> tuple[Part, ...]:
    """Return the parts of an area that are detached from its largest one, largest first.

    Source:
        飞地 in everyday administrative use: land of an area that does not touch its main part. Own choice,
        because no standard defines it: the largest part is the main one, and a shared corner does not attach.
    """
    parts = polygons_of(shape)
    if len(parts) < 2:
        return ()
    plane = plane_of([shape])
    measured = sorted((Part(part, plane.flat(part).area) for part in parts), key=lambda part: -part.area_m2)
    return tuple(measured[1:])


def connected(shapes: Mapping[str, BaseGeometry]) -> tuple[frozenset[str], ...]:
    """Return the groups of unit grids, by code, that hang together; one group where all do, largest first.

    Two grids are adjacent where they run along one another for at least `TOUCH_LENGTH_M`, no further
    than `TOUCH_WIDTH_M` apart: a shared corner is not enough, a hairline between two surveys does no harm.

    Source:
        a management grid is made of adjacent unit grids (GB/T 30428.1). Own choice, because it gives neither
        figure: 1 m is the accuracy of a component of class B, 2 m is wider than a footpath.
    """
    codes = sorted(shapes)
    if not codes:
        return ()
    plane = plane_of([shapes[code] for code in codes])
    flat = np.array([plane.flat(shapes[code]) for code in codes], dtype=object)
    of = {code: code for code in codes}
    pairs = shapely.STRtree(flat).query(flat, predicate="dwithin", distance=TOUCH_WIDTH_M)
    for one, other in pairs.T:
        if one < other and _touch_m(flat[one], flat[other]) >= TOUCH_LENGTH_M:
            _join(of, codes[one], codes[other])
    groups: dict[str, set[str]] = {}
    for code in codes:
        groups.setdefault(_first(of, code), set()).add(code)
    return tuple(sorted(map(frozenset, groups.values()), key=lambda group: (-len(group), min(group))))


def _touch_m(one: BaseGeometry, other: BaseGeometry) -> float:
    return float(one.boundary.intersection(other.buffer(TOUCH_WIDTH_M)).length) - 2 * TOUCH_WIDTH_M


def _first(of: dict[str, str], code: str) -> str:
    while of[code] != code:
        code = of[code]
    return code


def _join(of: dict[str, str], one: str, other: str) -> None:
    of[_first(of, other)] = _first(of, one)


def shape_of_members(shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """Return the union of unit grids as one MultiPolygon; not empty, since grids have a surface."""
    return shapely.MultiPolygon(polygons_of(shapely.union_all(shapes)))


@dataclass(frozen=True, kw_only=True)
class AreaUse:
    """What still rests on an area."""

    children: int = 0
    zones: int = 0
    premises: int = 0
    components: int = 0
    duties: int = 0
    posts: int = 0
    others: int = 0

    @property
    def total(self) -> int:
        """How many things in all."""
        return (
            self.children + self.zones + self.premises + self.components
            + self.duties + self.posts + self.others
        )  # fmt: skip
