"""确权会商 as the API takes and gives it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from ninja import Field, Schema

from xiuhua.cases.models import Consultation, ConsultationItem, Cost
from xiuhua.cases.queries.named import units_named
from xiuhua.cases.serializers.shared import AreaCode
from xiuhua.cases.services import Decision
from xiuhua.cases.terms import ConsultationState, QuestionState
from xiuhua.shared.errors import Invalid

_MOST_FEN = 10**13  # a hundred billion yuan


class ConsultationOut(Schema):
    """One monthly meeting."""

    id: int
    area_code: str
    month: date
    meets_on: date
    host: str | None
    state: ConsultationState
    question_count: int
    open_count: int

    @staticmethod
    def resolve_host(consultation: Consultation) -> str | None:
        """Return the code of the unit that hosts it."""
        return consultation.host.code if consultation.host else None


class QuestionOut(Schema):
    """One question of ownership: who owns this matter here? `revision` brought the duty that answers it."""

    id: int
    consultation_id: int | None
    case: int
    number: str
    area_code: str
    matter: str | None
    why: str
    state: QuestionState
    unit: str | None
    decided_at: datetime | None
    revision: int | None

    @staticmethod
    def resolve_case(question: ConsultationItem) -> int:
        """Return the case that raised it."""
        return question.case_id

    @staticmethod
    def resolve_number(question: ConsultationItem) -> str:
        """Return the number of that case."""
        return question.case.number

    @staticmethod
    def resolve_matter(question: ConsultationItem) -> str | None:
        """Return the code of the matter."""
        return question.item.code if question.item else None

    @staticmethod
    def resolve_unit(question: ConsultationItem) -> str | None:
        """Return the code of the owner decided on."""
        return question.unit.code if question.unit else None

    @staticmethod
    def resolve_revision(question: ConsultationItem) -> int | None:
        """Return the revision of the duty table."""
        return question.revision_id


class DecideIn(Schema):
    """Who owns a matter from now on, where, and why."""

    unit_code: Annotated[str, Field(min_length=1, max_length=18)]
    area_code: AreaCode
    only_this_matter: bool = True
    document_number: Annotated[str, Field(max_length=60)] = ""
    reason: Annotated[str, Field(max_length=2_000)]

    def as_decision(self) -> Decision:
        """Return it as the service takes it.

        Raises:
            Invalid: no unit has the code, or no area is named.
        """
        (unit_id,) = units_named([self.unit_code], field="unit")
        if not self.area_code:
            raise Invalid(fields={"area_code": "case_area_missing"})
        return Decision(
            unit_id=unit_id, area_code=self.area_code, only_this_matter=self.only_this_matter,
            document_number=self.document_number,
        )  # fmt: skip


class ReasonIn(Schema):
    """Why."""

    reason: Annotated[str, Field(max_length=2_000)]


class CostIn(Schema):
    """What the unit that has a case spent on it."""

    amount_fen: Annotated[int, Field(ge=0, le=_MOST_FEN)]
    purpose: Annotated[str, Field(max_length=120)]


class CostOut(Schema):
    """A cost kept for recovery."""

    id: int
    case: int
    unit: str
    amount_fen: int
    purpose: str
    recorded_at: datetime

    @staticmethod
    def resolve_case(cost: Cost) -> int:
        """Return the case."""
        return cost.case_id

    @staticmethod
    def resolve_unit(cost: Cost) -> str:
        """Return the code of the unit that spent it."""
        return cost.unit.code
