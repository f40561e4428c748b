"""三个第一时间: when a matter was discovered, reached its crew, was first handled, and was solved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from xiuhua.cases.models import Case
from xiuhua.cases.terms import CaseAct, CaseState
from xiuhua.web.statements import prepared


@dataclass(frozen=True, kw_only=True)
class Firsts:
    """Instants of one case; None for what has not happened.

    Args:
        discovered_at: when it was first seen; where nobody said, when it was reported.
        received_at: when a crew signed for it first.
        handled_at: when a crew first fed back.
        solved_at: when it was closed.

    Source:
        R-15, 第一时间发现、第一时间处置、第一时间解决问题;
        `indicators.SPEED` measures between the same instants.
    """

    discovered_at: datetime
    received_at: datetime | None
    handled_at: datetime | None
    solved_at: datetime | None


def firsts_of(case: Case) -> Firsts:
    """Return the three firsts of a case."""
    with prepared() as cursor:
        cursor.execute(_FIRSTS, [case.client_id, case.pk, CaseAct.FEED_BACK.value])
        first, handled = cursor.fetchone()
    return Firsts(
        discovered_at=first or case.reported_at,
        received_at=case.received_at,
        handled_at=handled,
        solved_at=case.over_at if case.state == CaseState.CLOSED else None,
    )


_FIRSTS = """
SELECT (SELECT occurred_at FROM cases_report WHERE client_id = %s),
    (SELECT at FROM cases_move WHERE case_id = %s AND act = %s ORDER BY number LIMIT 1)
"""
