"""Targets, sentences, drawings, snapshots and screens by hand-made values: no database."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from xiuhua.evaluation.rules.overviews import DEFAULT_FIGURES, DEFAULT_MAIN, choice_faults
from xiuhua.evaluation.rules.periods import Months, period_read
from xiuhua.evaluation.rules.screens import (
    CellsUnread,
    ScreenCell,
    cells_faults,
    cells_kept,
    cells_read,
    cells_text,
    cells_told,
    figures_revised,
)
from xiuhua.evaluation.rules.snapshots import Fixed, figures_digest, fixed_read, fixed_told, ids_digest
from xiuhua.evaluation.rules.summaries import (
    Open,
    Worst,
    explained,
    most_moved,
    moved_words,
    open_words,
    worst_first,
    worst_words,
)
from xiuhua.evaluation.rules.tallies import Value, unknown
from xiuhua.evaluation.rules.targets import Aim, Progress, kind_fits, passed_percent, progress_of
from xiuhua.evaluation.rules.trends import trend_drawn
from xiuhua.evaluation.terms import SplitBy, WhyNone
from xiuhua.evaluation.terms.plans import Course, TargetKind
from xiuhua.scenekit.indicators import Direction, Indicator, indicator_named

K = TargetKind


def figure(key: str) -> Indicator:
    found = indicator_named(key)
    assert found is not None
    return found


def rate(counted: int, over: int) -> Value:
    return Value(value=100 * counted / over if over else None, numerator=counted, denominator=over)


def count(number: int) -> Value:
    return Value(value=float(number), numerator=number)


def progress(kind: TargetKind, amount: float, key: str, value: Value, *, passed: float = 50.0,
             before: Value | None = None) -> Progress:  # fmt: skip
    return progress_of(Aim(kind=kind, amount=amount), figure(key), value, before=before, passed=passed)


# --- targets ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "amount", "key", "value", "passed", "course"),
    [
        # 满意度98%以上: 979 of 1,000 is 0.1 points short, which a year that runs may still mend.
        (K.AT_LEAST, 98, "closure_rate_cohort", rate(979, 1000), 50, Course.BEHIND),
        (K.AT_LEAST, 98, "closure_rate_cohort", rate(980, 1000), 50, Course.ON_COURSE),
        (K.AT_LEAST, 98, "closure_rate_cohort", rate(979, 1000), 100, Course.MISSED),
        (K.AT_LEAST, 98, "closure_rate_cohort", rate(980, 1000), 100, Course.REACHED),
        # a count: half of the year has passed, so half of it is on course.
        (K.AT_LEAST, 100, "filed", count(49), 50, Course.BEHIND),
        (K.AT_LEAST, 100, "filed", count(50), 50, Course.ON_COURSE),
        (K.AT_LEAST, 100, "filed", count(100), 50, Course.REACHED),
        # one to be kept low: more than its share of the time is behind, more than all of it is past mending.
        (K.AT_MOST, 100, "rebounds", count(50), 50, Course.ON_COURSE),
        (K.AT_MOST, 100, "rebounds", count(51), 50, Course.BEHIND),
        (K.AT_MOST, 100, "rebounds", count(101), 50, Course.MISSED),
        (K.AT_MOST, 100, "rebounds", count(100), 100, Course.REACHED),
        # where none is wanted, one is past mending, and as long as there is none it is on course.
        (K.AT_MOST, 0, "rebounds", count(0), 50, Course.ON_COURSE),
        (K.AT_MOST, 0, "rebounds", count(1), 50, Course.MISSED),
        (K.AT_MOST, 0, "rebounds", count(0), 100, Course.REACHED),
        (K.AT_LEAST, 0, "filed", count(0), 50, Course.REACHED),
        (K.AT_MOST, 5, "rework_rate_of_due", rate(6, 100), 50, Course.BEHIND),
        (K.AT_MOST, 1440, "median_reported_solved", Value(value=1200.0, numerator=7), 50, Course.ON_COURSE),
    ],
)  # fmt: skip
def test_a_target_says_how_far_its_figure_has_come(
    kind: TargetKind, amount: float, key: str, value: Value, passed: float, course: Course
) -> None:
    assert progress(kind, amount, key, value, passed=passed).course is course


@pytest.mark.parametrize(
    ("amount", "before", "now", "course"),
    [
        # 一般程序提高10%: 550 cases the year before ask for 605. 605 × 100 / 550 − 100 = 10 exactly.
        (10, 550, 604, Course.MISSED),
        (10, 550, 605, Course.REACHED),
        # 简易程序提高15%: 200 ask for 230.
        (15, 200, 229, Course.MISSED),
        (15, 200, 230, Course.REACHED),
    ],
)
def test_growth_is_asked_of_the_whole_year_before(
    amount: float, before: int, now: int, course: Course
) -> None:
    found = progress(K.GROWTH, amount, "filed", count(now), before=count(before), passed=100)
    assert found.course is course
    assert found.wanted == pytest.approx(before * (100 + amount) / 100)


def test_growth_of_a_rate_is_in_percentage_points_and_decline_asks_for_less() -> None:
    # 12.0 % and 3.7 points more is 15.7 %, never 12.0 × 1.037.
    found = progress(K.GROWTH, 3.7, "smart_share", rate(157, 1000), before=rate(120, 1000), passed=100)
    assert found.wanted == pytest.approx(15.7)
    assert found.course is Course.REACHED
    assert (
        progress(K.DECLINE, 20, "rebounds", count(81), before=count(100), passed=100).course is Course.MISSED
    )
    assert (
        progress(K.DECLINE, 20, "rebounds", count(80), before=count(100), passed=100).course is Course.REACHED
    )


def test_what_nobody_knows_has_no_course_and_says_why() -> None:
    gone = unknown(WhyNone.BEFORE_RECORDS)
    assert progress(K.AT_LEAST, 98, "closure_rate_cohort", rate(0, 0)).why is not None
    found = progress(K.GROWTH, 10, "filed", count(5), before=gone)
    assert (found.course, found.why, found.wanted) == (Course.UNKNOWN, WhyNone.BEFORE_RECORDS, None)
    assert progress(K.GROWTH, 10, "filed", count(5)).course is Course.UNKNOWN


def test_nobody_aims_at_what_is_worse() -> None:
    assert kind_fits(K.AT_LEAST, Direction.MORE)
    assert not kind_fits(K.AT_MOST, Direction.MORE)
    assert not kind_fits(K.GROWTH, Direction.LESS)
    assert kind_fits(K.DECLINE, Direction.LESS)
    assert kind_fits(K.AT_MOST, Direction.NEITHER)


def test_the_share_of_a_period_that_has_passed_is_between_nought_and_all() -> None:
    april = period_read("2026-04", Months(zone=ZoneInfo("Asia/Shanghai")))  # thirty days
    assert passed_percent(april, at=datetime(2026, 4, 15, 16, tzinfo=UTC)) == pytest.approx(50)
    assert passed_percent(april, at=datetime(2026, 3, 1, tzinfo=UTC)) == 0
    assert passed_percent(april, at=datetime(2026, 6, 1, tzinfo=UTC)) == 100


# --- sentences ----------------------------------------------------------------------------------------------


def test_the_first_sentence_names_what_changed_most_and_leaves_few_cases_aside() -> None:
    moved = most_moved([
        (figure("filed"), count(120), count(100)),                              # a fifth more
        (figure("closed_in_time_rate"), rate(80, 100), rate(90, 100)),           # ten points: half
        (figure("rebounds"), count(9), count(3)),                                # three times three, of few
        (figure("cohort_open"), count(5), None),
    ])  # fmt: skip
    assert moved is not None
    assert moved.indicator.key == "closed_in_time_rate"
    said = moved_words(moved, before="上月", language="zh", decimals=1)
    assert said == "变化最大的是按期结案率：80.0%，比上月低 10.0 个百分点。"
    english = moved_words(moved, before="last month", language="en", decimals=1)
    assert english == "What changed most: Closed in time, 80.0%, down 10.0 points on last month."
    more = most_moved([(figure("filed"), count(120), count(100))])
    assert moved_words(more, before="上月", language="zh", decimals=0).endswith("比上月多 20 件（+20.0%）。")
    assert most_moved([(figure("filed"), count(100), count(100))]) is None
    assert "没有哪项" in moved_words(None, before="上月", language="zh", decimals=0)


def test_the_second_sentence_says_who_is_worst_by_how_much_and_why() -> None:
    # Of 50 litter cases 30 in time, of 50 adverts 45: at 90 % 45 are due of each, so litter lacks all 15.
    parts = {"06010": rate(30, 50), "07001": rate(45, 50)}
    why = explained(parts, indicator=figure("closed_in_time_rate"), reference=90.0)
    assert why is not None
    assert (why.group, why.records, why.share_percent) == ("06010", 20, 100.0)
    worst = Worst(
        name="绣衣街道", value=rate(75, 100), reference=90.0, is_target=True, why=why, why_name="暴露垃圾"
    )
    said = worst_words(worst, figure("closed_in_time_rate"), language="zh", decimals=1)
    assert said == (
        "按期结案率最低的是绣衣街道：75.0%，比目标 90.0% 低 15.0 个百分点，"
        "主要是暴露垃圾：20 件，占差距的 100%。"
    )
    english = worst_words(worst, figure("closed_in_time_rate"), language="en", decimals=1)
    assert "Lowest closed in time: 绣衣街道, 75.0%, 15.0 points below the target (90.0%)" in english
    assert "没有可以排序" in worst_words(None, figure("filed"), language="zh", decimals=0)


def test_a_distance_is_that_of_the_two_that_are_printed() -> None:
    def said(reference: float) -> str:
        worst = Worst(
            name="甲", value=rate(98_249, 100_000), reference=reference, is_target=True, why=None, why_name=""
        )
        return worst_words(worst, figure("closed_in_time_rate"), language="zh", decimals=1)

    assert said(98.151).endswith("：98.2%。"), "both are printed as 98.2%"
    assert "98.2%，比目标 98.3% 低 0.1 个百分点" in said(98.251)


def test_a_distance_is_explained_only_where_something_lacks() -> None:
    one = figure("closed_in_time_rate")
    assert explained({"a": rate(10, 10)}, indicator=one, reference=90.0) is None
    assert explained({"a": rate(1, 10)}, indicator=one, reference=None) is None
    assert explained({"a": count(9)}, indicator=figure("filed"), reference=None) is None
    back = explained({"a": count(9), "b": count(3)}, indicator=figure("rebounds"), reference=None)
    assert back is not None
    assert (back.group, back.records, back.share_percent) == ("a", 9, 75.0)
    rework = explained(
        {"a": rate(9, 10), "b": rate(0, 10)}, indicator=figure("rework_rate_of_due"), reference=5.0
    )
    assert rework is not None
    assert (rework.group, rework.records) == ("a", 9)


def test_the_third_sentence_says_what_is_not_finished() -> None:
    def said(left: Open, language: str = "zh") -> str:
        return open_words(left, period="2026 年 3 月", language=language)

    assert said(Open(days_left=3, open=34, late=5, paused=2)) == (
        "2026 年 3 月还有 3 天，各项数据还会变化；"
        "期内立案的尚有 34 件在办，其中 5 件处置已超期，另有 2 件缓办挂账。"
    )
    assert said(Open(days_left=0, open=0, late=0, paused=0)) == "期内立案的已全部结案。"
    assert said(Open(days_left=0, open=0, late=0, paused=6)) == "期内立案的除 6 件缓办挂账外已全部结案。"
    assert said(Open(days_left=0, open=None, late=0, paused=0)) == "2026 年 3 月没有立案记录。"
    assert (
        said(Open(days_left=0, open=1, late=0, paused=0), "en") == "Of the cases filed in it 1 is still open."
    )


def test_the_worst_stand_first_and_what_nobody_knows_stands_nowhere() -> None:
    parts = [("a", rate(9, 10)), ("b", rate(5, 10)), ("c", rate(0, 0)), ("d", rate(5, 10))]
    assert [key for key, _value in worst_first(parts, direction=Direction.MORE)] == ["b", "d", "a"]
    assert [key for key, _value in worst_first(parts, direction=Direction.LESS)] == ["a", "b", "d"]


# --- drawing ------------------------------------------------------------------------------------------------


def test_the_month_that_runs_is_joined_by_a_line_of_its_own_and_gaps_are_gaps() -> None:
    drawn = trend_drawn([10.0, None, 30.0, 20.0], [5.0, 5.0, None, 5.0], is_running=True, from_nought=True)
    assert drawn is not None
    assert (drawn.low, drawn.high) == (0.0, 30.0)
    assert [line.count(",") for line in drawn.lines] == [1, 1]
    assert drawn.running.count(",") == 2
    assert len(drawn.before) == 1  # a month alone makes no line
    assert [spot.place for spot in drawn.spots] == [0, 2, 3]
    whole = trend_drawn([10.0, 20.0], [None, None], is_running=False, from_nought=False, target=25.0)
    assert whole is not None
    assert (whole.running, whole.low, whole.high) == ("", 10.0, 25.0)
    assert whole.target_y == "18.0"  # a tenth of 180 from the top
    assert trend_drawn([None], [1.0], is_running=False, from_nought=True) is None


# --- what is chosen, fixed and shown ------------------------------------------------------------------------


def test_our_own_choice_will_do_and_seven_figures_or_one_twice_will_not() -> None:
    def faults(figures: tuple[str, ...], main: str = DEFAULT_MAIN) -> dict[str, str]:
        return choice_faults(figures, main, known=DEFAULT_FIGURES, sortable={DEFAULT_MAIN})

    assert faults(DEFAULT_FIGURES) == {}
    assert all(figure(key) for key in DEFAULT_FIGURES)
    assert set(faults(DEFAULT_FIGURES[:7])) == {"figures"}
    assert set(faults((*DEFAULT_FIGURES[:7], DEFAULT_FIGURES[0]))) == {"figures"}
    assert set(faults((*DEFAULT_FIGURES[:7], "nothing"))) == {"figures"}
    assert set(faults(DEFAULT_FIGURES, "median_reported_solved")) == {"main"}


def test_a_digest_tells_other_records_and_other_counts_apart_and_knows_no_order() -> None:
    assert ids_digest([10, 9, 8]) == ids_digest([8, 9, 10]) != ids_digest([8, 9])
    one = Fixed(key="filed", value="3.0000", counted=3, counted_ids=ids_digest([8, 9, 10]))
    assert fixed_read(fixed_told([one])) == (one,)

    def digest(figures: list[Fixed], area: str = "990101") -> str:
        return figures_digest(area=area, period="2026-03", as_of="2026-04-01T00:00:00+00:00", figures=figures)

    assert digest([one]) == digest([one])
    assert digest([one]) != digest([Fixed(key="filed", value="4.0000", counted=4)])
    assert digest([one]) != digest([one], area="990102")


def test_cells_are_written_a_line_each_and_read_as_they_were_written() -> None:
    text = "filed | day\nfiled | month | street\nclosure_rate_cohort | year"
    cells = cells_read(f"\n{text}\n")
    assert cells_text(cells) == text
    assert cells_kept(cells_told(cells)) == cells
    assert cells[1].split_by is SplitBy.STREET
    for wrong in ("filed", "filed | hour", "filed | day | planet", "filed | day | street | 3", "| day"):
        with pytest.raises(CellsUnread):
            cells_read(wrong)
    splits = {"filed": (SplitBy.STREET,), "closure_rate_cohort": ()}
    assert cells_faults(cells, splits=splits) == {}
    assert cells_faults((), splits=splits) == {"cells": "screen_cells_number"}
    assert cells_faults((cells[0], cells[0]), splits=splits) == {"cells": "screen_cells_number"}
    assert cells_faults(cells_read("nothing | day"), splits=splits) == {"cells": "screen_figure_unknown"}
    assert cells_faults((ScreenCell(figure="filed", kind=cells[0].kind, split="unit"),), splits=splits) == {
        "cells": "screen_split_wrong"
    }


def test_a_figure_keeps_the_revision_in_which_it_last_changed() -> None:
    first, changed = figures_revised([{"id": "a", "value": 1}, {"id": "b", "value": 2}], [], revision=1)
    assert changed
    again, changed = figures_revised([{"id": "a", "value": 1}, {"id": "b", "value": 2}], first, revision=2)
    assert (again, changed) == (first, False)
    later, changed = figures_revised([{"id": "a", "value": 1}, {"id": "b", "value": 3}], first, revision=2)
    assert changed
    assert {one["id"]: one["revision"] for one in later} == {"a": 1, "b": 2}
    _fewer, changed = figures_revised([{"id": "a", "value": 1}], first, revision=2)
    assert changed
