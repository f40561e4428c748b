"""Questions about accounts: who is behind a session or a token, and what they hold."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from xiuhua.access.models import RoleHolding, SignInAttempt, Token, User
from xiuhua.access.rules import Attempt
from xiuhua.access.rules.lockout import LOCK_MINUTES
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.errors import NotFound
from xiuhua.web.statements import prepared


def actor_of(user: User, holdings: Iterable[RoleHolding]) -> Actor:
    """Return the actor that a user is, with the roles they hold."""
    held = tuple(Holding(role=row.role, area=row.area) for row in holdings)
    return Actor(name=f"user:{user.pk}", label=user.name, holdings=held, user_id=user.pk)


def holdings_at(user_id: int, *, at: datetime) -> list[RoleHolding]:
    """Return the role holdings of a user that are valid at an instant."""
    return list(RoleHolding.objects.filter(user_id=user_id, validity__contains=at).order_by("role", "area"))


def user_and_actor(user_id: int, *, at: datetime) -> tuple[User, Actor] | None:
    """Return an active user and the actor they are, or None."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    return None if user is None else (user, actor_of(user, holdings_at(user_id, at=at)))


def token_digest(raw: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(raw.encode()).hexdigest()


@dataclass(frozen=True)
class TokenUse:
    """Who acts through a token, and the day it was last used."""

    token_id: int
    actor: Actor
    used_on: date | None


def token_live(raw: str, *, at: datetime) -> TokenUse | None:
    """Return who acts through a raw key, if it still opens anything: its user, held to the token's acts."""
    with prepared() as cursor:
        cursor.execute(_LIVE, [at, token_digest(raw), at])
        row = cursor.fetchone()
    if row is None:
        return None
    token_id, name, acts, used_on, user_id, label, held = row
    actor = Actor(
        name=f"token:{token_id}",
        label=f"{label}（{name}）",
        holdings=tuple(Holding(role=role, area=area) for role, area in json.loads(held)),
        limits=frozenset(json.loads(acts)),
        user_id=user_id,
    )
    return TokenUse(token_id, actor, used_on)


# In SQL and at once, because every request of the API begins with it.
_LIVE = """
SELECT token.id, token.name, token.acts::text, token.used_on, owner.id, owner.name, (
    SELECT coalesce(jsonb_agg(jsonb_build_array(role, area) ORDER BY role, area), '[]')::text
    FROM access_roleholding WHERE user_id = owner.id AND validity @> %s
)
FROM access_token AS token JOIN access_user AS owner ON owner.id = token.user_id
WHERE token.digest = %s AND token.revoked_at IS NULL AND token.expires_at > %s AND owner.is_active
"""


def accounts() -> QuerySet[User]:
    """Return every account."""
    return User.objects.all()


def role_holders(*, at: datetime) -> dict[str, int]:
    """Return how many active accounts hold each role at an instant."""
    held = RoleHolding.objects.filter(validity__contains=at, user__is_active=True)
    return dict(held.values_list("role").annotate(number=Count("user", distinct=True)))


def holding(roles: Iterable[str], *, at: datetime) -> Q:
    """Return the condition that an account holds one of some roles at an instant."""
    held = RoleHolding.objects.filter(validity__contains=at, role__in=roles)
    return Q(pk__in=held.values("user_id"))


def account_get(user_id: int) -> User:
    """Return an account.

    Raises:
        NotFound: there is none.
    """
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound(kind="user", key=str(user_id))
    return user


def account_named(username: str) -> User | None:
    """Return the active account of a user name, however it is capitalised."""
    return User.objects.filter(username__iexact=username, is_active=True).first()


def tokens_of(user_id: int) -> QuerySet[Token]:
    """Return the tokens a user issued, newest first."""
    return Token.objects.filter(user_id=user_id).order_by("-pk")


def attempts_recent(*, at: datetime, username: str = "", address: str = "") -> list[Attempt]:
    """Return the tries of one account or one address that still matter for the lock, oldest first."""
    since = at - timedelta(minutes=2 * LOCK_MINUTES)
    matching = Q(username__iexact=username) if username else Q(address=address)
    rows = SignInAttempt.objects.filter(matching, at__gt=since).order_by("at", "pk")
    return [Attempt(at=row.at, succeeded=row.succeeded) for row in rows]


def names_of(user_id: int | None) -> frozenset[str]:
    """Return the names under which somebody acts: signed in, and by each token they ever had."""
    if user_id is None:
        return frozenset()
    tokens = Token.objects.filter(user_id=user_id).values_list("pk", flat=True)
    return frozenset({f"user:{user_id}", *(f"token:{pk}" for pk in tokens)})


def users_named(names: Iterable[str]) -> list[int]:
    """Return the active accounts behind names of the ledger, `user:12` or `token:3`; a process has none."""
    wanted = set(names)
    ids = {int(name[5:]) for name in wanted if name.startswith("user:")}
    if tokens := [int(name[6:]) for name in wanted if name.startswith("token:")]:
        ids |= set(Token.objects.filter(pk__in=tokens).values_list("user_id", flat=True))
    return list(User.objects.filter(pk__in=ids, is_active=True).order_by("pk").values_list("pk", flat=True))


def actor_labels(names: Iterable[str]) -> dict[str, str]:
    """Return what pages print for ledger names such as `user:12` and `token:3`."""
    wanted = set(names)
    user_ids = [int(name[5:]) for name in wanted if name.startswith("user:")]
    token_ids = [int(name[6:]) for name in wanted if name.startswith("token:")]
    labels = {
        f"user:{pk}": name for pk, name in User.objects.filter(pk__in=user_ids).values_list("pk", "name")
    }
    if token_ids:
        tokens = Token.objects.filter(pk__in=token_ids).values_list("pk", "name", "user__name")
        labels |= {f"token:{pk}": f"{user}（{name}）" for pk, name, user in tokens}
    return labels
