"""What can be imported: kinds entered by the apps above, each with its columns and its importer.

Intake reads files, converts coordinates, checks types and tells what is new; an importer knows the noun. It
is called in batches, with shapes already in WGS84.

Source:
    own choice, because a file of any kind is read, previewed and taken back in the same way;
    only the noun differs.

How an importer writes and takes back, so that `ledger verify` stays content:

-   `apply` records every row it makes or changes as its services do: one entry with `state=` of the row.
    `entries_append_many` takes them in one call. It returns one `Applied` per change, in the same order.
-   Before `revert` is called, intake has compared every row with what the import wrote, by asking `existing`,
    and refused if somebody has changed one since. So `revert` need not look at the columns of the kind again:
    it deletes rows with `before` None, last first, and writes the values of `before` into the others.
-   A row that is deleted needs an entry with an empty state: `xiuhua.intake.services.row_gone_entry`. The
    log then says "no longer there", and the verification no longer expects the row. A row that gets its
    former values back needs an entry with its `state=` as any change; the act is `import.row_back`
    (`xiuhua.intake.terms.Act`).
-   Where something made by the import is in use, `revert` raises `RowsHeld` with the numbers (`Applied.pk`)
    of the rows that it rests on, and the page names one by its row in the file and its key. Foreign keys with
    PROTECT find most of it: turn `ProtectedError` into the refusal.
-   The table's owner grants DELETE to the app role: no `REVOKE DELETE` on tables that can be imported.
-   `Fault.arguments` may name the offending value as `value`; `row` and `column` are said by intake.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Protocol, TypeAlias

from shapely.geometry.base import BaseGeometry

from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotFound
from xiuhua.shared.terms import Term

if TYPE_CHECKING:  # they name the kinds themselves
    from xiuhua.intake.rules.mapping import Mapping as ColumnMapping
    from xiuhua.intake.rules.reading.tables import Sheet

Value: TypeAlias = str | int | float | bool | date | datetime | None
BoundsSource: TypeAlias = Callable[[Actor], tuple[float, float, float, float] | None]


class ColumnKind(Enum):
    """How a cell is read."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    MOMENT = "moment"
    YES = "yes"
    TERM = "term"  # the stored value, or either label, of `vocabulary`


class ShapeKind(Enum):
    """Which geometry a kind takes. A single part is taken for a multi-part of one."""

    NONE = "none"
    POINT = "point"
    LINE = "line"
    POLYGON = "polygon"
    ANY = "any"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a kind.

    Args:
        key: its name in records.
        zh, en: its names for people; both, the key and the `aliases` are recognised as headings.
        aliases: other headings bureaus use: `SZDYWGBSM`, `BGID`.
        vocabulary: of a TERM column.
    """

    key: str
    zh: str
    en: str
    kind: ColumnKind = ColumnKind.TEXT
    required: bool = False
    max_length: int | None = None
    vocabulary: type[Term] | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Record:
    """One row of a file, read: `row` as a person counts it in the file; `shape` in WGS84.

    `values` holds only the columns that the file has (asking for another gives None), so that a file without
    a column leaves that column as it is. Lines and polygons come as multi-parts, points as single ones; of
    kinds that take any shape, as the file has them.
    """

    row: int
    values: Mapping[str, Value]
    shape: BaseGeometry | None = None


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Why a row cannot be taken: a code of some `sentences.toml` with its arguments."""

    row: int
    column: str
    code: str
    arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is recorded already under a key, in the columns of the kind."""

    pk: int
    values: Mapping[str, Value]
    shape: BaseGeometry | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    """A row that would change something: new where `before` is None."""

    key: str
    record: Record
    before: Known | None = None


@dataclass(frozen=True, kw_only=True)
class Applied:
    """What a committed import did to one row; `before` None where it made it."""

    key: str
    pk: int
    before: Known | None = None


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A table as a kind has tidied it: other cells, fewer rows, and what was wrong with them."""

    sheet: Sheet
    mapping: ColumnMapping
    faults: tuple[Fault, ...] = ()


Preparer: TypeAlias = "Callable[[Sheet, ColumnMapping], Prepared]"
Teller: TypeAlias = Callable[[Collection[int]], Mapping[str, int]]


class Importer(Protocol):
    """What an app does with the records of its kind. Every method takes a batch and asks few queries."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:
        """Return what is recorded under some keys, within the actor's scope."""

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:
        """Return what is wrong with rows beyond the types of their cells; `keys` are all keys of the file."""

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Write changes in the caller's transaction, with their ledger entries. Parents come first by key."""

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Take applied changes back in the caller's transaction.

        Raises:
            RowsHeld: something made by the import is in use by now.
        """


@dataclass(frozen=True, kw_only=True)
class ImportKind:
    """A kind of file.

    Args:
        key: the word on the command line: `components`.
        act: who may import it.
        key_column: the column that names a row across files, and of which a key that stands twice is told.
        key_made: makes the key of a row that several columns name together; without it, `key_column` is it.
        batch: rows per call of the importer.
        prepare: tidies the table before its cells are read, for kinds whose files are logs: several rows of
            one thing become one, texts become instants. The rows it keeps keep their numbers.
        append_only: that what is recorded under a key is never changed by a file: such a row is the same.
        told: what written rows came to, in figures of the kind's own, by their ids.
    """

    key: str
    zh: str
    en: str
    act: str
    columns: Sequence[Column]
    key_column: str
    importer: Importer
    shape: ShapeKind = ShapeKind.NONE
    shape_required: bool = False
    key_made: Callable[[Mapping[str, Value]], str] | None = None
    batch: int = 5_000
    prepare: Preparer | None = None
    append_only: bool = False
    told: Teller | None = None

    def key_of(self, values: Mapping[str, Value]) -> str:
        """Return what names a row across files; empty where its cells do not say."""
        if self.key_made:
            return self.key_made(values)
        return str(values.get(self.key_column) or "")


_KINDS: dict[str, ImportKind] = {}
_BOUNDS: list[BoundsSource] = []


def import_bounds_register(source: BoundsSource) -> None:
    """Say who knows how far the areas of an actor reach, so that coordinates far outside are refused."""
    _BOUNDS[:] = [source]


def import_bounds(actor: Actor) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of the actor's areas in degrees; None where nobody knows."""
    return _BOUNDS[0](actor) if _BOUNDS else None


def import_kind_register(kind: ImportKind) -> None:
    """Make a kind known; entering the same key again replaces it."""
    _KINDS[kind.key] = kind


def import_kind(key: str) -> ImportKind:
    """Return a kind.

    Raises:
        NotFound: nothing of this kind can be imported.
    """
    if key not in _KINDS:
        raise NotFound(kind="import_kind", key=key)
    return _KINDS[key]


def import_kinds() -> Sequence[ImportKind]:
    """Return every kind, in the order entered."""
    return tuple(_KINDS.values())
