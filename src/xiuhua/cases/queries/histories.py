"""What many past cases need at once: where they were, what holds there, what came back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import numpy as np
import shapely
from django.db import connection
from django.db.models import Count, Q
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from xiuhua.cases.models import Case, ConsultationItem, Cost, MovePhoto, Report, ReportPhoto
from xiuhua.cases.queries.clocks import calendar_known
from xiuhua.cases.queries.near import _NARROWEST, Spot
from xiuhua.cases.queries.settings import Chosen, settings_for, versions_all
from xiuhua.cases.rules.histories import Line
from xiuhua.cases.rules.settings import LoopSettings
from xiuhua.ground.models import Area, Calendar, CatalogueItem, Handbook, HandbookLine, Unit
from xiuhua.ground.rules.calendars import WorkCalendar
from xiuhua.ground.rules.locate import locate_many
from xiuhua.ground.terms import AreaLevel
from xiuhua.ground.terms.areas import AreaState
from xiuhua.ground.terms.calendars import CalendarState
from xiuhua.ground.terms.catalogue import HandbookState, ItemKind, Standard
from xiuhua.shared.geometry import box_around

T = TypeVar("T")
_SHAPES = """
SELECT id, code, level, ST_AsBinary(shape) FROM ground_area
WHERE state = 'valid' AND level = ANY(%s) AND shape && ST_MakeEnvelope(%s, %s, %s, %s, 4326) ORDER BY code
"""
# One look-up by place a case, whatever the planner thinks of the matter: OFFSET 0 keeps it to that index. The
# boxes are made beforehand: beside row-level security only what is LEAKPROOF may be asked of an index, and
# making a box is not.
_REBOUNDS = """
SELECT asked.place, found.id FROM (
    SELECT row_number() OVER () - 1 AS place, told.*,
        ST_MakeEnvelope(told.west, told.south, told.east, told.north, 4326) AS box
    FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::float8[], %s::float8[],
        %s::float8[], %s::float8[], %s::float8[], %s::float8[], %s::float8[])
        AS told (item, since, until, west, south, east, north, x, y, reach)
) AS asked CROSS JOIN LATERAL (
    SELECT near.id FROM (
        SELECT matter.id, matter.item_id, matter.state, matter.over_at, matter.place FROM cases_case AS matter
        WHERE matter.place && asked.box
        OFFSET 0
    ) AS near
    WHERE near.item_id = asked.item AND near.state = 'case_closed'
        AND near.over_at BETWEEN asked.since AND asked.until
        AND ST_DistanceSphere(near.place, ST_SetSRID(ST_MakePoint(asked.x, asked.y), 4326)) <= asked.reach
    ORDER BY near.over_at DESC LIMIT 1
) AS found
"""


def spots_at(points: Sequence[tuple[float, float] | None], *, area_codes: Sequence[str]) -> list[Spot | None]:
    """Return where many places are, as `queries.near.spot_at` does for one: degrees, WGS84."""
    found: list[Spot | None] = [None] * len(points)
    placed = [place for place, point in enumerate(points) if point is not None]
    if placed:
        _located(np.array([points[place] for place in placed], dtype=np.float64), placed, found)
    missing = {area_codes[place] for place, spot in enumerate(found) if spot is None and area_codes[place]}
    named = dict(Area.objects.filter(code__in=missing, state=AreaState.VALID.value).values_list("code", "pk"))
    return [
        spot or (Spot(area_id=named[code], area_code=code, key_area=False) if code in named else None)
        for spot, code in zip(found, area_codes, strict=True)
    ]


def _located(points: NDArray[np.float64], places: Sequence[int], found: list[Spot | None]) -> None:
    west, south = points.min(axis=0)
    east, north = points.max(axis=0)
    levels = [level.value for level in (*_NARROWEST, AreaLevel.KEY_AREA)]
    with connection.cursor() as cursor:
        cursor.execute(_SHAPES, [levels, west, south, east, north])
        rows = cursor.fetchall()
    by_level: dict[str, list[tuple[int, str, BaseGeometry]]] = {}
    for number, code, level, shape in rows:
        by_level.setdefault(level, []).append((number, code, shapely.from_wkb(bytes(shape))))
    keyed = _within(points, by_level.get(AreaLevel.KEY_AREA.value, []))
    for level in _NARROWEST:
        areas = by_level.get(level.value, [])
        for number, place in enumerate(_within(points, areas)):
            if place >= 0 and found[places[number]] is None:
                area = areas[place]
                found[places[number]] = Spot(
                    area_id=area[0], area_code=area[1], key_area=bool(keyed[number] >= 0)
                )


def _within(points: NDArray[np.float64], areas: Sequence[tuple[int, str, BaseGeometry]]) -> list[int]:
    if not areas:
        return [-1] * len(points)
    places: list[int] = locate_many(points, [area[2] for area in areas]).tolist()
    return places


@dataclass(frozen=True, kw_only=True)
class Holding:
    """What holds for past cases, asked once: settings, calendars and handbook lines by area."""

    versions: Mapping[str, Chosen]
    calendars: Mapping[str, WorkCalendar]
    lines: Mapping[str, Mapping[int, Line]]

    def chosen(self, area_code: str) -> Chosen:
        """Return the settings of an area, as `queries.settings.settings_for` does."""
        found = _narrowest(self.versions, area_code)
        return found or Chosen(settings=LoopSettings(), version_id=None)

    def calendar(self, area_code: str) -> WorkCalendar | None:
        """Return the calendar of an area; None where none was published."""
        return _narrowest(self.calendars, area_code)

    def line(self, item_id: int | None, area_code: str) -> Line | None:
        """Return the first line of the narrowest handbook for a matter."""
        if item_id is None:
            return None
        for length in range(len(area_code), -1, -1):
            book = self.lines.get(area_code[:length])
            if book and item_id in book:
                return book[item_id]
        return None


def _narrowest(table: Mapping[str, T], area_code: str) -> T | None:
    return next(
        (
            table[area_code[:length]]
            for length in range(len(area_code), -1, -1)
            if area_code[:length] in table
        ),
        None,
    )


def holding_at(at: datetime) -> Holding:
    """Return what holds everywhere at an instant."""
    chosen = versions_all().filter(effective_at__lte=at).values_list("area_code", flat=True)
    published = Calendar.objects.filter(state=CalendarState.PUBLISHED.value, effective_at__lte=at)
    codes = set(published.values_list("area_code", flat=True))
    known = Handbook.objects.filter(state=HandbookState.PUBLISHED.value, effective_at__lte=at)
    books = dict(known.order_by("effective_at", "pk").values_list("area_code", "pk"))
    lines: dict[str, dict[int, Line]] = {code: {} for code in books}
    areas = {number: code for code, number in books.items()}
    rows = HandbookLine.objects.filter(handbook_id__in=areas).order_by("sequence")
    for line in rows:
        lines[areas[line.handbook_id]].setdefault(line.item_id, Line(line_id=line.pk, limit=line.limit))
    return Holding(
        versions={code: settings_for(code, at=at) for code in set(chosen)},
        calendars={code: calendar_known(code, at=at) for code in codes},
        lines=lines,
    )


def items_known(item_ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """Return code and name of some items of the catalogue."""
    rows = CatalogueItem.objects.filter(pk__in=item_ids).values_list("pk", "code", "zh")
    return {number: (code, zh) for number, code, zh in rows}


def cases_by_client_id(client_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return the cases that were recorded under some ids."""
    return dict(Case.objects.filter(client_id__in=client_ids).values_list("client_id", "pk"))


