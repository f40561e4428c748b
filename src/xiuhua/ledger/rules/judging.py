"""Hearing the witnesses of the log together: entries, leaf hashes, nodes, signed heads.

Where they disagree, which of them still agree says what was changed, and the narrowest of them says where.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TypeAlias

from xiuhua.ledger.rules.audit import Doubt, Edge, Found, TileFound, runs
from xiuhua.ledger.rules.faults import Fault, FaultKind
from xiuhua.ledger.rules.heads import Head
from xiuhua.ledger.rules.merkle import TILE_LEVELS, TILE_WIDTH, Digest, Frontier, Node, fold, pyramid

Place: TypeAlias = tuple[int, int]  # level and index of a node


@dataclass(frozen=True, slots=True)
class HeldHead:
    """A head, where it was kept, and whether its signature fits."""

    head: Head
    source: str
    genuine: bool = True


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a head says about the leaves before it.

    Args:
        held: the head.
        good: whether they give its root; None where too much of the log is missing to ask.
        by_entries: only the entries of the unfinished tile, not their stored hashes, give it.
    """

    held: HeldHead
    good: bool | None = None
    by_entries: bool = False

    @property
    def size(self) -> int:
        return self.held.head.size


@dataclass
class Judgement:
    """All witnesses of one log.

    Args:
        digest: the hash of the log.
        size: how many leaves it has.
        found: what its entries and leaf hashes give.
        nodes: the stored nodes.
        heads: every head to be heard.
    """

    digest: Digest
    size: int
    found: Found
    nodes: Mapping[Place, bytes]
    heads: Sequence[HeldHead]
    _tiles: dict[int, TileFound] = field(default_factory=dict)
    _heard: list[_Heard] = field(default_factory=list)
    _faults: list[Fault] = field(default_factory=list)

    def faults(self) -> list[Fault]:
        """Return everything that is wrong, in the order of the log."""
        self._tiles = {tile.index: tile for tile in self.found.tiles}
        self._heard = list(self._hear())
        self._faults = list(self.found.faults)
        rewritten = list(runs(self._judge_tiles()))
        for first, last in rewritten:
            self._report_rewritten_tiles(first, last, earliest=(first, last) == rewritten[0])
        self._judge_heads(rewritten)
        self._judge_doubts()
        self._judge_upper_nodes()
        return sorted(dict.fromkeys(self._faults), key=self._place)

    def _place(self, fault: Fault) -> tuple[int, int, str]:
        leaf = self.size if fault.leaf is None else fault.leaf
        return leaf, fault.size or 0, fault.kind

    # Heads against leaves

    def _hear(self) -> Iterator[_Heard]:
        edges = {edge.size: edge for edge in self.found.edges}
        frontier = Frontier(self.digest)
        for held in sorted(self.heads, key=lambda held: held.head.size):
            size = held.head.size
            edge = edges.get(size) if size % TILE_WIDTH else Edge(size, (), ())
            if size > self.size or edge is None or not self._climb(frontier, size // TILE_WIDTH):
                yield _Heard(held)
                continue
            stored, computed = (
                fold(self.digest, [*frontier.peaks(), *peaks]) == held.head.root
                for peaks in (edge.stored, edge.computed)
            )
            yield _Heard(held, good=stored or computed, by_entries=computed and not stored)

    def _climb(self, frontier: Frontier, tiles: int) -> bool:
        """Add the tiles below a head; False where neither leaves nor node of one are left."""
        while frontier.size < tiles * TILE_WIDTH:
            index = frontier.size // TILE_WIDTH
            node = self._node(index)
            leaves = self._leaves(index)
            if leaves is None and node is None:
                return False
            frontier.append(leaves or node or b"", level=TILE_LEVELS)
        return True

    def _node(self, tile: int) -> bytes | None:
        return self.nodes.get((TILE_LEVELS, tile))

    def _leaves(self, tile: int) -> bytes | None:
        """Return a tile's root: by its entries where the node sides with them, else by its leaf hashes."""
        found = self._tiles.get(tile)
        if found is None:
            return None
        return found.computed if found.computed == self._node(tile) else found.stored

    def _judge_heads(self, rewritten: Sequence[Place]) -> None:
        """Report heads that are wrong themselves, and history that no longer gives a genuine head's root.

        Each source is judged alone: whoever rewrites the log and holds the key signs the heads in the
        database anew, but not those kept elsewhere.
        """
        for source, group in groupby(sorted(self._heard, key=_source), _source):
            heard = list(group)
            genuine = [one for one in heard if one.held.genuine]
            last_good = max((one.size for one in genuine if one.good), default=0)
            first_bad = min(
                (one.size for one in genuine if one.good is False and one.size > last_good), default=0
            )
            for one in heard:
                if not one.held.genuine or (one.good is False and one.size < last_good):
                    self._report(FaultKind.HEAD_FORGED, size=one.size, source=source)
                elif one.size > self.size:
                    self._report(FaultKind.LOG_CUT, leaf=self.size, size=one.size, source=source)
            explained = any(first * TILE_WIDTH < first_bad for first, _ in rewritten)
            if first_bad and not explained:
                self._report(
                    FaultKind.HISTORY_REWRITTEN,
                    leaf=last_good,
                    last_leaf=first_bad - 1,
                    size=first_bad,
                    source=source,
                )

    # Tiles against nodes

    def _judge_tiles(self) -> list[int]:
        """Report nodes that are wrong or gone; return the tiles whose leaves were rewritten instead."""
        rewritten = []
        for index in sorted(self._tiles):
            node, leaves = self._node(index), self._leaves(index)
            if node is None:
                self._report_node(FaultKind.NODE_MISSING, TILE_LEVELS, index)
            elif leaves not in {None, node}:
                if self._leaves_vouched(index):
                    self._report_node(FaultKind.NODE_REWRITTEN, TILE_LEVELS, index)
                else:
                    rewritten.append(index)
        return rewritten

    def _leaves_vouched(self, tile: int) -> bool:
        """Return whether a head sides with a tile's leaves against its node, or no head covers them."""
        covering = [
            one for one in self._heard if one.size >= (tile + 1) * TILE_WIDTH and one.good is not None
        ]
        return not covering or any(one.good for one in covering)

    def _report_rewritten_tiles(self, first: int, last: int, *, earliest: bool) -> None:
        """Report neighbouring tiles whose leaves were rewritten, narrowed by the heads that end within them.

        A head that still holds vouches for the leaves before it. The first one that fails ends the search,
        but only in the earliest tile: behind that, every head fails.
        """
        leaf, last_leaf = first * TILE_WIDTH, (last + 1) * TILE_WIDTH - 1
        since = max((one.size for one in self._heard if one.good and one.size <= last_leaf), default=0)
        failing = [one.size for one in self._heard if one.good is False and since < one.size <= last_leaf]
        until = min(failing, default=last_leaf + 1) if earliest and first == last else last_leaf + 1
        self._report(FaultKind.HISTORY_REWRITTEN, leaf=max(leaf, since), last_leaf=until - 1)

    def _judge_upper_nodes(self) -> None:
        """Report stored nodes above the tiles that are not what the nodes below them give."""
        level = 2 * TILE_LEVELS
        while self.size >> level:
            for index in range(self.size >> level):
                self._judge_upper_node(level, index)
            level += TILE_LEVELS

    def _judge_upper_node(self, level: int, index: int) -> None:
        below = [(level - TILE_LEVELS, index * TILE_WIDTH + nth) for nth in range(TILE_WIDTH)]
        wrong = {(fault.level, fault.index) for fault in self._faults if fault.level is not None}
        node = self.nodes.get((level, index))
        if node is None:
            self._report_node(FaultKind.NODE_MISSING, level, index)
        elif (
            wrong.isdisjoint(below)
            and pyramid(self.digest, [self.nodes[place] for place in below])[-1][0] != node
        ):
            self._report_node(FaultKind.NODE_REWRITTEN, level, index)

    # Entries against leaf hashes

    def _judge_doubts(self) -> None:
        vouched = {doubt.leaf for doubt in self.found.doubts if self._entry_vouched(doubt)}
        places = {doubt.stored: doubt.leaf for doubt in self.found.doubts if doubt.leaf not in vouched}
        for doubt in self.found.doubts:
            belongs = places.get(doubt.computed)
            if doubt.leaf in vouched:
                kind = FaultKind.LEAF_REWRITTEN
            else:
                kind = FaultKind.ENTRY_CHANGED if belongs is None else FaultKind.ENTRY_MOVED
            self._faults.append(
                Fault(
                    kind=kind,
                    leaf=doubt.leaf,
                    entry=doubt.entry,
                    subject=doubt.subject,
                    act=doubt.act,
                    belongs=belongs,
                )
            )

    def _entry_vouched(self, doubt: Doubt) -> bool:
        """Return whether the node, or a head in the unfinished tile, sides with an entry against its hash."""
        index = doubt.leaf // TILE_WIDTH
        tile = self._tiles.get(index)
        if tile is not None:
            return tile.computed is not None and tile.computed == self._node(index)
        return any(one.by_entries and one.size > doubt.leaf for one in self._heard)

    def _report_node(self, kind: FaultKind, level: int, index: int) -> None:
        node = Node(level, index, b"")
        leaves = (node.first_leaf, node.last_leaf)
        self._faults.append(Fault(kind=kind, level=level, index=index, leaf=leaves[0], last_leaf=leaves[1]))

    def _report(
        self,
        kind: FaultKind,
        *,
        leaf: int | None = None,
        last_leaf: int | None = None,
        size: int | None = None,
        source: str | None = None,
    ) -> None:
        self._faults.append(Fault(kind=kind, leaf=leaf, last_leaf=last_leaf, size=size, source=source))


def _source(heard: _Heard) -> str:
    return heard.held.source
