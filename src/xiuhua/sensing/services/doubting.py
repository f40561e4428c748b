"""Readings are compared with their neighbours, and what is doubtful about them is flagged: stuck, and jumps.

A raw value is never changed, and no other flag. The judge compares what it is about to judge; figures are
made of readings that were compared, of every stream. How far a stream was compared stands in its mark, so
that each reading is looked at once; where something came late, or out of order, the readings around it are
compared again in the order in which they were measured, and flags are set and taken back.

What a device itself doubts, what was measured under maintenance and what cannot be true are no neighbours:
they say nothing of what the next reading may be.

Source:
    docs/decisions/0031 and 0035; what is expected of readings: `rules.quality`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

from django.db import connection, transaction

from xiuhua.sensing.rules.conditions.comparing import SLACK
from xiuhua.sensing.rules.measuring.measured import MOST_AHEAD
from xiuhua.sensing.rules.quality import Compared, Quality, QualityWatch, codes_expected, quality_of
from xiuhua.sensing.services.alarm_steps import instant
from xiuhua.sensing.terms.doubts import Doubt, flags_bits

HOLD = timedelta(seconds=5)  # after which a reading is judged although nobody has compared it
_MOST_READINGS = 5_000  # of one stream, that one pass compares
_STREAMS = 500  # that are compared in one transaction
_HOUR = timedelta(hours=1)
_TICK = timedelta(microseconds=1)
_OURS = flags_bits({Doubt.STUCK, Doubt.JUMP})
_NO_NEIGHBOUR = flags_bits({Doubt.OUT_OF_RANGE, Doubt.MAINTENANCE, Doubt.FAULTY})
Stream: TypeAlias = tuple[int, int]
"""Device and quantity."""

# Streams of devices of which something is expected; `since` where no mark stands yet.
_OF_DEVICES = """
SELECT stream.device_id, stream.quantity_id, quantity.code, told.since
FROM unnest(%(devices)s::bigint[], %(since)s::timestamptz[]) AS told (device_id, since)
JOIN sensing_stream AS stream ON stream.device_id = told.device_id
JOIN sensing_quantity AS quantity ON quantity.id = stream.quantity_id AND quantity.code = ANY(%(codes)s)
"""
_OF_STANDINGS = """
SELECT standing.device_id, asked.quantity_id, quantity.code, min(standing.judged_to)
FROM sensing_rulestanding AS standing
JOIN sensing_ruleversion_quantities AS asked ON asked.ruleversion_id = standing.version_id
JOIN sensing_quantity AS quantity ON quantity.id = asked.quantity_id AND quantity.code = ANY(%(codes)s)
WHERE standing.id = ANY(%(standings)s) GROUP BY 1, 2, 3
"""
_MARKS = """
SELECT device_id, quantity_id, at, hour_readings, before_readings,
       seen_at, value, run_at, run_value, run_readings
FROM sensing_streammark
WHERE (device_id, quantity_id) IN (SELECT * FROM unnest(%s::bigint[], %s::bigint[]))
ORDER BY device_id, quantity_id FOR UPDATE
"""
_NEW = """
SELECT wanted.device_id, wanted.quantity_id, seen.at, seen.sequence, seen.value, seen.flags
FROM unnest(%(devices)s::bigint[], %(quantities)s::bigint[], %(since)s::timestamptz[])
    AS wanted (device_id, quantity_id, since)
CROSS JOIN LATERAL (
    SELECT at, sequence, value, flags FROM sensing_observation
    WHERE device_id = wanted.device_id AND quantity_id = wanted.quantity_id
      AND at > wanted.since AND at > %(floor)s AND at <= %(until)s
    ORDER BY at, sequence LIMIT %(most)s
) AS seen ORDER BY 1, 2, 3, 4
"""
_MARKED = """
INSERT INTO sensing_streammark AS known
    (device_id, quantity_id, at, hour_readings, before_readings,
     seen_at, value, run_at, run_value, run_readings)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::timestamptz[], %s::int[], %s::int[],
                     %s::timestamptz[], %s::float8[], %s::timestamptz[], %s::float8[], %s::int[])
