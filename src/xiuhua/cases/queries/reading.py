"""Reading rows with statements that are put together once.

For what every report and every act asks: the ORM puts a statement with wide rows together anew each time,
which takes longer than PostgreSQL needs to answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Field, Model
from django.db.models.expressions import Col

from xiuhua.web.statements import prepared

Row = TypeVar("Row", bound=Model)


class Columns(Generic[Row]):
    """The columns of a table that a statement reads, and how the cells become a row again.

    Args:
        table: which.
        only: the columns, as attributes (`unit_id`); all of them where none is named.
        without: those that are not read; a row asks for them itself should somebody look.
    """

    def __init__(self, table: type[Row], *, only: Iterable[str] = (), without: Iterable[str] = ()) -> None:
        wanted, unwanted = set(only), set(without)
        self._table = table
        self._fields: tuple[Field[Any, Any], ...] = tuple(
            field
            for field in table._meta.concrete_fields
            if field.attname not in unwanted and (not wanted or field.primary_key or field.attname in wanted)
        )
        self._names = [field.attname for field in self._fields]

    def __len__(self) -> int:
        return len(self._fields)

    def listed(self, alias: str) -> str:
        """Return the columns as a SELECT has them, of a table under another name."""
        return ", ".join(f'{alias}."{field.column}"' for field in self._fields)

    def rows(
        self, statement: str, arguments: Sequence[Any] | Mapping[str, Any], *, planned_once: bool = True
    ) -> list[Row]:
        """Return the rows that a statement over exactly these columns finds.

        `planned_once` where the plan depends on no value (`web.statements.prepared`).
        """
        with prepared() if planned_once else connection.cursor() as cursor:
            cursor.execute(statement, arguments)
            return [self.row(cells) for cells in cursor.fetchall()]

    def row(self, cells: Sequence[Any]) -> Row:
        """Return the row that the cells of a statement make."""
        values = list(cells)
        for place, convert in self._converters:
            values[place] = convert(values[place])
        return self._table.from_db(connection.alias, self._names, values)

    @cached_property
    def _converters(self) -> list[tuple[int, Callable[[Any], Any]]]:
        """What makes a cell what the row has, by its place; several steps for some."""
        reads = [(place, Col("", field)) for place, field in enumerate(self._fields)]
        return [
            (place, partial(_converted, step, read))
            for place, read in reads
            for step in (*connection.ops.get_db_converters(read), *read.get_db_converters(connection))
        ]


def related_set(row: Model, beside: Mapping[str, Columns[Any]], cells: Sequence[Any]) -> None:
    """Give a row those that it names, read beside it: `beside` in the order of the cells, by attribute.

    One that there is none of, or that the scope hides, is left to the row itself.
    """
    for name, columns in beside.items():
        if cells[0] is not None:  # its key
            setattr(row, name, columns.row(cells[: len(columns)]))
        cells = cells[len(columns) :]


def _converted(step: Callable[..., Any], read: Col, value: Any) -> Any:  # a cell, before and after
    return step(value, read, connection)
