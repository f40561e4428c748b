"""The Merkle tree of RFC 9162: roots, inclusion and consistency proofs, and their checks.

A proof is made from `read(level, index)`, the hash of the complete subtree over the leaves
`index * 2**level` to `(index + 1) * 2**level - 1`, so that it never loads the log. Complete subtrees never
change again; everything at the right edge is folded from them.

Source:
    RFC 9162, 2.1.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Digest: TypeAlias = Callable[[bytes], bytes]
Read: TypeAlias = Callable[[int, int], bytes]
Fetch: TypeAlias = Callable[[int, int], Sequence[bytes]]

TILE_LEVELS = (
    8  # only every eighth level is stored: a proof reads a few tiles of 256 hashes, storage grows by 1/255
)
TILE_WIDTH = 1 << TILE_LEVELS

_LEAF, _NODE = b"\x00", b"\x01"


def leaf_hash(digest: Digest, leaf: bytes) -> bytes:
    """Return the hash of one leaf.

    Source:
        RFC 9162, 2.1.1: HASH(0x00 || d).
    """
    return digest(_LEAF + leaf)


def node_hash(digest: Digest, left: bytes, right: bytes) -> bytes:
    """Return the hash of a node above two subtrees.

    Source:
        RFC 9162, 2.1.1: HASH(0x01 || left || right).
    """
    return digest(_NODE + left + right)


def range_root(digest: Digest, first: int, last: int, read: Read) -> bytes:
    """Return the root over the leaves from `first` up to but not including `last`.

    Args:
        digest: the hash function of the log.
        first: a multiple of the largest power of two below `last - first`, as every split of the RFC is.
        last: the end of the range.
        read: complete subtrees.

    Source:
        RFC 9162, 2.1.1: MTH(D[first:last]); the root of no leaves is HASH().
    """
    return fold(digest, [read(level, index) for level, index in complete_subtrees(first, last)])


def complete_subtrees(first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield (level, index) of the complete subtrees that a range consists of, largest first."""
    while first < last:
        level = (last - first).bit_length() - 1
        yield level, first >> level
        first += 1 << level


def fold(digest: Digest, peaks: Sequence[bytes]) -> bytes:
    """Return the root above complete subtrees of falling size."""
    if not peaks:
        return digest(b"")
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(digest, peak, root)
    return root


def inclusion_path(digest: Digest, leaf: int, size: int, read: Read) -> list[bytes]:
    """Return the siblings from a leaf up to the root of the tree of `size` leaves.

    Source:
        RFC 9162, 2.1.3.1: PATH(m, D[n]).
    """
    if not 0 <= leaf < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {leaf}")
    path = []
    first, last = 0, size
    while last - first > 1:
        middle = first + _split(last - first)
        if leaf < middle:
            path.append(range_root(digest, middle, last, read))
            last = middle
        else:
            path.append(range_root(digest, first, middle, read))
            first = middle
    return path[::-1]


def inclusion_holds(
    digest: Digest, *, leaf: int, size: int, hash_: bytes, path: Sequence[bytes], root: bytes
) -> bool:
    """Return whether `hash_` is the leaf `leaf` of the tree of `size` leaves below `root`.

    Source:
        RFC 9162, 2.1.3.2.
    """
    if not 0 <= leaf < size:
        return False
    index, last, above = leaf, size - 1, hash_
    for sibling in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            above = node_hash(digest, sibling, above)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            above = node_hash(digest, above, sibling)
        index, last = index >> 1, last >> 1
    return last == 0 and above == root


def consistency_path(digest: Digest, old: int, size: int, read: Read) -> list[bytes]:
    """Return the nodes that show that the first `old` leaves of a tree of `size` leaves are unchanged.

    Source:
        RFC 9162, 2.1.4.1: PROOF(m, D[n]); the proof between equal sizes is empty.
    """
    if not 0 < old <= size:
        raise ValueError(f"no consistency proof from {old} to {size}")
    path = []
    first, last = 0, size
    while last != old:
        middle = first + _split(last - first)
        if old <= middle:
            path.append(range_root(digest, middle, last, read))
            last = middle
        else:
            path.append(range_root(digest, first, middle, read))
            first = middle
    if first:  # otherwise the old root itself is the start, and the checker knows it
        path.append(range_root(digest, first, last, read))
    return path[::-1]


