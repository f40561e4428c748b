"""What every reader gives: headings, rows as a person counts them, and what had to be said about the file.

Source:
    own choice, because every reader after these must give the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

RawCell: TypeAlias = str | int | float | bool | date | datetime | None
ROWS_LIMIT = 500_000
CELL_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})


@dataclass(frozen=True, kw_only=True)
class Note:
    """Something the preview must say: a code of `sentences.toml` with its arguments."""

    code: str
    arguments: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table as it stands in a file.

    Args:
        headings: of the columns, each different.
        numbers: the row number of each row, as the program that made the file counts.
        rows: the cells, none longer than the headings.
        shapes: the geometry of each row as WKB in the file's own system; empty where the file has none.
        crs: the system the file itself names, as WKT or `EPSG:…`; empty where it names none.
        layer: which of the file's layers or sheets this is.
        missing: row and column of formulas that nobody has calculated.
        notes: what else a reader must know.
    """

    headings: tuple[str, ...]
    numbers: Sequence[int]
    rows: Sequence[Sequence[RawCell]]
    shapes: Sequence[bytes | None] = ()
    crs: str = ""
    layer: str = ""
    missing: frozenset[tuple[int, int]] = frozenset()
    notes: tuple[Note, ...] = ()


def headings_distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Return headings without empty or repeated ones: `(3)` for an empty third, `名称 (2)` for a second."""
    seen: dict[str, int] = {}
    found = []
    for place, name in enumerate(names, start=1):
        tidy = " ".join(name.replace("\ufeff", "").split()) or f"({place})"
        seen[tidy] = seen.get(tidy, 0) + 1
        found.append(tidy if seen[tidy] == 1 else f"{tidy} ({seen[tidy]})")
    return tuple(found)
