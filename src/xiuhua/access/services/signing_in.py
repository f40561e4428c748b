"""The door: signing in and out, and the lock on it."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from xiuhua.access import queries, rules
from xiuhua.access.models import SignInAttempt, User
from xiuhua.access.rules.lockout import FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS
from xiuhua.access.services.permissions import require
from xiuhua.access.terms import Act
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import NOBODY, Actor
from xiuhua.shared.errors import CityError, TooManyRequests

Account: TypeAlias = User
"""An account, for whoever hands one on to `session_begin` without looking into it."""


class WrongCredentials(CityError):
    """User name and password do not belong together; which of the two is wrong is not said."""

    code = "wrong_credentials"
    http_status = 401


def sign_in(*, username: str, password: str, address: str, at: datetime) -> tuple[User, Actor]:
    """Check a user name and password and return who it is.

    The try is kept whether or not it succeeds, in a transaction of its own.

    Raises:
        TooManyRequests: too many failures on this account or from this address; says for how long.
        WrongCredentials: they do not belong together, or the account is stopped.
    """
    _door_must_be_open(username=username, address=address, at=at)
    user = User.objects.filter(username__iexact=username).first()
    usable = user is not None and user.is_active
    if not _password_holds(user, password) or not usable:
        _attempt_keep(username=username, address=address, at=at, user=user, succeeded=False)
        raise WrongCredentials
    assert user is not None  # noqa: S101 - `usable` says so
    _attempt_keep(username=username, address=address, at=at, user=user, succeeded=True)
    return user, queries.actor_of(user, queries.holdings_at(user.pk, at=at))


def sign_in_vouched(*, user_id: int, by: str, address: str, at: datetime) -> User | None:
    """Return an active account that somebody else vouches for, such as a work chat; None where it is stopped.

    The lock of the door counts wrong passwords and does not concern it. The success is kept like any other.
    """
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is not None:
        _attempt_keep(username=user.username, address=address, at=at, user=user, succeeded=True, by=by)
    return user


def _password_holds(user: User | None, password: str) -> bool:
    if user is None:
        make_password(password)  # so that an unknown name takes as long as a wrong password
        return False
    return check_password(password, user.password)


def _door_must_be_open(*, username: str, address: str, at: datetime) -> None:
    """Refuse while the account or the address is locked."""
    doors = (
        (queries.attempts_recent(username=username, at=at), FAILURES_PER_ACCOUNT),
        (queries.attempts_recent(address=address, at=at), FAILURES_PER_ADDRESS),
    )
    for attempts, limit in doors:
        until = rules.locked_until(attempts, limit=limit, at=at)
        if until is not None and until > at:
            raise TooManyRequests(seconds=int((until - at).total_seconds()) + 1)


@transaction.atomic
def _attempt_keep(
    *, username: str, address: str, at: datetime, user: User | None, succeeded: bool, by: str = ""
) -> None:
    """Keep one try, and an entry for a success or for the failure that shuts the door."""
    SignInAttempt.objects.create(at=at, username=username[:40], address=address, succeeded=succeeded)
    if user is None:
        return
    if succeeded:
        actor = Actor(name=f"user:{user.pk}")
        entry_append(
            at=at, actor=actor, act=Act.SIGN_IN, subject=f"user:{user.pk}", detail={"by": by} if by else {}
        )
    elif rules.locked_until(
        queries.attempts_recent(username=username, at=at), limit=FAILURES_PER_ACCOUNT, at=at
    ):
        entry_append(at=at, actor=NOBODY, act=Act.LOCK, subject=f"user:{user.pk}")


@transaction.atomic
def sign_out(*, actor: Actor, at: datetime) -> None:
    """Keep that somebody left; the door itself forgets the session."""
    entry_append(at=at, actor=actor, act=Act.SIGN_OUT, subject=f"user:{actor.user_id}")


@transaction.atomic
def account_unlock(*, user_id: int, actor: Actor, at: datetime) -> None:
    """Open the door to a locked account at once: a success in the list of tries ends the count."""
    user = User.objects.select_for_update().get(pk=user_id)
    require(actor, Act.ACCOUNT_UNLOCK)
    SignInAttempt.objects.create(at=at, username=user.username, address="127.0.0.1", succeeded=True)
    entry_append(at=at, actor=actor, act=Act.ACCOUNT_UNLOCK, subject=f"user:{user.pk}")
