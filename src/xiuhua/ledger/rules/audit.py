"""Reading the log tile by tile: what its entries give against what is stored beside them.

Three witnesses stand for every tile of 256 leaves: the entries themselves, the stored leaf hashes and the
stored node above them. This module computes the first and holds it against the second; `judging` hears the
third and the signed heads.

Source:
    RFC 9162, 2.1 (hashing leaves and nodes); reading by tiles of 256 is own choice, because a log need not
    fit into memory to be checked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

import orjson

from xiuhua.ledger.rules.canonical import Record, record_bytes
from xiuhua.ledger.rules.commitments import DIGESTS, Commitment, commit, digests_of, opening_key
from xiuhua.ledger.rules.faults import Fault, FaultKind
from xiuhua.ledger.rules.merkle import TILE_WIDTH, Digest, complete_subtrees, leaf_hash, pyramid


class LeafRow(NamedTuple):
    """A leaf and what is stored about it; `record` and `salt` are None where entry and opening are gone."""

    leaf: int
    hash: bytes
    entry: int
    record: Record | None
    opening_area: str | None
    salt: bytes | None
    words: str | None


@dataclass(frozen=True, slots=True)
class Doubt:
    """A leaf whose stored hash is not the one its entry gives."""

    leaf: int
    entry: int
    subject: str
    act: str
    stored: bytes
    computed: bytes


@dataclass(frozen=True, slots=True)
class Edge:
    """The complete subtrees between the start of a tile and a head's size, by either witness."""

    size: int
    stored: tuple[bytes, ...]
    computed: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class TileFound:
    """The root of a complete tile by stored leaf hashes and by entries; None where leaves are missing."""

    index: int
    stored: bytes | None
    computed: bytes | None


@dataclass(slots=True)
class Found:
    """What reading a stretch of the log has brought to light.

    Args:
        tiles: the complete tiles.
        edges: for each head that ends within a tile, its part of that tile.
        doubts: leaves at which entry and stored hash disagree.
        faults: what is certain already.
        erased: entries whose openings are accounted for by an erasure.
        entries: how many were read.
    """

    tiles: list[TileFound] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    erased: set[int] = field(default_factory=set)
    entries: int = 0

    def add(self, other: Found) -> None:
        """Take in what the next stretch has brought to light."""
        self.tiles += other.tiles
        self.edges += other.edges
        self.doubts += other.doubts
        self.faults += other.faults
        self.erased |= other.erased
        self.entries += other.entries


@dataclass(frozen=True, kw_only=True)
class TileReader:
    """Reads tiles into a `Found`.

    Args:
        digest: the hash of the log.
        erasing: the act that accounts for erased openings.
        head_sizes: the sizes of all heads that will be asked for.
        found: where everything goes.
    """

    digest: Digest
    erasing: str
    head_sizes: Sequence[int]
    found: Found

    def read(self, *, tile: int, width: int, rows: Sequence[LeafRow]) -> None:
        """Read one tile, of which `width` leaves are expected."""
        first = tile * TILE_WIDTH
        stored: list[bytes | None] = [None] * width
        computed: list[bytes | None] = [None] * width
        for row in rows:
            place = row.leaf - first
            stored[place] = row.hash
            computed[place] = self._entry_hash(row)
        self.found.entries += len(rows)
        if len(rows) == width:
            self._tile_rise(tile, [*filter(None, stored)], [*filter(None, computed)])
            return
        self.found.faults += _gaps(first, stored)
        if width == TILE_WIDTH:
            self.found.tiles.append(TileFound(tile, None, None))

    def _entry_hash(self, row: LeafRow) -> bytes:
        record = row.record
        if record is None:
            self.found.faults.append(Fault(kind=FaultKind.ENTRY_MISSING, leaf=row.leaf, entry=row.entry))
            return row.hash
        computed = leaf_hash(self.digest, record_bytes(record))
        if computed != row.hash:
            doubt = Doubt(row.leaf, record.id, record.subject, record.act, row.hash, computed)
            self.found.doubts.append(doubt)
        if record.act == self.erasing:
            self.found.erased |= _entries_erased(record)
        if DIGESTS in record.detail or row.salt is not None:
            kind = opening_fault(self.digest, row, record)
            if kind is not None:
                self.found.faults.append(
                    Fault(kind=kind, leaf=row.leaf, entry=record.id, subject=record.subject, act=record.act)
                )
        return computed

    def _tile_rise(self, tile: int, stored: Sequence[bytes], computed: Sequence[bytes]) -> None:
        by_entries = pyramid(self.digest, computed)
        by_hashes = by_entries if stored == computed else pyramid(self.digest, stored)
        for size in self.head_sizes:
            if size // TILE_WIDTH == tile and 0 < size % TILE_WIDTH <= len(stored):
                places = list(complete_subtrees(0, size % TILE_WIDTH))
                edge_stored = tuple(by_hashes[level][index] for level, index in places)
                edge_computed = tuple(by_entries[level][index] for level, index in places)
                self.found.edges.append(Edge(size, edge_stored, edge_computed))
        if len(stored) == TILE_WIDTH:
            self.found.tiles.append(TileFound(tile, by_hashes[-1][0], by_entries[-1][0]))


def opening_fault(digest: Digest, row: LeafRow, record: Record) -> FaultKind | None:
    """Return what is wrong with the opening of an entry: gone, moved to another area, or other words."""
    if row.salt is None:
        return FaultKind.OPENING_MISSING
    if row.opening_area != record.area:
        return FaultKind.OPENING_MOVED
    words = row.words or "{}"
    expected = digests_of(record.detail).get(Commitment.WORDS)
    if expected is None:
        return None if words == "{}" else FaultKind.WORDS_CHANGED
    key = opening_key(digest, row.salt, Commitment.WORDS)
    return None if commit(digest, key, orjson.loads(words)) == expected else FaultKind.WORDS_CHANGED


def _entries_erased(record: Record) -> set[int]:
    entries = record.detail.get("entries")
    return {int(str(entry)) for entry in entries} if isinstance(entries, list) else set()


def _gaps(first: int, hashes: Sequence[bytes | None]) -> Iterator[Fault]:
    """Yield one fault for each run of missing leaves."""
    places = [first + place for place, hash_ in enumerate(hashes) if hash_ is None]
    for start, end in runs(places):
        yield Fault(kind=FaultKind.LEAF_MISSING, leaf=start, last_leaf=end)


def runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield first and last of every run of neighbours in rising numbers."""
    for _, run in groupby(enumerate(numbers), key=lambda nth_number: nth_number[1] - nth_number[0]):
        members = [number for _, number in run]
        yield members[0], members[-1]
