"""Trips, stops, losses and mileage; the same however the fixes come."""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from tests.oracles.track_oracle import Fix, Teller
from xiuhua.sensing.codecs.jt808.arrays import locations_read
from xiuhua.sensing.rules.tracks.books import TripBook, book_open
from xiuhua.sensing.rules.tracks.cleaning import WORLD, CleanRules, cleaned
from xiuhua.sensing.rules.tracks.positions import jt808_track
from xiuhua.sensing.rules.tracks.shapes import Track
from xiuhua.sensing.rules.tracks.trips import Story, TripRules, story_of
from xiuhua.sensing.tests.track_kit import HERE, T0, athens, drawn
from xiuhua.shared.geometry import distance_m, distances_m

CLEAN, RULES = CleanRules(region=WORLD), TripRules()


def told(track: Track) -> Story:
    return story_of(cleaned(track, CLEAN).track, RULES)


def seconds(*instants: float) -> list[float]:
    return [instant - T0 for instant in instants]


# A truck stands for five minutes, drives 1,200 m east in two, stands again for five.
STAND_DRIVE_STAND = [
    *((15.0 * step, 0.0, 0.0) for step in range(21)),  # 0 to 300 s
    *((300 + 15.0 * step, 150.0 * step, 0.0) for step in range(1, 9)),  # 315 to 420 s, 150 m each
    *((420 + 15.0 * step, 1_200.0, 0.0) for step in range(1, 21)),  # to 720 s
]


def test_a_drive_between_two_stops() -> None:
    story = told(drawn(STAND_DRIVE_STAND))
    # The first fix at 1,200 m is that of 420 s; every earlier one is 150 m or more away.
    assert [seconds(stop.since_s, stop.until_s) for stop in story.stops] == [[0, 300], [420, 720]]
    assert [seconds(trip.since_s, trip.until_s) for trip in story.trips] == [[300, 420]]
    assert story.trips[0].length_m == pytest.approx(1_200, abs=0.5)
    assert [stop.is_open for stop in story.stops] == [False, True]
    assert story.losses == ()


def test_a_red_light_is_no_stop_and_three_minutes_are_one() -> None:
    def waiting(waited_s: float) -> Story:
        steps = int(waited_s / 15)
        rows = [
            *((15.0 * step, 150.0 * step, 0.0) for step in range(5)),
            *((60 + 15.0 * step, 600.0, 0.0) for step in range(1, steps + 1)),
            *((60 + 15.0 * (steps + step), 600.0 + 150 * step, 0.0) for step in range(1, 5)),
        ]
        return told(drawn(rows))

    assert (len(waiting(165).stops), len(waiting(165).trips)) == (0, 1)
    assert (len(waiting(180).stops), len(waiting(180).trips)) == (1, 2)
    assert waiting(165).mileage_m == pytest.approx(waiting(180).mileage_m, abs=0.5)


def test_a_parked_receiver_drives_nowhere() -> None:
    chance = np.random.default_rng(7)
    night = [(15.0 * step, *chance.normal(0, 10, 2)) for step in range(2_400)]  # ten hours
    story = told(drawn(night, speed_km_h=[0.0] * len(night)))
    assert len(story.stops) == 1
    assert story.trips == ()
    assert story.mileage_m == 0  # the sum of its steps is more than 40 km


def test_a_silence_on_the_road_parts_the_trip_and_its_way_is_not_counted() -> None:
    rows = [
        *((15.0 * step, 150.0 * step, 0.0) for step in range(10)),  # 1,350 m
        *((600 + 15.0 * step, 9_000 + 150.0 * step, 0.0) for step in range(10)),  # 1,350 m
    ]
    story = told(drawn(rows))
    assert [seconds(loss.since_s, loss.until_s) for loss in story.losses] == [[135, 600]]
    assert story.losses[0].moved_m == pytest.approx(9_000 - 1_350, rel=1e-4)
    assert [seconds(trip.since_s, trip.until_s) for trip in story.trips] == [[0, 135], [600, 735]]
    assert story.mileage_m == pytest.approx(2_700, rel=1e-4)


def test_a_device_that_sleeps_while_it_stands_stands() -> None:
    rows = [*STAND_DRIVE_STAND[:31], (8 * 3600, 1_205, 0), (8 * 3600 + 15, 1_400, 0)]
    story = told(drawn(rows))
    assert seconds(story.stops[-1].since_s, story.stops[-1].until_s) == [420, 8 * 3600]
    assert story.losses[0].moved_m < 10


def test_shunting_in_the_yard_is_no_trip_but_counts() -> None:
    rows = [
        *((15.0 * step, 0.0, 0.0) for step in range(21)),
        *((315 + 15.0 * step, 80.0, 0.0) for step in range(21)),
    ]
    story = told(drawn(rows))
    assert len(story.stops) == 2
    assert story.trips == ()
    assert story.mileage_m == pytest.approx(80, abs=0.1)


