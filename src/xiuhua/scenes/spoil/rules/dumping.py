"""Suspicion of dumping: where a truck stood in no permitted place and lost its load, or tipped its body.

What is looked for is what a bureau says: a stop, no permitted place, a change of weight or tilt, and night. A
stop in no permitted place is the condition; what the load did is the evidence; the night and a load that is
owed to a dock add to it. A truck that sleeps by the road gives no evidence and is not suspected.

Everything is read from the fixes by their own time, whenever and in whatever order they came, so that a late
upload finds the same. A weight is the median of several readings: a loaded body swings.

Source:
    the words of the bureaus' reports (渣土偷倒); JT/T 808-2019, table 25, status bits 8 and 9 for the load.
    Every number is an own choice with its reason beside it, and a setting.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from xiuhua.scenes.spoil.terms import DumpReason
from xiuhua.sensing.rules.tracks.cleaning import CleanRules, cleaned
from xiuhua.sensing.rules.tracks.fences import FenceSet
from xiuhua.sensing.rules.tracks.shapes import Floats, Marks, Places, Track
from xiuhua.sensing.rules.tracks.trips import Loss, Story, TripRules, story_of
from xiuhua.sensing.rules.tracks.windows import TimeWindow, overlaps, window_spans
from xiuhua.shared.geometry import distance_m, distances_m

_HOUR_S = 3600.0
_NIGHT = (TimeWindow(22 * _HOUR_S, 6 * _HOUR_S),)
_LOAD_BITS = 8
_LOAD_SHARES = np.array([0.0, 0.5, np.nan, 1.0])  # empty, half, reserved, full
_CHUNK_ENDS = 0.2  # of a stop: how much of either end speaks for before and after


@dataclass(frozen=True, kw_only=True)
class DumpRules:
    """By what a stop is judged.

    Args:
        trips: stops of a minute already: a tipper is empty in less than two. Wider than a parked receiver's
            noise, because a truck rolls forward while it tips.
        night: by the local clock; 噪声污染防治法, article 88, calls 22:00 to 6:00 night.
        look_s: readings so long before and after a stop tell its load; a haul takes longer than that.
        readings_least: so many make a median that one bad reading cannot turn.
        emptied_share, lighter_share: of the load before. Wet soil sticks, so "empty" is not all of it; what
            is less than the lesser one is the noise of an axle sensor on the road.
        laden_share: of the rated load; a truck that was lighter before had nothing to dump.
        tilt_deg: steeper than any road; a body slides empty from 35 to 45 degrees on.
        tilt_readings: one reading alone is a bump.
        near_m: stops so near each other, and lost_m: losses that moved so little, are of one place.
        silence_least_s: a shorter one is no silence; silence_most_s: after a longer one nobody can say where
            a load went.
        call_km_h, unload_s: who could have been at a permitted place during a silence, at such a speed as the
            crow flies and with so long to unload there, is not suspected of it.
        bound_s: readings from beyond a stop of so long, or in a permitted place, say nothing about this one.
        threshold: from which sum of points on it is suspected.
    """

    clean: CleanRules = field(default_factory=lambda: CleanRules(speed_most_km_h=130.0))
    trips: TripRules = field(default_factory=lambda: TripRules(stay_radius_m=60.0, stop_s=60.0))
    night: tuple[TimeWindow, ...] = _NIGHT
    look_s: float = 900.0
    readings_least: int = 2
    emptied_share: float = 0.6
    lighter_share: float = 0.25
    laden_share: float = 0.25
    tilt_deg: float = 20.0
    tilt_readings: int = 2
    near_m: float = 400.0
    merge_s: float = 1_200.0
    silence_most_s: float = 4 * _HOUR_S
    silence_least_s: float = 120.0
    call_km_h: float = 50.0
    unload_s: float = 120.0
    bound_s: float = 180.0
    threshold: float = 0.6
    emptied_points: float = 0.6
    lighter_points: float = 0.4
    tipped_points: float = 0.4
    night_points: float = 0.2
    owed_points: float = 0.1
    same_load_points: float = -0.4


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
    rules: DumpRules = DUMPING,
) -> list[Suspicion]:
    """Return the stops and silences of a truck that something speaks for, by time; also those not suspected.

    Args:
        truck: its fixes as they came: shuffled, repeated, with jumps and gaps.
        permitted: gates, docks, yards and parking places it may stand in; None for none at all.
        utc_offset_s: of the clock that the night is told by.
        owed: when it carried a load that no dock had signed for.
        rules: what it is judged by.

    Source:
        the module's own.
    """
    clean = in_order(truck, rules.clean)
    if len(clean.track) == 0:
        return []
    story = story_of(clean.track, rules.trips)
    found = [
        _judged(clean, one, utc_offset_s=utc_offset_s, owed=owed, rules=rules)
        for one in _candidates(clean.track, story, permitted, rules)
    ]
    return _one_a_place([one for one in found if one is not None], rules)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A stretch in no permitted place; `before_s` and `after_s` bound the readings that tell its load."""

    since_s: float
    until_s: float
    lon: float
    lat: float
    before_s: float
    after_s: float
    silent_s: float | None = None


