"""SensorThings over HTTP, asked with the examples of OGC 18-088; requirement numbers stand with each test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xiuhua.access.terms import Role
from xiuhua.ledger.models import Entry
from xiuhua.sensing.models import Contact, Device, LastValue, Observation, RawFrame, Stream
from xiuhua.sensing.tests.device_kit import NEIGHBOUR, STREET, entered, monitor, station, truck
from xiuhua.sensing.tests.things_kit import AT, BASE, Door, readings_stored, token_made
from xiuhua.shared.clock import now
from xiuhua.web.testing import Budget

EAST = "POLYGON((120.105 30,121 30,121 31,120.105 31,120.105 30))"


@pytest.fixture
def door(city: None) -> Door:
    return Door(token_made())


@pytest.fixture
def devices(city: None) -> list[Device]:
    """A monitor of two quantities with five minutes, a station of one, and one of the neighbour district."""
    found = entered(monitor(), station(), monitor("YHNEIGHBOUR", area_code=NEIGHBOUR, name="临江监测"))
    readings_stored(found[0], {"oil_fume": [1.0, 2.0, 3.0, 4.0, 5.0], "pm10": [10.0, 20.0, 30.0]})
    readings_stored(found[1], {"level": [7.5]})
    readings_stored(found[2], {"oil_fume": [99.0]})
    return found


def stream(device: Device, code: str) -> int:
    return Stream.objects.get(device=device, quantity__code=code).pk


# --- reading ------------------------------------------------------------------------------------------------


def test_the_root_lists_the_sets(door: Door) -> None:
    """req/resource-path/resource-path-to-entities, usage 1."""
    told = door.get("")
    assert {one["name"] for one in told["value"]} == {
        "Things", "Locations", "Datastreams", "MultiDatastreams", "Sensors", "ObservedProperties",
        "Observations", "FeaturesOfInterest",
    }  # fmt: skip
    assert all(one["url"].endswith(f"{BASE}/{one['name']}") for one in told["value"])


def test_an_entity_has_its_control_information_and_leads_to_others(door: Door, devices: list[Device]) -> None:
    """req/datamodel/entity-control-information/common-control-information; usages 3, 4 and 7."""
    told = door.get(f"/Things({devices[0].pk})")
    assert (told["@iot.id"], told["name"]) == (devices[0].pk, "知味面馆油烟监测")
    assert told["@iot.selfLink"].endswith(f"{BASE}/Things({devices[0].pk})")
    assert "secret" not in str(told)
    streams = door.get(told["Datastreams@iot.navigationLink"])
    assert [one["unitOfMeasurement"]["symbol"] for one in streams["value"]] == ["mg/m³", "µg/m³"]
    fume = streams["value"][0]
    assert door.get(fume["Thing@iot.navigationLink"])["@iot.id"] == devices[0].pk
    assert door.get(fume["ObservedProperty@iot.navigationLink"])["properties"]["code"] == "oil_fume"
    place = door.get(told["Locations@iot.navigationLink"])["value"][0]
    assert place["location"] == {"type": "Point", "coordinates": [120.1, 30.25]}
    one = door.get(f"/Datastreams({fume['@iot.id']})/Observations")["value"][0]
    assert (one["result"], one["phenomenonTime"]) == (1.0, "2026-11-20T00:00:00Z")
    assert one["resultTime"] == "2026-11-20T01:00:00Z"
    assert door.get(one["@iot.selfLink"]) == one
    assert door.get(one["FeatureOfInterest@iot.navigationLink"])["feature"]["type"] == "Point"
    assert door.get(one["Datastream@iot.navigationLink"])["@iot.id"] == fume["@iot.id"]


def test_properties_values_and_links_have_addresses(door: Door, devices: list[Device]) -> None:
    """req/resource-path/resource-path-to-entities, usages 5, 6 and 8."""
    assert door.get(f"/Things({devices[0].pk})/name") == {"name": "知味面馆油烟监测"}
    assert door.get(f"/Things({devices[0].pk})/name/$value") == "知味面馆油烟监测"
    links = door.get(f"/Things({devices[0].pk})/Datastreams/$ref")["value"]
    assert [list(link) for link in links] == [["@iot.selfLink"]] * 2


@pytest.mark.parametrize(
    ("where", "results"),
    [
        ("result lt 3", [1, 2]),
        ("result ge 2 and result le 4", [2, 3, 4]),
        ("not (result gt 1 and result lt 5)", [1, 5]),
        ("result eq 1 or result eq 5", [1, 5]),
        ("result add 1 eq 3", [2]),
        ("result mod 2 eq 0", [2, 4]),
        ("result div 2 eq 1.5", [3]),
        ("result sub 1 gt 2 mul 1.5", [5]),
        ("phenomenonTime gt 2026-11-20T08:02:00+08:00", [4, 5]),
        ("minute(phenomenonTime) eq 3", [4]),
        ("year(resultTime) eq 2026 and floor(result) ne 1", [2, 3, 4, 5]),
        ("Datastream/ObservedProperty/name eq '油烟' and result eq 1", [1]),
        ("Datastream/Thing/properties/number eq 'nobody'", []),
        ("phenomenonTime lt now() and result eq 5", [5]),
        ("result eq null", []),
    ],
)
def test_observations_are_filtered(door: Door, devices: list[Device], where: str, results: list[int]) -> None:
    """req/request-data/filter, built-in-filter-operations (table 22), built-in-query-functions (table 23)."""
    key = stream(devices[0], "oil_fume")
    found = door.get(f"/Datastreams({key})/Observations", filter=where)
    assert [one["result"] for one in found["value"]] == results


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("substringof('面馆',name)", ["知味面馆油烟监测"]),
        ("startswith(name,'绣衣')", ["绣衣河水位站"]),
        ("endswith(tolower(properties/number),'001')", ["知味面馆油烟监测"]),
        ("length(name) eq 6", ["绣衣河水位站"]),
        ("indexof(name,'面馆') eq 2", ["知味面馆油烟监测"]),
        ("concat(name,'x') eq '绣衣河水位站x'", ["绣衣河水位站"]),
        ("Datastreams/ObservedProperty/properties/code eq 'level'", ["绣衣河水位站"]),
        ("Datastreams/unitOfMeasurement/symbol ne 'm'", ["知味面馆油烟监测"]),
        (f"st_within(Locations/location, geography'{EAST}')",
         ["绣衣河水位站"]),
        ("geo.distance(Locations/location, geography'POINT(120.1 30.25)') lt 0.001", ["知味面馆油烟监测"]),
        ("substringof('面馆',name) eq false", ["绣衣河水位站"]),
    ],
)  # fmt: skip
def test_things_are_filtered_by_their_own_and_by_what_belongs_to_them(
    door: Door, devices: list[Device], where: str, names: list[str]
) -> None:
    assert [one["name"] for one in door.get("/Things", filter=where)["value"]] == names


@pytest.mark.parametrize(
    ("path", "options", "said"),
    [
        ("/Things", {"filter": "secret eq 'x'"}, "secret"),
        ("/Things", {"filter": "device__secret eq 'x'"}, "device__secret"),
        ("/Things", {"orderby": "secret"}, "secret"),
        ("/Things", {"select": "secret"}, "secret"),
        ("/Things", {"expand": "Owners"}, "Owners"),
        ("/Things", {"filter": "name gt 5"}, "gt"),
        ("/Things", {"filter": "name"}, "name"),
        ("/Things", {"filter": "pg_sleep(9) eq 1"}, "pg_sleep"),
        ("/Things", {"filter": "name eq 'a' -- x"}, "--"),
        ("/Things", {"filter": "st_within(Locations/location, geography'PUNKT(1)')"}, "PUNKT"),
        ("/Things", {"top": "-1"}, "$top"),
        ("/Things", {"resultFormat": "dataArray"}, "$resultFormat"),
        ("/Observations", {"resultFormat": "csv"}, "$resultFormat"),
        ("/Observations", {"resultFormat": "dataArray", "select": "value"}, "value"),
        ("/ObservedProperties", {"filter": "Datastreams/name eq 'x'"}, "Datastreams/name"),
        ("/Observations", {"filter": "result div 0 eq 1"}, "$filter"),
    ],
)
def test_what_is_not_there_is_refused_with_a_sentence(
    door: Door, devices: list[Device], path: str, options: dict[str, str], said: str
) -> None:
    refused = door.get(path, 400, **options)
    assert said in refused["message"]


@pytest.mark.parametrize(
    "path", ["/Nothing", "/Things(999999)", "/Things(1)/Nothing", "/Things('x')", "/Things/name"]
)
def test_addresses_that_lead_nowhere_are_told(door: Door, path: str) -> None:
    assert door.get(path, 404)["code"] == "sta_address_unknown"


def test_pages_follow_each_other_and_are_counted(door: Door, devices: list[Device]) -> None:
    """req/request-data/order, top, skip, count, pagination."""
    key = stream(devices[0], "oil_fume")
    told = door.get(
        f"/Datastreams({key})/Observations", orderby="phenomenonTime desc", top="2", count="true",
        filter="result gt 1",
    )  # fmt: skip
    assert told["@iot.count"] == 4
    seen = [one["result"] for one in told["value"]]
    while "@iot.nextLink" in told:
        told = door.get(told["@iot.nextLink"])
        seen += [one["result"] for one in told["value"]]
    assert seen == [5, 4, 3, 2]
    assert door.get(f"/Datastreams({key})/Observations", top="0")["value"] == []


def test_what_is_selected_is_told_and_nothing_else(door: Door, devices: list[Device]) -> None:
    """req/request-data/select."""
    (one, _) = door.get("/Things", select="@iot.id,name")["value"]
    assert set(one) == {"@iot.id", "name"}


def test_relations_are_expanded_within_each_other(
    door: Door, devices: list[Device], sql_budget: Budget
) -> None:
    """req/request-data/expand; statements do not grow with the page."""
    ways = {
        "expand": "Locations,Datastreams($select=name;$expand=ObservedProperty($select=properties),"
        "Observations($orderby=phenomenonTime desc;$top=1;$select=result))"
    }
    door.get("")  # the first use of a day is written down
    with sql_budget("SensorThings: things, their streams and last observations", most=14):
        told = door.get("/Things", **ways)["value"]
    first = told[0]["Datastreams"]
    assert [one["ObservedProperty"]["properties"]["code"] for one in first] == ["oil_fume", "pm10"]
    assert [[each["result"] for each in one["Observations"]] for one in first] == [[5.0], [30.0]]
    assert first[0]["Observations@iot.nextLink"].startswith("http")
    more = door.get(first[0]["Observations@iot.nextLink"])
    assert [one["result"] for one in more["value"]] == [4.0]
    entered(*(monitor(f"YHMORE{number}", name=f"监测 {number}") for number in range(5)))
    with sql_budget("SensorThings: things, their streams and last observations", most=14):
        assert len(door.get("/Things", **ways)["value"]) == 7
    single = door.get("/Observations", expand="Datastream/Thing,FeatureOfInterest", filter="result eq 7.5")
    assert single["value"][0]["Datastream"]["Thing"]["name"] == "绣衣河水位站"


def test_plain_pages_take_few_statements(door: Door, devices: list[Device], sql_budget: Budget) -> None:
    key = stream(devices[0], "oil_fume")
    door.get("")  # the first use of a day is written down
    with sql_budget("SensorThings: observations of a stream", most=8):
        door.get(f"/Datastreams({key})/Observations", filter="result gt 1", orderby="phenomenonTime desc")
    with sql_budget("SensorThings: things", most=8):
        door.get("/Things")


def test_a_multi_datastream_tells_the_readings_of_one_instant(door: Door, devices: list[Device]) -> None:
    """req/multi-datastream/properties, relations; the order of results is that of ObservedProperties."""
    (multi,) = door.get("/MultiDatastreams")["value"]
    assert multi["@iot.id"] == devices[0].pk
    assert [unit["symbol"] for unit in multi["unitOfMeasurements"]] == ["mg/m³", "µg/m³"]
    codes = [
        one["properties"]["code"] for one in door.get(multi["ObservedProperties@iot.navigationLink"])["value"]
    ]
    assert codes == multi["properties"]["quantities"] == ["oil_fume", "pm10"]
    rows = door.get(multi["Observations@iot.navigationLink"])["value"]
    assert [row["result"] for row in rows] == [[1, 10], [2, 20], [3, 30], [4, None], [5, None]]
    last = door.get(
        f"/MultiDatastreams({multi['@iot.id']})/Observations", orderby="phenomenonTime desc", top="1",
        filter="phenomenonTime lt 2026-11-20T00:04:00Z",
    )  # fmt: skip
    assert [row["result"] for row in last["value"]] == [[4, None]]
    assert door.get(rows[0]["@iot.selfLink"])["result"] == [1, 10]
    told = door.get("/Things", expand="MultiDatastreams/Observations($top=1)")["value"]
    assert [len(one["MultiDatastreams"]) for one in told] == [1, 0]
    assert told[0]["MultiDatastreams"][0]["Observations"][0]["result"] == [1, 10]


def test_observations_are_told_as_arrays(door: Door, devices: list[Device]) -> None:
    """req/data-array/data-array; OGC 18-088, 13.1."""
    told = door.get(
        "/Observations", resultFormat="dataArray", filter="result le 2 or result ge 20", count="true"
    )
    assert told["@iot.count"] == 4
    (fume, pm10) = told["value"]
    key = stream(devices[0], "oil_fume")
    assert fume["Datastream@iot.navigationLink"] == f"Datastreams({key})"
    assert fume["components"] == ["id", "phenomenonTime", "resultTime", "result"]
    assert (fume["dataArray@iot.count"], [row[3] for row in fume["dataArray"]]) == (2, [1, 2])
    few = door.get(f"/Datastreams({key})/Observations", resultFormat="dataArray", select="result", top="2")
    assert few["value"][0]["dataArray"] == [[1], [2]]
    assert "resultFormat=dataArray" in few["@iot.nextLink"]
    assert [row[3] for row in pm10["dataArray"]] == [20, 30]


# --- who sees and may what ----------------------------------------------------------------------------------


def test_the_neighbour_district_is_not_seen_by_any_way(door: Door, devices: list[Device]) -> None:
    theirs, key = devices[2], stream(devices[2], "oil_fume")
    quantity = Stream.objects.get(pk=key).quantity_id
    for path in (
        f"/Things({theirs.pk})",
        f"/Datastreams({key})",
        f"/Sensors({theirs.pk})",
        f"/Locations({theirs.pk})",
    ):
        door.get(path, 404)
    micros = int(AT.timestamp()) * 1_000_000
    door.get(f"/Observations('{theirs.pk}-{quantity}-{micros}-0')", 404)
    assert all(one["result"] != 99.0 for one in door.get("/Observations")["value"])
    through = door.get(f"/ObservedProperties({quantity})/Datastreams", expand="Thing")["value"]
    assert [one["Thing"]["@iot.id"] for one in through] == [devices[0].pk]
    assert "临江" not in str(door.get("/Datastreams", expand="Thing,Observations"))
    door.post(f"/Datastreams({key})/Observations", {"result": 1}, status=404)
    door.post("/Observations", {"result": 1, "Datastream": {"@iot.id": key}}, status=400)


def test_nobody_reads_without_a_token_and_a_browser_may_read_but_not_write(
    city: None, sign_in: Callable[..., Client]
) -> None:
    assert Client().get(f"{BASE}/Things").status_code == 401
    leader = sign_in("leader", area="990101")
    assert leader.get(f"{BASE}/Things").status_code == 200
    refused = sign_in("data_admin", area="990101").post(
        f"{BASE}/Observations", {"result": 1}, content_type="application/json"
    )
    assert refused.status_code == 403
    assert leader.delete(f"{BASE}/Things(1)").status_code == 403
    assert leader.options(f"{BASE}/Things(1)").status_code == 405


def test_a_token_for_reading_writes_nothing(devices: list[Device]) -> None:
    reader = Door(token_made("reader", acts=("device.read",)))
    key = stream(devices[0], "oil_fume")
    reader.post(f"/Datastreams({key})/Observations", {"result": 1}, status=403)
    leader = Door(token_made("leader", role=Role.LEADER, acts=("device.read",)))
    leader.post("/Things", {"name": "x", "properties": {"area_code": STREET}}, status=403)


# --- creating -----------------------------------------------------------------------------------------------


def test_a_thing_is_created_with_what_belongs_to_it_and_observed(door: Door, city: None) -> None:
    """req/create-update-delete/create-entity, deep-insert, deep-insert-status-code."""
    made = door.post("/Things", {
        "name": "河边水位计", "description": "LVL-3", "properties": {"area_code": STREET, "interval_s": 300},
        "Locations": [{
            "name": "河边", "description": "桥下", "encodingType": "application/geo+json",
            "location": {"type": "Point", "coordinates": [120.12, 30.26]},
        }],
        "Datastreams": [{
            "name": "水位", "description": "桥下水位", "observationType": "OM_Measurement",
            "unitOfMeasurement": {"name": "m", "symbol": "m", "definition": "m"},
            "ObservedProperty": {
                "name": "水位", "description": "水位", "definition": "urn:x-xiuhua:quantity:level",
            },
            "Sensor": {"name": "LVL", "description": "", "encodingType": "text/plain", "metadata": ""},
        }],
    })  # fmt: skip
    device = Device.objects.get(pk=made["@iot.id"])
    assert (device.name, device.model, device.area_code, device.protocol) == (
        "河边水位计",
        "LVL-3",
        STREET,
        "https",
    )
    assert device.place is not None
    assert (device.place.x, device.place.y) == (120.12, 30.26)
    assert Entry.objects.filter(act="device.create", subject=f"device:{device.pk}").count() == 1
    (told,) = door.get(made["Datastreams@iot.navigationLink"])["value"]
    assert told["name"] == "水位"
    at = (now() - timedelta(minutes=3)).replace(microsecond=0).isoformat()
    one = door.post("/Observations", {
        "result": 3.25, "phenomenonTime": at, "Datastream": {"@iot.id": told["@iot.id"]},
    })  # fmt: skip
    assert door.get(one["@iot.selfLink"])["result"] == 3.25
    assert LastValue.objects.get(device=device).value == 3.25
    assert Contact.objects.get(device=device).liveness == "device_online"
    assert RawFrame.objects.get(device=device).protocol == "https"
    assert Entry.objects.get(act="stream.observe").subject == f"device:{device.pk}"


def test_an_observation_sent_again_is_the_same_and_another_value_is_refused(
    door: Door, devices: list[Device]
) -> None:
    key = stream(devices[0], "oil_fume")
    body = {"result": 1.0, "phenomenonTime": AT.isoformat()}
    again = door.post(f"/Datastreams({key})/Observations", body)
    assert again["result"] == 1.0
    count = Observation.objects.count()
    door.post(f"/Datastreams({key})/Observations", {**body, "result": 1.5}, status=409)
    assert Observation.objects.count() == count
    assert RawFrame.objects.count() == 1  # the refused request left nothing
    other = door.post(
        f"/Datastreams({key})/Observations", {**body, "result": 1.5, "parameters": {"sequence": 1}}
    )
    assert other["parameters"] == {"sequence": 1}
    without = door.post(f"/Datastreams({key})/Observations", {"result": 2})
    assert without["phenomenonTime"] == without["resultTime"]  # the server's time, 8.2.7


def test_results_of_a_multi_datastream_are_stored_by_quantity(door: Door, devices: list[Device]) -> None:
    at = (AT + timedelta(hours=2)).isoformat()
    one = door.post(
        f"/MultiDatastreams({devices[0].pk})/Observations", {"phenomenonTime": at, "result": [8.5, 80]}
    )
    assert one["result"] == [8.5, 80]
    assert door.get(one["@iot.selfLink"]) == one
    door.post(f"/MultiDatastreams({devices[0].pk})/Observations", {"result": [8.5]}, status=400)


def test_data_arrays_are_stored_whole_or_not_at_all(door: Door, devices: list[Device]) -> None:
    """req/data-array/data-array; OGC 18-088, 13.2 CreateObservations."""
    fume, pm10 = stream(devices[0], "oil_fume"), stream(devices[0], "pm10")
    later = [(AT + timedelta(hours=3, minutes=minute)).isoformat() for minute in range(3)]
    array: list[dict[str, Any]] = [
        {"Datastream": {"@iot.id": fume}, "components": ["phenomenonTime", "result"],
         "dataArray@iot.count": 2, "dataArray": [[later[0], 20], [later[1], 30]]},
        {"Datastream": {"@iot.id": pm10}, "components": ["result", "phenomenonTime"],
         "dataArray": [[65, later[2]]]},
    ]  # fmt: skip
    links = door.post("/CreateObservations", array)
    assert [door.get(link)["result"] for link in links] == [20, 30, 65]
    count = Observation.objects.count()
    array[1]["dataArray"] = [[65, later[2]], ["many", later[2]]]
    door.post("/CreateObservations", array, status=400)
    assert Observation.objects.count() == count


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "result"),
        ({"result": "5"}, "result"),
        ({"result": True}, "result"),
        ({"result": None}, "result"),
        ({"result": [1]}, "result"),
        ({"result": 10**400}, "result"),
        ({"result": 1, "phenomenonTime": "yesterday"}, "phenomenonTime"),
        ({"result": 1, "phenomenonTime": "2026-11-20T00:00:00Z/2026-11-20T01:00:00Z"}, "phenomenonTime"),
        ({"result": 1, "phenomenonTime": "1970-01-01T00:00:00Z"}, "1970"),
        ({"result": 1, "phenomenonTime": "2099-01-01T00:00:00Z"}, "2099"),
        ({"result": 1, "parameters": {"sequence": -1}}, "sequence"),
        ({"result": 1, "Datastream": {"@iot.id": "x"}}, "Datastream"),
        (["x"], "{}"),
    ],
)
def test_what_is_no_observation_is_refused(
    door: Door, devices: list[Device], body: object, said: str
) -> None:
    key, count = stream(devices[0], "oil_fume"), Observation.objects.count()
    refused = door.post(f"/Datastreams({key})/Observations", body, status=400)
    assert said in refused["message"]
    assert Observation.objects.count() == count
    assert not RawFrame.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {"name": "x"},
        {"name": "x", "properties": {"area_code": "\ud800"}},
        {"name": "\ud800", "properties": {"area_code": STREET}},
        {"name": "x" * 81, "properties": {"area_code": STREET}},
        {"name": "x", "properties": {"area_code": STREET, "protocol": "smoke"}},
        {"name": "x", "properties": {"area_code": STREET, "interval_s": "often"}},
        {"name": "x", "properties": {"area_code": STREET}, "Locations": [{"location": {"type": "Point"}}]},
        {"name": "x", "properties": {"area_code": STREET}, "Datastreams": [{"ObservedProperty": 5}]},
    ],
)
def test_what_is_no_thing_is_refused_and_leaves_nothing(door: Door, body: object) -> None:
    door.post("/Things", body, status=400)
    door.post("/Things", {"name": "", "properties": {"area_code": STREET}}, status=422)
    door.post("/Things", {"name": "x", "properties": {"area_code": NEIGHBOUR}}, status=403)
    assert not Device.objects.exists()


def test_a_stopped_device_is_not_observed(door: Door, devices: list[Device]) -> None:
    Device.objects.filter(pk=devices[0].pk).update(state="device_stopped")
    key = stream(devices[0], "oil_fume")
    door.post(f"/Datastreams({key})/Observations", {"result": 1}, status=409)


def test_streams_and_quantities_are_declared(door: Door, devices: list[Device]) -> None:
    made = door.post("/ObservedProperties", {"name": "PM2.5", "definition": "urn:x-xiuhua:quantity:pm2_5"})
    assert made["properties"]["code"] == "pm2_5"
    body = {
        "name": "细颗粒物", "Thing": {"@iot.id": devices[1].pk}, "Sensor": {"@iot.id": devices[1].pk},
        "ObservedProperty": {"@iot.id": made["@iot.id"]},
    }  # fmt: skip
    told = door.post("/Datastreams", body)
    assert told["name"] == "细颗粒物"
    door.post("/Datastreams", body, status=409)
    door.post("/Datastreams", {**body, "Sensor": {"@iot.id": devices[0].pk}}, status=400)
    door.post("/ObservedProperties", {"name": "x", "definition": "http://example.org/x"}, status=400)
    for path in ("/Sensors", "/Locations", "/FeaturesOfInterest", "/MultiDatastreams"):
        assert door.post(path, {"name": "x"}, status=400)["code"] == "sta_not_made_here"


def test_a_truck_has_no_fixed_place(door: Door, city: None) -> None:
    (one,) = entered(truck())
    assert door.get(f"/Things({one.pk})/Locations")["value"] == []
    assert door.get("/Things", expand="Locations")["value"][0]["Locations"] == []


_WORDS = st.sampled_from(
    ["name", "result", "Datastreams/name", "eq", "lt", "and", "not", "(", ")", "'x'", "5", "1e300", "null",
     "true", "substringof(", ",", "year(", "phenomenonTime", "2026-11-20T00:00:00Z", "mul", "mod", "0",
     "round(", "add"]
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.lists(_WORDS, max_size=9), path=st.sampled_from(["/Things", "/Observations", "/Datastreams"]))
def test_no_filter_is_answered_with_a_fault_of_ours(
    door: Door, devices: list[Device], words: list[str], path: str
) -> None:
    answer = Client(headers={"Authorization": f"Bearer {door.key}"}).get(
        f"{BASE}{path}", {"$filter": " ".join(words)}
    )
    assert answer.status_code in {200, 400}
