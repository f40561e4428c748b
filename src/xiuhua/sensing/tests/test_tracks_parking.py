"""Where a vehicle stands although it may not, by hand."""

from __future__ import annotations

import shapely

from xiuhua.sensing.rules.tracks.fences import Fence, fence_set
from xiuhua.sensing.rules.tracks.parking import parking_told, standing_outside
from xiuhua.sensing.terms.tracks import FenceKind
from xiuhua.sensing.tests.track_kit import HERE, T0, drawn

_PLACES = fence_set(
    [
        Fence(key, HERE.round(shapely.box(*box)), FenceKind.POLYGON)
        for key, box in (("yard", (1_000, -50, 1_100, 50)), ("lake", (-200, -200, 200, 200)))
    ]
)


def test_only_who_stands_and_in_no_permitted_place_nor_beside_one_is_told() -> None:
    rows = [
        (0, 0, 0),  # stands in the lake, which permits nothing
        (60, 0, 0),  # drives there
        (120, 1_050, 0),  # stands in the yard
        (180, 1_115, 0),  # stands 15 m beside it: what a fix strays
        (240, 1_130, 0),  # stands 30 m beside it
        (300, 5_000, 0),  # stands where no fence is
        (360, 5_000, 0),  # creeps
    ]
    track = drawn(rows, speed_km_h=[0, 30, 0, 0, 1.9, 0, 2.0])
    assert standing_outside(track, _PLACES, {"yard"}).tolist() == [
        True, False, False, False, True, True, False,
    ]  # fmt: skip
    assert standing_outside(track, _PLACES, {"yard", "lake"})[0] is not True


def test_a_vehicle_that_does_not_say_how_fast_it_is_is_never_told() -> None:
    track = drawn([(0, 5_000, 0), (600, 5_000, 0)])
    assert not standing_outside(track, _PLACES, {"yard"}).any()


def test_each_change_is_told_once_and_standing_is_told_again_every_two_minutes() -> None:
    outside = [False, True, True, True, True, True, False, False]
    track = drawn([(60.0 * step, 0, 0) for step in range(len(outside))])
    marks = track.lon == track.lon
    marks[:] = outside
    told = parking_told(track.at_s, marks, None)
    assert [(second - T0, value) for second, value in told] == [(60, 1), (180, 1), (300, 1), (360, 0)]
    again = parking_told(track.at_s, marks, (T0 + 180.0, 1.0))
    assert [(second - T0, value) for second, value in again] == [(300, 1), (360, 0)]
    assert parking_told(track.at_s, marks, (T0 + 420.0, 0.0)) == []