def _candidates(track: Track, story: Story, permitted: FenceSet | None, rules: DumpRules) -> list[_Candidate]:
    stops = story.stops
    is_out = ~_allowed(permitted, np.array([one.lon for one in stops]), np.array([one.lat for one in stops]))
    edges = np.array(
        [
            edge
            for stop, out in zip(stops, is_out, strict=True)
            if not out or stop.lasted_s >= rules.bound_s
            for edge in (stop.since_s, stop.until_s)
        ]
    )
    silences = [one for one in _silences(track, rules) if one.until_s - one.since_s <= rules.silence_most_s]
    excused = _excused(track, silences, permitted, rules)
    found = [
        _Candidate(
            stop.since_s,
            stop.until_s,
            stop.lon,
            stop.lat,
            before_s=_last_before(edges, stop.since_s),
            after_s=_first_after(edges, stop.until_s),
        )
        for stop, out in zip(stops, is_out, strict=True)
        if out
        and not any(stop.since_s <= since_s and until_s <= stop.until_s for since_s, until_s in excused)
    ]
    return found + _silent(track, silences, edges, permitted, excused)


def _silences(track: Track, rules: DumpRules) -> list[Loss]:
    """Return the gaps in which a truck may have stood and driven on unseen."""
    rows = np.flatnonzero(track.gaps_s() >= rules.silence_least_s)
    moved_m = track.distances_m(rows, rows + 1)
    return [
        Loss(float(track.at_s[row]), float(track.at_s[row + 1]), float(far))
        for row, far in zip(rows, moved_m, strict=True)
    ]


def _excused(
    track: Track, silences: Sequence[Loss], permitted: FenceSet | None, rules: DumpRules
) -> set[tuple[float, float]]:
    """Return the silences in which the truck may have been in a permitted place; they accuse nobody."""
    found = set()
    for one in silences:
        first, last = np.searchsorted(track.at_s, (one.since_s, one.until_s))
        if _may_have_called(track, int(first), int(last), permitted, rules):
            found.add((one.since_s, one.until_s))
    return found


def _silent(
    track: Track,
    silences: Sequence[Loss],
    edges: Floats,
    permitted: FenceSet | None,
    excused: set[tuple[float, float]],
) -> list[_Candidate]:
    """Return the silences in which the truck was in no permitted place and could not have gone to one."""
    if not silences:
        return []
    ends = np.searchsorted(track.at_s, [(one.since_s, one.until_s) for one in silences])
    allowed = _allowed(permitted, track.lon[ends.ravel()], track.lat[ends.ravel()]).reshape(-1, 2)
    return [
        _Candidate(
            one.since_s,
            one.until_s,
            float(track.lon[first]),
            float(track.lat[first]),
            before_s=_last_before(edges, one.since_s),
            after_s=_first_after(edges, one.until_s),
            silent_s=one.until_s - one.since_s,
        )
        for one, (first, _last), at_ends in zip(silences, ends, allowed, strict=True)
        if not at_ends.any() and (one.since_s, one.until_s) not in excused
    ]


def _may_have_called(
    track: Track, first: int, last: int, permitted: FenceSet | None, rules: DumpRules
) -> bool:
    """Return whether a silence was long enough to unload at a permitted place on the way."""
    if permitted is None:
        return False
    middles = np.array([one.shape.centroid.coords[0] for one in permitted.fences])
    lon, lat = middles[:, 0], middles[:, 1]
    away_m = np.zeros(len(lon))
    for row in (first, last):
        away_m += distances_m(lon, lat, np.full(len(lon), track.lon[row]), np.full(len(lat), track.lat[row]))
    left_s = float(track.at_s[last] - track.at_s[first]) - rules.unload_s
    return bool((away_m <= left_s * rules.call_km_h / 3.6).any())


def _last_before(edges: Floats, at_s: float) -> float:
    place = int(np.searchsorted(edges, at_s, side="left"))
    return float(edges[place - 1]) if place else -np.inf


