"""Fixes beside roads, and the roads driven."""

from __future__ import annotations

import heapq
from collections import defaultdict

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tests.oracles import matching_oracle
from xiuhua.ground.terms.areas import RoadClass
from xiuhua.sensing.rules.tracks.matching import NOWHERE, Match, MatchRules, match
from xiuhua.sensing.rules.tracks.roads import RoadGraph, RoadLine, pieces_of, road_graph
from xiuhua.sensing.rules.tracks.shapes import Track, track_of
from xiuhua.sensing.tests.track_kit import HERE, T0, drawn, futian


def line(*metres: tuple[float, float]) -> shapely.LineString:
    return HERE.round(shapely.LineString(metres))


def town() -> RoadGraph:
    """Return a main road from west to east, a service road 30 m north of it, and a road that crosses both."""
    return road_graph(
        pieces_of(
            [
                RoadLine("main", line((-1_000, 0), (1_000, 0)), RoadClass.ARTERIAL),
                RoadLine("service", line((-1_000, 30), (1_000, 30)), RoadClass.LANE),
                RoadLine("cross", line((0, -1_000), (0, 1_000)), RoadClass.SECONDARY),
            ]
        )
    )


def roads(found: Match, graph: RoadGraph) -> list[str]:
    """Return the roads driven, each once where it goes on."""
    names = [graph.pieces[leg.piece].road for leg in found.legs]
    return [name for place, name in enumerate(names) if not place or names[place - 1] != name]


def test_roads_are_cut_where_they_cross_and_driven_both_ways() -> None:
    graph = town()
    # main and service are cut once each by cross, cross twice: 2 + 2 + 3 pieces, both ways.
    assert len(graph.pieces) == 14
    assert sorted({piece.road for piece in graph.pieces}) == ["cross", "main", "service"]


def test_a_turn_is_driven_over_the_junction() -> None:
    # East along main (fixes 6 m off), then north along cross: 300 m to the junction and 300 m behind it.
    rows = [*((15.0 * step, -300 + 150.0 * step, -6.0) for step in range(2)),
            *((30 + 15.0 * step, 5.0, 150.0 * (step + 0.5)) for step in range(2)),
            (60.0, -5.0, 300.0)]  # fmt: skip
    graph = town()
    found = match(drawn(rows), graph, MatchRules())
    assert roads(found, graph) == ["main", "cross"]
    assert found.length_m == pytest.approx(600, abs=2)
    assert found.breaks == ()
    assert [graph.pieces[piece].road for piece in found.pieces] == ["main", "main", "cross", "cross", "cross"]


def test_a_side_road_that_ends_just_short_of_the_main_road_meets_it() -> None:
    main = RoadLine("main", line((-500, 0), (500, 0)), RoadClass.ARTERIAL)
    side = RoadLine("side", line((100, 0.2), (100, 400)), RoadClass.LANE)
    assert len(pieces_of([main, side])) == 6  # main in two, side in one, both ways


def test_the_limit_under_each_fix_is_that_of_its_road() -> None:
    graph = town()
    found = match(drawn([(0, -900, 0), (15, -750, 0), (30, -750, -400)]), graph, MatchRules())
    assert found.limits_km_h(graph).tolist() == pytest.approx([60, 60, np.nan], nan_ok=True)


def test_a_stray_fix_near_the_service_road_does_not_leave_the_main_road() -> None:
    rows = [(15.0 * step, -900 + 150.0 * step, 0.0) for step in range(6)]
    rows[3] = (45.0, -450.0, 22.0)  # nearer to the service road, which no way leads to
    graph = town()
    assert roads(match(drawn(rows), graph, MatchRules()), graph) == ["main"]


def test_a_one_way_street_is_not_driven_against() -> None:
    street = RoadLine("street", line((0, 0), (600, 0)), RoadClass.LANE, one_way=True)
    graph = road_graph(pieces_of([street]))
    rows = [(15.0 * step, 500 - 100.0 * step, 0.0) for step in range(5)]
    found = match(drawn(rows), graph, MatchRules())
    assert found.length_m == 0
    assert len(found.breaks) == 4


def test_far_from_every_road_there_is_none_and_a_long_silence_is_not_guessed() -> None:
    rows = [(0.0, -900.0, 0.0), (15.0, -750.0, 0.0), (30.0, -750.0, -400.0), (900.0, 800.0, 0.0)]
    found = match(drawn(rows), town(), MatchRules())
    assert (found.pieces == NOWHERE).tolist() == [False, False, True, False]
    assert found.breaks == (3,)
    assert found.length_m == pytest.approx(150, abs=1)


def test_a_vehicle_that_stands_drives_nothing() -> None:
    chance = np.random.default_rng(5)
    rows = [(15.0 * step, *chance.normal((-500, 0), 5)) for step in range(40)]
    found = match(drawn(rows), town(), MatchRules())
    assert found.length_m < 60
    assert (found.pieces != NOWHERE).all()


