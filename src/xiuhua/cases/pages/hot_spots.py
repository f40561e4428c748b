"""Hot spots on the screen: a map, a ranking, an hour-by-weekday table, and the cases of each place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases.models import Case
from xiuhua.cases.pages.cases import CaseListPage
from xiuhua.cases.pages.choosing import matter_choices
from xiuhua.cases.pages.shared import area_choices
from xiuhua.cases.queries import cases_all
from xiuhua.cases.queries.hot_spots import (
    SpotAsked,
    cases_asked,
    counted_whole,
    heat_counted,
    shapes_of_spots,
    spot_condition,
    spot_named,
    spots_counted,
)
from xiuhua.cases.rules.hot_spots import FALSE_ALARMS, FEW, GRADES, ROAD_REACH_M, SHARE_DAYS, Spot, ranked
from xiuhua.cases.terms import CaseAct, Channel, HotSpotAct, SpotKind, Verdict
from xiuhua.shared.errors import NotFound
from xiuhua.web import seams
from xiuhua.web.addresses import Address, Held
from xiuhua.web.areas import overlap
from xiuhua.web.days import today
from xiuhua.web.errors import language
from xiuhua.web.pages.asking import EXPORT, Asked
from xiuhua.web.pages.columns import SheetValue, moment, tag_of
from xiuhua.web.pages.filters import (
    AreaFilter,
    AskedFilter,
    ChoiceFilter,
    DaysFilter,
    Filter,
    Mark,
    TermFilter,
)
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.preferences import Preference
from xiuhua.web.pages.tables import Table, TableRow
from xiuhua.web.parts import (
    Crumb,
    Export,
    FilterField,
    ListView,
    MapLayer,
    MapView,
    Option,
    SavedView,
    Tag,
)

KIND, PLACE, HOURS, DAYS = "kind", "place", "hours", "on"
_MOST_LISTED = 100
_MOST_DRAWN = 250
_SPANS = ((7, gettext_lazy("7 days")), (28, gettext_lazy("28 days")), (91, gettext_lazy("13 weeks")))
_LONGEST, _LONGEST_DAYS = 30, 366
_BANDS = (
    ("6-8", gettext_lazy("06–09, morning peak")), ("9-11", gettext_lazy("09–12")),
    ("12-13", gettext_lazy("12–14, noon")), ("14-16", gettext_lazy("14–17")),
    ("17-19", gettext_lazy("17–20, evening peak")), ("20-23", gettext_lazy("20–24, night market")),
    ("0-5", gettext_lazy("00–06, night")),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class HoursFilter(AskedFilter):
    """Hours of the day, first and last: `?hours=17-19`; `22-5` goes over midnight."""

    def is_value(self, value: str) -> bool:
        """Return whether it names two hours."""
        return hours_read(value) is not None

    def marks(self, held: Held) -> tuple[Mark, ...]:
        """Return a chip."""
        known = dict(_BANDS)
        return tuple(Mark(self.name, one, str(known.get(one, one))) for one in held.get(self.name, ())[:1])

    def part(self, held: Held) -> FilterField:
        """Return a choice among the parts of the day."""
        chosen = next(iter(held.get(self.name, ())), "")
        told = [*_BANDS, *([(chosen, chosen)] if chosen and chosen not in dict(_BANDS) else [])]
        options = tuple(Option(value=one, label=str(label), selected=one == chosen) for one, label in told)
        return FilterField(
            name=self.name, label=str(self.label), kind="choice", options=options, value=chosen
        )


@dataclass(frozen=True, kw_only=True)
class SpanFilter(DaysFilter):
    """The days of the report; what is narrowed is narrowed with the whole question."""

    def condition(self, held: Held) -> Q:  # noqa: ARG002 - as AskedFilter
        """Return nothing."""
        return Q()


def hours_read(text: str) -> tuple[int, int] | None:
    """Return the first and the last hour of a text such as `17-19`; None for any other."""
    parts = text.split("-")
    if len(parts) != 2 or not all(one.isascii() and one.isdigit() and len(one) <= 2 for one in parts):
        return None
    first, last = (int(one) for one in parts)
    return (first, last) if first < 24 and last < 24 else None


_FILTERS: tuple[Filter, ...] = (
    AskedFilter(name=KIND, label=gettext_lazy("Places"), longest=_LONGEST),
    SpanFilter(name=DAYS, label=gettext_lazy("Reported"), field="reported_at"),
    AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
    ChoiceFilter(name="item", label=gettext_lazy("Matter"), choices=matter_choices, by_id=True),
    HoursFilter(name=HOURS, label=gettext_lazy("Hour of the day")),
    TermFilter(name="channel", label=gettext_lazy("Found by"), vocabulary=Channel),
)


def held_one(asked: Asked, name: str, parameter: str = "") -> str:
    """Return what the address holds under a name; empty for nothing."""
    return next(iter(asked.held.get(name, {}).get(parameter or name, ())), "")


def spot_asked(asked: Asked, *, areas: Sequence[str]) -> SpotAsked:
    """Return what an address asks to be counted: without days the last four weeks up to yesterday.

    The running day is left out: its few hours would look like a fall.
    """
    kind = held_one(asked, KIND)
    since, until = (_day(held_one(asked, DAYS, f"{DAYS}_{end}")) for end in ("from", "to"))
    last = until or today() - timedelta(days=1)
    first = since or last - timedelta(days=SHARE_DAYS - 1)
    if not 0 <= (last - first).days < _LONGEST_DAYS:
        first = last - timedelta(days=SHARE_DAYS - 1)
    chosen = asked.held.get("area", {}).get("area", ())
    return SpotAsked(
        kind=SpotKind(kind) if kind in set(SpotKind) else SpotKind.ROAD, since=first, until=last,
        areas=overlap(areas, chosen) if chosen else areas,
        items=[int(one) for one in asked.held.get("item", {}).get("item", ())],
        channels=asked.held.get("channel", {}).get("channel", ()),
        hours=hours_read(held_one(asked, HOURS)),
    )  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True, kw_only=True)
class SpotLine:
    """A place of the ranking, as it is printed."""

    spot: Spot
    verdict: Tag
    chance: str
    cases_url: str
    watch_url: str


@dataclass(frozen=True, kw_only=True)
class HeatCell:
    """An hour of a day of the week; `grade` 0 to 5 says how dark it is."""

    count: int
    grade: int
    url: str


@dataclass(frozen=True, kw_only=True)
class Heat:
    """Hours down, days across, with sums."""

    rows: Sequence[tuple[str, Sequence[HeatCell], int]]
    sums: Sequence[int]
    total: int


@dataclass(frozen=True, kw_only=True)
class SpotsView:
    """What the page prints."""

    title: str
    url: str
    kinds: Sequence[SavedView]
    spans: Sequence[SavedView]
    filters: Sequence[FilterField]
    kept: Mapping[str, str]
    clear_url: str
    asked: SpotAsked
    before: SpotAsked
    total: int
    total_shown: str
    unfound: int
    elsewhere: int
    lines: Sequence[SpotLine]
    more: int
    grades: Sequence[tuple[int, int, int]]
    heat: Heat
    map: MapView
    exports: Sequence[Export]
    watch_list_url: str
    few: int
    alarms_percent: int
    reach_m: int
    is_road: bool
    explanation: str


class HotSpotsPage(ListPage[Case]):
    """Where problems are many: `/hot-spots?kind=spot_road&hours=17-19`."""

    template = "cases/hot_spots.html"
    fragment = "cases/hot_spots.html"
    key = "hot-spots"
    kind = "case"
    menu = "case"
    act = HotSpotAct.READ.value
    title = gettext_lazy("Hot spots")
    sort = "-reported"
    columns = (moment("reported", gettext_lazy("Reported"), of="reported_at", sort="reported_at"),)
    filters: ClassVar[Sequence[Filter]] = _FILTERS
    shape_field = "place"

    def records(self) -> QuerySet[Case]:
        """Return the cases that the database scope lets through."""
        return cases_all()

    def row_url(self, record: Case) -> str:
        """Return the page of a case."""
        return reverse("cases:case", args=(record.pk,))

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the page, or a sheet of its ranking."""
        asked = self.asked(request.path, dict(request.GET.lists()))
        wanted = request.GET.get(EXPORT, "")
        sheet = self._export(request, asked, wanted) if wanted else None
        return sheet or self.answer(self.spots_view(asked), title=self.title)

    def spots(self, asked: Asked) -> tuple[SpotAsked, list[Spot]]:
        """Return what is asked, and the ranking."""
        question = spot_asked(asked, areas=seams.areas_for(self.actor, self.act))
        return question, ranked(spots_counted(question))

    def spots_view(self, asked: Asked) -> SpotsView:
        """Return the page as its template prints it."""
        question, spots = self.spots(asked)
        total, unfound = counted_whole(question)
        here = _asked_address(Address(reverse("cases:hot-spots")), question, asked)
        may_watch = seams.may(self.actor, HotSpotAct.WATCH.value)
        shown = spots[:_MOST_LISTED]
        return SpotsView(
            title=str(self.title),
            url=reverse("cases:hot-spots"),
            kinds=[
                SavedView(
                    label=kind.label(language()), url=str(here.put(**{KIND: kind.value})),
                    current=kind is question.kind,
                )
                for kind in SpotKind
            ],
            spans=[_span_tab(days, str(label), question, here) for days, label in _SPANS],
            filters=[
                one.part(asked.held.get(one.name, {})) for one in self.filters if one.name != KIND
            ],
            kept={KIND: question.kind.value},
            clear_url=str(Address(reverse("cases:hot-spots")).put(**{KIND: question.kind.value})),
            asked=question,
            before=question.before,
            total=total,
            total_shown=f"{total:,}",
            unfound=unfound,
            elsewhere=total - sum(one.count.now for one in spots),
            lines=[self._line(one, question, here, may_watch=may_watch) for one in shown],
            more=len(spots) - len(shown),
            grades=_grades(spots),
            heat=_heat(heat_counted(question), here),
            map=self._spots_map(question, spots, here),
            exports=self._exports(here),
            watch_list_url=reverse("cases:watches"),
            few=FEW,
            alarms_percent=round(100 * FALSE_ALARMS),
            reach_m=round(ROAD_REACH_M),
            is_road=question.kind is SpotKind.ROAD,
            explanation=_explained(spots),
        )  # fmt: skip

    def _line(self, spot: Spot, asked: SpotAsked, here: Address, *, may_watch: bool) -> SpotLine:
        key = spot.count.key
        watch = Address(reverse("cases:watch-put", args=(asked.kind.value, key)))
        if len(asked.items) == 1:
            watch = watch.put(item=str(asked.items[0]))
        return SpotLine(
            spot=spot, verdict=tag_of(spot.verdict), chance=_chance(spot.chance),
            cases_url=_cases_url(here, key), watch_url=str(watch) if may_watch else "",
        )  # fmt: skip

    def _spots_map(self, asked: SpotAsked, spots: Sequence[Spot], here: Address) -> MapView:
        drawn = spots[:_MOST_DRAWN]
        shapes = shapes_of_spots(asked.kind, [one.count.key for one in drawn])
        features = [
            {
                "type": "Feature",
                "geometry": shapes[one.count.key],
                "properties": {
                    "kind": f"heat{one.grade}",
                    "name": f"{one.count.name} {one.count.now}",
                    "url": _cases_url(here, one.count.key),
                },
            }
            for one in reversed(drawn)  # what has most lies on top
            if one.count.key in shapes
        ]
        return MapView(
            label=str(self.title), layers=(MapLayer(name="areas", label=_("Areas")),),
            overlay={"type": "FeatureCollection", "features": features} if features else None,
        )  # fmt: skip

    # --- taking it away -------------------------------------------------------------------------------------

    def table(self, asked: Asked, preference: Preference) -> Table:  # noqa: ARG002 - its columns are its own
        """Return the ranking as a sheet, with the shapes of the places."""
        question, spots = self.spots(asked)
        labels = {
            "rank": _("Rank"), "code": _("Code"), "name": _("Place"), "cases": _("Cases"),
            "before": _("In as many days before"), "change": _("Difference"), "share": _("Share of all"),
            "came_back": _("Came back"), "per_km": _("Cases / km"), "chance": _("Likely by chance"),
            "verdict": _("What it says"),
        }  # fmt: skip
        return Table(
            name=self.key, title=_spots_title(question), keys=tuple(labels), labels=tuple(labels.values()),
            kinds=("number", "code", "text", *("number",) * 7, "text"), has_shapes=True,
            rows=lambda: _sheet(question, spots), count=lambda: len(spots),
        )  # fmt: skip