ON CONFLICT (device_id, quantity_id) DO UPDATE SET
    at = excluded.at, hour_readings = excluded.hour_readings, before_readings = excluded.before_readings,
    seen_at = excluded.seen_at, value = excluded.value,
    run_at = excluded.run_at, run_value = excluded.run_value, run_readings = excluded.run_readings
WHERE known.at <= excluded.at
"""
# Figures that were made before are made again; last values are locked in the order in which the gateway does.
_FLAGGED = """
WITH told AS MATERIALIZED (
    SELECT * FROM unnest(%(devices)s::bigint[], %(quantities)s::bigint[], %(at)s::timestamptz[],
                         %(sequences)s::int[], %(bits)s::smallint[])
        AS one (device_id, quantity_id, at, sequence, bits)
), changed AS (
    UPDATE sensing_observation AS seen SET flags = (seen.flags & ~%(ours)s::smallint) | told.bits
    FROM told WHERE seen.device_id = told.device_id AND seen.quantity_id = told.quantity_id
      AND seen.at = told.at AND seen.sequence = told.sequence
      AND seen.at >= %(since)s AND seen.at <= %(until)s
    RETURNING seen.device_id, seen.at
)
INSERT INTO sensing_touch (device_id, hour)
SELECT DISTINCT device_id, date_trunc('hour', at, 'UTC') FROM changed
"""
_LAST_LOCKED = """
SELECT FROM sensing_lastvalue
WHERE (device_id, quantity_id) IN (SELECT * FROM unnest(%(devices)s::bigint[], %(quantities)s::bigint[]))
ORDER BY device_id, quantity_id FOR UPDATE
"""
_LAST_FLAGGED = """
UPDATE sensing_lastvalue AS last SET flags = (last.flags & ~%(ours)s::smallint) | told.bits
FROM unnest(%(devices)s::bigint[], %(quantities)s::bigint[], %(at)s::timestamptz[], %(bits)s::smallint[])
    AS told (device_id, quantity_id, at, bits)
WHERE last.device_id = told.device_id AND last.quantity_id = told.quantity_id AND last.at = told.at
"""
_USABLE = f"device_id = %(device)s AND quantity_id = %(quantity)s AND flags & {_NO_NEIGHBOUR} = 0"
# The last neighbour before an instant, and the first of the run that it ends.
_BEFORE = f"""
WITH last AS (
    SELECT at, value FROM sensing_observation WHERE {_USABLE} AND at >= %(floor)s AND at < %(since)s
    ORDER BY at DESC, sequence LIMIT 1
), broken AS (
    SELECT max(seen.at) AS at FROM sensing_observation AS seen, last
    WHERE {_USABLE} AND seen.at >= %(floor)s AND seen.at < last.at AND abs(seen.value - last.value) > {SLACK}
), run AS (
    SELECT min(seen.at) AS at, count(DISTINCT seen.at) AS readings
    FROM sensing_observation AS seen, last, broken
    WHERE {_USABLE} AND seen.at >= %(floor)s AND seen.at <= last.at
      AND seen.at > coalesce(broken.at, '-infinity')
)
SELECT last.at, last.value, run.at, last.value, run.readings FROM last, run
"""  # noqa: S608 - of constants
# From the first neighbour after a span on nothing changes once its value has: there a run begins in any case.
_SETTLED = f"""
WITH anchor AS (
    SELECT at, value FROM sensing_observation WHERE {_USABLE} AND at >= %(until)s AND at <= %(marked)s
    ORDER BY at, sequence LIMIT 1
)
SELECT anchor.at, (
    SELECT min(seen.at) FROM sensing_observation AS seen
    WHERE {_USABLE} AND seen.at > anchor.at AND seen.at <= %(marked)s
      AND seen.at <= anchor.at + %(stuck)s AND abs(seen.value - anchor.value) > {SLACK}
) FROM anchor
"""  # noqa: S608 - as above
_SPAN = """
SELECT at, sequence, value, flags FROM sensing_observation
WHERE device_id = %(device)s AND quantity_id = %(quantity)s AND at >= %(since)s AND at <= %(until)s
ORDER BY at, sequence
"""
# As many neighbours as were compared, in the hour of the mark and the one before: nothing came late.
_COUNTED = f"""
SELECT wanted.device_id, wanted.quantity_id, seen.own, seen.before
FROM unnest(%(devices)s::bigint[], %(quantities)s::bigint[], %(hours)s::timestamptz[],
            %(until)s::timestamptz[])
    AS wanted (device_id, quantity_id, hour, until)
