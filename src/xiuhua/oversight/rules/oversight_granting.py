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
from xiuhua.oversight.rules.rectifications import STEPS
from xiuhua.oversight.terms.rectifications import RectifyAct, TaskAct
from xiuhua.oversight.terms.reminders import ReminderAct
from xiuhua.oversight.terms.warnings import RuleAct, WarningAct, WarningState
from xiuhua.oversight.terms.works import WorkAct

DISCIPLINE = "discipline"
KEEPERS = (DISCIPLINE, "inspectorate", "auditor", "committee_office")
_SENDERS = (DISCIPLINE, "inspectorate", "committee_office")  # an audit is set by its own plan
_UNITS = DESK_ROLES[Desk.UNIT]
_WORK_CLERKS = (DISCIPLINE, "committee_office", "finance")
_WORK_CHECKERS = (DISCIPLINE, "inspectorate", "auditor")


def oversight_grants() -> tuple[Grant, ...]:
    """Return who may do what in oversight."""
    steps = {act: tuple(state.value for state in found) for act, found in STEPS.items()}
    readers = tuple(dict.fromkeys((*KEEPERS, "leader", *roles_of(Family.LEADERSHIP))))
    return (
        Grant(DISCIPLINE, (WarningAct.READ,)),
        Grant(DISCIPLINE, (WarningAct.TAKE,), states=(WarningState.RAISED.value,)),
        Grant(DISCIPLINE, (WarningAct.CHECK,), states=(WarningState.TAKEN.value,)),
        Grant(DISCIPLINE, (WarningAct.CLOSE,), states=(WarningState.CHECKED.value,)),
        Grant(DISCIPLINE, (RuleAct.PUBLISH,), area=AreaScope.ANY),
        *(Grant(role, (RectifyAct.READ, RectifyAct.OWN, TaskAct.READ)) for role in readers),
        *(Grant(role, (TaskAct.SET,)) for role in _SENDERS),
        *(Grant(role, (RectifyAct.OWN,)) for role in _UNITS),
        *(Grant(role, (RectifyAct.ENTER, "files.store")) for role in KEEPERS),
        *(
            Grant(role, (act,), states=steps[act])
            for role in KEEPERS
            for act in (RectifyAct.ASSIGN, RectifyAct.CLOSE, RectifyAct.SEND_BACK)
        ),
        *(
            Grant(role, (act,), states=steps[act])
            for role in _UNITS
            for act in (RectifyAct.PLAN, RectifyAct.ANSWER)
        ),
        *(Grant(role, (WorkAct.READ,)) for role in dict.fromkeys((*_WORK_CLERKS, *_WORK_CHECKERS))),
        *(Grant(role, (WorkAct.REGISTER,)) for role in _WORK_CLERKS),
        *(Grant(role, (WorkAct.CHECK, "files.store")) for role in _WORK_CHECKERS),
        Grant(DISCIPLINE, (ReminderAct.READ, ReminderAct.RECORD)),
    )
