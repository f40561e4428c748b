"""The readings of monitors, by windows of some minutes, in one statement for many hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from xiuhua.scenes.fumes.models import MonitorHour
from xiuhua.scenes.fumes.rules.judging import SIGNAL_HOURS, SignalHour, Window
from xiuhua.sensing.terms.doubts import DOUBTFUL_BITS

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Asked:
    """An hour of a monitor, and over how many minutes its means are taken."""

    device_id: int
    start: datetime
    minutes: int
    interval_s: int


# LATERAL keeps this a look at one hour of one device for each hour asked. What is doubted is not averaged.
_WINDOWS = """
SELECT asked.device_id, asked.start, made.bin, made.readings, made.fit, made.mean, made.greatest, made.flags,
    made.purifier, made.fan
FROM unnest(%(devices)s::bigint[], %(starts)s::timestamptz[], %(minutes)s::int[])
    AS asked(device_id, start, minutes)
CROSS JOIN LATERAL (
    SELECT floor(extract(epoch FROM told.at - asked.start) / (60 * asked.minutes))::int AS bin,
        count(*) FILTER (WHERE told.is_fume) AS readings,
        count(*) FILTER (WHERE told.is_fume AND told.flags & %(doubts)s = 0) AS fit,
        avg(told.value) FILTER (WHERE told.is_fume AND told.flags & %(doubts)s = 0) AS mean,
        max(told.value) FILTER (WHERE told.is_fume) AS greatest,
        coalesce(bit_or(told.flags) FILTER (WHERE told.is_fume), 0) AS flags,
        avg((told.value = 1)::int) FILTER (WHERE told.code = 'purifier_state') AS purifier,
        avg((told.value = 1)::int) FILTER (WHERE told.code = 'fan_state') AS fan
    FROM (
        SELECT reading.at, reading.value, reading.flags, quantity.code,
            quantity.code IN ('oil_fume', 'oil_fume.minute.avg') AS is_fume
        FROM sensing_observation AS reading JOIN sensing_quantity AS quantity
            ON quantity.id = reading.quantity_id
        WHERE reading.device_id = asked.device_id AND reading.at >= asked.start
            AND reading.at < asked.start + interval '1 hour'
            AND quantity.code IN ('oil_fume', 'oil_fume.minute.avg', 'purifier_state', 'fan_state')
    ) AS told
    GROUP BY 1
) AS made
ORDER BY 1, 2, 3
"""


def windows_of(asked: Sequence[Asked]) -> Mapping[tuple[int, datetime], Mapping[int, Window]]:
    """Return the windows of some hours that something came in, by device and hour and their number in it."""
    told: dict[str, Any] = {  # as psycopg takes parameters
        "devices": [one.device_id for one in asked],
        "starts": [one.start for one in asked],
        "minutes": [one.minutes for one in asked],
        "doubts": DOUBTFUL_BITS,
    }
    expected = {
        (one.device_id, one.start): max(1, one.minutes * 60 // max(one.interval_s, 1)) for one in asked
    }
    with connection.cursor() as cursor:
        cursor.execute(_WINDOWS, told)
        rows = cursor.fetchall()
    found: dict[tuple[int, datetime], dict[int, Window]] = defaultdict(dict)
    for device, start, bin_number, readings, fit, mean, greatest, flags, purifier, fan in rows:
        found[device, start][bin_number] = Window(
            readings=readings,
            fit=fit,
            expected=expected[device, start],
            mean_mg_m3=mean,
            greatest_mg_m3=greatest,
            flags=flags,
            purifier_share=None if purifier is None else float(purifier),
            fan_share=None if fan is None else float(fan),
        )
    return found


def signals_of(kitchen_ids: Sequence[int], *, until: datetime) -> Mapping[int, Sequence[SignalHour]]:
    """Return the signals of kitchens over the three days before an instant, by kitchen."""
    rows = MonitorHour.objects.filter(
        kitchen_id__in=kitchen_ids, start__gte=until - SIGNAL_HOURS * HOUR, start__lt=until
    )
    found: dict[int, list[SignalHour]] = defaultdict(list)
    for row in rows:
        found[row.kitchen_id].append(
            SignalHour(
                purifier_share=row.purifier_share, fan_share=row.fan_share, fume_most_mg_m3=row.most_mg_m3
            )
        )
    return found
