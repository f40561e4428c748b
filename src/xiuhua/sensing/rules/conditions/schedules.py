"""When a schedule holds, by the calendar of the area.

Source:
    own choice, because bureaus print such rules as hours, kinds of day and seasons: 22:00 to 06:00, working
    days, 1 November to 31 March.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta

from xiuhua.ground.rules.calendars import WorkCalendar, is_working_day, periods_on
from xiuhua.sensing.rules.conditions.kinds import DayHours, Schedule
from xiuhua.sensing.terms.conditions import DayKind

_DAY = timedelta(days=1)
_KEPT_DAYS = 8  # of spans that are remembered: a live watch asks about today and tomorrow again and again

Span = tuple[float, float]


class ScheduleSpans:
    """A schedule and its calendar: the spans in which it holds, seconds since 1970, `until` outside."""

    def __init__(self, schedule: Schedule, calendar: WorkCalendar) -> None:
        self._schedule = schedule
        self._calendar = calendar
        self._days: dict[date, tuple[Span, ...]] = {}

    def between(self, since: float, until: float) -> list[Span]:
        """Return the spans that touch two instants and all between, apart from each other, in order."""
        first, last = self._on(since) - _DAY, self._on(until)
        days = ((first + number * _DAY) for number in range((last - first).days + 1))
        spans = united(span for on in days for span in self._spans(on))
        return [span for span in spans if span[1] > since and span[0] <= until]

    def look(self, at: float) -> tuple[bool, float]:
        """Return whether it holds at an instant, and until when that is sure."""
        today = self._on(at)
        edge = self._instant(today + 2 * _DAY, time())  # nothing is said about a later day
        for since, until in united(
            span for number in (-1, 0, 1) for span in self._spans(today + number * _DAY)
        ):
            if at < since:
                return False, min(edge, since)
            if at < until:
                return True, min(edge, until)
        return False, edge

    def _on(self, at: float) -> date:
        return datetime.fromtimestamp(at, UTC).astimezone(self._calendar.zone).date()

    def _spans(self, on: date) -> tuple[Span, ...]:
        known = self._days.get(on)
        if known is None:
            if len(self._days) >= _KEPT_DAYS:
                self._days.clear()
            known = self._days[on] = tuple(self._spans_of(on))
        return known

    def _spans_of(self, on: date) -> Iterator[Span]:
        if not self._is_day(on):
            return
        spans = [self._span(on, hours) for hours in self._schedule.hours or (_WHOLE_DAY,)]
        if not self._schedule.working_time:
            yield from spans
            return
        working = [*self._working(on), *self._working(on + _DAY)]
        for since, until in spans:
            for begins, ends in working:
                if max(since, begins) < min(until, ends):
                    yield max(since, begins), min(until, ends)

    def _working(self, on: date) -> list[Span]:
        if not is_working_day(self._calendar, on):
            return []
        periods = periods_on(self._calendar, on)
        return [self._span(on, DayHours(period.since, period.until)) for period in periods]

    def _is_day(self, on: date) -> bool:
        schedule = self._schedule
        if schedule.weekdays and on.weekday() not in schedule.weekdays:
            return False
        if schedule.season and not _is_in_season((on.month, on.day), *schedule.season):
            return False
        works = schedule.days is DayKind.EVERY or is_working_day(self._calendar, on)
        return not works if schedule.days is DayKind.REST else works

    def _span(self, on: date, hours: DayHours) -> Span:
        over_midnight = hours.until <= hours.since
        ends = self._instant(on + _DAY if over_midnight else on, hours.until)
        return self._instant(on, hours.since), ends

    def _instant(self, on: date, at: time) -> float:
        return datetime.combine(on, at, self._calendar.zone).timestamp()


_WHOLE_DAY = DayHours(time(), time())


def _is_in_season(on: tuple[int, int], first: tuple[int, int], last: tuple[int, int]) -> bool:
    if first <= last:
        return first <= on <= last
    return on >= first or on <= last


def united(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that touch joined."""
    found: list[Span] = []
    for since, until in sorted(spans):
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return found
