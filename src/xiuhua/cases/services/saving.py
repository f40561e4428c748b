"""Saving the rows of an act with statements that are put together once.

The ORM puts every INSERT and UPDATE together anew, which for the wide rows of a case takes longer than
PostgreSQL needs to carry them out. Values go through the fields as in `save()`; defaults, signals and parent
classes, which no row here has, do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model

from xiuhua.web.statements import prepared


def rows_insert(rows: Sequence[Model]) -> None:
    """Write new rows of one table in one statement; each gets its id."""
    if not rows:
        return
    into, fields, values = _inserted(type(rows[0]))
    statement = f"{into} {_repeated(values, len(rows))} RETURNING id"
    with prepared() as cursor:
        cursor.execute(statement, _cells(rows, fields))
        numbers = cursor.fetchall()
    for row, (number,) in zip(rows, numbers, strict=True):
        _stored(row, number)


def row_insert_once(row: Model, *, unique: str) -> bool:
    """Write a new row unless one with the same key stands, and return whether it was written.

    It waits for whoever is writing the same key at this moment.
    """
    into, fields, values = _inserted(type(row))
    statement = f'{into} VALUES {values} ON CONFLICT ("{unique}") DO NOTHING RETURNING id'
    with prepared() as cursor:
        cursor.execute(statement, _cells([row], fields))
        found = cursor.fetchone()
    if found:
        _stored(row, found[0])
    return bool(found)


def rows_upsert(rows: Sequence[Model], *, unique: tuple[str, ...], columns: tuple[str, ...]) -> None:
    """Write rows of one table in one statement; where one with the same key stands, its columns change."""
    if not rows:
        return
    into, fields, values = _inserted(type(rows[0]))
    changes = ", ".join(f'"{name}" = EXCLUDED."{name}"' for name in columns)
    key = ", ".join(f'"{name}"' for name in unique)
    statement = f"{into} {_repeated(values, len(rows))} ON CONFLICT ({key}) DO UPDATE SET {changes}"
    with prepared() as cursor:
        cursor.execute(statement, _cells(rows, fields))


def row_update(row: Model, *, columns: tuple[str, ...]) -> None:
    """Write some columns of a row that stands, named as attributes (`unit_id`)."""
    statement, fields = _updated(type(row), columns)
    with prepared() as cursor:
        cursor.execute(statement, [*_cells([row], fields), row.pk])


def _stored(row: Model, number: int) -> None:
    row.pk = number
    row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 - how Django marks a stored row


def _repeated(values: str, count: int) -> str:
    return f"VALUES {', '.join([values] * count)}"


@cache
def _inserted(table: type[Model]) -> tuple[str, tuple[Field[Any, Any], ...], str]:
    """Return how an INSERT begins, the fields it writes, and the placeholders of one row."""
    fields = tuple(field for field in table._meta.concrete_fields if not field.primary_key)
    listed = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(["%s"] * len(fields))
    return f'INSERT INTO "{table._meta.db_table}" ({listed})', fields, f"({values})"


@cache
def _updated(table: type[Model], columns: tuple[str, ...]) -> tuple[str, tuple[Field[Any, Any], ...]]:
    known = {field.attname: field for field in table._meta.concrete_fields}
    fields = tuple(known[name] for name in columns)
    changes = ", ".join(f'"{field.column}" = %s' for field in fields)
    return f'UPDATE "{table._meta.db_table}" SET {changes} WHERE id = %s', fields  # noqa: S608 - names of our own tables


def _cells(rows: Sequence[Model], fields: tuple[Field[Any, Any], ...]) -> list[Any]:
    return [
        field.get_db_prep_save(getattr(row, field.attname), connection) for row in rows for field in fields
    ]
