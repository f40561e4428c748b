"""Questions about what devices sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Q, QuerySet

from xiuhua.sensing.models import Device, LastValue, Quantity, RawFrame, Stream, TrackPoint
from xiuhua.sensing.terms import Direction
from xiuhua.sensing.terms.doubts import DOUBTFUL_BITS

REFUSED, SENT = "refused", "sent"
SLOTS = 96  # points of a small series
_SERIES = """
SELECT quantity_id,
       least(floor(extract(epoch FROM at - %(since)s) / extract(epoch FROM %(until)s - %(since)s)
                   * %(slots)s), %(slots)s - 1),
       avg(value) FILTER (WHERE flags & %(doubts)s = 0), count(*),
       count(*) FILTER (WHERE flags & %(doubts)s <> 0), bit_or(flags & %(doubts)s)
FROM sensing_observation
WHERE device_id = %(device)s AND at >= %(since)s AND at <= %(until)s
GROUP BY 1, 2 ORDER BY 1, 2
"""


def last_values(device: Device) -> QuerySet[LastValue]:
    """Return the newest reading of each quantity of a device, readings of the moment first."""
    return (
        LastValue.objects.filter(device=device).select_related("quantity").order_by("-at", "quantity__code")
    )


@dataclass(slots=True)
class SmallSeries:
    """The readings of a quantity in a period, as a small drawing has them.

    Args:
        points: means of undoubted readings in slots of the period: x from 0 to 1, value.
        readings: how many there were; doubtful: that something is held against, and what.
    """

    points: list[tuple[float, float]] = field(default_factory=list)
    readings: int = 0
    doubtful: int = 0
    bits: int = 0


def series_small(device: Device, *, since: datetime, until: datetime) -> dict[int, SmallSeries]:
    """Return a device's readings of a period by quantity, doubtful ones only counted, as figures do."""
    found: dict[int, SmallSeries] = defaultdict(SmallSeries)
    with connection.cursor() as cursor:
        cursor.execute(
            _SERIES,
            {
                "device": device.pk, "since": since, "until": until, "slots": SLOTS, "doubts": DOUBTFUL_BITS,
            },
        )  # fmt: skip
        for quantity, slot, value, readings, doubtful, bits in cursor.fetchall():
            one = found[quantity]
            if value is not None:
                one.points.append(((float(slot) + 0.5) / SLOTS, value))
            one.readings, one.doubtful, one.bits = (
                one.readings + readings, one.doubtful + doubtful, one.bits | bits
            )  # fmt: skip
    return found


def frames_of(device: Device, *, since: datetime, which: str = "") -> QuerySet[RawFrame]:
    """Return the frames of a device and those of nobody that claim its number, newest first.

    Args:
        device: whose.
        since: when the oldest came.
        which: `refused` or `sent` ones only; anything else for all.
    """
    own = Q(device=device) | Q(device__isnull=True, protocol=device.protocol, number=device.number)
    found = RawFrame.objects.filter(own, received_at__gte=since).order_by("-received_at", "-id")
    if which == SENT:
        return found.filter(direction=Direction.OUT.value)
    return found.exclude(fault="") if which == REFUSED else found


def frames_of_nobody(*, since: datetime) -> QuerySet[RawFrame]:
    """Return refused frames that belong to no known device, newest first."""
    found = RawFrame.objects.filter(device__isnull=True, received_at__gte=since).exclude(fault="")
    return found.order_by("-received_at", "-id")


def track_small(device: Device, *, until: datetime, most: int = 400) -> list[tuple[float, float]]:
    """Return where a device was in the last day, oldest first: longitude and latitude, thinned to so many."""
    found = TrackPoint.objects.filter(device=device, at__gte=until - timedelta(days=1), at__lte=until)
    places = list(found.order_by("at").values_list("lon", "lat"))
    step = max(1, -(-len(places) // most))
    return places[::step]


def stream_found(stream_id: int) -> Stream | None:
    """Return a stream of one of the visible devices; None where there is none. It is not locked."""
    visible = Stream.objects.filter(device__area_code__gte="").select_related("quantity")
    return visible.filter(pk=stream_id).first()


def stream_has_readings(stream: Stream) -> bool:
    """Return whether a reading ever came: what leaves the tables leaves its last value behind."""
    return LastValue.objects.filter(device_id=stream.device_id, quantity_id=stream.quantity_id).exists()


def quantities_all() -> QuerySet[Quantity]:
    """Return every quantity."""
    return Quantity.objects.order_by("code")


def quantities_coded(codes: Sequence[str]) -> dict[str, Quantity]:
    """Return some quantities by code."""
    return {one.code: one for one in Quantity.objects.filter(code__in=codes)}
