"""The positions of the tails."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from xiuhua.ledger.models import TailCursor
from xiuhua.ledger.queries.log import SealedEntry, entries_sealed_between
from xiuhua.ledger.queries.scopes import everywhere

_ERROR_CHARACTERS = 2_000


@transaction.atomic
def cursor_advance(*, name: str, batch: int, react: Callable[[Sequence[SealedEntry]], None]) -> int:
    """Hand the next sealed entries to `react` and move the cursor, both in one transaction.

    Returns:
        How many entries were handed over; 0 at the end of the log, or while another process holds the cursor.
    """
    TailCursor.objects.get_or_create(name=name)
    cursor = TailCursor.objects.select_for_update(skip_locked=True).filter(name=name).first()
    if cursor is None:
        return 0
    entries = entries_sealed_between(cursor.leaf - 1, cursor.leaf + batch - 1)
    if not entries:
        return 0
    with everywhere():
        react(entries)
    cursor.leaf += len(entries)
    cursor.failures, cursor.error, cursor.failed_at = 0, "", None
    cursor.save()
    return len(entries)


@transaction.atomic
def cursor_fail(*, name: str, error: str) -> None:
    """Keep why a tail stands still, where people look for it."""
    TailCursor.objects.get_or_create(name=name)
    TailCursor.objects.filter(name=name).update(
        failures=F("failures") + 1, error=error[-_ERROR_CHARACTERS:], failed_at=Now()
    )
