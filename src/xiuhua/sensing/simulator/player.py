"""A device on a real connection: sends, waits for what was acknowledged, and sends again what was not.

A connection that breaks is opened again, and everything that was not acknowledged goes out once more, as real
devices do. So whatever stands in `acknowledged` must be found in the platform, once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from xiuhua.sensing.simulator import hj212, jt808, mqtt, sl651

_WINDOW = 32  # frames on their way at a time
_AGAIN_S = 0.3
_PATIENCE_S = 60.0
_ANSWER_S = 10.0
_CHUNK = 65_536
_KEPT = 4_096  # of what was heard: an answer that came in pieces

HELLO = "hello"  # the key of what lets an MQTT sensor in
Answers = Callable[[bytes], tuple[Sequence[Hashable], bytes]]  # keys, and what may still become an answer


@dataclass(frozen=True)
class Sending:
    """A frame, and what its acknowledgement is known by."""

    key: Hashable
    octets: bytes


def hj212_answers(stream: bytes) -> tuple[Sequence[Hashable], bytes]:
    """Return the request numbers of acknowledged uploads."""
    keys = [one["QN"] for one in hj212.answers(stream) if one.get("CN") in {"9014", "9013"}]
    return keys, stream[-_KEPT:]


def jt808_answers(stream: bytes) -> tuple[Sequence[Hashable], bytes]:
    """Return the serials of acknowledged messages."""
    keys = [one.serial for one in jt808.answers(stream) if one.message_id == jt808.ACK and one.result == 0]
    return keys, stream[-_KEPT:]


def sl651_answers(stream: bytes) -> tuple[Sequence[Hashable], bytes]:
    """Return the serials of acknowledged reports."""
    return [serial for _function, serial in sl651.answers(stream)], stream[-_KEPT:]


def mqtt_answers(stream: bytes) -> tuple[Sequence[Hashable], bytes]:
    """Return the numbers of acknowledged messages, and `HELLO` where the sensor was let in."""
    found, rest = mqtt.answers_and_rest(stream)
    welcome = [HELLO for one in found if one.kind == mqtt.CONNACK and one.codes == (0,)]
    return [*welcome, *(one.number for one in found if one.kind == mqtt.PUBACK)], rest


ANSWERS: dict[str, Answers] = {
    "hj212": hj212_answers, "jt808": jt808_answers, "sl651": sl651_answers, "mqtt": mqtt_answers,
}  # fmt: skip


@dataclass
class Player:
    """One device.

    Args:
        protocol: what it speaks.
        host: of the gateway.
        port: of the gateway, for this protocol.
        hello: sent first on every connection, each awaited before anything else: an authentication.
    """

    protocol: str
    host: str
    port: int
    hello: Sequence[Sending] = ()
    acknowledged: set[Hashable] = field(default_factory=set)
    sent: int = 0
    reconnects: int = 0
    _on_way: set[Hashable] = field(default_factory=set)
    _more: asyncio.Event = field(default_factory=asyncio.Event)

    async def play(self, sendings: Sequence[Sending], *, pace_s: float = 0.0) -> None:
        """Send frames until all of them are acknowledged.

        Args:
            sendings: with keys of their own.
            pace_s: from one to the next; 0.0 as fast as they are acknowledged.

        Raises:
            TimeoutError: nothing was acknowledged for a minute of tries.
        """
        fruitless_s = 0.0
        while left := [one for one in sendings if one.key not in self.acknowledged]:
            before = len(self.acknowledged)
            with suppress(OSError, TimeoutError):
                await self._connected(left, pace_s)
            if all(one.key in self.acknowledged for one in left):
                return
            self.reconnects += 1
            fruitless_s = 0.0 if len(self.acknowledged) > before else fruitless_s + _AGAIN_S
            if fruitless_s > _PATIENCE_S:
                raise TimeoutError(f"{self.protocol}: nothing is acknowledged")
            await asyncio.sleep(_AGAIN_S)

    async def _connected(self, sendings: Sequence[Sending], pace_s: float) -> None:
        reader, writer = await asyncio.open_connection(self.host, self.port)
        hearing = asyncio.create_task(self._hear(reader))
        try:
            for one in self.hello:
                self.acknowledged.discard(one.key)
                writer.write(one.octets)
                await self._until(hearing, partial(self.acknowledged.__contains__, one.key))
            for one in sendings:
                await self._until(hearing, lambda: len(self._on_way) < _WINDOW)
                writer.write(one.octets)
                self._on_way.add(one.key)
                self.sent += 1
                await writer.drain()
                if pace_s:
                    await asyncio.sleep(pace_s)
            await self._until(hearing, lambda: not self._on_way)
        finally:
            hearing.cancel()
            self._on_way.clear()
            writer.close()

    async def _until(self, hearing: asyncio.Task[None], is_so: Callable[[], bool]) -> None:
        """Wait until what was heard makes something so.

        Raises:
            ConnectionError: the platform has hung up.
            TimeoutError: nothing comes any more.
        """
        while not is_so():
            if hearing.done():
                raise ConnectionError("hung up")
            self._more.clear()
            await asyncio.wait_for(self._more.wait(), _ANSWER_S)

    async def _hear(self, reader: asyncio.StreamReader) -> None:
        stream, read = b"", ANSWERS[self.protocol]
        try:
            while came := await reader.read(_CHUNK):
                keys, stream = read(stream + came)
                self.acknowledged.update(keys)
                self._on_way.difference_update(keys)
                self._more.set()
        except OSError:
            pass
        finally:
            self._more.set()
