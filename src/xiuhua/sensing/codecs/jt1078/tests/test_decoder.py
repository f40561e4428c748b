"""Media frames: headers worked by hand, broken ones by name, streams for every cut."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.faults import CommonFault, Fault, FrameError
from xiuhua.sensing.codecs.jt1078.decoder import (
    LONGEST_MEDIA,
    MARK,
    MediaFrame,
    MediaType,
    Subpackage,
    media_frame_read,
)
from xiuhua.sensing.codecs.jt1078.faults import Jt1078Fault
from xiuhua.sensing.codecs.jt1078.printing import frames_print
from xiuhua.sensing.codecs.jt1078.splitting import Splitter
from xiuhua.sensing.codecs.options import PrintOptions

# cuteLittleDevil/go-jt808, jt1078_test: H.264, marker set, SIM 295696659617, channel 1, I picture, last part.
PICTURE = bytes.fromhex("3031636481E20000295696659617010200000000000000000000000000020000")
BYTES = bytes.fromhex("3031636481E200002956966596170240000101")


def built(
    media: bytes,
    *,
    sim: str = "013800138000",
    kind: MediaType = MediaType.P_PICTURE,
    part: Subpackage = Subpackage.WHOLE,
    version: int = 0x81,
    serial: int = 7,
) -> bytes:
    """Return a frame as a terminal would build it, byte by byte from the table of the standard."""
    stamps = b"" if kind is MediaType.BYTES else (1000).to_bytes(8, "big")
    if kind < MediaType.SOUND:
        stamps += (40).to_bytes(2, "big") + (20).to_bytes(2, "big")
    head = MARK + bytes((version, 0x80 | 98)) + serial.to_bytes(2, "big") + bytes.fromhex(sim)
    return head + bytes((3, kind << 4 | part)) + stamps + len(media).to_bytes(2, "big") + media


def test_a_captured_picture_is_read() -> None:
    assert media_frame_read(PICTURE) == MediaFrame(
        sim="295696659617", channel=1, data_type=MediaType.I_PICTURE, subpackage=Subpackage.LAST,
        payload_type=98, marker=True, serial=0, timestamp_ms=0, since_i_frame_ms=0, since_frame_ms=0,
        media=b"\0\0",
    )  # fmt: skip


def test_bytes_have_no_time() -> None:
    frame = media_frame_read(BYTES)
    assert (frame.data_type, frame.timestamp_ms, frame.since_frame_ms, frame.media) == (4, None, None, b"\1")


@pytest.mark.parametrize("sim", ["013800138000", "00000000013800138000"])
@pytest.mark.parametrize("kind", MediaType)
@pytest.mark.parametrize("part", Subpackage)
def test_every_kind_is_read_with_either_width_of_the_sim(sim: str, kind: MediaType, part: Subpackage) -> None:
    frame = media_frame_read(built(b"media", sim=sim, kind=kind, part=part))
    assert (frame.sim, frame.channel, frame.data_type, frame.subpackage) == (sim, 3, kind, part)
    assert frame.timestamp_ms == (None if kind is MediaType.BYTES else 1000)
    assert frame.since_i_frame_ms == (40 if kind < MediaType.SOUND else None)
    assert frame.media == b"media"
    assert frame.warnings == ()


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (PICTURE[:-1], CommonFault.LENGTH),
        (PICTURE + b"\0", CommonFault.LENGTH),
        (PICTURE[:12], CommonFault.TRUNCATED),
        (PICTURE[:20], CommonFault.TRUNCATED),
        (b"\x7e" + PICTURE, Jt1078Fault.MARK),
        (built(b"x", sim="01380013800A"), Jt1078Fault.BCD),
        (PICTURE[:15] + b"\x50" + PICTURE[16:], Jt1078Fault.KIND),
        (PICTURE[:15] + b"\x04" + PICTURE[16:], Jt1078Fault.KIND),
        (b"", CommonFault.TRUNCATED),
    ],
)
def test_what_is_broken_is_refused_by_name(raw: bytes, fault: Fault) -> None:
    with pytest.raises(FrameError) as caught:
        media_frame_read(raw)
    assert caught.value.fault is fault
    assert caught.value.sentence("zh") != caught.value.sentence("en")


@pytest.mark.parametrize("length", [LONGEST_MEDIA, LONGEST_MEDIA + 1, 65_535])
def test_more_media_than_the_standard_allows_are_read_with_a_warning(length: int) -> None:
    frame = media_frame_read(built(bytes(length), version=0x80))
    assert len(frame.media) == length
    odd = [Jt1078Fault.VERSION, *([Jt1078Fault.OVERLONG] if length > LONGEST_MEDIA else [])]
    assert [warning.fault for warning in frame.warnings] == odd


@given(st.binary(max_size=60), st.sampled_from([b"", MARK, PICTURE[:14]]))
def test_whatever_comes_only_a_frame_error_is_raised(raw: bytes, begun: bytes) -> None:
    with suppress(FrameError):
        media_frame_read(begun + raw)


def split(splitter: Splitter, *pieces: bytes) -> list[bytes]:
    """Return what a splitter makes of some pieces."""
    return [frame for piece in pieces for frame in splitter.feed(piece)]


@pytest.mark.parametrize("sim", ["013800138000", "00000000013800138000"])
@given(
    st.lists(st.binary(max_size=20).filter(lambda media: MARK[:1] not in media), min_size=1, max_size=5),
    st.binary(max_size=10).filter(lambda noise: MARK[:1] not in noise),
    st.lists(st.integers(0, 300), max_size=4),
)
def test_every_cut_of_a_stream_gives_the_same_frames(
    sim: str, media: list[bytes], noise: bytes, cuts: list[int]
) -> None:
    frames = [built(one, sim=sim, serial=at) for at, one in enumerate(media)]
    stream = noise + b"".join(frames) + MARK
    ends = sorted(min(cut, len(stream)) for cut in cuts)
    splitter = Splitter()
    pieces = [stream[since:until] for since, until in zip([0, *ends], [*ends, len(stream)], strict=True)]
    assert split(splitter, *pieces) == frames
    assert (splitter.skipped, splitter.pending) == (len(noise), len(MARK))
    assert split(Splitter(), *(bytes((byte,)) for byte in stream)) == frames


def test_a_splitter_that_is_told_the_width_waits_for_nothing() -> None:
    splitter = Splitter(sim_width=6)
    assert splitter.feed(PICTURE) == [PICTURE]
    assert splitter.pending == 0


def test_a_mark_that_begins_no_frame_is_passed_over() -> None:
    splitter = Splitter(sim_width=6)
    broken = MARK + b"\xff" * 30
    assert splitter.feed(broken + PICTURE) == [PICTURE]
    assert splitter.skipped == len(broken)


def test_frames_are_printed_without_their_media() -> None:
    good, bad = frames_print(f"{PICTURE.hex()}\nnonsense\n".encode(), PrintOptions(language="zh-hans"))
    json.dumps([good, bad])
    assert (good["ok"], good["sim"], good["media_bytes"], good["line"]) == (True, "295696659617", 2, 1)
    assert (bad["ok"], bad["error"], bad["line"]) == (False, "这一行不是十六进制文本。", 2)
