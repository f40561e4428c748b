"""From the cell of a file to the value of a column: types, words, lengths.

Source:
    own choice, because these are the ways in which people here write dates, numbers and yes.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation

from xiuhua.intake.rules.kinds import Column, ColumnKind, Value
from xiuhua.intake.rules.reading.tables import CELL_ERRORS, RawCell

_BEIJING = timezone(timedelta(hours=8))
_EXACT_LIMIT = 2**53  # beyond it Excel's numbers skip some, so a code has lost its last figures
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_TIME = re.compile(r"[ T](\d{1,2})[:：时](\d{1,2})(?:[:：分](\d{1,2}))?")
_YES = frozenset({"是", "有", "对", "yes", "y", "true", "t", "1", "√"})
_NO = frozenset({"否", "无", "没有", "no", "n", "false", "f", "0", "×"})


class CellFault(Exception):
    """A cell cannot be read. `code` names the sentence, `arguments` what it mentions."""

    def __init__(self, code: str, **arguments: str) -> None:
        self.code, self.arguments = code, arguments
        super().__init__(code)


def cell_value(column: Column, cell: RawCell, *, meanings: Mapping[str, str]) -> Value:
    """Return what a cell says in a column.

    Args:
        column: where it stands.
        cell: as it was read.
        meanings: what the file's words mean in this column: `{"完好": "intact"}`.

    Raises:
        CellFault: it cannot be read, is too long, or is missing where one is required.
    """
    text = _text(cell)
    if text in CELL_ERRORS:
        raise CellFault("import_cell_error", value=text)
    text = meanings.get(text, text)
    if not text:
        if column.required:
            raise CellFault("import_cell_empty")
        return None
    return _READERS[column.kind](column, text, cell if meanings.get(text) is None else text)


def _text(cell: RawCell) -> str:
    """Return a cell as text: whole numbers without a point, as a person typed them."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        if abs(cell) >= _EXACT_LIMIT:
            raise CellFault("import_cell_rounded", value=f"{cell:.0f}")
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat(" ") if isinstance(cell, datetime) else cell.isoformat()
    return str(cell).strip()


def _plain(column: Column, text: str, _cell: RawCell) -> Value:
    tidy = text if text.isprintable() else "".join(filter(_is_kept, text))
    if column.max_length is not None and len(tidy) > column.max_length:
        raise CellFault("import_cell_long", limit=str(column.max_length), length=str(len(tidy)))
    return tidy


def _is_kept(letter: str) -> bool:
    return letter in "\n\t" or unicodedata.category(letter) != "Cc"


def _number(text: str) -> Decimal:
    tidy = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    try:
        number = Decimal(tidy)
    except InvalidOperation as fault:
        raise CellFault("import_cell_number", value=text) from fault
    if not number.is_finite():
        raise CellFault("import_cell_number", value=text)
    return number


def _integer(_column: Column, text: str, _cell: RawCell) -> Value:
    number = _number(text)
    if number != number.to_integral_value() or abs(number) >= 2**63:
        raise CellFault("import_cell_integer", value=text)
    return int(number)


def _decimal(_column: Column, text: str, _cell: RawCell) -> Value:
    number = float(_number(text))
    if not math.isfinite(number):
        raise CellFault("import_cell_number", value=text)
    return number


def _day(text: str) -> date:
    tidy = unicodedata.normalize("NFKC", text)
    found = _DATE.match(tidy)
    try:
        if found:
            return date(int(found[1]), int(found[2]), int(found[3]))
        if len(tidy) == 8 and tidy.isdecimal():
            return date(int(tidy[:4]), int(tidy[4:6]), int(tidy[6:]))
    except ValueError as fault:
        raise CellFault("import_cell_date", value=text) from fault
    raise CellFault("import_cell_date", value=text)


def _date(_column: Column, text: str, cell: RawCell) -> Value:
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else _day(text)


def _moment(_column: Column, text: str, cell: RawCell) -> Value:
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=_BEIJING)
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        day, clock = _day(text), _TIME.search(text)
        try:
            hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
            return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=_BEIJING)
        except ValueError as fault:
            raise CellFault("import_cell_date", value=text) from fault
    return read if read.tzinfo else read.replace(tzinfo=_BEIJING)


def _yes(_column: Column, text: str, _cell: RawCell) -> Value:
    tidy = text.casefold()
    if tidy not in _YES | _NO:
        raise CellFault("import_cell_yes", value=text)
    return tidy in _YES


def _term(column: Column, text: str, _cell: RawCell) -> Value:
    words = list(column.vocabulary or ())
    tidy = text.casefold()
    for word in words:
        if tidy in {word.value.casefold(), word.zh.casefold(), word.en.casefold()}:
            return word.value
    shown = "、".join(word.zh for word in words[:12])
    raise CellFault("import_cell_word", value=text, words=shown)


_READERS = {
    ColumnKind.TEXT: _plain,
    ColumnKind.INTEGER: _integer,
    ColumnKind.DECIMAL: _decimal,
    ColumnKind.DATE: _date,
    ColumnKind.MOMENT: _moment,
    ColumnKind.YES: _yes,
    ColumnKind.TERM: _term,
}
