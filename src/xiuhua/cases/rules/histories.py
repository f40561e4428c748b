"""A whole case at once, as a log tells it: its moves, its clocks, who had it and what was asked for.

Every single act is decided by the same rules as one at a time: the table of steps says what it stops and
starts, `rules.limits` how long it may take, `rules.folding` what it makes of the case. What differs: a log is
over and cannot be refused for its order, and it often leaves steps out. So a desk's clock starts only where
the log tells how it ended, and a handling that nobody fed back ends where the case does.

Source:
    own choice, because a log that names three of eight stages must charge nobody for the other five.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from xiuhua.cases.rules.clocks import Clock
from xiuhua.cases.rules.folding import (
    Facts,
    Told,
    clocks_anew,
    clocks_moved,
    folded,
    is_signature,
    moved,
    rest_kept,
)
from xiuhua.cases.rules.limits import HandlingLimit, LimitFacts, handling_limit, is_dangerous, stage_limit
from xiuhua.cases.rules.loop import STAGE_DESK, STEP_OF, TAKEN_BACK, Step, lapses
from xiuhua.cases.rules.settings import LoopSettings
from xiuhua.cases.rules.suggesting import Suggestion, answers_kept
from xiuhua.cases.terms.acts import CaseAct
from xiuhua.cases.terms.asking import AskedFor, AskingState
from xiuhua.cases.terms.clocks import CountsFrom
from xiuhua.cases.terms.reports import Channel
from xiuhua.cases.terms.states import OVER, CaseState, Closing, Desk, Stage, Track
from xiuhua.ground.rules.calendars import WorkCalendar
from xiuhua.ground.rules.limits import Limit, Manual
from xiuhua.shared.actor import Actor

_BEGINNINGS = frozenset({CaseAct.OPEN, CaseAct.SOLVE})
_DISPATCHES = frozenset({CaseAct.DISPATCH, CaseAct.PUSH})
_REVIEWED_AFTER = timedelta(days=30)
_Own: TypeAlias = tuple[dict[str, Any], int | None, int | None]  # detail in plain JSON, unit, person


class BadHistory(ValueError):
    """A log tells what cannot be written; `code` names the sentence that says why."""

    def __init__(self, code: str, **arguments: str) -> None:
        super().__init__(code)
        self.code = code
        self.arguments = arguments


@dataclass(frozen=True, kw_only=True)
class PastReport:
    """One report of a past case; see `services.reporting.NewReport`."""

    client_id: UUID
    channel: Channel
    reported_at: datetime
    text: str = ""
    address: str = ""
    source_ref: str = ""
    caller_name: str = ""
    caller_phone: str = ""
    person_id: int | None = None
    occurred_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PastEvent:
    """One act as a log tells it.

    Args:
        actor: who did it, where they have an account here; None for whoever writes the history.
        desk: at which desk; None for the first that the table names.
        note: the opinion.
        unit_id: to whom it was dispatched, who is proposed, who has it next.
        helper_ids: those that helped.
        limit: of a dispatch, where the log has limits of its own; of an extension, how much more time.
            A `Manual` says that there was none.
        until: of a deferral.
        target: of a merge, the key of the other history, in the batch or recorded; empty where nobody says.
        suggestion: what the duty table answered at the dispatch; None where nobody asked it.
        silent: that the log says nothing of the desk this leads to, so that no clock of it starts.
        further: what else the move keeps, as plain JSON.
    """

    act: CaseAct
    at: datetime
    actor: Actor | None = None
    desk: Desk | None = None
    note: str = ""
    unit_id: int | None = None
    person_id: int | None = None
    helper_ids: tuple[int, ...] = ()
    limit: Limit | Manual | None = None
    until: datetime | None = None
    target: str = ""
    suggestion: Suggestion | None = None
    silent: bool = False
    further: Mapping[str, Any] = field(default_factory=dict)  # plain JSON


@dataclass(frozen=True, kw_only=True)
class History:
    """A past case: its reports, and everything that happened, first to last.

    Args:
        key: what other histories of the same batch call it.
        reports: at least one; the first opened the case.
        events: begin with OPEN or SOLVE.
        item_id: the matter.
        title: as it is called where it comes from; empty for the matter's name.
        longitude, latitude: degrees, WGS84; None where nobody knows.
        area_code: where no coordinates are known, or none of ours holds them.
        redo_of: the key of the history, in the batch or recorded, that was opened again as this one.
    """

    key: str
    reports: tuple[PastReport, ...]
    events: tuple[PastEvent, ...]
    item_id: int | None = None
    title: str = ""
    longitude: float | None = None
    latitude: float | None = None
    area_code: str = ""
    component_id: int | None = None
    premises_id: int | None = None
    track: Track = Track.ORDINARY
    upper_number: str = ""
    upper_due_at: datetime | None = None
    redo_of: str = ""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of the handbook: its id and its limit, None where it says none."""

    line_id: int
    limit: Limit | Manual | None


