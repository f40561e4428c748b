"""A vehicle's day: its trips and stops with the roads under them, and what somebody may have to answer for.

Roads are matched to one fix in `match_every_s` of what was driven; every fix then has the road of the leg of
its time. What is told of fences needs what was stored of crossings and stands in `fenced_findings`.

Source:
    own choice; each part is that of the module it comes from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely
from shapely.ops import substring

from xiuhua.sensing.rules.tracks.cleaning import CleanRules, cleaned
from xiuhua.sensing.rules.tracks.fence_books import Visit
from xiuhua.sensing.rules.tracks.fences import FenceSet
from xiuhua.sensing.rules.tracks.findings import (
    Finding,
    forbidden_visits,
    idlings,
    night_moves,
    off_routes,
    signal_losses,
    speedings,
    stops_outside,
)
from xiuhua.sensing.rules.tracks.matching import Leg, MatchRules, match
from xiuhua.sensing.rules.tracks.roads import RoadGraph
from xiuhua.sensing.rules.tracks.shapes import Floats, Track
from xiuhua.sensing.rules.tracks.trips import Story, Trip, TripRules, story_of
from xiuhua.sensing.rules.tracks.windows import TimeWindow, overlaps, window_spans
from xiuhua.sensing.terms.tracks import FenceAct, PointFault, TrackFinding

SPEEDS_KM_H = (20.0, 40.0, 60.0)
"""Where the colour of a drawn track changes, km/h. Own choice: the limits of roads by class lie between."""
_HOUR_S = 3600.0
_NIGHT = (TimeWindow(22 * _HOUR_S, 5 * _HOUR_S),)
_ROADS_NAMED = 3
_SIMPLE_M = 1.5
_NAMED_LEAST_M = 100.0


@dataclass(frozen=True, kw_only=True)
class DayRules:
    """What a day is judged by.

    Args:
        night: when nobody should drive; own choice, 22:00 to 5:00.
        idling_s, outside_s: how long standing with a running engine, or outside a permitted place, is let
            pass.
        off_route_s: how long a trip may be outside the fences it must keep to.
        lost_m, night_m: how far a drive that nobody saw, or at night, is let pass.
    """

    clean: CleanRules = field(default_factory=CleanRules)
    trips: TripRules = field(default_factory=TripRules)
    match: MatchRules = field(default_factory=MatchRules)
    night: tuple[TimeWindow, ...] = _NIGHT
    match_every_s: float = 10.0
    idling_s: float = 600.0
    outside_s: float = 600.0
    off_route_s: float = 60.0
    lost_m: float = 500.0
    night_m: float = 500.0


@dataclass(frozen=True, slots=True)
class Way:
    """A stretch driven at one class of speed: longitudes and latitudes, degrees; class 0 is the slowest."""

    speed_class: int
    is_matched: bool
    lonlat: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class DayTrip:
    """A trip of a day: where it led, and the roads of most of its way, the longest first, by their codes.

    Args:
        start, end: longitude and latitude, degrees.
        from_road, to_road: the codes of the roads where it begins and ends; empty for none.
        matched_m: how much of it a road was found under.
    """

    since_s: float
    until_s: float
    length_m: float
    top_km_h: float | None
    is_open: bool
    start: tuple[float, float]
    end: tuple[float, float]
    from_road: str = ""
    to_road: str = ""
    roads: tuple[str, ...] = ()
    matched_m: float = 0.0


@dataclass(frozen=True, slots=True)
class DayTold:
    """What a device's fixes of a day say.

    Args:
        points, used: how many there were, and how many make the track.
        faults: the others, by reason.
        findings: but for those that fences tell.
        ways: the track for the map.
    """

    points: int
    used: int
    faults: Mapping[PointFault, int]
    story: Story
    trips: tuple[DayTrip, ...]
    findings: tuple[Finding, ...]
    ways: tuple[Way, ...]

    @property
    def mileage_m(self) -> float:
        """Metres driven on ways that were seen."""
        return self.story.mileage_m


def day_told(track: Track, graph: RoadGraph | None, rules: DayRules, *, utc_offset_s: float) -> DayTold:
    """Return a day's track told.

    Args:
        track: every fix of the day as it came.
        graph: the roads around it; None where there are none.
        rules: what it is judged by.
        utc_offset_s: of the clock that the night is told by.
    """
    found = cleaned(track, rules.clean)
    clean = found.track
    story = story_of(clean, rules.trips)
    legs = _legs(clean, story, graph, rules)
    limit_km_h = _limits(clean, legs, graph)
    findings = (
        *speedings(clean, limit_km_h, loss_s=rules.trips.loss_s),
        *idlings(clean, story.stops, least_s=rules.idling_s, loss_s=rules.trips.loss_s),
        *night_moves(
            clean, story.drives, rules.night, rules.trips, utc_offset_s=utc_offset_s, least_m=rules.night_m
        ),
        *(_lost(loss, clean) for loss in signal_losses(story.losses, least_m=rules.lost_m)),
    )
    return DayTold(
        points=len(track),
        used=len(clean),
        faults=dict(Counter(found.faults().values())),
        story=story,
        trips=tuple(_trip(trip, clean, legs, graph) for trip in story.trips),
        findings=tuple(sorted(findings, key=lambda one: (one.since_s, one.kind.value))),
        ways=tuple(_ways(clean, story, legs, graph, rules)),
    )


def fenced_findings(
    told: DayTold,
    *,
    permitted: FenceSet | None,
    forbidden: Iterable[tuple[Sequence[Visit], Sequence[TimeWindow]]],
    kept: Iterable[tuple[Sequence[Visit], Sequence[TimeWindow]]],
    until_s: float,
    utc_offset_s: float,
    rules: DayRules,
) -> list[Finding]:
    """Return what fences say of a day.

    Args:
        told: the day.
        permitted: the permitted stopping places; None where there are none, so that every stop may be.
        forbidden: the visits to each fence that is forbidden, and its windows.
        kept: the same of each that must not be left.
        until_s: until when the day is known.
        utc_offset_s: of the clock that windows are told by.
        rules: what it is judged by.
    """
    found = list[Finding]()
    if permitted is not None:
        found += stops_outside(told.story.stops, permitted, least_s=rules.outside_s)
    for visits, windows in forbidden:
        found += forbidden_visits(visits, windows, until_s=until_s, utc_offset_s=utc_offset_s)
    for visits, windows in kept:
        for one in off_routes(told.story.drives, visits, least_s=rules.off_route_s):
            spans = window_spans(windows, one.since_s, one.until_s, utc_offset_s=utc_offset_s)
            found += [
                Finding(TrackFinding.OFF_ROUTE, since_s, end_s, end_s - since_s, rules.off_route_s)
                for since_s, end_s in overlaps(spans, [(one.since_s, one.until_s)])
                if end_s - since_s >= rules.off_route_s
            ]
    return sorted(found, key=lambda one: (one.since_s, one.kind.value))


def _lost(loss: Finding, track: Track) -> Finding:
    """Return a loss of signal with the place at which it began."""
    row = int(np.searchsorted(track.at_s, loss.since_s))
    return Finding(
        loss.kind, loss.since_s, loss.until_s, loss.value, loss.limit,
        float(track.lon[row]), float(track.lat[row]),
    )  # fmt: skip


def _rows(track: Track, since_s: float, until_s: float) -> slice:
    first, last = np.searchsorted(track.at_s, since_s), np.searchsorted(track.at_s, until_s, side="right")
    return slice(int(first), int(last))


def _legs(track: Track, story: Story, graph: RoadGraph | None, rules: DayRules) -> list[Leg]:
    """Return the roads driven, drive by drive."""
    if graph is None:
        return []
    legs: list[Leg] = []
    for drive in story.drives:
        way = track.taken(_rows(track, drive.since_s, drive.until_s))
        rows = [0] if len(way) else []
        for row in range(1, len(way)):
            if way.at_s[row] - way.at_s[rows[-1]] >= rules.match_every_s or row == len(way) - 1:
                rows.append(row)
        legs += match(way.taken(np.array(rows, dtype=np.intp)), graph, rules.match).legs
    return legs


def _limits(track: Track, legs: Sequence[Leg], graph: RoadGraph | None) -> Floats:
    """Return the limit of the road under each fix by the leg of its time, NaN for none, shape (n,)."""
    limit_km_h = np.full(len(track), np.nan)
    if graph is not None:
        for leg in legs:
            limit_km_h[_rows(track, leg.since_s, leg.until_s)] = graph.limit_km_h[leg.piece]
    return limit_km_h


def _trip(trip: Trip, track: Track, legs: Sequence[Leg], graph: RoadGraph | None) -> DayTrip:
    some = track.taken(_rows(track, trip.since_s, trip.until_s))
    own = [leg for leg in legs if leg.since_s < trip.until_s and leg.until_s > trip.since_s]
    metres: dict[str, float] = {}
    if graph is not None:
        for leg in own:
            road = graph.pieces[leg.piece].road
            metres[road] = metres.get(road, 0.0) + leg.length_m
    longest = sorted(metres, key=lambda road: -metres[road])
    return DayTrip(
        since_s=trip.since_s,
        until_s=trip.until_s,
        length_m=trip.length_m,
        top_km_h=trip.top_km_h,
        is_open=trip.is_open,
        start=(float(some.lon[0]), float(some.lat[0])),
        end=(float(some.lon[-1]), float(some.lat[-1])),
        from_road=graph.pieces[own[0].piece].road if graph and own else "",
        to_road=graph.pieces[own[-1].piece].road if graph and own else "",
        roads=tuple(road for road in longest[:_ROADS_NAMED] if metres[road] >= _NAMED_LEAST_M),
        matched_m=sum(metres.values()),
    )


def speed_class(speed_km_h: float) -> int:
    """Return the class of a speed as a track is coloured, 0 for the slowest.

    Source:
        `SPEEDS_KM_H`.
    """
    return int(np.searchsorted(SPEEDS_KM_H, speed_km_h, side="right"))


def _ways(
    track: Track, story: Story, legs: Sequence[Leg], graph: RoadGraph | None, rules: DayRules
) -> list[Way]:
    """Return what is drawn: roads where they were found, straight lines between fixes where not."""
    ways: list[Way] = []
    if graph is not None:
        ways += [_leg_way(track, leg, graph) for leg in legs]
    for drive in story.drives:
        own = [leg for leg in legs if leg.since_s < drive.until_s and leg.until_s > drive.since_s]
        for since_s, until_s in _bare(drive, own):
            some = track.taken(_rows(track, since_s, until_s))
            for row, (one, other) in enumerate(pairwise(zip(*some.lonlat, strict=True))):
                if some.at_s[row + 1] - some.at_s[row] <= rules.trips.loss_s:
                    speed = _seen_speed(some, row)
                    places = (float(one[0]), float(one[1])), (float(other[0]), float(other[1]))
                    ways.append(Way(speed_class(speed), False, places))
    return _joined(ways)


def _bare(drive: Trip, legs: Sequence[Leg]) -> list[tuple[float, float]]:
    """Return when during a drive no road was found."""
    spans, at_s = list[tuple[float, float]](), drive.since_s
    for leg in sorted(legs, key=lambda leg: leg.since_s):
        if leg.since_s > at_s:
            spans.append((at_s, leg.since_s))
        at_s = max(at_s, leg.until_s)
    return [*spans, (at_s, drive.until_s)] if at_s < drive.until_s else spans


def _seen_speed(track: Track, row: int) -> float:
    said = track.speed_km_h[row : row + 2]
    if not np.isnan(said).all():
        return float(np.nanmean(said))
    metres = float(track.distances_m(slice(row, row + 1), slice(row + 1, row + 2))[0])
    return metres / max(float(track.at_s[row + 1] - track.at_s[row]), 1.0) * 3.6


def _leg_way(track: Track, leg: Leg, graph: RoadGraph) -> Way:
    said = track.speed_km_h[_rows(track, leg.since_s, leg.until_s)]
    known = said[~np.isnan(said)]
    by_way = leg.length_m / max(leg.until_s - leg.since_s, 1.0) * 3.6
    part = substring(graph.lines[leg.piece], leg.from_m, leg.to_m).simplify(_SIMPLE_M)
    degrees = shapely.get_coordinates(graph.plane.round(part))
    lonlat = tuple((round(float(lon), 6), round(float(lat), 6)) for lon, lat in degrees)
    return Way(speed_class(float(known.mean()) if len(known) else by_way), True, lonlat)


def _joined(ways: Iterable[Way]) -> list[Way]:
    """Return ways with those that go on in the same class made one."""
    joined: list[Way] = []
    for way in ways:
        last = joined[-1] if joined else None
        if (
            last
            and (last.speed_class, last.is_matched) == (way.speed_class, way.is_matched)
            and np.allclose(last.lonlat[-1], way.lonlat[0], atol=2e-6)
        ):
            joined[-1] = Way(last.speed_class, last.is_matched, (*last.lonlat, *way.lonlat[1:]))
        else:
            joined.append(way)
    return joined


def visits_stored(
    events: Iterable[tuple[FenceAct, float, float | None]], *, device: int = 0, fence: int = 0
) -> list[Visit]:
    """Return the visits of one device to one fence, from stored acts by time: act, instant, until when.

    One who left without having entered is let go: what came before is not known any more.

    Source:
        own choice.
    """
    visits: list[Visit] = []
    since_s: float | None = None
    for act, at_s, until_s in events:
        if act is FenceAct.PASSED:
            visits.append(Visit(device, fence, at_s, until_s))
        elif act in {FenceAct.ENTERED, FenceAct.STOOD}:
            since_s = at_s if since_s is None else since_s
        elif since_s is not None:
            visits.append(Visit(device, fence, since_s, at_s))
            since_s = None
    if since_s is not None:
        visits.append(Visit(device, fence, since_s, None))
    return sorted(visits, key=lambda visit: visit.since_s)
