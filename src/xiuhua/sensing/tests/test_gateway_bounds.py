"""Whoever sends too much, too little or nonsense is borne with, counted and ended; nobody else feels it."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from datetime import timedelta

import pytest

from xiuhua.sensing.gateway.bounds import Bounds
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.models import Contact, Device, Observation, Quantity, RawFrame, TrackPoint
from xiuhua.sensing.services.devices import device_stop
from xiuhua.sensing.simulator import hj212, jt808
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.tests.device_kit import KEEPER, monitor, truck
from xiuhua.sensing.tests.gateway_kit import HOST, entered_and_known, eventually, gateway_running, wire
from xiuhua.shared.clock import now

# The real bounds, a hundredth as large.
TIGHT = Bounds(
    lines_of_address=8, says_who_s=1.0, half_frame_s=1.0, frames_s=50.0, frames_burst=100.0,
    refused_s=0.01, refused_burst=5.0, waiting=200, batch=50, own_codes=2,
)  # fmt: skip
CODE = "K8S7AAZ2"
_BEGAN = now().replace(microsecond=0)  # once, so that two frames never tell the same instant


@pytest.fixture(scope="module")
def gateway(live_city: str, gateway_url: str) -> Iterator[Gateway]:
    """A gateway that bears little."""
    with gateway_running(gateway_url, TIGHT) as running:
        yield running


def _fume(mn: str, back_s: float = 5, value: str = "1.0", more: Mapping[str, str] | None = None) -> bytes:
    at = _BEGAN - timedelta(seconds=back_s)
    return hj212.upload(mn=mn, at=at, values={"a34041-Rtd": value, **(more or {})})


def test_a_device_that_floods_is_slowed_alone_and_loses_nothing(gateway: Gateway) -> None:
    flooding, calm = entered_and_known(gateway, monitor("FLOOD1"), monitor("CALM1"))
    with wire(gateway, Protocol.HJ212) as loud, wire(gateway, Protocol.HJ212) as quiet:
        loud.send(b"".join(_fume("FLOOD1", back_s=step) for step in range(1, 181)))
        quiet.send(_fume("CALM1"))
        quiet.wait(hj212.answers, seconds=1.0)
        loud.send(b"".join(_fume("FLOOD1", back_s=step) for step in range(181, 201)))
        loud.wait(hj212.answers, 200)
    assert Observation.objects.filter(device=flooding).count() == 200
    assert Observation.objects.filter(device=calm).count() == 1
    eventually(lambda: Contact.objects.get(device=flooding).faults.get("flooding"))


def test_more_connections_of_one_address_than_may_be_are_hung_up_and_named(gateway: Gateway) -> None:
    with ExitStack() as opened:
        for _ in range(8):
            opened.enter_context(wire(gateway, Protocol.HJ212))
        eventually(lambda: len(gateway.hub.lines) == 8)
        ninth = opened.enter_context(wire(gateway, Protocol.HJ212))
        assert ninth.is_closed()
    frame = eventually(RawFrame.objects.filter(fault="too_many_connections").first)
    assert frame.peer.startswith(HOST)
    eventually(lambda: not gateway.hub.lines)


def test_whoever_never_says_who_it_is_is_hung_up(gateway: Gateway) -> None:
    with wire(gateway, Protocol.JT808) as line:
        line.send(b"GET / HTTP/1.1\r\n")
        assert line.is_closed()
    eventually(RawFrame.objects.filter(fault="nobody").first)


def test_half_a_frame_is_not_waited_for_for_ever(gateway: Gateway) -> None:
    (device,) = entered_and_known(gateway, monitor("HALF1"))
    with wire(gateway, Protocol.HJ212) as line:
        line.send(_fume("HALF1"))
        line.wait(hj212.answers)
        line.send(_fume("HALF1", back_s=4)[:40])
        assert line.is_closed()
    eventually(RawFrame.objects.filter(device=device, fault="half_frame").first)
    assert Observation.objects.filter(device=device).count() == 1


def test_of_many_refused_frames_some_are_kept_and_all_are_counted(gateway: Gateway) -> None:
    (device,) = entered_and_known(gateway, monitor("WRONG1"))
    wrong = hj212.upload(mn="WRONG1", at=now(), values={"a34041-Rtd": "1"}, password="654321")
    with wire(gateway, Protocol.HJ212) as line:
        line.send(wrong * 20 + _fume("WRONG1"))
        line.wait(hj212.answers)
    assert RawFrame.objects.filter(device=device, fault="password").count() == 5
    assert eventually(lambda: Contact.objects.get(device=device).faults.get("password") == 20)


def test_a_terminal_that_connects_anew_ends_its_old_line(gateway: Gateway) -> None:
    entered_and_known(gateway, truck("13900000701"))
    with wire(gateway, Protocol.JT808) as old, wire(gateway, Protocol.JT808) as new:
        for line in (old, new):
            line.send(jt808.authentication(phone="13900000701", serial=1, code=CODE))
            line.wait(jt808.answers)
        assert old.is_closed()
        new.send(jt808.message(jt808.HEARTBEAT, phone="13900000701", serial=2))
        assert [one.result for one in new.wait(jt808.answers, 2)] == [0, 0]


def test_one_terminal_cannot_speak_for_another(gateway: Gateway) -> None:
    own, other = entered_and_known(gateway, truck("13900000801"), truck("13900000802"))
    where = jt808.Position(at=now() - timedelta(seconds=2), lon=120.1, lat=30.2)
    with wire(gateway, Protocol.JT808) as line:
        line.send(jt808.authentication(phone="13900000801", serial=1, code=CODE))
        line.wait(jt808.answers)
        line.send(jt808.position(where, phone="13900000802", serial=2))
        line.send(jt808.position(where, phone="13900000801", serial=3))
        line.wait(jt808.answers, 2)
    assert TrackPoint.objects.filter(device=own).count() == 1
    assert not TrackPoint.objects.filter(device=other).exists()
    assert RawFrame.objects.filter(fault="other_phone").exists()


def test_a_device_cannot_fill_the_vocabulary(gateway: Gateway) -> None:
    (device,) = entered_and_known(gateway, monitor("CODES1"))
    strange = {f"zz{number:03}-Rtd": "1" for number in range(10)}
    with wire(gateway, Protocol.HJ212) as line:
        line.send(_fume("CODES1", more=strange))
        line.wait(hj212.answers)
    assert Observation.objects.filter(device=device).count() == 3  # the fume, and two of the strange ones
    assert Quantity.objects.filter(code__contains="zz0").count() == 2
    assert RawFrame.objects.get(device=device).fault == "too_many_quantities"


def test_a_gateway_that_is_started_again_lets_in_no_more_kinds_of_readings(
    gateway: Gateway, gateway_url: str
) -> None:
    (device,) = entered_and_known(gateway, monitor("CODES2"))
    with wire(gateway, Protocol.HJ212) as line:
        line.send(_fume("CODES2", more={"za1-Rtd": "1", "za2-Rtd": "1"}))
        line.wait(hj212.answers)
    with gateway_running(gateway_url, TIGHT) as again, wire(again, Protocol.HJ212) as line:
        line.send(_fume("CODES2", back_s=4, more={"za1-Rtd": "2", "za3-Rtd": "1", "za4-Rtd": "1"}))
        line.wait(hj212.answers)
    codes = Observation.objects.filter(device=device).values_list("quantity__code", flat=True)
    assert set(codes) == {"oil_fume", "hj212:za1", "hj212:za2"}
    assert Contact.objects.get(device=device).faults == {"too_many_quantities": 1}


def test_noise_and_glued_and_cut_frames_leave_the_good_ones_whole(gateway: Gateway) -> None:
    (device,) = entered_and_known(gateway, monitor("GLUE1"))
    first, second, third = (_fume("GLUE1", back_s=step) for step in (3, 2, 1))
    stream = b"\x00\xffgarbage" + first.rstrip() + second + second[:30] + third
    with wire(gateway, Protocol.HJ212) as line:
        for place in range(0, len(stream), 7):
            line.send(stream[place : place + 7])
        line.wait(hj212.answers, 3)
    assert Observation.objects.filter(device=device).count() == 3


def test_a_device_entered_stopped_and_started_while_connected_is_heard_as_its_entry_says(
    gateway: Gateway,
) -> None:
    (device,) = entered_and_known(gateway, monitor("STOP1"))
    with wire(gateway, Protocol.HJ212) as line:
        line.send(_fume("STOP1", back_s=9))
        line.wait(hj212.answers)
        _stopped(gateway, device)
        line.send(_fume("STOP1", back_s=8))
        eventually(RawFrame.objects.filter(device=device, fault="stopped_device").first)
    assert Observation.objects.filter(device=device).count() == 1


def _stopped(gateway: Gateway, device: Device) -> None:
    device_stop(device_id=device.pk, reason="检修", actor=KEEPER, at=now())
    eventually(lambda: _card_is_stopped(gateway, device))


def _card_is_stopped(gateway: Gateway, device: Device) -> bool:
    card = gateway.hub.directory.find(Protocol.HJ212, device.number)
    return card is not None and card.is_stopped


def test_a_connection_that_is_reset_leaves_nothing_behind(gateway: Gateway) -> None:
    line = socket.create_connection((HOST, gateway.ports[Protocol.JT808]))
    eventually(lambda: len(gateway.hub.lines) == 1)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    line.close()
    eventually(lambda: not gateway.hub.lines)
