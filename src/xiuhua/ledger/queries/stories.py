"""The story of one subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from xiuhua.ledger.models import Entry
from xiuhua.ledger.rules.canonical import JsonValue
from xiuhua.ledger.rules.commitments import DIGESTS, Commitment, digests_of


@dataclass(frozen=True, kw_only=True, slots=True)
class StoryLine:
    """One act in the story of a subject.

    Args:
        entry_id: the entry.
        at: when it happened.
        recorded_at: when the database took it.
        actor: who, by the ledger's name.
        act: what.
        area: the area it belongs to.
        detail: ids and states, without the digests.
        words: the texts, empty where there are none, or none that may be seen.
        withheld: whether there were texts that are erased or lie outside the scope.
        leaf: the place in the log, None until sealed (two seconds at most).
    """

    entry_id: int
    at: datetime
    recorded_at: datetime
    actor: str
    act: str
    area: str
    detail: Mapping[str, JsonValue]
    words: Mapping[str, str]
    withheld: bool
    leaf: int | None

    @property
    def sealed(self) -> bool:
        """Whether the entry has its place in the log."""
        return self.leaf is not None


def story(subject: str, limit: int = 50, *, before: int | None = None) -> list[StoryLine]:
    """Return what happened to a subject, newest first; `before` is the entry that ended the last page."""
    entries = Entry.objects.filter(subject=subject).order_by("-id")
    if before is not None:
        entries = entries.filter(id__lt=before)
    return [_line(entry) for entry in entries.select_related("leaf", "opening")[:limit]]


def _line(entry: Entry) -> StoryLine:
    opening = getattr(entry, "opening", None)
    leaf = getattr(entry, "leaf", None)
    return StoryLine(
        entry_id=entry.id,
        at=entry.at,
        recorded_at=entry.recorded_at,
        actor=entry.actor,
        act=entry.act,
        area=entry.area,
        detail={key: value for key, value in entry.detail.items() if key != DIGESTS},
        words=opening.words if opening else {},
        withheld=opening is None and Commitment.WORDS in digests_of(entry.detail),
        leaf=leaf.leaf if leaf else None,
    )