def test_one_wild_fix_at_night_does_not_part_the_stop() -> None:
    rows = [*((15.0 * step, 0.0, 0.0) for step in range(41))]
    rows[20] = (300.0, 60.0, 0.0)  # beyond the radius, yet never 100 m away
    story = told(drawn(rows, speed_km_h=[0.0] * 41))
    assert [seconds(stop.since_s, stop.until_s) for stop in story.stops] == [[0, 600]]
    assert story.drives == ()


def test_creeping_below_walking_pace_is_driven_too() -> None:
    # 1 Hz, half a metre a second (1.8 km/h): at no fix does it seem to move, yet it gets 150 m away.
    rows = [(float(step), 0.5 * step, 0.0) for step in range(301)]
    assert told(drawn(rows, speed_km_h=[1.8] * 301)).mileage_m == pytest.approx(150, abs=0.1)


def test_distances_are_those_of_the_ellipsoid() -> None:
    chance = np.random.default_rng(3)
    lon, lat = chance.uniform(73, 135, 200), chance.uniform(4, 53, 200)
    far = lon + chance.uniform(-0.02, 0.02, 200), lat + chance.uniform(-0.02, 0.02, 200)
    _, _, truth_m = Geod(ellps="WGS84").inv(lon, lat, *far)
    assert distances_m(lon, lat, *far) == pytest.approx(truth_m, rel=1e-4, abs=1e-3)


# ── against the oracle ─────────────────────────────────────────────────────────────────────────────────
_STEP = st.tuples(
    st.sampled_from([0, 5, 15, 60, 185, 310]),
    st.sampled_from([0, 3, 20, 45, 70, 120, 600, 4_000]),
    st.sampled_from([0, 1, 2, 3]),  # quarter turns
    st.sampled_from([0.0, 1.0, 30.0, math.nan]),
)


@st.composite
def tracks(draw: st.DrawFn) -> Track:
    rows, speeds = [(0.0, 0.0, 0.0)], [0.0]
    for passed, far, quarter, speed in draw(st.lists(_STEP, max_size=45)):
        at, east, north = rows[-1]
        along = ((1, 0), (0, 1), (-1, 0), (0, -1))[quarter]
        rows.append((at + passed, east + far * along[0], north + far * along[1]))
        speeds.append(speed)
    return drawn(rows, speed_km_h=speeds)


def fixes(track: Track) -> list[Fix]:
    columns = zip(track.at_s, track.lon, track.lat, track.speed_km_h, strict=True)
    return [
        (float(at), float(lon), float(lat), None if math.isnan(speed) else float(speed))
        for at, lon, lat, speed in columns
    ]


def as_told(story: Story) -> dict[str, list[tuple[float, ...]]]:
    drives: dict[bool, list[tuple[float, ...]]] = {False: [], True: []}
    for drive in story.drives:
        drives[drive.is_shunt].append((drive.since_s, drive.until_s, drive.length_m))
    return {
        "stops": [(stop.since_s, stop.until_s, stop.lon, stop.lat, stop.crept_m) for stop in story.stops],
        "trips": drives[False],
        "shunts": drives[True],
        "losses": [(loss.since_s, loss.until_s, loss.moved_m) for loss in story.losses],
    }


def flat(rows: dict[str, list[tuple[float, ...]]]) -> tuple[dict[str, int], list[float]]:
    counts = {name: len(items) for name, items in rows.items()}
    return counts, [value for items in rows.values() for item in items for value in item]


@settings(max_examples=150, deadline=None)
@given(tracks())
def test_every_story_is_that_of_the_slow_teller(track: Track) -> None:
    ours, truth = (
        flat(as_told(told(track))),
        flat(Teller(fixes(track), lambda one, other: distance_m(*one, *other)).told()),
    )
    assert ours[0] == truth[0]
    assert ours[1] == pytest.approx(truth[1], rel=1e-9, abs=1e-6)


def fed(track: Track, order: Sequence[int], cuts: Sequence[int]) -> TripBook:
    book = book_open(CLEAN, RULES)
    for rows in np.split(np.array(order, dtype=np.intp), sorted(cuts)):
        book, _ = book.fed(track.taken(rows))
    return book


@settings(max_examples=150, deadline=None)
@given(tracks(), st.data())
def test_whatever_the_order_and_the_batches_the_story_is_the_same(track: Track, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(track))))
    cuts = data.draw(st.lists(st.integers(0, len(track)), max_size=8))
    assert fed(track, order, cuts).story == told(track)