CROSS JOIN LATERAL (
    SELECT count(DISTINCT at) FILTER (WHERE at >= wanted.hour) AS own,
           count(DISTINCT at) FILTER (WHERE at < wanted.hour) AS before
    FROM sensing_observation
    WHERE device_id = wanted.device_id AND quantity_id = wanted.quantity_id AND flags & {_NO_NEIGHBOUR} = 0
      AND at >= wanted.hour - interval '1 hour' AND at <= wanted.until AND at >= %(floor)s
) AS seen
"""  # noqa: S608 - as above


class Mark(NamedTuple):
    """How far a stream was compared.

    Args:
        at: the last reading that was looked at.
        hour_readings: how many neighbours there were in the hour of that, up to it; before_readings: in the
            hour before.
        compared: the last neighbour, and its run; None where there was none yet.
    """

    at: datetime
    hour_readings: int
    before_readings: int
    compared: Compared | None


class Flag(NamedTuple):
    """What a reading's flags of ours should be."""

    stream: Stream
    at: datetime
    sequence: int
    bits: int


class Asked(NamedTuple):
    """A stream to be compared, what is expected of it, and from when on where none of it was."""

    stream: Stream
    quality: Quality
    since: datetime


Seen: TypeAlias = tuple[datetime, int, float, int]
"""Instant, sequence, value, flags."""


def judged_compare(*, standing_ids: Sequence[int], at: datetime) -> dict[Stream, float]:
    """Compare the readings that some judgements are about to judge.

    Returns:
        How far each stream of which something is expected was compared, seconds since 1970.
    """
    asked = _asked(_OF_STANDINGS, {"standings": list(standing_ids)})
    found = {one.stream: one.since.timestamp() for one in asked}
    for some in _by(asked):
        unfinished: Sequence[Asked] = some
        while unfinished:
            marks, unfinished = _compared(unfinished, at)
            found |= {stream: mark.at.timestamp() for stream, mark in marks.items()}
    return found


def touched_compare(*, touched: Collection[tuple[int, datetime]], at: datetime) -> None:
    """Compare what came of some devices, and again the hours in which something came late.

    Args:
        touched: devices, and the whole hours of UTC in which something was stored.
        at: now.
    """
    hours: dict[int, set[datetime]] = defaultdict(set)
    for device, hour in touched:
        hours[device].add(hour)
    told = sorted(hours)
    since = [min(hours[device]) - _TICK for device in told]
    asked = _asked(_OF_DEVICES, {"devices": told, "since": since})
    for some in _by(asked):
        unfinished: Sequence[Asked] = some
        while unfinished:
            marks, unfinished = _compared(unfinished, at)
            done = [one for one in some if one.stream in marks and one not in unfinished]
            for one in _late(done, marks, hours):
                _late_compared(one, hours[one.stream[0]])


def _late(
    asked: Sequence[Asked], marks: Mapping[Stream, Mark], hours: Mapping[int, Collection[datetime]]
) -> list[Asked]:
    """Return the streams of which something came late in some hours of their devices."""
    counted = _counted({one.stream: marks[one.stream] for one in asked})
    return [one for one in asked if _late_hours(marks[one.stream], counted[one.stream], hours[one.stream[0]])]


def _late_hours(mark: Mark, counted: tuple[int, int], hours: Collection[datetime]) -> set[datetime]:
    """Return in which hours something came late: of the last two where more stands than was compared."""
    own = _hour(mark.at)
    found = {hour for hour in hours if hour < own - _HOUR}
    found |= {own} if counted[0] != mark.hour_readings else set()
    found |= {own - _HOUR} if counted[1] != mark.before_readings else set()
    return found


