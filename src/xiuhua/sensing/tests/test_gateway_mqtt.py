"""Sensors that speak MQTT over real sockets: let in, answered after the commit, ended with the reason."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count

import pytest
from django.db import transaction

from xiuhua.sensing.gateway.bounds import Bounds
from xiuhua.sensing.gateway.directory import Card
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.models import Contact, Device, LastValue, Observation, Quantity, RawFrame
from xiuhua.sensing.services.devices import device_secret_change, device_stop, liveness_refresh
from xiuhua.sensing.simulator import mqtt
from xiuhua.sensing.simulator.mqtt import CONNACK, PINGRESP, PUBACK, SUBACK, UNSUBACK, Answer
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.tests.device_kit import KEEPER, SENSOR_SECRET, sensor
from xiuhua.sensing.tests.gateway_kit import Wire, entered_and_known, eventually, gateway_running, wire
from xiuhua.shared.clock import now

_NUMBERS = count(1)
_BEGAN = now().replace(microsecond=0)  # once, so that two messages never tell the same instant
_NAN = b'{"readings": [{"quantity": "fill", "at": "2026-11-26T08:00:00+08:00", "value": NaN}]}'
WELCOME = Answer(CONNACK, None, (0,))
TIGHT = Bounds(says_who_s=1.0, half_frame_s=1.0, own_codes=2)


@pytest.fixture(scope="module")
def gateway(live_city: str, gateway_url: str) -> Iterator[Gateway]:
    """A gateway that waits for nobody."""
    with gateway_running(gateway_url, TIGHT) as running:
        yield running


@pytest.fixture
def device(gateway: Gateway) -> Device:
    """A sensor that the gateway knows."""
    (made,) = entered_and_known(gateway, sensor(f"well-{next(_NUMBERS):03}"))
    return made


def _depth(back_s: float = 5, value: float = 27.5, code: str = "fill") -> bytes:
    return mqtt.readings([(code, _BEGAN - timedelta(seconds=back_s), value)])


@contextmanager
def _let_in(gateway: Gateway, device: Device, **said: object) -> Iterator[Wire]:
    with wire(gateway, Protocol.MQTT) as line:
        line.send(mqtt.connect(**{"user": device.number, "password": device.secret, **said}))  # type: ignore[arg-type]  # by name
        assert line.wait(mqtt.answers) == [WELCOME]
        yield line


def _published(device: Device, payload: bytes, number: int | None = 1, **said: object) -> bytes:
    return mqtt.publish(payload, to=mqtt.topic(device.number), number=number, **said)  # type: ignore[arg-type]  # by name


def _refused(device: Device) -> RawFrame:
    """Return the one frame of a device that was refused."""
    return eventually(RawFrame.objects.filter(device=device).exclude(fault="").first)


def test_a_sensor_is_let_in_and_answered_once_its_reading_is_kept(gateway: Gateway, device: Device) -> None:
    with _let_in(gateway, device) as line:
        line.send(_published(device, _depth(), 7))
        assert line.wait(mqtt.answers, 2)[1] == Answer(PUBACK, 7)
        kept = Observation.objects.select_related("quantity").get(device=device)
        assert (kept.quantity.code, kept.value, kept.sequence) == ("fill", 27.5, 0)
        line.send(mqtt.PING)
        assert line.wait(mqtt.answers, 3)[2].kind == PINGRESP
    contact = eventually(Contact.objects.filter(device=device, frames=3).first)
    assert (contact.liveness, contact.refused) == ("device_online", 0)
    assert LastValue.objects.get(device=device).value == 27.5
    assert set(RawFrame.objects.filter(device=device).values_list("fault", flat=True)) == {""}


def test_no_answer_leaves_while_the_commit_is_held_up(gateway: Gateway, device: Device) -> None:
    with _let_in(gateway, device) as line:
        eventually(Contact.objects.filter(device=device, frames=1).exists)
        with transaction.atomic():
            Contact.objects.select_for_update().get(device=device)  # the writer has to wait for this row
            line.send(_published(device, _depth()))
            with pytest.raises(TimeoutError):
                line.wait(mqtt.answers, 2, seconds=0.5)
        assert line.wait(mqtt.answers, 2)[1] == Answer(PUBACK, 1)


def test_qos_0_is_kept_without_an_answer_and_many_messages_are_answered_in_their_order(
    gateway: Gateway, device: Device
) -> None:
    with _let_in(gateway, device) as line:
        line.send(_published(device, _depth(back_s=1_000), None))
        messages = [_published(device, _depth(back_s=step), step) for step in range(1, 101)]
        line.send(b"".join(messages))
        answers = line.wait(mqtt.answers, 101)
    assert answers[1:] == [Answer(PUBACK, step) for step in range(1, 101)]
    assert Observation.objects.filter(device=device).count() == 101


def test_glued_and_cut_packets_are_whole_again(gateway: Gateway, device: Device) -> None:
    stream = mqtt.connect(user=device.number, password=device.secret)
    stream += b"".join(_published(device, _depth(back_s=step), step) for step in (3, 2, 1)) + mqtt.PING
    with wire(gateway, Protocol.MQTT) as line:
        for place in range(0, len(stream), 7):
            line.send(stream[place : place + 7])
        answers = line.wait(mqtt.answers, 5)
    assert sorted(answer.kind for answer in answers) == [CONNACK, PUBACK, PUBACK, PUBACK, PINGRESP]
    assert Observation.objects.filter(device=device).count() == 3


def test_a_message_sent_again_is_answered_again_and_kept_once(gateway: Gateway, device: Device) -> None:
    payload = _depth()
    with _let_in(gateway, device) as line:
        line.send(_published(device, payload, 5))
        line.wait(mqtt.answers, 2)
        line.send(_published(device, payload, 5, is_again=True))
        assert line.wait(mqtt.answers, 3)[2] == Answer(PUBACK, 5)
    with _let_in(gateway, device) as line:  # and a capture that somebody plays again
        line.send(_published(device, payload, 9))
        line.wait(mqtt.answers, 2)
    assert Observation.objects.filter(device=device).count() == 1


@pytest.mark.parametrize(
    ("said", "code", "fault"),
    [
        ({"password": "not-its-own"}, 4, "password"),
        ({"password": None}, 4, "password"),
        ({"user": None, "password": None, "client_id": "x"}, 5, "no_user"),
        ({"user": "nobody-1", "password": "Q7WERTY8Q7"}, 5, "unknown_device"),
        ({"will": ("devices/other/readings", b"")}, 5, "may_not_publish"),
        ({"client_id": "", "is_clean": False}, 2, "client_id"),
        ({"level": 5}, 1, "level"),
        ({"level": 3}, 1, "level"),
    ],
)
def test_who_is_not_let_in_is_told_kept_and_hung_up(
    gateway: Gateway, device: Device, said: dict[str, object], code: int, fault: str
) -> None:
    began = now()
    with wire(gateway, Protocol.MQTT) as line:
        line.send(
            mqtt.connect(**{"user": device.number, "password": device.secret, **said})  # type: ignore[arg-type]  # by name
            + _published(device, _depth())
        )
        assert line.wait(mqtt.answers) == [Answer(CONNACK, None, (code,))]
        assert line.is_closed()
    kept = eventually(RawFrame.objects.filter(received_at__gte=began, protocol="mqtt", fault=fault).first)
    assert bytes(kept.content)[0] == 0x10
    assert not Observation.objects.filter(device=device).exists()


def test_a_stopped_sensor_is_not_let_in_and_ended_at_its_next_packet(
    gateway: Gateway, device: Device
) -> None:
    with _let_in(gateway, device) as line:
        device_stop(device_id=device.pk, reason="检修", actor=KEEPER, at=now())
        eventually(lambda: _card(gateway, device).is_stopped)
        line.send(_published(device, _depth()))
        assert line.is_closed()
        assert mqtt.answers(line.heard) == [WELCOME]
    assert _refused(device).fault == "stopped_device"
    with wire(gateway, Protocol.MQTT) as line:
        line.send(mqtt.connect(user=device.number, password=device.secret))
        assert line.wait(mqtt.answers) == [Answer(CONNACK, None, (5,))]
    assert not Observation.objects.filter(device=device).exists()


def test_a_secret_that_is_changed_ends_whoever_still_uses_the_old_one(
    gateway: Gateway, device: Device
) -> None:
    with _let_in(gateway, device) as line:
        device_secret_change(device_id=device.pk, secret="Another-1", reason="泄露", actor=KEEPER, at=now())
        eventually(lambda: _card(gateway, device).secret == "Another-1")
        line.send(mqtt.PING)
        assert line.is_closed()
    assert _refused(device).fault == "password"


def _card(gateway: Gateway, device: Device) -> Card:
    card = gateway.hub.directory.find(Protocol.MQTT, device.number)
    assert card is not None
    return card


@pytest.mark.parametrize(
    ("packet", "fault"),
    [
        (mqtt.publish(b'{"readings": []}', to="devices/other/readings", number=3), "may_not_publish"),
        (mqtt.publish(b"27.5", to="devices/{}/readings", number=3), "payload"),
        (mqtt.publish(b"", to="devices/{}/readings", number=3), "payload"),
        (mqtt.publish(_NAN, to="devices/{}/readings", number=3), "payload"),
        (mqtt.publish(b"x", to="devices/{}/commands", number=3), "may_not_publish"),
        (mqtt.publish(b'{"done": true}', to="devices/{}/answers", number=3), "answer"),
        (mqtt.publish(b"x", to="devices/+/readings", number=3), "topic"),
        (mqtt.publish(b"x", to="devices/{}/readings", number=3, qos=2), "qos_2"),
        (mqtt.publish(b"x", to="devices/{}/readings", number=3, qos=3), "qos"),
        (mqtt.publish(b"x", to="devices/{}/readings", number=0), "packet_id"),
        (mqtt.connect(user="{}", password="again"), "twice"),
        (mqtt.framed(0x80, b"\x00\x01"), "flags"),
        (b"\x00\x00", "kind"),
        (b"\x30\xff\xff\xff\xff\x7f", "remaining_length"),
        (b"\x30\x80\x80\x80\x01", "too_long"),
        (b"\x32\x04\x00\x09ab", "short"),
        (b"\x20\x02\x00\x00", "kind"),
        (mqtt.framed(0x40, b"\x00\x01\x00"), "surplus"),
        (mqtt.framed(0x30, mqtt.text(b"\xff\xfe") + b"x"), "text"),
    ],
)  # fmt: skip
def test_what_a_sensor_may_not_send_is_kept_with_its_reason_and_ends_it(
    gateway: Gateway, device: Device, packet: bytes, fault: str
) -> None:
    own = packet
    if b"{}" in packet:
        own = _own(packet, device)
    with _let_in(gateway, device) as line:
        line.send(own + _published(device, _depth()))
        assert line.is_closed()
        assert mqtt.answers(line.heard) == [WELCOME]
    kept = _refused(device)
    assert kept.fault == fault
    assert not Observation.objects.filter(device=device).exists()
    contact = eventually(Contact.objects.filter(device=device, refused=1).first)
    assert contact.faults == {fault: 1}


def _own(packet: bytes, device: Device) -> bytes:
    """Return a packet with the device's number for `{}`, its lengths made good."""
    number = device.number.encode()
    longer = len(number) - 2
    first, body = packet[:1], packet[2:]
    place = body.index(b"{}")
    start = body.rindex(b"\0", 0, place) if b"\0" in body[:place] else 0
    length = body[start + 1] + longer
    body = body[: start + 1] + bytes((length,)) + body[start + 2 :].replace(b"{}", number, 1)
    return mqtt.framed(first[0], body)


