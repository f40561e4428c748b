"""Scores, ranks and triggers: worked by hand, and against an oracle that counts plainly."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import ranking_oracle as oracle
from xiuhua.evaluation.rules.ranking import (
    Conditions,
    Item,
    Place,
    Sample,
    grade_of,
    is_last,
    mean_of,
    places_of,
    score_of,
)
from xiuhua.evaluation.rules.schemes import (
    READY,
    body_faults,
    body_read,
    body_told,
    items_read,
    items_text,
    points_faults,
)
from xiuhua.evaluation.rules.triggers import (
    R_01,
    R_04,
    R_05,
    R_06_BELOW,
    R_06_TOP,
    Stood,
    excellent_streak,
    fired,
    first_streak,
    held_in_a_row,
    history_continued,
    history_joined,
)
from xiuhua.evaluation.terms.contests import Grade, ItemKind, Unranked

ROADS = Item(key="roads", zh="道路", en="Roads", kind=ItemKind.MARK, weight=60)
WALLS = Item(key="walls", zh="立面", en="Walls", kind=ItemKind.MARK, weight=20)
CLOSED = Item(key="closed", zh="结案率", en="Closed", kind=ItemKind.FIGURE, weight=20, figure="closure")
PRESS = Item(key="press", zh="曝光", en="Press", kind=ItemKind.DEDUCTION, cap=3)
GOOD = Item(key="good", zh="推广", en="Praise", kind=ItemKind.BONUS, cap=5)
ITEMS = (ROADS, WALLS, CLOSED, PRESS, GOOD)
QUARTER = Conditions(months=("2026-01", "2026-02", "2026-03"), minimum_sample=2)
MARCH = Conditions(months=("2026-03",), minimum_sample=1)


def sample(month: str = "2026-03", count: int = 1, **points: str) -> Sample:
    return Sample(month=month, points={key: Decimal(value) for key, value in points.items()}, count=count)


def test_a_quarter_is_the_mean_of_its_months_weighed_item_by_item() -> None:
    sheets = (
        sample("2026-01", roads="80", walls="90", press="2"),
        sample("2026-01", roads="90", walls="70"),
        sample("2026-02", count=3, roads="70", walls="60", press="2"),
        sample("2026-02", roads="90", walls="80", good="4"),
        sample("2026-03", count=2, roads="100", walls="100"),
    )
    found = score_of(ITEMS, sheets, {"closure": 95.5}, QUARTER)
    # roads: January (80+90)/2 = 85; February (3×70+90)/4 = 75; March 100: mean 86.666…, × 60 % = 52
    # walls: 80; (3×60+80)/4 = 65; 100: mean 81.666…, × 20 % = 16.333…; closed 95.5 × 20 % = 19.1
    # press 2+2 = 4, at most 3; good 4: 52 + 16.3333 + 19.1 − 3 + 4 = 88.4333
    assert found.score == Decimal("88.43")
    assert found.samples == 8
    assert [(line.item, line.points) for line in found.lines] == [
        ("roads", Decimal("52.000000")), ("walls", Decimal("16.333333")), ("closed", Decimal("19.100000")),
        ("press", Decimal("-3.000000")), ("good", Decimal("4.000000")),
    ]  # fmt: skip
    assert found.lines[0].months == (
        ("2026-01", Decimal("85.000000")), ("2026-02", Decimal("75.000000")),
        ("2026-03", Decimal("100.000000")),
    )  # fmt: skip


def test_who_has_too_few_samples_a_month_missing_or_no_figure_is_not_ranked() -> None:
    full = [sample(month, count=2, roads="80", walls="80") for month in QUARTER.months]
    figures = {"closure": 90.0}
    assert score_of(ITEMS, full, figures, QUARTER).score == Decimal("82.00")
    few = [*full[:2], sample("2026-03", count=1, roads="80", walls="80")]
    assert score_of(ITEMS, few, figures, QUARTER).why is Unranked.TOO_FEW
    assert score_of(ITEMS, full[:2], figures, QUARTER).why is Unranked.MONTH_MISSING
    assert score_of(ITEMS, (), figures, QUARTER).why is Unranked.TOO_FEW
    assert score_of(ITEMS, full, {"closure": None}, QUARTER).why is Unranked.NO_FIGURE
    assert score_of(ITEMS, full, {}, QUARTER).score is None


def test_a_score_stays_between_nought_and_the_top() -> None:
    items = (Item(key="roads", zh="道", en="R", kind=ItemKind.MARK, weight=100), PRESS, GOOD)
    assert score_of(items, [sample(roads="1", press="90")], {}, MARCH).score == Decimal("0.00")
    assert score_of(items, [sample(roads="99", good="5")], {}, MARCH).score == Decimal("100.00")
    higher = Conditions(months=("2026-03",), minimum_sample=1, top=105)
    assert score_of(items, [sample(roads="99", good="9")], {}, higher).score == Decimal("104.00")


def test_half_a_hundredth_is_rounded_up() -> None:
    items = (Item(key="roads", zh="道", en="R", kind=ItemKind.MARK, weight=100),)
    two = [sample(roads="80.00"), sample(roads="80.01")]
    assert score_of(items, two, {}, MARCH).score == Decimal("80.01")


def test_equal_scores_share_the_better_rank_and_all_at_the_edge_are_last() -> None:
    places = places_of({key: Decimal(score) for key, score in
                        {"a": 90, "b": 80, "c": 80, "d": 70}.items()})  # fmt: skip
    assert {key: (one.rank, one.from_end) for key, one in places.items()} == {
        "a": (1, 4), "b": (2, 2), "c": (2, 2), "d": (4, 1),
    }  # fmt: skip
    assert [key for key, one in places.items() if is_last(one, 1)] == ["d"]
    assert [key for key, one in places.items() if is_last(one, 2)] == ["b", "c", "d"]
    tied = places_of({key: Decimal(80) for key in "abc"})
    assert not any(is_last(one, 2) for one in tied.values())
    assert places_of({}) == {}


def stood(period: str, rank: int | None, of: int = 5, grade: Grade | None = None) -> Stood:
    place = None if rank is None else Place(rank=rank, from_end=of - rank + 1, of=of)
    return Stood(period=period, place=place, score=Decimal(90), grade=grade)


def test_two_quarters_two_months_and_three_are_met_at_their_number_and_not_before() -> None:
    first, second, third = (stood(f"2026-0{nth}", 5) for nth in (1, 2, 3))
    better = stood("2026-02", 4)
    assert not held_in_a_row(R_01, [first])
    assert held_in_a_row(R_01, [first, better])
    assert not held_in_a_row(R_01, [stood("2026-01", 3), better])
    assert not held_in_a_row(R_04, [first])
    assert not held_in_a_row(R_04, [first, better])
    assert held_in_a_row(R_04, [first, second])
    assert not held_in_a_row(R_05, [first, second])
    assert held_in_a_row(R_05, [first, second, third])


def test_a_missing_period_or_one_not_ranked_breaks_the_row() -> None:
    last = stood("2026-01", 5)
    assert not held_in_a_row(R_04, [last, None, last])
    assert not held_in_a_row(R_04, [last, stood("2026-02", None)])
    assert held_in_a_row(R_04, [None, last, last])


def test_the_third_month_gives_the_higher_interview_and_not_the_lower_again() -> None:
    history = [stood(f"2026-0{nth}", 5) for nth in (1, 2, 3, 4)]
    keys = [
        [one.trigger.key for one in fired((R_04, R_05), {"x": history[:months]}, {}, None)]
        for months in (1, 2, 3, 4)
    ]
    assert keys == [[], ["R-04"], ["R-05"], ["R-05"]]
    (found,) = fired((R_04, R_05), {"x": history[:3]}, {}, None)
    assert [row.period for row in found.rounds] == ["2026-01", "2026-02", "2026-03"]


def test_a_merged_street_was_last_only_where_every_part_was_and_a_renamed_one_goes_on() -> None:
    last, third = stood("2026-01", 5), stood("2026-01", 3)
    histories: dict[str, list[Stood | None]] = {"a": [last, last], "b": [third, last], "c": [last, None]}
    assert held_in_a_row(R_04, history_joined(histories, ["a"]))
    assert history_joined(histories, ["a", "b"]) == (third, last)
    assert history_joined(histories, ["a", "c"]) == (last, None)
    assert not held_in_a_row(R_04, history_joined(histories, ["a", "b"]))


def test_a_street_that_took_another_in_was_last_only_where_both_were() -> None:
    last, third, now = stood("2026-01", 5), stood("2026-01", 3), stood("2026-02", 5)
    taken: dict[str, list[Stood | None]] = {"b": [third, None]}
    assert history_continued([last, now], taken, gone={"b"}) == (third, now)
    assert history_continued([last, now], {"b": [last, None]}, gone={"b"}) == (last, now)
    assert history_continued([last, now], {"b": [stood("2026-01", None), None]}, gone={"b"}) == (None, now)
    assert history_continued([None, now], taken, gone={"b"}) == (third, now), "under a new code"
    both: dict[str, list[Stood | None]] = {"b": [third, None], "d": [None, None]}
    assert history_continued([last, now], both, gone={"b", "d"}) == (third, now), "d was gone before"
    divided: dict[str, list[Stood | None]] = {"a": [third, stood("2026-02", 1)]}
    assert history_continued([None, now], divided, gone=()) == (third, now), "an heir goes its own way"
    assert history_continued([last, now], {}, gone=()) == (last, now)


def test_streaks_end_at_the_first_period_without() -> None:
    firsts = [stood("1", 1), stood("2", 2), stood("3", 1), stood("4", 1)]
    assert first_streak(firsts) == 2
    assert first_streak([*firsts, None]) == 0
    excellent = [stood("1", 3, grade=Grade.EXCELLENT)] * 4
    assert excellent_streak(excellent) == 4
    assert excellent_streak([*excellent, stood("5", 1, grade=Grade.GOOD)]) == 0


def test_grades_are_reached_at_their_limit() -> None:
    limits = (Decimal(90), Decimal(80))
    assert [grade_of(Decimal(score), *limits) for score in ("90", "89.99", "80", "79.99")] == [
        Grade.EXCELLENT, Grade.GOOD, Grade.GOOD, Grade.PLAIN,
    ]  # fmt: skip
    assert grade_of(Decimal(100), None, None) is Grade.PLAIN


NAMES = ("a", "b", "c", "d", "e")
ROUND = st.dictionaries(st.sampled_from(NAMES), st.integers(60, 66), min_size=1)
TABLE = st.lists(st.none() | ROUND, max_size=5).flatmap(lambda before: ROUND.map(lambda now: [*before, now]))


def history(table: oracle.Table, name: str) -> list[Stood | None]:
    """Return a name's places, as the platform has them from scores."""
    found: list[Stood | None] = []
    for nth, scores in enumerate(table):
        places = places_of({key: Decimal(score) for key, score in (scores or {}).items()})
        if scores is None:
            found.append(None)
        else:
            score = Decimal(scores[name]) if name in scores else None
            found.append(Stood(period=str(nth), place=places.get(name), score=score))
    return found


