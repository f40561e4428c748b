"""How far a job has come, written down beside the transaction that it is in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias

from django.db import connection

from xiuhua.access.services import scope_text
from xiuhua.shared.actor import EVERYWHERE

Tell: TypeAlias = Callable[[int, int], None]  # is told how many rows are done, of how many

_SECONDS = 0.5
# A row that is locked is passed over: the job itself locks it at its end, and would wait for itself for ever.
_WRITE = """
UPDATE intake_importrun SET done = %s, due = %s
WHERE id = (SELECT id FROM intake_importrun WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED)
"""


def nobody_told(done: int, due: int) -> None:
    """Tell nobody."""


@contextmanager
def progress_told(run_id: int) -> Iterator[Tell]:
    """Yield what writes down, at most twice a second, how many rows of a run are done.

    It has a connection of its own, so that everybody sees the rows counted while those that are written stay
    unseen until the last.
    """
    beside = connection.copy()
    told_at = 0.0

    def tell(done: int, due: int) -> None:
        nonlocal told_at
        if time.monotonic() - told_at >= _SECONDS:
            with beside.cursor() as cursor:
                cursor.execute("SELECT set_config('xiuhua.scope', %s, false)", [scope_text((EVERYWHERE,))])
                cursor.execute(_WRITE, [done, due, run_id])
            told_at = time.monotonic()

    try:
        yield tell
    finally:
        beside.close()
