"""One writer for each format a list can leave in.

Source:
    own choice, because these are the formats that a bureau's desks and maps open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

from xiuhua.files.rules.csv_writer import csv_write
from xiuhua.files.rules.geojson_writer import geojson_write
from xiuhua.files.rules.tables import Table
from xiuhua.files.rules.xlsx_writer import xlsx_write
from xiuhua.files.rules.zip_writer import zip_write
from xiuhua.files.terms import ExportKind

_WRITERS: dict[ExportKind, Callable[[Table, IO[bytes]], None]] = {
    ExportKind.CSV: csv_write,
    ExportKind.XLSX: xlsx_write,
    ExportKind.GEOJSON: geojson_write,
    ExportKind.ZIP: zip_write,
}


def table_write(table: Table, kind: ExportKind, target: IO[bytes]) -> None:
    """Write a table in a format."""
    _WRITERS[kind](table, target)
