"""Positions in fences, and what vehicles do at them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from tests.oracles import fence_oracle
from xiuhua.sensing.rules.tracks.cleaning import CleanRules
from xiuhua.sensing.rules.tracks.fence_books import FenceBook, Visit, spans_outside, visits_of
from xiuhua.sensing.rules.tracks.fences import Fence, FenceSet, corridor, fence_set
from xiuhua.sensing.rules.tracks.shapes import Track
from xiuhua.sensing.rules.tracks.watching import Batch, FenceEvent, Watch, watch_new, watched
from xiuhua.sensing.terms.tracks import FenceAct
from xiuhua.sensing.tests.track_kit import HERE, T0, drawn

LINK_S = 300.0


def fence(key: str, *metres: tuple[float, float]) -> Fence:
    return Fence(key, HERE.round(shapely.Polygon(metres)))


def square(key: str, east: float, north: float, side: float) -> Fence:
    return fence(key, (east, north), (east + side, north), (east + side, north + side), (east, north + side))


YARD = fence_set([square("yard", 0, 0, 200)])


def events(track: Track, fences: FenceSet = YARD) -> list[FenceEvent]:
    batch = Batch(np.zeros(len(track), np.intp), track.at_s, track.lon, track.lat)
    return watched(watch_new(), batch, fences, link_s=LINK_S)[1].listed()


def told(track: Track, fences: FenceSet = YARD) -> list[tuple[FenceAct, float]]:
    return [(event.act, round(event.at_s - T0, 3)) for event in events(track, fences)]


# ── worked by hand ────────────────────────────────────────────────────────────────────────────────────────
def test_the_edge_is_crossed_between_two_fixes_and_so_are_its_times() -> None:
    # West to east at 10 m/s: at -100, 50, 250. The west edge, 0 m, is crossed after 10 s, the east edge,
    # 200 m, after 30 s.
    rows = [(0, -100, 100), (15, 50, 100), (35, 250, 100)]
    assert told(drawn(rows)) == [(FenceAct.ENTERED, 10), (FenceAct.LEFT, 30)]
    assert all(event.is_seen for event in events(drawn(rows)))


def test_a_fence_crossed_between_two_fixes_outside_it_was_passed_through() -> None:
    # 400 m in 20 s: in at 0 m after 5 s, out at 200 m after 15 s.
    passed = events(drawn([(0, -100, 100), (20, 300, 100)]))
    (event,) = passed
    assert event.act is FenceAct.PASSED
    assert (event.at_s - T0, event.until_s) == pytest.approx((5, T0 + 15))


def test_a_corner_cut_by_less_than_the_margin_is_no_pass() -> None:
    # On the diagonal x + y = c the part inside is c * sqrt(2) long: 19.8 m for 14, 21.2 m for 15.
    assert told(drawn([(0, -86, 100), (20, 100, -86)])) == []
    assert [act for act, _ in told(drawn([(0, -85, 100), (20, 100, -85)]))] == [FenceAct.PASSED]


def test_jitter_at_the_edge_is_one_entry_and_leaving_counts_from_the_edge() -> None:
    # In and out by ten metres, then away. It was last inside at 60 s, at x = 10; at 75 s x = -10.
    rows = [(0, -100, 100), *((15.0 * step, 10.0 if step % 2 == 0 else -10.0, 100) for step in range(2, 6)),
            (90, -21, 100)]  # fmt: skip
    # Entered at 30 s (x = 10), out at 45, in at 60, out at 75: the edge is crossed halfway, at 67.5 s.
    assert told(drawn(rows)) == [
        (FenceAct.ENTERED, pytest.approx(30 * 100 / 110, abs=1e-3)),
        (FenceAct.LEFT, 67.5),
    ]


def test_beside_the_fence_but_within_the_margin_it_has_not_left() -> None:
    assert told(drawn([(0, 100, 100), (15, -19, 100)])) == [(FenceAct.ENTERED, 0)]
    assert told(drawn([(0, 100, 100), (15, -21, 100)]))[1][0] is FenceAct.LEFT


def test_over_a_long_silence_no_way_is_assumed() -> None:
    assert told(drawn([(0, -100, 100), (301, 300, 100)])) == []
    inside = events(drawn([(0, -100, 100), (301, 100, 100)]))
    assert [(event.act, event.at_s - T0, event.is_seen) for event in inside] == [
        (FenceAct.ENTERED, 301, False)
    ]


def test_a_hole_is_outside_and_so_is_the_gap_of_two_parts() -> None:
    ring = HERE.round(shapely.Point(0, 0).buffer(300).difference(shapely.Point(0, 0).buffer(100)))
    fences = fence_set([Fence("ring", ring)])
    acts = told(drawn([(0, -200, 0), (15, 0, 0), (30, 200, 0)]), fences)
    assert acts == [(FenceAct.ENTERED, 0), (FenceAct.LEFT, 7.5), (FenceAct.ENTERED, 22.5)]


def test_a_corridor_is_as_wide_as_said() -> None:
    route = HERE.round(shapely.LineString([(0, 0), (1_000, 0), (1_000, 1_000)]))
    fences = fence_set([corridor("route", route, 60)])
    xy = fences.xy(*drawn([(0, 500, 29), (1, 500, 31), (2, 1_029, 500), (3, 971, 500), (4, 969, 500)]).lonlat)
    inside, beside = fences.inside(xy, fences.cells(xy))
    assert inside.tolist() == [0, 2, 3]
    assert beside.tolist() == [1, 4]  # within the margin of 20 m


def test_far_beyond_the_raster_there_is_nothing_and_a_way_across_it_is_seen() -> None:
    assert told(drawn([(0, -9_000, 0), (60, -9_000, 500)])) == []
    # 1,200 m in 120 s, from far outside on one side to far outside on the other
    assert told(drawn([(0, -500, 100), (120, 700, 100)])) == [(FenceAct.PASSED, 50)]


def test_what_is_late_is_said_to_be_late_and_left_out() -> None:
    track = drawn([(0, -100, 100), (15, 100, 100)])
    batch = Batch(np.zeros(2, np.intp), track.at_s, track.lon, track.lat)
    watch, _, late = watched(watch_new(), batch, YARD)
    assert not late.any()
    again, repeated, late = watched(watch, batch, YARD)
    assert late.all()
    assert len(repeated) == 0
    assert (again.inside == watch.inside).all()


def test_visits_are_told_from_events_and_what_is_outside_all_of_them() -> None:
    track = drawn([(0, -100, 100), (15, 50, 100), (35, 250, 100), (60, 250, 400), (80, 100, 100)])
    visits = visits_of(events(track))
    first, second = visits
    assert (first.since_s - T0, first.until_s) == pytest.approx((10, T0 + 30))
    assert second.since_s - T0 == pytest.approx(73.333, abs=0.01)
    assert second.until_s is None
    lasting = [Visit(0, 0, 10, 20), Visit(0, 1, 15, 30), Visit(0, 0, 50, None)]
    assert spans_outside(lasting, 0, 60) == [(0, 10), (30, 50)]
    assert spans_outside([], 0, 60) == [(0, 60)]
    assert spans_outside(lasting, 55, 60) == []


# ── against shapely ───────────────────────────────────────────────────────────────────────────────────────
def blobs(count: int, chance: np.random.Generator) -> NDArray[np.object_]:
    middles, turns = chance.uniform(0, 8_000, (count, 1, 2)), np.linspace(0, 2 * np.pi, 20, endpoint=False)
    far = chance.uniform(30, 600, (count, 1)) * chance.uniform(0.4, 1.2, (count, 20))
    return np.asarray(
        shapely.polygons(middles + far[..., None] * np.column_stack([np.cos(turns), np.sin(turns)]))
    )


def test_many_positions_lie_where_shapely_says_and_steps_cross_what_it_says() -> None:
    chance = np.random.default_rng(11)
    fences = fence_set(
        [Fence(str(place), HERE.round(shape)) for place, shape in enumerate(blobs(300, chance))]
    )
    shapes = [fences.plane.flat(each.shape) for each in fences.fences]
    tree = shapely.STRtree(shapes)
    xy, before = chance.uniform(-2_000, 9_000, (2, 20_000, 2))
    before = xy + (before - xy) * chance.uniform(0, 0.2, (20_000, 1))
    low = np.array(shapely.total_bounds(shapes)[:2])
    xy, before = xy + low, before + low
    inside, beside = fences.inside(xy, fences.cells(xy))
    point, found = tree.query(shapely.points(xy), predicate="intersects")
    assert np.array_equal(inside, np.unique(point * 300 + found))
    point, found = tree.query(shapely.points(xy), predicate="dwithin", distance=20)
    assert np.array_equal(beside, np.setdiff1d(point * 300 + found, inside))
    lines = shapely.linestrings(np.stack([before, xy], axis=1))
    edges = shapely.STRtree(shapely.boundary(shapes))
    line, found = edges.query(lines, predicate="intersects")
    assert np.array_equal(fences.crossings(before, xy).key, np.unique(line * 300 + found))


# ── against the oracle ────────────────────────────────────────────────────────────────────────────────────
def odd(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape moved off the lattice on which positions are drawn, so that nothing touches."""
    return HERE.round(shapely.transform(shape, lambda xy: xy * 1.000_31 + np.array([0.371, 0.173])))


