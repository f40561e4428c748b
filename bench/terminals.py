"""The load client of `gateway`, in a process of its own: `python -m bench.terminals PROTOCOL PORT`."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np

from xiuhua.sensing.simulator import hj212, jt808, mqtt

CONNECTIONS = 1_000
SECONDS = 30.0
BURST = 20  # frames that a terminal sends before it waits
CODE, PASSWORD = "K8S7AAZ2", "123456"  # of devices that live as long as a run
HOST = "127.0.0.1"


def number_of(protocol: str, place: int) -> str:
    """Return the number of a device."""
    return f"1360000{place:04}" if protocol == "jt808" else f"BENCH{place:05}"


@dataclass(frozen=True)
class Load:
    """What one protocol came to."""

    acknowledged: int
    per_s: float
    p99_ms: float


@dataclass
class _Terminal(asyncio.Protocol):
    """One connection: a burst, its acknowledgements, the next burst."""

    protocol: str
    number: str
    until: float
    delays_s: list[float] = field(default_factory=list)
    acknowledged: int = 0
    _sent: int = 0
    _owed: int = 0
    _since: float = 0.0
    _greeted: bool = False
    _transport: asyncio.Transport | None = None
    _rest: bytes = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # of a socket
        if self.protocol == "jt808":
            self._transport.write(jt808.authentication(phone=self.number, serial=0, code=CODE))
            return
        if self.protocol == "mqtt":
            self._transport.write(mqtt.connect(user=self.number, password=CODE))
            return
        self._greeted = True
        self._burst()

    def data_received(self, data: bytes) -> None:
        found = self._answers(self._rest + data)
        if not self._greeted and found:
            self._greeted = True
            found -= 1
            self._burst()
        self._owed -= found
        self.acknowledged += found
        if self._greeted and self._owed <= 0 and found:
            self.delays_s.append(time.perf_counter() - self._since)
            self._burst()

    def _answers(self, stream: bytes) -> int:
        """Count answers, and keep what may still become one."""
        if self.protocol == "mqtt":  # CONNACK and PUBACK have four bytes each
            whole = len(stream) // 4
            self._rest = stream[4 * whole :]
            return whole
        mark = b"\x7e\x80\x01" if self.protocol == "jt808" else b"CN=9014"
        self._rest = stream[-len(mark) + 1 :]
        return stream.count(mark)

    def _burst(self) -> None:
        if time.perf_counter() > self.until or self._transport is None:
            return
        self._since = time.perf_counter()
        self._owed = BURST
        self._transport.write(b"".join(self._frame(self._sent + step) for step in range(BURST)))
        self._sent += BURST

    def _frame(self, count: int) -> bytes:
        at = _SINCE + timedelta(seconds=count)
        if self.protocol == "jt808":
            where = jt808.Position(at=at, lon=120.1, lat=30.2, speed_km_h=36.0)
            return jt808.position(where, phone=self.number, serial=count % 65_000 + 1)
        if self.protocol == "mqtt":
            payload = mqtt.readings([("fill", at, 1.2)])
            return mqtt.publish(payload, to=mqtt.topic(self.number), number=count % 65_535 + 1)
        return hj212.upload(mn=self.number, at=at, values={"a34041-Rtd": "1.2"}, password=PASSWORD)


_SINCE = datetime(2026, 1, 10, tzinfo=UTC)


async def _played(protocol: str, port: int) -> Load:
    loop = asyncio.get_running_loop()
    began = time.perf_counter() + 2.0  # while everybody connects
    until = began + SECONDS
    terminals: list[_Terminal] = []
    for place in range(CONNECTIONS):
        one = _Terminal(protocol, number_of(protocol, place), until)
        await loop.create_connection(lambda one=one: one, HOST, port)
        terminals.append(one)
    began = time.perf_counter()
    before = sum(one.acknowledged for one in terminals)
    await asyncio.sleep(max(0.0, until - time.perf_counter()))
    seconds = time.perf_counter() - began
    counted = sum(one.acknowledged for one in terminals) - before
    await asyncio.sleep(3.0)  # what was on its way
    delays = [delay for one in terminals for delay in one.delays_s]
    acknowledged = sum(one.acknowledged for one in terminals)
    return Load(acknowledged, counted / seconds, 1000 * float(np.percentile(delays, 99)))


if __name__ == "__main__":
    import uvloop

    print(json.dumps(vars(uvloop.run(_played(sys.argv[1], int(sys.argv[2]))))))
