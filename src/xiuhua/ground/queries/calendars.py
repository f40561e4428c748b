"""Questions about calendars."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar
from django.db.models import QuerySet
from django.db.models.functions import Length

from xiuhua.ground.models import Calendar, SpecialDay
from xiuhua.ground.rules.areas import area_prefixes
from xiuhua.ground.rules.calendars import WorkCalendar, hours_read
from xiuhua.ground.terms.calendars import CalendarState
from xiuhua.shared.errors import NotFound
from xiuhua.web.statements import prepared


def calendars() -> QuerySet[Calendar]:
    """Return every version of every calendar."""
    return Calendar.objects.all()


def calendar_get(calendar_id: int) -> Calendar:
    """Return a version of a calendar.

    Raises:
        NotFound: there is no such version.
    """
    found = Calendar.objects.filter(pk=calendar_id).first()
    if found is None:
        raise NotFound(kind="calendar", key=str(calendar_id))
    return found


def calendar_lock(calendar_id: int) -> Calendar:
    """Return a version, locked until the transaction ends.

    Raises:
        NotFound: there is no such version.
    """
    found = Calendar.objects.select_for_update().filter(pk=calendar_id).first()
    if found is None:
        raise NotFound(kind="calendar", key=str(calendar_id))
    return found


def calendar_latest(key: str) -> Calendar | None:
    """Return the highest version of a calendar, drafts included."""
    return Calendar.objects.filter(key=key).order_by("-version").first()


def calendar_in_force(area_code: str, *, at: datetime) -> Calendar:
    """Return the version that holds in an area at an instant: of the narrowest area that has a calendar.

    Raises:
        NotFound: none was published for the area or anything above it.
    """
    found = _in_force(area_code, at).first()
    if found is None:
        raise NotFound(kind="calendar", key=area_code)
    return found


def _in_force(area_code: str, at: datetime) -> QuerySet[Calendar]:
    """Return the versions that may hold in an area at an instant, the one that does first."""
    published = Calendar.objects.filter(
        area_code__in=area_prefixes(area_code), state=CalendarState.PUBLISHED.value, effective_at__lte=at
    )
    return published.order_by(Length("area_code").desc(), "-effective_at", "-version")


def calendar_for(area_code: str, *, at: datetime) -> WorkCalendar:
    """Return the working time that holds in an area at an instant, for the rules. Two statements.

    Raises:
        NotFound: none was published for the area or anything above it.
    """
    return work_calendar(calendar_in_force(area_code, at=at))


def calendar_cached(area_code: str, *, at: datetime) -> WorkCalendar:
    """Return the working time that holds in an area at an instant, for the rules. One statement.

    What a version says is read once per process: the text of its days comes with the row and is the key, so
    that nothing stale is ever given.

    Raises:
        NotFound: none was published for the area or anything above it.
    """
    with prepared() as cursor:
        cursor.execute(_HOLDS, [list(area_prefixes(area_code)), CalendarState.PUBLISHED.value, at])
        row = cursor.fetchone()
    if row is None:
        raise NotFound(kind="calendar", key=area_code)
    key, version, zone, hours, years, said = row
    return _work_calendar_once(key, version, zone, hours, said, tuple(years))


# In SQL, because every report and every act asks it. The same order as `_in_force`.
_HOLDS = """
SELECT key, version, zone, hours::text, years, (
    SELECT coalesce(string_agg("on"::text || works::text, ' ' ORDER BY "on"), '')
    FROM ground_specialday WHERE calendar_id = calendar.id
) FROM ground_calendar AS calendar WHERE area_code = ANY(%s) AND state = %s AND effective_at <= %s
ORDER BY length(area_code) DESC, effective_at DESC, version DESC LIMIT 1
"""


@lru_cache(maxsize=128)
def _work_calendar_once(
    key: str, version: int, zone: str, hours: str, days: str, years: tuple[int, ...]
) -> WorkCalendar:
    return WorkCalendar(
        key=key,
        version=version,
        zone=ZoneInfo(zone),
        hours=hours_read(json.loads(hours)),
        days={date.fromisoformat(day[:10]): day[10:] == "true" for day in days.split()},
        years=frozenset(years),
    )


def work_calendar(calendar: Calendar) -> WorkCalendar:
    """Return a stored version as the rules take it."""
    return WorkCalendar(
        key=calendar.key,
        version=calendar.version,
        zone=ZoneInfo(calendar.zone),
        hours=hours_read(calendar.hours),
        days=dict(calendar.days.values_list("on", "works")),
        years=frozenset(calendar.years),
    )


def special_days(calendar: Calendar) -> QuerySet[SpecialDay]:
    """Return the special days of a version, in their order."""
    return calendar.days.order_by("on")


def national_years() -> tuple[int, ...]:
    """Return the years whose national holidays the library knows, oldest first."""
    return tuple(sorted({on.year for on in chinese_calendar.holidays}))


def national_days(year: int) -> list[tuple[date, bool, str]]:
    """Return the holidays and make-up days of a year: day, whether it works, name. Empty if unknown.

    Source:
        the State Council's yearly notices, as the chinesecalendar library transcribes them.
    """
    rests = [(on, False, str(name)) for on, name in chinese_calendar.holidays.items() if on.year == year]
    works = [(on, True, str(name)) for on, name in chinese_calendar.workdays.items() if on.year == year]
    return sorted(rests + works)


def calendar_state(calendar: Calendar) -> dict[str, str | int | None]:
    """Return the columns of a version that the ledger answers for, its special days among them."""
    days = special_days(calendar).values_list("on", "works", "name")
    return {
        "key": calendar.key,
        "area": calendar.area_code,
        "version": calendar.version,
        "name": calendar.name,
        "zone": calendar.zone,
        "hours": repr(hours_read(calendar.hours)),
        "years": " ".join(map(str, sorted(calendar.years))),
        "state": calendar.state,
        "effective_at": calendar.effective_at.astimezone(UTC).isoformat() if calendar.effective_at else None,
        "days": "; ".join(f"{on} {works} {name}" for on, works, name in days),
    }


def calendar_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every version's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, calendar_state(row)) for row in Calendar.objects.order_by("pk").iterator(chunk_size=100))
