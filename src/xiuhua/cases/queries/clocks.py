"""Clocks as they are stored, and the calendar they count by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from xiuhua.cases.models import CaseClock
from xiuhua.cases.rules.clocks import Clock
from xiuhua.cases.terms import Stage
from xiuhua.ground.queries.calendars import calendar_cached
from xiuhua.ground.rules.calendars import WorkCalendar
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit


def clocks_of(case_id: int) -> QuerySet[CaseClock]:
    """Return the clocks of a case in the order they started."""
    return CaseClock.objects.filter(case_id=case_id).order_by("pk")


def runs_of(rows: Iterable[CaseClock]) -> tuple[Clock, ...]:
    """Return stored clocks as the rules take them."""
    return tuple(run_of(row) for row in rows)


def run_of(row: CaseClock) -> Clock:
    """Return a stored clock as the rules take it."""
    limit = None if row.limit_amount is None else Limit(row.limit_amount, TimeUnit(row.limit_unit))
    return Clock(
        stage=Stage(row.stage), number=row.number, charged_to=row.charged_to, limit=limit,
        started_at=row.started_at, due_at=row.due_at, left_s=row.left_s, running_since=row.running_since,
        stopped_at=row.stopped_at, late=row.late, cancelled=row.cancelled, extensions=row.extensions,
        unpublished=tuple(row.unpublished),
    )  # fmt: skip


def calendar_known(area_code: str, *, at: datetime) -> WorkCalendar:
    """Return the calendar that holds in an area at an instant. One statement; what it says is read once.

    Raises:
        NotFound: none was published for the area or anything above it.
    """
    return calendar_cached(area_code, at=at)
