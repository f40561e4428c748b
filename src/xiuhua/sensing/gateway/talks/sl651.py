"""SL 651 on a line. A concentrator may speak for several stations, so each has a link of its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.sl651.decoder import frame_decode
from xiuhua.sensing.codecs.sl651.encoder import frame_encode, head_write
from xiuhua.sensing.codecs.sl651.faults import Sl651Fault
from xiuhua.sensing.codecs.sl651.frames import Frame, Mark
from xiuhua.sensing.codecs.sl651.session import Event, Kept, Link, PacketsLost, Refused, Station, Uploaded
from xiuhua.sensing.codecs.sl651.splitter import Splitter
from xiuhua.sensing.gateway.directory import Card, Directory
from xiuhua.sensing.gateway.talks.taken import Frames, Item, Ordered, Taken, Told
from xiuhua.sensing.rules.commanding.orders import Order
from xiuhua.sensing.rules.measuring.sl651 import sl651_measured
from xiuhua.sensing.rules.ordering.sl651 import sl651_outcome, sl651_question
from xiuhua.sensing.terms import FrameFault, Protocol

_MOST_LINKS = 64


class _Owed(NamedTuple):
    """What a link wants to hear once it is committed."""

    link: Link
    number: int


class Sl651Talk:
    """A line of SL 651."""

    def __init__(self, directory: Directory, peer: str) -> None:
        self.card: Card | None = None
        self.number = ""
        self._directory = directory
        self._frames = Frames(Protocol.SL651, peer)
        self._splitter = Splitter()
        self._links: dict[int, tuple[Card, Link]] = {}
        self._ordered: dict[tuple[int, int], tuple[str, Order]] = {}  # by device and function

    @property
    def pending(self) -> int:
        """How many bytes wait for the rest of their frame."""
        return self._splitter.pending_octets

    @property
    def seat(self) -> None:
        """No seat: a device may have several lines, and a line several devices."""

    def received(self, octets: bytes, at: datetime) -> Taken:
        """Take the next bytes."""
        taken = Taken()
        for piece in self._splitter.feed(octets):
            try:
                if piece.fault is not None:
                    raise piece.fault
                frame = frame_decode(piece.raw)
            except FrameError as error:
                taken.items.append(self._frames.refused(self.card, self.number, piece.raw, at, error))
                continue
            self._framed(frame, piece.raw, at, taken)
        return taken

    def committed(self, tokens: Collection[object], at: datetime) -> list[bytes]:
        """Return the answers to reports that are stored."""
        replies: list[bytes] = []
        for token in tokens:
            if isinstance(token, _Owed):
                replies += token.link.committed(token.number, at).replies
        return replies

    def ticked(self, at: datetime) -> Taken:
        """Let time pass."""
        taken = Taken()
        for card, link in self._links.values():
            outcome = link.tick(at)
            taken.replies += outcome.replies
            items = (self._event(event, card, link, b"", at) for event in outcome.events)
            taken.items += [item for item in items if item is not None]
        return taken

    def replaced(self) -> None:
        """Do nothing: a station may have a main and a spare line."""

    def ended(self, at: datetime) -> list[Item]:  # noqa: ARG002 - others need it
        """Return nothing: what was heard is on its way."""
        return []

    def order(self, device_id: int, order: Order, at: datetime) -> Ordered | None:
        """Put a command into a question. Not by the link, which would ask up to three times: 6.3.2.3."""
        known = self._links.get(device_id)
        if known is None:
            return None
        station = known[1].station
        question = sl651_question(order, station.encoding)
        frame = Frame(
            encoding=station.encoding, down=True, centre=station.centre, station=station.address,
            password=station.password or "0000", function=question.function,
            body=head_write(0, at, station.encoding) + question.further, end=Mark.ENQ,
        )  # fmt: skip
        reference = f"{question.function:02X}-{at:%Y%m%d%H%M%S%f}"
        self._ordered[device_id, question.function] = (reference, order)
        return Ordered(reference, (frame_encode(frame),))

    def _framed(self, frame: Frame, raw: bytes, at: datetime, taken: Taken) -> None:
        self.number = frame.station
        card = self._directory.find(Protocol.SL651, frame.station)
        if card is None or card.is_stopped:
            why = FrameFault.STOPPED if card else FrameFault.UNKNOWN_DEVICE
            taken.items.append(self._frames.refused(card, frame.station, raw, at, why))
            return
        link = self._link(card, frame)
        outcome = link.received(frame, at)
        taken.replies += outcome.replies
        items = [self._event(event, card, link, raw, at) for event in outcome.events]
        taken.items += [item for item in items if item is not None]
        if not outcome.events:  # one packet of several
            taken.items.append(self._frames.kept(card, raw, at))
        if not any(isinstance(event, Refused) for event in outcome.events):
            self.card = card
        taken.told += [
            told
            for event in outcome.events
            if isinstance(event, Uploaded)
            for told in self._told(card, event, at)
        ]

    def _told(self, card: Card, event: Uploaded, at: datetime) -> list[Told]:
        """Return what an upload says of a command; its answer is known by its function."""
        reference, order = self._ordered.pop((card.id, event.frame.function), ("", None))
        if order is None:
            return []
        outcome, answer = sl651_outcome(order, event.report)
        return [Told(card.id, reference, outcome, answer, at)]

    def _event(self, event: Event, card: Card, link: Link, raw: bytes, at: datetime) -> Item | None:
        if isinstance(event, Refused | PacketsLost):
            return self._frames.refused(card, card.number, raw, at, event.fault)
        if isinstance(event, Kept):
            return self._frames.alive(card, at)
        if not isinstance(event, Uploaded):
            return None
        measured = sl651_measured(event.report, station=card.number, offset=card.offset, received_at=at)
        is_odd = any(remark.fault is Sl651Fault.BCD for remark in event.report.remarks)
        fault, token = (FrameFault.NO_NUMBER if is_odd else None), _Owed(link, event.token)
        return self._frames.kept(card, raw, at, measured=measured, fault=fault, token=token)

    def _link(self, card: Card, frame: Frame) -> Link:
        known = self._links.get(card.id)
        if known is not None and known[0] is card:
            return known[1]
        if known is None and len(self._links) >= _MOST_LINKS:
            del self._links[next(iter(self._links))]
        station = Station(
            address=card.number, centre=frame.centre, password=card.secret or None, encoding=frame.encoding
        )
        link = Link(station)
        self._links[card.id] = (card, link)
        return link
