"""Writing a move: the one way a case changes.

The move, the case it makes, its clocks and the ledger's entry are written together. What they become is
decided by `rules.folding`, which can rebuild all of it from the moves alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from xiuhua.cases import queries
from xiuhua.cases.models import Case, CaseClock, Move, MovePhoto
from xiuhua.cases.queries.moves import told_of
from xiuhua.cases.queries.rows import StoredFile
from xiuhua.cases.rules.clocks import Clock, is_late, warn_at
from xiuhua.cases.rules.folding import (
    Facts,
    Told,
    beats_of,
    clocks_anew,
    clocks_moved,
    folded,
    moved,
    moves_clocks,
    running,
)
from xiuhua.cases.services.saving import row_insert_once, row_update, rows_insert, rows_upsert
from xiuhua.cases.services.showing import photos_taken
from xiuhua.cases.terms import CaseAct, CaseState, ClockAlert, Desk
from xiuhua.files.services import files_settle
from xiuhua.ground.rules.calendars import WorkCalendar
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor

FACT_COLUMNS = tuple(Facts.__dataclass_fields__)
CASE_COLUMNS = (
    *FACT_COLUMNS,
    *("stage", "due_at", "soon_at", "late", "provisional", "moves_count", "updated_at"),
)
CLOCK_COLUMNS = (
    *("charged_to", "limit_amount", "limit_unit", "started_at", "due_at", "soon_at", "left_s"),
    *("running_since", "stopped_at", "late", "cancelled", "extensions", "unpublished", "calendar_key"),
    *("calendar_version", "alert", "next_at", "exempt"),
)


@dataclass(frozen=True, kw_only=True)
class NewMove:
    """A move to be written; see `Move`.

    `after` is where it leads, `detail` what the fold needs, `note` the opinion, `photos` what it shows.
    """

    act: CaseAct
    after: CaseState
    actor: Actor
    at: datetime
    desk: Desk | None = None
    unit_id: int | None = None
    person_id: int | None = None
    note: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)  # plain JSON
    photos: Sequence[StoredFile] = ()
    escalate_minutes: int = 60


class Opening:
    """A case that is not there yet: its first moves are folded into it as they come, and written together."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._drafts: list[tuple[NewMove, str, Mapping[str, Any]]] = []  # with the state before and after
        self._clocks: tuple[Clock, ...] = ()

    def move(self, new: NewMove) -> None:
        """Let the case be what one more move makes of it."""
        case, told = self.case, _told(self.case, new)
        before = case.state
        if beats_of(told):
            self._clocks = clocks_moved(self._clocks, told, self._calendar(new.at))
        case_fill(case, moved(facts_of(case), told))
        case.moves_count, case.updated_at = told.number, max(case.updated_at, new.at)
        self._drafts.append((new, before, queries.case_state(case)))

    def write(self) -> list[Move]:
        """Write the case, its clocks, its moves and their entries; return the moves.

        None of them where a case with the same client id stands already, or is being written at this moment.
        """
        case, (last, _before, _state) = self.case, self._drafts[-1]
        if self._clocks:
            clock_shown(case, self._clocks, self._calendar(last.at), at=last.at)
        if not row_insert_once(case, unique="client_id"):
            return []
        if self._clocks:
            calendar = self._calendar(last.at)
            clocks_write([clock_row(case, one, calendar, last, before=None) for one in self._clocks])
        moves = [
            _move_entered(case, number, before, new, state)
            for number, (new, before, state) in enumerate(self._drafts, start=1)
        ]
        rows_insert(moves)
        return moves

    def _calendar(self, at: datetime) -> WorkCalendar:
        if self._known is None:
            self._known = queries.calendar_known(self.case.area_code, at=at)
        return self._known

    _known: WorkCalendar | None = None


def _told(case: Case, new: NewMove) -> Told:
    return Told(
        number=case.moves_count + 1, act=new.act, before=CaseState(case.state), after=new.after, at=new.at,
        actor=new.actor.name, detail=new.detail,
    )  # fmt: skip


def move_write(*, case: Case, new: NewMove) -> Move:
    """Write a move on a case that the caller has locked, and everything that follows from it."""
    told = _told(case, new)
    if new.act is CaseAct.TAKE_BACK:
        history = [*told_of(case), told]
        facts = folded(history)
        clocks_recounted(case, history, new)
    else:
        facts = moved(facts_of(case), told)
        if moves_clocks(told):
            _clocks_advance(case, told, new)
    before = case.state
    case_fill(case, facts)
    case.moves_count, case.updated_at = told.number, max(case.updated_at, new.at)
    return _record(case, before, new)


def facts_of(case: Case) -> Facts:
    """Return what the moves have made of a case so far."""
    found = {name: getattr(case, name) for name in FACT_COLUMNS}
    return Facts(**{**found, "state": CaseState(case.state)})


def case_fill(case: Case, facts: Facts) -> None:
    """Write facts into the columns of a case."""
    for name, value in asdict(facts).items():
        setattr(case, name, value.value if isinstance(value, CaseState) else value)


def _record(case: Case, before: str, new: NewMove) -> Move:
    move = _move_entered(case, case.moves_count, before, new, queries.case_state(case))
    rows_insert([move])
    if new.photos:
        files_settle(files=new.photos, area_code=case.area_code, actor=new.actor, at=new.at)
        MovePhoto.objects.bulk_create([MovePhoto(move=move, file=file) for file in new.photos])
        photos_taken(case, files=new.photos, post=_post(case, new), at=new.at)
    row_update(case, columns=CASE_COLUMNS)
    return move


