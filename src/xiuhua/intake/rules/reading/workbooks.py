"""Excel workbooks: fast through calamine, and the sheet's own XML for what calamine does not tell.

Formulas are taken at the value that Excel last calculated; which cells hold one is read from the XML, so that
a formula without a value is refused by its cell's name. Merged headings are filled and joined.

Source:
    ECMA-376-1, 18.3.1 (cells, formulas, merged cells of a sheet).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from xml.etree import ElementTree as ET

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from xiuhua.intake.rules.reading.tables import Note, RawCell, Sheet, headings_distinct
from xiuhua.intake.rules.refusals import ChoiceNeeded, FileRefused

ROWS_LIMIT = 300_000
_SHEET_BYTES_LIMIT = 1024 * 1024 * 1024
_SEARCHED_ROWS = 20  # titles and notes above the headings end within them
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FORMULA = re.compile(
    rb'<c r="([A-Z]+)(\d+)"[^>]*>\s*<f(?:[^>]*/>|[^>]*>[^<]*</f>)\s*(<v>[^<]+</v>|<is>)?', re.ASCII
)
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"', re.ASCII)


@dataclass(frozen=True, kw_only=True)
class _Merged:
    """A merged range, counted from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, kw_only=True)
class _Markup:
    """What the XML of a sheet says beyond its values; places are (row, column), counted from 0."""

    merged: tuple[_Merged, ...] = ()
    formulas: int = 0
    missing: frozenset[tuple[int, int]] = frozenset()


def workbook_read(content: bytes, *, layer: str = "", skip_rows: int = 0, head_rows: int = 0) -> Sheet:
    """Return one sheet of a workbook.

    Args:
        content: the whole file.
        layer: the sheet's name; needed where more than one sheet has cells.
        skip_rows: rows above the headings; found out where 0.
        head_rows: rows the headings take; found out from merged cells where 0.

    Raises:
        ChoiceNeeded: several sheets have cells.
        FileRefused: it is damaged, encrypted, empty or too long.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except (CalamineError, zipfile.BadZipFile, ValueError) as fault:
        raise FileRefused("import_workbook_broken") from fault
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        name = layer or _sheet_chosen(book, archive)
        if name not in book.sheet_names:
            raise ChoiceNeeded("import_layer_unknown", layer=name, layers="、".join(book.sheet_names))
        markup = _markup_read(archive, name)
    sheet = book.get_sheet_by_name(name)
    top, left = sheet.start or (0, 0)
    rows = [[None] * left + [_cell(cell) for cell in row] for row in sheet.to_python(skip_empty_area=True)]
    rows = [[] for _ in range(top)] + rows
    return _sheet_of(rows, markup, name=name, skip_rows=skip_rows, head_rows=head_rows)


def _sheet_chosen(book: CalamineWorkbook, archive: zipfile.ZipFile) -> str:
    shown = [
        one.name
        for one in book.sheets_metadata
        if one.typ == SheetTypeEnum.WorkSheet and one.visible == SheetVisibleEnum.Visible
    ]
    filled = [name for name in shown if b"<c " in _sheet_xml(archive, name)]
    if not filled:
        raise FileRefused("import_empty")
    if len(filled) > 1:
        raise ChoiceNeeded("import_layer_choose", layers="、".join(filled))
    return filled[0]


def _sheet_xml(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return the XML of a sheet, found over the workbook's relations as Excel finds it."""
    book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - expat expands no outer entity
    relations = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - as above
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    for one in book.iter():
        if one.tag.endswith("}sheet") and one.get("name") == name:
            target = targets.get(one.get(f"{_OFFICE}id"), "")
            part = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            if archive.getinfo(part).file_size > _SHEET_BYTES_LIMIT:
                raise FileRefused("import_sheet_too_long", limit=ROWS_LIMIT)
            return archive.read(part)
    return b""


def _markup_read(archive: zipfile.ZipFile, name: str) -> _Markup:
    try:
        xml = _sheet_xml(archive, name)
    except (KeyError, ET.ParseError, zipfile.BadZipFile) as fault:
        raise FileRefused("import_workbook_broken") from fault
    if xml.count(b"<row ") > ROWS_LIMIT:
        raise FileRefused("import_sheet_too_long", limit=ROWS_LIMIT)
    formulas = list(_FORMULA.finditer(xml)) if b"<f" in xml else []
    return _Markup(
        merged=tuple(
            _Merged(top=int(one[2]) - 1, left=_column(one[1]), bottom=int(one[4]) - 1, right=_column(one[3]))
            for one in _MERGED.finditer(xml)
        ),
        formulas=len(formulas),
        missing=frozenset((int(one[2]) - 1, _column(one[1])) for one in formulas if one[3] is None),
    )


def _column(letters: bytes) -> int:
    """Return the place of a column from 0: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


def _cell(value: object) -> RawCell:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, time | timedelta):
        return str(value)
    return value  # type: ignore[return-value]  # calamine gives numbers, booleans, dates and instants beside these


def _sheet_of(
    rows: list[list[RawCell]], markup: _Markup, *, name: str, skip_rows: int, head_rows: int
) -> Sheet:
    head = _head_found(rows, skip_rows)
    if head is None:
        raise FileRefused("import_empty")
    last = head + head_rows - 1 if head_rows else _head_end(head, markup.merged)
    headings = headings_distinct(_headings(rows, markup.merged, head, last))
    body = [
        (place + 1, row[: len(headings)])
        for place, row in enumerate(rows)
        if place > last and any(cell is not None for cell in row)
    ]
    notes = (
        [Note(code="import_formulas_note", arguments={"count": markup.formulas})] if markup.formulas else []
    )
    if last > head:
        notes.append(Note(code="import_head_rows_note", arguments={"first": head + 1, "last": last + 1}))
    return Sheet(
        headings=headings,
        numbers=[number for number, _ in body],
        rows=[row for _, row in body],
        layer=name,
        missing=frozenset((row + 1, column) for row, column in markup.missing if row > last),
        notes=tuple(notes),
    )


def _head_found(rows: Sequence[Sequence[RawCell]], skip_rows: int) -> int | None:
    """Return the first row with two cells or more, else the first with any: a title stands alone."""
    filled = [
        (place, sum(cell is not None for cell in row))
        for place, row in enumerate(rows[: skip_rows + _SEARCHED_ROWS])
        if place >= skip_rows and any(cell is not None for cell in row)
    ]
    first = filled[0][0] if filled else None
    return next((place for place, cells in filled if cells > 1), first)


def _head_end(head: int, merged: Sequence[_Merged]) -> int:
    """Return the last row of the headings: merged cells reach down, or stand over a row of their own."""
    last = head
    for one in sorted(merged, key=lambda one: one.top):
        if head <= one.top <= last:
            last = max(last, one.bottom, one.top + 1 if one.right > one.left and one.bottom == one.top else 0)
    return last


def _headings(
    rows: Sequence[Sequence[RawCell]], merged: Sequence[_Merged], head: int, last: int
) -> list[str]:
    """Return the headings from left to right, stacked ones joined by a slash."""
    width = max(len(row) for row in rows)

    def text(row: int, column: int) -> str:
        for one in merged:
            if one.top <= row <= one.bottom and one.left <= column <= one.right:
                row, column = one.top, one.left
                break
        cells = rows[row] if row < len(rows) else ()
        value = cells[column] if column < len(cells) else None
        return "" if value is None else str(value).strip()

    found = []
    for column in range(width):
        parts = dict.fromkeys(filter(None, (text(row, column) for row in range(head, last + 1))))
        found.append("/".join(parts))
    while found and not found[-1]:
        found.pop()
    return found
