"""What has been committed and has no leaf yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from xiuhua.ledger.models import SealMark

# What the marked snapshot could not see: transactions that were in progress then, and those that began later.
# The upper bound costs nothing and keeps the window small where a restored log holds another cluster's larger
# numbers. A snapshot never lists its own transaction, hence the last line, for who seals what it has just
# written.
_FRESH = """
SELECT id FROM ledger_entry
WHERE txid >= pg_snapshot_xmax(%(seen)s) AND txid < pg_snapshot_xmax(pg_current_snapshot())
   OR txid = ANY (ARRAY(SELECT pg_snapshot_xip(%(seen)s)))
   OR txid = pg_current_xact_id_if_assigned()
"""
_ALL = "SELECT id FROM ledger_entry"
# MATERIALIZED, or the planner walks the whole log for the sake of an ORDER BY … LIMIT put behind this.
_WAITING = """
SELECT id FROM (WITH fresh AS MATERIALIZED ({fresh}) SELECT id FROM fresh) AS fresh
WHERE NOT EXISTS (SELECT FROM ledger_leaf WHERE entry_id = id)
"""
_SUMMARY = "SELECT count(*), min(recorded_at) FROM ledger_entry WHERE id IN ({waiting})"


def waiting_sql(*, marked: bool) -> str:
    """Return the query of the ids that wait; `marked` ones only behind the snapshot `seen`."""
    return _WAITING.format(fresh=_FRESH if marked else _ALL)


def unsealed_count() -> int:
    """Return how many visible entries wait for a leaf."""
    return _summary()[0]


def sealing_lag(*, at: datetime) -> timedelta:
    """Return how long the oldest visible entry without a leaf has been waiting."""
    oldest = _summary()[1]
    return timedelta(0) if oldest is None else max(at - oldest, timedelta(0))


def _summary() -> tuple[int, datetime | None]:
    mark = SealMark.objects.first()
    seen = mark.snapshot if mark else ""
    with connection.cursor() as cursor:
        cursor.execute(_SUMMARY.format(waiting=waiting_sql(marked=bool(seen))), {"seen": seen})
        count, oldest = cursor.fetchone()
    return count, oldest
