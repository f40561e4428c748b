"""Every write of the notices."""

from xiuhua.notices.services.sending import (
    Attempt,
    attempt_record,
    deliveries_forget,
    deliveries_queue,
    webhook_claim,
)
from xiuhua.notices.services.webhooks import webhook_create, webhook_pause, webhook_resume, webhook_send_again

__all__ = [
    "Attempt",
    "attempt_record",
    "deliveries_forget",
    "deliveries_queue",
    "webhook_claim",
    "webhook_create",
    "webhook_pause",
    "webhook_resume",
    "webhook_send_again",
]
