"""What the acts of notices and webhooks need."""

from xiuhua.notices.forms.preferences import PreferenceForm
from xiuhua.notices.forms.routes import (
    AddressForm,
    DingTalkRouteForm,
    EmailRouteForm,
    EscalationForm,
    NoticeRulesForm,
    SmsRouteForm,
    WeComRouteForm,
)
from xiuhua.notices.forms.webhooks import AgainForm, ConfirmForm, WebhookForm

__all__ = [
    "AddressForm",
    "AgainForm",
    "ConfirmForm",
    "DingTalkRouteForm",
    "EmailRouteForm",
    "EscalationForm",
    "NoticeRulesForm",
    "PreferenceForm",
    "SmsRouteForm",
    "WeComRouteForm",
    "WebhookForm",
]
