"""`manage gateway`: the process that devices connect to; `./xiuhua up` keeps it running."""

from __future__ import annotations

import asyncio
import logging
import signal
from pathlib import Path

import uvloop
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from xiuhua.sensing.gateway.bounds import Bounds
from xiuhua.sensing.gateway.server import gateway_run
from xiuhua.sensing.terms import Protocol


class Command(BaseCommand):
    """`manage gateway [--host H] [--port PROTOCOL=PORT …]`."""

    help = "Listen for devices until told to stop."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read where to listen, where the settings are not meant."""
        parser.add_argument("--host", default=settings.GATEWAY_HOST)
        parser.add_argument("--spill", default=settings.GATEWAY_SPILL, help="folder for frames that wait")
        parser.add_argument("--port", action="append", default=[], help="hj212=9212; instead of the settings")

    def handle(self, **options: object) -> None:
        """Run."""
        typed = options["port"] if isinstance(options["port"], list) else []
        ports = {
            Protocol(name): int(port) for name, _, port in (str(one).partition("=") for one in typed)
        } or {Protocol(name): port for name, port in settings.GATEWAY_PORTS.items()}
        logging.getLogger("xiuhua").setLevel(logging.INFO)
        uvloop.run(_run(str(options["host"]), ports, Path(str(options["spill"]))))


async def _run(host: str, ports: dict[Protocol, int], spill: Path) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    platform = (*settings.GB28181_PLATFORM, settings.GB28181_REALM)
    await gateway_run(
        settings.GATEWAY_DATABASE, host=host, ports=ports, stop=stop, platform=platform, spill=spill,
        bounds=Bounds(spill_bytes=settings.GATEWAY_SPILL_BYTES),
    )  # fmt: skip
