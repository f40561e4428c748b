"""Accounts and the roles they hold."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from gzip import open as gzip_open
from pathlib import Path

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from xiuhua.access.models import RoleHolding, Token, User
from xiuhua.access.rules.passwords import password_faults
from xiuhua.access.services.permissions import require
from xiuhua.access.terms import SEPARATED, Act, Role
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotFound, NotPermitted

_ALPHABET = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is misread aloud


@cache
def _common_passwords() -> frozenset[str]:
    """Return the list of 20,000 common passwords that Django brings."""
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with gzip_open(path, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines)


def password_generate() -> str:
    """Return a new password that meets the policy and can be read aloud: four groups of four."""
    while True:
        drawn = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(4))
        if not password_faults(drawn, username=""):
            return drawn


def _password_check(password: str, *, username: str, field: str = "password") -> None:
    faults = password_faults(password, username=username, common=_common_passwords())
    if faults:
        raise Invalid(fields={field: f"password_{faults[0]}"})


@dataclass(frozen=True, kw_only=True)
class NewRole:
    """A role to be given with a new account."""

    role: Role
    area: str = ""


@transaction.atomic
def account_create(
    *, username: str, name: str, password: str, roles: tuple[NewRole, ...] = (), must_change: bool = False,
    actor: Actor, at: datetime,
) -> User:  # fmt: skip
    """Create an account, with the roles it starts with.

    Raises:
        Invalid: the user name is taken, or the password is too weak.
    """
    require(actor, Act.ACCOUNT_CREATE)
    _password_check(password, username=username)
    if User.objects.filter(username__iexact=username).exists():
        raise Invalid(fields={"username": "username_taken"})
    user = User(username=username, name=name, password_changed_at=at, session_salt=secrets.token_hex(8))
    user.must_change_password = must_change
    user.password = make_password(password)
    user.save()
    entry_append(
        at=at,
        actor=actor,
        act=Act.ACCOUNT_CREATE,
        subject=f"user:{user.pk}",
        words={"name.after": name, "username.after": username},
    )
    for new in roles:
        _role_grant(user=user, role=new.role, area=new.area, actor=actor, at=at)
    return user


@transaction.atomic
def role_grant(*, user_id: int, role: Role, area: str = "", actor: Actor, at: datetime) -> None:
    """Give a role over an area from now on; nothing happens where it is held already.

    Raises:
        NotPermitted: nobody gives a role to themselves.
        Invalid: system, security and audit administration (三员分立) stay with three people.
    """
    require(actor, Act.ROLE_GRANT)
    if user_id == actor.user_id:
        raise NotPermitted(act=Act.ROLE_GRANT)
    user = _user_locked(user_id)
    held = set(RoleHolding.objects.filter(user=user, validity__contains=at).values_list("role", flat=True))
    if role in SEPARATED and (held - {role.value}) & SEPARATED:
        raise Invalid(fields={"role": "role_separated"})
    _role_grant(user=user, role=role, area=area, actor=actor, at=at)


def _role_grant(*, user: User, role: Role, area: str, actor: Actor, at: datetime) -> None:
    if RoleHolding.objects.filter(user=user, role=role, area=area, validity__contains=at).exists():
        return
    RoleHolding.objects.create(user=user, role=role.value, area=area, validity=(at, None))
    words = {"role.after": role.value, "over.after": area}
    entry_append(at=at, actor=actor, act=Act.ROLE_GRANT, subject=f"user:{user.pk}", words=words)


@transaction.atomic
def role_end(*, user_id: int, role: Role, area: str = "", actor: Actor, at: datetime) -> None:
    """End a role from now on.

    Raises:
        NotFound: the user does not hold it.
    """
    require(actor, Act.ROLE_END)
    user = _user_locked(user_id)
    holding = RoleHolding.objects.filter(user=user, role=role, area=area, validity__contains=at).first()
    if holding is None:
        raise NotFound(kind="role", key=role.value)
    holding.validity = (holding.validity.lower, at)
    holding.save(update_fields=["validity"])
    words = {"role.before": role.value, "over.before": area}
    entry_append(at=at, actor=actor, act=Act.ROLE_END, subject=f"user:{user.pk}", words=words)


@transaction.atomic
def password_change(*, old: str, new: str, actor: Actor, at: datetime) -> User:
    """Change one's own password; every other session of the account ends.

    Raises:
        Invalid: the old password is wrong, or the new one is too weak or the same.
    """
    require(actor, Act.PASSWORD_CHANGE)
    user = _user_locked(actor.user_id or 0)
    if not check_password(old, user.password):
        raise Invalid(fields={"old": "password_wrong"})
    if check_password(new, user.password):
        raise Invalid(fields={"new": "password_same"})
    _password_check(new, username=user.username, field="new")
    return _password_set(user, new, must_change=False, act=Act.PASSWORD_CHANGE, actor=actor, at=at)


@transaction.atomic
def password_reset(*, user_id: int, password: str, actor: Actor, at: datetime) -> None:
    """Give an account another password, to be changed at the next sign-in; its sessions and tokens end.

    Raises:
        Invalid: the password is too weak.
    """
    require(actor, Act.PASSWORD_RESET)
    user = _user_locked(user_id)
    _password_check(password, username=user.username)
    Token.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
    _password_set(user, password, must_change=True, act=Act.PASSWORD_RESET, actor=actor, at=at)


def _password_set(
    user: User, password: str, *, must_change: bool, act: Act, actor: Actor, at: datetime
) -> User:
    user.password = make_password(password)
    user.password_changed_at = at
    user.must_change_password = must_change
    user.session_salt = secrets.token_hex(8)
    user.save(update_fields=["password", "password_changed_at", "must_change_password", "session_salt"])
    entry_append(at=at, actor=actor, act=act, subject=f"user:{user.pk}")
    return user


@transaction.atomic
def account_stop(*, user_id: int, actor: Actor, at: datetime) -> None:
    """Stop an account: its sessions and tokens open nothing from now on."""
    require(actor, Act.ACCOUNT_STOP)
    user = _user_locked(user_id)
    user.is_active = False
    user.session_salt = secrets.token_hex(8)
    user.save(update_fields=["is_active", "session_salt"])
    entry_append(at=at, actor=actor, act=Act.ACCOUNT_STOP, subject=f"user:{user.pk}")


def _user_locked(user_id: int) -> User:
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotFound(kind="user", key=str(user_id))
    return user
