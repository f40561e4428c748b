"""Writing many past cases at once: the bulk twin of `case_report` and `case_act`.

Both leave the same rows: what becomes of a case is decided by `rules.histories`, which asks the same pure
rules as a single act does. Only the writing differs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import cast

import orjson
from django.contrib.gis.geos import Point
from django.db import connection, transaction

from xiuhua.access.services import require
from xiuhua.cases import queries
from xiuhua.cases.models import Asking, Assignment, Case, CaseClock, Move, Report
from xiuhua.cases.queries.histories import (
    Holding,
    ReboundAsked,
    cases_by_client_id,
    histories_known,
    holding_at,
    imports_in_use,
    items_known,
    rebounds_of,
    spots_at,
)
from xiuhua.cases.queries.near import Spot
from xiuhua.cases.rules.clocks import Clock, warn_at
from xiuhua.cases.rules.folding import Facts, beats_of, is_signature
from xiuhua.cases.rules.histories import (
    Around,
    BadHistory,
    History,
    PastEvent,
    PastMove,
    Written,
    history_ordered,
    history_written,
    wishes_count,
)
from xiuhua.cases.services.copying import numbers_take, rows_copy
from xiuhua.cases.services.refusals import OutsideCity
from xiuhua.cases.services.reporting import TITLE_MOST, case_words, phone_end, report_words
from xiuhua.cases.services.writing import CLOCK_COLUMNS, NewMove, clock_shown, move_write, next_alert_at
from xiuhua.cases.terms import CaseAct, CaseState, ClockAlert, ReportAct
from xiuhua.ground.rules.calendars import WorkCalendar
from xiuhua.intake.services import row_gone_entry
from xiuhua.intake.terms import Act
from xiuhua.ledger.services import NewEntry, entries_append_many
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotAllowedNow, NotFound
from xiuhua.shared.geometry import distance_m

_CELL_DEGREES = 0.002  # two hundred metres: wider than any window for what comes back
_CASE = tuple((field.attname, str(field.column)) for field in Case._meta.concrete_fields)
_CLOCK = ("case_id", "stage", "number", *CLOCK_COLUMNS)
_REPORT = (
    *("id", "client_id", "case_id", "channel", "source_ref", "item_id", "text", "address", "place"),
    *("area_code", "caller_name", "caller_phone", "caller_end"),
    *("person_id", "occurred_at", "reported_at", "recorded_at"),
    "search",
)
_MOVE = (
    *("case_id", "number", "act", "before", "after", "at", "recorded_at", "actor", "desk", "unit_id"),
    *("person_id", "note", "detail", "area_code", "entry_id"),
)
_STAY = ("case_id", "unit_id", "lead", "ground", "duty_id", "reasons", "since", "until")
_WISH = (
    *("id", "case_id", "kind", "state", "unit_id", "reason", "amount", "time_unit", "until", "asked_at"),
    *("asked_by", "proposed_by", "decided_at", "decided_by", "opinion", "area_code"),
)


@dataclass(kw_only=True, slots=True)
class _Draft:
    """A history on its way into the tables."""

    history: History
    case_id: int
    report_ids: Sequence[int]
    spot: Spot
    calendar: WorkCalendar
    wish_ids: tuple[int, ...] = ()
    carried: list[int] = field(default_factory=list)  # reports that lie with the case at the end
    lent: list[int] = field(default_factory=list)  # reports that lie with the case it was merged into
    borrower: _Draft | int | None = None  # that case: of this batch, or its id
    matter: str = ""  # its name
    rebound_of: int | None = None
    case: Case = field(default_factory=Case)
    written: Written | None = None


@transaction.atomic
def cases_import_many(*, histories: Sequence[History], actor: Actor, at: datetime) -> list[int]:
    """Write past cases, each with its reports, moves, clocks, units and entries.

    What holds is what holds when they are written: settings, calendar and handbook of today judge the past.
    A history whose first report is recorded already changes nothing.

    Returns:
        The ids of the cases, in the order of the histories.

    Raises:
        NotPermitted: the actor may not import there.
        OutsideCity: a place lies in no area that is recorded.
        NotFound: no calendar holds there.
        BadHistory: a log tells what cannot be written.
    """
    known = cases_by_client_id([history.reports[0].client_id for history in histories])
    fresh = [history for history in histories if history.reports[0].client_id not in known]
    if fresh:
        holding = holding_at(at)
        drafts = _drafted(fresh, holding)
        for area_code in {draft.spot.area_code for draft in drafts}:
            require(actor, CaseAct.IMPORT, Case(area_code=area_code, state=CaseState.CLOSED.value))
        recorded = _merges_join(drafts, actor)
        _rebounds_find(drafts, holding)
        _tell(drafts, holding, recorded, at)
        _write(drafts, holding, actor=actor, at=at)
        _recorded_tell(drafts, actor=actor, at=at)
        known |= {draft.history.reports[0].client_id: draft.case_id for draft in drafts}
    return [known[history.reports[0].client_id] for history in histories]


def _drafted(histories: Sequence[History], holding: Holding) -> list[_Draft]:
    points = [
        None if one.longitude is None or one.latitude is None else (one.longitude, one.latitude)
        for one in histories
    ]
    spots = spots_at(points, area_codes=[one.area_code for one in histories])
    case_ids = numbers_take(table=Case, count=len(histories))
    report_ids = iter(numbers_take(table=Report, count=sum(len(one.reports) for one in histories)))
    wish_ids = iter(numbers_take(table=Asking, count=sum(map(wishes_count, histories))))
    drafts = []
    for history, spot, case_id in zip(histories, spots, case_ids, strict=True):
        if spot is None:
            raise OutsideCity(longitude=history.longitude, latitude=history.latitude, area=history.area_code)
        calendar = holding.calendar(spot.area_code)
        if calendar is None:
            raise NotFound(kind="calendar", key=spot.area_code)
        reports = [next(report_ids) for _ in history.reports]
        drafts.append(
            _Draft(
                history=history_ordered(history), case_id=case_id, report_ids=reports, spot=spot,
                calendar=calendar, carried=list(reports),
                wish_ids=tuple(next(wish_ids) for _ in range(wishes_count(history))),
            )
        )  # fmt: skip
    return drafts


# --- between histories --------------------------------------------------------------------------------------


def _merges_join(drafts: Sequence[_Draft], actor: Actor) -> dict[str, int]:
    """Let reports go where their cases were merged, and back where that was undone.

    The story of the other case says so.

    Returns:
        The ids of the recorded cases that were merged into or opened again, by their key.
    """
    by_key = {draft.history.key: draft for draft in drafts}
    merging = [draft for draft in drafts if any(one.act is CaseAct.MERGE for one in draft.history.events)]
    named = {one.target for draft in merging for one in draft.history.events}
    named = (named | {draft.history.redo_of for draft in drafts}) - by_key.keys()
    recorded = {key: number for key, number, *_ in histories_known(named)} if named - {""} else {}
    told = [(event, draft) for draft in merging for event in draft.history.events]
    signed: dict[int, list[PastEvent]] = defaultdict(list)
    for event, draft in sorted(told, key=lambda one: one[0].at):
        signatures = signed[draft.case_id]
        if event.act is CaseAct.MERGE:
            _lend(draft, by_key.get(event.target) or recorded.get(event.target), event, actor)
        undone = signatures.pop() if event.act is CaseAct.TAKE_BACK and signatures else event
        if event.act is CaseAct.UNMERGE or (undone is not event and undone.act is CaseAct.MERGE):
            _lend_back(draft, event, actor)
        if event.act is not CaseAct.TAKE_BACK and is_signature(event.act):
            signatures.append(event)
    return recorded


def _lend(draft: _Draft, target: _Draft | int | None, event: PastEvent, actor: Actor) -> None:
    """Let the reports of a case lie with the one it was merged into, if that is known."""
    if target is None:
        return
    draft.lent, draft.carried, draft.borrower = sorted(draft.carried), [], target
    further = {**event.further, "reports": draft.lent}
    draft.history = _changed(draft.history, event, replace(event, further=further))
    if isinstance(target, _Draft):
        target.carried += draft.lent
        _target_told(target, draft, event, actor, taken=True)


def _lend_back(draft: _Draft, event: PastEvent, actor: Actor) -> None:
    """Let the reports of a case come back to it: its merge was taken back, or apart."""
    target = draft.borrower
    if isinstance(target, _Draft):
        target.carried = [one for one in target.carried if one not in draft.lent]
        _target_told(target, draft, event, actor, taken=False)
    draft.lent, draft.carried, draft.borrower = [], draft.carried + draft.lent, None


def _target_told(target: _Draft, draft: _Draft, event: PastEvent, actor: Actor, *, taken: bool) -> None:
    told = PastEvent(
        act=CaseAct.MERGED_IN, at=event.at, actor=event.actor or actor, desk=event.desk,
        further={"other": draft.case_id, "reports": list(draft.lent), "taken": taken},
    )  # fmt: skip
    first, *rest = target.history.events
    events = (first, *sorted((*rest, told), key=lambda one: one.at))
    target.history = replace(target.history, events=events)


def _recorded_tell(drafts: Sequence[_Draft], *, actor: Actor, at: datetime) -> None:
    """Let the stories of recorded cases say what was merged into them."""
    merged = [draft for draft in drafts if isinstance(draft.borrower, int)]
    rows = Case.objects.select_for_update().defer("search", "description").order_by("pk")
    targets = {case.pk: case for case in rows.filter(pk__in=[draft.borrower for draft in merged])}
    for draft in merged:
        target = targets[cast("int", draft.borrower)]
        detail = {"other": draft.case_id, "reports": draft.lent, "taken": True}
        told = NewMove(
            act=CaseAct.MERGED_IN, after=CaseState(target.state), actor=actor, at=at, detail=detail
        )  # fmt: skip
        move_write(case=target, new=told)


def _changed(history: History, old: PastEvent, new: PastEvent) -> History:
    return replace(history, events=tuple(new if one is old else one for one in history.events))


def _rebounds_find(drafts: Sequence[_Draft], holding: Holding) -> None:
    """Find what came back: among the cases of this batch, else among those recorded."""
    closed: dict[tuple[int, int, int], list[tuple[datetime, int, _Draft]]] = defaultdict(list)
    for draft in drafts:
        end = draft.history.events[-1]
        if end.act in _CLOSING and draft.history.longitude is not None:
            closed[_cell(draft.history)].append((end.at, draft.case_id, draft))
    for cell in closed.values():
        cell.sort()
    asking = [
        draft
        for draft in drafts
        if draft.history.item_id is not None and draft.history.longitude is not None
        if not draft.history.redo_of  # it is linked already
    ]
    asked = [_rebound_asked(draft, holding) for draft in asking]
    recorded = rebounds_of(asked)
    for place, (draft, one) in enumerate(zip(asking, asked, strict=True)):
        found = [_latest(cell, one) for cell in _cells_around(closed, draft.history)]
        latest = max((near for near in found if near), default=None)
        draft.rebound_of = latest[1] if latest else recorded.get(place)


_CLOSING = frozenset(
    {CaseAct.SOLVE, CaseAct.CLOSE, CaseAct.FORCE_GRANT, CaseAct.INFORM_GRANT, CaseAct.REPLY_UP}
)


def _rebound_asked(draft: _Draft, holding: Holding) -> ReboundAsked:
    settings, history = holding.chosen(draft.spot.area_code).settings, draft.history
    return ReboundAsked(
        item_id=history.item_id or 0, x=history.longitude or 0.0, y=history.latitude or 0.0,
        at=history.reports[0].reported_at, days=settings.rebound_days, reach_m=settings.rebound_m,
    )  # fmt: skip


def _cell(history: History) -> tuple[int, int, int]:
    x, y = history.longitude or 0.0, history.latitude or 0.0
    return history.item_id or 0, int(x // _CELL_DEGREES), int(y // _CELL_DEGREES)


def _cells_around(
    cells: Mapping[tuple[int, int, int], list[tuple[datetime, int, _Draft]]], history: History
) -> list[list[tuple[datetime, int, _Draft]]]:
    item, column, row = _cell(history)
    around = ((item, column + across, row + along) for across in (-1, 0, 1) for along in (-1, 0, 1))
    return [cells[cell] for cell in around if cell in cells]


def _latest(
    cell: Sequence[tuple[datetime, int, _Draft]], asked: ReboundAsked
) -> tuple[datetime, int, _Draft] | None:
    """Return the last case of a cell that ended near something reported, before it and not long before."""
    since = asked.at - timedelta(days=asked.days)
    for place in range(bisect_left(cell, asked.at, key=lambda one: one[0]) - 1, -1, -1):
        ended, _, other = cell[place]
        if ended < since:
            break
        x, y = other.history.longitude or 0.0, other.history.latitude or 0.0
        if distance_m(asked.x, asked.y, x, y) <= asked.reach_m:
            return cell[place]
    return None


# --- what each becomes --------------------------------------------------------------------------------------


def _tell(drafts: Sequence[_Draft], holding: Holding, recorded: Mapping[str, int], at: datetime) -> None:
    items = items_known({draft.history.item_id for draft in drafts if draft.history.item_id is not None})
    keys = {**recorded, **{draft.history.key: draft.case_id for draft in drafts}}
    for draft in drafts:
        history = draft.history
        code, draft.matter = items.get(history.item_id or 0, ("", ""))
        chosen = holding.chosen(draft.spot.area_code)
        draft.written = history_written(
            history,
            Around(
                calendar=draft.calendar, settings=chosen.settings, version_id=chosen.version_id, matter=code,
                line=holding.line(history.item_id, draft.spot.area_code), key_area=draft.spot.key_area,
                rebound_of=draft.rebound_of, wish_ids=draft.wish_ids, merges=keys,
            ),
        )  # fmt: skip
        draft.case = _case(draft, at)
        draft.case.redo_of_id = keys.get(history.redo_of)


def _case(draft: _Draft, at: datetime) -> Case:
    matter = draft.matter
    history, spot, first = draft.history, draft.spot, draft.history.reports[0]
    text = first.text.strip()
    title = (history.title or matter or text.splitlines()[0])[:TITLE_MOST]
    address = first.address.strip()[:160]
    return Case(
        id=draft.case_id, client_id=first.client_id, channel=first.channel.value,
        smart=first.channel.is_smart, title=title, description=text, address=address,
        area_id=spot.area_id, area_code=spot.area_code, component_id=history.component_id,
        premises_id=history.premises_id, reported_at=first.reported_at, recorded_at=at,
        upper_number=history.upper_number, upper_due_at=history.upper_due_at,
        rebound_of_id=draft.rebound_of, search=case_words(
            title, first.address, matter, *(f"{one.source_ref} {one.text}" for one in history.reports)
        ),
    )  # fmt: skip


def _facts_fill(case: Case, facts: Facts, number: int) -> None:
    """Write facts into the columns of a case; `writing.case_fill`, for ten moves of ten thousand cases."""
    columns = case.__dict__
    columns.update(facts.__dict__)
    columns["state"] = facts.state.value
    columns["moves_count"] = number


# --- writing ------------------------------------------------------------------------------------------------


def _write(drafts: Sequence[_Draft], holding: Holding, *, actor: Actor, at: datetime) -> None:
    entries: list[NewEntry] = []
    moves: list[tuple[_Draft, PastMove]] = []
    places: list[int] = []  # of each move's entry
    for draft in drafts:
        entries += _report_entries(draft, actor)
        for move in _written(draft).moves:
            places.append(len(entries))
            moves.append((draft, move))
            entries.append(_move_entry(draft, move, actor))
        _end(draft)
    made = entries_append_many(entries)
    _cases_write(drafts)
    _reports_write(drafts, at)
    rows_copy(
        table=Move, columns=_MOVE, guarded=True,
        rows=(
            _move_row(draft, move, actor, made.ids[place], made.recorded_at)
            for (draft, move), place in zip(moves, places, strict=True)
        ),
    )  # fmt: skip
    _clocks_write(drafts, holding)
    _stays_write(drafts)
    _wishes_write(drafts, actor)


def _written(draft: _Draft) -> Written:
    if draft.written is None:
        raise BadHistory("history_unopened")
    return draft.written


def _report_entries(draft: _Draft, actor: Actor) -> list[NewEntry]:
    opener = draft.history.events[0].actor or actor
    return [
        NewEntry(
            at=report.reported_at, actor=opener, act=ReportAct.MAKE.value, subject=f"report:{number}",
            area=draft.spot.area_code, detail={"case": draft.case_id, "channel": report.channel.value},
        )
        for report, number in zip(draft.history.reports, draft.report_ids, strict=True)
    ]  # fmt: skip


def _move_entry(draft: _Draft, move: PastMove, actor: Actor) -> NewEntry:
    told, case = move.told, draft.case
    _facts_fill(case, move.facts, told.number)
    return NewEntry(
        at=told.at,
        actor=move.event.actor or actor,
        act=told.act.value,
        subject=f"case:{draft.case_id}",
        area=draft.spot.area_code,
        detail={
            "move": told.number, "before": told.before.value if told.before else "",
            "after": told.after.value, "unit": move.unit_id,
        },
        words={"reason": move.event.note.strip()} if move.event.note.strip() else {},
        state=queries.case_state(case),
    )  # fmt: skip


def _end(draft: _Draft) -> None:
    """Write into the case what only its last move says: the clock it waits for, and when it changed."""
    told = _written(draft)
    counted = [
        move.told.at for move in told.moves if beats_of(move.told) or move.told.act is CaseAct.TAKE_BACK
    ]
    clock_shown(draft.case, told.clocks, draft.calendar, at=max(counted, default=draft.case.reported_at))
    draft.case.updated_at = draft.history.events[-1].at


def _cases_write(drafts: Sequence[_Draft]) -> None:
    places = [_place(draft.history) for draft in drafts]
    for draft, place in zip(drafts, places, strict=True):
        draft.case.__dict__["place"] = place
    rows_copy(
        table=Case, columns=[column for _, column in _CASE], guarded=True,
        rows=([draft.case.__dict__[name] for name, _ in _CASE] for draft in drafts),
    )  # fmt: skip


def _place(history: History) -> str | None:
    if history.longitude is None or history.latitude is None:
        return None
    hexed: str = Point(history.longitude, history.latitude, srid=4326).hexewkb.decode()
    return hexed


def _reports_write(drafts: Sequence[_Draft], at: datetime) -> None:
    lies_with = {number: draft.case_id for draft in drafts for number in draft.carried}
    lies_with |= {
        number: draft.borrower for draft in drafts if isinstance(draft.borrower, int) for number in draft.lent
    }
    rows = (
        (
            number, report.client_id, lies_with[number], report.channel.value, report.source_ref,
            draft.history.item_id, report.text.strip(), report.address.strip()[:160],
            draft.case.__dict__["place"], draft.spot.area_code, report.caller_name.strip(),
            report.caller_phone.strip(), phone_end(report.caller_phone), report.person_id,
            report.occurred_at, report.reported_at, at,
            report_words(
                source_ref=report.source_ref, text=report.text, address=report.address, matter=draft.matter
            ),
        )
        for draft in drafts
        for report, number in zip(draft.history.reports, draft.report_ids, strict=True)
    )  # fmt: skip
    rows_copy(table=Report, columns=_REPORT, rows=rows, guarded=True)


def _move_row(
    draft: _Draft, move: PastMove, actor: Actor, entry_id: int, recorded_at: datetime | None
) -> tuple[object, ...]:
    told = move.told
    return (
        draft.case_id, told.number, told.act.value, told.before.value if told.before else "",
        told.after.value, told.at, recorded_at, (move.event.actor or actor).name,
        move.desk.value if move.desk else "", move.unit_id, move.person_id, move.event.note.strip(),
        orjson.dumps(told.detail).decode(), draft.spot.area_code, entry_id,
    )  # fmt: skip


def _clocks_write(drafts: Sequence[_Draft], holding: Holding) -> None:
    rows = (
        _clock_row(draft, clock, holding.chosen(draft.spot.area_code).settings.escalate_minutes)
        for draft in drafts
        for clock in _written(draft).clocks
    )
    rows_copy(table=CaseClock, columns=_CLOCK, rows=rows, guarded=False)


def _clock_row(draft: _Draft, clock: Clock, escalate_minutes: int) -> tuple[object, ...]:
    """Return the cells of a clock as `writing.clock_row` has them; nothing has been said of it yet."""
    soon_at = warn_at(clock, draft.calendar) if clock.is_running else None
    next_at = next_alert_at(clock, ClockAlert.NONE, soon_at, escalate_minutes=escalate_minutes)
    return (
        draft.case_id, clock.stage.value, clock.number, clock.charged_to,
        clock.limit.amount if clock.limit else None, clock.limit.unit.value if clock.limit else "",
        clock.started_at, clock.due_at, soon_at, clock.left_s, clock.running_since, clock.stopped_at,
        clock.late, clock.cancelled, clock.extensions, list(clock.unpublished), draft.calendar.key,
        draft.calendar.version, ClockAlert.NONE.value, next_at, clock.exempt,
    )  # fmt: skip


def _stays_write(drafts: Sequence[_Draft]) -> None:
    rows = (
        (draft.case_id, one.unit_id, one.lead, one.ground, one.duty_id,
         orjson.dumps(one.reasons).decode(), one.since, one.until)
        for draft in drafts
        for one in _written(draft).stays
    )  # fmt: skip
    rows_copy(table=Assignment, columns=_STAY, rows=rows, guarded=False)


def _wishes_write(drafts: Sequence[_Draft], actor: Actor) -> None:
    rows = [
        _wish_row(draft, number, actor) for draft in drafts for number in range(len(_written(draft).wishes))
    ]
    if rows:
        rows_copy(table=Asking, columns=_WISH, rows=rows, guarded=True)


def _wish_row(draft: _Draft, number: int, actor: Actor) -> tuple[object, ...]:
    wish = _written(draft).wishes[number]
    asked, proposed, decided = wish.asked, wish.proposed, wish.decided
    limit = asked.limit
    amount, unit = (getattr(limit, "amount", None), getattr(limit, "unit", None)) if limit else (None, None)
    return (
        wish.wish_id, draft.case_id, wish.kind.value, wish.state.value, wish.unit_id, asked.note.strip(),
        amount, unit.value if unit else "", asked.until, asked.at, (asked.actor or actor).name,
        (proposed.actor or actor).name if proposed else "", decided.at if decided else None,
        (decided.actor or actor).name if decided else "", decided.note.strip() if decided else "",
        draft.spot.area_code,
    )  # fmt: skip


# --- and back -----------------------------------------------------------------------------------------------

_GONE = (
    "DELETE FROM cases_assignment WHERE case_id = ANY(%(cases)s)",
    "DELETE FROM cases_caseclock WHERE case_id = ANY(%(cases)s)",
    "DELETE FROM cases_asking WHERE case_id = ANY(%(cases)s)",
    "DELETE FROM cases_move WHERE case_id = ANY(%(cases)s)",
    "DELETE FROM cases_report WHERE case_id = ANY(%(cases)s)",
    "DELETE FROM cases_case WHERE id = ANY(%(cases)s)",
)


@transaction.atomic
def cases_import_undo(*, case_ids: Collection[int], actor: Actor, at: datetime) -> None:
    """Take imported cases back, with everything that hangs on them; the ledger keeps that they were there.

    Raises:
        NotAllowedNow: something else rests on one of them.
    """
    ids = sorted(case_ids)
    if imports_in_use(ids):
        raise NotAllowedNow(act=Act.UNDO, state="import.in_use")
    areas = dict(Case.objects.filter(pk__in=ids).values_list("pk", "area_code"))
    with connection.cursor() as cursor:
        for statement in _GONE:
            cursor.execute(statement, {"cases": ids})
    entries_append_many([
        row_gone_entry(subject=f"case:{number}", area=areas[number], actor=actor, at=at) for number in areas
    ])  # fmt: skip
