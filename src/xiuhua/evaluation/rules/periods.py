"""The periods over which figures are counted: day, week, month, quarter, year, in the zone of the place.

A statistical month may begin in the month before: with the 26th, March is 26 February to 25 March. Quarters
and years are made of such months, so that months add up. Days and weeks are natural ones.

Source:
    day, week, month, quarter and year as evaluation forms of bureaus have them; ISO 8601 for weeks; the
    statistical month as cities set it (26th to 25th is the usual one), named by the month it ends in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

CALENDAR_MONTH = 1
_EARLIEST_START, _LATEST_START = 16, 28
_MONTHS_IN_QUARTER = 3
_YEARS = range(1990, 2200)
_ASKED = range(_YEARS.start + 5, _YEARS.stop - 5)  # what stands beside it lies in the years in use as well
_YEAR_DIGITS = 4
_ELSE = {"-02-29": "-02-28", "-W53": "-W52"}  # what not every year has


class PeriodKind(Enum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, kw_only=True)
class Months:
    """How months run at a place.

    Args:
        starts_on: 1 for the calendar's months, else the day of the month before on which one begins.
    """

    zone: ZoneInfo
    starts_on: int = CALENDAR_MONTH

    def __post_init__(self) -> None:
        if not is_start(self.starts_on):
            raise ValueError(f"a month cannot begin on the {self.starts_on}th")


@dataclass(frozen=True, kw_only=True)
class Period:
    """A span of time with a name, `[since, until)`.

    Args:
        key: `2026-03-02`, `2026-W10`, `2026-03`, `2026-Q1`, `2026`.
        first, last: its days, both included.
        is_whole: whether `until` is its end; else only the part until then is meant.
    """

    kind: PeriodKind
    key: str
    first: date
    last: date
    since: datetime
    until: datetime
    is_whole: bool = True

    def __hash__(self) -> int:
        """Return what tells it from others: tallies are kept by period."""
        return hash((self.key, self.since, self.until))

    def holds(self, at: datetime) -> bool:
        """Return whether an instant lies in it."""
        return self.since <= at < self.until


class NoPeriod(ValueError):
    """A text names no period."""


def is_start(day: int) -> bool:
    """Return whether a statistical month may begin on a day.

    The first, or one of the days from the 16th to the 28th of the month before: a month that begins on the
    10th lies half in either, and nobody could say which name it has.
    """
    return day == CALENDAR_MONTH or _EARLIEST_START <= day <= _LATEST_START


def is_asked(at: datetime) -> bool:
    """Return whether an instant lies in the years that may be asked for: far from the first and the last."""
    return at.year in _ASKED


def period_read(text: str, months: Months) -> Period:
    """Return the period that a text names.

    Raises:
        NoPeriod: it names none, or one in the first or last of the years in use, beside which none stands.
    """
    found = _named(text, months)
    if int(found.key[:_YEAR_DIGITS]) not in _ASKED:
        raise NoPeriod(text)
    return found


def _named(text: str, months: Months) -> Period:
    for kind, pattern in _PATTERNS.items():
        found = re.fullmatch(pattern, text, re.ASCII)  # a key is written in one way only
        if found:
            try:
                return _MAKERS[kind](*(int(part) for part in found.groups()), months)
            except (ValueError, OverflowError) as error:
                raise NoPeriod(text) from error
    raise NoPeriod(text)


def period_at(kind: PeriodKind, at: datetime, months: Months) -> Period:
    """Return the period of a kind in which an instant lies."""
    return _period_on(kind, at.astimezone(months.zone).date(), months)


def period_before(period: Period, months: Months) -> Period:
    """Return the period before, of the same kind."""
    return _period_on(period.kind, period.first - timedelta(days=1), months)


def period_after(period: Period, months: Months) -> Period:
    """Return the period after, of the same kind."""
    return _period_on(period.kind, period.last + timedelta(days=1), months)


def period_year_before(period: Period, months: Months) -> Period:
    """Return the period of the same kind and place a year before (同比).

    29 February is held against the 28th, and a week 53 against week 52 where that year has no other.

    Raises:
        NoPeriod: it lies outside the years in use.
    """
    year, place = int(period.key[:_YEAR_DIGITS]) - 1, period.key[_YEAR_DIGITS:]
    try:
        return _named(f"{year:04}{place}", months)
    except NoPeriod:
        return _named(f"{year:04}{_ELSE.get(place, place)}", months)


def same_span(before: Period, period: Period, at: datetime) -> Period:
    """Return of the period before what is as long as the part of this one that has passed.

    A month that runs is compared with as much of the last one; compared with all of it, every figure would
    fall on the first of the month.
    """
    if not period.holds(at):
        return before
    until = before.since + (at - period.since)
    return before if until >= before.until else replace(before, until=until, is_whole=False)


def _period_on(kind: PeriodKind, day: date, months: Months) -> Period:
    if kind is PeriodKind.DAY:
        return _day(day.year, day.month, day.day, months)
    if kind is PeriodKind.WEEK:
        year, week, _weekday = day.isocalendar()
        return _week(year, week, months)
    year, month = _month_of(day, months.starts_on)
    if kind is PeriodKind.MONTH:
        return _month(year, month, months)
    if kind is PeriodKind.QUARTER:
        return _quarter(year, (month - 1) // _MONTHS_IN_QUARTER + 1, months)
    return _year(year, months)


def _month_of(day: date, starts_on: int) -> tuple[int, int]:
    if starts_on == CALENDAR_MONTH or day.day < starts_on:
        return day.year, day.month
    return (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)


def _month_begins(year: int, month: int, starts_on: int) -> date:
    year, month = (year + (month - 1) // 12, (month - 1) % 12 + 1)
    if starts_on == CALENDAR_MONTH:
        return date(year, month, 1)
    return date(year - 1, 12, starts_on) if month == 1 else date(year, month - 1, starts_on)


def _made(kind: PeriodKind, key: str, first: date, after: date, months: Months) -> Period:
    if first.year not in _YEARS:
        raise ValueError(f"{key} lies outside the years in use")
    since, until = (
        datetime.combine(day, time.min, tzinfo=months.zone).astimezone(UTC) for day in (first, after)
    )
    return Period(kind=kind, key=key, first=first, last=after - timedelta(days=1), since=since, until=until)


def _day(year: int, month: int, day: int, months: Months) -> Period:
    first = date(year, month, day)
    return _made(PeriodKind.DAY, first.isoformat(), first, first + timedelta(days=1), months)


def _week(year: int, week: int, months: Months) -> Period:
    first = date.fromisocalendar(year, week, 1)
    return _made(PeriodKind.WEEK, f"{year:04}-W{week:02}", first, first + timedelta(days=7), months)


def _month(year: int, month: int, months: Months) -> Period:
    if not 1 <= month <= 12:
        raise ValueError(f"{month} is no month")
    begins, ends = (_month_begins(year, one, months.starts_on) for one in (month, month + 1))
    return _made(PeriodKind.MONTH, f"{year:04}-{month:02}", begins, ends, months)


def _quarter(year: int, quarter: int, months: Months) -> Period:
    first = (quarter - 1) * _MONTHS_IN_QUARTER + 1
    begins, ends = (_month_begins(year, one, months.starts_on) for one in (first, first + _MONTHS_IN_QUARTER))
    return _made(PeriodKind.QUARTER, f"{year:04}-Q{quarter}", begins, ends, months)


def _year(year: int, months: Months) -> Period:
    begins, ends = (_month_begins(one, 1, months.starts_on) for one in (year, year + 1))
    return _made(PeriodKind.YEAR, f"{year:04}", begins, ends, months)


_PATTERNS = {
    PeriodKind.DAY: r"(\d{4})-(\d{2})-(\d{2})",
    PeriodKind.WEEK: r"(\d{4})-W(\d{2})",
    PeriodKind.MONTH: r"(\d{4})-(\d{2})",
    PeriodKind.QUARTER: r"(\d{4})-Q([1-4])",
    PeriodKind.YEAR: r"(\d{4})",
}
_MAKERS: Mapping[PeriodKind, Callable[..., Period]] = {
    PeriodKind.DAY: _day,
    PeriodKind.WEEK: _week,
    PeriodKind.MONTH: _month,
    PeriodKind.QUARTER: _quarter,
    PeriodKind.YEAR: _year,
}