TOWN = fence_set([
    Fence("block", odd(shapely.box(0, 0, 200, 200))),
    Fence("over it", odd(shapely.box(100, 100, 320, 260))),
    Fence("gate", odd(shapely.box(-60, 80, -45, 95))),
    Fence("lane", odd(shapely.LineString([(-300, -80), (150, -60), (300, 300)]).buffer(12))),
    Fence("ring", odd(shapely.Point(0, 0).buffer(280, 4).difference(shapely.box(-90, -90, 110, 110)))),
    Fence("two", odd(shapely.union(shapely.box(-300, 200, -200, 300), shapely.box(-150, 210, -90, 300)))),
    Fence("comb", odd(shapely.Polygon([(-250, -300), (250, -300), (250, -200), (150, -200), (150, -280),
                                       (50, -280), (50, -200), (-50, -200), (-50, -285), (-250, -285)]))),
])  # fmt: skip
_FIX = st.tuples(
    st.integers(0, 2),  # device
    st.sampled_from([1, 15, 60, 301]),
    st.integers(-34, 34),
    st.integers(-34, 34),
)


@st.composite
def fleets(draw: st.DrawFn) -> list[tuple[int, float, float, float]]:
    """Draw fixes of three devices as (device, seconds, metres east, metres north)."""
    at, fixes = 0.0, []
    for device, passed, east, north in draw(st.lists(_FIX, max_size=40)):
        at += passed
        fixes.append((device, at, 10.0 * east, 10.0 * north))
    return fixes


