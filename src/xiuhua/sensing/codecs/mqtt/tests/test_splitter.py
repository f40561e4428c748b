"""The stream: glued, cut anywhere, too long, and no MQTT at all."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.mqtt.encoder import packet_encode
from xiuhua.sensing.codecs.mqtt.faults import MqttFault
from xiuhua.sensing.codecs.mqtt.packets import Pingreq, Publish
from xiuhua.sensing.codecs.mqtt.splitter import MOST_OCTETS, Piece, Splitter
from xiuhua.sensing.codecs.mqtt.tests.strategies import PACKETS

ONE = packet_encode(Publish("a/b", b"x" * 200, 1, 7))
PING = packet_encode(Pingreq())


def split(stream: bytes, cuts: Sequence[int] = ()) -> list[Piece]:
    splitter = Splitter()
    ends = [*sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    pieces: list[Piece] = []
    at = 0
    for end in ends:
        pieces += splitter.feed(stream[at:end])
        at = end
    return pieces


def told(pieces: Sequence[Piece]) -> list[tuple[bytes, str]]:
    """Return packets, and the reason of what is none; how much of that had come is the cut's to say."""
    return [(b"", piece.fault.fault.value) if piece.fault else (piece.raw, "") for piece in pieces]


def test_glued_packets_are_parted_and_half_a_one_waits() -> None:
    splitter = Splitter()
    assert [piece.raw for piece in splitter.feed(ONE + PING + ONE[:50])] == [ONE, PING]
    assert splitter.pending_octets == 50
    assert [piece.raw for piece in splitter.feed(ONE[50:])] == [ONE]
    assert splitter.pending_octets == 0


@pytest.mark.parametrize(
    ("noise", "fault"),
    [
        (b"GET / HTTP/1.1\r\n", MqttFault.FLAGS),
        (b"\x00", MqttFault.KIND),
        (b"\x30\xff\xff\xff\xff", MqttFault.REMAINING_LENGTH),
        (b"\x30\x80\x80\x08", MqttFault.TOO_LONG),
        (b"##0101QN=", MqttFault.FLAGS),
    ],
)
def test_what_is_no_packet_is_told_once_and_ends_the_stream(noise: bytes, fault: MqttFault) -> None:
    splitter = Splitter()
    first, second = splitter.feed(PING + noise)
    assert (first.raw, second.raw) == (PING, noise)
    assert second.fault is not None
    assert second.fault.fault is fault
    assert splitter.feed(PING) == []
    assert splitter.pending_octets == 0


def test_the_longest_packet_is_taken_and_never_more_is_kept() -> None:
    longest = packet_encode(Publish("a", b"x" * (MOST_OCTETS - 4 - 3)))
    assert len(longest) == MOST_OCTETS
    splitter = Splitter()
    for start in range(0, MOST_OCTETS - 1, 1_000):
        splitter.feed(longest[start : min(start + 1_000, MOST_OCTETS - 1)])
    assert splitter.pending_octets == MOST_OCTETS - 1
    assert [piece.raw for piece in splitter.feed(longest[-1:])] == [longest]
    longer = packet_encode(Publish("a", b"x" * (MOST_OCTETS - 4 - 2)))
    assert told(split(longer)) == [(b"", "too_long")]


STRETCHES = st.one_of(
    PACKETS.map(packet_encode),
    st.sampled_from([ONE[:60], b"\x00", b"\xff", b"noise", b"\x30\x80\x80\x80\x80"]),
    st.binary(max_size=20),
)


@given(st.lists(STRETCHES, max_size=6), st.lists(st.integers(0, 5_000), max_size=12))
def test_the_cuts_change_nothing(stretches: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(stretches)
    assert told(split(stream, cuts)) == told(split(stream))
    assert told(split(stream, range(len(stream)))) == told(split(stream))