@dataclass(frozen=True, kw_only=True)
class ReboundAsked:
    """What is asked of the past: the same matter, near a place, closed not long before an instant."""

    item_id: int
    x: float
    y: float
    at: datetime
    days: int
    reach_m: float


def rebounds_of(asked: Sequence[ReboundAsked]) -> dict[int, int]:
    """Return, per place in `asked`, the recorded case that came back; nothing where there is none."""
    if not asked:
        return {}
    boxes = [box_around(one.x, one.y, one.reach_m) for one in asked]
    with connection.cursor() as cursor:
        cursor.execute(
            _REBOUNDS,
            [
                [one.item_id for one in asked], [one.at - timedelta(days=one.days) for one in asked],
                [one.at for one in asked], *(list(side) for side in zip(*boxes, strict=True)),
                [one.x for one in asked], [one.y for one in asked], [one.reach_m for one in asked],
            ],
        )  # fmt: skip
        return dict(cursor.fetchall())


def imports_in_use(case_ids: Collection[int]) -> bool:
    """Return whether anything outside some cases rests on one of them, or has its reports."""
    ids = list(case_ids)
    leaning = Q(merged_into__in=ids) | Q(rebound_of__in=ids) | Q(redo_of__in=ids)
    return (
        Case.objects.filter(leaning).exclude(pk__in=ids).exists()
        or Case.objects.filter(pk__in=ids, merged_into__isnull=False).exclude(merged_into__in=ids).exists()
        or ConsultationItem.objects.filter(case__in=ids).exists()
        or Cost.objects.filter(case__in=ids).exists()
        or MovePhoto.objects.filter(move__case__in=ids).exists()
        or ReportPhoto.objects.filter(report__case__in=ids).exists()
    )


