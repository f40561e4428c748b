"""Bodies: XML, SDP, PTZ commands, playback controls."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.faults import Fault, FrameError
from xiuhua.sensing.codecs.gb28181.faults import Gb28181Fault
from xiuhua.sensing.codecs.gb28181.manscdp import MOST_ELEMENTS, MOST_LEVELS, body_read, xml_read, xml_write
from xiuhua.sensing.codecs.gb28181.mansrtsp import Control, control_read, control_write
from xiuhua.sensing.codecs.gb28181.ptz import PtzCommand, ptz_read, ptz_write
from xiuhua.sensing.codecs.gb28181.sdp import Description, sdp_read, sdp_write, ssrc_write
from xiuhua.sensing.codecs.gb28181.tests.kit import DEVICE, PLATFORM, manscdp
from xiuhua.sensing.codecs.tests.vectors import ReferenceVectors

CATALOG = manscdp(
    "Response",
    "Catalog",
    '<SumNum>2</SumNum>\n<DeviceList Num="2">\n'
    "<Item><DeviceID>34020000001320000001</DeviceID><Name>北门</Name></Item>\n"
    "<Item><DeviceID>34020000001320000002</DeviceID><Name>南门</Name></Item>\n</DeviceList>\n",
)


def test_every_published_body_reads_as_its_source_expects(reference_vectors: ReferenceVectors) -> None:
    for vector in reference_vectors("gb28181"):
        text, expected = vector["frame"], vector["expected"]
        if vector["encoding"] == "hex":
            command = ptz_read(bytes.fromhex(text))
            assert command.actions[0] == {"up": "up", "right": "right"}.get(expected["action"], "focus_far")
            assert command.second == expected.get("tilt_speed", expected.get("speed", 0))
            assert command.first == expected.get("pan_speed", 0)
            assert command.address == expected.get("address", 0)
            assert ptz_write(command) == bytes.fromhex(text)
        elif text.startswith("v=0"):
            found = sdp_read(text.encode())
            assert (found.ssrc, found.port, found.direction) == (
                expected["ssrc"],
                expected["port"],
                expected["dir"],
            )
        elif text.startswith("<"):
            body = body_read(text.encode())
            assert (body.cmd_type, body.sn) == (expected["CmdType"], expected["SN"])
        elif "RTSP" in text:
            assert control_read(text.encode()).method == expected["method"]


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("GB2312", "gb18030"), ("GBK", "gb18030"), ("UTF-8", "utf-8"), ("UTF-8", "gb18030")],
)
def test_names_are_read_in_the_encoding_that_is_declared_or_meant(declared: str, encoding: str) -> None:
    body = body_read(CATALOG.replace("GB2312", declared).encode(encoding))
    assert (body.kind, body.cmd_type, body.sn, body.device_id) == ("Response", "Catalog", "17", DEVICE)
    assert [item.value("Name") for item in body.items()] == ["北门", "南门"]
    assert body.node.nested() == {
        "CmdType": "Catalog",
        "SN": "17",
        "DeviceID": DEVICE,
        "SumNum": "2",
        "DeviceList": {
            "@Num": "2",
            "Item": [
                {"DeviceID": "34020000001320000001", "Name": "北门"},
                {"DeviceID": "34020000001320000002", "Name": "南门"},
            ],
        },
    }


BOMB = '<!DOCTYPE a [<!ENTITY b "cccc"><!ENTITY d "&b;&b;">]>'


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Gb28181Fault.XML),
        ("<Notify>", Gb28181Fault.XML),
        ("<Notify></Query>", Gb28181Fault.XML),
        (f"<?xml version='1.0'?>{BOMB}<a>&d;</a>", Gb28181Fault.DOCTYPE),
        (f"{BOMB}<a/>", Gb28181Fault.DOCTYPE),
        ("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>", Gb28181Fault.DOCTYPE),
        ("<a>&undeclared;</a>", Gb28181Fault.XML),
        ("<a>" * (MOST_LEVELS + 1), Gb28181Fault.XML_SIZE),
        (f"<a>{'<b/>' * MOST_ELEMENTS}</a>", Gb28181Fault.XML_SIZE),
        ("<Notify><SN>1</SN></Notify>", Gb28181Fault.MISSING),
    ],
)
def test_bad_xml_says_why(text: str, fault: Fault) -> None:
    with pytest.raises(FrameError) as refused:
        body_read(text.encode())
    assert refused.value.fault is fault


def test_bytes_of_no_encoding_are_refused() -> None:
    with pytest.raises(FrameError) as refused:
        xml_read(b"<a>\xff\xff</a>")
    assert refused.value.fault is Gb28181Fault.ENCODING


TEXTS = st.text(st.characters(codec="gb18030", categories=["L", "N", "P", "S"]), max_size=12)


@given(st.dictionaries(st.sampled_from(["Name", "Status", "Info"]), TEXTS), st.lists(TEXTS, max_size=3))
def test_what_is_written_is_read_again(fields: dict[str, str], names: list[str]) -> None:
    items = [{"Name": name} for name in names]
    node = xml_read(xml_write("Query", {**fields, "DeviceList": {"@Num": str(len(items)), "Item": items}}))
    assert {child.name: child.text for child in node.children if child.name != "DeviceList"} == fields
    (listed,) = node.every("DeviceList")
    assert [item.value("Name") for item in listed.every("Item")] == names


@pytest.mark.parametrize("fields", [{"a b": "x"}, {"Name": "\x00"}, {"Name": "\ud800"}])
def test_what_xml_cannot_say_is_not_written(fields: dict[str, str]) -> None:
    with pytest.raises(FrameError):
        xml_write("Query", fields)


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: f"<a>{text}</a>".encode()))
def test_no_bytes_raise_anything_else(octets: bytes) -> None:
    for read in (body_read, sdp_read, ptz_read, control_read):
        with suppress(FrameError):
            read(octets)


OFFER = Description(
    owner=PLATFORM,
    address="192.0.2.1",
    name="Playback",
    uri=f"{DEVICE}:0",
    since=1_700_000_000,
    until=1_700_003_600,
    port=30000,
    protocol="TCP/RTP/AVP",
    payloads=(96, 98),
    attributes=("setup:passive", "rtpmap:96 PS/90000"),
    direction="recvonly",
    ssrc="1010000001",
    format="v/2/5/25/1/4000a///",
)


def test_an_offer_is_written_and_read_again() -> None:
    assert sdp_read(sdp_write(OFFER)) == OFFER
    assert (OFFER.setup, OFFER.is_recorded) == ("passive", True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "v=0",
        "v=0\nnonsense",
        "v=0\no=x\ns=Play\nm=video 1 RTP/AVP 96",
        "v=0\no=1 0 0 IN IP4 a\ns=P\nm=video x RTP/AVP 96",
        "v=0\no=1 0 0 IN IP4 a\ns=P\nm=video 70000 RTP/AVP 96",
        "v=0\no=1 0 0 IN IP4 a\ns=P\ny=abc\nm=video 1 RTP/AVP 96",
    ],
)
def test_bad_sdp_is_refused(text: str) -> None:
    with pytest.raises(FrameError):
        sdp_read(text.encode())


def test_an_ssrc_tells_live_from_recorded() -> None:
    assert ssrc_write("34020000002000000001", 1, recorded=False) == "0200000001"
    assert ssrc_write("34020000002000000001", 9999, recorded=True) == "1200009999"
    with pytest.raises(FrameError):
        ssrc_write("3402", 1)


@pytest.mark.parametrize(
    ("text", "actions"),
    [
        ("A50F0001400000F5", ("right",)),
        ("A50F0000000000B4", ("stop",)),
        ("A50F008100010036", ("preset_set",)),
        ("A50F000A4040003E", ("left", "up")),
        ("A50F0010000020E4", ("zoom_in",)),
    ],
)
def test_commands_of_the_annex(text: str, actions: tuple[str, ...]) -> None:
    assert ptz_read(bytes.fromhex(text)).actions == actions


@pytest.mark.parametrize(
    "text",
    [
        "A50F0008006400",
        "A50F000800640021",
        "A50E00080064001F",
        "B50F000800640030",
        "A50F0003000000B7",
        "A50F00FF000000B3",
    ],
)
def test_bad_commands_are_refused(text: str) -> None:
    with pytest.raises(FrameError) as refused:
        ptz_read(bytes.fromhex(text))
    assert refused.value.fault is Gb28181Fault.PTZ


COMMANDS = st.builds(
    PtzCommand,
    actions=st.sampled_from([
        ("stop",), ("right",), ("left", "up"), ("right", "down", "zoom_in"), ("focus_near", "iris_open"),
        ("preset_call",), ("cruise_start",), ("switch_on",),
    ]),
    address=st.integers(0, 0xFFF),
    first=st.integers(0, 0xFF),
    second=st.integers(0, 0xFF),
    zoom_speed=st.integers(0, 0xF),
)  # fmt: skip


@given(COMMANDS)
def test_a_command_is_written_and_read_again(command: PtzCommand) -> None:
    assert ptz_read(ptz_write(command)) == command


@pytest.mark.parametrize(
    "command",
    [
        PtzCommand(actions=()),
        PtzCommand(actions=("left", "right")),
        PtzCommand(actions=("up", "iris_open")),
        PtzCommand(actions=("fly",)),
        PtzCommand(actions=("up",), first=256),
        PtzCommand(actions=("up",), address=4096),
    ],
)
def test_a_command_that_no_camera_may_get_is_not_made(command: PtzCommand) -> None:
    with pytest.raises(FrameError):
        ptz_write(command)


def test_playback_controls() -> None:
    control = Control("PLAY", {"CSeq": "2", "Scale": "2.0", "Range": "npt=now-"})
    assert control_read(control_write(control)) == control
    assert control_read(b"PAUSE RTSP/1.0\r\nCSeq: 20\r\nPauseTime: 0\r\n").headers["PauseTime"] == "0"
    for text in (b"", b"STOP RTSP/1.0", b"PLAY RTSP/1.0\r\nnonsense"):
        with pytest.raises(FrameError):
            control_read(text)
    with pytest.raises(FrameError):
        control_write(Control("STOP"))
