"""The API of webhooks."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Status

from xiuhua.access.services import require
from xiuhua.access.services.answering import Key, answered_once
from xiuhua.notices import services
from xiuhua.notices.queries.webhooks import deliveries_of, webhook_get, webhooks_all
from xiuhua.notices.serializers import (
    AgainIn,
    AgainOut,
    DeliveryOut,
    WebhookIn,
    WebhookMadeOut,
    WebhookOut,
)
from xiuhua.notices.terms import WebhookAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.web.api import asker

router = Router(tags=["notices"])


@router.get("/webhooks", response=list[WebhookOut], summary="Every webhook")
def webhook_list(request: HttpRequest) -> object:
    """Return the webhooks, by name."""
    require(asker(request), WebhookAct.READ)
    return webhooks_all().order_by("name", "pk")


@router.post("/webhooks", response={201: WebhookMadeOut}, summary="Tell another system from now on")
def webhook_create(request: HttpRequest, new: WebhookIn) -> Status[WebhookMadeOut]:
    """Make a webhook; its secret is in this answer and nowhere else, so it takes no idempotency key."""
    webhook = services.webhook_create(**new.model_dump(), actor=asker(request), at=now())
    return Status(201, WebhookMadeOut.from_orm(webhook))


@router.get(
    "/webhooks/{int:webhook_id}/deliveries", response=list[DeliveryOut], summary="What a webhook is told"
)
def delivery_list(
    request: HttpRequest,
    webhook_id: int,
    before: Annotated[int | None, Query(ge=0, le=2**63 - 1, description="only leaves before this")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> object:
    """Return the deliveries, the latest leaf first."""
    webhook = webhook_get(webhook_id)
    require(asker(request), WebhookAct.READ, webhook)
    rows = deliveries_of(webhook)
    return (rows if before is None else rows.filter(leaf__lt=before))[:limit]


@router.post("/webhooks/{int:webhook_id}/pause", response=WebhookOut, summary="Send nothing for a while")
def webhook_pause(request: HttpRequest, webhook_id: int, idempotency_key: Key = None) -> HttpResponse:
    """Pause a webhook; what happens meanwhile is kept."""

    def act(actor: Actor, at: datetime) -> WebhookOut:
        return WebhookOut.from_orm(services.webhook_pause(webhook_id=webhook_id, actor=actor, at=at))

    return answered_once(request, idempotency_key, act)


@router.post("/webhooks/{int:webhook_id}/resume", response=WebhookOut, summary="Send from where it stopped")
def webhook_resume(request: HttpRequest, webhook_id: int, idempotency_key: Key = None) -> HttpResponse:
    """Resume a webhook after a pause or after giving up."""

    def act(actor: Actor, at: datetime) -> WebhookOut:
        return WebhookOut.from_orm(services.webhook_resume(webhook_id=webhook_id, actor=actor, at=at))

    return answered_once(request, idempotency_key, act)


@router.post("/webhooks/{int:webhook_id}/again", response=AgainOut, summary="Send again from a leaf on")
def webhook_again(
    request: HttpRequest, webhook_id: int, new: AgainIn, idempotency_key: Key = None
) -> HttpResponse:
    """Tell a webhook once more of everything from a leaf on."""

    def act(actor: Actor, at: datetime) -> AgainOut:
        count = services.webhook_send_again(webhook_id=webhook_id, leaf=new.leaf, actor=actor, at=at)
        return AgainOut(deliveries=count)

    return answered_once(request, idempotency_key, act)
