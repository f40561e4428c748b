"""Conditions, values and words, worked by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.evaluation.rules.compiling import condition
from xiuhua.evaluation.rules.periods import Months, period_read
from xiuhua.evaluation.rules.tallies import Change, Tally, value_of
from xiuhua.evaluation.rules.wording import change_words, period_words
from xiuhua.evaluation.terms import WhyNone
from xiuhua.scenekit.indicators import (
    ALWAYS,
    CASES,
    PERCENT,
    Indicator,
    IndicatorError,
    Measure,
    Predicate,
    at_least,
    indicator_named,
    indicators_register,
    is_one,
    known,
    yes,
)

ZONE = ZoneInfo("Asia/Shanghai")
PLAIN, SHIFTED = Months(zone=ZONE), Months(zone=ZONE, starts_on=26)
_ATOMS = (
    is_one("state", "open", "shut"), is_one("state", "shut"), known("state"), yes("smart"),
    at_least("number", 2), ALWAYS, ~ALWAYS,
)  # fmt: skip
_PREDICATES: st.SearchStrategy[Predicate] = st.recursive(
    st.sampled_from(_ATOMS),
    lambda inner: st.one_of(
        inner.map(lambda one: ~one),
        st.tuples(inner, inner).map(lambda two: two[0] & two[1]),
        st.tuples(inner, inner).map(lambda two: two[0] | two[1]),
    ),
    max_leaves=8,
)
_FACTS = st.fixed_dictionaries({
    "state": st.sampled_from([None, "open", "shut", "else"]),
    "smart": st.sampled_from([None, True, False]),
    "number": st.sampled_from([None, 1, 2, 3]),
})  # fmt: skip


@pytest.mark.django_db
@given(predicate=_PREDICATES, fact=_FACTS)
def test_sql_and_python_agree_on_every_condition_and_on_what_is_unknown(
    predicate: Predicate, fact: dict[str, object]
) -> None:
    made = condition(predicate)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FILTER (WHERE {made.text}) "
            "FROM (SELECT %s::text AS state, %s::boolean AS smart, %s::int AS number) AS fact",
            [*made.values, fact["state"], fact["smart"], fact["number"]],  # type: ignore[list-item]  # plain values
        )
        (found,) = cursor.fetchone()
    assert bool(found) is predicate.holds(fact)


def rate(**said: object) -> Indicator:
    given: dict[str, object] = {
        "key": "some_rate", "zh": "率", "en": "rate", "unit": PERCENT, "formula_zh": "甲/乙",
        "formula_en": "a / b", "numerator": Measure(where=ALWAYS), "denominator": Measure(where=ALWAYS),
    }  # fmt: skip
    return Indicator(**(given | said))  # type: ignore[arg-type]  # named values of mixed types


def test_the_rate_of_the_source_is_its_two_counts() -> None:
    # 137,073 / 139,586 = 98.1996…%, printed as 98.2 in the report of 2021
    found = value_of(rate(), (Tally(number=137_073), Tally(number=139_586)))
    assert found.value == pytest.approx(98.19967618528936)
    assert (found.numerator, found.denominator) == (137_073, 139_586)


def test_over_nothing_there_is_no_rate() -> None:
    found = value_of(rate(), (Tally(), Tally()))
    assert (found.value, found.denominator, found.why) == (None, 0, WhyNone.NOTHING_TO_COUNT_OVER)


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "Rate"}, {"zh": ""}, {"variant_zh": "甲"}, {"source_row": "S-001"}, {"unit": CASES},
        {"denominator": None}, {"numerator": Measure(where=ALWAYS, lasts=("a", "b"))},
    ],
)  # fmt: skip
def test_a_declaration_that_contradicts_itself_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(IndicatorError):
        rate(**wrong)


def test_two_figures_cannot_have_one_key() -> None:
    known_one = indicator_named("filed")
    assert known_one is not None
    indicators_register([known_one])
    with pytest.raises(IndicatorError):
        indicators_register([rate(key="filed")])


@pytest.mark.parametrize(
    ("key", "months", "zh", "en"),
    [
        ("2026-03-02", PLAIN, "2026 年 3 月 2 日", "2 March 2026"),
        ("2026-W05", PLAIN, "2026 年第 5 周", "week 5 of 2026"),
        ("2026-03", PLAIN, "2026 年 3 月", "March 2026"),
        ("2026-03", SHIFTED, "2026 年 3 月（2 月 26 日—3 月 25 日）", "March 2026 (26 Feb – 25 Mar)"),
        ("2026-Q1", PLAIN, "2026 年第 1 季度", "quarter 1 of 2026"),
        ("2026", PLAIN, "2026 年", "2026"),
    ],
)
def test_a_period_is_called_so(key: str, months: Months, zh: str, en: str) -> None:
    period = period_read(key, months)
    assert (period_words(period, "zh-hans"), period_words(period, "en")) == (zh, en)


def test_a_change_has_its_sign_and_what_rounds_to_nothing_has_none() -> None:
    words = [
        change_words(Change(difference=one, in_points=True), decimals=1)
        for one in (3.66, -1234.5, 0.04, -0.04)
    ]
    assert words == ["+3.7", "\u22121,234.5", "0.0", "0.0"]


def test_a_period_ends_before_its_end() -> None:
    assert not period_read("2026-03-02", PLAIN).holds(datetime(2026, 3, 2, 16, tzinfo=UTC))
