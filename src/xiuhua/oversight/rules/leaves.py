"""What a leave must be, which step it may take, and who may see why and where somebody is away.

Source:
    the register's S-168 (《请销假制度》, 《“八小时以外”管理办法》: leave record, out-of-town report). Neither
    text is printed: kinds, the longest leave and who sees private words are our own choice. Why and where is
    seen by whoever has to decide on it or to reach somebody who is away, and by nobody once they are back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from xiuhua.oversight.terms.leaves import LeaveAct, LeaveKind, LeaveState

_A, _S = LeaveAct, LeaveState
STEPS: Mapping[LeaveAct, tuple[LeaveState, ...]] = {
    _A.GRANT: (_S.ASKED,),
    _A.REFUSE: (_S.ASKED,),
    _A.WITHDRAW: (_S.ASKED,),
    _A.RETURN: (_S.AWAY,),
}
"""The states in which each act may be done."""
LONGEST = timedelta(days=366)
_EARLIEST = timedelta(days=30)
"""How long after it began somebody may still ask: whoever falls ill asks afterwards."""


def begins_as(kind: LeaveKind) -> LeaveState:
    """Return where a new one stands: leave is asked for, going out of town off hours is only reported."""
    return _S.AWAY if kind is LeaveKind.OFF_HOURS else _S.ASKED


def leave_faults(
    *, kind: LeaveKind, since: date, until: date, out_of_town: bool, place: str, reached_by: str, today: date
) -> dict[str, str]:
    """Return by field the code of what is wrong with a request."""
    found = {}
    if not today - _EARLIEST <= since <= today + LONGEST:
        found["since"] = "oversight_leave_day_wrong"
    if not since <= until <= since + LONGEST:
        found["until"] = "oversight_leave_turned"
    if (out_of_town or kind is LeaveKind.OFF_HOURS) and not place.strip():
        found["place"] = "oversight_leave_place_missing"
    if not reached_by.strip():
        found["reached_by"] = "oversight_leave_phone_missing"
    return found


def may_step(state: LeaveState, act: LeaveAct) -> bool:
    """Return whether an act may be done in a state."""
    return state in STEPS[act]


def is_late_back(state: LeaveState, until: date, today: date) -> bool:
    """Return whether somebody has not reported back in time: from the day after the last day on."""
    return state is _S.AWAY and until < today


def private_shown(state: LeaveState, *, is_own: bool, has_need: bool) -> bool:
    """Return whether a reader sees reason, place and number.

    Args:
        state: of the leave.
        is_own: whether it is the reader's own.
        has_need: whether the reader approves leave here or keeps its register.
    """
    return is_own or (has_need and state in {_S.ASKED, _S.AWAY})
