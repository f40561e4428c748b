"""The days that are not held against somebody, because they were on approved leave.

Leave is kept above figures. Whoever keeps it enters here how to read it, so that an assessment asks nobody by
name; where nobody has, nobody was on leave.

Source:
    the issue's word that only what the person could influence is counted. Own choice: only working days of
    the area's calendar are counted; a day that is leave in part is left out whole; leave ends with the day
    until which it was approved, however late somebody comes back, or before that when they report back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from xiuhua.ground.rules.calendars import WorkCalendar, is_working_day

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Spell:
    """A leave as it was approved and taken; `until` is the first instant after it."""

    since: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class LeaveAsked:
    """Which leave is wanted.

    Args:
        actors: of whom, as the ledger names them.
        since, until: what overlaps these instants; `until` is the first after them.
        as_of: what was approved by then.
    """

    actors: Sequence[str]
    since: datetime
    until: datetime
    as_of: datetime


LeaveRead = Callable[[LeaveAsked], Mapping[str, Sequence[Spell]]]
"""Returns approved leave by actor; whoever had none may be missing."""
_READS: list[LeaveRead] = []


def leave_register(read: LeaveRead) -> None:
    """Enter where approved leave is read from."""
    _READS.append(read)


def leave_read(asked: LeaveAsked) -> dict[str, list[Spell]]:
    """Return the approved leave of some people, by actor; whoever had none is missing."""
    found: dict[str, list[Spell]] = {}
    for read in _READS:
        for actor, spells in read(asked).items():
            found.setdefault(actor, []).extend(spells)
    return found


def working_spans(
    calendar: WorkCalendar, since: datetime, until: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """Return the working days of a period, each from its first instant to the first after it."""
    first = since.astimezone(calendar.zone).date()
    last = (until - _INSTANT).astimezone(calendar.zone).date()
    days = (first + _DAY * nth for nth in range((last - first).days + 1))
    return tuple(
        (_midnight(on, calendar), _midnight(on + _DAY, calendar))
        for on in days
        if is_working_day(calendar, on)
    )


def _midnight(on: date, calendar: WorkCalendar) -> datetime:
    return datetime.combine(on, time.min, calendar.zone)


def days_away(spans: Sequence[tuple[datetime, datetime]], spells: Sequence[Spell]) -> int:
    """Return on how many days somebody was on leave, be it in part."""
    return sum(any(one.since < until and since < one.until for one in spells) for since, until in spans)
