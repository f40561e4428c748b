"""Messages: each layout writes what it reads; what cannot be read raises nothing but a frame error."""

from __future__ import annotations

import struct
from dataclasses import fields
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.jt808.bodies import BODIES, Body, RawBody, body_read
from xiuhua.sensing.codecs.jt808.decoder import MODULES, message_read
from xiuhua.sensing.codecs.jt808.encoder import message_frames
from xiuhua.sensing.codecs.jt808.faults import Jt808Fault
from xiuhua.sensing.codecs.jt808.frames import LONGEST_BODY, Edition, Frame, Part, frame_read
from xiuhua.sensing.codecs.jt808.messages.links import (
    Authentication,
    PartsRequest,
    PlatformAck,
    Registration,
    TerminalAck,
    TimeAnswer,
)
from xiuhua.sensing.codecs.jt808.messages.media import MediaAnswer, PhotographAnswer
from xiuhua.sensing.codecs.jt808.messages.settings import ParametersSet
from xiuhua.sensing.codecs.jt808.messages.texts import BytesUp, DriverCard, TextMessage
from xiuhua.sensing.codecs.jt808.parameters import Parameter
from xiuhua.sensing.codecs.jt808.tests.strategies import EDITIONS, bodies
from xiuhua.sensing.codecs.jt808.tests.test_frames import content_of
from xiuhua.sensing.codecs.jt808.wire import Reader

LAYOUTS = sorted(BODIES.values(), key=lambda layout: layout.message_id)
_BY_LAYOUT = pytest.mark.parametrize(
    "layout", LAYOUTS, ids=[f"0x{layout.message_id:04X}" for layout in LAYOUTS]
)


def read(layout: type[Body], raw: bytes, edition: Edition = Edition.E2013) -> tuple[Body, list[str]]:
    """Return a body and the codes of what it was read in spite of."""
    reader = Reader(raw, edition)
    body = body_read(layout, reader)
    return body, [warning.fault.value for warning in reader.warnings]


def as_read(body: Body, edition: Edition) -> Body:
    """Return a body as it can come back: what an edition does not send is not read either."""
    match body:
        case Authentication() if edition is not Edition.E2019:
            return Authentication(body.auth_code, "", "")
        case PhotographAnswer() if body.result:
            return PhotographAnswer(body.ack_serial, body.result, ())
    return body


@_BY_LAYOUT
@given(data=st.data())
def test_a_body_that_is_written_is_read_again(layout: type[Body], data: st.DataObject) -> None:
    body, edition = data.draw(bodies(layout))
    assert read(layout, body.write(edition), edition) == (as_read(body, edition), [])


@_BY_LAYOUT
@given(raw=st.binary(max_size=200), edition=EDITIONS)
def test_no_bytes_raise_anything_but_a_frame_error(layout: type[Body], raw: bytes, edition: Edition) -> None:
    frame = Frame(layout.message_id, edition, "1", 0, raw)
    try:
        message, _ = message_read(frame)
    except FrameError:
        return
    assert type(message) is layout


@_BY_LAYOUT
def test_a_message_has_its_name_in_both_languages(layout: type[Body]) -> None:
    assert layout.zh
    assert layout.en
    assert layout.__doc__
    assert len(fields(layout)) == len(layout.wires)  # type: ignore[arg-type]  # every layout is a dataclass


def test_every_layout_is_in_a_module_that_the_decoder_imports() -> None:
    modules = {module.__name__ for module in MODULES}
    assert {layout.__module__ for layout in LAYOUTS} == modules


def test_messages_that_a_platform_needs_are_known() -> None:
    assert BODIES.keys() >= {
        0x0001, 0x8001, 0x0002, 0x0003, 0x8003, 0x0100, 0x8100, 0x0102, 0x0704, 0x0900, 0x8900, 0x8103,
        0x8104,
        0x0104, 0x8300, 0x8105, 0x0800, 0x0801, 0x8800, 0x8801, 0x9101, 0x9102, 0x9105, 0x9201, 0x9202,
        0x9205,
        0x1205, 0x9003, 0x1003, 0x1005, 0x9206, 0x1206, 0x9207,
    }  # fmt: skip


@pytest.mark.parametrize("frame", [
    Frame(0x0999, Edition.E2013, "1", 0, b"\1\2"),
    Frame(0x0801, Edition.E2013, "1", 0, b"\1\2", 0, Part(2, 1)),
    Frame(0x0200, Edition.E2013, "1", 0, b"\1\2", 1),
])  # fmt: skip
def test_what_cannot_be_read_yet_stays_bytes(frame: Frame) -> None:
    assert message_read(frame) == (RawBody(frame.message_id, b"\1\2"), ())


def test_a_body_that_ends_too_early_is_refused_and_one_that_goes_on_is_warned_of() -> None:
    with pytest.raises(FrameError) as caught:
        read(PlatformAck, b"\0\1\2\0")
    assert caught.value.fault is Jt808Fault.BODY
    assert read(PlatformAck, b"\0\1\2\0\0\xff") == (PlatformAck(1, 0x0200, 0), ["surplus"])


