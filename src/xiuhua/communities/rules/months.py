"""Calendar months as spans of instants.

Source:
    own choice, because communities and grids report by the calendar month; the statistical month of the
    bureau's evaluation is a setting of its own.
"""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo


def month_after(first: date) -> date:
    """Return the first day of the next month."""
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def month_days(month: str) -> tuple[date, date]:
    """Return the first day of a month, `2026-03`, and that of the next.

    Raises:
        ValueError: the text is no month.
    """
    first = date.fromisoformat(f"{month}-01")
    return first, month_after(first)


def month_span(month: str, *, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """Return when a month begins in a zone and when the next one does.

    Raises:
        ValueError: the text is no month.
    """
    first, after = month_days(month)
    return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)
