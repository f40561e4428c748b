"""What `./xiuhua decode mqtt` prints."""

from __future__ import annotations

import pytest

from xiuhua.sensing.codecs.mqtt.printing import frames_print
from xiuhua.sensing.codecs.mqtt.tests.test_packets import CONNECT
from xiuhua.sensing.codecs.options import PrintOptions, UnknownOption

_LINES = (
    CONNECT.hex().encode()
    + b"""
32080003612F62000A21
820E000A0003612F62010003632F6402
9004000A0080
40020007
3006000361 2F62FF
62020001
zz
"""
)


def test_packets_are_printed_with_their_fields_and_bad_ones_with_the_reason() -> None:
    printed = list(frames_print(_LINES, PrintOptions()))
    assert printed[:6] == [
        {"ok": True, "packet": "CONNECT", "client_id": "a", "clean_session": True, "keep_alive_s": 10,
         "user": "u", "password": "p", "will": {"topic": "t", "payload": "by", "qos": 1, "retain": False},
         "line": 1},
        {"ok": True, "packet": "PUBLISH", "topic": "a/b", "qos": 1, "packet_id": 10, "retain": False,
         "dup": False, "payload": "!", "line": 2},
        {"ok": True, "packet": "SUBSCRIBE", "packet_id": 10,
         "filters": [{"topic": "a/b", "qos": 1}, {"topic": "c/d", "qos": 2}], "line": 3},
        {"ok": True, "packet": "SUBACK", "packet_id": 10, "codes": [0, 128], "line": 4},
        {"ok": True, "packet": "PUBACK", "packet_id": 7, "line": 5},
        {"ok": True, "packet": "PUBLISH", "topic": "a/b", "qos": 0, "retain": False, "dup": False,
         "payload_hex": "ff", "line": 6},
    ]  # fmt: skip
    assert [one["fault"] for one in printed[6:]] == ["qos_2", "not_hex"]


def test_there_are_no_dialects() -> None:
    with pytest.raises(UnknownOption):
        list(frames_print(b"", PrintOptions(dialect="5")))
