"""To whom a case should go, as the API says it."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema

from xiuhua.cases.rules.suggesting import Suggestion
from xiuhua.ground.queries.answers import answer_sentence


class ReasonOut(Schema):
    """One who answers: 1 is whom to ask first."""

    number: int
    sentence: str
    ground: str
    duty: int | None
    unit_id: int | None
    unit: str


class SuggestionOut(Schema):
    """Whom to send a case to; `ownerless` puts it onto the agenda of the next consultation as well."""

    unit_id: int | None
    unit: str
    person_id: int | None
    person: str
    ground: str
    ownerless: bool
    records_cost: bool
    reasons: list[ReasonOut]


def suggestion_out(found: Suggestion, *, at: datetime, language: str) -> SuggestionOut:
    """Return a suggestion with its reasons in sentences."""
    reasons = [
        ReasonOut(
            number=one.rank, sentence=answer_sentence(one, at=at, language=language), ground=one.ground,
            duty=one.duty_id, unit_id=one.unit_id, unit=one.unit,
        )
        for one in found.answers
    ]  # fmt: skip
    return SuggestionOut(
        unit_id=found.unit_id, unit=found.unit, person_id=found.person_id, person=found.person,
        ground=found.ground, ownerless=found.ownerless, records_cost=found.records_cost, reasons=reasons,
    )  # fmt: skip
