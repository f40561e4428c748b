"""Questions about alarms, and about where the judgement of rules stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
import orjson
from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.timezone import get_current_timezone

from xiuhua.sensing.models import Alarm, AlarmStep, Device, RuleStanding
from xiuhua.sensing.queries.alarm_rules import MEANT, series_words
from xiuhua.sensing.queries.retired import retired_series
from xiuhua.sensing.rules.alarms import AlarmStep as Step
from xiuhua.sensing.rules.alarms import Rule as JudgedRule
from xiuhua.sensing.rules.alarms import Seen, rule_words, step_reasons
from xiuhua.sensing.rules.trying import Readings
from xiuhua.sensing.terms import DeviceState
from xiuhua.sensing.terms.alarms import AlarmState, Health, Severity, StepKind
from xiuhua.sensing.terms.doubts import Doubt
from xiuhua.sensing.terms.rules import RuleState
from xiuhua.shared.errors import NotFound

_SECOND = 1_000_000  # in microseconds
# Whose time has come, or who has readings that are newer than what was judged. Readings bring nobody back
# who cannot be judged: that takes its time.
_IS_DUE = """
(standing.wake_at <= %(at)s OR (standing.fault = '' AND EXISTS (
    SELECT FROM sensing_ruleversion_quantities AS asked
    JOIN sensing_lastvalue AS last
        ON last.device_id = standing.device_id AND last.quantity_id = asked.quantity_id
    WHERE asked.ruleversion_id = standing.version_id AND last.at > standing.judged_to
)))
"""
# The longest unseen first.
_DUE = f"""
SELECT standing.id FROM sensing_rulestanding AS standing WHERE {_IS_DUE}
ORDER BY standing.looked_at, standing.id LIMIT %(most)s
"""  # noqa: S608 - of constants alone
# `mark` is another one after every change of the row, whoever makes it.
_TAKEN = f"""
SELECT standing.id, standing.rule_id, standing.version_id, standing.device_id, standing.area_code,
       standing.since, standing.judged_to, standing.looked_at, standing.wake_at, standing.standing::text,
       standing.alarm_id, standing.fault, standing.xmin::text || standing.ctid::text AS mark
FROM sensing_rulestanding AS standing WHERE standing.id = ANY(%(keys)s) AND {_IS_DUE}
ORDER BY standing.id FOR UPDATE SKIP LOCKED
"""  # noqa: S608 - as above
_FIRST = """
SELECT device_id, min(at) FROM sensing_observation
WHERE device_id = ANY(%s) AND quantity_id = ANY(%s) AND at >= %s GROUP BY device_id
"""
# What a batch of standings asks for: `place` in the batch, whose readings, of which quantities, since when.
_WANTED = """
unnest(%(places)s::int[], %(devices)s::bigint[], %(quantities)s::text[], %(since)s::timestamptz[],
       %(until)s::timestamptz[], %(looked_at)s::timestamptz[])
    AS wanted (place, device_id, quantities, since, until, looked_at)
"""
# Of several readings of one instant the first counts, as in live judgement. `floor` and `ceiling` say once
# for all which days are looked into.
_NEW = f"""
SELECT wanted.place, seen.quantity_id, extract(epoch FROM seen.at)::float8, seen.value, seen.flags,
       extract(epoch FROM seen.received_at)::float8
FROM {_WANTED} CROSS JOIN LATERAL (
    SELECT quantity_id, at, value, flags, received_at, sequence FROM sensing_observation
    WHERE device_id = wanted.device_id AND quantity_id = ANY(wanted.quantities::bigint[])
      AND at > wanted.since AND at <= wanted.until AND at > %(floor)s AND at <= %(ceiling)s
    ORDER BY received_at, at, sequence LIMIT %(most)s
) AS seen
ORDER BY wanted.place, seen.received_at, seen.at, seen.sequence
"""  # noqa: S608 - of constants alone
_PAST = f"""
SELECT DISTINCT ON (wanted.place, seen.at, quantity.code)
       wanted.place, quantity.code, extract(epoch FROM seen.at)::float8, seen.value, seen.flags
