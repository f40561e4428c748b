"""Working time: which days and hours count, when a limit ends, and how much of it has passed.

Instants are aware and come back in UTC. A calendar knows some years; where a limit reaches a year whose
holidays are not published yet, its end is provisional and says so.

Source:
    the four units as bureaus' filing standards use them (CJ/T 315-2009 and city lists after it); the
    counting of working time is their plain reading, instant by instant.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from xiuhua.ground.rules.calendars.days import (
    DAY,
    Month,
    WorkCalendar,
    instant,
    is_working_day,
    month_number,
    period_end,
)
from xiuhua.ground.rules.calendars.hours import DayRule
from xiuhua.ground.terms.calendars import TimeUnit

_HOUR_S = 3600
_SECOND = timedelta(seconds=1)
_SECONDS = {
    TimeUnit.URGENT_MINUTE: 60,
    TimeUnit.URGENT_HOUR: _HOUR_S,
    TimeUnit.WORK_MINUTE: 60,
    TimeUnit.WORK_HOUR: _HOUR_S,
}
_MONTHS_LOOKED_AT = 122  # ten years: beyond them a calendar has no working time at all


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


def is_working(calendar: WorkCalendar, at: datetime) -> bool:
    """Return whether an instant lies in working time."""
    month, at = calendar.month(_month_of(calendar, at)), at.astimezone(UTC)
    place = bisect_right(month.begins, at) - 1
    return place >= 0 and at < month.ends[place]


def working_seconds(calendar: WorkCalendar, since: datetime, until: datetime) -> int:
    """Return the working time between two instants, seconds; negative where they are swapped."""
    since, until = since.astimezone(UTC), until.astimezone(UTC)  # instants of one zone compare faster
    if until < since:
        return -working_seconds(calendar, until, since)
    first, last = _month_of(calendar, since), _month_of(calendar, until)
    total = calendar.month(last).passed(until) - calendar.month(first).passed(since)
    for number in range(first, last):
        total += calendar.month(number).total
    return total // _SECOND


def after_working_seconds(calendar: WorkCalendar, start: datetime, seconds: int) -> datetime:
    """Return the first instant by which so much working time has passed since the start, UTC.

    Nothing has passed at the start itself, or where that is no working time, when work begins again.

    Raises:
        NoWorkingTime: it never passes.
    """
    first, start = _month_of(calendar, start), start.astimezone(UTC)
    wanted = calendar.month(first).passed(start) + timedelta(seconds=seconds)
    for month in _months_from(calendar, first):
        if month.begins and wanted <= month.total:
            place = bisect_left(month.before, wanted, 1) - 1
            found = month.begins[place] + (wanted - month.before[place])
            if found >= start:
                return found
            if place + 1 < len(month.begins):  # nothing is wanted, and work has stopped
                return month.begins[place + 1]
        wanted -= month.total
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
        return start.astimezone(UTC) + timedelta(seconds=seconds)  # a local sum would skip the hour of spring
    return after_working_seconds(calendar, start, seconds)


def _deadline(calendar: WorkCalendar, start: datetime, end: datetime, *, by_clock: bool) -> Deadline:
    return Deadline(
        at=end.astimezone(UTC),
        calendar_key=calendar.key,
        calendar_version=calendar.version,
        unpublished=() if by_clock else unpublished_years(calendar, start, end),
    )


def unpublished_years(calendar: WorkCalendar, start: datetime, end: datetime) -> tuple[int, ...]:
    """Return the local years from one instant to another whose holidays are not published."""
    first, last = start.astimezone(calendar.zone).year, end.astimezone(calendar.zone).year
    if first == last:  # as nearly always
        return () if first in calendar.years else (first,)
    return tuple(year for year in range(first, last + 1) if year not in calendar.years)


def _same_time(calendar: WorkCalendar, start: datetime, *, days: int) -> datetime:
    local = start.astimezone(calendar.zone)
    return datetime.combine(local.date() + days * DAY, local.time(), calendar.zone)


def _working_days_end(calendar: WorkCalendar, start: datetime, amount: int) -> datetime:
    local = start.astimezone(calendar.zone)
    on = local.date()
    first = month_number(on)
    place = bisect_right(calendar.month(first).days, on) + amount - 1
    for month in _months_from(calendar, first):
        if place < len(month.days):
            if calendar.hours.day_rule is DayRule.END_OF_DAY:
                return month.closes[place]
            return datetime.combine(month.days[place], local.time(), calendar.zone)
        place -= len(month.days)
    raise NoWorkingTime(calendar.key)


def _months_from(calendar: WorkCalendar, first: int) -> Iterator[Month]:
    return (calendar.month(first + number) for number in range(_MONTHS_LOOKED_AT))


def _month_of(calendar: WorkCalendar, at: datetime) -> int:
    return month_number(at.astimezone(calendar.zone))


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
    first, last = (at.astimezone(calendar.zone).date() for at in (since, until))
    return tuple(
        DayCounted(
            on=on,
            works=is_working_day(calendar, on),
            seconds=working_seconds(
                calendar,
                max(since, instant(calendar, on, time())),
                min(until, period_end(calendar, on, time())),
            ),
        )
        for on in (first + number * DAY for number in range((last - first).days + 1))
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
    for on in (today - DAY, today):  # yesterday's night shift may still be on
        for shift in calendar.hours.shifts:
            over_midnight = shift.until <= shift.since
            since = instant(calendar, on, shift.since)
            until = instant(calendar, on + DAY if over_midnight else on, shift.until)
            if since <= at < until:
                return Watch(name=shift.name, since=since, until=until)
    return None
