"""Days told, kept as JSON, and fences told again from checkpoints: pure."""

from __future__ import annotations

import json

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from xiuhua.ground.terms.areas import RoadClass
from xiuhua.sensing.rules.tracks.cleaning import WORLD, CleanRules
from xiuhua.sensing.rules.tracks.days import DayRules, day_told, speed_class, visits_stored
from xiuhua.sensing.rules.tracks.drawing import geometry_read, hours_read, windows_of
from xiuhua.sensing.rules.tracks.fence_books import FenceBook, Visit
from xiuhua.sensing.rules.tracks.fences import Fence, fence_set
from xiuhua.sensing.rules.tracks.retelling import Told, checkpoint_before, retold, told_within
from xiuhua.sensing.rules.tracks.roads import RoadLine, pieces_of, road_graph
from xiuhua.sensing.rules.tracks.shapes import IGNITION_ON, Track, no_track
from xiuhua.sensing.rules.tracks.stored import (
    checkpoints_read,
    checkpoints_stored,
    day_read,
    day_stored,
)
from xiuhua.sensing.terms.tracks import FenceAct, FenceDays, TrackFinding
from xiuhua.sensing.tests.track_kit import HERE, T0, drawn

CLEAN = CleanRules(region=WORLD)


def _line(*places: tuple[float, float]) -> shapely.LineString:
    return HERE.round(shapely.LineString(places))


# It stands 12 minutes with the engine on, drives 2,400 m east in two minutes (72 km/h) on a lane of 30 km/h,
# and stands for five minutes.
def _driven() -> Track:
    rows = [(60.0 * minute, 0.0, 0.0) for minute in range(13)]
    rows += [(720 + 10.0 * step, 200.0 * step, 0.0) for step in range(1, 13)]
    rows += [(840 + 60.0 * minute, 2_400.0, 0.0) for minute in range(1, 6)]
    speeds = [0.0] * 13 + [72.0] * 12 + [0.0] * 5
    return drawn(rows, speed_km_h=speeds, ignition=[IGNITION_ON] * 13 + [IGNITION_ON] * 12 + [0] * 5)


def test_a_day_is_told_with_its_roads_and_findings_and_comes_out_of_json_as_it_went_in() -> None:
    graph = road_graph(pieces_of([RoadLine("lane", _line((-100, 0), (2_600, 0)), RoadClass.LANE)]))
    told = day_told(_driven(), graph, DayRules(clean=CLEAN), utc_offset_s=8 * 3_600)
    (trip,) = told.trips
    assert trip.length_m == pytest.approx(2_400, abs=1)
    assert (trip.from_road, trip.to_road, trip.roads) == ("lane", "lane", ("lane",))
    assert trip.matched_m == pytest.approx(2_400, abs=30)
    kinds = {one.kind: one for one in told.findings}
    assert kinds[TrackFinding.SPEEDING].limit == 30
    assert kinds[TrackFinding.SPEEDING].value == 72
    assert kinds[TrackFinding.IDLING].value == 720  # the engine ran while it stood, until it drove off
    assert TrackFinding.NIGHT_MOVE not in kinds  # 8:00 in China
    assert {way.speed_class for way in told.ways} == {speed_class(72)}
    assert all(way.is_matched for way in told.ways)
    assert day_read(json.loads(json.dumps(day_stored(told)))) == told


def test_at_night_the_same_drive_is_found_and_without_roads_nobody_speeds() -> None:
    told = day_told(_driven(), None, DayRules(clean=CLEAN), utc_offset_s=-1 * 3_600)  # 23:00
    kinds = [one.kind for one in told.findings]
    assert TrackFinding.NIGHT_MOVE in kinds
    assert TrackFinding.SPEEDING not in kinds
    assert not any(way.is_matched for way in told.ways)


def test_a_day_without_positions_is_empty() -> None:
    told = day_told(no_track(), None, DayRules(clean=CLEAN), utc_offset_s=0)
    assert (told.points, told.mileage_m, told.trips, told.findings, told.ways) == (0, 0, (), (), ())
    assert day_read(json.loads(json.dumps(day_stored(told)))) == told


