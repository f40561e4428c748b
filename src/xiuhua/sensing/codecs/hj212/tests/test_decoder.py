"""One frame: what the sources expect, what is borne, what is refused."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.faults import CommonFault, Fault, FrameError
from xiuhua.sensing.codecs.hj212.crc import CrcVariant
from xiuhua.sensing.codecs.hj212.decoder import Edition, Frame, frame_decode
from xiuhua.sensing.codecs.hj212.encoder import frame_encode
from xiuhua.sensing.codecs.hj212.faults import Hj212Fault
from xiuhua.sensing.codecs.hj212.tests.kit import MN, crc_of_annex_a, upload, wire
from xiuhua.sensing.codecs.tests.vectors import ReferenceVectors

# HJ 212-2017, annex A: the worked example.
ANNEX_A = (
    b"##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;"
    b"CP=&&RtdInterval=30&&1C80\r\n"
)


def test_every_published_frame_reads_as_its_source_expects(reference_vectors: ReferenceVectors) -> None:
    vectors = reference_vectors("hj212")
    for vector in vectors:
        if not vector["valid"]:
            with pytest.raises(FrameError):
                frame_decode(vector["frame"].encode())
            continue
        frame = frame_decode(vector["frame"].encode())
        found = {"QN": frame.qn, "ST": frame.st, "CN": frame.cn, "PW": frame.pw, "MN": frame.mn}
        found["Flag"] = None if frame.flag is None else str(frame.flag)
        assert {name: text for name, text in found.items() if text is not None} == {
            name: text for name, text in vector["decoded"].items() if name in found
        }
        assert frame.cp == vector["decoded"]["CP"]
        assert vector["expected"].get("CP", {}).items() <= frame.cp.items()


def test_the_example_of_annex_a() -> None:
    assert frame_decode(ANNEX_A) == Frame(
        "20160801085857223", "32", "1062", "100000", MN, 5, {"RtdInterval": "30"}
    )


def test_a_checksum_of_modbus_is_named_and_read_where_the_device_is_known_for_it() -> None:
    raw = ANNEX_A.replace(b"1C80", b"0759")
    with pytest.raises(FrameError) as refused:
        frame_decode(raw)
    assert refused.value.fault is Hj212Fault.OTHER_CRC
    assert refused.value.details["variant"] == "modbus_hl"
    assert frame_decode(raw, CrcVariant.MODBUS_HL) == frame_decode(ANNEX_A)
    assert frame_decode(ANNEX_A.replace(b"1C80", b"5907"), CrcVariant.MODBUS_LH) == frame_decode(ANNEX_A)


def test_a_wrong_checksum_is_borne_only_where_set() -> None:
    raw = wire(upload(), crc="0000")
    with pytest.raises(FrameError) as refused:
        frame_decode(raw)
    assert refused.value.fault is CommonFault.CHECKSUM
    frame = frame_decode(raw, CrcVariant.IGNORE)
    assert [one.fault for one in frame.remarks] == [Hj212Fault.CRC_IGNORED]


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", Hj212Fault.NOT_A_FRAME),
        (b"garbage", Hj212Fault.NOT_A_FRAME),
        (ANNEX_A[:60], CommonFault.TRUNCATED),
        (wire(upload(), length="0423"), CommonFault.LENGTH),
        (wire(upload(), length="0020"), CommonFault.LENGTH),
        (wire(upload(), crc="zz80"), Hj212Fault.NO_CRC),
        (wire(upload(), crc="0x1C"), Hj212Fault.NO_CRC),
        (wire("QN=1;ST=31&&"), Hj212Fault.NO_CP),
        (wire("ST=31;CN=2011;CP=&&&&"), Hj212Fault.MISSING),
        (wire("ST=31;CN=2011;MN;CP=&&&&"), Hj212Fault.FIELD),
        (wire("ST=31;CN=2011;MN=1;CP=&&a;b=1&&"), Hj212Fault.FIELD),
        (wire("ST=31;CN=2011;MN=1;Flag=x;CP=&&&&"), Hj212Fault.NUMBER),
        (wire("ST=31;CN=2011;MN=1;Flag=256;CP=&&&&"), Hj212Fault.NUMBER),
        (wire("ST=31;CN=2011;MN=1;Flag=7;PNUM=2;PNO=3;CP=&&&&"), Hj212Fault.PARTS),
        (wire("ST=31;CN=2011;MN=1;Flag=7;PNUM=two;PNO=1;CP=&&&&"), Hj212Fault.NUMBER),
    ],
)
def test_bad_frames_say_why(raw: bytes, fault: Fault) -> None:
    with pytest.raises(FrameError) as refused:
        frame_decode(raw)
    assert refused.value.fault is fault
    assert refused.value.sentence("zh") != refused.value.sentence("en")


HEAD = f"QN=20260706103512345;ST=31;CN=2011;PW=123456;MN={MN};Flag=5;"


@pytest.mark.parametrize(
    ("segment", "fault"),
    [
        (upload(" LA-Rtd=50.1"), Hj212Fault.SPACE),
        (upload("LA-Rtd=50.1;"), Hj212Fault.TRAILING),
        (upload("LA-Rtd=50.1,LA-flag=N"), Hj212Fault.LOWER_FLAG),
        (upload("LA-td=50.1"), Hj212Fault.TD_TYPO),
        (upload("w01001-Rtd=-99.000000"), Hj212Fault.SENTINEL),
        (upload("PNUM=1;PNO=11;LA-Rtd=1"), Hj212Fault.PARTS_IN_CP),
        (upload("LA-Rtd=1;LA-Rtd=2"), Hj212Fault.TWICE),
        (upload("i1-Info=a,b"), Hj212Fault.COMMA),
        (upload(head="QN=2026;ST=31;CN=2011;PW=1;MN=1;Flag=4;"), Hj212Fault.QN_SHAPE),
        (upload(head="ST=31;CN=2011;PW=1;MN=;Flag=4;"), Hj212Fault.EMPTY_MN),
        (upload(head="ST=31;CN=2011;PW=1;MN=1;Flag=60;"), Hj212Fault.EDITION),
        (upload(head="ST=31;CN=2011;PW=1;MN=1;Flag=6;"), Hj212Fault.FLAG_PARTS),
        (upload(head="ST=31;CN=2011;PW=1;MN=1;PNUM=2;PNO=2;"), Hj212Fault.FLAG_PARTS),
        (upload("A-Rtd=" + "1" * 1025), Hj212Fault.OVER_1024),
        (
            f"{HEAD.replace('2011', '2051')}CP=&&BeginTime=20260706000000,EndTime=20260707000000&&",
            Hj212Fault.COMMA_PERIOD,
        ),
    ],
)
def test_what_the_field_sends_is_borne_with_a_remark(segment: str, fault: Fault) -> None:
    assert fault in [one.fault for one in frame_decode(wire(segment)).remarks]


def test_a_frame_that_keeps_to_the_standard_has_no_remark() -> None:
    assert frame_decode(wire(upload())).remarks == ()


def test_a_length_of_two_digits_and_a_lower_case_checksum_are_read() -> None:
    segment = "ST=91;CN=9014;PW=123456;MN=1;CP=&&&&"
    frame = frame_decode(
        wire(segment, length=str(len(segment))).lower().replace(segment.lower().encode(), segment.encode())
    )
    assert [one.fault for one in frame.remarks] == [Hj212Fault.TWO_DIGIT_LENGTH]


def test_a_checksum_of_two_raw_bytes_is_read() -> None:
    good = wire(upload())
    raw = good[:-6] + bytes.fromhex(good[-6:-2].decode()) + b"\r\n"
    assert [one.fault for one in frame_decode(raw).remarks] == [Hj212Fault.RAW_CRC]


def test_editions_come_from_the_flag() -> None:
    editions = {
        flag: frame_decode(wire(upload(head=HEAD.replace("Flag=5", f"Flag={flag}")))).edition
        for flag in (0, 5, 9)
    }
    assert editions == {0: Edition.OF_2005, 5: Edition.OF_2017, 9: Edition.OF_2025}


def test_chinese_notes_are_read_in_either_encoding() -> None:
    for encoding in ("utf-8", "gb18030"):
        segment = upload("i11001-Info=//清洗管路//").encode(encoding)
        frame = frame_decode(b"##%04d%b%04X" % (len(segment), segment, crc_of_annex_a(segment)))
        assert frame.cp["i11001-Info"] == "//清洗管路//"


def test_a_system_code_that_is_no_text_is_refused_and_not_an_accident() -> None:
    for octets, fault in ((b"\xff1", Hj212Fault.TEXT), ("油烟".encode("gb18030"), None)):
        segment = upload().encode().replace(b";ST=31;", b";ST=" + octets + b";")
        assert octets in segment
        raw = b"##%04d%b%04X" % (len(segment), segment, crc_of_annex_a(segment))
        if fault is None:
            assert frame_decode(raw).st == "油烟"
            continue
        with pytest.raises(FrameError) as refused:
            frame_decode(raw)
        assert refused.value.fault is fault


TEXT = st.text("0123456789ABCDEFabcdefRtdFlag-_.清", min_size=1, max_size=12)
FRAMES = st.builds(
    Frame,
    qn=st.none() | st.from_regex(r"20[0-9]{15}", fullmatch=True),
    st=st.sampled_from(["22", "31", "91"]),
    cn=st.sampled_from(["2011", "2051", "9014"]),
    pw=st.none() | TEXT,
    mn=TEXT,
    flag=st.sampled_from([None, 0, 4, 5, 8, 9]),
    cp=st.dictionaries(TEXT, TEXT, max_size=12),
)


@given(FRAMES, st.sampled_from(list(CrcVariant)))
def test_what_is_written_is_read_again(frame: Frame, variant: CrcVariant) -> None:
    assert frame_decode(frame_encode(frame, variant), variant) == frame


@given(FRAMES, st.integers(1, 9), st.integers(0, 9))
def test_parts_are_written_and_read_again(frame: Frame, number: int, more: int) -> None:
    part = replace(frame, flag=7, part=(number, number + more))
    assert frame_decode(frame_encode(part)) == part


@given(st.text(";,=&\r\n", min_size=1, max_size=3))
def test_signs_that_part_fields_are_not_written_into_them(text: str) -> None:
    with pytest.raises(FrameError):
        frame_encode(Frame(None, "31", "2011", None, "1", 4, {"a-Rtd": text}))


@given(st.binary(max_size=200) | st.binary(max_size=120).map(lambda noise: wire(upload())[:40] + noise))
def test_no_bytes_raise_anything_else(raw: bytes) -> None:
    for variant in CrcVariant:
        with suppress(FrameError):
            frame_decode(raw, variant)


@given(st.binary(max_size=80))
def test_no_segment_with_a_right_checksum_raises_anything_else(middle: bytes) -> None:
    segment = b"ST=31;CN=2011;MN=1;CP=&&" + middle + b"&&"
    with suppress(FrameError):
        frame_decode(b"##%04d%b%04X" % (len(segment), segment, crc_of_annex_a(segment)))
