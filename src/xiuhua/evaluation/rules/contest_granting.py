"""Who runs contests, who marks, who interviews, and who reads what came of them.

Source:
    P-58 scores and ranks; P-03 ranks, publishes and interviews; P-02 interviews; P-06 rectifies, is
    interviewed and gets the ranking; S-142 scorers, towns and press. A ranking is public once it is made, so
    it is read from everywhere; marks and interviews are read inside one's own area.
"""

from __future__ import annotations

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.evaluation.terms.contests import (
    ContestAct,
    InterviewAct,
    InterviewState,
    ListingAct,
    ListingState,
    MarkState,
    ObjectionState,
    PaymentAct,
    PaymentState,
    RoundState,
)
from xiuhua.evaluation.terms.outer_ranks import OuterAct

_STAFF = roles_of(
    *(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN, Family.OVERSIGHT),
    Family.PEER,
)
READERS = tuple(
    dict.fromkeys(
        (*("ground_clerk", "leader", "auditor", "collector", "shift_head", "unit_clerk", "handler"), *_STAFF)
    )
)
_PUBLIC = ("press", "scoring_firm")
_OFFICE = ("committee_office", "assessor")
_MARKERS = ("assessor", "scoring_firm", "town_committee")
_RECHECKERS = ("assessor", "scoring_firm")  # nobody says of their own street that it was put right
_INTERVIEWERS = ("committee_office", "committee_head")
_INTERVIEWED = ("town_head", "town_committee", "community_secretary")
_FIRMS = roles_of(Family.CONTRACTOR, Family.FIRM)
_OPEN, _COUNTED = (RoundState.OPEN.value,), (MarkState.COUNTED.value,)
_SHOWN = (RoundState.PUBLISHED.value,)
_RAISED = (ObjectionState.RAISED.value,)
_DRAFTED, _HELD = (InterviewState.DRAFTED.value,), (InterviewState.HELD.value,)


def contest_grants() -> tuple[Grant, ...]:
    """Return the contests' lines of the act table."""
    readers = dict.fromkeys((*READERS, *_PUBLIC))
    interview_readers = dict.fromkeys(
        (*roles_of(Family.LEADERSHIP, Family.OFFICE, Family.OVERSIGHT), "leader", "auditor", *_INTERVIEWED)
    )
    return (
        *(Grant(role, (ContestAct.READ.value,), area=AreaScope.ANY) for role in readers),
        *(Grant(role, (ContestAct.SHEETS.value,)) for role in (*READERS, "scoring_firm")),
        *(
            Grant(role, (ContestAct.SCHEME.value, ContestAct.OPEN.value, ContestAct.TRY.value))
            for role in _OFFICE
        ),
        *(Grant(role, (ContestAct.MARK.value, "files.store", "files.read")) for role in _MARKERS),
        Grant("assessor", (ContestAct.STRIKE.value,), states=_COUNTED),
        *(Grant(role, (ContestAct.RECHECK.value,), states=_COUNTED) for role in _RECHECKERS),
        *(Grant(role, (ContestAct.OBJECT.value,), states=_COUNTED) for role in (*_INTERVIEWED, *_FIRMS)),
        *(Grant(role, (ContestAct.DECIDE.value,), states=_RAISED) for role in _OFFICE),
        Grant("committee_office", (ContestAct.PUBLISH.value,), states=_OPEN),
        *(Grant(role, (ContestAct.PRINTED.value,), states=_SHOWN) for role in ("press", "committee_office")),
        *(Grant(role, (InterviewAct.READ.value,)) for role in interview_readers),
        *(Grant(role, (InterviewAct.HOLD.value,), states=_DRAFTED) for role in _INTERVIEWERS),
        *(Grant(role, (InterviewAct.CLOSE.value,), states=_HELD) for role in _INTERVIEWERS),
        *(
            Grant(role, (InterviewAct.FOLLOW.value,), states=_HELD)
            for role in (*_INTERVIEWERS, *_INTERVIEWED)
        ),
        *(Grant(role, (OuterAct.READ.value,)) for role in READERS),
        *(Grant(role, (OuterAct.ENTER.value,)) for role in _OFFICE),
        *(Grant(role, ("import.start",), area=AreaScope.ANY) for role in _OFFICE),  # ranks and targets
        *_listing_grants(),
        *_payment_grants(),
    )


def _listing_grants() -> tuple[Grant, ...]:
    """Return who does what with red and black lists.

    Source:
        own choice, after R-79: whoever is to be listed objects and asks to be taken off, the assessor answers
        and looks again, the committee's office publishes.
    """
    listed = (*_INTERVIEWED, *_FIRMS)
    told, waits = (ListingState.TOLD.value,), (ListingState.OBJECTED.value,)
    shown, claimed = (ListingState.PUBLISHED.value,), (ListingState.CLAIMED.value,)
    return (
        *(Grant(role, (ListingAct.READ.value,)) for role in READERS),
        *(Grant(role, (ListingAct.OWN.value, "files.read")) for role in _FIRMS),
        *(Grant(role, (ListingAct.OBJECT.value,), states=told) for role in listed),
        *(Grant(role, (ListingAct.CLAIM.value,), states=shown) for role in listed),
        *(Grant(role, (ListingAct.DECIDE.value,), states=waits) for role in _OFFICE),
        *(Grant(role, (ListingAct.REPAIR.value,), states=claimed) for role in _OFFICE),
        Grant("committee_office", (ListingAct.PUBLISH.value,), states=(RoundState.PUBLISHED.value,)),
    )


def _payment_grants() -> tuple[Grant, ...]:
    """Return who reads payment sheets and who decides on them: S-147 committee office, finance."""
    readers = dict.fromkeys(
        (*roles_of(Family.LEADERSHIP, Family.OFFICE, Family.OVERSIGHT), "leader", "auditor")
    )
    drafted = (PaymentState.DRAFTED.value,)
    return (
        *(Grant(role, (PaymentAct.READ.value,)) for role in readers),
        *(
            Grant(role, (PaymentAct.REDRAFT.value,), states=(PaymentState.RETURNED.value,))
            for role in _OFFICE
        ),
        Grant("finance", (PaymentAct.APPROVE.value, PaymentAct.RETURN.value), states=drafted),
    )
