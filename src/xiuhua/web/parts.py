"""View models: what every shared component and page is told, and all it is told.

Pages fill these, templates under `templates/web` print them, `/styleguide` shows each in every state.
Every `str` that a person reads is already in the reader's language; instants and numbers stay raw,
because rounding and date words belong to the templates. An empty string or None means "leave it out",
never "print nothing here".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Colour = Literal["plain", "brand", "late", "soon", "done", "hold"]
Theme = Literal["auto", "light", "dark", "wall"]
ActionKind = Literal["primary", "plain", "danger"]
CellKind = Literal["text", "code", "number", "tag", "time", "person", "link", "clock", "yes"]
SortState = Literal["", "none", "ascending", "descending"]
ClockState = Literal["within", "soon", "late", "paused", "done"]
StageState = Literal["before", "under_way", "done", "returned", "paused", "merged", "void"]
StateKind = Literal["empty", "filtered", "loading", "error", "stale", "forbidden", "offline", "gone", "none"]
Density = Literal["cosy", "compact"]
FilterKind = Literal["choice", "text", "date", "dates", "number", "yes"]


# --- words and small marks ---------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Tag:
    """A short word in a box. Take text and colour from a Term; `colour` is a token name, never a hue."""

    text: str
    colour: Colour = "plain"
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How much time is left, in words; colour follows from the state, and so does the mark beside the words.

    `text` is relative ("剩 6 分", "超 12 分"); `until` is the absolute instant printed beside or under it.
    """

    text: str
    state: ClockState = "within"
    until: datetime | None = None
    share_used: float | None = None


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One step of a course: a ring that fills. Stages are shape and never carry a clock's colour."""

    label: str
    state: StageState = "before"
    at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Alarm:
    """A national alarm level: 1 red octagon, 2 orange triangle, 3 yellow diamond, 4 blue disc."""

    level: Literal[1, 2, 3, 4]
    label: str


@dataclass(frozen=True, kw_only=True)
class Count:
    """How many.

    Exact up to 1,000; beyond, `more` is set and `estimate` is the planner's guess, printed in words.
    Example: `Count(number=1000, more=True, estimate=1_204_117)` prints "1,000+" and "约 120 万".
    """

    number: int
    more: bool = False
    estimate: int | None = None


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A figure that opens: its value, what it was counted from, and where those records are.

    `value` is raw; `decimals` says how it is printed. `value` None prints "—" with `why_none`. `variant` says
    which way of counting it is, `formula` what is counted over what; `url` opens the records counted, of a
    rate those of the numerator, `denominator_url` those of the denominator.
    """

    label: str
    value: float | None
    variant: str = ""
    formula: str = ""
    unit: str = ""
    decimals: int = 0
    numerator: int | None = None
    denominator: int | None = None
    period: str = ""
    comparison: str = ""
    target: str = ""
    as_of: datetime | None = None
    url: str = ""
    denominator_url: str = ""
    clock: ClockState | None = None
    why_none: str = ""


# --- what a person may do ----------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Action:
    """One act: a link (`url`) or a button that posts (`post_url`). The label is a verb.

    Args:
        name: the act, `premises.rename`; stable, for tests and scripts.
        shortcut: one key, printed on the button as `kbd` and listened to by the keyboard island.
        why_not: the sentence beside a disabled act. An act that may not be done goes into "⋯" with this
            reason.
        values: hidden inputs sent with a post.
        busy: what the button says while the answer is on its way, if longer than 300 ms.
    """

    label: str
    name: str = ""
    url: str = ""
    post_url: str = ""
    kind: ActionKind = "plain"
    icon: str = ""
    shortcut: str = ""
    why_not: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    busy: str = ""

    @property
    def enabled(self) -> bool:
        """Whether it may be done now."""
        return not self.why_not


@dataclass(frozen=True, kw_only=True)
class State:
    """What stands where content cannot: why, what is safe, and what next, with at most two acts.

    `code` is what a person quotes when asking for help.
    """

    kind: StateKind
    title: str
    text: str = ""
    acts: tuple[Action, ...] = ()
    code: str = ""
    at: datetime | None = None


# --- the frame around every page ---------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class MenuItem:
    """One place of the rail and, if `phone`, of the bottom bar. `count` None shows no badge."""

    key: str
    label: str
    url: str
    icon: str
    count: int | None = None
    current: bool = False
    phone: bool = True
    foot: bool = False
    late: bool = False


@dataclass(frozen=True, kw_only=True)
class Person:
    """Who is signed in: a name, one line about the role, and where the account's own page is."""

    name: str
    role: str = ""
    url: str = ""

    @property
    def initial(self) -> str:
        """The first character, for the round mark: the surname of a Chinese name."""
        return self.name[:1].upper()