def test_a_sensor_hears_its_commands_only(gateway: Gateway, device: Device) -> None:
    own = mqtt.topic(device.number, "commands")
    with _let_in(gateway, device) as line:
        line.send(mqtt.subscribe((own, 2), number=1))
        assert line.wait(mqtt.answers, 2)[1] == Answer(SUBACK, 1, (1,))
        line.send(mqtt.unsubscribe(own, number=2))
        assert line.wait(mqtt.answers, 3)[2] == Answer(UNSUBACK, 2)
        line.send(mqtt.subscribe((own, 1), ("devices/#", 1), number=3))
        assert line.wait(mqtt.answers, 4)[3] == Answer(SUBACK, 3, (1, mqtt.FAILED))
        assert line.is_closed()
    kept = _refused(device)
    assert (kept.fault, kept.details) == ("may_not_subscribe", {"topic": "devices/#"})


def test_a_clock_that_is_wrong_is_borne_and_named(gateway: Gateway, device: Device) -> None:
    with _let_in(gateway, device) as line:
        line.send(_published(device, _depth(back_s=-90_000_000), 1))  # three years ahead
        line.send(_published(device, _depth(back_s=900_000_000), 2))  # before 2000
        line.send(_published(device, _depth(), 3))
        line.wait(mqtt.answers, 4)
    assert Observation.objects.filter(device=device).count() == 1
    assert Contact.objects.get(device=device).faults == {"future": 1, "ancient": 1}


