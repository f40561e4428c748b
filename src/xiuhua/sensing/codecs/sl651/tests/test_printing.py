"""Frames as `./xiuhua decode sl651` shows them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.options import PrintOptions
from xiuhua.sensing.codecs.sl651.printing import frames_print
from xiuhua.sensing.codecs.sl651.tests.kit import HEAD, REPORT, STATION, wire, wire_ascii


def lines(*frames: bytes) -> bytes:
    return b"".join(frame.hex().encode() + b"\r\n" for frame in frames)


def test_a_report_shows_its_fields() -> None:
    (shown,) = frames_print(lines(wire(REPORT)), PrintOptions())
    assert {name: shown[name] for name in ("ok", "station", "center", "function", "serial", "sent_at")} == {
        "ok": True, "station": STATION, "center": 1, "function": "32", "serial": 7,
        "sent_at": "2026-07-06T10:35:12+08:00",
    }  # fmt: skip
    elements = shown["elements"]
    assert isinstance(elements, list)
    assert [(one["id"], one["value"]) for one in elements] == [("20", 4.0), ("39", 10.49), ("38", 10.99)]
    assert elements[0]["unit"] == "mm"


def test_every_line_says_what_it_is() -> None:
    content = (
        lines(wire_ascii(f"{HEAD}PJ 4.0 "), wire(REPORT) + wire(REPORT), wire(REPORT)[:-4])
        + b"no hex\n\n7E\n"
    )
    shown = list(frames_print(content, PrintOptions(language="zh")))
    assert [one["ok"] for one in shown] == [True, True, True, False, False, False]
    assert "不完整" in str(shown[3]["error"])
    assert "十六进制" in str(shown[4]["error"])


def test_answers_of_their_own_shape_are_shown() -> None:
    (shown,) = frames_print(lines(wire(f"{HEAD}F1F1{STATION}0105", function="4C")), PrintOptions())
    assert shown["pumps"] == (True, False, True, False, False, False, False, False)


@given(st.binary(max_size=200) | st.binary(max_size=100).map(lambda octets: octets.hex().encode()))
def test_any_file_is_shown(content: bytes) -> None:
    assert all(isinstance(one["ok"], bool) for one in frames_print(content, PrintOptions()))
