"""Which step a rectification may take.

Source:
    own choice after practice of 督察整改清单 (S-162, S-164, S-167, S-170): found, assigned with a day,
    planned, put right with evidence, checked by somebody else, closed or sent back; no unit checks its own
    work.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from xiuhua.oversight.terms.rectifications import RectifyAct, RectifyState

_A, _S = RectifyAct, RectifyState
STEPS: Mapping[RectifyAct, tuple[RectifyState, ...]] = {
    _A.ASSIGN: (_S.FOUND, _S.ASSIGNED, _S.PLANNED),
    _A.PLAN: (_S.ASSIGNED, _S.PLANNED),
    _A.ANSWER: (_S.PLANNED,),
    _A.CLOSE: (_S.ANSWERED,),
    _A.SEND_BACK: (_S.ANSWERED,),
    _A.WITHDRAW: (_S.FOUND, _S.ASSIGNED, _S.PLANNED, _S.ANSWERED),
}
"""The states in which each act may be done."""
OPEN = (_S.FOUND, _S.ASSIGNED, _S.PLANNED, _S.ANSWERED)
"""The states in which it has not come to its end."""
WAITING = (_S.ASSIGNED, _S.PLANNED)
"""The states in which its unit has to do something."""


def may_step(state: RectifyState, act: RectifyAct) -> bool:
    """Return whether an act may be done in a state."""
    return state in STEPS[act]


def is_overdue(state: RectifyState, due_on: date | None, today: date) -> bool:
    """Return whether its unit has not answered in time: from the day after its last day on."""
    return state in WAITING and due_on is not None and due_on < today
