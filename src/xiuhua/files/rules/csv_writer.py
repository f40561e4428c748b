"""Records as CSV that Excel opens rightly by a double click."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import IO

from xiuhua.files.rules.tables import Table, Value

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_FLUSH_CHARACTERS = 64 * 1024


def text_made_safe(text: str) -> str:
    """Return text that a spreadsheet will not take for a formula: a dangerous start gets an apostrophe.

    Only text is treated so; a negative number stays a number.

    Source:
        OWASP, "CSV Injection": = + - @, tab, carriage return and the full-width forms of the first four.
    """
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def csv_write(table: Table, target: IO[bytes]) -> None:
    """Write a table as CSV: UTF-8 with the mark Excel needs, CRLF, instants as `2026-11-22 08:30:00`.

    Source:
        RFC 4180, 2 (quoting, CRLF); the byte order mark is our own choice, because Excel reads UTF-8
        without it in the system's code page.
    """
    target.write(codecs.BOM_UTF8)
    for chunk in _chunks(table):
        target.write(chunk.encode())


def _chunks(table: Table) -> Iterator[str]:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([text_made_safe(label) for label in table.labels])
    for record in table.records:
        writer.writerow([_text(value, table) for value in record.values])
        if buffer.tell() > _FLUSH_CHARACTERS:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _text(value: Value, table: Table) -> str:
    match value:
        case None:
            return ""
        case bool():
            return table.yes_or_no(value=value)
        case datetime():
            return f"{value.astimezone(table.zone):%Y-%m-%d %H:%M:%S}"
        case str():
            return text_made_safe(value)
        case _:
            return str(value)