def _counted(marks: Mapping[Stream, Mark]) -> dict[Stream, tuple[int, int]]:
    """Return how many neighbours there are in the hour of each mark, up to it, and in the hour before."""
    if not marks:
        return {}
    hours = [_hour(mark.at) for mark in marks.values()]
    wanted = {
        **_columns(list(marks)), "hours": hours, "until": [mark.at for mark in marks.values()],
        "floor": min(hours) - _HOUR,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, wanted)
        return {(device, quantity): (own, before) for device, quantity, own, before in cursor.fetchall()}


def _asked(statement: str, wanted: dict[str, list[Any]]) -> list[Asked]:  # as psycopg takes parameters
    with connection.cursor() as cursor:
        cursor.execute(statement, {**wanted, "codes": sorted(codes_expected())})
        rows = cursor.fetchall()
    found = ((device, quantity, quality_of(code), since) for device, quantity, code, since in rows)
    return sorted(
        (Asked((device, quantity), quality, since) for device, quantity, quality, since in found if quality),
        key=lambda one: one.stream,
    )


def _by(asked: Sequence[Asked]) -> Iterable[Sequence[Asked]]:
    return (asked[place : place + _STREAMS] for place in range(0, len(asked), _STREAMS))


# --- what is new -------------------------------------------------------------------------------------------


@transaction.atomic
def _compared(asked: Sequence[Asked], at: datetime) -> tuple[dict[Stream, Mark], list[Asked]]:
    """Compare what is newer than the marks of some streams.

    Returns:
        Where the marks stand now, and the streams that have more.
    """
    marks = _marks([one.stream for one in asked])
    since = [marks[one.stream].at if one.stream in marks else one.since for one in asked]
    wanted = {**_columns([one.stream for one in asked]), "since": since, "floor": min(since)}
    with connection.cursor() as cursor:
        cursor.execute(_NEW, {**wanted, "until": at + MOST_AHEAD, "most": _MOST_READINGS})
        rows = cursor.fetchall()
    known = {one.stream: one for one in asked}
    flags: list[Flag] = []
    moved: dict[Stream, Mark] = {}
    unfinished: list[Asked] = []
    for stream, those in groupby(rows, key=itemgetter(0, 1)):
        seen: list[Seen] = [row[2:] for row in those]
        moved[stream], found = _walked(known[stream], seen, marks.get(stream))
        flags += found
        if len(seen) == _MOST_READINGS:
            unfinished.append(known[stream])
    _marked(moved)
    _flagged(flags)
    return marks | moved, unfinished


def _walked(asked: Asked, rows: Sequence[Seen], before: Mark | None) -> tuple[Mark, list[Flag]]:
    """Compare readings in their order; return where that ends, and the flags that are not as they stand."""
    watch = QualityWatch.resumed(asked.quality, before.compared if before else None)
    flags: list[Flag] = []
    counts: dict[datetime, int] = {}
    if before:
        own = _hour(before.at)
        counts = {own: before.hour_readings, own - _HOUR: before.before_readings}
    last: datetime | None = None
    for at, sequence, value, known in rows:
        bits = 0
        if not known & _NO_NEIGHBOUR and at != last:
            bits = watch.beside(at.timestamp(), value)
            counts[_hour(at)] = counts.get(_hour(at), 0) + 1
            last = at
        if known & _OURS != bits:
            flags.append(Flag(asked.stream, at, sequence, bits))
    at = rows[-1][0]
    own = _hour(at)
    return Mark(at, counts.get(own, 0), counts.get(own - _HOUR, 0), watch.compared), flags


# --- what came late ----------------------------------------------------------------------------------------


