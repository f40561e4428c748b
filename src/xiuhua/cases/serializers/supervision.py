"""Reminders and supervision orders as the API takes and gives them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Field, Schema

from xiuhua.cases.models import Reminder, Supervision
from xiuhua.cases.queries.named import units_named
from xiuhua.cases.serializers.shared import Code, Id, LimitIn
from xiuhua.cases.services import NewSupervision
from xiuhua.cases.terms import SupervisionLevel, SupervisionState
from xiuhua.shared.errors import Invalid

_MOST_CASES = 50


class ReminderIn(Schema):
    """What a unit is reminded of."""

    words: Annotated[str, Field(max_length=500)]


class ReminderOut(Schema):
    """One reminder, and how often the unit was reminded of this case by now."""

    case: int
    unit: str
    at: datetime
    count: int

    @staticmethod
    def resolve_case(reminder: Reminder) -> int:
        """Return the case."""
        return reminder.case_id

    @staticmethod
    def resolve_unit(reminder: Reminder) -> str:
        """Return the code of the unit that had it."""
        return reminder.unit.code

    @staticmethod
    def resolve_count(reminder: Reminder) -> int:
        """Return how often, with this one."""
        return reminder.case.reminders


class SupervisionOut(Schema):
    """One supervision order."""

    id: int
    number: str
    level: SupervisionLevel
    state: SupervisionState
    title: str
    unit: str
    issued_at: datetime
    due_at: datetime
    late: bool
    replies: int
    released_at: datetime | None
    points: int
    area_code: str

    @staticmethod
    def resolve_unit(order: Supervision) -> str:
        """Return the code of the unit that answers."""
        return order.unit.code


class SupervisionIn(Schema):
    """An order to be issued: about cases of one district, or to a unit without any."""

    unit_code: Annotated[Code, Field(min_length=1)]
    level: SupervisionLevel = SupervisionLevel.ORDINARY
    title: Annotated[str, Field(max_length=120)]
    demand: Annotated[str, Field(max_length=4_000)]
    cases: Annotated[list[Id], Field(max_length=_MOST_CASES)] = []
    limit: LimitIn | None = None

    def as_new(self) -> NewSupervision:
        """Return it as the service takes it.

        Raises:
            Invalid: no unit has this code.
        """
        found = units_named([self.unit_code], field="unit_code")
        if not found:
            raise Invalid(fields={"unit_code": "case_unit_unknown"})
        return NewSupervision(
            unit_id=found[0], level=self.level, title=self.title, demand=self.demand,
            case_ids=tuple(self.cases), limit=self.limit.as_limit() if self.limit else None,
        )  # fmt: skip


class WordsIn(Schema):
    """An answer, a reason, or a remark."""

    text: Annotated[str, Field(max_length=4_000)] = ""
