"""Figures by hour and day are made from readings, and made again where readings came late.

Whoever stores readings leaves a touch for each hour and device in the same transaction (`services.storing`).
Touches are taken here, and the hours they name are made again from all their readings, not added to; so doing
it twice changes nothing, and a process that is killed leaves its touches for the next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from xiuhua.sensing.models import HourRoll, Observation
from xiuhua.sensing.queries.retired import retired_days, retired_readings
from xiuhua.sensing.queries.rolls import zones_of
from xiuhua.sensing.rules.rolling import GREATEST, Reading, rolled
from xiuhua.sensing.services.doubting import touched_compare
from xiuhua.sensing.terms.doubts import DOUBTFUL_BITS

BATCH = 20_000
_LOCK = "sensing_rolls"
_HOUR = timedelta(hours=1)
_TICK = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TOUCHES = "SELECT id, device_id, hour FROM sensing_touch ORDER BY id LIMIT %s"
_TAKEN = "DELETE FROM sensing_touch WHERE id = ANY(%s) RETURNING device_id, hour"
# An hour of a district's clock may lie in two of UTC's.
_ASKED = """
WITH told AS (SELECT * FROM unnest(%(devices)s::bigint[], %(hours)s::timestamptz[], %(zones)s::text[])
              AS one(device_id, hour, zone)),
asked AS (
    SELECT device_id, zone, date_trunc('hour', hour, zone) AS start FROM told
    UNION
    SELECT device_id, zone, date_trunc('hour', hour + interval '1 hour' - interval '1 microsecond', zone)
    FROM told
)
"""
_UPSERT = """
ON CONFLICT (device_id, quantity_id, start) DO UPDATE SET
    count = excluded.count, doubtful = excluded.doubtful, low = excluded.low, high = excluded.high,
    mean = excluded.mean, total = excluded.total, first = excluded.first, last = excluded.last
"""
# LATERAL keeps this a look at one day of one device for each hour asked, whatever the tables hold.
_HOURS = f"""{_ASKED}
INSERT INTO sensing_hourroll
    (device_id, quantity_id, start, count, doubtful, low, high, mean, total, first, last)
SELECT asked.device_id, made.quantity_id, asked.start, made.count, made.doubtful, made.low, made.high,
       made.total / nullif(made.count, 0), made.total, made.first, made.last
FROM asked CROSS JOIN LATERAL (
    SELECT quantity_id,
        count(*) FILTER (WHERE is_good) AS count,
        count(*) FILTER (WHERE NOT is_good) AS doubtful,
        min(value) FILTER (WHERE is_good) AS low,
        max(value) FILTER (WHERE is_good) AS high,
        sum(value ORDER BY at, sequence) FILTER (WHERE is_good) AS total,
        (array_agg(value ORDER BY at, sequence) FILTER (WHERE is_good))[1] AS first,
        (array_agg(value ORDER BY at DESC, sequence DESC) FILTER (WHERE is_good))[1] AS last
    FROM (
        SELECT *, (flags & %(doubts)s) = 0 AND abs(value) < %(greatest)s AS is_good FROM sensing_observation
    ) AS reading
    WHERE device_id = asked.device_id AND at >= asked.start AND at < asked.start + interval '1 hour'
    GROUP BY quantity_id
) AS made
{_UPSERT}"""  # noqa: S608 - of constants
_DAYS = f"""{_ASKED}, days AS (
    SELECT DISTINCT device_id, day AT TIME ZONE zone AS start,
        (day + interval '1 day') AT TIME ZONE zone AS ends
    FROM (SELECT device_id, zone, date_trunc('day', start AT TIME ZONE zone) AS day FROM asked) AS local
)
INSERT INTO sensing_dayroll
    (device_id, quantity_id, start, count, doubtful, low, high, mean, total, first, last)
SELECT days.device_id, made.quantity_id, days.start, made.count, made.doubtful, made.low, made.high,
       made.total / nullif(made.count, 0), made.total, made.first, made.last
