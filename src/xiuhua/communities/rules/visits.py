"""城管进社区: when somebody is at a service post, and what a request and a record must hold.

Source:
    own choice, because S-051 names the record per community and 足不出户 and prescribes no form.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time

WEEKDAYS = range(1, 8)


def weekdays_fault(weekdays: Collection[int], begins: time, ends: time) -> dict[str, str]:
    """Return what is wrong with the hours of a service post, by field: 1 is Monday, 7 Sunday."""
    fields = {}
    if not weekdays or any(day not in WEEKDAYS for day in weekdays) or len(set(weekdays)) < len(weekdays):
        fields["weekdays"] = "service_weekdays_wrong"
    if begins >= ends:
        fields["ends"] = "service_hours_wrong"
    return fields


def is_on_duty(
    weekdays: Collection[int],
    begins: time,
    ends: time,
    *,
    since_on: date,
    until_on: date | None,
    at: datetime,
) -> bool:
    """Return whether somebody is at a service post at an instant of its own zone.

    The hour at which it ends is no longer served; its last day is.
    """
    today = at.date()
    in_days = since_on <= today and (until_on is None or today <= until_on)
    return in_days and at.isoweekday() in weekdays and begins <= at.time() < ends
