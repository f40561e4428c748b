"""The lines of the act table for certificates.

Source:
    own choice, after the rows of the posts: P-31 issues and changes, P-30 passes permits on, P-20 to P-22 and
    whoever looks over the city read, a firm reads its own; compared with cells written by hand in
    tests/grants_permits.csv.
"""

from __future__ import annotations

from xiuhua.access.rules import AreaScope, Grant
from xiuhua.access.rules.roles import Family, roles_of
from xiuhua.cases.rules.loop import DESK_ROLES
from xiuhua.cases.terms import Desk
from xiuhua.permits.terms import CertificateAct, CertificateState

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
_CLERKS = ("permit_clerk", "service_bureau")
_FIRMS = roles_of(Family.FIRM)


def certificate_grants() -> tuple[Grant, ...]:
    """Return who may do what with certificates."""
    issued, suspended = CertificateState.ISSUED.value, CertificateState.SUSPENDED.value
    return (
        *(Grant(role, (CertificateAct.READ,)) for role in _READERS),
        *(Grant(role, (CertificateAct.OWN,)) for role in _FIRMS),
        *(Grant(role, (CertificateAct.ISSUE, CertificateAct.UNDO, "files.store")) for role in _CLERKS),
        *(Grant(role, (CertificateAct.AMEND,), states=(issued, suspended)) for role in _CLERKS),
        *(Grant(role, (CertificateAct.SUSPEND,), states=(issued,)) for role in _CLERKS),
        *(Grant(role, (CertificateAct.RESUME,), states=(suspended,)) for role in _CLERKS),
        *(Grant(role, (CertificateAct.REVOKE,), states=(issued, suspended)) for role in _CLERKS),
        *(Grant(role, ("import.start",), area=AreaScope.ANY) for role in _CLERKS),
        Grant("system", (CertificateAct.ISSUE,)),
    )
