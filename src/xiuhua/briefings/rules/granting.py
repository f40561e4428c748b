"""The lines of the act table for briefings.

Source:
    own choice, after the rows of the posts: the committee's and the government's offices (P-03, P-04) write
    papers, the assessment officer (P-58) the circulars of the month, leaders sign; whoever is led by an area
    reads what was sent to it.
"""

from __future__ import annotations

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.briefings.terms import BriefingAct, BriefingState

OFFICE = ("committee_office", "government_office", "assessor")
SIGNERS = ("leader", "district_leader", "committee_head")
_FOLLOWERS = tuple(dict.fromkeys((*OFFICE, *SIGNERS, "auditor")))
_READERS = tuple(
    dict.fromkeys(
        (
            *("shift_head", "unit_clerk", "ground_clerk"),
            *roles_of(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN),
            *roles_of(Family.OVERSIGHT, Family.PEER),
        )
    )
)
RECIPIENTS = (
    *SIGNERS,
    *("town_head", "town_committee", "unit_clerk", "squad_leader", "peer_department", "shift_head"),
)
"""Who is told when a briefing is sent: who leads the area, and whoever answers for a part of it."""
_SENT = (BriefingState.SENT.value,)
_OPEN = (BriefingState.DRAFT.value, BriefingState.RETURNED.value)


def briefing_grants() -> tuple[Grant, ...]:
    """Return who may do what with briefings. What is sent is read below its area: the database bounds it."""
    return (
        *(Grant(role, (BriefingAct.READ, BriefingAct.FOLLOW)) for role in _FOLLOWERS),
        *(Grant(role, (BriefingAct.READ,), states=_SENT, area=AreaScope.ANY) for role in _READERS),
        *(Grant(role, (BriefingAct.REQUEST,)) for role in dict.fromkeys((*OFFICE, *SIGNERS))),
        *(
            Grant(role, (BriefingAct.EDIT, BriefingAct.REDRAFT, BriefingAct.SUBMIT), states=_OPEN)
            for role in OFFICE
        ),
        *(
            Grant(role, (BriefingAct.SIGN, BriefingAct.RETURN), states=(BriefingState.SUBMITTED.value,))
            for role in SIGNERS
        ),
        *(Grant(role, (BriefingAct.SEND,), states=(BriefingState.SIGNED.value,)) for role in OFFICE),
        *(Grant(role, (BriefingAct.PLAN,)) for role in OFFICE),
    )
