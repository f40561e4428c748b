"""Signing heads and carrying them out of the database's reach."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import orjson
from django.conf import settings
from django.db import connection, transaction

from xiuhua.ledger.models import TreeHead
from xiuhua.ledger.queries.log import head_latest, tile_hashes, tree_size
from xiuhua.ledger.rules.heads import Head, head_read
from xiuhua.ledger.rules.merkle import Tiles, range_root
from xiuhua.ledger.rules.suites import suite_named
from xiuhua.ledger.services.keys import folder_sync, signing_key

_LAST_BYTES = 8192  # many times the length of a head
_SIGNER_LOCK = 7_021_003  # any number, the same for every process


@transaction.atomic
def head_sign(*, at: datetime) -> Head | None:
    """Sign the root of the log as it stands, if it grew and the last head is old enough.

    Returns:
        The new head, None where none was due.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SIGNER_LOCK])
        if not cursor.fetchone()[0]:
            return None
    size, last = tree_size(), head_latest()
    if size == (last.size if last else 0):
        return None
    if last and at - last.at < timedelta(seconds=settings.LEDGER_HEAD_SECONDS):
        return None
    suite = suite_named(settings.LEDGER_SUITE)
    key = signing_key(suite)
    root = range_root(suite.hash, 0, size, Tiles(suite.hash, tile_hashes).read)
    head = Head(size=size, root=root, at=at, suite=suite.name, public_key=key.public).signed(
        suite, key.private
    )
    TreeHead.objects.create(
        size=size, root=root, at=at, suite=suite.name, public_key=key.public, signature=head.signature
    )
    return head


def heads_export() -> Head | None:
    """Append the newest head to this month's file under `settings.HEADS_ROOT`, unless it stands there.

    The folder is what other departments copy and co-sign: what they hold, no superuser of ours can rewrite.

    Returns:
        The head that was exported, None where none was due.
    """
    head = head_latest()
    if head is None:
        return None
    path = Path(settings.HEADS_ROOT) / f"{head.at:%Y-%m}.jsonl"
    if head.size <= _exported_size(path):
        return None
    fresh = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    cut_off = not _last_bytes(path).endswith(b"\n")  # by a power failure
    with path.open("ab") as file:
        file.write((b"\n" if cut_off and not fresh else b"") + orjson.dumps(head.as_json()) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if fresh:
        folder_sync(path.parent)
    return head


def _exported_size(path: Path) -> int:
    """Return the size of the last whole head in a file, 0 where there is none."""
    for line in reversed(_last_bytes(path).splitlines()):
        try:
            return head_read(line).size
        except (
            ValueError
        ):  # the power went while it was written, or the line begins before the bytes read here
            continue
    return 0


def _last_bytes(path: Path) -> bytes:
    if not path.exists():
        return b""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _LAST_BYTES))
        return file.read()
