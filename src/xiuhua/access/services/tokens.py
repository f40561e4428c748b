"""API tokens: shown once, kept as a digest, held to some acts."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from xiuhua.access import queries, rules
from xiuhua.access.models import Token
from xiuhua.access.services.permissions import require
from xiuhua.access.terms import Act
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotFound

PREFIX = "xh_"
LONGEST_DAYS = 366


@transaction.atomic
def token_issue(
    *, name: str, acts: Collection[str], days: int, actor: Actor, at: datetime
) -> tuple[Token, str]:
    """Issue a token for oneself and return it with its raw key, which nobody can show again.

    Raises:
        Invalid: an act that the actor may not do, or a life of more than a year.
    """
    require(actor, Act.TOKEN_ISSUE)
    beyond = sorted(act for act in acts if not rules.may(actor, act))
    if beyond or not acts:
        raise Invalid(fields={"acts": "token_acts"}, acts=", ".join(beyond))
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(fields={"days": "token_days"})
    raw = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        user_id=actor.user_id or 0,
        name=name,
        digest=queries.token_digest(raw),
        hint=raw[:8],
        acts=sorted(acts),
        issued_at=at,
        expires_at=at + timedelta(days=days),
    )
    entry_append(
        at=at,
        actor=actor,
        act=Act.TOKEN_ISSUE,
        subject=f"token:{token.pk}",
        detail={"acts": list(token.acts), "days": days},
    )
    return token, raw


@transaction.atomic
def token_revoke(*, token_id: int, actor: Actor, at: datetime) -> None:
    """Revoke one of one's own tokens.

    Raises:
        NotFound: the actor has no such token, or it is revoked already.
    """
    require(actor, Act.TOKEN_REVOKE)
    mine = Token.objects.select_for_update().filter(pk=token_id, user_id=actor.user_id or 0, revoked_at=None)
    token = mine.first()
    if token is None:
        raise NotFound(kind="token", key=str(token_id))
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    entry_append(at=at, actor=actor, act=Act.TOKEN_REVOKE, subject=f"token:{token.pk}")


def token_seen(use: queries.TokenUse, *, at: datetime) -> None:
    """Note the day a token was used, at most one write a day."""
    if use.used_on != at.date():
        Token.objects.filter(pk=use.token_id).update(used_on=at.date())
