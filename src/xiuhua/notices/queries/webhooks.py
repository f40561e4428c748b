"""Questions about webhooks and what they are told."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Subquery

from xiuhua.notices.models import Delivery, Webhook
from xiuhua.notices.terms import DeliveryState, WebhookState
from xiuhua.shared.errors import NotFound

_WAITING = Q(state=DeliveryState.WAITING.value)


def webhooks_all() -> QuerySet[Webhook]:
    """Return every webhook, with how much waits and what was delivered last."""
    waiting = Q(deliveries__state=DeliveryState.WAITING.value)
    return Webhook.objects.annotate(
        waiting_count=Count("deliveries", filter=waiting),
        delivered_leaf=Max("deliveries__leaf", filter=Q(deliveries__state=DeliveryState.DELIVERED.value)),
    )


def webhook_get(webhook_id: int) -> Webhook:
    """Return a webhook.

    Raises:
        NotFound: there is none.
    """
    found = webhooks_all().filter(pk=webhook_id).first()
    if found is None:
        raise NotFound(kind="webhook", key=str(webhook_id))
    return found


def webhook_lock(webhook_id: int) -> Webhook:
    """Return a webhook, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    found = Webhook.objects.select_for_update().filter(pk=webhook_id).first()
    if found is None:
        raise NotFound(kind="webhook", key=str(webhook_id))
    return found


def deliveries_of(webhook: Webhook) -> QuerySet[Delivery]:
    """Return what a webhook is told, the latest leaf first."""
    return Delivery.objects.filter(webhook=webhook).select_related("entry").order_by("-leaf")


def head_of(webhook_id: int) -> Delivery | None:
    """Return what a webhook must be told next."""
    rows = Delivery.objects.filter(_WAITING, webhook_id=webhook_id)
    return rows.select_related("entry").order_by("leaf").first()


def webhooks_due(*, at: datetime) -> list[int]:
    """Return the webhooks that have something to tell now and that nobody is sending for."""
    head = Delivery.objects.filter(_WAITING, webhook=OuterRef("pk")).order_by("leaf").values("next_at")[:1]
    free = Q(leased_until=None) | Q(leased_until__lte=at)
    rows = Webhook.objects.filter(free, state=WebhookState.ACTIVE.value).annotate(head_at=Subquery(head))
    return list(rows.filter(head_at__lte=at).order_by(F("head_at")).values_list("pk", flat=True))


def webhooks_told() -> list[Webhook]:
    """Return the webhooks whose deliveries are queued: the paused ones too, which are sent later."""
    return list(Webhook.objects.only("acts", "area_code", "since_leaf"))
