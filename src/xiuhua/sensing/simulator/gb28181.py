"""A camera or recorder that speaks GB/T 28181-2016: SIP with digest, MANSCDP in GB 2312, over UDP or TCP.

Source:
    GB/T 28181-2016, chapter 9 and annexes A and J; RFC 3261; RFC 2617, written after their texts. The body
    of a catalogue comes in parts of two channels, as recorders split theirs.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from itertools import count
from typing import cast

CHINA = timezone(timedelta(hours=8))
UDP, TCP = "UDP", "TCP"
PART = 2  # channels in one message
_HEAD_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"content-length\s*:\s*(\d+)", re.IGNORECASE)
_CHALLENGE = re.compile(r'realm="([^"]*)",\s*nonce="([^"]*)"')
_BODIES = re.compile(rb"<(Notify|Response)>.*?</\1>", re.DOTALL)
_CHUNK = 65_536
_PATIENCE_S = 10.0


@dataclass(frozen=True)
class Heard:
    """A message as it came: its first line, its headers by small name, its body."""

    start: str
    headers: dict[str, str]
    body: str
    vias: tuple[str, ...] = ()

    @property
    def status(self) -> int:
        """The status of a response; 0 of a request."""
        return int(self.start.split()[1]) if self.start.startswith("SIP/2.0") else 0

    @property
    def method(self) -> str:
        """The method of a request, or of the request that is answered."""
        return self.headers["cseq"].split()[1]

    def value(self, name: str) -> str:
        """Return the text of the first element of a name in the body; empty where there is none."""
        found = re.search(rf"<{name}>(.*?)</{name}>", self.body, re.DOTALL)
        return found[1] if found else ""


def messages(stream: bytes) -> tuple[list[Heard], bytes]:
    """Return the messages that begin a stream, and what is left of it."""
    found = []
    while (end := stream.find(_HEAD_END)) >= 0:
        head = stream[:end]
        told = _LENGTH.search(head)
        whole = end + len(_HEAD_END) + (int(told[1]) if told else 0)
        if len(stream) < whole:
            break
        found.append(_heard(head.decode(), stream[end + len(_HEAD_END) : whole].decode("gb18030")))
        stream = stream[whole:]
    return found, stream


def _heard(head: str, body: str) -> Heard:
    start, *lines = head.split("\r\n")
    pairs = [line.split(":", 1) for line in lines]
    headers = {name.strip().lower(): value.strip() for name, value in reversed(pairs)}
    vias = tuple(value.strip() for name, value in pairs if name.strip().lower() == "via")
    return Heard(start, headers, body, vias)


def digest(user: str, realm: str, password: str, nonce: str, method: str, uri: str) -> str:
    """Return the response to a challenge, without qop: RFC 2617, 3.2.2.1."""
    secret = _md5(f"{user}:{realm}:{password}")
    return _md5(f"{secret}:{nonce}:{_md5(f'{method}:{uri}')}")


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One picture of a recorder."""

    code: str
    name: str
    maker: str = "Xiuhua"
    model: str = "IPC-1"
    address: str = ""
    is_on: bool = True
    lon: float | None = None
    lat: float | None = None

    def item(self) -> str:
        """Return its item of a catalogue."""
        place = (
            "" if self.lon is None else f"<Longitude>{self.lon}</Longitude><Latitude>{self.lat}</Latitude>\n"
        )
        return (
            f"<Item>\n<DeviceID>{self.code}</DeviceID>\n<Name>{self.name}</Name>\n"
            f"<Manufacturer>{self.maker}</Manufacturer>\n<Model>{self.model}</Model>\n"
            f"<Address>{self.address}</Address>\n<Status>{'ON' if self.is_on else 'OFF'}</Status>\n"
            f"{place}</Item>\n"
        )


