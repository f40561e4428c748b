from collections.abc import Sequence

import numpy as np
import pytest

from xiuhua.scenes.spoil.rules.dumping import (
    DUMPING,
    Owed,
    Suspicion,
    in_order,
    load_shares,
    loaded_track,
    loads_of,
    suspicions,
)
from xiuhua.scenes.spoil.terms import DumpReason
from xiuhua.scenes.spoil.tests.drives import MIDNIGHT, NOON, OFFSET, Drive, places, square
from xiuhua.sensing.rules.tracks.shapes import track_of

DOCK = places(square("gate", 0, 0), square("dock", 20_000, 0))


def _dumps(at_s: float, *, tilt: float = 45.0, load: float | None = 0.0) -> Drive:
    """Load at the gate, tip half-way down a side road, drive home empty."""
    drive = Drive(at_s=at_s).stand(10, load=1.0)
    return drive.go(8_000, 0).go(8_000, 2_000).stand(6, load=load, tilt=tilt).go(8_000, 0).go(0, 0).stand(10)


def _suspected(drive: Drive, keep: np.ndarray | None = None, *, owed: Sequence[Owed] = ()) -> list[Suspicion]:
    found = suspicions(drive.told(keep), DOCK, utc_offset_s=OFFSET, owed=owed)
    return [one for one in found if one.is_suspected]


def test_a_truck_that_tips_at_night_by_a_side_road_is_suspected_for_each_reason() -> None:
    (one,) = _suspected(_dumps(MIDNIGHT))
    kinds = [reason.kind for reason in one.reasons]
    assert kinds == [DumpReason.OUTSIDE, DumpReason.EMPTIED, DumpReason.TIPPED, DumpReason.NIGHT]
    assert one.score == pytest.approx(0.6 + 0.4 + 0.2)
    assert one.reasons[1].found == pytest.approx(1.0)
    assert one.reasons[2].found == 45.0


def test_the_same_at_the_dock_is_its_work() -> None:
    drive = Drive(at_s=MIDNIGHT).stand(10, load=1.0).go(20_000, 0).stand(8, load=0.0, tilt=45.0).go(0, 0)
    assert suspicions(drive.told(), DOCK, utc_offset_s=OFFSET) == []


def test_a_driver_who_sleeps_by_the_road_is_not_suspected() -> None:
    drive = Drive(at_s=MIDNIGHT).stand(10, load=1.0).go(8_000, 0).stand(120).go(20_000, 0).stand(8, load=0.0)
    assert _suspected(drive) == []


def test_a_body_tipped_without_any_load_lost_is_not_enough() -> None:
    """0.4 for the tilt, 0.4 off because the load stayed, 0.2 for the night."""
    assert _suspected(_dumps(MIDNIGHT, load=None)) == []


def test_tilt_alone_is_enough_at_night_and_not_by_day() -> None:
    def without_load(drive: Drive) -> list[Suspicion]:
        told = drive.told()
        bare = loaded_track(told.track, tilt_deg=told.tilt_deg)
        return [one for one in suspicions(bare, DOCK, utc_offset_s=OFFSET) if one.is_suspected]

    assert [one.score for one in without_load(_dumps(MIDNIGHT))] == [pytest.approx(0.6)]
    assert without_load(_dumps(NOON)) == []


@pytest.mark.parametrize(("load", "is_so"), [(0.41, False), (0.40, True)])
def test_a_load_is_gone_from_three_fifths_on(load: float, *, is_so: bool) -> None:
    assert bool(_suspected(_dumps(NOON, tilt=0.0, load=load))) is is_so


def test_a_load_that_is_owed_weighs_in() -> None:
    owed = [Owed(MIDNIGHT, MIDNIGHT + 7_200)]
    (one,) = _suspected(_dumps(MIDNIGHT), owed=owed)
    assert one.reasons[-1].kind is DumpReason.OWED
    assert one.score == pytest.approx(1.4)


def test_one_steep_reading_is_a_bump() -> None:
    drive = _dumps(MIDNIGHT, load=None)
    told = drive.told()
    steep = np.flatnonzero(told.tilt_deg >= DUMPING.tilt_deg)
    tilts = told.tilt_deg.copy()
    tilts[steep[1:]] = 0.0
    bare = loaded_track(told.track, tilt_deg=tilts)
    assert suspicions(bare, DOCK, utc_offset_s=OFFSET) == []


@pytest.mark.parametrize("seed", range(5))
def test_shuffled_and_repeated_fixes_say_the_same(seed: int) -> None:
    drive = _dumps(MIDNIGHT)
    draw = np.random.default_rng(seed)
    count = len(drive.rows)
    keep = draw.permutation(np.concatenate([np.arange(count), draw.integers(0, count, count // 5)]))
    in_turn = suspicions(drive.told(), DOCK, utc_offset_s=OFFSET)
    assert suspicions(drive.told(keep), DOCK, utc_offset_s=OFFSET) == in_turn


def test_a_signal_lost_over_the_tipping_is_suspected_by_what_was_lost() -> None:
    drive = _dumps(MIDNIGHT)
    table = np.array(drive.rows)
    tipping = np.flatnonzero(table[:, 2] >= 1_000)
    keep = np.setdiff1d(np.arange(len(table)), np.arange(tipping[0], tipping[-1] + 4))
    (one,) = _suspected(drive, keep)
    assert {reason.kind for reason in one.reasons} >= {
        DumpReason.EMPTIED,
        DumpReason.SILENT,
        DumpReason.NIGHT,
    }


def test_a_signal_lost_on_the_way_through_a_dock_accuses_nobody() -> None:
    drive = Drive(at_s=MIDNIGHT).stand(10, load=1.0).go(20_000, 0).stand(8, load=0.0, tilt=45.0).go(0, 0)
    table = np.array(drive.rows)
    keep = np.flatnonzero(table[:, 1] < 19_000)
    assert _suspected(drive, keep) == []


def test_jitter_of_a_parked_receiver_and_of_its_scale_changes_nothing() -> None:
    draw = np.random.default_rng(7)
    drive = _dumps(MIDNIGHT)
    noisy = [
        (at, x + draw.normal(0, 10), y + draw.normal(0, 10), km_h, load + draw.normal(0, 0.08), tilt)
        for at, x, y, km_h, load, tilt in drive.rows
    ]
    drive.rows = noisy
    assert len(_suspected(drive)) == 1


def test_loads_are_read_of_status_bits() -> None:
    status = np.array([0b11, 0b11 | 1 << 8, 0b11 | 3 << 8, 2 << 8])
    assert load_shares(status).tolist()[:3] == [0.0, 0.5, 1.0]
    assert np.isnan(load_shares(status)[3])
    assert np.isnan(load_shares(np.array([3, 3, 2]))).all()  # a terminal without a sensor


def test_weights_are_shares_of_the_rated_load() -> None:
    assert loads_of([10_000.0, 0.0], 20_000.0).tolist() == [0.5, 0.0]
    with pytest.raises(ValueError, match="may carry nothing"):
        loads_of([1.0], 0.0)


def test_fixes_are_put_in_order_by_their_own_time() -> None:
    track = track_of([NOON + 30, NOON, NOON], [120.0, 120.0, 120.0], [30.0, 30.0, 30.0])
    found = in_order(loaded_track(track, load=[0.1, 0.9, 0.9]), DUMPING.clean)
    assert found.load.tolist() == [0.9, 0.1]


def test_no_fix_no_suspicion() -> None:
    assert suspicions(loaded_track(track_of([], [], [])), None, utc_offset_s=OFFSET) == []
