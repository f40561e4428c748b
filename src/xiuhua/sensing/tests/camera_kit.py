"""Cameras that speak with a gateway over real sockets, UDP and TCP alike."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count

from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.services.devices import NewDevice
from xiuhua.sensing.simulator.gb28181 import TCP, UDP, Camera, Channel, Heard, messages
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.tests.device_kit import STREET
from xiuhua.sensing.tests.gateway_kit import HOST

PLATFORM = "33010000002000000001"
SECRET = "Q7WERTY8Q7ZZ"
_NUMBERS = count(1)
_PATIENCE_S = 8.0
WAYS = (UDP, TCP)


def camera_number(kind: str = "132") -> str:
    """A number that no other test has."""
    return f"3301060000{kind}0{next(_NUMBERS):06}"


def camera(number: str, **changes: object) -> NewDevice:
    given = {
        "protocol": Protocol.GB28181, "number": number, "name": "绣衣路口球机", "area_code": STREET,
        "interval_s": 60, "secret": SECRET, "longitude": 120.13, "latitude": 30.28,
    }  # fmt: skip
    return NewDevice(**(given | changes))  # type: ignore[arg-type]  # fields by name, as the tests give them


def played(number: str, transport: str = UDP, **changes: object) -> Camera:
    given = {"number": number, "password": SECRET, "platform": PLATFORM, "transport": transport}
    return Camera(**(given | changes))  # type: ignore[arg-type]  # as above


def channels_of(number: str, many: int) -> list[Channel]:
    """Channels of a recorder: the first in the picture of a street, the last switched off."""
    return [
        Channel(
            code=f"{number[:10]}1320{int(number[14:]) * 10 + place:06}", name=f"绣衣路 {place} 号枪机",
            address="绣衣路", lon=120.1 + place / 1000, lat=30.25, is_on=place < many,
        )
        for place in range(1, many + 1)
    ]  # fmt: skip


@dataclass
class Peer:
    """A camera at one end of a socket."""

    camera: Camera
    connection: socket.socket
    heard: list[Heard] = field(default_factory=list)
    _rest: bytes = b""

    def send(self, octets: bytes) -> None:
        self.connection.send(octets) if self.camera.transport == UDP else self.connection.sendall(octets)

    def until(self, is_so: Callable[[], bool], *, seconds: float = _PATIENCE_S) -> None:
        """Answer what comes until something is so."""
        deadline = time.monotonic() + seconds
        while not is_so():
            left = deadline - time.monotonic()
            assert left > 0, f"it never came: {self.heard}"
            self.hear(left)

    def hear(self, seconds: float) -> bool:
        """Take what comes within some time, answer it, and return whether anything came."""
        self.connection.settimeout(seconds)
        try:
            came = self.connection.recv(65_536)
        except (TimeoutError, ConnectionError):
            return False
        found, self._rest = messages(self._rest + came)
        for one in found:
            self.heard.append(one)
            for reply in self.camera.received(one):
                self.send(reply)
        return bool(came)

    def asks(self, octets: bytes) -> Heard:
        """Send a request and return the last answer to it."""
        before = len(self.camera.responses)
        call = octets.partition(b"Call-ID: ")[2].partition(b"\r\n")[0].decode()
        self.send(octets)

        def final() -> list[Heard]:
            answers = [one for one in self.camera.responses[before:] if one.headers["call-id"] == call]
            return [one for one in answers if one.status != 401]

        self.until(lambda: bool(final()))
        return final()[-1]

    def registers(self) -> Heard:
        return self.asks(self.camera.register())


@contextmanager
def peer(gateway: Gateway, camera: Camera) -> Iterator[Peer]:
    """Connect a camera the way that it speaks."""
    kind = socket.SOCK_DGRAM if camera.transport == UDP else socket.SOCK_STREAM
    with socket.socket(socket.AF_INET, kind) as connection:
        connection.connect((HOST, gateway.ports[Protocol.GB28181]))
        yield Peer(camera, connection)
