"""The lines of the act table for spoil.

Source:
    own choice, after the rows of the posts: P-37 writes manifests and sends positions, P-38 answers for its
    site, the squads check, record and wait at night; compared with cells written by hand in tests/grants.csv.
"""

from __future__ import annotations

from xiuhua.access.rules import Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.scenes.spoil.terms import Act, AllotmentState, ManifestState, ProjectState, SuspicionState
from xiuhua.sensing.terms import CommandAct

_READERS = tuple(
    dict.fromkeys(
        (
            *("ground_clerk", "leader", "auditor", "collector", "shift_head", "permit_clerk"),
            *roles_of(
                Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN, Family.OVERSIGHT
            ),
        )
    )
)
_KEEPERS = ("ground_clerk", "data_admin")
_OFFICERS = ("officer", "squad_leader", "multi_skilled_officer")
_DISPATCHER = "permit_clerk"  # whose window approves also says where it goes
_SITE, _HAULER = "site_manager", "spoil_hauler"


def spoil_grants() -> tuple[Grant, ...]:
    """Return who may do what about spoil."""
    opened, on_way = ManifestState.OPENED.value, ManifestState.ON_THE_WAY.value
    arrived, found = ManifestState.ARRIVED.value, SuspicionState.FOUND.value
    listed, proposed = ProjectState.LISTED.value, AllotmentState.PROPOSED.value
    accepted = AllotmentState.ACCEPTED.value
    return (
        *(Grant(role, (Act.READ,)) for role in (*_READERS, "data_admin")),
        *(Grant(role, (Act.OWN,)) for role in (_SITE, _HAULER)),
        *(Grant(role, (Act.PLACE,)) for role in _KEEPERS),
        *(Grant(role, (Act.STAGE,)) for role in (*_KEEPERS, "squad_leader")),
        Grant(_SITE, (Act.OPEN,)),
        Grant(_SITE, (Act.LEAVE, Act.VOID), states=(opened,)),
        Grant(_HAULER, (Act.CARRY,), states=(opened,)),
        Grant(_HAULER, (Act.ARRIVE,), states=(on_way,)),
        Grant(_HAULER, (Act.SIGN,), states=(arrived,)),
        *(Grant(role, (Act.RECORD,)) for role in _OFFICERS),
        *(
            Grant(role, (Act.SPILL,))
            for role in (*_OFFICERS, "collector", "video_patroller", "alarm_reviewer")
        ),
        Grant(_SITE, (Act.REPORT,)),
        Grant(_DISPATCHER, (Act.CORRIDOR, Act.LIST, Act.PROPOSE)),
        Grant(_DISPATCHER, (Act.CLOSE,), states=(listed,)),
        Grant(_DISPATCHER, (Act.DECIDE,), states=(proposed, accepted)),
        Grant("system", (Act.BIND,)),
        *(Grant(role, (Act.SUSPECT,), states=(found,)) for role in _OFFICERS),
        *(Grant(role, (Act.ROSTER,)) for role in ("system", "squad_leader")),
        Grant("system", (Act.DUST, Act.WATER, CommandAct.ASK)),  # the local control of docks sprays by itself
    )
