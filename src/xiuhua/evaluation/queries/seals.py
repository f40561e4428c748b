"""Whether the ledger holds what a row says."""

from __future__ import annotations

from xiuhua.evaluation.models import Snapshot
from xiuhua.ledger.models import Entry


def is_in_ledger(snapshot: Snapshot) -> bool:
    """Return whether the entry of a snapshot holds the very figures that its row does."""
    entry = Entry.objects.filter(pk=snapshot.entry, subject=f"snapshot:{snapshot.pk}").first()
    if entry is None:
        return False
    told: tuple[object, object] = (entry.detail.get("digest"), entry.detail.get("figures"))
    return told == (snapshot.digest, snapshot.figures)
