"""Matching sources with sinks: as much as possible, then along corridors, then by the shortest way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xiuhua.scenes.spoil.rules.matching import Sink, Source, match, stays_within, why_said
from xiuhua.scenes.spoil.terms import MatchReason

LON, LAT = 120.1, 30.25
SOUTH, NORTH = frozenset({1}), frozenset({2})


def _m3(sources: list[Source], sinks: list[Sink]) -> dict[tuple[int, int], float]:
    return {(one.source, one.sink): one.m3 for one in match(sources, sinks)}


def test_the_near_dock_is_left_to_whom_only_it_serves() -> None:
    sources = [
        Source(1, LON, LAT, 100.0),
        Source(2, LON + 0.01, LAT, 100.0, docks=frozenset({10})),
    ]
    sinks = [Sink(10, LON, LAT, 100.0), Sink(11, LON + 0.05, LAT, 100.0)]
    assert _m3(sources, sinks) == {(1, 11): 100.0, (2, 10): 100.0}
    assert {why.kind for why in match(sources, sinks)[0].reasons} >= {MatchReason.FARTHER, MatchReason.ROOM}


def test_spoil_keeps_to_its_corridor_though_a_nearer_dock_lies_on_the_other() -> None:
    source = Source(1, LON, LAT, 100.0, SOUTH)
    sinks = [Sink(10, LON, LAT, 500.0, NORTH), Sink(11, LON + 0.05, LAT, 99.0, SOUTH)]
    assert _m3([source], sinks) == {(1, 11): 99.0, (1, 10): 1.0}
    words = [why_said(why, "zh") for one in match([source], sinks) for why in one.reasons]
    assert "跨廊道：本廊道码头余量 99 立方米，装不下 100 立方米" in words


def test_where_the_approval_names_docks_of_the_other_corridor_that_is_the_reason() -> None:
    source = Source(1, LON, LAT, 100.0, SOUTH, frozenset({10}))
    sinks = [Sink(10, LON, LAT, 500.0, NORTH), Sink(11, LON, LAT, 500.0, SOUTH)]
    (line,) = match([source], sinks)
    assert line.sink == 10
    assert MatchReason.NAMED in {why.kind for why in line.reasons}


def test_nothing_to_send_and_no_room_make_no_line() -> None:
    assert match([], [Sink(10, LON, LAT, 5.0)]) == []
    assert match([Source(1, LON, LAT, 5.0)], [Sink(10, LON, LAT, 0.0)]) == []
    (line,) = match([Source(1, LON, LAT, 5.0)], [Sink(10, LON, LAT, None)])
    assert MatchReason.ENDLESS in {why.kind for why in line.reasons}


def test_what_stays_in_its_district_is_reported() -> None:
    assert stays_within("990101003", "990101007")
    assert not stays_within("990101003", "990102001")
    assert not stays_within("990101003", "9901")


_AMOUNT = st.integers(1, 500).map(float)


@given(st.lists(_AMOUNT, min_size=1, max_size=5), st.lists(_AMOUNT, min_size=1, max_size=5))
def test_as_much_is_placed_as_there_is_and_no_dock_takes_more_than_its_room(
    sends: list[float], rooms: list[float]
) -> None:
    sources = [Source(key, LON + key * 0.01, LAT, m3) for key, m3 in enumerate(sends)]
    sinks = [Sink(key, LON, LAT + key * 0.01, room) for key, room in enumerate(rooms)]
    lines = match(sources, sinks)
    placed = sum(one.m3 for one in lines)
    assert placed <= min(sum(sends), sum(rooms)) + 0.5
    assert placed >= min(sum(sends), sum(rooms)) - 1.0 * len(sends) * len(rooms)
    for key, room in enumerate(rooms):
        assert sum(one.m3 for one in lines if one.sink == key) <= room + 0.5
    for key, m3 in enumerate(sends):
        assert sum(one.m3 for one in lines if one.source == key) <= m3 + 0.5
