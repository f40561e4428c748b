"""Queuing what webhooks are told, and keeping book of every try."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import orjson
from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.ledger.queries import SealedEntry
from xiuhua.ledger.services import entry_append
from xiuhua.notices.models import Delivery, Webhook
from xiuhua.notices.queries.webhooks import head_of, webhooks_told
from xiuhua.notices.rules.webhooks import MOST_ATTEMPTS, is_told, pause_after
from xiuhua.notices.services.posting import Outcome
from xiuhua.notices.terms import DeliveryState, WebhookAct, WebhookState
from xiuhua.shared.actor import EVERYWHERE, system

SENDER = system("webhooks")
LEASE = timedelta(seconds=60)  # longer than any try takes
_KEPT = timedelta(days=30)


def deliveries_queue(*, entries: Sequence[SealedEntry]) -> None:
    """Queue sealed entries for the webhooks that are told of them; a second time changes nothing."""
    webhooks = webhooks_told()
    rows = [
        Delivery(webhook=webhook, leaf=entry.leaf, entry_id=entry.id, next_at=entry.recorded_at)
        for entry in entries
        for webhook in webhooks
        if entry.leaf >= webhook.since_leaf
        and is_told(act=entry.act, area=entry.area, acts=webhook.acts, area_code=webhook.area_code)
    ]
    if rows:
        Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000)


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One try: what goes where."""

    webhook_id: int
    delivery_id: int
    leaf: int
    url: str
    secret: str
    body: bytes


@transaction.atomic
def webhook_claim(*, webhook_id: int, at: datetime) -> Attempt | None:
    """Return what a webhook must be told now, held for the caller; None where nothing is due.

    One at a time and in order: what failed is tried again before anything later goes out.
    """
    webhook = Webhook.objects.select_for_update(skip_locked=True).filter(pk=webhook_id).first()
    if webhook is None or webhook.state != WebhookState.ACTIVE:
        return None
    if webhook.leased_until is not None and webhook.leased_until > at:
        return None
    with scope_opened((EVERYWHERE,)):
        head = head_of(webhook_id)
    if head is None or head.next_at > at:
        return None
    webhook.leased_until = at + LEASE
    webhook.save(update_fields=["leased_until"])
    return Attempt(
        webhook_id=webhook.pk, delivery_id=head.pk, leaf=head.leaf, url=webhook.url, secret=webhook.secret,
        body=body_of(head),
    )  # fmt: skip


def body_of(delivery: Delivery) -> bytes:
    """Return what goes out: ids, states and numbers, never a name or a text."""
    entry = delivery.entry
    return orjson.dumps(
        {
            "leaf": delivery.leaf,
            "entry": entry.pk,
            "act": entry.act,
            "subject": entry.subject,
            "area": entry.area,
            "at": entry.at.astimezone(UTC).isoformat(),
            "detail": entry.detail,
        }
    )


@transaction.atomic
def attempt_record(*, attempt: Attempt, outcome: Outcome, at: datetime) -> None:
    """Keep what came of a try, and let go of the webhook.

    After `MOST_ATTEMPTS` the webhook stops and says so in the ledger; everything waits until somebody resumes
    it, so nothing is skipped.
    """
    webhook = Webhook.objects.select_for_update().get(pk=attempt.webhook_id)
    delivery = Delivery.objects.select_for_update().get(pk=attempt.delivery_id)
    delivery.attempts += 1
    delivery.tried_at, delivery.status, delivery.took_ms = at, outcome.status, outcome.took_ms
    delivery.fault = outcome.fault.value if outcome.fault else ""
    if outcome.fault is None:
        delivery.state = DeliveryState.DELIVERED.value
    else:
        delivery.next_at = at + pause_after(delivery.attempts)
    delivery.save()
    webhook.leased_until = None
    is_hopeless = outcome.fault is not None and delivery.attempts >= MOST_ATTEMPTS
    if is_hopeless and webhook.state == WebhookState.ACTIVE:
        _give_up(webhook, delivery, at=at)
    webhook.save(update_fields=["leased_until", "state", "updated_at"])


def _give_up(webhook: Webhook, delivery: Delivery, *, at: datetime) -> None:
    webhook.state, webhook.updated_at = WebhookState.GIVEN_UP.value, at
    entry_append(
        at=at, actor=SENDER, act=WebhookAct.GIVE_UP.value, subject=f"webhook:{webhook.pk}",
        area=webhook.area_code, detail={"leaf": delivery.leaf, "attempts": delivery.attempts},
    )  # fmt: skip


def deliveries_forget(*, at: datetime) -> None:
    """Forget what was delivered a month ago; what waits is kept."""
    Delivery.objects.filter(state=DeliveryState.DELIVERED.value, tried_at__lt=at - _KEPT).delete()
