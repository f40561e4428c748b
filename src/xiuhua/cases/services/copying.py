"""Writing many rows at once with COPY, also into tables that row-level security guards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

_NUMBERS = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"


def numbers_take(*, table: type[Model], count: int) -> list[int]:
    """Return that many fresh ids of a table."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [table._meta.db_table, count])
        return [number for (number,) in cursor.fetchall()]


def rows_copy(
    *, table: type[Model], columns: Sequence[str], rows: Iterable[Sequence[Any]], guarded: bool
) -> None:  # cells of any kind that the table takes
    """Write rows into a table.

    Args:
        table: which.
        columns: as the database calls them.
        rows: the cells; shapes as hexadecimal EWKB, JSON as text.
        guarded: whether row-level security guards the table. PostgreSQL refuses COPY into such a table, so
            the rows go through a temporary one and are then checked like any others.
    """
    name, listed = table._meta.db_table, ", ".join(f'"{column}"' for column in columns)
    target = f"copied_{name}" if guarded else name
    with connection.cursor() as cursor:
        if guarded:
            cursor.execute(
                f"CREATE TEMP TABLE {target} ON COMMIT DROP AS SELECT {listed} FROM {name} LIMIT 0"  # noqa: S608 - names of our own tables
            )
        with cursor.copy(f"COPY {target} ({listed}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        if guarded:
            cursor.execute(f"INSERT INTO {name} ({listed}) SELECT {listed} FROM {target}")  # noqa: S608 - as above
            cursor.execute(f"DROP TABLE {target}")
