"""Whether the people bound to segments walk them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo


def fulfilment_share(patrolled: int, expected: int) -> float | None:
    """Return the share of expected patrols that were made, 0 to 1; more than expected is still 1.

    None where none was expected.

    Source:
        own choice, because 三定一包 says that fulfilment is checked, not how: plain counting, so that
        diligence on one segment cannot make up for another.
    """
    return min(patrolled / expected, 1.0) if expected else None


def week_span(monday: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the instants [since, until) of the week that begins on a Monday.

    Source:
        ISO 8601: a week begins on Monday.
    """
    since = datetime.combine(monday, time.min, tzinfo=zone)
    return since, datetime.combine(monday + timedelta(days=7), time.min, tzinfo=zone)


def monday_of(day: date) -> date:
    """Return the Monday of a day's week.

    Source:
        ISO 8601.
    """
    return day - timedelta(days=day.weekday())
