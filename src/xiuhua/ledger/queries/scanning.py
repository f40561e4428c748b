"""Reading stretches of the log, here or in two processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from multiprocessing import get_context
from typing import Any, Protocol

import psycopg

from xiuhua.ledger.rules.audit import Found, LeafRow, TileReader
from xiuhua.ledger.rules.canonical import record_stored
from xiuhua.ledger.rules.merkle import TILE_WIDTH
from xiuhua.ledger.rules.suites import suite_named
from xiuhua.ledger.terms import ERASED, EVERYWHERE

STRETCH_LEAVES = 32 * TILE_WIDTH

_ROWS = """
SELECT leaf.leaf, leaf.hash, leaf.entry_id, opening.area, opening.salt, opening.words::text,
       entry.id, entry.at, entry.recorded_at, entry.actor, entry.act, entry.subject, entry.area,
       entry.detail::text
FROM ledger_leaf AS leaf
LEFT JOIN ledger_entry AS entry ON entry.id = leaf.entry_id
LEFT JOIN ledger_opening AS opening ON opening.entry_id = leaf.entry_id
WHERE leaf.leaf BETWEEN %s AND %s
ORDER BY leaf.leaf
"""


class Rows(Protocol):
    """The least of a cursor: psycopg's own, or the one that Django wraps."""

    def execute(self, query: str, params: Sequence[int]) -> object:
        """Run a query."""

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return all rows of it."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What every stretch of one log has in common; `stretch` is its length in leaves, whole tiles."""

    suite: str
    size: int
    head_sizes: Sequence[int]
    stretch: int = STRETCH_LEAVES


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """How another process comes to see what this one sees."""

    connection: dict[str, Any]
    name: str


def stretch_scan(rows: Rows, plan: Plan, first: int) -> Found:
    """Read the stretch of the log that begins at the leaf `first`."""
    last = min(first + plan.stretch, plan.size) - 1
    found = Found()
    head_sizes = [size for size in plan.head_sizes if first <= size <= last + 1]
    digest = suite_named(plan.suite).hash
    reader = TileReader(digest=digest, erasing=ERASED, head_sizes=head_sizes, found=found)
    rows.execute(_ROWS, [first, last])
    leaves = [_leaf_row(row) for row in rows.fetchall()]
    tiles = {tile: list(group) for tile, group in groupby(leaves, key=lambda leaf: leaf.leaf // TILE_WIDTH)}
    for tile in range(first // TILE_WIDTH, last // TILE_WIDTH + 1):
        width = min(TILE_WIDTH, plan.size - tile * TILE_WIDTH)
        reader.read(tile=tile, width=width, rows=tiles.get(tile, []))
    return found


def _leaf_row(row: tuple[Any, ...]) -> LeafRow:
    leaf, hash_, entry, opening_area, salt, words, *record = row
    return LeafRow(
        leaf=leaf,
        hash=bytes(hash_),
        entry=entry,
        record=None if record[0] is None else record_stored(record),
        opening_area=opening_area,
        salt=None if salt is None else bytes(salt),
        words=words,
    )


# A process of the pool keeps its connection and the plan for all the stretches it is handed.
_AT_WORK: list[tuple[Rows, Plan]] = []


@contextmanager
def scanners(
    plan: Plan, snapshot: Snapshot, *, processes: int
) -> Iterator[Callable[[Sequence[int]], Iterator[Found]]]:
    """Give a function that reads stretches in several processes, all of which see one snapshot."""
    # A fork starts at once. It inherits Django's connection, which it never touches: it opens its own.
    context = get_context("fork")
    with ProcessPoolExecutor(processes, context, _work_begin, (plan, snapshot)) as pool:
        yield lambda firsts: pool.map(_work, firsts)


def _work_begin(plan: Plan, snapshot: Snapshot) -> None:
    connection = psycopg.connect(**snapshot.connection)
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    connection.execute(psycopg.sql.SQL("SET TRANSACTION SNAPSHOT {}").format(snapshot.name))
    connection.execute("SELECT set_config('xiuhua.scope', %s, true)", [EVERYWHERE])
    _AT_WORK.append((connection.cursor(binary=True), plan))


def _work(first: int) -> Found:
    rows, plan = _AT_WORK[0]
    return stretch_scan(rows, plan, first)
