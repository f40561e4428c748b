"""What the fields of a certificate may hold, by the type that the kind declares.

Source:
    own choice, because a field is filled in by clerks, files and programs alike, and whoever reads it later
    must find one form of it: `FieldType` says which.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from math import isfinite
from typing import TypeAlias

from xiuhua.scenekit.declared import FieldType, PermitField, PermitKind

FieldValue: TypeAlias = str | float | list[str] | list[list[str]]
_LONGEST_TEXT = 500
_MOST_ENTRIES = 200
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*(?:-|–|—|~|至|到)\s*(\d{1,2}):(\d{2})")
_BETWEEN = re.compile(r"[、,，;；\s]+")
_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d|24:00")


@dataclass(frozen=True, kw_only=True)
class Checked:
    """Fields as they are kept, and by field the code of what is wrong with it."""

    fields: Mapping[str, FieldValue]
    faults: Mapping[str, str]


def fields_checked(kind: PermitKind, given: Mapping[str, object]) -> Checked:
    """Return the fields of a certificate as they are kept, with what is wrong.

    What is empty is left out. Whether the codes of fences and premises exist is for a query to say.

    Codes: `certificate_field_missing`, `certificate_field_unknown`, `certificate_number_wrong`,
    `certificate_number_beyond`, `certificate_hours_wrong`, `certificate_codes_wrong`,
    `certificate_text_long`.
    """
    kept: dict[str, FieldValue] = {}
    faults = {key: "certificate_field_unknown" for key in given if kind.field(key) is None}
    for field in kind.fields:
        value = given.get(field.key)
        if value is None or value in ("", []):
            if field.required:
                faults[field.key] = "certificate_field_missing"
            continue
        found, fault = _READERS[field.type](field, value)
        if fault:
            faults[field.key] = fault
        elif found is not None:
            kept[field.key] = found
    return Checked(fields=kept, faults=faults)


def codes_named(kind: PermitKind, fields: Mapping[str, FieldValue], type_: FieldType) -> dict[str, list[str]]:
    """Return the codes that the fields of a type name, by field."""
    found = {}
    for field in kind.fields:
        value = fields.get(field.key)
        if field.type is type_ and isinstance(value, list):
            found[field.key] = [code for code in value if isinstance(code, str)]
    return found


def hours_read(text: str) -> list[list[str]] | None:
    """Return the spans of the day that a text says, `22:00-06:00、12:00-13:00`; None where it says none."""
    rest = _BETWEEN.sub("", _SPAN.sub("", text))
    spans = [
        [f"{int(span[0]):02d}:{span[1]}", f"{int(span[2]):02d}:{span[3]}"] for span in _SPAN.findall(text)
    ]
    return spans if spans and not rest and all(_is_span(span) for span in spans) else None


def codes_read(text: str) -> list[str]:
    """Return the codes that a text lists, with 、 or blanks between them."""
    return [code for code in _BETWEEN.split(text.strip()) if code]


def field_typed(field: PermitField, text: str) -> object:
    """Return a field as it was typed into a form or a file, for `fields_checked`."""
    said = text.strip()
    if not said:
        return None
    if field.type is FieldType.NUMBER:
        return _number_read(said)
    if field.type is FieldType.HOURS:
        return hours_read(said) or said
    return codes_read(said) if field.type in {FieldType.FENCES, FieldType.PREMISES} else said


def field_shown(field: PermitField, value: object) -> str:
    """Return a field as people read and type it: `12000`, `22:00–06:00`, `F-1、F-2`."""
    if value is None:
        return ""
    if field.type is FieldType.HOURS and isinstance(value, list):
        return "、".join("–".join(span) for span in value)
    if isinstance(value, list):
        return "、".join(str(code) for code in value)
    return f"{value:.10g}" if isinstance(value, int | float) else str(value)


def hours_hold(spans: Sequence[Sequence[str]], clock: time) -> bool:
    """Return whether a time of day lies in one of some spans: from the first minute to before the last.

    A span that ends before it begins runs over midnight: 22:00 to 06:00 holds 23:30 and 05:59, not 06:00.
    """
    now = clock.hour * 60 + clock.minute
    for since, until in spans:
        begin, end = _minutes(since), _minutes(until)
        if (begin <= now < end) if begin < end else (now >= begin or now < end):
            return True
    return False


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def _number_read(said: str) -> object:
    try:
        return float(said.replace(",", "").replace("，", ""))
    except ValueError:
        return said


def _text(_field: PermitField, value: object) -> tuple[FieldValue | None, str]:
    said = value.strip() if isinstance(value, str) else ""
    if not said or "\x00" in said:
        return None, "certificate_field_missing"
    return (said, "") if len(said) <= _LONGEST_TEXT else (None, "certificate_text_long")


def _number(field: PermitField, value: object) -> tuple[FieldValue | None, str]:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        return None, "certificate_number_wrong"
    if value < field.least or (field.most is not None and value > field.most):
        return None, "certificate_number_beyond"
    return float(value), ""


def _hours(_field: PermitField, value: object) -> tuple[FieldValue | None, str]:
    spans = value if isinstance(value, list | tuple) else ()
    if not spans or not all(_is_span(span) for span in spans) or len(spans) > _MOST_ENTRIES:
        return None, "certificate_hours_wrong"
    return [list(span) for span in spans], ""


def _is_span(span: object) -> bool:
    """Return whether something is a begin and an end that differ."""
    return (
        isinstance(span, list | tuple)
        and len(span) == 2
        and all(isinstance(clock, str) and _CLOCK.fullmatch(clock) is not None for clock in span)
        and span[0] != span[1]
        and span[0] != "24:00"
    )


def _codes(_field: PermitField, value: object) -> tuple[FieldValue | None, str]:
    said = list(value) if isinstance(value, list | tuple) else []
    codes = list(dict.fromkeys(code.strip() for code in said if isinstance(code, str) and code.strip()))
    if not codes or len(codes) < len(said) or len(codes) > _MOST_ENTRIES:
        return None, "certificate_codes_wrong"
    return codes, ""


_READERS = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.HOURS: _hours,
    FieldType.FENCES: _codes,
    FieldType.PREMISES: _codes,
}
