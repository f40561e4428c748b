"""The loop's lines of the act table, read from the loop's own table.

Source:
    own choice, because the table of steps already says whose each act is and in which states; it is compared
    with cells written by hand in tests/grants.csv.
"""

from __future__ import annotations

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.cases.rules.loop import DESK_ROLES, STEPS
from xiuhua.cases.terms.acts import CaseAct, MatterAct, ReportAct
from xiuhua.cases.terms.appeals import AppealAct, AppealState
from xiuhua.cases.terms.consultations import ConsultationAct, LoopAct
from xiuhua.cases.terms.desks import DeskAct
from xiuhua.cases.terms.look_backs import LookBackAct, RevisitState
from xiuhua.cases.terms.places import HotSpotAct, WatchState
from xiuhua.cases.terms.states import CaseState, Desk
from xiuhua.cases.terms.supervision import ReminderAct, SupervisionAct, SupervisionState
from xiuhua.cases.terms.videos import PlanState, VideoAct, VideoRoundState

_DESKS = tuple(dict.fromkeys(role for roles in DESK_ROLES.values() for role in roles if role != "system"))
_READERS = tuple(
    dict.fromkeys(
        (
            *("ground_clerk", "leader", "auditor", *_DESKS),
            *roles_of(
                *(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN),
                *(Family.OVERSIGHT, Family.PEER),
            ),
        )
    )
)
_REPORTERS = tuple(
    dict.fromkeys(
        (
            *DESK_ROLES[Desk.COLLECTOR],
            *DESK_ROLES[Desk.ACCEPTOR],
            *DESK_ROLES[Desk.SHIFT_HEAD],
            *DESK_ROLES[Desk.DISPATCHER],
            *("hotline_agent", "complaint_team", "alarm_reviewer", "video_patroller", "drone_pilot"),
            *("road_chief", "community_secretary", "town_committee", "sanitation_watcher", "volunteer"),
            *("local_volunteer", "officer", "squad_leader", "multi_skilled_officer", "auxiliary"),
            *("government_office", "upper_platform", "unit_clerk", "system"),
        )
    )
)
_JUDGES = (*DESK_ROLES[Desk.ACCEPTOR], *DESK_ROLES[Desk.SHIFT_HEAD])  # weigh what a photo proves
_PUBLIC = ("resident", "reporter")  # and whoever reports for them: the apps of Open311
_HOSTS = ("government_office",)
_SUPERVISORS = tuple(
    dict.fromkeys(
        (
            *("leader", "committee_office", "government_office", "assessor", "inspectorate"),
            *DESK_ROLES[Desk.SHIFT_HEAD],
            *roles_of(Family.LEADERSHIP),
        )
    )
)
_REMINDERS = tuple(
    dict.fromkeys(
        (
            *(*DESK_ROLES[Desk.ACCEPTOR], *DESK_ROLES[Desk.DISPATCHER], *_SUPERVISORS),
            *("hotline_agent", "complaint_team"),
        )
    )
)
_WITH_UNIT = (CaseState.DISPATCHED.value, CaseState.HANDLING.value)
_ANALYSTS = ("committee_office", "committee_head", "assessor")  # S-054, S-056


def loop_grants() -> tuple[Grant, ...]:
    """Return who may do what in the loop.

    Source:
        `rules.loop.STEPS`; who may read, report and host is own choice after the roles' own rows.
    """
    steps = tuple(
        Grant(role, (step.act,), states=tuple(state.value for state in step.sources))
        for step in STEPS
        for desk in step.desks
        for role in DESK_ROLES[desk]
    )
    return (
        *steps,
        *(Grant(role, (CaseAct.READ, ReportAct.READ)) for role in _READERS),
        *(Grant(role, (DeskAct.WORK,)) for role in _DESKS),
        *(Grant(role, (ReportAct.MAKE, "files.store")) for role in _REPORTERS),
        *(Grant(role, (ReportAct.MAKE_OPEN, ReportAct.READ_PUBLISHED)) for role in _PUBLIC),
        *(Grant(role, ("files.store", "files.read", "export.start")) for role in _DESKS),
        *(Grant(role, ("files.original", "files.publish", "files.withhold")) for role in _JUDGES),
        *(Grant(role, (CaseAct.SOLVE,)) for role in DESK_ROLES[Desk.COLLECTOR]),
        *(Grant(role, (ReportAct.PHONE_REVEAL, ReportAct.CALLS)) for role in _call_takers()),
        *(Grant(role, (CaseAct.IMPORT, "import.start")) for role in ("data_admin", "ground_clerk", "system")),
        *_consulting(),
        *_supervising(),
        *_looking_back(),
        *_appealing(),
        *_patrolling(),
        *(Grant(role, (LoopAct.READ,), area=AreaScope.ANY) for role in (*_READERS, "system_admin")),
        *(Grant(role, (MatterAct.TRAIN,), area=AreaScope.ANY) for role in ("data_admin", "system")),
        *(Grant(role, (LoopAct.PUBLISH,)) for role in ("data_admin", "committee_office")),
    )


