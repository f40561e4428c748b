"""Dialogues with one device."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.hj212 import commands
from xiuhua.sensing.codecs.hj212.commands import Cn, Command
from xiuhua.sensing.codecs.hj212.decoder import Frame, frame_decode
from xiuhua.sensing.codecs.hj212.faults import Hj212Fault
from xiuhua.sensing.codecs.hj212.parts import MOST_FRAMES, MOST_PARTS, WAITS
from xiuhua.sensing.codecs.hj212.session import (
    Accepted,
    Answered,
    Device,
    Finished,
    Link,
    PartsLost,
    Refused,
    Uploaded,
)
from xiuhua.sensing.codecs.hj212.tests.kit import AT, MN, upload, wire

DEVICE = Device(mn=MN, st="31", password="123456")
SECOND = timedelta(seconds=1)


def uploaded(link: Link, segment: str) -> list[Uploaded]:
    return [
        event
        for event in link.received(frame_decode(wire(segment)), AT).events
        if isinstance(event, Uploaded)
    ]


def answer(qn: str, cn: str, content: str) -> Frame:
    return frame_decode(wire(f"QN={qn};ST=91;CN={cn};PW=123456;MN={MN};Flag=4;CP=&&{content}&&"))


def test_an_upload_is_answered_after_the_commit_and_never_before() -> None:
    link = Link(DEVICE)
    outcome = link.received(frame_decode(wire(upload())), AT)
    assert outcome.replies == ()
    (event,) = outcome.events
    assert isinstance(event, Uploaded)
    assert link.committed(event.token).replies == (
        wire(f"QN=20260706103512345;ST=91;CN=9014;PW=123456;MN={MN};Flag=4;CP=&&&&"),
    )
    assert link.committed(event.token).replies == ()


def test_an_upload_that_wants_no_answer_gets_none() -> None:
    link = Link(DEVICE)
    (event,) = uploaded(link, upload().replace("Flag=5", "Flag=4"))
    assert link.committed(event.token).replies == ()


def test_a_heartbeat_is_answered_as_a_notice() -> None:
    link = Link(DEVICE)
    (event,) = uploaded(link, f"QN=20260706103512345;ST=31;CN=9015;PW=123456;MN={MN};Flag=9;CP=&&&&")
    (reply,) = link.committed(event.token).replies
    assert (frame_decode(reply).cn, frame_decode(reply).flag) == (Cn.NOTICE_ACK, 8)


@pytest.mark.parametrize(
    ("segment", "fault"),
    [(upload(mn="OTHER"), Hj212Fault.FOREIGN), (upload(pw="654321"), Hj212Fault.PASSWORD)],
)
def test_another_device_or_a_wrong_password_is_refused_unanswered(segment: str, fault: Hj212Fault) -> None:
    outcome = Link(DEVICE).received(frame_decode(wire(segment)), AT)
    (event,) = outcome.events
    assert isinstance(event, Refused)
    assert event.fault.fault is fault
    assert outcome.replies == ()


def test_a_request_is_accepted_then_answered_then_executed() -> None:
    link = Link(DEVICE)
    qn, sent = link.request(commands.history_ask(Cn.MINUTE, AT - timedelta(hours=1), AT), AT)
    assert qn == "20260706103512345"
    assert sent.replies == (wire(
        f"QN={qn};ST=31;CN=2051;PW=123456;MN={MN};Flag=5;CP=&&BeginTime=20260706093512,EndTime=20260706103512&&"
    ),)  # fmt: skip
    assert link.received(answer(qn, "9011", "QnRtn=1"), AT).events == (Accepted(qn),)
    data = link.received(
        frame_decode(wire(upload(head=f"QN={qn};ST=31;CN=2051;PW=123456;MN={MN};Flag=4;"))), AT
    )
    assert [type(event) for event in data.events] == [Uploaded, Answered]
    assert link.received(answer(qn, "9012", "ExeRtn=1"), AT).events == (Finished(qn, done=True, code="1"),)
    assert link.received(answer(qn, "9012", "ExeRtn=1"), AT).events == ()


def test_a_refused_request_is_over() -> None:
    link = Link(DEVICE)
    qn, _ = link.request(commands.plain(Cn.REAL_TIME), AT)
    assert link.received(answer(qn, "9011", "QnRtn=3"), AT).events == (Finished(qn, done=False, code="3"),)
    assert link.tick(AT + timedelta(hours=1)) == type(link.tick(AT))()


def test_a_request_is_sent_three_times_and_given_up() -> None:
    link = Link(DEVICE)
    qn, sent = link.request(commands.control(Cn.CLEAN, "w01018"), AT)
    assert link.tick(AT + 9 * SECOND).replies == ()
    assert link.tick(AT + 10 * SECOND).replies == sent.replies
    assert link.tick(AT + 20 * SECOND).replies == sent.replies
    assert link.tick(AT + 30 * SECOND).events == (Finished(qn, done=False, code=None),)
    assert link.tick(AT + 60 * SECOND).events == ()


def test_an_accepted_request_that_never_ends_is_given_up_without_being_sent_again() -> None:
    link = Link(DEVICE)
    qn, _ = link.request(commands.time_set("", AT), AT)
    link.received(answer(qn, "9011", "QnRtn=1"), AT)
    assert link.tick(AT + timedelta(minutes=4)).replies == ()
    assert link.tick(AT + timedelta(minutes=5)).events == (Finished(qn, done=False, code=None),)


def test_two_requests_of_one_millisecond_have_two_numbers() -> None:
    link = Link(DEVICE)
    first, _ = link.request(commands.plain(Cn.REAL_TIME), AT)
    second, _ = link.request(commands.plain(Cn.REAL_TIME_STOP), AT)
    assert (first, second) == ("20260706103512345", "20260706103512346")


def part(number: int, total: int, content: str) -> str:
    return (
        f"QN=20260706103512345;ST=31;CN=2051;PW=123456;MN={MN};Flag=7;PNUM={total};PNO={number};"
        f"CP=&&{content}&&"
    )


def test_parts_are_joined_in_their_order_and_all_answered_after_the_commit() -> None:
    link = Link(DEVICE)
    assert uploaded(link, part(2, 2, "b-Avg=2")) == []
    assert uploaded(link, part(2, 2, "b-Avg=2")) == []
    (whole,) = uploaded(link, part(1, 2, "a-Avg=1"))
    assert (dict(whole.frame.cp), whole.frame.part) == ({"a-Avg": "1", "b-Avg": "2"}, None)
    assert len(link.committed(whole.token).replies) == 2


def test_a_part_with_its_own_time_does_not_wait() -> None:
    link = Link(DEVICE)
    (event,) = uploaded(link, part(1, 3, "DataTime=20260706103000;a-Avg=1"))
    assert len(link.committed(event.token).replies) == 1


def test_parts_that_never_come_whole_are_given_up_unanswered() -> None:
    link = Link(DEVICE)
    uploaded(link, part(1, 2, "a-Avg=1"))
    assert link.tick(AT + WAITS).events == ()
    (event,) = link.tick(AT + WAITS + SECOND).events
    assert isinstance(event, PartsLost)
    assert dict(event.fault.details) == {"found": 1, "total": 2}


def test_parts_are_bounded_in_number_and_in_frames() -> None:
    link = Link(DEVICE)
    refused = link.received(frame_decode(wire(part(1, MOST_PARTS + 1, "a=1"))), AT).events[0]
    assert isinstance(refused, Refused)
    lost = 0
    for number in range(MOST_FRAMES + 5):
        frame = replace(frame_decode(wire(part(1, 2, "a=1"))), qn=f"202607061035123{number:02d}")
        lost += sum(
            isinstance(event, PartsLost) for event in link.received(frame, AT + number * SECOND).events
        )
    assert lost == 5


@pytest.mark.parametrize(
    "make",
    [
        lambda: commands.real_time_interval_set(29),
        lambda: commands.minute_interval_set(7),
        lambda: commands.password_set(""),
        lambda: commands.history_ask(Cn.REAL_TIME, AT, AT),
        lambda: commands.history_ask(Cn.HOUR, AT, AT - SECOND),
        lambda: commands.control(Cn.REAL_TIME, "w01018"),
    ],
)
def test_a_command_that_no_device_may_get_is_not_made(make: object) -> None:
    with pytest.raises(FrameError):
        make()  # type: ignore[operator]  # a list of calls


def test_commands_carry_what_the_standard_wants() -> None:
    assert commands.real_time_interval_set(30) == Command(Cn.REAL_TIME_INTERVAL_SET, {"RtdInterval": "30"})
    assert commands.minute_interval_set(10) == Command(Cn.MINUTE_INTERVAL_SET, {"MinInterval": "10"})
    assert commands.password_set("654321") == Command(Cn.PW_SET, {"NewPW": "654321"})
    assert commands.time_ask("w01018") == Command(Cn.TIME, {"PolId": "w01018"})
    assert commands.time_set("w01018", AT).cp == {"PolId": "w01018", "SystemTime": "20260706103512"}
