"""The shared list page: a concrete list declares its columns, filters and records, in 10 to 25 lines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Generic, Literal, TypeAlias, TypeVar, cast
from urllib.parse import parse_qs

from django.contrib.gis.db.models.functions import AsGeoJSON
from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotFound
from xiuhua.shared.search import search_question
from xiuhua.web import seams
from xiuhua.web.addresses import Address
from xiuhua.web.areas import overlap, within
from xiuhua.web.counting import COUNT_CAP, count_of, counted, counts, estimate
from xiuhua.web.errors import language
from xiuhua.web.keyset import BadCursor, Cursor, Order, Slice, in_order, page_of
from xiuhua.web.pages.asking import CURSOR, EXPORT, MODE, SEARCH, SORT, Asked, Question, lost_place
from xiuhua.web.pages.base import Page, Words
from xiuhua.web.pages.columns import ListColumn, sheet_value
from xiuhua.web.pages.filters import AreaFilter, Filter, Mark
from xiuhua.web.pages.preferences import COLUMNS, DENSITY, KEPT_SECONDS, Preference, cookie_name
from xiuhua.web.pages.tables import Table, TableRow
from xiuhua.web.parts import (
    Action,
    Bulk,
    Cell,
    Chip,
    Clock,
    ClockState,
    Column,
    Count,
    Crumb,
    Export,
    ListView,
    MapLayer,
    MapView,
    Pager,
    Row,
    SavedView,
    SortState,
    State,
)
from xiuhua.web.printing import number_words

M = TypeVar("M", bound=Model)
EXPORT_ACT = "export.start"
ExportFormat: TypeAlias = Literal["xlsx", "csv", "geojson"]
_EXPORT_BATCH = 2_000
MAP_CAP = 2_000  # records a list's map draws: a megabyte, and what an eye can tell apart
_PRESSING: tuple[ClockState, ...] = ("late", "soon", "within", "paused", "done")
_WHOLE, _TAB = "list_count", "list_tab_"  # what the counts on each row are called
_PAGES: dict[str, type[ListPage[Any]]] = {}  # by list key; the row's type does not matter here


@dataclass(frozen=True, kw_only=True)
class Preset:
    """A named filter: a tab above the list, for everybody or for whoever holds one of `roles`.

    `query` is what the URL holds: `{"state": ("open",)}`; an empty one is the whole list. `counted` prints on
    the tab how many there are. On a million rows each such tab adds 5 to 10 ms to every page: it is for short
    lists.
    """

    label: Words
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    roles: frozenset[str] = frozenset()
    counted: bool = False


def list_page(key: str) -> type[ListPage[Any]]:  # the row's type does not matter to who asks
    """Return the list of a key, for a job that reads it outside any request.

    Raises:
        NotFound: no list has this key.
    """
    if key not in _PAGES:
        raise NotFound(kind="list", key=key)
    return _PAGES[key]


class ListPage(Page, Generic[M]):
    """A list of records.

    Attributes:
        key: its stable name; the browser keeps columns and density under it, a job finds it by it.
        kind: the subject kind of its rows: live events name `kind:pk`.
        title: what it lists, in the plural.
        columns, filters: what it shows, and what it may be narrowed by; with `presets` as tabs.
        sort: its own order, `-updated` is the column `updated`, greatest first.
        area_field: the column of area codes that bounds what the actor may see, here and by row-level
            security; empty where none does.
        search_field: the column of search terms; empty where the list cannot be searched.
        shape_field: the geometry written into geojson.
        mappable: whether the list can be shown as a map of `shape_field` too.
        counts_in_order: whether its rows are counted in the order in which they are listed: soonest where
            those that are asked for lie together in it, and the planner cannot know that.
        comes_from: where its rows come from, said where there are none yet.
    """

    template: ClassVar[str] = "web/list.html"
    fragment: ClassVar[str] = "web/fragments/rows.html"
    key: ClassVar[str]
    kind: ClassVar[str]
    title: ClassVar[Words]
    columns: ClassVar[Sequence[ListColumn[Any]]]  # a class attribute cannot name the row's type
    filters: ClassVar[Sequence[Filter]] = ()
    presets: ClassVar[Sequence[Preset]] = ()
    sort: ClassVar[str]
    page_size: ClassVar[int] = 50
    area_field: ClassVar[str] = "area_code"
    search_field: ClassVar[str] = ""
    search_label: ClassVar[Words] = ""
    shape_field: ClassVar[str] = ""
    mappable: ClassVar[bool] = False
    counts_in_order: ClassVar[bool] = False
    comes_from: ClassVar[Words] = ""

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        if "key" in cls.__dict__:
            _PAGES[cls.key] = cls

    # --- what a concrete list says -------------------------------------------------------------------------

    def records(self) -> QuerySet[M]:
        """Return every record of the list that the database scope lets through, in no order."""
        raise NotImplementedError

    def row_url(self, record: M) -> str:
        """Return where a row leads."""
        raise NotImplementedError

    def row_note(self, record: M) -> str:  # noqa: ARG002 - for those that override it
        """Return the second line of a row on the phone."""
        return ""

    def row_clock(self, record: M) -> Clock | None:  # noqa: ARG002 - for those that override it
        """Return the clock that a row waits for: it colours the row's left edge, and its disc on the map."""
        return None

    def row_group(self, record: M, order: Order) -> str:  # noqa: ARG002 - for those that override it
        """Return under which heading a row stands in an order; rows of one group stand together."""
        return ""

    def acts(self) -> Sequence[Action]:
        """Return the acts on the list itself, such as recording something new."""
        return ()

    def bulk_acts(self) -> Sequence[Action]:
        """Return the acts on many rows."""
        return ()

    def map_view(self, asked: Asked) -> MapView | None:
        """Return the same filter as a map: at most so many records, each leading to its page."""
        shaped = self.filtered(asked).annotate(list_shape=AsGeoJSON(self.shape_field, precision=6))
        rows = cast("QuerySet[M]", shaped)
        found = list(_ordered(rows, asked)[: MAP_CAP + 1])
        drawn = found[:MAP_CAP]
        first = _("The first %(count)s are drawn. Narrow the list to see the others.")
        return MapView(
            label=str(self.title),
            layers=(MapLayer(name="areas", label=_("Areas")),),
            overlay={"type": "FeatureCollection", "features": [self._map_feature(one) for one in drawn]},
            clocks=self._map_clocks(drawn),
            note=first % {"count": f"{MAP_CAP:,}"} if len(found) > MAP_CAP else "",
            list_url=str(asked.filter_address.without(MODE)),
        )

    def _map_feature(self, record: M) -> dict[str, object]:
        shape = getattr(record, "list_shape", None)
        clock = self.row_clock(record)
        said = {"kind": clock.state if clock else self.kind, "name": str(record), "url": self.row_url(record)}
        return {"type": "Feature", "properties": said, "geometry": json.loads(shape) if shape else None}

    def _map_clocks(self, drawn: Sequence[M]) -> tuple[tuple[ClockState, int], ...]:
        """Return how many drawn records each state of a clock has, the most pressing first."""
        met = Counter(clock.state for one in drawn if (clock := self.row_clock(one)) and self._has_shape(one))
        return clocks_counted(met)

    def _has_shape(self, record: M) -> bool:
        return bool(getattr(record, "list_shape", None))

    def empty(self) -> State:
        """Return what stands where the list has nothing at all: why, and what next."""
        text = str(self.comes_from) or _("Nothing has been recorded in your areas.")
        first = tuple(act for act in self.acts() if act.kind == "primary")[:1]
        return State(kind="empty", title=_("Nothing here yet"), text=text, acts=first)

    # --- how a request is answered -------------------------------------------------------------------------

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the list, a sheet of it, or itself after its look was chosen."""
        if {COLUMNS, DENSITY} & request.GET.keys():
            return self._look_chosen(request)
        asked = self.asked(request.path, dict(request.GET.lists()))
        wanted = request.GET.get(EXPORT, "")
        sheet = self._export(request, asked, wanted) if wanted else None
        return sheet or self.answer(self.view(asked, self._preference(request)), title=self.title)

    def asked(self, path: str, query: Mapping[str, Sequence[str]]) -> Asked:
        """Return what a URL asks of this list."""
        question = Question(
            columns=self.columns,
            filters=self.filters,
            sort=self.sort,
            searchable=bool(self.search_field),
            mappable=self.mappable,
        )
        return question.read(path, query)

    def _preference(self, request: HttpRequest) -> Preference:
        return Preference.decode(request.COOKIES.get(cookie_name(self.key), ""))

    def _look_chosen(self, request: HttpRequest) -> HttpResponse:
        """Keep the look in the browser and lead back to the same rows."""
        query = {
            name: tuple(values) for name, values in request.GET.lists() if name not in {COLUMNS, DENSITY}
        }
        answer = HttpResponseRedirect(str(Address(request.path, query)), status=303)
        chosen = self._preference(request).changed(dict(request.GET.lists()))
        answer.set_cookie(
            cookie_name(self.key),
            chosen.encode(),
            max_age=KEPT_SECONDS,
            path=request.path,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
        return answer

    # --- which records --------------------------------------------------------------------------------------

    def filtered(self, asked: Asked) -> QuerySet[M]:
        """Return the records that a URL asks for.

        The actor's areas are spelled out beside the policy of row-level security: a range of codes finds an
        index, the policy's function does not.
        """
        condition = within(self.area_field, self._prefixes(asked)) if self.area_field else Q()
        for declared in self.filters:
            if declared.name in asked.held and not self._bounds(declared):
                condition &= declared.condition(asked.held[declared.name])
        rows = self.records().filter(condition)
        return self._searched(rows, asked.search) if asked.search else rows

    def _bounds(self, declared: Filter) -> bool:
        return isinstance(declared, AreaFilter) and declared.column == self.area_field

    def _prefixes(self, asked: Asked) -> tuple[str, ...]:
        """Return the area codes under which the records lie: the actor's, within those filtered by."""
        prefixes = seams.areas_for(self.actor, self.act)
        for declared in self.filters:
            if isinstance(declared, AreaFilter) and self._bounds(declared):
                prefixes = overlap(prefixes, declared.prefixes(asked.held.get(declared.name, {})))
        return prefixes

    def _searched(self, rows: QuerySet[M], search: str) -> QuerySet[M]:
        question = search_question(search)
        return (
            rows.filter(**{self.search_field: SearchQuery(question, search_type="raw", config="simple")})
            if question
            else rows.none()
        )

    def met(self, asked: Asked, rows: QuerySet[M]) -> QuerySet[M]:
        """Return the rows in the form in which a page is met soonest; they are counted as they are."""
        del asked  # for lists that look at it
        return rows

    def _slice(self, asked: Asked) -> tuple[Slice[M], tuple[str, ...]]:
        """Return the page's rows, each with the counts, and a notice if its place was lost."""
        rows = self.filtered(asked)
        whole = in_order(rows, asked.order) if self.counts_in_order else rows.order_by()
        rows = counted(self.met(asked, rows), **{_WHOLE: whole}, **self._preset_rows())
        try:
            return page_of(rows, asked.order, size=self.page_size, cursor=asked.cursor), ()
        except BadCursor:
            return page_of(rows, asked.order, size=self.page_size), (lost_place(),)

    def _preset_rows(self) -> dict[str, QuerySet[M]]:
        """Return the rows of each tab that is counted."""
        return {
            f"{_TAB}{place}": self.filtered(self.asked("", preset.query)).order_by()
            for place, preset in enumerate(self.presets)
            if preset.counted and self._offers(preset)
        }

    def _offers(self, preset: Preset) -> bool:
        return not preset.roles or bool(preset.roles & self.actor.roles)

    def _counts(self, found: Slice[M]) -> Mapping[str, int]:
        """Return the counts that every row carries; without a row the tabs are counted by themselves."""
        return vars(found.rows[0]) if found.rows else counts(**self._preset_rows())

    def _count(self, capped: int, asked: Asked) -> Count:
        return count_of(capped, self.filtered(asked), guarded=bool(self.area_field))

    # --- what the template is told -------------------------------------------------------------------------

    def view(self, asked: Asked, preference: Preference) -> ListView:
        """Return the list as its template prints it."""
        found, lost = self._slice(asked)
        numbers = self._counts(found)
        count = self._count(numbers.get(_WHOLE, 0), asked)
        shown = [column for column in self.columns if self._is_shown(column, preference)]
        here = asked.filter_address
        told = {one.name: one.told(asked.held.get(one.name, {})) for one in self.filters}
        tabs = self._tabs(asked, numbers)
        narrows = asked.narrows and not any(
            tab.current for tab in tabs
        )  # a tab says itself what it narrows by
        return ListView(
            key=self.key,
            kind=self.kind,
            title=str(self.title),
            url=here.path,
            columns=tuple(self._column(column, asked, shown=column in shown) for column in self.columns),
            rows=tuple(self._rows(found.rows, shown, asked.order)),
            count=count,
            crumbs=(Crumb(label=str(self.title)),),
            acts=tuple(self.acts()),
            views=tabs,
            search_name=SEARCH if self.search_field else "",
            search_value=asked.search,
            search_label=str(self.search_label),
            filters=tuple(part for part, _marks in told.values()),
            chips=tuple(
                self._chip(asked, name, mark)
                for name, (_part, marks) in told.items()
                for mark in marks
                if narrows
            ),
            clear_url=str(self._cleared(asked)) if narrows else "",
            hidden={name: here.held[name][0] for name in (SORT, MODE) if name in here.held},
            density=preference.density,
            exports=self._exports(here),
            bulk=self._bulk(count),
            pager=_pager(here, found),
            state=None if found.rows else self._nothing(asked),
            mode=asked.mode,
            map=self.map_view(asked) if asked.mode == "map" else None,
            map_url=str(here.put(mode="map")) if self.mappable else "",
            table_url=str(here.without(MODE)) if self.mappable else "",
            live_url=str(asked.address),
            notices=(*asked.notices, *lost),
        )

    def _is_shown(self, column: ListColumn[M], preference: Preference) -> bool:
        return column.locked or preference.shows(column.key, by_default=column.shown)

    def _column(self, column: ListColumn[M], asked: Asked, *, shown: bool) -> Column:
        state = _sort_state(column, asked.sort)
        turned = _turned(column, state)
        address = asked.filter_address.put(sort=turned if turned != self.sort else "")
        return Column(
            key=column.key,
            label=str(column.label),
            kind=column.kind,
            unit=column.unit,
            shown=shown,
            locked=column.locked,
            drop=column.drop,
            sort=state,
            sort_url=str(address) if column.sort else "",
        )

    def _rows(self, records: Sequence[M], shown: Sequence[ListColumn[M]], order: Order) -> Iterator[Row]:
        """Yield the rows of a page, each group's first with its heading, which the next page says again."""
        before = ""
        for record in records:
            group = self.row_group(record, order)
            row = self._row(record, shown)
            yield replace(row, group=group) if group != before else row
            before = group

    def _row(self, record: M, shown: Sequence[ListColumn[M]]) -> Row:
        cells = tuple(column.cell(record) for column in shown)
        primary = next((place for place, column in enumerate(shown) if column.primary), 0)
        return Row(
            subject=f"{self.kind}:{record.pk}",
            url=self.row_url(record),
            cells=cells,
            primary=primary,
            note=self.row_note(record) or _counted(shown, cells),
            clock=self.row_clock(record),
        )

    def _tabs(self, asked: Asked, numbers: Mapping[str, int]) -> tuple[SavedView, ...]:
        """Return the named filters that the actor's roles have."""
        held = asked.filter_address.without(SORT, MODE).held
        return tuple(
            SavedView(
                label=str(preset.label),
                url=str(Address(asked.address.path, preset.query)),
                current={key: value for key, value in preset.query.items() if key != SORT} == dict(held),
                count=_tab_count(numbers.get(f"{_TAB}{place}")),
                owner="role" if preset.roles else "shared",
            )
            for place, preset in enumerate(self.presets)
            if self._offers(preset)
        )

    def _chip(self, asked: Asked, name: str, mark: Mark) -> Chip:
        label = next(str(declared.label) for declared in self.filters if declared.name == name)
        return Chip(
            label=label, value=mark.label, remove_url=str(asked.filter_address.less(mark.name, mark.value))
        )

    def _cleared(self, asked: Asked) -> Address:
        return asked.filter_address.without(
            SEARCH, *(name for declared in self.filters for name in declared.parameters)
        )

    def _exports(self, here: Address) -> tuple[Export, ...]:
        if not (seams.exports_made() and seams.may(self.actor, EXPORT_ACT)):
            return ()
        sheets: list[tuple[ExportFormat, str]] = [("xlsx", _("Excel sheet")), ("csv", _("Text table"))]
        if self.shape_field:
            sheets.append(("geojson", _("Map data")))
        return tuple(
            Export(label=f"{label} (.{name})", url=str(here.put(export=name)), format=name)
            for name, label in sheets
        )

    def _bulk(self, count: Count) -> Bulk | None:
        acts = tuple(self.bulk_acts())
        everything = "" if count.more else _("Select all %(count)s that fit") % {"count": f"{count.number:,}"}
        return Bulk(acts=acts, everything_label=everything) if acts else None

    def _nothing(self, asked: Asked) -> State:
        if not asked.narrows:
            return self.empty()
        clear = Action(label=_("Clear the filters"), url=str(self._cleared(asked)), kind="primary")
        return State(
            kind="filtered",
            title=_("Nothing fits these filters"),
            text=_("Remove one of the filters above, or clear them all."),
            acts=(clear,),
        )

    # --- taking it away ------------------------------------------------------------------------------------

    def _export(self, request: HttpRequest, asked: Asked, wanted: str) -> HttpResponseBase | None:
        """Return the answer of whoever makes sheets; None where the format is unknown or nobody makes any."""
        if wanted not in {"xlsx", "csv", "geojson"} or (wanted == "geojson" and not self.shape_field):
            return None
        seams.require(self.actor, EXPORT_ACT)
        wish = seams.ExportWish(
            list_key=self.key,
            query=asked.filter_address.query,
            format=wanted,
            columns=self._preference(request).columns or (),
            language=language(),
        )
        return seams.export(request, wish=wish)

    def table(self, asked: Asked, preference: Preference) -> Table:
        """Return the list as a table of plain values, in its order and with the columns shown."""
        shown = [column for column in self.columns if self._is_shown(column, preference)]
        return Table(
            name=self.key,
            title=str(self.title),
            keys=tuple(column.key for column in shown),
            labels=tuple(
                f"{column.label} / {column.unit}" if column.unit else str(column.label) for column in shown
            ),
            kinds=tuple(column.kind for column in shown),
            has_shapes=bool(self.shape_field),
            rows=lambda: self._table_rows(asked, shown),
            count=lambda: self._table_count(asked),
        )

    def reading(self) -> AbstractContextManager[None]:
        """Return what has to be open while a sheet of the list is made, by a job: usually nothing."""
        return nullcontext()

    def _table_count(self, asked: Asked) -> int:
        with self.reading():
            return self._table_counted(asked)

    def _table_counted(self, asked: Asked) -> int:
        exact = self.filtered(asked).order_by()[: COUNT_CAP + 1].count()
        if exact <= COUNT_CAP:
            return exact
        return max(estimate(self.filtered(asked), guarded=bool(self.area_field)), exact)

    def _table_rows(self, asked: Asked, shown: Sequence[ListColumn[M]]) -> Iterator[TableRow]:
        rows = _ordered(self.filtered(asked), asked)
        if self.shape_field:
            rows = cast("QuerySet[M]", rows.annotate(list_shape=AsGeoJSON(self.shape_field, precision=6)))
        with self.reading():
            for record in rows.iterator(chunk_size=_EXPORT_BATCH):
                values = tuple(sheet_value(column.cell(record)) for column in shown)
                yield TableRow(values, shape=getattr(record, "list_shape", None))


