"""What is wrong with what somebody has recorded, and which step a finding may take.

Source:
    own choice after practice: 即查即改 with a photo of before and after; 责令限期改正 names a day
    (行政处罚法 Art. 28: whoever punishes also orders the wrong to be put right); who said that it was put
    right does not judge it, because no unit checks its own work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isfinite

from xiuhua.inspections.rules.standards import Item
from xiuhua.inspections.terms.findings import FindingAct, FindingState
from xiuhua.inspections.terms.inspections import InspectionResult, Verdict

MOST_OFFICERS = 99
USUAL_DAYS = 7
MOST_AMOUNT = 1_000_000.0
"""More of anything than this was never put right at one place."""
_A, _S = FindingAct, FindingState
STEPS: Mapping[FindingAct, tuple[FindingState, ...]] = {
    _A.FIX: (_S.OPEN,),
    _A.ORDER: (_S.OPEN,),
    _A.ANSWER: (_S.ORDERED,),
    _A.RECHECK: (_S.ORDERED, _S.ANSWERED),
    _A.TO_CASE: (_S.OPEN, _S.ORDERED, _S.ANSWERED),
}
"""The states in which each act may be done."""
WAITING = (FindingState.OPEN, FindingState.ORDERED, FindingState.ANSWERED)
"""The states in which somebody still has to do something."""


def may_step(state: FindingState, act: FindingAct) -> bool:
    """Return whether an act may be done to a finding in a state."""
    return state in STEPS[act]


def result_of(verdicts: Sequence[Verdict]) -> InspectionResult:
    """Return what came of the whole: something is wrong where one item is not kept."""
    return InspectionResult.FAULTY if Verdict.BROKEN in verdicts else InspectionResult.CLEAN


def items_faults(items: Sequence[Item], verdicts: Mapping[str, Verdict]) -> dict[str, str]:
    """Return by item the code of what is wrong: every item has a verdict, and no other has one.

    Codes: `inspection_item_missing`, `inspection_item_unknown`; `inspection_nothing_applies` under `items`
    where nothing was looked at.
    """
    known = {item.key for item in items}
    faults = {key: "inspection_item_unknown" for key in verdicts if key not in known}
    faults |= {item.key: "inspection_item_missing" for item in items if item.key not in verdicts}
    if not faults and all(verdict is Verdict.APART for verdict in verdicts.values()):
        faults["items"] = "inspection_nothing_applies"
    return faults


def amount_fault(item: Item | None, amount: float | None) -> str | None:
    """Return what is wrong with how much was said to be put right; None where nothing is.

    Args:
        item: of the finding, as its version says it; None where that has it no more.
        amount: in the item's unit; None where nothing was said.

    Source:
        own choice, because a sum over half of the mendings says nothing: where an item has a unit, whoever
        confirms that it was put right measures it, and elsewhere there is nothing to measure.
    """
    if item is None or not item.unit:
        return None if amount is None else "finding_amount_unasked"
    if amount is None:
        return "finding_amount_missing"
    return None if isfinite(amount) and 0 < amount <= MOST_AMOUNT else "finding_amount_wrong"


def order_day(item: Item | None, *, today: date) -> date:
    """Return the day until which something is usually ordered to be put right."""
    days = item.order_days if item is not None and item.order_days else USUAL_DAYS
    return today + timedelta(days=days)


def is_overdue(state: FindingState, due_at: datetime | None, at: datetime) -> bool:
    """Return whether what was ordered has not been said to be put right in time: from `due_at` on."""
    return state is FindingState.ORDERED and due_at is not None and due_at <= at


@dataclass(frozen=True, kw_only=True)
class FindingFacts:
    """A finding as other apps read it.

    Args:
        checklist, item: keys; `item_zh` and `item_en` as the version said that it was made by.
        text: what exactly was wrong.
        party_id: who answered for premises or vehicle then.
        due_at: it has to be put right before then; None where nothing is ordered.
        case_id: the case that was made of it; None for none.
    """

    id: int
    number: str
    inspection_id: int
    checklist: str
    item: str
    item_zh: str
    item_en: str
    state: FindingState
    text: str
    premises_id: int | None
    vehicle_id: int | None
    party_id: int | None
    found_at: datetime
    due_at: datetime | None
    case_id: int | None

    @property
    def is_waiting(self) -> bool:
        """Whether somebody still has to do something."""
        return self.state in WAITING

    def is_overdue(self, at: datetime) -> bool:
        """Return whether it has not been said to be put right in time."""
        return is_overdue(self.state, self.due_at, at)
