"""The seal on warnings: a database session sees one only while it works for whoever oversees."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection

PLATFORM = 0
"""What the platform's own readers of the log are called: no account has this number."""
_READ = "SELECT coalesce(current_setting('xiuhua.overseer', true), '')"
_SET = "SELECT set_config('xiuhua.overseer', %s, false)"


def seal_open(user_id: int) -> str:
    """Let this database session see warnings, but none about this account; return what held before."""
    with connection.cursor() as cursor:
        cursor.execute(_READ)
        before = str(cursor.fetchone()[0])
        cursor.execute(_SET, [str(user_id)])
    return before


def seal_put_back(before: str = "") -> None:
    """Let this database session see what it saw before; a connection that no longer obeys is closed."""
    if connection.connection is None:
        return
    try:
        with connection.cursor() as cursor:
            cursor.execute(_SET, [before])
    except Error:
        connection.close()


@contextmanager
def seal_opened(user_id: int = PLATFORM) -> Iterator[None]:
    """Let a block see warnings as an account, or as the platform itself, then what was seen before."""
    before = seal_open(user_id)
    try:
        yield
    finally:
        if not connection.needs_rollback:
            seal_put_back(before)
