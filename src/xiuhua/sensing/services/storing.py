"""What devices send is stored: frames, readings, positions, last values and contacts, in one transaction.

The gateway and the HTTPS door call this with a cursor of their own; neither makes ledger entries, because
readings are not acts of anybody. Rows are copied into tables of the session and inserted from there: COPY
knows no ON CONFLICT, and refuses tables with row-level security. Storing the same again changes nothing.

Source:
    docs/decisions/0028: the one writer that uses COPY.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import LiteralString, NamedTuple, TypeAlias
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow

from xiuhua.sensing.codecs.faults import Detail
from xiuhua.sensing.rules.measuring.measured import Fix
from xiuhua.sensing.rules.quantities import quantities_named, quantity_is_named, quantity_words
from xiuhua.sensing.services.packing import HEAD, TAIL, days_of, frames_packed, points_packed, readings_packed
from xiuhua.sensing.terms import Direction
from xiuhua.sensing.terms.doubts import Doubt

Cursor: TypeAlias = psycopg.Cursor[TupleRow]  # also what lies beneath a cursor of Django
_TABLES = {
    "frame": """
        received_at timestamptz, device_id bigint, protocol text, number text, area_code text, peer text,
        fault text, direction text, content bytea, details text
    """,
    "reading": """
        device_id bigint, quantity_id bigint, at timestamptz, sequence int, value float8, flags smallint,
        received_at timestamptz
    """,
    "point": """
        device_id bigint, at timestamptz, sequence int, lon float8, lat float8, speed_km_h float8,
        direction_deg smallint, altitude_m int, status bigint, alarm bigint, flags smallint,
        received_at timestamptz, mileage_km float8, area_code text
    """,
    "contact": """
        device_id bigint, frame_at timestamptz, reading_at timestamptz, peer text, frames bigint,
        refused bigint, faults text, fault_at timestamptz, fault text, lon float8, lat float8,
        speed_km_h float8, direction_deg smallint
    """,
    "channel": """
        device_id bigint, code text, name text, maker text, model text, address text, state text,
        lon float8, lat float8, seen_at timestamptz
    """,
    "catalogue": "device_id bigint, at timestamptz",
}
STAGING: LiteralString = "; ".join(
    f"CREATE TEMP TABLE IF NOT EXISTS new_{name} ({columns}) ON COMMIT DELETE ROWS"
    for name, columns in _TABLES.items()
)
EMPTIED: LiteralString = f"TRUNCATE {', '.join(f'new_{name}' for name in _TABLES)}"
_FRAMES = """
INSERT INTO sensing_rawframe
    (received_at, device_id, protocol, number, area_code, peer, content, fault, details, direction)
SELECT received_at, device_id, protocol, number, area_code, peer, content, fault, details::jsonb, direction
FROM new_frame
"""
# What is measured while its device is worked on is doubtful, whenever it comes; with rules named it is not.
_MAINTAINED = """
WITH held AS MATERIALIZED (
    SELECT span.since, span.until, held.id, held.whole_area, held.area_code
    FROM sensing_maintenancespan AS span JOIN sensing_maintenancewindow AS held ON held.id = span.window_id
    WHERE NOT held.is_for_rules AND span.until > (SELECT min(at) FROM new_reading)
      AND span.since <= (SELECT max(at) FROM new_reading)
)
UPDATE new_reading AS new SET flags = new.flags | %s::smallint
FROM held, sensing_device AS device
WHERE device.id = new.device_id AND new.at >= held.since AND new.at < held.until
  AND CASE WHEN held.whole_area THEN device.area_code ^@ held.area_code ELSE EXISTS (
      SELECT FROM sensing_maintenancewindow_devices AS listed
      WHERE listed.maintenancewindow_id = held.id AND listed.device_id = device.id
  ) END
