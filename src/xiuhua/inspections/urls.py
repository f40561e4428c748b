"""Addresses of inspections."""

from django.urls import path

from xiuhua.inspections.pages import findings, inspections, orders, own

app_name = "inspections"

_FINDING = "findings/<int:finding_id>"
_ORDER, _OWN_ORDER = "rectify-orders/<int:order_id>/print", "my-rectify-orders/<int:order_id>/print"

urlpatterns = [
    path("inspections", inspections.InspectionListPage.as_view(), name="inspections"),
    path("inspections/new/<slug:key>", inspections.InspectionNewPage.as_view(), name="inspection-new"),
    path("inspections/<int:inspection_id>", inspections.InspectionPage.as_view(), name="inspection"),
    path("findings", findings.FindingListPage.as_view(), name="findings"),
    path(_FINDING, findings.FindingPage.as_view(), name="finding"),
    *(
        path(f"{_FINDING}/{slug}", page.as_view(), name=f"finding-{slug}")
        for slug, page in (
            ("fix", findings.FixPage),
            ("order", findings.OrderPage),
            ("answer", findings.AnswerPage),
            ("recheck", findings.RecheckPage),
            ("case", findings.ToCasePage),
        )
    ),
    path(_ORDER, orders.OrderPrintPage.as_view(), name="order-print"),
    path(f"{_ORDER}.docx", orders.OrderPrintPage.as_view(), {"word": "1"}, name="order-word"),
    path("my-findings", own.OwnFindingListPage.as_view(), name="own-findings"),
    path("my-findings/<int:finding_id>", own.OwnFindingPage.as_view(), name="own-finding"),
    path("my-findings/<int:finding_id>/answer", own.OwnAnswerPage.as_view(), name="own-finding-answer"),
    path(_OWN_ORDER, orders.OwnOrderPrintPage.as_view(), name="own-order-print"),
    path(f"{_OWN_ORDER}.docx", orders.OwnOrderPrintPage.as_view(), {"word": "1"}, name="own-order-word"),
]
