import numpy as np
import pytest
import shapely

from xiuhua.scenes.spoil.rules.binding import (
    BIND,
    Fleet,
    Ground,
    Leave,
    Slip,
    Truck,
    TruckDay,
    fleet_day,
    ground_of,
    hauls_of,
    slips_bound,
    truck_day,
    twin_spans,
    visits_of,
)
from xiuhua.scenes.spoil.terms import HaulFault
from xiuhua.scenes.spoil.tests.drives import HERE, NOON, OFFSET, Drive, square
from xiuhua.sensing.rules.tracks.fences import corridor
from xiuhua.sensing.rules.tracks.shapes import Track
from xiuhua.sensing.rules.tracks.windows import TimeWindow

ROUTE = corridor("south", HERE.round(shapely.LineString([(0, 0), (20_000, 0)])), 200.0)


def _ground(*, border_m: float | None = None) -> Ground:
    gates, docks = [square("gate", 0, 0)], [square("dock", 20_000, 0), square("other", 20_000, 5_000)]
    city = square("city", 10_000, 0, border_m) if border_m else None
    return ground_of(
        {one.key: one for one in gates}, {one.key: one for one in docks}, corridors=[ROUTE], city=city
    )


LEAVE = Leave(NOON - 86_400, NOON + 86_400, frozenset({"south"}), (), frozenset({"dock"}))
SLIP = Slip(7, "gate", "dock", NOON + 60)


def _honest() -> Drive:
    """Ten minutes at the gate, 20 km in 2000 s, eight minutes at the dock, back."""
    return Drive().stand(10).go(20_000, 0).stand(8).go(0, 0).stand(10)


def _told(drive: Drive, truck: Truck, ground: Ground | None = None) -> TruckDay:
    return truck_day(drive.told().track, truck, ground or _ground(), utc_offset_s=OFFSET)


def _kinds(day: TruckDay) -> list[HaulFault]:
    return [fault.kind for haul in day.hauls for fault in haul.faults]


def test_an_honest_haul_is_bound_to_its_manifest_and_has_no_fault() -> None:
    day = _told(_honest(), Truck(leaves=[LEAVE], slips=[SLIP]))
    (haul,) = day.hauls
    assert (haul.gate, haul.dock, haul.slip, haul.faults) == ("gate", "dock", 7, ())
    assert haul.loaded_s == NOON
    assert haul.length_m == pytest.approx(20_000, rel=0.02)
    assert [visit.place for visit in day.visits] == ["gate", "dock", "gate"]
    assert day.unused == ()


def test_a_haul_without_manifest_or_permit_is_said_so() -> None:
    assert _kinds(_told(_honest(), Truck(leaves=[LEAVE]))) == [HaulFault.UNMANIFESTED]
    assert _kinds(_told(_honest(), Truck(slips=[SLIP]))) == [HaulFault.NO_PERMIT]


def test_another_dock_than_agreed() -> None:
    drive = Drive().stand(10).go(20_000, 5_000).stand(8).go(0, 0)
    leave = Leave(NOON - 1, NOON + 86_400)
    assert _kinds(_told(drive, Truck(leaves=[leave], slips=[SLIP]))) == [HaulFault.WRONG_DOCK]


def test_who_comes_back_for_more_without_having_been_at_a_dock() -> None:
    drive = Drive().stand(10).go(8_000, 0).stand(5).go(0, 0).stand(10)
    assert _kinds(_told(drive, Truck(leaves=[LEAVE], slips=[SLIP]))) == [HaulFault.NO_DOCK]


def test_who_is_still_on_the_way_has_not_failed_to_arrive() -> None:
    assert _told(Drive().stand(10).go(8_000, 0), Truck(leaves=[LEAVE], slips=[SLIP])).hauls == ()


def test_who_drives_past_a_dock_was_not_there() -> None:
    drive = Drive().stand(10).go(20_400, 0).go(20_400, 5_000).stand(5)
    assert [visit.place for visit in _told(drive, Truck()).visits] == ["gate"]


@pytest.mark.parametrize(("metres", "off"), [(100.0, False), (3_000.0, True)])
def test_leaving_the_route_is_told_from_its_minutes(metres: float, *, off: bool) -> None:
    drive = (
        Drive()
        .stand(10)
        .go(8_000, 0)
        .go(8_000, metres)
        .go(12_000, metres)
        .go(12_000, 0)
        .go(20_000, 0)
        .stand(8)
    )
    kinds = _kinds(_told(drive, Truck(leaves=[LEAVE], slips=[SLIP])))
    assert kinds == ([HaulFault.OFF_ROUTE] if off else [])


