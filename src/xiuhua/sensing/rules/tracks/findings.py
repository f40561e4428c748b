"""What a track shows that somebody may have to answer for.

Source:
    own choice of what is looked for and how long it must last; a limit of a road is that of `roads`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from xiuhua.sensing.rules.tracks.fence_books import Visit, spans_outside
from xiuhua.sensing.rules.tracks.fences import FenceSet
from xiuhua.sensing.rules.tracks.shapes import IGNITION_ON, IGNITION_UNKNOWN, Floats, Marks, Places, Track
from xiuhua.sensing.rules.tracks.trips import Loss, Stop, Trip, TripRules, path_m
from xiuhua.sensing.rules.tracks.windows import TimeWindow, overlaps, window_spans
from xiuhua.sensing.terms.tracks import TrackFinding


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found.

    Args:
        value: how much: seconds of idling, of a stop, of a time off the route or in a forbidden area; metres
            moved during a loss of signal or at night; the highest speed, km/h.
        limit: what it was held against, in the same unit; None where there is none.
        lon, lat: where it began, degrees; None where no fix says it.
    """

    kind: TrackFinding
    since_s: float
    until_s: float
    value: float
    limit: float | None = None
    lon: float | None = None
    lat: float | None = None


def idlings(track: Track, stops: Iterable[Stop], *, least_s: float, loss_s: float = 300.0) -> list[Finding]:
    """Return where a vehicle stood with its ignition on for so long without a break.

    From a fix with the ignition on to the next fix it was on; a silence ends it. A device that does not say
    whether its ignition is on is never found idling.

    Source:
        the module's own.
    """
    found = []
    for stop in stops:
        stay = _between(track, stop.since_s, stop.until_s)
        on = (stay.ignition[:-1] == IGNITION_ON) & (stay.gaps_s() <= loss_s)
        for first, last in _runs(on):
            long_s = float(stay.at_s[last + 1] - stay.at_s[first])
            if long_s >= least_s:
                since_s, until_s = float(stay.at_s[first]), float(stay.at_s[last + 1])
                found.append(
                    Finding(TrackFinding.IDLING, since_s, until_s, long_s, least_s, stop.lon, stop.lat)
                )
    return found


def says_ignition(track: Track) -> bool:
    """Return whether a device says of any fix whether its ignition is on.

    Source:
        the module's own.
    """
    return bool((track.ignition != IGNITION_UNKNOWN).any())


def signal_losses(losses: Iterable[Loss], *, least_m: float) -> list[Finding]:
    """Return the silences during which a vehicle got at least so far: it drove, and nobody saw where.

    Source:
        the module's own.
    """
    return [
        Finding(TrackFinding.SIGNAL_LOSS, loss.since_s, loss.until_s, loss.moved_m, least_m)
        for loss in losses
        if loss.moved_m >= least_m
    ]


def night_moves(
    track: Track,
    drives: Iterable[Trip],
    night: Sequence[TimeWindow],
    rules: TripRules,
    *,
    utc_offset_s: float,
    least_m: float,
) -> list[Finding]:
    """Return what was driven within the night, if it is at least so far.

    Source:
        the module's own.
    """
    found = []
    for drive in drives:
        for since_s, until_s in window_spans(night, drive.since_s, drive.until_s, utc_offset_s=utc_offset_s):
            way = _between(track, since_s, until_s)
            far_m = path_m(way, rules)
            if far_m >= least_m:
                place = float(way.lon[0]), float(way.lat[0])
                found.append(Finding(TrackFinding.NIGHT_MOVE, since_s, until_s, far_m, least_m, *place))
    return found


