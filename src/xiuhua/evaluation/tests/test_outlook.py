"""What the past of a figure lets one say: vectors by hand, and everything else against a plain oracle."""

from __future__ import annotations

from random import Random
from statistics import fmean, median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.oracles import outlook_oracle as oracle
from xiuhua.evaluation.rules.drawing import course
from xiuhua.evaluation.rules.outlook import outlook
from xiuhua.evaluation.rules.scales import HEIGHT, WIDTH
from xiuhua.evaluation.terms import Method, Way

ORACLES = {
    "last": Method.LAST,
    "mean": Method.MEAN,
    "season": Method.SEASON,
    "growth": Method.GROWTH,
}
NUMBERS = st.integers(0, 60).map(float)
SEASON = [100, 90, 120, 130, 150, 160, 170, 165, 140, 130, 110, 105]


def test_too_short_a_past_is_no_ground_for_a_forecast() -> None:
    told = outlook([5.0] * 6, season=12)
    assert (told.method, told.forecasts, told.miss) == (None, (), None)
    assert outlook([]).trend is None
    assert outlook([5.0] * 5).trend is None
    assert outlook([5.0] * 7).method is Method.LAST


def test_a_season_is_found_and_growth_beside_it() -> None:
    same = outlook([*SEASON, *SEASON, *SEASON], season=12)
    assert same.method is Method.SEASON
    assert same.miss == 0
    assert [one.value for one in same.forecasts] == SEASON[:3]
    grown = [value + 12 * year for year in range(3) for value in SEASON]
    told = outlook(grown, season=12)
    assert told.method is Method.GROWTH
    assert [round(one.value) for one in told.forecasts] == [value + 36 for value in SEASON[:3]]


def test_a_forecast_is_as_wide_as_the_past_ones_missed() -> None:
    # Tried from seven instants, the last value missed by 1, 2, 1, 2, 1, 2, 1; the seventh smallest of
    # ceil(8 x 0.8) = 7 is 2. Two ahead it missed by 3 every time; of three ahead five are known, all 4 or 5.
    told = outlook([0.0, 1.0, 3.0, 4.0, 6.0, 7.0, 9.0, 10.0])
    assert told.method is Method.LAST
    assert told.trials == 7
    assert [(one.ahead, one.value, one.low, one.high) for one in told.forecasts] == [
        (1, 10.0, 8.0, 12.0), (2, 10.0, 7.0, 13.0), (3, 10.0, 5.0, 15.0),
    ]  # fmt: skip
    assert told.trend is not None
    assert told.trend.way is Way.UP
    assert told.trend.slope == 1.5


def test_what_cannot_be_is_not_expected() -> None:
    told = outlook([97.0, 100.0, 96.0, 100.0, 97.0, 100.0, 96.0, 99.0], ceiling=100.0)
    assert all(one.high <= 100 and one.low <= one.value <= one.high for one in told.forecasts)
    low = outlook([3.0, 0.0, 2.0, 0.0, 3.0, 0.0, 2.0, 1.0])
    assert all(one.low >= 0 for one in low.forecasts)


def test_one_odd_value_is_named_and_what_was_expected_of_it() -> None:
    chance = Random(3)  # noqa: S311 - a test's seed
    values = [50 + chance.choice((-2, -1, 0, 1, 2)) for _ in range(20)]
    values[15] = 90
    told = outlook([float(value) for value in values])
    assert 15 in {one.place for one in told.outside}
    expected = next(one.expected for one in told.outside if one.place == 15)
    assert 47 <= expected <= 53


def test_nothing_before_the_last_gap_counts_and_places_stay_true() -> None:
    told = outlook([900.0, None, *([5.0, 7.0] * 8), 60.0])
    assert {one.place for one in told.outside} <= set(range(2, 19))
    assert 18 in {one.place for one in told.outside}
    assert told.trials == outlook([*([5.0, 7.0] * 8), 60.0]).trials


def test_chance_alone_has_no_trend() -> None:
    assert outlook([5.0] * 12).trend == outlook([5.0] * 30).trend
    flat = outlook([5.0, 6.0, 4.0, 5.0, 6.0, 4.0, 5.0, 6.0]).trend
    assert flat is not None
    assert flat.way is Way.STEADY
    falling = outlook([9.0, 8.0, 8.0, 6.0, 5.0, 4.0, 2.0, 1.0]).trend
    assert falling is not None
    assert falling.way is Way.DOWN
    assert falling.slope < 0


@given(st.lists(NUMBERS, max_size=40), st.sampled_from((0, 4, 7, 12)))
def test_methods_misses_and_widths_are_those_of_the_oracle(values: list[float], season: int) -> None:
    told = outlook(values, season=season, floor=None)
    tried = oracle.tried(values, season)
    if not tried:
        assert told.method is None
        return
    means = {name: fmean(map(abs, misses[1])) for name, misses in tried.items()}
    names = [name for name, method in ORACLES.items() if method is told.method]
    assert names
    assert means[names[0]] == pytest.approx(min(means.values()))
    misses = tried[names[0]]
    assert told.trials == len(misses[1])
    assert told.miss == pytest.approx(median(map(abs, misses[1])))
    for ahead in range(1, 4):
        width = oracle.width(misses[ahead])
        mine = next((one for one in told.forecasts if one.ahead == ahead), None)
        if mine is None:
            assert any(oracle.width(misses[before]) is None for before in range(1, ahead + 1))
            continue
        said = oracle.guess(names[0], values, ahead, season)
        assert width is not None
        assert said is not None
        assert (mine.value, mine.low, mine.high) == pytest.approx((said, said - width, said + width))


@given(st.lists(NUMBERS, min_size=6, max_size=30))
def test_the_slope_is_the_median_of_all(values: list[float]) -> None:
    trend = outlook(values).trend
    assert trend is not None
    last = np.array(values[-12:])
    earlier, later = np.triu_indices(len(last), k=1)
    slopes = (last[later] - last[earlier]) / (later - earlier)
    assert trend.slope == pytest.approx(np.median(slopes))


@given(values=st.lists(st.none() | NUMBERS, max_size=30), from_nought=st.booleans())
def test_every_known_value_is_drawn_inside(values: list[float | None], *, from_nought: bool) -> None:
    expected = [(3.0, 1.0, 80.0)] if values and values[-1] is not None else []
    drawn = course(values, expected, from_nought=from_nought)
    known = [value for value in values if value is not None]
    assert (drawn is None) == (not known)
    if drawn is None:
        return
    assert len(drawn.dots) == len(known)
    assert all(0 <= float(dot.x) <= WIDTH and 0 <= float(dot.y) <= HEIGHT for dot in drawn.dots)
    assert bool(drawn.band) == bool(expected)
    gaps = sum(
        1 for before, after in zip([None, *values], values, strict=False) if before is None is not after
    )
    assert len(drawn.lines) == gaps
    assert not from_nought or drawn.low == 0
