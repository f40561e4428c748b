"""Clients that other people wrote: mosquitto's two commands, and Paho."""

from __future__ import annotations

import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from xiuhua.access.services import scope_opened
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.models import Contact, Observation, RawFrame
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.tests.command_kit import S, SignIn, asked, becomes, controlled, people_of
from xiuhua.sensing.tests.device_kit import SENSOR_SECRET, sensor
from xiuhua.sensing.tests.gateway_kit import HOST, entered_and_known, eventually
from xiuhua.shared.clock import now

_BEGAN = now().replace(microsecond=0)
needs_mosquitto = pytest.mark.skipif(
    shutil.which("mosquitto_pub") is None, reason="apt-get install mosquitto-clients"
)


@pytest.fixture
def session_open(live_city: str) -> Callable[..., Client]:
    """People of the committed district, who sign in at the page."""
    return people_of(live_city)


@pytest.fixture(autouse=True)
def whole_scope(live_city: str) -> Iterator[None]:
    """Each test begins seeing everything; a request before it has left nothing open."""
    with scope_opened(("",)):
        yield


def _readings(value: float, back_s: int = 3) -> str:
    at = _BEGAN - timedelta(seconds=back_s)
    return json.dumps({"readings": [{"quantity": "fill", "at": at.isoformat(), "value": value}]})


def _ran(gateway: Gateway, program: str, number: str, *words: str, secret: str = SENSOR_SECRET) -> list[str]:
    port = str(gateway.ports[Protocol.MQTT])
    return [program, "-h", HOST, "-p", port, "-u", number, "-P", secret, "-i", f"{number}-{program}", *words]


