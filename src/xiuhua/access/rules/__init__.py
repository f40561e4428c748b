"""Who may do what, and when a door stays shut: pure decisions over plain values."""

from xiuhua.access.rules.grants import GRANTS, AreaScope, Grant, grants_known, grants_register
from xiuhua.access.rules.lockout import LOCK_MINUTES, Attempt, locked_until
from xiuhua.access.rules.may import Subject, areas_for, may, states_for

__all__ = [
    "GRANTS",
    "LOCK_MINUTES",
    "AreaScope",
    "Attempt",
    "Grant",
    "Subject",
    "areas_for",
    "grants_known",
    "grants_register",
    "locked_until",
    "may",
    "states_for",
]
