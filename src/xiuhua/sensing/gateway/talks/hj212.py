"""HJ 212 on a line. A data logger may speak for several devices, so each has a link of its own."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.hj212.crc import CrcVariant
from xiuhua.sensing.codecs.hj212.decoder import Frame, frame_decode
from xiuhua.sensing.codecs.hj212.factors import Dialect
from xiuhua.sensing.codecs.hj212.session import (
    Answered,
    Device,
    Event,
    Link,
    PartsLost,
    Refused,
    Uploaded,
)
from xiuhua.sensing.codecs.hj212.splitter import Piece, Splitter
from xiuhua.sensing.gateway.directory import Card, Directory
from xiuhua.sensing.gateway.talks.taken import Frames, Item, Ordered, Taken, Told
from xiuhua.sensing.rules.commanding.orders import Order
from xiuhua.sensing.rules.measuring.hj212 import hj212_has_no_number, hj212_measured
from xiuhua.sensing.rules.ordering.hj212 import hj212_command, hj212_outcome
from xiuhua.sensing.terms import CommandKind, FrameFault, Outcome, Protocol

_NUMBER = re.compile(rb"[;#0-9]MN=([^;&\r\n]{1,40})")
_MOST_LINKS = 64  # devices behind one data logger


class _Owed(NamedTuple):
    """What a link wants to hear once it is committed."""

    link: Link
    number: int


class Hj212Talk:
    """A line of HJ 212."""

    def __init__(self, directory: Directory, peer: str) -> None:
        self.card: Card | None = None
        self.number = ""
        self._directory = directory
        self._frames = Frames(Protocol.HJ212, peer)
        self._splitter = Splitter()
        self._links: dict[int, tuple[Card, Link]] = {}
        self._asked: dict[str, int] = {}  # requests that data answer: QN, device

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
            self._piece(piece, at, taken)
        return taken

    def committed(self, tokens: Collection[object], at: datetime) -> list[bytes]:  # noqa: ARG002 - others need it
        """Return the answers to uploads that are stored."""
        replies: list[bytes] = []
        for token in tokens:
            if isinstance(token, _Owed):
                replies += token.link.committed(token.number).replies
        return replies

    def ticked(self, at: datetime) -> Taken:
        """Let time pass."""
        taken = Taken()
        for card, link in self._links.values():
            outcome = link.tick(at)
            taken.replies += outcome.replies
            taken.items += [
                self._frames.refused(card, card.number, b"", at, event.fault)
                for event in outcome.events
                if isinstance(event, PartsLost)
            ]
        return taken

    def replaced(self) -> None:
        """Do nothing: a monitor may have several lines."""

    def ended(self, at: datetime) -> list[Item]:  # noqa: ARG002 - others need it
        """Return nothing: what was heard is on its way."""
        return []

    def order(self, device_id: int, order: Order, at: datetime) -> Ordered | None:
        """Put a command into a request; it is not sent again, whatever becomes of it."""
        known = self._links.get(device_id)
        if known is None:
            return None
        qn, outcome = known[1].request(hj212_command(order, at), at)
        if order.kind is CommandKind.READ:
            self._asked[qn] = device_id
        return Ordered(qn, outcome.replies)

    def _piece(self, piece: Piece, at: datetime, taken: Taken) -> None:
        raw = piece.raw
        claimed = _NUMBER.search(raw)
        number = claimed[1].decode("latin-1") if claimed else ""
        card = self._directory.find(Protocol.HJ212, number) if number else self.card
        try:
            if piece.fault is not None:
                raise piece.fault
            frame = frame_decode(
                raw, CrcVariant(card.crc_variant or CrcVariant.HJ212) if card else CrcVariant.HJ212
            )
        except FrameError as error:
            taken.items.append(self._refused(card, number, raw, at, error))
            return
        if card is None or card.is_stopped:
            why = FrameFault.STOPPED if card else FrameFault.UNKNOWN_DEVICE
            taken.items.append(self._frames.refused(card, number, raw, at, why))
            self.number = number
            return
        self._framed(card, frame, raw, at, taken)

    def _refused(self, card: Card | None, number: str, raw: bytes, at: datetime, error: FrameError) -> Item:
        """Return a frame that could not be read; whose it was is certain only on a line that is known."""
        self.number = self.number or number
        return self._frames.refused(card or self.card, number, raw, at, error)

    def _framed(self, card: Card, frame: Frame, raw: bytes, at: datetime, taken: Taken) -> None:
        link = self._link(card, frame)
        outcome = link.received(frame, at)
        taken.replies += outcome.replies
        items = [self._event(event, card, link, raw, at) for event in outcome.events]
        taken.items += [item for item in items if item is not None]
        if not outcome.events:  # one part of several, or an answer to nothing
            taken.items.append(self._frames.kept(card, raw, at))
        if not any(isinstance(event, Refused) for event in outcome.events):
            self.card = card
            taken.told += self._told(card, frame, outcome.events, at)

    def _told(self, card: Card, frame: Frame, events: Collection[Event], at: datetime) -> list[Told]:
        """Return what a frame says of a request: its end, also of one that an earlier gateway has sent."""
        found = [
            Told(card.id, event.qn, Outcome.DONE, "", at)
            for event in events
            if isinstance(event, Answered) and self._asked.pop(event.qn, None) == card.id
        ]
        ended = hj212_outcome(frame)
        if ended is not None and frame.qn:
            found.append(Told(card.id, frame.qn, ended[0], ended[1], at))
        return found

    def _event(self, event: Event, card: Card, link: Link, raw: bytes, at: datetime) -> Item | None:
        if isinstance(event, Refused):
            return self._frames.refused(card, card.number, raw, at, event.fault)
        if isinstance(event, PartsLost):
            return self._frames.refused(card, card.number, b"", at, event.fault)
        if not isinstance(event, Uploaded):
            return None
        measured = hj212_measured(
            event.frame, dialect=Dialect(card.dialect or Dialect.NATIONAL), unit=card.unit,
            offset=card.offset, received_at=at,
        )  # fmt: skip
        fault = FrameFault.NO_NUMBER if hj212_has_no_number(event.frame) else None
        token = _Owed(link, event.token)
        return self._frames.kept(card, raw, at, measured=measured, fault=fault, token=token)

    def _link(self, card: Card, frame: Frame) -> Link:
        known = self._links.get(card.id)
        if known is not None and known[0] is card:
            return known[1]
        if known is None and len(self._links) >= _MOST_LINKS:
            del self._links[next(iter(self._links))]
        link = Link(
            Device(
                mn=frame.mn or card.number, st=frame.st, password=card.secret or None,
                variant=CrcVariant(card.crc_variant or CrcVariant.HJ212),
                sends_again=0,  # a switch is thrown at most once: docs/decisions/0030
            )
        )  # fmt: skip
        self._links[card.id] = (card, link)
        return link