def _run(line: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(line, capture_output=True, text=True, check=False, timeout=20)


@needs_mosquitto
@pytest.mark.parametrize("quality", ["0", "1"])
def test_mosquitto_pub_publishes_a_reading(gateway: Gateway, quality: str) -> None:
    number = f"mosquitto-{quality}"
    (device,) = entered_and_known(gateway, sensor(number))
    ran = _run(_ran(gateway, "mosquitto_pub", number, "-q", quality, "-t", f"devices/{number}/readings",
                    "-m", _readings(41.5)))  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    kept = eventually(Observation.objects.filter(device=device).first)
    assert kept.value == 41.5


@needs_mosquitto
def test_mosquitto_pub_is_told_of_a_wrong_password(gateway: Gateway) -> None:
    (device,) = entered_and_known(gateway, sensor("mosquitto-wrong"))
    ran = _run(
        _ran(gateway, "mosquitto_pub", device.number, "-q", "1", "-t", "x", "-m", "x", secret="not-this-1")
    )
    assert ran.returncode != 0
    assert "bad user name or password" in ran.stderr.lower()
    assert eventually(RawFrame.objects.filter(device=device).first).fault == "password"


@needs_mosquitto
def test_mosquitto_sub_hears_what_waited_and_mosquitto_pub_answers(gateway: Gateway, sign_in: SignIn) -> None:
    (device,) = entered_and_known(gateway, sensor("mosquitto-sub"))
    command = asked(sign_in("dispatcher", area="990101"), controlled(device, name="排水阀", target="valve"))
    ran = _run(_ran(gateway, "mosquitto_sub", device.number, "-q", "1", "-c", "-C", "1", "-W", "10",
                    "-t", f"devices/{device.number}/commands"))  # fmt: skip
    told = json.loads(ran.stdout)
    assert (ran.returncode, told["id"], told["kind"], told["target"], told["on"]) == (
        0, command.pk, "switch", "valve", True,
    )  # fmt: skip
    becomes(command, S.SENT)
    answer = json.dumps({"command": told["id"], "done": True, "answer": "opened"})
    ran = _run(_ran(gateway, "mosquitto_pub", device.number, "-q", "1", "-t",
                    f"devices/{device.number}/answers", "-m", answer))  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert becomes(command, S.CONFIRMED).answer == "opened"


@needs_mosquitto
def test_mosquitto_sub_is_not_given_the_topics_of_others(gateway: Gateway) -> None:
    (device,) = entered_and_known(gateway, sensor("mosquitto-greedy"))
    _run(_ran(gateway, "mosquitto_sub", device.number, "-t", "devices/#", "-W", "2"))
    eventually(RawFrame.objects.filter(device=device, fault="may_not_subscribe").first)


@needs_mosquitto
def test_the_will_of_a_killed_mosquitto_sub_is_kept(gateway: Gateway) -> None:
    (device,) = entered_and_known(gateway, sensor("mosquitto-will"))
    topic = f"devices/{device.number}/status"
    line = _ran(gateway, "mosquitto_sub", device.number, "-t", f"devices/{device.number}/commands",
                "--will-topic", topic, "--will-payload", "offline", "--will-qos", "1",
                "--will-retain")  # fmt: skip
    with subprocess.Popen(line, stdout=subprocess.DEVNULL) as process:
        eventually(Contact.objects.filter(device=device, frames__gte=2).exists)
        process.kill()
    assert eventually(RawFrame.objects.filter(device=device, fault="will").first).details == {"topic": topic}


def _paho(number: str, secret: str = SENSOR_SECRET) -> paho.Client:
    client = paho.Client(CallbackAPIVersion.VERSION2, client_id=number, clean_session=False)
    client.username_pw_set(number, secret)
    return client


def test_paho_publishes_a_burst_and_every_message_is_answered_and_kept_once(gateway: Gateway) -> None:
    (device,) = entered_and_known(gateway, sensor("paho-1"))
    client = _paho(device.number)
    client.connect(HOST, gateway.ports[Protocol.MQTT], keepalive=10)
    client.loop_start()
    try:
        sent = [
            client.publish(f"devices/{device.number}/readings", _readings(float(step % 100), step), qos=1)
            for step in range(1, 201)
        ]
        for message in sent:
            message.wait_for_publish(20)
        assert all(message.is_published() for message in sent)
        assert Observation.objects.filter(device=device).count() == 200
    finally:
        client.disconnect()
        client.loop_stop()


def test_paho_takes_up_its_session_and_hears_what_waited_once(gateway: Gateway, sign_in: SignIn) -> None:
    (device,) = entered_and_known(gateway, sensor("paho-2"))
    control = controlled(device, name="排水阀", target="valve")
    heard: list[dict[str, object]] = []
    present: list[bool] = []
    client = _paho(device.number)

    def connected(
        _client: paho.Client,
        _kept: object,
        flags: paho.ConnectFlags,
        _reason: ReasonCode,
        _properties: object,
    ) -> None:
        present.append(flags.session_present)
        if not flags.session_present:
            client.subscribe(f"devices/{device.number}/commands", qos=1)

    def take(_client: paho.Client, _kept: object, message: paho.MQTTMessage) -> None:
        told = json.loads(message.payload)
        heard.append({**told, "dup": message.dup, "qos": message.qos})
        said = {"command": told["id"], "done": True, "answer": "ok"}
        client.publish(f"devices/{device.number}/answers", json.dumps(said), qos=1)

    client.on_connect, client.on_message = connected, take
    for on in ("1", "0"):  # away each time the command is asked for
        command = asked(sign_in("dispatcher", area="990101"), control, on=on)
        client.connect(HOST, gateway.ports[Protocol.MQTT], keepalive=10)
        client.loop_start()
        try:
            assert becomes(command, S.CONFIRMED).answer == "ok"
        finally:
            client.disconnect()
            client.loop_stop()
        eventually(lambda: gateway.hub.line_of(device.pk) is None)
    assert present == [False, True]
    assert [(one["on"], one["dup"], one["qos"]) for one in heard] == [(True, False, 1), (False, False, 1)]


def test_paho_is_told_that_its_password_is_wrong(gateway: Gateway) -> None:
    (device,) = entered_and_known(gateway, sensor("paho-3"))
    told: list[int] = []
    came = threading.Event()
    client = _paho(device.number, "not-this-1")

    def connected(
        _client: paho.Client, _kept: object, _flags: object, reason: ReasonCode, _properties: object
    ) -> None:
        told.append(reason.value)
        came.set()

    client.on_connect = connected
    client.connect(HOST, gateway.ports[Protocol.MQTT], keepalive=10)
    client.loop_start()
    try:
        assert came.wait(10)
    finally:
        client.disconnect()
        client.loop_stop()
    assert told[0] == 134  # bad user name or password, as Paho numbers it
    eventually(RawFrame.objects.filter(device=device, fault="password").first)
