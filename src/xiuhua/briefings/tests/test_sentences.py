"""What sentences say of figures: changes, conditions, gaps. Vectors worked by hand."""

from __future__ import annotations

import pytest

from xiuhua.briefings.rules.declaring import Condition, Says, When
from xiuhua.briefings.rules.facts import Known
from xiuhua.briefings.rules.sentences import change_said, difference_said, figures_named, holds, said
from xiuhua.briefings.tests.briefings_kit import facts, pair
from xiuhua.scenekit.indicators import MINUTES, PERCENT, Direction, FigureUnit


def told(paragraph: Says, *pairs: object) -> str:
    found = said(paragraph, facts(*pairs))  # type: ignore[arg-type]  # pairs
    assert found is not None
    return "".join(piece.printed if isinstance(piece, Known) else piece for piece in found.pieces)


@pytest.mark.parametrize(
    ("unit", "now", "before", "sentence", "cell"),
    [
        # 舟山 2021: 15.7 % of 139,586 against 12.0 %: percentage points, never a per cent of per cents.
        (PERCENT, 15.675, 12.0, "比上年上升3.7个百分点", "+3.7个百分点"),
        (PERCENT, 90.0, 98.2, "比上年下降8.2个百分点", "−8.2个百分点"),
        (PERCENT, 98.24, 98.16, "与上年持平", "持平"),  # both are printed 98.2
        (FigureUnit.CASES, 1123, 1000, "比上年增长12.3%", "+12.3%"),
        (FigureUnit.CASES, 900, 1000, "比上年下降10.0%", "−10.0%"),
        (FigureUnit.CASES, 7, 7, "与上年持平", "持平"),
        (FigureUnit.CASES, 5, 0, "比上年增加5件", "+5"),  # of nought there is no share
        (FigureUnit.CASES, 30, 10, "比上年增长200.0%", "+200.0%"),
        (FigureUnit.CASES, 31, 10, "比上年增加21件", "+21"),  # more than three times: told as a difference
        (MINUTES, 95.0, 60.5, "比上年延长34.5分钟", "+34.5"),
        (MINUTES, 60.5, 95.0, "比上年缩短34.5分钟", "−34.5"),
        (FigureUnit.CASES, 5, None, "上年无可比数据", "—"),
    ],
)
def test_a_change_is_said_by_its_unit(
    unit: FigureUnit, now: float, before: float | None, sentence: str, cell: str
) -> None:
    one = pair("x1", now, before, unit=unit)
    assert change_said(one, before_name="上年") == sentence
    assert difference_said(one) == cell


def test_a_year_of_which_records_reach_back_a_month_is_compared_with_nothing() -> None:
    one = pair("filed", 15_381, 35, is_comparable=False)
    assert (one.difference, difference_said(one)) == (None, "—")
    assert told(Says(("立案{filed}，{filed:change}",)), one) == "立案15381件（上年无可比数据）。"


@pytest.mark.parametrize(
    ("test", "now", "before", "expected"),
    [
        (Condition.KNOWN, 0, None, True),
        (Condition.KNOWN, None, 5, False),
        (Condition.POSITIVE, 0, None, False),
        (Condition.POSITIVE, 1, None, True),
        (Condition.ROSE, 95.0, 94.0, True),
        (Condition.ROSE, 95.0, 95.04, False),
        (Condition.LEVEL, 95.0, 95.04, True),
        (Condition.FELL, 94.0, 95.0, True),
        (Condition.BETTER, 95.0, 94.0, True),
        (Condition.WORSE, 94.0, 95.0, True),
        (Condition.WORSE, 94.0, None, False),
    ],
)
def test_a_condition_holds_of_what_is_printed_and_never_of_what_nobody_knows(
    test: Condition, now: float | None, before: float | None, *, expected: bool
) -> None:
    one = pair("rate", now, before, unit=PERCENT, direction=Direction.MORE)
    assert holds(When("rate", test), {"rate": one}) is expected
    assert holds(When("other", test), {"rate": one}) is False


def test_fewer_reworks_are_better() -> None:
    assert pair("rework", 3.0, 4.0, unit=PERCENT, direction=Direction.LESS).is_better is True


def test_a_clause_of_which_nobody_knows_the_figure_is_left_out_and_its_reason_kept() -> None:
    paragraph = Says(("{period}立案{filed}，{filed:change}", "结案率{rate}"))
    found = said(paragraph, facts(pair("filed", 1123, 1000), pair("rate", None, None, unit=PERCENT)))
    assert found is not None
    assert found.unknown == (("结案率", "尚无任何记录"),)
    assert told(paragraph, pair("filed", 1123, 1000), pair("rate", None, None, unit=PERCENT)) == (
        "2026年立案1123件，比上年增长12.3%。"
    )
    empty = said(Says(("结案率{rate}",)), facts(pair("rate", None, 3.0, unit=PERCENT)))
    assert empty is not None
    assert (empty.pieces, empty.unknown) == ((), (("结案率", "尚无任何记录"),))
    gone = said(Says(("结案率{rate}",)), facts())
    assert gone is not None
    assert gone.unknown == (("rate", "没有这项指标"),)


def test_nought_is_a_value_and_a_paragraph_that_does_not_apply_is_no_gap() -> None:
    assert told(Says(("立案{filed}",)), pair("filed", 0, 0)) == "立案0件。"
    assert (
        said(Says(("回潮{filed}",), (When("filed", Condition.POSITIVE),)), facts(pair("filed", 0, 0))) is None
    )
    assert told(Says(("现将情况通报如下",))) == "现将情况通报如下："


def test_the_figures_of_clauses_are_known_before_they_are_counted() -> None:
    assert figures_named(("{period}立案{filed}，{filed:change}", "率{rate:before}")) == ("filed", "rate")


@pytest.mark.parametrize(
    ("unit", "value", "printed", "bare"),
    [
        (FigureUnit.CASES, 139_586, "139586件", "139586"),  # 舟山 2021 tells cases to the last one
        (FigureUnit.PROBLEMS, 133_000, "13.30万起", "133000"),
        (FigureUnit.PROBLEMS, 99_999, "99999起", "99999"),
        (MINUTES, 179.0, "179.0分钟", "179.0"),
        (MINUTES, 1219.0, "20.3小时", "1219.0"),
        (PERCENT, 98.2, "98.2%", "98.2"),
    ],
)
def test_a_value_is_printed_as_these_reports_print_it(
    unit: FigureUnit, value: float, printed: str, bare: str
) -> None:
    one = pair("x1", value, None, unit=unit).now
    assert (one.printed, one.bare) == (printed, bare)


def test_a_clause_about_what_there_was_none_of_says_nothing_and_is_no_gap() -> None:
    paragraph = Says(("测评{filed}", "嘉奖社区{awarded:some}"))
    assert told(paragraph, pair("filed", 3, None), pair("awarded", 0, None)) == "测评3件。"
    assert told(paragraph, pair("filed", 3, None), pair("awarded", 2, None)) == "测评3件，嘉奖社区2件。"
    assert said(Says(("嘉奖社区{awarded:some}",)), facts(pair("awarded", 0, None))) is None
    lacking = said(Says(("嘉奖社区{awarded:some}",)), facts(pair("awarded", None, None)))
    assert lacking is not None
    assert lacking.unknown == (("awarded", "尚无任何记录"),)
    assert holds(When("awarded", Condition.NOUGHT), {"awarded": pair("awarded", 0, None)})
    assert not holds(When("awarded", Condition.NOUGHT), {"awarded": pair("awarded", None, None)})
