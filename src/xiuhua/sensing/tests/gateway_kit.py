"""A gateway in a thread of the test, on ports of its own, and a socket that speaks with it."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from xiuhua.sensing.gateway.bounds import Bounds
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.models import Device
from xiuhua.sensing.services.devices import NewDevice
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.tests.device_kit import entered

T = TypeVar("T")
HOST = "127.0.0.1"
_PATIENCE_S = 8.0


@contextmanager
def gateway_running(
    url: str, bounds: Bounds | None = None, *, spill: Path | None = None
) -> Iterator[Gateway]:
    """Run a gateway while a block runs."""
    loop = asyncio.new_event_loop()
    ports = dict.fromkeys(set(Protocol) - {Protocol.HTTPS}, 0)
    gateway: Gateway | None = None

    def serve() -> None:
        asyncio.set_event_loop(loop)
        loop.run_forever()

    async def begun() -> Gateway:
        made = Gateway(url, host=HOST, ports=ports, bounds=bounds, spill=spill)
        await made.start()
        return made

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        gateway = asyncio.run_coroutine_threadsafe(begun(), loop).result(_PATIENCE_S)
        yield gateway
    finally:
        if gateway is not None:
            asyncio.run_coroutine_threadsafe(gateway.stop(), loop).result(_PATIENCE_S)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(_PATIENCE_S)
        loop.close()


def port_free() -> int:
    """Return a port that nobody uses at this moment, for a gateway that is started again on the same one."""
    with socket.create_server((HOST, 0)) as server:
        port: int = server.getsockname()[1]
    return port


def entered_and_known(gateway: Gateway, *new: NewDevice) -> list[Device]:
    """Enter devices and wait until the gateway has heard of them."""
    made = entered(*new)
    for device in made:
        eventually(partial(gateway.hub.directory.find, Protocol(device.protocol), device.number))
    return made


def eventually(look: Callable[[], T | None], *, seconds: float = _PATIENCE_S) -> T:
    """Return what is looked for as soon as it is there."""
    deadline = time.monotonic() + seconds
    found = look()
    while not found and time.monotonic() < deadline:
        time.sleep(0.01)
        found = look()
    assert found, "it never came"
    return found


@dataclass
class Wire:
    """One connection to the gateway; keeps all that came back."""

    connection: socket.socket
    heard: bytes = b""

    def send(self, octets: bytes) -> None:
        self.connection.sendall(octets)

    def wait(
        self, read: Callable[[bytes], list[T]], count: int = 1, *, seconds: float = _PATIENCE_S
    ) -> list[T]:
        """Return the answers once so many are there."""
        deadline = time.monotonic() + seconds
        while len(found := read(self.heard)) < count:
            left = deadline - time.monotonic()
            assert left > 0, f"{len(found)} of {count} answers: {self.heard!r}"
            self.connection.settimeout(left)
            came = self.connection.recv(65_536)
            assert came, f"hung up after {self.heard!r}"
            self.heard += came
        return found

    def is_closed(self, *, seconds: float = _PATIENCE_S) -> bool:
        """Return whether the gateway hangs up."""
        self.connection.settimeout(seconds)
        try:
            while came := self.connection.recv(65_536):
                self.heard += came
        except ConnectionResetError:
            return True
        except TimeoutError:
            return False
        return True


@contextmanager
def wire(gateway: Gateway, protocol: Protocol) -> Iterator[Wire]:
    """Connect as a device would."""
    with socket.create_connection((HOST, gateway.ports[protocol]), timeout=_PATIENCE_S) as connection:
        yield Wire(connection)
