"""Where vehicles were: a day on the map and as a list, with what somebody may have to answer for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.sensing.models import Device
from xiuhua.sensing.pages.fences import CrossingShown, crossing_shown
from xiuhua.sensing.pages.shared import area_choices
from xiuhua.sensing.queries import tracks as queries
from xiuhua.sensing.queries.devices import device_get
from xiuhua.sensing.queries.fences import versions_for
from xiuhua.sensing.queries.retired import Position
from xiuhua.sensing.queries.rows import Vehicle
from xiuhua.sensing.queries.tracks import VehicleDay, instant
from xiuhua.sensing.rules.tracks.days import SPEEDS_KM_H, DayTrip
from xiuhua.sensing.rules.tracks.findings import Finding
from xiuhua.sensing.rules.tracks.trips import Loss, Stop
from xiuhua.sensing.services.following import day_keep
from xiuhua.sensing.terms import Liveness
from xiuhua.sensing.terms.tracks import FenceEffect, FencingAct, PointFault, TrackAct, TrackFinding
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.pages.columns import ListColumn, moment, number, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, PrefixFilter, TermFilter
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.parts import Cell, Crumb, MapLayer, MapView, Related, State, Tag

MOST_SHOWN = 400  # positions behind a finding
_PLAYED = 1_500
_EARLIEST = date(2000, 1, 1)
_FENCE_KINDS = {FenceEffect.FORBIDDEN: "overlap", FenceEffect.KEEP_INSIDE: "gap", FenceEffect.STOPS: "done"}
_KM = 1000.0


class TrackListPage(ListPage[Device]):
    """Every device that moves: which was heard last, where its day is."""

    key = "tracks"
    kind = "device"
    menu = "components"
    act = TrackAct.READ
    title = _("Tracks")
    sort = "name"
    search_field = "search"
    search_label = _("Name, number or model")
    columns = (
        text("name", _("Name"), sort="name", primary=True, locked=True),
        ListColumn(
            key="plate", label=_("Plate"), kind="code",
            cell=lambda row: Cell(kind="code", text=row.vehicle.plate if row.vehicle else ""),
        ),
        term("liveness", _("Heard of"), Liveness, of="contact.liveness"),
        moment("placed", _("Last position"), of="contact.reading_at"),
        number("speed", _("Speed"), of="contact.speed_km_h", decimals=0, unit="km/h"),
    )  # fmt: skip
    filters = (
        AreaFilter(name="area", label=_("Area"), choices=area_choices),
        TermFilter(name="liveness", label=_("Heard of"), vocabulary=Liveness, field="contact__liveness"),
        PrefixFilter(name="plate", label=_("Plate begins with"), field="vehicle__plate"),
    )
    presets = (
        Preset(label=_("All")),
        Preset(label=_("Online"), query={"liveness": (Liveness.ONLINE.value,)}),
    )

    def records(self) -> QuerySet[Device]:
        """Return the devices that move and that the database scope lets through."""
        return queries.devices_tracked()

    def row_url(self, record: Device) -> str:
        """Return the day of today."""
        return reverse("sensing:track", args=(record.pk,))

    def empty(self) -> State:
        """Say how a vehicle comes here."""
        return State(
            kind="empty", title=gettext("No vehicle sends its position yet"),
            text=gettext("Record a JT/T 808 terminal of a vehicle, and point it at the gateway."),
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Line:
    """A trip, a stop or a silence as a line of the day."""

    kind: str
    label: str
    since: datetime
    until: datetime
    minutes: int
    is_open: bool
    km: float | None = None
    top: float | None = None
    where: str = ""
    via: str = ""


@dataclass(frozen=True, kw_only=True)
class FindingShown:
    """A finding as a line, with the way to the positions behind it."""

    number: int
    tag: Tag
    since: datetime
    until: datetime
    words: str
    place: str
    url: str


@dataclass(frozen=True, kw_only=True)
class DayView:
    """A vehicle's day.

    Args:
        day: `2026-11-26`; `latest` the last one that can be asked for.
        points: the positions asked for, where they were; `points_cut` where there are more.
        played: seconds, longitude, latitude, km/h of thinned positions, for the slider.
    """

    title: str
    plate: str
    device_url: str
    vehicle_url: str
    crumbs: Sequence[Crumb]
    day: str
    latest: str
    url: str
    previous_url: str
    next_url: str
    is_over: bool
    as_of: datetime | None
    count: int
    used: int
    faults: Sequence[tuple[str, int]]
    km: float
    trips: int
    stops: int
    driving: int
    top: float | None
    lines: Sequence[Line]
    findings: Sequence[FindingShown]
    crossings: Sequence[CrossingShown]
    points: Sequence[Position] | None
    points_span: tuple[datetime, datetime] | None
    points_cut: bool
    csv_url: str
    gpx_url: str
    map: MapView | None
    legend: Sequence[tuple[int, str]]
    played: Sequence[Sequence[float]]


class DayPage(Page):
    """What every door to a vehicle's day does first: find the device and the day."""

    menu = "components"
    act = TrackAct.READ
    template = "sensing/track_day.html"
    fragment = "sensing/track_day_part.html"
    record: Device

    def permit(self) -> None:
        """Load the device, and refuse whoever may not see where it was."""
        self.record = device_get(self.kwargs["device_id"])
        seams.require(self.actor, self.act, self.record)

    def day(self, at: datetime) -> date:
        """Return the day asked for; today's where none is, or none that can be."""
        _, _, zone = queries.day_bounds(self.record, at.date(), at=at)
        today = at.astimezone(zone).date()
        try:
            asked = date.fromisoformat(self.request.GET.get("day", ""))
        except ValueError:
            return today
        return asked if _EARLIEST <= asked <= today else today


