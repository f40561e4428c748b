from collections.abc import Sequence

import numpy as np
import pytest

from xiuhua.scenes.spoil.rules.dumping import (
    DUMPING,
    Owed,
    Suspicion,
    awake,
    in_order,
    load_shares,
    loaded_track,
    loads_of,
    suspicions,
)
from xiuhua.scenes.spoil.terms import DumpReason
from xiuhua.scenes.spoil.tests.drives import MIDNIGHT, NOON, OFFSET, Drive, degrees, places, square
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
    assert _bare(_dumps(MIDNIGHT)) == [pytest.approx(0.6)]
    assert _bare(_dumps(NOON)) == []


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


def _bare(drive: Drive, *, owed: Sequence[Owed] = ()) -> list[float]:
    """The scores of what is suspected of a truck that has a tilt sensor and no scale."""
    told = drive.told()
    bare = loaded_track(told.track, tilt_deg=told.tilt_deg)
    found = suspicions(bare, DOCK, utc_offset_s=OFFSET, owed=owed)
    return [one.score for one in found if one.is_suspected]


def _parked(at_s: float, *, before: float, after: float) -> Drive:
    """Stand laden for some minutes by a side road, tip there within four, and stand on."""
    drive = Drive(at_s=at_s).stand(10, load=1.0).go(8_000, 0).go(8_000, 2_000)
    return drive.stand(before).stand(4, load=0.0, tilt=45.0).stand(after).go(8_000, 0).stand(10)


@pytest.mark.parametrize(("before", "after"), [(2, 2), (180, 2), (2, 180), (180, 180)])
def test_a_load_that_falls_anywhere_in_a_long_stay_fell_there(before: float, after: float) -> None:
    (one,) = _suspected(_parked(NOON, before=before, after=after))
    assert [reason.kind for reason in one.reasons][1:3] == [DumpReason.EMPTIED, DumpReason.TIPPED]
    assert one.until_s - one.since_s == pytest.approx((before + after + 4) * 60, abs=60)


@pytest.mark.parametrize(("before", "is_night"), [(55, False), (59, True), (65, True)])
def test_the_night_is_that_of_the_tipping_and_not_of_the_stay(before: float, *, is_night: bool) -> None:
    """It stands from 21:00 on; its load falls 2 minutes after `before`, its body is up 1:20 to 2:40 after."""
    drive_s = 10 * 60 + 15 * (53 + 13)  # standing, and 8,000 m and 2,000 m at 10 m/s in steps of 15 s
    (one,) = _suspected(_parked(NOON + 9 * 3_600 - drive_s, before=before, after=65))
    assert (DumpReason.NIGHT in {reason.kind for reason in one.reasons}) is is_night


def test_two_halves_at_one_place_are_one_fall_of_both() -> None:
    drive = Drive(at_s=NOON).stand(10, load=1.0).go(8_000, 0).go(8_000, 2_000)
    drive.stand(6, load=0.6).stand(10).stand(6, load=0.2).go(0, 0)
    (one,) = _suspected(drive)
    assert one.reasons[1].found == pytest.approx(0.8)


@pytest.mark.parametrize(("load", "scores"), [(0.76, []), (0.75, [0.6]), (0.74, [0.6])])
def test_a_quarter_of_the_load_is_lighter_and_enough_with_one_thing_more(
    load: float, scores: list[float]
) -> None:
    owed = [Owed(NOON, NOON + 7_200)]
    drive = _dumps(NOON, tilt=0.0, load=load)
    assert [one.score for one in _suspected(drive, owed=owed)] == pytest.approx(scores)
    assert _suspected(drive) == []


@pytest.mark.parametrize(("until", "scores"), [(119, []), (121, [0.6]), (600, [0.6])])
def test_a_body_tipped_by_day_while_its_load_is_owed_is_enough(until: float, scores: list[float]) -> None:
    """Six minutes' standing: the body is up from the third minute on; the debt is settled about then."""
    drive = _dumps(NOON)
    begins_s = min(row[0] for row in drive.rows if row[5] > 0) - 120
    assert _bare(drive, owed=[Owed(NOON, begins_s + until)]) == pytest.approx(scores)
    assert _bare(drive) == []