"""
# A touch is only ever added: who took one before this commit has not seen these readings (services.rolling).
_READINGS = """
WITH stored AS (
    INSERT INTO sensing_observation (device_id, quantity_id, at, sequence, value, flags, received_at)
    SELECT device_id, quantity_id, at, sequence, value, flags, received_at FROM new_reading
    ON CONFLICT DO NOTHING
    RETURNING device_id, at
)
INSERT INTO sensing_touch (device_id, hour)
SELECT DISTINCT device_id, date_trunc('hour', at, 'UTC') FROM stored
"""
# What is a first value (its row has no older version) is the beginning of a stream.
_LAST = """
WITH last AS (
    INSERT INTO sensing_lastvalue AS known (device_id, quantity_id, at, value, flags)
    SELECT DISTINCT ON (device_id, quantity_id) device_id, quantity_id, at, value, flags
    FROM new_reading ORDER BY device_id, quantity_id, at DESC, sequence DESC
    ON CONFLICT (device_id, quantity_id) DO UPDATE
        SET at = excluded.at, value = excluded.value, flags = excluded.flags
    WHERE known.at < excluded.at
    RETURNING device_id, quantity_id, xmax = 0 AS is_first
)
INSERT INTO sensing_stream (device_id, quantity_id, name, description)
SELECT device_id, quantity_id, '', '' FROM last WHERE is_first
ON CONFLICT DO NOTHING
"""
# Whoever follows tracks takes the touches: one a device and batch, the earliest position that was really new.
# One so old that every track refuses it leaves none: its clock is wrong, and all would be read again for it.
_POINTS = """
WITH stored AS (
    INSERT INTO sensing_trackpoint
        (device_id, at, sequence, area_code, lon, lat, speed_km_h, direction_deg, altitude_m, status, alarm,
         mileage_km, flags, received_at)
    SELECT device_id, at, sequence, area_code, lon, lat, speed_km_h, direction_deg, altitude_m, status, alarm,
           mileage_km, flags, received_at
    FROM new_point
    ON CONFLICT DO NOTHING
    RETURNING device_id, at, received_at
)
INSERT INTO sensing_pointtouch (device_id, at)
SELECT device_id, min(at) FROM stored WHERE at > received_at - interval '8 days' GROUP BY device_id
"""
# Rows are locked in the order of their keys, so that two writers never wait for each other in a ring.
_CONTACTS: LiteralString = """
WITH locked AS (
    SELECT known.device_id FROM sensing_contact AS known JOIN new_contact USING (device_id)
    ORDER BY known.device_id FOR UPDATE OF known
)
UPDATE sensing_contact AS known SET
    frame_at = greatest(known.frame_at, new.frame_at),
    reading_at = greatest(known.reading_at, new.reading_at),
    peer = coalesce(nullif(new.peer, ''), known.peer),
    frames = known.frames + new.frames,
    refused = known.refused + new.refused,
    faults = CASE WHEN new.faults = '' THEN known.faults ELSE (
        SELECT jsonb_object_agg(reason, times) FROM (
            SELECT key AS reason, sum(value::bigint) AS times FROM (
                SELECT * FROM jsonb_each_text(known.faults)
                UNION ALL SELECT * FROM jsonb_each_text(new.faults::jsonb)
            ) AS both_of_them GROUP BY key
        ) AS counted) END,
    fault_at = greatest(known.fault_at, new.fault_at),
    fault = coalesce(nullif(new.fault, ''), known.fault),
    place = CASE WHEN new.lon IS NULL OR new.reading_at < known.reading_at THEN known.place
                 ELSE ST_SetSRID(ST_MakePoint(new.lon, new.lat), 4326) END,
    speed_km_h = CASE WHEN new.lon IS NULL OR new.reading_at < known.reading_at THEN known.speed_km_h
                      ELSE new.speed_km_h END,
    direction_deg = CASE WHEN new.lon IS NULL OR new.reading_at < known.reading_at THEN known.direction_deg
                         ELSE new.direction_deg END,
    liveness = CASE WHEN new.frame_at IS NOT NULL AND known.liveness <> 'device_off'
                    THEN 'device_online' ELSE known.liveness END
FROM new_contact AS new, locked
WHERE known.device_id = new.device_id AND locked.device_id = known.device_id
"""
# What a catalogue leaves out of a channel stays as it was told before.
_CHANNELS = """
INSERT INTO sensing_channel AS known
    (device_id, code, name, maker, model, address, state, place, seen_at)
SELECT DISTINCT ON (device_id, code) device_id, code, name, maker, model, address, state,
       CASE WHEN lon IS NULL THEN NULL ELSE ST_SetSRID(ST_MakePoint(lon, lat), 4326) END, seen_at
