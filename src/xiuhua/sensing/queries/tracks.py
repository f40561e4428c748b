"""Questions about where vehicles were: a day told, and the positions behind it.

day_of(device or vehicle, day)      trips, stops, findings, the way on the map
positions(device, since, until)     the positions themselves
queries.fences.crossings(...)       what was done at fences
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from math import ceil, floor
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import shapely
from django.contrib.gis.geos import Point, Polygon
from django.db import connection
from django.db.models import Q, QuerySet

from xiuhua.ground.models import Road
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.ground.terms.areas import RoadClass
from xiuhua.sensing.models import Device, FenceCrossing, FenceVersion, RetiredPart, TrackDay, TrackPoint
from xiuhua.sensing.queries import fences as fence_queries
from xiuhua.sensing.queries.devices import devices_all
from xiuhua.sensing.queries.retired import Position, retired_positions
from xiuhua.sensing.queries.rolls import zone_of
from xiuhua.sensing.rules.tracks.cleaning import WORLD, CleanRules
from xiuhua.sensing.rules.tracks.days import (
    DayRules,
    DayTold,
    day_told,
    fenced_findings,
    visits_stored,
)
from xiuhua.sensing.rules.tracks.drawing import windows_of
from xiuhua.sensing.rules.tracks.fence_books import Visit
from xiuhua.sensing.rules.tracks.fences import Fence as DrawnFence
from xiuhua.sensing.rules.tracks.fences import FenceSet, fence_set
from xiuhua.sensing.rules.tracks.findings import Finding
from xiuhua.sensing.rules.tracks.positions import stored_track
from xiuhua.sensing.rules.tracks.roads import RoadGraph, RoadLine, pieces_of, road_graph
from xiuhua.sensing.rules.tracks.shapes import Track
from xiuhua.sensing.rules.tracks.stored import day_read, day_stored
from xiuhua.sensing.rules.tracks.windows import TimeWindow
from xiuhua.sensing.terms import DeviceState, Protocol, StoredKind
from xiuhua.sensing.terms.tracks import FenceAct, FenceDays, FenceEffect
from xiuhua.shared.errors import NotFound

_TICK = timedelta(microseconds=1)
RULES = DayRules(clean=CleanRules(region=WORLD))
MOST_POINTS = 100_000  # of one day and device: one a second, and some more
PLACE_COUNTS = timedelta(hours=1)  # for how long a position says where a vehicle is
TOLD_BY = 1  # raise it where a day would be told otherwise than before
_GRID_DEG = 0.02  # roads are fetched for whole squares, so that days of one district share a graph
_MOST_ROADS = 20_000
_WIDEST_DEG = 1.0
_GRAPHS_KEPT = 4
_POINTS = """
SELECT device_id, extract(epoch FROM at)::float8, lon, lat, speed_km_h, status,
       extract(epoch FROM received_at)::float8
FROM sensing_trackpoint
WHERE device_id = %s AND at >= %s AND at < %s
ORDER BY at, sequence LIMIT %s
"""
_SINCE = """
SELECT point.device_id, extract(epoch FROM point.at)::float8, point.lon, point.lat, point.speed_km_h,
       point.status, extract(epoch FROM point.received_at)::float8
FROM unnest(%s::bigint[], %s::float8[]) AS asked(device_id, since)
JOIN sensing_trackpoint AS point
    ON point.device_id = asked.device_id AND point.at >= to_timestamp(asked.since)
WHERE point.at >= %s
"""
# What a day was told from: another position, another road, and the print is another one.
_PRINT = """
SELECT (SELECT count(*)::text || ' ' || coalesce(extract(epoch FROM max(received_at))::text, '')
        FROM sensing_trackpoint WHERE device_id = %s AND at >= %s AND at < %s),
       (SELECT max(received_at) FROM sensing_trackpoint WHERE device_id = %s AND at >= %s AND at < %s),
       (SELECT count(*)::text || ' ' || coalesce(extract(epoch FROM max(updated_at))::bigint::text, '')
        FROM ground_road),
       EXISTS (SELECT FROM sensing_retiredpart WHERE kind = %s AND day >= %s AND day <= %s)
