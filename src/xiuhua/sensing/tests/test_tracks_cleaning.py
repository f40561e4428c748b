"""Which fixes make a track, and why the others do not."""

from __future__ import annotations

import numpy as np
import pytest

from xiuhua.sensing.rules.tracks.cleaning import CHINA, CleanRules, cleaned
from xiuhua.sensing.rules.tracks.shapes import Track, track_of
from xiuhua.sensing.terms.tracks import PointFault
from xiuhua.sensing.tests.track_kit import T0, drawn

RULES = CleanRules()


def faults(track: Track, rules: CleanRules = RULES) -> dict[int, PointFault]:
    return cleaned(track, rules).faults()


@pytest.mark.parametrize(
    ("lon", "lat", "fault"),
    [
        (0.0, 0.0, PointFault.NULL_ISLAND),
        (30.2, 120.1, PointFault.SWAPPED),  # latitude 120 is none; swapped it is Hangzhou
        (23.7, 38.0, PointFault.OUTSIDE),  # Athens
        (38.0, 23.7, PointFault.OUTSIDE),
        (float("nan"), 30.2, PointFault.NOT_A_NUMBER),
        (120.1, float("inf"), PointFault.NOT_A_NUMBER),
    ],
)
def test_a_position_that_cannot_be_is_refused_by_its_own_reason(
    lon: float, lat: float, fault: PointFault
) -> None:
    track = track_of([T0, T0 + 15, T0 + 30], [120.1, lon, 120.1], [30.2, lat, 30.2])
    assert faults(track) == {1: fault}
    assert CHINA.holds(np.array([120.1]), np.array([30.2])).all()


def test_a_clock_that_is_ahead_or_years_behind_is_refused_and_a_buffered_fix_is_not() -> None:
    received = np.full(5, T0)
    at = [T0 + 120, T0 + 121, T0 - 6 * 86_400, T0 - 26 * 365 * 86_400.0, T0 + 73 * 365 * 86_400.0]
    track = track_of(at, np.full(5, 120.1), np.full(5, 30.2), received_s=received)
    assert faults(track) == {
        1: PointFault.CLOCK_AHEAD,  # two minutes are allowed, one second more is not
        3: PointFault.CLOCK_BEHIND,  # year 2000
        4: PointFault.CLOCK_AHEAD,  # year 2099
    }


def test_what_the_device_itself_calls_no_fix_is_refused() -> None:
    track = track_of([T0, T0 + 15], [120.1, 120.1], [30.2, 30.2], has_fix=[True, False])
    assert faults(track) == {1: PointFault.NO_FIX}


def test_a_fix_sent_again_counts_once_and_one_that_comes_late_takes_its_place() -> None:
    track = drawn([(0, 0, 0), (30, 200, 0), (15, 100, 0), (30, 200, 0), (45, 300, 0)])
    result = cleaned(track, RULES)
    assert result.faults() == {3: PointFault.REPEATED}
    assert result.rows.tolist() == [0, 2, 1, 4]
    assert result.is_late.tolist() == [False, False, True, False, False]


def test_of_two_places_at_one_time_the_same_is_kept_whichever_came_first() -> None:
    one, other = drawn([(0, 0, 0), (15, 20, 0)]), drawn([(0, 30, 0)])
    kept = {float(cleaned(track, RULES).track.lon[0]) for track in (one.joined(other), other.joined(one))}
    assert kept == {float(one.lon[0])}


def test_one_wild_fix_is_a_jump() -> None:
    # 15 s at 180 km/h are 750 m, with 50 m of noise 800 m: 801 m are too far, 799 m are not.
    assert faults(drawn([(0, 0, 0), (15, 801, 0), (30, 100, 0)])) == {1: PointFault.JUMP}
    assert faults(drawn([(0, 0, 0), (15, 799, 0), (30, 100, 0)])) == {}


def test_a_wild_fix_at_the_beginning_is_outvoted_by_three_that_agree() -> None:
    # The first lies 50 km away. Neither the second nor the third fits it; the third that agrees decides.
    rows = [(0, 50_000, 0), (15, 0, 0), (30, 100, 0), (45, 200, 0), (60, 300, 0)]
    assert faults(drawn(rows)) == {}
    assert faults(drawn(rows[:3])) == {1: PointFault.JUMP, 2: PointFault.JUMP}


def test_two_wild_fixes_that_disagree_are_two_jumps() -> None:
    rows = [(0, 0, 0), (15, 50_000, 0), (30, -50_000, 0), (45, 100, 0)]
    assert faults(drawn(rows)) == {1: PointFault.JUMP, 2: PointFault.JUMP}


def test_nothing_is_a_track_too() -> None:
    assert len(cleaned(track_of([], [], []), RULES).track) == 0
