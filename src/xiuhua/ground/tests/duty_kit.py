"""A small district with units, people and posts, for the tests of duties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.contrib.gis.geos import LineString, MultiLineString, MultiPolygon, Point, Polygon
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from xiuhua.access.models import User
from xiuhua.ground.models import Absence, Area, CatalogueItem, Person, Post, Road, Unit
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.ids import uuid7

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)  # Monday, noon in Shanghai
MORNING = datetime(2026, 3, 2, 2, tzinfo=UTC)  # 10:00 there: office hours
NIGHT = datetime(2026, 3, 2, 15, tzinfo=UTC)  # 23:00 there
LONG_AGO = datetime(2025, 1, 1, tzinfo=UTC)
CLERK = Actor(name="user:0", holdings=(Holding(role="ground_clerk", area="990101"),), user_id=0)
HERE = Point(120.105, 30.255, srid=4326)  # in the community and the duty grid, on the segment
FAR = Point(120.19, 30.25, srid=4326)  # in the street only


def box(west: float, south: float, east: float, north: float) -> MultiPolygon:
    return MultiPolygon(Polygon.from_bbox((west, south, east, north)), srid=4326)


@dataclass
class Town:
    """What the tests act on, by short name."""

    areas: dict[str, Area] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    items: dict[str, CatalogueItem] = field(default_factory=dict)

    def unit(self, code: str, name: str, area: str, kind: str = "squad") -> Unit:
        made = Unit.objects.create(
            code=code, name=name, kind=kind, area=self.areas[area], area_code=area,
            duty_phone="0580-1234567", recorded_at=LONG_AGO, updated_at=LONG_AGO,
        )  # fmt: skip
        self.units[code] = made
        return made

    def person(self, number: str, name: str, unit: str, user: User | None = None) -> Person:
        made = Person.objects.create(
            client_id=uuid7(), work_number=number, name=name, phone="13900001111", unit=self.units[unit],
            area_code=self.units[unit].area_code, user=user, recorded_at=LONG_AGO, updated_at=LONG_AGO,
        )  # fmt: skip
        self.people[number] = made
        return made

    def post(self, number: str, role: str, area: str, *, deputy: str = "", title: str = "") -> Post:
        person = self.people[number]
        made = Post.objects.create(
            person=person, deputy=self.people.get(deputy), unit=person.unit, role=role, title=title,
            area=self.areas[area], area_code=area, validity=DateTimeTZRange(LONG_AGO, None),
        )  # fmt: skip
        self.posts[number] = made
        return made

    def away(self, number: str, since: datetime, until: datetime | None, *, kind: str = "leave") -> Absence:
        person = self.people[number]
        return Absence.objects.create(
            person=person, kind=kind, validity=DateTimeTZRange(since, until), area_code=person.area_code,
            recorded_at=since,
        )  # fmt: skip


_AREAS = (
    ("9901", "云州市", "city", None),
    ("990101", "云河区", "district", None),
    ("990101003", "绣衣街道", "street", box(120.1, 30.2, 120.2, 30.3)),
    ("990101003001", "针线社区", "community", box(120.1, 30.25, 120.11, 30.26)),
    ("990101003001001", "990101003001001", "unit_grid", box(120.104, 30.254, 120.106, 30.256)),
    ("990101003Z01", "责任网格 1", "duty_grid", box(120.1, 30.25, 120.12, 30.27)),
    ("990101003Q01", "针线微网格", "governance_grid", box(120.1, 30.25, 120.105, 30.26)),
    ("990102", "临江区", "district", box(120.3, 30.2, 120.4, 30.3)),
)
_SEGMENTS = (
    ("990101003L0001", "滨河路 1 号段", 120.1, 120.11),
    ("990101003L0002", "滨河路 2 号段", 120.12, 120.13),
)
_UNITS = (
    ("U-DISTRICT", "云河区政府", "990101", "department"),
    ("U-OFFICE", "绣衣街道办事处", "990101003", "street_office"),
    ("U-COMMUNITY", "针线社区居委会", "990101003001", "community_office"),
    ("U-SQUAD", "绣衣执法中队", "990101003", "squad"),
    ("U-KEEPER", "云河市政养护公司", "990101", "contractor"),
    ("U-WATER", "区水务局", "990101", "department"),
)
_PEOPLE = (
    ("D1", "何启明", "U-DISTRICT", "district_leader", "990101"),
    ("O1", "周正", "U-OFFICE", "road_chief", "990101003"),
    ("V1", "吴敏", "U-OFFICE", "road_chief", "990101003"),
    ("C1", "郑和", "U-COMMUNITY", "road_chief", "990101003001"),
    ("F1", "王强", "U-SQUAD", "officer", "990101003"),
    ("F2", "李平", "U-SQUAD", "officer", "990101003"),
    ("G1", "孙悦", "U-COMMUNITY", "grid_member", "990101003001"),
)


def town_make() -> Town:
    """Build it; the scope must be open."""
    town = Town()
    for code, name, level, shape in _AREAS:
        parents = [town.areas[known] for known in town.areas if code.startswith(known)]
        town.areas[code] = Area.objects.create(
            code=code, name=name, level=level, shape=shape, parent=parents[-1] if parents else None,
            updated_at=LONG_AGO,
        )  # fmt: skip
    whole = MultiLineString(LineString((120.1, 30.255), (120.13, 30.255)), srid=4326)
    road = Road.objects.create(
        code="R1", name="滨河路", road_class="arterial", line=whole, area_code="990101", updated_at=LONG_AGO
    )
    for code, name, west, east in _SEGMENTS:
        line = MultiLineString(LineString((west, 30.255), (east, 30.255)), srid=4326)
        town.areas[code] = Area.objects.create(
            code=code, name=name, level="segment", line=line, road=road, parent=town.areas["990101003"],
            updated_at=LONG_AGO,
        )  # fmt: skip
    for code, name, area, kind in _UNITS:
        town.unit(code, name, area, kind)
    for number, name, unit, role, area in _PEOPLE:
        town.person(number, name, unit)
        town.post(number, role, area)
    for code, kind, zh in (("01037", "component_kind", "路灯"), ("01001", "matter", "私搭乱建")):
        town.items[kind] = CatalogueItem.objects.create(
            standard="gb47678_5_2026", kind=kind, code=code, zh=zh, class_code="01", class_zh="公用设施",
            source="tests",
        )  # fmt: skip
    return town


def chain(segment: str = "990101003L0001", *, but: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return the five names of a segment as lines of a draft, without some levels."""
    return [
        {"code": f"LZ-{segment[-1]}-{level}", "area_code": segment, "ground": "road_chief_duty",
         "level": level, "unit_code": unit, "work_number": number}
        for level, unit, number in (
            ("chief_district", "U-DISTRICT", "D1"),
            ("chief_office", "U-OFFICE", "O1"),
            ("chief_deputy", "U-OFFICE", "V1"),
            ("chief_community", "U-COMMUNITY", "C1"),
            ("chief_officer", "U-SQUAD", "F1"),
        )
        if level not in but
    ]  # fmt: skip