def batch_of(fixes: Sequence[tuple[int, float, float, float]]) -> Batch:
    track = drawn([fix[1:] for fix in fixes])
    return Batch(np.array([fix[0] for fix in fixes], dtype=np.intp), track.at_s, track.lon, track.lat)


def by_oracle(fixes: Sequence[tuple[int, float, float, float]]) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    for device in range(3):
        track = drawn([fix[1:] for fix in fixes if fix[0] == device])
        rows = np.column_stack([track.at_s, TOWN.xy(*track.lonlat)]).tolist()
        for place, each in enumerate(TOWN.fences):
            rings = [
                shapely.get_coordinates(ring).tolist()
                for part in shapely.get_parts(TOWN.plane.flat(each.shape))
                for ring in shapely.get_rings(part)
            ]
            events_told = fence_oracle.events(rows, rings, TOWN.margin_m, LINK_S)
            found += [(device, place, *event) for event in events_told]
    return sorted(found, key=repr)


def plain(found: Sequence[FenceEvent]) -> list[tuple[object, ...]]:
    rows = [
        (event.device, event.fence, str(event.act), event.at_s, event.until_s, event.is_seen)
        for event in found
    ]
    return sorted(rows, key=repr)


def same(ours: list[tuple[object, ...]], truth: list[tuple[object, ...]]) -> bool:
    def times(rows: list[tuple[object, ...]]) -> list[object]:
        return [value or 0.0 for row in rows for value in row[3:5]]

    def rest(rows: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
        return [(*row[:3], row[5]) for row in rows]

    return rest(ours) == rest(truth) and times(ours) == pytest.approx(times(truth), abs=1e-3)


@settings(max_examples=200, deadline=None)
@given(fleets(), st.data())
def test_in_whatever_batches_the_events_are_those_of_the_slow_teller(
    fixes: list[tuple[int, float, float, float]], data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(fixes)), max_size=6)))
    watch: Watch = watch_new()
    found: list[FenceEvent] = []
    for start, end in zip([0, *cuts], [*cuts, len(fixes)], strict=True):
        some = data.draw(st.permutations(fixes[start:end]))
        watch, news, late = watched(watch, batch_of(some), TOWN, link_s=LINK_S)
        assert not late.any()
        found += news.listed()
    assert same(plain(found), by_oracle(fixes))


