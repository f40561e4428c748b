"""Addresses of briefings."""

from django.urls import path

from xiuhua.briefings.pages import briefings, plans

app_name = "briefings"

_ONE = "briefings/<int:briefing_id>"

urlpatterns = [
    path("briefings", briefings.BriefingListPage.as_view(), name="briefings"),
    path("briefings/new", briefings.BriefingNewPage.as_view(), name="briefing-new"),
    path(_ONE, briefings.BriefingPage.as_view(), name="briefing"),
    path(f"{_ONE}/edit/<slug:block>", briefings.EditPage.as_view(), name="edit"),
    *(
        path(f"{_ONE}/{slug}", page.as_view(), name=slug)
        for slug, page in (
            ("submit", briefings.SubmitPage),
            ("sign", briefings.SignPage),
            ("return", briefings.ReturnPage),
            ("send", briefings.SendPage),
            ("redraft", briefings.RedraftPage),
        )
    ),
    path(f"{_ONE}/charts/<int:number>.png", briefings.ChartPage.as_view(), name="chart"),
    path(f"{_ONE}/print", briefings.BriefingPrintPage.as_view(), name="print"),
    path(f"{_ONE}/print.docx", briefings.BriefingPrintPage.as_view(), {"word": "docx"}, name="print-word"),
    path("briefing-plans", plans.PlanListPage.as_view(), name="plans"),
    path("briefing-plans/new", plans.PlanNewPage.as_view(), name="plan-new"),
]
