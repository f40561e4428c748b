"""What lies near: in which areas a place is, what else was reported there, what comes back there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.gis.geos import Point, Polygon
from django.db import connection
from django.db.models import Q, QuerySet

from xiuhua.cases.models import Case
from xiuhua.cases.queries.cases import HEAVY, cases_listed
from xiuhua.cases.queries.reading import Columns
from xiuhua.cases.rules.settings import LoopSettings
from xiuhua.cases.terms import CaseState
from xiuhua.ground.models import Area
from xiuhua.ground.queries.areas import locate
from xiuhua.ground.terms import AreaLevel
from xiuhua.ground.terms.areas import AreaState
from xiuhua.shared.geometry import box_around, distance_m

_NARROWEST = (AreaLevel.UNIT_GRID, AreaLevel.COMMUNITY, AreaLevel.STREET, AreaLevel.DISTRICT, AreaLevel.CITY)
_MOST = 40
_MOST_NEAR = 100


@dataclass(frozen=True, kw_only=True)
class Spot:
    """Where something is: the narrowest area of the tree, and whether a key area holds it too."""

    area_id: int
    area_code: str
    key_area: bool


def spot_at(place: Point | None, *, area_code: str) -> Spot | None:
    """Return where a place is, or the area a code names where no coordinates are known; None for nowhere."""
    found = locate(place.x, place.y) if place else {}
    for level in _NARROWEST:
        if level in found:
            area = found[level]
            return Spot(area_id=area.pk, area_code=area.code, key_area=AreaLevel.KEY_AREA in found)
    if not area_code:
        return None
    named = Area.objects.filter(code=area_code, state=AreaState.VALID.value).values_list("pk", "code").first()
    return Spot(area_id=named[0], area_code=named[1], key_area=False) if named else None


@dataclass(frozen=True, kw_only=True)
class Nearby:
    """A case near a place, and how far: metres; None where one of both has no coordinates."""

    case: Case
    distance_m: float | None


def duplicates_of(case: Case, *, settings: LoopSettings, at: datetime) -> list[Nearby]:
    """Return the open cases that may be the same as one: same matter, near, recent; nearest first."""
    rows = _shown(Case.objects.filter(_recent(settings, at), item_id=case.item_id))
    return _near(rows.exclude(pk=case.pk), case, settings.duplicate_m)


@dataclass(frozen=True, kw_only=True)
class Alike:
    """What lies where a case is about to be opened: open ones that may be the same, one that comes back."""

    duplicates: tuple[Nearby, ...] = ()
    rebound_id: int | None = None


def alike_at(case: Case, *, settings: LoopSettings, redone: bool, at: datetime) -> Alike:
    """Return what is like a case about to be opened, in one statement.

    What is done again because it was not well done has not come back by itself.

    Source:
        S-055, 防反弹回潮; both windows are settings.
    """
    comes_back = case.item_id is not None and not redone
    reach_m = max(settings.duplicate_m, settings.rebound_m)
    box = box_around(case.place.x, case.place.y, reach_m) if case.place else (None,) * 4
    found = _BARE.rows(
        _ALIKE.format(same="IS NULL" if case.item_id is None else "= %(item)s"),
        {
            "item": case.item_id, "open_since": at - timedelta(hours=settings.duplicate_hours),
            "closed_since": at - timedelta(days=settings.rebound_days) if comes_back else None,
            "closed": CaseState.CLOSED.value, "component": case.component_id,
            "premises": case.premises_id, "most": _MOST,
            **dict(zip(("west", "south", "east", "north"), box, strict=True)),
        },
        planned_once=False,
    )  # fmt: skip
    near = _nearest(found, case, reach_m)
    closed = [one for one in near if one.case.over_at and _reached(one, case, settings.rebound_m)]
    newest = max(closed, key=lambda one: one.case.over_at or at, default=None)
    open_ones = (one for one in near if not one.case.over_at and _reached(one, case, settings.duplicate_m))
    return Alike(duplicates=tuple(open_ones), rebound_id=newest.case.pk if newest else None)


# In SQL, because who reports waits for it: the ORM took longer to put it together than PostgreSQL to answer.
_BARE = Columns(Case, only=("place", "over_at", "reported_at", "component_id", "premises_id"))
_ALIKE = f"""
SELECT {_BARE.listed("matter")} FROM cases_case AS matter
WHERE item_id {{same}} AND ((over_at IS NULL AND reported_at >= %(open_since)s)
         OR (over_at >= %(closed_since)s AND state = %(closed)s))
    AND (place && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)
         OR component_id = %(component)s OR premises_id = %(premises)s)
