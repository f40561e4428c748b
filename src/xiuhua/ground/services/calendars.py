"""Every way a calendar can change. Published versions never do; a draft takes over from its day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.ground.models import Calendar, SpecialDay
from xiuhua.ground.queries import calendars as asked
from xiuhua.ground.rules.calendars import (
    BadHours,
    DayRule,
    Hours,
    hours_read,
    hours_stored,
    seasons_typed,
    shifts_typed,
)
from xiuhua.ground.terms.calendars import CalendarAct, CalendarState
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid, NotAllowedNow

_NATIONAL = "china"
_NATIONAL_ZONE = ZoneInfo("Asia/Shanghai")
_OWN_SOURCE = "本级调整"
_NATIONAL_SOURCE = "国务院办公厅年度节假日安排（chinesecalendar）"
# Printed by many city platforms as their default: eight hours with a long noon.
_DEFAULT_HOURS: Mapping[str, object] = {
    "seasons": [{"name": "全年", "since": "01-01", "periods": ["08:00-12:00", "14:00-18:00"]}],
    "shifts": [
        {"name": "早班", "hours": "08:00-16:00"},
        {"name": "中班", "hours": "16:00-00:00"},
        {"name": "夜班", "hours": "00:00-08:00"},
    ],
}


@transaction.atomic
def calendar_draft(*, area_code: str, name: str, actor: Actor, at: datetime) -> Calendar:
    """Begin the next version of an area's calendar, as a copy of what holds there now.

    Raises:
        Conflict: there is a draft already; go on with it.
        NotFound: nothing holds there yet, so nothing can be copied.
    """
    key = area_code or _NATIONAL
    latest = asked.calendar_latest(key)
    if latest is not None and latest.state == CalendarState.DRAFT:
        raise Conflict(kind="calendar", key=latest.pk)
    model = latest or asked.calendar_in_force(area_code, at=at)
    draft = Calendar(
        key=key, area_code=area_code, version=latest.version + 1 if latest else 1,
        name=name.strip() or model.name, zone=model.zone, hours=model.hours, years=model.years, updated_at=at,
    )  # fmt: skip
    require(actor, CalendarAct.DRAFT, draft)
    draft.save()
    SpecialDay.objects.bulk_create(
        SpecialDay(calendar=draft, on=day.on, works=day.works, name=day.name, source=day.source)
        for day in asked.special_days(model)
    )
    _entry(draft, CalendarAct.DRAFT, actor=actor, at=at)
    return draft


@transaction.atomic
def calendar_national_ensure(*, actor: Actor, at: datetime) -> Calendar:
    """Publish the country's calendar where none was: set-up calls it, and a second call changes nothing."""
    known = asked.calendar_latest(_NATIONAL)
    if known is not None:
        return known
    years, hours = asked.national_years(), hours_stored(hours_read(_DEFAULT_HOURS))
    calendar = Calendar(
        key=_NATIONAL, area_code="", version=1, name="全国工作日历", zone=_NATIONAL_ZONE.key,
        hours=hours, years=list(years), state=CalendarState.PUBLISHED.value,
        effective_at=datetime(min(years), 1, 1, tzinfo=_NATIONAL_ZONE), published_at=at, updated_at=at,
    )  # fmt: skip
    require(actor, CalendarAct.PUBLISH, calendar)
    calendar.save()
    for year in years:
        _year_enter(calendar, year)
    _entry(calendar, CalendarAct.PUBLISH, actor=actor, at=at)
    return calendar


def _draft_changed(
    calendar_id: int, act: CalendarAct, change: Callable[[Calendar], str], *, actor: Actor, at: datetime
) -> Calendar:
    """Lock a draft, change it and record the act; `change` returns what it was about."""
    calendar = asked.calendar_lock(calendar_id)
    require(actor, act, calendar)
    if calendar.state != CalendarState.DRAFT:
        raise NotAllowedNow(act=act, state=calendar.state)
    about = change(calendar)
    calendar.updated_at = at
    calendar.save()
    _entry(calendar, act, actor=actor, at=at, words={"about": about} if about else {})
    return calendar


@dataclass(frozen=True, kw_only=True)
class TypedHours:
    """Hours as a person types them: `seasons` and `shifts` one a line, the week as days from Monday 0."""

    seasons: str
    shifts: str
    workweek: tuple[int, ...]
    day_rule: DayRule

    def read(self) -> Hours:
        """Return them read, or raise BadHours."""
        return hours_read(
            {
                "seasons": seasons_typed(self.seasons),
                "shifts": shifts_typed(self.shifts),
                "workweek": list(self.workweek),
                "day_rule": self.day_rule.value,
            }
        )


