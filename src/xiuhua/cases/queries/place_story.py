"""The whole story of a place for two years: eight statements, each answered by an index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.gis.geos import Point, Polygon
from django.db.models import DateTimeField, ExpressionWrapper, F, Q, Value

from xiuhua.access.rules import areas_for, may
from xiuhua.cases.models import Case, Move, MovePhoto, Report, ReportPhoto
from xiuhua.cases.rules.places import YEARS, PlaceCase, Settled, settled
from xiuhua.cases.terms import CaseAct, CaseState, ReportAct
from xiuhua.files.models import StoredFile
from xiuhua.files.queries import shapes_of
from xiuhua.ground.models import Component, Premises
from xiuhua.shared.actor import Actor
from xiuhua.shared.geometry import box_around, distance_m
from xiuhua.web.areas import within

MOST_CASES, MOST_CALLS, MOST_PHOTOS = 400, 20, 8
_SHOP_M = 25.0
_TOLD = (
    *("title", "channel", "state", "closing", "reported_at", "over_at", "late", "place", "area_code"),
    *("component_id", "premises_id", "rebound_of_id", "item__zh", "unit__name", "unit__short_name"),
)
_SETTLING = (CaseAct.FEED_BACK, CaseAct.SOLVE, CaseAct.FORCE_GRANT, CaseAct.INFORM_GRANT)


@dataclass(frozen=True, kw_only=True)
class PlaceAsked:
    """Whose story is asked for: a place, with the case that one looks at, if one does.

    `reach_m` is how far around, metres.
    """

    place: Point | None
    reach_m: int
    case: Case | None = None
    component: Component | None = None
    premises: Premises | None = None


@dataclass(frozen=True, kw_only=True)
class PlaceLine:
    """One line that another app adds to the story of a place: a permit, a penalty."""

    at: datetime
    title: str
    note: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class PlaceSource:
    """What another app knows of places. `lines` is asked with the place, the reader and the instant."""

    key: str
    zh: str
    en: str
    lines: Callable[[PlaceAsked, Actor, datetime], Sequence[PlaceLine]]


_SOURCES: dict[str, PlaceSource] = {}


def place_story_register(source: PlaceSource) -> None:
    """Let an app of a higher layer tell of places; the same key again replaces it."""
    _SOURCES[source.key] = source


@dataclass(frozen=True, kw_only=True)
class Call:
    """An earlier report of whoever called about this case."""

    report_id: int
    case_id: int
    number: str
    title: str
    reported_at: datetime
    state: str


@dataclass(frozen=True, kw_only=True)
class PlacePhoto:
    """A picture taken here earlier, with its signed addresses."""

    case_id: int
    view: str
    thumb: str
    act: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PlaceStory:
    """What happened at a place.

    Args:
        more: whether there were more cases than are told.
        ways: what whoever settled a case last said of it, by case.
        shop: the premises of the case, or the nearest ones; `shop_is_near` where they are only near.
        calls: the caller's earlier reports, for who may read them; `calls_count` for everybody.
        further: what other apps know, each with its source.
    """

    cases: Sequence[PlaceCase]
    more: bool
    settled: Sequence[Settled]
    ways: dict[int, str]
    component: Component | None
    shop: Premises | None
    shop_is_near: bool
    calls: Sequence[Call]
    calls_count: int
    photos: Sequence[PlacePhoto]
    further: Sequence[tuple[PlaceSource, Sequence[PlaceLine]]]


def asked_of_case(case: Case, *, reach_m: int) -> PlaceAsked:
    """Return the question about the place of a case."""
    return PlaceAsked(
        place=case.place, reach_m=reach_m, case=case, component=case.component, premises=case.premises
    )


def place_story(asked: PlaceAsked, *, actor: Actor, at: datetime) -> PlaceStory:
    """Return what happened at a place in the last two years, of what the reader may see."""
    rows = _cases(asked, actor=actor, at=at)
    cases = _told(rows[:MOST_CASES], asked)
    ways = settled(cases)
    calls, calls_count = _calls(asked, actor=actor, at=at)
    shop = asked.premises or _shop_near(asked.place)
    return PlaceStory(
        cases=cases, more=len(rows) > MOST_CASES, settled=ways, ways=_ways([one.last for one in ways]),
        component=asked.component, shop=shop, shop_is_near=asked.premises is None, calls=calls,
        calls_count=calls_count, photos=_photos(cases, actor=actor, at=at),
        further=[(source, source.lines(asked, actor, at)) for source in _SOURCES.values()],
    )  # fmt: skip


def _since(at: datetime) -> datetime:
    return at - timedelta(days=round(365.25 * YEARS))


def _cases(asked: PlaceAsked, *, actor: Actor, at: datetime) -> list[Case]:
    """Return the cases within reach, or about the same component or premises, the latest first."""
    here = Q()
    if asked.place is not None:
        box = Polygon.from_bbox(box_around(asked.place.x, asked.place.y, asked.reach_m))
        here |= Q(place__bboverlaps=box)
    if asked.component is not None:
        here |= Q(component_id=asked.component.pk)
    if asked.premises is not None:
        here |= Q(premises_id=asked.premises.pk)
    if not here:
        return []
    rows = Case.objects.filter(
        here, within("area_code", areas_for(actor, CaseAct.READ)), reported_at__gte=_since(at)
    )
    if asked.case is not None:
        rows = rows.exclude(pk=asked.case.pk)
    # Ordered by an expression: by the bare column PostgreSQL may walk all reports back until enough lie here.
    latest = ExpressionWrapper(F("reported_at") + Value(timedelta()), DateTimeField())
    found = rows.select_related("item", "unit").only(*_TOLD).order_by(latest.desc(), "-pk")
    return [row for row in found[: 2 * MOST_CASES] if _reached(row, asked)][: MOST_CASES + 1]


def _away_m(row: Case, asked: PlaceAsked) -> float | None:
    if row.place is None or asked.place is None:
        return None
    return distance_m(row.place.x, row.place.y, asked.place.x, asked.place.y)


def _same_thing(row: Case, asked: PlaceAsked) -> bool:
    return (asked.component is not None and row.component_id == asked.component.pk) or (
        asked.premises is not None and row.premises_id == asked.premises.pk
    )


def _reached(row: Case, asked: PlaceAsked) -> bool:
    away_m = _away_m(row, asked)
    return _same_thing(row, asked) or (away_m is not None and away_m <= asked.reach_m)


def _told(rows: Sequence[Case], asked: PlaceAsked) -> list[PlaceCase]:
    came_back = {row.rebound_of_id for row in rows}
    if asked.case is not None:
        came_back.add(asked.case.rebound_of_id)
    return [
        PlaceCase(
            case_id=row.pk, number=row.number, matter=row.item.zh if row.item else row.title,
            channel=row.channel, state=row.state, is_closed=row.state == CaseState.CLOSED,
            reported_at=row.reported_at, over_at=row.over_at, late=row.late,
            unit=(row.unit.short_name or row.unit.name) if row.unit else "", away_m=_away_m(row, asked),
            same_thing=_same_thing(row, asked), came_back=row.pk in came_back,
            is_rebound=row.rebound_of_id is not None,
        )
        for row in rows
    ]  # fmt: skip


def _ways(cases: Sequence[PlaceCase]) -> dict[int, str]:
    """Return what was said of how each case was settled: the last words of whoever did it."""
    moves = Move.objects.filter(case_id__in=[one.case_id for one in cases], act__in=[*_SETTLING])
    return dict(moves.exclude(note="").order_by("number").values_list("case_id", "note"))


def _shop_near(place: Point | None) -> Premises | None:
    """Return the nearest premises that are near enough to be the place itself."""
    if place is None:
        return None
    box = Polygon.from_bbox(box_around(place.x, place.y, _SHOP_M))
    rows = Premises.objects.select_related("party").defer("search", "party__search")
    found = [
        (distance_m(one.place.x, one.place.y, place.x, place.y), one)
        for one in rows.filter(place__bboverlaps=box)[:_SHOPS_LOOKED_AT]
    ]
    return min(found, key=lambda one: one[0], default=(0.0, None))[1]


_SHOPS_LOOKED_AT = 40


def _calls(asked: PlaceAsked, *, actor: Actor, at: datetime) -> tuple[list[Call], int]:
    """Return the earlier reports of whoever called about the case, and how many there were.

    Who may not know who called learns how many, and no more.
    """
    if asked.case is None:
        return [], 0
    own = Report.objects.filter(case=asked.case).exclude(caller_phone="")
    phones = set(own.values_list("caller_phone", flat=True))
    if not phones:
        return [], 0
    # The numbers are named, and the empty one left out as the index does: joined, every report was read.
    earlier = (
        Report.objects.filter(
            within("area_code", areas_for(actor, CaseAct.READ)), caller_phone__in=phones,
            reported_at__gte=_since(at),
        )
        .exclude(caller_phone="")
        .exclude(case=asked.case)
    )  # fmt: skip
    if not may(actor, ReportAct.CALLS, asked.case):
        return [], earlier.count()
    rows = list(
        earlier.order_by("-reported_at", "-pk")
        .values_list("pk", "case_id", "case__title", "reported_at", "case__state")[: MOST_CALLS + 1]
    )  # fmt: skip
    told = [
        Call(
            report_id=pk, case_id=case_id, number=Case(pk=case_id).number, title=title,
            reported_at=reported_at, state=state,
        )
        for pk, case_id, title, reported_at, state in rows[:MOST_CALLS]
    ]  # fmt: skip
    return told, len(rows) if len(rows) <= MOST_CALLS else earlier.count()


def _photos(cases: Sequence[PlaceCase], *, actor: Actor, at: datetime) -> list[PlacePhoto]:
    """Return the latest pictures of the cases of the place, of those about the same thing first.

    No limit is put to PostgreSQL, which would walk all pictures back: few cases have few.
    """
    ids = [one.case_id for one in sorted(cases, key=lambda one: not one.same_thing)][:_CASES_WITH_PHOTOS]
    if not ids:
        return []
    came = ReportPhoto.objects.filter(report__case_id__in=ids).select_related("file", "report")
    made = MovePhoto.objects.filter(move__case_id__in=ids).select_related("file", "move")
    found: list[tuple[datetime, int, str, StoredFile]] = [
        *(
            (one.report.reported_at, one.report.case_id, ReportAct.MAKE.value, one.file)
            for one in came.defer("report__search", "report__text")
        ),
        *(
            (one.move.at, one.move.case_id, one.move.act, one.file)
            for one in made.defer("move__note", "move__detail")
        ),
    ]
    latest = sorted(found, key=lambda one: one[0], reverse=True)[:MOST_PHOTOS]
    return [_photo(one, actor=actor, at=at) for one in latest]


_CASES_WITH_PHOTOS = 60


def _photo(found: tuple[datetime, int, str, StoredFile], *, actor: Actor, at: datetime) -> PlacePhoto:
    taken_at, case_id, act, file = found
    shapes = shapes_of(file, actor=actor, at=at)
    return PlacePhoto(case_id=case_id, view=shapes["view"], thumb=shapes["thumb"], act=act, at=taken_at)