FROM {_WANTED} CROSS JOIN LATERAL (
    SELECT quantity_id, at, value, flags, sequence FROM sensing_observation
    WHERE device_id = wanted.device_id AND quantity_id = ANY(wanted.quantities::bigint[])
      AND at >= wanted.since AND at <= wanted.until AND at >= %(floor)s AND at <= %(ceiling)s
      AND received_at <= wanted.looked_at AND flags & %(late)s = 0
) AS seen JOIN sensing_quantity AS quantity ON quantity.id = seen.quantity_id
ORDER BY wanted.place, seen.at, quantity.code, seen.sequence
"""  # noqa: S608 - of constants alone
_STOOD = """
UPDATE sensing_rulestanding AS standing SET
    standing = new.standing, judged_to = new.judged_to, wake_at = new.wake_at, looked_at = new.looked_at,
    alarm_id = new.alarm_id, fault = new.fault
FROM jsonb_to_recordset(%s) AS new (
    id bigint, standing jsonb, judged_to timestamptz, wake_at timestamptz, looked_at timestamptz,
    alarm_id bigint, fault text
)
WHERE standing.id = new.id
RETURNING standing.id, standing.xmin::text || standing.ctid::text
"""
_STORED = """
SELECT DISTINCT ON (seen.at) extract(epoch FROM seen.at)::float8, seen.value, seen.flags,
       extract(epoch FROM seen.received_at)::float8
FROM sensing_observation AS seen JOIN sensing_quantity AS quantity ON quantity.id = seen.quantity_id
WHERE seen.device_id = %(device)s AND quantity.code = %(code)s
  AND seen.at >= %(since)s AND seen.at <= %(until)s
ORDER BY seen.at, seen.sequence
"""


class StoredReadings(NamedTuple):
    """Readings of one quantity of a device, and when each came, float64 (n,), seconds since 1970."""

    readings: Readings
    received_s: np.ndarray[tuple[int], np.dtype[np.float64]]


def alarms_all() -> QuerySet[Alarm]:
    """Return the alarms that the database scope lets through."""
    return Alarm.objects.select_related("rule", "version", "device", "device__contact").defer(
        "device__search"
    )


def alarms_listed() -> QuerySet[Alarm]:
    """Return the alarms that the database scope lets through, and whether somebody still has to look."""
    unseen = ExpressionWrapper(Q(acknowledged_by=""), output_field=BooleanField())
    return alarms_all().annotate(is_unseen=unseen)


def alarms_count(device: Device) -> int:
    """Return how many visible alarms there were about a device."""
    return Alarm.objects.filter(device=device).count()


def alarm_get(alarm_id: int) -> Alarm:
    """Return one of the visible alarms.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = alarms_all().filter(pk=alarm_id).first()
    if found is None:
        raise NotFound(kind="alarm", key=str(alarm_id))
    return found


def alarm_lock(alarm_id: int) -> Alarm:
    """Return one of the visible alarms, locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = Alarm.objects.select_for_update().filter(pk=alarm_id).first()
    if found is None:
        raise NotFound(kind="alarm", key=str(alarm_id))
    return found


def steps_of(alarm: Alarm) -> Sequence[AlarmStep]:
    """Return what happened to an alarm, the first step first."""
    return list(AlarmStep.objects.filter(alarm=alarm).order_by("id"))


def step_said(rule: JudgedRule, row: AlarmStep, language: str) -> str:
    """Return why a step was taken and on which readings; empty where it rests on none."""
    if not row.readings:
        return ""
    told = Step(
        at=row.at.timestamp(), kind=StepKind(row.kind), number=1, rule_key=rule.key,
        rule_version=rule.version, subject="", state=AlarmState.FIRING, severity=Severity(row.severity),
        health=Health(row.health), level=row.level,
        since=row.true_since.timestamp() if row.true_since else None, escalation=row.escalation,
        readings=tuple(Seen(*one) for one in row.readings),
    )  # fmt: skip
    return step_reasons(told, rule, language, get_current_timezone(), series_words(rule))


def level_said(rule: JudgedRule, row: AlarmStep, language: str) -> str:
    """Return what the rule says of the level that a step was taken by; of all of them where by none."""
    said = rule_words(rule, language, series_words(rule))
    return " ".join(said) if row.level is None or row.level >= len(said) else said[row.level]


def alarm_state(alarm: Alarm) -> dict[str, str | int | None]:
    """Return the columns of an alarm that the ledger answers for."""
    return {
        "rule": alarm.rule_id,
        "version": alarm.version_id,
        "device": alarm.device_id,
        "area_code": alarm.area_code,
        "severity": alarm.severity,
        "ended": int(alarm.ended_at is not None),
        "acknowledged_by": alarm.acknowledged_by,
    }


def alarm_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every alarm's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, alarm_state(row)) for row in Alarm.objects.order_by("pk").iterator())


def standings_due(*, at: datetime, most: int) -> list[int]:
    """Return which standings the judge must look at by now, the longest unseen first."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, {"at": at, "most": most})
        return [key for (key,) in cursor.fetchall()]