def test_the_longest_message_is_taken_and_a_longer_one_refused_by_its_header(
    gateway: Gateway, device: Device
) -> None:
    at = now().replace(microsecond=0)
    rows = [("fill", at - timedelta(seconds=step), float(step % 100)) for step in range(800)]
    payload = mqtt.readings(rows)
    assert 50_000 < len(payload) < 65_000
    with _let_in(gateway, device) as line:
        line.send(_published(device, payload, 1))
        line.wait(mqtt.answers, 2)
        assert Observation.objects.filter(device=device).count() == 800
        line.send(_published(device, payload + b" " * 65_535, 2)[:64])
        assert line.is_closed()
    assert _refused(device).fault == "too_long"


def test_half_a_packet_is_not_waited_for_for_ever(gateway: Gateway, device: Device) -> None:
    with _let_in(gateway, device) as line:
        line.send(_published(device, _depth())[:40])
        assert line.is_closed()
    assert _refused(device).fault == "half_frame"


@pytest.mark.parametrize(
    ("noise", "fault"),
    [(b"GET / HTTP/1.1\r\n\r\n", "flags"), (mqtt.PING, "first"), (b"", "nobody"), (b"\x10", "nobody")],
)
def test_whoever_does_not_say_who_it_is_is_hung_up(gateway: Gateway, noise: bytes, fault: str) -> None:
    began = now()
    with wire(gateway, Protocol.MQTT) as line:
        line.send(noise)
        assert line.is_closed()
    frames = RawFrame.objects.filter(received_at__gte=began, protocol="mqtt", device=None, fault=fault)
    eventually(frames.first)