def _unplugged(seconds: float, *, moved_m: float = 0.0) -> Drive:
    """Vanish laden on a side road, and come back empty there, or so far along the next street."""
    drive = Drive(at_s=NOON).stand(10, load=1.0).go(8_000, 0).go(8_000, 2_000).hide(seconds, load=0.0)
    drive.x += moved_m
    return drive.stand(0.5).go(8_000, 0).go(0, 0)


@pytest.mark.parametrize(("seconds", "is_so"), [(240, True), (405, True), (420, False), (435, False)])
def test_a_silence_accuses_who_could_not_have_been_at_a_dock(seconds: float, *, is_so: bool) -> None:
    """The dock's edge is 995 m away from both ends: 1,990 m at 40 km/h are 179 s, and 240 s to unload."""
    dock = places(square("gate", 0, 0), square("dock", 8_000, 3_095))
    found = suspicions(_unplugged(seconds, moved_m=70).told(), dock, utc_offset_s=OFFSET)
    assert [one.is_suspected for one in found] == [True] * is_so
    if is_so:
        (one,) = found
        assert [reason.kind for reason in one.reasons] == [DumpReason.EMPTIED, DumpReason.SILENT]
        assert one.reasons[1].found == pytest.approx(seconds)


@pytest.mark.parametrize(("minutes", "is_so"), [(29, False), (30, True), (31, True)])
def test_a_load_still_owed_half_an_hour_after_a_silence_was_not_brought_in_it(
    minutes: float, *, is_so: bool
) -> None:
    assert _owing(minutes, edge_m=995) is is_so


@pytest.mark.parametrize(("edge_m", "is_so"), [(490, False), (510, True)])
def test_a_keeper_may_have_forgotten_who_waited_in_the_street(edge_m: float, *, is_so: bool) -> None:
    assert _owing(60, edge_m=edge_m) is is_so


def _owing(minutes: float, *, edge_m: float) -> bool:
    """A quarter of an hour of silence so far from a dock, with the load owed for some minutes after it."""
    drive = _unplugged(900, moved_m=70)
    ends_s = max(row[0] for row in drive.rows if row[4] == 1.0) + 900
    dock = places(square("gate", 0, 0), square("dock", 8_000, 2_100 + edge_m))
    owed = [Owed(NOON, ends_s + minutes * 60)]
    return any(one.is_suspected for one in suspicions(drive.told(), dock, utc_offset_s=OFFSET, owed=owed))


def _unheard(drive: Drive, *, owed: Sequence[Owed] = (Owed(NOON, NOON + 86_400),)) -> list[Suspicion]:
    """What is said of a truck that has no sensor at all."""
    return suspicions(loaded_track(drive.told().track), DOCK, utc_offset_s=OFFSET, owed=owed)


def test_who_is_back_for_the_next_load_without_having_been_anywhere_left_the_last_one_on_the_way() -> None:
    drive = _dumps(NOON)
    (one,) = _unheard(drive)
    kinds = [reason.kind for reason in one.reasons]
    assert kinds == [DumpReason.OUTSIDE, DumpReason.UNDELIVERED, DumpReason.OWED]
    assert one.score == pytest.approx(0.4 + 0.2)
    assert one.is_suspected
    assert one.lat == pytest.approx(drive.told().track.lat.max())
    assert _unheard(drive, owed=()) == []  # it carried nothing that anybody knows of


def test_of_the_stops_on_the_way_the_furthest_is_told_for_who_is_rid_of_a_load_turns_back() -> None:
    """6 minutes at 8,246 m from the gate; 2 and 40 minutes, a meal, at 4,000 m."""
    drive = Drive(at_s=NOON).stand(10).go(4_000, 0).stand(2).go(8_000, 0).go(8_000, 2_000).stand(6)
    (one,) = _unheard(drive.go(4_000, 0).stand(40).go(0, 0).stand(10))
    assert one.until_s - one.since_s == pytest.approx(360, abs=30)


@pytest.mark.parametrize(("minutes", "told_s"), [(1.5, 360), (2.25, 135)])
def test_a_red_light_further_on_is_not_where_a_load_was_left(minutes: float, told_s: float) -> None:
    """Six minutes at 5,000 m from the gate, and further on, at 8,000 m, a light that takes two at most."""
    drive = Drive(at_s=NOON).stand(10).go(5_000, 0).stand(6).go(8_000, 0).stand(minutes)
    (one,) = _unheard(drive.go(0, 0).stand(10))
    assert one.until_s - one.since_s == pytest.approx(told_s, abs=30)


