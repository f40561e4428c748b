"""GB/T 28181 on a line, or in the datagrams of one address: registration, life, alarms, catalogues, commands.

What is kept is answered once it is committed: a registration, a keepalive, a notice, a part of a catalogue.
Refusals and challenges promise nothing and go out at once.

Source:
    GB/T 28181-2016, chapter 9; RFC 3261, 17.2 (a request that comes again gets the same answer). After a
    registration the catalogue is asked for, and alarms are subscribed to: own choice, as platforms do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.gb28181.encoder import message_encode, reply_to
from xiuhua.sensing.codecs.gb28181.events import (
    Answered,
    CatalogReceived,
    Delivered,
    Event,
    Failed,
    KeptAlive,
    LoggedOut,
    Notified,
    Refused,
    Registered,
)
from xiuhua.sensing.codecs.gb28181.faults import Gb28181Fault
from xiuhua.sensing.codecs.gb28181.queries import alarm_subscription, catalog_ask
from xiuhua.sensing.codecs.gb28181.sip import Message, message_decode
from xiuhua.sensing.codecs.gb28181.splitter import MOST_HEAD_OCTETS, MOST_LINE_OCTETS, Piece, Splitter
from xiuhua.sensing.codecs.outcomes import Outcome as Happened
from xiuhua.sensing.gateway.desk import Asked, Desk, Known
from xiuhua.sensing.gateway.directory import Card, Directory
from xiuhua.sensing.gateway.talks.taken import Frames, Item, Ordered, Taken, Told
from xiuhua.sensing.rules.commanding.orders import Order
from xiuhua.sensing.rules.measuring.gb28181 import alarm_measured, channel_told, position_fix
from xiuhua.sensing.rules.ordering.gb28181 import gb28181_outcome, gb28181_said
from xiuhua.sensing.terms import CommandKind, FrameFault, Outcome, Protocol

UDP, TCP = "UDP", "TCP"
_MOST_VIAS = 8  # each is sent back; a camera's requests have one
_MOST_HEADERS = 64
_FORBIDDEN = 403
_CATALOGUE_AGAIN = timedelta(minutes=10)  # renewals of a registration ask no more often
_CATALOGUE_TRIES = 3
_SUBSCRIBED_S = 24 * 3600
_FIRST_SN = 1_000_000  # numbers of commands; those of the gateway's own questions lie below
_SN_SPAN = 1_000_000_000
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_BLANK = b"\r\n\0 "
_Mark = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class _Owed:
    """What goes out once an item is committed.

    Args:
        replies: ready answers; notice: the link's own token of what it answers, 0 for none.
        greets: that the camera has just registered, and is asked for its channels.
    """

    known: Known
    mark: _Mark
    replies: tuple[bytes, ...] = ()
    notice: int = 0
    greets: bool = False


@dataclass(slots=True)
class _Heard:
    """What the events of one message say together."""

    refused: bool = False
    greets: bool = False
    is_answer: bool = False
    items: list[Item] = field(default_factory=list)


class Gb28181Talk:
    """A line of GB/T 28181; one camera or recorder after another may speak on it.

    Args:
        desk: what is kept over all lines.
        transport: UDP, where each piece that comes is a whole message, or TCP.
    """

    def __init__(self, directory: Directory, peer: str, *, desk: Desk, transport: str = TCP) -> None:
        self.card: Card | None = None
        self.number = ""
        self._directory = directory
        self._desk = desk
        self._transport = transport
        self._frames = Frames(Protocol.GB28181, peer)
        host, _, port = peer.rpartition(":")
        self._source = (host, int(port) if port.isdecimal() else 0)
        self._splitter = Splitter()
        self._known: Known | None = None
        self._waiting: set[_Mark] = set()  # requests whose answer waits for the commit

    @property
    def pending(self) -> int:
        """How many bytes wait for the rest of their message."""
        return self._splitter.pending_octets

    @property
    def seat(self) -> None:
        """No seat: a camera may have several lines, and registers anew on another."""

    def received(self, octets: bytes, at: datetime) -> Taken:
        """Take the next bytes, or one datagram."""
        taken = Taken()
        pieces = self._splitter.feed(octets) if self._transport == TCP else _datagram(octets)
        for piece in pieces:
            try:
                if piece.fault is not None:
                    raise piece.fault
                _bounded(piece.raw)
                message = message_decode(piece.raw)
                _answerable(message)
                self._message(message, piece.raw, at, taken)
            except FrameError as error:
                taken.items.append(self._frames.refused(self.card, self.number, piece.raw, at, error))
        return taken

    def committed(self, tokens: Collection[object], at: datetime) -> list[bytes]:
        """Return the answers to what is stored, and what a camera that has registered is asked."""
        replies: list[bytes] = []
        for token in tokens:
            if not isinstance(token, _Owed):
                continue
            self._waiting.discard(token.mark)
            token.known.remember(token.mark)
            replies += token.replies
            if token.notice:
                replies += token.known.link.committed(token.notice, at).replies
            if token.greets:
                replies += self._greeted(token.known, at)
        return replies

    def ticked(self, at: datetime) -> Taken:
        """Let time pass: for the camera that was heard here last, and on no other line since."""
        taken = Taken()
        if self._known is not None and self._known.holder is self:
            self._passed(self._known, at, taken)
        return taken

    def replaced(self) -> None:
        """Do nothing: what a camera is owed it asks for again."""

    def ended(self, at: datetime) -> list[Item]:  # noqa: ARG002 - others need it
        """Return nothing: what was heard is on its way."""
        return []

    def order(self, device_id: int, order: Order, at: datetime) -> Ordered | None:
        """Put a command into a message; it is sent once, and not by the link, which would repeat it."""
        known = self._known
        if known is None or known.card.id != device_id or not known.link.is_online:
            return None
        if known.holder is not self:  # it has another port by now
            return None
        said = gb28181_said(order, known.card.number)
        number = str(_FIRST_SN + order.id % _SN_SPAN)
        call, sent = known.link.ask(said.ask, at, sn=number, once=True)
        known.expect(call, order, call, number)
        if order.kind is CommandKind.READ:
            known.question(number, call, Asked(_CATALOGUE_TRIES, order=call))
        later: tuple[tuple[float, bytes], ...] = ()
        if said.then is not None:
            _, stop = known.link.ask(said.then, at + timedelta(seconds=said.after_s))
            later = tuple((said.after_s, reply) for reply in stop.replies)
        return Ordered(call, sent.replies, later)

    # --- one message ---------------------------------------------------------------------------------------

    def _message(self, message: Message, raw: bytes, at: datetime, taken: Taken) -> None:
        if message.status is not None:
            self._response(message, raw, at, taken)
            return
        self.number = message.sender
        card = self._directory.find(Protocol.GB28181, message.sender)
        known = self._desk.known(card, self._transport) if card is not None and not card.is_stopped else None
        is_own = known is not None and known.link.is_online and known.host == self._source[0]
        if not is_own and not self._admitted(at, taken):
            return
        if known is None or card is None:
            why = FrameFault.STOPPED if card else FrameFault.UNKNOWN_DEVICE
            self._turned_away(message, raw, card, why, at, taken)
            return
        self._passed(known, at, taken)
        if message.method != "REGISTER" and not (is_own and known.link.is_online):
            self._turned_away(message, raw, card, FrameError(Gb28181Fault.UNREGISTERED), at, taken)
            return
        self._requested(message, raw, known, at, taken)

    def _requested(self, message: Message, raw: bytes, known: Known, at: datetime, taken: Taken) -> None:
        mark = (message.call_id, message.header("CSeq"), message.header("Via"))
        if mark in self._waiting:
            return  # its answer is on its way
        happened = known.link.received(message, at, self._source)
        if known.has_seen(mark):
            taken.replies += happened.replies
            if known.link.is_online and message.method != "REGISTER":
                taken.items.append(self._frames.alive(known.card, at))
            return
        heard = self._heard(happened.events, raw, known, at, taken)
        is_challenge = message.method == "REGISTER" and not (heard.greets or heard.is_answer)
        if heard.refused or is_challenge or message.method == "ACK":
            taken.replies += happened.replies
            taken.items += heard.items
            return
        if heard.greets:
            known.host = self._source[0]
        if known.link.is_online:
            self.card, self._known, known.holder = known.card, known, self
            taken.hears = not heard.greets  # a command must not overtake the answer to a registration
        notice = next((event.token for event in happened.events if isinstance(event, Notified)), 0)
        owed = _Owed(known, mark, happened.replies, notice, heard.greets)
        is_life = any(isinstance(event, KeptAlive) for event in happened.events)
        bare = self._frames.alive(known.card, at) if is_life else self._frames.kept(known.card, raw, at)
        item = heard.items[0] if heard.items else bare
        item.token = owed
        self._waiting.add(mark)
        taken.items += [item, *heard.items[1:]]

    def _response(self, message: Message, raw: bytes, at: datetime, taken: Taken) -> None:
        """Take what a camera answers to us; from an address where none is registered it is nothing."""
        known = self._known
        if known is None or not known.link.is_online:
            error = FrameError(Gb28181Fault.UNREGISTERED)
            taken.items.append(self._frames.refused(self.card, self.number, raw, at, error))
            return
        self._followed(known, known.link.received(message, at, self._source), at, taken)
        taken.items.append(self._frames.alive(known.card, at))
        taken.hears = True

    def _admitted(self, at: datetime, taken: Taken) -> bool:
        """Return whether an address that is no registered camera's may be heard; the rest is counted."""
        address, second = self._source[0], at.timestamp()
        if self._desk.admits(address, second):
            return True
        if self._desk.is_to_be_told(address, second):
            taken.items.append(self._frames.refused(None, self.number, b"", at, FrameFault.FLOOD))
        return False

    def _turned_away(
        self,
        message: Message,
        raw: bytes,
        card: Card | None,
        why: FrameError | FrameFault,
        at: datetime,
        taken: Taken,
    ) -> None:
        if message.method != "ACK":
            reply = reply_to(message, _FORBIDDEN, tag="0", source=self._source)
            taken.replies.append(message_encode(reply))
        taken.items.append(self._frames.refused(card, message.sender, raw, at, why))

    # --- what comes of it ----------------------------------------------------------------------------------

    def _passed(self, known: Known, at: datetime, taken: Taken) -> None:
        """Let time pass for a camera: what is overdue is given up, or sent again."""
        happened = known.link.tick(at)
        if known.holder is self:
            taken.replies += happened.replies
        self._followed(known, Happened(happened.events), at, taken)

    def _followed(self, known: Known, happened: Happened[Event], at: datetime, taken: Taken) -> None:
        """Take events that no request of the camera brought."""
        heard = self._heard(happened.events, b"", known, at, taken)
        taken.items += heard.items
        taken.replies += happened.replies

    def _heard(self, events: Iterable[Event], raw: bytes, known: Known, at: datetime, taken: Taken) -> _Heard:
        heard = _Heard()
        card = known.card
        for event in events:
            if isinstance(event, Refused):
                heard.refused = True
                heard.items.append(self._frames.refused(card, card.number, raw, at, event.fault))
            elif isinstance(event, Registered):
                heard.greets = True
            elif isinstance(event, LoggedOut):
                heard.is_answer = True
            elif isinstance(event, Notified):
                heard.items.append(self._notified(event, raw, card, at))
            elif isinstance(event, CatalogReceived):
                heard.items.append(self._catalogue(event, raw, known, at, taken))
            else:
                self._answered(event, known, at, taken)
        return heard

    def _answered(self, event: Event, known: Known, at: datetime, taken: Taken) -> None:
        """Take what a camera says of something that it was asked."""
        if isinstance(event, Answered):
            self._told(known, event.sn, *gb28181_outcome(event.body), at, taken)
        elif isinstance(event, Delivered):
            self._delivered(known, event.call_id, at, taken)
        elif isinstance(event, Failed):
            self._failed(known, event, at, taken)

    def _notified(self, event: Notified, raw: bytes, card: Card, at: datetime) -> Item:
        body = event.body
        if body.cmd_type == "Alarm":
            measured = alarm_measured(body, offset=card.offset, received_at=at)
            return self._frames.kept(card, raw, at, measured=measured)
        if body.cmd_type == "MobilePosition":
            fix = position_fix(body, offset=card.offset, received_at=at)
            fault = FrameFault.NO_PLACE if fix is None else None
            return self._frames.kept(card, raw, at, fixes=() if fix is None else (fix,), fault=fault)
        item = self._frames.kept(card, raw, at)
        if body.cmd_type == "Catalog":  # some channels have changed
            told = (channel_told(one) for one in body.items())
            item.channels = tuple(one for one in told if one is not None)
        return item

    def _catalogue(
        self, event: CatalogReceived, raw: bytes, known: Known, at: datetime, taken: Taken
    ) -> Item:
        """Return the channels of a catalogue; of one that has lost a part those that came, and ask again."""
        asked = known.catalogues.pop(event.sn, None)
        if event.complete:
            item = self._frames.kept(known.card, raw, at)
            if asked is not None and asked.order:
                self._told(known, event.sn, Outcome.DONE, f"Catalog {len(event.items)}", at, taken)
        else:
            item = self._frames.refused(known.card, known.card.number, b"", at, FrameFault.PARTS)
            tries = asked.tries if asked is not None else 1
            if known.holder is self and tries < _CATALOGUE_TRIES:
                taken.replies += self._catalogue_asked(known, at, tries + 1)
        told = (channel_told(one) for one in event.items)
        item.channels = tuple(one for one in told if one is not None)
        item.is_whole = event.complete
        return item

    def _catalogue_asked(self, known: Known, at: datetime, tries: int) -> tuple[bytes, ...]:
        number = str(int(at.timestamp() * 1000) % _FIRST_SN)
        call, sent = known.link.ask(catalog_ask(known.card.number), at, sn=number)
        known.question(number, call, Asked(tries))
        known.asked_at = at
        return sent.replies

    def _greeted(self, known: Known, at: datetime) -> list[bytes]:
        """Return what a camera that has registered is asked: its channels, and to tell of alarms."""
        replies: list[bytes] = []
        if known.asked_at is None or at - known.asked_at >= _CATALOGUE_AGAIN:
            replies += self._catalogue_asked(known, at, 1)
        if known.subscribed_until is None or known.subscribed_until - at < timedelta(
            seconds=_SUBSCRIBED_S / 2
        ):
            _, sent = known.link.subscribe(alarm_subscription(known.card.number), _SUBSCRIBED_S, at)
            known.subscribed_until = at + timedelta(seconds=_SUBSCRIBED_S)
            replies += sent.replies
        return replies

    def _delivered(self, known: Known, call: str, at: datetime, taken: Taken) -> None:
        """Take the 200 of a command; where a body has to follow, that counts."""
        found = known.orders.get(call)
        if found is not None and found[1].kind in {CommandKind.PTZ, CommandKind.REBOOT}:
            self._told(known, call, Outcome.DONE, "200", at, taken)

    def _failed(self, known: Known, event: Failed, at: datetime, taken: Taken) -> None:
        number = known.calls.pop(event.call_id, "")
        asked = known.catalogues.pop(number, None)
        if asked is not None and event.status is None and asked.tries < _CATALOGUE_TRIES:
            taken.replies += self._catalogue_asked(known, at, asked.tries + 1)
        if event.status is not None:
            self._told(known, event.call_id, Outcome.REFUSED, str(event.status), at, taken)

    @staticmethod
    def _told(known: Known, key: str, outcome: Outcome, answer: str, at: datetime, taken: Taken) -> None:
        """Note what a camera says of a command, named by its call or its number."""
        found = known.answered(key)
        if found is not None:
            taken.told.append(Told(known.card.id, found[0], outcome, answer, at))


