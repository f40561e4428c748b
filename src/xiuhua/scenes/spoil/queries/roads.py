"""Questions about the dust of roads: water trucks, their trips, monitors, and what was asked for."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.db.models import (
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    FloatField,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
)

from xiuhua.ground.models import Road
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.ground.terms.vehicles import VehicleKind
from xiuhua.scenes.spoil.models import CoverPoint, WaterAsk, WaterTrip
from xiuhua.scenes.spoil.rules.dust import Floats
from xiuhua.scenes.spoil.terms import AskState, CoverKind
from xiuhua.sensing.models import Device

_OPEN = (AskState.ASKED.value, AskState.PASSED.value)
_REACH_DEG = 0.0008  # own choice: 80 m, the width of the widest road and the error of a fix
_ROADS = f"""
SELECT coalesce(nearest.name, '')
FROM unnest(%s::float8[], %s::float8[]) WITH ORDINALITY AS fix (lon, lat, place)
LEFT JOIN LATERAL (
    SELECT road.name FROM {Road._meta.db_table} AS road
    WHERE road.line && ST_Expand(ST_SetSRID(ST_MakePoint(fix.lon, fix.lat), 4326), {_REACH_DEG})
      AND ST_DWithin(road.line, ST_SetSRID(ST_MakePoint(fix.lon, fix.lat), 4326), {_REACH_DEG})
    ORDER BY road.line <-> ST_SetSRID(ST_MakePoint(fix.lon, fix.lat), 4326), road.id
    LIMIT 1
) AS nearest ON true
ORDER BY fix.place
"""  # noqa: S608 - constants


def roads_of(lon: Floats, lat: Floats) -> list[str]:
    """Return the name of the road that each fix lies on, empty where none is so near."""
    with connection.cursor() as cursor:
        cursor.execute(_ROADS, [lon.tolist(), lat.tolist()])
        return [str(name) for (name,) in cursor.fetchall()]


def water_trucks() -> list[tuple[Vehicle, Device]]:
    """Return the visible water trucks with their terminals; of several, each."""
    rows = Device.objects.filter(vehicle__kind=VehicleKind.WATER.value).select_related("vehicle", "contact")
    found = rows.defer("search", "vehicle__search").order_by("vehicle__plate", "pk")
    return [(device.vehicle, device) for device in found if device.vehicle is not None]


def road_points() -> list[CoverPoint]:
    """Return the points beside roads that have a monitor of dust."""
    rows = CoverPoint.objects.filter(kind=CoverKind.ROAD.value, monitor__isnull=False)
    return list(rows.select_related("monitor").order_by("pk"))


def trips() -> QuerySet[WaterTrip]:
    """Return the trips of water trucks that the database scope lets through, with how long each was."""
    lasted = ExpressionWrapper(F("ended_at") - F("began_at"), output_field=DurationField())
    return WaterTrip.objects.select_related("vehicle", "point").annotate(lasted=lasted)


def trips_of_day(device: Device, on: date) -> list[WaterTrip]:
    """Return the trips of a device in a day, locked until the transaction ends."""
    return list(WaterTrip.objects.select_for_update(of=("self",)).filter(device=device, on=on))


def trips_unjudged() -> QuerySet[WaterTrip]:
    """Return the trips that passed a monitor and whose effect is not known yet."""
    return WaterTrip.objects.select_related("point").filter(point__isnull=False, judged_at=None)


def trip_passing(point: CoverPoint, *, since: datetime) -> WaterTrip | None:
    """Return the first trip that passed a point's monitor since an instant; None for none."""
    return WaterTrip.objects.filter(point=point, passed_at__gte=since).order_by("passed_at", "pk").first()


def asks() -> QuerySet[WaterAsk]:
    """Return what was asked for, as far as the database scope lets it through."""
    return WaterAsk.objects.select_related("point", "trip__vehicle", "case")


def ask_open(point: CoverPoint) -> WaterAsk | None:
    """Return the trip that is asked for at a point, locked; None for none."""
    rows = WaterAsk.objects.select_for_update(of=("self",)).select_related("trip", "point")
    return rows.filter(point=point, state__in=_OPEN).first()


def ask_ended_since(point: CoverPoint, since: datetime) -> bool:
    """Return whether an ask of a point ended since an instant."""
    return WaterAsk.objects.filter(point=point, judged_at__gte=since).exists()


def roads_sprinkled(since: datetime) -> QuerySet[Road]:
    """Return the roads sprinkled since an instant: trips, km, time, and the dust around the last one."""
    rows = WaterTrip.objects.filter(road=OuterRef("name"), began_at__gte=since).order_by()
    seconds = Sum(ExpressionWrapper(F("ended_at") - F("began_at"), output_field=DurationField()))
    measured = WaterTrip.objects.filter(
        road=OuterRef("name"), began_at__gte=since, after__isnull=False
    ).order_by("-began_at")
    return Road.objects.defer("line", "search").annotate(
        trips=Subquery(rows.values("road").annotate(found=Count("pk")).values("found")),
        km=Subquery(
            rows.values("road").annotate(found=Sum("length_m") / 1_000.0).values("found"),
            output_field=FloatField(),
        ),
        lasted=Subquery(
            rows.values("road").annotate(found=seconds).values("found"), output_field=DurationField()
        ),
        before=Subquery(measured.values("before")[:1]), after=Subquery(measured.values("after")[:1]),
    ).filter(trips__gt=0)  # fmt: skip
