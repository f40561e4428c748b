"""Parties, rankings of periods, inspections, lists, trials and advice: by hand and by plain counting."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import isclose, sqrt

from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import ranking_oracle as oracle
from xiuhua.evaluation.rules.advice import error_of, sureness_of
from xiuhua.evaluation.rules.ranking import (
    Conditions,
    Item,
    Read,
    Result,
    Sample,
    findings_read,
    places_of,
    rounds_read,
    score_of,
)
from xiuhua.evaluation.rules.trials import moved, moves_told
from xiuhua.evaluation.rules.triggers import R_79_BLACK, R_79_RED, Stood, fired
from xiuhua.evaluation.terms.contests import ItemKind, Party, Unranked

WORK = Item(key="work", zh="作业", en="Work", kind=ItemKind.MARK, weight=100)
PROBLEM = Item(key="problem", zh="问题", en="Problem", kind=ItemKind.DEDUCTION, cap=10)
SHOPS = Item(key="shops", zh="检查", en="Inspections", kind=ItemKind.FINDINGS, weight=100, each=20)
MONTHS = Item(key="months", zh="各月", en="Months", kind=ItemKind.ROUNDS, weight=100, figure="monthly")
THREE = ((Party.DISTRICT, 40), (Party.TOWN, 30), (Party.THIRD, 30))
TWO_MONTHS = Conditions(months=("2026-01", "2026-02"), minimum_sample=1, parties=THREE)
MARCH = Conditions(months=("2026-03",), minimum_sample=2)


def sheet(month: str, party: Party | None, work: str, *, count: int = 1, problem: str = "") -> Sample:
    points = {"work": Decimal(work)} | ({"problem": Decimal(problem)} if problem else {})
    return Sample(month=month, points=points, count=count, party=party)


def test_three_parties_are_weighed_month_by_month_and_each_deduction_is_taken_once() -> None:
    sheets = [
        sheet("2026-01", Party.DISTRICT, "90"), sheet("2026-01", Party.DISTRICT, "70"),
        sheet("2026-01", Party.TOWN, "60", problem="4"), sheet("2026-01", Party.THIRD, "100"),
        sheet("2026-02", Party.DISTRICT, "50"), sheet("2026-02", Party.TOWN, "80", count=3),
        sheet("2026-02", Party.TOWN, "40"), sheet("2026-02", Party.THIRD, "90", problem="7.5"),
    ]  # fmt: skip
    found = score_of((WORK, PROBLEM), sheets, {}, TWO_MONTHS)
    # January 80 × 0.4 + 60 × 0.3 + 100 × 0.3 = 80; February 50 × 0.4 + (3×80+40)/4 × 0.3 + 90 × 0.3 = 68
    # mean 74, less 4 + 7.5 = 11.5, at most 10
    assert found.score == Decimal("64.00")
    assert found.lines[0].parties == (
        (Party.DISTRICT, Decimal("65.000000")), (Party.TOWN, Decimal("65.000000")),
        (Party.THIRD, Decimal("95.000000")),
    )  # fmt: skip
    one_short = [row for row in sheets if (row.month, row.party) != ("2026-02", Party.THIRD)]
    assert score_of((WORK, PROBLEM), one_short, {}, TWO_MONTHS).why is Unranked.NO_PARTY


def test_rankings_of_periods_count_alike_and_all_of_them_are_needed() -> None:
    read = rounds_read(
        [("2026-01", Decimal("90.00")), ("2026-02", Decimal("80.01")), ("2026-03", Decimal(0))]
    )
    assert read.value == Fraction(17001, 300)
    assert score_of((MONTHS,), (), {}, MARCH, {"months": read}).score == Decimal("56.67")
    short = rounds_read([("2026-01", Decimal(90)), ("2026-02", None)])
    assert score_of((MONTHS,), (), {}, MARCH, {"months": short}).why is Unranked.NO_ROUND
    assert score_of((MONTHS,), (), {}, MARCH).why is Unranked.NO_ROUND
    assert rounds_read([]).value is None


def test_a_problem_takes_its_points_and_who_was_looked_at_too_seldom_is_not_ranked() -> None:
    def scored(problems: int, inspections: int) -> Result:
        read = findings_read(SHOPS, problems=problems, inspections=inspections)
        return score_of((SHOPS,), (), {}, MARCH, {"shops": read})

    assert [scored(number, 2).score for number in (0, 2, 5, 9)] == [100, 60, 0, 0]
    assert scored(0, 1).why is Unranked.TOO_FEW
    assert scored(0, 0).why is Unranked.TOO_FEW
    assert scored(3, 4).samples == 4


@given(
    st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 100), min_size=1),
    st.integers(0, 100), st.integers(0, 100),
)  # fmt: skip
def test_the_lists_are_those_of_the_oracle(scores: dict[str, int], red: int, black: int) -> None:

    places = places_of({key: Decimal(score) for key, score in scores.items()})
    histories = {
        key: (Stood(period="p", place=places[key], score=Decimal(score)),) for key, score in scores.items()
    }
    histories["unranked"] = (Stood(period="p", place=None),)
    triggers = (replace(R_79_RED, line=Decimal(red)), replace(R_79_BLACK, line=Decimal(black)))
    found = {(one.subject, one.trigger.outcome.value) for one in fired(triggers, histories, {}, None)}
    assert found == {(key, f"outcome_{kind}") for key, kind in oracle.listed(scores, red, black)}
    assert fired((R_79_RED, R_79_BLACK), histories, {}, None) == ()  # no line, no list


def test_the_error_of_a_score_is_that_of_its_months_by_hand() -> None:
    months = ("2026-01", "2026-02")
    sheets = [sheet("2026-01", None, "80"), sheet("2026-01", None, "90"), sheet("2026-01", None, "85")]
    sheets += [sheet("2026-02", None, "60"), sheet("2026-02", None, "64")]
    # variances of the means: 25 / 3 and 8 / 2; of the mean of two months: a quarter of their sum
    error = error_of((WORK,), sheets, months)
    assert error is not None
    assert isclose(error, sqrt((25 / 3 + 4) / 4))
    assert error_of((WORK,), sheets[:4], months) is None  # one sheet has no spread
    assert error_of((MONTHS,), sheets, months) is None


def test_close_scores_share_their_ranks_within_the_error_and_shrink_to_the_mean() -> None:
    told = sureness_of({"a": 90.0, "b": 89.0, "c": 60.0}, {"a": 2.0, "b": 2.0, "c": 2.0})
    assert {key: (one.best, one.worst) for key, one in told.items()} == {
        "a": (1, 2),
        "b": (1, 2),
        "c": (3, 3),
    }
    mean, spread = 239 / 3, (10.3333333**2 + 9.3333333**2 + 19.6666667**2) / 2
    share = (spread - 4) / spread
    assert isclose(told["a"].shrunk or 0, mean + share * (90 - mean), rel_tol=1e-6)
    sure = sureness_of({"a": 90.0, "b": 89.0}, {"a": None, "b": None})
    assert [(one.best, one.worst, one.shrunk) for one in sure.values()] == [(1, 1, None), (2, 2, None)]


@given(st.dictionaries(st.sampled_from("abcdefg"), st.floats(0, 100), min_size=1), st.floats(0, 20))
def test_a_rank_lies_between_what_is_said_of_it(scores: dict[str, float], error: float) -> None:
    told = sureness_of(scores, dict.fromkeys(scores, error))
    for key, score in scores.items():
        rank = 1 + sum(other > score for other in scores.values())
        assert 1 <= told[key].best <= rank <= told[key].worst <= len(scores)


def test_a_trial_says_who_would_move_and_who_would_not_be_ranked() -> None:
    published = {
        "a": ("甲", Decimal(90)),
        "b": ("乙", Decimal(80)),
        "c": ("丙", None),
        "d": ("丁", Decimal(70)),
    }
    tried = {
        "a": Result(score=Decimal(70), samples=3), "b": Result(score=Decimal(95), samples=3),
        "c": Result(score=Decimal(60), samples=1),
        "d": Result(score=None, samples=1, why=Unranked.TOO_FEW),
    }  # fmt: skip
    rows = moves_told(published, tried)
    assert [(row["subject"], row["rank"], row["tried_rank"], moved(row)) for row in rows] == [
        ("b", 2, 1, 1), ("a", 1, 2, -1), ("c", None, 3, 0), ("d", 3, None, 0),
    ]  # fmt: skip
    assert rows[-1]["why"] == "unranked_few"
    assert Read(value=None).parts == ()