def _datagram(octets: bytes) -> list[Piece]:
    """Return the message in a datagram; none in the blanks that keep an address translation open."""
    return [Piece(octets)] if octets.strip(_BLANK) else []


def _bounded(raw: bytes) -> None:
    """See that the head of a message is within bounds before anything of it is read.

    Raises:
        FrameError: it, or one of its lines, is too long.
    """
    end = _HEAD_END.search(raw, 0, MOST_HEAD_OCTETS)
    if end is None and len(raw) > MOST_HEAD_OCTETS:
        raise FrameError(Gb28181Fault.TOO_LONG, limit=MOST_HEAD_OCTETS)
    head = raw[: end.start()] if end else raw
    if any(len(line) > MOST_LINE_OCTETS for line in head.split(b"\n")):
        raise FrameError(Gb28181Fault.TOO_LONG, limit=MOST_LINE_OCTETS)


def _answerable(message: Message) -> None:
    """See that an answer to a message, which repeats some of its lines, can be written and stays small.

    Raises:
        FrameError: it has too many Via or other lines, or one that holds a bare line end.
    """
    vias = sum(1 for _ in message.every("Via"))
    if vias > _MOST_VIAS or len(message.headers) > _MOST_HEADERS:
        raise FrameError(Gb28181Fault.HEADER, text=f"Via × {vias}, {len(message.headers)} lines")
    for name, value in message.headers:
        if "\r" in value:
            raise FrameError(Gb28181Fault.HEADER, text=name[:60])
