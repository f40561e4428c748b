"""Devices over real sockets: answered after the commit, refused with a reason, and never twice."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from django.db.models import QuerySet

from xiuhua.access.services import scope_opened
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.models import Contact, Device, LastValue, Observation, RawFrame, TrackPoint
from xiuhua.sensing.services.rolling import rolls_refresh
from xiuhua.sensing.simulator import hj212, jt808, sl651
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.terms.doubts import Doubt, flags_of_bits
from xiuhua.sensing.tests.device_kit import PASSWORD, monitor, station, truck
from xiuhua.sensing.tests.gateway_kit import entered_and_known, eventually, wire
from xiuhua.shared.clock import now

_NUMBERS = count(1)
CODE = "K8S7AAZ2"


@pytest.fixture
def mn() -> str:
    return f"YH2026{next(_NUMBERS):06}"


@pytest.fixture
def phone() -> str:
    return f"139{next(_NUMBERS):08}"


def _fume(mn: str, at_back_s: int = 5, value: str = "1.25", password: str = PASSWORD) -> bytes:
    at = now().replace(microsecond=0) - timedelta(seconds=at_back_s)
    values = {"a34041-Rtd": value, "a34041-Flag": "N", "SB8-RS": "1"}
    return hj212.upload(mn=mn, at=at, values=values, password=password)


def _fumes(device: Device) -> QuerySet[Observation]:
    return Observation.objects.filter(device=device, quantity__code="oil_fume").order_by("at")


def _faults(device: Device) -> list[str]:
    return sorted(RawFrame.objects.filter(device=device).values_list("fault", flat=True))


def test_a_monitor_is_answered_once_its_readings_are_kept(gateway: Gateway, mn: str) -> None:
    (device,) = entered_and_known(gateway, monitor(mn))
    with wire(gateway, Protocol.HJ212) as line:
        line.send(_fume(mn))
        (answer,) = line.wait(hj212.answers)
        kept = {
            one.quantity.code: one.value
            for one in Observation.objects.filter(device=device).select_related("quantity")
        }
    assert (answer["CN"], answer["MN"], answer["ST"]) == ("9014", mn, "91")
    assert kept == {"oil_fume": 1.25, "purifier_state": 1.0}
    assert {one.value for one in LastValue.objects.filter(device=device)} == {1.25, 1.0}
    contact = Contact.objects.get(device=device)
    assert (contact.liveness, contact.frames, contact.refused) == ("device_online", 1, 0)
    assert _faults(device) == [""]


def test_wrong_password_wrong_checksum_and_unknown_number_are_kept_with_the_reason(
    gateway: Gateway, mn: str
) -> None:
    (device,) = entered_and_known(gateway, monitor(mn))
    unknown = f"XX{mn}"
    broken = bytearray(_fume(mn))
    broken[-4] = ord("0") if broken[-4] != ord("0") else ord("1")
    with wire(gateway, Protocol.HJ212) as line:
        line.send(_fume(mn, password="000000"))
        line.send(bytes(broken))
        line.send(_fume(unknown))
        line.send(_fume(mn, at_back_s=1))
        line.wait(hj212.answers)
    assert _faults(device) == ["", "checksum", "password"]
    stranger = RawFrame.objects.get(number=unknown)
    assert (stranger.device_id, stranger.fault) == (None, "unknown_device")
    contact = Contact.objects.get(device=device)
    assert contact.faults == {"password": 1, "checksum": 1}
    assert (contact.frames, contact.refused, contact.liveness) == (1, 2, "device_online")
    assert _fumes(device).count() == 1


def test_the_same_upload_twice_is_answered_twice_and_kept_once(gateway: Gateway, mn: str) -> None:
    (device,) = entered_and_known(gateway, monitor(mn))
    frame = _fume(mn)
    with wire(gateway, Protocol.HJ212) as line:
        line.send(frame)
        line.wait(hj212.answers)
        line.send(frame)
        line.wait(hj212.answers, 2)
    assert _fumes(device).count() == 1


def test_late_and_out_of_order_readings_land_in_their_place_and_leave_the_last_value(
    gateway: Gateway, mn: str
) -> None:
    (device,) = entered_and_known(gateway, monitor(mn))
    with wire(gateway, Protocol.HJ212) as line:
        for back_s, value in ((10, "3.0"), (7_200, "1.0"), (3_600, "2.0"), (400 * 86_400, "0.5")):
            line.send(_fume(mn, at_back_s=back_s, value=value))
        line.wait(hj212.answers, 4)
    assert [one.value for one in _fumes(device)] == [0.5, 1.0, 2.0, 3.0]
    assert [bool(one.flags & Doubt.LATE_ARRIVAL.bit) for one in _fumes(device)] == [True, True, True, False]
    assert LastValue.objects.get(device=device, quantity__code="oil_fume").value == 3.0


def test_a_value_out_of_range_is_flagged_and_one_of_tomorrow_is_refused(gateway: Gateway, mn: str) -> None:
    (device,) = entered_and_known(gateway, monitor(mn))
    with wire(gateway, Protocol.HJ212) as line:
        line.send(_fume(mn, value="5000"))
        line.send(_fume(mn, at_back_s=-86_400, value="1"))
        line.wait(hj212.answers, 2)
    kept = _fumes(device).get()
    assert (kept.value, kept.flags) == (5000.0, Doubt.OUT_OF_RANGE.bit)
    assert _faults(device) == ["", "future"]


def test_a_truck_registers_authenticates_and_is_acknowledged_after_its_positions_are_kept(
    gateway: Gateway, phone: str
) -> None:
    (device,) = entered_and_known(gateway, truck(phone))
    at = now().replace(microsecond=0) - timedelta(minutes=5)
    places = [
        jt808.Position(
            at=at + timedelta(seconds=10 * step), lon=120.1 + step / 1000, lat=30.25, speed_km_h=36.0,
            direction_deg=90, mileage_km=1000 + step,
        )
        for step in range(5)
    ]  # fmt: skip
    with wire(gateway, Protocol.JT808) as line:
        line.send(jt808.registration(phone=phone, serial=0, plate="浙A12345"))
        (told,) = line.wait(jt808.answers)
        assert (told.message_id, told.result, told.code) == (jt808.REGISTERED, 0, CODE)
        line.send(jt808.authentication(phone=phone, serial=1, code=told.code))
        line.send(jt808.position(places[0], phone=phone, serial=2))
        line.send(jt808.batch(places, phone=phone, serial=3))  # the first one again, and four more
        acks = line.wait(jt808.answers, 4)[1:]
    assert [(ack.serial, ack.result) for ack in acks] == [(1, 0), (2, 0), (3, 0)]
    kept = TrackPoint.objects.filter(device=device).order_by("at")
    assert [round(one.lon, 3) for one in kept] == [120.1, 120.101, 120.102, 120.103, 120.104]
    assert kept[4].mileage_km == 1004
    contact = Contact.objects.get(device=device)
    assert contact.place is not None
    assert (round(contact.place.x, 3), contact.speed_km_h) == (120.104, 36.0)


def test_a_truck_with_a_wrong_code_or_without_a_fix_is_told_and_shown(gateway: Gateway, phone: str) -> None:
    (device,) = entered_and_known(gateway, truck(phone))
    nowhere = jt808.Position(at=now() - timedelta(seconds=3), lon=0.0, lat=0.0)
    with wire(gateway, Protocol.JT808) as line:
        line.send(jt808.position(nowhere, phone=phone, serial=1))
        line.send(jt808.authentication(phone=phone, serial=2, code="WRONG"))
        line.send(jt808.authentication(phone=phone, serial=3, code=CODE))
        line.send(jt808.position(nowhere, phone=phone, serial=4))
        acks = line.wait(jt808.answers, 4)
    assert [(ack.serial, ack.result) for ack in acks] == [(1, 1), (2, 1), (3, 0), (4, 0)]
    assert _faults(device) == ["", "auth_code", "not_authenticated", "nowhere"]
    assert not TrackPoint.objects.filter(device=device).exists()
    assert Contact.objects.get(device=device).faults == {"auth_code": 1, "not_authenticated": 1, "nowhere": 1}


def test_a_terminal_that_nobody_registered_is_refused_and_kept_under_its_number(
    gateway: Gateway, phone: str
) -> None:
    with wire(gateway, Protocol.JT808) as line:
        line.send(jt808.registration(phone=phone, serial=0, plate="浙A99999"))
        (told,) = line.wait(jt808.answers)
    assert (told.message_id, told.result, told.code) == (jt808.REGISTERED, 4, "")
    frame = eventually(RawFrame.objects.filter(number=phone).first)
    assert (frame.fault, frame.device_id) == ("unknown_device", None)


def test_a_station_is_answered_with_its_serial_after_the_level_is_kept(gateway: Gateway) -> None:
    number = "0012345678"
    (device,) = entered_and_known(gateway, station(number))
    at = now().replace(second=0, microsecond=0) - timedelta(minutes=1)
    elements = (
        sl651.element(sl651.LEVEL, 3.217, digits=7, decimals=3),
        sl651.element(sl651.RAIN_TODAY, 12.5, digits=5, decimals=1),
        sl651.element(sl651.VOLTAGE, 12.31, digits=4, decimals=2),
    )
    with wire(gateway, Protocol.SL651) as line:
        line.send(sl651.report(station=number, serial=77, at=at, elements=elements))
        answers = line.wait(sl651.answers)
    assert answers == [(sl651.TIMED, 77)]
    found = Observation.objects.filter(device=device).select_related("quantity")
    assert {(one.quantity.code, one.value, one.at) for one in found} == {
        ("level", 3.217, at), ("rain_today", 12.5, at), ("supply_voltage", 12.31, at),
    }  # fmt: skip


def test_a_spike_on_the_wire_is_flagged_where_it_stands_and_on_the_last_value(
    gateway: Gateway, mn: str
) -> None:
    (device,) = entered_and_known(gateway, monitor(mn))
    with wire(gateway, Protocol.HJ212) as line:
        for back_s, value in ((240, "1.0"), (180, "1.1"), (120, "55.0"), (60, "1.2")):
            line.send(_fume(mn, back_s, value))
        line.wait(hj212.answers, 4)
    with scope_opened(("",)):
        rolls_refresh(at=now())
    assert [flags_of_bits(one.flags) for one in _fumes(device)] == [(), (), (Doubt.JUMP,), (Doubt.JUMP,)]
    assert [one.value for one in _fumes(device)] == [1.0, 1.1, 55.0, 1.2]
    assert LastValue.objects.get(device=device, quantity__code="oil_fume").flags == Doubt.JUMP.bit
