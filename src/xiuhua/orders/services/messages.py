"""What the platform above is told: queued with the act, sent in order, every try kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson
from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.ledger.services import entry_append
from xiuhua.notices.rules.webhooks import MOST_ATTEMPTS, pause_after
from xiuhua.notices.services.posting import Outcome
from xiuhua.orders.models import Link, LinkMessage, Order
from xiuhua.orders.queries.links import message_first
from xiuhua.orders.terms.links import LinkAct, LinkState, MessageKind, MessageState
from xiuhua.shared.actor import EVERYWHERE, system

SENDER = system("links")
LEASE = timedelta(seconds=60)  # longer than any try takes


def message_queue(
    *, order: Order, kind: MessageKind, told: Mapping[str, object], at: datetime
) -> LinkMessage | None:
    """Queue what the platform above must be told of an order, in the caller's transaction.

    None where nobody above listens: an order that was written here, or a link without an address.
    """
    link = order.link
    if link is None or not link.url:
        return None
    body = {
        "kind": kind.value.removeprefix("message_"), "city_number": order.city_number,
        "number": order.number, "at": at.astimezone(UTC).isoformat(), **told,
    }  # fmt: skip
    return LinkMessage.objects.create(
        link=link, order=order, area_code=order.area_code, kind=kind.value, body=body, next_at=at,
        recorded_at=at,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One try: what goes where."""

    link_id: int
    message_id: int
    url: str
    secret: str
    body: bytes


@transaction.atomic
def message_claim(*, link_id: int, at: datetime) -> Attempt | None:
    """Return what a link must be told now, held for the caller; None where nothing is due.

    One at a time and in order: a reply never overtakes the signature that came before it.
    """
    link = Link.objects.select_for_update(skip_locked=True).filter(pk=link_id).first()
    if link is None or link.state != LinkState.ACTIVE:
        return None
    if link.leased_until is not None and link.leased_until > at:
        return None
    with scope_opened((EVERYWHERE,)):
        first = message_first(link_id)
    if first is None or first.next_at > at:
        return None
    link.leased_until = at + LEASE
    link.save(update_fields=["leased_until"])
    return Attempt(
        link_id=link.pk, message_id=first.pk, url=link.url, secret=link.secret,
        body=orjson.dumps({"message": first.pk, **first.body}),
    )  # fmt: skip


@transaction.atomic
def attempt_record(*, attempt: Attempt, outcome: Outcome, at: datetime) -> None:
    """Keep what came of a try, and let go of the link.

    After `MOST_ATTEMPTS` the link stops and says so in the ledger; everything waits until it is resumed.
    """
    with scope_opened((EVERYWHERE,)):
        link = Link.objects.select_for_update().get(pk=attempt.link_id)
        message = LinkMessage.objects.select_for_update().get(pk=attempt.message_id)
        message.attempts += 1
        message.tried_at, message.status = at, outcome.status
        message.fault = outcome.fault.value if outcome.fault else ""
        if outcome.fault is None:
            message.state = MessageState.SENT.value
        else:
            message.next_at = at + pause_after(message.attempts)
        message.save()
        link.leased_until = None
        if outcome.fault is not None and message.attempts >= MOST_ATTEMPTS:
            _give_up(link, message, at=at)
        link.save(update_fields=["leased_until", "state", "updated_at"])


def _give_up(link: Link, message: LinkMessage, *, at: datetime) -> None:
    if link.state != LinkState.ACTIVE:
        return
    link.state, link.updated_at = LinkState.GIVEN_UP.value, at
    entry_append(
        at=at, actor=SENDER, act=LinkAct.GIVE_UP.value, subject=f"link:{link.pk}", area=link.area_code,
        detail={"message": message.pk, "attempts": message.attempts},
    )  # fmt: skip
