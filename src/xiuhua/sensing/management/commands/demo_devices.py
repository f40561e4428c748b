"""Enter the demo district's devices, or let them send."""

from __future__ import annotations

import asyncio
import signal

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from xiuhua.sensing.demo import NothingThere, demo_devices_enter, demo_devices_play
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError
from xiuhua.web.sentences import error_sentence


class Command(BaseCommand):
    """`manage demo_devices [--play]`."""

    help = "Enter some devices; with --play let them send through the gateway until stopped."
    requires_system_checks: list[str] = []  # a restart after a crash must not wait for them

    def add_arguments(self, parser: CommandParser) -> None:
        """Read which of the two is wanted."""
        parser.add_argument("--play", action="store_true")

    def handle(self, *, play: bool, **_options: object) -> None:
        """Enter, or play."""
        if play:
            asyncio.run(_play())
            return
        try:
            demo_devices_enter(at=now(), tell=self._tell)
        except NothingThere as missing:
            raise CommandError(str(missing)) from missing
        except CityError as refusal:
            raise CommandError(error_sentence(refusal, "zh-hans")) from refusal

    def _tell(self, done: int, total: int) -> None:
        self.stdout.write(f"{done}/{total}")
        self.stdout.flush()


async def _play() -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await demo_devices_play(settings.GATEWAY_HOST, dict(settings.GATEWAY_PORTS), stop)
