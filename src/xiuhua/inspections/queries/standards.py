"""Questions about published checklists."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.models import QuerySet

from xiuhua.inspections.models import Standard
from xiuhua.shared.errors import NotFound

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def standards_all() -> QuerySet[Standard]:
    """Return every version of every checklist."""
    return Standard.objects.all()


def standard_get(standard_id: int) -> Standard:
    """Return a version of a checklist.

    Raises:
        NotFound: there is none.
    """
    found = Standard.objects.filter(pk=standard_id).first()
    if found is None:
        raise NotFound(kind="standard", key=str(standard_id))
    return found


def standard_latest(key: str) -> Standard | None:
    """Return the latest version of a checklist; None where none was ever published."""
    return Standard.objects.filter(key=key).order_by("-number").first()


def standard_lock(key: str) -> None:
    """Let nobody else publish a version of a checklist until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"standard:{key}"])


def standard_state(standard: Standard) -> dict[str, str | int | None]:
    """Return the columns of a version that the ledger answers for."""
    return {"key": standard.key, "number": standard.number, "digest": standard.digest}


def standard_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every version's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, standard_state(row)) for row in Standard.objects.defer("body").order_by("pk").iterator())
