"""The stream: glued, cut anywhere, with noise, in both encodings, and never more than one frame kept."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.faults import CommonFault
from xiuhua.sensing.codecs.sl651.splitter import MOST_OCTETS, Piece, Splitter
from xiuhua.sensing.codecs.sl651.tests.kit import HEAD, REPORT, wire, wire_ascii

ONE, TWO = wire(REPORT), wire(HEAD, function="2F")
THREE = wire_ascii(f"{HEAD}ST 0012345678 H TT 2607061035 Z 10.490 ")


def split(stream: bytes, *, cuts: Sequence[int] = ()) -> list[Piece]:
    splitter = Splitter()
    pieces: list[Piece] = []
    at = 0
    for end in [*sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]:
        pieces += splitter.feed(stream[at:end])
        at = end
    return [*pieces, *splitter.close()]


def told(pieces: Sequence[Piece]) -> list[tuple[bytes, str | None]]:
    return [(piece.raw, piece.fault.fault.value if piece.fault else None) for piece in pieces]


def test_glued_frames_of_both_encodings_are_parted() -> None:
    assert told(split(ONE + THREE + TWO)) == [(ONE, None), (THREE, None), (TWO, None)]


def test_noise_is_told_once_and_passed_over() -> None:
    assert told(split(b"\x7e\x00AT+CSQ" + ONE)) == [(b"\x7e\x00AT+CSQ", "not_a_frame"), (ONE, None)]


def test_a_frame_is_found_behind_stray_start_bytes() -> None:
    assert told(split(b"\x7e\x7e\x7e" + TWO))[-1] == (TWO, None)


def test_a_length_too_long_does_not_swallow_what_follows() -> None:
    wrong = bytearray(ONE)
    wrong[12] += 9
    assert told(split(bytes(wrong) + TWO + ONE))[-2:] == [(TWO, None), (ONE, None)]


def test_half_a_frame_is_told_when_the_stream_ends() -> None:
    (left,) = split(ONE[:-5])
    assert left.fault is not None
    assert left.fault.fault is CommonFault.TRUNCATED
    assert dict(left.fault.details) == {"expected": len(ONE), "found": len(ONE) - 5}


@given(st.binary(max_size=3000))
def test_never_more_than_one_frame_is_kept(noise: bytes) -> None:
    splitter = Splitter()
    for _ in range(5):
        splitter.feed(b"\x7e\x7e" + bytes(9) + b"\x0f\xff\x02" + noise)
        assert splitter.pending_octets < MOST_OCTETS


STRETCHES = st.sampled_from(
    [ONE, TWO, THREE, ONE[:20], ONE[20:], THREE[:30], b"\x7e", b"\x01", b"\x7e\x7e", b"x"]
)


@given(st.lists(STRETCHES, max_size=8), st.lists(st.integers(0, 2000), max_size=12))
def test_the_cuts_change_nothing(stretches: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(stretches)
    assert told(split(stream, cuts=cuts)) == told(split(stream))
    assert told(split(stream, cuts=range(len(stream)))) == told(split(stream))