class TrackDayPage(DayPage):
    """A vehicle's day."""

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the day, and keep it as it was told."""
        at = now()
        found = queries.day_of(self.record, self.day(at), at=at)
        day_keep(day=found, at=at)
        title = self.record.vehicle.plate if self.record.vehicle else self.record.name
        return self.answer(self._view(request, found, at), title=title)

    def _view(self, request: HttpRequest, day: VehicleDay, at: datetime) -> DayView:
        device, told = self.record, day.told
        url = reverse("sensing:track", args=(device.pk,))
        today = at.astimezone(day.zone).date()
        span = _span(request, day.on, day.zone)
        points = (
            queries.positions(
                device, since=span[0], until=span[1], has_left=day.has_left, most=MOST_SHOWN + 1
            )
            if span
            else None
        )
        tops = [trip.top_km_h for trip in told.trips if trip.top_km_h is not None]
        may_fences = seams.may(self.actor, FencingAct.READ)
        following = day.on + timedelta(days=1)
        return DayView(
            title=device.vehicle.plate if device.vehicle else device.name,
            plate=device.name,
            device_url=reverse("sensing:device", args=(device.pk,)),
            vehicle_url=reverse("ground:vehicle-page", args=(device.vehicle_id,))
            if device.vehicle_id
            else "",
            crumbs=(Crumb(label=gettext("Tracks"), url=reverse("sensing:tracks")),),
            day=day.on.isoformat(),
            latest=today.isoformat(),
            url=url,
            previous_url=f"{url}?day={day.on - timedelta(days=1)}",
            next_url=f"{url}?day={following}" if following <= today else "",
            is_over=day.is_over,
            as_of=day.as_of,
            count=told.points,
            used=told.used,
            faults=[(PointFault(fault).label(language()), count) for fault, count in told.faults.items()],
            km=told.mileage_m / _KM,
            trips=len(told.trips),
            stops=len(told.story.stops),
            driving=round(sum(trip.until_s - trip.since_s for trip in told.trips) / 60),
            top=max(tops, default=None),
            lines=_lines(day),
            findings=_findings(day, url),
            crossings=_crossings(day) if may_fences else (),
            points=points[:MOST_SHOWN] if points is not None else None,
            points_span=span,
            points_cut=points is not None and len(points) > MOST_SHOWN,
            csv_url=f"{reverse('sensing:track-csv', args=(device.pk,))}?day={day.on}",
            gpx_url=f"{reverse('sensing:track-gpx', args=(device.pk,))}?day={day.on}",
            map=_map(day, url, is_fenced=may_fences),
            legend=_legend(),
            played=_played(day),
        )


def _span(request: HttpRequest, on: date, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
    """Return the times of the day whose positions are asked for: `?from=08:10:00&to=08:12:30`."""
    try:
        ends = [
            datetime.fromisoformat(f"{on}T{request.GET.get(name, '')}").replace(tzinfo=zone)
            for name in ("from", "to")
        ]
    except ValueError:
        return None
    return (ends[0], ends[1]) if ends[0] <= ends[1] else None


def _local(day: VehicleDay, seconds: float) -> datetime:
    return instant(seconds).astimezone(day.zone)


def _lines(day: VehicleDay) -> list[Line]:
    """Return trips, stops and silences by time."""
    told = day.told
    items: list[DayTrip | Stop | Loss] = [*told.trips, *told.story.stops, *told.story.losses]
    return [_line(day, one) for one in sorted(items, key=lambda one: (one.since_s, one.until_s))]


def _line(day: VehicleDay, one: DayTrip | Stop | Loss) -> Line:
    since, until = _local(day, one.since_s), _local(day, one.until_s)
    minutes = max(round((one.until_s - one.since_s) / 60), 0)
    match one:
        case DayTrip():
            ends = [_end(day, one.from_road, one.start), _end(day, one.to_road, one.end)]
            via = "、".join(day.roads[code] for code in one.roads if code in day.roads)
            return Line(
                kind="trip", label=gettext("Trip"), since=since, until=until, minutes=minutes,
                is_open=one.is_open, km=one.length_m / _KM, top=one.top_km_h,
                where=" → ".join(end or "—" for end in ends), via=via,
            )  # fmt: skip
        case Stop():
            return Line(
                kind="stop", label=gettext("Stop"), since=since, until=until, minutes=minutes,
                is_open=one.is_open, where=day.place(one.lon, one.lat),
            )  # fmt: skip
        case _:
            return Line(
                kind="loss", label=gettext("No signal"), since=since, until=until, minutes=minutes,
                is_open=False, km=one.moved_m / _KM,
            )  # fmt: skip


def _end(day: VehicleDay, road: str, place: tuple[float, float]) -> str:
    """Return where a trip begins or ends: its road, and the area around it."""
    return " · ".join(part for part in (day.place(*place), day.roads.get(road, "")) if part)


def finding_words(one: Finding) -> str:
    """Return how much a finding was, and what it was held against."""
    minutes = f"{one.value / 60:.0f}"
    match one.kind:
        case TrackFinding.SPEEDING:
            return gettext("up to %(speed)s km/h where %(limit)s are allowed") % {
                "speed": f"{one.value:.0f}", "limit": f"{one.limit or 0:.0f}",
            }  # fmt: skip
        case TrackFinding.SIGNAL_LOSS | TrackFinding.NIGHT_MOVE:
            return gettext("%(km)s km driven") % {"km": f"{one.value / _KM:.1f}"}
        case TrackFinding.IDLING | TrackFinding.STOP_OUTSIDE:
            limit = f"{(one.limit or 0) / 60:.0f}"
            return gettext("%(minutes)s min; %(limit)s are let pass") % {"minutes": minutes, "limit": limit}
        case _:
            return gettext("%(minutes)s min") % {"minutes": minutes}


def _findings(day: VehicleDay, url: str) -> list[FindingShown]:
    shown = []
    for count, one in enumerate(day.findings, start=1):
        since, until = _local(day, one.since_s), _local(day, one.until_s)
        span = f"from={since:%H:%M:%S}&to={until + timedelta(seconds=1):%H:%M:%S}"
        shown.append(
            FindingShown(
                number=count, tag=tag_of(one.kind), since=since, until=until, words=finding_words(one),
                place="" if one.lon is None or one.lat is None else day.place(one.lon, one.lat),
                url=f"{url}?day={day.on}&{span}#points",
            )
        )  # fmt: skip
    return shown


def _crossings(day: VehicleDay) -> list[CrossingShown]:
    return [
        crossing_shown(
            row, name=row.fence.name, url=reverse("sensing:fence", args=(row.fence_id,))
        )
        for row in day.crossings
    ]  # fmt: skip


# --- the map -----------------------------------------------------------------------------------------------


def _legend() -> list[tuple[int, str]]:
    first, *rest = (f"{speed:.0f}" for speed in SPEEDS_KM_H)
    bounds = [first, *rest]
    words = [
        f"< {first}",
        *(f"{low}–{high}" for low, high in zip(bounds, rest, strict=False)),
        f"> {bounds[-1]}",
    ]
    return list(enumerate(words))


def _map(day: VehicleDay, url: str, *, is_fenced: bool) -> MapView | None:
    features = [*(_fences(day) if is_fenced else ()), *_ways(day), *_marks(day, url)]
    if not day.told.used:
        return None
    return MapView(
        label=gettext("The way of the day"), layers=(MapLayer(name="areas", label=gettext("Areas")),),
        overlay={"type": "FeatureCollection", "features": features}, list_url="",
    )  # fmt: skip


def _feature(geometry: Mapping[str, object], kind: str, url: str = "") -> dict[str, object]:
    properties = {"kind": kind, "url": url} if url else {"kind": kind}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _fences(day: VehicleDay) -> Iterator[dict[str, object]]:
    """Yield the fences of the day that the track came to, so that the map stays on the track."""
    met = {row.version_id for row in day.crossings}
    for version in versions_for(day.device, since=day.since, until=day.until):
        if version.pk in met:
            kind = _FENCE_KINDS.get(FenceEffect(version.effect), "fence")
            shape: Any = version.shape  # GEOS geometry
            geometry = {"type": "MultiPolygon", "coordinates": shape.coords}
            yield _feature(geometry, kind, reverse("sensing:fence", args=(version.fence_id,)))


def _ways(day: VehicleDay) -> Iterator[dict[str, object]]:
    for way in day.told.ways:
        if len(way.lonlat) > 1:
            yield _feature({"type": "LineString", "coordinates": way.lonlat}, f"heat{way.speed_class + 2}")


def _marks(day: VehicleDay, url: str) -> Iterator[dict[str, object]]:
    for stop in day.told.story.stops:
        yield _feature({"type": "Point", "coordinates": [stop.lon, stop.lat]}, "done")
    for count, one in enumerate(day.findings, start=1):
        if one.lon is not None and one.lat is not None:
            kind = "late" if one.kind.colour == "late" else "soon"
            where = f"{url}?day={day.on}#finding-{count}"
            yield _feature({"type": "Point", "coordinates": [one.lon, one.lat]}, kind, where)


def _played(day: VehicleDay) -> list[list[float]]:
    """Return thinned positions for the slider."""
    rows = queries.positions(day.device, since=day.since, until=day.until, has_left=day.has_left)
    step = max(1, -(-len(rows) // _PLAYED))
    return [[round(one.at.timestamp()), one.lon, one.lat, one.speed_km_h] for one in rows[::step]]


# --- files -------------------------------------------------------------------------------------------------


class TrackSheet(DayPage):
    """The positions of a day as CSV."""

    def get(self, _request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with CSV: local time, degrees, km/h, degrees from north, when it came."""
        rows, on, zone = self._rows()
        kept = io.StringIO()
        sheet = csv.writer(kept)
        sheet.writerow(["at", "lon", "lat", "speed_km_h", "direction_deg", "received_at"])
        for row in rows:
            came = row.received_at.astimezone(zone).isoformat()
            at = row.at.astimezone(zone).isoformat()
            sheet.writerow([at, row.lon, row.lat, row.speed_km_h, row.direction_deg, came])
        return _file(f"{self.record.number}-{on}.csv", "text/csv; charset=utf-8", "\ufeff" + kept.getvalue())

    def _rows(self) -> tuple[Sequence[Position], date, ZoneInfo]:
        at = now()
        on = self.day(at)
        since, until, zone = queries.day_bounds(self.record, on, at=at)
        return queries.positions(self.record, since=since, until=until - timedelta(microseconds=1)), on, zone


