"""Devices entered, found, shown, stopped, through the pages that people use."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.ledger.models import Entry
from xiuhua.sensing.models import Contact, Device, LastValue, Quantity, RawFrame
from xiuhua.sensing.rules.measuring.pushed import push_signature
from xiuhua.sensing.rules.quantities import MOST_OWN_CODES
from xiuhua.sensing.services.devices import liveness_refresh
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.tests.device_kit import MN, STREET, entered, monitor, station, truck
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid7
from xiuhua.web.testing import Budget

SignIn = Callable[..., Client]
KEY = "K8S7AAZ2K8S7AAZ2K8S7AAZ2"


def _typed(**changes: str) -> dict[str, str]:
    return {
        "protocol": "hj212", "number": MN, "name": "知味面馆油烟监测", "area_code": STREET,
        "interval_s": "60", "secret": "123456", "concentration_unit": "ug_m3", "clock_offset_s": "0",
        "longitude": "120.1", "latitude": "30.25",
    } | changes  # fmt: skip


def _pushed(client: Client, device: Device, rows: object, *, key: str = KEY, ahead_s: int = 0) -> int:
    body = json.dumps({"readings": rows}).encode()
    sent_at = str(int(now().timestamp()) + ahead_s)
    headers = {
        "X-Device": device.number, "X-Time": sent_at, "X-Signature": push_signature(key, sent_at, body),
    }  # fmt: skip
    answer = client.post("/api/v1/readings", body, content_type="application/json", headers=headers)
    return answer.status_code


def test_an_administrator_enters_a_device_and_a_leader_finds_it(city: None, sign_in: SignIn) -> None:
    keeper = sign_in("data_admin", area="990101")
    made = keeper.post("/devices/new", _typed())
    assert made.status_code == 303
    with scope_opened(("",)):
        device = Device.objects.select_related("contact").get()
    assert (device.number, device.secret, device.contact.liveness) == (MN, "123456", "device_never")
    page = sign_in("leader", area="990101").get(made["Location"]).content.decode()
    assert "知味面馆油烟监测" in page
    assert "未接入" in page
    assert "123456" not in page
    assert Entry.objects.filter(act="device.create", subject=f"device:{device.pk}").count() == 1


def test_a_sensor_of_mqtt_is_given_a_password_and_shown_where_to_connect(
    city: None, sign_in: SignIn, settings: Any
) -> None:  # pytest-django's settings
    settings.GATEWAY_PORTS = {"mqtt": 1883}
    keeper = sign_in("data_admin", area="990101")
    made = keeper.post("/devices/new", _typed(protocol="mqtt", number="well-01", secret=""))
    assert made.status_code == 303
    with scope_opened(("",)):
        assert len(Device.objects.get(protocol="mqtt", number="well-01").secret) == 24
    assert ":1883" in keeper.get(made["Location"]).content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"number": "有空格"}, "number"),
        ({"protocol": "sl651", "number": "123"}, "number"),
        ({"secret": "long-password"}, "secret"),
        ({"protocol": "mqtt", "number": "well/+", "secret": "Q7WERTY8Q7"}, "number"),
        ({"protocol": "mqtt", "secret": "short"}, "secret"),
        ({"area_code": "990199"}, "area_code"),
        ({"dialect": "2011"}, "dialect"),
        ({"vehicle": "浙A99999"}, "vehicle"),
    ],
)
def test_what_no_device_can_have_is_refused_beside_its_field(
    city: None, sign_in: SignIn, changes: dict[str, str], field: str
) -> None:
    answer = sign_in("data_admin", area="990101").post("/devices/new", _typed(**changes))
    assert answer.status_code == 422
    assert f'id="id_{field}' in answer.content.decode()
    with scope_opened(("",)):
        assert not Device.objects.exists()
    assert not Entry.objects.filter(act="device.create").exists()


def test_the_way_from_a_vehicle_to_its_track_is_shown_to_who_may_go_it(city: None, sign_in: SignIn) -> None:
    (device,) = entered(truck())
    stamped = {"recorded_at": now(), "updated_at": now()}
    vehicle = Vehicle.objects.create(
        client_id=uuid7(), plate="浙A00001", kind="spoil_truck", area_code=STREET, **stamped
    )
    Device.objects.filter(pk=device.pk).update(vehicle=vehicle)
    way = f"/devices/{device.pk}/track"
    assert way in sign_in("leader", area="990101").get(f"/vehicles/{vehicle.pk}").content.decode()
    page = sign_in("collector", area="990101").get(f"/vehicles/{vehicle.pk}").content.decode()
    assert "浙A00001" in page
    assert way not in page


def test_a_neighbour_sees_and_enters_nothing_here(city: None, sign_in: SignIn) -> None:
    (device,) = entered(monitor())
    neighbour = sign_in("data_admin", area="990102")
    assert neighbour.get(f"/devices/{device.pk}").status_code == 404
    assert MN not in neighbour.get("/devices").content.decode()
    assert neighbour.post("/devices/new", _typed(number="YH2")).status_code == 403
    with scope_opened(("",)):
        assert Device.objects.count() == 1


def test_a_number_is_taken_once_in_each_protocol(city: None, sign_in: SignIn) -> None:
    entered(monitor())
    answer = sign_in("data_admin", area="990101").post("/devices/new", _typed())
    assert answer.status_code == 409
    with scope_opened(("",)):
        assert Device.objects.count() == 1


def test_the_list_is_searched_filtered_exported_and_drawn(
    city: None, sign_in: SignIn, sql_budget: Budget
) -> None:
    entered(monitor(), truck(), station())
    client = sign_in("leader", area="990101")
    client.get("/devices")
    with sql_budget("device list", most=12):
        page = client.get("/devices").content.decode()
    assert all(name in page for name in ("知味面馆油烟监测", "渣土车 01 号", "绣衣河水位站"))
    found = client.get("/devices?q=水位&protocol=sl651&liveness=device_never").content.decode()
    assert "绣衣河水位站" in found
    assert "渣土车 01 号" not in found
    assert client.get("/devices?mode=map").status_code == 200
    tile = client.get("/tiles/devices/12/3414/1683.mvt")
    assert tile.status_code == 200


def test_a_stopped_device_says_so_and_may_be_started_again(city: None, sign_in: SignIn) -> None:
    (device,) = entered(monitor())
    keeper = sign_in("data_admin", area="990101")

    def done(act: str) -> int:
        with scope_opened(("",)):
            version = Device.objects.get().updated_at.isoformat()
        return keeper.post(
            f"/devices/{device.pk}/{act}", {"reason": "拆下送检", "version": version}
        ).status_code

    assert done("stop") == 303
    assert "停用" in keeper.get(f"/devices/{device.pk}").content.decode()
    assert Contact.objects.get().liveness == "device_off"
    assert done("stop") == 409
    assert done("start") == 303
    assert Contact.objects.get().liveness == "device_silent"


def test_a_push_is_stored_shown_and_kept_once(city: None, sign_in: SignIn, client: Client) -> None:
    (device,) = entered(monitor("deep-01", protocol=Protocol.HTTPS, secret=KEY, name="下穿隧道积水"))
    at = (now() - timedelta(seconds=20)).isoformat()
    rows = [{"quantity": "water_depth", "at": at, "value": 27.5}]
    assert _pushed(client, device, rows) == 201
    assert _pushed(client, device, rows) == 201
    last = LastValue.objects.get(device=device)
    assert (last.value, last.quantity.unit) == (27.5, "cm")
    page = sign_in("data_admin", area="990101").get(f"/devices/{device.pk}").content.decode()
    assert "积水深度" in page
    assert "27.5" in page
    assert "在线" in page
    contact = Contact.objects.get(device=device)
    assert (contact.frames, contact.liveness) == (2, "device_online")


def test_a_push_cannot_fill_the_vocabulary_and_the_page_says_what_was_left_out(
    city: None, sign_in: SignIn, client: Client
) -> None:
    (device,) = entered(monitor("deep-01", protocol=Protocol.HTTPS, secret=KEY))
    at = (now() - timedelta(seconds=20)).isoformat()
    rows = [{"quantity": f"odd_{one}", "at": at, "value": 1.0} for one in range(MOST_OWN_CODES - 2)]
    assert _pushed(client, device, rows) == 201
    more = [{"quantity": f"more_{one}", "at": at, "value": 1.0} for one in range(50)]
    named = {"quantity": "water_depth", "at": at, "value": 9.0}
    assert _pushed(client, device, [*more, named, rows[0]]) == 201
    assert Quantity.objects.filter(code__startswith="more_").count() == 2
    assert (
        LastValue.objects.filter(device=device).count() == MOST_OWN_CODES + 1
    )  # what has a name always counts
    contact = Contact.objects.get(device=device)
    assert (contact.faults, contact.frames) == ({"too_many_quantities": 1}, 2)
    page = sign_in("data_admin", area="990101").get(f"/devices/{device.pk}?frames=refused").content.decode()
    assert "监测因子种类过多" in page


def test_a_forged_an_old_and_a_senseless_push_are_refused_and_shown_with_the_reason(
    city: None, sign_in: SignIn, client: Client
) -> None:
    (device,) = entered(monitor("deep-01", protocol=Protocol.HTTPS, secret=KEY))
    good = [{"quantity": "water_depth", "at": now().isoformat(), "value": 1.0}]
    assert _pushed(client, device, good, key="x" * 24) == 401
    assert _pushed(client, device, good, ahead_s=-400) == 401
    assert _pushed(client, device, [{"quantity": "water_depth", "at": "gestern", "value": 1}]) == 422
    assert (
        _pushed(client, device, [{"quantity": "water_depth", "at": now().isoformat(), "value": True}]) == 422
    )
    assert _pushed(client, Device(number="nobody"), good) == 401
    with scope_opened(("",)):
        faults = sorted(RawFrame.objects.filter(device=device).values_list("fault", flat=True))
    assert faults == ["not_storable", "not_storable", "signature", "signature"]
    keeper = sign_in("data_admin", area="990101")
    page = keeper.get(f"/devices/{device.pk}?frames=refused").content.decode()
    assert page.count("签名不对") >= 2
    strangers = keeper.get("/devices/unknown").content.decode()
    assert "nobody" in strangers
    assert "台账里没有这个设备号" in strangers
    assert not LastValue.objects.exists()


def test_frames_are_for_keepers_only(city: None, sign_in: SignIn) -> None:
    (device,) = entered(monitor())
    leader = sign_in("leader", area="990101")
    assert "原始报文" not in leader.get(f"/devices/{device.pk}").content.decode()
    assert leader.get("/devices/unknown").status_code == 403


def test_a_device_becomes_late_then_silent_by_the_clock_and_faulty_by_refused_frames(city: None) -> None:
    (device,) = entered(monitor(interval_s=60))
    heard = now()
    contact = Contact.objects.filter(device=device)
    contact.update(frame_at=heard, liveness="device_online")
    for seconds, expected in (
        (120, "device_online"),
        (121, "device_late"),
        (360, "device_late"),
        (361, "device_silent"),
    ):
        liveness_refresh(at=heard + timedelta(seconds=seconds))
        assert contact.get().liveness == expected, seconds
    contact.update(fault_at=heard + timedelta(seconds=300), fault="password")
    liveness_refresh(at=heard + timedelta(seconds=361))
    assert contact.get().liveness == "device_faulty"
