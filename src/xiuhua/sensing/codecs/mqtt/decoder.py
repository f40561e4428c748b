"""From the bytes of a packet to its value.

Source:
    MQTT 3.1.1, chapter 3; the clauses in brackets are the standard's own conformance statements.
"""

from __future__ import annotations

from collections.abc import Callable

from xiuhua.sensing.codecs.faults import CommonFault, FrameError
from xiuhua.sensing.codecs.mqtt.faults import MqttFault
from xiuhua.sensing.codecs.mqtt.headers import header_fault
from xiuhua.sensing.codecs.mqtt.packets import (
    SUBSCRIPTION_FAILED,
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
    Will,
)
from xiuhua.sensing.codecs.mqtt.topics import is_topic_filter, is_topic_name
from xiuhua.sensing.codecs.mqtt.wire import Body, length_read

_LEVEL = 4  # of 3.1.1
_NAMES = {"MQTT": "MQTT", "MQIsdp": "MQTT"}  # the second is 3.1's, whose level is refused by its number
_USER, _PASSWORD, _WILL_RETAIN, _WILL, _CLEAN, _RESERVED = 0x80, 0x40, 0x20, 0x04, 0x02, 0x01


def packet_decode(raw: bytes) -> Packet:
    """Return the packet that some bytes are, with the fixed header.

    Raises:
        FrameError: they are none, or one that breaks the standard.
    """
    found = length_read(raw, 1)
    if found is None:
        raise FrameError(CommonFault.TRUNCATED, expected=2, found=len(raw))
    fault = header_fault(raw[0])
    if fault is not None:
        raise fault
    length, at = found
    if len(raw) - at < length:
        raise FrameError(CommonFault.TRUNCATED, expected=at + length, found=len(raw))
    if len(raw) - at > length:
        raise FrameError(MqttFault.SURPLUS, octets=len(raw) - at - length)
    kind = raw[0] >> 4
    body = Body(raw, at)
    packet = _publish(body, raw[0]) if kind == Kind.PUBLISH else _READERS[kind](body)
    if not body.is_over:
        raise FrameError(MqttFault.SURPLUS, octets=len(body.rest()))
    return packet


def _connect(body: Body) -> Connect:
    """3.1."""
    name = body.text("protocol name")
    if name not in _NAMES:
        raise FrameError(MqttFault.PROTOCOL_NAME, found=name[:20])  # [MQTT-3.1.2-1]
    level = body.octet("protocol level")
    if level != _LEVEL:
        raise FrameError(MqttFault.LEVEL, found=level)  # [MQTT-3.1.2-2]
    flags = body.octet("connect flags")
    _connect_flags_check(flags)
    keep_alive_s = body.number("keep alive")
    client_id = body.text("client identifier")
    return Connect(
        client_id=client_id,
        clean_session=bool(flags & _CLEAN),
        keep_alive_s=keep_alive_s,
        will=_will(body, flags) if flags & _WILL else None,
        user=body.text("user name") if flags & _USER else None,
        password=body.binary("password") if flags & _PASSWORD else None,
    )


def _connect_flags_check(flags: int) -> None:
    """Refuse flags that contradict each other.

    Raises:
        FrameError: the reserved one is set [MQTT-3.1.2-3], a will without its flag has a QoS or is retained
            [MQTT-3.1.2-13, -15], its QoS is 3 [MQTT-3.1.2-14], or a password has no user [MQTT-3.1.2-22].
    """
    will_qos = flags >> 3 & 0b11
    has_no_will = not flags & _WILL
    if (
        flags & _RESERVED
        or (has_no_will and (will_qos or flags & _WILL_RETAIN))
        or will_qos > 2
        or (flags & _PASSWORD and not flags & _USER)
    ):
        raise FrameError(MqttFault.CONNECT_FLAGS, found=f"{flags:08b}")


def _will(body: Body, flags: int) -> Will:
    """3.1.3.2, 3.1.3.3."""
    topic = _topic(body.text("will topic"))
    return Will(topic, body.binary("will message"), flags >> 3 & 0b11, bool(flags & _WILL_RETAIN))


