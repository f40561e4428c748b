"""MQTT 3.1.1 on a line: one device, whose entry says who it is and where it may publish.

User name and password are the device's number and its secret; it publishes below `devices/<number>/` and may
subscribe to `devices/<number>/commands`. A message holds readings as the HTTPS push has them.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Hashable, Sequence
from datetime import datetime

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.mqtt.decoder import packet_decode
from xiuhua.sensing.codecs.mqtt.faults import MqttFault
from xiuhua.sensing.codecs.mqtt.packets import Connect, ConnectCode
from xiuhua.sensing.codecs.mqtt.session import (
    ConnectAsked,
    Event,
    Left,
    Link,
    Listening,
    Message,
    Noted,
    Published,
    Refused,
    Rights,
)
from xiuhua.sensing.codecs.mqtt.splitter import Splitter
from xiuhua.sensing.codecs.outcomes import Outcome
from xiuhua.sensing.gateway.directory import Card, Directory
from xiuhua.sensing.gateway.talks.taken import Frames, Item, Ordered, Taken
from xiuhua.sensing.rules.commanding.orders import Order
from xiuhua.sensing.rules.measuring.pushed import push_read
from xiuhua.sensing.terms import FrameFault, Protocol

Pending = Callable[[Card], Sequence[Message]]
_CODES = {FrameFault.PASSWORD: ConnectCode.PASSWORD}  # every other reason: not authorized


def nothing_pending(_card: Card) -> Sequence[Message]:
    """Return the commands that wait for a device: none, as long as there is no table of commands."""
    return ()


def rights_of(number: str) -> Rights:
    """Return what a device may publish and hear."""
    return Rights(below=f"devices/{number}/", commands=f"devices/{number}/commands")


class MqttTalk:
    """A line of MQTT.

    Args:
        commands_pending: what waits for a device; asked whenever it has subscribed to its commands. What it
            has not confirmed is asked for again at its next connection: that is all there is of a session.
    """

    def __init__(self, directory: Directory, peer: str, commands_pending: Pending = nothing_pending) -> None:
        self.card: Card | None = None
        self.number = ""
        self._client_id = ""
        self._directory = directory
        self._frames = Frames(Protocol.MQTT, peer)
        self._splitter = Splitter()
        self._link = Link()
        self._commands_pending = commands_pending

    @property
    def pending(self) -> int:
        """How many bytes wait for the rest of their frame."""
        return self._splitter.pending_octets

    @property
    def seat(self) -> Hashable | None:
        """The device and its client identifier; who comes with both anew ends this line [MQTT-3.1.4-2]."""
        return (self.card.id, self._client_id) if self.card is not None and self._client_id else None

    def received(self, octets: bytes, at: datetime) -> Taken:
        """Take the next bytes; none after the one for which the line is over."""
        taken = Taken()
        for piece in self._splitter.feed(octets):
            if self._link.is_over:
                break
            if self.card is not None and not self._stands(self.card, piece.raw, at, taken):
                break
            try:
                if piece.fault is not None:
                    raise piece.fault
                packet = packet_decode(piece.raw)
            except FrameError as error:
                self._follow(self._link.faulted(error), piece.raw, at, taken)
                continue
            self._follow(self._link.received(packet, at), piece.raw, at, taken)
        return taken

    def committed(self, tokens: Collection[object], at: datetime) -> list[bytes]:  # noqa: ARG002 - others need it
        """Return the answers to messages that are stored."""
        replies: list[bytes] = []
        for token in tokens:
            if isinstance(token, int):
                replies += self._link.committed(token).replies
        return replies

    def ticked(self, at: datetime) -> Taken:
        """Let time pass."""
        taken = Taken()
        self._follow(self._link.tick(at), b"", at, taken)
        return taken

    def replaced(self) -> None:
        """Void the will: the device is there, on another line."""
        self._link.end()

    def ended(self, at: datetime) -> list[Item]:
        """Return what is kept because the connection has broken off: the will of a device that left one."""
        will, self._link.will = self._link.will, None
        if will is None or self.card is None:
            return []
        fault = FrameError(MqttFault.WILL, topic=will.topic[:80])
        return [self._frames.refused(self.card, self.number, will.payload, at, fault)]

    def order(self, device_id: int, order: Order, at: datetime) -> Ordered | None:  # noqa: ARG002 - others need it
        """Return nothing: no control of such a device can be entered."""
        return None

    def _stands(self, before: Card, raw: bytes, at: datetime, taken: Taken) -> bool:
        """Return whether a device may go on by its entry of now; where it may not, it is over."""
        card = self._directory.find(Protocol.MQTT, self.number)
        if card is before:
            return True
        why = _standing_fault(card, before)
        if why is None:
            self.card = card
            return True
        self._link.end()
        taken.items.append(self._frames.refused(card, self.number, raw, at, why))
        taken.is_over = True
        return False

    def _follow(self, outcome: Outcome[Event], raw: bytes, at: datetime, taken: Taken) -> None:
        taken.replies += outcome.replies
        for event in outcome.events:
            self._event(event, raw, at, taken)
        taken.is_over = taken.is_over or self._link.is_over

    def _event(self, event: Event, raw: bytes, at: datetime, taken: Taken) -> None:
        if isinstance(event, Published):
            self._published(event, raw, at, taken)
        elif isinstance(event, ConnectAsked):
            self._connected(event.connect, raw, at, taken)
        elif isinstance(event, Refused):
            taken.items.append(self._frames.refused(self.card, self.number, raw, at, event.fault))
        elif isinstance(event, Noted | Left):
            if self.card is not None:
                taken.items.append(self._frames.alive(self.card, at))
        elif isinstance(event, Listening) and self.card is not None:
            taken.replies += self._link.send(self._commands_pending(self.card)).replies

    def _connected(self, connect: Connect, raw: bytes, at: datetime, taken: Taken) -> None:
        self.number = connect.user or connect.client_id
        card = self._directory.find(Protocol.MQTT, connect.user) if connect.user else None
        rights = rights_of(self.number)
        why = _connect_fault(connect, card, rights)
        if why is None and card is not None:
            self.card, self._client_id = card, connect.client_id
            taken.replies += self._link.answer(ConnectCode.ACCEPTED, rights, at).replies
            taken.items.append(self._frames.kept(card, raw, at))
            return
        reason = why or FrameFault.UNKNOWN_DEVICE
        code = ConnectCode.NOT_AUTHORIZED
        if isinstance(reason, FrameFault):
            code = _CODES.get(reason, code)
        taken.replies += self._link.answer(code, rights, at).replies
        taken.items.append(self._frames.refused(card, self.number, raw, at, reason))

    def _published(self, event: Published, raw: bytes, at: datetime, taken: Taken) -> None:
        card = self.card
        assert card is not None  # noqa: S101 - only who was let in can publish
        if event.publish.retain and not event.publish.payload:  # takes back what was retained, 3.3.1.3
            taken.items.append(self._frames.kept(card, raw, at, token=event.token))
            return
        measured = push_read(event.publish.payload, card.offset)
        if measured is None:
            fault = FrameError(MqttFault.PAYLOAD, topic=event.publish.topic[:80])
            self._follow(self._link.faulted(fault), raw, at, taken)
            return
        taken.items.append(self._frames.kept(card, raw, at, measured=measured, token=event.token))


def _connect_fault(connect: Connect, card: Card | None, rights: Rights) -> FrameError | FrameFault | None:
    """Return why a device is not let in."""
    if connect.user is None:
        return FrameError(MqttFault.NO_USER)
    if card is None:
        return FrameFault.UNKNOWN_DEVICE
    if card.is_stopped:
        return FrameFault.STOPPED
    if not hmac.compare_digest(connect.password or b"", card.secret.encode()):
        return FrameFault.PASSWORD
    if connect.will is not None and not rights.may_publish(connect.will.topic):
        return FrameError(MqttFault.MAY_NOT_PUBLISH, topic=connect.will.topic[:80])
    return None


def _standing_fault(card: Card | None, before: Card) -> FrameFault | None:
    """Return why a device that was let in may not go on: taken out, stopped, or with another secret now."""
    if card is None:
        return FrameFault.UNKNOWN_DEVICE
    if card.is_stopped:
        return FrameFault.STOPPED
    return None if card.secret == before.secret else FrameFault.PASSWORD
