"""Messages as `./xiuhua decode gb28181` shows them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.gb28181.printing import frames_print
from xiuhua.sensing.codecs.gb28181.tests.kit import DEVICE, KEEPALIVE, REGISTER, manscdp
from xiuhua.sensing.codecs.options import PrintOptions


def test_messages_are_shown_one_after_another() -> None:
    registered, alive = frames_print(REGISTER + KEEPALIVE, PrintOptions())
    assert {name: registered[name] for name in ("ok", "method", "call_id", "cseq", "device_id")} == {
        "ok": True, "method": "REGISTER", "call_id": "507780873", "cseq": "2 REGISTER", "device_id": DEVICE,
    }  # fmt: skip
    assert alive["xml"] == {"CmdType": "Keepalive", "SN": "43", "DeviceID": DEVICE, "Status": "OK"}
    assert alive["xml_root"] == "Notify"


def test_bare_bodies_are_shown() -> None:
    (xml,) = frames_print(manscdp("Query", "Catalog").encode(), PrintOptions())
    assert (xml["ok"], xml["device_id"]) == (True, DEVICE)
    (sdp,) = frames_print(
        b"v=0\r\no=1 0 0 IN IP4 192.0.2.1\r\ns=Play\r\nm=video 9712 RTP/AVP 96\r\ny=0000001002\r\n",
        PrintOptions(),
    )
    assert isinstance(sdp["sdp"], dict)
    assert (sdp["sdp"]["ssrc"], sdp["sdp"]["port"]) == ("0000001002", 9712)
    up, wrong = frames_print(b"A50F000800640020\na50f000800640021\n", PrintOptions(language="zh"))
    assert isinstance(up["ptz"], dict)
    assert (up["ptz"]["action"], up["ptz"]["tilt_speed"], up["ptz"]["address"]) == ("up", 100, 0)
    assert (wrong["ok"], "云台控制码" in str(wrong["error"])) == (False, True)
    (control,) = frames_print(b"PAUSE RTSP/1.0\r\nCSeq: 20\r\n", PrintOptions())
    assert control["method"] == "PAUSE"


def test_bad_messages_say_why_and_good_ones_follow() -> None:
    shown = list(frames_print(b"hello\r\n" + REGISTER + KEEPALIVE[:-9], PrintOptions()))
    assert [one["ok"] for one in shown] == [False, True, False]


def test_a_message_without_its_last_line_end_is_shown() -> None:
    assert [one["ok"] for one in frames_print(REGISTER.rstrip(), PrintOptions())] == [True]


def test_a_body_of_another_kind_is_shown_as_text() -> None:
    raw = KEEPALIVE.replace(b"Application/MANSCDP+xml", b"text/plain")
    (shown,) = frames_print(raw, PrintOptions())
    assert "Keepalive" in str(shown["body"])


@given(st.binary(max_size=300))
def test_any_file_is_shown(content: bytes) -> None:
    assert all(isinstance(one["ok"], bool) for one in frames_print(content, PrintOptions()))
