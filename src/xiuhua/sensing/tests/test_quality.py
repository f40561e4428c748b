"""Doubts about readings, by hand and by chance: one at a time and over arrays alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiuhua.sensing.rules.quality import Quality, QualityWatch, flags_many, is_calibration_due, unfit_share
from xiuhua.sensing.terms.doubts import Doubt, flags_of_bits

STUCK, JUMP, STALE = Doubt.STUCK, Doubt.JUMP, Doubt.STALE
OUT, MAINTENANCE, FAULTY, LATE = Doubt.OUT_OF_RANGE, Doubt.MAINTENANCE, Doubt.FAULTY, Doubt.LATE_ARRIVAL


def flagged(
    quality: Quality, readings: Sequence[tuple[float, float]], *, late_by: float = 0.0
) -> list[tuple[Doubt, ...]]:
    watch = QualityWatch(quality)
    return [flags_of_bits(watch.flags(at, value, received_at=at + late_by)) for at, value in readings]


def test_the_ends_of_the_valid_range_are_inside_it() -> None:
    quality = Quality(low=0.0, high=20.0)
    assert flagged(quality, [(0, 0.0), (60, 20.0), (120, -0.01), (180, 20.01)]) == [(), (), (OUT,), (OUT,)]


def test_what_is_no_number_is_a_fault() -> None:
    assert flagged(Quality(low=0.0), [(0, math.nan), (60, math.inf), (120, 1)]) == [(FAULTY,), (FAULTY,), ()]


def test_a_value_is_stuck_when_its_time_is_full_and_not_a_reading_before() -> None:
    quality = Quality(stuck_s=180)
    readings = [(0, 1.0), (60, 2.0), (120, 2.0), (180, 2.0), (239, 2.0), (240, 2.0), (300, 2.1)]
    assert flagged(quality, readings) == [(), (), (), (), (), (STUCK,), ()]


def test_two_alike_are_no_run() -> None:
    assert flagged(Quality(stuck_s=60), [(0, 1), (60, 1), (120, 1)]) == [(), (), (STUCK,)]


def test_a_drift_is_no_standing_value() -> None:
    quality = Quality(stuck_s=120, stuck_band=0.3)
    assert flagged(quality, [(0, 1.0), (60, 1.2), (120, 1.4), (180, 1.6)]) == [(), (), (), ()]
    assert flagged(quality, [(0, 1.0), (60, 1.3), (120, 0.7)]) == [(), (), (STUCK,)]


def test_a_jump_is_more_than_its_size_within_its_time() -> None:
    quality = Quality(jump=5.0, jump_within_s=600)
    readings = [(0, 1.0), (60, 6.0), (120, 11.1), (720, 1.0), (1321, 9.0)]
    assert flagged(quality, readings) == [(), (), (JUMP,), (JUMP,), ()]


def test_a_reading_is_stale_when_it_comes_too_late() -> None:
    quality = Quality(stale_s=3600)
    assert flagged(quality, [(0, 1)], late_by=3600) == [()]
    assert flagged(quality, [(0, 1)], late_by=3601) == [(STALE,)]


def test_maintenance_begins_inside_and_ends_outside() -> None:
    quality = Quality(maintenance=((100, 200), (300, 400)))
    readings = [(99, 1), (100, 2), (199, 3), (200, 4), (300, 5)]
    assert flagged(quality, readings) == [(), (MAINTENANCE,), (MAINTENANCE,), (), (MAINTENANCE,)]


def test_a_late_reading_is_no_neighbour() -> None:
    quality = Quality(jump=1.0)
    assert flagged(quality, [(100, 1), (60, 9), (100, 9), (160, 1)]) == [(), (LATE,), (LATE,), ()]


def test_what_the_device_reports_itself_stays() -> None:
    watch = QualityWatch(Quality(high=5))
    assert flags_of_bits(watch.flags(0, 9, received_at=0, reported=FAULTY.bit)) == (OUT, FAULTY)


@st.composite
def _readings(draw: st.DrawFn) -> list[tuple[float, float, float]]:
    """Draw instants, some of them earlier than before, values and delays."""
    steps = draw(st.lists(st.sampled_from([0.0, 1 / 3, 1.0, 1.0, 2.5, 40.0, -1.5]), min_size=1, max_size=80))
    values = st.sampled_from(
        [0.0, 0.1, 0.2, 0.30000000000000004, 1.1, 1.4, 6.0, -3.0, 9.9, math.nan, math.inf]
    )
    found, at = [], 1000.0
    value = 0.0
    for step in steps:
        at += step
        value = draw(st.just(value) | values)
        found.append((at, value, draw(st.sampled_from([0.0, 5.0, 61.0]))))
    return found


@pytest.mark.slow("flags hundreds of series in two ways")
@settings(max_examples=200, deadline=None)
@given(
    _readings(),
    st.sampled_from([None, 0.0]),
    st.sampled_from([None, 5.0]),
    st.sampled_from([None, 1.0, 3.3]),
    st.sampled_from([0.0, 0.1, 0.3]),
    st.sampled_from([None, 0.3, 2.0]),
)
def test_arrays_are_flagged_like_single_readings(
    readings: list[tuple[float, float, float]],
    low: float | None,
    high: float | None,
    stuck_s: float | None,
    band: float,
    jump: float | None,
) -> None:
    quality = Quality(
        low=low, high=high, stuck_s=stuck_s, stuck_band=band, jump=jump, jump_within_s=2.0, stale_s=60.0,
        maintenance=((1003.0, 1006.0),),
    )  # fmt: skip
    watch = QualityWatch(quality)
    single = [watch.flags(at, value, received_at=at + later) for at, value, later in readings]
    order = sorted(range(len(readings)), key=lambda place: readings[place][0])
    at_s, value, later = (np.array([readings[place][part] for place in order]) for part in range(3))
    late = np.array([single[place] & LATE.bit for place in order], dtype=np.uint16)
    many = flags_many(quality, at_s, value, received_s=at_s + later, reported=late)
    assert many.tolist() == [single[place] for place in order]


@pytest.mark.parametrize(
    ("calibrated_on", "on", "due"),
    [
        (date(2026, 1, 1), date(2026, 3, 31), False),  # 90 days after 1 January is 1 April
        (date(2026, 1, 1), date(2026, 4, 1), True),
        (None, date(2026, 1, 1), True),
    ],
)
def test_calibration_falls_due(calibrated_on: date | None, on: date, due: bool) -> None:  # noqa: FBT001 - a column
    assert is_calibration_due(calibrated_on, on, 90) is due


def test_the_share_of_unfit_readings_is_none_without_readings() -> None:
    assert unfit_share([], FAULTY.bit) is None
    assert unfit_share([0, FAULTY.bit, STUCK.bit, 0], FAULTY.bit) == 0.25
