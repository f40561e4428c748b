"""The gateway's process: listens on a port for each protocol, until told to stop."""

from __future__ import annotations

import asyncio
import gc
import logging
import resource
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from xiuhua.sensing.gateway.bounds import Bounds
from xiuhua.sensing.gateway.datagrams import DatagramDoor
from xiuhua.sensing.gateway.desk import USUAL_ID, Desk
from xiuhua.sensing.gateway.directory import Directory
from xiuhua.sensing.gateway.hub import Hub
from xiuhua.sensing.gateway.line import Line
from xiuhua.sensing.gateway.talks import TALKS
from xiuhua.sensing.gateway.talks.gb28181 import TCP, UDP, Gb28181Talk
from xiuhua.sensing.gateway.talks.taken import Talk
from xiuhua.sensing.terms import Protocol

_BACKLOG = 1_024
_DATAGRAM_BUFFER_BYTES = 4 * 2**20
_TRY_AGAIN_S = 5.0
_FAREWELL_S = 3.0
_TOLD_S = 60.0
# What waits to be stored is alive: looked through at every 700th object, as usual, it costs a third of all.
_GARBAGE = (50_000, 20, 20)
log = logging.getLogger(__name__)


class Gateway:
    """One gateway.

    Args:
        url: of the database, as the gateway's role.
        host: where it listens.
        ports: by protocol; 0 for any that is free. GB/T 28181 has the same of UDP.
        platform: our twenty digits of GB/T 28181, the host that cameras are told, empty for `host`, and the
            realm of their passwords, empty for the first ten digits.
        spill: the folder in which frames are kept while the database is away; None for nowhere.
    """

    def __init__(
        self,
        url: str,
        *,
        host: str,
        ports: Mapping[Protocol, int],
        bounds: Bounds | None = None,
        platform: tuple[str, str, str] = (USUAL_ID, "", ""),
        spill: Path | None = None,
    ) -> None:
        self.hub = Hub(url, bounds or Bounds(), spill)
        self.ports: dict[Protocol, int] = {}
        self._host = host
        self._wanted = dict(ports)
        self._servers: dict[Protocol, asyncio.Server] = {}
        number, told_host, realm = platform
        self._desk = Desk(number, told_host or host, ports.get(Protocol.GB28181, 0), realm=realm)
        self._datagrams: asyncio.DatagramTransport | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._writing: asyncio.Task[None] | None = None
        self._passing: set[asyncio.Task[None]] = set()  # end by themselves

    @property
    def must_live(self) -> set[asyncio.Task[None]]:
        """The tasks without which the process has no purpose: the supervisor starts it anew."""
        return {task for task in (self._writing, *self._tasks) if task is not None}

    async def start(self) -> None:
        """Read the devices, then listen; a port that somebody else has is tried again until it is free."""
        self._writing = asyncio.create_task(self.hub.writer.run())
        self._tasks.append(asyncio.create_task(self.hub.directory.follow()))
        self._tasks.append(asyncio.create_task(self.hub.orders.follow()))
        self._tasks.append(asyncio.create_task(self.hub.bell.follow()))
        for task in (self._writing, *self._tasks):
            task.add_done_callback(_ended)
        await self.hub.directory.loaded.wait()
        await self._listen()
        self._passing.add(asyncio.create_task(self._listening()))
        self._tasks.append(asyncio.create_task(self._ticking()))
        self._tasks[-1].add_done_callback(_ended)

    async def stop(self) -> None:
        """Take nothing more, store and answer what was taken, and hang up."""
        for server in self._servers.values():
            server.close()
        for line in tuple(self.hub.lines):
            line.hold()
        self.hub.writer.close()
        if self._writing is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._writing, _FAREWELL_S)
        ending = {*self._tasks, *self._passing}
        for task in ending:
            task.cancel()
        for line in tuple(self.hub.lines):
            line.end_replaced()
        if self._datagrams is not None:
            self._datagrams.close()
        await asyncio.sleep(0)
        if ending:
            await asyncio.wait(ending, timeout=_FAREWELL_S)

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for protocol, port in self._wanted.items():
            if protocol in self._servers:
                continue
            make = partial(Line, self.hub, protocol, self._talk(protocol))
            try:
                server = await loop.create_server(make, self._host, port, backlog=_BACKLOG)
            except OSError as error:
                log.warning("%s cannot listen on %s:%s: %s", protocol.value, self._host, port, error)
                continue
            if protocol is Protocol.GB28181 and not await self._datagrams_too(server):
                continue
            self._servers[protocol] = server
            self.ports[protocol] = server.sockets[0].getsockname()[1]
            log.info("%s listens on %s:%s", protocol.value, self._host, self.ports[protocol])

    def _talk(self, protocol: Protocol) -> Callable[[Directory, str], Talk]:
        if protocol is Protocol.GB28181:
            return partial(Gb28181Talk, desk=self._desk, transport=TCP)
        return TALKS[protocol]

    async def _datagrams_too(self, server: asyncio.Server) -> bool:
        """Take datagrams on the port of a server; return False, and close that, where it is taken."""
        port = server.sockets[0].getsockname()[1]
        talk = partial(Gb28181Talk, desk=self._desk, transport=UDP)
        make = partial(DatagramDoor, self.hub, Protocol.GB28181, talk)
        try:
            made = await asyncio.get_running_loop().create_datagram_endpoint(
                make, local_addr=(self._host, port)
            )
        except OSError as error:
            log.warning("gb28181 cannot take datagrams on %s:%s: %s", self._host, port, error)
            server.close()
            return False
        self._datagrams = made[0]
        own = made[0].get_extra_info("socket")
        if own is not None:  # as much as the machine allows: what finds no room is lost, and sent again
            own.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _DATAGRAM_BUFFER_BYTES)
        self._desk.port_set(port)
        return True

    async def _listening(self) -> None:
        while len(self._servers) < len(self._wanted):
            await asyncio.sleep(_TRY_AGAIN_S)
            await self._listen()

    async def _ticking(self) -> None:
        loop = asyncio.get_running_loop()
        told_at = loop.time()
        while True:
            await asyncio.sleep(1.0)
            self.hub.tick()
            if loop.time() - told_at >= _TOLD_S:
                told_at = loop.time()
                self._tell()

    def _tell(self) -> None:
        counts = self.hub.writer.counts
        log.info(
            "%s lines, %s frames in %s batches (longest %.3f s), %s not storable, %s retries, %s bytes kept",
            len(self.hub.lines), counts.items, counts.batches, counts.longest_s, counts.refused,
            counts.retries, self.hub.writer.kept_bytes,
        )  # fmt: skip
        counts.longest_s = 0.0


