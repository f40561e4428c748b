"""What a talk hands on: items to be stored, frames to be sent, and whether the line is over."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol as Shape

from xiuhua.sensing.codecs.faults import Detail, FrameError
from xiuhua.sensing.gateway.directory import Card
from xiuhua.sensing.rules.commanding.orders import Order
from xiuhua.sensing.rules.measuring.gb28181 import ChannelTold
from xiuhua.sensing.rules.measuring.measured import Fix, Measured, time_fault
from xiuhua.sensing.services.storing import FrameRow
from xiuhua.sensing.terms import Direction, FrameFault, Outcome, Protocol

MOST_KEPT_BYTES = 70_000  # of one frame; longer than any that a protocol allows


@dataclass(slots=True)
class Item:
    """Something to be stored.

    Args:
        card: whose it is; None where nobody known sent it.
        at: when it came.
        frame: to be kept as it came; None for a mere sign of life.
        token: what the talk wants to hear once it is committed; None where nothing is owed.
        is_good: that it counts as a good frame, whatever was wrong with a part of it.
        fault: what is counted where no frame is kept; empty for nothing.
        channels: that a catalogue names; `is_whole` that it names all there are.
    """

    card: Card | None
    at: datetime
    frame: FrameRow | None
    measured: tuple[Measured, ...] = ()
    fixes: tuple[Fix, ...] = ()
    token: object = None
    is_good: bool = True
    fault: str = ""
    channels: tuple[ChannelTold, ...] = ()
    is_whole: bool = False

    @property
    def rows(self) -> int:
        """How much there is to be stored: its readings, positions and channels, or itself."""
        return len(self.measured) + len(self.fixes) + len(self.channels) or 1


@dataclass(frozen=True, slots=True)
class Told:
    """What a device says of a command: `reference` as `Talk.order` named it, `answer` its own code.

    Args:
        token: what the talk wants to hear once this is noted; None where nothing is owed.
    """

    device_id: int
    reference: str
    outcome: Outcome
    answer: str
    at: datetime
    token: object = None
    details: Mapping[str, object] | None = None  # what it lists: recordings


@dataclass(frozen=True, slots=True)
class Ordered:
    """A command in the words of a protocol: what its answer will name, and the bytes.

    Args:
        later: what goes out some seconds after it: the stop that ends a move.
    """

    reference: str
    replies: tuple[bytes, ...]
    later: tuple[tuple[float, bytes], ...] = ()


@dataclass(slots=True)
class Taken:
    """What came of some bytes, or of the passing of time.

    Args:
        hears: whether commands can go down this line now; None where a device hears as soon as it is known.
    """

    items: list[Item] = field(default_factory=list)
    replies: list[bytes] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    is_over: bool = False
    hears: bool | None = None


class Talk(Shape):
    """A conversation with whatever connected, in one protocol."""

    card: Card | None  # who it was last, once a good frame has come
    number: str  # what it claims to be, before that

    @property
    def pending(self) -> int:
        """How many bytes wait for the rest of their frame."""

    @property
    def seat(self) -> Hashable | None:
        """What only one line may have: whoever has it anew ends the line before; None where many may."""

    def received(self, octets: bytes, at: datetime) -> Taken:
        """Take the next bytes."""

    def committed(self, tokens: Collection[object], at: datetime) -> list[bytes]:
        """Return what goes back now that some items are stored."""

    def ticked(self, at: datetime) -> Taken:
        """Let time pass."""

    def replaced(self) -> None:
        """Give up what is owed: the device has connected anew."""

    def ended(self, at: datetime) -> list[Item]:
        """Return what is to be stored because the connection is over."""

    def order(self, device_id: int, order: Order, at: datetime) -> Ordered | None:
        """Put a command into words, once: None where the device is not (any more) at the other end.

        Raises:
            FrameError, ValueError, OverflowError: it cannot be said.
        """


@dataclass(slots=True)
class Frames:
    """Makes the items of one talk.

    Args:
        peer: where the bytes come from.
    """

    protocol: Protocol
    peer: str
    _protocol: str = field(init=False)

    def __post_init__(self) -> None:
        """Know the protocol as a row has it."""
        self._protocol = self.protocol.value

    def kept(
        self,
        card: Card,
        raw: bytes,
        at: datetime,
        *,
        measured: Iterable[Measured] = (),
        fixes: Iterable[Fix] = (),
        fault: FrameFault | None = None,
        token: object = None,
    ) -> Item:
        """Return a good frame with its readings; those that no clock can have told are left out and named."""
        readings, places = tuple(measured), tuple(fixes)
        wrong = fault
        for reading in readings:
            wrong = time_fault(reading.at, at) or wrong
        for place in places:
            wrong = time_fault(place.at, at) or wrong
        if wrong:
            readings = tuple(one for one in readings if time_fault(one.at, at) is None)
            places = tuple(one for one in places if time_fault(one.at, at) is None)
        frame = self._row(card, card.number, raw, at, wrong.value if wrong else "", None)
        return Item(card, at, frame, readings, places, token)

    def alive(self, card: Card, at: datetime) -> Item:
        """Return a sign of life: a heartbeat, or a message that came again."""
        return Item(card, at, None)

    def sent(self, card: Card, raw: bytes, at: datetime, command_id: int) -> Item:
        """Return what has left for a command; nothing of it is counted."""
        frame = self._row(card, card.number, raw, at, "", {"command": command_id})
        return Item(card, at, frame._replace(direction=Direction.OUT.value), is_good=False)

    def refused(
        self, card: Card | None, number: str, raw: bytes, at: datetime, why: FrameError | FrameFault
    ) -> Item:
        """Return a refused frame with the reason."""
        code, details = (
            (why.fault.value, why.details) if isinstance(why, FrameError) else (why.value, None)
        )  # a FrameFault says all by itself
        frame = self._row(card, number, raw, at, code, dict(details) if details else None)
        return Item(card, at, frame, is_good=False)

    def _row(
        self,
        card: Card | None,
        number: str,
        raw: bytes,
        at: datetime,
        fault: str,
        details: dict[str, Detail] | None,
    ) -> FrameRow:
        kept = {name: _kept(value) for name, value in details.items()} if details else None
        content = raw[:MOST_KEPT_BYTES]
        if card is None:
            return FrameRow(at, None, self._protocol, printable(number), "", self.peer, content, fault, kept)
        return FrameRow(at, card.id, self._protocol, "", card.area_code, self.peer, content, fault, kept)


def _kept(value: Detail) -> Detail:
    return printable(value, 200) if isinstance(value, str) else value


def printable(text: str, most: int = 40) -> str:
    """Return what a column of text can hold of what a stranger sent."""
    return "".join(sign if sign.isprintable() else "�" for sign in text)[:most]
