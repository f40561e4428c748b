"""Maintenance windows: the times at which one is on, and what is wrong with one as somebody announces it.

Source:
    own choice: a window is announced, never confessed, because an alarm that was raised was raised; a weekly
    one keeps its local hours, whatever clocks are put forward.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo

LONGEST = timedelta(days=31)
WEEK = timedelta(days=7)
LONGEST_WEEKLY = timedelta(days=366)
LENIENCE = timedelta(minutes=15)  # so long ago it may begin: somebody had to type
FARTHEST = timedelta(days=366)
MOST_DEVICES = 2_000

Times = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True, slots=True)
class Course:
    """From when until when, and until which day again every week; None for once."""

    since: datetime
    until: datetime
    weekly_until: date | None = None


def course_fault(course: Course, *, at: datetime) -> tuple[str, str] | None:
    """Return what is wrong with the times of a window: the field, and the code of the sentence."""
    wrongs = (
        ("until", course.until <= course.since, "span_backwards"),
        ("since", course.since < at - LENIENCE, "maintenance_past"),
        ("since", course.since > at + FARTHEST, "maintenance_far"),
        ("until", course.until <= at, "maintenance_over_already"),
        ("until", course.until - course.since > LONGEST, "maintenance_long"),
        *_weekly(course),
    )
    return next(((field, code) for field, is_wrong, code in wrongs if is_wrong), None)


def _weekly(course: Course) -> Sequence[tuple[str, bool, str]]:
    if course.weekly_until is None:
        return ()
    last = datetime.combine(course.weekly_until, course.since.timetz())
    return (
        ("weekly_until", course.until - course.since >= WEEK, "maintenance_weekly_meets"),
        ("weekly_until", last < course.since, "span_backwards"),
        ("weekly_until", last - course.since > LONGEST_WEEKLY, "maintenance_weekly_far"),
    )


def times_of(course: Course, zone: tzinfo) -> tuple[Times, ...]:
    """Return every time at which a window is on, UTC, `until` outside, in order."""
    found = [(course.since.astimezone(UTC), course.until.astimezone(UTC))]
    if course.weekly_until is None:
        return tuple(found)
    since, until = (one.astimezone(zone).replace(tzinfo=None) for one in (course.since, course.until))
    while (since := since + WEEK).date() <= course.weekly_until:
        until += WEEK
        found.append((_instant(since, zone), _instant(until, zone)))
    return tuple(found)


def _instant(local: datetime, zone: tzinfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


def area_common(codes: Sequence[str]) -> str:
    """Return what the codes of some areas begin with alike; what holds them all has no longer code."""
    first, last = min(codes), max(codes)
    same = next((place for place, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), len(first))
    return first[:same]