@transaction.atomic
def _late_compared(asked: Asked, hours: Collection[datetime]) -> None:
    """Compare the readings of some hours again, and those after them as far as it may matter."""
    mark = _marks([asked.stream])[asked.stream]
    counted = _counted({asked.stream: mark})[asked.stream]
    late = _late_hours(mark, counted, hours)
    if not late:
        return
    since, until = min(late), min(max(late) + _HOUR, mark.at + _TICK)
    end = _settled(asked, until, mark.at)
    rows = _read(_SPAN, asked.stream, since=since, until=end)
    compared = mark.compared
    if rows:
        ended, flags = _walked(asked, rows, Mark(since - _TICK, 0, 0, _before(asked, since)))
        compared = ended.compared if end == mark.at else compared
        _flagged(flags)
    _marked({asked.stream: Mark(mark.at, *counted, compared)})


def _settled(asked: Asked, until: datetime, marked: datetime) -> datetime:
    """Return up to where readings must be compared again after a span in which something came late."""
    stuck = timedelta(seconds=asked.quality.stuck_s or 0)
    rows = _read(_SETTLED, asked.stream, until=until, marked=marked, stuck=stuck)
    if not rows:
        return marked
    anchor: datetime
    broken: datetime | None
    ((anchor, broken),) = rows
    return min(marked, anchor + stuck if broken is None else broken - _TICK)


def _before(asked: Asked, since: datetime) -> Compared | None:
    """Return the last neighbour before an instant, and its run as far back as it may matter."""
    back = timedelta(seconds=2 * (asked.quality.stuck_s or 0) + asked.quality.jump_within_s)
    rows = _read(_BEFORE, asked.stream, floor=since - back, since=since)
    return next(
        (
            Compared(at.timestamp(), value, run_at.timestamp(), run_value, readings)
            for at, value, run_at, run_value, readings in rows
        ),
        None,
    )


def _read(
    statement: str, stream: Stream, **wanted: datetime | timedelta
) -> list[Any]:  # rows of several kinds
    asked: dict[str, Any] = {"device": stream[0], "quantity": stream[1], **wanted}  # as above
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return list(cursor.fetchall())


# --- rows --------------------------------------------------------------------------------------------------


def _marks(streams: Sequence[Stream]) -> dict[Stream, Mark]:
    """Return the marks of some streams, locked until the transaction ends."""
    columns = _columns(streams)
    with connection.cursor() as cursor:
        cursor.execute(_MARKS, [columns["devices"], columns["quantities"]])
        return {
            (row[0], row[1]): Mark(row[2], row[3], row[4], _compared_of(row[5:])) for row in cursor.fetchall()
        }


def _compared_of(row: Sequence[Any]) -> Compared | None:
    seen_at, value, run_at, run_value, run_readings = row
    if seen_at is None:
        return None
    return Compared(seen_at.timestamp(), value, run_at.timestamp(), run_value, run_readings)


def _marked(marks: Mapping[Stream, Mark]) -> None:
    """Write marks down."""
    if not marks:
        return
    rows = [(*stream, *mark[:3], *_stored(mark.compared)) for stream, mark in marks.items()]
    with connection.cursor() as cursor:
        cursor.execute(_MARKED, [list(column) for column in zip(*rows, strict=True)])


def _stored(compared: Compared | None) -> tuple[object, ...]:
    if compared is None:
        return (None, None, None, None, 0)
    return (
        instant(compared.at), compared.value, instant(compared.run_at), compared.run_value,
        compared.run_readings,
    )  # fmt: skip


def _flagged(flags: Sequence[Flag]) -> None:
    """Write flags down, on readings and last values, and leave touches where figures change with them."""
    if not flags:
        return
    instants = [one.at for one in flags]
    told = {
        **_columns([one.stream for one in flags]),
        "at": instants, "sequences": [one.sequence for one in flags], "bits": [one.bits for one in flags],
        "ours": _OURS, "since": min(instants), "until": max(instants),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FLAGGED, told)
        cursor.execute(_LAST_LOCKED, told)
        cursor.execute(_LAST_FLAGGED, told)


def _columns(streams: Sequence[Stream]) -> dict[str, Any]:  # as psycopg takes parameters
    return {
        "devices": [device for device, _quantity in streams],
        "quantities": [quantity for _device, quantity in streams],
    }


def _hour(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
