"""The packets of MQTT 3.1.1 as values.

Source:
    MQTT 3.1.1, 2.2.1 (types) and chapter 3. PUBREC, PUBREL and PUBCOMP belong to QoS 2, which is not spoken.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple


class Kind(IntEnum):
    """The types of packets, table 2.1."""

    CONNECT = 1
    CONNACK = 2
    PUBLISH = 3
    PUBACK = 4
    PUBREC = 5
    PUBREL = 6
    PUBCOMP = 7
    SUBSCRIBE = 8
    SUBACK = 9
    UNSUBSCRIBE = 10
    UNSUBACK = 11
    PINGREQ = 12
    PINGRESP = 13
    DISCONNECT = 14


class ConnectCode(IntEnum):
    """What CONNACK answers, table 3.1."""

    ACCEPTED = 0
    LEVEL = 1
    CLIENT_ID = 2
    UNAVAILABLE = 3
    PASSWORD = 4
    NOT_AUTHORIZED = 5


SUBSCRIPTION_FAILED = 0x80  # in SUBACK, 3.9.3


@dataclass(frozen=True, slots=True)
class Will:
    """What is published for a device whose connection breaks off, 3.1.2.5."""

    topic: str
    payload: bytes
    qos: int = 0
    retain: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect:
    """A device says who it is, 3.1.

    Args:
        keep_alive_s: the longest time between two of its packets, seconds; 0 for any.
    """

    client_id: str = ""
    clean_session: bool = True
    keep_alive_s: int = 0
    user: str | None = None
    password: bytes | None = None
    will: Will | None = None


@dataclass(frozen=True, slots=True)
class Connack:
    """The answer to CONNECT, 3.2; the code may be one that no table names."""

    code: int
    session_present: bool = False


class Publish(NamedTuple):
    """A message, 3.3; `packet_id` is None with QoS 0. A tuple, because there are many of them."""

    topic: str
    payload: bytes
    qos: int = 0
    packet_id: int | None = None
    retain: bool = False
    dup: bool = False


@dataclass(frozen=True, slots=True)
class Puback:
    """The answer to a message of QoS 1, 3.4."""

    packet_id: int


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Topic filters with the QoS that is asked for each, 3.8."""

    packet_id: int
    filters: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Suback:
    """The QoS granted to each filter, or `SUBSCRIPTION_FAILED`, 3.9."""

    packet_id: int
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Topic filters that are no longer wanted, 3.10."""

    packet_id: int
    filters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unsuback:
    """The answer to UNSUBSCRIBE, 3.11."""

    packet_id: int


@dataclass(frozen=True, slots=True)
class Pingreq:
    """A sign of life, 3.12."""


@dataclass(frozen=True, slots=True)
class Pingresp:
    """The answer to it, 3.13."""


@dataclass(frozen=True, slots=True)
class Disconnect:
    """A device takes its leave, 3.14."""


Packet = (
    Connect
    | Connack
    | Publish
    | Puback
    | Subscribe
    | Suback
    | Unsubscribe
    | Unsuback
    | Pingreq
    | Pingresp
    | Disconnect
)
