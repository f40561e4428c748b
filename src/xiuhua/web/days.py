"""Days where the reader is, and the instants at which they begin."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils.timezone import get_current_timezone

from xiuhua.shared.clock import now

DAY = timedelta(days=1)


def today() -> date:
    """Return which day it is where the reader is."""
    return now().astimezone(get_current_timezone()).date()


def midnight(day: date) -> datetime:
    """Return the first instant of a day in the local zone."""
    return datetime.combine(day, time.min, tzinfo=get_current_timezone())


def day_after(day: date) -> datetime:
    """Return the first instant after a day: the end of a period whose last day it is."""
    return midnight(day + DAY)
