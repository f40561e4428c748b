"""The log itself: its size, its stored hashes, its heads, what was sealed and what waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.db.models.query import QuerySet

from xiuhua.ledger.models import Leaf, Node, TailCursor, TreeHead
from xiuhua.ledger.rules.canonical import JsonValue
from xiuhua.ledger.rules.heads import Head
from xiuhua.ledger.rules.merkle import TILE_WIDTH


@dataclass(frozen=True, kw_only=True, slots=True)
class SealedEntry:
    """An entry and its place in the log: what a tail reads."""

    leaf: int
    id: int
    at: datetime
    recorded_at: datetime
    actor: str
    act: str
    subject: str
    area: str
    detail: Mapping[str, JsonValue]


def tree_size() -> int:
    """Return how many leaves the log has."""
    last: int | None = Leaf.objects.aggregate(last=Max("leaf"))["last"]
    return 0 if last is None else last + 1


def tile_hashes(level: int, tile: int) -> Sequence[bytes]:
    """Return the stored hashes of one tile, up to 256: leaves on level 0, nodes above."""
    places = (tile * TILE_WIDTH, (tile + 1) * TILE_WIDTH - 1)
    rows: QuerySet[Leaf] | QuerySet[Node]
    if level == 0:
        rows = Leaf.objects.filter(leaf__range=places).order_by("leaf")
    else:
        rows = Node.objects.filter(level=level, index__range=places).order_by("index")
    return [bytes(hash_) for hash_ in rows.values_list("hash", flat=True)]


def head_latest() -> Head | None:
    """Return the newest signed head, None before the first."""
    head = TreeHead.objects.order_by("-size").first()
    return None if head is None else head_of(head)


def head_of(row: TreeHead) -> Head:
    """Return the head that a row holds."""
    return Head(
        size=row.size,
        root=bytes(row.root),
        at=row.at,
        suite=row.suite,
        public_key=bytes(row.public_key),
        signature=bytes(row.signature),
    )


def entries_sealed_between(after_leaf: int, upto_leaf: int) -> list[SealedEntry]:
    """Return the entries of the leaves above `after_leaf` up to and including `upto_leaf`, in order."""
    leaves = Leaf.objects.filter(leaf__gt=after_leaf, leaf__lte=upto_leaf).select_related("entry")
    return [
        SealedEntry(
            leaf=leaf.leaf,
            id=leaf.entry.id,
            at=leaf.entry.at,
            recorded_at=leaf.entry.recorded_at,
            actor=leaf.entry.actor,
            act=leaf.entry.act,
            subject=leaf.entry.subject,
            area=leaf.entry.area,
            detail=leaf.entry.detail,
        )
        for leaf in leaves.order_by("leaf")
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class TailPlace:
    """How far a tail has come.

    Args:
        leaf: what it reads next.
        error: how its last attempt failed; empty for one that did not.
    """

    leaf: int
    error: str


def tails_placed() -> dict[str, TailPlace]:
    """Return how far every tail has come that was ever run, by its name."""
    rows = TailCursor.objects.values_list("name", "leaf", "error")
    return {name: TailPlace(leaf=leaf, error=error) for name, leaf, error in rows}
