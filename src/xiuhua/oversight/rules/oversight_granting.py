"""The lines of the act table for oversight.

Source:
    own choice, after the rows of the posts: P-57 (discipline) works warnings, small works and reminders;
    P-56 (inspectorate), the auditor and the committee office (P-03) keep rectification lists; whoever answers
    for a unit puts right what is assigned to it. Compared with cells written by hand in tests/grants.csv.
"""

from __future__ import annotations

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.cases.rules.loop import DESK_ROLES
from xiuhua.cases.terms import Desk
from xiuhua.oversight.rules.accountability import STEPS as ACCOUNT_STEPS
from xiuhua.oversight.rules.contracts import CHECK_STEPS, SETTLEMENT_STEPS
from xiuhua.oversight.rules.leaves import STEPS as LEAVE_STEPS
from xiuhua.oversight.rules.publicity import ARTICLE_STEPS, OPINION_STEPS
from xiuhua.oversight.rules.rectifications import STEPS
from xiuhua.oversight.terms.accountability import AccountAct, AccountRuleAct
from xiuhua.oversight.terms.contracts import CheckAct, ContractAct, SettlementAct
from xiuhua.oversight.terms.leaves import LeaveAct
from xiuhua.oversight.terms.publicity import ArticleAct, OpinionAct
from xiuhua.oversight.terms.rectifications import RectifyAct, TaskAct
from xiuhua.oversight.terms.reminders import ReminderAct
from xiuhua.oversight.terms.warnings import RuleAct, WarningAct, WarningState
from xiuhua.oversight.terms.works import WorkAct

DISCIPLINE = "discipline"
KEEPERS = (DISCIPLINE, "inspectorate", "auditor", "committee_office")
_LEGAL = "legal_officer"  # checks what was ordered to be put right
_SENDERS = (DISCIPLINE, "inspectorate", "committee_office")  # an audit is set by its own plan
_UNITS = DESK_ROLES[Desk.UNIT]
PUBLICITY = "committee_office"  # has the publicity office
_FAMILIES = (*(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN, Family.OVERSIGHT),)
_STAFF = (
    *roles_of(*_FAMILIES),
    *("leader", "legal_officer", "unit_clerk", "handler", "collector", "shift_head"),
)
UNIT_LEADERS = ("squad_leader", "shift_head", "town_head", "community_secretary")
"""Who approves the leave of their own unit; leaders and the committee office approve any of their area."""
_WORK_CLERKS = (DISCIPLINE, "committee_office", "finance")
_WORK_CHECKERS = (DISCIPLINE, "inspectorate", "auditor")


def oversight_grants() -> tuple[Grant, ...]:
    """Return who may do what in oversight."""
    steps = {act: tuple(state.value for state in found) for act, found in STEPS.items()}
    readers = tuple(dict.fromkeys((*KEEPERS, _LEGAL, "leader", *roles_of(Family.LEADERSHIP))))
    return (
        Grant(DISCIPLINE, (WarningAct.READ,)),
        Grant(DISCIPLINE, (WarningAct.TAKE,), states=(WarningState.RAISED.value,)),
        Grant(DISCIPLINE, (WarningAct.CHECK,), states=(WarningState.TAKEN.value,)),
        Grant(DISCIPLINE, (WarningAct.ORDER,), states=(WarningState.CHECKED.value,)),
        Grant(DISCIPLINE, (WarningAct.CLOSE,), states=(WarningState.CHECKED.value,)),
        Grant(DISCIPLINE, (RuleAct.PUBLISH,), area=AreaScope.ANY),
        *(Grant(role, (RectifyAct.READ, RectifyAct.OWN, TaskAct.READ)) for role in readers),
        *(Grant(role, (TaskAct.SET,)) for role in _SENDERS),
        *(Grant(role, (RectifyAct.OWN,)) for role in _UNITS),
        *(Grant(role, (RectifyAct.ENTER, "files.store")) for role in KEEPERS),
        *(
            Grant(role, (act,), states=steps[act])
            for role in KEEPERS
            for act in (RectifyAct.ASSIGN, RectifyAct.CLOSE, RectifyAct.SEND_BACK, RectifyAct.WITHDRAW)
        ),
        Grant(_LEGAL, ("files.store",)),
        *(Grant(_LEGAL, (act,), states=steps[act]) for act in (RectifyAct.CLOSE, RectifyAct.SEND_BACK)),
        *(
            Grant(role, (act,), states=steps[act])
            for role in _UNITS
            for act in (RectifyAct.PLAN, RectifyAct.ANSWER)
        ),
        *(Grant(role, (WorkAct.READ,)) for role in dict.fromkeys((*_WORK_CLERKS, *_WORK_CHECKERS))),
        *(Grant(role, (WorkAct.REGISTER,)) for role in _WORK_CLERKS),
        *(Grant(role, (WorkAct.CHECK, "files.store")) for role in _WORK_CHECKERS),
        Grant(DISCIPLINE, (ReminderAct.READ, ReminderAct.RECORD)),
        *_account_grants(),
        *_leave_grants(),
        *_publicity_grants(),
        *_contract_grants(),
    )