# ── told again from checkpoints ────────────────────────────────────────────────────────────────────────
_FENCES = fence_set(
    [
        Fence("1", HERE.round(shapely.box(100, -200, 400, 200))),
        Fence("2", HERE.round(shapely.box(300, -50, 900, 350))),
    ]
)


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-2, 12), st.integers(-4, 4), st.integers(20, 900)), min_size=6, max_size=60
    ),
    st.randoms(use_true_random=False),
    st.lists(st.integers(1, 8), min_size=12, max_size=60),
)
def test_however_it_comes_in_it_is_told_as_all_together(
    steps: list[tuple[int, int, int]], chance: object, sizes: list[int]
) -> None:
    at_s = np.cumsum([gap for _, _, gap in steps]).astype(float)
    rows = [
        (float(at), 90.0 * east + 7, 90.0 * north + 3)
        for at, (east, north, _) in zip(at_s, steps, strict=True)
    ]
    track = drawn(rows)
    book, _ = FenceBook(_FENCES, CLEAN).fed(track)
    whole = [
        Told(_FENCES.fences[one.fence].key, one.act, one.at_s, one.until_s, one.is_seen) for one in book.story
    ]
    order = list(range(len(track)))
    chance.shuffle(order)  # type: ignore[attr-defined]  # a Random
    kept: list[Told] = []
    stored = json.dumps(checkpoints_stored(()))
    have = no_track()
    while order:
        size = sizes.pop() if sizes else len(order)
        some = track.taken(np.array(order[:size], dtype=np.intp))
        order = order[size:]
        have = have.joined(some)
        known = checkpoints_read(json.loads(stored))
        begun = checkpoint_before(known, float(some.at_s.min()))
        since_s = -np.inf if begun is None else begun.start_s
        found = retold(begun, known, have.taken(have.at_s >= since_s), _FENCES, CLEAN)
        told_s = -np.inf if begun is None else begun.told_s
        outs = {} if begun is None else {key: held.out_s for key, held in begun.inside.items()}
        kept = [
            one
            for one in kept
            if one.at_s <= told_s
            and not (one.act is FenceAct.LEFT and one.at_s >= (outs.get(one.key) or np.inf) - 1)
        ]
        kept += found.events
        stored = json.dumps(checkpoints_stored(found.checkpoints))
    assert sorted(map(_order, kept)) == sorted(map(_order, whole))


def _order(one: Told) -> tuple[float, str, str]:
    return round(one.at_s, 3), one.key, one.act.value


def test_a_checkpoint_is_taken_only_where_the_late_fix_cannot_touch_it() -> None:
    rows = [(60.0 * minute, 100.0 * minute, 0.0) for minute in range(200)]
    found = retold(None, (), drawn(rows), _FENCES, CLEAN)
    assert len(found.checkpoints) >= 3  # three hours, and the last
    late = T0 + 3_700.0
    begun = checkpoint_before(found.checkpoints, late)
    assert begun is not None
    assert begun.settled_s < late
    assert all(one.settled_s >= late or one.settled_s <= begun.settled_s for one in found.checkpoints)
    assert checkpoint_before(found.checkpoints, T0) is None


def test_a_fence_tells_only_of_its_own_time() -> None:
    events = [
        Told("1", FenceAct.ENTERED, 10.0, None, True),
        Told("1", FenceAct.LEFT, 20.0, None, True),
        Told("1", FenceAct.ENTERED, 30.0, None, True),
        Told("1", FenceAct.LEFT, 60.0, None, True),
    ]
    assert [(one.act, one.at_s) for one in told_within(events, 40.0, np.inf)] == [
        (FenceAct.STOOD, 40.0), (FenceAct.LEFT, 60.0),
    ]  # fmt: skip
    assert [(one.act, one.at_s) for one in told_within(events, 0.0, 35.0)] == [
        (FenceAct.ENTERED, 10.0), (FenceAct.LEFT, 20.0), (FenceAct.ENTERED, 30.0),
    ]  # fmt: skip
    assert told_within(events, 61.0, np.inf) == []


def test_stored_acts_make_visits_and_a_way_out_without_a_way_in_is_let_go() -> None:
    acts = [
        (FenceAct.LEFT, 5.0, None),
        (FenceAct.ENTERED, 10.0, None),
        (FenceAct.LEFT, 20.0, None),
        (FenceAct.PASSED, 30.0, 31.0),
        (FenceAct.STOOD, 40.0, None),
    ]
    assert visits_stored(acts) == [Visit(0, 0, 10, 20), Visit(0, 0, 30, 31), Visit(0, 0, 40, None)]


# ── what somebody types ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("7:00-9:00，17:00-19:00", ("07:00-09:00", "17:00-19:00")),
        ("22:00-05:00", ("22:00-05:00",)),
        ("00:00-24:00", ("00:00-24:00",)),
        ("24:00-05:00", None),
        ("7-9", None),
        (",".join(["07:00-09:00"] * 7), None),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, expected: tuple[str, ...] | None) -> None:
    assert hours_read(text) == expected


def test_hours_and_days_become_windows() -> None:
    (window,) = windows_of(("22:00-24:00",), FenceDays.WEEKEND)
    assert (window.from_s, window.long_s, window.days) == (79_200.0, 7_200.0, frozenset((5, 6)))
    assert windows_of((), FenceDays.EVERY) == ()
    (window,) = windows_of((), FenceDays.WEEKDAYS)
    assert (window.long_s, window.days) == (86_400.0, frozenset(range(5)))


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", "null", '{"type": "Feature"}', '{"type": "Polygon"}', "1e999",
        '{"type": "Polygon", "coordinates": [[["a", 1]]]}', '{"type": "FeatureCollection", "features": 3}',
        '{"type": "Polygon", "coordinates": []}', '{"type": "Feature", "geometry": null}',
        '{"type": "Circle", "coordinates": [1, 2]}',
        '{"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}',
    ],
)  # fmt: skip
def test_what_is_no_geometry_is_none(text: str) -> None:
    assert geometry_read(text) is None
