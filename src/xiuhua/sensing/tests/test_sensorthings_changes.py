"""What SensorThings lets be changed and deleted: names and places, and never what was measured."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from xiuhua.access.services import scope_set
from xiuhua.access.terms import Role
from xiuhua.ledger.models import Entry
from xiuhua.sensing.models import Device, LastValue, Observation, Stream
from xiuhua.sensing.tests.device_kit import NEIGHBOUR, STREET, entered, monitor
from xiuhua.sensing.tests.things_kit import BASE, Door, readings_stored, token_made


@pytest.fixture
def door(city: None) -> Door:
    return Door(token_made())


@pytest.fixture
def device(door: Door) -> Device:
    """A monitor with two quantities of two readings."""
    (made,) = entered(monitor())
    readings_stored(made, {"oil_fume": [1.0, 2.0], "pm10": [30.0, 31.0]})
    return made


def _thing(device: Device) -> str:
    return f"/Things({device.pk})"


def test_a_thing_is_renamed_moved_and_told_to_send_more_often(door: Door, device: Device) -> None:
    answer = door.change(
        _thing(device), {"name": "后厨油烟监测", "description": "FM-2", "properties": {"interval_s": 30}}
    )
    assert (answer["name"], answer["description"]) == ("后厨油烟监测", "FM-2")
    door.change(f"/Locations({device.pk})", {"location": {"type": "Point", "coordinates": [120.2, 30.3]}})
    changed = Device.objects.get(pk=device.pk)
    assert changed.place is not None
    assert (changed.name, changed.model, changed.interval_s, changed.number, changed.secret) == (
        "后厨油烟监测", "FM-2", 30, device.number, device.secret,
    )  # fmt: skip
    assert changed.place.coords == (120.2, 30.3)
    entries = Entry.objects.filter(act="device.revise", subject=f"device:{device.pk}")
    assert entries.count() == 2
    assert {entry.actor.partition(":")[0] for entry in entries} == {"token"}
    assert Observation.objects.filter(device=device).count() == 4


def test_what_is_sent_back_as_it_was_read_changes_nothing_but_what_differs(
    door: Door, device: Device
) -> None:
    whole = door.get(_thing(device))
    door.change(_thing(device), whole | {"name": "新名"}, by="put")
    assert Device.objects.get(pk=device.pk).name == "新名"
    stream = door.get(f"{_thing(device)}/Datastreams")["value"][0]
    key = stream["@iot.id"]
    door.change(f"/Datastreams({key})", stream | {"description": "排口后"}, by="put")
    assert Stream.objects.get(pk=key).description == "排口后"
    assert Entry.objects.filter(act="stream.revise").count() == 1


def test_a_json_patch_sets_properties_and_does_nothing_else(door: Door, device: Device) -> None:
    door.change(_thing(device), [{"op": "replace", "path": "/properties/interval_s", "value": 90}])
    assert Device.objects.get(pk=device.pk).interval_s == 90
    for step in (
        {"op": "remove", "path": "/name"},
        {"op": "replace", "path": "/name"},
        {"op": "replace", "path": "/properties/a/b", "value": 1},
        "x",
    ):
        door.change(_thing(device), [step], status=400)


@pytest.mark.parametrize(
    "body",
    [
        {"properties": {"number": "YH0"}},
        {"properties": {"protocol": "mqtt"}},
        {"properties": {"colour": "red"}},
        {"properties": {"interval_s": True}},
        {"properties": {"interval_s": 0}},
        {"properties": {"area_code": 7}},
        {"properties": {"area_code": "no such area"}},
        {"properties": 7},
        {"name": ""},
        {"name": 7},
        {"name": "x" * 81},
        {"Datastreams": [{"name": "x"}]},
        {"colour": "red"},
        7,
    ],
)
def test_what_cannot_be_changed_of_a_thing_is_refused_and_changes_nothing(
    door: Door, device: Device, body: Any
) -> None:
    before = Device.objects.values("name", "number", "protocol", "interval_s", "area_code").get(pk=device.pk)
    answer = Client(headers={"Authorization": f"Bearer {door.key}"}).patch(
        f"{BASE}{_thing(device)}", body, content_type="application/json"
    )
    scope_set(("",))
    assert answer.status_code in {400, 422}, answer.content.decode()
    assert Device.objects.values(*before).get(pk=device.pk) == before
    assert not Entry.objects.filter(act="device.revise").exists()


def test_readings_are_neither_changed_nor_deleted(door: Door, device: Device) -> None:
    stream = Stream.objects.get(device=device, quantity__code="pm10")
    first = door.get(f"/Datastreams({stream.pk})/Observations")["value"][0]["@iot.id"]
    for by in ("patch", "put", "delete"):
        answer = door.change(f"/Observations('{first}')", {"result": 0}, status=409, by=by)
        assert "不改不删" in str(answer)
    answer = door.change(f"/Datastreams({stream.pk})", {}, status=409, by="delete")
    assert "不能删除" in str(answer)
    door.change(_thing(device), {}, status=409, by="delete")
    for name in ("Sensors", "ObservedProperties", "FeaturesOfInterest", "MultiDatastreams"):
        key = stream.quantity_id if name == "ObservedProperties" else device.pk
        for by in ("patch", "delete"):
            door.change(f"/{name}({key})", {"name": "x"}, status=409, by=by)
    door.change(f"/Locations({device.pk})", {}, status=409, by="delete")
    door.change("/Things", {"name": "x"}, status=405)
    door.change(f"{_thing(device)}/name", {"name": "x"}, status=405)
    assert Observation.objects.filter(device=device).count() == 4
    assert LastValue.objects.filter(device=device).count() == 2


def test_what_was_never_used_is_taken_back(door: Door, city: None) -> None:
    body = {"name": "错建", "properties": {"area_code": STREET}}
    thing = door.post("/Things", body)
    key = thing["@iot.id"]
    made = door.post(
        "/Datastreams",
        {"Thing": {"@iot.id": key}, "ObservedProperty": {"definition": "urn:x-xiuhua:quantity:level"}},
    )
    door.change(f"/Datastreams({made['@iot.id']})", {}, by="delete")
    assert not Stream.objects.filter(device_id=key).exists()
    door.change(f"/Things({key})", {}, by="delete")
    assert not Device.objects.filter(pk=key).exists()
    door.get(f"/Things({key})", 404)
    acts = [entry.act for entry in Entry.objects.filter(subject=f"device:{key}").order_by("pk")]
    assert acts == ["device.create", "stream.declare", "stream.withdraw", "device.withdraw"]


def test_who_may_only_read_changes_nothing_and_nobody_reaches_beyond_their_areas(
    door: Door, device: Device
) -> None:
    (other,) = entered(monitor("YH2026000077", area_code=NEIGHBOUR))
    door.change(_thing(other), {"name": "x"}, status=404)
    door.change(_thing(device), {"properties": {"area_code": NEIGHBOUR}}, status=403)
    reader = Door(token_made("reader", role=Role.LEADER, acts=("device.read",)))
    for by in ("patch", "put", "delete"):
        reader.change(_thing(device), {"name": "x"}, status=403, by=by)
    assert Device.objects.get(pk=device.pk).name == device.name


def test_a_browser_changes_nothing(city: None, sign_in: Callable[..., Client]) -> None:
    (device,) = entered(monitor())
    keeper = sign_in("data_admin", area="990101")
    for act in (keeper.patch, keeper.put, keeper.delete):
        answer = act(f"{BASE}/Things({device.pk})", {"name": "x"}, content_type="application/json")
        assert answer.status_code == 403
