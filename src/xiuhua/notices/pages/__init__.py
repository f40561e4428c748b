"""Notices, ways out of the house, and webhooks on pages."""

from xiuhua.notices.pages.escalations import (
    EscalationEditPage,
    EscalationListPage,
    EscalationNewPage,
)
from xiuhua.notices.pages.inbox import (
    InboxPage,
    NoticePage,
    NoticesMarkAllPage,
    NoticesMarkPage,
    NoticesUndoPage,
    bell,
    bell_count,
)
from xiuhua.notices.pages.preferences import (
    PreferencePage,
)
from xiuhua.notices.pages.routes import (
    NoticeRulesPage,
    RouteConfigurePage,
    RouteListPage,
    RouteOptOutPage,
    RoutePage,
    RoutePausePage,
    RouteResumePage,
    RouteSandboxPage,
    RouteSecretPage,
    RouteTestPage,
)
from xiuhua.notices.pages.sent import (
    OutgoingAskPage,
    OutgoingPage,
    OutgoingResendPage,
    OutgoingShownPage,
    SentPage,
)
from xiuhua.notices.pages.signing_on import (
    chat_bind_page,
    chat_unbind_page,
    doors,
    sign_on_back_page,
    sign_on_page,
)
from xiuhua.notices.pages.webhooks import (
    WebhookAgainPage,
    WebhookCreatePage,
    WebhookListPage,
    WebhookPage,
    WebhookPausePage,
    WebhookResumePage,
)

__all__ = [
    "EscalationEditPage",
    "EscalationListPage",
    "EscalationNewPage",
    "InboxPage",
    "NoticePage",
    "NoticeRulesPage",
    "NoticesMarkAllPage",
    "NoticesMarkPage",
    "NoticesUndoPage",
    "OutgoingAskPage",
    "OutgoingPage",
    "OutgoingResendPage",
    "OutgoingShownPage",
    "PreferencePage",
    "RouteConfigurePage",
    "RouteListPage",
    "RouteOptOutPage",
    "RoutePage",
    "RoutePausePage",
    "RouteResumePage",
    "RouteSandboxPage",
    "RouteSecretPage",
    "RouteTestPage",
    "SentPage",
    "WebhookAgainPage",
    "WebhookCreatePage",
    "WebhookListPage",
    "WebhookPage",
    "WebhookPausePage",
    "WebhookResumePage",
    "bell",
    "bell_count",
    "chat_bind_page",
    "chat_unbind_page",
    "doors",
    "sign_on_back_page",
    "sign_on_page",
]
