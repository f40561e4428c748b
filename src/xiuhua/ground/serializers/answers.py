"""How answers to "who answers here" are given to programs."""

from __future__ import annotations

from datetime import datetime

from ninja import Schema

from xiuhua.ground.queries.answers import answer_sentence
from xiuhua.ground.rules.duties import Answer
from xiuhua.shared.masks import phone_masked


class AnswerOut(Schema):
    """Who answers, and why. The telephone number is masked."""

    rank: int
    sentence: str
    ground: str
    level: str
    duty: int | None
    unit_id: int | None
    unit: str
    unit_retired: bool
    person_id: int | None
    person: str
    instead_of: str
    lapse: str
    title: str
    phone: str


class AnswersOut(Schema):
    """Everybody who answers, whom to ask first at the head, as of an instant."""

    at: datetime
    nobody: bool
    answers: list[AnswerOut]


def answers_out(found: tuple[Answer, ...], *, at: datetime, language: str) -> AnswersOut:
    """Return answers as the API gives them."""
    rows = [
        AnswerOut(
            rank=one.rank,
            sentence=answer_sentence(one, at=at, language=language),
            ground=one.ground,
            level=one.level,
            duty=one.duty_id,
            unit_id=one.unit_id,
            unit=one.unit,
            unit_retired=one.unit_retired,
            person_id=one.person_id,
            person=one.person,
            instead_of=one.instead_of,
            lapse=one.lapse,
            title=one.title,
            phone=phone_masked(one.phone) if one.person_id else one.phone,
        )
        for one in found
    ]
    return AnswersOut(at=at, nobody=found[0].is_nobody, answers=rows)