def test_padding_by_the_character_0_is_understood_in_the_wide_fields_only() -> None:
    padded = b"\0\x1f\0\x73" + b"00123456789" + b"0" * 25 + b"MODEL" + b"0" * 23 + b"7654321" + b"\1"
    padded += "测A1234".encode("gbk")
    found, warnings = read(Registration, padded, Edition.E2019)
    assert found == Registration(31, 115, "123456789", "MODEL", "7654321", 1, "测A1234")
    assert warnings == ["zero_padding"] * 3
    narrow = b"\0\x1f\0\x73" + b"00123" + b"MODEL".ljust(20, b"\0") + b"0000001" + b"\1"
    found, warnings = read(Registration, narrow)
    assert found == Registration(31, 115, "00123", "MODEL", "0000001", 1, "")
    assert warnings == []


def test_a_text_that_is_not_gbk_is_shown_as_far_as_it_goes() -> None:
    found, warnings = read(TextMessage, b"\1A\xff\xffB")
    assert found == TextMessage(1, 0, "A\ufffd\ufffdB")
    assert warnings == ["text"]


def test_an_authentication_of_2013_behind_a_header_of_2019_is_understood() -> None:
    found, warnings = read(Authentication, b"ABC", Edition.E2019)
    assert found == Authentication("ABC", "", "")
    assert warnings == ["old_layout"]
    whole = b"\3ABC" + b"861234567890123" + b"V1.0".ljust(20, b"\0")
    assert read(Authentication, whole, Edition.E2019)[0] == Authentication("ABC", "861234567890123", "V1.0")
    assert read(Authentication, b"\3ABC", Edition.E2019)[0] == Authentication("ABC", "", "")


def test_a_list_of_missing_parts_counts_in_two_bytes_since_2019() -> None:
    request = PartsRequest(7, (1, 2))
    assert request.write(Edition.E2013) == bytes.fromhex("0007 02 0001 0002")
    assert request.write(Edition.E2019) == bytes.fromhex("0007 0002 0001 0002")


def test_the_platforms_time_is_sent_in_utc() -> None:
    at = datetime(2026, 1, 1, 0, 30, tzinfo=UTC)
    assert TimeAnswer(at).write(Edition.E2019) == bytes.fromhex("260101003000")
    assert TimeAnswer(None).write(Edition.E2019) == bytes(6)


def test_an_answer_to_a_picture_that_came_whole_is_its_id_alone() -> None:
    assert MediaAnswer(7, ()).write(Edition.E2013) == bytes.fromhex("00000007")
    assert read(MediaAnswer, bytes.fromhex("00000007 01 0003"))[0] == MediaAnswer(7, (3,))


def test_a_card_that_was_taken_out_ends_with_its_time() -> None:
    found, warnings = read(DriverCard, bytes.fromhex("02 260101120000"))
    assert isinstance(found, DriverCard)
    assert (found.status, found.name, warnings) == (2, "", [])


def test_parameters_know_their_key_and_value() -> None:
    raw = bytes.fromhex("03 00000001 04 0000001E 00000013 07") + b"1.2.3.4" + bytes.fromhex("0000F364 01 AA")
    found, _ = read(ParametersSet, raw)
    assert isinstance(found, ParametersSet)
    assert [(one.key, one.value) for one in found.parameters] == [
        ("heartbeat_interval_s", 30), ("server", "1.2.3.4"), ("", None),
    ]  # fmt: skip
    assert found.parameters[2] == Parameter(0xF364, b"\xaa")


@pytest.mark.parametrize("edition", list(Edition))
def test_a_body_of_65535_bytes_travels_in_parts(edition: Edition) -> None:
    message = BytesUp(0x41, bytes(range(256)) * 255 + bytes(254))
    raw = message_frames(message, phone="13800138000", serial=0xFFF0, edition=edition)
    frames = [frame_read(content_of(one), edition) for one in raw]
    assert [frame.part for frame in frames] == [Part(65, number) for number in range(1, 66)]
    assert [frame.serial for frame in frames[14:18]] == [0xFFFE, 0xFFFF, 0, 1]
    whole = frames[0]._replace(body=b"".join(frame.body for frame in frames), part=None)
    assert len(whole.body) == 65_535
    assert message_read(whole) == (message, ())
    assert all(len(frame.body) <= LONGEST_BODY for frame in frames)


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (TerminalAck(0x10000, 1, 0), OverflowError),
        (TerminalAck(1, 1, -1), OverflowError),
        (PlatformAck(1, 1, 256), struct.error),
        (TimeAnswer(datetime(1999, 1, 1, tzinfo=UTC)), ValueError),
        (Registration(1, 1, "MAKERS", "", "", 1, ""), ValueError),
    ],
)
def test_a_value_that_does_not_fit_is_not_written(body: Body, error: type[Exception]) -> None:
    with pytest.raises(error):
        body.write(Edition.E2013)
