"""Conditions looked at as readings come, one instant after another, in little memory.

A watch keeps what its condition needs and no more: a limit the latest reading, a window the readings within
it. `look` says what the condition says at an instant, and `wake` by when it may say something else although
no reading comes.

Source:
    the meaning of every condition: `kinds`; `trying` finds the same in arrays.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Mapping
from typing import Protocol

from xiuhua.ground.rules.calendars import WorkCalendar
from xiuhua.sensing.rules.conditions.comparing import COMPARE, MOVED, SLACK
from xiuhua.sensing.rules.conditions.kinds import (
    All,
    AnyOf,
    Change,
    Condition,
    Count,
    Difference,
    Flat,
    Held,
    Limit,
    Not,
    Schedule,
    Silent,
    Verdict,
)
from xiuhua.sensing.rules.conditions.logic import AND, NOT, OR
from xiuhua.sensing.rules.conditions.resolving import number_of
from xiuhua.sensing.rules.conditions.schedules import ScheduleSpans
from xiuhua.sensing.rules.runs import RUN_READINGS

_FALSE, _TRUE, _NONE, _ERROR = (int(verdict) for verdict in Verdict)
_NEVER = math.inf


class Watch(Protocol):
    """A condition and what it remembers."""

    wake: float

    def look(self, at: float) -> int:
        """Return the verdict at an instant, not before the last one, and set `wake`."""


class LiveSeries:
    """A series as it stands: its latest reading, and who wants to hear of every one.

    Attributes:
        due: when the latest value is no longer in force.
        contact: when the last reading of any kind was, or watching began.
    """

    __slots__ = ("at", "contact", "due", "fit", "flags", "hold_s", "listeners", "unfit_bits", "value")

    def __init__(self, hold_s: float, unfit_bits: int, start: float) -> None:
        self.hold_s = hold_s
        self.unfit_bits = unfit_bits
        self.contact = start
        self.at = -_NEVER
        self.due = -_NEVER
        self.value = math.nan
        self.flags = 0
        self.fit = False
        self.listeners: list[Callable[[LiveSeries, float], None]] = []

    def take(self, at: float, value: float, flags: int) -> None:
        """Take a reading, later than the last one."""
        before = self.due
        self.at = self.contact = at
        self.due = at + self.hold_s
        self.value, self.flags = value, flags
        self.fit = not flags & self.unfit_bits and math.isfinite(value)
        for listener in self.listeners:
            listener(self, before)

    def verdict(self, at: float) -> int:
        """Return true where there is a fit value in force, else why not."""
        if at >= self.due:
            return _NONE
        return _TRUE if self.fit else _ERROR

    def wake(self, at: float) -> float:
        """Return when the value in force ends by itself."""
        return self.due if self.due > at else _NEVER


class _LimitWatch:
    def __init__(self, condition: Limit, series: LiveSeries) -> None:
        self._series = series
        self._compare = COMPARE[condition.compare]
        self._limit = number_of(condition.limit)
        self.wake = _NEVER

    def look(self, at: float) -> int:
        series = self._series
        if at >= series.due:
            self.wake = _NEVER
            return _NONE
        self.wake = series.due
        if not series.fit:
            return _ERROR
        return _TRUE if self._compare(series.value, self._limit) else _FALSE


class _DifferenceWatch:
    def __init__(self, condition: Difference, of: LiveSeries, less: LiveSeries) -> None:
        self._of = of
        self._less = less
        self._compare = COMPARE[condition.compare]
        self._limit = number_of(condition.limit)
        self._absolute = condition.absolute
        self.wake = _NEVER

    def look(self, at: float) -> int:
        of, less = self._of, self._less
        self.wake = min(of.wake(at), less.wake(at))
        both = AND[of.verdict(at)][less.verdict(at)]
        if both != _TRUE:
            return both
        apart = of.value - less.value
        return int(self._compare(abs(apart) if self._absolute else apart, self._limit))


class _HeldWatch:
    def __init__(self, condition: Held, what: Watch) -> None:
        self._what = what
        self._for_s = condition.for_s
        self._since: float | None = None
        self.wake = _NEVER

    def look(self, at: float) -> int:
        verdict = self._what.look(at)
        self.wake = self._what.wake
        if verdict != _TRUE:
            self._since = None
            return verdict
        if self._since is None:
            self._since = at
        due = self._since + self._for_s
        if at >= due:
            return _TRUE
        self.wake = min(self.wake, due)
        return _FALSE


class _ChangeWatch:
    """Keeps the readings of the window, and the one in force where it begins."""

    def __init__(self, condition: Change, series: LiveSeries) -> None:
        self._series = series
        self._moved = MOVED[condition.direction]
        self._by = number_of(condition.by) - SLACK
        self._within_s = condition.within_s
        self._window: deque[tuple[float, float, float, bool]] = deque()
        self._before: tuple[float, float, float, bool] | None = None
        self.wake = _NEVER
        series.listeners.append(self._take)

    def _take(self, series: LiveSeries, _due: float) -> None:
        within_s = self._within_s
        self._window.append((series.at + within_s, series.due + within_s, series.value, series.fit))

    def look(self, at: float) -> int:
        window, series = self._window, self._series
        while window and window[0][0] <= at:
            self._before = window.popleft()
        self.wake = min(series.wake(at), window[0][0] if window else _NEVER)
        both = AND[series.verdict(at)][self._verdict_before(at)]
        if both != _TRUE or self._before is None:
            return both
        return _TRUE if self._moved(self._before[2], series.value) >= self._by else _FALSE

    def _verdict_before(self, at: float) -> int:
        if self._before is None or at >= self._before[1]:
            return _NONE
        self.wake = min(self.wake, self._before[1])
        return _TRUE if self._before[3] else _ERROR


class _CountWatch:
    """Keeps when the latest readings that count leave the window: as many as are asked for."""

    def __init__(self, condition: Count, series: LiveSeries) -> None:
        self._series = series
        self._compare = COMPARE[condition.compare]
        self._limit = number_of(condition.limit)
        self._within_s = condition.within_s
        self._times = condition.times
        self._leaves: deque[float] = deque(maxlen=condition.times)
        self.wake = _NEVER
        series.listeners.append(self._take)

    def _take(self, series: LiveSeries, _due: float) -> None:
        if series.fit and self._compare(series.value, self._limit):
            self._leaves.append(series.at + self._within_s)

    def look(self, at: float) -> int:
        leaves = self._leaves
        while leaves and leaves[0] <= at:
            leaves.popleft()
        self.wake = min(self._series.wake(at), leaves[0] if leaves else _NEVER)
        if len(leaves) == self._times:
            return _TRUE
        verdict = self._series.verdict(at)
        return _FALSE if verdict == _TRUE else verdict


class _SilentWatch:
    def __init__(self, condition: Silent, series: LiveSeries) -> None:
        self._series = series
        self._for_s = condition.for_s
        self.wake = _NEVER

    def look(self, at: float) -> int:
        due = self._series.contact + self._for_s
        self.wake = due if at < due else _NEVER
        return _FALSE if at < due else _TRUE


class _FlatWatch:
    """Keeps the first reading of the present run."""

    def __init__(self, condition: Flat, series: LiveSeries) -> None:
        self._series = series
        self._for_s = condition.for_s
        self._band = condition.band + SLACK
        self._first: tuple[float, float] | None = None
        self._readings = 0
        self.wake = _NEVER
        series.listeners.append(self._take)

    def _take(self, series: LiveSeries, due: float) -> None:
        if not series.fit:
            self._first = None
        elif self._first is None or due < series.at or abs(series.value - self._first[1]) > self._band:
            self._first, self._readings = (series.at, series.value), 1
        else:
            self._readings += 1

    def look(self, at: float) -> int:
        verdict = self._series.verdict(at)
        self.wake = self._series.wake(at)
        if verdict != _TRUE or self._first is None:
            return verdict
        due = self._first[0] + self._for_s
        if self._readings < RUN_READINGS:
            return _FALSE
        if at >= due:
            return _TRUE
        self.wake = min(self.wake, due)
        return _FALSE


class _ScheduleWatch:
    def __init__(self, condition: Schedule, calendar: WorkCalendar) -> None:
        self._spans = ScheduleSpans(condition, calendar)
        self._holds = False
        self.wake = -_NEVER

    def look(self, at: float) -> int:
        if at >= self.wake:
            self._holds, self.wake = self._spans.look(at)
        return _TRUE if self._holds else _FALSE


class _JoinedWatch:
    """And, or: looks at every part every time, since a part may keep a run."""

    def __init__(self, parts: tuple[Watch, ...], table: tuple[tuple[int, ...], ...]) -> None:
        self._parts = parts
        self._table = table
        self.wake = _NEVER

    def look(self, at: float) -> int:
        parts = self._parts
        verdict = parts[0].look(at)
        wake = parts[0].wake
        for part in parts[1:]:
            verdict = self._table[verdict][part.look(at)]
            wake = min(wake, part.wake)
        self.wake = wake
        return verdict


class _NotWatch:
    def __init__(self, what: Watch) -> None:
        self._what = what
        self.wake = _NEVER

    def look(self, at: float) -> int:
        verdict = NOT[self._what.look(at)]
        self.wake = self._what.wake
        return verdict


def watch_of(condition: Condition, series: Mapping[str, LiveSeries], calendar: WorkCalendar | None) -> Watch:
    """Return a condition, its numbers resolved, with an empty memory.

    Raises:
        ValueError: it has a schedule and there is no calendar.
    """
    match condition:
        case All() | AnyOf():
            parts = tuple(watch_of(part, series, calendar) for part in condition.of)
            return _JoinedWatch(parts, AND if isinstance(condition, All) else OR)
        case Not():
            return _NotWatch(watch_of(condition.what, series, calendar))
        case Held():
            return _HeldWatch(condition, watch_of(condition.what, series, calendar))
        case Schedule():
            if calendar is None:
                raise ValueError("a schedule needs the calendar of the area")
            return _ScheduleWatch(condition, calendar)
        case _:
            return _series_watch(condition, series)


def _series_watch(
    condition: Limit | Difference | Change | Count | Silent | Flat, series: Mapping[str, LiveSeries]
) -> Watch:
    of = series[condition.of]
    match condition:
        case Limit():
            return _LimitWatch(condition, of)
        case Difference():
            return _DifferenceWatch(condition, of, series[condition.less])
        case Change():
            return _ChangeWatch(condition, of)
        case Count():
            return _CountWatch(condition, of)
        case Silent():
            return _SilentWatch(condition, of)
        case Flat():
            return _FlatWatch(condition, of)