@dataclass
class Camera:
    """One camera or recorder.

    Args:
        number, password: that it registers with.
        platform: the number of the platform.
        transport: UDP or TCP.
        channels: that its catalogue lists.
        loses: parts of a catalogue, counted from 0 over all answers, that never arrive.
        obeys: that it carries out what it is told; else it answers 486.
        moves: PTZ commands that came, in hexadecimal and in order.
        asked: command types that the platform asked for, in order.
    """

    number: str
    password: str
    platform: str
    transport: str = UDP
    host: str = "10.0.0.9"
    channels: Sequence[Channel] = ()
    expires: int = 3600
    obeys: bool = True
    loses: set[int] = field(default_factory=set)
    moves: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)  # alarms, by number
    responses: list[Heard] = field(default_factory=list)
    is_registered: bool = False
    is_guarding: bool = False
    restarts: int = 0
    mark: str = field(default_factory=lambda: secrets.token_hex(4))  # of its calls, since it was switched on
    _counter: count[int] = field(default_factory=lambda: count(1))
    _parts: count[int] = field(default_factory=count)
    _call: str = ""

    @property
    def domain(self) -> str:
        """The domain of the platform."""
        return self.platform[:10]

    def request(
        self, method: str, body: str = "", *, headers: str = "", call: str = "", to: str = ""
    ) -> bytes:
        """Return a request with a branch and number of its own."""
        number = next(self._counter)
        octets = body.encode("gb18030")
        kind = "Content-Type: Application/MANSCDP+xml\r\n" if body else ""
        whom = to or self.platform
        return (
            f"{method} sip:{self.platform}@{self.domain} SIP/2.0\r\n"
            f"Via: SIP/2.0/{self.transport} {self.host}:5060;rport;"
            f"branch=z9hG4bK{self.mark}{number}\r\n"
            f"From: <sip:{self.number}@{self.domain}>;tag=t{number}\r\nTo: <sip:{whom}@{self.domain}>\r\n"
            f"Call-ID: {call or f'{self.mark}-{number}'}\r\nCSeq: {number} {method}\r\n"
            f"Contact: <sip:{self.number}@{self.host}:5060>\r\nMax-Forwards: 70\r\nUser-Agent: IPC\r\n"
            f"{headers}{kind}Content-Length: {len(octets)}\r\n\r\n"
        ).encode() + octets

    def register(self, *, expires: int | None = None) -> bytes:
        """Return a registration without an answer to a challenge; `received` gives the next one."""
        self._call = f"reg-{self.mark}-{next(self._counter)}"
        if expires is not None:
            self.expires = expires
        return self._registration("")

    def _registration(self, authorization: str) -> bytes:
        headers = f"Expires: {self.expires}\r\n{authorization}"
        return self.request("REGISTER", headers=headers, call=self._call, to=self.number)

    def _answered(self, challenge: str) -> bytes:
        found = _CHALLENGE.search(challenge)
        assert found, challenge  # noqa: S101 - a simulator stops where the platform talks nonsense
        realm, nonce = found[1], found[2]
        uri = f"sip:{self.platform}@{self.domain}"
        response = digest(self.number, realm, self.password, nonce, "REGISTER", uri)
        return self._registration(
            f'Authorization: Digest username="{self.number}",realm="{realm}",nonce="{nonce}",uri="{uri}",'
            f'response="{response}",algorithm=MD5\r\n'
        )

    def body(self, kind: str, cmd_type: str, further: str = "", *, sn: str = "", device: str = "") -> str:
        """Return a body with the LF that cameras use."""
        number = sn or str(next(self._counter))
        return (
            f'<?xml version="1.0" encoding="GB2312"?>\n<{kind}>\n<CmdType>{cmd_type}</CmdType>\n'
            f"<SN>{number}</SN>\n<DeviceID>{device or self.number}</DeviceID>\n{further}</{kind}>\n"
        )

    def keepalive(self) -> bytes:
        """Return that it lives."""
        return self.request("MESSAGE", self.body("Notify", "Keepalive", "<Status>OK</Status>\n"))

    def alarm(
        self, at: datetime, *, method: int = 5, kind: int = 6, priority: int = 2, channel: str = "",
        way: str = "MESSAGE",
    ) -> bytes:  # fmt: skip
        """Return an alarm, as MESSAGE or as NOTIFY of a subscription."""
        told = f"{at.astimezone(CHINA):%Y-%m-%dT%H:%M:%S}"
        further = (
            f"<AlarmPriority>{priority}</AlarmPriority>\n<AlarmMethod>{method}</AlarmMethod>\n"
            f"<AlarmTime>{told}</AlarmTime>\n<AlarmDescription>越界</AlarmDescription>\n"
            f"<Info>\n<AlarmType>{kind}</AlarmType>\n</Info>\n"
        )
        headers = "Event: presence\r\n" if way == "NOTIFY" else ""
        body = self.body("Notify", "Alarm", further, device=channel or self.number)
        return self.request(way, body, headers=headers)

    def position(self, at: datetime, lon: float, lat: float, speed_km_h: float = 0.0) -> bytes:
        """Return where it is."""
        told = f"{at.astimezone(CHINA):%Y-%m-%dT%H:%M:%S}"
        further = (
            f"<Time>{told}</Time>\n<Longitude>{lon}</Longitude>\n<Latitude>{lat}</Latitude>\n"
            f"<Speed>{speed_km_h}</Speed>\n<Direction>90</Direction>\n<Altitude>12</Altitude>\n"
        )
        return self.request("NOTIFY", self.body("Notify", "MobilePosition", further))

    def received(self, heard: Heard) -> list[bytes]:
        """Take a message of the platform, do what it says, and return what goes back."""
        if heard.status:
            self.responses.append(heard)
            if heard.method == "REGISTER" and heard.status == 401:
                return [self._answered(heard.headers["www-authenticate"])]
            if heard.method == "REGISTER" and heard.status == 200:
                self.is_registered = heard.headers.get("expires") != "0"
            return []
        cmd_type = heard.value("CmdType")
        self.asked.append(cmd_type)
        if heard.body and "<Control>" in heard.body and not self.obeys:
            return [_response(heard, 486, "Busy Here")]
        return [_response(heard, 200, "OK"), *self._done(heard, cmd_type)]

    def _done(self, heard: Heard, cmd_type: str) -> list[bytes]:
        if cmd_type == "Catalog" and "<Query>" in heard.body:
            return self._catalogue(heard.value("SN"))
        if cmd_type == "Alarm" and "<Response>" in heard.body:
            self.confirmed.append(heard.value("SN"))
        if heard.value("PTZCmd"):
            self.moves.append(heard.value("PTZCmd"))
        if heard.value("TeleBoot"):
            self.restarts += 1
        if heard.value("GuardCmd"):
            self.is_guarding = heard.value("GuardCmd") == "SetGuard"
            body = self.body("Response", "DeviceControl", "<Result>OK</Result>\n", sn=heard.value("SN"))
            return [self.request("MESSAGE", body)]
        return []

    def _catalogue(self, sn: str) -> list[bytes]:
        parts = [self.channels[at : at + PART] for at in range(0, len(self.channels), PART)] or [()]
        found = []
        for part in parts:
            items = "".join(one.item() for one in part)
            listed = f'<DeviceList Num="{len(part)}">\n{items}</DeviceList>\n'
            further = f"<SumNum>{len(self.channels)}</SumNum>\n{listed}"
            if next(self._parts) not in self.loses:
                found.append(self.request("MESSAGE", self.body("Response", "Catalog", further, sn=sn)))
        return found


