"""Packets of MQTT as plain values, for `./xiuhua decode mqtt`: one packet a line of hex."""

from __future__ import annotations

from collections.abc import Iterator

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.mqtt.decoder import packet_decode
from xiuhua.sensing.codecs.mqtt.packets import (
    Connack,
    Connect,
    Packet,
    Puback,
    Publish,
    Suback,
    Subscribe,
    Unsuback,
    Unsubscribe,
    Will,
)
from xiuhua.sensing.codecs.options import PrintOptions, option_check
from xiuhua.sensing.codecs.printing import Printed, lines_read, refusal


def frames_print(content: bytes, options: PrintOptions) -> Iterator[Printed]:
    """Yield every packet in lines of hex.

    Raises:
        UnknownOption: a dialect or a checksum was named; there are none.
    """
    option_check("crc-variant", options.crc_variant)
    option_check("dialect", options.dialect)
    for number, line in lines_read(content):
        yield {**_printed(line, options), "line": number}


def _printed(line: bytes | FrameError, options: PrintOptions) -> Printed:
    if isinstance(line, FrameError):
        return refusal(line, options)
    try:
        return {"ok": True, **packet_fields(packet_decode(line))}
    except FrameError as error:
        return refusal(error, options)


def packet_fields(packet: Packet) -> Printed:
    """Return the fields of a packet by name, its type first."""
    return {"packet": type(packet).__name__.upper(), **_own_fields(packet)}


def _own_fields(packet: Packet) -> Printed:
    if isinstance(packet, Connect):
        return _connect(packet)
    if isinstance(packet, Connack):
        return {"code": packet.code, "session_present": packet.session_present}
    if isinstance(packet, Publish):
        return _publish(packet)
    if isinstance(packet, Subscribe | Suback | Unsubscribe):
        return {"packet_id": packet.packet_id, **_listed(packet)}
    return {"packet_id": packet.packet_id} if isinstance(packet, Puback | Unsuback) else {}


def _listed(packet: Subscribe | Suback | Unsubscribe) -> Printed:
    if isinstance(packet, Subscribe):
        return {"filters": [{"topic": wanted, "qos": qos} for wanted, qos in packet.filters]}
    if isinstance(packet, Suback):
        return {"codes": list(packet.codes)}
    return {"filters": list(packet.filters)}


def _connect(packet: Connect) -> Printed:
    found: Printed = {
        "client_id": packet.client_id, "clean_session": packet.clean_session,
        "keep_alive_s": packet.keep_alive_s, "user": packet.user,
        "password": None if packet.password is None else packet.password.decode("utf-8", "replace"),
        "will": None if packet.will is None else _will(packet.will),
    }  # fmt: skip
    return {name: value for name, value in found.items() if value is not None}


def _will(will: Will) -> Printed:
    return {"topic": will.topic, **_payload(will.payload), "qos": will.qos, "retain": will.retain}


def _publish(packet: Publish) -> Printed:
    number = {} if packet.packet_id is None else {"packet_id": packet.packet_id}
    return {
        "topic": packet.topic, "qos": packet.qos, **number, "retain": packet.retain, "dup": packet.dup,
        **_payload(packet.payload),
    }  # fmt: skip


def _payload(payload: bytes) -> Printed:
    try:
        return {"payload": payload.decode("utf-8")}
    except UnicodeDecodeError:
        return {"payload_hex": payload.hex()}
