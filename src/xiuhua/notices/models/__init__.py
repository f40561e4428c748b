"""Tables of the notices."""

from xiuhua.notices.models.addressing import Binding, OptOut, Preference
from xiuhua.notices.models.escalations import EscalationStep
from xiuhua.notices.models.notices import Notice
from xiuhua.notices.models.routes import HeardReceipt, NoticeRules, Outgoing, Route, SmsUse
from xiuhua.notices.models.webhooks import Delivery, Webhook

__all__ = [
    "Binding",
    "Delivery",
    "EscalationStep",
    "HeardReceipt",
    "Notice",
    "NoticeRules",
    "OptOut",
    "Outgoing",
    "Preference",
    "Route",
    "SmsUse",
    "Webhook",
]
