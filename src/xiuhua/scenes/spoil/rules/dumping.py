"""Suspicion of dumping: where a truck stood in no permitted place and lost its load, or tipped its body.

What is looked for is what a bureau says: a stop, no permitted place, a change of weight or tilt, and night.
The change is looked for first (`falls`), and then where the truck was when it came: a stop in no permitted
place, however long it stood there before and after, or a silence too short to have called at one. The night
and a load that is owed to a dock add to it. A truck that sleeps by the road gives no evidence and is not
suspected. Where no sensor says anything, the way does: who is back at the gate for the next load, and has
been nowhere, left the last one on the way.

Everything is read from the fixes by their own time, whenever and in whatever order they came, so that a late
upload finds the same. A weight is the median of several readings: a loaded body swings.

Source:
    the words of the bureaus' reports (渣土偷倒); JT/T 808-2019, table 25, status bits 8 and 9 for the load.
    Every number is an own choice with its reason beside it, and a setting.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xiuhua.scenes.spoil.rules.falls import Fall, FallRules, falls_of, level
from xiuhua.scenes.spoil.terms import DumpReason
from xiuhua.sensing.rules.tracks.cleaning import CleanRules, cleaned
from xiuhua.sensing.rules.tracks.fences import FenceSet
from xiuhua.sensing.rules.tracks.shapes import Floats, Marks, Places, Track
from xiuhua.sensing.rules.tracks.trips import Stop, TripRules, story_of
from xiuhua.sensing.rules.tracks.windows import TimeWindow, overlaps, window_spans
from xiuhua.shared.geometry import distance_m

_HOUR_S = 3600.0
_NIGHT = (TimeWindow(22 * _HOUR_S, 6 * _HOUR_S),)
_LOAD_BITS = 8
_LOAD_SHARES = np.array([0.0, 0.5, np.nan, 1.0])  # empty, half, reserved, full


@dataclass(frozen=True, kw_only=True)
class DumpRules:
    """By what a stop is judged.

    Args:
        trips: stops of a minute already: a tipper is empty in less than two. Wider than a parked receiver's
            noise, because a truck rolls forward while it tips.
        falls: what makes a fall of the load.
        night: by the local clock; 噪声污染防治法, article 88, calls 22:00 to 6:00 night.
        emptied_share: of the load before. Wet soil sticks, so "empty" is not all of it.
        tilt_deg: steeper than any road; a body slides empty from 35 to 45 degrees on.
        tilt_readings: one reading alone is a bump.
        silence_least_s: a shorter one is no silence; silence_most_s: after a longer one nobody can say where
            a load went.
        call_km_h, unload_s: who could have been at a permitted place during a silence, at such a speed as the
            crow flies and with so long to unload there, is not suspected of it. A loaded tipper is held to 40
            or 50 km/h in a town, and streets are longer than the crow's way: nobody is faster than this. A
            dock weighs in, tips, washes the wheels and weighs out: nobody is through in less than four
            minutes.
        unsigned_s, queue_m: a load that is owed for so long after a silence was not brought to a dock in it,
            for the keeper signs when the truck is weighed out; unless a permitted place is so near that the
            truck was waiting its turn in the street, and the keeper forgot.
        stuck_s, stuck_drive_s, driving_km_h: a sensor that says the very same for so long, so much of it on
            the road, is stuck. A round from the gate to a dock in the district and back, queues and all, is
            driven within two or three hours, and of these an hour on the road; nobody in a queue creeps at
            ten kilometres an hour.
        light_s: a red light is shorter, and tipping seldom, with the body up, down again and the truck off:
            of the stops of a way, a shorter one is told only where there is no longer one.
        threshold: from which sum of points on it is suspected.
        emptied_points: enough by itself. lighter_points, tipped_points: enough with one thing more: a scale
            that stands aslant and a body scraped clean look like it.
        night_points, owed_points: never enough together. A body that is tipped while its load is owed to a
            dock tips that load.
        same_load_points: take away what the tilt gave.
        undelivered_points: where no sensor says anything, the way does, with less certainty of the stop.
    """

    clean: CleanRules = field(default_factory=lambda: CleanRules(speed_most_km_h=130.0))
    trips: TripRules = field(default_factory=lambda: TripRules(stay_radius_m=60.0, stop_s=60.0))
    falls: FallRules = field(default_factory=FallRules)
    night: tuple[TimeWindow, ...] = _NIGHT
    emptied_share: float = 0.6
    tilt_deg: float = 20.0
    tilt_readings: int = 2
    silence_most_s: float = 4 * _HOUR_S
    silence_least_s: float = 120.0
    call_km_h: float = 40.0
    unload_s: float = 240.0
    queue_m: float = 500.0
    unsigned_s: float = 1_800.0
    light_s: float = 120.0
    stuck_s: float = 3 * _HOUR_S
    stuck_drive_s: float = _HOUR_S
    driving_km_h: float = 10.0
    threshold: float = 0.6
    emptied_points: float = 0.6
    lighter_points: float = 0.4
    tipped_points: float = 0.4
    night_points: float = 0.2
    owed_points: float = 0.2
    same_load_points: float = -0.4
    undelivered_points: float = 0.4


DUMPING = DumpRules()


@dataclass(frozen=True, slots=True, eq=False)
class LoadedTrack:
    """The fixes of one truck with what its body says; arrays of shape (n,), as they came.

    Args:
        track: the fixes.
        load: how much it carries as a share of what it may, 0 to 1; NaN where nobody says.
        tilt_deg: of the body against the frame, degrees; NaN where nobody says.
    """

    track: Track
    load: Floats
    tilt_deg: Floats

    def taken(self, rows: Places | Marks | slice) -> LoadedTrack:
        """Return some of the fixes, in the order of the rows."""
        return LoadedTrack(self.track.taken(rows), self.load[rows], self.tilt_deg[rows])


@dataclass(frozen=True, slots=True)
class Owed:
    """A load that left a gate and has not been signed for: from when on, and until when."""

    since_s: float
    until_s: float


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that speaks for it or, below 0, against it.

    `found` is the share of the load that went, the degrees of the body, or the seconds of silence.
    """

    kind: DumpReason
    points: float
    found: float | None = None


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A stop, or a silence, that may have been a dumping; `is_suspected` from the threshold on."""

    since_s: float
    until_s: float
    lon: float
    lat: float
    score: float
    reasons: tuple[Reason, ...]
    is_suspected: bool


def load_shares(status: NDArray[np.int64]) -> Floats:
    """Return the loads that the status bits of positions say: 0, 0.5, 1, or NaN for the reserved one.

    A terminal without a sensor says "empty" for ever, so where no fix ever says anything else, all are NaN.

    Source:
        JT/T 808-2019, table 25: 00 empty, 01 half, 10 reserved, 11 full.
    """
    bits = (np.asarray(status, dtype=np.int64) >> _LOAD_BITS) & 0b11
    shares = np.asarray(_LOAD_SHARES[bits], dtype=np.float64)
    return shares if (bits != 0).any() else np.full(len(bits), np.nan)


def loads_of(weight_kg: ArrayLike, rated_kg: float) -> Floats:
    """Return net weights in kilogrammes as shares of what a truck may carry.

    Raises:
        ValueError: it may carry nothing.

    Source:
        own choice.
    """
    if not rated_kg > 0:
        raise ValueError("a truck that may carry nothing")
    return np.asarray(weight_kg, dtype=np.float64) / rated_kg


def loaded_track(
    track: Track, *, load: ArrayLike | None = None, tilt_deg: ArrayLike | None = None
) -> LoadedTrack:
    """Return a truck's track; what is not given is not known.

    Source:
        own choice.
    """
    unknown = np.full(len(track), np.nan)
    return LoadedTrack(
        track,
        unknown if load is None else np.asarray(load, dtype=np.float64),
        unknown if tilt_deg is None else np.asarray(tilt_deg, dtype=np.float64),
    )


def in_order(truck: LoadedTrack, rules: CleanRules) -> LoadedTrack:
    """Return the fixes that make a track, by time; which came first plays no part, nor what came twice.

    Source:
        `sensing.rules.tracks.cleaning`; equal fixes are put in order by what their bodies say.
    """
    columns = [getattr(truck.track, one.name) for one in fields(truck.track) if one.name != "at_s"]
    order = np.lexsort((truck.tilt_deg, truck.load, *columns, truck.track.at_s))
    told = truck.taken(order)
    found = cleaned(told.track, rules)
    return LoadedTrack(found.track, told.load[found.rows], told.tilt_deg[found.rows])


def suspicions(
    truck: LoadedTrack,
    permitted: FenceSet | None,
    *,
    utc_offset_s: float,
    owed: Sequence[Owed] = (),
    takers: Collection[str] | None = None,
    rules: DumpRules = DUMPING,
) -> list[Suspicion]:
    """Return the stops and silences of a truck that something speaks for, by time; also those not suspected.

    Args:
        truck: its fixes as they came: shuffled, repeated, with jumps and gaps.
        permitted: gates, docks, yards and parking places it may stand in; None for none at all.
        utc_offset_s: of the clock that the night is told by.
        owed: when it carried a load that no dock had signed for.
        takers: the keys of those permitted places that take spoil: a silence is excused only by one of them.
            None where nobody says, so that each may.
        rules: what it is judged by.

    Source:
        the module's own.
    """
    clean = awake(in_order(truck, rules.clean), rules)
    takes = _takes(permitted, takers)
    track = clean.track
    if len(track) == 0:
        return []
    stops = story_of(track, rules.trips).stops
    is_out = ~_allowed(permitted, np.array([one.lon for one in stops]), np.array([one.lat for one in stops]))
    found = dict[tuple[float, float], _Event]()
    for fall in falls_of(track.at_s, clean.load, rules.falls):
        place = _place_of(fall, track, stops, is_out, permitted, takes, owed, rules)
        if place is not None:
            event = found.setdefault((place.since_s, place.until_s), _Event(place))
            event.falls.append(fall)
    for stop, out in zip(stops, is_out, strict=True):
        steep = _steep(clean, stop, rules) if out else None
        if steep is not None:
            found.setdefault((stop.since_s, stop.until_s), _Event(_Place.of(stop))).steep = steep
    for place in _undelivered(clean, stops, is_out, permitted, takes, owed, rules):
        found.setdefault((place.since_s, place.until_s), _Event(place, is_undelivered=True))
    return [
        _judged(clean, found[span], utc_offset_s=utc_offset_s, owed=owed, rules=rules)
        for span in sorted(found)
    ]


def awake(truck: LoadedTrack, rules: DumpRules) -> LoadedTrack:
    """Return the fixes, by time as they are given, without what a stuck sensor says.

    A spoil truck at work is loaded and emptied within a round; a scale, or a tilt sensor, that says the very
    same for a whole round on the road has not seen it.

    Source:
        own choice.
    """
    track = truck.track
    steps_s = np.minimum(np.diff(track.at_s, append=track.at_s[-1:]), rules.silence_least_s)
    driven_s = np.concatenate([[0.0], np.cumsum(steps_s * (track.speed_km_h >= rules.driving_km_h))])
    return LoadedTrack(
        track,
        _unstuck(track.at_s, driven_s, truck.load, rules),
        _unstuck(track.at_s, driven_s, truck.tilt_deg, rules),
    )


def _unstuck(at_s: Floats, driven_s: Floats, said: Floats, rules: DumpRules) -> Floats:
    """Return what a sensor says, NaN where it is stuck; `driven_s` is how long it had driven at each fix."""
    known = np.flatnonzero(np.isfinite(said))
    if not len(known):
        return said
    begins = np.flatnonzero(np.diff(said[known], prepend=np.nan) != 0.0)  # NaN differs from everything
    first, last = known[begins], known[np.append(begins[1:], len(known)) - 1]
    stuck = (at_s[last] - at_s[first] >= rules.stuck_s) & (
        driven_s[last] - driven_s[first] >= rules.stuck_drive_s
    )
    told = said.copy()
    for since, until in zip(first[stuck], last[stuck], strict=True):
        told[since : until + 1] = np.nan
    return told


@dataclass(frozen=True, slots=True)
class _Place:
    """Where and when: a stop, or a silence of so many seconds."""

    since_s: float
    until_s: float
    lon: float
    lat: float
    silent_s: float | None = None

    @classmethod
    def of(cls, stop: Stop) -> _Place:
        return cls(stop.since_s, stop.until_s, stop.lon, stop.lat)

    @classmethod
    def behind(cls, track: Track, row: int) -> _Place:
        """Return the silence behind a fix, half-way between its ends: from there it is nowhere far."""
        since_s, until_s = (float(one) for one in track.at_s[row : row + 2])
        lon, lat = float(track.lon[row : row + 2].mean()), float(track.lat[row : row + 2].mean())
        return cls(since_s, until_s, lon, lat, silent_s=until_s - since_s)


@dataclass(frozen=True, slots=True)
class _Steep:
    """The body stood steep from the first to the last such reading, and so many degrees at most."""

    since_s: float
    until_s: float
    most_deg: float


@dataclass(slots=True)
class _Event:
    """What a truck did at a place in no permitted one."""

    place: _Place
    falls: list[Fall] = field(default_factory=list)
    steep: _Steep | None = None
    is_undelivered: bool = False

    @property
    def spans(self) -> list[tuple[float, float]]:
        """When it did it, which in a long stay is the lesser part."""
        told = [(one.since_s, one.until_s) for one in self.falls]
        steep = [(self.steep.since_s, self.steep.until_s)] if self.steep else []
        return sorted(told + steep) or [(self.place.since_s, self.place.until_s)]


def _place_of(
    fall: Fall,
    track: Track,
    stops: Sequence[Stop],
    is_out: Marks,
    permitted: FenceSet | None,
    takes: Marks,
    owed: Sequence[Owed],
    rules: DumpRules,
) -> _Place | None:
    """Return where a load fell; None where that was, or may have been, in a permitted place, or on the way.

    Between the two readings the truck was where its fixes were; where there are none for long, wherever it
    could have driven.
    """
    lasted_s = fall.until_s - fall.since_s
    first, last = (int(row) for row in np.searchsorted(track.at_s, (fall.since_s, fall.until_s)))
    seen = slice(first, last + 1)
    met = [
        (_shared_s(stop, fall), stop, bool(out))
        for stop, out in zip(stops, is_out, strict=True)
        if stop.since_s <= fall.until_s and fall.since_s <= stop.until_s
    ]
    if not all(out for *_, out in met) or _allowed(permitted, track.lon[seen], track.lat[seen]).any():
        return None
    gaps_s = np.diff(track.at_s[seen])
    silences = np.flatnonzero(gaps_s >= rules.silence_least_s) + first
    if len(silences) and (
        lasted_s > rules.silence_most_s
        or any(_may_have_called(track, int(row), permitted, takes, owed, rules) for row in silences)
    ):
        return None
    longest = int(silences[np.argmax(gaps_s[silences - first])]) if len(silences) else None
    shared_s, stop = max(((one[0], one[1]) for one in met), key=lambda one: one[0], default=(0.0, None))
    if stop is not None and (longest is None or shared_s >= lasted_s / 2):
        return _Place.of(stop)
    if longest is None:
        return None
    return _Place.behind(track, longest)


def _undelivered(
    truck: LoadedTrack,
    stops: Sequence[Stop],
    is_out: Marks,
    permitted: FenceSet | None,
    takes: Marks,
    owed: Sequence[Owed],
    rules: DumpRules,
) -> Iterator[_Place]:
    """Yield the furthest stop, or silence, of each way on which a load went that nobody saw going.

    A truck that left a place with a load, and is back at that place without having stood in any permitted
    one, left the load somewhere; nothing but its way says so where it has no sensors, or pulled the plug.
    Furthest from the gate, because who is rid of a load turns back, and rests and eats on the way.
    """
    if permitted is None or not owed:
        return
    track = truck.track
    homes = [
        frozenset() if out else _standing_in(permitted, stop) for stop, out in zip(stops, is_out, strict=True)
    ]
    calls = [row for row, home in enumerate(homes) if home]
    for row, following in pairwise(calls):
        left_s, back_s = stops[row].until_s, stops[following].since_s
        loaded_s = stops[row].since_s - rules.falls.look_s  # it may have been washed at the gate after that
        debts = [debt for debt in owed if loaded_s <= debt.since_s < back_s and left_s < debt.until_s]
        if not homes[row] & homes[following] or not debts:
            continue
        elsewhere = takes.copy()
        elsewhere[sorted(homes[row])] = False  # nobody takes back what was loaded there
        first, last = (int(one) for one in np.searchsorted(track.at_s, (left_s, back_s)))
        silences = np.flatnonzero(np.diff(track.at_s[first : last + 1]) >= rules.silence_least_s) + first
        if any(_may_have_called(track, int(one), permitted, elsewhere, owed, rules) for one in silences):
            continue
        places = [_Place.of(stop) for stop in stops[row + 1 : following]]
        for silence in silences:
            behind = _Place.behind(track, int(silence))
            if _stood_s(track, int(silence), rules) >= rules.trips.stop_s and not any(
                one.since_s <= behind.since_s and behind.until_s <= one.until_s for one in places
            ):
                places.append(behind)
        away_m = [_away_m(permitted, _xy(permitted, one)) for one in places]
        gate = sorted(homes[row])
        far = [
            (float(away[gate].min()), one)
            for away, one in zip(away_m, places, strict=True)
            if away.min() > rules.queue_m  # nearer, trucks wait for a permitted place
        ]
        long = [one for one in far if one[1].until_s - one[1].since_s >= rules.light_s]
        _, place = max(long or far, key=lambda one: one[0], default=(0.0, None))
        if place is not None and not _is_watched(truck, place, rules):
            yield place


def _stood_s(track: Track, row: int, rules: DumpRules) -> float:
    """Return how much of the silence behind a fix was not needed to drive to the next one."""
    far_m = distance_m(*_lonlat(track, row), *_lonlat(track, row + 1))
    return float(track.at_s[row + 1] - track.at_s[row]) - far_m / (rules.call_km_h / 3.6)


def _lonlat(track: Track, row: int) -> tuple[float, float]:
    return float(track.lon[row]), float(track.lat[row])


def _xy(permitted: FenceSet, place: _Place) -> Floats:
    return np.asarray(permitted.xy(np.array([place.lon]), np.array([place.lat]))[0], dtype=np.float64)


def _standing_in(permitted: FenceSet, stop: Stop) -> frozenset[int]:
    xy = permitted.xy(np.array([stop.lon]), np.array([stop.lat]))
    inside, beside = permitted.inside(xy, permitted.cells(xy))
    return frozenset(int(one) for one in np.concatenate([inside, beside]))


def _is_watched(truck: LoadedTrack, place: _Place, rules: DumpRules) -> bool:
    """Return whether a sensor says anything of what was done at a place.

    A scale does so, too, that spoke shortly before and shortly after: a load that went would be a fall.
    """
    at_s, load = truck.track.at_s, truck.load
    first, end = np.searchsorted(at_s, (place.since_s, place.until_s))
    seen = slice(int(first), int(end) + 1)
    if place.silent_s is None and np.isfinite(truck.tilt_deg[seen]).any():
        return True
    before = level(at_s, load, rules.falls, until_s=place.since_s)
    after = level(at_s, load, rules.falls, since_s=place.until_s)
    return bool(np.isfinite(load[seen]).any()) or (before is not None and after is not None)


def _shared_s(stop: Stop, fall: Fall) -> float:
    return min(stop.until_s, fall.until_s) - max(stop.since_s, fall.since_s)


def _takes(permitted: FenceSet | None, takers: Collection[str] | None) -> Marks:
    """Return which permitted places take spoil."""
    if permitted is None:
        return np.zeros(0, np.bool_)
    return np.array([takers is None or one.key in takers for one in permitted.fences], np.bool_)


def _may_have_called(
    track: Track,
    row: int,
    permitted: FenceSet | None,
    takes: Marks,
    owed: Sequence[Owed],
    rules: DumpRules,
) -> bool:
    """Return whether a silence behind a fix was long enough to unload at a place that takes spoil.

    Where nobody signed for the load in the time in which a dock would have, only beside one.
    """
    if permitted is None:
        return False
    since_s, until_s = float(track.at_s[row]), float(track.at_s[row + 1])
    ends = permitted.xy(track.lon[row : row + 2], track.lat[row : row + 2])
    away_m = _away_m(permitted, ends[0]) + _away_m(permitted, ends[1])
    reach_m = (until_s - since_s - rules.unload_s) * rules.call_km_h / 3.6
    if any(debt.since_s <= since_s and until_s + rules.unsigned_s <= debt.until_s for debt in owed):
        reach_m = min(reach_m, 2 * rules.queue_m)
    return bool((away_m[takes] <= reach_m).any())


def _away_m(places: FenceSet, xy: Floats) -> Floats:
    """Return how far a position on the plane lies from the edge of each place, metres."""
    since, along = places.edges[:, :2], places.edges[:, 2:] - places.edges[:, :2]
    long_2 = np.maximum((along**2).sum(axis=1), 1e-9)
    share = np.clip(((xy - since) * along).sum(axis=1) / long_2, 0.0, 1.0)
    far_m = np.hypot(*(since + along * share[:, None] - xy).T)
    nearest = np.full(len(places), np.inf)
    np.minimum.at(nearest, places.owner, far_m)
    return nearest


def _allowed(permitted: FenceSet | None, lon: Floats, lat: Floats) -> Marks:
    """Return which positions lie in a permitted place or within its margin."""
    marks = np.zeros(len(lon), np.bool_)
    if permitted is None or not len(lon):
        return marks
    xy = permitted.xy(lon, lat)
    inside, beside = permitted.inside(xy, permitted.cells(xy))
    marks[np.concatenate([inside, beside]) // len(permitted)] = True
    return marks


def _steep(truck: LoadedTrack, stop: Stop, rules: DumpRules) -> _Steep | None:
    first, end = np.searchsorted(truck.track.at_s, (stop.since_s, stop.until_s))
    tilts = truck.tilt_deg[int(first) : int(end) + 1]
    rows = np.flatnonzero(tilts >= rules.tilt_deg)  # never where it is NaN
    if len(rows) < rules.tilt_readings:
        return None
    at_s = truck.track.at_s[int(first) + rows[[0, -1]]]
    return _Steep(float(at_s[0]), float(at_s[1]), float(tilts[rows].max()))


def _judged(
    truck: LoadedTrack, event: _Event, *, utc_offset_s: float, owed: Sequence[Owed], rules: DumpRules
) -> Suspicion:
    """Return what speaks for an event, and against it."""
    one = event.place
    reasons = _load_reasons(truck, event, rules)
    if event.is_undelivered:
        reasons.append(Reason(DumpReason.UNDELIVERED, rules.undelivered_points))
    if event.steep is not None:
        reasons.append(Reason(DumpReason.TIPPED, rules.tipped_points, event.steep.most_deg))
    if one.silent_s is not None:
        reasons.append(Reason(DumpReason.SILENT, 0.0, one.silent_s))
    else:
        reasons.insert(0, Reason(DumpReason.OUTSIDE, 0.0, one.until_s - one.since_s))
    spans = event.spans
    nights = window_spans(rules.night, spans[0][0], max(end for _, end in spans), utc_offset_s=utc_offset_s)
    if overlaps(nights, spans):
        reasons.append(Reason(DumpReason.NIGHT, rules.night_points))
    if overlaps(sorted((debt.since_s, debt.until_s) for debt in owed), spans):
        reasons.append(Reason(DumpReason.OWED, rules.owed_points))
    score = round(sum(reason.points for reason in reasons), 6)
    return Suspicion(
        one.since_s,
        one.until_s,
        one.lon,
        one.lat,
        score,
        tuple(reasons),
        is_suspected=score >= rules.threshold,
    )


def _load_reasons(truck: LoadedTrack, event: _Event, rules: DumpRules) -> list[Reason]:
    if event.falls:
        before, after = event.falls[0].before, event.falls[-1].after
        gone = (before - after) / before
        if gone >= rules.emptied_share:
            return [Reason(DumpReason.EMPTIED, rules.emptied_points, gone)]
        return [Reason(DumpReason.LIGHTER, rules.lighter_points, gone)]
    if event.steep is None:
        return []
    at_s, load = truck.track.at_s, truck.load
    level_before = level(at_s, load, rules.falls, until_s=event.steep.since_s)
    level_after = level(at_s, load, rules.falls, since_s=event.steep.until_s)
    if level_before is None or level_after is None:
        return []
    gone = (level_before - level_after) / level_before if level_before >= rules.falls.laden_share else 0.0
    return [Reason(DumpReason.SAME_LOAD, rules.same_load_points, gone)]
