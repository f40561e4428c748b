"""What happens between a platform and a device, and what each must know of the other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.gb28181.manscdp import Body, Node
from xiuhua.sensing.codecs.gb28181.sip import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """Who we are.

    Args:
        id: our 20 digits; domain: the first ten.
        realm: of the challenge; empty for the domain, as the standard's examples have it.
        host, port: where devices reach us; transport: UDP or TCP.
        secret: from which nonces, tags and call numbers are made; kept from others.
    """

    id: str
    host: str
    port: int
    secret: bytes
    transport: str = "UDP"
    realm: str = ""

    @property
    def domain(self) -> str:
        """The domain of our number."""
        return self.id[:10]

    @property
    def asks_realm(self) -> str:
        """The realm for which a device makes its answer."""
        return self.realm or self.domain


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What we know of the device.

    Args:
        id: its 20 digits; password: that it registers with.
        keepalive: how often it says that it lives; misses: how many it may leave out.
    """

    id: str
    password: str
    keepalive: timedelta = timedelta(seconds=60)
    misses: int = 3


@dataclass(frozen=True, slots=True)
class Registered:
    """The device has registered, or renewed its registration, until a time."""

    until: datetime
    contact: str


@dataclass(frozen=True, slots=True)
class LoggedOut:
    """The device has logged out."""


@dataclass(frozen=True, slots=True)
class Offline:
    """The device has missed its keepalives, or its registration ran out."""

    heard_at: datetime


@dataclass(frozen=True, slots=True)
class KeptAlive:
    """The device lives; `status` as it says itself, and channels that it says do not work."""

    status: str
    faulty: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notified:
    """An alarm, a position or another notice to be kept; `committed` with the token lets the answer go."""

    token: int
    body: Body


@dataclass(frozen=True, slots=True)
class CatalogReceived:
    """The channels of a device.

    Args:
        sn: of the question.
        items: one for each channel, in the order they came.
        complete: that as many came as were said.
    """

    sn: str
    items: tuple[Node, ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """The body that a question was answered with."""

    sn: str
    body: Body


@dataclass(frozen=True, slots=True)
class Delivered:
    """A message of ours that the device has taken, by its call."""

    call_id: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A message of ours that the device refused, or never answered; `status` None of silence."""

    call_id: str
    status: int | None


@dataclass(frozen=True, slots=True)
class Refused:
    """A message that the device may not send, or that makes no sense."""

    message: Message
    fault: FrameError


Event = (
    Registered
    | LoggedOut
    | Offline
    | KeptAlive
    | Notified
    | CatalogReceived
    | Answered
    | Delivered
    | Failed
    | Refused
)
