"""What falls due by itself: clocks that become soon late or late, deferrals that end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from xiuhua.access.services import scope_opened
from xiuhua.cases import queries
from xiuhua.cases.models import Case
from xiuhua.cases.rules.loop import STEP_OF
from xiuhua.cases.services.writing import NewMove, move_write
from xiuhua.cases.terms import CaseAct, CaseState, ClockAlert, Desk
from xiuhua.ledger.services import NewEntry, entries_append_many
from xiuhua.shared.actor import EVERYWHERE, system

SWEEPER = system("deadlines")
BATCH = 5_000
_RESUMED_AT_ONCE = 200

# Whose case is locked is left for the next sweep: who acts on it locks the case first and then its clocks,
# so that to wait for it here would be to wait for each other. Of what was warned at its very deadline nothing
# new can be said before it has passed. The lock on the case is enough: nobody changes a clock without it.
_IS_DUE = "clock.next_at <= %(at)s AND NOT (clock.alert = 'alert_warned' AND clock.due_at >= %(at)s)"
_DUE = f"""
SELECT clock.id, matter.area_code
FROM cases_caseclock AS clock JOIN cases_case AS matter ON matter.id = clock.case_id
WHERE {_IS_DUE}
ORDER BY clock.next_at, clock.id LIMIT %(batch)s
FOR NO KEY UPDATE OF matter SKIP LOCKED
"""  # noqa: S608 - our own condition
# What was said of a clock moves one step on, and with it when it must be spoken of again. It is asked once
# more whether it is due: another sweep may have spoken of it between our look and our lock.
_SWEEP = f"""
UPDATE cases_caseclock AS clock SET
    alert = CASE WHEN clock.alert = 'alert_overdue' THEN 'alert_escalated'
                 WHEN clock.due_at < %(at)s THEN 'alert_overdue' ELSE 'alert_warned' END,
    next_at = CASE WHEN clock.alert = 'alert_overdue' THEN NULL
                   WHEN clock.due_at < %(at)s THEN clock.due_at + make_interval(mins => due.minutes)
                   ELSE clock.due_at END
FROM unnest(%(ids)s::bigint[], %(minutes)s::int[], %(areas)s::text[]) AS due (id, minutes, area_code)
WHERE clock.id = due.id AND {_IS_DUE}
RETURNING clock.case_id, clock.stage, clock.charged_to, clock.alert, clock.due_at, due.area_code
"""  # noqa: S608 - as above
_LATE = """
UPDATE cases_case SET late = true FROM unnest(%s::bigint[]) AS run_late (id) WHERE cases_case.id = run_late.id
"""
_ACTS = {
    ClockAlert.WARNED.value: CaseAct.WARN.value,
    ClockAlert.OVERDUE.value: CaseAct.OVERDUE.value,
    ClockAlert.ESCALATED.value: CaseAct.ESCALATE.value,
}


@dataclass(frozen=True, kw_only=True)
class Swept:
    """What one sweep said: how many clocks are soon late, late, and passed up."""

    warned: int
    overdue: int
    escalated: int

    @property
    def total(self) -> int:
        """How many clocks were spoken of."""
        return self.warned + self.overdue + self.escalated


@transaction.atomic
def deadlines_sweep(*, at: datetime, batch: int = BATCH) -> Swept:
    """Speak of the clocks that are due to be spoken of: one entry each, which notices and pages follow.

    Two sweeps at once share the work: each takes rows that the other has not locked. One that dies leaves
    nothing said and nothing entered.
    """
    with scope_opened((EVERYWHERE,)), connection.cursor() as cursor:
        cursor.execute(_DUE, {"at": at, "batch": batch})
        due = cursor.fetchall()
        rows = _spoken(cursor, due, at) if due else []
        late = [row[0] for row in rows if row[3] == ClockAlert.OVERDUE]
        if late:
            cursor.execute(_LATE, [late])
        entries_append_many([_entry(row, at) for row in rows])
    said = [row[3] for row in rows]
    return Swept(
        warned=said.count(ClockAlert.WARNED),
        overdue=said.count(ClockAlert.OVERDUE),
        escalated=said.count(ClockAlert.ESCALATED),
    )


def _spoken(cursor: CursorWrapper, due: Sequence[Sequence[object]], at: datetime) -> list[Sequence[object]]:
    settings = queries.settings_by_area(at=at)
    areas = [str(area_code) for _id, area_code in due]
    minutes = [settings(area_code).escalate_minutes for area_code in areas]
    cursor.execute(_SWEEP, {"at": at, "ids": [row[0] for row in due], "minutes": minutes, "areas": areas})
    return list(cursor.fetchall())


def _entry(row: Sequence[object], at: datetime) -> NewEntry:
    case_id, stage, charged_to, alert, due_at, area_code = row
    assert isinstance(due_at, datetime)  # noqa: S101 - a clock without a deadline is never swept
    return NewEntry(
        at=at,
        actor=SWEEPER,
        act=_ACTS[str(alert)],
        subject=f"case:{case_id}",
        area=str(area_code),
        detail={"stage": str(stage), "charged_to": str(charged_to), "late_s": _seconds(at - due_at)},
    )


def _seconds(apart: timedelta) -> int:
    return int(apart.total_seconds())


def deferrals_resume(*, at: datetime) -> int:
    """Take up again the cases whose deferral has ended; return how many."""
    with scope_opened((EVERYWHERE,)):
        due = Case.objects.filter(resume_at__lte=at, state=CaseState.DEFERRED.value)
        ids = list(due.order_by("resume_at").values_list("pk", flat=True)[:_RESUMED_AT_ONCE])
        return sum(_deferral_end(pk, at) for pk in ids)


@transaction.atomic
def _deferral_end(case_id: int, at: datetime) -> bool:
    case = queries.case_lock(case_id, user_id=None, at=at)
    if case.state != CaseState.DEFERRED or case.resume_at is None or case.resume_at > at:
        return False
    step = STEP_OF[CaseAct.RESUME]
    move_write(
        case=case,
        new=NewMove(
            act=step.act, after=CaseState.HANDLING, actor=SWEEPER, at=at, desk=Desk.SYSTEM,
            unit_id=case.unit_id, detail={"resume_at": None},
            escalate_minutes=queries.settings_for(case.area_code, at=at).settings.escalate_minutes,
        ),
    )  # fmt: skip
    return True