def _response(heard: Heard, status: int, reason: str) -> bytes:
    vias = "".join(f"Via: {via}\r\n" for via in heard.vias)
    headers = heard.headers
    return (
        f"SIP/2.0 {status} {reason}\r\n{vias}From: {headers['from']}\r\nTo: {headers['to']};tag=c\r\n"
        f"Call-ID: {headers['call-id']}\r\nCSeq: {headers['cseq']}\r\nContent-Length: 0\r\n\r\n"
    ).encode()


def bodies(recording: bytes) -> list[str]:
    """Return the notices and answers in a recording of messages, or of bodies alone."""
    return [found[0].decode("gb18030", "replace") for found in _BODIES.finditer(recording)]


class Sender:
    """A camera at one end of a TCP connection that sends, and waits for the answer to each request."""

    def __init__(self, camera: Camera, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._camera = camera
        self._reader = reader
        self._writer = writer
        self._rest = b""

    async def asks(self, octets: bytes) -> int:
        """Send a request and return the status of its last answer; what the platform asks is answered."""
        call = octets.partition(b"Call-ID: ")[2].partition(b"\r\n")[0].decode()
        self._writer.write(octets)
        while True:
            came = await asyncio.wait_for(self._reader.read(_CHUNK), _PATIENCE_S)
            if not came:
                raise ConnectionError("hung up")
            heard, self._rest = messages(self._rest + came)
            for reply in (reply for one in heard for reply in self._camera.received(one)):
                self._writer.write(reply)
            final = [one.status for one in heard if one.status >= 200 and one.headers["call-id"] == call]
            if final and final[-1] != 401:
                return final[-1]


async def camera_send(camera: Camera, told: Sequence[str], *, host: str, port: int, pace_s: float) -> int:
    """Register over TCP, send bodies one after another, and return how many were answered by 200.

    Raises:
        OSError: the platform cannot be reached, or does not let the camera in.
        TimeoutError: it says nothing.
    """
    camera.transport = TCP
    reader, writer = await asyncio.open_connection(host, port)
    sender = Sender(camera, reader, writer)
    try:
        if await sender.asks(camera.register()) != 200:
            raise PermissionError("registration refused")
        good = 0
        for body in told:
            good += await sender.asks(camera.request("MESSAGE", body)) == 200
            await asyncio.sleep(pace_s)
        return good
    finally:
        writer.close()


async def camera_play(camera: Camera, *, host: str, port: int, every_s: float, stop: asyncio.Event) -> None:
    """Let a camera register, live and obey until told to stop; where it is refused it tries again."""
    loop = asyncio.get_running_loop()
    while not stop.is_set():
        transport, played = await loop.create_datagram_endpoint(
            lambda: _Played(camera), remote_addr=(host, port)
        )
        try:
            transport.sendto(camera.register())
            while not stop.is_set():
                await asyncio.sleep(every_s)
                if played.is_refused or not camera.is_registered:
                    break
                transport.sendto(camera.keepalive())
        finally:
            transport.close()


class _Played(asyncio.DatagramProtocol):
    """A camera at the end of datagrams."""

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._transport: asyncio.DatagramTransport | None = None
        self.is_refused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, _addr: object) -> None:
        """Answer."""
        for heard in messages(data)[0]:
            self.is_refused = self.is_refused or heard.status == 403
            for reply in self._camera.received(heard):
                if self._transport is not None:
                    self._transport.sendto(reply)
        del self._camera.responses[:-8]

    def error_received(self, exc: Exception) -> None:
        """Bear that nobody listens yet."""