def stops_outside(stops: Sequence[Stop], permitted: FenceSet, *, least_s: float) -> list[Finding]:
    """Return the stops of at least so long whose middle lies in no permitted place nor beside one.

    Source:
        the module's own.
    """
    if not stops:
        return []
    xy = permitted.xy(np.array([stop.lon for stop in stops]), np.array([stop.lat for stop in stops]))
    inside, beside = permitted.inside(xy, permitted.cells(xy))
    allowed = set((np.concatenate([inside, beside]) // len(permitted)).tolist())
    return [
        Finding(
            TrackFinding.STOP_OUTSIDE, stop.since_s, stop.until_s, stop.lasted_s, least_s, stop.lon, stop.lat
        )
        for place, stop in enumerate(stops)
        if place not in allowed and stop.lasted_s >= least_s
    ]


def speedings(
    track: Track,
    limit_km_h: Floats,
    *,
    over_share: float = 0.1,
    least_s: float = 30.0,
    loss_s: float = 300.0,
) -> list[Finding]:
    """Return where a vehicle was faster than allowed by more than a share of the limit for so long.

    Args:
        track: a clean one.
        limit_km_h: the limit of the road under each fix, shape (n,); NaN where none is known.
        over_share: what is let pass.
        least_s: from the first fix too fast to the last one. One fix alone is never enough.
        loss_s: a longer silence ends it.

    Source:
        道路交通安全违法行为记分管理办法 (公安部令第163号, 2021): points are given from 10 % over the limit
        up. The times are own choices.
    """
    with np.errstate(invalid="ignore"):
        fast = track.speed_km_h > limit_km_h * (1 + over_share)
    found = []
    for first, last in _runs(fast, np.flatnonzero(track.gaps_s() > loss_s)):
        since_s, until_s = float(track.at_s[first]), float(track.at_s[last])
        if last > first and until_s - since_s >= least_s:
            some = slice(first, last + 1)
            worst = first + int(np.argmax(track.speed_km_h[some] / limit_km_h[some]))
            place = float(track.lon[first]), float(track.lat[first])
            speed_km_h, limit = float(track.speed_km_h[worst]), float(limit_km_h[worst])
            found.append(Finding(TrackFinding.SPEEDING, since_s, until_s, speed_km_h, limit, *place))
    return found


def off_routes(drives: Iterable[Trip], corridors: Sequence[Visit], *, least_s: float) -> list[Finding]:
    """Return when trips left every corridor that they must keep to, for at least so long.

    Source:
        the module's own.
    """
    return [
        Finding(TrackFinding.OFF_ROUTE, since_s, until_s, until_s - since_s, least_s)
        for drive in drives
        if not drive.is_shunt
        for since_s, until_s in spans_outside(corridors, drive.since_s, drive.until_s)
        if until_s - since_s >= least_s
    ]


def forbidden_visits(
    visits: Iterable[Visit], windows: Sequence[TimeWindow], *, until_s: float, utc_offset_s: float
) -> list[Finding]:
    """Return the visits to forbidden areas while the ban held: also of one who was inside when it began.

    Args:
        visits: as told by events.
        windows: when the ban holds; none for always.
        utc_offset_s: of the local time that the windows are in.
        until_s: until when a visit that still lasts is known to last.

    Source:
        the module's own.
    """
    found = []
    for visit in visits:
        ends_s = until_s if visit.until_s is None else visit.until_s
        spans = window_spans(windows, visit.since_s, ends_s, utc_offset_s=utc_offset_s)
        found += [
            Finding(TrackFinding.FORBIDDEN_AREA, since_s, span_until_s, span_until_s - since_s)
            for since_s, span_until_s in overlaps(spans, [(visit.since_s, ends_s)])
        ]
    return found


def _between(track: Track, since_s: float, until_s: float) -> Track:
    first, last = np.searchsorted(track.at_s, since_s), np.searchsorted(track.at_s, until_s, side="right")
    return track.taken(slice(int(first), int(last)))


def _runs(holds: Marks, cuts: Places | None = None) -> list[tuple[int, int]]:
    """Return first and last row of each run of rows that hold; a cut lies behind its row."""
    rows = np.flatnonzero(holds)
    if not len(rows):
        return []
    parts = np.diff(rows) > 1
    if cuts is not None:
        parts |= np.isin(rows[:-1], cuts)
    firsts = rows[np.concatenate([[True], parts])]
    lasts = rows[np.concatenate([parts, [True]])]
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))
