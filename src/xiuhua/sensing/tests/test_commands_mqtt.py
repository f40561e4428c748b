"""Commands from a page to a sensor that speaks MQTT, and back: once at most, to who may hear them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from django.db import transaction
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.gateway.sessions import Session, Sessions
from xiuhua.sensing.models import Command, CommandNews, Device, RawFrame
from xiuhua.sensing.simulator import hj212, mqtt
from xiuhua.sensing.simulator.mqtt import CONNACK, PUBACK, PUBLISH, SUBACK, Answer
from xiuhua.sensing.terms import CommandKind, Direction, Outcome, Protocol
from xiuhua.sensing.tests.command_kit import (
    S,
    SignIn,
    asked,
    becomes,
    controlled,
    left,
    people_of,
    stands,
)
from xiuhua.sensing.tests.device_kit import monitor, sensor
from xiuhua.sensing.tests.gateway_kit import Wire, entered_and_known, eventually, gateway_running, wire
from xiuhua.shared.clock import now

_NUMBERS = count(1)


@pytest.fixture
def session_open(live_city: str) -> Callable[..., Client]:
    """People of the committed district, who sign in at the page."""
    return people_of(live_city)


def _valve(gateway: Gateway) -> Device:
    with scope_opened(("",)):
        (device,) = entered_and_known(gateway, sensor(f"valve-{next(_NUMBERS):03}"))
    return device


@contextmanager
def _connected(
    gateway: Gateway, device: Device, *, hears: bool = True, qos: int = 1, **said: object
) -> Iterator[Wire]:
    """Connect, and subscribe to the commands of the device."""
    with wire(gateway, Protocol.MQTT) as line:
        line.send(mqtt.connect(**{"user": device.number, "password": device.secret, **said}))  # type: ignore[arg-type]  # by name
        assert line.wait(mqtt.answers)[0].codes == (0,)
        if hears:
            line.send(mqtt.subscribe((mqtt.topic(device.number, "commands"), qos), number=1))
            line.wait(_of(SUBACK))
        yield line


def _of(kind: int) -> Callable[[bytes], list[Answer]]:
    return lambda stream: [one for one in mqtt.answers(stream) if one.kind == kind]


def _answer(device: Device, command: Command, *, number: int | None = 40, done: bool = True) -> bytes:
    said = {"command": command.pk, "done": done, "answer": "E1"}
    return mqtt.publish(json.dumps(said).encode(), to=mqtt.topic(device.number, "answers"), number=number)


def _pinged(line: Wire) -> None:
    """Let the gateway answer a ping: everything before it has been sent."""
    before = len(_of(mqtt.PINGRESP)(line.heard))
    line.send(mqtt.PING)
    line.wait(_of(mqtt.PINGRESP), before + 1)


def test_a_valve_is_told_and_confirms_on_its_answer_topic(gateway: Gateway, sign_in: SignIn) -> None:
    device = _valve(gateway)
    control = controlled(device, name="排水阀", target="valve", channel=2)
    dispatcher = sign_in("dispatcher", area="990101")
    leader = sign_in("leader", area="990101", person="district leader")
    with _connected(gateway, device) as line:
        command = asked(dispatcher, control)
        (told,) = line.wait(_of(PUBLISH))
        assert (told.topic, told.is_flagged) == (mqtt.topic(device.number, "commands"), False)
        assert json.loads(told.payload) == {
            "id": command.pk, "kind": "switch", "channel": 2, "target": "valve", "on": True,
            "expires_at": stands(command.pk).expires_at.isoformat(),
        }  # fmt: skip
        assert told.number is not None
        line.send(mqtt.confirmation(told.number))
        becomes(command, S.SENT)
        _pinged(line)
        assert not CommandNews.objects.filter(command_id=command.pk).exists()  # it has it; nothing has moved
        line.send(_answer(device, command))
        assert line.wait(_of(PUBACK)) == [Answer(PUBACK, 40)]
        assert CommandNews.objects.filter(command_id=command.pk).exists()  # what was answered is noted
        done = becomes(command, S.CONFIRMED)
    assert (done.outcome, done.answer, done.reference) == (Outcome.DONE, "E1", str(command.pk))
    assert "已确认" in leader.get(f"/commands/{command.pk}").content.decode()


def test_a_valve_that_says_no_has_failed(gateway: Gateway, sign_in: SignIn) -> None:
    device = _valve(gateway)
    with _connected(gateway, device) as line:
        command = asked(sign_in("dispatcher", area="990101"), controlled(device))
        line.wait(_of(PUBLISH))
        line.send(_answer(device, command, number=None, done=False))
        failed = becomes(command, S.FAILED)
    assert (failed.outcome, failed.answer) == (Outcome.REFUSED, "E1")


@pytest.mark.parametrize(
    ("kind", "typed", "is_enough"),
    [
        (CommandKind.TEXT, {"text": "前方积水"}, True),
        (CommandKind.READ, {}, True),
        (CommandKind.INTERVAL, {"seconds": "120"}, False),
        (CommandKind.CLOCK, {}, False),
    ],
)
def test_a_receipt_is_enough_where_nothing_is_to_be_done(
    gateway: Gateway, sign_in: SignIn, kind: CommandKind, typed: dict[str, str], *, is_enough: bool
) -> None:
    device = _valve(gateway)
    control = controlled(device, kind=kind, name="试", target="")
    with _connected(gateway, device) as line:
        command = asked(sign_in("dispatcher", area="990101"), control, **typed)
        (told,) = line.wait(_of(PUBLISH))
        assert told.number is not None
        line.send(mqtt.confirmation(told.number))
        if is_enough:
            assert becomes(command, S.CONFIRMED).answer == "PUBACK"
            return
        becomes(command, S.SENT)
        line.send(_answer(device, command))
        assert becomes(command, S.CONFIRMED).answer == "E1"


def test_what_waits_is_heard_by_a_session_that_comes_back_and_what_expired_is_not(
    gateway: Gateway, sign_in: SignIn
) -> None:
    device = _valve(gateway)
    dispatcher = sign_in("dispatcher", area="990101")
    with _connected(gateway, device, is_clean=False):
        pass
    eventually(lambda: gateway.hub.line_of(device.pk) is None)
    lost = asked(dispatcher, controlled(device, waits_s=1))
    assert becomes(lost, S.EXPIRED).outcome == Outcome.NOT_SENT
    command = asked(dispatcher, controlled(device, channel=2))
    with _connected(gateway, device, is_clean=False, hears=False) as line:
        (welcome,) = _of(CONNACK)(line.heard)
        assert welcome.is_flagged  # it need not subscribe again
        (told,) = line.wait(_of(PUBLISH))
        assert json.loads(told.payload)["id"] == command.pk
        assert told.number is not None
        line.send(mqtt.confirmation(told.number) + _answer(device, command))
        becomes(command, S.CONFIRMED)
        _pinged(line)
        assert len(_of(PUBLISH)(line.heard)) == 1


def test_what_was_not_confirmed_is_not_sent_again_and_ends_the_session(
    gateway: Gateway, sign_in: SignIn
) -> None:
    device = _valve(gateway)
    control = controlled(device, answer_s=5)
    with _connected(gateway, device, is_clean=False) as line:
        command = asked(sign_in("dispatcher", area="990101"), control)
        line.wait(_of(PUBLISH))
        left(command)
    with _connected(gateway, device, is_clean=False) as line:
        (welcome,) = _of(CONNACK)(line.heard)
        assert not welcome.is_flagged  # so that it knows that nothing is repeated
        _pinged(line)
        assert not _of(PUBLISH)(line.heard)
        line.send(_answer(device, command))  # it did have it
        becomes(command, S.CONFIRMED)


def test_a_clean_session_ends_the_one_that_was_kept(gateway: Gateway) -> None:
    device = _valve(gateway)
    for is_clean, hears, present in (
        (False, True, False), (True, False, False), (False, False, False), (False, True, False),
        (False, False, True),
    ):  # fmt: skip
        with _connected(gateway, device, is_clean=is_clean, hears=hears) as line:
            (welcome,) = _of(CONNACK)(line.heard)
            assert welcome.is_flagged is present


def test_who_unsubscribes_hears_nothing_until_it_subscribes_again(gateway: Gateway, sign_in: SignIn) -> None:
    device = _valve(gateway)
    own = mqtt.topic(device.number, "commands")
    with _connected(gateway, device, is_clean=False) as line:
        line.send(mqtt.unsubscribe(own, number=2))
        line.wait(_of(mqtt.UNSUBACK))
        command = asked(sign_in("dispatcher", area="990101"), controlled(device))
        _pinged(line)
        assert stands(command.pk).left_at is None
        line.send(mqtt.subscribe((own, 1), number=3))
        line.wait(_of(PUBLISH))
        assert left(command).reference == str(command.pk)


def test_a_command_goes_down_the_line_that_listens_not_the_one_that_only_publishes(
    gateway: Gateway, sign_in: SignIn
) -> None:
    device = _valve(gateway)
    with (
        _connected(gateway, device, client_id="ears") as ears,
        _connected(gateway, device, client_id="mouth", hears=False) as mouth,
    ):
        command = asked(sign_in("dispatcher", area="990101"), controlled(device))
        ears.wait(_of(PUBLISH))
        left(command)
        _pinged(mouth)
        assert not _of(PUBLISH)(mouth.heard)
        mouth.send(_answer(device, command))  # whichever line it comes by
        becomes(command, S.CONFIRMED)


def test_at_qos_0_only_an_answer_confirms(gateway: Gateway, sign_in: SignIn) -> None:
    device = _valve(gateway)
    control = controlled(device, kind=CommandKind.TEXT, name="屏", target="", answer_s=5)
    with _connected(gateway, device, qos=0) as line:
        command = asked(sign_in("dispatcher", area="990101"), control, text="绕行")
        (told,) = line.wait(_of(PUBLISH))
        assert told.number is None
        becomes(command, S.SENT)
        line.send(_answer(device, command))
        becomes(command, S.CONFIRMED)


def test_a_sensor_that_asks_for_the_commands_of_another_is_refused_with_the_reason_on_its_page(
    gateway: Gateway, sign_in: SignIn
) -> None:
    device, other = _valve(gateway), _valve(gateway)
    command = asked(sign_in("dispatcher", area="990101"), controlled(other))
    with _connected(gateway, device, hears=False) as line:
        line.send(mqtt.subscribe((mqtt.topic(other.number, "commands"), 1), number=1))
        assert line.wait(_of(SUBACK)) == [Answer(SUBACK, 1, (mqtt.FAILED,))]
        assert line.is_closed()
        assert not _of(PUBLISH)(line.heard)
    with scope_opened(("",)):
        eventually(RawFrame.objects.filter(device=device, fault="may_not_subscribe").first)
    page = sign_in("data_admin", area="9901").get(f"/devices/{device.pk}").content.decode()
    assert f"设备无权订阅这个主题：devices/{other.number}/commands" in page
    assert stands(command.pk).state == S.DESIRED


def test_an_answer_of_another_sensor_confirms_nothing(gateway: Gateway, sign_in: SignIn) -> None:
    device, other = _valve(gateway), _valve(gateway)
    with _connected(gateway, device) as line, _connected(gateway, other) as forger:
        command = asked(sign_in("dispatcher", area="990101"), controlled(device))
        line.wait(_of(PUBLISH))
        left(command)
        forger.send(_answer(other, command))
        assert forger.wait(_of(PUBACK)) == [Answer(PUBACK, 40)]
        assert not CommandNews.objects.filter(command_id=command.pk).exists()


def test_no_puback_leaves_for_an_answer_before_it_is_noted(gateway: Gateway, sign_in: SignIn) -> None:
    device = _valve(gateway)
    with _connected(gateway, device) as line:
        command = asked(sign_in("dispatcher", area="990101"), controlled(device))
        line.wait(_of(PUBLISH))
        left(command)
        with scope_opened(("",)), transaction.atomic():
            # what an answer refers to cannot be read while this row is held for the strongest lock
            Command.objects.select_for_update().get(pk=command.pk)
            line.send(_answer(device, command))
            with pytest.raises(TimeoutError):
                line.wait(_of(PUBACK), seconds=0.5)
        assert line.wait(_of(PUBACK)) == [Answer(PUBACK, 40)]


def test_a_gateway_that_is_started_again_sends_no_command_twice(
    live_city: str, gateway_url: str, sign_in: SignIn
) -> None:
    with gateway_running(gateway_url) as first:
        device = _valve(first)
        with _connected(first, device, is_clean=False) as line:
            command = asked(sign_in("dispatcher", area="990101"), controlled(device))
            line.wait(_of(PUBLISH))
            left(command)
    with gateway_running(gateway_url) as second:
        with scope_opened(("",)):
            eventually(lambda: second.hub.directory.find(Protocol.MQTT, device.number))
        with _connected(second, device, is_clean=False) as line:
            assert not _of(CONNACK)(line.heard)[0].is_flagged
            _pinged(line)
            assert not _of(PUBLISH)(line.heard)
            line.send(_answer(device, command))
            becomes(command, S.CONFIRMED)


def test_what_is_sent_for_a_command_is_kept_and_shown_and_acknowledgements_are_not(
    gateway: Gateway, sign_in: SignIn
) -> None:
    device = _valve(gateway)
    mn = f"YHM{next(_NUMBERS):06}"
    with scope_opened(("",)):
        (other,) = entered_and_known(gateway, monitor(mn))
    keeper = sign_in("data_admin", area="9901")
    dispatcher = sign_in("dispatcher", area="990101")
    with _connected(gateway, device) as line, wire(gateway, Protocol.HJ212) as second:
        line.send(mqtt.publish(mqtt.readings([("fill", now(), 1.0)]), to=mqtt.topic(device.number), number=9))
        line.wait(_of(PUBACK))
        command = asked(dispatcher, controlled(device))
        line.wait(_of(PUBLISH))
        second.send(hj212.upload(mn=mn, at=now(), values={"a34041-Rtd": "0.5"}))
        second.wait(hj212.answers)
        asked(dispatcher, controlled(other))
        second.wait(hj212.requests)
    with scope_opened(("",)):
        sent = RawFrame.objects.filter(direction=Direction.OUT.value)
        kept = eventually(sent.filter(device=device).first)
        assert bytes(kept.content) in line.heard
        assert (kept.details, kept.fault, kept.area_code) == ({"command": command.pk}, "", device.area_code)
        assert bytes(eventually(sent.filter(device=other).first).content) in second.heard
        assert sent.filter(device__in=[device, other]).count() == 2
    page = keeper.get(f"/devices/{device.pk}?frames=sent").content.decode()
    assert "发往设备" in page
    assert f'href="/commands/{command.pk}"' in page
    assert "PUBLISH" in page
    assert "CONNECT" not in page
    assert "CONNECT" in keeper.get(f"/devices/{device.pk}").content.decode()
    assert "PUBLISH" not in keeper.get(f"/devices/{device.pk}?frames=refused").content.decode()


def test_a_device_keeps_few_sessions_and_a_torn_one_is_over() -> None:
    kept = Sessions()
    for name in "abcde":
        kept.begun(7, name, Session(1))
    assert [kept.resumed(7, name) is not None for name in "abcde"] == [False, True, True, True, True]
    torn = kept.resumed(7, "b")
    assert torn is not None
    torn.unconfirmed = 1
    assert kept.resumed(7, "b") is None
    torn.unconfirmed = 0
    assert kept.resumed(7, "b") is None  # it stays over
    assert kept.resumed(8, "c") is None
