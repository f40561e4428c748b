"""Messages on their way out, a thread for each way: a provider that keeps us waiting holds up no other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from django.db import connection

from xiuhua.notices.queries.routes import outgoing_waiting
from xiuhua.notices.services.digesting import digests_gather
from xiuhua.notices.services.escalating import escalations_run
from xiuhua.notices.services.outgoing import outgoing_claim, outgoing_record, outgoing_try, receipts_poll
from xiuhua.notices.terms import RouteKind
from xiuhua.shared.clock import now

_IN_A_ROW = 100  # messages of one way before it looks anew
_LOG = logging.getLogger(__name__)


class Postman:
    """The threads of this process, and which ways they are at."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=len(RouteKind), thread_name_prefix="outgoing")
        self._under_way: set[str] = set()
        self._lock = Lock()

    def round(self) -> None:
        """Make the digests that are due, pass on what nobody read, put a thread to every way with work."""
        at = now()
        digests_gather(at=at)
        escalations_run(at=at)
        for route in outgoing_waiting(at=at):
            self._start(route, lambda route=route: route_send(route))  # type: ignore[misc]  # bound here on purpose

    def poll(self) -> None:
        """Ask for receipts that did not come; not in the way of anything else."""
        self._start("receipts", lambda: receipts_poll(at=now()))

    def _start(self, name: str, work: Callable[[], object]) -> None:
        with self._lock:
            if name in self._under_way:
                return
            self._under_way.add(name)
        self._pool.submit(self._run, name, work)

    def _run(self, name: str, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception:  # noqa: BLE001 — the lease ends by itself, and the next round tries again
            _LOG.exception("%s could not be worked off", name)
        finally:
            with self._lock:
                self._under_way.discard(name)
            connection.close()


def route_send(route: str) -> int:
    """Send what waits for one way; return how many messages were tried."""
    tried = 0
    for outgoing_id in outgoing_waiting(at=now()).get(route, [])[:_IN_A_ROW]:
        attempt = outgoing_claim(outgoing_id=outgoing_id, at=now())
        if attempt is None:
            continue
        receipt = outgoing_try(attempt=attempt, at=now())
        outgoing_record(outgoing_id=outgoing_id, receipt=receipt, at=now())
        tried += 1
    return tried
