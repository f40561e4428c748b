"""Addresses of the webhooks."""

from django.urls import path

from xiuhua.notices import pages

app_name = "notices"
urlpatterns = [
    path("webhooks", pages.WebhookListPage.as_view(), name="webhooks"),
    path("webhooks/new", pages.WebhookCreatePage.as_view(), name="webhook-create"),
    path("webhooks/<int:webhook_id>", pages.WebhookPage.as_view(), name="webhook"),
    path("webhooks/<int:webhook_id>/pause", pages.WebhookPausePage.as_view(), name="webhook-pause"),
    path("webhooks/<int:webhook_id>/resume", pages.WebhookResumePage.as_view(), name="webhook-resume"),
    path("webhooks/<int:webhook_id>/again", pages.WebhookAgainPage.as_view(), name="webhook-again"),
]
