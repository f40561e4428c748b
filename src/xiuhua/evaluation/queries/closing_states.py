"""What the ledger answers for of closings and assessments: the columns of each row, for `ledger verify`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from xiuhua.evaluation.models import (
    Assessment,
    ClosingRule,
    LineObjection,
    MonthClosing,
    PersonResult,
    PostScheme,
)

_State = dict[str, str | int | None]


def _instant(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def rule_state(row: ClosingRule) -> _State:
    """Return the columns of a setting that the ledger answers for."""
    return {
        "area_code": row.area_code, "number": row.number, "freeze": row.freeze_days,
        "objection": row.objection_days, "notice": row.notice_days, "green": row.green, "blue": row.blue,
        "yellow": row.yellow,
    }  # fmt: skip


def rule_states() -> Iterator[tuple[int, _State]]:
    """Yield every setting's id and what the ledger answers for."""
    return ((row.pk, rule_state(row)) for row in ClosingRule.objects.order_by("pk").iterator())


def closing_state(row: MonthClosing) -> _State:
    """Return the columns of a closing that the ledger answers for."""
    return {
        "area_code": row.area_code, "period": row.period, "state": row.state,
        "frozen_at": _instant(row.frozen_at), "objections_until": _instant(row.objections_until),
        "notice_at": _instant(row.notice_at), "notice_until": _instant(row.notice_until),
        "final_at": _instant(row.final_at),
    }  # fmt: skip


def closing_states() -> Iterator[tuple[int, _State]]:
    """Yield every closing's id and what the ledger answers for."""
    return ((row.pk, closing_state(row)) for row in MonthClosing.objects.order_by("pk").iterator())


def objection_state(row: LineObjection) -> _State:
    """Return the columns of an objection that the ledger answers for."""
    return {
        "closing": row.closing_id, "result": row.result_id, "case": row.case_id, "move": row.move_id,
        "about": row.about, "state": row.state, "decided_at": _instant(row.decided_at),
    }  # fmt: skip


def objection_states() -> Iterator[tuple[int, _State]]:
    """Yield every objection's id and what the ledger answers for."""
    return ((row.pk, objection_state(row)) for row in LineObjection.objects.order_by("pk").iterator())


def scheme_state(row: PostScheme) -> _State:
    """Return the columns of a scheme that the ledger answers for."""
    return {"area_code": row.area_code, "post": row.post, "number": row.number}


def scheme_states() -> Iterator[tuple[int, _State]]:
    """Yield every scheme's id and what the ledger answers for."""
    return ((row.pk, scheme_state(row)) for row in PostScheme.objects.order_by("pk").iterator())


def assessment_state(row: Assessment) -> _State:
    """Return the columns of an assessment that the ledger answers for."""
    return {
        "scheme": row.scheme_id, "area_code": row.area_code, "period": row.period, "state": row.state,
        "as_of": _instant(row.as_of), "final_at": _instant(row.final_at),
    }  # fmt: skip


def assessment_states() -> Iterator[tuple[int, _State]]:
    """Yield every assessment's id and what the ledger answers for."""
    return ((row.pk, assessment_state(row)) for row in Assessment.objects.order_by("pk").iterator())


def result_state(row: PersonResult) -> _State:
    """Return the columns of a person's result that the ledger answers for."""
    return {
        "assessment": row.assessment_id, "actor": row.actor, "sample": row.sample,
        "score": None if row.score is None else str(row.score), "grade": row.grade,
    }  # fmt: skip


def result_states() -> Iterator[tuple[int, _State]]:
    """Yield every result's id and what the ledger answers for: each is written by an act of its own."""
    return ((row.pk, result_state(row)) for row in PersonResult.objects.order_by("pk").iterator())
