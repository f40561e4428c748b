"""What runs all the time behind the pages: sealing, signing, the tails, and what higher apps register."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from time import monotonic

from django.db import connection

from xiuhua.ledger.queries import tails_placed, tree_size
from xiuhua.ledger.services import head_sign, heads_export, seal
from xiuhua.ledger.tails import tail_run_once, tails_registered
from xiuhua.shared.clock import now
from xiuhua.web.looping import repeat

_SEAL_SECONDS = 0.2  # pages and tails wait for the sealer
_TAIL_SECONDS = 0.1
_HEAD_SECONDS = 0.5  # how often it is asked; settings.LEDGER_HEAD_SECONDS says how often one is signed
_EXPORT_SECONDS = 60.0
_PERIODIC_SECONDS = 1.0
_STANDING_SECONDS = 10.0  # between two attempts of a tail that fails

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Periodic:
    """Work that is done every so often."""

    name: str
    seconds: float
    job: Callable[[], None]


_PERIODIC: dict[str, Periodic] = {}


def periodic_register(name: str, seconds: float, job: Callable[[], None]) -> None:
    """Let `background` run a job about every so many seconds; an app calls this when Django starts.

    A job that raises is logged and asked again next time. It may run twice, and after a crash not at all
    until its time comes again, so it looks for what is due instead of assuming that it was called.
    """
    _PERIODIC[name] = Periodic(name, seconds, job)


def sealer_loop(stop: Event) -> None:
    """Seal until told to stop."""
    repeat(stop, _SEAL_SECONDS, _seal_batch)


def heads_loop(stop: Event) -> None:
    """Sign and export heads until told to stop."""
    export = _Due(_EXPORT_SECONDS, heads_export)

    def sign_export() -> bool:
        head_sign(at=now())
        export.run()
        return False

    repeat(stop, _HEAD_SECONDS, sign_export)


def tails_loop(stop: Event) -> None:
    """Run the tails until told to stop, one batch of each in turn: none waits for another's backlog."""
    resting: dict[str, float] = {}
    repeat(stop, _TAIL_SECONDS, lambda: _tails_round(resting))


def periodic_loop(stop: Event) -> None:
    """Run what higher apps registered until told to stop."""
    jobs = [_Due(periodic.seconds, _isolated(periodic)) for periodic in _PERIODIC.values()]

    def round_() -> bool:
        for job in jobs:
            if not stop.is_set():
                job.run()
        return False

    repeat(stop, _PERIODIC_SECONDS, round_)


Loop = Callable[[Event], None]
_LOOPS: dict[str, Loop] = {
    loop.__name__: loop for loop in (sealer_loop, heads_loop, tails_loop, periodic_loop)
}


def loop_register(name: str, loop: Loop) -> None:
    """Let `background` run a loop in a thread of its own; an app calls this when Django starts.

    It ends soon after the event it is given is set, and not before: `repeat` sees to that.
    """
    _LOOPS[name] = loop


def loops_registered() -> dict[str, Loop]:
    """Return what `background` runs, by name."""
    return dict(_LOOPS)


class _Due:
    """A job that runs at once, and then not before its time."""

    def __init__(self, seconds: float, job: Callable[[], object]) -> None:
        self._seconds = seconds
        self._job = job
        self._next = 0.0

    def run(self) -> None:
        if monotonic() >= self._next:
            self._next = monotonic() + self._seconds
            self._job()


def _seal_batch() -> bool:
    batch = seal()
    return batch is not None and batch.more


def _tails_round(resting: dict[str, float]) -> bool:
    """Run one batch of every tail that has something to read; return whether one of them has more."""
    size, places = tree_size(), tails_placed()
    more = False
    for tail in tails_registered().values():
        place = places.get(tail.name)
        if place and (place.leaf >= size or (place.error and monotonic() < resting.get(tail.name, 0.0))):
            continue
        resting[tail.name] = monotonic() + _STANDING_SECONDS
        more |= tail_run_once(tail) == tail.batch
    return more


def _isolated(periodic: Periodic) -> Callable[[], None]:
    def run() -> None:
        try:
            periodic.job()
        except Exception:  # noqa: BLE001 — one app's mistake must not stop the others
            _LOG.exception("%s failed and is tried again in %s s", periodic.name, periodic.seconds)
            connection.close()

    return run
