"""A list taken away: the same records in the same order, as plain values for a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from xiuhua.web.pages.columns import SheetValue
from xiuhua.web.parts import CellKind


@dataclass(frozen=True)
class TableRow:
    """One record; `shape` is its geometry as GeoJSON text, None where it has none."""

    values: tuple[SheetValue, ...]
    shape: str | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """What a sheet is made from.

    Args:
        name: the file's name without its ending.
        labels: one header per value, with its unit, in the reader's language; `keys` name them for machines.
        has_shapes: whether the rows carry a geometry.
        rows: called to read them, in batches, never all at once.
        count: called to ask how many: exact up to 1,000, else the planner's estimate.
    """

    name: str
    title: str
    keys: tuple[str, ...]
    kinds: tuple[CellKind, ...]
    labels: tuple[str, ...]
    has_shapes: bool
    rows: Callable[[], Iterator[TableRow]]
    count: Callable[[], int]
