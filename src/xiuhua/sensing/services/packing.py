"""Rows in PostgreSQL's binary COPY format: made without a text of every number, and read without parsing one.

Only for tables of the session that `services.storing` makes, whose columns stand in the order given here.

Source:
    PostgreSQL 17 documentation, COPY, "Binary Format"; timestamptz is microseconds since 2000-01-01 UTC.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from struct import Struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xiuhua.sensing.services.storing import FrameRow, PointRow, ReadingRow

HEAD = b"PGCOPY\n\xff\r\n\x00" + bytes(8)  # signature, flags, length of an extension
TAIL = b"\xff\xff"
_NULL = b"\xff\xff\xff\xff"
_BORN = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
# Each column is its length in bytes (i) and its value: q bigint and timestamptz, i int, h smallint, d float8.
_READING = Struct(">h" + "iq" * 3 + "ii" + "id" + "ih" + "iq")
_POINT = Struct(">h" + "iq" * 2 + "ii" + "id" * 3 + "ih" + "ii" + "iq" * 2 + "ih" + "iq")
_FRAME = Struct(">hiq")
_LONG, _FLOAT, _LENGTH = Struct(">iq"), Struct(">id"), Struct(">i")


def readings_packed(rows: Iterable[ReadingRow]) -> Iterator[bytes]:
    """Yield rows of `new_reading`.

    Raises:
        OverflowError: a number is too large for its column.
    """
    pack, instant = _READING.pack, _instant
    try:
        for device_id, quantity_id, at, sequence, value, flags, received_at in rows:
            yield pack(
                7, 8, device_id, 8, quantity_id, 8, instant(at), 4, sequence, 8, value, 2, flags,
                8, instant(received_at),
            )  # fmt: skip
    except struct.error as error:
        raise OverflowError(str(error)) from error


def points_packed(rows: Iterable[PointRow]) -> Iterator[bytes]:
    """Yield rows of `new_point`.

    Raises:
        OverflowError: a number is too large for its column.
    """
    pack, instant = _POINT.pack, _instant
    try:
        for device_id, area_code, fix, flags, received_at in rows:
            at, sequence, lon, lat, speed_km_h, direction_deg, altitude_m, status, alarm, mileage_km = fix
            fixed = pack(
                14, 8, device_id, 8, instant(at), 4, sequence, 8, lon, 8, lat, 8, speed_km_h,
                2, direction_deg, 4, altitude_m, 8, status, 8, alarm, 2, flags, 8, instant(received_at),
            )  # fmt: skip
            mileage = _NULL if mileage_km is None else _FLOAT.pack(8, mileage_km)
            yield fixed + mileage + _text(area_code)
    except struct.error as error:
        raise OverflowError(str(error)) from error


def frames_packed(rows: Iterable[FrameRow]) -> Iterator[bytes]:
    """Yield rows of `new_frame`; what many frames of a device say alike is made once."""
    alike: dict[tuple[object, ...], bytes] = {}
    for at, device_id, protocol, number, area_code, peer, content, fault, details, direction in rows:
        key = (device_id, protocol, number, area_code, peer, fault, direction)
        told = alike.get(key)
        if told is None:
            device = _NULL if device_id is None else _LONG.pack(8, device_id)
            told = alike[key] = device + b"".join(
                _text(one) for one in (protocol, number, area_code, peer, fault, direction)
            )
        named = _NULL if details is None else _text(json.dumps(dict(details)))
        yield _FRAME.pack(10, 8, _instant(at)) + told + _LENGTH.pack(len(content)) + content + named


def days_of(instants: Iterable[datetime]) -> set[date]:
    """Return the days of instants in UTC; thousands of them are mostly of one."""
    born = _BORN
    return {born.date() + timedelta(days=days) for days in {(at - born).days for at in instants}}


def _instant(at: datetime) -> int:
    return (at - _BORN) // _MICROSECOND


def _text(text: str) -> bytes:
    octets = text.encode()
    return _LENGTH.pack(len(octets)) + octets
