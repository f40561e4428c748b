"""The product's programs against a given database, for tests and benchmarks: started, not supervised."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from types import TracebackType
from typing import Self

from xiuhua.config.env import ENV
from xiuhua.config.launch.children import Program, kill_quietly, orphans_kill, spawn
from xiuhua.config.launch.nginx import FrontDoor, nginx_program
from xiuhua.config.launch.places import Places
from xiuhua.config.launch.ports import port_free
from xiuhua.config.launch.programs import product_environment, product_programs, sockets_of
from xiuhua.config.launch.words import Refused

_HOST = "127.0.0.1"
_READY_S = 40.0
_POLL_S = 0.1


class Stack:
    """Front door, two web processes, events, background, worker and gateway, while a block runs.

    Args:
        places: where they write and where their tools lie.
        database: DATABASE_URL and whatever a client of that database needs, such as PGPASSFILE.
    """

    def __init__(self, places: Places, database: Mapping[str, str]) -> None:
        self.places = places
        self.door = FrontDoor(host=_HOST, port=port_free(_HOST))
        self.gateway_ports = {name: port_free(_HOST) for name in ENV.gateway_ports}
        said = ",".join(f"{name}={port}" for name, port in self.gateway_ports.items())
        self.environment = {**product_environment(places, self.door, database), "XIUHUA_GATEWAY": said}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._programs: dict[str, Program] = {}
        self._closing = ExitStack()

    @property
    def url(self) -> str:
        """Return where the front door answers."""
        return self.door.url

    def __enter__(self) -> Self:
        self.places.make()
        self.places.files.mkdir(exist_ok=True)
        programs = [*product_programs(self.places, self.environment), nginx_program(self.places, self.door)]
        self._programs = {program.name: program for program in programs}
        try:
            for program in programs:
                self.start(program.name)
            self.wait_ready()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def start(self, name: str) -> None:
        """Start one program; what an earlier life of it left behind goes first."""
        program = self._programs[name]
        orphans_kill(program)
        log = self._closing.enter_context((self.places.log / f"{name}.log").open("ab"))
        self.processes[name] = spawn(program, log.fileno())

    def wait_ready(self) -> None:
        """Wait until a page and the event stream can be had.

        Raises:
            Refused: they cannot, after 40 seconds.
        """
        deadline = time.monotonic() + _READY_S
        while not (self.door.answers() and all(path.exists() for path in sockets_of(self.places).values())):
            if time.monotonic() > deadline:
                raise Refused("product_silent", log=self.places.log)
            time.sleep(_POLL_S)

    def _stop(self) -> None:
        """Ask everything to stop at once, and end what does not."""
        for name, process in self.processes.items():
            if process.poll() is None:
                kill_quietly(process.pid, self._programs[name].farewell[0][0])
        deadline = time.monotonic() + 6.0
        for name, process in self.processes.items():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            process.kill()
            process.wait()
            orphans_kill(self._programs[name])
        self._closing.close()