class Taken(NamedTuple):
    """A standing whose row is locked until the transaction ends, and the row's mark."""

    row: RuleStanding
    mark: str


def standings_taken(keys: Collection[int], *, at: datetime) -> list[Taken]:
    """Return those of some standings that are still due and that nobody else has taken, locked."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, {"keys": list(keys), "at": at})
        rows = cursor.fetchall()
    found = []
    for key, rule, version, device, area, since, to, looked, wake, stored, alarm, fault, mark in rows:
        row = RuleStanding(
            id=key, rule_id=rule, version_id=version, device_id=device, area_code=area, since=since,
            judged_to=to, looked_at=looked, wake_at=wake, standing=orjson.loads(stored), alarm_id=alarm,
            fault=fault,
        )  # fmt: skip
        found.append(Taken(row, mark))
    return found


def standings_write(rows: Collection[RuleStanding]) -> dict[int, str]:
    """Write where some standings stand now, and return the marks of their rows.

    For the service that has them locked.
    """
    told = [
        {
            "id": row.pk, "standing": row.standing, "judged_to": row.judged_to, "wake_at": row.wake_at,
            "looked_at": row.looked_at, "alarm_id": row.alarm_id, "fault": row.fault,
        }
        for row in rows
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_STOOD, [orjson.dumps(told).decode()])
        return dict(cursor.fetchall())


def standing_taken(standing_id: int) -> RuleStanding | None:
    """Return a standing, locked until the transaction ends; None where it is gone or another has it."""
    found = RuleStanding.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=standing_id)
    return found.select_related("rule", "version", "device").defer("device__search").first()


def standing_of(alarm_id: int) -> RuleStanding | None:
    """Return the standing behind an alarm, locked until the transaction ends; None where it has ended."""
    return RuleStanding.objects.select_for_update().filter(alarm_id=alarm_id).first()


def standings_unfit(*, most: int) -> list[int]:
    """Return standings of rules that are off or have another version, and of devices no longer watched."""
    with connection.cursor() as cursor:
        cursor.execute(_UNFIT, [RuleState.ON.value, DeviceState.IN_USE.value, most])
        return [key for (key,) in cursor.fetchall()]


_UNFIT = f"""
SELECT standing.id FROM sensing_rulestanding AS standing
JOIN sensing_rule AS rule ON rule.id = standing.rule_id
JOIN sensing_ruleversion AS version ON version.id = standing.version_id
JOIN sensing_device AS device ON device.id = standing.device_id
WHERE rule.state <> %s OR rule.current_id <> standing.version_id OR device.state <> %s
   OR NOT device.area_code ^@ rule.area_code OR device.area_code <> standing.area_code OR NOT ({MEANT})
ORDER BY standing.id LIMIT %s
"""  # noqa: S608 - of constants alone


# Devices in use under the area of a rule that is on, which its version means, and which have sent all of its
# quantities.
_UNWATCHED = f"""
SELECT rule.id, device.id FROM sensing_rule AS rule
JOIN sensing_ruleversion AS version ON version.id = rule.current_id
JOIN sensing_device AS device ON device.area_code ^@ rule.area_code AND device.state = %s
WHERE rule.state = %s AND {MEANT} AND NOT EXISTS (
    SELECT FROM sensing_rulestanding AS known WHERE known.rule_id = rule.id AND known.device_id = device.id
) AND NOT EXISTS (
    SELECT FROM sensing_ruleversion_quantities AS asked
    WHERE asked.ruleversion_id = rule.current_id AND NOT EXISTS (
        SELECT FROM sensing_lastvalue AS last
        WHERE last.device_id = device.id AND last.quantity_id = asked.quantity_id
    )
)
ORDER BY rule.id, device.id LIMIT %s
"""  # noqa: S608 - of constants alone


def devices_unwatched(*, most: int) -> dict[int, list[int]]:
    """Return which devices rules are to watch and do not yet, by rule."""
    found: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_UNWATCHED, [DeviceState.IN_USE.value, RuleState.ON.value, most])
        for rule_id, device_id in cursor.fetchall():
            found[rule_id].append(device_id)
    return found


def readings_first(
    device_ids: Collection[int], quantity_ids: Collection[int], *, since: datetime
) -> dict[int, datetime]:
    """Return when each of some devices sent the first of its readings since an instant; some sent none."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST, [list(device_ids), list(quantity_ids), since])
        return dict(cursor.fetchall())


