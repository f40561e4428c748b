"""One link: who is let in, what is answered when, and what ends it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.mqtt.decoder import packet_decode
from xiuhua.sensing.codecs.mqtt.faults import MqttFault
from xiuhua.sensing.codecs.mqtt.packets import (
    SUBSCRIPTION_FAILED,
    Connack,
    Connect,
    ConnectCode,
    Disconnect,
    Packet,
    Pingreq,
    Pingresp,
    Puback,
    Publish,
    Suback,
    Subscribe,
    Unsuback,
    Unsubscribe,
    Will,
)
from xiuhua.sensing.codecs.mqtt.session import (
    ConnectAsked,
    Delivered,
    Event,
    Left,
    Link,
    Listening,
    Message,
    Noted,
    Published,
    Refused,
    Rights,
)
from xiuhua.sensing.codecs.mqtt.tests.strategies import PACKETS
from xiuhua.sensing.codecs.outcomes import Outcome

AT = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
RIGHTS = Rights(below="devices/d1/", commands="devices/d1/commands")
READINGS, COMMANDS = "devices/d1/readings", "devices/d1/commands"


def linked(**said: object) -> Link:
    """Return a link whose device was let in."""
    link = Link()
    link.received(Connect(**{"client_id": "c", "user": "d1", **said}), AT)  # type: ignore[arg-type]  # by name
    link.answer(ConnectCode.ACCEPTED, RIGHTS, AT)
    return link


def replies(outcome: Outcome[Event]) -> list[Packet]:
    return [packet_decode(reply) for reply in outcome.replies]


def refusal(outcome: Outcome[Event]) -> object:
    (event,) = outcome.events
    assert isinstance(event, Refused)
    return event.fault.fault


def test_a_device_is_let_in_and_told_that_no_session_stands() -> None:
    link = Link()
    connect = Connect(client_id="c", user="d1", clean_session=False)
    assert link.received(connect, AT).events == (ConnectAsked(connect),)
    assert replies(link.answer(ConnectCode.ACCEPTED, RIGHTS, AT)) == [Connack(0, session_present=False)]
    assert not link.is_over
    assert link.hears_qos is None


def test_a_device_that_takes_up_its_subscription_is_told_so_and_hears_at_once() -> None:
    link = Link()
    link.received(Connect(client_id="c", user="d1", clean_session=False), AT)
    assert replies(link.answer(ConnectCode.ACCEPTED, RIGHTS, AT, 1)) == [Connack(0, session_present=True)]
    assert (link.hears_qos, link.has_room) == (1, True)
    assert replies(link.send([Message(1, b"open")])) == [Publish(COMMANDS, b"open", 1, 1)]
    refused = Link()
    refused.received(Connect(client_id="c", user="d1", clean_session=False), AT)
    assert replies(refused.answer(ConnectCode.PASSWORD, RIGHTS, AT, 1)) == [Connack(4)]
    assert refused.hears_qos is None


def test_a_device_that_is_not_let_in_is_told_why_and_leaves_no_will() -> None:
    link = Link()
    link.received(Connect(client_id="c", user="d1", will=Will(READINGS, b"")), AT)
    assert replies(link.answer(ConnectCode.PASSWORD, RIGHTS, AT)) == [Connack(4)]
    assert link.is_over
    assert link.will is None


def test_a_message_of_qos_1_is_answered_after_its_commit_and_qos_0_never() -> None:
    link = linked()
    first = link.received(Publish(READINGS, b"{}", 1, 7), AT)
    assert first.replies == ()
    (event,) = first.events
    assert isinstance(event, Published)
    assert event.token is not None
    assert replies(link.committed(event.token)) == [Puback(7)]
    assert link.committed(event.token).replies == ()
    assert link.received(Publish(READINGS, b"{}"), AT).events == (
        Published(Publish(READINGS, b"{}"), None),
    )  # fmt: skip


def test_answers_keep_the_order_of_the_messages_even_where_a_number_repeats() -> None:
    link = linked()
    events = [link.received(Publish(READINGS, b"{}", 1, number), AT).events[0] for number in (3, 1, 3)]
    tokens = [event.token for event in events if isinstance(event, Published)]
    answers = [reply for token in tokens if token is not None for reply in replies(link.committed(token))]
    assert answers == [Puback(3), Puback(1), Puback(3)]


@pytest.mark.parametrize("topic", ["devices/d2/readings", "devices/d1/", "devices/d1", COMMANDS, "x"])
def test_a_topic_of_others_ends_the_link(topic: str) -> None:
    link = linked(will=Will(READINGS, b""))
    assert refusal(link.received(Publish(topic, b"{}", 1, 1), AT)) is MqttFault.MAY_NOT_PUBLISH
    assert link.is_over
    assert link.will is None
    assert link.received(Publish(READINGS, b"{}", 1, 2), AT) == Outcome()


@pytest.mark.parametrize(
    ("packet", "fault"),
    [
        (Publish(READINGS, b"{}", 2, 1), MqttFault.QOS_2),
        (Connect(client_id="c", user="d1"), MqttFault.TWICE),
        (Connack(0), MqttFault.KIND),
        (Suback(1, (0,)), MqttFault.KIND),
        (Pingresp(), MqttFault.KIND),
    ],
)
def test_what_a_device_may_not_send_ends_the_link(packet: Packet, fault: MqttFault) -> None:
    link = linked()
    assert refusal(link.received(packet, AT)) is fault
    assert link.is_over


def test_whoever_does_not_begin_with_connect_is_over() -> None:
    link = Link()
    outcome = link.received(Publish(READINGS, b"{}", 1, 1), AT)
    assert refusal(outcome) is MqttFault.FIRST
    assert outcome.replies == ()


def test_another_level_and_an_empty_identifier_are_told_by_connack() -> None:
    other = Link().faulted(FrameError(MqttFault.LEVEL, found=5))
    assert replies(other) == [Connack(ConnectCode.LEVEL)]
    nameless = Link().received(Connect(clean_session=False, user="d1"), AT)
    assert replies(nameless) == [Connack(ConnectCode.CLIENT_ID)]
    assert refusal(nameless) is MqttFault.CLIENT_ID
    assert linked().faulted(FrameError(MqttFault.LEVEL, found=5)).replies == ()


def test_a_device_hears_its_commands_and_a_foreign_subscription_ends_it() -> None:
    link = linked()
    subscribed = link.received(Subscribe(1, ((COMMANDS, 2),)), AT)
    assert replies(subscribed) == [Suback(1, (1,))]  # the best there is
    assert Listening() in subscribed.events
    greedy = link.received(Subscribe(2, ((COMMANDS, 1), ("#", 0))), AT)
    assert replies(greedy) == [Suback(2, (1, SUBSCRIPTION_FAILED))]
    assert refusal(greedy) is MqttFault.MAY_NOT_SUBSCRIBE
    assert link.is_over


def test_messages_go_down_one_after_another_and_are_told_when_confirmed() -> None:
    link = linked()
    messages = [Message(key, b"open") for key in range(40)]
    assert link.send(messages) == Outcome()  # it does not listen
    link.received(Subscribe(1, ((COMMANDS, 1),)), AT)
    first = replies(link.send(messages))
    assert first[0] == Publish(COMMANDS, b"open", 1, 1)
    assert len(first) == 32
    assert not link.has_room
    confirmed = link.received(Puback(1), AT)
    assert Delivered(0) in confirmed.events
    assert replies(confirmed) == [Publish(COMMANDS, b"open", 1, 33)]
    assert link.received(Puback(1), AT).events == (Noted(Puback(1)),)  # again, and of nothing


def test_messages_of_qos_0_are_never_confirmed() -> None:
    link = linked()
    link.received(Subscribe(1, ((COMMANDS, 0),)), AT)
    assert replies(link.send([Message(1, b"a"), Message(2, b"b")])) == [
        Publish(COMMANDS, b"a"), Publish(COMMANDS, b"b"),
    ]  # fmt: skip


def test_nothing_goes_down_after_unsubscribing() -> None:
    link = linked()
    link.received(Subscribe(1, ((COMMANDS, 1),)), AT)
    assert replies(link.received(Unsubscribe(2, (COMMANDS,)), AT)) == [Unsuback(2)]
    assert link.send([Message(1, b"a")]) == Outcome()


def test_a_ping_is_answered_and_silence_beyond_one_and_a_half_times_ends_the_link() -> None:
    link = linked(keep_alive_s=10, will=Will(READINGS, b"gone"))
    assert replies(link.received(Pingreq(), AT + timedelta(seconds=12))) == [Pingresp()]
    assert link.tick(AT + timedelta(seconds=27)) == Outcome()
    assert refusal(link.tick(AT + timedelta(seconds=27.1))) is MqttFault.KEEP_ALIVE
    assert link.is_over
    assert link.will == Will(READINGS, b"gone")  # its connection counts as broken off
    assert linked(keep_alive_s=0).tick(AT + timedelta(days=9)) == Outcome()


def test_who_takes_leave_leaves_no_will() -> None:
    link = linked(will=Will(READINGS, b"gone"))
    assert link.received(Disconnect(), AT).events == (Left(),)
    assert link.is_over
    assert link.will is None


@given(st.lists(PACKETS, max_size=12))
def test_no_packets_bring_a_link_down(packets: list[Packet]) -> None:
    for link in (Link(), linked()):
        for packet in packets:
            for reply in link.received(packet, AT).replies:
                packet_decode(reply)
            link.tick(AT)