@settings(max_examples=150, deadline=None)
@given(fleets(), st.data())
def test_a_book_fed_in_any_order_tells_what_all_fixes_together_tell(
    fixes: list[tuple[int, float, float, float]], data: st.DataObject
) -> None:
    track = drawn([fix[1:] for fix in fixes])
    rules = CleanRules(speed_most_km_h=9_999)
    order = np.array(data.draw(st.permutations(range(len(track)))), dtype=np.intp)
    book, known = FenceBook(TOWN, rules), set[FenceEvent]()
    for rows in np.array_split(order, 4):
        book, correction = book.fed(track.taken(rows))
        assert known >= set(correction.withdrawn)
        known = (known - set(correction.withdrawn)) | set(correction.added)
        assert known == set(book.story)
    assert known == set(events(track, TOWN))


def test_a_buffered_upload_puts_entry_and_exit_in_their_order() -> None:
    # The drive through the yard comes after the fixes on its far side.
    rows = [(0, -100, 100), (10, 0.5, 100), (20, 100, 100), (30, 199.5, 100), (40, 300, 100), (50, 400, 100)]
    track, rules = drawn(rows), CleanRules()
    book, first = FenceBook(YARD, rules).fed(track.taken(np.array([0, 4, 5])))
    assert [event.act for event in first.added] == [FenceAct.PASSED]
    book, later = book.fed(track.taken(np.array([3, 1, 2])))
    assert [event.act for event in later.withdrawn] == [FenceAct.PASSED]
    assert [event.act for event in later.added] == [FenceAct.ENTERED, FenceAct.LEFT]
    assert list(book.story) == events(track)


def test_a_book_that_forgets_goes_on_with_the_same_story() -> None:
    chance = np.random.default_rng(4)
    rows = [(15.0 * step, *chance.integers(-30, 30, 2) * 10.0) for step in range(120)]
    track, rules = drawn(rows), CleanRules(speed_most_km_h=9_999)
    book, _ = FenceBook(TOWN, rules).fed(track.taken(slice(0, 80)))
    short = book.forgetting(float(track.at_s[60]))
    assert len(short.raw) < 30
    assert short.story == book.story
    short, correction = short.fed(track.taken(slice(80, None)))
    assert correction.judged == 40
    assert list(short.story) == events(track, TOWN)
    refused, correction = short.fed(track.taken(np.array([5])))
    assert (refused.story, correction.too_late) == (short.story, 1)


def test_a_parked_fleet_costs_no_test_and_makes_no_event() -> None:
    fixes = [(device, 15.0 * step, 60.0 + device, 60.0) for step in range(20) for device in range(3)]
    found = watched(watch_new(), batch_of(fixes), TOWN)[1].listed()
    assert {(event.at_s - T0, event.until_s) for event in found} == {(0.0, None)}