def _first_after(edges: Floats, at_s: float) -> float:
    place = int(np.searchsorted(edges, at_s, side="right"))
    return float(edges[place]) if place < len(edges) else np.inf


def _allowed(permitted: FenceSet | None, lon: Floats, lat: Floats) -> Marks:
    """Return which positions lie in a permitted place or within its margin."""
    marks = np.zeros(len(lon), np.bool_)
    if permitted is None or not len(lon):
        return marks
    xy = permitted.xy(lon, lat)
    inside, beside = permitted.inside(xy, permitted.cells(xy))
    marks[np.concatenate([inside, beside]) // len(permitted)] = True
    return marks


def _judged(
    truck: LoadedTrack, one: _Candidate, *, utc_offset_s: float, owed: Sequence[Owed], rules: DumpRules
) -> Suspicion | None:
    """Return a candidate with what speaks for it; None where its load says nothing for it at all."""
    reasons = [*_load_reasons(truck, one, rules), *_tilt_reasons(truck, one, rules)]
    if not any(reason.points > 0 for reason in reasons):
        return None
    if one.silent_s is not None:
        reasons.append(Reason(DumpReason.SILENT, 0.0, one.silent_s))
    else:
        reasons.insert(0, Reason(DumpReason.OUTSIDE, 0.0, one.until_s - one.since_s))
    span = [(one.since_s, one.until_s)]
    if overlaps(window_spans(rules.night, one.since_s, one.until_s, utc_offset_s=utc_offset_s), span):
        reasons.append(Reason(DumpReason.NIGHT, rules.night_points))
    if overlaps(sorted((debt.since_s, debt.until_s) for debt in owed), span):
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


def _load_reasons(truck: LoadedTrack, one: _Candidate, rules: DumpRules) -> list[Reason]:
    within_s = (one.until_s - one.since_s) * _CHUNK_ENDS if one.silent_s is None else 0.0
    before = _median(
        truck, max(one.since_s - rules.look_s, one.before_s), one.since_s + within_s, rules, last=True
    )
    after = _median(
        truck, one.until_s - within_s, min(one.until_s + rules.look_s, one.after_s), rules, last=False
    )
    if before is None or after is None:
        return []
    if before < rules.laden_share:
        return [Reason(DumpReason.SAME_LOAD, rules.same_load_points, 0.0)]
    gone = (before - after) / before
    if gone >= rules.emptied_share:
        return [Reason(DumpReason.EMPTIED, rules.emptied_points, gone)]
    if gone >= rules.lighter_share:
        return [Reason(DumpReason.LIGHTER, rules.lighter_points, gone)]
    return [Reason(DumpReason.SAME_LOAD, rules.same_load_points, gone)]


_NEAREST = 15  # readings: those nearest to the stop say what it changed


def _median(
    truck: LoadedTrack, since_s: float, until_s: float, rules: DumpRules, *, last: bool
) -> float | None:
    first, end = (
        np.searchsorted(truck.track.at_s, since_s),
        np.searchsorted(truck.track.at_s, until_s, "right"),
    )
    some = truck.load[int(first) : int(end)]
    some = some[np.isfinite(some)]
    some = some[-_NEAREST:] if last else some[:_NEAREST]
    return float(np.median(some)) if len(some) >= rules.readings_least else None


def _tilt_reasons(truck: LoadedTrack, one: _Candidate, rules: DumpRules) -> list[Reason]:
    if one.silent_s is not None:
        return []
    first, end = np.searchsorted(truck.track.at_s, (one.since_s, one.until_s))
    tilts = truck.tilt_deg[int(first) : int(end) + 1]
    steep = tilts[tilts >= rules.tilt_deg]  # never where it is NaN
    if len(steep) < rules.tilt_readings:
        return []
    return [Reason(DumpReason.TIPPED, rules.tipped_points, float(steep.max()))]


def _one_a_place(found: Sequence[Suspicion], rules: DumpRules) -> list[Suspicion]:
    """Return the findings by time; of those near each other in place and time, the gravest stands."""
    kept: list[Suspicion] = []
    for one in sorted(found, key=lambda one: (one.since_s, one.until_s, one.lon, one.lat)):
        if kept and _same_place(kept[-1], one, rules):
            if one.score > kept[-1].score:
                kept[-1] = one
        else:
            kept.append(one)
    return kept


def _same_place(before: Suspicion, one: Suspicion, rules: DumpRules) -> bool:
    near = distance_m(before.lon, before.lat, one.lon, one.lat) <= rules.near_m
    return near and one.since_s - before.until_s <= rules.merge_s