@dataclass(frozen=True, kw_only=True)
class Language:
    """A language of the switch, named in itself."""

    code: str
    label: str
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Shell:
    """Top bar, rail and bottom bar. The context processor builds it once a request as `shell`.

    `theme` comes from the cookie `xh_theme`; `person` None is a page before sign-in: no rail, no search.
    `events_url` empty switches the live dot off. `neighbours` are the lists beside this one, and itself.
    """

    district: str = ""
    menu: tuple[MenuItem, ...] = ()
    neighbours: tuple[MenuItem, ...] = ()
    person: Person | None = None
    search_url: str = ""
    search_label: str = ""
    search_value: str = ""
    theme: Theme = "auto"
    languages: tuple[Language, ...] = ()
    sign_out_url: str = ""
    help_url: str = ""
    events_url: str = ""
    now: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Crumb:
    """One step of the way down to this page; the last has no url."""

    label: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Toast:
    """What was just done, with a way back for some seconds where there is one."""

    text: str
    colour: Colour = "done"
    undo: Action | None = None
    seconds: int = 10


# --- the map -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class MapLayer:
    """One of our own vector tile layers with its entry in the legend; `count` None leaves the number out."""

    name: str
    label: str
    count: int | None = None


@dataclass(frozen=True, kw_only=True)
class MapView:
    """A map island. A list with the same content always stands beside it or behind `list_url`.

    Args:
        bounds: west, south, east, north in degrees, WGS84.
        feature: one GeoJSON Feature or geometry as JSON text, drawn as the selected thing.
        feature_label: the chip above it.
        subject: `kind:pk` of the selected thing, so that the tile layer does not draw it twice.
        attribution: who made the data; always printed.
        open_url: where a click on a point leads; `{id}` stands for its id.
        overlay: a GeoJSON FeatureCollection that comes with the page: rows found, or findings. The property
            `kind` says how each is drawn (`overlap`, `gap`, anything else as a found row), `url` where a
            click on a point leads.
        note: how much of it is drawn, where that is not all.
    """

    label: str
    layers: tuple[MapLayer, ...] = ()
    bounds: tuple[float, float, float, float] | None = None
    feature: str = ""
    feature_label: str = ""
    subject: str = ""
    attribution: str = ""
    list_url: str = ""
    open_url: str = ""
    overlay: Mapping[str, object] | None = None
    note: str = ""


# --- the list page -----------------------------------------------------------------------------------------


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
    """

    subject: str
    url: str
    cells: tuple[Cell, ...]
    primary: int = 0
    note: str = ""
    clock: Clock | None = None

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
    def shown_columns(self) -> tuple[Column, ...]:
        """The columns that have cells."""
        return tuple(column for column in self.columns if column.shown)


# --- the object page ---------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A label over a value. `edit_url` answers with the one-field form that replaces it in place."""

    label: str
    value: Cell
    name: str = ""
    help: str = ""
    edit_url: str = ""
    wide: bool = False


@dataclass(frozen=True, kw_only=True)
class Change:
    """What one word was and has become; an empty side prints "—"."""

    label: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, kw_only=True)
class StoryEntry:
    """One act of the ledger as a person reads it.

    `leaf` is its place in the sealed log; None while it waits for the sealer (≤ 2 s). `reason` is what the
    actor wrote. `erased` says that the words were erased by retention while the entry still proves that the
    act happened.
    """

    at: datetime
    actor: str
    sentence: str
    changes: tuple[Change, ...] = ()
    reason: str = ""
    leaf: int | None = None
    proof_url: str = ""
    erased: bool = False

    @property
    def sealed(self) -> bool:
        """Whether the log already covers it."""
        return self.leaf is not None


@dataclass(frozen=True, kw_only=True)
class Story:
    """The story line, newest first. `verify_url` shows how to check it without trusting this server."""

    entries: tuple[StoryEntry, ...] = ()
    older_url: str = ""
    verify_url: str = ""
    state: State | None = None


@dataclass(frozen=True, kw_only=True)
class Related:
    """Things that hang on this one, with how many; a count of None says that the reader may not know."""

    label: str
    url: str = ""
    icon: str = ""
    count: Count | None = None
    late: int = 0


