"""The load client of `mqtt`: a thousand sensors on raw sockets, in a process that knows no Django."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from dataclasses import dataclass, field

import numpy as np

from xiuhua.sensing.simulator import mqtt
from xiuhua.shared.clock import now

CONNECTIONS = 1_000
SECONDS = 30.0
BURST = 20  # messages that a sensor sends before it waits
WITHIN_S = 1.0  # all sensors cross the limit within
HOST, CODE = "127.0.0.1", "K8S7AAZ2"
_QUIET, _LOUD = 40.0, 95.0


def number_of(place: int) -> str:
    """Return the number of a sensor."""
    return f"BENCH{place:05}"


@dataclass
class _Sensor(asyncio.Protocol):
    """One connection: a burst, its acknowledgements, the next burst; or what it is told to send."""

    number: str
    until: float = 0.0
    delays_s: list[float] = field(default_factory=list)
    acknowledged: int = 0
    greeted: bool = False
    _sent: int = 0
    _owed: int = 0
    _since: float = 0.0
    _transport: asyncio.Transport | None = None
    _rest: bytes = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # of a socket
        self._transport.write(mqtt.connect(user=self.number, password=CODE))

    def data_received(self, data: bytes) -> None:
        stream = self._rest + data
        found = len(stream) // 4  # CONNACK and PUBACK have four bytes each
        self._rest = stream[4 * found :]
        if not self.greeted and found:
            self.greeted = True
            found -= 1
            self._burst()
        self._owed -= found
        self.acknowledged += found
        if self._owed <= 0 and found:
            self.delays_s.append(time.perf_counter() - self._since)
            self._burst()

    def _burst(self) -> None:
        if time.perf_counter() < self.until:
            self._since = time.perf_counter()
            self.send([_QUIET] * BURST)

    def send(self, values: list[float]) -> None:
        """Send values of now, a microsecond apart so that each is a reading of its own."""
        assert self._transport is not None  # noqa: S101 - it is greeted before
        at = now()
        first = min(at.microsecond, 1_000_000 - len(values))
        second = at.strftime("%Y-%m-%dT%H:%M:%S")
        topic = mqtt.topic(self.number)
        packets = []
        for place, value in enumerate(values):
            self._sent += 1
            told = (
                f'{{"readings":[{{"quantity":"fill","at":"{second}.{first + place:06}+00:00",'
                f'"value":{value}}}]}}'
            )
            packets.append(mqtt.publish(told.encode(), to=topic, number=self._sent % 65_535 + 1))
        self._owed += len(values)
        self._transport.write(b"".join(packets))


async def _sensors(port: int, until: float) -> list[_Sensor]:
    loop = asyncio.get_running_loop()
    sensors = [_Sensor(number_of(place), until) for place in range(CONNECTIONS)]
    for one in sensors:
        await loop.create_connection(lambda one=one: one, HOST, port)
    while not all(one.greeted for one in sensors):  # noqa: ASYNC110 - a thousand of them, asked seldom
        await asyncio.sleep(0.05)
    return sensors


async def _loaded(port: int) -> dict[str, float]:
    until = time.perf_counter() + 2.0 + SECONDS  # two of them while everybody connects
    sensors = await _sensors(port, until)
    began = time.perf_counter()
    before = sum(one.acknowledged for one in sensors)
    await asyncio.sleep(max(0.0, until - time.perf_counter()))
    seconds = time.perf_counter() - began
    counted = sum(one.acknowledged for one in sensors) - before
    await asyncio.sleep(3.0)  # what was on its way
    delays = [delay for one in sensors for delay in one.delays_s]
    return {
        "acknowledged": sum(one.acknowledged for one in sensors),
        "per_s": counted / seconds,
        "p99_ms": 1000 * float(np.percentile(delays, 99)),
    }


async def _crossed(port: int) -> dict[str, float]:
    sensors = await _sensors(port, 0.0)
    await asyncio.sleep(1.0)
    began = time.perf_counter()
    for place, one in enumerate(sensors):
        await asyncio.sleep(max(0.0, began + WITHIN_S * place / CONNECTIONS - time.perf_counter()))
        one.send([_LOUD])
    took_s = time.perf_counter() - began
    await asyncio.sleep(2.0)
    return {"acknowledged": sum(one.acknowledged for one in sensors), "took_s": took_s}


if __name__ == "__main__":
    import uvloop

    gc.disable()  # it lives for a minute
    play = {"load": _loaded, "cross": _crossed}[sys.argv[1]]
    print(json.dumps(uvloop.run(play(int(sys.argv[2])))))