def test_hours_are_those_of_the_permit_by_the_local_clock() -> None:
    night = TimeWindow(20 * 3600, 6 * 3600)
    by_night = Leave(NOON - 1, NOON + 86_400, hours=(night,))
    by_day = Leave(NOON - 1, NOON + 86_400, hours=(TimeWindow(9 * 3600, 17 * 3600),))
    assert _kinds(_told(_honest(), Truck(leaves=[by_night], slips=[SLIP]))) == [HaulFault.OUT_OF_HOURS]
    assert _kinds(_told(_honest(), Truck(leaves=[by_day], slips=[SLIP]))) == []


def test_a_manifest_opened_after_the_trip_is_bound_all_the_same() -> None:
    """So that it can be flagged: `manifest_faults` compares its opening with when the truck left."""
    late = Slip(8, "gate", "dock", NOON + 4_000)
    day = _told(_honest(), Truck(leaves=[LEAVE], slips=[late]))
    assert day.hauls[0].slip == 8
    assert late.opened_s > day.hauls[0].left_s


def test_of_two_manifests_the_one_opened_last_before_leaving_is_the_hauls() -> None:
    day = _told(_honest(), Truck(leaves=[LEAVE], slips=[Slip(1, "gate", "dock", NOON - 600), SLIP]))
    assert day.hauls[0].slip == 7
    assert day.unused == (1,)


def test_leaving_the_city_is_told() -> None:
    day = _told(_honest(), Truck(leaves=[LEAVE], slips=[SLIP]), _ground(border_m=8_000))
    assert HaulFault.LEFT_CITY in {fault.kind for fault in day.faults}
    day = _told(_honest(), Truck(leaves=[LEAVE], slips=[SLIP]), _ground(border_m=12_000))
    assert day.faults == ()


def _both(one: Track, other: Track) -> Track:
    both = one.joined(other)
    return both.taken(both.order())


def test_two_trucks_with_one_terminal_are_told_from_one_that_jumps() -> None:
    here = Drive().stand(30).told().track
    there = Drive(at_s=NOON + 7, x=9_000, y=9_000).stand(30).told().track
    ((since_s, until_s),) = twin_spans(_both(here, there))
    assert until_s - since_s > 1_500
    jumps = there.taken(slice(0, 120, 12))  # ten wild fixes among a hundred and twenty
    assert twin_spans(_both(here, jumps)) == []
    day = truck_day(_both(here, there), Truck(), _ground(), utc_offset_s=OFFSET)
    assert [fault.kind for fault in day.faults] == [HaulFault.TWO_TRUCKS]


@pytest.mark.parametrize("seed", range(3))
def test_arrival_plays_no_part(seed: int) -> None:
    drive, truck = _honest(), Truck(leaves=[LEAVE], slips=[SLIP])
    keep = np.random.default_rng(seed).permutation(len(drive.rows))
    shuffled = truck_day(drive.told(keep).track, truck, _ground(), utc_offset_s=OFFSET)
    assert shuffled == _told(drive, truck)


def test_a_fleet_is_what_its_trucks_are() -> None:
    drives = [_honest(), Drive().stand(10).go(20_000, 5_000).stand(8).go(0, 0)]
    tracks = [drive.told().track for drive in drives]
    draw = np.random.default_rng(1)
    order = draw.permutation(sum(len(track) for track in tracks))
    parts = {
        name: np.concatenate([getattr(track, name) for track in tracks])[order]
        for name in ("at_s", "lon", "lat", "speed_km_h")
    }
    numbers = np.concatenate([np.full(len(track), place) for place, track in enumerate(tracks)])[order]
    fleet = Fleet(numbers, parts["at_s"], parts["lon"], parts["lat"], parts["speed_km_h"])
    known = {0: Truck(leaves=[LEAVE], slips=[SLIP])}
    found = fleet_day(fleet, known, _ground(), utc_offset_s=OFFSET)
    assert found[0] == _told(drives[0], known[0])
    assert found[1] == _told(drives[1], Truck())


def test_parts_can_be_asked_alone() -> None:
    clean = _honest().told().track
    visits = visits_of(clean, _ground().places)
    hauls = hauls_of(clean, visits, _ground(), BIND)
    assert slips_bound(hauls, [SLIP])[0][0].slip == 7


def test_without_places_there_is_no_haul() -> None:
    with pytest.raises(ValueError, match="no gate"):
        ground_of({}, {})
