"""A calendar day by day: which days work, when, and the same kept a month at a time for quick counting.

Source:
    own choice, because what a day says never changes within a version: each month is looked at once.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import accumulate
from zoneinfo import ZoneInfo

from xiuhua.ground.rules.calendars.hours import Hours, Period

DAY = timedelta(days=1)
_NONE = timedelta()
_MONTHS_A_YEAR = 12

Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Month:
    """The working time of a month.

    Args:
        begins, ends: of each span of working time, UTC, in their order; none overlaps another.
        before: how much of the month's working time lies before each span, and last, all of it.
        days: those that have working time.
        closes: when each of them ends its work, UTC.
    """

    begins: tuple[datetime, ...]
    ends: tuple[datetime, ...]
    before: tuple[timedelta, ...]
    days: tuple[date, ...]
    closes: tuple[datetime, ...]

    @property
    def total(self) -> timedelta:
        """All its working time."""
        return self.before[-1]

    def passed(self, at: datetime) -> timedelta:
        """Return how much of its working time has passed by an instant."""
        place = bisect_right(self.begins, at) - 1
        if place < 0:
            return _NONE
        return self.before[place] + (min(at, self.ends[place]) - self.begins[place])


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

    @cached_property
    def _months(self) -> dict[int, Month]:
        return {}

    def month(self, number: int) -> Month:
        """Return the working time of a month, numbered from the year 0; looked at once."""
        known = self._months.get(number)
        if known is None:
            known = self._months[number] = _month(self, number)
        return known


def month_number(on: date) -> int:
    """Return the number of a day's month, counted from the year 0, so that the next month is one more."""
    return on.year * _MONTHS_A_YEAR + on.month - 1


def is_working_day(calendar: WorkCalendar, on: date) -> bool:
    """Return whether a day works: as published for that day, else by the week."""
    return calendar.days.get(on, on.weekday() in calendar.hours.workweek)


def periods_on(calendar: WorkCalendar, on: date) -> tuple[Period, ...]:
    """Return the working periods of a day's season, whether or not the day works."""
    begun = [season for season in calendar.hours.seasons if season.since <= (on.month, on.day)]
    latest = max(begun or calendar.hours.seasons, key=lambda season: season.since)
    return latest.periods


def instant(calendar: WorkCalendar, on: date, at: time) -> datetime:
    """Return a local time of a day as an instant, UTC."""
    return datetime.combine(on, at, calendar.zone).astimezone(UTC)


def period_end(calendar: WorkCalendar, on: date, at: time) -> datetime:
    """Return when a period of a day ends, UTC: midnight is the day's end."""
    return instant(calendar, on + DAY if at == time() else on, at)


def _month(calendar: WorkCalendar, number: int) -> Month:
    worked = [(on, spans) for on in _days(number) if (spans := _spans(calendar, on))]
    spans = _apart(span for _on, day in worked for span in day)
    return Month(
        begins=tuple(since for since, _until in spans),
        ends=tuple(until for _since, until in spans),
        before=tuple(accumulate((until - since for since, until in spans), initial=_NONE)),
        days=tuple(on for on, _day in worked),
        closes=tuple(day[-1][1] for _on, day in worked),
    )


def _days(number: int) -> Iterator[date]:
    year, before = divmod(number, _MONTHS_A_YEAR)
    on = date(year, before + 1, 1)
    while month_number(on) == number:
        yield on
        on += DAY


def _spans(calendar: WorkCalendar, on: date) -> list[Span]:
    """Return the working time of a day as instants; none where the day rests."""
    if not is_working_day(calendar, on):
        return []
    return [
        (instant(calendar, on, period.since), period_end(calendar, on, period.until))
        for period in periods_on(calendar, on)
    ]


def _apart(spans: Iterator[Span]) -> list[Span]:
    """Return spans without what an earlier one has: the hour that a clock skips in spring is not twice."""
    kept: list[Span] = []
    for since, until in spans:
        begins = max(since, kept[-1][1]) if kept else since
        if begins < until:
            kept.append((begins, until))
    return kept
