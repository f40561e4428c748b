"""Working time counted the slow way: one minute after another, by a description of its own.

Times are naive and local. A day is described by the minutes that work in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

MinutesOf = Callable[[date], frozenset[int]]
_MINUTE = timedelta(minutes=1)


def _minutes_from(start: datetime) -> Iterator[datetime]:
    moment = start
    while True:
        yield moment
        moment += _MINUTE


def counts(minutes_of: MinutesOf, moment: datetime) -> bool:
    """Return whether the minute that begins at a moment is working time."""
    return moment.hour * 60 + moment.minute in minutes_of(moment.date())


def minutes_between(minutes_of: MinutesOf, since: datetime, until: datetime) -> int:
    """Return how many working minutes lie between two whole minutes."""
    total = 0
    for moment in _minutes_from(since):
        if moment >= until:
            return total
        total += counts(minutes_of, moment)
    return total


def after_minutes(minutes_of: MinutesOf, start: datetime, minutes: int) -> datetime:
    """Return the end of the working minute with which so many have passed."""
    for moment in _minutes_from(start):
        minutes -= counts(minutes_of, moment)
        if not minutes:
            return moment + _MINUTE
    raise AssertionError


def end_of_working_days(minutes_of: MinutesOf, start: datetime, days: int) -> datetime:
    """Return the end of work on the last of some working days after the day of the start."""
    on = start.date()
    while days:
        on += timedelta(days=1)
        days -= bool(minutes_of(on))
    return datetime.combine(on, datetime.min.time()) + timedelta(minutes=max(minutes_of(on)) + 1)
