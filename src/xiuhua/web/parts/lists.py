"""The list page: filters, columns, cells, rows, pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from xiuhua.web.parts.acts import Action, State
from xiuhua.web.parts.frame import Crumb
from xiuhua.web.parts.maps import MapView
from xiuhua.web.parts.marks import Clock, Count, Tag

CellKind = Literal["text", "code", "number", "tag", "time", "person", "link", "clock", "yes"]
SortState = Literal["", "none", "ascending", "descending"]
Density = Literal["cosy", "compact"]
FilterKind = Literal["choice", "text", "date", "dates", "number", "yes"]


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice of a filter or field; choices of one `group` stand beneath its name."""

    value: str
    label: str
    selected: bool = False
    count: int | None = None
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class FilterField:
    """One filter of the list. `value` (and `value_to` for a range) is what the URL holds."""

    name: str
    label: str
    kind: FilterKind = "choice"
    options: tuple[Option, ...] = ()
    value: str = ""
    value_to: str = ""
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class Chip:
    """A filter in force, each with the URL of the list without it."""

    label: str
    value: str
    remove_url: str


@dataclass(frozen=True, kw_only=True)
class SavedView:
    """A named filter as a tab: mine, my role's, or everybody's."""

    label: str
    url: str
    count: Count | None = None
    current: bool = False
    owner: Literal["mine", "role", "shared"] = "shared"
    remove_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column. Units stand in the header ("水深 / cm").

    `sort` empty means it cannot be sorted by; otherwise `sort_url` leads to the next order. `shown` False
    is a column of the chooser only, without cells. `locked` columns cannot be hidden. `drop` columns
    leave first where the page is narrow (1 leaves first, 0 stays).
    """

    key: str
    label: str
    kind: CellKind = "text"
    unit: str = ""
    sort: SortState = ""
    sort_url: str = ""
    shown: bool = True
    locked: bool = False
    drop: int = 0


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One value in a table or a list of facts; the kind decides how it is printed.

    text, code, person: `text`. number: `number` with `decimals` and `unit`. tag: `tag`. clock: `clock`.
    time: `at` (in a table always ISO). link: `text` and `url`. yes: `number` 1 or 0. Without a value it
    prints "—" with `why_none` beside it for readers. `masked` says that text is a mask and `reveal_url`
    asks for the reason.
    """

    kind: CellKind = "text"
    text: str = ""
    url: str = ""
    number: float | None = None
    decimals: int = 0
    unit: str = ""
    at: datetime | None = None
    tag: Tag | None = None
    clock: Clock | None = None
    copyable: bool = False
    masked: bool = False
    reveal_url: str = ""
    why_none: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row; the whole row leads to `url`, by exactly one link for readers, around `cells[primary]`.

    Args:
        subject: `kind:pk`, what live events name.
        cells: one per shown column, in their order.
        note: a second line of the phone's row.
        clock: the state that colours the left edge where time runs out.
        group: the heading of the rows that begin with this one; empty where they go on.
    """

    subject: str
    url: str
    cells: tuple[Cell, ...]
    primary: int = 0
    note: str = ""
    clock: Clock | None = None
    group: str = ""

    @property
    def key(self) -> str:
        """The value of the row's checkbox."""
        return self.subject.partition(":")[2]

    @property
    def second_line(self) -> str:
        """The note, or the words of the other cells, for a page too narrow for columns."""
        words = (cell.text for at, cell in enumerate(self.cells) if at != self.primary and cell.text)
        return self.note or " · ".join(words)


@dataclass(frozen=True, kw_only=True)
class Pager:
    """Key-set steps; an empty url is a step that does not exist. `first_url` leads back to the newest."""

    older_url: str = ""
    newer_url: str = ""
    first_url: str = ""


@dataclass(frozen=True, kw_only=True)
class Export:
    """One format the list, as filtered, can be taken away in."""

    label: str
    url: str
    format: Literal["xlsx", "csv", "geojson"]


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """Acts on many rows: those ticked, or everything that fits the filter (`everything_label`)."""

    acts: tuple[Action, ...]
    everything_label: str = ""


@dataclass(frozen=True, kw_only=True)
class ListView:
    """The shared list page.

    Template `web/list.html` for a whole page, `web/fragments/rows.html` for its part (the root is
    `#x-list`, which htmx morphs). The look is chosen by `live_url` with `columns` (once per column) or
    `density` added.

    Args:
        key: stable name of the list, `premises`.
        url: the list without any filter; `live_url` is this page with its filters (refetched on live events).
        kind: subject kind of the rows, `premises`.
        columns: all of them; those with `shown` have a cell in each row.
        state: stands in place of the rows (empty, filtered, error, forbidden, stale above them).
        map_url, table_url: the same filter as map and as table; `mode` says which is shown.
        hidden: query parameters that the filter form must keep (sort, view).
        notices: sentences about parts of the URL that were not understood and left out; printed above the
            rows.
    """

    key: str
    kind: str
    title: str
    url: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    count: Count | None = None
    crumbs: tuple[Crumb, ...] = ()
    acts: tuple[Action, ...] = ()
    views: tuple[SavedView, ...] = ()
    save_view_url: str = ""
    search_name: str = "q"
    search_value: str = ""
    search_label: str = ""
    filters: tuple[FilterField, ...] = ()
    chips: tuple[Chip, ...] = ()
    clear_url: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)
    density: Density = "cosy"
    exports: tuple[Export, ...] = ()
    bulk: Bulk | None = None
    pager: Pager = field(default_factory=Pager)
    state: State | None = None
    mode: Literal["table", "map"] = "table"
    map: MapView | None = None
    map_url: str = ""
    table_url: str = ""
    live_url: str = ""
    notices: tuple[str, ...] = ()

    @property
    def width(self) -> int:
        """How many columns the table has, that of the ticks included."""
        return len(self.shown_columns) + bool(self.bulk)

    @property
    def shown_columns(self) -> tuple[Column, ...]:
        """The columns that have cells."""
        return tuple(column for column in self.columns if column.shown)
