"""A case and its clocks as its moves make them: the one code that both writes a case and rebuilds it.

Source:
    own choice, because a row that could be changed in any other way could not be proven by its moves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from xiuhua.cases.rules.clocks import Beat, Clock, beaten, left_at
from xiuhua.cases.rules.loop import STEP_OF
from xiuhua.cases.terms.acts import CaseAct
from xiuhua.cases.terms.appeals import AppealAbout
from xiuhua.cases.terms.clocks import Signal
from xiuhua.cases.terms.states import OVER, CaseState, Stage
from xiuhua.ground.rules.calendars import WorkCalendar
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit

_QUIET = frozenset(
    {
        *(CaseAct.WARN, CaseAct.OVERDUE, CaseAct.ESCALATE, CaseAct.RECOUNT, CaseAct.HAND_OVER),
        *(CaseAct.MERGED_IN, CaseAct.REPLY_UP, CaseAct.SHELF_REVIEW, CaseAct.EXEMPT, CaseAct.NOTE),
        *(CaseAct.ALARM_AGAIN, CaseAct.ALARM_WORSE, CaseAct.ALARM_OVER, CaseAct.ALARM_DROPPED),
    }
)
"""Acts that neither move a case on nor count as somebody's signature."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """A move as the fold sees it.

    `detail` is plain JSON, with these keys:

    `start`: per stage `{"amount", "unit", "from", "due", "left_s", "charged"}`;
    `extend`: `{"amount", "unit"}`;
    `exempt`: `{"about"}`, and of lateness `{"stage", "number"}`: what an upheld appeal takes off the record;
    `takes_back`: the number of the move that no longer counts; `resume`: stages taken up again;
    and, written into the case as they are: `item`, `line`, `limit_amount`, `limit_unit`, `limit_source`,
    `dangerous`, `key_area`, `track`, `unit`, `person`, `merged_into`, `resume_at`, `review_on`, `asked`,
    `closing`.
    """

    number: int
    act: CaseAct
    before: CaseState | None
    after: CaseState
    at: datetime
    actor: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)  # plain JSON


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the moves of a case have made of it, in the columns of `Case`."""

    state: CaseState
    closing: str = ""
    asked: str = ""
    track: str = "track_ordinary"
    item_id: int | None = None
    line_id: int | None = None
    limit_amount: int | None = None
    limit_unit: str = ""
    limit_source: str = ""
    dangerous: bool = False
    key_area: bool = False
    unit_id: int | None = None
    person_id: int | None = None
    merged_into_id: int | None = None
    returns: int = 0
    reworks: int = 0
    extensions: int = 0
    defers: int = 0
    steps_up: int = 0
    returns_exempt: int = 0
    reworks_exempt: int = 0
    resume_at: datetime | None = None
    review_on: date | None = None
    filed_at: datetime | None = None
    dispatched_at: datetime | None = None
    received_at: datetime | None = None
    fed_back_at: datetime | None = None
    over_at: datetime | None = None
    replied_at: datetime | None = None


_COPIED = {
    "item": "item_id", "line": "line_id", "limit_amount": "limit_amount", "limit_unit": "limit_unit",
    "limit_source": "limit_source", "dangerous": "dangerous", "key_area": "key_area", "track": "track",
    "unit": "unit_id", "person": "person_id", "merged_into": "merged_into_id", "asked": "asked",
    "closing": "closing",
}  # fmt: skip
_COUNTED = {
    CaseAct.RETURN_GRANT: "returns",
    CaseAct.CHECK_FAIL: "reworks",
    CaseAct.EXTEND_GRANT: "extensions",
    CaseAct.DEFER_GRANT: "defers",
    CaseAct.STEP_UP: "steps_up",
}
_EXEMPTED = {
    AppealAbout.RETURN.value: ("returns_exempt", "returns"),
    AppealAbout.REWORK.value: ("reworks_exempt", "reworks"),
}
_FIRST = {CaseAct.FILE: "filed_at", CaseAct.RECEIVE: "received_at", CaseAct.ASSIGN: "received_at"}
_DISPATCHES = frozenset({CaseAct.DISPATCH, CaseAct.PUSH})
_LAST = {CaseAct.FEED_BACK: "fed_back_at", CaseAct.REPLY_UP: "replied_at"}


