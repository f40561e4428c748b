"""Limits by area as people write them: a row a line in a form, or a sheet.

A line is an area (code or name), hours, and the limits, in this order; one of area and hours may be left out:
`绣衣街道 1.5`, `22:00-06:00 45`, `990101003 22:00-06:00 40`.

Source:
    own choice, because such a list comes from a document, and is pasted, sent on, and printed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from xiuhua.sensing.rules.alarms import Profile, hours_text
from xiuhua.sensing.rules.conditions.kinds import DayHours
from xiuhua.sensing.rules.conditions.words import plain
from xiuhua.sensing.rules.writing import CLEAR, GRAVER, LIMIT, AreaLimits

_BETWEEN = re.compile(r"[\s,，;；]+")
_FIRST = (LIMIT, GRAVER, CLEAR)
_HOURS = re.compile(r"(\d\d?:\d\d)[-–—~至](\d\d?:\d\d)")
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "area": ("area", "区域代码", "区域"),
    "hours": ("hours", "时段"),
    LIMIT: (LIMIT, "限值"),
    GRAVER: (GRAVER, "更重级限值"),
    CLEAR: (CLEAR, "解除限值"),
}
SHEET_COLUMNS = ("area", "name", "hours")


class RowsUnreadable(ValueError):
    """A row is none. `row` counts from 1; `code` is that of a sentence."""

    def __init__(self, row: int, code: str) -> None:
        self.row, self.code = row, code
        super().__init__(f"row {row}: {code}")


@dataclass(frozen=True, kw_only=True, slots=True)
class TypedRow:
    """A row as it was typed; its area is a code or a name, empty for everywhere."""

    row: int
    area: str
    hours: DayHours | None
    values: tuple[float, ...]


def rows_typed(text: str, *, names: Sequence[str]) -> tuple[TypedRow, ...]:
    """Return the rows of a text.

    Args:
        text: a row a line; empty lines are left out.
        names: of the limits that each row gives.

    Raises:
        RowsUnreadable: the first line that is none.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    return tuple(_line(number, line, len(names)) for number, line in lines if line)


def _line(row: int, line: str, count: int) -> TypedRow:
    tokens = [one for one in _BETWEEN.split(line) if one]
    before, last = tokens[:-count], tokens[-count:]
    if len(last) < count or not 1 <= len(before) <= 2:
        raise RowsUnreadable(row, "area_limits_shape")
    hours = hours_typed(before[-1])
    if hours is not None:
        before = before[:-1]
    if len(before) > 1:
        raise RowsUnreadable(row, "area_limits_hours")
    values = tuple(_number(row, one) for one in last)
    return TypedRow(row=row, area=before[0] if before else "", hours=hours, values=values)


def rows_of_sheet(text: str, *, names: Sequence[str]) -> tuple[TypedRow, ...]:
    """Return the rows of a CSV file; the row for everywhere and the whole day is the form's to say.

    Raises:
        RowsUnreadable: a heading is missing (row 1), or the first row that is none.
    """
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    places = _places(lines[0] if lines else [])
    if any(name not in places for name in ("area", *names)):
        raise RowsUnreadable(1, "area_limits_heading")
    found = []
    for row, line in enumerate(lines[1:], start=2):
        cells = {name: line[place].strip() for name, place in places.items() if place < len(line)}
        hours, area = cells.get("hours", ""), cells.get("area", "")
        if not any(cells.values()) or not (area or hours):
            continue
        spans = hours_typed(hours) if hours else None
        if hours and spans is None:
            raise RowsUnreadable(row, "area_limits_hours")
        values = tuple(_number(row, cells.get(name, "")) for name in names)
        found.append(TypedRow(row=row, area=area, hours=spans, values=values))
    return tuple(found)


def _places(headings: Sequence[str]) -> dict[str, int]:
    tidy = [one.strip().lower() for one in headings]
    return {name: tidy.index(word) for name, words in _HEADINGS.items() for word in words if word in tidy}


def hours_typed(text: str) -> DayHours | None:
    """Return hours as people write them, `22:00-6:00`; None where they are none."""
    found = _HOURS.fullmatch(text.strip())
    try:
        parts = (
            [time.fromisoformat(one.zfill(5).replace("24:00", "00:00")) for one in found.groups()]
            if found
            else []
        )
    except ValueError:
        return None
    return DayHours(parts[0], parts[1]) if parts else None


def _number(row: int, text: str) -> float:
    try:
        found = float(text.replace(",", ""))
    except ValueError:
        raise RowsUnreadable(row, "area_limits_number") from None
    if found != found or abs(found) == float("inf"):  # noqa: PLR0124 - that is how a float says it is none
        raise RowsUnreadable(row, "area_limits_number")
    return found