FROM new_channel ORDER BY device_id, code, seen_at DESC
ON CONFLICT (device_id, code) DO UPDATE SET
    name = coalesce(nullif(excluded.name, ''), known.name),
    maker = coalesce(nullif(excluded.maker, ''), known.maker),
    model = coalesce(nullif(excluded.model, ''), known.model),
    address = coalesce(nullif(excluded.address, ''), known.address),
    state = CASE WHEN excluded.state = 'channel_unknown' THEN known.state ELSE excluded.state END,
    place = coalesce(excluded.place, known.place), seen_at = excluded.seen_at, gone_at = NULL
"""
# A whole catalogue names every channel that there is.
_GONE = """
UPDATE sensing_channel AS known SET gone_at = whole.at
FROM (SELECT device_id, max(at) AS at FROM new_catalogue GROUP BY device_id) AS whole
WHERE known.device_id = whole.device_id AND known.seen_at < whole.at AND known.gone_at IS NULL
"""
_QUANTITIES = """
INSERT INTO sensing_quantity (code, zh, en, unit, valid_low, valid_high)
SELECT * FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::float8[], %s::float8[])
ON CONFLICT DO NOTHING
"""
_OWN_CODES = """
SELECT quantity.code FROM sensing_lastvalue AS last
JOIN sensing_quantity AS quantity ON quantity.id = last.quantity_id
WHERE last.device_id = %s
"""


_SPILL_NOTED = """
INSERT INTO sensing_spillmark AS known (spill, stored, at) VALUES (%s, %s, now())
ON CONFLICT (spill) DO UPDATE SET stored = excluded.stored, at = excluded.at
"""
# A name of the future is that of another cluster, as after one was restored.
_ENDED = """
SELECT CASE WHEN %s::xid8 < pg_snapshot_xmax(pg_current_snapshot()) THEN pg_xact_status(%s::xid8) END
"""


class FrameRow(NamedTuple):
    """A frame to be kept; of nobody known `device_id` is None and `number` what it claims."""

    received_at: datetime
    device_id: int | None
    protocol: str
    number: str
    area_code: str
    peer: str
    content: bytes
    fault: str = ""
    details: Mapping[str, Detail] | None = None
    direction: str = Direction.IN.value


class ReadingRow(NamedTuple):
    """A reading to be kept."""

    device_id: int
    quantity_id: int
    at: datetime
    sequence: int
    value: float
    flags: int
    received_at: datetime


class ChannelRow(NamedTuple):
    """A channel of a camera or recorder as its catalogue told it; degrees, None for no place."""

    device_id: int
    code: str
    name: str
    maker: str
    model: str
    address: str
    state: str
    lon: float | None
    lat: float | None
    seen_at: datetime


class PointRow(NamedTuple):
    """A position to be kept."""

    device_id: int
    area_code: str
    fix: Fix
    flags: int
    received_at: datetime


@dataclass(slots=True)
class ContactRow:
    """What is new about one device: its last frame, reading and place, and how many frames there were."""

    frame_at: datetime | None = None
    reading_at: datetime | None = None
    peer: str = ""
    frames: int = 0
    refused: int = 0
    faults: dict[str, int] = field(default_factory=dict)
    fault_at: datetime | None = None
    fault: str = ""
    fix: Fix | None = None


@dataclass(slots=True)
class Batch:
    """What is stored together, or not at all."""

    frames: list[FrameRow] = field(default_factory=list)
    readings: list[ReadingRow] = field(default_factory=list)
    points: list[PointRow] = field(default_factory=list)
    contacts: dict[int, ContactRow] = field(default_factory=dict)
    channels: list[ChannelRow] = field(default_factory=list)
    catalogues: list[tuple[int, datetime]] = field(default_factory=list)  # whole ones

    def contact(self, device_id: int) -> ContactRow:
        """Return the row in which a device's news are gathered."""
        found = self.contacts.get(device_id)
        if found is None:
            found = self.contacts[device_id] = ContactRow()
        return found

    def days(self) -> set[date]:
        """Return the days, in UTC, whose partitions are written to."""
        return (
            days_of(row.received_at for row in self.frames)
            | days_of(row.at for row in self.readings)
            | days_of(row.fix.at for row in self.points)
        )


