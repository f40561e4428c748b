"""Lines of the act table for what residents send themselves.

Source:
    own choice after the roles' own rows (P-11, P-15, P-18, P-48, P-49, P-59) and S-034, S-035, S-037;
    compared with cells written by hand in tests/grants_residents.csv.
"""

from __future__ import annotations

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.residents.terms.messages import IssueAct, IssueState, MessageAct
from xiuhua.residents.terms.residents import ReceiptAct
from xiuhua.residents.terms.rewards import RewardAct, RewardState

_DESKS = ("acceptor", "shift_head", "dispatcher", "complaint_team", "hotline_agent")
_READERS = (*_DESKS, "leader", "auditor", "committee_office")
_CLERKS = ("complaint_team", "acceptor", "hotline_agent")  # who works on messages
_JUDGES = ("complaint_team", "committee_office")  # who decides a reward: nobody of the loop's own desks
_BOOKS = ("finance",)
_PROPOSED = (RewardState.PROPOSED.value,)
_PAYABLE = (RewardState.APPROVED.value, RewardState.RETURNED.value)
_GATHERED = (IssueState.HOT.value, IssueState.QUIET.value, IssueState.DIFFICULT.value)


def resident_grants() -> tuple[Grant, ...]:
    """Return who may do what with receipts, rewards, messages and issues."""
    own = (ReceiptAct.TAKE, ReceiptAct.JOIN, ReceiptAct.ADD, ReceiptAct.WITHDRAW, ReceiptAct.RATE)
    return (
        Grant("system", own),
        *(Grant(role, (ReceiptAct.READ,)) for role in _READERS),
        *(Grant(role, (RewardAct.READ,)) for role in (*_READERS, *_BOOKS)),
        *(Grant(role, (RewardAct.APPROVE, RewardAct.REFUSE), states=_PROPOSED) for role in _JUDGES),
        *(Grant(role, (RewardAct.MARK_STAFF,)) for role in _JUDGES),
        *(Grant(role, (RewardAct.PAY,), states=_PAYABLE) for role in _BOOKS),
        *(Grant(role, (RewardAct.GIVE_BACK,), states=(RewardState.PAID.value,)) for role in _BOOKS),
        *(
            Grant(role, (RewardAct.READ_RULES,), area=AreaScope.ANY)
            for role in (*_READERS, *_BOOKS, "data_admin")
        ),
        *(Grant(role, (RewardAct.PUBLISH,)) for role in ("data_admin", "committee_office")),
        *(Grant(role, (MessageAct.READ, IssueAct.READ)) for role in (*_READERS, "data_admin")),
        *(Grant(role, (MessageAct.IMPORT,)) for role in ("complaint_team", "data_admin", "system")),
        Grant("complaint_team", ("import.start",), area=AreaScope.ANY),
        *(Grant(role, (MessageAct.TO_CASE, MessageAct.REPLY)) for role in _CLERKS),
        *(Grant(role, (IssueAct.MARK,), states=_GATHERED) for role in _JUDGES),
        *(Grant(role, (IssueAct.SETTLE,), states=(IssueState.DIFFICULT.value,)) for role in _JUDGES),
    )
