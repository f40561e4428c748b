"""Packets to values and back: the standard's own examples, what it forbids, and anything at all."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.faults import CommonFault, FrameError
from xiuhua.sensing.codecs.mqtt.decoder import packet_decode
from xiuhua.sensing.codecs.mqtt.encoder import packet_encode
from xiuhua.sensing.codecs.mqtt.faults import MqttFault
from xiuhua.sensing.codecs.mqtt.packets import (
    Connack,
    Connect,
    Packet,
    Pingreq,
    Puback,
    Publish,
    Suback,
    Subscribe,
    Unsubscribe,
    Will,
)
from xiuhua.sensing.codecs.mqtt.tests.strategies import PACKETS
from xiuhua.sensing.codecs.mqtt.topics import is_topic_filter, is_topic_name
from xiuhua.sensing.codecs.mqtt.wire import length_read, length_written

# 3.1.2.12 gives the variable header of a CONNECT with user, password, will of QoS 1 and clean session:
# 00 04 4D 51 54 54 04 CE 00 0A; 3.1.3 the order of what follows it.
_HEAD = "00044D51545404CE000A"
_FIELDS = "00016100017400026279000175000170"  # client a, will topic t, will "by", user u, password p
CONNECT = bytes.fromhex("101A" + _HEAD + _FIELDS)


@pytest.mark.parametrize(
    ("octets", "packet"),
    [
        (CONNECT, Connect(client_id="a", keep_alive_s=10, user="u", password=b"p", will=Will("t", b"by", 1))),
        (bytes.fromhex("20020100"), Connack(0, session_present=True)),  # figure 3.8
        # 3.3.2.3: topic a/b, packet identifier 10
        (bytes.fromhex("32080003612F62000A21"), Publish("a/b", b"!", 1, 10)),
        (bytes.fromhex("31060003612F6221"), Publish("a/b", b"!", retain=True)),
        (bytes.fromhex("3A070003612F62000A"), Publish("a/b", b"", 1, 10, dup=True)),
        (bytes.fromhex("40020007"), Puback(7)),
        # 3.8.3: a/b at QoS 1 and c/d at QoS 2, packet identifier 10
        (bytes.fromhex("820E000A0003612F62010003632F6402"), Subscribe(10, (("a/b", 1), ("c/d", 2)))),
        (bytes.fromhex("9005000A000280"), Suback(10, (0, 2, 0x80))),  # 3.9.3
        (bytes.fromhex("A20C000A0003612F620003632F64"), Unsubscribe(10, ("a/b", "c/d"))),  # 3.10.3
        (bytes.fromhex("C000"), Pingreq()),
    ],
)  # fmt: skip
def test_the_standards_examples(octets: bytes, packet: Packet) -> None:
    assert packet_decode(octets) == packet
    assert packet_encode(packet) == octets


@pytest.mark.parametrize(
    ("length", "octets"),
    [
        (0, "00"), (127, "7F"), (128, "8001"), (16_383, "FF7F"), (16_384, "808001"), (2_097_151, "FFFF7F"),
        (2_097_152, "80808001"), (268_435_455, "FFFFFF7F"),
    ],
)  # fmt: skip
def test_remaining_lengths_as_table_2_4_has_them(length: int, octets: str) -> None:
    raw = bytes.fromhex(octets)
    assert length_written(length) == raw
    assert length_read(raw, 0) == (length, len(raw))
    assert length_read(raw[:-1], 0) is None


def _changed(place: int, octet: int) -> bytes:
    return CONNECT[:place] + bytes((octet,)) + CONNECT[place + 1 :]


@pytest.mark.parametrize(
    ("octets", "fault"),
    [
        (b"", CommonFault.TRUNCATED),
        (CONNECT[:-1], CommonFault.TRUNCATED),
        (CONNECT + b"\0", MqttFault.SURPLUS),
        (bytes.fromhex("4003000700"), MqttFault.SURPLUS),
        (bytes.fromhex("30FFFFFFFF7F"), MqttFault.REMAINING_LENGTH),
        (bytes.fromhex("0000"), MqttFault.KIND),
        (bytes.fromhex("F000"), MqttFault.KIND),
        (bytes.fromhex("1200"), MqttFault.FLAGS),
        (bytes.fromhex("8000"), MqttFault.FLAGS),  # SUBSCRIBE with 0000
        (_changed(4, ord("X")), MqttFault.PROTOCOL_NAME),
        (_changed(8, 5), MqttFault.LEVEL),  # MQTT 5
        (bytes.fromhex("10140006") + b"MQIsdp" + bytes.fromhex("0302003C0006") + b"sensor", MqttFault.LEVEL),
        (_changed(9, 0xCF), MqttFault.CONNECT_FLAGS),  # reserved
        (_changed(9, 0xDE), MqttFault.CONNECT_FLAGS),  # will QoS 3
        (_changed(9, 0xCA), MqttFault.CONNECT_FLAGS),  # will QoS 1 without a will
        (_changed(9, 0xE2), MqttFault.CONNECT_FLAGS),  # will retained without a will
        (_changed(9, 0x4E), MqttFault.CONNECT_FLAGS),  # password without a user
        (_changed(14, 0), MqttFault.TEXT),  # U+0000 in the client identifier
        (_changed(14, 0xFF), MqttFault.TEXT),
        (_changed(17, ord("#")), MqttFault.TOPIC),  # will topic
        (bytes.fromhex("30020000"), MqttFault.TOPIC),  # empty
        (bytes.fromhex("30050003612F23"), MqttFault.TOPIC),  # a/#
        (bytes.fromhex("3003000361"), MqttFault.SHORT),
        (bytes.fromhex("36080003612F62000A21"), MqttFault.QOS),
        (bytes.fromhex("38060003612F6221"), MqttFault.DUP),
        (bytes.fromhex("32080003612F62000021"), MqttFault.PACKET_ID),
        (bytes.fromhex("82020001"), MqttFault.EMPTY),
        (bytes.fromhex("820600010001610F"), MqttFault.QOS),
        (bytes.fromhex("820800010003232F6101"), MqttFault.FILTER),  # #/a
        (bytes.fromhex("A2020001"), MqttFault.EMPTY),
        (bytes.fromhex("62020001"), MqttFault.QOS_2),  # PUBREL
        (bytes.fromhex("90030001FF"), MqttFault.QOS),
    ],
)  # fmt: skip
def test_what_the_standard_forbids_is_refused_with_its_reason(octets: bytes, fault: object) -> None:
    with pytest.raises(FrameError) as refused:
        packet_decode(octets)
    assert refused.value.fault is fault
    assert refused.value.sentence("zh")
    assert refused.value.sentence("en")


def test_a_surrogate_in_a_text_is_refused() -> None:
    # [MQTT-1.5.3-1]: U+D800 as ED A0 80.
    with pytest.raises(FrameError) as refused:
        packet_decode(bytes.fromhex("30050003EDA080"))
    assert refused.value.fault is MqttFault.TEXT


def test_names_and_filters() -> None:
    assert [is_topic_filter(one) for one in ("#", "a/#", "+", "a/+/b", "/", "a//b", "/a")] == [True] * 7
    assert [is_topic_filter(one) for one in ("", "a#", "#/a", "a+", "a/#/b", "a/b#")] == [False] * 6
    assert (is_topic_name("a/b"), is_topic_name(""), is_topic_name("a/+")) == (True, False, False)


@given(PACKETS)
def test_a_packet_comes_back_as_it_went(packet: Packet) -> None:
    assert packet_decode(packet_encode(packet)) == packet


@given(st.one_of(st.binary(max_size=200), st.tuples(PACKETS, st.integers(0, 400), st.binary(max_size=3)).map(
    lambda told: _spoiled(packet_encode(told[0]), told[1], told[2])
)))  # fmt: skip
def test_no_bytes_raise_anything_but_a_frame_error(octets: bytes) -> None:
    with suppress(FrameError):
        packet_decode(octets)


def _spoiled(octets: bytes, place: int, with_these: bytes) -> bytes:
    at = place % len(octets)
    return octets[:at] + with_these + octets[at + len(with_these) :]