class Wanted(NamedTuple):
    """Of which device and quantities readings are wanted, and of which time.

    Args:
        since: for new readings outside, for past ones inside.
        looked_at: what came later was late then, and is left out of past ones.
    """

    device_id: int
    quantity_ids: Collection[int]
    since: datetime
    until: datetime
    looked_at: datetime


Row = tuple[int, int, float, float, int, float]
"""Place of who wanted it, quantity, instant, value, flags, when it came; in seconds since 1970."""
PastRow = tuple[int, str, float, float, int]
"""Place of who wanted it, code of the quantity, instant, value, flags."""


def readings_new(wanted: Sequence[Wanted], *, most: int) -> list[Row]:
    """Return new readings: for each who wants some, in the order they came and no more than `most`."""
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NEW, {**_wanted(wanted), "most": most})
        return list(cursor.fetchall())


def readings_past(wanted: Sequence[Wanted]) -> list[PastRow]:
    """Return readings that were judged, for each who wants some by instant and code.

    What came after somebody's `looked_at` was late then, and stays so.
    """
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_PAST, {**_wanted(wanted), "late": Doubt.LATE_ARRIVAL.bit})
        return list(cursor.fetchall())


def _wanted(wanted: Sequence[Wanted]) -> dict[str, Any]:  # lists of several kinds
    return {
        "places": list(range(len(wanted))),
        "devices": [one.device_id for one in wanted],
        "quantities": [f"{{{','.join(map(str, one.quantity_ids))}}}" for one in wanted],
        "since": [one.since for one in wanted],
        "until": [one.until for one in wanted],
        "looked_at": [one.looked_at for one in wanted],
        "floor": min(one.since for one in wanted),
        "ceiling": max(one.until for one in wanted),
    }


def alarms_lock(alarm_ids: Collection[int]) -> dict[int, Alarm]:
    """Return some alarms by id, locked in the order of their ids until the transaction ends."""
    found = Alarm.objects.select_for_update().filter(pk__in=alarm_ids).order_by("pk")
    return {alarm.pk: alarm for alarm in found}


def alarm_ids_new(count: int) -> list[int]:
    """Return ids for alarms that are about to be written; nobody else is given them."""
    with connection.cursor() as cursor:
        cursor.execute(_IDS, [count])
        return [key for (key,) in cursor.fetchall()]


_IDS = "SELECT nextval(pg_get_serial_sequence('sensing_alarm', 'id')) FROM generate_series(1, %s)"


def readings_stored(device_id: int, code: str, *, since: datetime, until: datetime) -> StoredReadings:
    """Return the readings of a quantity of a device as arrays, by instant; of retired days from files."""
    with connection.cursor() as cursor:
        cursor.execute(_STORED, {"device": device_id, "code": code, "since": since, "until": until})
        rows: list[tuple[float, float, int, float]] = cursor.fetchall()
    retired = retired_series(device_id, code, since, until)
    if retired:
        told = {one.at: one for one in sorted(retired, key=attrgetter("at", "sequence"), reverse=True)}
        of_files = {
            one.at / _SECOND: (one.at / _SECOND, one.value, one.flags, one.received_at / _SECOND)
            for one in told.values()
        }
        rows = sorted(({row[0]: row for row in rows} | of_files).values())
    columns = list(zip(*rows, strict=True)) or [(), (), (), ()]
    return StoredReadings(
        readings=Readings(
            np.array(columns[0], dtype=np.float64),
            np.array(columns[1], dtype=np.float64),
            np.array(columns[2], dtype=np.uint16),
        ),
        received_s=np.array(columns[3], dtype=np.float64),
    )


def series_stored(
    rule: JudgedRule, device_id: int, *, since: datetime, until: datetime
) -> Mapping[str, Readings]:
    """Return what a rule would be tried on: the readings of each of its series."""
    return {
        name: readings_stored(device_id, series.quantity, since=since, until=until).readings
        for name, series in rule.series.items()
    }
