"""The standings, sheets, interviews and commendations behind figures."""

from __future__ import annotations

from xiuhua.evaluation.pages.contest_marks import MarkListPage
from xiuhua.evaluation.pages.contest_rounds import StandingListPage
from xiuhua.evaluation.pages.interviews import CommendationListPage, InterviewListPage
from xiuhua.evaluation.pages.outer_ranks import OuterRankListPage
from xiuhua.evaluation.pages.records import records_page_register


def records_entered() -> None:
    """Enter the lists of contests."""
    records_page_register("outer_rank", OuterRankListPage)
    records_page_register("standing", StandingListPage)
    records_page_register("contest_mark", MarkListPage)
    records_page_register("interview", InterviewListPage)
    records_page_register("commendation", CommendationListPage)
