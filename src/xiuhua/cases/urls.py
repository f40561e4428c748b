"""Addresses of the loop."""

from django.urls import path

from xiuhua.cases.api import open311
from xiuhua.cases.pages import acts, case, cases, consultations, reports, settings, trying

app_name = "cases"

urlpatterns = [
    path("cases", cases.CaseListPage.as_view(), name="cases"),
    path("cases/<int:case_id>", case.CasePage.as_view(), name="case"),
    path("cases/<int:case_id>/cost", consultations.CostPage.as_view(), name="cost"),
    *(
        path(f"cases/<int:case_id>/{slug}", page.as_view(), name=f"act-{slug}")
        for slug, page in acts.act_pages().items()
    ),
    path("loop-settings", settings.LoopVersionListPage.as_view(), name="loop-versions"),
    path("loop-settings/new", settings.LoopPublishPage.as_view(), name="loop-publish"),
    path("loop-settings/<int:version_id>", settings.LoopVersionPage.as_view(), name="loop-version"),
    path("duty-revisions/<int:revision_id>/trial", trying.DutyTrialPage.as_view(), name="duty-trial"),
    path("reports", reports.ReportListPage.as_view(), name="reports"),
    path("reports/new", reports.ReportNewPage.as_view(), name="report-new"),
    path("reports/<int:report_id>/phone", reports.ReportPhonePage.as_view(), name="report-phone"),
    path(
        "reports/<int:report_id>/phone/shown",
        reports.ReportPhoneShownPage.as_view(),
        name="report-phone-shown",
    ),
    path("consultations", consultations.ConsultationListPage.as_view(), name="consultations"),
    path(
        "consultations/<int:consultation_id>",
        consultations.ConsultationPage.as_view(),
        name="consultation",
    ),
    path(
        "consultations/<int:consultation_id>/close",
        consultations.ConsultationClosePage.as_view(),
        name="consultation-close",
    ),
    path("questions", consultations.QuestionListPage.as_view(), name="questions"),
    path("questions/<int:question_id>", consultations.QuestionPage.as_view(), name="question"),
    path(
        "questions/<int:question_id>/decide",
        consultations.QuestionDecidePage.as_view(),
        name="question-decide",
    ),
    path("questions/<int:question_id>/drop", consultations.QuestionDropPage.as_view(), name="question-drop"),
    path("open311/v2/discovery.<slug:form>", open311.discovery, name="open311-discovery"),
    path("open311/v2/services.<slug:form>", open311.services, name="open311-services"),
    path("open311/v2/services/<str:code>.<slug:form>", open311.service, name="open311-service"),
    path("open311/v2/requests.<slug:form>", open311.requests, name="open311-requests"),
    path("open311/v2/requests/<str:number>.<slug:form>", open311.request_read, name="open311-request"),
    path("open311/v2/tokens/<str:number>.<slug:form>", open311.token, name="open311-token"),
]