def test_a_sensor_cannot_fill_the_vocabulary(gateway: Gateway, device: Device) -> None:
    at = now().replace(microsecond=0) - timedelta(seconds=5)
    with _let_in(gateway, device) as line:
        line.send(_published(device, mqtt.readings([(f"odd_{one}", at, 1.0) for one in range(9)])))
        line.wait(mqtt.answers, 2)
    assert Observation.objects.filter(device=device).count() == 2
    assert Quantity.objects.filter(code__startswith="odd_").count() == 2
    assert _refused(device).fault == "too_many_quantities"


def test_a_sensor_that_breaks_off_leaves_its_will_and_stands_as_faulty(
    gateway: Gateway, device: Device
) -> None:
    with _let_in(gateway, device, will=(mqtt.topic(device.number, "status"), b"offline")) as line:
        line.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    kept = _refused(device)
    assert (kept.fault, bytes(kept.content)) == ("will", b"offline")
    assert kept.details == {"topic": mqtt.topic(device.number, "status")}
    liveness_refresh(at=now() + timedelta(seconds=2 * device.interval_s + 1))
    contact = Contact.objects.get(device=device)
    assert (contact.liveness, contact.fault) == ("device_faulty", "will")
    liveness_refresh(at=now() + timedelta(seconds=6 * device.interval_s + 1))
    assert Contact.objects.get(device=device).liveness == "device_silent"