def _topic(topic: str) -> str:
    if not is_topic_name(topic):
        raise FrameError(MqttFault.TOPIC, topic=topic[:80])
    return topic


def _connack(body: Body) -> Connack:
    """3.2; flags other than session present are reserved."""
    flags = body.octet("acknowledge flags")
    if flags > 1:
        raise FrameError(MqttFault.CONNECT_FLAGS, found=f"{flags:08b}")
    return Connack(body.octet("return code"), bool(flags))


def _publish(body: Body, first: int) -> Publish:
    """3.3; QoS 3 [MQTT-3.3.1-4] and a repeated message of QoS 0 [MQTT-3.3.1-2] are none."""
    qos = first >> 1 & 0b11
    if qos == 3:
        raise FrameError(MqttFault.QOS, qos=qos)
    if first & 0b1000 and not qos:
        raise FrameError(MqttFault.DUP)
    topic = _topic(body.text("topic name"))
    packet_id = _packet_id(body) if qos else None
    return Publish(topic, body.rest(), qos, packet_id, bool(first & 1), bool(first & 0b1000))


def _packet_id(body: Body) -> int:
    """2.3.1; 0 is none [MQTT-2.3.1-1]."""
    found = body.number("packet identifier")
    if not found:
        raise FrameError(MqttFault.PACKET_ID)
    return found


def _subscribe(body: Body) -> Subscribe:
    """3.8; at least one filter [MQTT-3.8.3-3], each with a QoS of its own [MQTT-3-8.3-4]."""
    packet_id = _packet_id(body)
    filters = []
    while not body.is_over:
        wanted = _filter(body)
        qos = body.octet("requested QoS")
        if qos > 2:
            raise FrameError(MqttFault.QOS, qos=qos)
        filters.append((wanted, qos))
    if not filters:
        raise FrameError(MqttFault.EMPTY)
    return Subscribe(packet_id, tuple(filters))


def _filter(body: Body) -> str:
    found = body.text("topic filter")
    if not is_topic_filter(found):
        raise FrameError(MqttFault.FILTER, topic=found[:80])
    return found


def _suback(body: Body) -> Suback:
    """3.9; codes other than a QoS and failure are reserved [MQTT-3.9.3-2]."""
    packet_id, codes = _packet_id(body), tuple(body.rest())
    wrong = next((code for code in codes if code > 2 and code != SUBSCRIPTION_FAILED), None)
    if wrong is not None:
        raise FrameError(MqttFault.QOS, qos=wrong)
    return Suback(packet_id, codes)


def _unsubscribe(body: Body) -> Unsubscribe:
    """3.10; at least one filter [MQTT-3.10.3-2]."""
    packet_id = _packet_id(body)
    filters = []
    while not body.is_over:
        filters.append(_filter(body))
    if not filters:
        raise FrameError(MqttFault.EMPTY)
    return Unsubscribe(packet_id, tuple(filters))


def _of_qos_2(body: Body) -> Packet:
    """3.5 to 3.7."""
    body.rest()
    raise FrameError(MqttFault.QOS_2)


_READERS: dict[int, Callable[[Body], Packet]] = {
    Kind.CONNECT: _connect,
    Kind.CONNACK: _connack,
    Kind.PUBACK: lambda body: Puback(_packet_id(body)),
    Kind.PUBREC: _of_qos_2,
    Kind.PUBREL: _of_qos_2,
    Kind.PUBCOMP: _of_qos_2,
    Kind.SUBSCRIBE: _subscribe,
    Kind.SUBACK: _suback,
    Kind.UNSUBSCRIBE: _unsubscribe,
    Kind.UNSUBACK: lambda body: Unsuback(_packet_id(body)),
    Kind.PINGREQ: lambda _body: Pingreq(),
    Kind.PINGRESP: lambda _body: Pingresp(),
    Kind.DISCONNECT: lambda _body: Disconnect(),
}
