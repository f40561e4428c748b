"""A small bureau for the tests: four units, three people, one road chief with a deputy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from xiuhua.access.terms import Role
from xiuhua.ground.models import Person, Post, Unit
from xiuhua.ground.services.people import NewPerson, people_create_many
from xiuhua.ground.services.posts import NewPost, post_open
from xiuhua.ground.services.units import NewUnit, units_create_many
from xiuhua.ground.terms.people import UnitKind
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.ids import uuid7

BEGAN = datetime(2026, 1, 5, tzinfo=UTC)
RECORDER = Actor(name="user:0", holdings=(Holding(role="data_admin"),), user_id=0)


@dataclass(frozen=True)
class Bureau:
    """What the tests act on: `chief` holds `post`, with `deputy` as its B."""

    bureau: Unit
    street: Unit
    squad: Unit
    chief: Person
    deputy: Person
    third: Person
    post: Post


def new_person(number: str, name: str, unit: str, *, phone: str = "") -> NewPerson:
    """Return somebody to be recorded."""
    return NewPerson(client_id=uuid7(), work_number=number, name=name, unit_code=unit, phone=phone)


def bureau_built() -> Bureau:
    """Record the bureau; the scope must be open."""
    bureau, street, squad = units_create_many(
        new=[
            NewUnit(code="YH-01", name="云河区综合行政执法局", kind=UnitKind.BUREAU, area_code="990101"),
            NewUnit(
                code="YH-01-03", name="绣衣街道办事处", kind=UnitKind.STREET_OFFICE, area_code="990101003",
                parent_code="YH-01",
            ),
            NewUnit(
                code="YH-01-S3", name="执法三中队", kind=UnitKind.SQUAD, area_code="990101003",
                parent_code="YH-01",
            ),
        ],
        actor=RECORDER,
        at=BEGAN,
    )  # fmt: skip
    chief, deputy, third = people_create_many(
        new=[
            new_person("G0001", "罗景行", "YH-01", phone="19900000001"),
            new_person("G0002", "苏念慈", "YH-01-03", phone="19900000002"),
            new_person("G0003", "叶知秋", "YH-01-03"),
        ],
        actor=RECORDER,
        at=BEGAN,
    )
    post = post_open(
        new=NewPost(
            work_number="G0001", unit_code="YH-01-03", role=Role.ROAD_CHIEF, area_code="990101003",
            since=BEGAN, title="办事处副主任", deputy_number="G0002",
        ),
        actor=RECORDER,
        at=BEGAN,
    )  # fmt: skip
    return Bureau(
        bureau=bureau, street=street, squad=squad, chief=chief, deputy=deputy, third=third, post=post
    )
