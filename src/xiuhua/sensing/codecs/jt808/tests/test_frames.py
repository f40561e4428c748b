"""Frames: what is written is read again; what is broken is refused by name."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.faults import CommonFault, Fault, FrameError
from xiuhua.sensing.codecs.jt808.decoder import message_read
from xiuhua.sensing.codecs.jt808.faults import Jt808Fault
from xiuhua.sensing.codecs.jt808.frames import (
    LONGEST_BODY,
    LONGEST_CONTENT,
    Edition,
    Frame,
    Part,
    checksum,
    frame_read,
    frame_write,
)
from xiuhua.sensing.codecs.jt808.tests.strategies import frames

# 0x0002 of phone 40021679287, serial 43: its checksum is 7E (SmallChi/JT808, JT808_0x0002Test).
ESCAPED_CHECKSUM = bytes.fromhex("7E00020000040021679287002B7D027E")
# 0x0002 of phone 679, serial 0: its checksum is 7D and was not escaped (go-jt808, jt808_test).
LOOSE_CHECKSUM = bytes.fromhex("7E0002000000000000067900007D7E")


def content_of(raw: bytes) -> bytes:
    """Return what stands between the delimiters, still escaped."""
    return raw.removeprefix(b"\x7e").removesuffix(b"\x7e")


def fault_of(content: bytes) -> Fault:
    """Return why a content is refused."""
    with pytest.raises(FrameError) as caught:
        frame_read(content)
    assert caught.value.sentence("zh-hans")
    assert caught.value.sentence("en")
    return caught.value.fault


def sealed(unsealed: bytes) -> bytes:
    """Return a header and body with their checksum, escaped."""
    whole = unsealed + bytes((checksum(unsealed),))
    return whole.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02")


@given(frames())
def test_what_is_written_is_read_again(frame: Frame) -> None:
    raw = frame_write(frame)
    assert raw.count(b"\x7e") == 2
    assert frame_read(content_of(raw), frame.edition) == frame


@given(frames(), st.data())
def test_a_changed_byte_is_found(frame: Frame, data: st.DataObject) -> None:
    sent = content_of(frame_write(frame))
    whole = bytearray(sent.replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d"))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 0xFF))
    escaped = bytes(whole).replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02")
    assert fault_of(escaped) is CommonFault.CHECKSUM


@given(frames(), st.data())
def test_a_frame_cut_short_is_refused(frame: Frame, data: st.DataObject) -> None:
    whole = content_of(frame_write(frame))
    cut = whole[: data.draw(st.integers(0, len(whole) - 1))]
    if whole == cut + b"\x01":  # half of an escaped checksum 7D looks like one that was not escaped
        return
    with pytest.raises(FrameError):
        frame_read(cut, frame.edition)


@given(st.binary(max_size=LONGEST_CONTENT + 10))
def test_whatever_comes_only_a_frame_error_is_raised(content: bytes) -> None:
    for candidate in (content, sealed(content)):
        with suppress(FrameError):
            message_read(frame_read(candidate))


@pytest.mark.parametrize(
    "body", [b"\x7e", b"\x7d", b"\x7e\x7d", b"\x7d\x02", b"\x7d\x01\x7e", b"\x7e" * LONGEST_BODY]
)
def test_escaped_bytes_at_the_edges_of_a_body_come_out_whole(body: bytes) -> None:
    frame = Frame(0x0900, Edition.E2013, "13800138000", 0x7D7E, body)
    assert frame_read(content_of(frame_write(frame))) == frame


def test_an_escaped_checksum_is_read() -> None:
    frame = frame_read(content_of(ESCAPED_CHECKSUM))
    assert (frame.message_id, frame.phone, frame.serial, frame.warnings) == (2, "40021679287", 43, ())


def test_a_checksum_that_was_not_escaped_is_read_with_a_warning() -> None:
    frame = frame_read(content_of(LOOSE_CHECKSUM))
    assert (frame.message_id, frame.phone) == (2, "679")
    assert [warning.fault for warning in frame.warnings] == [Jt808Fault.LOOSE_CHECKSUM]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Jt808Fault.HEADER),
        (bytes.fromhex("0101"), Jt808Fault.HEADER),
        (bytes.fromhex("00020000040021679287002B7D03"), Jt808Fault.ESCAPE),
        (bytes.fromhex("000200007D040021679287002B7D02"), Jt808Fault.ESCAPE),
        (bytes.fromhex("00020000040021679287002B7F"), CommonFault.CHECKSUM),
        (b"\x55" * (LONGEST_CONTENT + 1), Jt808Fault.OVERLONG),
        (sealed(bytes.fromhex("00020001040021679287002B")), CommonFault.LENGTH),
        (sealed(bytes.fromhex("00020000040021679287002BFF")), CommonFault.LENGTH),
        (sealed(bytes.fromhex("00020000A40021679287002B")), Jt808Fault.BCD),
        (sealed(bytes.fromhex("00024000040021679287002B")), Jt808Fault.HEADER),
        (sealed(bytes.fromhex("08012000040021679287002B00030000")), Jt808Fault.PART),
        (sealed(bytes.fromhex("08012000040021679287002B00030004")), Jt808Fault.PART),
    ],
)
def test_what_is_broken_is_refused_by_name(content: bytes, fault: Fault) -> None:
    assert fault_of(content) is fault


def test_an_encrypted_body_is_kept_and_warned_of() -> None:
    frame = Frame(0x0801, Edition.E2013, "1234567890", 734, b"\0\x1a\0\2\x21", 1)
    read = frame_read(content_of(frame_write(frame)))
    assert (read.encryption, read.body) == (1, frame.body)
    assert [warning.fault for warning in read.warnings] == [Jt808Fault.ENCRYPTED]


def test_a_body_longer_than_a_frame_can_say_is_not_written() -> None:
    frame = Frame(0x0900, Edition.E2013, "1", 0, bytes(LONGEST_BODY + 1))
    with pytest.raises(ValueError, match="does not fit one frame"):
        frame_write(frame)


@pytest.mark.parametrize("phone", ["", "1234567890123", "12a", "１２"])
def test_a_phone_that_is_no_number_is_not_written(phone: str) -> None:
    with pytest.raises(ValueError, match="no phone"):
        frame_write(Frame(2, Edition.E2013, phone, 0, b""))


def test_the_edition_of_2019_has_twenty_digits_and_says_so() -> None:
    frame = Frame(0x0002, Edition.E2019, "12345678901234567890", 1, b"", 0, Part(3, 2))
    assert frame_read(content_of(frame_write(frame)), Edition.E2011) == frame