# ── against the oracle ──────────────────────────────────────────────────────────────────────────────────
LANES = road_graph(
    pieces_of(
        [
            RoadLine("south", line((-300, 0), (300, 7)), RoadClass.LANE),
            RoadLine("north", line((-310, 41), (40, 96), (305, 90)), RoadClass.LANE),
            RoadLine("across", line((-153, -90), (-131, 170)), RoadClass.LANE),
            RoadLine("up", line((171, -90), (160, 180)), RoadClass.LANE, one_way=True),
        ]
    )
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-30, 30), st.integers(-8, 17)), min_size=2, max_size=4))
def test_no_sequence_of_roads_is_likelier_than_the_one_found(places: list[tuple[int, int]]) -> None:
    rows = [(15.0 * step, 10.0 * east, 10.0 * north) for step, (east, north) in enumerate(places)]
    track = drawn(rows)
    oracle = matching_oracle.Town(
        [
            (int(start), int(end), shapely.get_coordinates(each).tolist())
            for start, end, each in zip(LANES.starts, LANES.ends, LANES.lines, strict=True)
        ]
    )
    found = match(track, LANES, MatchRules())
    assume(not found.breaks)
    fixes = np.column_stack([track.at_s, LANES.plane.flat_many(*track.lonlat)]).tolist()
    kept = [row for row in range(len(fixes)) if found.pieces[row] != NOWHERE]
    told = [
        row for place, row in enumerate(kept)
        if not place or np.hypot(*np.subtract(fixes[row][1:], fixes[kept[place - 1]][1:])) >= 20
    ]  # fmt: skip
    assume(len(told) == len(fixes))  # every fix says something new and lies near a road
    states = [(int(found.pieces[row]), float(found.along_m[row])) for row in told]
    assert oracle.likely(fixes, states) == pytest.approx(oracle.best(fixes), abs=1e-6)


# ── simulated drives ───────────────────────────────────────────────────────────────────────────────────
def way(graph: RoadGraph, start: int, end: int, *, by_time: bool) -> list[int]:
    """Return the quickest or the shortest way, by a search of its own; empty where there is none."""
    weights = graph.length_m / graph.limit_km_h if by_time else graph.length_m
    leaving = defaultdict(list)
    for piece, junction in enumerate(graph.starts):
        leaving[int(junction)].append(piece)
    best, by, queue = {start: 0.0}, dict[int, int](), [(0.0, start)]
    while queue:
        cost, here = heapq.heappop(queue)
        for piece in leaving[here]:
            there, total = int(graph.ends[piece]), cost + float(weights[piece])
            if total < best.get(there, np.inf):
                best[there], by[there] = total, piece
                heapq.heappush(queue, (total, there))
    pieces: list[int] = []
    while end != start and end in by:
        pieces.append(by[end])
        end = int(graph.starts[pieces[-1]])
    return pieces[::-1]


def driven(graph: RoadGraph, chance: np.random.Generator, *, by_time: bool) -> tuple[Track, dict[int, float]]:
    """Return fixes every 15 s with 10 m of noise along each axis, and the metres driven of each piece.

    The drive is at least 3 km long; on each piece the vehicle is half to fully as fast as allowed.
    """
    pieces: list[int] = []
    while graph.length_m[pieces].sum() < 3_000:
        start, end = chance.integers(0, len(graph.out), 2)
        pieces = way(graph, int(start), int(end), by_time=by_time)
    length_m = graph.length_m[pieces]
    speed_m_s = graph.limit_km_h[pieces] / 3.6 * chance.uniform(0.5, 1.0, len(pieces))
    ends_s = np.concatenate([[0.0], (length_m / speed_m_s).cumsum()])
    ends_m = np.concatenate([[0.0], length_m.cumsum()])
    at_s = np.arange(0.0, ends_s[-1], 15.0)
    gone_m: NDArray[np.float64] = np.interp(at_s, ends_s, ends_m)
    place = np.clip(np.searchsorted(ends_m, gone_m, side="right") - 1, 0, len(pieces) - 1)
    true = shapely.line_interpolate_point(graph.lines[np.array(pieces)[place]], gone_m - ends_m[place])
    xy = shapely.get_coordinates(true) + chance.normal(0.0, 10.0, (len(at_s), 2))
    degrees = shapely.get_coordinates(graph.plane.round(shapely.MultiPoint(xy)))
    metres: dict[int, float] = defaultdict(float)
    for piece, start_m, long_m in zip(pieces, ends_m, length_m, strict=False):
        metres[piece] += float(np.clip(gone_m[-1] - start_m, 0.0, long_m))
    return track_of(T0 + at_s, *degrees.T), metres


@pytest.mark.slow("draws and matches 120 drives")
@pytest.mark.parametrize("on_foot", [False, True], ids=["roads", "all-ways"])
@pytest.mark.parametrize("by_time", [True, False], ids=["quickest", "shortest"])
def test_on_simulated_drives_over_futian_the_right_road_is_found(on_foot: bool, by_time: bool) -> None:  # noqa: FBT001 - pytest passes parameters by position
    graph = road_graph(futian(on_foot=on_foot))
    right_m = true_m = found_m = 0.0
    for seed in range(30):
        track, truth = driven(graph, np.random.default_rng(seed), by_time=by_time)
        metres: dict[int, float] = defaultdict(float)
        for leg in match(track, graph, MatchRules()).legs:
            metres[leg.piece] += leg.length_m
        right_m += sum(min(metres[piece], far) for piece, far in truth.items())
        true_m += sum(truth.values())
        found_m += sum(metres.values())
    assert right_m / true_m >= 0.95  # of the way driven, the right piece in the right direction
    assert right_m / found_m >= 0.95  # of the way found, no more is wrong
