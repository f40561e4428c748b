"""One frame: what the sources expect, what is refused, what is written and read again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.faults import CommonFault, Fault, FrameError
from xiuhua.sensing.codecs.sl651.bodies import report_read
from xiuhua.sensing.codecs.sl651.decoder import frame_decode
from xiuhua.sensing.codecs.sl651.encoder import frame_encode
from xiuhua.sensing.codecs.sl651.faults import Sl651Fault
from xiuhua.sensing.codecs.sl651.frames import Encoding, Frame, Mark
from xiuhua.sensing.codecs.sl651.tests.kit import HEAD, REPORT, crc_bit_by_bit, wire, wire_ascii
from xiuhua.sensing.codecs.tests.vectors import ReferenceVectors


def test_every_published_frame_reads_as_its_source_expects(reference_vectors: ReferenceVectors) -> None:
    for vector in reference_vectors("sl651"):
        raw = bytes.fromhex(vector["frame"])
        frame, expected = frame_decode(raw), vector["decoded"] | vector["expected"]
        report = report_read(frame)
        values = {str(element.symbol): element.value for element in report.elements}
        found: dict[str, object] = {
            **values,
            "crc": raw[-2:].hex().upper(),
            "func": f"{frame.function:02X}",
            "station": frame.station,
            "center": frame.centre,
            "password": frame.password.lower(),
            "direction": "down" if frame.down else "up",
            "end": frame.end.name,
            "serial": report.serial,
            "send_time": f"{report.sent_at:%y%m%d%H%M%S}" if report.sent_at else None,
            "cls": f"{ord(report.station_class):02X}" if report.station_class else None,
        }
        assert {name: found[name] for name in expected if name in found} == {
            name: value for name, value in expected.items() if name in found
        }
        read = [one for one in expected.get("elements", ()) if "value" in one]
        assert [one.id for one in report.elements] == [one["id"] for one in read]
        assert [
            list(one.value) if isinstance(one.value, tuple) else one.value for one in report.elements
        ] == [one["value"] for one in read]
        assert frame_encode(frame) == raw


def damaged(raw: bytes, place: int, value: int) -> bytes:
    changed = bytearray(raw)
    changed[place] = value
    content = bytes(changed[:-2])
    return content + crc_bit_by_bit(content).to_bytes(2)


WHOLE = wire(REPORT)


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", Sl651Fault.NOT_A_FRAME),
        (b"\x7e\x00", Sl651Fault.NOT_A_FRAME),
        (WHOLE[:10], CommonFault.TRUNCATED),
        (WHOLE[:-1], CommonFault.TRUNCATED),
        (WHOLE + b"\x00", CommonFault.LENGTH),
        (WHOLE[:-1] + bytes((WHOLE[-1] ^ 1,)), CommonFault.CHECKSUM),
        (damaged(WHOLE, 13, 0x55), Sl651Fault.MARKS),
        (damaged(WHOLE, -3, 0x55), Sl651Fault.MARKS),
        (wire("00", packet="002003"), Sl651Fault.PACKETS),
        (wire("", packet="0000"), Sl651Fault.PACKETS),
        (wire_ascii(HEAD)[:-1] + b"g", Sl651Fault.ASCII_FIELD),
    ],
)
def test_bad_frames_say_why(raw: bytes, fault: Fault) -> None:
    with pytest.raises(FrameError) as refused:
        frame_decode(raw)
    assert refused.value.fault is fault
    assert refused.value.sentence("zh") != refused.value.sentence("en")


FRAMES = st.builds(
    Frame,
    encoding=st.sampled_from(Encoding),
    down=st.booleans(),
    centre=st.integers(0, 255),
    station=st.from_regex(r"[0-9A-F]{10}", fullmatch=True),
    password=st.from_regex(r"[0-9A-F]{4}", fullmatch=True),
    function=st.integers(0, 255),
    packet=st.none()
    | st.integers(1, 4095).flatmap(lambda total: st.tuples(st.integers(1, total), st.just(total))),
    body=st.binary(max_size=300),
    end=st.sampled_from([mark for mark in Mark if mark not in {Mark.STX, Mark.SYN}]),
)


@given(FRAMES)
def test_what_is_written_is_read_again(frame: Frame) -> None:
    assert frame_decode(frame_encode(frame)) == frame


@pytest.mark.parametrize(
    "change",
    [
        {"station": "1"},
        {"password": "xyz"},
        {"centre": 256},
        {"function": -1},
        {"packet": (3, 2)},
        {"body": bytes(4096)},
    ],
)
def test_what_fits_no_frame_is_not_written(change: dict[str, object]) -> None:
    fits = Frame(centre=1, station="0012345678", password="1234", function=50, body=b"", end=Mark.ETX)
    assert frame_encode(fits)
    with pytest.raises(FrameError):
        frame_encode(replace(fits, **change))  # type: ignore[arg-type]  # a table of fields


@given(st.binary(max_size=60) | st.binary(max_size=40).map(lambda noise: WHOLE[:14] + noise))
def test_no_bytes_raise_anything_else(raw: bytes) -> None:
    with suppress(FrameError):
        report_read(frame_decode(raw))


@given(FRAMES)
def test_no_frame_with_a_right_checksum_raises_anything_else(frame: Frame) -> None:
    with suppress(FrameError):
        report_read(frame)


@given(st.sampled_from(range(0x2F, 0x52)), st.binary(max_size=80), st.sampled_from(Encoding))
def test_no_body_raises_anything_else(function: int, noise: bytes, encoding: Encoding) -> None:
    head = HEAD.encode() if encoding is Encoding.ASCII else bytes.fromhex(HEAD)
    frame = Frame(
        encoding=encoding, centre=1, station="0012345678", password="1234", function=function,
        body=head + noise, end=Mark.ETX,
    )  # fmt: skip
    assert report_read(frame).serial == 7
