"""Threads for what waits on somebody outside: one for each receiver, none waits for another."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from django.db import connection

_LOG = logging.getLogger(__name__)


class Threads:
    """The threads of this process for one kind of receivers, and which of them they are at.

    Args:
        name: what they are called in a log.
        at_once: receivers that may keep us waiting at the same time.
    """

    def __init__(self, name: str, *, at_once: int) -> None:
        self._name = name
        self._pool = ThreadPoolExecutor(max_workers=at_once, thread_name_prefix=name)
        self._under_way: set[int | str] = set()
        self._lock = Lock()

    def start(self, receiver: int | str, work: Callable[[], object]) -> None:
        """Put a thread to a receiver that has none yet; do not wait for it."""
        with self._lock:
            if receiver in self._under_way:
                return
            self._under_way.add(receiver)
        self._pool.submit(self._run, receiver, work)

    def _run(self, receiver: int | str, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception:  # noqa: BLE001 — the lease ends by itself, and the next round tries again
            _LOG.exception("%s %s could not be worked off", self._name, receiver)
        finally:
            with self._lock:
                self._under_way.discard(receiver)
            connection.close()
