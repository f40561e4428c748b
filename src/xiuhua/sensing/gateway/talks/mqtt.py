"""MQTT 3.1.1 on a line: one device, whose entry says who it is and where it may publish.

User name and password are the device's number and its secret; it publishes below `devices/<number>/` and may
subscribe to `devices/<number>/commands`. A message holds readings as the HTTPS push has them, but for those
to `devices/<number>/answers`, which say what became of a command.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Hashable
from datetime import datetime

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.mqtt.decoder import packet_decode
from xiuhua.sensing.codecs.mqtt.faults import MqttFault
from xiuhua.sensing.codecs.mqtt.packets import Connect, ConnectCode, Unsubscribe
from xiuhua.sensing.codecs.mqtt.session import (
    ConnectAsked,
    Delivered,
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
from xiuhua.sensing.gateway.sessions import Session
from xiuhua.sensing.gateway.talks.taken import Frames, Item, Ordered, Taken, Told
from xiuhua.sensing.rules.commanding.orders import Order
from xiuhua.sensing.rules.measuring.pushed import push_read
from xiuhua.sensing.rules.ordering.mqtt import mqtt_message, mqtt_outcome, mqtt_received
from xiuhua.sensing.terms import CommandKind, FrameFault, Protocol

_CODES = {FrameFault.PASSWORD: ConnectCode.PASSWORD}  # every other reason: not authorized
_RECEIPT = "PUBACK"


def rights_of(number: str) -> Rights:
    """Return what a device may publish and hear."""
    return Rights(below=f"devices/{number}/", commands=f"devices/{number}/commands")


def answers_of(number: str) -> str:
    """Return the topic on which a device says what became of its commands."""
    return f"devices/{number}/answers"


class MqttTalk:
    """A line of MQTT."""

    def __init__(self, directory: Directory, peer: str) -> None:
        self.card: Card | None = None
        self.number = ""
        self._client_id = ""
        self._directory = directory
        self._frames = Frames(Protocol.MQTT, peer)
        self._splitter = Splitter()
        self._link = Link()
        self._is_clean = True
        self._session: Session | None = None  # as long as the device listens
        self._ordered: dict[int, CommandKind] = {}  # commands that it has not confirmed

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
        taken.hears = self._link.hears_qos is not None
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
        """Publish a command to the device's topic, if it has subscribed; it is not published again."""
        if self.card is None or self.card.id != device_id or self._session is None or not self._link.has_room:
            return None
        sent = self._link.send((Message(order.id, mqtt_message(order)),))
        if self._link.hears_qos:
            self._session.unconfirmed += 1
            self._ordered[order.id] = order.kind
        return Ordered(str(order.id), sent.replies)

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
        elif self.card is not None:
            self._noted(event, self.card, at, taken)

    def _noted(self, event: Event, card: Card, at: datetime, taken: Taken) -> None:
        """Take what says that a device is there, listens (no more), or has a command."""
        if isinstance(event, Noted | Left):
            taken.items.append(self._frames.alive(card, at))
            if isinstance(event, Noted) and isinstance(event.packet, Unsubscribe):
                self._listens_not(card)
        elif isinstance(event, Listening):
            self._listens(card)
        elif isinstance(event, Delivered):
            self._delivered(event, card, at, taken)

    def _connected(self, connect: Connect, raw: bytes, at: datetime, taken: Taken) -> None:
        self.number = connect.user or connect.client_id
        card = self._directory.find(Protocol.MQTT, connect.user) if connect.user else None
        rights = rights_of(self.number)
        why = _connect_fault(connect, card, rights)
        if why is None and card is not None:
            self.card, self._client_id, self._is_clean = card, connect.client_id, connect.clean_session
            hears_qos = self._taken_up(card)
            taken.replies += self._link.answer(ConnectCode.ACCEPTED, rights, at, hears_qos).replies
            taken.items.append(self._frames.kept(card, raw, at))
            return
        reason = why or FrameFault.UNKNOWN_DEVICE
        code = ConnectCode.NOT_AUTHORIZED
        if isinstance(reason, FrameFault):
            code = _CODES.get(reason, code)
        taken.replies += self._link.answer(code, rights, at).replies
        taken.items.append(self._frames.refused(card, self.number, raw, at, reason))

    def _taken_up(self, card: Card) -> int | None:
        """Return the QoS of the subscription that a device takes up again; a clean session ends it."""
        sessions = self._directory.sessions
        if self._is_clean:
            sessions.ended(card.id, self._client_id)
            return None
        self._session = sessions.resumed(card.id, self._client_id)
        return None if self._session is None else self._session.qos

    def _listens(self, card: Card) -> None:
        qos = self._link.hears_qos
        if qos is None:
            return
        if self._session is None:
            self._session = Session(qos)
        self._session.qos = qos
        if not self._is_clean:
            self._directory.sessions.begun(card.id, self._client_id, self._session)

    def _listens_not(self, card: Card) -> None:
        if self._link.hears_qos is None:
            self._session = None
            self._directory.sessions.ended(card.id, self._client_id)

    def _delivered(self, event: Delivered, card: Card, at: datetime, taken: Taken) -> None:
        if self._session is not None and self._session.unconfirmed:
            self._session.unconfirmed -= 1
        kind = self._ordered.pop(event.key, None) if isinstance(event.key, int) else None
        outcome = None if kind is None else mqtt_received(kind)
        if outcome is not None:
            taken.told.append(Told(card.id, str(event.key), outcome, _RECEIPT, at))

    def _answered(self, event: Published, raw: bytes, at: datetime, taken: Taken) -> None:
        """Take what a device says of a command; its PUBACK leaves once that is noted."""
        card, answer = self.card, mqtt_outcome(event.publish.payload)
        assert card is not None  # noqa: S101 - only who was let in can publish
        if answer is None:
            fault = FrameError(MqttFault.ANSWER, topic=event.publish.topic[:80])
            self._follow(self._link.faulted(fault), raw, at, taken)
            return
        reference, outcome, said = answer
        taken.items.append(self._frames.kept(card, raw, at))
        taken.told.append(Told(card.id, reference, outcome, said, at, event.token))

    def _published(self, event: Published, raw: bytes, at: datetime, taken: Taken) -> None:
        card = self.card
        assert card is not None  # noqa: S101 - only who was let in can publish
        if event.publish.retain and not event.publish.payload:  # takes back what was retained, 3.3.1.3
            taken.items.append(self._frames.kept(card, raw, at, token=event.token))
            return
        if event.publish.topic == answers_of(self.number):
            self._answered(event, raw, at, taken)
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
