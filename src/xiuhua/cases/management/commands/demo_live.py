"""`./xiuhua manage demo_live`: the demo district's people at work, through the API, until stopped."""

from __future__ import annotations

import signal
from random import Random
from threading import Event

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from xiuhua.cases.demo.live import HttpDoor, Live, streams_further, tokens_issued
from xiuhua.cases.demo.load import NothingThere
from xiuhua.shared.clock import now

_SHORTEST_S, _LONGEST_S = 20.0, 40.0


class Command(BaseCommand):
    """`manage demo_live --url http://127.0.0.1:8000`: runs until SIGTERM or Ctrl-C."""

    help = "Report a problem every half minute and let the demo people work on them, through the API."
    requires_system_checks: list[str] = []  # a restart after a crash must not wait for them

    def add_arguments(self, parser: CommandParser) -> None:
        """Read where the product is reached."""
        parser.add_argument("--url", required=True)

    def handle(self, *, url: str, **_options: object) -> None:
        """Take turns until asked to stop."""
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        chance = Random()  # noqa: S311 - a drawing, not a secret
        try:
            live = Live(door=HttpDoor(url, tokens_issued(clock=now)), clock=now, chance=chance)
            live.prepare()
            further = streams_further(live, url)
            while not stop.wait(chance.uniform(_SHORTEST_S, _LONGEST_S)):
                close_old_connections()
                live.turn()
                for stream in further:
                    stream.turn()
        except NothingThere as missing:
            raise CommandError(str(missing)) from missing
