"""The scope of the platform's own processes."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from xiuhua.ledger.terms import EVERYWHERE

_SET = "SELECT set_config('xiuhua.scope', %s, true)"


@contextmanager
def everywhere() -> Iterator[None]:
    """Let a transaction see every area, then what it saw before."""
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('xiuhua.scope', true), '')")
        before = cursor.fetchone()[0]
        cursor.execute(_SET, [EVERYWHERE])
        yield
        cursor.execute(_SET, [before])
