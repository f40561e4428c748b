import numpy as np
import pytest

from xiuhua.scenes.spoil.rules.falls import Fall, FallRules, falls_of, level
from xiuhua.sensing.rules.tracks.shapes import Floats

RULES = FallRules()
EVERY_S = 30.0


def _clock(number: int, every_s: float) -> Floats:
    return np.arange(number, dtype=np.float64) * every_s


def _falls(*loads: float, every_s: float = EVERY_S) -> list[Fall]:
    return falls_of(_clock(len(loads), every_s), np.array(loads, dtype=np.float64), RULES)


def test_a_fall_lies_between_the_last_reading_before_and_the_first_after() -> None:
    (one,) = _falls(*[0.9] * 8, *[0.0] * 8)
    assert one == Fall(7 * EVERY_S, 8 * EVERY_S, 0.9, 0.0)
    assert one.gone == 1.0


def test_no_readings_no_fall_and_neither_where_a_load_rises() -> None:
    assert falls_of(np.empty(0), np.empty(0), RULES) == []
    assert falls_of(np.arange(3.0), np.full(3, np.nan), RULES) == []
    assert _falls(*[0.0] * 8, *[0.9] * 8) == []


@pytest.mark.parametrize(("after", "count"), [(0.76, 0), (0.75, 1), (0.74, 1)])
def test_a_quarter_of_the_load_makes_a_fall(after: float, count: int) -> None:
    assert len(_falls(*[1.0] * 8, *[after] * 8)) == count


@pytest.mark.parametrize(("before", "count"), [(0.24, 0), (0.25, 1), (0.26, 1)])
def test_who_carries_less_than_a_quarter_has_nothing_to_lose(before: float, count: int) -> None:
    assert len(_falls(*[before] * 8, *[0.0] * 8)) == count


@pytest.mark.parametrize(("many", "count"), [(1, 0), (2, 1), (3, 1)])
def test_two_readings_of_three_on_either_side_make_it_known(many: int, count: int) -> None:
    assert len(_falls(*[1.0] * many, *[0.0] * 8)) == count
    assert len(_falls(*[1.0] * 8, *[0.0] * many)) == count


@pytest.mark.parametrize(("every_s", "count"), [(449.0, 1), (450.0, 1), (451.0, 0)])
def test_the_third_reading_counts_up_to_a_quarter_of_an_hour_away(every_s: float, count: int) -> None:
    assert len(_falls(1.0, 1.0, 1.0, 0.0, 0.0, 0.0, every_s=every_s)) == count


def test_a_wrong_reading_is_no_fall() -> None:
    assert _falls(*[0.9] * 6, 0.0, *[0.9] * 6) == []


def test_of_a_fall_over_several_readings_the_middle_is_told() -> None:
    (one,) = _falls(*[1.0] * 8, 0.8, 0.6, 0.4, 0.2, *[0.0] * 8)
    assert (one.since_s, one.until_s) == (9 * EVERY_S, 10 * EVERY_S)
    assert (one.before, one.after) == (1.0, 0.0)


def test_two_halves_six_minutes_apart_are_two_falls() -> None:
    first, second = _falls(*[0.9] * 12, *[0.4] * 12, *[0.0] * 12)
    assert (first.since_s, first.before, first.after) == (11 * EVERY_S, 0.9, 0.4)
    assert (second.since_s, second.before, second.after) == (23 * EVERY_S, 0.4, 0.0)


def test_where_nobody_says_for_a_while_the_fall_lies_somewhere_in_it() -> None:
    (one,) = _falls(*[1.0] * 8, *[np.nan] * 10, *[0.0] * 8)
    assert (one.since_s, one.until_s) == (7 * EVERY_S, 18 * EVERY_S)


@pytest.mark.parametrize("seed", range(5))
def test_what_an_axle_sensor_swings_on_the_road_makes_no_fall_and_hides_none(seed: int) -> None:
    draw = np.random.default_rng(seed)
    loads = np.concatenate([np.full(300, 0.9), np.zeros(300)]) + draw.normal(0, 0.08, 600)
    (one,) = falls_of(_clock(600, 10.0), loads, RULES)
    assert one.since_s == pytest.approx(2_995, abs=20)


def test_a_level_is_the_median_up_to_an_instant_or_from_one_on() -> None:
    at_s, load = _clock(10, 60.0), np.array([1.0, 1.0, 0.9, 0.9, 0.9, 0.2, 0.1, 0.1, 0.0, 0.0])
    assert level(at_s, load, RULES, until_s=240.0) == pytest.approx(0.9)
    assert level(at_s, load, RULES, since_s=300.0) == pytest.approx(0.1)
    assert level(at_s, load, RULES, until_s=60.0) is None
    assert level(at_s, load, RULES, since_s=480.0) is None
