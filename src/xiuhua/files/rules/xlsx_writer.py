"""Records as an Excel workbook with typed cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from typing import IO, Any

from xiuhua.files.rules.tables import Record, Table, Value

_ROWS_PER_SHEET = 2**20  # with the heading
_CHARACTERS_PER_CELL = 32_767
_CHARACTERS_PER_TITLE = 31
_NOT_IN_TITLES = re.compile(r"[\\*?:/\[\]]")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_FORMATS = {str: "@", datetime: "yyyy-mm-dd hh:mm:ss", date: "yyyy-mm-dd", int: "General", float: "General"}
_COLUMN_WIDTH = 20

# openpyxl publishes no types
_Sheet = Any
_Styles = Mapping[type, Any]


def xlsx_write(table: Table, target: IO[bytes]) -> None:
    """Write a table as a workbook; a table longer than a sheet goes on in the next one.

    Text is always a text cell and marked as such, so `=1+1` is shown and never computed, also after an edit.

    Source:
        ECMA-376-1, 18.8.45 (`quotePrefix`); Excel specifications and limits (1,048,576 rows, 32,767
        characters in a cell).
    """
    from openpyxl import Workbook  # noqa: PLC0415 - 0.2 s that only an export should pay

    workbook = Workbook(write_only=True)
    workbook.properties.created = table.made_at.astimezone(UTC).replace(tzinfo=None)
    records = iter(table.records)
    first = next(records, None)
    number = 1
    while first is not None or number == 1:
        sheet = workbook.create_sheet(_sheet_title(table.title, number))
        first = _sheet_fill(sheet, table, first, records)
        number += 1
    workbook.save(target)


def _sheet_title(title: str, number: int) -> str:
    ending = "" if number == 1 else f" {number}"
    return _NOT_IN_TITLES.sub(" ", title)[: _CHARACTERS_PER_TITLE - len(ending)] + ending


def _sheet_fill(
    sheet: _Sheet, table: Table, first: Record | None, records: Iterator[Record]
) -> Record | None:
    """Fill one sheet and return the record that no longer fits, None after the last."""
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - as above

    for place in range(1, len(table.labels) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = _COLUMN_WIDTH
    sheet.freeze_panes = "A2"
    styles = _styles(sheet)
    sheet.append([_cell(sheet, table, label, styles) for label in table.labels])
    if first is None:
        return None
    sheet.append([_cell(sheet, table, value, styles) for value in first.values])
    for record in islice(records, _ROWS_PER_SHEET - 2):
        sheet.append([_cell(sheet, table, value, styles) for value in record.values])
    return next(records, None)


def _styles(sheet: _Sheet) -> _Styles:
    """Return one style for each type of value: shared, because making one for each cell takes minutes."""
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    styles = {}
    for kind, number_format in _FORMATS.items():
        pattern = WriteOnlyCell(sheet)
        pattern.number_format = number_format
        styles[kind] = pattern._style  # noqa: SLF001 - the only way to share one
    styles[str].quotePrefix = 1
    return styles


def _cell(sheet: _Sheet, table: Table, value: Value, styles: _Styles) -> Any:  # openpyxl has no types
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 - as above

    if value is None:
        return None
    known = _excel_value(table, value)
    cell = WriteOnlyCell(sheet, known)
    cell._style = styles[type(known)]  # noqa: SLF001 - see _styles
    if isinstance(known, str):
        cell.data_type = "s"  # else openpyxl takes `=…` for a formula and `#N/A` for an error
    return cell


def _excel_value(table: Table, value: Value) -> str | int | float | date | datetime:
    """Return a value as Excel can hold it: text it can store, instants without a zone."""
    match value:
        case bool():
            return table.yes_or_no(value=value)
        case datetime():
            return value.astimezone(table.zone).replace(tzinfo=None)
        case int() | float() | date():
            return value
        case _:
            return _NOT_IN_XML.sub("", str(value))[:_CHARACTERS_PER_CELL]
