"""From the value of a packet to its bytes. What it is given must be a packet that the standard allows.

Source:
    MQTT 3.1.1, chapter 3.
"""

from __future__ import annotations

from functools import singledispatch

from xiuhua.sensing.codecs.mqtt.headers import FIRST_OCTETS
from xiuhua.sensing.codecs.mqtt.packets import (
    Connack,
    Connect,
    Disconnect,
    Kind,
    Packet,
    Pingreq,
    Pingresp,
    Puback,
    Publish,
    Suback,
    Subscribe,
    Unsuback,
    Unsubscribe,
)
from xiuhua.sensing.codecs.mqtt.wire import binary_written, length_written, text_written

_HEAD = text_written("MQTT") + b"\x04"  # 3.1.2.1 and 3.1.2.2


def packet_encode(packet: Packet) -> bytes:
    """Return a packet as it goes over the line."""
    return _encoded(packet)


def _framed(first: int, body: bytes) -> bytes:
    return bytes((first,)) + length_written(len(body)) + body


@singledispatch
def _encoded(packet: object) -> bytes:
    raise TypeError(f"{packet!r} is no packet")


@_encoded.register
def _(packet: Connect) -> bytes:
    will = packet.will
    flags = packet.clean_session << 1 | (packet.user is not None) << 7 | (packet.password is not None) << 6
    body = packet.keep_alive_s.to_bytes(2) + text_written(packet.client_id)
    if will is not None:
        flags |= 1 << 2 | will.qos << 3 | will.retain << 5
        body += text_written(will.topic) + binary_written(will.payload)
    if packet.user is not None:
        body += text_written(packet.user)
    if packet.password is not None:
        body += binary_written(packet.password)
    return _framed(FIRST_OCTETS[Kind.CONNECT], _HEAD + bytes((flags,)) + body)


@_encoded.register
def _(packet: Connack) -> bytes:
    return _framed(FIRST_OCTETS[Kind.CONNACK], bytes((packet.session_present, packet.code)))


@_encoded.register
def _(packet: Publish) -> bytes:
    first = FIRST_OCTETS[Kind.PUBLISH] | packet.dup << 3 | packet.qos << 1 | packet.retain
    number = b"" if packet.packet_id is None else packet.packet_id.to_bytes(2)
    return _framed(first, text_written(packet.topic) + number + packet.payload)


@_encoded.register
def _(packet: Puback) -> bytes:
    return _framed(FIRST_OCTETS[Kind.PUBACK], packet.packet_id.to_bytes(2))


@_encoded.register
def _(packet: Subscribe) -> bytes:
    filters = b"".join(text_written(wanted) + bytes((qos,)) for wanted, qos in packet.filters)
    return _framed(FIRST_OCTETS[Kind.SUBSCRIBE], packet.packet_id.to_bytes(2) + filters)


@_encoded.register
def _(packet: Suback) -> bytes:
    return _framed(FIRST_OCTETS[Kind.SUBACK], packet.packet_id.to_bytes(2) + bytes(packet.codes))


@_encoded.register
def _(packet: Unsubscribe) -> bytes:
    filters = b"".join(text_written(wanted) for wanted in packet.filters)
    return _framed(FIRST_OCTETS[Kind.UNSUBSCRIBE], packet.packet_id.to_bytes(2) + filters)


@_encoded.register
def _(packet: Unsuback) -> bytes:
    return _framed(FIRST_OCTETS[Kind.UNSUBACK], packet.packet_id.to_bytes(2))


@_encoded.register
def _(_packet: Pingreq) -> bytes:
    return _framed(FIRST_OCTETS[Kind.PINGREQ], b"")


@_encoded.register
def _(_packet: Pingresp) -> bytes:
    return _framed(FIRST_OCTETS[Kind.PINGRESP], b"")


@_encoded.register
def _(_packet: Disconnect) -> bytes:
    return _framed(FIRST_OCTETS[Kind.DISCONNECT], b"")
