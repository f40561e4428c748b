"""What has come while the database is away is kept in a file, so that a kill loses nothing.

One file of records, appended and forced to disk, each with its length and a checksum; the first names the
file. A record that was cut short by a kill is the last one and is cut off. Up to which item a file is stored
stands in the database (`SpillMark`), written in the transaction that stores them. What a file holds is stored
first when the database is back, and the file emptied once all of it is.

Source:
    docs/decisions/0036.
"""

from __future__ import annotations

import base64
import fcntl
import json
import logging
import os
import struct
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from xiuhua.sensing.gateway.directory import Card
from xiuhua.sensing.gateway.talks.taken import Item
from xiuhua.sensing.rules.measuring.gb28181 import ChannelTold
from xiuhua.sensing.rules.measuring.measured import Fix, Measured
from xiuhua.sensing.services.storing import FrameRow
from xiuhua.sensing.terms import ChannelState, Protocol
from xiuhua.shared.ids import uuid7

NAME = "spill"
_HEAD = struct.Struct(">II")  # length and CRC-32 of what follows
_LONGEST_BYTES = 2**30  # of a record; more is none
_RECORD_ITEMS = 2_000
_RECORD_BYTES = 4 * 2**20  # of frames
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
Stored = list[Any]  # as JSON has it: numbers (NaN is one), texts, lists
log = logging.getLogger(__name__)


class SpillFull(Exception):
    """The file is as large as it may be."""


class Record(NamedTuple):
    """Items that were kept together.

    Args:
        first: the place of the first of them, counted from the beginning of the file.
        transaction: which may have stored them already: nobody heard how it ended; empty for none.
    """

    first: int
    transaction: str
    items: list[Item]


@dataclass(slots=True)
class _Place:
    """Where a record lies in the file."""

    offset: int
    first: int
    count: int


class Spill:
    """The file of one gateway. Not for two threads at once.

    Args:
        folder: where it lies; made where it is missing.
        most_bytes: how large it may become.

    Raises:
        OSError: it cannot be opened, or another process has it.
    """

    def __init__(self, folder: Path, most_bytes: int) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.key = uuid7()
        self.items = 0  # kept in the file, stored or not
        self._most_bytes = most_bytes
        self._path = folder / NAME
        self._end = 0
        self._records: list[_Place] = []
        self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._read()
        except BaseException:
            os.close(self._file)
            raise

    @property
    def bytes_kept(self) -> int:
        """How large the file is."""
        return self._end

    @property
    def holds(self) -> bool:
        """Whether something may still have to be stored."""
        return bool(self._records)

    def add(self, items: Sequence[Item], transaction: str = "") -> int:
        """Keep items, all or none of them, and return the place of the first; they are on disk on return.

        Raises:
            SpillFull: there is no room for them.
            OSError: they cannot be written.
        """
        first, end, records = self.items, self._end, len(self._records)
        try:
            if not end:
                self._append({"spill": str(self.key)})
            for some in _by_size(items):
                self._records.append(_Place(self._end, self.items, len(some)))
                self._append({"tx": transaction, "items": [item_stored(one) for one in some]})
                self.items += len(some)
            os.fsync(self._file)
        except (SpillFull, OSError):
            self.items, self._end = first, end
            del self._records[records:]
            with suppress(OSError):
                os.ftruncate(self._file, end)
            raise
        if not end:
            _forced(self._path.parent)
        return first

    def oldest(self) -> Record:
        """Return the oldest record that may still have to be stored."""
        place = self._records[0]
        told, _following = self._record(place.offset)
        items = [item_read(one) for one in told["items"]]
        return Record(place.first, str(told["tx"]), items)

    def stored(self, until: int) -> None:
        """Note that the items before a place are stored for good; once all are, the file begins anew."""
        while self._records and self._records[0].first + self._records[0].count <= until:
            self._records.pop(0)
        if not self._records:
            self._emptied()

    def close(self) -> None:
        """Let go of the file; an empty one is removed."""
        if not self.holds:
            with suppress(OSError):
                self._path.unlink()
        os.close(self._file)

    def _emptied(self) -> None:
        """Begin anew under another name, so that nothing of before counts for what comes."""
        os.ftruncate(self._file, 0)
        os.fsync(self._file)
        self.key, self.items, self._end = uuid7(), 0, 0

    def _append(self, told: dict[str, object]) -> None:
        octets = json.dumps(told, separators=(",", ":")).encode()
        if self._end + _HEAD.size + len(octets) > self._most_bytes:
            raise SpillFull
        whole = _HEAD.pack(len(octets), zlib.crc32(octets)) + octets
        written = 0
        while written < len(whole):
            written += os.pwrite(self._file, whole[written:], self._end + written)
        self._end += len(whole)

    def _read(self) -> None:
        """Find the records of a file that an earlier life has left; cut off what is no whole one."""
        size = self._path.stat().st_size
        for offset, told, following in self._whole():
            if offset == 0:
                self.key = UUID(told["spill"])
            else:
                count = len(told["items"])
                self._records.append(_Place(offset, self.items, count))
                self.items += count
            self._end = following
        if self._end < size:
            self._cut(size)
        if not self._records and self._end:
            self._emptied()

    def _cut(self, size: int) -> None:
        """Cut off what is no whole record, and lay it aside: a kill leaves half of one, a bad disk more."""
        aside = self._path.with_name(f"{NAME}-{self.key}.cut")
        log.warning("the last %s bytes of %s are no whole record: %s", size - self._end, self._path, aside)
        aside.write_bytes(os.pread(self._file, size - self._end, self._end))
        os.ftruncate(self._file, self._end)

    def _whole(self) -> Iterator[tuple[int, dict[str, Any], int]]:
        offset = 0
        while True:
            try:
                told, following = self._record(offset)
            except ValueError:
                return
            yield offset, told, following
            offset = following

    def _record(self, offset: int) -> tuple[dict[str, Any], int]:
        """Return a record, and where the next begins.

        Raises:
            ValueError: there is no whole one.
        """
        head = os.pread(self._file, _HEAD.size, offset)
        if len(head) < _HEAD.size:
            raise ValueError("no record")
        length, told = _HEAD.unpack(head)
        octets = os.pread(self._file, length, offset + _HEAD.size) if length <= _LONGEST_BYTES else b""
        if len(octets) < length or zlib.crc32(octets) != told:
            raise ValueError("half a record")
        found: dict[str, Any] = json.loads(octets)
        return found, offset + _HEAD.size + length


