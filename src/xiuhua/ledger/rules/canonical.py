"""One sequence of bytes for one meaning: what the log hashes.

Source:
    RFC 8785 for the idea of one sequence of bytes per JSON value; the narrowing to integers and strings
    is own choice, because it leaves no two readings of a number.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeAlias

import orjson

JsonValue: TypeAlias = "bool | int | str | Sequence[JsonValue] | Mapping[str, JsonValue] | None"

_EXACT = (str, int, bool, type(None))
_PLAIN = frozenset({str, bool, type(None)})  # of these every value has a form; a state is made of them
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1  # PostgreSQL's bigint, and what every JSON reader keeps exactly


class Record(NamedTuple):
    """The part of an entry that its leaf covers; a tuple, because the check of a log makes a million."""

    id: int
    at: datetime
    recorded_at: datetime
    actor: str
    act: str
    subject: str
    area: str
    detail: Mapping[str, JsonValue]


def canonical(value: JsonValue) -> bytes:
    """Return the canonical JSON of a value.

    Raises:
        TypeError: a float (two machines may print it differently), or something JSON does not know.
        ValueError: an integer beyond 64 bits.

    Source:
        RFC 8785 without numbers other than integers: keys sorted by code point, no blanks, UTF-8, only the
        escapes that JSON demands.
    """
    _refuse_inexact(value)
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def instant_text(at: datetime) -> str:
    """Return an instant in UTC with microseconds, always 32 characters."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def record_json(record: Record) -> dict[str, JsonValue]:
    """Return a record as the JSON object that is hashed and exported."""
    return {
        "id": record.id,
        "at": instant_text(record.at),
        "recorded_at": instant_text(record.recorded_at),
        "actor": record.actor,
        "act": record.act,
        "subject": record.subject,
        "area": record.area,
        "detail": record.detail,
    }


def record_bytes(record: Record) -> bytes:
    """Return the bytes of a stored record's leaf.

    `detail` was refused or taken when it was appended, so nothing is looked through again here: the check
    of a log of a million entries calls this a million times.
    """
    return orjson.dumps(record_json(record), option=orjson.OPT_SORT_KEYS)


def record_stored(row: Sequence[Any]) -> Record:
    """Return the record in a database row: the eight columns in the record's order, `detail` as JSON text."""
    *columns, detail = row
    return Record._make((*columns, orjson.loads(detail)))


def _refuse_inexact(value: object) -> None:
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise TypeError(f"{key!r} is no key of a JSON object")
        _members_refuse(value.values())
    elif isinstance(value, list | tuple):
        _members_refuse(value)
    elif not isinstance(value, _EXACT):
        raise TypeError(
            f"{value!r} has no canonical form; the ledger takes null, bool, int, text, lists, objects"
        )
    elif isinstance(value, int) and not _SMALLEST <= value <= _LARGEST:
        raise ValueError(f"{value} does not fit into 64 bits")


def _members_refuse(members: Iterable[object]) -> None:
    for member in members:
        kind = type(member)
        if kind not in _PLAIN and not (kind is int and _SMALLEST <= member <= _LARGEST):  # type: ignore[operator]  # an int
            _refuse_inexact(member)