def _ended(task: asyncio.Task[None]) -> None:
    """Say why a task has failed without which the gateway must not live on."""
    if not task.cancelled() and task.exception() is not None:
        log.critical("the gateway has failed", exc_info=task.exception())


async def gateway_run(
    url: str,
    *,
    host: str,
    ports: Mapping[Protocol, int],
    stop: asyncio.Event,
    bounds: Bounds | None = None,
    platform: tuple[str, str, str] = (USUAL_ID, "", ""),
    spill: Path | None = None,
) -> None:
    """Run a gateway until told to stop."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # as many connections as the machine allows
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard) if hard > soft else (soft, hard))
    gateway = Gateway(url, host=host, ports=ports, bounds=bounds, platform=platform, spill=spill)
    starting = asyncio.create_task(gateway.start())
    stopping = asyncio.create_task(stop.wait())
    first: set[asyncio.Task[object]] = {starting, stopping}
    await asyncio.wait(first, return_when=asyncio.FIRST_COMPLETED)
    gc.freeze()
    gc.set_threshold(*_GARBAGE)
    needed: set[asyncio.Task[object]] = {stopping, *gateway.must_live}
    await asyncio.wait(needed, return_when=asyncio.FIRST_COMPLETED)
    starting.cancel()
    stopping.cancel()
    await gateway.stop()
