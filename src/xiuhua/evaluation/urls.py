"""Addresses of figures."""

from django.urls import path

from xiuhua.evaluation.pages import (
    assessments,
    closing_lines,
    closing_rules,
    closings,
    contest_marks,
    contest_rounds,
    contest_schemes,
    contest_trials,
    interviews,
    line_objections,
    listings,
    own_results,
    own_scores,
    payments,
    person_results,
    post_schemes,
    screens,
    snapshots,
    targets,
    watches,
)
from xiuhua.evaluation.pages.choosing import OverviewChoosePage
from xiuhua.evaluation.pages.courses import FigureCoursePage
from xiuhua.evaluation.pages.figures import FiguresPage
from xiuhua.evaluation.pages.months import MonthsPage
from xiuhua.evaluation.pages.overview import MonthPage
from xiuhua.evaluation.pages.post_forms import EvaluationFormPage
from xiuhua.evaluation.pages.public_lists import public_lists_page
from xiuhua.evaluation.pages.records import figure_records_page
from xiuhua.evaluation.pages.splits import FigureSplitPage

app_name = "evaluation"
urlpatterns = [
    path("month", MonthPage.as_view(), name="month"),
    path("month/choose", OverviewChoosePage.as_view(), name="overview-choose"),
    path("targets", targets.TargetsPage.as_view(), name="targets"),
    path("targets/set", targets.TargetSetPage.as_view(), name="target-set"),
    path("targets/<int:target_id>", targets.TargetPage.as_view(), name="target"),
    path("targets/<int:target_id>/next", targets.TargetNextPage.as_view(), name="target-next"),
    path("targets/<int:target_id>/withdraw", targets.TargetWithdrawPage.as_view(), name="target-withdraw"),
    path("snapshots", snapshots.SnapshotListPage.as_view(), name="snapshots"),
    path("snapshots/fix", snapshots.SnapshotFixPage.as_view(), name="snapshot-fix"),
    path("snapshots/<int:snapshot_id>", snapshots.SnapshotPage.as_view(), name="snapshot"),
    path("screens", screens.ScreenListPage.as_view(), name="screens"),
    path("screens/new", screens.ScreenNewPage.as_view(), name="screen-new"),
    path("screens/<int:screen_id>", screens.ScreenPage.as_view(), name="screen"),
    path("screens/<int:screen_id>/next", screens.ScreenNextPage.as_view(), name="screen-next"),
    path("contests", contest_rounds.RoundListPage.as_view(), name="contests"),
    path("contests/open", contest_rounds.RoundOpenPage.as_view(), name="contest-open"),
    path("contests/<int:round_id>", contest_rounds.RoundPage.as_view(), name="contest"),
    path("contests/<int:round_id>/publish", contest_rounds.PublishPage.as_view(), name="contest-publish"),
    path("contests/<int:round_id>/mark", contest_marks.MarkNewPage.as_view(), name="contest-mark"),
    path("contests/<int:round_id>/lists", listings.ListsPublishPage.as_view(), name="lists-publish"),
    path("red-black-lists", public_lists_page, name="public-lists"),
    path("listings", listings.ListingListPage.as_view(), name="listings"),
    path("listings/<int:listing_id>", listings.ListingPage.as_view(), name="listing"),
    path("listings/<int:listing_id>/object", listings.ListingObjectPage.as_view(), name="listing-object"),
    path("listings/<int:listing_id>/decide", listings.ListingDecidePage.as_view(), name="listing-decide"),
    path("listings/<int:listing_id>/claim", listings.ListingClaimPage.as_view(), name="listing-claim"),
    path("listings/<int:listing_id>/repair", listings.ListingRepairPage.as_view(), name="listing-repair"),
    path("my-scores", own_scores.OwnScoreListPage.as_view(), name="own-scores"),
    path("my-scores/<int:standing_id>", own_scores.OwnScorePage.as_view(), name="own-score"),
    path("my-scores/listings/<int:listing_id>", listings.OwnListingPage.as_view(), name="own-listing"),
    path("my-scores/sheets", own_scores.OwnMarkListPage.as_view(), name="own-marks"),
    path("my-scores/sheets/<int:mark_id>", own_scores.OwnMarkPage.as_view(), name="own-mark"),
    path(
        "my-scores/sheets/<int:mark_id>/object",
        own_scores.OwnObjectionPage.as_view(),
        name="own-mark-object",
    ),
    path("payment-sheets", payments.PaymentListPage.as_view(), name="payments"),
    path("payment-sheets/<int:payment_id>", payments.PaymentPage.as_view(), name="payment"),
    path(
        "payment-sheets/<int:payment_id>/decide", payments.PaymentDecidePage.as_view(), name="payment-decide"
    ),
    path("contest-standings", contest_rounds.StandingListPage.as_view(), name="standings"),
    path("contest-marks", contest_marks.MarkListPage.as_view(), name="marks"),
    path("contest-marks/<int:mark_id>", contest_marks.MarkPage.as_view(), name="mark"),
    path("contest-marks/<int:mark_id>/strike", contest_marks.StrikePage.as_view(), name="mark-strike"),
    path("contest-marks/<int:mark_id>/object", contest_marks.ObjectionPage.as_view(), name="mark-object"),
    path(
        "contest-objections/<int:objection_id>/decide",
        contest_marks.DecidePage.as_view(),
        name="objection-decide",
    ),
    path("contest-schemes", contest_schemes.SchemeListPage.as_view(), name="schemes"),
    path("contest-schemes/ready", contest_schemes.SchemeReadyPage.as_view(), name="scheme-ready"),
    path("contest-schemes/<int:scheme_id>", contest_schemes.SchemePage.as_view(), name="scheme"),
    path(
        "contest-schemes/<int:scheme_id>/next", contest_schemes.SchemeNextPage.as_view(), name="scheme-next"
    ),
    path("contest-schemes/<int:scheme_id>/try", contest_trials.SchemeTryPage.as_view(), name="scheme-try"),
    path("contest-trials/<int:trial_id>", contest_trials.TrialPage.as_view(), name="scheme-trial"),
    path(
        "contest-trials/<int:trial_id>/publish",
        contest_trials.TrialPublishPage.as_view(),
        name="scheme-trial-publish",
    ),
    path("interviews", interviews.InterviewListPage.as_view(), name="interviews"),
    path("interviews/<int:interview_id>", interviews.InterviewPage.as_view(), name="interview"),
    path("interviews/<int:interview_id>/hold", interviews.HoldPage.as_view(), name="interview-hold"),
    path("interviews/<int:interview_id>/follow", interviews.FollowPage.as_view(), name="interview-follow"),
    path("interviews/<int:interview_id>/close", interviews.ClosePage.as_view(), name="interview-close"),
    path("commendations", interviews.CommendationListPage.as_view(), name="commendations"),
    path("figures", FiguresPage.as_view(), name="figures"),
    path("figures/months", MonthsPage.as_view(), name="months"),
    path("figures/watched", watches.WatchListPage.as_view(), name="watches"),
    path("figures/watched/<int:watch_id>/end", watches.WatchEndPage.as_view(), name="watch-end"),
    path("figures/deviations", watches.DeviationListPage.as_view(), name="deviations"),
    path("figures/deviations/<int:deviation_id>", watches.DeviationPage.as_view(), name="deviation"),
    path(
        "figures/deviations/<int:deviation_id>/judge",
        watches.DeviationJudgePage.as_view(),
        name="deviation-judge",
    ),
    path("figures/<slug:key>/watch", watches.WatchSetPage.as_view(), name="watch-set"),
    path("figures/<slug:key>/split", FigureSplitPage.as_view(), name="figure-split"),
    path("figures/<slug:key>/course", FigureCoursePage.as_view(), name="figure-course"),
    path("figures/<slug:key>/records", figure_records_page, name="figure-records"),
    path("closings", closings.ClosingListPage.as_view(), name="closings"),
    path("closings/freeze", closings.FreezePage.as_view(), name="closing-freeze"),
    path("closings/rule", closing_rules.ClosingRulePage.as_view(), name="closing-rule"),
    path("closings/<int:closing_id>", closings.ClosingPage.as_view(), name="closing"),
    path("closings/<int:closing_id>/lines", closing_lines.ClosingLinesPage.as_view(), name="closing-lines"),
    path(
        "closings/<int:closing_id>/object/<int:case_id>/<slug:about>",
        line_objections.LineObjectPage.as_view(),
        name="line-object",
    ),
    path("closings/<int:closing_id>/advance", closings.AdvancePage.as_view(), name="closing-advance"),
    path("line-objections", line_objections.LineObjectionListPage.as_view(), name="line-objections"),
    path(
        "line-objections/<int:objection_id>",
        line_objections.LineObjectionPage.as_view(),
        name="line-objection",
    ),
    path(
        "line-objections/<int:objection_id>/decide",
        line_objections.LineDecidePage.as_view(),
        name="line-decide",
    ),
    path("evaluation-forms", EvaluationFormPage.as_view(), {"key": "area"}, name="evaluation-forms"),
    path("evaluation-forms/<slug:key>", EvaluationFormPage.as_view(), name="evaluation-form"),
    path("assessments", assessments.AssessmentListPage.as_view(), name="assessments"),
    path("assessments/run", assessments.AssessmentRunPage.as_view(), name="assessment-run"),
    path("assessments/scheme", post_schemes.PostSchemePage.as_view(), name="post-scheme"),
    path(
        "assessments/<int:assessment_id>/finalise",
        assessments.FinalisePage.as_view(),
        name="assessment-finalise",
    ),
    path("assessments/results", person_results.ResultListPage.as_view(), name="person-results"),
    path("assessments/results/<int:result_id>", person_results.ResultPage.as_view(), name="person-result"),
    path(
        "assessments/results/<int:result_id>/object/<int:move_id>/<slug:about>",
        own_results.ResultObjectPage.as_view(),
        name="result-object",
    ),
    path(
        "assessments/results/<int:result_id>/use", person_results.ResultUsePage.as_view(), name="result-use"
    ),
    path("my-assessment", own_results.MyResultsPage.as_view(), name="my-results"),
]
