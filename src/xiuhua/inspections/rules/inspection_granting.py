"""The lines of the act table for inspections and findings.

Source:
    own choice, after the rows of the posts: P-20 to P-22 inspect, order and look again, as do P-45 (gas) and
    P-68 (safety) in their fields, P-34, P-37, P-38 and the other firms see and answer what concerns
    themselves; compared with cells written by hand in tests/grants_inspections.csv.
"""

from __future__ import annotations

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.cases.rules.loop import DESK_ROLES
from xiuhua.cases.terms import Desk, ReportAct
from xiuhua.inspections.rules.findings import STEPS
from xiuhua.inspections.terms.findings import FindingAct
from xiuhua.inspections.terms.inspections import InspectionAct, StandardAct

_READERS = tuple(
    dict.fromkeys(
        (
            *("ground_clerk", "leader", "auditor", "collector", "shift_head", *DESK_ROLES[Desk.UNIT]),
            *roles_of(
                *(Family.LEADERSHIP, Family.OFFICE, Family.DESK, Family.STREET, Family.TOWN),
                *(Family.OVERSIGHT, Family.PEER),
            ),
        )
    )
)
INSPECTORS = ("officer", "squad_leader", "multi_skilled_officer", "gas_supervisor", "safety_office")
_FIRMS = roles_of(Family.FIRM)


def inspection_grants() -> tuple[Grant, ...]:
    """Return who may do what with inspections and findings."""
    states = {act: tuple(state.value for state in found) for act, found in STEPS.items()}
    by_inspectors = (
        FindingAct.FIX,
        FindingAct.ORDER,
        FindingAct.ANSWER,
        FindingAct.RECHECK,
        FindingAct.TO_CASE,
    )
    return (
        *(Grant(role, (InspectionAct.READ,)) for role in _READERS),
        *(Grant(role, (InspectionAct.OWN,)) for role in _FIRMS),
        *(Grant(role, (InspectionAct.RECORD, "files.store")) for role in INSPECTORS),
        *(Grant(role, (act,), states=states[act]) for role in INSPECTORS for act in by_inspectors),
        *(Grant(role, (FindingAct.ANSWER,), states=states[FindingAct.ANSWER]) for role in _FIRMS),
        *(Grant(role, ("files.store",)) for role in _FIRMS),
        # The case is theirs to report; the loop asks for itself.
        *(Grant(role, (ReportAct.MAKE,)) for role in ("gas_supervisor", "safety_office")),
        Grant("system", (StandardAct.PUBLISH,), area=AreaScope.ANY),
    )
