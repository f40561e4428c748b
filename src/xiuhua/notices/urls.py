"""Addresses of notices, of the ways they go, and of webhooks."""

from django.urls import path

from xiuhua.notices import pages

app_name = "notices"
urlpatterns = [
    path("notices", pages.InboxPage.as_view(), name="inbox"),
    path("notices/bell", pages.bell_count, name="bell"),
    path("notices/<int:notice_id>", pages.NoticePage.as_view(), name="notice"),
    path("notices/mark-all", pages.NoticesMarkAllPage.as_view(), name="mark-all"),
    path("notices/mark/<slug:to>", pages.NoticesMarkPage.as_view(), name="mark"),
    path("notices/undo", pages.NoticesUndoPage.as_view(), name="undo"),
    path("notices/routes", pages.RouteListPage.as_view(), name="routes"),
    path("notices/routes/rules", pages.NoticeRulesPage.as_view(), name="rules"),
    path("notices/routes/<int:route_id>", pages.RoutePage.as_view(), name="route"),
    path("notices/routes/<int:route_id>/set-up", pages.RouteConfigurePage.as_view(), name="route-configure"),
    path("notices/routes/<int:route_id>/test", pages.RouteTestPage.as_view(), name="route-test"),
    path("notices/routes/<int:route_id>/resume", pages.RouteResumePage.as_view(), name="route-resume"),
    path("notices/routes/<int:route_id>/sandbox", pages.RouteSandboxPage.as_view(), name="route-sandbox"),
    path("notices/routes/<int:route_id>/pause", pages.RoutePausePage.as_view(), name="route-pause"),
    path("notices/routes/<int:route_id>/secret", pages.RouteSecretPage.as_view(), name="route-secret"),
    path("notices/routes/<int:route_id>/opt-out", pages.RouteOptOutPage.as_view(), name="route-opt-out"),
    path("notices/sent", pages.SentPage.as_view(), name="sent"),
    path("notices/sent/<int:outgoing_id>", pages.OutgoingPage.as_view(), name="outgoing"),
    path("notices/sent/<int:outgoing_id>/again", pages.OutgoingResendPage.as_view(), name="outgoing-resend"),
    path("notices/sent/<int:outgoing_id>/reveal", pages.OutgoingAskPage.as_view(), name="outgoing-reveal"),
    path(
        "notices/sent/<int:outgoing_id>/address", pages.OutgoingShownPage.as_view(), name="outgoing-address"
    ),
    path("notices/escalations", pages.EscalationListPage.as_view(), name="escalations"),
    path("notices/escalations/new", pages.EscalationNewPage.as_view(), name="escalation-new"),
    path("notices/escalations/<int:step_id>", pages.EscalationEditPage.as_view(), name="escalation-edit"),
    path("me/notices", pages.PreferencePage.as_view(), name="preferences"),
    path("me/work-chat/<slug:kind>/bind", pages.chat_bind_page, name="chat-bind"),
    path("me/work-chat/<slug:kind>/unbind", pages.chat_unbind_page, name="chat-unbind"),
    path("sign-in/work-chat/<slug:kind>", pages.sign_on_page, name="sign-on"),
    path("sign-in/work-chat/<slug:kind>/back", pages.sign_on_back_page, name="sign-on-back"),
    path("webhooks", pages.WebhookListPage.as_view(), name="webhooks"),
    path("webhooks/new", pages.WebhookCreatePage.as_view(), name="webhook-create"),
    path("webhooks/<int:webhook_id>", pages.WebhookPage.as_view(), name="webhook"),
    path("webhooks/<int:webhook_id>/pause", pages.WebhookPausePage.as_view(), name="webhook-pause"),
    path("webhooks/<int:webhook_id>/resume", pages.WebhookResumePage.as_view(), name="webhook-resume"),
    path("webhooks/<int:webhook_id>/again", pages.WebhookAgainPage.as_view(), name="webhook-again"),
]
