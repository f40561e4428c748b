"""When a water truck sprinkles: told from its speed, or from its pump; in whatever order fixes come."""

from __future__ import annotations

import numpy as np
import pytest

from xiuhua.scenes.spoil.rules.water import WATER, is_dusty, passed_s, road_pieces, water_runs
from xiuhua.scenes.spoil.terms import ToldBy

LAT = 30.25
M = 1 / 96_200  # degrees of longitude that are a metre there


def _drive(*legs: tuple[float, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return times, places and speeds of legs, each a speed in km/h and so many fixes 20 s apart."""
    speeds = np.array([speed for speed, count in legs for _ in range(count)])
    at_s = np.arange(len(speeds)) * 20.0
    lon = 120.1 + np.cumsum(speeds / 3.6 * 20.0) * M
    return at_s, lon, np.full(len(speeds), LAT), speeds


def _silent(count: int) -> np.ndarray:
    return np.full(count, np.nan)


def test_a_slow_leg_between_two_fast_ones_is_the_trip_and_a_red_light_does_not_end_it() -> None:
    at_s, lon, lat, speed = _drive((45.0, 10), (12.0, 15), (0.0, 6), (12.0, 15), (45.0, 10))
    (run,) = water_runs(at_s, lon, lat, speed, _silent(len(at_s)))
    assert (at_s[run.fixes[0]], at_s[run.fixes[-1]]) == (200.0, 900.0)
    assert run.told_by is ToldBy.SPEED
    assert run.length_m == pytest.approx(30 * 12 / 3.6 * 20, rel=0.05)


def test_shuffled_fixes_tell_the_same() -> None:
    at_s, lon, lat, speed = _drive((45.0, 10), (12.0, 30), (45.0, 10))
    order = np.random.default_rng(7).permutation(len(at_s))
    (run,) = water_runs(at_s, lon, lat, speed, _silent(len(at_s)))
    (other,) = water_runs(at_s[order], lon[order], lat[order], speed[order], _silent(len(at_s)))
    assert other.length_m == run.length_m
    assert at_s[order][other.fixes].tolist() == at_s[run.fixes].tolist()


def test_the_pump_is_believed_and_not_the_speed() -> None:
    at_s, lon, lat, speed = _drive((12.0, 20), (35.0, 20))
    pump = np.concatenate([np.zeros(20), np.ones(20)])
    (run,) = water_runs(at_s, lon, lat, speed, pump)
    assert at_s[run.fixes[0]] == 400.0
    assert run.told_by is ToldBy.SIGNAL


@pytest.mark.parametrize(("speed", "found"), [(25.0, 1), (25.1, 0), (3.0, 1), (2.9, 0)])
def test_the_limits_of_speed_belong_to_it(speed: float, found: int) -> None:
    assert len(water_runs(*_drive((speed, 30)), _silent(30))) == found


def test_no_fix_no_trip() -> None:
    nothing = np.array([])
    assert water_runs(nothing, nothing, nothing, nothing, nothing) == []


def test_a_run_is_cut_where_the_road_changes_and_a_crossing_is_not_a_road() -> None:
    at_s, lon, lat, speed = _drive((12.0, 21))
    (run,) = water_runs(at_s, lon, lat, speed, _silent(21))
    names = ["东港路"] * 10 + ["横路"] + ["东港路"] * 2 + ["南浦路"] * 8
    pieces = road_pieces(run, names, lon, lat)
    assert [(road, len(piece.fixes)) for road, piece in pieces] == [("东港路", 13), ("南浦路", 8)]


def test_a_monitor_near_the_way_is_passed_and_one_beyond_is_not() -> None:
    at_s, lon, lat, speed = _drive((12.0, 30))
    (run,) = water_runs(at_s, lon, lat, speed, _silent(30))
    assert passed_s(run, at_s, lon, lat, (float(lon[12]), LAT + 0.0009)) == at_s[12]
    assert passed_s(run, at_s, lon, lat, (float(lon[12]), LAT + (WATER.near_m + 5) / 110_900)) is None


def test_dust_at_its_limit_asks_for_nothing() -> None:
    at_s = np.arange(0, 900, 60.0)
    asked = {"now_s": 899.0, "limit": 150.0, "mean_s": 900.0, "least": 3}
    assert is_dusty(at_s, np.full(15, 150.0), **asked) is None  # type: ignore[arg-type]  # numbers by name
    assert is_dusty(at_s, np.full(15, 150.1), **asked) == pytest.approx(150.1)  # type: ignore[arg-type]  # as above