def counted(moves: Iterable[Told]) -> list[Told]:
    """Return the moves that still count: without those taken back, and without the taking back itself."""
    told = list(moves)
    gone = {one.detail["takes_back"] for one in told if "takes_back" in one.detail}
    return [one for one in told if one.number not in gone and one.act is not CaseAct.TAKE_BACK]


def folded(moves: Iterable[Told]) -> Facts:
    """Return what all moves of a case make of it.

    Raises:
        ValueError: there is no move at all.
    """
    told = counted(moves)
    if not told:
        raise ValueError("a case begins with a move")
    facts = Facts(state=told[0].after)
    for one in told:
        facts = moved(facts, one)
    return facts


def moved(facts: Facts, move: Told) -> Facts:
    """Return what one more move makes of a case. A move taken back is not told here: fold anew instead.

    A quiet move leaves the case where its other moves put it: the state it was written in may have been made
    by an act that was taken back since.
    """
    after = facts.state if move.act in _QUIET else move.after
    changes: dict[str, object] = {"state": after}
    changes |= {_COPIED[key]: value for key, value in move.detail.items() if key in _COPIED}
    if "resume_at" in move.detail:
        changes["resume_at"] = instant_read(move.detail["resume_at"])
    if "review_on" in move.detail:
        found = move.detail["review_on"]
        changes["review_on"] = date.fromisoformat(found) if found else None
    if after in OVER:
        changes |= {"resume_at": None, "review_on": None}  # nothing is left to take up or to go through
    changes |= _tallied(facts, move, after) | _exempted(facts, move)
    return replace(facts, **changes)  # type: ignore[arg-type]  # each key is a column with its own type


def _tallied(facts: Facts, move: Told, after: CaseState) -> dict[str, object]:
    """Return the counts and dates that a move adds to, where it leads."""
    told: dict[str, object] = {}
    if move.act in _COUNTED:
        name = _COUNTED[move.act]
        told[name] = getattr(facts, name) + 1
    if move.act in _FIRST and getattr(facts, _FIRST[move.act]) is None:
        told[_FIRST[move.act]] = move.at
    if move.act in _DISPATCHES:
        told["dispatched_at"] = facts.dispatched_at or move.at
        told["filed_at"] = facts.filed_at or move.at
    if move.act in _LAST:
        told[_LAST[move.act]] = move.at
    over = after in OVER
    if over and (facts.over_at is None or facts.state not in OVER):
        told["over_at"] = move.at
    elif not over:
        told["over_at"] = None
    return told


def _exempted(facts: Facts, move: Told) -> dict[str, object]:
    """Return the counts that an upheld appeal takes off the record: never more than there are."""
    name, raw = _EXEMPTED.get(move.detail.get("exempt", {}).get("about", ""), ("", ""))
    return {name: min(getattr(facts, name) + 1, getattr(facts, raw))} if name else {}


def is_signature(act: CaseAct) -> bool:
    """Return whether an act is somebody's signature, after which the act before it cannot be taken back."""
    return act not in _QUIET


# --- clocks -------------------------------------------------------------------------------------------------


CalendarAt = Callable[[datetime], WorkCalendar]
"""Which calendar held in the case's area at an instant."""


def clocks_folded(moves: Iterable[Told], calendar_at: CalendarAt) -> tuple[Clock, ...]:
    """Return the clocks that all moves of a case make, each counted by the calendar that held at its time.

    What was taken back, or counted again by a corrected calendar, was counted anew from the first move on.
    """
    told = list(moves)
    made: tuple[Clock, ...] = ()
    for place, move in enumerate(told, start=1):
        if move.act is CaseAct.TAKE_BACK or (move.act is CaseAct.RECOUNT and "calendar" in move.detail):
            made = clocks_anew(told[:place], calendar_at(move.at))
        elif moves_clocks(move):
            made = clocks_moved(made, move, calendar_at(move.at))
    return made


