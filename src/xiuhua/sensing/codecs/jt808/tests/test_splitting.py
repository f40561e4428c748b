"""The splitter: the same frames for every cut, and after whatever stood in between."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.jt808.frames import LONGEST_CONTENT, Frame, frame_write
from xiuhua.sensing.codecs.jt808.splitting import Splitter
from xiuhua.sensing.codecs.jt808.tests.strategies import frames
from xiuhua.sensing.codecs.jt808.tests.test_frames import ESCAPED_CHECKSUM, LOOSE_CHECKSUM, content_of


def split(*pieces: bytes) -> list[bytes]:
    """Return what one splitter makes of some pieces."""
    splitter = Splitter()
    return [content for piece in pieces for content in splitter.feed(piece)]


@given(st.lists(frames() | st.binary(max_size=40), max_size=4), st.lists(st.integers(0, 4000), max_size=6))
def test_every_cut_of_a_stream_gives_the_same_frames(sent: list[Frame | bytes], cuts: list[int]) -> None:
    stream = b"".join(one if isinstance(one, bytes) else frame_write(one) for one in sent)
    ends = sorted(min(cut, len(stream)) for cut in cuts)
    pieces = [stream[since:until] for since, until in zip([0, *ends], [*ends, len(stream)], strict=True)]
    assert split(*pieces) == split(stream) == split(*(bytes((byte,)) for byte in stream))


def test_glued_frames_come_apart_and_frames_may_share_a_delimiter() -> None:
    wanted = [content_of(ESCAPED_CHECKSUM), content_of(LOOSE_CHECKSUM)]
    assert split(ESCAPED_CHECKSUM + LOOSE_CHECKSUM) == wanted
    assert split(ESCAPED_CHECKSUM + LOOSE_CHECKSUM[1:]) == wanted


def test_noise_before_and_between_frames_leaves_them_whole() -> None:
    splitter = Splitter()
    contents = splitter.feed(b"GET / HTTP/1.1" + ESCAPED_CHECKSUM + b"\x01\x02" + ESCAPED_CHECKSUM)
    assert contents == [content_of(ESCAPED_CHECKSUM), b"\x01\x02", content_of(ESCAPED_CHECKSUM)]
    assert splitter.skipped == len(b"GET / HTTP/1.1")


def test_half_a_frame_waits_for_the_other_half() -> None:
    splitter = Splitter()
    assert splitter.feed(ESCAPED_CHECKSUM[:9]) == []
    assert splitter.pending == 8
    assert splitter.feed(ESCAPED_CHECKSUM[9:]) == [content_of(ESCAPED_CHECKSUM)]
    assert splitter.pending == 0


def test_a_stream_without_an_end_is_not_kept() -> None:
    splitter = Splitter()
    for _ in range(100):
        assert splitter.feed(b"\x7e"[: splitter.pending == 0] + bytes(65_535)) == []
        assert splitter.pending == LONGEST_CONTENT + 1
    (overlong,) = splitter.feed(ESCAPED_CHECKSUM[:1])
    assert len(overlong) == LONGEST_CONTENT + 1
    assert splitter.feed(ESCAPED_CHECKSUM[1:]) == [content_of(ESCAPED_CHECKSUM)]
    assert Splitter().feed(bytes(65_535)) == []
