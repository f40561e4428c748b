"""Who closes months and who objects; who assesses people, and who sees them.

Source:
    own choice: the office of assessment (P-58) and the committee's office (P-03) run it, personnel (P-60)
    beside them where people are assessed; units and streets object to what is theirs; nobody but those who
    answer for people sees the result of somebody else.
"""

from __future__ import annotations

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.evaluation.rules.contest_granting import READERS
from xiuhua.evaluation.terms.assessments import AssessmentAct, AssessmentState
from xiuhua.evaluation.terms.closings import ClosingAct, ClosingState, LineState

_OFFICE = ("committee_office", "assessor")
_ASSESSORS = (*_OFFICE, "personnel")
_OBJECTORS = (
    *("unit_clerk", "handler", "peer_department", "squad_leader"),
    *("town_head", "town_committee", "community_secretary"),
)
_POSTS = ("collector", "acceptor", "shift_head", "dispatcher", "verifier")
_HEADS = (
    *("leader", "district_leader", "committee_head", "shift_head"),
    *("town_head", "town_committee", "squad_leader"),
)
_OBJECTIONS, _NOTICE = (ClosingState.OBJECTIONS.value,), (ClosingState.NOTICE.value,)
_RAISED = (LineState.RAISED.value,)
_OPEN, _FINAL = (AssessmentState.OPEN.value,), (AssessmentState.FINAL.value,)


def closing_grants() -> tuple[Grant, ...]:
    """Return the lines of closings and assessments in the act table."""
    closers = (*_OFFICE, "system")
    return (
        *(Grant(role, (ClosingAct.READ.value,), area=AreaScope.ANY) for role in READERS),
        *(Grant(role, (ClosingAct.RULE.value,)) for role in _OFFICE),
        *(Grant(role, (ClosingAct.FREEZE.value,)) for role in closers),
        *(Grant(role, (ClosingAct.NOTIFY.value,), states=_OBJECTIONS) for role in closers),
        *(Grant(role, (ClosingAct.FINALISE.value,), states=_NOTICE) for role in closers),
        *(Grant(role, (ClosingAct.OBJECT.value,), states=_RAISED) for role in _OBJECTORS),
        *(Grant(role, ("files.store",)) for role in (*_OBJECTORS, *_POSTS)),  # what proves an objection
        *(Grant(role, (ClosingAct.DECIDE.value,), states=_RAISED) for role in _OFFICE),
        *(Grant(role, (AssessmentAct.READ.value,), area=AreaScope.ANY) for role in READERS),
        *(Grant(role, (AssessmentAct.PEOPLE.value,)) for role in (*_ASSESSORS, *_HEADS)),
        *(Grant(role, (AssessmentAct.SCHEME.value, AssessmentAct.RUN.value)) for role in _ASSESSORS),
        *(Grant(role, (AssessmentAct.OBJECT.value,), states=_OPEN) for role in READERS),
        *(Grant(role, (AssessmentAct.DECIDE.value,), states=_RAISED) for role in _ASSESSORS),
        *(Grant(role, (AssessmentAct.FINALISE.value,), states=_OPEN) for role in (*_ASSESSORS, "system")),
        *(Grant(role, (AssessmentAct.USE.value,), states=_FINAL) for role in _ASSESSORS),
    )
