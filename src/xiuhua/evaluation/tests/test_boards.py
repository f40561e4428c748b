"""比学赶超 of people: final grades beside each other, for whoever answers for them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.evaluation.models import Assessment
from xiuhua.evaluation.rules.boards import ranks_of
from xiuhua.evaluation.services.assessments import assessments_sweep
from xiuhua.evaluation.tests.test_assessments import WEIGHTS, march

__all__ = ["march"]


def test_equal_scores_share_the_better_rank_and_the_next_is_skipped() -> None:
    scores = {"a": Decimal("90.00"), "b": Decimal("95.50"), "c": Decimal("90.00"), "d": Decimal("70.00")}
    assert ranks_of(scores) == {"b": 1, "a": 2, "c": 2, "d": 4}
    assert ranks_of({}) == {}


@pytest.mark.slow("a post is assessed by its pages")
def test_a_board_shows_final_grades_to_whoever_answers_for_the_people_and_to_nobody_else(
    office: Office,
    march: tuple[int, int, int],
) -> None:
    del march
    office("assessor").form("/assessments/scheme", post="post_handler", minimum="3", **WEIGHTS)
    office("assessor").form("/assessments/run", post="post_handler", period="2026-03")
    with scope_opened(("",)):
        one = Assessment.objects.get()
    personnel = office("personnel")
    assert personnel.client.get("/boards").context["view"].rows == ()
    assert personnel.client.get(f"/boards/{one.pk}").status_code == 404  # grades may change still
    office.hands.at = one.objections_until + timedelta(minutes=1)
    assert assessments_sweep(at=office.hands.at) == 1
    (row,) = personnel.client.get("/boards").context["view"].rows
    page = personnel.page(row.url)
    for words in ("吕十", "76.85", "吴六", "样本不足"):
        assert words in page, words
    assert page.index("吕十") < page.index("吴六")  # who is not graded stands last, without a rank
    assert office("crew").client.get(row.url).status_code == 403
    assert office("crew").client.get("/boards").status_code == 403