def _account_grants() -> tuple[Grant, ...]:
    """The office keeps the rule and hears, leaders decide; whom it is about reads it and states the case."""
    steps = {act: tuple(state.value for state in found) for act, found in ACCOUNT_STEPS.items()}
    leaders = roles_of(Family.LEADERSHIP)
    answer = dict.fromkeys((*_UNITS, *_STAFF))  # whoever is named may state the case, at whichever post
    return (
        *(Grant(role, (AccountAct.READ,)) for role in (*_SENDERS, "leader", *leaders)),
        *(Grant(role, (AccountAct.OWN,)) for role in answer),
        *(Grant(role, (AccountAct.STATE,), states=steps[AccountAct.STATE]) for role in answer),
        Grant("committee_office", (AccountRuleAct.PUBLISH,)),
        Grant("committee_office", (AccountAct.HEAR,), states=steps[AccountAct.HEAR]),
        Grant("committee_office", (AccountAct.DROP,), states=steps[AccountAct.HEAR]),
        *(Grant(role, (AccountAct.DECIDE,), states=steps[AccountAct.DECIDE]) for role in leaders),
        *(Grant(role, (AccountAct.DROP,), states=steps[AccountAct.DROP]) for role in leaders),
    )


def _leave_grants() -> tuple[Grant, ...]:
    """Everybody who serves asks and reports back; leaders approve; personnel and discipline read."""
    steps = {act: tuple(state.value for state in found) for act, found in LEAVE_STEPS.items()}
    staff = tuple(dict.fromkeys(_STAFF))
    wide = ("committee_office", "leader", *roles_of(Family.LEADERSHIP))
    approvers = (*wide, *UNIT_LEADERS)
    return (
        *(Grant(role, (LeaveAct.OWN, LeaveAct.ASK)) for role in staff),
        *(
            Grant(role, (act,), states=steps[act])
            for role in staff
            for act in (LeaveAct.WITHDRAW, LeaveAct.RETURN)
        ),
        *(
            Grant(role, (act,), states=steps[act])
            for role in approvers
            for act in (LeaveAct.GRANT, LeaveAct.REFUSE)
        ),
        *(Grant(role, (LeaveAct.READ,)) for role in (*wide, "personnel", DISCIPLINE)),
        *(Grant(role, (LeaveAct.PRIVATE,)) for role in (*approvers, "personnel")),
        *(Grant(role, ("absence.record",), states=("serving",)) for role in approvers),
    )


def _publicity_grants() -> tuple[Grant, ...]:
    """Units write and handle, the committee office plans, approves, publishes and answers; leaders read."""
    articles = {act: tuple(state.value for state in found) for act, found in ARTICLE_STEPS.items()}
    opinions = {act: tuple(state.value for state in found) for act, found in OPINION_STEPS.items()}
    readers = ("leader", *roles_of(Family.LEADERSHIP))
    writers = dict.fromkeys((*_UNITS, *roles_of(Family.OFFICE)))
    return (
        *(Grant(role, (ArticleAct.READ,)) for role in dict.fromkeys((*readers, *writers))),
        *(Grant(role, (ArticleAct.WRITE,), states=articles[ArticleAct.WRITE]) for role in writers),
        Grant(PUBLICITY, (ArticleAct.PLAN,)),
        *(
            Grant(PUBLICITY, (act,), states=articles[act])
            for act in (ArticleAct.APPROVE, ArticleAct.SEND_BACK, ArticleAct.PUBLISH)
        ),
        *(Grant(role, (OpinionAct.READ, OpinionAct.OWN)) for role in (PUBLICITY, *readers)),
        *(Grant(role, (OpinionAct.OWN,)) for role in _UNITS),
        *(Grant(role, (OpinionAct.HANDLE,), states=opinions[OpinionAct.HANDLE]) for role in _UNITS),
        Grant(PUBLICITY, (OpinionAct.ENTER, "report.make")),
        *(
            Grant(PUBLICITY, (act,), states=opinions[act])
            for act in (OpinionAct.ASSIGN, OpinionAct.REPORT, OpinionAct.ANSWER)
        ),
    )


def _contract_grants() -> tuple[Grant, ...]:
    """The office and finance keep contracts, others check them, finance pays; a firm objects and confirms."""
    checks = {act: tuple(state.value for state in found) for act, found in CHECK_STEPS.items()}
    months = {act: tuple(state.value for state in found) for act, found in SETTLEMENT_STEPS.items()}
    keepers, checkers = ("committee_office", "finance"), ("inspectorate", "assessor")
    readers = (*keepers, *checkers, DISCIPLINE, "auditor", "leader", *roles_of(Family.LEADERSHIP))
    firms = ("unit_clerk", *(role for role in _UNITS if role in roles_of(Family.CONTRACTOR)))
    answers = (CheckAct.UPHOLD, CheckAct.REFUSE)
    confirm, pay = SettlementAct.CONFIRM, SettlementAct.PAY
    return (
        *(Grant(role, (ContractAct.READ, ContractAct.OWN)) for role in readers),
        *(Grant(role, (ContractAct.OWN,)) for role in firms),
        *(Grant(role, (ContractAct.ENTER, ContractAct.AMEND, ContractAct.SETTLE)) for role in keepers),
        *(Grant(role, (ContractAct.CHECK,)) for role in checkers),
        *(Grant(role, ("files.store",)) for role in ("assessor", "finance")),
        *(Grant("committee_office", (act,), states=checks[act]) for act in answers),
        *(Grant(role, (CheckAct.OBJECT,), states=checks[CheckAct.OBJECT]) for role in firms),
        *(Grant(role, (confirm,), states=months[confirm]) for role in firms),
        Grant("finance", (pay,), states=months[pay]),
    )
