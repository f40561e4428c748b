"""Frames as `./xiuhua decode hj212` shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.hj212.printing import frames_print
from xiuhua.sensing.codecs.hj212.tests.kit import MN, upload, wire
from xiuhua.sensing.codecs.options import PrintOptions, UnknownOption


def test_a_frame_shows_its_fields_as_keyed() -> None:
    (shown,) = frames_print(wire(upload(" LA-Rtd=50.1")), PrintOptions())
    assert shown["ok"] is True
    assert {name: shown[name] for name in ("qn", "st", "cn", "pw", "mn", "flag", "cp", "time")} == {
        "qn": "20260706103512345",
        "st": "31",
        "cn": "2011",
        "pw": "123456",
        "mn": MN,
        "flag": 5,
        "cp": {"DataTime": "20260706103500", " LA-Rtd": "50.1"},
        "time": "2026-07-06T10:35:00+08:00",
    }
    assert shown["warnings"] == ["A name is padded with spaces: ' LA-Rtd'."]


def test_every_line_says_what_it_is() -> None:
    lines = wire(upload()) + b"hello\n\n" + wire(upload()).hex().encode() + b"\n" + wire(upload())[:50]
    shown = list(frames_print(lines, PrintOptions(language="zh")))
    assert [one["ok"] for one in shown] == [True, False, True, False]
    assert "不是 HJ 212 报文" in str(shown[1]["error"])


def test_glued_frames_of_one_line_are_shown_apart() -> None:
    glued = wire(upload()).rstrip() + wire(upload())
    assert [one["ok"] for one in frames_print(glued, PrintOptions())] == [True, True]


def test_the_variant_is_chosen() -> None:
    raw = wire(upload(), crc="0000")
    assert [one["ok"] for one in frames_print(raw, PrintOptions())] == [False]
    (shown,) = frames_print(raw, PrintOptions(crc_variant="ignore"))
    assert shown["ok"]
    assert shown["warnings"]


@given(st.binary(max_size=300))
def test_any_file_is_shown(content: bytes) -> None:
    assert all(isinstance(one["ok"], bool) for one in frames_print(content, PrintOptions()))


@pytest.mark.parametrize("options", [PrintOptions(crc_variant="crc32"), PrintOptions(dialect="west")])
def test_what_nobody_knows_is_not_printed(options: PrintOptions) -> None:
    with pytest.raises(UnknownOption):
        list(frames_print(wire(upload()), options))


def test_the_dialect_says_what_fume_is_called() -> None:
    raw = wire(upload("LAMPBLACK-Rtd=1.5"))
    shown = [next(frames_print(raw, PrintOptions(dialect=name)))["readings"] for name in ("lampblack", "")]
    assert [one[0]["quantity"] for one in shown if isinstance(one, list)] == ["oil_fume", None]
