"""Accounts for the tests of access."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from xiuhua.access.models import User
from xiuhua.access.queries import user_and_actor
from xiuhua.access.services import NewRole, account_create
from xiuhua.access.terms import Role
from xiuhua.shared.actor import Actor, system

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PASSWORD = "Embroidery-2026"


@pytest.fixture
def clerk(db: None) -> User:
    """A register clerk of one district."""
    return account_create(
        username="clerk",
        name="陈晓岚",
        password=PASSWORD,
        roles=(NewRole(role=Role.GROUND_CLERK, area="990101"),),
        actor=system("setup"),
        at=NOON,
    )


@pytest.fixture
def security(db: None) -> Actor:
    """The security administrator."""
    user = account_create(
        username="security",
        name="安全管理员",
        password=PASSWORD,
        roles=(NewRole(role=Role.SECURITY_ADMIN),),
        actor=system("setup"),
        at=NOON,
    )
    found = user_and_actor(user.pk, at=NOON)
    assert found is not None
    return found[1]
