"""One link with one device: what its packets mean, and what goes back.

The link does no input and no output. Packets and the time go in; events and ready packets come out. A message
of QoS 1 is answered only once the platform says that it is committed, so what was answered is kept.

The link itself keeps nothing of an earlier connection. Whether the platform remembers that a device has
subscribed is told to `answer`, and from there to the device by CONNACK. No message is sent a second time.

Source:
    MQTT 3.1.1, 3.1.4 (CONNECT and its answer), 3.1.2.10 (keep alive), 3.3 and 4.3 (messages), 3.8 and 3.9
    (subscriptions), 4.8 (what breaks the standard closes the connection). QoS 2 is refused, own choice: every
    reading is kept once by its own key, so nothing is won. How many messages are on their way to a device at
    a time is our own choice too.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from xiuhua.sensing.codecs.faults import Fault, FrameError
from xiuhua.sensing.codecs.mqtt.encoder import packet_encode
from xiuhua.sensing.codecs.mqtt.faults import MqttFault
from xiuhua.sensing.codecs.mqtt.packets import (
    SUBSCRIPTION_FAILED,
    Connack,
    Connect,
    ConnectCode,
    Disconnect,
    Packet,
    Pingreq,
    Pingresp,
    Puback,
    Publish,
    Suback,
    Subscribe,
    Unsuback,
    Unsubscribe,
    Will,
)
from xiuhua.sensing.codecs.outcomes import Outcome

PATIENCE = 1.5  # times the keep-alive, [MQTT-3.1.2-24]
_MOST_ON_WAY = 32
_LAST_PACKET_ID = 2**16 - 1
_BEST_QOS = 1
_PONG = packet_encode(Pingresp())


@dataclass(frozen=True, slots=True)
class Rights:
    """What a device may do.

    Args:
        below: how every topic begins that it may publish to.
        commands: the one topic that it may subscribe to, and may not publish to.
    """

    below: str
    commands: str

    def may_publish(self, topic: str) -> bool:
        """Return whether it may publish to a topic."""
        return topic.startswith(self.below) and topic not in {self.below, self.commands}


@dataclass(frozen=True, slots=True)
class Message:
    """Something for the device; `key` is told when the device has confirmed it."""

    key: Hashable
    payload: bytes


@dataclass(frozen=True, slots=True)
class ConnectAsked:
    """A device says who it is; `answer` lets it in or not."""

    connect: Connect


@dataclass(frozen=True, slots=True)
class Published:
    """A message to be kept; `committed` with the token lets the answer go. QoS 0 has no token."""

    publish: Publish
    token: int | None


@dataclass(frozen=True, slots=True)
class Noted:
    """A packet that says nothing but that the device is there, or changes what it hears."""

    packet: Packet


@dataclass(frozen=True, slots=True)
class Listening:
    """The device has subscribed to its commands: what waits for it can be sent."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The device has confirmed a message."""

    key: Hashable


@dataclass(frozen=True, slots=True)
class Refused:
    """What a device may not send, or its silence; the link is over."""

    fault: FrameError


@dataclass(frozen=True, slots=True)
class Left:
    """The device has taken its leave; its will is void [MQTT-3.1.2-10]."""


Event = ConnectAsked | Published | Noted | Listening | Delivered | Refused | Left


class _Stage(Enum):
    NEW = 0
    ASKED = 1
    OPEN = 2
    OVER = 3


