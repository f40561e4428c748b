"""Frames that come in parts, put together: bounded in number and in time.

Source:
    HJ 212-2017, 6.3 and 6.5: PNUM parts numbered PNO from 1, of one request number. Frames without one are
    collected by their DataTime. The bounds are our own choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.hj212.decoder import Frame
from xiuhua.sensing.codecs.hj212.faults import Hj212Fault
from xiuhua.sensing.codecs.remarks import Remark

Key = tuple[str, str, str]  # MN, QN or DataTime, CN
MOST_PARTS = 100  # of one frame: 100 KB, more than a day of minutes
MOST_FRAMES = 8  # unfinished at a time
WAITS = timedelta(minutes=2)


@dataclass(slots=True)
class _Unfinished:
    total: int
    since: datetime
    parts: dict[int, Frame] = field(default_factory=dict)


class Collector:
    """Keeps the parts of unfinished frames of one link."""

    __slots__ = ("_unfinished",)

    def __init__(self) -> None:
        self._unfinished: dict[Key, _Unfinished] = {}

    def add(self, frame: Frame, at: datetime) -> tuple[Frame, ...]:
        """Take a part; return all parts in order once they are there. One that comes again replaces itself.

        Raises:
            FrameError: the frame is no part, or has more parts than are kept.
        """
        if frame.part is None:
            raise FrameError(Hj212Fault.PARTS, number=0, total=0)
        number, total = frame.part
        if total > MOST_PARTS:
            raise FrameError(Hj212Fault.PARTS, number=number, total=total)
        key = part_key(frame)
        unfinished = self._unfinished.get(key)
        if unfinished is None or unfinished.total != total:
            unfinished = self._unfinished[key] = _Unfinished(total, at)
        unfinished.parts[number] = frame
        if len(unfinished.parts) == total:
            del self._unfinished[key]
            return tuple(unfinished.parts[place] for place in range(1, total + 1))
        return ()

    def expire(self, at: datetime) -> list[tuple[Key, FrameError]]:
        """Give up what has waited too long, and the oldest where too many wait; return what was given up."""
        surplus = max(0, len(self._unfinished) - MOST_FRAMES)
        oldest = sorted(self._unfinished, key=lambda key: self._unfinished[key].since)
        gone = [
            key
            for place, key in enumerate(oldest)
            if place < surplus or at - self._unfinished[key].since > WAITS
        ]
        return [(key, _lost(self._unfinished.pop(key))) for key in gone]


def part_key(frame: Frame) -> Key:
    """Return by what the parts of one frame know each other."""
    return frame.mn, frame.qn or frame.cp.get("DataTime", ""), frame.cn


def _lost(unfinished: _Unfinished) -> FrameError:
    return FrameError(Hj212Fault.PARTS_LOST, found=len(unfinished.parts), total=unfinished.total)


def joined(parts: Sequence[Frame]) -> Frame:
    """Return the whole frame that some parts make."""
    cp: dict[str, str] = {}
    borne: dict[Remark, None] = {}  # a set that keeps its order
    for part in parts:
        cp.update(part.cp)
        borne.update(dict.fromkeys(part.borne))
    return replace(parts[0], cp=cp, part=None, borne=tuple(borne))
