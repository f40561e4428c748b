"""What the API of webhooks takes and gives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Field, Schema

from xiuhua.notices.models import Delivery
from xiuhua.notices.terms import DeliveryState, WebhookState


class WebhookIn(Schema):
    """A webhook. Its address begins with https://; its secret is drawn and answered once."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    url: Annotated[str, Field(min_length=1, max_length=500, examples=["https://example.org/xiuhua"])]
    acts: Annotated[str, Field(max_length=60, examples=["case."], description="how they begin")] = ""
    area_code: Annotated[str, Field(max_length=20, pattern="^[0-9]*$", description="and all below it")] = ""


class WebhookOut(Schema):
    """A webhook, without its secret."""

    id: int
    name: str
    url: str
    acts: str
    area_code: str
    state: WebhookState
    since_leaf: int
    created_by: str
    created_at: datetime


class WebhookMadeOut(WebhookOut):
    """A webhook just made. Nobody can show the secret again."""

    secret: str


class DeliveryOut(Schema):
    """One act that a webhook is told of."""

    id: int
    leaf: int
    entry_id: int
    act: str
    subject: str
    state: DeliveryState
    attempts: int
    next_at: datetime
    tried_at: datetime | None
    status: int | None
    took_ms: int | None
    fault: str

    @staticmethod
    def resolve_act(delivery: Delivery) -> str:
        """Return what was done."""
        return delivery.entry.act

    @staticmethod
    def resolve_subject(delivery: Delivery) -> str:
        """Return what it was done to."""
        return delivery.entry.subject


class AgainIn(Schema):
    """From which leaf on to send again."""

    leaf: Annotated[int, Field(ge=0, le=2**63 - 1)]


class AgainOut(Schema):
    """How many deliveries wait for being sent again."""

    deliveries: int