def consistency_holds(
    digest: Digest, *, old: int, size: int, old_root: bytes, root: bytes, path: Sequence[bytes]
) -> bool:
    """Return whether the tree of `size` leaves begins with the tree of `old` leaves, by their roots.

    Source:
        RFC 9162, 2.1.4.2.
    """
    if old == size:
        return not path and old_root == root
    if not 0 < old < size or not path:
        return False
    nodes = list(path) if old & (old - 1) else [old_root, *path]  # step 2: a power of two is its own start
    index, last = old - 1, size - 1
    while index & 1:
        index, last = index >> 1, last >> 1
    old_above = above = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if index & 1 or index == last:
            old_above = node_hash(digest, node, old_above)
            above = node_hash(digest, node, above)
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            above = node_hash(digest, above, node)
        index, last = index >> 1, last >> 1
    return last == 0 and old_above == old_root and above == root


def _split(count: int) -> int:
    """Return the largest power of two smaller than `count`."""
    return 1 << (count - 1).bit_length() - 1


class Frontier:
    """The right edge of a growing tree: as many hashes as the size has one-bits."""

    def __init__(self, digest: Digest) -> None:
        self._digest = digest
        self._peaks: list[bytes] = []
        self.size = 0

    def append(self, hash_: bytes, *, level: int = 0) -> None:
        """Add one leaf, or one complete subtree of 2**level leaves at a place where it can stand."""
        if self.size & ((1 << level) - 1):
            raise ValueError(f"no subtree of {1 << level} leaves can start at leaf {self.size}")
        height = level
        while self.size >> height & 1:
            hash_ = node_hash(self._digest, self._peaks.pop(), hash_)
            height += 1
        self._peaks.append(hash_)
        self.size += 1 << level

    def peaks(self) -> list[bytes]:
        """Return the complete subtrees, largest first."""
        return list(self._peaks)

    def root(self) -> bytes:
        """Return the root of the tree so far."""
        return fold(self._digest, self._peaks)


def pyramid(digest: Digest, hashes: Sequence[bytes]) -> list[Sequence[bytes]]:
    """Return all complete levels above neighbouring hashes, the hashes themselves first."""
    levels = [hashes]
    while len(hashes) > 1:
        pairs = range(0, len(hashes) - 1, 2)
        hashes = [digest(_NODE + hashes[at] + hashes[at + 1]) for at in pairs]
        levels.append(hashes)
    return levels


@dataclass(frozen=True)
class Tiles:
    """Reads complete subtrees from tiles of up to 256 neighbouring hashes, each fetched once.

    Args:
        digest: the hash function of the log.
        fetch: (level, tile) to the stored hashes of that tile, in order; level 0 are leaves, 8, 16, … are
        nodes.
    """

    digest: Digest
    fetch: Fetch
    _held: dict[tuple[int, int], list[Sequence[bytes]]] = field(default_factory=dict)

    def read(self, level: int, index: int) -> bytes:
        """Return the hash of one complete subtree."""
        within = level % TILE_LEVELS
        tile = index >> (TILE_LEVELS - within)
        key = (level - within, tile)
        if key not in self._held:
            self._held[key] = pyramid(self.digest, self.fetch(*key))
        return self._held[key][within][index - (tile << (TILE_LEVELS - within))]


@dataclass(frozen=True, slots=True)
class Node:
    """The root of a complete tile: what is stored of the tree above its leaves."""

    level: int
    index: int
    hash: bytes

    @property
    def first_leaf(self) -> int:
        """The first leaf below."""
        return self.index << self.level

    @property
    def last_leaf(self) -> int:
        """The last leaf below."""
        return (self.index + 1 << self.level) - 1


def nodes_completed(digest: Digest, *, size: int, hashes: Sequence[bytes], fetch: Fetch) -> list[Node]:
    """Return the stored nodes that become complete when leaves are added to a tree of `size` leaves."""
    nodes: list[Node] = []
    level, first, row = 0, size, list(hashes)
    while row:
        held = first % TILE_WIDTH
        tile = first // TILE_WIDTH
        if held:
            row = [*fetch(level, tile)[:held], *row]
        level += TILE_LEVELS
        full = range(0, len(row) - TILE_WIDTH + 1, TILE_WIDTH)
        row = [pyramid(digest, row[at : at + TILE_WIDTH])[-1][0] for at in full]
        nodes += [Node(level, tile + nth, hash_) for nth, hash_ in enumerate(row)]
        first = tile
    return nodes
