"""One device at a platform: its registration, its life, what it reports, what it is asked.

The link does no input and no output. Messages and the time go in; events and ready messages come out. An
alarm, a position or another notice is answered only once the platform says that it is committed; what tells
of the device itself (registration, keepalive, catalogue) is answered at once, because it is told again
anyway.

Source:
    GB/T 28181-2016, 9.1 (registration with digest, Expires 0 to log out, Date for the clock), 9.4 (alarms
    are answered by a Response of their own), 9.5 (catalogue, in several messages until SumNum), 9.6
    (keepalive: three missed), 9.11 (subscriptions). RFC 3261, 17.1.2 (repeating over UDP: 0.5 s doubled up
    to 4 s, for 32 s).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.gb28181.digest import challenge_write, credentials_read
from xiuhua.sensing.codecs.gb28181.encoder import Headers, message_encode, reply_to
from xiuhua.sensing.codecs.gb28181.events import (
    Answered,
    CatalogReceived,
    Delivered,
    Device,
    Event,
    Failed,
    KeptAlive,
    LoggedOut,
    Notified,
    Offline,
    Platform,
    Refused,
    Registered,
)
from xiuhua.sensing.codecs.gb28181.faults import Gb28181Fault
from xiuhua.sensing.codecs.gb28181.manscdp import Body, Node, body_read
from xiuhua.sensing.codecs.gb28181.queries import Ask, alarm_answer
from xiuhua.sensing.codecs.gb28181.registration import Door, date_write, expires_s
from xiuhua.sensing.codecs.gb28181.sip import Message
from xiuhua.sensing.codecs.outcomes import Outcome

MANSCDP = "Application/MANSCDP+xml"
_ALLOWED = "REGISTER, MESSAGE, NOTIFY, BYE"
_FIRST_REPEAT, _LONGEST_REPEAT = timedelta(seconds=0.5), timedelta(seconds=4)  # RFC 3261: T1, T2
_GIVES_UP = timedelta(seconds=32)  # RFC 3261: 64 * T1
_ANSWERS_WITHIN = timedelta(seconds=15)  # for the body that follows the 200
_MOST_UNCOMMITTED = 256  # notices; the oldest is forgotten, unanswered, so that the device sends it again
_MOST_REMEMBERED = 64  # requests, whose repetition gets the same answer
_MOST_ITEMS = 10_000  # of one catalogue
_MOST_DIGITS = 10

Source = tuple[str, int]  # address and port that a message came from
_Key = tuple[str, str, str]  # Call-ID, CSeq and Via of a request


@dataclass(slots=True)
class _Sent:
    """A message of ours that waits for its response, or for the body that answers it."""

    wire: bytes
    sn: str
    awaits: bool
    repeat_at: datetime
    gives_up_at: datetime
    pause: timedelta = _FIRST_REPEAT
    delivered: bool = False


@dataclass(slots=True)
class _Catalog:
    total: int
    due: datetime
    items: dict[str, Node] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Uncommitted:
    message: Message
    source: Source | None
    body: Body


class Link:
    """The state of one device at the platform."""

    __slots__ = (
        "_catalogs",
        "_count",
        "_door",
        "_heard_at",
        "_registered_until",
        "_remembered",
        "_sent",
        "_token",
        "_uncommitted",
        "contact",
        "device",
        "platform",
    )

    def __init__(self, platform: Platform, device: Device) -> None:
        self.platform = platform
        self.device = device
        self.contact = ""
        self._door = Door(platform, device)
        self._registered_until: datetime | None = None
        self._heard_at: datetime | None = None
        self._sent: dict[str, _Sent] = {}
        self._catalogs: dict[str, _Catalog] = {}
        self._uncommitted: dict[int, _Uncommitted] = {}
        self._remembered: dict[_Key, tuple[bytes, ...]] = {}
        self._count = 0
        self._token = 0

    @property
    def is_online(self) -> bool:
        """Whether the device is registered and has been heard."""
        return self._registered_until is not None

    def received(self, message: Message, at: datetime, source: Source | None = None) -> Outcome[Event]:
        """Take a message that came at some time from some address."""
        if message.status is not None:
            return Outcome(self._responded(message, at))
        if message.sender != self.device.id:
            fault = FrameError(Gb28181Fault.FOREIGN, found=message.sender, expected=self.device.id)
            return Outcome((Refused(message, fault),))
        key = _key(message)
        if key in self._remembered:
            return Outcome((), self._remembered[key])
        outcome = self._requested(message, at, source)
        self._remember(key, outcome.replies)
        return outcome

    def committed(self, token: int, at: datetime) -> Outcome[Event]:
        """Answer a notice that the platform has committed; an alarm gets a Response as well."""
        held = self._uncommitted.pop(token, None)
        if held is None:
            return Outcome()
        replies: tuple[bytes, ...] = (self._reply(held.message, 200, held.source),)
        self._remember(_key(held.message), replies)
        if held.message.method == "MESSAGE" and held.body.cmd_type == "Alarm":
            _, asked = self.ask(alarm_answer(held.body.device_id), at, sn=held.body.sn)
            replies += asked.replies
        return Outcome((), replies)

    def ask(self, ask: Ask, at: datetime, *, sn: str = "", once: bool = False) -> tuple[str, Outcome[Event]]:
        """Send a question or a command, `once` without repeating it; return its call and the message."""
        number = sn or str(self._count + 1)
        headers = (("Content-Type", MANSCDP),)
        call_id, outcome = self._send("MESSAGE", ask, number, headers, at)
        if once:
            self._sent[call_id].repeat_at = self._sent[call_id].gives_up_at
        return call_id, outcome

    def subscribe(self, ask: Ask, expires: int, at: datetime) -> tuple[str, Outcome[Event]]:
        """Subscribe to notices for some seconds, 0 to end it; return the call and the message."""
        event = "presence" if ask.cmd_type == "Alarm" else ask.cmd_type
        headers = (("Event", event), ("Expires", str(expires)), ("Content-Type", MANSCDP))
        return self._send("SUBSCRIBE", ask, str(self._count + 1), headers, at)

    def tick(self, at: datetime) -> Outcome[Event]:
        """Let time pass: repeat what was not answered, give up what was waited for, miss keepalives."""
        events: list[Event] = [*self._gone_offline(at)]
        replies = []
        for sn, catalog in [*self._catalogs.items()]:
            if catalog.due <= at:
                del self._catalogs[sn]
                events.append(CatalogReceived(sn, tuple(catalog.items.values()), complete=False))
        for call_id, sent in [*self._sent.items()]:
            if sent.gives_up_at <= at:
                del self._sent[call_id]
                events.append(Failed(call_id, None))
            elif not sent.delivered and sent.repeat_at <= at and self.platform.transport == "UDP":
                sent.pause = min(2 * sent.pause, _LONGEST_REPEAT)
                sent.repeat_at = at + sent.pause
                replies.append(sent.wire)
        return Outcome(tuple(events), tuple(replies))

    def _requested(self, message: Message, at: datetime, source: Source | None) -> Outcome[Event]:
        match message.method:
            case "REGISTER":
                return self._register(message, at, source)
            case "MESSAGE" | "NOTIFY":
                return self._reported(message, at, source)
            case "BYE":
                return Outcome((), (self._reply(message, 200, source),))
            case "ACK":
                return Outcome()
            case _:
                fault = FrameError(Gb28181Fault.METHOD, text=str(message.method))
                reply = self._reply(message, 405, source, (("Allow", _ALLOWED),))
                return Outcome((Refused(message, fault),), (reply,))

    def _register(self, message: Message, at: datetime, source: Source | None) -> Outcome[Event]:
        unwelcome = self._unwelcome(message, at, source)
        if unwelcome is not None:
            return unwelcome
        seconds = expires_s(message)
        contact = message.header("Contact")
        headers = (("Contact", contact), ("Expires", str(seconds)), ("Date", date_write(at)))
        reply = self._reply(message, 200, source, headers)
        if not seconds:
            self._forget()
            return Outcome((LoggedOut(),), (reply,))
        self._registered_until, self._heard_at = at + timedelta(seconds=seconds), at
        self.contact = f"{source[0]}:{source[1]}" if source else ""
        return Outcome((Registered(self._registered_until, contact),), (reply,))

    def _unwelcome(self, message: Message, at: datetime, source: Source | None) -> Outcome[Event] | None:
        """Return why a registration is not taken, or not yet; None where it is."""
        header = message.header("Authorization")
        if not header:
            return self._challenge(message, at, source, stale=False)
        try:
            credentials = credentials_read(header)
        except FrameError as error:
            return self._refuse(message, error, 400, source)
        if not self._door.is_fresh(credentials.nonce, at):
            return self._challenge(message, at, source, stale=True)
        if not self._door.lets_in(credentials, "REGISTER"):
            return self._refuse(message, FrameError(Gb28181Fault.PASSWORD), 403, source)
        return None

    def _challenge(
        self, message: Message, at: datetime, source: Source | None, *, stale: bool
    ) -> Outcome[Event]:
        challenge = challenge_write(self.platform.asks_realm, self._door.nonce(at), stale=stale)
        return Outcome((), (self._reply(message, 401, source, (("WWW-Authenticate", challenge),)),))

    def _reported(self, message: Message, at: datetime, source: Source | None) -> Outcome[Event]:
        if not self.is_online:
            return self._refuse(message, FrameError(Gb28181Fault.UNREGISTERED), 403, source)
        try:
            body = body_read(message.body)
        except FrameError as error:
            return self._refuse(message, error, 400, source)
        self._heard_at = at
        if message.method == "NOTIFY" or (body.kind == "Notify" and body.cmd_type != "Keepalive"):
            return Outcome((self._notified(message, source, body),))
        if body.kind not in {"Notify", "Response"}:
            return self._refuse(message, FrameError(Gb28181Fault.METHOD, text=body.kind), 400, source)
        events = self._alive(body) if body.kind == "Notify" else self._answered(body, at)
        return Outcome(events, (self._reply(message, 200, source),))

    @staticmethod
    def _alive(body: Body) -> tuple[Event, ...]:
        faulty = tuple(node.text for info in body.node.every("Info") for node in info.every("DeviceID"))
        return (KeptAlive(body.node.value("Status"), faulty),)

    def _answered(self, body: Body, at: datetime) -> tuple[Event, ...]:
        self._sent = {
            call_id: sent for call_id, sent in self._sent.items() if not sent.awaits or sent.sn != body.sn
        }
        return self._collected(body, at) if body.cmd_type == "Catalog" else (Answered(body.sn, body),)

    def _notified(self, message: Message, source: Source | None, body: Body) -> Notified:
        self._token += 1
        if len(self._uncommitted) >= _MOST_UNCOMMITTED:
            del self._uncommitted[min(self._uncommitted)]
        self._uncommitted[self._token] = _Uncommitted(message, source, body)
        return Notified(self._token, body)

    def _collected(self, body: Body, at: datetime) -> tuple[Event, ...]:
        """Take a part of a catalogue; a channel that comes again replaces itself."""
        said = body.node.value("SumNum")
        total = min(_whole(said), _MOST_ITEMS)
        catalog = self._catalogs.setdefault(body.sn, _Catalog(total, at))
        catalog.total, catalog.due = total, at + _ANSWERS_WITHIN
        for item in body.items():
            if len(catalog.items) < _MOST_ITEMS:
                catalog.items[item.value("DeviceID")] = item
        if len(catalog.items) < total:
            return ()
        del self._catalogs[body.sn]
        return (CatalogReceived(body.sn, tuple(catalog.items.values()), complete=True),)

    def _responded(self, message: Message, at: datetime) -> tuple[Event, ...]:
        sent = self._sent.get(message.call_id)
        status = message.status or 0
        if sent is None or sent.delivered or status < 200:
            return ()
        if status >= 300:
            del self._sent[message.call_id]
            return (Failed(message.call_id, status),)
        if sent.awaits:
            sent.delivered, sent.gives_up_at = True, at + _ANSWERS_WITHIN
        else:
            del self._sent[message.call_id]
        return (Delivered(message.call_id),)

    def _gone_offline(self, at: datetime) -> tuple[Event, ...]:
        if self._registered_until is None or self._heard_at is None:
            return ()
        if at < self._registered_until and at - self._heard_at <= self.device.misses * self.device.keepalive:
            return ()
        heard_at = self._heard_at
        self._forget()
        return (Offline(heard_at),)

    def _forget(self) -> None:
        self._registered_until = None
        self._catalogs.clear()

    def _refuse(
        self, message: Message, fault: FrameError, status: int, source: Source | None
    ) -> Outcome[Event]:
        return Outcome((Refused(message, fault),), (self._reply(message, status, source),))

    def _reply(self, message: Message, status: int, source: Source | None, headers: Headers = ()) -> bytes:
        tag = self._mark("tag", message.call_id)
        return message_encode(reply_to(message, status, tag=tag, source=source, headers=headers))

    def _remember(self, key: _Key, replies: tuple[bytes, ...]) -> None:
        self._remembered[key] = replies
        if len(self._remembered) > _MOST_REMEMBERED:
            del self._remembered[next(iter(self._remembered))]

    def _send(
        self, method: str, ask: Ask, sn: str, headers: Headers, at: datetime
    ) -> tuple[str, Outcome[Event]]:
        self._count += 1
        platform = self.platform
        count = str(self._count)
        call_id = f"{self._mark('call', count)}@{platform.host}"
        branch, tag = self._mark("branch", count), self._mark("from", count)
        where = self.contact or platform.domain
        via = f"SIP/2.0/{platform.transport} {platform.host}:{platform.port};rport;branch=z9hG4bK{branch}"
        message = Message(
            method,
            f"sip:{ask.device_id}@{where}",
            None,
            "",
            (
                ("Via", via),
                ("From", f"<sip:{platform.id}@{platform.domain}>;tag={tag}"),
                ("To", f"<sip:{ask.device_id}@{platform.domain}>"),
                ("Call-ID", call_id),
                ("CSeq", f"{count} {method}"),
                ("Contact", f"<sip:{platform.id}@{platform.host}:{platform.port}>"),
                ("Max-Forwards", "70"),
                *headers,
            ),
            ask.write(_whole(sn)),
        )
        wire = message_encode(message)
        self._sent[call_id] = _Sent(wire, sn, ask.awaits, at + _FIRST_REPEAT, at + _GIVES_UP)
        return call_id, Outcome((), (wire,))

    def _mark(self, kind: str, text: str) -> str:
        """Return a word that nobody else can guess and that the same message always gets."""
        said = f"{kind} {self.device.id} {text}".encode()
        return hashlib.sha256(self.platform.secret + said).hexdigest()[:20]


def _whole(text: str) -> int:
    """Return a whole number; 0 of what is none, or has more digits than any counter."""
    return int(text) if len(text) <= _MOST_DIGITS and text.isascii() and text.isdigit() else 0


def _key(message: Message) -> _Key:
    return message.call_id, message.header("CSeq"), message.header("Via")