@dataclass(frozen=True, kw_only=True)
class Section:
    """A card of an object page beyond the shared ones, printed by the app's own template with `context`."""

    title: str
    template: str
    context: object = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ObjectView:
    """The shared object page.

    Template `web/object.html`; fragment `web/fragments/object.html` (target `#x-object`, refetched on live
    events).

    Args:
        subject: `premises:12`; `kind_label` its name in words ("经营场所").
        place: the place line; `area_url` leads to its area.
        acts: allowed acts first become buttons; acts with `why_not` go into "⋯" with the reason.
        stages: the course, where the kind has one.
        back_url: the list it came from, with its filters; `position` "4 / 18" where known.
    """

    subject: str
    kind_label: str
    code: str
    title: str
    url: str = ""
    state: Tag | None = None
    place: str = ""
    crumbs: tuple[Crumb, ...] = ()
    acts: tuple[Action, ...] = ()
    stages: tuple[Stage, ...] = ()
    clocks: tuple[Clock, ...] = ()
    facts: tuple[Fact, ...] = ()
    sections: tuple[Section, ...] = ()
    map: MapView | None = None
    related: tuple[Related, ...] = ()
    story: Story = field(default_factory=Story)
    notice: State | None = None
    back_url: str = ""
    back_label: str = ""
    next_url: str = ""
    previous_url: str = ""
    position: str = ""
    live_url: str = ""


# --- forms -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Field:
    """One input with its label above, help and error below.

    Give `widget` (a Django bound field's rendered, safe html; its id must be `id`) or let the template draw
    the input from `kind`. Required is unmarked; `optional` prints （选填）. `suggestions` are offered while
    somebody types, and bind nobody.
    """

    name: str
    label: str
    id: str = ""
    kind: Literal[
        "text", "area", "select", "date", "number", "file", "checkbox", "hidden", "password", "tel"
    ] = "text"
    widget: str = ""
    value: str = ""
    options: tuple[Option, ...] = ()
    suggestions: tuple[Option, ...] = ()
    help: str = ""
    optional: bool = False
    error: str = ""
    autocomplete: str = "off"
    max_length: int | None = None
    rows: int = 3
    accept: str = ""
    unit: str = ""
    disabled_reason: str = ""

    @property
    def input_id(self) -> str:
        """The id that label and error summary point to."""
        return self.id or f"id_{self.name}"


@dataclass(frozen=True, kw_only=True)
class FieldGroup:
    """Fields that belong together under a heading; a single group needs no title."""

    fields: tuple[Field, ...]
    title: str = ""
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class FormView:
    """The shared form page.

    Template `web/form.html`; fragment `web/fragments/form.html` (its root is `#x-form`), which is also what
    opens in place of a fact and what a refused form (409, 422) is answered with.

    Args:
        draft_key: `premises:12:rename`; what was typed is kept in this browser under it until the act
            succeeds.
        submit: its label is the act ("改名"), never "提交"; `submit.kind` danger for destructive acts.
        errors: errors of the whole form; errors of fields stand in the fields and are listed at the top as
            links.
        version: the row's version the form was opened on, sent back to notice that somebody was faster.
    """

    title: str
    action_url: str
    submit: Action
    groups: tuple[FieldGroup, ...]
    lead: str = ""
    crumbs: tuple[Crumb, ...] = ()
    cancel_url: str = ""
    draft_key: str = ""
    errors: tuple[str, ...] = ()
    version: str = ""
    upload: bool = False
    subject: str = ""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field of every group."""
        return tuple(item for group in self.groups for item in group.fields)

    @property
    def wrong_fields(self) -> tuple[Field, ...]:
        """The fields that the summary lists."""
        return tuple(item for item in self.fields if item.error)


# --- import preview ----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class PreviewCell:
    """A value as it would be stored; `error` says why it cannot be, `before` what it would replace."""

    text: str
    error: str = ""
    before: str = ""


@dataclass(frozen=True, kw_only=True)
class PreviewRow:
    """One line of the file and what would become of it."""

    line: int
    outcome: Literal["new", "change", "same", "bad"]
    cells: tuple[PreviewCell, ...]
    error: str = ""


@dataclass(frozen=True, kw_only=True)
class PreviewView:
    """What an import would do, before it does anything. Template `web/preview.html`.

    The four counts add up to the lines of the file; `rows` is the part shown (bad lines first).
    """

    title: str
    file_name: str
    columns: tuple[str, ...]
    rows: tuple[PreviewRow, ...]
    new: int = 0
    change: int = 0
    same: int = 0
    bad: int = 0
    crumbs: tuple[Crumb, ...] = ()
    accept: Action | None = None
    cancel_url: str = ""
    bad_rows_url: str = ""
    notes: tuple[str, ...] = ()
    more: Pager = field(default_factory=Pager)

    @property
    def total(self) -> int:
        """Lines of the file."""
        return self.new + self.change + self.same + self.bad

    @property
    def total_words(self) -> str:
        """Lines of the file with thousands marks."""
        return f"{self.total:,}"
