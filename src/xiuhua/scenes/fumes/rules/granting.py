"""Who may do what with catering fume: these lines are entered into the act table at start.

Source:
    own choice after the roles' rows: whoever keeps the registers enters kitchens and publishes limits;
    officers visit, prove, file and check again; their leader writes, hands over and closes; a community calls
    for joint action, as for any other; a catering firm sees and answers for its own kitchen, and nobody
    else's (P-34). Compared with cells written by hand in tests/grants.csv.
"""

from __future__ import annotations

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.scenes.fumes.terms import Act, AskState, LeadState

_KEEPERS = ("ground_clerk", "data_admin")
_OFFICERS = ("officer", "squad_leader", "multi_skilled_officer")
_READERS = (
    *_KEEPERS,
    *("leader", "auditor", "collector", "shift_head", "unit_clerk", "handler", "system_admin"),
    *roles_of(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN, Family.OVERSIGHT),
    *roles_of(Family.PEER),
)
_S = LeadState
_GOING = tuple(one.value for one in (_S.OPEN, _S.PROVEN, _S.FILED, _S.NOTICED))


def fume_grants() -> tuple[Grant, ...]:
    """Return the lines of the act table."""
    return (
        *(Grant(role, (Act.READ,)) for role in dict.fromkeys(_READERS)),
        Grant("caterer", (Act.OWN,), area=AreaScope.ANY),
        Grant("caterer", (Act.ANSWER,), states=(AskState.SENT.value,)),
        *(Grant(role, (Act.ENTER, Act.LIMITS)) for role in _KEEPERS),
        *(Grant(role, (Act.ENTER,)) for role in _OFFICERS),
        *(Grant(role, (Act.LEAD,)) for role in _OFFICERS),
        *(
            Grant(role, (Act.VISIT, Act.SAMPLE), states=(_S.OPEN.value, _S.PROVEN.value))
            for role in _OFFICERS
        ),
        *(Grant(role, (Act.FILE,), states=(_S.OPEN.value, _S.PROVEN.value)) for role in _OFFICERS),
        Grant("squad_leader", (Act.LETTER,), states=(_S.FILED.value, _S.NOTICED.value)),
        Grant("squad_leader", (Act.DEMAND,)),
        Grant("squad_leader", (Act.SEND,), states=(AskState.DRAFTED.value,)),
        *(Grant(role, (Act.RECHECK,), states=(_S.NOTICED.value,)) for role in _OFFICERS),
        Grant("squad_leader", (Act.CLOSE,), states=(_S.FIXED.value,)),
        Grant("squad_leader", (Act.DROP,), states=_GOING),
        Grant("community_secretary", (Act.JOINT,)),
        Grant("system", (Act.LEAD,), area=AreaScope.ANY),
    )
