"""Words of the notices: what is told, to whom, by which way, and how far that came."""

from xiuhua.notices.terms.notices import Digest, NoticeAct, NoticeKind, RecipientKind
from xiuhua.notices.terms.routes import (
    QUOTA_FAULTS,
    OutgoingAct,
    OutgoingFault,
    OutgoingState,
    RouteAct,
    RouteKind,
    RouteState,
)
from xiuhua.notices.terms.webhooks import DeliveryFault, DeliveryState, WebhookAct, WebhookState

__all__ = [
    "QUOTA_FAULTS",
    "DeliveryFault",
    "DeliveryState",
    "Digest",
    "NoticeAct",
    "NoticeKind",
    "OutgoingAct",
    "OutgoingFault",
    "OutgoingState",
    "RecipientKind",
    "RouteAct",
    "RouteKind",
    "RouteState",
    "WebhookAct",
    "WebhookState",
]