class TrackGpx(TrackSheet):
    """The positions of a day as GPX 1.1, one segment for each stretch without a long silence."""

    def get(self, _request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with GPX."""
        rows, on, _zone = self._rows()
        loss = timedelta(seconds=queries.RULES.trips.loss_s)
        parts = ['<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="Xiuhua"']
        parts.append(f' xmlns="http://www.topografix.com/GPX/1/1"><trk><name>{escape(str(self.record))}')
        parts.append(f" {on}</name>")
        last: datetime | None = None
        for row in rows:
            if last is None or row.at - last > loss:
                parts.append("<trkseg>" if last is None else "</trkseg><trkseg>")
            last = row.at
            time = row.at.strftime("%Y-%m-%dT%H:%M:%SZ")
            parts.append(
                f'<trkpt lat="{row.lat}" lon="{row.lon}"><ele>{row.altitude_m}</ele>'
                f"<time>{time}</time></trkpt>"
            )
        parts.append(f"{'' if last is None else '</trkseg>'}</trk></gpx>\n")
        return _file(f"{self.record.number}-{on}.gpx", "application/gpx+xml", "".join(parts))


def _file(name: str, kind: str, content: str) -> HttpResponse:
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


def vehicle_related(vehicle: Vehicle) -> Sequence[Related]:
    """Return the tracks of a vehicle's terminals, for its page."""
    return [
        Related(
            label=gettext("Track of today: %(name)s") % {"name": device.name},
            url=reverse("sensing:track", args=(device.pk,)), icon="map-2",
        )
        for device in queries.terminals_of(vehicle)
    ]  # fmt: skip