@given(TABLE)
def test_rows_of_last_places_are_those_of_the_oracle(table: oracle.Table) -> None:
    histories = {name: history(table, name) for name in NAMES}
    found = fired((R_01, R_04, R_05), histories, {}, None)
    for name in NAMES:
        mine = {one.trigger.key for one in found if one.subject == name}
        assert mine - {"R-01"} == oracle.called_in(table, name)
        assert ("R-01" in mine) == oracle.last_in_a_row(table, name, 2, 2)
        assert first_streak(histories[name]) == oracle.firsts(table, name)


@given(ROUND, st.integers(1, 12))
def test_means_and_first_places_are_those_of_the_oracle(scores: dict[str, int], places: int) -> None:
    streets = {name: [other for other in NAMES if (other < "c") == (name < "c")] for name in NAMES}
    means = {
        name: mean_of([Decimal(scores[other]) for other in streets[name] if other in scores])
        for name in scores
    }
    top = type(R_06_TOP)(**{**vars(R_06_TOP), "places": places})
    found = fired((R_06_BELOW, top), {name: history([scores], name) for name in NAMES}, means, None)
    below = {one.subject for one in found if one.trigger is R_06_BELOW}
    assert below == {name for name in NAMES if oracle.below_mean(scores, name, streets[name])}
    assert {one.subject for one in found if one.trigger is top} == {
        name for name in NAMES if oracle.top(scores, name, places)
    }


@pytest.mark.parametrize("body", READY, ids=lambda body: body.key)
def test_a_ready_scheme_is_whole_and_is_read_as_it_was_kept(body: object) -> None:
    (whole,) = [one for one in READY if one is body]
    assert body_faults(whole, figures=("closed_in_time_rate", "return_rate")) == {}
    assert body_read(body_told(whole)) == whole
    assert items_read(items_text(whole.items)) == whole.items
    assert "our own" in whole.source


def test_points_are_asked_for_item_by_item() -> None:
    whole = READY[0]
    points: dict[str, Decimal | None] = {item.key: Decimal(80) for item in whole.marked}
    assert points_faults(whole, {**points, "praised": None}) == {}
    assert points_faults(whole, {**points, "roads": None}) == {"roads": "contest_points_missing"}
    assert points_faults(whole, {**points, "roads": Decimal(101)}) == {"roads": "contest_points_wrong"}
    assert points_faults(whole, {**points, "luck": Decimal(1)}) == {"luck": "contest_item_unknown"}