ORDER BY reported_at DESC LIMIT %(most)s
"""  # noqa: S608 - names of our own columns


def _recent(settings: LoopSettings, at: datetime) -> Q:
    return Q(over_at__isnull=True, reported_at__gte=at - timedelta(hours=settings.duplicate_hours))


def around(place: Point, *, reach_m: float, since: datetime) -> list[Nearby]:
    """Return the cases near a place since an instant, nearest first."""
    rows = cases_listed().filter(reported_at__gte=since)
    draft = Case(place=place)
    return _near(rows, draft, reach_m)


@dataclass(frozen=True, kw_only=True)
class OpenNear:
    """An open case around another one: where, degrees, and how far from that one, metres.

    The place is numbers and no geometry, because a map shows a hundred of them beside each case that opens.
    """

    case: Case
    longitude: float
    latitude: float
    distance_m: float


def open_near(case: Case, *, reach_m: float) -> list[OpenNear]:
    """Return the other open cases in the box around a case's place, what turns red first standing first.

    With what a map and a short list say of them.
    """
    if case.place is None:
        return []
    here = (case.place.x, case.place.y)
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_NEAR, [*box_around(*here, reach_m), case.pk, _MOST_NEAR])
        rows = cursor.fetchall()
    return [
        OpenNear(case=_OPEN.row(cells), longitude=x, latitude=y, distance_m=distance_m(x, y, *here))
        for *cells, x, y in rows
    ]


_OPEN = Columns(Case, only=("title", "address", "state", "due_at", "soon_at", "over_at", "late", "resume_at"))
_OPEN_NEAR = f"""
SELECT {_OPEN.listed("matter")}, ST_X(place), ST_Y(place) FROM cases_case AS matter
WHERE over_at IS NULL AND place && ST_MakeEnvelope(%s, %s, %s, %s, 4326) AND id <> %s
ORDER BY due_at, id LIMIT %s
"""  # noqa: S608 - names of our own columns


def photographed_near(case: Case, *, reach_m: float, since: datetime) -> list[Nearby]:
    """Return earlier cases that have photos, near a case or about the same thing; nearest first."""
    box = box_around(case.place.x, case.place.y, reach_m) if case.place else (None,) * 4
    found = _EARLIER.rows(
        _EARLIER_NEAR,
        {
            "component": case.component_id, "premises": case.premises_id, "case": case.pk, "since": since,
            "until": case.reported_at, "most": _MOST,
            **dict(zip(("west", "south", "east", "north"), box, strict=True)),
        },
        planned_once=False,
    )  # fmt: skip
    return _nearest(found, case, reach_m)


_EARLIER = Columns(Case, only=("title", "place", "area_code", "reported_at", "component_id", "premises_id"))
_EARLIER_NEAR = f"""
SELECT {_EARLIER.listed("matter")} FROM cases_case AS matter
WHERE (place && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)
       OR component_id = %(component)s OR premises_id = %(premises)s)
    AND id <> %(case)s AND reported_at BETWEEN %(since)s AND %(until)s
    AND (EXISTS (SELECT FROM cases_reportphoto JOIN cases_report AS report ON report.id = report_id
                 WHERE report.case_id = matter.id)
         OR EXISTS (SELECT FROM cases_movephoto JOIN cases_move AS move ON move.id = move_id
                    WHERE move.case_id = matter.id))
ORDER BY reported_at DESC LIMIT %(most)s
"""  # noqa: S608 - names of our own columns


def _shown(rows: QuerySet[Case]) -> QuerySet[Case]:
    """Return cases with the names that a reader is shown."""
    return rows.select_related("item", "unit", "area").defer(*HEAVY, "description")


def _near(rows: QuerySet[Case], case: Case, reach_m: float) -> list[Nearby]:
    """Return the rows within reach of a case's place, or about its component or premises; nearest first."""
    same = Q()
    if case.component_id:
        same |= Q(component_id=case.component_id)
    if case.premises_id:
        same |= Q(premises_id=case.premises_id)
    if case.place:
        box = box_around(case.place.x, case.place.y, reach_m)
        same |= Q(place__bboverlaps=Polygon.from_bbox(box))
    if not same:
        return []
    return _nearest(rows.filter(same).order_by("-reported_at")[:_MOST], case, reach_m)


def _nearest(found: Iterable[Case], case: Case, reach_m: float) -> list[Nearby]:
    near = [Nearby(case=row, distance_m=_apart(row, case)) for row in found]
    kept = [one for one in near if _reached(one, case, reach_m)]
    return sorted(kept, key=lambda one: one.distance_m if one.distance_m is not None else reach_m)


def _reached(near: Nearby, case: Case, reach_m: float) -> bool:
    return near.distance_m is None or near.distance_m <= reach_m or _one_thing(near, case)


def _one_thing(near: Nearby, case: Case) -> bool:
    return (near.case.component_id is not None and near.case.component_id == case.component_id) or (
        near.case.premises_id is not None and near.case.premises_id == case.premises_id
    )


def _apart(one: Case, other: Case) -> float | None:
    if one.place is None or other.place is None:
        return None
    return distance_m(one.place.x, one.place.y, other.place.x, other.place.y)