@transaction.atomic
def calendar_hours_set(*, calendar_id: int, typed: TypedHours, actor: Actor, at: datetime) -> Calendar:
    """Give a draft other hours: working week, seasons, shifts, and how working days end.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such draft, or not this actor's to change.
        Invalid: the hours cannot be used; `hours` says why.
    """

    def change(calendar: Calendar) -> str:
        try:
            calendar.hours = hours_stored(typed.read())
        except BadHours as bad:
            field = "shifts" if bad.code == "shift_line" else "seasons"
            raise Invalid(fields={field: f"calendar_{bad.code}"}, where=bad.where) from bad
        return ""

    return _draft_changed(calendar_id, CalendarAct.HOURS, change, actor=actor, at=at)


@transaction.atomic
def calendar_year_enter(*, calendar_id: int, year: int, actor: Actor, at: datetime) -> Calendar:
    """Enter the published holidays of a year into a draft, in place of what stood there for that year.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such draft, or not this actor's to change.
        Invalid: the year's holidays are not known to this installation.
    """

    def change(calendar: Calendar) -> str:
        if year not in asked.national_years():
            raise Invalid(fields={"year": "calendar_year_unknown"}, year=year)
        calendar.days.filter(on__year=year).delete()
        _year_enter(calendar, year)
        calendar.years = sorted({*calendar.years, year})
        return str(year)

    return _draft_changed(calendar_id, CalendarAct.YEAR, change, actor=actor, at=at)


def _year_enter(calendar: Calendar, year: int) -> None:
    SpecialDay.objects.bulk_create(
        SpecialDay(calendar=calendar, on=on, works=works, name=name, source=_NATIONAL_SOURCE)
        for on, works, name in asked.national_days(year)
    )


@transaction.atomic
def calendar_year_complete(*, calendar_id: int, year: int, actor: Actor, at: datetime) -> Calendar:
    """Say that the special days of a year, entered by hand, are all there: deadlines in it become final.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such draft, or not this actor's to change.
        Invalid: no special day of that year was entered.
    """

    def change(calendar: Calendar) -> str:
        if not calendar.days.filter(on__year=year).exists():
            raise Invalid(fields={"year": "calendar_year_empty"}, year=year)
        calendar.years = sorted({*calendar.years, year})
        return str(year)

    return _draft_changed(calendar_id, CalendarAct.YEAR, change, actor=actor, at=at)


@transaction.atomic
def special_day_set(
    *, calendar_id: int, on: date, works: bool | None, name: str, actor: Actor, at: datetime
) -> Calendar:
    """Make a day of a draft work or rest, or, with None, leave it to the week again.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such draft, or not this actor's to change.
        Invalid: an exception needs a name.
    """

    def change(calendar: Calendar) -> str:
        if works is not None and not name.strip():
            raise Invalid(fields={"name": "calendar_day_name"})
        calendar.days.filter(on=on).delete()
        if works is not None:
            SpecialDay.objects.create(
                calendar=calendar, on=on, works=works, name=name.strip(), source=_OWN_SOURCE
            )
        return f"{on} {name.strip()}".strip()

    return _draft_changed(calendar_id, CalendarAct.DAY, change, actor=actor, at=at)


@transaction.atomic
def calendar_publish(*, calendar_id: int, effective_at: datetime, actor: Actor, at: datetime) -> Calendar:
    """Publish a draft. From its day on it holds in its area; what was decided before stays as it was.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such draft, or not this actor's to publish.
        Invalid: its day lies in the past, which would change what was already decided.
    """

    def change(calendar: Calendar) -> str:
        if effective_at < at:
            raise Invalid(fields={"effective_on": "calendar_effective_past"})
        calendar.state = CalendarState.PUBLISHED.value
        calendar.effective_at, calendar.published_at = effective_at, at
        return ""

    return _draft_changed(calendar_id, CalendarAct.PUBLISH, change, actor=actor, at=at)


def _entry(
    calendar: Calendar,
    act: CalendarAct,
    *,
    actor: Actor,
    at: datetime,
    words: Mapping[str, str] | None = None,
) -> None:
    entry_append(
        at=at, actor=actor, act=act, subject=f"calendar:{calendar.pk}", detail={"version": calendar.version},
        words=dict(words or {}), state=asked.calendar_state(calendar),
    )  # fmt: skip
