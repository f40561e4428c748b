"""The one place that reads the clock. Only a door calls it; everything below is handed an instant."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)
