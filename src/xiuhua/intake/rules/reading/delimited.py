"""Text tables: comma, semicolon, tab or bar between the cells.

Source:
    RFC 4180 for quotes; own choice for the other separators, because spreadsheets write them.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence

from xiuhua.intake.rules.reading.encodings import encoding_found
from xiuhua.intake.rules.reading.tables import ROWS_LIMIT, Note, Sheet, headings_distinct
from xiuhua.intake.rules.refusals import FileRefused

_DELIMITERS = ",\t;|"
_SNIFFED_ROWS = 20
_FIELD_LIMIT = 1024 * 1024


def delimited_read(content: bytes, *, encoding: str = "", skip_rows: int = 0) -> Sheet:
    """Return a text table. Its rows are counted as a spreadsheet counts them.

    Args:
        content: the whole file.
        encoding: as Python names it; found out where empty.
        skip_rows: rows above the headings.

    Raises:
        FileRefused: the encoding changes or is unknown, a quote stays open, a row has more cells than there
            are headings, there is nothing to read, or too much.
    """
    name = encoding or encoding_found(content)
    try:
        text = content.decode(name)
    except (UnicodeDecodeError, LookupError) as fault:
        raise FileRefused("import_encoding_wrong", encoding=name) from fault
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        raise FileRefused("import_not_text")
    rows = _rows(text, _delimiter(text))
    head = next((place for place, row in enumerate(rows) if place >= skip_rows and any(row)), None)
    if head is None:
        raise FileRefused("import_empty")
    headings = headings_distinct(rows[head])
    numbered = [(place + 1, row) for place, row in enumerate(rows) if place > head and any(row)]
    _widths_check(numbered, len(headings))
    return Sheet(
        headings=headings,
        numbers=[number for number, _ in numbered],
        rows=[[cell.strip() or None for cell in row[: len(headings)]] for _, row in numbered],
        notes=(Note(code="import_encoding_note", arguments={"encoding": name.upper().removesuffix("-SIG")}),),
    )


def _rows(text: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(min(_FIELD_LIMIT, sys.maxsize))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) > ROWS_LIMIT:
                raise FileRefused("import_too_many_rows", limit=ROWS_LIMIT)
    except csv.Error as fault:
        raise FileRefused("import_quote_open", line=reader.line_num) from fault
    return rows


def _widths_check(numbered: Sequence[tuple[int, list[str]]], width: int) -> None:
    for number, row in numbered:
        if any(cell.strip() for cell in row[width:]):
            raise FileRefused("import_too_many_cells", row=number, cells=len(row), headings=width)


def _delimiter(text: str) -> str:
    """Return the sign that cuts the first rows into the same number of cells, the most of them."""
    head = "\n".join(text.splitlines()[:_SNIFFED_ROWS])

    def evenness(sign: str) -> tuple[int, int]:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(head), delimiter=sign) if row]
        except csv.Error:
            return (0, 0)
        usual = max(set(widths), key=widths.count, default=0)
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(_DELIMITERS, key=evenness)