class Link:
    """The state of one link."""

    __slots__ = (
        "_connect", "_heard_at", "_hears_qos", "_last_id", "_on_way", "_owed", "_rights", "_stage", "_token",
        "_waiting", "will",
    )  # fmt: skip

    def __init__(self) -> None:
        self.will: Will | None = None  # to be published if the connection breaks off now
        self._stage = _Stage.NEW
        self._connect = Connect()
        self._rights = Rights("", "")
        self._heard_at: datetime | None = None
        self._hears_qos: int | None = None  # None: it has not subscribed
        self._owed: dict[int, int] = {}  # packet ids by token
        self._token = 0
        self._on_way: dict[int, Hashable] = {}  # keys by packet id
        self._waiting: list[Message] = []
        self._last_id = 0

    @property
    def is_over(self) -> bool:
        """Whether the connection is to be closed."""
        return self._stage is _Stage.OVER

    @property
    def hears_qos(self) -> int | None:
        """The QoS at which the device hears its commands; None where it does not."""
        return self._hears_qos if self._stage is _Stage.OPEN else None

    @property
    def has_room(self) -> bool:
        """Whether a message to the device would leave at once."""
        return self.hears_qos is not None and not self._waiting and len(self._on_way) < _MOST_ON_WAY

    def received(self, packet: Packet, at: datetime) -> Outcome[Event]:
        """Take a packet that came at some time."""
        self._heard_at = at
        if self._stage is _Stage.OVER:
            return Outcome()
        if self._stage is _Stage.NEW:
            return self._first(packet)
        if isinstance(packet, Publish):
            return self._published(packet)
        if isinstance(packet, Pingreq):
            return Outcome((Noted(packet),), (_PONG,))
        if isinstance(packet, Puback):
            return self._confirmed(packet)
        return self._rare(packet)

    def faulted(self, fault: FrameError) -> Outcome[Event]:
        """Take what is no packet: the link is over, and a CONNECT is told where the standard says so."""
        code = _CODES.get(fault.fault) if self._stage is _Stage.NEW else None
        return self._refused(fault, () if code is None else (packet_encode(Connack(code)),))

    def answer(
        self, code: ConnectCode, rights: Rights, at: datetime, hears_qos: int | None = None
    ) -> Outcome[Event]:
        """Answer CONNECT: the device is let in with its rights, or not.

        Args:
            code: what the device is told.
            rights: what it may do.
            at: now.
            hears_qos: of the subscription that it takes up again; None where it has to subscribe.
        """
        self._heard_at = at
        self._stage = _Stage.OPEN if code is ConnectCode.ACCEPTED else _Stage.OVER
        self._rights = rights
        self.will = self._connect.will if self._stage is _Stage.OPEN else None
        present = self._stage is _Stage.OPEN and hears_qos is not None  # [MQTT-3.2.2-2], [MQTT-3.2.2-4]
        self._hears_qos = hears_qos if present else None
        return Outcome((), (packet_encode(Connack(code, session_present=present)),))

    def end(self) -> None:
        """Be over, and say no more; the will is void."""
        self._stage, self.will = _Stage.OVER, None

    def committed(self, token: int) -> Outcome[Event]:
        """Answer a message that the platform has committed, in the order they came [MQTT-4.6.0-2]."""
        packet_id = self._owed.pop(token, None)
        return Outcome() if packet_id is None else Outcome((), (packet_encode(Puback(packet_id)),))

    def send(self, messages: Sequence[Message]) -> Outcome[Event]:
        """Give messages to a device that listens; those beyond what may be on their way wait."""
        if self._stage is not _Stage.OPEN or self._hears_qos is None:
            return Outcome()
        self._waiting += messages
        return Outcome((), tuple(self._sendings()))

    def tick(self, at: datetime) -> Outcome[Event]:
        """Let time pass: a device that is silent for longer than it promised is given up."""
        keep_alive_s = self._connect.keep_alive_s
        if self._stage is not _Stage.OPEN or not keep_alive_s or self._heard_at is None:
            return Outcome()
        if at - self._heard_at <= timedelta(seconds=PATIENCE * keep_alive_s):
            return Outcome()
        will = self.will
        found = self._refused(FrameError(MqttFault.KEEP_ALIVE, seconds=round(PATIENCE * keep_alive_s)))
        self.will = will  # its connection counts as broken off, 3.1.2.5
        return found

    def _first(self, packet: Packet) -> Outcome[Event]:
        """Take the first packet, which is CONNECT [MQTT-3.1.0-1]."""
        if not isinstance(packet, Connect):
            return self._refused(FrameError(MqttFault.FIRST, kind=type(packet).__name__.upper()))
        if not packet.client_id and not packet.clean_session:  # [MQTT-3.1.3-8]
            return self.faulted(FrameError(MqttFault.CLIENT_ID))
        self._connect = packet
        self._stage = _Stage.ASKED
        return Outcome((ConnectAsked(packet),))

    def _published(self, packet: Publish) -> Outcome[Event]:
        if packet.qos > _BEST_QOS:
            return self._refused(FrameError(MqttFault.QOS_2))
        if not self._rights.may_publish(packet.topic):
            return self._refused(FrameError(MqttFault.MAY_NOT_PUBLISH, topic=packet.topic[:80]))
        if packet.packet_id is None:
            return Outcome((Published(packet, None),))
        self._token += 1
        self._owed[self._token] = packet.packet_id
        return Outcome((Published(packet, self._token),))

    def _confirmed(self, packet: Puback) -> Outcome[Event]:
        key = self._on_way.pop(packet.packet_id, None)
        delivered = () if key is None else (Delivered(key),)
        return Outcome((Noted(packet), *delivered), tuple(self._sendings()))

    def _rare(self, packet: Packet) -> Outcome[Event]:
        if isinstance(packet, Subscribe):
            return self._subscribed(packet)
        if isinstance(packet, Unsubscribe):
            if self._rights.commands in packet.filters:
                self._hears_qos, self._waiting = None, []
            return Outcome((Noted(packet),), (packet_encode(Unsuback(packet.packet_id)),))
        if isinstance(packet, Disconnect):
            self.end()
            return Outcome((Left(),))
        if isinstance(packet, Connect):  # [MQTT-3.1.0-2]
            return self._refused(FrameError(MqttFault.TWICE))
        return self._refused(FrameError(MqttFault.KIND, kind=type(packet).__name__.upper()))

    def _subscribed(self, packet: Subscribe) -> Outcome[Event]:
        """Grant what it may hear; where it asks for more, tell it by SUBACK and be over."""
        granted = tuple(
            min(qos, _BEST_QOS) if wanted == self._rights.commands else SUBSCRIPTION_FAILED
            for wanted, qos in packet.filters
        )
        reply = packet_encode(Suback(packet.packet_id, granted))
        foreign = next((wanted for wanted, _ in packet.filters if wanted != self._rights.commands), None)
        if foreign is not None:
            return self._refused(FrameError(MqttFault.MAY_NOT_SUBSCRIBE, topic=foreign[:80]), (reply,))
        self._hears_qos = granted[-1]
        return Outcome((Noted(packet), Listening()), (reply,))

    def _sendings(self) -> list[bytes]:
        sendings = []
        while self._waiting and len(self._on_way) < _MOST_ON_WAY and self._hears_qos is not None:
            message = self._waiting.pop(0)
            publish = Publish(self._rights.commands, message.payload)
            if self._hears_qos:
                self._last_id = self._free_id()
                self._on_way[self._last_id] = message.key
                publish = publish._replace(qos=_BEST_QOS, packet_id=self._last_id)
            sendings.append(packet_encode(publish))
        return sendings

    def _free_id(self) -> int:
        """Return a packet identifier that is not on its way [MQTT-2.3.1-2]."""
        found = self._last_id % _LAST_PACKET_ID + 1
        while found in self._on_way:
            found = found % _LAST_PACKET_ID + 1
        return found

    def _refused(self, fault: FrameError, replies: tuple[bytes, ...] = ()) -> Outcome[Event]:
        self.end()
        return Outcome((Refused(fault),), replies)


_CODES: dict[Fault, ConnectCode] = {
    MqttFault.LEVEL: ConnectCode.LEVEL,
    MqttFault.CLIENT_ID: ConnectCode.CLIENT_ID,
}
