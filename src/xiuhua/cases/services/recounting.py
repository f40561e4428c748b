"""Counting clocks again after a calendar was corrected or a year published; rebuilding cases from moves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases import queries
from xiuhua.cases.models import Case, CaseClock
from xiuhua.cases.queries.moves import told_of
from xiuhua.cases.rules.clocks import Clock
from xiuhua.cases.rules.folding import CalendarAt, clocks_folded, folded
from xiuhua.cases.services.writing import (
    FACT_COLUMNS,
    NewMove,
    case_fill,
    clock_row,
    clock_shown,
    clocks_recounted,
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


def recounts_due(*, at: datetime, actor: Actor, area_code: str = "", most: int = _CHUNK) -> int:
    """Count again the open cases whose clocks were counted by another calendar than the one that holds.

    A version that was published for a later day holds from that day on, so this is asked again and again.

    Returns:
        How many cases were looked at; fewer than `most` when nothing is left.
    """
    with scope_opened((EVERYWHERE,)):
        ids = queries.cases_outdated(area_code=area_code, at=at)[:most]
        for pk in ids:
            _recount(pk, actor, at)
        return len(ids)


@transaction.atomic
def _recount(case_id: int, actor: Actor, at: datetime) -> bool:
    case = queries.case_lock(case_id, user_id=None, at=at)
    if case.over_at is not None:
        return False  # it came to an end meanwhile
    calendar = queries.calendar_known(case.area_code, at=at)
    before_due = case.due_at
    chosen = queries.settings_for(case.area_code, at=at)
    new = NewMove(
        act=CaseAct.RECOUNT, after=CaseState(case.state), actor=actor, at=at, desk=Desk.SYSTEM,
        unit_id=case.unit_id, escalate_minutes=chosen.settings.escalate_minutes,
    )  # fmt: skip
    changed = clocks_recounted(case, told_of(case), new)
    going = CaseClock.objects.filter(case=case, stopped_at=None)
    going.update(calendar_key=calendar.key, calendar_version=calendar.version)
    if not changed:
        return False
    detail = {
        "calendar": f"{calendar.key}/{calendar.version}",
        "due_before": before_due.isoformat() if before_due else None,
        "due_after": case.due_at.isoformat() if case.due_at else None,
    }
    move_write(case=case, new=replace(new, detail=detail))
    return True


# --- rebuilding ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A case that is not what its moves make of it: column, as stored, as rebuilt."""

    case_id: int
    column: str
    stored: str
    rebuilt: str


def cases_compare(*, at: datetime) -> Iterator[Difference]:
    """Rebuild every case and its clocks from its moves, and yield what differs from what is stored.

    Each clock is counted by the calendars that held when its moves were made, as published by `at`.
    """
    calendars: dict[str, CalendarAt] = {}
    with scope_opened((EVERYWHERE,)):
        for case in Case.objects.defer("search", "description").order_by("pk").iterator(chunk_size=_CHUNK):
            code = case.area_code
            known = calendars.setdefault(code, calendars.get(code) or queries.calendars_known(code, at=at))
            yield from _differences(case, known)


def case_differences(*, case: Case, at: datetime) -> list[Difference]:
    """Return what of a case differs from what its moves make of it."""
    return _differences(case, queries.calendars_known(case.area_code, at=at))


def _differences(case: Case, calendar_at: CalendarAt) -> list[Difference]:
    history = told_of(case)
    rebuilt = folded(history)
    stored = facts_of(case)
    found = [
        Difference(case_id=case.pk, column=name, stored=str(mine), rebuilt=str(theirs))
        for name in FACT_COLUMNS
        if (mine := getattr(stored, name)) != (theirs := getattr(rebuilt, name))
    ]
    clocks = queries.runs_of(queries.clocks_of(case.pk))
    return found + _clock_differences(
        case, clocks, clocks_folded(history, queries.counted_by(case, calendar_at))
    )


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
    known = queries.calendars_known(case.area_code, at=at)
    after = clocks_folded(history, queries.counted_by(case, known))
    new = NewMove(
        act=CaseAct.RECOUNT, after=folded(history).state, actor=actor, at=at, desk=Desk.SYSTEM,
        detail={"rebuilt": sorted({one.column for one in wrong})},
    )  # fmt: skip
    CaseClock.objects.filter(case=case).delete()
    clocks_write([clock_row(case, clock, calendar, new, before=None) for clock in after])
    case_fill(case, folded(history))
    case.moves_count = len(history)
    clock_shown(case, after, calendar, at=at)
    move_write(case=case, new=new)
    return wrong
