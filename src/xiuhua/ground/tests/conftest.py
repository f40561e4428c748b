"""A small ground for the tests: two districts, three shops, three people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from xiuhua.access.models import User
from xiuhua.access.queries import user_and_actor
from xiuhua.access.services import NewRole, account_create, scope_set
from xiuhua.access.terms import Role
from xiuhua.ground.models import Premises
from xiuhua.ground.services import NewArea, NewPremises, areas_create_many, premises_create_many
from xiuhua.ground.terms import AreaLevel, PremisesKind, PremisesState
from xiuhua.shared.actor import Actor, Holding, system
from xiuhua.shared.ids import uuid7

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PASSWORD = "Embroidery-2026"
_AREAS = (
    ("9901", "云州市", AreaLevel.CITY),
    ("990101", "云河区", AreaLevel.DISTRICT),
    ("990101003", "绣衣街道", AreaLevel.STREET),
    ("990102", "临江区", AreaLevel.DISTRICT),
    ("990102001", "临江街道", AreaLevel.STREET),
)


@dataclass(frozen=True)
class Ground:
    """What the tests act on."""

    shop: Premises
    closed: Premises
    elsewhere: Premises


def new_premises(code: str, area_code: str, **changes: object) -> NewPremises:
    """Return premises to be recorded."""
    values: dict[str, object] = {
        "client_id": uuid7(),
        "code": code,
        "name": "知味面馆",
        "kind": PremisesKind.RESTAURANT,
        "address": "泰然四路 64 号",
        "area_code": area_code,
        "longitude": 120.1,
        "latitude": 30.25,
        "contact_phone": "19900001234",
    }
    return NewPremises(**(values | changes))  # type: ignore[arg-type]  # named values of mixed types


@pytest.fixture
def recorder() -> Actor:
    """Somebody who may record areas and premises everywhere."""
    return Actor(
        name="user:0", holdings=(Holding(role="system_admin"), Holding(role="ground_clerk")), user_id=0
    )


@pytest.fixture
def ground(db: None, recorder: Actor) -> Iterator[Ground]:
    """Two districts with three premises; the scope stays open for everything until a test narrows it."""
    scope_set(("",))
    areas = [NewArea(code=code, name=name, level=level) for code, name, level in _AREAS]
    areas_create_many(new=areas, actor=recorder, at=NOON)
    shop, closed, elsewhere = premises_create_many(
        new=[
            new_premises("YH000001", "990101003"),
            new_premises("YH000002", "990101003", name="旧书店", state=PremisesState.CLOSED),
            new_premises("LJ000001", "990102001", name="江畔小炒"),
        ],
        actor=recorder,
        at=NOON,
    )
    yield Ground(shop=shop, closed=closed, elsewhere=elsewhere)
    scope_set(())


@pytest.fixture
def person(db: None) -> Callable[..., tuple[User, Actor]]:
    """Make a person with one role over one area."""

    def make(username: str, role: Role, area: str = "") -> tuple[User, Actor]:
        user = account_create(
            username=username,
            name=username,
            password=PASSWORD,
            roles=(NewRole(role=role, area=area),),
            actor=system("setup"),
            at=NOON,
        )
        found = user_and_actor(user.pk, at=NOON)
        assert found is not None
        return found

    return make