def histories_known(refs: Collection[str]) -> list[tuple[str, int, int, str, int]]:
    """Return number at the source, id, moves, state and reports of the cases recorded under some numbers.

    Three plain questions: one joined question over tables that a long import has just filled, and nobody has
    counted yet, may read a whole table for every row.
    """
    reports = Report.objects.filter(source_ref__in={ref for ref in refs if ref})
    opened = {client_id: ref for ref, client_id in reports.values_list("source_ref", "client_id")}
    cases = Case.objects.filter(client_id__in=opened)
    found = list(cases.values_list("pk", "client_id", "moves_count", "state"))
    lying = (
        Report.objects.filter(case__in=[pk for pk, *_ in found])
        .values_list("case")
        .annotate(count=Count("pk"))
    )
    counts = dict(lying.order_by())
    return [(opened[client_id], pk, moves, state, counts.get(pk, 0)) for pk, client_id, moves, state in found]


_TOLD = """
SELECT count(*) FILTER (WHERE verdict.late), count(*) FILTER (WHERE NOT verdict.late),
    count(*) FILTER (WHERE verdict.apart <= 60), count(*) FILTER (WHERE verdict.apart > 60)
FROM (
    SELECT bool_or(clock.late OR (clock.running_since IS NOT NULL AND clock.due_at < now())) AS late,
        max(abs(extract(epoch FROM clock.due_at - (opened.detail ->> 'source_due')::timestamptz)))
            FILTER (WHERE clock.number = 1) AS apart
    FROM cases_caseclock AS clock
    JOIN cases_move AS opened ON opened.case_id = clock.case_id AND opened.number = 1
    WHERE clock.case_id = ANY(%s) AND clock.stage = 'stage_handle' AND clock.due_at IS NOT NULL
        AND NOT clock.cancelled
    GROUP BY clock.case_id
) AS verdict
"""


def histories_told(case_ids: Collection[int]) -> dict[str, int]:
    """Return how many of some cases were handled late and on time, and how many deadlines are the source's.

    A deadline is the source's where it lies within a minute of what the source says.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TOLD, [list(case_ids)])
        counts = cursor.fetchone()
    return dict(zip(("late", "on_time", "due_as_source", "due_otherwise"), counts, strict=True))


def items_coded(codes: Collection[str]) -> dict[str, int]:
    """Return the matters under some codes, those of 2026 before those of 2013."""
    rows = CatalogueItem.objects.filter(code__in=codes, kind=ItemKind.MATTER.value)
    order = {Standard.GB_2026.value: 1, Standard.GB_2013.value: 0}
    found = sorted(rows.values_list("code", "pk", "standard"), key=lambda row: order.get(row[2], -1))
    return {code: number for code, number, _ in found}


def units_called(names: Collection[str]) -> dict[str, int]:
    """Return the units that some texts name, by code or, where only one is called so, by name."""
    found: dict[str, int] = {}
    for column in ("name", "short_name"):
        rows = Unit.objects.filter(**{f"{column}__in": names}).order_by("pk").values_list(column, "pk")
        told: dict[str, list[int]] = {}
        for name, number in rows:
            told.setdefault(name, []).append(number)
        found |= {name: numbers[0] for name, numbers in told.items() if len(numbers) == 1}
    return found | dict(Unit.objects.filter(code__in=names).values_list("code", "pk"))