def limits_of(
    rows: Sequence[TypedRow], *, names: Sequence[str], codes: Mapping[str, str]
) -> tuple[AreaLimits, ...]:
    """Return typed rows as a rule takes them.

    Args:
        rows: as typed.
        names: of the limits that each gives.
        codes: of the areas, by what they were called.
    """
    return tuple(
        AreaLimits(
            area=codes.get(one.area, one.area), hours=one.hours,
            limit=one.values[0],
            graver=dict(zip(names, one.values, strict=True)).get(GRAVER),
            clear=dict(zip(names, one.values, strict=True)).get(CLEAR),
        )
        for one in rows
    )  # fmt: skip


def limits_text(areas: Sequence[AreaLimits]) -> str:
    """Return limits as they are typed; the inverse of `rows_typed`."""
    return "\n".join(
        " ".join(
            part
            for part in (
                one.area, hours_text(one.hours),
                *(_shortest(value) for value in (one.limit, one.graver, one.clear) if value is not None),
            )
            if part
        )
        for one in areas
    )  # fmt: skip


def _shortest(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)


@dataclass(frozen=True, kw_only=True, slots=True)
class TableRow:
    """What each number of a rule is in an area at some hours; empty where it is not said."""

    area: str
    hours: str
    values: tuple[str, ...]


def ordered(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of numbers as a table has them: those of a form first. Stored JSON keeps no order."""
    return tuple(sorted(names, key=lambda one: (_FIRST.index(one) if one in _FIRST else len(_FIRST), one)))


def table_of(profiles: Mapping[str, Profile]) -> tuple[TableRow, ...]:
    """Return the numbers of a rule as a table, the row for everywhere first, then by area and hours."""
    columns = [profiles[name] for name in ordered(profiles)]
    keys = sorted(
        {(row.area, hours_text(row.hours)) for rows in profiles.values() for row in rows},
    )
    return tuple(
        TableRow(
            area=area, hours=hours,
            values=tuple(_value_text(rows, area, hours) for rows in columns),
        )
        for area, hours in keys
    )  # fmt: skip


def _value_text(rows: Profile, area: str, hours: str) -> str:
    those = (row for row in rows if (row.area, hours_text(row.hours)) == (area, hours))
    return next((plain(row.value) for row in those), "")


def sheet_of(profiles: Mapping[str, Profile], areas: Mapping[str, str]) -> str:
    """Return the numbers of a rule as CSV that `rows_of_sheet` reads; names of areas beside their codes."""
    kept = io.StringIO()
    sheet = csv.writer(kept)
    sheet.writerow([*SHEET_COLUMNS, *ordered(profiles)])
    for row in table_of(profiles):
        sheet.writerow(
            [row.area, areas.get(row.area, ""), row.hours, *(one.replace(",", "") for one in row.values)]
        )
    return kept.getvalue()


_NAMES = {
    LIMIT: ("限值", "limit"),
    GRAVER: ("更重级限值", "graver limit"),
    CLEAR: ("解除限值", "clearing limit"),
}


def number_name(name: str, language: str) -> str:
    """Return what a number of a profile is called."""
    zh, en = _NAMES.get(name, (name, name))
    return zh if language.startswith("zh") else en


def here_words(
    limits: Sequence[Sequence[str | float]], areas: Mapping[str, str], language: str
) -> tuple[str, ...]:
    """Return what held where an alarm was raised, and why: a sentence for each number.

    Args:
        limits: as an alarm keeps them: name, value, area, hours; the one that goes before first.
        areas: names by code.
        language: Chinese for every `zh…`, else English.
    """
    is_chinese = language.startswith("zh")
    by_name: dict[str, list[str]] = {}
    for name, value, area, hours in limits:
        text = plain(float(value))
        where = _where(str(area), areas, is_chinese=is_chinese)
        if hours:
            said = f"{hours} 为 {text}（{where}）" if is_chinese else f"{text} at {hours} ({where})"
        else:
            said = f"{text}（{where}）" if is_chinese else f"{text} ({where})"
            if by_name.get(str(name)):
                said = f"其余时间为 {said}" if is_chinese else f"else {said}"
        by_name.setdefault(str(name), []).append(said)
    return tuple(
        f"此处{number_name(name, language)}：{'；'.join(said)}。"
        if is_chinese
        else f"The {number_name(name, language)} here: {'; '.join(said)}."
        for name, said in ((name, by_name[name]) for name in ordered(by_name))
    )


def _where(area: str, areas: Mapping[str, str], *, is_chinese: bool) -> str:
    if not area:
        return "全部区域通用" if is_chinese else "as everywhere"
    named = f"{areas[area]} {area}" if area in areas else area
    return f"{named} 另有规定" if is_chinese else f"because {named} has its own"