def _spots_title(asked: SpotAsked) -> str:
    return f"{_('Hot spots')} {asked.kind.label(language())} {asked.since} – {asked.until}"


def _sheet(asked: SpotAsked, spots: Sequence[Spot]) -> Iterator[TableRow]:
    shapes = shapes_of_spots(asked.kind, [one.count.key for one in spots])
    for one in spots:
        shape = shapes.get(one.count.key)
        values: tuple[SheetValue, ...] = (
            one.rank, one.count.key, one.count.name, one.count.now, one.count.before, one.change,
            round(one.share, 6), one.count.came_back, one.per_km, one.chance, one.verdict.label(language()),
        )  # fmt: skip
        yield TableRow(values, shape=json.dumps(shape) if shape else None)


def _asked_address(path: Address, question: SpotAsked, asked: Asked) -> Address:
    """Return an address that asks for the same, its days spelled out: a link stays true tomorrow."""
    held = {
        name: asked.held[name][name]
        for name in ("area", "item", "channel", HOURS)
        if name in asked.held
    }  # fmt: skip
    fixed = {
        KIND: (question.kind.value,), f"{DAYS}_from": (question.since.isoformat(),),
        f"{DAYS}_to": (question.until.isoformat(),),
    }  # fmt: skip
    return Address(path.path, {**held, **fixed})


