"""What waits at which desk, in which order, and under which heading it stands there.

Source:
    own choice, because a desk's work is what its clock counts: the states in which a stage's clock runs at a
    desk are that desk's worklists; what turns red first stands first.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from math import ceil

from xiuhua.cases.rules.loop import STEPS, Need, Step
from xiuhua.cases.terms.acts import CaseAct
from xiuhua.cases.terms.states import CaseState, Desk
from xiuhua.ground.rules.calendars import WorkCalendar, is_working_day, periods_on, watch_at

_S, _D = CaseState, Desk
WAITS_AT: Mapping[CaseState, Desk] = {
    _S.REPORTED: _D.ACCEPTOR,
    _S.VERIFYING: _D.COLLECTOR,
    _S.FILING: _D.SHIFT_HEAD,
    _S.DISPATCHING: _D.DISPATCHER,
    _S.RETURNED: _D.DISPATCHER,
    _S.REVIEWING: _D.DISPATCHER,
    _S.DISPATCHED: _D.UNIT,
    _S.HANDLING: _D.UNIT,
    _S.CHECKING: _D.COLLECTOR,
    _S.CLOSING: _D.SHIFT_HEAD,
}
"""At whose desk a case of a state waits. What is paused waits for nobody."""

MINE = "mine"


@dataclass(frozen=True, kw_only=True)
class Worklist:
    """What somebody works through: the cases of some states, those of a unit for whoever serves there."""

    key: str
    states: tuple[CaseState, ...]

    @property
    def is_mixed(self) -> bool:
        """Whether its cases stand at different stages."""
        return len(self.states) > 1


def worklists_of(desks: Collection[Desk]) -> tuple[Worklist, ...]:
    """Return the worklists of somebody who sits at some desks: all that waits first, then state by state.

    Source:
        `WAITS_AT`.
    """
    states = tuple(state for state, desk in WAITS_AT.items() if desk in desks)
    if not states:
        return ()
    each = tuple(Worklist(key=state.value.removeprefix("case_"), states=(state,)) for state in states)
    return (Worklist(key=MINE, states=states), *each) if len(each) > 1 else each


# --- how soon -----------------------------------------------------------------------------------------------


class Urgency(Enum):
    """Under which heading a case stands, the most pressing first."""

    LATE = "late"
    SOON = "soon"  # within half an hour
    SHIFT = "shift"  # before the shift ends
    TODAY = "today"
    LATER = "later"
    NONE = "none"  # no deadline runs


SOON = timedelta(minutes=30)


def urgency(due_at: datetime | None, *, at: datetime, shift_until: datetime, day_until: datetime) -> Urgency:
    """Return how soon a deadline comes: what turns red before the shift ends stands before all that does not.

    A shift that ends after the day does (a night shift) takes what is due today with it.

    Source:
        own choice, after what dispatchers ask of a list: what turns red before my shift ends.
    """
    if due_at is None:
        return Urgency.NONE
    if due_at < at:
        return Urgency.LATE
    ends = ((at + SOON, Urgency.SOON), (shift_until, Urgency.SHIFT), (day_until, Urgency.TODAY))
    return next((found for until, found in ends if due_at <= until), Urgency.LATER)


def shift_end(calendar: WorkCalendar, at: datetime) -> datetime:
    """Return when the work that goes on at an instant ends.

    The shift on watch; where the calendar has none then, the day's last working period, and after that the
    day itself.

    Source:
        own choice, because small bureaus print working hours and no shifts.
    """
    watch = watch_at(calendar, at)
    if watch is not None:
        return watch.until
    local = at.astimezone(calendar.zone)
    if is_working_day(calendar, local.date()):
        last = periods_on(calendar, local.date())[-1].until
        closes = (
            day_end(calendar, at) if last == time() else datetime.combine(local.date(), last, calendar.zone)
        )
        if closes > at:
            return closes
    return day_end(calendar, at)


def day_end(calendar: WorkCalendar, at: datetime) -> datetime:
    """Return the midnight that ends the local day of an instant.

    Source:
        the calendar's own zone.
    """
    local = at.astimezone(calendar.zone)
    return datetime.combine(local.date() + timedelta(days=1), time(), calendar.zone)


# --- keys ---------------------------------------------------------------------------------------------------

_A = CaseAct
KEY_OF: Mapping[CaseAct, str] = {
    **dict.fromkeys(
        (_A.SEND_BACK, _A.RETURN_REFUSE, _A.FEEDBACK_REFUSE, _A.CHECK_FAIL, _A.CLOSE_REFUSE), "R"
    ),
    **dict.fromkeys((_A.NOT_ACCEPT, _A.NOT_FILE, _A.VERIFY_FALSE), "X"),
    _A.MERGE: "M",
    _A.FILE: "F",
    _A.ASK_VERIFY: "V",
    _A.ASSIGN: "E",
    _A.NOTE: "N",
}
"""The letter of an act at the desk; `Enter` is the suggested one's, `E` opens that one's form."""

BULK = frozenset({_A.ACCEPT, _A.FILE, _A.DISPATCH, _A.RECEIVE})
"""What may be done to many at once: nothing that needs a look at the spot or at what a unit has written."""

_GIVEN = frozenset({Need.UNIT})
_CHOICES = frozenset({Need.MATTER, Need.LINE, Need.PERSON, Need.UNIT})


def is_direct(step: Step, *, has_unit: bool) -> bool:
    """Return whether a key alone does an act: it needs no words, and the unit it needs is suggested.

    Source:
        own choice, because what needs an opinion needs a person's words.
    """
    needed = set(step.needs)
    return not needed or (needed == _GIVEN and has_unit)


def has_choices(step: Step) -> bool:
    """Return whether an act that a key does can be done otherwise: with another matter, unit or person.

    Source:
        own choice, because a form with nothing to choose is a second way to the same end.
    """
    return bool(_CHOICES & {*step.needs, *step.offers})


def steps_in_bulk(worklist: Worklist) -> tuple[Step, ...]:
    """Return the acts that may be done to many cases of a worklist: of one state, so that they fit all.

    Source:
        `BULK`.
    """
    if worklist.is_mixed:
        return ()
    (state,) = worklist.states
    return tuple(step for step in STEPS if step.act in BULK and state in step.sources and step.public)


_WALK_M_A_MINUTE = 75
_DETOUR = 1.3


def walk_minutes(metres: float) -> int:
    """Return how long one walks a straight line of so many metres, whole minutes, at least one.

    Source:
        own choice: 75 m a minute, an adult on a pavement, and a third more than the straight line, because
        streets are none.
    """
    return max(1, ceil(metres * _DETOUR / _WALK_M_A_MINUTE))
