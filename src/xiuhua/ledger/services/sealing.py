"""Giving committed entries their gap-free places in the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from xiuhua.ledger.models import SealMark
from xiuhua.ledger.queries.log import tile_hashes, tree_size
from xiuhua.ledger.queries.waiting import waiting_sql
from xiuhua.ledger.rules.canonical import Record, record_bytes, record_stored
from xiuhua.ledger.rules.merkle import Node, leaf_hash, nodes_completed
from xiuhua.ledger.rules.suites import Suite, suite_named
from xiuhua.ledger.terms import CHANNEL
from xiuhua.shared.errors import CityError

BATCH = 5_000

_SEALER_LOCK = 7_021_002  # any number, the same for every process
_ONE_SEALER = "SELECT pg_try_advisory_xact_lock(%s)"
_NOW = """
SELECT pg_current_snapshot()::text, (SELECT system_identifier::text FROM pg_control_system()),
       pg_snapshot_xmax(%s::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot())
"""
_DUE = """
WITH due AS MATERIALIZED ({waiting} ORDER BY id LIMIT {batch})
SELECT id, at, recorded_at, actor, act, subject, area, detail::text FROM due JOIN ledger_entry USING (id)
ORDER BY id
"""


class SuiteChanged(CityError):
    """The log was begun with another suite than the setting names. Arguments: suite, log_suite."""

    code = "ledger_suite_changed"
    http_status = 503


@dataclass(frozen=True)
class SealedBatch:
    """The leaves that one run sealed, and whether more are waiting."""

    first: int
    last: int
    more: bool


@transaction.atomic
def seal() -> SealedBatch | None:
    """Give every committed entry that has no leaf the next one; at most one batch.

    A transaction still open is left for later without holding anybody up: the mark kept is the whole
    snapshot, not a number below which all is known. Entries of one batch are taken in the order of their ids,
    which for one row is the order of its states, because an id is drawn under the row's lock.

    Returns:
        What was sealed; None when nothing was due or another process is sealing.

    Raises:
        SuiteChanged: hashes of two suites cannot stand in one tree.
    """
    suite = suite_named(settings.LEDGER_SUITE)
    with connection.cursor() as cursor:
        cursor.execute(_ONE_SEALER, [_SEALER_LOCK])
        if not cursor.fetchone()[0]:
            return None
        mark = _mark(suite)
        snapshot, system = _reach(cursor, mark)
        records = _due(cursor, mark)
        more = len(records) == BATCH
        batch = _write(cursor, suite, records, more=more) if records else None
        if not more and (records or mark.system != system):
            SealMark.objects.filter(pk=mark.pk).update(snapshot=snapshot, system=system)
    return batch


def _mark(suite: Suite) -> SealMark:
    mark, _ = SealMark.objects.get_or_create(pk=1, defaults={"suite": suite.name})
    if mark.suite != suite.name:
        raise SuiteChanged(suite=suite.name, log_suite=mark.suite)
    return mark


def _reach(cursor: CursorWrapper, mark: SealMark) -> tuple[str, str]:
    """Return the present snapshot and cluster; forget a mark of another cluster or of a lost future."""
    cursor.execute(_NOW, [mark.snapshot or None])
    snapshot, system, ahead = cursor.fetchone()
    if mark.system != system or ahead:
        mark.snapshot = ""
    return snapshot, system


def _due(cursor: CursorWrapper, mark: SealMark) -> list[Record]:
    due = _DUE.format(waiting=waiting_sql(marked=bool(mark.snapshot)), batch=BATCH)
    cursor.execute(due, {"seen": mark.snapshot})
    return [record_stored(row) for row in cursor.fetchall()]


def _write(cursor: CursorWrapper, suite: Suite, records: Sequence[Record], *, more: bool) -> SealedBatch:
    first = tree_size()
    hashes = [leaf_hash(suite.hash, record_bytes(record)) for record in records]
    nodes = nodes_completed(suite.hash, size=first, hashes=hashes, fetch=tile_hashes)
    with cursor.copy("COPY ledger_leaf (leaf, entry_id, hash) FROM STDIN") as copy:
        for nth, (record, hash_) in enumerate(zip(records, hashes, strict=True)):
            copy.write_row((first + nth, record.id, hash_))
    _write_nodes(cursor, nodes)
    last = first + len(records) - 1
    cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{first},{last}"])
    return SealedBatch(first, last, more)


def _write_nodes(cursor: CursorWrapper, nodes: Sequence[Node]) -> None:
    rows = [(node.level, node.index, node.hash) for node in nodes]
    cursor.executemany("INSERT INTO ledger_node (level, index, hash) VALUES (%s, %s, %s)", rows)
