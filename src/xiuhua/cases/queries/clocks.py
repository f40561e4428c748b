"""Clocks as they are stored, and the calendar they count by."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from django.db.models import Q

from xiuhua.cases.models import Case, CaseClock
from xiuhua.cases.queries.reading import Columns
from xiuhua.cases.rules.clocks import Clock
from xiuhua.cases.terms import Stage
from xiuhua.ground.models import Calendar
from xiuhua.ground.queries.calendars import calendar_cached
from xiuhua.ground.rules.areas import area_prefixes, narrowest
from xiuhua.ground.rules.calendars import WorkCalendar
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import CalendarState, TimeUnit

_CLOCK = Columns(CaseClock)
_CLOCKS = f"SELECT {_CLOCK.listed('clock')} FROM cases_caseclock AS clock WHERE case_id = %s ORDER BY id"  # noqa: S608 - names of our own columns


def clocks_of(case_id: int) -> list[CaseClock]:
    """Return the clocks of a case in the order they started."""
    return _CLOCK.rows(_CLOCKS, [case_id])


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
        unpublished=tuple(row.unpublished), exempt=row.exempt,
    )  # fmt: skip


def calendar_known(area_code: str, *, at: datetime) -> WorkCalendar:
    """Return the calendar that holds in an area at an instant. One statement; what it says is read once.

    Raises:
        NotFound: none was published for the area or anything above it.
    """
    return calendar_cached(area_code, at=at)


def calendars_known(area_code: str, *, at: datetime) -> Callable[[datetime], WorkCalendar]:
    """Return a look-up of the calendar that held in an area at an instant; each version is asked for once.

    What is published for a day after `at` is not known to it.
    """
    rows = Calendar.objects.filter(
        area_code__in=area_prefixes(area_code), state=CalendarState.PUBLISHED.value, effective_at__lte=at
    )
    found = rows.order_by("effective_at").values_list("effective_at", flat=True).distinct()
    changes = [instant for instant in found if instant is not None]
    known: dict[int, WorkCalendar] = {}

    def held(instant: datetime) -> WorkCalendar:
        place = bisect_right(changes, instant)
        if place not in known:
            known[place] = calendar_known(area_code, at=changes[place - 1] if place else instant)
        return known[place]

    return held


def counted_by(case: Case, known: Callable[[datetime], WorkCalendar]) -> Callable[[datetime], WorkCalendar]:
    """Return which calendar counted what happened to a case at an instant.

    A past case that was imported was judged by the calendar that held when it was written down.
    """
    return lambda instant: known(max(instant, case.recorded_at))


def cases_outdated(*, area_code: str, at: datetime) -> list[int]:
    """Return the open cases of an area with a clock counted by another calendar than the one that holds.

    Two statements, whatever the number of cases.
    """
    rows = CaseClock.objects.filter(
        stopped_at=None, case__over_at=None, case__area_code__startswith=area_code
    )
    found = rows.values_list("case__area_code", "calendar_key", "calendar_version").distinct()
    holds = _versions_held(at)
    outdated: dict[tuple[str, int | None], list[str]] = defaultdict(list)
    for code, key, version in found:
        if (key, version) != narrowest(holds, code):
            outdated[key, version].append(code)
    if not outdated:
        return []
    wanted = Q()
    for (key, version), codes in outdated.items():
        wanted |= Q(calendar_key=key, calendar_version=version, case__area_code__in=codes)
    return sorted(set(rows.filter(wanted).values_list("case", flat=True)))


def _versions_held(at: datetime) -> dict[str, tuple[str, int]]:
    """Return, per area that has a calendar of its own, the version that holds at an instant."""
    rows = Calendar.objects.filter(state=CalendarState.PUBLISHED.value, effective_at__lte=at)
    ordered = rows.order_by("effective_at", "version").values_list("area_code", "key", "version")
    return {area_code: (key, version) for area_code, key, version in ordered}