def _cases_url(here: Address, key: str) -> str:
    return str(Address(reverse("cases:hot-spot-cases"), here.held).put(**{PLACE: key}))


def _span_tab(days: int, label: str, question: SpotAsked, here: Address) -> SavedView:
    yesterday = today() - timedelta(days=1)
    since = yesterday - timedelta(days=days - 1)
    address = here.put(**{f"{DAYS}_from": since.isoformat(), f"{DAYS}_to": yesterday.isoformat()})
    current = (question.since, question.until) == (since, yesterday)
    return SavedView(label=label, url=str(address), current=current)


def _chance(chance: float | None) -> str:
    if chance is None:
        return ""
    return "< 0.1%" if chance < _TINY else f"{100 * chance:.1f}%"


_TINY = 0.001


def _grades(spots: Sequence[Spot]) -> list[tuple[int, int, int]]:
    """Return of each grade that is met the least and the greatest count, for the legend."""
    met = {grade: [one.count.now for one in spots if one.grade == grade] for grade in range(1, GRADES + 1)}
    return [(grade, min(counts), max(counts)) for grade, counts in met.items() if counts]


def _heat(counts: Mapping[tuple[int, int], int], here: Address) -> Heat:
    most = max(counts.values(), default=0)
    rows = []
    for hour in range(24):
        cells = [
            HeatCell(
                count=(count := counts.get((day, hour), 0)),
                grade=-(-5 * count // most) if most else 0,
                url=str(here.put(**{HOURS: f"{hour}-{hour}"})) if count else "",
            )
            for day in range(1, 8)
        ]
        rows.append((f"{hour:02d}", cells, sum(cell.count for cell in cells)))
    sums = [sum(counts.get((day, hour), 0) for hour in range(24)) for day in range(1, 8)]
    return Heat(rows=rows, sums=sums, total=sum(sums))


def _explained(spots: Sequence[Spot]) -> str:
    """Return in one sentence what the comparison found."""
    more = sum(one.verdict is Verdict.MORE for one in spots)
    compared = sum(one.chance is not None for one in spots)
    told = _("%(more)s of %(compared)s places that have enough cases have more than chance explains.")
    return told % {"more": more, "compared": compared}


class SpotCasesPage(CaseListPage):
    """Exactly the cases that were counted at a place; the place and the question stand in the address."""

    key = "hot-spot-cases"
    act = HotSpotAct.READ.value
    title = gettext_lazy("Cases of the hot spot")
    sort = "-reported"
    filters: ClassVar[Sequence[Filter]] = (
        *_FILTERS,
        AskedFilter(name=PLACE, label=gettext_lazy("Place"), longest=_LONGEST),
    )
    presets: ClassVar[Sequence[Preset]] = ()

    def permit(self) -> None:
        """Refuse whoever may not read cases."""
        super().permit()
        seams.require(self.actor, CaseAct.READ)

    def filtered(self, asked: Asked) -> QuerySet[Case]:
        """Return exactly the cases that were counted."""
        areas = seams.areas_for(self.actor, self.act)
        question = spot_asked(asked, areas=areas)
        counted = cases_asked(question).values("pk")
        place = held_one(asked, PLACE)
        rows = self.records().filter(pk__in=counted)
        rows = rows.filter(spot_condition(question.kind, place)) if place else rows
        return self._searched(rows, asked.search) if asked.search else rows

    def view(self, asked: Asked, preference: Preference) -> ListView:
        """Return the list under the name of its place."""
        question = spot_asked(asked, areas=seams.areas_for(self.actor, self.act))
        place = held_one(asked, PLACE)
        name = _place_name(question.kind, place)
        found = super().view(asked, preference)
        back = _asked_address(Address(reverse("cases:hot-spots")), question, asked)
        said = _("Reported from %(since)s to %(until)s; without what was void, merged or refused.")
        return replace(
            found,
            title=name or str(self.title),
            notices=(said % {"since": question.since, "until": question.until}, *found.notices),
            crumbs=(Crumb(label=_("Hot spots"), url=str(back)), Crumb(label=name or str(self.title))),
        )


def _place_name(kind: SpotKind, place: str) -> str:
    try:
        return spot_named(kind, place)[0] if place else ""
    except NotFound:
        return place
