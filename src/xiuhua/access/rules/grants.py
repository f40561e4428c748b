"""The act table: role × act × state × area, for the whole platform, in one place.

Acts and states are names here, so that the table can lie beneath the apps whose acts it lists. What the
table should say is written a second time, by hand, in `tests/grants.csv`, and compared cell by cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class AreaScope(Enum):
    """Which subjects a grant reaches."""

    OWN = "own"  # the subject's area lies inside the area over which the role is held
    ANY = "any"  # the subject has no area, or the role reaches across areas


@dataclass(frozen=True)
class Grant:
    """One line of the table: a role may do these acts, in these states, on subjects of this area."""

    role: str
    acts: tuple[str, ...]
    states: tuple[str, ...] | None = None  # None: in whatever state the subject is
    area: AreaScope = AreaScope.OWN


_EVERYBODY = ("system_admin", "security_admin", "auditor", "ground_clerk", "leader")

GRANTS: tuple[Grant, ...] = (
    *(
        Grant(role, ("account.password", "token.issue", "token.revoke"), area=AreaScope.ANY)
        for role in _EVERYBODY
    ),
    *(Grant(role, ("area.read", "ledger.prove"), area=AreaScope.ANY) for role in _EVERYBODY),
    *(
        Grant(role, ("premises.read", "files.read", "export.start"))
        for role in ("ground_clerk", "leader", "auditor")
    ),
    Grant("ground_clerk", ("premises.create", "files.store")),
    Grant("ground_clerk", ("premises.rename",), states=("open", "suspended")),
    Grant(
        "system_admin",
        ("account.read", "account.create", "account.stop", "account.password_reset", "area.create"),
        area=AreaScope.ANY,
    ),
    Grant(
        "security_admin",
        ("account.read", "account.unlock", "account.role_grant", "account.role_end"),
        area=AreaScope.ANY,
    ),
    Grant(
        "system", ("account.create", "account.role_grant", "files.erase"), area=AreaScope.ANY
    ),  # set-up makes the first accounts; retention erases files
    Grant("auditor", ("account.read", "ledger.read"), area=AreaScope.ANY),
)
