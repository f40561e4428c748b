"""Proofs that leave the house."""

from __future__ import annotations

from collections.abc import Iterator

from xiuhua.ledger.models import Entry, Leaf, TreeHead
from xiuhua.ledger.queries.log import head_of, tile_hashes
from xiuhua.ledger.rules.canonical import JsonValue
from xiuhua.ledger.rules.commitments import Commitment, digests_of, opening_key
from xiuhua.ledger.rules.merkle import Tiles, consistency_path, inclusion_path
from xiuhua.ledger.rules.proofs import Opened, Proof, proof_json
from xiuhua.ledger.rules.suites import Suite, suite_named
from xiuhua.shared.errors import CityError, NotFound


class NotProvableYet(CityError):
    """No signed head covers the entry yet; the next one does, within seconds. Arguments: entry."""

    code = "ledger_not_provable_yet"
    http_status = 409


def entry_proof(entry_id: int, *, reveal: bool = False) -> dict[str, JsonValue]:
    """Return the proof of one entry against the newest signed head, as the document that is exported.

    Args:
        entry_id: the entry.
        reveal: whether the document also opens the entry's words, as far as the caller's scope sees them.

    Raises:
        NotFound: there is no such entry.
        NotProvableYet: no head covers it yet.
    """
    leaf = Leaf.objects.select_related("entry__opening").filter(entry_id=entry_id).first()
    row = TreeHead.objects.order_by("-size").first()
    if leaf is None and not Entry.objects.filter(pk=entry_id).exists():
        raise NotFound(kind="entry", key=entry_id)
    if leaf is None or row is None or row.size <= leaf.leaf:
        raise NotProvableYet(entry=entry_id)
    head = head_of(row)
    suite = suite_named(head.suite)
    path = inclusion_path(suite.hash, leaf.leaf, head.size, Tiles(suite.hash, tile_hashes).read)
    opened = list(_opened(suite, leaf)) if reveal else []
    return proof_json(Proof(record=leaf.entry.record(), leaf=leaf.leaf, path=path, head=head, opened=opened))


def consistency(old: int, size: int) -> list[bytes]:
    """Return the nodes that show that the log of `size` leaves begins with the log of `old` leaves."""
    row = TreeHead.objects.order_by("-size").first()
    if row is None:
        raise NotFound(kind="treehead", key=size)
    digest = suite_named(row.suite).hash
    return consistency_path(digest, old, size, Tiles(digest, tile_hashes).read)


def _opened(suite: Suite, leaf: Leaf) -> Iterator[Opened]:
    opening = getattr(leaf.entry, "opening", None)
    if opening is not None and Commitment.WORDS in digests_of(leaf.entry.detail):
        key = opening_key(suite.hash, bytes(opening.salt), Commitment.WORDS)
        yield Opened(name=Commitment.WORDS, key=key, value=opening.words)
