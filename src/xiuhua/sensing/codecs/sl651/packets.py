"""Bodies that come in packets (SYN), put together: bounded in number and in time.

Source:
    SL 651-2014, 6.3.1.2 c (mode M3) and the notes of tables 18 and 19: one answer after the last packet; a
    packet that is missing is asked for by its number, at most twice. The bounds are our own choice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.sl651.faults import Sl651Fault
from xiuhua.sensing.codecs.sl651.frames import Frame

MOST_PACKETS = 1024  # 4 MB: a picture
MOST_BODIES = 4  # unfinished at a time
WAITS = timedelta(seconds=30)  # for a missing packet, before it is asked for again
_ASKS = 2


@dataclass(slots=True)
class _Unfinished:
    total: int
    due: datetime
    asked: int = 0
    packets: dict[int, Frame] = field(default_factory=dict)

    @property
    def missing(self) -> list[int]:
        return [number for number in range(1, self.total + 1) if number not in self.packets]


@dataclass(frozen=True, slots=True)
class Missing:
    """A packet that did not come: one frame of the body it belongs to, and its number."""

    beside: Frame
    number: int


class Collector:
    """Keeps the packets of unfinished bodies of one link, by function."""

    __slots__ = ("_unfinished",)

    def __init__(self) -> None:
        self._unfinished: dict[int, _Unfinished] = {}

    def add(self, frame: Frame, at: datetime) -> Frame | None:
        """Take a packet and return the whole frame once all are there; the first one's serial counts.

        Raises:
            FrameError: the frame is no packet, or its body has more packets than are kept.
        """
        number, total = frame.packet or (0, 0)
        if not 1 <= total <= MOST_PACKETS:
            raise FrameError(Sl651Fault.PACKETS, number=number, total=total)
        unfinished = self._unfinished.get(frame.function)
        if unfinished is None or unfinished.total != total:
            if unfinished is None and len(self._unfinished) >= MOST_BODIES:
                del self._unfinished[min(self._unfinished, key=lambda key: self._unfinished[key].due)]
            unfinished = self._unfinished[frame.function] = _Unfinished(total, at + WAITS)
        unfinished.packets[number] = frame
        unfinished.due = at + WAITS
        if unfinished.missing:
            return None
        del self._unfinished[frame.function]
        body = b"".join(unfinished.packets[place].body for place in range(1, total + 1))
        return replace(frame, packet=None, body=body)

    def tick(self, at: datetime) -> Iterator[Missing | FrameError]:
        """Yield the packets to be asked for again, and the bodies that are given up."""
        for function, unfinished in [*self._unfinished.items()]:
            if unfinished.due > at:
                continue
            if unfinished.asked >= _ASKS:
                del self._unfinished[function]
                found = len(unfinished.packets)
                yield FrameError(Sl651Fault.PACKETS_LOST, found=found, total=unfinished.total)
                continue
            unfinished.asked += 1
            unfinished.due = at + WAITS
            beside = next(iter(unfinished.packets.values()))
            for number in unfinished.missing:
                yield Missing(beside, number)