def test_a_sensor_that_takes_its_leave_leaves_no_will(gateway: Gateway, device: Device) -> None:
    with _let_in(gateway, device, will=(mqtt.topic(device.number, "status"), b"offline")) as line:
        line.send(mqtt.DISCONNECT)
        assert line.is_closed()
    eventually(Contact.objects.filter(device=device, frames=2).exists)
    assert not RawFrame.objects.filter(device=device).exclude(fault="").exists()


def test_a_sensor_silent_beyond_its_keep_alive_is_hung_up(gateway: Gateway, device: Device) -> None:
    will = (mqtt.topic(device.number, "status"), b"offline")
    with _let_in(gateway, device, keep_alive_s=1, will=will) as line:
        assert line.is_closed()
    eventually(lambda: RawFrame.objects.filter(device=device).exclude(fault="").count() == 2)
    faults = RawFrame.objects.filter(device=device).exclude(fault="").order_by("id")
    assert [one.fault for one in faults] == ["keep_alive", "will"]


@pytest.mark.slow("lets a keep-alive of a second run out twice")
def test_nobody_is_hung_up_for_silence_while_the_gateway_itself_does_not_read(
    live_city: str, gateway_url: str
) -> None:
    with gateway_running(gateway_url, Bounds(waiting=2)) as running:
        (device,) = entered_and_known(running, sensor("unread-1"))
        with _let_in(running, device, keep_alive_s=1) as line:
            eventually(Contact.objects.filter(device=device, frames=1).exists)
            with transaction.atomic():
                Contact.objects.select_for_update().get(device=device)
                for step in range(1, 9):  # two fill what may wait; the rest stays in the socket
                    line.send(_published(device, _depth(back_s=step), step))
                    assert not line.is_closed(seconds=0.4)
            assert line.wait(mqtt.answers, 9)[1:] == [Answer(PUBACK, step) for step in range(1, 9)]
    assert not RawFrame.objects.filter(device=device).exclude(fault="").exists()


def test_a_sensor_that_connects_anew_ends_its_old_line_and_leaves_no_will(
    gateway: Gateway, device: Device
) -> None:
    will = (mqtt.topic(device.number, "status"), b"offline")
    with (
        _let_in(gateway, device, will=will) as old,
        _let_in(gateway, device, client_id="second") as second,
        _let_in(gateway, device) as new,
    ):
        assert old.is_closed()
        new.send(_published(device, _depth()))
        new.wait(mqtt.answers, 2)
        second.send(_published(device, _depth(back_s=9)))
        second.wait(mqtt.answers, 2)
    assert not RawFrame.objects.filter(device=device).exclude(fault="").exists()


def test_a_retained_reading_is_a_reading_and_an_empty_one_says_nothing(
    gateway: Gateway, device: Device
) -> None:
    with _let_in(gateway, device) as line:
        line.send(_published(device, _depth(), 1, is_retained=True))
        line.send(_published(device, b"", 2, is_retained=True))
        assert line.wait(mqtt.answers, 3)[1:] == [Answer(PUBACK, 1), Answer(PUBACK, 2)]
    assert Observation.objects.filter(device=device).count() == 1
    assert not RawFrame.objects.filter(device=device).exclude(fault="").exists()


def test_one_sensor_that_sends_nonsense_is_not_felt_by_another(gateway: Gateway, device: Device) -> None:
    (calm,) = entered_and_known(gateway, sensor("calm-1"))
    with _let_in(gateway, calm) as quiet:
        for _ in range(8):
            with wire(gateway, Protocol.MQTT) as line:
                line.send(mqtt.connect(user=device.number, password="wrong-one"))
                line.wait(mqtt.answers)
        quiet.send(_published(calm, _depth()))
        quiet.wait(mqtt.answers, 2, seconds=2.0)
    assert eventually(lambda: Contact.objects.get(device=device).faults.get("password") == 8)
    assert SENSOR_SECRET not in str(RawFrame.objects.filter(device=device).values_list("details"))