def _call_takers() -> tuple[str, ...]:
    return (*DESK_ROLES[Desk.ACCEPTOR], *DESK_ROLES[Desk.SHIFT_HEAD], "hotline_agent", "complaint_team")


def _supervising() -> tuple[Grant, ...]:
    to_answer, answered = SupervisionState.OPEN.value, SupervisionState.REPLIED.value
    judging = (SupervisionAct.REFUSE, SupervisionAct.RELEASE)
    return (
        *(Grant(role, (ReminderAct.REMIND,), states=_WITH_UNIT) for role in _REMINDERS),
        *(Grant(role, (SupervisionAct.READ,)) for role in _READERS),
        *(Grant(role, (SupervisionAct.ISSUE,)) for role in _SUPERVISORS),
        *(Grant(role, judging, states=(answered,)) for role in _SUPERVISORS),
        *(Grant(role, (SupervisionAct.VOID,), states=(to_answer, answered)) for role in _SUPERVISORS),
        *(Grant(role, (SupervisionAct.REPLY,), states=(to_answer,)) for role in DESK_ROLES[Desk.UNIT]),
    )


def _looking_back() -> tuple[Grant, ...]:
    """Return who draws and looks again, and who watches hot spots: analysts, and desks over units."""
    drawing = (*_ANALYSTS, *DESK_ROLES[Desk.SHIFT_HEAD])
    looking = (*DESK_ROLES[Desk.COLLECTOR], *DESK_ROLES[Desk.SHIFT_HEAD])
    to_do = (RevisitState.TO_DO.value,)
    return (
        *(Grant(role, (LookBackAct.READ, HotSpotAct.READ)) for role in _READERS),
        *(Grant(role, (LookBackAct.DRAW,)) for role in drawing),
        *(Grant(role, (LookBackAct.ASSIGN,), states=to_do) for role in drawing),
        *(Grant(role, (LookBackAct.REVISIT,), states=to_do) for role in looking),
        *(Grant(role, (HotSpotAct.WATCH,)) for role in _ANALYSTS),
        *(Grant(role, (HotSpotAct.UNWATCH,), states=(WatchState.ON.value,)) for role in _ANALYSTS),
    )


def _patrolling() -> tuple[Grant, ...]:
    """Return who plans video rounds, and who makes them: P-16, and the shift head who sets the tasks."""
    patrollers = ("video_patroller", *DESK_ROLES[Desk.SHIFT_HEAD])
    on, under_way = (PlanState.ON.value,), (VideoRoundState.UNDER_WAY.value,)
    return (
        *(Grant(role, (VideoAct.READ,)) for role in _READERS),
        *(Grant(role, (VideoAct.PLAN,)) for role in patrollers),
        *(
            Grant(role, (VideoAct.REVISE, VideoAct.WITHDRAW, VideoAct.START), states=on)
            for role in patrollers
        ),
        *(Grant(role, (VideoAct.LOOK, VideoAct.FIND, VideoAct.END), states=under_way) for role in patrollers),
    )


def _appealing() -> tuple[Grant, ...]:
    """Return who objects, and who judges: the dispatcher first, then a higher post."""
    second = (*DESK_ROLES[Desk.SHIFT_HEAD], "committee_office")
    made, reviewed = AppealState.MADE.value, AppealState.REVIEWED.value
    return (
        *(Grant(role, (AppealAct.READ,)) for role in _READERS),
        *(Grant(role, (AppealAct.MAKE,)) for role in DESK_ROLES[Desk.UNIT]),
        *(Grant(role, (AppealAct.WITHDRAW,), states=(made, reviewed)) for role in DESK_ROLES[Desk.UNIT]),
        *(Grant(role, (AppealAct.FIRST,), states=(made,)) for role in DESK_ROLES[Desk.DISPATCHER]),
        *(Grant(role, (AppealAct.SECOND,), states=(reviewed,)) for role in second),
    )


def _consulting() -> tuple[Grant, ...]:
    members = (*_HOSTS, *DESK_ROLES[Desk.DISPATCHER], *DESK_ROLES[Desk.SHIFT_HEAD])
    hosting = (ConsultationAct.CALL, ConsultationAct.DECIDE, ConsultationAct.DROP, ConsultationAct.CLOSE)
    return (
        *(Grant(role, (ConsultationAct.READ,)) for role in _READERS),
        *(Grant(role, (ConsultationAct.RAISE,)) for role in members),
        *(Grant(role, hosting) for role in _HOSTS),
        # The decision becomes a line of the duty table, in the host's own name.
        *(Grant(role, ("duty.draft", "files.store")) for role in _HOSTS),
        *(Grant(role, ("duty.change", "duty.publish"), states=("draft",)) for role in _HOSTS),
        *(Grant(role, (ConsultationAct.COST,)) for role in (*DESK_ROLES[Desk.UNIT], *_HOSTS)),
    )
