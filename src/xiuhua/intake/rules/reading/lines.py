"""JSON by lines: one flat object a line, as exports of case systems come.

Source:
    JSON Lines 1.0 for the form; own choice that every line is an object, because a table has named columns.
"""

from __future__ import annotations

import json

import orjson

from xiuhua.intake.rules.reading.encodings import encoding_found
from xiuhua.intake.rules.reading.tables import ROWS_LIMIT, RawCell, Sheet
from xiuhua.intake.rules.refusals import FileRefused

_COLUMNS_LIMIT = 1_000


def lines_read(content: bytes) -> Sheet:
    """Return the table that lines of JSON make; the headings are the keys, in the order they first appear.

    Raises:
        FileRefused: a line is no JSON object, the text is not UTF-8, or there is too much or nothing.
    """
    if encoding_found(content) not in {"utf-8", "utf-8-sig"}:
        raise FileRefused("import_encoding_wrong", encoding="UTF-8")
    headings: dict[str, int] = {}
    numbers, objects = [], []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        told = _object(line, number)
        for key in told:
            headings.setdefault(key, len(headings))
        numbers.append(number)
        objects.append(told)
        if len(objects) > ROWS_LIMIT:
            raise FileRefused("import_too_many_rows", limit=ROWS_LIMIT)
        if len(headings) > _COLUMNS_LIMIT:
            raise FileRefused("import_line_unread", line=number)
    if not objects:
        raise FileRefused("import_empty")
    return Sheet(
        headings=tuple(headings),
        numbers=numbers,
        rows=[[_cell(told.get(key)) for key in headings] for told in objects],
    )


def _object(line: bytes, number: int) -> dict[str, object]:
    try:
        told = orjson.loads(line)
    except orjson.JSONDecodeError as fault:
        raise FileRefused("import_line_unread", line=number) from fault
    if not isinstance(told, dict):
        raise FileRefused("import_line_unread", line=number)
    return told


def _cell(value: object) -> RawCell:
    if isinstance(value, str):
        return value.strip() or None
    if value is None or isinstance(value, bool | int | float):
        return value
    return json.dumps(value, ensure_ascii=False)