@dataclass(frozen=True, kw_only=True)
class Around:
    """What holds where a past case was.

    Args:
        matter: the code of the matter, empty without one.
        line: the first that the handbook has for it.
        rebound_of: the case that came back in it.
        version_id: of the settings.
        wish_ids: for what is asked for, in that order.
        merges: per key of a merge's target, its id.
    """

    calendar: WorkCalendar
    settings: LoopSettings
    version_id: int | None = None
    matter: str = ""
    line: Line | None = None
    key_area: bool = False
    rebound_of: int | None = None
    wish_ids: tuple[int, ...] = ()
    merges: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class PastMove:
    """A move to be written, and the facts after it."""

    told: Told
    event: PastEvent
    desk: Desk | None
    unit_id: int | None
    person_id: int | None
    facts: Facts


@dataclass(frozen=True, kw_only=True)
class PastStay:
    """A unit that had the case; columns of `Assignment`."""

    unit_id: int
    lead: bool
    ground: str
    duty_id: int | None = None
    reasons: tuple[Mapping[str, object], ...] = ()
    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class PastWish:
    """Something that was asked for; columns of `Asking`. `asked` is the event."""

    wish_id: int
    kind: AskedFor
    state: AskingState
    unit_id: int | None
    asked: PastEvent
    proposed: PastEvent | None = None
    decided: PastEvent | None = None


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a history makes: everything but the ids."""

    moves: tuple[PastMove, ...]
    clocks: tuple[Clock, ...]
    stays: tuple[PastStay, ...]
    wishes: tuple[PastWish, ...]

    @property
    def facts(self) -> Facts:
        """What the moves make of the case."""
        return self.moves[-1].facts


def wishes_count(history: History) -> int:
    """Return how many things are asked for in a history."""
    return sum(1 for event in history.events if (step := STEP_OF.get(event.act)) and step.asks)


def history_ordered(history: History) -> History:
    """Return a history with its events in their order, and with the feedback that it leaves out.

    Raises:
        BadHistory: nothing opens it, or something happened before it was reported.
    """
    first, *rest = history.events
    if first.act not in _BEGINNINGS:
        raise BadHistory("history_unopened")
    if any(one.act not in STEP_OF and one.act is not CaseAct.MERGED_IN for one in rest):
        raise BadHistory("history_act_unknown")
    ordered = sorted(rest, key=lambda one: one.at)
    if ordered and ordered[0].at < first.at:
        raise BadHistory("history_before_report", at=ordered[0].at.isoformat())
    return replace(history, events=(first, *_fed_back(ordered)))


def _fed_back(events: Sequence[PastEvent]) -> Iterator[PastEvent]:
    """Yield events, with a feedback before what ends a case whose handling still runs."""
    handled, before = False, list[bool]()  # each signature's, so that taking it back restores it
    for event in events:
        step = STEP_OF.get(event.act)
        if step is None:
            yield event
            continue
        if event.act is CaseAct.TAKE_BACK:
            handled = before.pop() if before else handled
            yield event
            continue
        if is_signature(event.act):
            before.append(handled)
        ends = Stage.HANDLE in (*step.stops, *step.cancels)
        if handled and not ends and step.to in OVER:
            yield PastEvent(
                act=CaseAct.FEED_BACK, at=event.at, actor=event.actor, silent=True, further={"implied": True}
            )
            handled = False
        handled = (handled and not ends) or Stage.HANDLE in (*step.starts, *step.resumes)
        yield event


def history_written(history: History, around: Around) -> Written:
    """Return everything that an ordered history makes.

    Raises:
        BadHistory: a grant without anything asked for, a step up to nobody, nothing to take back.
    """
    return _Teller(history, around).told()


class _Teller:
    """Tells a history move by move. Lives for one history; keeps what each move needs of those before."""

    def __init__(self, history: History, around: Around) -> None:
        self.history, self.around = history, around
        self.facts = Facts(state=CaseState.REPORTED)
        self.clocks: tuple[Clock, ...] = ()
        self.moves: list[PastMove] = []
        self.stays: list[PastStay] = []
        self.wishes: list[PastWish] = []
        self.wish_ids = iter(around.wish_ids)
        self.charged = _charged(history.events)

    def told(self) -> Written:
        """Return all of it."""
        for place, event in enumerate(self.history.events):
            self._tell(place, event)
        return Written(
            moves=tuple(self.moves), clocks=self.clocks, stays=tuple(self.stays), wishes=tuple(self.wishes)
        )

    def _tell(self, place: int, event: PastEvent) -> None:
        step = STEP_OF.get(event.act)
        before = self.facts.state
        detail, after, unit_id, person_id = self._decided(place, event, step)
        if place and not (event.act is CaseAct.PUSH and event.desk is Desk.SYSTEM) and step:
            detail |= {"settings": self.around.version_id} if self.around.version_id else {}
        if step and lapses(self.facts.asked, step, after):
            detail |= {"asked": "", "lapsed": self._wishes_lapse()}
        detail |= event.further
        told = Told(
            number=place + 1, act=event.act, before=before, after=after, at=event.at, detail=detail,
            actor=event.actor.name if event.actor else "",
        )  # fmt: skip
        self._count(told)
        self.moves.append(
            PastMove(told=told, event=event, desk=_desk(event, step), unit_id=unit_id, person_id=person_id,
                     facts=self.facts)
        )  # fmt: skip
        if after in OVER:
            self._stays_end(event.at)

    def _count(self, told: Told) -> None:
        """Let the case and its clocks be what one more move makes of them."""
        if told.act is CaseAct.TAKE_BACK:
            history = [*(move.told for move in self.moves), told]
            self.facts, self.clocks = folded(history), clocks_anew(history, self.around.calendar)
            return
        self.facts = moved(self.facts, told)
        self.clocks = clocks_moved(self.clocks, told, self.around.calendar)

    def _decided(
        self, place: int, event: PastEvent, step: Step | None
    ) -> tuple[dict[str, Any], CaseState, int | None, int | None]:  # plain JSON
        """Return detail and state, and the unit and person that the move names."""
        if event.act in _BEGINNINGS:
            return self._opened(place, event), _BEGUN[event.act], None, None
        if step is None:
            return {}, self.facts.state, None, None
        if event.act in _BACKWARD:
            detail, after = _BACKWARD[event.act](self, event)
            return detail, after, self.facts.unit_id, None
        detail = self._starts(place, event, step)
        own, unit_id, person_id = self._own(place, event, step)
        return {**detail, **own}, step.to or self.facts.state, unit_id or self.facts.unit_id, person_id

    def _own(self, place: int, event: PastEvent, step: Step) -> _Own:
        if step.asks:
            return self._asked(event, step.asks), None, None
        if kind := step.proposes or step.grants or step.refuses:
            return self._judged(event, step, kind), None, None
        teller = _TELLERS.get(event.act)
        return teller(self, place, event) if teller else ({}, None, None)

    def _opened(self, place: int, event: PastEvent) -> dict[str, Any]:  # plain JSON
        line = self.around.line
        detail: dict[str, Any] = {  # plain JSON
            "item": self.history.item_id, "key_area": self.around.key_area,
            "track": self.history.track.value, "rebound_of": self.around.rebound_of,
        }  # fmt: skip
        if line is not None:
            limit = line.limit if isinstance(line.limit, Limit) else None
            detail |= {
                "line": line.line_id, "limit_amount": limit.amount if limit else None,
                "limit_unit": limit.unit.value if limit else "",
                "limit_source": "limit_handbook" if limit else "limit_manual",
                "dangerous": is_dangerous(line.limit, self.around.settings),
            }  # fmt: skip
        if event.act is CaseAct.SOLVE:
            return detail | {"closing": Closing.ON_THE_SPOT.value}
        return detail | self._started(place, event, (Stage.ACCEPT,))

    def _starts(self, place: int, event: PastEvent, step: Step) -> dict[str, Any]:  # plain JSON
        return self._started(place, event, [stage for stage in step.starts if stage is not Stage.HANDLE])

    def _started(self, place: int, event: PastEvent, stages: Sequence[Stage]) -> dict[str, Any]:  # plain JSON
        found: dict[str, Any] = {}  # plain JSON
        for stage in stages:
            if not event.silent and (place, stage) in self.charged:
                limit = stage_limit(stage, Track(self.facts.track), self.around.settings)
                found[stage.value] = {**_limit_stored(limit), "charged": STAGE_DESK[stage].value}
        return {"start": found} if found else {}

    # --- units ----------------------------------------------------------------------------------------------

    def dispatched(self, _place: int, event: PastEvent) -> _Own:
        limit, told = self._limit(event), event.suggestion
        followed = told is not None and told.unit_id == event.unit_id and event.unit_id is not None
        person_id = event.person_id or (told.person_id if told and followed else None)
        detail = {
            "unit": event.unit_id, "person": person_id, "helpers": list(event.helper_ids),
            "suggested": told.unit_id if told else None,
            "ground": told.ground if told and followed else "ground_by_hand",
            "start": {Stage.HANDLE.value: self._handling(limit, event.unit_id)},
            "limit_amount": limit.limit.amount if limit.limit else None,
            "limit_unit": limit.limit.unit.value if limit.limit else "", "limit_source": limit.source,
        }  # fmt: skip
        self._stays_replace(event, event.unit_id, told)
        return detail, event.unit_id, event.person_id

    def _limit(self, event: PastEvent) -> HandlingLimit:
        if isinstance(event.limit, Manual):
            return HandlingLimit(limit=None, source="limit_unknown")
        if event.limit is not None:
            return HandlingLimit(limit=event.limit, source="limit_history")
        facts, line = self.facts, self.around.line
        kept = (line.limit or Manual("manual")) if line and facts.line_id is not None else None
        return handling_limit(
            LimitFacts(
                matter=self.around.matter, track=Track(facts.track), key_area=facts.key_area, line=kept,
                upper_due_at=self.history.upper_due_at,
            ),
            self.around.settings,
        )  # fmt: skip

    def _handling(self, limit: HandlingLimit, unit_id: int | None) -> dict[str, Any]:  # plain JSON
        from_report = limit.counts_from is CountsFrom.REPORT
        return {
            **_limit_stored(limit.limit),
            "from": self.history.reports[0].reported_at.isoformat() if from_report else None,
            "due": limit.due_at.isoformat() if limit.due_at else None,
            "charged": f"unit:{unit_id}" if unit_id is not None else Desk.UNIT.value,
        }

    def _stays_replace(self, event: PastEvent, unit_id: int | None, told: Suggestion | None) -> None:
        self._stays_end(event.at)
        if unit_id is None:
            return
        followed = told is not None and told.unit_id == unit_id
        self.stays.append(
            PastStay(
                unit_id=unit_id, lead=True, since=event.at,
                ground=told.ground if told and followed else "ground_by_hand",
                duty_id=told.duty_id if told and followed else None,
                reasons=tuple(answers_kept(told.answers)) if told else (),
            )
        )  # fmt: skip
        self.stays += [
            PastStay(unit_id=one, lead=False, since=event.at, ground="ground_helper")
            for one in event.helper_ids
        ]

    def _stays_end(self, at: datetime) -> None:
        self.stays = [one if one.until else replace(one, until=at) for one in self.stays]

    def assigned(self, _place: int, event: PastEvent) -> _Own:
        return {"person": event.person_id}, None, event.person_id

    def stepped_up(self, _place: int, event: PastEvent) -> _Own:
        if event.unit_id is None:
            raise BadHistory("history_unit_missing")
        rest = rest_kept(self.clocks, event.at, self.around.calendar)
        started = {**rest, "charged": f"unit:{event.unit_id}"}
        self._stays_replace(replace(event, helper_ids=()), event.unit_id, None)
        detail = {"unit": event.unit_id, "person": None, "start": {Stage.HANDLE.value: started}}
        return detail, event.unit_id, None

    def sent_back(self, _place: int, event: PastEvent) -> _Own:
        return {"proposed": event.unit_id}, None, None

    def returned(self, _place: int, event: PastEvent) -> _Own:
        self._stays_end(event.at)
        return {"unit": None, "person": None}, self.facts.unit_id, None

    def checked(self, _place: int, event: PastEvent) -> _Own:
        failed = self.facts.reworks + 1
        if event.act is CaseAct.CHECK_PASS:
            return {}, None, None
        return {"failed": failed, "escalated": failed >= self.around.settings.rework_escalates}, None, None

    def verified(self, _place: int, event: PastEvent) -> _Own:
        return {}, None, event.person_id

    def closed(self, _place: int, _event: PastEvent) -> _Own:
        return {"closing": Closing.NORMAL.value}, None, None

    def merged(self, _place: int, event: PastEvent) -> _Own:
        going = [clock.stage.value for clock in self.clocks if clock.is_running]
        return {"merged_into": self.around.merges.get(event.target), "stopped": going}, None, None

    def reviewed(self, _place: int, event: PastEvent) -> _Own:
        return {"review_on": self._month_on(event.at).isoformat()}, None, None

    def resumed(self, _place: int, _event: PastEvent) -> _Own:
        return {"resume_at": None}, None, None

    def cleared(self, _place: int, _event: PastEvent) -> _Own:
        return {"review_on": None}, None, None

    def taken_back(self, event: PastEvent) -> tuple[dict[str, Any], CaseState]:  # plain JSON
        """Return what taking back the last signature keeps, and where it leads."""
        gone = {move.told.detail["takes_back"] for move in self.moves if "takes_back" in move.told.detail}
        signed = (
            move.told
            for move in reversed(self.moves)
            if is_signature(move.told.act) and move.told.act is not CaseAct.TAKE_BACK
            if move.told.number not in gone
        )
        last = next(signed, None)
        if last is None or last.act not in TAKEN_BACK or last.before is None:
            raise BadHistory("history_nothing_to_take_back", at=event.at.isoformat())
        self.stays = [
            replace(one, until=event.at) if one.since == last.at and one.until is None else one
            for one in self.stays
        ]
        if last.detail.get("lapsed"):
            self._wish_revive(last.detail["lapsed"])
        return {"takes_back": last.number}, last.before

    def taken_apart(self, event: PastEvent) -> tuple[dict[str, Any], CaseState]:  # plain JSON
        """Return what taking a merge apart keeps, and where it leads."""
        merges = (move.told for move in reversed(self.moves) if move.told.act is CaseAct.MERGE)
        last = next(merges, None)
        if last is None or last.before is None or self.facts.state is not CaseState.MERGED:
            raise BadHistory("history_nothing_to_take_back", at=event.at.isoformat())
        resumed = {"merged_into": None, "resume": last.detail["stopped"], "unmerges": last.number}
        return resumed, last.before

    # --- wishes ---------------------------------------------------------------------------------------------

    def _asked(self, event: PastEvent, kind: AskedFor) -> dict[str, Any]:  # plain JSON
        self.wishes.append(
            PastWish(wish_id=next(self.wish_ids), kind=kind, state=AskingState.ASKED,
                     unit_id=self.facts.unit_id, asked=event)
        )  # fmt: skip
        return {"asked": kind.value}

    def _judged(self, event: PastEvent, step: Step, kind: AskedFor) -> dict[str, Any]:  # plain JSON
        wish = next((one for one in self.wishes if one.kind is kind and one.state in _OPEN), None)
        if wish is None:
            raise BadHistory("history_nothing_asked", kind=kind.value)
        place = self.wishes.index(wish)
        if step.proposes:
            self.wishes[place] = replace(wish, state=AskingState.PROPOSED, proposed=event)
            return {}
        state = AskingState.REFUSED if step.refuses else AskingState.GRANTED
        self.wishes[place] = replace(wish, state=state, decided=event)
        granted = {} if step.refuses else self._granted(wish, step, event)
        return {"asked": "", "asking": wish.wish_id, **granted}

    def _granted(self, wish: PastWish, step: Step, event: PastEvent) -> dict[str, Any]:  # plain JSON
        detail: dict[str, Any] = {}  # plain JSON
        if wish.kind is AskedFor.EXTEND and isinstance(wish.asked.limit, Limit):
            detail["extend"] = _limit_stored(wish.asked.limit)
        if wish.kind is AskedFor.DEFER and wish.asked.until:
            detail["resume_at"] = wish.asked.until.isoformat()
        if wish.kind is AskedFor.SHELVE:
            detail["review_on"] = self._month_on(event.at).isoformat()
        return detail | ({"closing": step.closing.value} if step.closing else {})

    def _wishes_lapse(self) -> int | None:
        """Let what waits lapse; return its id."""
        waiting = next((one.wish_id for one in self.wishes if one.state in _OPEN), None)
        self.wishes = [
            replace(one, state=AskingState.LAPSED) if one.state in _OPEN else one for one in self.wishes
        ]
        return waiting

    def _wish_revive(self, wish_id: int) -> None:
        """Let a wish wait again: what made it lapse was taken back."""
        self.wishes = [
            replace(one, state=AskingState.ASKED) if one.wish_id == wish_id else one for one in self.wishes
        ]

    def _month_on(self, at: datetime) -> date:
        return at.astimezone(self.around.calendar.zone).date() + _REVIEWED_AFTER


_OPEN = frozenset({AskingState.ASKED, AskingState.PROPOSED})
_BEGUN = {CaseAct.OPEN: CaseState.REPORTED, CaseAct.SOLVE: CaseState.CLOSED}
_Telling = Callable[[_Teller, int, PastEvent], _Own]
_TELLERS: Mapping[CaseAct, _Telling] = {
    CaseAct.ASK_VERIFY: _Teller.verified,
    CaseAct.DISPATCH: _Teller.dispatched,
    CaseAct.PUSH: _Teller.dispatched,
    CaseAct.ASSIGN: _Teller.assigned,
    CaseAct.STEP_UP: _Teller.stepped_up,
    CaseAct.SEND_BACK: _Teller.sent_back,
    CaseAct.RETURN_GRANT: _Teller.returned,
    CaseAct.CHECK_PASS: _Teller.checked,
    CaseAct.CHECK_FAIL: _Teller.checked,
    CaseAct.CLOSE: _Teller.closed,
    CaseAct.SHELF_REVIEW: _Teller.reviewed,
    CaseAct.RESUME: _Teller.resumed,
    CaseAct.CLEAR: _Teller.cleared,
    CaseAct.MERGE: _Teller.merged,
}


_Backing = Callable[[_Teller, PastEvent], tuple[dict[str, Any], CaseState]]  # plain JSON
_BACKWARD: Mapping[CaseAct, _Backing] = {
    CaseAct.TAKE_BACK: _Teller.taken_back,
    CaseAct.UNMERGE: _Teller.taken_apart,
}


def _desk(event: PastEvent, step: Step | None) -> Desk | None:
    if event.desk is not None or step is None:
        return event.desk
    return step.desks[0]


def _limit_stored(limit: Limit | None) -> dict[str, Any]:  # plain JSON
    return {"amount": limit.amount, "unit": limit.unit.value} if limit else {"amount": None, "unit": ""}


def _charged(events: Sequence[PastEvent]) -> frozenset[tuple[int, Stage]]:
    """Return which starts of desks' clocks count: those whose end is told, and the one that still runs.

    What was taken back was told as well; it moved nothing on.
    """
    found: set[tuple[int, Stage]] = set()
    ended: set[Stage] = set()
    still = True  # that nothing told later has moved the case on
    gone = 0  # signatures, next to come, that were taken back later
    for place in range(len(events) - 1, -1, -1):
        step = STEP_OF.get(events[place].act)
        starts = (Stage.ACCEPT,) if events[place].act is CaseAct.OPEN else step.starts if step else ()
        if events[place].act is CaseAct.TAKE_BACK:
            gone += 1
            continue
        if gone and is_signature(events[place].act):
            gone -= 1
            found |= {(place, stage) for stage in starts}
            continue
        for stage in starts:
            if stage in ended or (still and not (step and step.to in OVER)):
                found.add((place, stage))
            ended.discard(stage)
        if step:
            ended |= {*step.stops, *step.cancels}
            still = still and step.to is None
    return frozenset(found)
