"""A figure over time on the page: periods open to their records, no forecast stands without its width."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from xiuhua.cases.tests.loop_kit import MONDAY, Loop
from xiuhua.evaluation.queries.asking import Wording, question_read
from xiuhua.evaluation.queries.figures import figures_counted
from xiuhua.evaluation.queries.series import figure_series, still_changes
from xiuhua.evaluation.terms import Method, WhyNone
from xiuhua.scenekit.indicators import indicators
from xiuhua.web.testing import Budget

if TYPE_CHECKING:
    from django.test import Client

SignIn = Callable[..., "Client"]
DISTRICT = "990101"
LAST = "2026-03-22"
A_DAY = (1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 9, 1, 2, 1, 2)


@pytest.fixture
def days(loop: Loop) -> None:
    """Twenty days with one or two reports each, and one with nine."""
    for day, number in enumerate(A_DAY):
        for each in range(number):
            loop.report(at=MONDAY + timedelta(days=day, minutes=each))


@pytest.mark.slow("reports on twenty days")
def test_the_course_of_a_figure_opens_period_by_period_and_says_what_is_expected(
    days: None, sign_in: SignIn, sql_budget: Budget
) -> None:
    leader = sign_in("leader", area=DISTRICT)
    path = f"/figures/reported/course?period={LAST}"
    with sql_budget("figure course", most=12):
        leader.get(path)
    page = leader.get(path)
    assert page.status_code == 200, page.content.decode()
    view = page.context["view"]
    newest, numbers = view.rows[0], [row.number for row in reversed(view.rows)]
    assert numbers == [*A_DAY, 0]
    assert newest.number == 0
    for row in view.rows[:6]:
        assert len(leader.get(row.number_url).context["view"].rows) == row.number
    assert view.rows[-1].note == "记录自其间开始"
    odd = [row for row in view.rows if row.is_outside]
    assert [row.number for row in odd] == [9]
    assert "异于常态" in odd[0].note
    assert view.expected
    assert all(one.low <= one.value <= one.high for one in view.expected)
    words = page.content.decode()
    for said in ("展望", "走势", "100 次推算中有 80 次", "误差的中位数"):
        assert said in words, said
    english = leader.get(path, headers={"Accept-Language": "en"}).content.decode()
    assert "Expected by" in english


@pytest.mark.slow("reports on twenty days")
def test_what_runs_is_not_held_against_what_has_ended(days: None) -> None:
    at = MONDAY + timedelta(days=19, hours=3)
    said = Wording(keys=("reported",), period="2026-03-21")
    series = figure_series(question_read(said, areas=("",), at=at))
    assert series.running is not None
    assert series.running[0].key == "2026-03-21"
    assert series.periods[-1].key == "2026-03-20"
    assert series.outlook.method is not None
    for period, value in list(zip(series.periods, series.values, strict=True))[-5:]:
        asked = question_read(Wording(keys=("reported",), period=period.key), areas=("",), at=at)
        (alone,) = figures_counted(asked)
        assert alone.value == value


def test_of_too_few_periods_nothing_is_expected_and_it_says_so(loop: Loop, sign_in: SignIn) -> None:
    loop.report()
    leader = sign_in("leader", area=DISTRICT)
    page = leader.get("/figures/reported/course?period=2026-03")
    view = page.context["view"]
    assert view.expected == ()
    assert view.expected_none
    assert view.expected_none in page.content.decode()
    assert [(row.number, row.note) for row in view.rows] == [(1, "记录自其间开始")]  # no row of before
    nothing = leader.get("/figures/reported/course?period=2025-03").context["view"]
    assert [row.why for row in nothing.rows] == [WhyNone.BEFORE_RECORDS.zh]


def test_what_stands_now_has_no_past_and_nonsense_is_refused(loop: Loop, sign_in: SignIn) -> None:
    loop.report()
    leader = sign_in("leader", area=DISTRICT)
    assert leader.get("/figures/nothing/course").status_code == 404
    assert leader.get("/figures/reported/course?period=soon").status_code == 422
    assert sign_in("resident").get("/figures/reported/course").status_code == 403
    assert "/figures/reported/course?" in leader.get("/figures?period=2026-03").content.decode()


def test_of_what_still_changes_when_its_period_has_ended_nothing_is_expected(days: None) -> None:
    at = MONDAY + timedelta(days=30)
    said = Wording(keys=("closure_rate_cohort",), period="2026-03-21")
    told = figure_series(question_read(said, areas=("",), at=at))
    assert told.changing
    assert (told.outlook.forecasts, told.outlook.trend, told.outlook.outside) == ((), None, ())
    assert {one.key for one in indicators() if one.fact == "case" and still_changes(one)} >= {
        "closure_rate_cohort", "filed_rate", "handled_in_time", "return_rate",
    }  # fmt: skip
    assert not any(still_changes(one) for one in indicators() if one.key in {"reported", "smart_share"})


def test_each_method_is_named() -> None:
    assert {one.zh for one in Method} == {
        "沿用上一时段的值",
        "取最近六个时段的平均",
        "沿用上一周期同期的值",
        "同期值加上近一周期的平均增减",
    }
