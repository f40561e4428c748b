"""The fixed words of access: roles, states of accounts, and the acts on them."""

from xiuhua.access.terms.accounts import AccountState, Act
from xiuhua.access.terms.roles import SEPARATED, Role

__all__ = ["SEPARATED", "AccountState", "Act", "Role"]
