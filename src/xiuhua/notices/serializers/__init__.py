"""What the API of notices and webhooks takes and gives."""

from xiuhua.notices.serializers.notices import MarkIn, MarkOut, NoticeOut, ReceiptsOut
from xiuhua.notices.serializers.webhooks import (
    AgainIn,
    AgainOut,
    DeliveryOut,
    WebhookIn,
    WebhookMadeOut,
    WebhookOut,
)

__all__ = [
    "AgainIn",
    "AgainOut",
    "DeliveryOut",
    "MarkIn",
    "MarkOut",
    "NoticeOut",
    "ReceiptsOut",
    "WebhookIn",
    "WebhookMadeOut",
    "WebhookOut",
]