def test_a_light_is_told_where_a_truck_stood_nowhere_longer() -> None:
    (one,) = _unheard(Drive(at_s=NOON).stand(10).go(8_000, 0).stand(1.5).go(0, 0).stand(10))
    assert one.until_s - one.since_s == pytest.approx(90, abs=30)


@pytest.mark.parametrize(("moved_m", "is_so"), [(650, True), (690, False)])
def test_a_silence_that_was_driven_through_is_not_where_a_load_was_left(
    moved_m: float, *, is_so: bool
) -> None:
    """Two minutes; 667 m at 40 km/h are one of them, and the other would be a stop."""
    drive = _unplugged(120, moved_m=moved_m).stand(10)
    assert bool(_unheard(drive)) is is_so


def test_a_queue_for_the_gate_is_not_where_a_load_was_left() -> None:
    drive = Drive(at_s=NOON).stand(10).go(8_000, 0).go(8_000, 2_000).stand(6).go(8_000, 0)
    (one,) = _unheard(drive.go(550, 0).stand(30).go(0, 0).stand(10))
    assert one.until_s - one.since_s == pytest.approx(360, abs=30)


def test_who_has_been_at_the_dock_or_does_not_come_back_is_not_suspected_of_its_way() -> None:
    there = Drive(at_s=NOON).stand(10).go(8_000, 0).stand(6).go(20_000, 0).stand(8)
    assert _unheard(there) == []
    assert _unheard(there.go(8_000, 0).stand(6).go(0, 0).stand(10)) == []


def test_a_scale_that_says_the_load_stayed_is_believed_before_the_way_is() -> None:
    drive = _dumps(NOON, load=None, tilt=0.0)
    assert suspicions(drive.told(), DOCK, utc_offset_s=OFFSET, owed=[Owed(NOON, NOON + 86_400)]) == []


def test_a_silence_is_excused_only_by_a_place_that_takes_spoil() -> None:
    """15 minutes, 995 m from the edge of a yard; the dock lies 11.9 km off, 36 minutes there and back."""
    some = places(square("gate", 0, 0), square("yard", 8_000, 3_095), square("dock", 20_000, 2_000))
    told = _unplugged(900, moved_m=70).told()
    for takers, scores in ((None, []), ({"dock", "yard"}, []), ({"dock"}, [0.6]), ((), [0.6])):
        found = suspicions(told, some, utc_offset_s=OFFSET, takers=takers)
        assert [one.score for one in found] == pytest.approx(scores), takers


def test_a_stop_in_a_yard_that_takes_no_spoil_is_permitted_all_the_same() -> None:
    drive = Drive(at_s=NOON).stand(10, load=1.0).go(20_000, 0).stand(8, load=0.0).go(0, 0)
    assert suspicions(drive.told(), DOCK, utc_offset_s=OFFSET, takers=()) == []


def _rounds(drive: Drive, count: int) -> Drive:
    """Drive some rounds of 70 minutes to the dock and back: 20 km and 20 km at 36 km/h take 67 of them."""
    for _ in range(count):
        drive.stand(1.5).go(20_000, 0).stand(1.5).go(0, 0)
    return drive


@pytest.mark.parametrize(("rounds", "is_stuck"), [(2, False), (3, True)])
def test_a_sensor_that_says_the_very_same_for_three_hours_of_driving_says_nothing(
    rounds: int, *, is_stuck: bool
) -> None:
    """Two rounds are 140 minutes, three are 210."""
    found = awake(_rounds(Drive(at_s=NOON, load=0.0), rounds).told(), DUMPING)
    assert np.isnan(found.load).all() == is_stuck
    assert np.isnan(found.tilt_deg).all() == is_stuck


def test_a_sensor_that_says_the_same_in_a_queue_or_overnight_is_not_stuck() -> None:
    """Ten hours, of which 33 minutes on the road."""
    told = Drive(at_s=MIDNIGHT, load=1.0).stand(300).go(20_000, 0).stand(270).told()
    assert np.isfinite(awake(told, DUMPING).load).all()


def test_a_sensor_that_comes_unstuck_is_believed_from_then_on() -> None:
    drive = _rounds(Drive(at_s=NOON, load=0.0), 3)
    before = len(drive.rows)
    found = awake(drive.stand(10, load=1.0).go(5_000, 0).told(), DUMPING)
    assert np.isnan(found.load[:before]).all()
    assert (found.load[-30:] == 1.0).all()


