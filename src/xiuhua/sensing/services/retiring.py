"""Days that are old enough leave the tables for files.

By the order of steps nothing can be lost or doubled: a day is written to a file, the file is read again and
its rows and their sum are compared with the table's, and only then one transaction enters the file, makes a
ledger entry and drops the day's partition. A file that no row names counts for nothing and is written over by
the next attempt. What comes for a day after it left stands in a new partition, and leaves for another file.

Source:
    docs/decisions/0029.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction

from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.sensing.models import RetiredPart
from xiuhua.sensing.queries.retired import day_selected, days_standing, parts_of
from xiuhua.sensing.rules.retiring import COLUMNS, ColumnKind, column_sum, last_kept, part_name
from xiuhua.sensing.services.refusals import DayChanged
from xiuhua.sensing.terms import StoredKind, StreamAct
from xiuhua.shared.actor import Actor

_ROWS = 50_000  # read and written at a time
_WAIT = "2s"  # for whoever reads the day at that moment; then the next run tries again


@dataclass(frozen=True, kw_only=True)
class Retired:
    """A day that left its table, or would."""

    kind: StoredKind
    day: date
    rows: int
    path: str


def days_due(*, at: datetime, until: date | None = None) -> list[tuple[StoredKind, date]]:
    """Return the days to retire: all before one that is named, or those that the settings do not keep."""
    today = at.astimezone(UTC).date()
    keep = dict.fromkeys(StoredKind, settings.KEEP_DAYS) | {StoredKind.FRAME: settings.KEEP_FRAME_DAYS}
    due = []
    for kind in StoredKind:
        last = last_kept(today, keep[kind]) if until is None else until
        due += [(kind, day) for day in days_standing(kind, until=min(last, today))]
    return due


def day_retire(*, kind: StoredKind, day: date, actor: Actor, at: datetime) -> Retired:
    """Move a day of a table to a file, and return what was moved; it is committed on return.

    Raises:
        DayChanged: something came for the day meanwhile, or it is in use; nothing has changed.
    """
    require(actor, StreamAct.RETIRE)
    number = 1 + max(parts_of(kind, [day]).values_list("number", flat=True), default=0)
    name = part_name(kind, day, number)
    path = Path(settings.RETIRED_ROOT) / name
    _written(kind, day, path)
    rows, total, digest = part_summed(kind, path)
    try:
        _entered(kind, day, actor, at, RetiredPart(
            kind=kind.value, day=day, number=number, path=name, rows=rows, sum=total, sha256=digest, at=at
        ))  # fmt: skip
    except OperationalError as error:  # somebody reads or writes the day
        raise DayChanged(day=day.isoformat()) from error
    return Retired(kind=kind, day=day, rows=rows, path=name)


@transaction.atomic
def _entered(kind: StoredKind, day: date, actor: Actor, at: datetime, part: RetiredPart) -> None:
    """Enter a file and drop the partition whose rows it holds, both or neither.

    Raises:
        DayChanged: the partition holds other rows by now.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{_WAIT}'")
        cursor.execute("SELECT sensing_day_drop(%s, %s, %s, %s)", [kind.value, day, part.rows, part.sum])
        (is_dropped,) = cursor.fetchone()
    if not is_dropped:
        raise DayChanged(day=day.isoformat())
    part.save(force_insert=True)
    entry_append(
        at=at, actor=actor, act=StreamAct.RETIRE, subject=f"readings:{day.isoformat()}",
        detail={
            "kind": kind.value, "number": part.number, "rows": part.rows, "sum": str(part.sum),
            "sha256": part.sha256,
        },
    )  # fmt: skip


def _written(kind: StoredKind, day: date, path: Path) -> None:
    """Write a day to a file that is whole or not there, and lies on the disk."""
    import pyarrow as pa  # noqa: PLC0415 - the few who need it wait for it, not every start
    import pyarrow.parquet as pq  # noqa: PLC0415

    path.parent.mkdir(parents=True, exist_ok=True)
    schema = pa.schema([(name, _arrow(column)) for name, column in COLUMNS[kind].items()])
    draft = path.with_suffix(".draft")
    with draft.open("wb") as file:
        with pq.ParquetWriter(file, schema, compression="zstd") as writer:
            for rows in _day_read(kind, day):
                columns = [
                    pa.array(list(column), field.type)
                    for column, field in zip(zip(*rows, strict=True), schema, strict=True)
                ]
                writer.write_table(pa.Table.from_arrays(columns, schema=schema))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _arrow(column: ColumnKind) -> Any:  # pyarrow publishes no types
    import pyarrow as pa  # noqa: PLC0415 - as above

    return pa.timestamp("us", "UTC") if column is ColumnKind.INSTANT else getattr(pa, column.value)()


def _day_read(kind: StoredKind, day: date) -> Iterator[Sequence[tuple[object, ...]]]:
    """Yield the rows of a day, some at a time, all as they stood at one instant."""
    since = datetime.combine(day, datetime.min.time(), UTC)
    with (
        transaction.atomic(),
        connection.cursor() as wrapped,
        wrapped.connection.cursor(name="retiring") as cursor,
    ):
        cursor.execute(day_selected(kind), [since, since + timedelta(days=1)])
        while rows := cursor.fetchmany(_ROWS):
            yield rows


def part_summed(kind: StoredKind, path: Path) -> tuple[int, int, str]:
    """Return the rows of a file, their sum, and the file's own SHA-256."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - as above

    rows, total = 0, 0
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(_ROWS):
            rows += batch.num_rows
            total += sum(
                column_sum(column, _numbers(column, batch.column(name)))
                for name, column in COLUMNS[kind].items()
            )
    with path.open("rb") as content:
        return rows, total, hashlib.file_digest(content, "sha256").hexdigest()


def _numbers(
    column: ColumnKind, values: Any
) -> Any:  # an array of pyarrow's to one of NumPy's, neither typed here
    import pyarrow.compute as pc  # noqa: PLC0415 - as above

    present = values.drop_null()
    if column in {ColumnKind.TEXT, ColumnKind.BYTES}:
        present = pc.binary_length(present)
    if column is ColumnKind.INSTANT:
        present = present.cast("int64")
    return present.to_numpy(zero_copy_only=False)