@settings(max_examples=100, deadline=None)
@given(tracks(), st.data())
def test_the_corrections_lead_from_each_story_to_the_next(track: Track, data: st.DataObject) -> None:
    order = data.draw(st.permutations(range(len(track))))
    book, known = book_open(CLEAN, RULES), set[object]()
    for rows in np.array_split(np.array(order, dtype=np.intp), 5):
        book, correction = book.fed(track.taken(rows))
        assert known >= set(correction.withdrawn)
        known = (known - set(correction.withdrawn)) | set(correction.added)
        assert known == set(book.story.items)


def a_day(stops: int) -> Track:
    """Return a day of drives of 1,200 m between stops of five minutes."""
    rows = [
        (720.0 * turn + at, east + 1_200.0 * turn, north)
        for turn in range(stops)
        for at, east, north in STAND_DRIVE_STAND[:-1]
    ]
    return drawn(rows)


def test_a_late_fix_is_judged_with_its_neighbours_not_with_the_whole_day() -> None:
    day = a_day(60)
    late = 48 * 50 + 28  # with it the fifty-first drive arrives
    book = fed(day, [row for row in range(len(day)) if row != late], [])
    gap, correction = book.fed(day.taken(np.array([late])))
    assert gap.story == told(day)
    assert correction.judged < 600  # of 2,880
    assert {type(item).__name__ for item in correction.withdrawn} == {"Trip", "Stop"}


def test_what_a_book_has_forgotten_is_too_late_for_it_and_the_rest_goes_on() -> None:
    day = a_day(20)
    head, tail = np.arange(700), np.arange(700, len(day))
    book = fed(day, list(head), []).forgetting(float(day.at_s[500]))
    assert len(book.track) < 300
    untouched, correction = book.fed(day.taken(np.array([10])))
    assert (untouched.story, correction.too_late) == (book.story, 1)
    assert book.fed(day.taken(tail[::-1]))[0].story == told(day)


# ── real ones ──────────────────────────────────────────────────────────────────────────────────────────
def test_the_vehicles_of_athens_make_the_same_trips_however_shuffled_and_drive_what_they_drove() -> None:
    chance = np.random.default_rng(20_260_101)
    trips, driven_m, truth_m = 0, 0.0, 0.0
    for name, track in athens():
        whole = told(track)
        order = chance.permutation(len(track))
        cuts = chance.integers(0, len(track), 12).tolist()
        assert fed(track, order.tolist(), cuts).story == whole, name
        true_m = float(track.distances_m(slice(1, None), slice(0, -1)).sum())
        if true_m > 500:
            assert whole.mileage_m == pytest.approx(true_m, rel=0.02), name
        trips, driven_m, truth_m = trips + len(whole.trips), driven_m + whole.mileage_m, truth_m + true_m
    assert trips > 40
    assert driven_m == pytest.approx(truth_m, rel=0.02)


def body(at_s: float, lon: float, lat: float, speed_km_h: float, status: int = 3) -> bytes:
    """Return a 0x0200: alarm, status, microdegrees, altitude, tenths of km/h, direction, BCD time."""
    local = datetime.fromtimestamp(at_s, timezone(timedelta(hours=8)))
    numbers = 0, status, round(lat * 1e6), round(lon * 1e6), 0, round(speed_km_h * 10), 0
    return struct.pack(">IIIIHHH", *numbers) + bytes.fromhex(f"{local:%y%m%d%H%M%S}")


def test_as_bytes_of_jt808_moved_to_another_day_they_make_the_same_trips() -> None:
    trips = 0
    for name, track in athens():
        columns = zip(track.at_s + T0, track.lon, track.lat, track.speed_km_h, strict=True)
        bodies = [body(at_s, lon, lat, speed_km_h) for at_s, lon, lat, speed_km_h in columns]
        carried = jt808_track(locations_read(bodies), track.at_s + T0)
        whole, again = told(track), told(carried)
        assert [trip.since_s - T0 for trip in again.trips] == [trip.since_s for trip in whole.trips], name
        assert again.mileage_m == pytest.approx(whole.mileage_m, abs=1)
        trips += len(again.trips)
    assert trips > 40


def test_a_terminal_says_whether_its_ignition_is_on_and_whether_it_has_a_fix() -> None:
    # Status 0: neither. 1: ignition alone. 3: both. 0x23: both, but encrypted. The last body is cut short.
    bodies = [body(T0, 120.1, 30.2, 0, status) for status in (0, 1, 3, 0x23)] + [b"short"]
    track = jt808_track(locations_read(bodies), np.full(5, T0))
    assert track.ignition.tolist() == [0, 1, 1, 1]
    assert track.has_fix.tolist() == [False, False, True, False]


def test_here_is_where_the_drawn_tracks_lie() -> None:
    assert (drawn([(0, 0, 0)]).lon[0], drawn([(0, 0, 0)]).lat[0]) == (HERE.longitude, HERE.latitude)