def batch_store(cursor: Cursor, batch: Batch) -> None:
    """Store a batch in the caller's transaction; the session's tables must stand (`STAGING`)."""
    _packed(cursor, "frame", frames_packed(batch.frames))
    _packed(cursor, "reading", readings_packed(batch.readings))
    _packed(cursor, "point", points_packed(batch.points))
    _copied(cursor, "contact", (_contact(key, batch.contacts[key]) for key in batch.contacts))
    _copied(cursor, "channel", batch.channels)
    _copied(cursor, "catalogue", batch.catalogues)
    if batch.frames:
        cursor.execute(_FRAMES)
    if batch.readings:
        cursor.execute(_MAINTAINED, [Doubt.MAINTENANCE.bit])
        cursor.execute(_READINGS)
        cursor.execute(_LAST)
    if batch.points:
        cursor.execute(_POINTS)
    if batch.contacts:
        cursor.execute(_CONTACTS)
    if batch.channels:
        cursor.execute(_CHANNELS)
    if batch.catalogues:
        cursor.execute(_GONE)


def spill_noted(cursor: Cursor, spill: UUID, stored: int) -> None:
    """Note up to which item a file of the gateway is stored, in the transaction that stores them."""
    cursor.execute(_SPILL_NOTED, [spill, stored])


def spill_stored(cursor: Cursor, spill: UUID) -> int:
    """Return how many items of a file of the gateway are stored, from its beginning."""
    cursor.execute("SELECT stored FROM sensing_spillmark WHERE spill = %s", [spill])
    found = cursor.fetchone()
    return int(str(found[0])) if found else 0


def transaction_name(cursor: Cursor) -> str:
    """Return the name of the transaction that is under way, by which it can be asked for later."""
    cursor.execute("SELECT pg_current_xact_id()::text")
    found = cursor.fetchone()
    return str(found[0]) if found else ""


def transaction_end(cursor: Cursor, name: str) -> str:
    """Return how a transaction ended: `committed`, `aborted`, `in progress`; empty where nobody knows."""
    cursor.execute(_ENDED, [name, name])
    found = cursor.fetchone()
    return str(found[0] or "") if found else ""


def days_ensure(cursor: Cursor, days: Iterable[date]) -> None:
    """Make the partitions of some days where they are missing."""
    for day in sorted(set(days)):
        cursor.execute("SELECT sensing_days_ensure(%s, %s)", [day, day])


def quantities_ensure(cursor: Cursor, codes: Collection[str] = ()) -> dict[str, int]:
    """Enter quantities that are not known yet, and return the ids of all there are, by code."""
    wanted = sorted({*codes} or quantities_named())
    words = [quantity_words(code) for code in wanted]
    columns = zip(
        *(
            (code, one.zh, one.en, one.unit, one.low, one.high)
            for code, one in zip(wanted, words, strict=True)
        ),
        strict=True,
    )
    cursor.execute(_QUANTITIES, [list(column) for column in columns])
    cursor.execute("SELECT code, id FROM sensing_quantity")
    return {str(code): int(str(key)) for code, key in cursor.fetchall()}


def own_codes(cursor: Cursor, device_id: int) -> set[str]:
    """Return the quantities without a name in any table that a device has brought."""
    cursor.execute(_OWN_CODES, [device_id])
    return {str(code) for (code,) in cursor.fetchall() if not quantity_is_named(str(code))}


def _packed(cursor: Cursor, name: LiteralString, rows: Iterable[bytes]) -> None:
    octets = b"".join(rows)
    if octets:
        with cursor.copy(f"COPY new_{name} FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(HEAD + octets + TAIL)


def _copied(cursor: Cursor, name: LiteralString, rows: Iterable[Sequence[object]]) -> None:
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    with cursor.copy(f"COPY new_{name} FROM STDIN") as copy:
        copy.write_row(first)
        for row in rows:
            copy.write_row(row)


def _contact(device_id: int, row: ContactRow) -> tuple[object, ...]:
    fix = row.fix
    placed = (None,) * 4 if fix is None else (fix.lon, fix.lat, fix.speed_km_h, fix.direction_deg)
    faults = json.dumps(row.faults) if row.faults else ""
    return (
        device_id, row.frame_at, row.reading_at, row.peer, row.frames, row.refused, faults, row.fault_at,
        row.fault, *placed,
    )  # fmt: skip
