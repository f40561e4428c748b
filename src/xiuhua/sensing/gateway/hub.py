"""What the lines of a gateway share: the bounds, who is connected, and the writer."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from xiuhua.sensing.gateway.bell import Bell
from xiuhua.sensing.gateway.bounds import Bounds, Bucket
from xiuhua.sensing.gateway.directory import Card, Directory
from xiuhua.sensing.gateway.orders import Orders
from xiuhua.sensing.gateway.talks.taken import Frames, Item
from xiuhua.sensing.gateway.writer import Writer
from xiuhua.sensing.terms import FrameFault
from xiuhua.shared.clock import now

if TYPE_CHECKING:
    from xiuhua.sensing.gateway.line import Line

K = TypeVar("K")
_LET_IN, _LET_IN_S = 50, 0.001  # lines at a time, and how long they have until the next may come
_MOST_BUCKETS = 50_000  # of devices and addresses remembered at a time
log = logging.getLogger(__name__)


class Hub:
    """One gateway's lines.

    Args:
        url: of the database, as the gateway's role.
        spill: the folder in which frames are kept while the database is away; None for nowhere.
    """

    def __init__(self, url: str, bounds: Bounds, spill: Path | None = None) -> None:
        self.bounds = bounds
        self.directory = Directory(url)
        self.bell = Bell(url)
        self.writer = Writer(url, bounds, self._drained, spill)
        self.orders = Orders(url, self.line_of)
        self.lines: set[Line] = set()
        self.unstored: Counter[str] = Counter()  # refused frames that were only counted, by address
        self._of_address: Counter[str] = Counter()
        self._seats: dict[Hashable, Line] = {}
        self._of_device: dict[int, Line] = {}
        self._thirsty: dict[Line, None] = {}  # lines that are left unread, the longest first
        self._is_letting = False
        self._refused: dict[object, Bucket] = {}
        self._sending: dict[int, Bucket] = {}

    # --- who is connected ----------------------------------------------------------------------------------

    def admit(self, line: Line) -> bool:
        """Take a new line, unless its address or the whole gateway has as many as it may."""
        address = line.address
        if len(self.lines) >= self.bounds.lines or self._of_address[address] >= self.bounds.lines_of_address:
            frames = Frames(line.protocol, line.peer)
            self.store(frames.refused(None, "", b"", now(), FrameFault.CROWD), None, address)
            return False
        self._of_address[address] += 1
        self.lines.add(line)
        return True

    def forget(self, line: Line) -> None:
        """Let go of a line that has ended."""
        if line not in self.lines:
            return
        self.lines.discard(line)
        self._thirsty.pop(line, None)
        self._of_address[line.address] -= 1
        if not self._of_address[line.address]:
            del self._of_address[line.address]
        if line.seat is not None and self._seats.get(line.seat) is line:
            del self._seats[line.seat]
        if line.card is not None and self._of_device.get(line.card.id) is line:
            del self._of_device[line.card.id]

    def seated(self, line: Line, seat: Hashable) -> None:
        """Give a line what only one may have; where a device has connected anew, its old line is over."""
        before = self._seats.get(seat)
        self._seats[seat] = line
        if before is not None and before is not line:
            before.end_replaced()

    def identified(self, line: Line, card: Card) -> None:
        """Note on which line a device is heard; what it is to be told can go out now."""
        self._of_device[card.id] = line
        self.orders.came(card.id)

    def line_of(self, device_id: int) -> Line | None:
        """Return the line on which a device was heard last, if that is still there."""
        line = self._of_device.get(device_id)
        if line is not None and line not in self.lines:
            del self._of_device[device_id]
            return None
        return line

    # --- what is stored ------------------------------------------------------------------------------------

    def store(self, item: Item, told: Callable[[Sequence[object]], None] | None, address: str) -> None:
        """Hand an item to the writer; of many refused frames the surplus is counted and not kept.

        Whatever is left out is counted, and the count is written down with the next one that is kept.
        """
        if item.is_good:
            self.writer.put(item, told)
            return
        key: object = item.card.id if item.card else address
        bucket = self._bucket(self._refused, key, self.bounds.refused_s, self.bounds.refused_burst)
        if not bucket.has(time.monotonic()):
            self.unstored[str(key)] += 1
            if item.card is not None and item.frame is not None:
                self.writer.put(_counted(item), None)
            return
        left_out = self.unstored.pop(str(key), 0)
        if left_out and item.frame is not None:
            item.frame = item.frame._replace(details={**(item.frame.details or {}), "unstored": left_out})
        self.writer.put(item, told)

    def patience(self, card: Card, frames: int) -> float:
        """Return how many seconds a device has to be left alone after it has sent some frames."""
        bucket = self._bucket(self._sending, card.id, self.bounds.frames_s, self.bounds.frames_burst)
        return bucket.take(frames, time.monotonic())

    def hold(self) -> None:
        """Leave every line unread until there is room: unread, it costs bytes, and read, rows."""
        if len(self._thirsty) < len(self.lines):
            for line in self.lines:
                if line not in self._thirsty:
                    self._thirsty[line] = None
                    line.hold()

    def _drained(self) -> None:
        self.bell.ring()
        if not self._is_letting:
            self._let_in()

    def _let_in(self) -> None:
        """Read some lines again while there is room, whoever has waited longest first; then some more.

        All at once would be read in the order of their sockets, and the first of them fill what room there
        is, every time.
        """
        self._is_letting = False
        for line in tuple(islice(self._thirsty, _LET_IN)):
            if self.writer.is_full:
                return
            del self._thirsty[line]
            line.has_room()
        if self._thirsty:
            self._is_letting = True
            asyncio.get_running_loop().call_later(_LET_IN_S, self._let_in)

    @staticmethod
    def _bucket(kept: dict[K, Bucket], key: K, rate: float, burst: float) -> Bucket:
        found = kept.get(key)
        if found is None:
            if len(kept) >= _MOST_BUCKETS:
                kept.pop(next(iter(kept)))
            found = kept[key] = Bucket(rate, burst)
        return found

    def tick(self) -> None:
        """Let time pass on every line."""
        at, monotonic = now(), time.monotonic()
        for line in tuple(self.lines):
            line.ticked(at, monotonic)


def _counted(item: Item) -> Item:
    """Return a refused item of which only the reason is counted."""
    assert item.frame is not None  # noqa: S101 - the caller has looked
    return Item(item.card, item.at, None, is_good=False, fault=item.frame.fault)
