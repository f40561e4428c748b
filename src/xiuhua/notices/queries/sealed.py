"""What was sealed, read without Django's ORM: the loop of the events process must never wait for a thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from psycopg import AsyncConnection

from xiuhua.ledger.terms import CHANNEL, EVERYWHERE
from xiuhua.notices.rules.frames import NOTHING, Note

BATCH = 5_000
_SCOPE = "SELECT set_config('xiuhua.scope', %s, false)"
_HEAD = "SELECT max(leaf) FROM ledger_leaf"
_NOTES = """
SELECT leaf, subject, area FROM ledger_leaf JOIN ledger_entry ON ledger_entry.id = entry_id
WHERE leaf > %s ORDER BY leaf LIMIT %s
"""
_SUBJECTS = """
SELECT DISTINCT subject FROM ledger_leaf JOIN ledger_entry ON ledger_entry.id = entry_id
WHERE leaf > %s AND leaf <= %s AND (area = '' OR area ^@ ANY (%s)) LIMIT %s
"""

Reader = AsyncConnection[Any]  # rows are tuples


def connection_parameters() -> dict[str, Any]:
    """Return how Django reaches the database, for a connection of one's own."""
    found = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port", "sslmode", "sslrootcert")
    return {name: found[name] for name in names if found.get(name)}


async def scope_open(reader: Reader) -> None:
    """Let a connection of the events process see everything; it filters for each browser by area."""
    await reader.execute(_SCOPE, [EVERYWHERE])


async def listen(reader: Reader) -> None:
    """Ask PostgreSQL to say when a batch is sealed."""
    await reader.execute(f"LISTEN {CHANNEL}")


async def head_leaf(reader: Reader) -> int:
    """Return the last sealed leaf."""
    row = await (await reader.execute(_HEAD)).fetchone()
    return NOTHING if row is None or row[0] is None else int(row[0])


async def notes_after(reader: Reader, leaf: int) -> list[Note]:
    """Return up to 5,000 sealed entries after a leaf, in order."""
    rows = await (await reader.execute(_NOTES, [leaf, BATCH])).fetchall()
    return [Note(*row) for row in rows]


async def subjects_between(
    reader: Reader, after: int, upto: int, *, areas: Sequence[str], limit: int
) -> list[str]:
    """Return up to `limit` subjects of leaves in (after, upto] that somebody with these areas may know of."""
    rows = await (await reader.execute(_SUBJECTS, [after, upto, list(areas), limit])).fetchall()
    return [subject for (subject,) in rows]