def table_of(wish: seams.ExportWish, *, actor: Actor) -> Table:
    """Return the table that a wish names, outside any request.

    The caller opens the actor's scope and sets the reader's language.

    Raises:
        NotFound: no list has this key.
    """
    page = list_page(wish.list_key)()
    page.actor = actor
    return page.table(page.asked("", parse_qs(wish.query)), Preference(columns=wish.columns or None))


def clocks_counted(met: Mapping[ClockState, int]) -> tuple[tuple[ClockState, int], ...]:
    """Return the states of clocks that are met, the most pressing first, as a map's legend has them."""
    return tuple((state, met[state]) for state in _PRESSING if met.get(state))


def _ordered(rows: QuerySet[M], asked: Asked) -> QuerySet[M]:
    """Return rows in the order that a URL asks for; those without a value stand last."""
    order = asked.order
    sign = "-" if order.descending else ""
    by_value = (
        F(order.field).desc(nulls_last=True) if order.descending else F(order.field).asc(nulls_last=True)
    )
    return rows.order_by(by_value if order.nullable else f"{sign}{order.field}", f"{sign}pk")


def _counted(shown: Sequence[ListColumn[Any]], cells: Sequence[Cell]) -> str:  # whatever the row is
    """Return the words of a row that counts, each number with its label; empty for a row without numbers."""
    told: list[str] = []
    counts_some = False
    for column, cell in zip(shown, cells, strict=True):
        if column.kind == "number":
            value = cell.text or (
                number_words(cell.number, decimals=cell.decimals, unit=column.unit or cell.unit)
                if cell.number is not None
                else ""
            )
            counts_some |= bool(value)
            told += [f"{column.label} {value}"] if value else []
        elif cell.text and not column.primary:
            told.append(cell.text)
    return " · ".join(told) if counts_some else ""


def _tab_count(capped: int | None) -> Count | None:
    return None if capped is None else Count(number=min(capped, COUNT_CAP), more=capped > COUNT_CAP)


def _sort_state(column: ListColumn[Any], sort: str) -> SortState:  # the row's type does not matter here
    if not column.sort:
        return ""
    states: dict[str, SortState] = {column.key: "ascending", f"-{column.key}": "descending"}
    return states.get(sort, "none")


def _turned(column: ListColumn[Any], state: SortState) -> str:  # the row's type does not matter here
    descending = column.newest_first if state == "none" else state == "ascending"
    return f"-{column.key}" if descending else column.key


def _pager(here: Address, found: Slice[Any]) -> Pager:  # the row's type does not matter here
    def url(cursor: Cursor | None) -> str:
        return str(here.put(**{CURSOR: cursor.encode()})) if cursor else ""

    return Pager(
        older_url=url(found.older), newer_url=url(found.newer), first_url=str(here) if found.newer else ""
    )