def clocks_anew(moves: Iterable[Told], calendar: WorkCalendar) -> tuple[Clock, ...]:
    """Return the clocks that all moves of a case make when one calendar counts them all."""
    made: tuple[Clock, ...] = ()
    for move in counted(moves):
        made = clocks_moved(made, move, calendar)
    return made


def clocks_moved(made: Sequence[Clock], move: Told, calendar: WorkCalendar) -> tuple[Clock, ...]:
    """Return the clocks after one more move."""
    clocks = tuple(made)
    for beat in beats_of(move):
        if _takes(clocks, beat):
            clocks = beaten(clocks, beat, calendar)
    told = move.detail.get("exempt", {})
    return tuple(
        replace(clock, exempt=True)
        if (clock.stage.value, clock.number) == (told.get("stage"), told.get("number"))
        else clock
        for clock in clocks
    )


def moves_clocks(move: Told) -> bool:
    """Return whether a move does anything to clocks."""
    return bool(beats_of(move)) or bool(move.detail.get("exempt", {}).get("stage"))


def beats_of(move: Told) -> list[Beat]:
    """Return what a move does to clocks, those that end first."""
    step = STEP_OF.get(move.act)
    signals = list(step.signals) if step else []
    signals += [(Signal.RESUME, Stage(stage)) for stage in move.detail.get("resume", ())]
    if "extend" in move.detail:
        signals.append((Signal.EXTEND, Stage.HANDLE))
    started = move.detail.get("start", {})
    signals = [told for told in signals if told[0] is not Signal.START]
    beats = [
        Beat(at=move.at, signal=signal, stage=stage, limit=limit_kept(move.detail.get("extend")))
        for signal, stage in signals
    ]
    return [*beats, *(_start(move, Stage(stage), told) for stage, told in started.items())]


def _start(move: Told, stage: Stage, told: Mapping[str, Any]) -> Beat:  # plain JSON
    return Beat(
        at=move.at,
        signal=Signal.START,
        stage=stage,
        limit=limit_kept(told),
        counted_from=instant_read(told.get("from")),
        due=instant_read(told.get("due")),
        left_s=told.get("left_s"),
        charged_to=str(told.get("charged", "")),
    )


def _takes(clocks: Sequence[Clock], beat: Beat) -> bool:
    """Return whether there is a clock for a beat: what stops every clock stops those that go."""
    last = next((clock for clock in reversed(clocks) if clock.stage is beat.stage), None)
    if beat.signal is Signal.START:
        return True
    if last is None:
        return False
    if beat.signal in {Signal.STOP, Signal.EXTEND}:
        return last.stopped_at is None
    if beat.signal is Signal.RESUME:
        return not last.is_running and not last.cancelled
    return beat.signal is Signal.CANCEL or last.is_running


def rest_kept(clocks: Sequence[Clock], at: datetime, calendar: WorkCalendar) -> dict[str, Any]:  # plain JSON
    """Return what is left of the clock that a case waits for, as the start of the next one keeps it.

    A deadline fixed from above stands; any other rest goes on in the measure of its limit.
    """
    clock = running(clocks)
    if clock is None or clock.due_at is None:
        return {"amount": None, "unit": ""}
    limit = {"amount": clock.limit.amount, "unit": clock.limit.unit.value} if clock.limit else None
    rest = {**(limit or {"amount": None, "unit": ""}), "due": clock.due_at.isoformat()}
    return rest | {"left_s": left_at(clock, at, calendar)} if limit else rest


def limit_kept(stored: Mapping[str, Any] | None) -> Limit | None:  # plain JSON
    """Return the limit that a move keeps; None where it keeps none."""
    if not stored or stored.get("amount") is None:
        return None
    return Limit(stored["amount"], TimeUnit(stored["unit"]))


def instant_read(text: str | None) -> datetime | None:
    """Return an instant as a move keeps it: ISO 8601 with its zone."""
    return datetime.fromisoformat(text) if text else None


def running(clocks: Sequence[Clock]) -> Clock | None:
    """Return the clock that a case waits for: the last that runs or is held."""
    return next((clock for clock in reversed(clocks) if clock.stopped_at is None), None)
