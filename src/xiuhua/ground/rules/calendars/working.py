"""Working time: which days and hours count, when a limit ends, and how much of it has passed.

Instants are aware and come back in UTC. A calendar knows some years; where a limit reaches a year whose
holidays are not published yet, its end is provisional and says so.

Source:
    the four units as bureaus' filing standards use them (CJ/T 315-2009 and city lists after it); the
    counting of working time is their plain reading, instant by instant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from xiuhua.ground.rules.calendars.hours import DayRule, Hours, Period
from xiuhua.ground.terms.calendars import TimeUnit

_DAY = timedelta(days=1)
_HOUR_S = 3600
_SECONDS = {
    TimeUnit.URGENT_MINUTE: 60,
    TimeUnit.URGENT_HOUR: _HOUR_S,
    TimeUnit.WORK_MINUTE: 60,
    TimeUnit.WORK_HOUR: _HOUR_S,
}
_DAYS_LOOKED_AT = 3_700  # ten years: beyond them a calendar has no working time at all


@dataclass(frozen=True, kw_only=True)
class WorkCalendar:
    """A published version of a calendar.

    Args:
        key, version: which one, stored with every decision that used it.
        days: what differs from the working week: True works, False rests.
        years: those whose holidays are published.
    """

    key: str
    version: int
    zone: ZoneInfo
    hours: Hours
    days: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """When a limit ends, by which calendar; provisional where it reaches years not yet published."""

    at: datetime
    calendar_key: str
    calendar_version: int
    unpublished: tuple[int, ...] = ()

    @property
    def provisional(self) -> bool:
        """Whether it must be computed again once those years are published."""
        return bool(self.unpublished)


class NoWorkingTime(ValueError):
    """The calendar has no working time in the ten years that follow."""


def is_working_day(calendar: WorkCalendar, on: date) -> bool:
    """Return whether a day works: as published for that day, else by the week."""
    return calendar.days.get(on, on.weekday() in calendar.hours.workweek)


def periods_on(calendar: WorkCalendar, on: date) -> tuple[Period, ...]:
    """Return the working periods of a day's season, whether or not the day works."""
    begun = [season for season in calendar.hours.seasons if season.since <= (on.month, on.day)]
    latest = max(begun or calendar.hours.seasons, key=lambda season: season.since)
    return latest.periods


def is_working(calendar: WorkCalendar, at: datetime) -> bool:
    """Return whether an instant lies in working time."""
    spans = _spans(calendar, at.astimezone(calendar.zone).date())
    return any(since <= at < until for since, until in spans)


def working_seconds(calendar: WorkCalendar, since: datetime, until: datetime) -> int:
    """Return the working time between two instants, seconds; negative where they are swapped."""
    if until < since:
        return -working_seconds(calendar, until, since)
    last = until.astimezone(calendar.zone).date()
    total = timedelta()
    for on in _days_from(since.astimezone(calendar.zone).date()):
        if on > last:
            break
        for begins, ends in _spans(calendar, on):
            total += max(min(ends, until) - max(begins, since), timedelta())
    return int(total.total_seconds())


def after_working_seconds(calendar: WorkCalendar, start: datetime, seconds: int) -> datetime:
    """Return the first instant by which so much working time has passed since the start, UTC.

    Raises:
        NoWorkingTime: it never passes.
    """
    left = timedelta(seconds=seconds)
    for on in _days_from(start.astimezone(calendar.zone).date()):
        for begins, ends in _spans(calendar, on):
            counted_from = max(begins, start)
            if ends - counted_from >= left:
                return max(counted_from, begins) + left
            left -= max(ends - counted_from, timedelta())
    raise NoWorkingTime(calendar.key)


def deadline(calendar: WorkCalendar, start: datetime, amount: int, unit: TimeUnit) -> Deadline:
    """Return when a limit ends.

    Urgent minutes and hours run by the clock, nights and holidays included; natural days end at the same
    clock time so many days later; working minutes, hours and days count working time only.

    Args:
        calendar: of the area.
        start: when the limit begins to run, aware.
        amount: how many units, at least 1.
        unit: how they are counted.

    Raises:
        ValueError: the amount is not positive.
        NoWorkingTime: the calendar never works.

    Source:
        the four units as bureaus' filing standards use them (CJ/T 315-2009 and city lists after it);
        DayRule says how working days end.
    """
    if amount < 1:
        raise ValueError(f"a limit of {amount} {unit} never runs")
    return _deadline(calendar, start, _end_of(calendar, start, amount, unit), by_clock=unit.runs_by_the_clock)


