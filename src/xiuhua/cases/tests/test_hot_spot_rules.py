"""Ranking of hot spots, and whether a count says anything: by hand."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.cases.rules.hot_spots import (
    SpotCount,
    days_before,
    difference_chance,
    discovered,
    ranked,
    watch_met,
)
from xiuhua.cases.terms import Verdict


def spot(
    key: str, now: int, before: int = 0, came_back: int = 0, length_km: float | None = None
) -> SpotCount:
    return SpotCount(key=key, name=key, now=now, before=before, came_back=came_back, length_km=length_km)


def test_places_are_ranked_by_cases_and_ties_share_a_rank() -> None:
    rows = ranked([spot("a", 4), spot("b", 9), spot("c", 4, came_back=1), spot("d", 0), spot("e", 3)])
    assert [(one.count.key, one.rank) for one in rows] == [("b", 1), ("c", 2), ("a", 2), ("e", 4)]
    assert [one.share for one in rows] == pytest.approx([9 / 20, 4 / 20, 4 / 20, 3 / 20])
    # Fifths of nine: 9 → 5; 4 → 20/9 = 2.2, up to 3; 3 → 15/9 = 1.7, up to 2.
    assert [one.grade for one in rows] == [5, 3, 3, 2]


def test_a_road_is_told_by_the_kilometre_where_its_length_is_known() -> None:
    road, other = ranked([spot("a", 6, came_back=2, length_km=1.5), spot("b", 3)])
    assert (road.per_km, other.per_km) == (4.0, None)
    assert road.rebound_share == pytest.approx(1 / 3)
    assert road.change == 6
    assert road.rebound_percent == pytest.approx(33.333, abs=1e-3)


@pytest.mark.parametrize(
    ("now", "before", "chance"),
    [
        (9, 0, None),  # nine cases are too few
        (10, 0, 2 / 1024),  # both of two tails of ten coins
        (0, 10, 2 / 1024),
        (9, 1, 2 * 11 / 1024),  # 10 choose 9, and 10 choose 10
        (5, 5, 1.0),  # twice the tail is more than one
        (8, 2, 2 * 56 / 1024),  # 45 + 10 + 1
    ],
)
def test_the_chance_of_a_difference_is_that_of_coins(now: int, before: int, chance: float | None) -> None:
    found = difference_chance(now, before)
    assert found == (None if chance is None else pytest.approx(chance))


@given(st.integers(min_value=0, max_value=3_000), st.integers(min_value=0, max_value=3_000))
def test_a_chance_is_one_and_the_same_either_way(now: int, before: int) -> None:
    found = difference_chance(now, before)
    if found is not None:
        assert 0 <= found <= 1
        assert found == pytest.approx(difference_chance(before, now) or 0)


def test_of_many_places_only_so_many_false_alarms_are_let_through() -> None:
    # k/m * 5 %: 0.01, 0.02, 0.03, 0.04, 0.05 for five; 0.03 meets the third, 0.039 the fourth, 0.2 none.
    assert discovered([0.2, 0.001, 0.03, 0.019, 0.039]) == 0.039
    assert discovered([0.02, 0.04, 0.06]) == -1  # 0.0167, 0.0333, 0.05: none is met
    assert discovered([]) == -1


def test_what_a_count_says_depends_on_how_many_were_looked_at() -> None:
    alone = ranked([spot("a", 10, 2)])  # 2 * (66 + 12 + 1) / 4096 = 3.86 %
    assert alone[0].chance == pytest.approx(2 * 79 / 4096)
    assert alone[0].verdict is Verdict.MORE
    among = ranked([spot("a", 10, 2), *(spot(str(one), 6, 6) for one in range(9))])
    assert among[0].verdict is Verdict.USUAL, "one in ten looks so by chance"
    fewer = ranked([spot("a", 2, 30)])
    assert fewer[0].verdict is Verdict.LESS
    assert ranked([spot("a", 4, 1)])[0].verdict is Verdict.FEW


def test_the_days_before_are_as_many_and_end_the_day_before() -> None:
    assert days_before(date(2026, 3, 1), date(2026, 3, 28)) == (date(2026, 2, 1), date(2026, 2, 28))
    assert days_before(date(2026, 3, 2), date(2026, 3, 2)) == (date(2026, 3, 1), date(2026, 3, 1))


def test_a_target_is_met_at_its_count_and_missed_one_above() -> None:
    assert watch_met(5, 5)
    assert not watch_met(6, 5)
