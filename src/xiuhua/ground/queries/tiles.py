"""Questions of the map's cache."""

from __future__ import annotations

from django.db import connection

# Whatever is older than the oldest running transaction is settled: its newest number says it all. Younger
# ones commit in any order, so each that is visible is named. Numbers at or above the snapshot's end belong to
# another cluster, whose dump was loaded into this one.
_VERSION = """
WITH seen AS (
    SELECT pg_snapshot_xmin(now_seen)::text::bigint AS settled,
           pg_snapshot_xmax(now_seen)::text::bigint AS ended,
           pg_current_xact_id_if_assigned()::text::bigint AS own
    FROM pg_current_snapshot() AS now_seen
)
SELECT concat(
    (SELECT max(transaction) FROM ground_layerchange, seen
     WHERE "table" = %(table)s AND transaction < settled), '|',
    (SELECT string_agg(transaction::text, '.' ORDER BY transaction) FROM ground_layerchange, seen
     WHERE "table" = %(table)s AND transaction >= settled AND (transaction < ended OR transaction = own))
)
"""


def layer_version(table: str) -> str:
    """Return a text that is another one whenever committed rows of a table have changed."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSION, {"table": table})
        (version,) = cursor.fetchone()
    return str(version)
