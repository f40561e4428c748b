"""The stream: glued, cut anywhere, with noise and wrong lengths, and never more than one frame kept."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.faults import CommonFault
from xiuhua.sensing.codecs.hj212.faults import Hj212Fault
from xiuhua.sensing.codecs.hj212.splitter import MOST_OCTETS, Piece, Splitter
from xiuhua.sensing.codecs.hj212.tests.kit import upload, wire

ONE, TWO = wire(upload()), wire(upload("LA-Rtd=50.1"))
BARE = ONE.removesuffix(b"\r\n")


def split(stream: bytes, *, cuts: Sequence[int] = ()) -> list[Piece]:
    splitter = Splitter()
    ends = [*sorted(cut % (len(stream) + 1) for cut in cuts), len(stream)]
    pieces: list[Piece] = []
    at = 0
    for end in ends:
        pieces += splitter.feed(stream[at:end])
        at = end
    return [*pieces, *splitter.close()]


def told(pieces: Sequence[Piece]) -> list[tuple[bytes, str | None, bool]]:
    return [
        (piece.raw, piece.fault.fault.value if piece.fault else None, piece.after_unclosed)
        for piece in pieces
    ]


def test_glued_frames_are_parted() -> None:
    assert told(split(ONE + TWO)) == [(BARE, None, False), (TWO[:-2], None, False)]


def test_half_a_frame_waits_and_is_told_when_the_stream_ends() -> None:
    splitter = Splitter()
    assert splitter.feed(ONE[:40]) == []
    assert splitter.pending_octets == 40
    (left,) = splitter.close()
    assert left.fault is not None
    assert left.fault.fault is CommonFault.TRUNCATED
    assert splitter.feed(TWO)[0].raw == TWO[:-2]


def test_noise_is_told_once_and_passed_over() -> None:
    found = split(b"GET / HTTP/1.1\r\n\r\n" + ONE)
    assert told(found) == [(b"GET/HTTP/1.1", "not_a_frame", False), (BARE, None, False)]


def test_a_length_too_long_loses_only_its_own_frame() -> None:
    wrong = wire(upload(), length="0900")
    assert [piece.raw for piece in split(wrong + ONE)] == [wrong[:-2], BARE]


def test_a_length_too_short_loses_only_its_own_frame() -> None:
    wrong = wire(upload(), length="0050")
    assert [piece.raw for piece in split(wrong + ONE)] == [wrong[:-2], BARE]


def test_a_frame_cut_off_ends_where_the_next_begins() -> None:
    assert [piece.raw for piece in split(ONE[:60] + TWO)] == [ONE[:60], TWO[:-2]]


def test_a_frame_without_line_end_is_noticed_at_the_next() -> None:
    assert told(split(BARE + TWO)) == [(BARE, None, False), (TWO[:-2], None, True)]


def test_a_length_of_two_digits_is_followed() -> None:
    short = wire("ST=91;CN=9014;PW=123456;MN=1;CP=&&&&", length="36")
    assert split(short + ONE)[0].raw == short[:-2]


def test_a_frame_that_never_ends_is_given_up() -> None:
    found = split(b"##9999QN=" + b"x" * (2 * MOST_OCTETS) + b"\r\n" + ONE)
    assert [piece.fault.fault if piece.fault else None for piece in found] == [
        Hj212Fault.TOO_LONG, Hj212Fault.NOT_A_FRAME, None,
    ]  # fmt: skip


def test_never_more_than_one_frame_is_kept() -> None:
    splitter = Splitter()
    for _ in range(50):
        splitter.feed(b"##9999QN=" + b"x" * 5000)
        assert splitter.pending_octets < MOST_OCTETS
    for _ in range(50):
        splitter.feed(b"y" * 5000)
    assert splitter.pending_octets == 0 or splitter.pending_octets < MOST_OCTETS


STRETCHES = st.sampled_from([
    ONE, TWO, BARE, ONE[:60], ONE[60:], wire(upload(), length="0900"), wire(upload(), length="0010"), b"##",
    b"##12", b"#", b"noise", b"\r\n", wire(upload(), crc="0000"), b"##0006CP=&&&&1C80", b"&&1C80\r\n",
])  # fmt: skip


@given(st.lists(STRETCHES, max_size=8), st.lists(st.integers(0, 5000), max_size=12))
def test_the_cuts_change_nothing(stretches: list[bytes], cuts: list[int]) -> None:
    stream = b"".join(stretches)
    assert told(split(stream, cuts=cuts)) == told(split(stream))
    assert told(split(stream, cuts=range(len(stream)))) == told(split(stream))


def test_a_mark_without_a_length_is_passed_over() -> None:
    # Found by Atheris: CR LF at the beginning, && six bytes before the end, a mark without a length between.
    stream = b"\r\n##16&\x00!##0056QN=1;##11CN=2&&0MA="
    assert all(piece.raw for piece in split(stream))
    assert split(b"\r\n##x" + b"&&0000\r\n"[:6] + ONE)[-1].raw == BARE
