"""The API of oneself and one's tokens."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from xiuhua.access import queries, services
from xiuhua.access.models import Token
from xiuhua.access.serializers import MeOut, TokenIn, TokenIssuedOut, TokenOut
from xiuhua.shared.clock import now
from xiuhua.web.api import asker

router = Router(tags=["access"])


@router.get("/me", response=MeOut, summary="Who you are")
def me(request: HttpRequest) -> MeOut:
    """Return who asks, with roles, areas and the limits of the token."""
    actor = asker(request)
    limits = None if actor.limits is None else sorted(actor.limits)
    return MeOut(
        actor=actor.name, label=actor.label, roles=sorted(actor.roles), areas=list(actor.areas), limits=limits
    )


@router.get("/tokens", response=list[TokenOut], summary="Your tokens")
def token_list(request: HttpRequest) -> object:
    """Return the tokens of whoever asks, newest first."""
    return queries.tokens_of(asker(request).user_id or 0)


@router.post("/tokens", response={201: TokenIssuedOut}, summary="Issue a token")
def token_issue(request: HttpRequest, new: TokenIn) -> Status[TokenIssuedOut]:
    """Issue a token; the key is in this answer and nowhere else, so this request takes no idempotency key."""
    token, raw = services.token_issue(
        name=new.name, acts=new.acts, days=new.days, actor=asker(request), at=now()
    )
    return Status(201, _issued(token, raw))


def _issued(token: Token, raw: str) -> TokenIssuedOut:
    return TokenIssuedOut(**TokenOut.from_orm(token).model_dump(), key=raw)


@router.delete("/tokens/{int:token_id}", response={204: None}, summary="Revoke a token")
def token_revoke(request: HttpRequest, token_id: int) -> Status[None]:
    """Revoke one of your tokens."""
    services.token_revoke(token_id=token_id, actor=asker(request), at=now())
    return Status(204, None)
