"""Questions about days that left the tables, and the rows in their files."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from xiuhua.sensing.models import Quantity, RetiredPart
from xiuhua.sensing.rules.retiring import COLUMNS, kind_instant
from xiuhua.sensing.rules.rolling import Reading
from xiuhua.sensing.terms import StoredKind

_PARTITIONS = """
SELECT right(child.relname, 8) FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
WHERE inhparent = to_regclass(%s) AND child.relname ~ '_d[0-9]{8}$' ORDER BY 1
"""


_VISIBLE = "SELECT code FROM unnest(%s::text[]) AS told(code) WHERE xiuhua_sees(code)"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_INSTANTS = frozenset({"at", "received_at"})


def parts_of(kind: StoredKind, days: Collection[date]) -> QuerySet[RetiredPart]:
    """Return the files of some retired days, in the order they were written."""
    return RetiredPart.objects.filter(kind=kind.value, day__in=days).order_by("day", "number")


def retired_days(days: Collection[date]) -> set[date]:
    """Return which of some days of readings have left the tables."""
    return set(parts_of(StoredKind.READING, days).values_list("day", flat=True))


def days_standing(kind: StoredKind, *, until: date) -> list[date]:
    """Return the days of a table that have a partition of their own and lie before another day."""
    with connection.cursor() as cursor:
        cursor.execute(_PARTITIONS, [f"sensing_{kind.value}"])
        days = [date.fromisoformat(text) for (text,) in cursor.fetchall()]
    return [day for day in days if day < until]


def part_path(part: RetiredPart) -> Path:
    """Return where the file of a retired day lies."""
    return Path(settings.RETIRED_ROOT) / part.path


def retired_readings(
    device: int, since: datetime, until: datetime, days: Collection[date]
) -> Iterator[tuple[int, Reading]]:
    """Yield the readings of a device in retired days, by quantity, first what was written first."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - the few who need it wait for it, not every start

    for part in parts_of(StoredKind.READING, days):
        table = pq.read_table(
            part_path(part),
            columns=["quantity_id", "at", "sequence", "value", "flags"],
            filters=[("device_id", "=", device), ("at", ">=", since), ("at", "<", until)],
        )
        at = table["at"].cast("int64").to_pylist()
        rest = (table[name].to_pylist() for name in ("quantity_id", "sequence", "value", "flags"))
        for instant, quantity, sequence, value, flags in zip(at, *rest, strict=True):
            yield quantity, Reading(instant, sequence, value, flags)


class RetiredReading(NamedTuple):
    """A reading in a file; instants in microseconds since 1970."""

    at: int
    sequence: int
    value: float
    flags: int
    received_at: int


def retired_series(device: int, code: str, since: datetime, until: datetime) -> list[RetiredReading]:
    """Return the readings of one quantity of a device in retired days, first what was written first.

    Args:
        device: whose.
        code: of the quantity.
        since: inside.
        until: inside.
    """
    parts = list(parts_of(StoredKind.READING, _days(since, until)))
    if not parts:
        return []
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    quantity = Quantity.objects.only("pk").get(code=code).pk
    found: list[RetiredReading] = []
    for part in parts:
        table = pq.read_table(
            part_path(part), columns=list(RetiredReading._fields),
            filters=[
                ("device_id", "=", device), ("quantity_id", "=", quantity),
                ("at", ">=", since), ("at", "<=", until),
            ],
        )  # fmt: skip
        columns = [
            table[name].cast("int64").to_pylist() if name in _INSTANTS else table[name].to_pylist()
            for name in RetiredReading._fields
        ]
        found += map(RetiredReading, *columns)
    return found


def _days(since: datetime, until: datetime) -> list[date]:
    """Return the days from one instant to another, both inside."""
    first, last = since.astimezone(UTC).date(), until.astimezone(UTC).date()
    return [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]


class Position(NamedTuple):
    """A stored position, from the table or from a file."""

    at: datetime
    sequence: int
    lon: float
    lat: float
    speed_km_h: float
    direction_deg: int
    altitude_m: int
    status: int
    received_at: datetime


def retired_positions(device: int, since: datetime, until: datetime) -> list[Position]:
    """Return the positions of a device in retired days, by time; of two with one key, what was written first.

    Files know no row-level security: what lies in areas that the database's scope does not show is left out.

    Args:
        device: whose.
        since: inside.
        until: outside.
    """
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    found: dict[tuple[datetime, int], tuple[str, Position]] = {}
    for part in parts_of(StoredKind.POINT, _days(since, until - _TICK)):
        table = pq.read_table(
            part_path(part), columns=["area_code", *Position._fields],
            filters=[("device_id", "=", device), ("at", ">=", since), ("at", "<", until)],
        )  # fmt: skip
        columns = [
            table[name].cast("int64").to_pylist() if name in _INSTANTS else table[name].to_pylist()
            for name in ("area_code", *Position._fields)
        ]
        for area, at, *rest, received in zip(*columns, strict=True):
            one = Position(*(_instant(at), *rest, _instant(received)))
            found.setdefault((one.at, one.sequence), (area, one))
    visible = _visible({area for area, _one in found.values()})
    return [one for _key, (area, one) in sorted(found.items()) if area in visible]


def _visible(areas: Collection[str]) -> set[str]:
    """Return those of some areas that the database's scope shows."""
    if not areas:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_VISIBLE, [sorted(areas)])
        return {code for (code,) in cursor.fetchall()}


def _instant(ticks: int) -> datetime:
    return _EPOCH + ticks * _TICK


_KEYS = {
    StoredKind.READING: "device_id, quantity_id, at, sequence",
    StoredKind.POINT: "device_id, at, sequence",
    StoredKind.FRAME: "device_id, received_at, id",
}


def day_selected(kind: StoredKind) -> str:
    """Return the statement that reads a day of a table in the order in which its file keeps it."""
    columns = ", ".join("details::text" if name == "details" else name for name in COLUMNS[kind])
    instant = kind_instant(kind)
    day = f"{instant} >= %s AND {instant} < %s"
    return f"SELECT {columns} FROM sensing_{kind.value} WHERE {day} ORDER BY {_KEYS[kind]}"  # noqa: S608 - of constants
