"""Links: making them, letting their signed requests in, pausing them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.notices.rules.webhooks import target_read
from xiuhua.orders.models import Link, LinkNonce
from xiuhua.orders.queries.links import link_keyed, link_lock
from xiuhua.orders.rules.signatures import (
    WINDOW_S,
    instant_read,
    is_fresh,
    is_nonce,
    is_signed,
    signature,
)
from xiuhua.orders.services.refusals import (
    LinkPaused,
    RequestReplayed,
    SignatureMissing,
    SignatureStale,
    SignatureWrong,
)
from xiuhua.orders.terms.links import LinkAct, LinkKind, LinkState
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.errors import Invalid

_ROLES = {LinkKind.CITY_LINE.value: "upper_platform", LinkKind.TELEPHONE.value: "system"}


@dataclass(frozen=True, kw_only=True)
class Knock:
    """A request at a signed door: what its headers say, and what was sent."""

    key: str
    at_s: str
    nonce: str
    signature: str
    method: str
    path: str
    body: bytes


def request_admit(*, knock: Knock, kind: LinkKind, at: datetime) -> Link:
    """Let in a request that is signed, fresh and new, and return the link it came by.

    Raises:
        SignatureMissing, SignatureWrong, SignatureStale: it does not show who sent it, or when.
        RequestReplayed: it came before.
        LinkPaused: the link was paused.
    """
    if not all((knock.key, knock.at_s, knock.nonce, knock.signature)):
        raise SignatureMissing
    link, at_s = link_keyed(knock.key), instant_read(knock.at_s)
    if link is None or link.kind != kind or at_s is None or not is_nonce(knock.nonce):
        raise SignatureWrong
    wanted = signature(
        secret=link.secret, at_s=at_s, nonce=knock.nonce, method=knock.method, path=knock.path,
        body=knock.body,
    )  # fmt: skip
    if not is_signed(knock.signature, wanted):
        raise SignatureWrong
    if not is_fresh(at_s, int(at.timestamp())):
        raise SignatureStale(seconds=WINDOW_S)
    if link.state == LinkState.PAUSED:
        raise LinkPaused
    _nonce_use(link=link, nonce=knock.nonce, at=at)
    return link


def _nonce_use(*, link: Link, nonce: str, at: datetime) -> None:
    try:
        with transaction.atomic():
            LinkNonce.objects.create(link=link, nonce=nonce, seen_at=at)
    except IntegrityError as twice:
        raise RequestReplayed from twice


def nonces_forget(*, at: datetime) -> None:
    """Forget nonces of requests that are too old to be let in anyway."""
    LinkNonce.objects.filter(seen_at__lt=at - timedelta(seconds=2 * WINDOW_S)).delete()


def actor_of_link(link: Link) -> Actor:
    """Return as whom a link acts: the platform above, or the telephone system, over its area."""
    role = _ROLES[link.kind]
    name = f"system:link_{link.pk}"
    return Actor(name=name, label=link.name, holdings=(Holding(role=role, area=link.area_code),))


@transaction.atomic
def link_create(*, name: str, kind: LinkKind, area_code: str, url: str, actor: Actor, at: datetime) -> Link:
    """Make a link. Key and secret are drawn here; the secret is shown once.

    Raises:
        NotPermitted: not by this actor, or not there.
        Invalid: a name, an area or an address that cannot be used.
    """
    link = Link(
        name=name.strip(), kind=kind.value, area_code=area_code, key=secrets.token_hex(12),
        secret=secrets.token_urlsafe(32), url=url.strip(), created_by=actor.name, created_at=at,
        updated_at=at,
    )  # fmt: skip
    require(actor, LinkAct.CREATE, link)
    fields = {} if link.name else {"name": "link_name_missing"}
    if not (area_code.isascii() and area_code.isdigit()):
        fields["area_code"] = "link_area_wrong"
    if link.url and target_read(link.url, private=settings.WEBHOOKS_PRIVATE) is None:
        fields["url"] = "link_url_wrong"
    if fields:
        raise Invalid(fields=fields)
    link.save(force_insert=True)
    _record(link, LinkAct.CREATE, actor=actor, at=at)
    return link


def link_pause(*, link_id: int, actor: Actor, at: datetime) -> Link:
    """Let nothing in by a link and send nothing; what is to be told is kept.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such link, not by this actor, not in its state.
    """
    return _turn(link_id, LinkAct.PAUSE, LinkState.PAUSED, actor, at)


def link_resume(*, link_id: int, actor: Actor, at: datetime) -> Link:
    """Let a link work again, after a pause or after giving up.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: as `link_pause`.
    """
    return _turn(link_id, LinkAct.RESUME, LinkState.ACTIVE, actor, at)


@transaction.atomic
def _turn(link_id: int, act: LinkAct, to: LinkState, actor: Actor, at: datetime) -> Link:
    link = link_lock(link_id)
    require(actor, act, link)
    link.state, link.updated_at = to.value, at
    link.save(update_fields=["state", "updated_at"])
    if to is LinkState.ACTIVE:
        link.messages.filter(state="message_waiting", attempts__gt=0).update(attempts=0, next_at=at)
    _record(link, act, actor=actor, at=at)
    return link


def _record(link: Link, act: LinkAct, *, actor: Actor, at: datetime) -> None:
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"link:{link.pk}", area=link.area_code,
        detail={"kind": link.kind}, words={"name.after": link.name} if act is LinkAct.CREATE else {},
    )  # fmt: skip
