"""What was told several times: by one caller, about one place, about one case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import Left

from xiuhua.cases.models import Case, Report
from xiuhua.cases.queries.hot_spots import UNCOUNTED
from xiuhua.web.areas import within

LEAST, MOST = 2, 100
_GRID = 15  # digits of its code


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Somebody who reported several times: how often, over how many cases, when last.

    `case_id` is the case of the last report.
    """

    phone: str
    reports: int
    cases: int
    last_at: datetime
    case_id: int


@dataclass(frozen=True, kw_only=True)
class ToldOften:
    """A case that several reports of a span are about, and how many."""

    case: Case
    reports: int


@dataclass(frozen=True, kw_only=True)
class Repeated:
    """A matter that was reported several times at one place: its unit grid, component or premises.

    `came_back` counts those that came back after they were closed.
    """

    key: str
    name: str
    item_id: int | None
    matter: str
    cases: int
    came_back: int
    last_at: datetime


def _reports(areas: Sequence[str], since: datetime, until: datetime) -> QuerySet[Report]:
    return Report.objects.filter(
        within("area_code", areas), reported_at__gte=since, reported_at__lt=until
    ).order_by()


def callers_often(areas: Sequence[str], *, since: datetime, until: datetime) -> list[Caller]:
    """Return who reported several times in a span, who did most often first. One statement."""
    rows = _reports(areas, since, until).exclude(caller_phone="")
    told = (
        rows.values("caller_phone")
        .annotate(reports=Count("pk"), cases=Count("case", distinct=True), last_at=Max("reported_at"),
                  last_case=Max("case"))
        .filter(reports__gte=LEAST)
        .order_by("-reports", "-last_at")[:MOST]
    )  # fmt: skip
    return [
        Caller(
            phone=row["caller_phone"], reports=row["reports"], cases=row["cases"], last_at=row["last_at"],
            case_id=row["last_case"],
        )
        for row in told
    ]  # fmt: skip


def cases_told_often(areas: Sequence[str], *, since: datetime, until: datetime) -> list[ToldOften]:
    """Return the cases that several reports of a span are about, most reports first."""
    often = (
        _reports(areas, since, until)
        .values("case")
        .annotate(times=Count("pk"))
        .filter(times__gte=LEAST)
        .order_by("-times", "-case")[:MOST]
    )
    counts = {row["case"]: row["times"] for row in often}
    rows = Case.objects.filter(pk__in=counts).select_related("unit", "area", "item").defer(
        "search", "description", "unit__search", "area__shape", "area__line", "area__search", "item__search"
    )  # fmt: skip
    found = sorted(rows, key=lambda case: (-counts[case.pk], -case.pk))
    return [ToldOften(case=case, reports=counts[case.pk]) for case in found]


def places_told_often(areas: Sequence[str], *, since: datetime, until: datetime) -> list[Repeated]:
    """Return where the same matter was reported several times in a span: by unit grid. One statement."""
    rows = Case.objects.filter(
        within("area_code", areas), reported_at__gte=since, reported_at__lt=until, item__isnull=False
    )
    told = (
        rows.exclude(state__in=UNCOUNTED).order_by()
        .annotate(grid=Left("area_code", _GRID))
        .values("grid", "item_id", "item__zh")
        .annotate(cases=Count("pk"), came_back=Count("rebound_of"), last_at=Max("reported_at"),
                  address=Max("address"))
        .filter(cases__gte=LEAST)
        .order_by("-cases", "-came_back", "-last_at")[:MOST]
    )  # fmt: skip
    return [
        Repeated(
            key=row["grid"], name=row["address"] or row["grid"], item_id=row["item_id"],
            matter=row["item__zh"], cases=row["cases"], came_back=row["came_back"], last_at=row["last_at"],
        )
        for row in told
    ]  # fmt: skip
