"""Addresses of proofs."""

from django.urls import path

from xiuhua.ledger import pages

app_name = "ledger"
urlpatterns = [path("ledger/proofs/<int:entry_id>.json", pages.proof_page, name="proof")]
