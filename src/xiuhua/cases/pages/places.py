"""The story of a place: beside a case, as a fragment that comes when it is opened, and as a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.gis.geos import Point
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from xiuhua.cases import queries
from xiuhua.cases.queries.place_story import PlaceAsked, PlaceStory, asked_of_case, place_story
from xiuhua.cases.rules.places import (
    BAR_STEP,
    BAR_WIDTH,
    DRAWN_HEIGHT,
    MONTHS,
    REACHES_M,
    Bar,
    MonthOfPlace,
    PlaceCase,
    Settled,
    by_month,
    timeline,
)
from xiuhua.cases.terms import CaseAct, CaseState
from xiuhua.ground.terms import PremisesKind, PremisesState
from xiuhua.ground.terms.components import ComponentState
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid
from xiuhua.web import seams
from xiuhua.web.addresses import Address
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.pages.clocks import span_words
from xiuhua.web.pages.columns import tag_of
from xiuhua.web.parts import Crumb, SavedView, Tag
from xiuhua.web.words import word

_REACH, _LONGITUDE, _LATITUDE = "reach", "lon", "lat"
_MONTHS_OPEN = 3
_USUAL_M = 100


@dataclass(frozen=True, kw_only=True)
class CaseLine:
    """One case of the place, as it is printed."""

    case: PlaceCase
    state: Tag
    took: str


@dataclass(frozen=True, kw_only=True)
class MonthLines:
    """One month, matters with their cases."""

    month: MonthOfPlace
    matters: Sequence[tuple[str, Sequence[CaseLine]]]


@dataclass(frozen=True, kw_only=True)
class SettledLine:
    """How a matter was settled here the last time."""

    settled: Settled
    took: str
    usually: str
    way: str


@dataclass(frozen=True, kw_only=True)
class FurtherLines:
    """What another app knows of the place."""

    label: str
    lines: Sequence[object]


@dataclass(frozen=True, kw_only=True)
class PlaceView:
    """What the fragment and the page print."""

    title: str
    where: str
    crumbs: Sequence[Crumb]
    url: str
    full_url: str
    reaches: Sequence[SavedView]
    story: PlaceStory
    count: int
    reach_m: int
    months: Sequence[MonthLines]
    earlier: Sequence[MonthLines]
    bars: Sequence[Bar]
    drawing: Mapping[str, int]
    most: int
    settled: Sequence[SettledLine]
    shop_kind: str
    shop_state: Tag | None
    component_state: Tag | None
    component_count: int
    photos: Sequence[tuple[object, str]]
    calls: Sequence[tuple[object, Tag]]
    further: Sequence[FurtherLines]


class PlacePage(Page):
    """A place for two years, by coordinates: `/places?lon=120.1&lat=30.2&reach=100`."""

    act = CaseAct.READ.value
    menu = "case"
    template = "cases/place_page.html"
    fragment = "cases/place.html"

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Answer with the story, or the part of it that a page about a case asks for."""
        at = now()
        asked = self.asked(_reach(request))
        view = self.view(asked, place_story(asked, actor=self.actor, at=at), at)
        return self.answer(view, title=view.title)

    def asked(self, reach_m: int) -> PlaceAsked:
        """Return the place that the address names.

        Raises:
            Invalid: the coordinates are missing or no place on earth.
        """
        return PlaceAsked(place=_point(self.request), reach_m=reach_m)

    def where(self, asked: PlaceAsked) -> str:
        """Return the place in words."""
        return f"{asked.place.x:.5f}, {asked.place.y:.5f}" if asked.place else ""

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to it."""
        return (Crumb(label=word("case", language()), url=reverse("cases:cases")),)

    def address(self) -> Address:
        """Return its own address, without the reach."""
        held = {name: self.request.GET.get(name, "") for name in (_LONGITUDE, _LATITUDE)}
        return Address(reverse("cases:places")).put(**held)

    def view(self, asked: PlaceAsked, story: PlaceStory, at: datetime) -> PlaceView:
        """Return what the template prints."""
        zone = get_current_timezone()
        months = by_month(story.cases, zone)
        bars = timeline(months, until=at.astimezone(zone).date())
        lines = [_month(one) for one in months]
        here = self.address()
        title = _("This place for two years")
        return PlaceView(
            title=title,
            where=self.where(asked),
            crumbs=(*self.crumbs(), Crumb(label=title)),
            url=str(here),
            full_url=str(here.put(**{_REACH: str(asked.reach_m)})),
            reaches=[
                SavedView(
                    label=_("%(metres)s m") % {"metres": reach},
                    url=str(here.put(**{_REACH: str(reach)})),
                    current=reach == asked.reach_m,
                )
                for reach in REACHES_M
            ],
            story=story,
            count=len(story.cases),
            reach_m=asked.reach_m,
            months=lines[:_MONTHS_OPEN],
            earlier=lines[_MONTHS_OPEN:],
            bars=bars,
            drawing={
                "width": MONTHS * BAR_STEP,
                "height": DRAWN_HEIGHT,
                "bar": BAR_WIDTH,
                "tall": DRAWN_HEIGHT + 18,
                "label": DRAWN_HEIGHT + 5,
            },
            most=max((bar.count for bar in bars), default=0),
            settled=[_settled(one, story) for one in story.settled],
            shop_kind=PremisesKind(story.shop.kind).label(language()) if story.shop else "",
            shop_state=tag_of(PremisesState(story.shop.state)) if story.shop else None,
            component_state=tag_of(ComponentState(story.component.state)) if story.component else None,
            component_count=sum(one.same_thing for one in story.cases),
            photos=[(one, word(one.act, language())) for one in story.photos],
            calls=[(one, tag_of(CaseState(one.state))) for one in story.calls],
            further=[
                FurtherLines(label=source.zh if language().startswith("zh") else source.en, lines=told)
                for source, told in story.further
                if told
            ],
        )


class CasePlacePage(PlacePage):
    """The place of a case: beside it as a fragment, and alone as a page."""

    def permit(self) -> None:
        """Load the case, and refuse whoever may not read it."""
        self.case = queries.case_get(self.kwargs["case_id"])
        seams.require(self.actor, self.act, self.case)

    def asked(self, reach_m: int) -> PlaceAsked:
        """Return the place of the case."""
        return asked_of_case(self.case, reach_m=reach_m)

    def where(self, asked: PlaceAsked) -> str:  # noqa: ARG002 - the case says it in words
        """Return the address of the case."""
        return self.case.address or self.case.area.name

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down from the case."""
        label = f"{self.case.number} {self.case.title}"
        return (*super().crumbs(), Crumb(label=label, url=reverse("cases:case", args=(self.case.pk,))))

    def address(self) -> Address:
        """Return its own address, without the reach."""
        return Address(reverse("cases:place-of-case", args=(self.case.pk,)))