def _end_of(calendar: WorkCalendar, start: datetime, amount: int, unit: TimeUnit) -> datetime:
    if unit is TimeUnit.NATURAL_DAY:
        return _same_time(calendar, start, days=amount)
    if unit is TimeUnit.WORK_DAY:
        return _working_days_end(calendar, start, amount)
    seconds = amount * _SECONDS[unit]
    if unit.runs_by_the_clock:
        return start + timedelta(seconds=seconds)
    return after_working_seconds(calendar, start, seconds)


def _deadline(calendar: WorkCalendar, start: datetime, end: datetime, *, by_clock: bool = False) -> Deadline:
    first, last = (instant.astimezone(calendar.zone).year for instant in (start, end))
    reached = () if by_clock else range(first, last + 1)
    return Deadline(
        at=end.astimezone(UTC),
        calendar_key=calendar.key,
        calendar_version=calendar.version,
        unpublished=tuple(year for year in reached if year not in calendar.years),
    )


def _same_time(calendar: WorkCalendar, start: datetime, *, days: int) -> datetime:
    local = start.astimezone(calendar.zone)
    return datetime.combine(local.date() + days * _DAY, local.time(), calendar.zone)


def _working_days_end(calendar: WorkCalendar, start: datetime, amount: int) -> datetime:
    local = start.astimezone(calendar.zone)
    last = _working_day_after(calendar, local.date(), amount)
    if calendar.hours.day_rule is DayRule.SAME_TIME:
        return datetime.combine(last, local.time(), calendar.zone)
    return _spans(calendar, last)[-1][1]


def _working_day_after(calendar: WorkCalendar, on: date, amount: int) -> date:
    left = amount
    for day in _days_from(on + _DAY):
        left -= bool(_spans(calendar, day))
        if not left:
            return day
    raise NoWorkingTime(calendar.key)


def _days_from(on: date) -> Iterator[date]:
    return (on + number * _DAY for number in range(_DAYS_LOOKED_AT))


def _spans(calendar: WorkCalendar, on: date) -> list[tuple[datetime, datetime]]:
    """Return the working time of a day as instants; none where the day rests."""
    if not is_working_day(calendar, on):
        return []
    return [
        (_instant(calendar, on, period.since), _end(calendar, on, period.until))
        for period in periods_on(calendar, on)
    ]


def _instant(calendar: WorkCalendar, on: date, at: time) -> datetime:
    return datetime.combine(on, at, calendar.zone).astimezone(UTC)


def _end(calendar: WorkCalendar, on: date, at: time) -> datetime:
    return _instant(calendar, on + _DAY if at == time() else on, at)


@dataclass(frozen=True, kw_only=True)
class DayCounted:
    """How much of a day counted between two instants, seconds of working time."""

    on: date
    works: bool
    seconds: int

    @property
    def hours(self) -> float:
        """The same in hours."""
        return self.seconds / _HOUR_S


def days_counted(calendar: WorkCalendar, since: datetime, until: datetime) -> tuple[DayCounted, ...]:
    """Return each local day between two instants and what counted of it: why a limit ends when it does."""
    first, last = (instant.astimezone(calendar.zone).date() for instant in (since, until))
    return tuple(
        DayCounted(
            on=on,
            works=is_working_day(calendar, on),
            seconds=working_seconds(
                calendar,
                max(since, _instant(calendar, on, time())),
                min(until, _end(calendar, on, time())),
            ),
        )
        for on in (first + number * _DAY for number in range((last - first).days + 1))
    )


@dataclass(frozen=True, kw_only=True)
class Watch:
    """A shift as it happens: its name, and when it begins and ends, UTC."""

    name: str
    since: datetime
    until: datetime


def watch_at(calendar: WorkCalendar, at: datetime) -> Watch | None:
    """Return the shift that is on watch at an instant; None where no shift covers it."""
    today = at.astimezone(calendar.zone).date()
    for on in (today - _DAY, today):  # yesterday's night shift may still be on
        for shift in calendar.hours.shifts:
            over_midnight = shift.until <= shift.since
            since = _instant(calendar, on, shift.since)
            until = _instant(calendar, on + _DAY if over_midnight else on, shift.until)
            if since <= at < until:
                return Watch(name=shift.name, since=since, until=until)
    return None
