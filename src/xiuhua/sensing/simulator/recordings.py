"""Recordings that are replayed: tables of air and of tracks, and frames as they were captured.

Source:
    columns: PRSA (UCI, Beijing air, hourly means: PM in µg/m³, CO in µg/m³, wind in m/s, pressure in hPa) and
    pNEUMA as packaged for tests (1 Hz, speed in km/h). What a row becomes is HJ 212-2017 command 2061, and
    JT/T 808-2013 0x0200.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from io import StringIO

from xiuhua.sensing.simulator import hj212, jt808
from xiuhua.sensing.simulator.player import Sending

_AIR = {
    "PM2.5": "a34004", "PM10": "a34002", "SO2": "a21026", "NO2": "a21004", "TEMP": "a01001", "WSPM": "a01007",
}  # fmt: skip
_MISSING = {"", "NA"}
_HEX = re.compile(rb"(?:[0-9A-Fa-f]{2}\s*)+")
FIRST_SERIAL = 10  # those before are for registration and authentication


def shifted(times: Iterable[datetime], last: datetime | None) -> timedelta:
    """Return by how much times are moved so that the last is some instant; by nothing where it is None."""
    if last is None:
        return timedelta()
    return last - max(times)


def air_sendings(text: str, *, mn: str, password: str, last: datetime | None) -> list[Sending]:
    """Return the hourly uploads of a station's table, oldest first."""
    rows = list(csv.DictReader(StringIO(text)))
    times = [
        datetime(int(row["year"]), int(row["month"]), int(row["day"]), int(row["hour"]), tzinfo=hj212.CHINA)
        for row in rows
    ]
    by = shifted(times, last)
    begun = (last or max(times)) - timedelta(milliseconds=len(rows))  # a request number for each
    found = []
    for number, (row, at) in enumerate(zip(rows, times, strict=True)):
        values = {f"{code}-Avg": row[name] for name, code in _AIR.items() if row[name] not in _MISSING}
        sent_at = begun + timedelta(milliseconds=number)
        octets = hj212.upload(
            mn=mn, at=at + by, values=values, password=password, st="22", cn=hj212.HOUR, sent_at=sent_at
        )
        found.append(Sending(_qn(octets), octets))
    return found


def _qn(octets: bytes) -> str:
    return octets[9:26].decode()


def track_sendings(text: str, *, number: str, last: datetime | None) -> dict[str, list[Sending]]:
    """Return the positions of a table of tracks by phone; the first track has `number`, the next one more."""
    rows = list(csv.DictReader(StringIO(text)))
    times = [datetime.fromisoformat(row["time"]).replace(tzinfo=UTC) for row in rows]
    by = shifted(times, last)
    phones: dict[str, str] = {}
    found: dict[str, list[Sending]] = {}
    for row, at in zip(rows, times, strict=True):
        phone = phones.setdefault(row["track_id"], str(int(number) + len(phones)))
        sendings = found.setdefault(phone, [])
        serial = (FIRST_SERIAL + len(sendings)) % 65_536
        sendings.append(Sending(serial, jt808.position(_position(row, at + by), phone=phone, serial=serial)))
    return found


def _position(row: Mapping[str, str], at: datetime) -> jt808.Position:
    return jt808.Position(at=at, lon=float(row["lon"]), lat=float(row["lat"]), speed_km_h=float(row["speed"]))


def frames_captured(content: bytes) -> Iterator[bytes]:
    """Yield frames, one a line, in hexadecimal or, for HJ 212, as text."""
    for line in content.splitlines():
        bare = line.strip()
        if not bare:
            continue
        if _HEX.fullmatch(bare):
            yield bytes.fromhex(bare.decode())
        else:
            yield bare + b"\r\n"