FROM days CROSS JOIN LATERAL (
    SELECT quantity_id, sum(count) AS count, sum(doubtful) AS doubtful, min(low) AS low, max(high) AS high,
        sum(total ORDER BY start) AS total,
        (array_agg(first ORDER BY start) FILTER (WHERE count > 0))[1] AS first,
        (array_agg(last ORDER BY start DESC) FILTER (WHERE count > 0))[1] AS last
    FROM sensing_hourroll
    WHERE device_id = days.device_id AND start >= days.start AND start < days.ends
    GROUP BY quantity_id
) AS made
{_UPSERT}"""  # noqa: S608 - of constants


class Follower(Protocol):
    """Whoever makes figures of its own of the readings of an hour."""

    def __call__(self, *, touched: Collection[tuple[int, datetime]], at: datetime) -> None:
        """Make them again for some devices, each with a whole hour of UTC."""


_FOLLOWERS: dict[str, Follower] = {}


def hours_follow(name: str, follower: Follower) -> None:
    """Let a higher app make its own figures of an hour again whenever those of sensing are made again.

    It is called in the same transaction with the devices and hours that something was stored for, also where
    that came late: so it must be idempotent, and read all of an hour. Entering a name again replaces it.
    """
    _FOLLOWERS[name] = follower


def rolls_refresh(*, at: datetime, most: int = BATCH) -> int:
    """Make the figures of touched hours, and of their days; return how many touches were taken.

    Their readings are compared with one another first, so that doubtful ones are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHES, [most])
        touches = cursor.fetchall()
    touched_compare(touched={(device, hour) for _id, device, hour in touches}, at=at)
    return _made(touches=[key for key, _device, _hour in touches], at=at) if touches else 0


@transaction.atomic
def _made(*, touches: Sequence[int], at: datetime) -> int:
    """Take touches and make their figures.

    One at a time: of two that make the same hour, the one that has seen less might write last.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [_LOCK])
        (is_ours,) = cursor.fetchone()
        if not is_ours:
            return 0
        cursor.execute(_TAKEN, [list(touches)])
        taken = cursor.fetchall()
        touched = set(taken)
        zones = zones_of({device for device, _ in touched}, at=at)
        known = sorted((device, hour) for device, hour in touched if device in zones)
        asked: dict[str, Any] = {  # as psycopg takes parameters
            "devices": [device for device, _ in known],
            "hours": [hour for _, hour in known],
            "zones": [zones[device].key for device, _ in known],
            "doubts": DOUBTFUL_BITS,
            "greatest": GREATEST,
        }
        if known:
            cursor.execute(_HOURS, asked)
            _retired_joined(known, zones)
            cursor.execute(_DAYS, asked)
    for follower in _FOLLOWERS.values():
        follower(touched=known, at=at)
    return len(taken)


def _retired_joined(touched: Iterable[tuple[int, datetime]], zones: Mapping[int, ZoneInfo]) -> None:
    """Make the hours of retired days again, from what was written to files and what came after that."""
    touched = list(touched)
    days = retired_days({hour.date() for _, hour in touched})
    for device, hour in touched:
        for start in {_whole(hour, zones[device]), _whole(hour + _HOUR - _TICK, zones[device])}:
            those = {start.astimezone(UTC).date(), (start + _HOUR - _TICK).astimezone(UTC).date()} & days
            if those:
                _hour_made(device, start, those)


def _whole(at: datetime, zone: ZoneInfo) -> datetime:
    """Return when the hour of an instant began by a clock whose offset is a whole number of minutes."""
    local = at.astimezone(zone)
    return at - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)


def _hour_made(device: int, start: datetime, days: Collection[date]) -> None:
    kept: dict[int, dict[tuple[int, int], Reading]] = {}
    for quantity, one in (*retired_readings(device, start, start + _HOUR, days), *_standing(device, start)):
        kept.setdefault(quantity, {}).setdefault((one.at, one.sequence), one)
    rows = [
        HourRoll(device_id=device, quantity_id=quantity, start=start, **asdict(rolled(readings.values())))
        for quantity, readings in kept.items()
    ]
    HourRoll.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["device_id", "quantity_id", "start"],
        update_fields=["count", "doubtful", "low", "high", "mean", "total", "first", "last"],
    )  # fmt: skip


def _standing(device: int, start: datetime) -> Sequence[tuple[int, Reading]]:
    found = Observation.objects.filter(device_id=device, at__gte=start, at__lt=start + _HOUR)
    return [
        (one.quantity_id, Reading((one.at - _EPOCH) // _TICK, one.sequence, one.value, one.flags))
        for one in found
    ]
