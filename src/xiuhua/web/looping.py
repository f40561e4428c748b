"""Work that goes on behind the pages for as long as a program runs, whatever happens to the database."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event
from time import monotonic

from django.db import Error as DatabaseError
from django.db import connection

OUTAGE_SECONDS = 0.5  # between two attempts while the database is out of reach
_LOG = logging.getLogger(__name__)


def repeat(stop: Event, seconds: float, work: Callable[[], bool]) -> None:
    """Call `work` every so many seconds, at once while it has more, whatever happens to the database."""
    reachable = True
    while not stop.is_set():
        due = monotonic() + seconds
        try:
            if work():
                due = 0.0
            reachable = True
        except DatabaseError as error:
            if reachable:
                _LOG.warning("the database is out of reach, trying again: %s", error)
            reachable, due = False, monotonic() + OUTAGE_SECONDS
            connection.close()
        except Exception:  # noqa: BLE001 — the log must go on being sealed
            _LOG.exception("a background job failed and goes on")
            due = monotonic() + OUTAGE_SECONDS
            connection.close()
        stop.wait(max(due - monotonic(), 0.0))
    connection.close()
