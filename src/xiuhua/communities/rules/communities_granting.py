"""The lines of the act table for what communities do.

Source:
    own choice, after the rows of the posts: P-08 calls departments in and governs the community, P-09 finds,
    reports and checks again, P-20 serves, P-29 comes when called, P-67 leads patriotic health; compared with
    cells written by hand in tests/grants_communities.csv.
"""

from __future__ import annotations

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.cases.rules.loop import DESK_ROLES
from xiuhua.cases.terms import Desk, ReportAct
from xiuhua.communities.terms.grid_notices import NoticeAct, NoticeState
from xiuhua.communities.terms.health import HealthAct
from xiuhua.communities.terms.resources import GrantState, ResourceAct, ResourceState
from xiuhua.communities.terms.visits import RequestState, SlotState, VisitAct
from xiuhua.communities.terms.whistles import WhistleAct, WhistleState

_DEPARTMENTS = DESK_ROLES[Desk.UNIT]
_HEADS = ("leader", *roles_of(Family.LEADERSHIP))
_READERS = tuple(
    dict.fromkeys(
        (
            *("ground_clerk", "leader", "auditor", "collector", "shift_head", *_DEPARTMENTS),
            *roles_of(
                *(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN),
                *(Family.OVERSIGHT, Family.PEER),
            ),
        )
    )
)
_PUBLISHERS = ("data_admin", "committee_office")
_OFFICERS = ("officer", "squad_leader", "multi_skilled_officer", "auxiliary")
_CALLERS = ("community_secretary",)


def communities_grants() -> tuple[Grant, ...]:
    """Return who may do what in and for communities."""
    return (*_whistles(), *_visits(), *_health(), *_notices(), *_resources())


def _whistles() -> tuple[Grant, ...]:
    called, working = WhistleState.CALLED.value, WhistleState.WORKING.value
    concluded, rated = WhistleState.CONCLUDED.value, WhistleState.RATED.value
    return (
        *(Grant(role, (WhistleAct.READ, WhistleAct.LIMITS_READ)) for role in _READERS),
        *(Grant(role, (WhistleAct.RAISE,)) for role in _CALLERS),
        *(Grant(role, (WhistleAct.CHECK_IN,), states=(called,)) for role in _DEPARTMENTS),
        *(Grant(role, (WhistleAct.PART,), states=(called, working)) for role in _DEPARTMENTS),
        *(Grant(role, (WhistleAct.CONCLUDE,), states=(working,)) for role in _DEPARTMENTS),
        *(Grant(role, (WhistleAct.RATE,), states=(concluded,)) for role in _CALLERS),
        *(Grant(role, (WhistleAct.CLOSE,), states=(concluded, rated)) for role in _CALLERS),
        *(Grant(role, (WhistleAct.WITHDRAW,), states=(called, working)) for role in _CALLERS),
        *(Grant(role, (WhistleAct.LIMITS_PUBLISH,)) for role in _PUBLISHERS),
    )


def _visits() -> tuple[Grant, ...]:
    asked, taken, done = RequestState.ASKED.value, RequestState.TAKEN.value, RequestState.DONE.value
    arrangers = ("squad_leader", "community_secretary", "committee_office")
    residents = ("resident",)
    hands = (*_OFFICERS, "community_secretary", "grid_member")
    return (
        *(Grant(role, (VisitAct.READ,)) for role in _READERS),
        *(Grant(role, (VisitAct.SLOT_OPEN,)) for role in arrangers),
        *(Grant(role, (VisitAct.SLOT_END,), states=(SlotState.OPEN.value,)) for role in arrangers),
        *(Grant(role, (VisitAct.RECORD, "files.store")) for role in hands),
        *(Grant(role, (VisitAct.ASK,)) for role in (*residents, *hands, "hotline_agent")),
        *(Grant(role, (VisitAct.OWN,)) for role in residents),
        *(Grant(role, (VisitAct.TAKE,), states=(asked,)) for role in hands),
        *(Grant(role, (VisitAct.FINISH,), states=(taken,)) for role in hands),
        *(Grant(role, (VisitAct.CONFIRM, VisitAct.REOPEN), states=(done,)) for role in residents),
        # For a resident without an account, who says so on the telephone; never whoever did it.
        *(
            Grant(role, (VisitAct.CONFIRM, VisitAct.REOPEN), states=(done,))
            for role in ("community_secretary", "hotline_agent")
        ),
    )


def _health() -> tuple[Grant, ...]:
    offices = ("health_office", "sanitary_city_group")
    return (
        *(Grant(role, (HealthAct.READ,)) for role in _READERS),
        *(
            Grant(role, (HealthAct.POST, HealthAct.POST_END))
            for role in (*offices, "squad_leader", "personnel")
        ),
        *(Grant(role, (HealthAct.DISPATCH,)) for role in offices),
        # The case is theirs to report; the loop asks for itself.
        *(Grant(role, (ReportAct.MAKE,)) for role in offices),
        *(
            Grant(role, (HealthAct.DISINFECT, "files.store"))
            for role in (*_OFFICERS, "health_office", "community_secretary", "grid_member")
        ),
    )


def _notices() -> tuple[Grant, ...]:
    found, told, fed_back = NoticeState.FOUND.value, NoticeState.TOLD.value, NoticeState.FED_BACK.value
    members = ("grid_member", "squad_leader", "officer")
    finders = (*members, "collector", "video_patroller", "alarm_reviewer", "drone_pilot", "system")
    return (
        *(Grant(role, (NoticeAct.READ,)) for role in _READERS),
        *(Grant(role, (NoticeAct.FIND,)) for role in finders),
        *(Grant(role, (NoticeAct.TELL,), states=(found,)) for role in members),
        *(Grant(role, (NoticeAct.FEED_BACK,), states=(told,)) for role in (*members, "system")),
        Grant("system", ("files.store",)),  # a shop's photos come by its own link
        *(Grant(role, (NoticeAct.JUDGE,), states=(fed_back,)) for role in members),
        Grant("system", (NoticeAct.COUNT,), states=(NoticeState.JUDGED.value,)),
    )


def _resources() -> tuple[Grant, ...]:
    offered = (ResourceState.OFFERED.value,)
    owners = ("data_admin", "peer_department", "service_bureau", "health_office", "unit_clerk")
    askers = (*owners, "committee_office", "squad_leader", "town_committee")
    return (
        # A catalogue is for everybody whose area it reaches, also from a wider one; the services look.
        *(Grant(role, (ResourceAct.READ,), area=AreaScope.ANY) for role in _READERS),
        *(Grant(role, (ResourceAct.PUBLISH,)) for role in owners),
        *(Grant(role, (ResourceAct.IMPORT, ResourceAct.WITHDRAW), states=offered) for role in owners),
        *(Grant(role, ("import.start",), area=AreaScope.ANY) for role in owners),
        *(Grant(role, ("files.store",)) for role in owners),
        *(
            Grant(role, (ResourceAct.ASK, ResourceAct.FETCH), states=offered, area=AreaScope.ANY)
            for role in askers
        ),
        *(
            Grant(role, (ResourceAct.GRANT, ResourceAct.REFUSE), states=(GrantState.ASKED.value,))
            for role in owners
        ),
        *(Grant(role, (ResourceAct.REVOKE,), states=(GrantState.GRANTED.value,)) for role in owners),
        *(Grant(role, (ResourceAct.LOG,)) for role in (*owners, "auditor", *_HEADS)),
    )
