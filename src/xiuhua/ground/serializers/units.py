"""What the API of units takes and gives."""

from __future__ import annotations

from typing import Annotated

from ninja import Field, Schema

from xiuhua.ground.models import Unit
from xiuhua.ground.terms.people import UnitKind, UnitState

_MOST_AT_ONCE = 2_000


class UnitIn(Schema):
    """A unit to be recorded."""

    code: Annotated[str, Field(min_length=1, max_length=18, examples=["YH-01-03"])]
    name: Annotated[str, Field(min_length=1, max_length=100)]
    kind: UnitKind
    area_code: Annotated[str, Field(max_length=20)]
    parent_code: Annotated[str, Field(max_length=18, description="empty where it stands at the top")] = ""
    short_name: Annotated[str, Field(max_length=30)] = ""
    duty_phone: Annotated[str, Field(max_length=20, description="of the office, not of a person")] = ""


class UnitsIn(Schema):
    """Units to be recorded together, all or none, in any order."""

    units: Annotated[list[UnitIn], Field(max_length=_MOST_AT_ONCE)]


class UnitOut(Schema):
    """A unit."""

    id: int
    code: str
    name: str
    short_name: str
    kind: UnitKind
    state: UnitState
    parent: str | None
    area_code: str
    duty_phone: str

    @staticmethod
    def resolve_parent(unit: Unit) -> str | None:
        """Return the code of the unit above."""
        return unit.parent.code if unit.parent else None


class UnitsPage(Schema):
    """Some units, and where the next ones begin."""

    items: list[UnitOut]
    next: Annotated[str | None, Field(description="`after` of the next page; null on the last")]