def _reach(request: HttpRequest) -> int:
    """Return how far around is asked for; what is no choice is the usual one."""
    text = request.GET.get(_REACH, "")
    return int(text) if text in {str(reach) for reach in REACHES_M} else _USUAL_M


def _point(request: HttpRequest) -> Point:
    try:
        longitude, latitude = (float(request.GET.get(name, "")) for name in (_LONGITUDE, _LATITUDE))
    except ValueError as error:
        raise Invalid(fields={"place": "case_place_missing"}) from error
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise Invalid(fields={"place": "case_place_missing"})
    return Point(longitude, latitude, srid=4326)


def _month(month: MonthOfPlace) -> MonthLines:
    return MonthLines(
        month=month, matters=[(matter, [_case(one) for one in cases]) for matter, cases in month.matters]
    )


def _case(case: PlaceCase) -> CaseLine:
    return CaseLine(case=case, state=tag_of(CaseState(case.state)), took=_span(case.took))


def _settled(one: Settled, story: PlaceStory) -> SettledLine:
    return SettledLine(
        settled=one, took=_span(one.last.took), usually=_span(one.usually),
        way=story.ways.get(one.last.case_id, ""),
    )  # fmt: skip


def _span(span: timedelta | None) -> str:
    return span_words(span.total_seconds()) if span is not None else ""
