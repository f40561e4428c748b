"""A pump station that is played: it reports its level by SL 651, and the level falls while its pump runs.

Source:
    SL 651-2014, 6.6.4.22 (4C): the station answers with how its pumps stand.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from xiuhua.sensing.simulator import sl651
from xiuhua.shared.clock import now

_CHUNK = 65_536
_ON = 1


@dataclass
class PumpStation:
    """One station with one pump.

    Args:
        level_m: the level, metres.
        falls_m_s: by how much it falls while the pump runs.
        rises_m_s: by how much it rises while the pump stands, up to `most_m`.
        obeys: that a command is carried out; else the station answers that its pump stands as before.
        switchings: every command that came, in order.
    """

    station: str
    password: str
    level_m: float
    falls_m_s: float = 0.05
    rises_m_s: float = 0.0
    most_m: float = 5.0
    obeys: bool = True
    is_running: bool = False
    switchings: list[bool] = field(default_factory=list)
    _serial: int = 0
    _seen_at: datetime | None = None
    _heard: bytes = b""

    def report(self, at: datetime) -> bytes:
        """Return a report of the level, which has fallen since the last one if the pump ran."""
        self._passed(at)
        level = sl651.element(sl651.LEVEL, self.level_m, digits=7, decimals=3)
        return sl651.report(
            station=self.station, serial=self._next(), at=at, elements=(level,), password=self.password
        )

    def received(self, octets: bytes, at: datetime) -> Sequence[bytes]:
        """Take what the centre has sent, do what it commands, and return the answers."""
        self._heard += octets
        asked = sl651.questions(self._heard)
        if not asked:
            return ()
        self._heard = b""
        return [self._answer(one, at) for one in asked if one.function == sl651.PUMPS]

    def _answer(self, asked: sl651.Question, at: datetime) -> bytes:
        self._passed(at)
        wanted = bool(asked.further[1] & _ON)
        self.switchings.append(wanted)
        if self.obeys:
            self.is_running = wanted
        return sl651.switched(
            station=self.station, serial=self._next(), at=at, password=self.password,
            further=bytes((1, int(self.is_running))),
        )  # fmt: skip

    def _passed(self, at: datetime) -> None:
        passed_s = (at - self._seen_at).total_seconds() if self._seen_at is not None else 0.0
        moved_m = (-self.falls_m_s if self.is_running else self.rises_m_s) * passed_s
        self.level_m = min(max(self.level_m + moved_m, 0.0), max(self.most_m, self.level_m))
        self._seen_at = at

    def _next(self) -> int:
        self._serial = self._serial % 65_535 + 1
        return self._serial


async def pump_play(pump: PumpStation, *, host: str, port: int, every_s: float, stop: asyncio.Event) -> None:
    """Let a station report and obey until told to stop; a line that breaks is opened again."""
    while not stop.is_set():
        with suppress(OSError):
            reader, writer = await asyncio.open_connection(host, port)
            hearing = asyncio.create_task(_hear(pump, reader, writer))
            try:
                while not (stop.is_set() or hearing.done()):
                    writer.write(pump.report(now()))
                    await writer.drain()
                    with suppress(TimeoutError):
                        await asyncio.wait_for(stop.wait(), every_s)
            finally:
                hearing.cancel()
                writer.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), min(every_s, 1.0))


async def _hear(pump: PumpStation, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while came := await reader.read(_CHUNK):
            for answer in pump.received(came, now()):
                writer.write(answer)
            await writer.drain()
