"""What a track shows that somebody may have to answer for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.ground.terms.areas import RoadClass
from xiuhua.sensing.rules.tracks.fence_books import Visit
from xiuhua.sensing.rules.tracks.fences import Fence, fence_set
from xiuhua.sensing.rules.tracks.findings import (
    forbidden_visits,
    idlings,
    night_moves,
    off_routes,
    says_ignition,
    signal_losses,
    speedings,
    stops_outside,
)
from xiuhua.sensing.rules.tracks.roads import LIMITS_KM_H, RoadPiece
from xiuhua.sensing.rules.tracks.shapes import IGNITION_OFF, IGNITION_ON, IGNITION_UNKNOWN
from xiuhua.sensing.rules.tracks.trips import TripRules, story_of
from xiuhua.sensing.rules.tracks.windows import TimeWindow, in_spans, overlaps, window_spans
from xiuhua.sensing.terms.tracks import TrackFinding
from xiuhua.sensing.tests.track_kit import HERE, T0, drawn

RULES = TripRules()
HOUR_S = 3600.0
CHINA_S = 8 * HOUR_S
NIGHT = (TimeWindow(22 * HOUR_S, 6 * HOUR_S),)


def test_only_an_ignition_that_stays_on_while_standing_is_idling() -> None:
    # Twenty minutes in one place, a fix a minute; on from minute 3 to minute 14, off for one fix at minute 9.
    rows = [(60.0 * step, 0.0, 0.0) for step in range(21)]
    on = [IGNITION_ON if 3 <= step <= 14 and step != 9 else IGNITION_OFF for step in range(21)]
    track = drawn(rows, ignition=on)
    stops = story_of(track, RULES).stops
    # On from the fix of minute 3 to that of minute 9, six minutes; from minute 10 to that of minute 15, five.
    found = idlings(track, stops, least_s=300)
    assert [(one.since_s - T0, one.until_s - T0, one.value) for one in found] == [
        (180, 540, 360),
        (600, 900, 300),
    ]
    assert [one.since_s - T0 for one in idlings(track, stops, least_s=301)] == [180]


def test_who_does_not_say_whether_the_ignition_is_on_is_not_found_idling() -> None:
    track = drawn([(60.0 * step, 0.0, 0.0) for step in range(21)], ignition=[IGNITION_UNKNOWN] * 21)
    assert idlings(track, story_of(track, RULES).stops, least_s=1) == []
    assert not says_ignition(track)


def test_a_silence_is_a_loss_only_where_the_vehicle_moved_meanwhile() -> None:
    rows = [(0, 0, 0), (15, 0, 0), (400, 20, 0), (415, 20, 0), (1_000, 5_000, 0)]
    found = signal_losses(story_of(drawn(rows), RULES).losses, least_m=500)
    assert [(one.since_s - T0, one.until_s - T0) for one in found] == [(415, 1_000)]
    assert found[0].value == pytest.approx(4_980, rel=1e-3)


def test_what_is_driven_at_night_counts_from_ten_and_not_a_minute_before() -> None:
    # T0 is 8:00 in China. A drive of 10 m/s from 21:50 to 22:10: 1,200 s, half of it at night.
    begins = 14 * HOUR_S - 600
    rows = [(begins + 15 * step, 150.0 * step, 0.0) for step in range(81)]
    track = drawn(rows)
    drives = story_of(track, RULES).drives
    found = night_moves(track, drives, NIGHT, RULES, utc_offset_s=CHINA_S, least_m=500)
    assert [(one.since_s - T0, one.until_s - T0) for one in found] == [(14 * HOUR_S, 14 * HOUR_S + 600)]
    assert found[0].value == pytest.approx(6_000, rel=1e-3)
    assert night_moves(track, drives, NIGHT, RULES, utc_offset_s=CHINA_S, least_m=6_100) == []


def test_a_stop_in_a_permitted_place_or_beside_it_is_permitted() -> None:
    places = fence_set([Fence("site", HERE.round(shapely.box(-50, -50, 50, 50)))])

    def stood(east: float) -> int:
        track = drawn([(60.0 * step, east, 0.0) for step in range(11)])
        return len(stops_outside(story_of(track, RULES).stops, places, least_s=600))

    assert [stood(east) for east in (0.0, 69.0, 71.0)] == [0, 0, 1]  # the margin is 20 m
    assert stops_outside([], places, least_s=1) == []


def test_speeding_is_more_than_a_tenth_over_the_limit_for_half_a_minute() -> None:
    rows = [(15.0 * step, 250.0 * step, 0.0) for step in range(8)]
    limits = np.full(8, 60.0)
    #         66.0 is a tenth over: not more. From 45 s to 75 s it is faster: 30 s.
    speeds = [60.0, 66.0, 66.0, 66.1, 80.0, 70.0, 60.0, 90.0]
    found = speedings(drawn(rows, speed_km_h=speeds), limits)
    assert [(one.since_s - T0, one.until_s - T0, one.value, one.limit) for one in found] == [
        (45, 75, 80.0, 60.0)
    ]
    assert speedings(drawn(rows, speed_km_h=speeds), limits, least_s=31) == []
    assert speedings(drawn(rows, speed_km_h=speeds), np.full(8, np.nan)) == []


def test_the_limit_is_that_of_the_road_under_each_fix() -> None:
    rows = [(15.0 * step, 250.0 * step, 0.0) for step in range(4)]
    limits = np.array([80.0, 80.0, 40.0, 40.0])
    found = speedings(drawn(rows, speed_km_h=[70.0] * 4), limits, least_s=15)
    assert [(one.since_s - T0, one.limit) for one in found] == [(30, 40.0)]


def test_a_sign_goes_before_the_class() -> None:
    line = HERE.round(shapely.LineString([(0, 0), (100, 0)]))
    assert RoadPiece(0, 1, "r", line, RoadClass.BRANCH).allowed_km_h == LIMITS_KM_H[RoadClass.BRANCH] == 40
    assert RoadPiece(0, 1, "r", line, RoadClass.BRANCH, 20.0).allowed_km_h == 20


def test_off_the_route_is_what_no_corridor_holds_of_a_trip() -> None:
    track = drawn([(15.0 * step, 150.0 * step, 0.0) for step in range(41)])  # 0 to 600 s
    drives = story_of(track, RULES).drives
    inside = [Visit(0, 0, T0, T0 + 200), Visit(0, 1, T0 + 190, T0 + 300), Visit(0, 0, T0 + 420, None)]
    found = off_routes(drives, inside, least_s=60)
    assert [(one.kind, one.since_s - T0, one.until_s - T0) for one in found] == [
        (TrackFinding.OFF_ROUTE, 300, 420)
    ]
    assert off_routes(drives, inside, least_s=121) == []


def test_who_is_inside_when_the_ban_begins_is_in_a_forbidden_area_from_then_on() -> None:
    # T0 is Thursday 1 January 2026, 8:00 in China. The ban: 7 to 9 and 17 to 19 on working days.
    ban = [TimeWindow(h * HOUR_S, (h + 2) * HOUR_S, frozenset(range(5))) for h in (7, 17)]
    visits = [Visit(0, 0, T0 + 8 * HOUR_S, T0 + 10 * HOUR_S), Visit(0, 0, T0 + 48 * HOUR_S, None)]
    found = forbidden_visits(visits, ban, until_s=T0 + 49 * HOUR_S, utc_offset_s=CHINA_S)
    assert [(one.since_s - T0, one.until_s - T0) for one in found] == [(9 * HOUR_S, 10 * HOUR_S)]  # 17 to 18
    # the second visit falls on a Saturday


def test_windows_run_past_midnight_with_the_day_on_which_they_begin() -> None:
    thursday = (TimeWindow(22 * HOUR_S, 6 * HOUR_S, frozenset({3})),)
    midnight = T0 - 8 * HOUR_S  # Thursday 0:00 in China
    spans = window_spans(thursday, midnight, midnight + 3 * 86_400, utc_offset_s=CHINA_S)
    assert spans == [(midnight + 22 * HOUR_S, midnight + 30 * HOUR_S)]
    assert window_spans((), 1.0, 2.0, utc_offset_s=0) == [(1.0, 2.0)]
    assert TimeWindow(0, 0).long_s == 86_400


@given(
    st.lists(st.tuples(st.integers(0, 23), st.integers(0, 23), st.frozensets(st.integers(0, 6))), max_size=3),
    st.integers(0, 400),
    st.integers(1, 400),
)
def test_windows_hold_at_the_hours_a_calendar_counts_out(
    drawn_windows: list[tuple[int, int, frozenset[int]]], start_h: int, long_h: int
) -> None:
    windows = [TimeWindow(a * HOUR_S, b * HOUR_S, days) for a, b, days in drawn_windows]
    since_s = T0 + start_h * HOUR_S
    spans = window_spans(windows, since_s, since_s + long_h * HOUR_S, utc_offset_s=CHINA_S)
    middles = since_s + (np.arange(long_h, dtype=np.float64) + 0.5) * HOUR_S

    def holds(at_s: float) -> bool:
        local = datetime.fromtimestamp(at_s, UTC).replace(tzinfo=None) + timedelta(hours=8)
        yesterday = (local - timedelta(days=1)).weekday()
        return not drawn_windows or any(
            (local.weekday() in days and a <= local.hour and (local.hour < b or b <= a))
            or (yesterday in days and b <= a and local.hour < b)
            for a, b, days in drawn_windows
        )

    assert in_spans(middles, spans).tolist() == [holds(at_s) for at_s in middles]


def test_spans_overlap_where_both_hold() -> None:
    assert overlaps([(0, 10), (20, 30)], [(5, 25)]) == [(5, 10), (20, 25)]
    assert overlaps([(0, 10)], [(10, 20)]) == []
