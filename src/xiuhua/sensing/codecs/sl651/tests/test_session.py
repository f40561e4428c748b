"""Dialogues with one station."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.sl651 import commands
from xiuhua.sensing.codecs.sl651.decoder import frame_decode
from xiuhua.sensing.codecs.sl651.faults import Sl651Fault
from xiuhua.sensing.codecs.sl651.frames import Encoding, Function, Mark
from xiuhua.sensing.codecs.sl651.packets import MOST_PACKETS, WAITS
from xiuhua.sensing.codecs.sl651.reports import Parameter
from xiuhua.sensing.codecs.sl651.session import (
    Answered,
    Kept,
    Link,
    PacketsLost,
    Refused,
    Station,
    Unanswered,
    Uploaded,
)
from xiuhua.sensing.codecs.sl651.tests.kit import (
    AT,
    HEAD,
    REPORT,
    STATION,
    WHOSE,
    crc_bit_by_bit,
    wire,
    wire_ascii,
)

SECOND = timedelta(seconds=1)


def link(**changes: object) -> Link:
    return Link(Station(**{"address": STATION, "centre": 1, "password": "1234", **changes}))  # type: ignore[arg-type]  # a table of fields


def uploaded(line: Link, raw: bytes, at: datetime = AT) -> Uploaded:
    (event,) = [event for event in line.received(frame_decode(raw), at).events if isinstance(event, Uploaded)]
    return event


def down(body: str, function: str, end: str, packet: str = "") -> bytes:
    """A frame from the centre, built as the tables have it."""
    inner = bytes.fromhex(packet + body)
    length = 0x8000 | len(inner)
    head = bytes.fromhex(f"7E7E{STATION}011234{function}{length:04X}{'16' if packet else '02'}")
    content = head + inner + bytes.fromhex(end)
    return content + crc_bit_by_bit(content).to_bytes(2)


def test_a_report_is_answered_after_the_commit_with_its_own_serial() -> None:
    line = link()
    outcome = line.received(frame_decode(wire(REPORT)), AT)
    assert outcome.replies == ()
    (event,) = outcome.events
    assert isinstance(event, Uploaded)
    assert line.committed(event.token, AT + SECOND).replies == (down("0007260706103513", "32", "1B"),)
    assert line.committed(event.token, AT + SECOND).replies == ()


def test_a_station_that_may_hang_up_hears_so_in_its_own_encoding() -> None:
    line = link(stays=False)
    event = uploaded(line, wire_ascii(f"{HEAD}ST {STATION} H TT 2607061035 Z 10.49 "))
    (reply,) = line.committed(event.token, AT).replies
    frame = frame_decode(reply)
    assert (frame.encoding, frame.down, frame.end, frame.body) == (
        Encoding.ASCII,
        True,
        Mark.EOT,
        HEAD.encode(),
    )


def test_a_link_check_is_noticed_and_not_answered() -> None:
    outcome = link().received(frame_decode(wire(HEAD, function="2F")), AT)
    assert (outcome.events, outcome.replies) == ((Kept(AT),), ())


@pytest.mark.parametrize(
    ("line", "raw", "fault"),
    [
        (link(address="0087654321"), wire(REPORT), Sl651Fault.FOREIGN),
        (link(password="9999"), wire(REPORT), Sl651Fault.PASSWORD),
        (link(), down(HEAD, "32", "1B"), Sl651Fault.FOREIGN),
        (link(), wire("00"), Sl651Fault.SHORT_BODY),
    ],
)
def test_what_the_station_may_not_send_is_refused_unanswered(
    line: Link, raw: bytes, fault: Sl651Fault
) -> None:
    outcome = line.received(frame_decode(raw), AT)
    (event,) = outcome.events
    assert isinstance(event, Refused)
    assert event.fault.fault is fault
    assert outcome.replies == ()


PICTURE = [(f"{HEAD}{WHOSE}F3F3FFD8", "003001"), ("AABB", "003002"), ("FFD9", "003003")]


def packets() -> list[bytes]:
    return [
        wire(body, function="36", packet=packet, end="03" if packet.endswith("3") else "17")
        for body, packet in PICTURE
    ]


def test_packets_are_joined_and_answered_once() -> None:
    line = link()
    first, second, third = packets()
    assert line.received(frame_decode(first), AT).events == ()
    assert line.received(frame_decode(third), AT).events == ()
    event = uploaded(line, second)
    assert event.report.picture == bytes.fromhex("FFD8AABBFFD9")
    assert line.committed(event.token, AT).replies == (down(HEAD, "36", "1B", "003003"),)


def test_a_missing_packet_is_asked_for_twice_and_then_given_up() -> None:
    line = link()
    first, _, third = packets()
    line.received(frame_decode(first), AT)
    line.received(frame_decode(third), AT)
    asked = (down("0007260706103542", "36", "15", "003002"),)
    assert line.tick(AT + WAITS).replies == asked
    assert line.tick(AT + WAITS).replies == ()
    assert len(line.tick(AT + 2 * WAITS).replies) == 1
    (event,) = line.tick(AT + 3 * WAITS).events
    assert isinstance(event, PacketsLost)
    assert dict(event.fault.details) == {"found": 2, "total": 3}


def test_a_body_of_too_many_packets_is_refused() -> None:
    raw = wire(HEAD, packet=f"{MOST_PACKETS + 1:03X}001")
    (event,) = link().received(frame_decode(raw), AT).events
    assert isinstance(event, Refused)
    assert event.fault.fault is Sl651Fault.PACKETS


def test_a_question_is_asked_three_times_and_given_up() -> None:
    line = link()
    sent = line.ask(commands.plain(Function.REAL_TIME), AT)
    assert sent.replies == (down("0000260706103512", "37", "05"),)
    assert line.tick(AT + 19 * SECOND).replies == ()
    assert line.tick(AT + 20 * SECOND).replies == sent.replies
    assert line.tick(AT + 40 * SECOND).replies == sent.replies
    assert line.tick(AT + 60 * SECOND).events == (Unanswered(Function.REAL_TIME),)
    assert line.tick(AT + 90 * SECOND).events == ()


def test_an_answer_is_known_by_its_function_and_confirmed_after_the_commit() -> None:
    line = link()
    line.ask(commands.switches_set(Function.PUMPS, [True, False], Encoding.HEX), AT)
    outcome = line.received(frame_decode(wire(f"{HEAD}F1F1{STATION}0101", function="4C")), AT)
    uploaded_event, answered = outcome.events
    assert isinstance(uploaded_event, Uploaded)
    assert answered == Answered(Function.PUMPS, uploaded_event.token)
    assert line.committed(uploaded_event.token, AT).replies == (down(HEAD, "4C", "1B"),)
    assert line.tick(AT + 60 * SECOND).replies == ()


HEX, ASCII = Encoding.HEX, Encoding.ASCII
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("question", "further"),
    [
        (
            commands.period_ask(0xF4, since=AT - HOUR, until=AT, step=timedelta(minutes=5), encoding=HEX),
            "26070609 26070610 0418000005 F460",
        ),
        (commands.elements_ask([0x20, 0x39, 0xF5, 0x45], HEX), "2019 3923 F5C0 4520"),
        (commands.settings_ask(Function.BASICS, [1, 3], HEX), "0100 0300"),
        (commands.settings_set(Function.SETTINGS_SET, [Parameter("27", b"\x05")], HEX), "2708 05"),
        (commands.password_set("1234", "ABCD", HEX), "0310 1234 0310 ABCD"),
        (commands.store_clear(HEX), "9700"),
        (commands.factory_settings(HEX), "9800"),
        (commands.card_set(HEX, enabled=True), "4520 00000200"),
        (commands.switches_set(Function.VALVES, [False, True] + [True] * 7, HEX), "02 FE01"),
        (commands.gates_set([120, 0], HEX), "02 01 0120 0000"),
        (commands.quota_set(HEX, enabled=False), "00"),
    ],
)
def test_commands_are_written_as_the_tables_have_them(question: commands.Question, further: str) -> None:
    assert question.further == bytes.fromhex(further)


@pytest.mark.parametrize(
    ("question", "further"),
    [
        (
            commands.period_ask(0x39, since=AT - HOUR, until=AT, step=HOUR, encoding=ASCII),
            b"26070609 26070610 DRH01 Z ",
        ),
        (
            commands.period_ask(0xF4, since=AT - HOUR, until=AT, step=timedelta(), encoding=ASCII),
            b"26070609 26070610 DRH00 DRP ",
        ),
        (
            commands.period_ask(0x1F, since=AT - HOUR, until=AT, step=24 * HOUR, encoding=ASCII),
            b"26070609 26070610 DRD01 PD ",
        ),
        (commands.elements_ask([0x20, 0x39], ASCII), b"PJ Z "),
        (commands.settings_ask(Function.SETTINGS, [0x20], ASCII), b"20 "),
        (commands.password_set("1234", "ABCD", ASCII), b"03 1234 03 ABCD "),
        (commands.quota_set(ASCII, enabled=True), b"FF "),
    ],
)
def test_commands_are_written_in_letters(question: commands.Question, further: bytes) -> None:
    assert question.further == further


@pytest.mark.parametrize(
    "make",
    [
        lambda: commands.plain(Function.PERIOD),
        lambda: commands.elements_ask([0x99], HEX),
        lambda: commands.elements_ask([0x99], ASCII),
        lambda: commands.settings_ask(Function.PUMPS, [1], HEX),
        lambda: commands.settings_ask(Function.BASICS, [256], HEX),
        lambda: commands.settings_set(Function.BASICS, [], HEX),
        lambda: commands.settings_set(Function.BASICS_SET, [Parameter("0F", bytes(32))], HEX),
        lambda: commands.password_set("123", "ABCD", HEX),
        lambda: commands.switches_set(Function.PUMPS, [], HEX),
        lambda: commands.switches_set(Function.GATES, [True], HEX),
        lambda: commands.gates_set([10000], HEX),
        lambda: commands.period_ask(0x39, since=AT, until=AT, step=timedelta(seconds=90), encoding=HEX),
        lambda: commands.period_ask(0x39, since=AT, until=AT, step=timedelta(minutes=90), encoding=HEX),
        lambda: commands.period_ask(0x39, since=AT, until=AT, step=timedelta(days=32), encoding=HEX),
    ],
)
def test_a_command_that_no_station_may_get_is_not_made(make: object) -> None:
    with pytest.raises(FrameError):
        make()  # type: ignore[operator]  # a list of calls
