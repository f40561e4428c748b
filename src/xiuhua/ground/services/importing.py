"""Writing many rows at once and taking them back: what the imports of every noun share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Manager, Model, ProtectedError

from xiuhua.intake.rules import RowsHeld
from xiuhua.ledger.services import NewEntry, entries_append_many
from xiuhua.shared.errors import Conflict

M = TypeVar("M", bound=Model)
_BATCH = 1_000


def rows_write(
    *, table: Manager[M], rows: Sequence[M], written: Sequence[str], kind: str, entry: Callable[[M], NewEntry]
) -> None:
    """Insert rows without an id, overwrite the `written` columns of those that have one, and record each.

    Raises:
        Conflict: a key is taken, or stands twice.
    """
    known = [row for row in rows if row.pk is not None]
    try:
        with transaction.atomic():
            table.bulk_create([row for row in rows if row.pk is None], batch_size=_BATCH)
            table.bulk_create(
                known, batch_size=_BATCH, update_conflicts=True, unique_fields=["id"], update_fields=written
            )
    except IntegrityError as error:
        raise Conflict(kind=kind, key="") from error
    entries_append_many([entry(row) for row in rows])


def rows_remove(*, table: Manager[M], rows: Sequence[M], entry: Callable[[M], NewEntry]) -> None:
    """Delete what an import made, and record that each is gone.

    Raises:
        RowsHeld: something else rests on one of them.
    """
    entries = [entry(row) for row in rows]
    try:
        with transaction.atomic():
            table.filter(pk__in=[row.pk for row in rows]).delete()
    except ProtectedError as error:
        raise RowsHeld(rows_held(error, table.model)) from error
    entries_append_many(entries)


def rows_held(error: ProtectedError, model: type[Model]) -> frozenset[int]:
    """Return the ids of a model's rows that the protected ones of a refused deletion point to."""
    return frozenset(
        getattr(row, field.attname)
        for row in error.protected_objects
        for field in row._meta.concrete_fields
        if field.related_model is model and getattr(row, field.attname) is not None
    )
