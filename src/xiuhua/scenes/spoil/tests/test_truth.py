"""The suspicion of dumping held to a truth that was written without looking at it (`truth.py`)."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pytest
import shapely
from shapely.geometry import Point

from xiuhua.scenes.spoil.rules.dumping import Owed, Suspicion, loaded_track, suspicions
from xiuhua.scenes.spoil.tests.truth import (
    DUMPERS,
    TRUCKS,
    UTC_OFFSET_S,
    TruthDay,
    TruthStop,
    TruthTruck,
    generate,
)
from xiuhua.sensing.rules.tracks.fences import Fence, FenceSet, fence_set
from xiuhua.shared.geometry import distance_m, distances_m

_FIXED = (20_260_303, 552, 9_120)
# Acceptance adds seeds that nobody here has seen: XIUHUA_TRUTH_SEEDS="1 2 3".
_ADDED = tuple(int(word) for word in os.environ.get("XIUHUA_TRUTH_SEEDS", "").split())  # noqa: TID251 a test's own
_SEEDS = _FIXED + _ADDED
_SLACK_S, _SLACK_M = 120.0, 200.0
_LEAST = 0.9


@dataclass(slots=True)
class Count:
    """How suspicions and dumpings met, by behaviour and sensors."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        return self.right.total() / max(self.right.total() + self.wrong.total(), 1)

    @property
    def recall(self) -> float:
        return self.found.total() / max(self.found.total() + self.missed.total(), 1)

    def add(self, truck: TruthTruck, told: list[Suspicion]) -> None:
        suspected = [one for one in told if one.is_suspected]
        for one in suspected:
            met = [other for other in truck.dumpings if _meet(one, other)]
            if met:
                self.right[met[0].behaviour] += 1
            else:
                near = [other.behaviour for other in truck.stops if _meet(one, other)]
                self.wrong[f"{near[0] if near else 'nothing known'} [{truck.sensors}]"] += 1
        for dumping in truck.dumpings:
            one_met = any(_meet(one, dumping) for one in suspected)
            (self.found if one_met else self.missed)[f"{dumping.behaviour} [{truck.sensors}]"] += 1

    def table(self) -> str:
        lines = [f"precision {self.precision:.3f}, recall {self.recall:.3f}"]
        for title, some in (("found", self.found), ("missed", self.missed), ("wrong", self.wrong)):
            lines += [f"  {title:7}{many:4} {what}" for what, many in sorted(some.items())]
        return "\n".join(lines)


@pytest.fixture(scope="module", params=_SEEDS)
def day(request: pytest.FixtureRequest) -> TruthDay:
    return generate(int(request.param))


@pytest.mark.heavy
def test_what_is_suspected_was_a_dumping_and_what_was_is_suspected_nine_times_in_ten() -> None:
    every = Count()
    for seed in _SEEDS:
        count, whole = Count(), generate(seed)
        for truck, told in _judged(whole):
            count.add(truck, told)
            every.add(truck, told)
        print(seed, count.table())  # noqa: T201 pytest shows it when the test fails
    assert len(_SEEDS) * TRUCKS >= 400
    assert every.precision >= _LEAST, every.table()
    assert every.recall >= _LEAST, every.table()


@pytest.mark.heavy
def test_the_order_of_arrival_changes_nothing() -> None:
    day = generate(_FIXED[0])
    permitted = _permitted(day)
    rng = np.random.default_rng(day.seed)
    for truck in day.trucks[::4]:
        rows = rng.permutation(len(truck.track))
        assert _told(truck, permitted, rows) == _told(truck, permitted, np.arange(len(rows)))


@pytest.mark.heavy
def test_the_same_seed_gives_the_same_day_and_another_seed_another() -> None:
    day = generate(_FIXED[0])
    again, other = generate(day.seed), generate(day.seed + 1)
    for truck, same, differs in zip(day.trucks, again.trucks, other.trucks, strict=True):
        np.testing.assert_array_equal(truck.track.lon, same.track.lon)
        np.testing.assert_array_equal(truck.load, same.load)
        assert truck.dumpings == same.dumpings
        assert not np.array_equal(truck.track.lon, differs.track.lon)


