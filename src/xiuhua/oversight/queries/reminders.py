"""Questions about integrity reminders."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from xiuhua.oversight.models import IntegrityReminder
from xiuhua.shared.errors import NotFound


def reminders_all() -> QuerySet[IntegrityReminder]:
    """Return the reminders that the database scope lets through."""
    rows = IntegrityReminder.objects.select_related("person", "person__unit")
    return rows.defer("person__search", "person__unit__search")


def reminder_get(reminder_id: int) -> IntegrityReminder:
    """Return a reminder.

    Raises:
        NotFound: there is none in scope.
    """
    found = reminders_all().filter(pk=reminder_id).first()
    if found is None:
        raise NotFound(kind="integrity_reminder", key=str(reminder_id))
    return found


def reminder_state(row: IntegrityReminder) -> dict[str, str | int | None]:
    """Return the columns of a reminder that the ledger answers for."""
    return {
        "person": row.person_id, "form": row.form, "matter": row.matter, "on": row.on.isoformat(),
        "area_code": row.area_code,
    }  # fmt: skip


def reminder_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every reminder's id and what the ledger answers for, for `ledger verify`."""
    rows = IntegrityReminder.objects.defer("text").order_by("pk")
    return ((row.pk, reminder_state(row)) for row in rows.iterator(chunk_size=2_000))
