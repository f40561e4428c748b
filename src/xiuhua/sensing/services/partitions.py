"""The days that readings are kept under, made before they come."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

AHEAD_DAYS = 7


@transaction.atomic
def days_make_ahead(*, at: datetime) -> int:
    """Make the partitions from yesterday to a week ahead, and return how many were missing.

    Nothing waits for this: whoever meets a day without a partition makes it.
    """
    with connection.cursor() as cursor:
        days = (at - timedelta(days=1)).date(), (at + timedelta(days=AHEAD_DAYS)).date()
        cursor.execute("SELECT sensing_days_ensure(%s, %s)", days)
        (made,) = cursor.fetchone()
    return int(made)
