"""The columns of a list: declared once, printed in the table and written into sheets alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any, Generic, TypedDict, TypeVar, Unpack

from xiuhua.shared.terms import Term
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Words
from xiuhua.web.parts import Cell, CellKind, Tag
from xiuhua.web.seams import area_names

M = TypeVar("M")
SheetValue = str | int | float | datetime | None


@dataclass(frozen=True, kw_only=True)
class ListColumn(Generic[M]):
    """A column.

    Args:
        cell: what stands in it for a row.
        sort: the model field it orders by, empty for none. It needs an index on (field, id).
        nullable: whether that field may be empty; such rows stand last.
        newest_first: whether the first click on the header shows the greatest first.
        shown: whether it is shown until somebody chooses; `locked` columns always are.
        primary: whether the row's one link stands in it.
        drop: where the page is narrow 1 leaves first, 0 stays.
    """

    key: str
    label: Words
    cell: Callable[[M], Cell]
    kind: CellKind = "text"
    unit: str = ""
    sort: str = ""
    nullable: bool = False
    newest_first: bool = False
    shown: bool = True
    locked: bool = False
    primary: bool = False
    drop: int = 0


class ColumnOptions(TypedDict, total=False):
    """What every kind of column may be told, as ListColumn has it."""

    unit: str
    sort: str
    nullable: bool
    shown: bool
    locked: bool
    primary: bool
    drop: int


def text(key: str, label: Words, *, of: str = "", **options: Unpack[ColumnOptions]) -> ListColumn[Any]:
    """Return a column of words; `of` is the path to the value where it is not the key: `area.name`."""
    value = attrgetter(of or key)
    return ListColumn(key=key, label=label, cell=lambda row: Cell(text=str(value(row) or "")), **options)


def code(key: str, label: Words, *, of: str = "", **options: Unpack[ColumnOptions]) -> ListColumn[Any]:
    """Return a column of codes, printed in figures of equal width."""
    value = attrgetter(of or key)
    cell = lambda row: Cell(kind="code", text=str(value(row) or ""))  # noqa: E731 - one line tells it all
    return ListColumn(key=key, label=label, kind="code", cell=cell, **options)


def area(
    key: str, label: Words, *, of: str = "area_code", **options: Unpack[ColumnOptions]
) -> ListColumn[Any]:
    """Return a fact that names an area of which the record has the code; it asks once for each record."""
    value = attrgetter(of)

    def cell(row: Any) -> Cell:  # a record of any kind
        found = value(row)
        return Cell(text=area_names([found]).get(found, found) if found else "")

    return ListColumn(key=key, label=label, cell=cell, **options)


def term(
    key: str, label: Words, vocabulary: type[Term], *, of: str = "", **options: Unpack[ColumnOptions]
) -> ListColumn[Any]:
    """Return a column of tags from a vocabulary."""
    value = attrgetter(of or key)
    return ListColumn(
        key=key, label=label, kind="tag", cell=lambda row: tag_cell(vocabulary(value(row))), **options
    )


def moment(key: str, label: Words, *, of: str = "", **options: Unpack[ColumnOptions]) -> ListColumn[Any]:
    """Return a column of instants; the first click shows the newest first."""
    value = attrgetter(of or key)
    cell = lambda row: Cell(kind="time", at=value(row))  # noqa: E731 - one line tells it all
    return ListColumn(key=key, label=label, kind="time", newest_first=True, cell=cell, **options)


def number(
    key: str, label: Words, *, of: str = "", decimals: int = 0, **options: Unpack[ColumnOptions]
) -> ListColumn[Any]:
    """Return a column of numbers; the unit stands in the header."""
    value = attrgetter(of or key)
    cell = lambda row: Cell(kind="number", number=value(row), decimals=decimals)  # noqa: E731 - one line tells it all
    return ListColumn(key=key, label=label, kind="number", cell=cell, **options)


def tag_of(value: Term) -> Tag:
    """Return a term as a tag in the reader's language."""
    return Tag(text=value.label(language()), colour=value.colour)  # type: ignore[arg-type]  # a Term names colour tokens


def tag_cell(value: Term) -> Cell:
    """Return a term as a cell."""
    return Cell(kind="tag", tag=tag_of(value))


def sheet_value(cell: Cell) -> SheetValue:
    """Return what a sheet holds for a cell: the value itself, not its print."""
    if cell.tag is not None:
        return cell.tag.text
    if cell.at is not None:
        return cell.at
    if cell.number is not None:
        return cell.number
    return cell.clock.text if cell.clock is not None else cell.text or None
