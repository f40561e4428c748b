"""`./xiuhua manage background`: the sealer, the signer, the tails and periodic work in one process."""

import os
import signal
from threading import Event, Thread

from django.core.management.base import BaseCommand, CommandError

from xiuhua.ledger.jobs import loops_registered

_GOODBYE_SECONDS = 10.0
_WATCH_SECONDS = 1.0
_STEPS_BACK = 5  # pages and devices, who wait for an answer, have the processor first


class Command(BaseCommand):
    """Runs until SIGTERM or Ctrl-C."""

    help = "Seal and sign the ledger, run its tails and periodic work, until stopped."
    requires_system_checks: list[str] = []  # a restart after a crash must not wait for them

    def handle(self, *_: object, **__: object) -> None:
        """Start one thread for each loop and watch them.

        Raises:
            CommandError: a loop ended by itself; the supervisor starts the process anew.
        """
        os.nice(_STEPS_BACK)
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        threads = [
            Thread(target=loop, args=[stop], name=name, daemon=True)
            for name, loop in loops_registered().items()
        ]
        for thread in threads:
            thread.start()
        while not stop.wait(_WATCH_SECONDS):
            fallen = [thread.name for thread in threads if not thread.is_alive()]
            if fallen:
                stop.set()
                raise CommandError(f"{', '.join(fallen)} ended unexpectedly")
        for thread in threads:
            thread.join(_GOODBYE_SECONDS)
