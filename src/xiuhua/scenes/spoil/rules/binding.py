"""Hauls: from a site's gate to a dock, bound to manifests and held against permits.

A haul begins when a truck that stood at a gate leaves it, and ends at the first dock it then stands in; at
the next gate, or after `haul_most_s`, where it reached none. What is seen is what the fixes say, sorted by
their own time; nothing depends on when they came.

Source:
    建筑垃圾管理规定 (建设部令第139号), article 14: with the approval carried along, by the route and at the
    hours approved, to the place approved. Times and distances are own choices, with reasons beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from xiuhua.scenes.spoil.terms import HaulFault
from xiuhua.sensing.rules.tracks.cleaning import CleanRules, consistent, sound
from xiuhua.sensing.rules.tracks.fences import Fence, FenceSet, fence_set
from xiuhua.sensing.rules.tracks.shapes import Floats, Marks, Places, Track, track_of
from xiuhua.sensing.rules.tracks.windows import TimeWindow, overlaps, window_spans
from xiuhua.shared.geometry import distance_m

_KM_H = 1000 / 3600


@dataclass(frozen=True, kw_only=True)
class BindRules:
    """By what hauls are found and judged.

    Args:
        clean: what a fix must satisfy.
        stood_s: who was in a gate or dock for less has driven past.
        break_s: who was outside for less has not left; the fixes of a parked receiver stray.
        haul_most_s: nobody is on the way for longer.
        off_route_s, out_of_hours_s, outside_s: how long off the route, out of hours, or beyond the border is
            let pass: a detour at a crossing, a red light, a street along the border.
        early_s: how long before it is at the gate a truck's manifest may have been opened.
        late_s: how long after it left a manifest opened late is still taken for that of the haul.
        twin_least: so many fixes must not fit before two trucks are thought to share a terminal: a receiver
            in a street canyon jumps a few times, a second truck does at every second fix.
        twin_share: so many of all fixes must belong to each of the two.
    """

    clean: CleanRules = field(default_factory=lambda: CleanRules(speed_most_km_h=130.0))
    stood_s: float = 60.0
    break_s: float = 180.0
    haul_most_s: float = 4 * 3600.0
    off_route_s: float = 120.0
    out_of_hours_s: float = 120.0
    outside_s: float = 120.0
    early_s: float = 12 * 3600.0
    late_s: float = 12 * 3600.0
    twin_least: int = 10
    twin_share: float = 0.2


BIND = BindRules()


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """Everything hauls are looked up in.

    Args:
        places: gates and docks.
        gates, docks: which of `places` are which, by their keys; a place may be both.
        corridors: the routes of permits, by key; None without any.
        city: the border as one fence; None where it is not known.
    """

    places: FenceSet
    gates: frozenset[str]
    docks: frozenset[str]
    corridors: FenceSet | None = None
    city: FenceSet | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """A permit of a truck (准运证).

    Args:
        since_s, until_s: in force, the end outside.
        corridors: keys of its routes; empty for any.
        hours: when it may be on the road; empty for always.
        docks: keys of where it may go; empty for any.
    """

    since_s: float
    until_s: float
    corridors: frozenset[str] = frozenset()
    hours: tuple[TimeWindow, ...] = ()
    docks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Slip:
    """A manifest as far as binding asks: whose gate and dock, and when it was opened."""

    key: int
    gate: str
    dock: str
    opened_s: float


@dataclass(frozen=True, slots=True)
class Visit:
    """A stand in a place: its key, from the first to the last fix in it."""

    place: str
    since_s: float
    until_s: float


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong with a haul, and since when and how long where that can be said, seconds."""

    kind: HaulFault
    since_s: float | None = None
    lasted_s: float | None = None