def _by_size(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    first, octets = 0, 0
    for place, item in enumerate(items):
        octets += len(item.frame.content) if item.frame else 0
        if octets >= _RECORD_BYTES or place + 1 - first >= _RECORD_ITEMS:
            yield items[first : place + 1]
            first, octets = place + 1, 0
    if first < len(items):
        yield items[first:]


def _forced(folder: Path) -> None:
    """Force the entry of a new file to disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


# --- items -------------------------------------------------------------------------------------------------


def item_stored(item: Item) -> Stored:
    """Return an item as JSON, without whom to tell."""
    card, frame = item.card, item.frame
    return [
        None
        if card is None
        else [card.id, card.protocol.value, card.number, card.area_code, card.interval_s],
        _ticks(item.at),
        None if frame is None else [
            _ticks(frame.received_at), *frame[1:6], base64.b64encode(frame.content).decode(), frame.fault,
            None if frame.details is None else dict(frame.details), frame.direction,
        ],
        [[one.code, _ticks(one.at), one.value, one.sequence, one.flags] for one in item.measured],
        [[_ticks(one.at), *one[1:]] for one in item.fixes],
        item.is_good, item.fault, [[*one[:5], one.state.value, *one[6:]] for one in item.channels],
        item.is_whole,
    ]  # fmt: skip


def item_read(told: Stored) -> Item:
    """Return an item that was stored."""
    card, at, frame, measured, fixes, is_good, fault, channels, is_whole = told
    return Item(
        card=None if card is None else Card(
            card[0], Protocol(card[1]), card[2], area_code=card[3], interval_s=card[4]
        ),
        at=_instant(at),
        frame=None if frame is None else FrameRow(
            *(_instant(frame[0]), *frame[1:6], base64.b64decode(frame[6]), *frame[7:])
        ),
        measured=tuple(
            Measured(code, _instant(when), *rest) for code, when, *rest in measured
        ),
        fixes=tuple(Fix(_instant(when), *rest) for when, *rest in fixes),
        is_good=is_good, fault=fault,
        channels=tuple(ChannelTold(*(*one[:5], ChannelState(one[5]), *one[6:])) for one in channels),
        is_whole=is_whole,
    )  # fmt: skip


def _ticks(at: datetime) -> int:
    return (at - _EPOCH) // _TICK


def _instant(ticks: int) -> datetime:
    return _EPOCH + ticks * _TICK
