"""Questions about days that left the tables, and the rows in their files."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from xiuhua.sensing.models import RetiredPart
from xiuhua.sensing.rules.retiring import COLUMNS, kind_instant
from xiuhua.sensing.rules.rolling import Reading
from xiuhua.sensing.terms import StoredKind

_PARTITIONS = """
SELECT right(child.relname, 8) FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid
WHERE inhparent = to_regclass(%s) AND child.relname ~ '_d[0-9]{8}$' ORDER BY 1
"""


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