"""
_NAMED = """
SELECT asked.n, area.name
FROM unnest(%s::float8[], %s::float8[]) WITH ORDINALITY AS asked(lon, lat, n)
CROSS JOIN LATERAL (
    SELECT name FROM ground_area
    WHERE state = 'valid' AND level IN ('community', 'street', 'district')
      AND ST_Intersects(shape, ST_SetSRID(ST_MakePoint(asked.lon, asked.lat), 4326))
    ORDER BY length(code) DESC, code LIMIT 1
) AS area
"""
_graphs: dict[tuple[str, tuple[float, float, float, float]], tuple[RoadGraph | None, dict[str, str]]] = {}


def instant(seconds: float) -> datetime:
    """Return an instant of seconds since 1970-01-01T00:00Z."""
    return datetime.fromtimestamp(seconds, UTC)


@dataclass(frozen=True, kw_only=True)
class VehicleDay:
    """A day of a device.

    Args:
        since, until: when the day began, and until when it is known.
        is_over: whether the day is past, so that only positions uploaded late can change it.
        as_of: when the last position came that is told of; None where there is none.
        findings: all of them, those of fences too, by time.
        roads: names by code. places: the areas where stops lie and trips begin and end, by `place_key`.
        crossings: what was done at fences within the day, oldest first.
        mark: what tells this telling from another; `is_kept` where it stands stored.
        has_left: whether positions of it have left the table for a file.
    """

    device: Device
    on: date
    zone: ZoneInfo
    since: datetime
    until: datetime
    is_over: bool
    as_of: datetime | None
    told: DayTold
    findings: tuple[Finding, ...]
    roads: Mapping[str, str]
    places: Mapping[str, str]
    crossings: Sequence[FenceCrossing]
    mark: str
    is_kept: bool
    has_left: bool

    def place(self, lon: float, lat: float) -> str:
        """Return the name of the area of a place; empty where none is known."""
        return self.places.get(place_key(lon, lat), "")


def place_key(lon: float, lat: float) -> str:
    """Return how a place is called among the places of a day."""
    return f"{lon:.5f} {lat:.5f}"


def terminals_of(vehicle: Vehicle) -> list[Device]:
    """Return the visible terminals of a vehicle, the one heard last first."""
    found = devices_all().filter(vehicle=vehicle)
    known = sorted(found, key=lambda row: row.pk)
    first = datetime.min.replace(tzinfo=UTC)
    return sorted(known, key=lambda row: row.contact.reading_at or first, reverse=True)


def devices_tracked() -> QuerySet[Device]:
    """Return the visible devices that move: of a vehicle, or heard at a place, or of such a protocol."""
    moves = Q(vehicle__isnull=False) | Q(contact__place__isnull=False) | Q(protocol=Protocol.JT808.value)
    return devices_all().filter(moves).exclude(state=DeviceState.STOPPED.value, contact__place__isnull=True)


def day_bounds(device: Device, on: date, *, at: datetime) -> tuple[datetime, datetime, ZoneInfo]:
    """Return when a day of a device begins and ends, and by which clock."""
    zone = zone_of(device.area_code, at=at)
    since = datetime.combine(on, time(), zone)
    return since.astimezone(UTC), datetime.combine(on + timedelta(days=1), time(), zone).astimezone(UTC), zone


def day_of(subject: Device | Vehicle, on: date, *, at: datetime, rules: DayRules = RULES) -> VehicleDay:
    """Return what a device did on a day, by its district's clock; of a vehicle, its terminal heard last.

    Eight statements, five where the day was told before and nothing has come since. Nothing is written:
    `services.following.day_keep` stores what was told anew.

    Raises:
        NotFound: the vehicle has no terminal that is visible.
    """
    device = subject if isinstance(subject, Device) else next(iter(terminals_of(subject)), None)
    if device is None:
        raise NotFound(kind="device", key=str(subject))
    since, ends, zone = day_bounds(device, on, at=at)
    printed = _print(device, since, ends)
    mark = printed.mark
    row = TrackDay.objects.filter(device=device, on=on).first() if rules is RULES else None
    if row is not None and row.mark == mark:
        stored: Mapping[str, Any] = row.told  # as JSON has it
    else:
        stored = _told(device, since, ends, zone, printed, rules)
        row = None
    told = day_read(stored["day"])
    until = min(ends, at)
    versions = fence_queries.versions_for(device, since=since, until=until)
    own = fence_queries.crossings_of_day(device, [one.pk for one in versions], since=since, until=until)
    found = _fenced(told, versions, own, since, until, zone, rules)
    return VehicleDay(
        device=device, on=on, zone=zone, since=since, until=until, is_over=ends <= at, as_of=printed.as_of,
        told=told, findings=tuple(sorted((*told.findings, *found), key=lambda one: one.since_s)),
        roads=stored["roads"], places=stored["places"],
        crossings=[one for one in own if one.at >= since], mark=mark, is_kept=row is not None,
        has_left=printed.has_left,
    )  # fmt: skip


def day_to_keep(day: VehicleDay) -> dict[str, object]:
    """Return a day as it is stored."""
    return {"day": day_stored(day.told), "roads": dict(day.roads), "places": dict(day.places)}


class _Print(NamedTuple):
    """What a day would be told from: how many positions, when the last came, the roads.

    Args:
        mark: of all of it; as_of: when the last position came.
        has_left: whether positions of it have left the table for a file.
    """

    mark: str
    as_of: datetime | None
    roads: str
    has_left: bool


def _print(device: Device, since: datetime, until: datetime) -> _Print:
    span = device.pk, since, until
    days = since.astimezone(UTC).date(), (until - _TICK).astimezone(UTC).date()
    with connection.cursor() as cursor:
        cursor.execute(_PRINT, [*span, *span, StoredKind.POINT.value, *days])
        points, as_of, roads, has_left = cursor.fetchone()
    if has_left:  # as it was printed before they left, so that what was told stands
        found = positions(device, since=since, until=until - _TICK, has_left=True)
        as_of = max((one.received_at for one in found), default=None)
        points = f"{len(found)} {_epoch(as_of)}"
    return _Print(f"{TOLD_BY} {points} / {roads}", as_of, roads, has_left)


def _epoch(at: datetime | None) -> str:
    """Return seconds since 1970 as PostgreSQL prints them; empty for never."""
    if at is None:
        return ""
    seconds, ticks = divmod((at - datetime(1970, 1, 1, tzinfo=UTC)) // _TICK, 10**6)
    return f"{seconds}.{ticks:06}"


def _told(
    device: Device, since: datetime, until: datetime, zone: ZoneInfo, printed: _Print, rules: DayRules
) -> Mapping[str, Any]:  # as JSON has it
    track = track_of_device(device, since=since, until=until, has_left=printed.has_left)
    graph, names = _roads_around(track, printed.roads)
    offset = since.astimezone(zone).utcoffset() or timedelta()
    told = day_told(track, graph, rules, utc_offset_s=offset.total_seconds())
    used = {code for trip in told.trips for code in (trip.from_road, trip.to_road, *trip.roads)}
    places = [*((stop.lon, stop.lat) for stop in told.story.stops)]
    places += [place for trip in told.trips for place in (trip.start, trip.end)]
    places += [(one.lon, one.lat) for one in told.findings if one.lon is not None and one.lat is not None]
    return {
        "day": day_stored(told),
        "roads": {code: names[code] for code in used if code in names},
        "places": _places(places),
    }


def track_of_device(device: Device, *, since: datetime, until: datetime, has_left: bool = False) -> Track:
    """Return the positions of a device in a period, by time, as they were stored.

    Args:
        device: whose.
        since: inside.
        until: outside.
        has_left: whether one of its days has left the table for a file.
    """
    if has_left:
        found = positions(device, since=since, until=until - _TICK, has_left=True)
        return _track(
            [
                (device.pk, one.at.timestamp(), one.lon, one.lat, one.speed_km_h, one.status,
                 one.received_at.timestamp())
                for one in found
            ]
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_POINTS, [device.pk, since, until, MOST_POINTS])
        return _track(cursor.fetchall())


def points_since(since: Mapping[int, float]) -> dict[int, Track]:
    """Return the positions of some devices, each since an instant; those without any are left out."""
    if not since:
        return {}
    keys = list(since)
    earliest = instant(min(since.values()))  # so that only some partitions are looked into
    with connection.cursor() as cursor:
        cursor.execute(_SINCE, [keys, [since[key] for key in keys], earliest])
        rows = cursor.fetchall()
    found: dict[int, list[tuple[Any, ...]]] = {}  # columns of mixed types
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return {key: _track(some) for key, some in found.items()}


def _track(rows: Sequence[tuple[Any, ...]]) -> Track:  # columns of mixed types
    columns = list(zip(*rows, strict=True)) or [()] * 7
    floats = [np.array(column, dtype=np.float64) for column in (*columns[1:5], columns[6])]
    at_s, lon, lat, speed_km_h, received_s = floats
    return stored_track(at_s, lon, lat, speed_km_h, np.array(columns[5], dtype=np.intp), received_s)


def positions(
    device: Device, *, since: datetime, until: datetime, has_left: bool | None = None, most: int = MOST_POINTS
) -> list[Position]:
    """Return the positions of a device in a period, oldest first.

    Args:
        device: whose.
        since: inside.
        until: inside too.
        has_left: whether one of its days has left the table for a file; None to find out.
        most: how many at most.
    """
    rows = TrackPoint.objects.filter(device=device, at__gte=since, at__lte=until).order_by("at", "sequence")
    found = [Position(*row) for row in rows.values_list(*Position._fields)[:most]]
    if has_left is None:
        days = since.astimezone(UTC).date(), until.astimezone(UTC).date()
        has_left = RetiredPart.objects.filter(kind=StoredKind.POINT.value, day__range=days).exists()
    if has_left:
        kept = {(one.at, one.sequence): one for one in found}
        kept |= {(one.at, one.sequence): one for one in retired_positions(device.pk, since, until + _TICK)}
        found = [kept[key] for key in sorted(kept)][:most]
    return found


def place_at(device: Device, at: datetime, *, within: timedelta = PLACE_COUNTS) -> Point | None:
    """Return where a device was by its last sound position up to an instant; None where nobody knows."""
    rows = TrackPoint.objects.filter(device=device, at__lte=at, at__gte=at - within)
    found = rows.exclude(lon=0, lat=0).order_by("-at", "-sequence").first()
    return Point(found.lon, found.lat, srid=4326) if found is not None else None


def _roads_around(track: Track, roads_mark: str) -> tuple[RoadGraph | None, dict[str, str]]:
    """Return the roads around a track as a graph, and their names; none where it lies too wide apart."""
    good = track.has_fix & (track.lon != 0) & (np.abs(track.lat) <= 85) & (np.abs(track.lon) <= 180)
    if not good.any():
        return None, {}
    lon, lat = track.lon[good], track.lat[good]
    (west, east), (south, north) = (np.percentile(some, (1, 99)) for some in (lon, lat))
    if east - west > _WIDEST_DEG or north - south > _WIDEST_DEG:
        return None, {}
    box = (
        floor(west / _GRID_DEG - 0.5) * _GRID_DEG,
        floor(south / _GRID_DEG - 0.5) * _GRID_DEG,
        ceil(east / _GRID_DEG + 0.5) * _GRID_DEG,
        ceil(north / _GRID_DEG + 0.5) * _GRID_DEG,
    )
    key = roads_mark, box
    if key not in _graphs:
        while len(_graphs) >= _GRAPHS_KEPT:
            _graphs.pop(next(iter(_graphs)))
        _graphs[key] = _graph(box)
    return _graphs[key]


def _graph(box: tuple[float, float, float, float]) -> tuple[RoadGraph | None, dict[str, str]]:
    area = Polygon.from_bbox(box)
    area.srid = 4326
    rows = Road.objects.filter(line__bboverlaps=area).order_by("pk")
    lines, names = list[RoadLine](), dict[str, str]()
    for code, name, road_class, line in rows.values_list("code", "name", "road_class", "line")[:_MOST_ROADS]:
        names[code] = name
        for part in shapely.get_parts(shapely.from_wkb(bytes(line.wkb))):
            if part.length > 0:
                lines.append(RoadLine(code, part, RoadClass(road_class)))
    return (road_graph(pieces_of(lines)) if lines else None), names


def _places(places: Sequence[tuple[float, float]]) -> dict[str, str]:
    if not places:
        return {}
    wanted = {place_key(*place): place for place in places}
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, [[lon for lon, _ in wanted.values()], [lat for _, lat in wanted.values()]])
        names = dict(cursor.fetchall())
    return {key: names[number] for number, key in enumerate(wanted, start=1) if number in names}


def _fenced(
    told: DayTold,
    versions: Sequence[FenceVersion],
    own: Sequence[FenceCrossing],
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    rules: DayRules,
) -> list[Finding]:
    offset = since.astimezone(zone).utcoffset() or timedelta()
    asked: dict[str, list[tuple[list[Visit], Sequence[TimeWindow]]]] = {}
    for version in versions:
        told_of = [
            (FenceAct(one.act), one.at.timestamp(), one.until.timestamp() if one.until else None)
            for one in own
            if one.version_id == version.pk
        ]
        ended_s = min(version.until or until, until).timestamp()
        visits = [_cut(visit, since.timestamp(), ended_s) for visit in visits_stored(told_of)]
        windows = windows_of(version.hours, FenceDays(version.days))
        asked.setdefault(version.effect, []).append((visits, windows))
    return fenced_findings(
        told,
        permitted=_permitted([one for one in versions if one.effect == FenceEffect.STOPS]),
        forbidden=asked.get(FenceEffect.FORBIDDEN.value, ()),
        kept=asked.get(FenceEffect.KEEP_INSIDE.value, ()),
        until_s=until.timestamp(),
        utc_offset_s=offset.total_seconds(),
        rules=rules,
    )


def _cut(visit: Visit, since_s: float, until_s: float) -> Visit:
    """Return a visit within the day, and within the time of its fence."""
    ends_s = until_s if visit.until_s is None else min(visit.until_s, until_s)
    return Visit(visit.device, visit.fence, max(visit.since_s, since_s), ends_s)


def _permitted(versions: Sequence[FenceVersion]) -> FenceSet | None:
    if not versions:
        return None
    return fence_set([DrawnFence(str(one.pk), shapely.from_wkb(bytes(one.shape.wkb))) for one in versions])