def _post(case: Case, new: NewMove) -> str:
    """Return which post took the photos of an act."""
    return case.unit.name if new.desk is Desk.UNIT and case.unit else (new.desk or Desk.SYSTEM).zh


def _move_entered(case: Case, number: int, before: str, new: NewMove, state: Mapping[str, Any]) -> Move:
    """Enter a move in the ledger, with the state it left behind, and return its row, not yet saved."""
    entry = entry_append(
        at=new.at,
        actor=new.actor,
        act=new.act.value,
        subject=f"case:{case.pk}",
        area=case.area_code,
        detail={"move": number, "before": before, "after": new.after.value, "unit": new.unit_id},
        words={"reason": new.note} if new.note else {},
        state=state,
    )
    return Move(
        case=case, number=number, act=new.act.value, before=before, after=new.after.value, at=new.at,
        recorded_at=entry.recorded_at, actor=new.actor.name, desk=new.desk.value if new.desk else "",
        unit_id=new.unit_id, person_id=new.person_id, note=new.note, detail=dict(new.detail),
        area_code=case.area_code, entry=entry,
    )  # fmt: skip


# --- clocks -------------------------------------------------------------------------------------------------


def _clocks_advance(case: Case, told: Told, new: NewMove) -> None:
    calendar = queries.calendar_known(case.area_code, at=new.at)
    rows = queries.clocks_of(case.pk) if case.moves_count else []
    before = queries.runs_of(rows)
    after = clocks_moved(before, told, calendar)
    known = dict(zip(before, rows, strict=True))
    changed = [clock for clock in after if clock not in known]
    by_key = {(row.stage, row.number): row for row in rows}
    clocks_write(
        [clock_row(case, clock, calendar, new, before=by_key.get((clock.stage.value, clock.number)))
         for clock in changed]
    )  # fmt: skip
    clock_shown(case, after, calendar, at=new.at)


def clocks_recounted(case: Case, history: Iterable[Told], new: NewMove) -> bool:
    """Write the clocks that all moves make by the calendar that holds now; return whether one is another.

    After something was taken back, some never ran. What was said of a clock is not said again.
    """
    calendar = queries.calendar_known(case.area_code, at=new.at)
    after = clocks_anew(history, calendar)
    rows = {(row.stage, row.number): row for row in queries.clocks_of(case.pk)}
    kept = {(clock.stage.value, clock.number): clock for clock in after}
    gone = [row.pk for key, row in rows.items() if key not in kept]
    CaseClock.objects.filter(pk__in=gone).delete()
    changed = [key for key, clock in kept.items() if key not in rows or queries.run_of(rows[key]) != clock]
    clocks_write([clock_row(case, kept[key], calendar, new, before=rows.get(key)) for key in changed])
    clock_shown(case, after, calendar, at=new.at)
    return bool(gone or changed)


def clocks_write(rows: Sequence[CaseClock]) -> None:
    """Write clocks, whether they are new or known, in one statement."""
    rows_upsert(rows, unique=("case_id", "stage", "number"), columns=CLOCK_COLUMNS)


def clock_row(
    case: Case, clock: Clock, calendar: WorkCalendar, new: NewMove, *, before: CaseClock | None
) -> CaseClock:
    """Return the row of a clock, with when it must next be spoken of."""
    soon_at = warn_at(clock, calendar)
    alert = _alert_kept(clock, new.at, before)
    return CaseClock(
        case=case, stage=clock.stage.value, number=clock.number, charged_to=clock.charged_to,
        limit_amount=clock.limit.amount if clock.limit else None,
        limit_unit=clock.limit.unit.value if clock.limit else "",
        started_at=clock.started_at, due_at=clock.due_at, soon_at=soon_at, left_s=clock.left_s,
        running_since=clock.running_since, stopped_at=clock.stopped_at, late=clock.late,
        cancelled=clock.cancelled, extensions=clock.extensions, unpublished=list(clock.unpublished),
        exempt=clock.exempt,
        calendar_key=calendar.key, calendar_version=calendar.version, alert=alert.value,
        next_at=next_alert_at(clock, alert, soon_at, escalate_minutes=new.escalate_minutes),
    )  # fmt: skip


def _alert_kept(clock: Clock, at: datetime, before: CaseClock | None) -> ClockAlert:
    """Return what has been said of a clock already; of another deadline that is to come, nothing has."""
    if before is None:
        return ClockAlert.NONE
    to_come = clock.due_at is None or at <= clock.due_at
    return ClockAlert.NONE if to_come and clock.due_at != before.due_at else ClockAlert(before.alert)


def next_alert_at(
    clock: Clock, alert: ClockAlert, soon_at: datetime | None, *, escalate_minutes: int
) -> datetime | None:
    """Return when a clock must next be spoken of; None once there is nothing left to say."""
    if not clock.is_running or clock.due_at is None:
        return None
    return {
        ClockAlert.NONE: soon_at,
        ClockAlert.WARNED: clock.due_at,
        ClockAlert.OVERDUE: clock.due_at + timedelta(minutes=escalate_minutes),
        ClockAlert.ESCALATED: None,
    }[alert]


def clock_shown(case: Case, clocks: Sequence[Clock], calendar: WorkCalendar, *, at: datetime) -> None:
    """Write the clock that a case waits for into its columns."""
    waited = running(clocks)
    last = waited or (clocks[-1] if clocks else None)
    case.stage = waited.stage.value if waited else ""
    case.due_at = waited.due_at if waited and waited.is_running else None
    case.soon_at = warn_at(waited, calendar) if waited else None
    case.late = is_late(last, at) if last else False
    case.provisional = bool(waited and waited.unpublished)