def test_the_way_speaks_where_the_scale_is_stuck() -> None:
    """The truck makes three honest rounds, and tips its fourth load; its scale and its tilt say 0 all day."""
    drive = _rounds(Drive(at_s=NOON), 3).stand(10).go(8_000, 0).go(8_000, 2_000).stand(6).go(8_000, 0)
    told = drive.go(0, 0).stand(10).told()
    left_s = NOON + 3 * 70 * 60
    owed = [Owed(left_s, left_s + 86_400)]
    (one,) = suspicions(told, DOCK, utc_offset_s=OFFSET, owed=owed)
    assert DumpReason.UNDELIVERED in {reason.kind for reason in one.reasons}
    assert one.lat == pytest.approx(told.track.lat.max())
    assert one.is_suspected


@pytest.mark.parametrize(("seconds", "is_so"), [(105, False), (120, True), (135, True)])
def test_two_minutes_without_a_fix_are_a_silence(seconds: float, *, is_so: bool) -> None:
    assert bool(_suspected(_unplugged(seconds, moved_m=70))) is is_so


@pytest.mark.parametrize(("hours", "is_so"), [(3.99, True), (4.0, True), (4.01, False)])
def test_after_more_than_four_hours_of_silence_nobody_can_say_where_a_load_went(
    hours: float, *, is_so: bool
) -> None:
    drive = Drive(at_s=NOON).stand(10, load=1.0).go(8_000, 0).hide(hours * 3_600, load=0.0).go(0, 0)
    assert any(one.is_suspected for one in suspicions(drive.told(), None, utc_offset_s=OFFSET)) is is_so


def test_a_red_light_is_not_blamed_for_the_load_lost_in_the_silence_after_it() -> None:
    drive = Drive(at_s=NOON).stand(10, load=1.0).go(8_000, 0).stand(1.5).go(8_000, 300)
    drive.hide(300, load=0.0).go(8_000, 0).stand(1.5).go(0, 0)
    (one,) = suspicions(drive.told(), DOCK, utc_offset_s=OFFSET)
    assert one.reasons[-1].kind is DumpReason.SILENT
    half_way = degrees(np.array([8_000.0]), np.array([225.0]))[1]  # silent at 300 m, heard again at 150 m
    assert one.lat == pytest.approx(half_way[0], abs=1e-6)


def test_what_is_lost_on_the_way_is_spilled_and_not_dumped() -> None:
    drive = Drive(at_s=MIDNIGHT).stand(10, load=1.0).go(8_000, 0)
    drive.load = 0.0
    assert suspicions(drive.go(16_000, 0).told(), DOCK, utc_offset_s=OFFSET) == []


def test_a_scale_that_is_silent_through_a_dock_accuses_no_stop_on_the_way() -> None:
    drive = Drive(at_s=MIDNIGHT).stand(10, load=1.0).go(12_000, 0).stand(5).go(20_000, 0)
    told = drive.stand(8, load=0.0).go(12_000, 0).stand(5).go(0, 0).told()
    lon = told.track.lon
    load = np.where(lon >= lon[np.flatnonzero(told.track.speed_km_h == 0)[45]], np.nan, told.load)
    unsaid = loaded_track(told.track, load=load)
    assert np.isnan(load).sum() > 40
    assert suspicions(unsaid, DOCK, utc_offset_s=OFFSET) == []


@pytest.mark.parametrize("seed", range(5))
def test_fixes_that_come_later_correct_what_was_said(seed: int) -> None:
    """Without the fixes of the dock it looks like a dumping on the way there; with them it is none."""
    drive = Drive(at_s=MIDNIGHT).stand(10, load=1.0).go(19_000, 0).go(20_000, 0)
    drive.stand(8, load=0.0, tilt=45.0).go(19_000, 0).stand(2).go(0, 0)
    table = np.array(drive.rows)
    there = np.flatnonzero((table[:, 1] > 18_000) & (table[:, 3] >= 0))
    early = np.setdiff1d(np.arange(len(table)), there[5:-12])
    whole = np.random.default_rng(seed).permutation(len(table))
    assert suspicions(drive.told(whole), DOCK, utc_offset_s=OFFSET) == []
    assert suspicions(drive.told(early), None, utc_offset_s=OFFSET)[0].is_suspected


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
