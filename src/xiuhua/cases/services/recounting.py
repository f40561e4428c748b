"""Counting clocks again after a calendar was corrected or a year published; rebuilding cases from moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases import queries
from xiuhua.cases.models import Case, CaseClock
from xiuhua.cases.queries.moves import told_of
from xiuhua.cases.rules.clocks import Clock
from xiuhua.cases.rules.folding import clocks_folded, folded
from xiuhua.cases.services.writing import (
    FACT_COLUMNS,
    NewMove,
    case_fill,
    clock_row,
    clock_shown,
    clocks_write,
    facts_of,
    move_write,
)
from xiuhua.cases.terms import CaseAct, CaseState, Desk
from xiuhua.shared.actor import EVERYWHERE, Actor

_CHUNK = 500


def cases_recount(*, area_code: str, actor: Actor, at: datetime) -> int:
    """Count the clocks of the open cases of an area again, by the calendar that holds now.

    Each case whose deadline changes gets a move that says from when to when; the others get nothing. Closed
    cases keep what they were judged by.

    Returns:
        How many cases have another deadline now.
    """
    with scope_opened((EVERYWHERE,)):
        rows = Case.objects.filter(over_at__isnull=True, area_code__startswith=area_code)
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        return sum(_recount(pk, actor, at) for pk in ids)


@transaction.atomic
def _recount(case_id: int, actor: Actor, at: datetime) -> bool:
    case = queries.case_lock(case_id, user_id=None, at=at)
    calendar = queries.calendar_known(case.area_code, at=at)
    rows = {(row.stage, row.number): row for row in queries.clocks_of(case.pk)}
    after = clocks_folded(told_of(case), calendar)
    changed = [clock for clock in after if _differs(clock, rows.get((clock.stage.value, clock.number)))]
    if not changed:
        return False
    before_due = case.due_at
    new = NewMove(
        act=CaseAct.RECOUNT, after=CaseState(case.state), actor=actor, at=at, desk=Desk.SYSTEM,
        unit_id=case.unit_id, detail={},
    )  # fmt: skip
    clocks_write([clock_row(case, clock, calendar, new, before=None) for clock in changed])
    clock_shown(case, after, calendar)
    detail = {
        "calendar": f"{calendar.key}/{calendar.version}",
        "due_before": before_due.isoformat() if before_due else None,
        "due_after": case.due_at.isoformat() if case.due_at else None,
    }
    move_write(
        case=case,
        new=NewMove(
            act=new.act, after=new.after, actor=actor, at=at, desk=new.desk, unit_id=new.unit_id,
            detail=detail,
        ),
    )  # fmt: skip
    return True


def _differs(clock: Clock, row: CaseClock | None) -> bool:
    return row is None or queries.runs_of([row])[0] != clock


# --- rebuilding ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A case that is not what its moves make of it: column, as stored, as rebuilt."""

    case_id: int
    column: str
    stored: str
    rebuilt: str


def cases_compare(*, at: datetime) -> Iterator[Difference]:
    """Rebuild every case and its clocks from its moves, and yield what differs from what is stored."""
    with scope_opened((EVERYWHERE,)):
        for case in Case.objects.defer("search", "description").order_by("pk").iterator(chunk_size=_CHUNK):
            yield from case_differences(case=case, at=at)


def case_differences(*, case: Case, at: datetime) -> list[Difference]:
    """Return what of a case differs from what its moves make of it."""
    history = told_of(case)
    rebuilt = folded(history)
    stored = facts_of(case)
    found = [
        Difference(case_id=case.pk, column=name, stored=str(mine), rebuilt=str(theirs))
        for name in FACT_COLUMNS
        if (mine := getattr(stored, name)) != (theirs := getattr(rebuilt, name))
    ]
    calendar = queries.calendar_known(case.area_code, at=at)
    clocks = queries.runs_of(queries.clocks_of(case.pk))
    return found + _clock_differences(case, clocks, clocks_folded(history, calendar))


def _clock_differences(case: Case, stored: Sequence[Clock], rebuilt: Sequence[Clock]) -> list[Difference]:
    mine = {(clock.stage, clock.number): clock for clock in stored}
    theirs = {(clock.stage, clock.number): clock for clock in rebuilt}
    return [
        Difference(
            case_id=case.pk, column=f"clock {stage.value} {number}",
            stored=str(mine.get((stage, number))), rebuilt=str(theirs.get((stage, number))),
        )
        for stage, number in sorted(mine.keys() | theirs.keys())
        if mine.get((stage, number)) != theirs.get((stage, number))
    ]  # fmt: skip


@transaction.atomic
def case_rebuild(*, case_id: int, actor: Actor, at: datetime) -> list[Difference]:
    """Write a case anew from its moves, with an entry that says so; return what was wrong."""
    case = queries.case_lock(case_id, user_id=None, at=at)
    wrong = case_differences(case=case, at=at)
    if not wrong:
        return []
    history = told_of(case)
    calendar = queries.calendar_known(case.area_code, at=at)
    after = clocks_folded(history, calendar)
    new = NewMove(
        act=CaseAct.RECOUNT, after=folded(history).state, actor=actor, at=at, desk=Desk.SYSTEM,
        detail={"rebuilt": sorted({one.column for one in wrong})},
    )  # fmt: skip
    CaseClock.objects.filter(case=case).delete()
    clocks_write([clock_row(case, clock, calendar, new, before=None) for clock in after])
    case_fill(case, folded(history))
    case.moves_count = len(history)
    clock_shown(case, after, calendar)
    move_write(case=case, new=new)
    return wrong
