"""What administrators do to webhooks."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.db import transaction

from xiuhua.access.services import require
from xiuhua.ledger.queries import tree_size
from xiuhua.ledger.services import entry_append
from xiuhua.notices.models import Delivery, Webhook
from xiuhua.notices.queries.webhooks import webhook_lock
from xiuhua.notices.rules.webhooks import acts_readable, target_read
from xiuhua.notices.terms import DeliveryState, WebhookAct, WebhookState
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


@transaction.atomic
def webhook_create(*, name: str, url: str, acts: str, area_code: str, actor: Actor, at: datetime) -> Webhook:
    """Tell another system of acts from now on. Its secret is drawn here and shown once.

    Raises:
        NotPermitted: not by this actor, or not there.
        Invalid: a name, an address or a filter that cannot be used.
    """
    draft = Webhook(
        name=name.strip(), url=url, secret=secrets.token_urlsafe(32), acts=acts, area_code=area_code,
        since_leaf=tree_size(), created_by=actor.name, created_at=at, updated_at=at,
    )  # fmt: skip
    require(actor, WebhookAct.CREATE, draft)
    fields = {} if draft.name else {"name": "webhook_name_missing"}
    if target_read(url, private=settings.WEBHOOKS_PRIVATE) is None:
        fields["url"] = "webhook_url_wrong"
    if not acts_readable(acts):
        fields["acts"] = "webhook_acts_wrong"
    if area_code and not (area_code.isascii() and area_code.isdigit()):
        fields["area_code"] = "webhook_area_wrong"
    if fields:
        raise Invalid(fields=fields)
    draft.save(force_insert=True)
    _record(draft, WebhookAct.CREATE, actor=actor, at=at, words={"name.after": draft.name, "url": url})
    return draft


def webhook_pause(*, webhook_id: int, actor: Actor, at: datetime) -> Webhook:
    """Send nothing until further notice; what happens meanwhile is kept and sent later.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such webhook, not by this actor, not in its state.
    """
    return _turn(webhook_id, WebhookAct.PAUSE, WebhookState.PAUSED, actor, at)


@transaction.atomic
def webhook_resume(*, webhook_id: int, actor: Actor, at: datetime) -> Webhook:
    """Send again, at once and from where it stopped, after a pause or after giving up.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: as `webhook_pause`.
    """
    webhook = _turn(webhook_id, WebhookAct.RESUME, WebhookState.ACTIVE, actor, at)
    waiting = Delivery.objects.filter(webhook=webhook, state=DeliveryState.WAITING.value)
    waiting.filter(attempts__gt=0).update(attempts=0, next_at=at)
    return webhook


@transaction.atomic
def _turn(webhook_id: int, act: WebhookAct, to: WebhookState, actor: Actor, at: datetime) -> Webhook:
    webhook = webhook_lock(webhook_id)
    require(actor, act, webhook)
    webhook.state, webhook.updated_at = to.value, at
    webhook.save(update_fields=["state", "updated_at"])
    _record(webhook, act, actor=actor, at=at)
    return webhook


@transaction.atomic
def webhook_send_again(*, webhook_id: int, leaf: int, actor: Actor, at: datetime) -> int:
    """Tell a webhook once more of everything from a leaf on; return how many deliveries wait for that.

    Raises:
        NotFound, NotPermitted: as `webhook_pause`.
        Invalid: nothing was delivered from that leaf on.
    """
    webhook = webhook_lock(webhook_id)
    require(actor, WebhookAct.SEND_AGAIN, webhook)
    delivered = Delivery.objects.filter(webhook=webhook, leaf__gte=leaf, state=DeliveryState.DELIVERED.value)
    count = delivered.update(state=DeliveryState.WAITING.value, attempts=0, next_at=at)
    if not count:
        raise Invalid(fields={"leaf": "webhook_leaf_nothing"})
    _record(webhook, WebhookAct.SEND_AGAIN, actor=actor, at=at, detail={"leaf": leaf, "deliveries": count})
    return count


def _record(
    webhook: Webhook, act: WebhookAct, *, actor: Actor, at: datetime,
    detail: dict[str, int | str] | None = None, words: dict[str, str] | None = None,
) -> None:  # fmt: skip
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"webhook:{webhook.pk}", area=webhook.area_code,
        detail={"acts": webhook.acts, **(detail or {})}, words=words or {},
    )  # fmt: skip
