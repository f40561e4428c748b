"""Addresses of the loop."""

from django.urls import path
from django.views.decorators.http import require_POST

from xiuhua.cases.api import open311
from xiuhua.cases.pages import (
    acts,
    appeals,
    case,
    cases,
    consultations,
    hints,
    hot_spots,
    look_backs,
    papers,
    places,
    repeats,
    reports,
    settings,
    supervision,
    trying,
    watches,
)
from xiuhua.cases.pages.videos import plans as video_plans
from xiuhua.cases.pages.videos import rounds as video_rounds
from xiuhua.cases.pages.videos import watch as video_watch
from xiuhua.cases.pages.workbench import acts as desk_acts
from xiuhua.cases.pages.workbench import desk

app_name = "cases"

urlpatterns = [
    path("workbench", desk.WorkbenchPage.as_view(), name="workbench"),
    path("workbench/rows", desk.RowsPart.as_view(), name="workbench-rows"),
    path("workbench/news", desk.NewsPart.as_view(), name="workbench-news"),
    path("workbench/forecast", desk.ForecastPart.as_view(), name="workbench-forecast"),
    path("workbench/map", desk.FollowPage.as_view(), name="workbench-map"),
    path("workbench/acts", desk_acts.DeskActsPage.as_view(), name="workbench-acts"),
    path("workbench/<int:case_id>", desk.WorkbenchPage.as_view(), name="workbench-case"),
    path("workbench/<int:case_id>/part", desk.CasePart.as_view(), name="workbench-case-part"),
    path("workbench/<int:case_id>/act", desk_acts.DeskActPage.as_view(), name="workbench-act"),
    path("cases", cases.CaseListPage.as_view(), name="cases"),
    path("cases/forms", require_POST(papers.forms_export), name="forms-export"),
    path("cases/<int:case_id>", case.CasePage.as_view(), name="case"),
    path("cases/<int:case_id>/cost", consultations.CostPage.as_view(), name="cost"),
    path("cases/<int:case_id>/forms", papers.CaseFormsPage.as_view(), name="forms"),
    path("cases/<int:case_id>/forms.docx", papers.CaseFormsPage.as_view(), {"word": "1"}, name="forms-word"),
    path("cases/<int:case_id>/forms/<slug:form>", papers.CaseFormsPage.as_view(), name="form"),
    path(
        "cases/<int:case_id>/forms/<slug:form>.docx",
        papers.CaseFormsPage.as_view(),
        {"word": "1"},
        name="form-word",
    ),
    path("cases/<int:case_id>/draft", papers.PaperDraftPage.as_view(), name="paper-draft"),
    path("cases/<int:case_id>/supervise", supervision.SupervisionNewPage.as_view(), name="supervise"),
    path("cases/<int:case_id>/remind", supervision.CaseRemindPage.as_view(), name="remind"),
    *(
        path(f"cases/<int:case_id>/{slug}", page.as_view(), name=f"act-{slug}")
        for slug, page in acts.act_pages().items()
    ),
    path("supervisions", supervision.SupervisionListPage.as_view(), name="supervisions"),
    path("supervisions/new", supervision.SupervisionNewPage.as_view(), name="supervision-new"),
    path("supervisions/<int:supervision_id>", supervision.SupervisionPage.as_view(), name="supervision"),
    *(
        path(f"supervisions/<int:supervision_id>/{slug}", page.as_view(), name=f"supervision-{slug}")
        for slug, page in (
            ("reply", supervision.SupervisionReplyPage),
            ("refuse", supervision.SupervisionRefusePage),
            ("release", supervision.SupervisionReleasePage),
            ("void", supervision.SupervisionVoidPage),
        )
    ),
    *(
        path(f"{address}{ending}", page.as_view(), {"word": "1"} if ending else {}, name=f"{name}{word}")
        for address, page, name in (
            ("supervisions/<int:supervision_id>/print", papers.SupervisionPrintPage, "supervision-print"),
            (
                "supervisions/<int:supervision_id>/release/print",
                papers.ReleasePrintPage,
                "supervision-release-print",
            ),
            ("consultations/<int:consultation_id>/agenda", papers.AgendaPage, "consultation-agenda"),
            ("consultations/<int:consultation_id>/minutes", papers.MinutesPage, "consultation-minutes"),
        )
        for ending, word in (("", ""), (".docx", "-word"))
    ),
    path("cases/<int:case_id>/place", places.CasePlacePage.as_view(), name="place-of-case"),
    path("cases/<int:case_id>/appeal", appeals.AppealMakePage.as_view(), name="appeal-make"),
    path("places", places.PlacePage.as_view(), name="places"),
    path("places/<int:case_id>", places.CasePlacePage.as_view(), name="place"),
    path("repeats", repeats.RepeatsPage.as_view(), name="repeats"),
    path("hot-spots", hot_spots.HotSpotsPage.as_view(), name="hot-spots"),
    path("hot-spots/cases", hot_spots.SpotCasesPage.as_view(), name="hot-spot-cases"),
    path("hot-spots/<slug:spot>/<str:place>/watch", watches.WatchPutPage.as_view(), name="watch-put"),
    path("supervision-list", watches.WatchListPage.as_view(), name="watches"),
    path("supervision-list/<int:watch_id>", watches.WatchPage.as_view(), name="watch"),
    path("supervision-list/<int:watch_id>/end", watches.WatchEndPage.as_view(), name="watch-end"),
    path("look-backs", look_backs.RoundListPage.as_view(), name="look-backs"),
    path("look-backs/new", look_backs.RoundDrawPage.as_view(), name="look-back-draw"),
    path("look-backs/<int:round_id>", look_backs.RoundPage.as_view(), name="look-back"),
    path("revisits", look_backs.RevisitListPage.as_view(), name="revisits"),
    path("revisits/mine", look_backs.MyRevisitsPage.as_view(), name="my-revisits"),
    path("revisits/<int:revisit_id>", look_backs.RevisitPage.as_view(), name="revisit"),
    path("revisits/<int:revisit_id>/record", look_backs.RevisitRecordPage.as_view(), name="revisit-record"),
    path("revisits/<int:revisit_id>/assign", look_backs.RevisitAssignPage.as_view(), name="revisit-assign"),
    path("video-plans", video_plans.PlanListPage.as_view(), name="video-plans"),
    path("video-plans/new", video_plans.PlanNewPage.as_view(), name="video-plan-new"),
    path("video-plans/<int:plan_id>", video_plans.PlanPage.as_view(), name="video-plan"),
    path("video-plans/<int:plan_id>/revise", video_plans.PlanRevisePage.as_view(), name="video-plan-revise"),
    path(
        "video-plans/<int:plan_id>/withdraw",
        video_plans.PlanWithdrawPage.as_view(),
        name="video-plan-withdraw",
    ),
    path("video-plans/<int:plan_id>/start", video_plans.RoundStartPage.as_view(), name="video-start"),
    path("video-rounds", video_rounds.RoundListPage.as_view(), name="video-rounds"),
    path("video-rounds/<int:round_id>", video_rounds.RoundPage.as_view(), name="video-round"),
    path("video-rounds/<int:round_id>/watch", video_watch.WatchPage.as_view(), name="video-watch"),
    path("video-rounds/<int:round_id>/end", video_rounds.RoundEndPage.as_view(), name="video-end"),
    path(
        "video-rounds/<int:round_id>/looks/<int:look_id>/find",
        video_watch.FindPage.as_view(),
        name="video-find",
    ),
    path("video-findings", video_rounds.FindingListPage.as_view(), name="video-findings"),
    path("video-findings/<int:finding_id>", video_rounds.FindingPage.as_view(), name="video-finding"),
    path("appeals", appeals.AppealListPage.as_view(), name="appeals"),
    path("appeals/<int:appeal_id>", appeals.AppealPage.as_view(), name="appeal"),
    path("appeals/<int:appeal_id>/first", appeals.AppealFirstPage.as_view(), name="appeal-first"),
    path("appeals/<int:appeal_id>/second", appeals.AppealSecondPage.as_view(), name="appeal-second"),
    path("appeals/<int:appeal_id>/withdraw", appeals.AppealWithdrawPage.as_view(), name="appeal-withdraw"),
    path("loop-settings", settings.LoopVersionListPage.as_view(), name="loop-versions"),
    path("loop-settings/new", settings.LoopPublishPage.as_view(), name="loop-publish"),
    path("loop-settings/<int:version_id>", settings.LoopVersionPage.as_view(), name="loop-version"),
    path("duty-revisions/<int:revision_id>/trial", trying.DutyTrialPage.as_view(), name="duty-trial"),
    path("reports", reports.ReportListPage.as_view(), name="reports"),
    path("reports/new", reports.ReportNewPage.as_view(), name="report-new"),
    path("reports/hints", hints.ReportHintsPage.as_view(), name="report-hints"),
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