def test_a_quarter_of_the_trucks_dump_and_each_does_it_off_every_permitted_place(day: TruthDay) -> None:
    assert len(day.trucks) == TRUCKS
    assert sum(truck.is_dumper for truck in day.trucks) == DUMPERS
    places = [shape for _, shape in day.permitted]
    for one in (one for truck in day.trucks for one in truck.dumpings):
        spot = Point(one.lon, one.lat)
        for shape in places:
            nearest = shapely.get_coordinates(shapely.shortest_line(spot, shape))[1]
            assert _far_m(one.lon, one.lat, *nearest) > 100.0


def test_the_load_is_gone_after_a_dumping_and_lies_there_before(day: TruthDay) -> None:
    seen = 0
    for truck in day.trucks:
        if "stuck" in truck.sensors:
            continue
        for one in truck.dumpings:
            before = _load(truck, one.since_s - 400, one.since_s - 10)
            after = _load(truck, one.until_s + 10, one.until_s + 400)
            if not np.isnan(before + after):
                assert before - after > 0.25
                seen += 1
    assert seen >= 20


def test_a_truck_stands_at_its_dumping_where_it_is_heard_at_all(day: TruthDay) -> None:
    heard = 0
    for truck in day.trucks:
        for one in truck.dumpings:
            rows = _between(truck, one.since_s, one.until_s) & truck.track.has_fix
            if rows.any():
                lon, lat = np.array([one.lon]), np.array([one.lat])
                far_m = distances_m(truck.track.lon[rows], truck.track.lat[rows], lon, lat)
                assert np.median(far_m) < 60.0
                heard += 1
    assert heard >= 20


def test_fixes_come_late_twice_and_not_at_all(day: TruthDay) -> None:
    tracks = [truck.track for truck in day.trucks]
    assert any((np.diff(track.at_s) < 0).any() for track in tracks)
    assert any((track.received_s - track.at_s > 600).any() for track in tracks)
    assert any(len(np.unique(track.at_s)) < len(track) for track in tracks)
    assert any(not track.has_fix.all() for track in tracks)
    assert any((np.diff(np.sort(track.at_s)) > 600).any() for track in tracks)


def _judged(day: TruthDay) -> Iterator[tuple[TruthTruck, list[Suspicion]]]:
    permitted = _permitted(day)
    for truck in day.trucks:
        yield truck, _told(truck, permitted, np.arange(len(truck.track)))


def _permitted(day: TruthDay) -> FenceSet:
    return fence_set([Fence(key, shape) for key, shape in day.permitted], margin_m=40.0)


def _told(
    truck: TruthTruck, permitted: FenceSet, rows: np.ndarray[tuple[int], np.dtype[np.intp]]
) -> list[Suspicion]:
    loaded = loaded_track(truck.track.taken(rows), load=truck.load[rows], tilt_deg=truck.tilt_deg[rows])
    owed = tuple(Owed(since_s, until_s) for since_s, until_s in truck.owed)
    # Docks take spoil, and sites each other's (提升区内渣土自我消化能力); yards take none.
    takers = {one.key for one in permitted.fences if not one.key.startswith("yard")}
    return suspicions(loaded, permitted, utc_offset_s=UTC_OFFSET_S, owed=owed, takers=takers)


def _meet(one: Suspicion | TruthStop, other: TruthStop) -> bool:
    overlap = one.since_s - _SLACK_S <= other.until_s and other.since_s <= one.until_s + _SLACK_S
    return overlap and _far_m(one.lon, one.lat, other.lon, other.lat) <= _SLACK_M


def _far_m(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    return distance_m(lon, lat, other_lon, other_lat)


def _between(truck: TruthTruck, since_s: float, until_s: float) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return (truck.track.at_s >= since_s) & (truck.track.at_s <= until_s)


def _load(truck: TruthTruck, since_s: float, until_s: float) -> float:
    some = truck.load[_between(truck, since_s, until_s)]
    some = some[~np.isnan(some)]
    return float(np.median(some)) if len(some) >= 3 else float("nan")
