"""The way of an order as one table: which act leads from which state to which, and what it must be told.

Services move by it, the act table of `access` is filled from it, pages offer what it allows.

Source:
    S-033 (work order in, analyse, sign, contact the complainant, push to a squad, result, callback), S-036
    (call, work order, dispatch, callback) and R-14 (及时签收, 第一时间与诉求人联系, 第一时间下派); the side
    exits 退单, 延期 and 重办 as rules of governments for 12345 have them. GB/T 33358-2016, 3.6 says what a
    工单 records.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from xiuhua.orders.terms.orders import OrderAct, OrderClock, OrderState

_A, _S = OrderAct, OrderState
OPEN_STATES = (_S.WAITING, _S.SIGNED, _S.CONTACTED, _S.PASSED, _S.ANSWERING)
"""In which the city still waits for an answer."""
OVER_STATES = (_S.ARCHIVED, _S.RETURNED)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One act on an order.

    Args:
        sources: the states in which it may be done.
        to: where it leads; None leaves the order where it is, or the act itself decides.
        reason: whether it must be told why, or what.
        above: whether it is the platform above that does it.
        own: whether the system does it.
    """

    act: OrderAct
    sources: tuple[OrderState, ...]
    to: OrderState | None = None
    reason: bool = False
    above: bool = False
    own: bool = False


STEPS: tuple[Step, ...] = (
    Step(act=_A.SIGN, sources=(_S.WAITING,), to=_S.SIGNED),
    Step(act=_A.CONTACT, sources=(_S.SIGNED, _S.CONTACTED, _S.PASSED, _S.ANSWERING)),
    Step(act=_A.PASS_ON, sources=(_S.CONTACTED, _S.PASSED), to=_S.PASSED),
    Step(act=_A.JOIN, sources=(_S.CONTACTED, _S.PASSED), to=_S.PASSED),
    Step(act=_A.READY, sources=(_S.PASSED,), to=_S.ANSWERING, own=True),
    Step(act=_A.REPLY, sources=(_S.CONTACTED, _S.ANSWERING), to=_S.REPLIED, reason=True),
    Step(act=_A.CALL_BACK, sources=(_S.REPLIED,)),
    Step(act=_A.REDO, sources=(_S.REPLIED, _S.CALLED_BACK), to=_S.PASSED, reason=True),
    Step(act=_A.ARCHIVE, sources=(_S.CALLED_BACK,), to=_S.ARCHIVED),
    Step(act=_A.RETURN_ASK, sources=(_S.WAITING, _S.SIGNED, _S.CONTACTED), to=_S.RETURN_ASKED, reason=True),
    Step(act=_A.RETURN_GRANT, sources=(_S.RETURN_ASKED,), to=_S.RETURNED, above=True),
    Step(act=_A.RETURN_REFUSE, sources=(_S.RETURN_ASKED,), reason=True, above=True),
    Step(act=_A.EXTEND_ASK, sources=(_S.CONTACTED, _S.PASSED, _S.ANSWERING), reason=True),
    Step(act=_A.EXTEND_GRANT, sources=(_S.CONTACTED, _S.PASSED, _S.ANSWERING), above=True),
    Step(act=_A.EXTEND_REFUSE, sources=(_S.CONTACTED, _S.PASSED, _S.ANSWERING), reason=True, above=True),
)  # fmt: skip

STEP_OF: Mapping[OrderAct, Step] = {step.act: step for step in STEPS}
RETURNABLE = frozenset(STEP_OF[_A.RETURN_ASK].sources)


def may_move(act: OrderAct, state: OrderState) -> bool:
    """Return whether the table allows an act in a state."""
    return act in STEP_OF and state in STEP_OF[act].sources


# --- deadlines ----------------------------------------------------------------------------------------------

_WAITS_FOR: Mapping[OrderState, OrderClock] = {
    _S.WAITING: OrderClock.SIGN,
    _S.SIGNED: OrderClock.CONTACT,
    _S.CONTACTED: OrderClock.PASS_ON,
    _S.PASSED: OrderClock.REPLY,
    _S.ANSWERING: OrderClock.REPLY,
}
SOON_SHARE, SOON_LEAST, SOON_AT_MOST = 0.2, timedelta(minutes=30), 0.5


def clock_of(state: OrderState) -> OrderClock | None:
    """Return for which deadline an order in a state waits; none where it is for others to act."""
    return _WAITS_FOR.get(state)


def soon_before(*, since: datetime, due_at: datetime) -> datetime:
    """Return when a deadline is soon: a fifth of its span before it, 30 min at least, half of it at most.

    Source:
        own choice, as for the clocks of cases; by the clock here, because a citizen waits at night too.
    """
    span = due_at - since
    return due_at - min(max(span * SOON_SHARE, SOON_LEAST), span * SOON_AT_MOST)


def in_time(at: datetime, due_at: datetime | None) -> bool:
    """Return whether something was done by its deadline, the very second of it included."""
    return due_at is None or at.replace(microsecond=0) <= due_at


# --- what moves make of an order ----------------------------------------------------------------------------

INSTANTS = (
    *("signed_at", "first_called_at", "contacted_at", "passed_at", "replied_at", "called_back_at"),
    *("archived_at", "returned_at", "reply_due_at"),
)
FACTS = (
    *("state", *INSTANTS, "signed_in_time", "contacted_in_time", "passed_in_time", "replied_in_time"),
    *("resolved", "satisfied", "asked", "redos", "extensions", "returned_from"),
)
"""The columns that moves set; `OrderMove.detail["set"]` holds them as JSON."""


def facts_stored(changes: Mapping[str, object]) -> dict[str, object]:
    """Return changed columns as a move keeps them: plain JSON."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value for name, value in changes.items()
    }


def facts_folded(kept: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """Return what moves, oldest first, have made of an order; an instant is an instant again.

    Source:
        own choice, because a figure as of a past day must be what it was then.
    """
    found: dict[str, object] = {}
    for changes in kept:
        found |= changes
    return {
        name: datetime.fromisoformat(value) if name in INSTANTS and isinstance(value, str) else value
        for name, value in found.items()
    }