@dataclass(frozen=True, slots=True)
class Haul:
    """A haul: from leaving a gate to reaching a dock, or where it ended without one.

    Args:
        dock: the key of the dock; empty for none.
        loaded_s: when it came to the gate. left_s: when it left. arrived_s: when it reached the dock, or was
            given up. tipped_s: when it left the dock.
        length_m: along its fixes.
        slip: the key of its manifest; None for none.
    """

    gate: str
    dock: str
    loaded_s: float
    left_s: float
    arrived_s: float
    tipped_s: float
    length_m: float
    slip: int | None = None
    faults: tuple[Found, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Truck:
    """What is known of a truck: its permits, and its manifests in the order of their opening."""

    leaves: Sequence[Leave] = ()
    slips: Sequence[Slip] = ()


@dataclass(frozen=True, slots=True)
class TruckDay:
    """What a truck did, and which of its manifests no haul was found for."""

    visits: tuple[Visit, ...] = ()
    hauls: tuple[Haul, ...] = ()
    unused: tuple[int, ...] = ()
    faults: tuple[Found, ...] = ()


def ground_of(
    gates: Mapping[str, Fence], docks: Mapping[str, Fence], *, corridors: Sequence[Fence] = (),
    city: Fence | None = None,
) -> Ground:  # fmt: skip
    """Return gates, docks, routes and the border, ready to be asked.

    Raises:
        ValueError: there is neither a gate nor a dock.

    Source:
        own choice.
    """
    fences = {one.key: one for one in (*gates.values(), *docks.values())}
    if not fences:
        raise ValueError("no gate and no dock")
    return Ground(
        fence_set(list(fences.values())), frozenset(one.key for one in gates.values()),
        frozenset(one.key for one in docks.values()),
        fence_set(list(corridors), margin_m=30.0) if corridors else None,
        fence_set([city], margin_m=50.0) if city else None,
    )  # fmt: skip


def truck_day(
    track: Track, truck: Truck, ground: Ground, *, utc_offset_s: float, rules: BindRules = BIND
) -> TruckDay:
    """Return the hauls of a truck, each with its manifest and what is wrong with it.

    Args:
        track: its fixes as they came.
        truck: what is known of it.
        ground: gates, docks, routes, border.
        utc_offset_s: of the clock that permits' hours are told by.
        rules: how.

    Source:
        the module's own.
    """
    told = sound(track, rules.clean)
    twins = twin_spans(told, rules)
    clean = told.taken(_fits(told, rules))
    if not len(clean):
        return TruckDay()
    visits = visits_of(clean, ground.places, rules)
    hauls = hauls_of(clean, visits, ground, rules)
    bound, unused = slips_bound(hauls, truck.slips, rules)
    judged = tuple(
        _judged(clean, one, truck, ground, utc_offset_s=utc_offset_s, rules=rules) for one in bound
    )
    faults = [Found(HaulFault.TWO_TRUCKS, since_s, until_s - since_s) for since_s, until_s in twins]
    faults += [Found(HaulFault.LEFT_CITY, since_s, long_s) for since_s, long_s in _left(clean, ground, rules)]
    return TruckDay(tuple(visits), judged, tuple(unused), tuple(faults))


def _fits(told: Track, rules: BindRules) -> Marks:
    """Return which fixes could be driven to from the one before that could."""
    return consistent(told, rules.clean)


def twin_spans(told: Track, rules: BindRules = BIND) -> list[tuple[float, float]]:
    """Return when the fixes of one terminal are those of two trucks: from the first to the last that says so.

    Each fix is given to whichever of two trucks could have driven there; where both end up with many and
    hardly a fix is left over, they are two.

    Args:
        told: fixes by time.
        rules: how many are many.

    Source:
        own choice.
    """
    if len(told) < 2 * rules.twin_least:
        return []
    steps_m = told.distances_m(slice(1, None), slice(0, -1))
    reach_m = rules.clean.noise_m + rules.clean.speed_most_km_h * _KM_H * told.gaps_s()
    odd = np.flatnonzero(steps_m > reach_m)
    if len(odd) < rules.twin_least:
        return []
    first, last = int(odd[0]), int(odd[-1]) + 1
    counts = _shared_out(told, first, last, rules)
    total = last - first + 1
    if min(counts[:2]) < max(rules.twin_least, rules.twin_share * total) or counts[2] > 0.1 * total:
        return []
    return [(float(told.at_s[first]), float(told.at_s[last]))]


def _shared_out(told: Track, first: int, last: int, rules: BindRules) -> tuple[int, int, int]:
    """Return how many fixes each of two trucks has, and how many neither could have driven to."""
    heads: list[int | None] = [first, None]
    counts = [1, 0, 0]
    for row in range(first + 1, last + 1):
        away = [_away(told, head, row, rules) for head in heads]
        known = [place for place in (0, 1) if (far := away[place]) is not None and far <= 0]
        if known:
            place = min(known, key=lambda one: away[one] or 0.0)
        elif heads[1] is None:
            place = 1
        else:
            counts[2] += 1
            continue
        heads[place] = row
        counts[place] += 1
    return counts[0], counts[1], counts[2]


def _away(told: Track, head: int | None, row: int, rules: BindRules) -> float | None:
    """Return by how many metres a fix lies beyond what could be driven; None for nobody there."""
    if head is None:
        return None
    far_m = distance_m(
        float(told.lon[head]), float(told.lat[head]), float(told.lon[row]), float(told.lat[row])
    )
    passed_s = float(told.at_s[row] - told.at_s[head])
    return far_m - rules.clean.noise_m - rules.clean.speed_most_km_h * _KM_H * passed_s


def visits_of(clean: Track, places: FenceSet, rules: BindRules = BIND) -> list[Visit]:
    """Return where a truck stood for `stood_s`, by time; short ways out of a place are part of the stand.

    Source:
        the module's own.
    """
    where = _places(clean, places)
    edges = np.flatnonzero(np.diff(where)) + 1
    firsts = np.concatenate([[0], edges])
    lasts = np.concatenate([edges - 1, [len(where) - 1]])
    found: list[Visit] = []
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        if where[first] < 0:
            continue
        key = places.fences[int(where[first])].key
        since_s, until_s = float(clean.at_s[first]), float(clean.at_s[last])
        if found and found[-1].place == key and since_s - found[-1].until_s <= rules.break_s:
            found[-1] = Visit(key, found[-1].since_s, until_s)
        else:
            found.append(Visit(key, since_s, until_s))
    return [one for one in found if one.until_s - one.since_s >= rules.stood_s]


def _places(clean: Track, places: FenceSet) -> Places:
    """Return which place each fix lies in, -1 for none; in several, the first of them."""
    where = np.full(len(clean), -1, np.intp)
    xy = places.xy(clean.lon, clean.lat)
    cells = places.cells(xy)
    known = np.flatnonzero(cells >= 0)
    if len(known):
        inside, _ = places.inside(xy[known], cells[known])
        rows, fences = known[inside // len(places)], inside % len(places)
        where[rows[::-1]] = fences[::-1]
    return where


def hauls_of(clean: Track, visits: Sequence[Visit], ground: Ground, rules: BindRules = BIND) -> list[Haul]:
    """Return the hauls that stands say: each from a gate to the next dock.

    A truck that comes to another gate meanwhile hauled nothing to there: it was not loaded, or tipped where
    no dock is; the manifest says which, and so does `dumping`. One that is still on the way when its fixes
    end has not failed to arrive, and is no haul yet.

    Source:
        the module's own.
    """
    found: list[Haul] = []
    for place, visit in enumerate(visits):
        if visit.place not in ground.gates or visit.place in ground.docks:
            continue
        after = visits[place + 1] if place + 1 < len(visits) else None
        ends_s = visit.until_s + rules.haul_most_s
        if after is not None and after.place in ground.docks and after.since_s <= ends_s:
            length_m = _length_m(clean, visit.until_s, after.since_s)
            found.append(
                Haul(
                    visit.place,
                    after.place,
                    visit.since_s,
                    visit.until_s,
                    after.since_s,
                    after.until_s,
                    length_m,
                )
            )
        elif after is not None or float(clean.at_s[-1]) >= ends_s:
            given_up_s = min(ends_s, after.since_s) if after is not None else ends_s
            length_m = _length_m(clean, visit.until_s, given_up_s)
            found.append(
                Haul(visit.place, "", visit.since_s, visit.until_s, given_up_s, given_up_s, length_m)
            )
    return found


def _length_m(clean: Track, since_s: float, until_s: float) -> float:
    first, end = np.searchsorted(clean.at_s, since_s), np.searchsorted(clean.at_s, until_s, "right")
    way = clean.taken(slice(int(first), int(end)))
    return float(way.distances_m(slice(1, None), slice(0, -1)).sum()) if len(way) > 1 else 0.0


def slips_bound(
    hauls: Sequence[Haul], slips: Sequence[Slip], rules: BindRules = BIND
) -> tuple[list[Haul], list[int]]:
    """Return the hauls with their manifests, and the manifests that none was found for.

    A haul takes, of the manifests of its gate that are free, one opened before it left, the latest of them;
    else the earliest that was opened afterwards, within `late_s`: it stands, and is flagged as written after
    the trip. One that names the dock reached goes before one that does not.

    Source:
        own choice.
    """
    free = sorted(slips, key=lambda one: (one.opened_s, one.key))
    bound: list[Haul] = []
    for haul in hauls:
        best = min(
            (one for one in free if _may_be(one, haul, rules)),
            key=lambda one: _rank(one, haul), default=None,
        )  # fmt: skip
        if best is not None:
            free.remove(best)
        bound.append(_with(haul, slip=best.key if best else None))
    return bound, [one.key for one in free]


def _may_be(slip: Slip, haul: Haul, rules: BindRules) -> bool:
    in_time = haul.loaded_s - rules.early_s <= slip.opened_s <= haul.left_s + rules.late_s
    return slip.gate == haul.gate and in_time


def _rank(slip: Slip, haul: Haul) -> tuple[bool, bool, float, int]:
    is_late = slip.opened_s > haul.left_s
    return is_late, slip.dock != haul.dock, abs(haul.left_s - slip.opened_s), slip.key


def _with(haul: Haul, *, slip: int | None = None, faults: tuple[Found, ...] = ()) -> Haul:
    return Haul(
        haul.gate, haul.dock, haul.loaded_s, haul.left_s, haul.arrived_s, haul.tipped_s, haul.length_m, slip,
        faults,
    )  # fmt: skip


def _judged(
    clean: Track, haul: Haul, truck: Truck, ground: Ground, *, utc_offset_s: float, rules: BindRules
) -> Haul:
    slip = next((one for one in truck.slips if one.key == haul.slip), None)
    leave = _leave_at(truck.leaves, haul.left_s)
    found: list[Found] = []
    if slip is None:
        found.append(Found(HaulFault.UNMANIFESTED))
    if not haul.dock:
        found.append(Found(HaulFault.NO_DOCK))
    elif (slip is not None and slip.dock != haul.dock) or (
        leave and leave.docks and haul.dock not in leave.docks
    ):
        found.append(Found(HaulFault.WRONG_DOCK))
    if leave is None:
        found.append(Found(HaulFault.NO_PERMIT))
    else:
        found += _off_route(clean, haul, leave, ground, rules)
        found += _out_of_hours(haul, leave, utc_offset_s=utc_offset_s, rules=rules)
    return _with(haul, slip=haul.slip, faults=tuple(found))


def _leave_at(leaves: Sequence[Leave], at_s: float) -> Leave | None:
    return next((one for one in leaves if one.since_s <= at_s < one.until_s), None)


def _out_of_hours(haul: Haul, leave: Leave, *, utc_offset_s: float, rules: BindRules) -> list[Found]:
    if not leave.hours:
        return []
    spans = window_spans(leave.hours, haul.left_s, haul.arrived_s, utc_offset_s=utc_offset_s)
    within_s = sum(until_s - since_s for since_s, until_s in overlaps(spans, [(haul.left_s, haul.arrived_s)]))
    outside_s = haul.arrived_s - haul.left_s - within_s
    return [Found(HaulFault.OUT_OF_HOURS, None, outside_s)] if outside_s > rules.out_of_hours_s else []


def _off_route(clean: Track, haul: Haul, leave: Leave, ground: Ground, rules: BindRules) -> list[Found]:
    corridors = ground.corridors
    if not leave.corridors or corridors is None:
        return []
    first, end = (
        np.searchsorted(clean.at_s, haul.left_s),
        np.searchsorted(clean.at_s, haul.arrived_s, "right"),
    )
    way = clean.taken(slice(int(first), int(end)))
    if len(way) < 2:
        return []
    own = np.array([one.key in leave.corridors for one in corridors.fences])
    is_off = ~_within(way, corridors, own) & (_places(way, ground.places) < 0)
    return [Found(HaulFault.OFF_ROUTE, *span) for span in _spans(way.at_s, is_off, rules.off_route_s)]


def _left(clean: Track, ground: Ground, rules: BindRules) -> list[tuple[float, float]]:
    if ground.city is None:
        return []
    is_out = ~_within(clean, ground.city, np.ones(len(ground.city), np.bool_))
    return _spans(clean.at_s, is_out, rules.outside_s)


def _within(way: Track, fences: FenceSet, own: Marks) -> Marks:
    """Return which fixes lie in or beside one of some fences."""
    marks = np.zeros(len(way), np.bool_)
    xy = fences.xy(way.lon, way.lat)
    for keys in fences.inside(xy, fences.cells(xy)):
        some = keys[own[keys % len(fences)]]
        marks[some // len(fences)] = True
    return marks


def _spans(at_s: Floats, holds: Marks, least_s: float) -> list[tuple[float, float]]:
    """Return since when and how long each run of fixes holds, of those longer than so."""
    edges = np.diff(np.concatenate([[0], holds.astype(np.int8), [0]]))
    firsts, ends = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    long_s = at_s[ends - 1] - at_s[firsts]
    return [
        (float(at_s[first]), float(long))
        for first, long in zip(firsts, long_s, strict=True)
        if long > least_s
    ]


@dataclass(frozen=True, slots=True, eq=False)
class Fleet:
    """The positions of many trucks as one array each, in any order; `truck` numbers them from 0.

    Args:
        truck: int, shape (n,).
        at_s, lon, lat, speed_km_h: float64, shape (n,).
    """

    truck: Places
    at_s: Floats
    lon: Floats
    lat: Floats
    speed_km_h: Floats
    names: Sequence[str] = field(default_factory=tuple)


def fleet_day(
    fleet: Fleet, trucks: Mapping[int, Truck], ground: Ground, *, utc_offset_s: float, rules: BindRules = BIND
) -> dict[int, TruckDay]:
    """Return what every truck of a fleet did; each as `truck_day` says of it alone.

    Source:
        the module's own.
    """
    order = np.argsort(fleet.truck, kind="stable")
    numbers = fleet.truck[order]
    edges = np.flatnonzero(np.diff(numbers)) + 1
    found: dict[int, TruckDay] = {}
    for rows in np.split(order, edges) if len(order) else ():
        number = int(fleet.truck[rows[0]])
        track = track_of(
            fleet.at_s[rows], fleet.lon[rows], fleet.lat[rows], speed_km_h=fleet.speed_km_h[rows]
        )
        known = trucks.get(number, Truck())
        found[number] = truck_day(track, known, ground, utc_offset_s=utc_offset_s, rules=rules)
    return found
