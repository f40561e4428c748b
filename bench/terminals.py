"""The load client of `gateway`, in a process of its own: `python -m bench.terminals LOAD PORT`.

Three loads. `paced`: terminals send positions at a rate that does not depend on the answers, and a delay
counts from when a frame was due, so that a gateway that falls behind cannot hide it. `batches`: terminals
that were out of reach upload what they kept, twenty positions a message, the next when the last is
acknowledged. `monitors`: HJ 212 in bursts. What is sent is built before anything is measured.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from xiuhua.sensing.simulator import hj212, jt808
from xiuhua.shared.clock import now

CONNECTIONS = 1_000
PACED_S, PACED_PER_S = 60.0, 20_500  # a little more than what is asked for
CLOSED_S = 30.0
TOGETHER = 2  # positions that a paced terminal sends at a time
UPLOADED, MESSAGES = 20, 2  # positions in a message, and messages on their way, of an uploading terminal
BURST = 20  # frames that a monitor sends before it waits
CODE, PASSWORD = "K8S7AAZ2", "123456"  # of devices that live as long as a run
HOST = "127.0.0.1"
STEP_DEGREES = 0.0001  # some ten metres a second
_TOGETHER = {"paced": TOGETHER, "batches": MESSAGES, "monitors": BURST}  # messages of a piece
_BUILT_PER_S = {"batches": 60_000 // UPLOADED, "monitors": 24_000}  # of messages, for all terminals


def number_of(protocol: str, place: int) -> str:
    """Return the number of a device."""
    return f"1360000{place:04}" if protocol == "jt808" else f"BENCH{place:05}"


def protocol_of(load: str) -> str:
    """Return the protocol that a load is spoken in."""
    return "hj212" if load == "monitors" else "jt808"


@dataclass(frozen=True)
class Load:
    """What one load came to; positions or frames."""

    acknowledged: int
    per_s: float
    p99_ms: float


@dataclass(slots=True)
class _Sent:
    """Frames that were sent together, and when they were due."""

    due: float
    owed: int


@dataclass
class _Terminal(asyncio.Protocol):
    """One connection.

    Args:
        pieces: what it will send, piece by piece, each of `together` frames.
        worth: how many positions an acknowledgement stands for.
        goes_on: whether the next piece follows by itself when one is acknowledged.
    """

    protocol: str
    number: str
    pieces: Iterator[bytes]
    together: int
    worth: int
    goes_on: Callable[[], bool]
    delays_s: list[float] = field(default_factory=list)
    acknowledged: int = 0
    greeted: bool = False
    _sent: deque[_Sent] = field(default_factory=deque)
    _transport: asyncio.Transport | None = None
    _rest: bytes = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # of a socket
        if self.protocol == "jt808":
            self._transport.write(jt808.authentication(phone=self.number, serial=0, code=CODE))
        else:
            self.greeted = True

    def data_received(self, data: bytes) -> None:
        stream = self._rest + data
        mark = b"\x7e\x80\x01" if self.protocol == "jt808" else b"CN=9014"
        found = stream.count(mark)
        self._rest = stream[-len(mark) + 1 :]
        if not self.greeted and found:
            self.greeted = True
            found -= 1
        self.acknowledged += found * self.worth
        at = time.perf_counter()
        while found and self._sent:
            first = self._sent[0]
            taken = min(found, first.owed)
            first.owed -= taken
            found -= taken
            if not first.owed:
                self.delays_s.append(at - first.due)
                self._sent.popleft()
        if not self._sent and self.goes_on():
            self.send(at)

    def send(self, due: float) -> None:
        """Send the next piece, which was due at an instant."""
        piece = next(self.pieces, None)
        if piece is None:  # faster than any limit here: it has nothing more to send
            return
        assert self._transport is not None  # noqa: S101 - it is connected before
        self._sent.append(_Sent(due, self.together))
        self._transport.write(piece)


def _where(place: int, second: int, since: datetime) -> jt808.Position:
    """Return where a terminal is: it drives east, past fences and through them."""
    return jt808.Position(
        at=since + timedelta(seconds=second),
        lon=120.0 + 0.003 * (place % 32) + STEP_DEGREES * second,
        lat=30.0 + 0.003 * (place // 32),
        speed_km_h=36.0,
        direction_deg=90,
    )


def _message(load: str, place: int, count: int, since: datetime) -> bytes:
    """Return the message of a terminal that comes after so many."""
    number = number_of(protocol_of(load), place)
    serial = count % 65_000 + 1
    if load == "monitors":
        at = since + timedelta(seconds=count)
        return hj212.upload(mn=number, at=at, values={"a34041-Rtd": "1.2"}, password=PASSWORD)
    if load == "paced":
        return jt808.position(_where(place, count, since), phone=number, serial=serial)
    kept = [_where(place, UPLOADED * count + second, since) for second in range(UPLOADED)]
    return jt808.batch(kept, phone=number, serial=serial)


def _pieces(load: str, place: int, pieces: int, since: datetime) -> list[bytes]:
    """Return what a terminal will send."""
    together = _TOGETHER[load]
    return [
        b"".join(_message(load, place, together * piece + step, since) for step in range(together))
        for piece in range(pieces)
    ]


def _built(load: str) -> list[list[bytes]]:
    """Return what each terminal will send, oldest first and none of it of the future."""
    together = _TOGETHER[load]
    if load == "paced":
        count = int(PACED_PER_S * PACED_S / CONNECTIONS / TOGETHER) + 1
        seconds = count * TOGETHER
    else:
        count = int(_BUILT_PER_S[load] * CLOSED_S / CONNECTIONS / together) + 1
        seconds = count * together * (UPLOADED if load == "batches" else 1)
    since = (now() - timedelta(seconds=seconds)).replace(microsecond=0)
    if load == "batches":  # other positions than those of the paced load
        since -= timedelta(hours=2)
    return [_pieces(load, place, count, since) for place in range(CONNECTIONS)]


async def _connected(
    load: str, port: int, built: Sequence[Sequence[bytes]], goes_on: Callable[[], bool]
) -> list[_Terminal]:
    loop = asyncio.get_running_loop()
    protocol = protocol_of(load)
    together = _TOGETHER[load]
    worth = UPLOADED if load == "batches" else 1
    terminals: list[_Terminal] = []
    for place, pieces in enumerate(built):
        one = _Terminal(protocol, number_of(protocol, place), iter(pieces), together, worth, goes_on)
        await loop.create_connection(lambda one=one: one, HOST, port)
        terminals.append(one)
    while not all(one.greeted for one in terminals):  # noqa: ASYNC110 - a thousand of them, asked seldom
        await asyncio.sleep(0.05)
    return terminals


async def _paced(terminals: Sequence[_Terminal]) -> float:
    """Send at a rate, and return how many seconds it took."""
    began = time.perf_counter()
    for count in range(int(PACED_PER_S * PACED_S / TOGETHER)):
        due = began + count * TOGETHER / PACED_PER_S
        ahead = due - time.perf_counter()
        if ahead > 0.001 or count % 50 == 0:
            await asyncio.sleep(max(0.0, ahead))
        terminals[count % CONNECTIONS].send(due)
    return time.perf_counter() - began


async def _closed(terminals: Sequence[_Terminal], until: list[float]) -> float:
    """Send as answers come, and return how many seconds it took."""
    began = time.perf_counter()
    until[0] = began + CLOSED_S
    for one in terminals:
        one.send(time.perf_counter())
    await asyncio.sleep(CLOSED_S)
    return time.perf_counter() - began


async def _played(load: str, port: int) -> Load:
    built = _built(load)
    gc.collect()
    gc.freeze()
    gc.disable()
    until = [0.0]
    terminals = await _connected(load, port, built, lambda: time.perf_counter() < until[0])
    took_s = await (_paced(terminals) if load == "paced" else _closed(terminals, until))
    counted = sum(one.acknowledged for one in terminals)
    await asyncio.sleep(3.0)  # what was on its way
    delays = [delay for one in terminals for delay in one.delays_s]
    acknowledged = sum(one.acknowledged for one in terminals)
    return Load(acknowledged, counted / took_s, 1000 * float(np.percentile(delays, 99)))


if __name__ == "__main__":
    import uvloop

    print(json.dumps(vars(uvloop.run(_played(sys.argv[1], int(sys.argv[2]))))))
