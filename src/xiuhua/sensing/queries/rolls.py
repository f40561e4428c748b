"""Questions about figures by hour and day."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import QuerySet

from xiuhua.ground.queries.calendars import calendar_cached
from xiuhua.sensing.models import DayRoll, Device, HourRoll, Roll, Stream
from xiuhua.shared.errors import NotFound

R = TypeVar("R", bound=Roll)


def zone_of(area_code: str, *, at: datetime) -> ZoneInfo:
    """Return by which clock an area lives; the product's own where it has no calendar."""
    try:
        return calendar_cached(area_code, at=at).zone
    except NotFound:
        return ZoneInfo(settings.TIME_ZONE)


def zones_of(devices: Collection[int], *, at: datetime) -> dict[int, ZoneInfo]:
    """Return by which clocks some devices live; those that are not recorded any more are left out."""
    areas = dict(Device.objects.filter(pk__in=devices).values_list("pk", "area_code"))
    zones = {area: zone_of(area, at=at) for area in set(areas.values())}
    return {device: zones[area] for device, area in areas.items()}


def streams_of(device: Device) -> QuerySet[Stream]:
    """Return the streams of a device, in the order of their codes."""
    return Stream.objects.filter(device=device).select_related("quantity").order_by("quantity__code")


def hours_of(stream: Stream, *, since: datetime, until: datetime) -> QuerySet[HourRoll]:
    """Return the hours of a stream that begin in a period, oldest first."""
    return _of(HourRoll.objects.all(), stream, since, until)


def days_of(stream: Stream, *, since: datetime, until: datetime) -> QuerySet[DayRoll]:
    """Return the days of a stream that begin in a period, oldest first."""
    return _of(DayRoll.objects.all(), stream, since, until)


def _of(rolls: QuerySet[R], stream: Stream, since: datetime, until: datetime) -> QuerySet[R]:
    found = rolls.filter(device_id=stream.device_id, quantity_id=stream.quantity_id)
    return found.filter(start__gte=since, start__lt=until).order_by("start")
