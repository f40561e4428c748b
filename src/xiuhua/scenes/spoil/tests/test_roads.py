"""A dusty road is sprinkled: readings and positions over real sockets, and what others see of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.gis.geos import LineString, MultiLineString
from django.test import Client
from django.utils.timezone import localtime

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Report
from xiuhua.ground.models import Road
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.scenekit.testkit.witness import Door, Witness
from xiuhua.scenes.spoil.models import WaterAsk, WaterTrip
from xiuhua.scenes.spoil.services.roads import roads_sweep, trips_keep
from xiuhua.scenes.spoil.tests.haul_kit import terminal
from xiuhua.scenes.spoil.tests.spoil_kit import DISTRICT, STREET, Ground, ground_make, sent
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.models import Device
from xiuhua.sensing.simulator import hj212
from xiuhua.sensing.simulator.jt808 import Position
from xiuhua.sensing.terms import Protocol
from xiuhua.sensing.tests.command_kit import people_of
from xiuhua.sensing.tests.device_kit import monitor
from xiuhua.sensing.tests.drive_kit import told
from xiuhua.sensing.tests.gateway_kit import entered_and_known, wire
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid7

SignIn = Callable[..., Client]
WEST, EAST, LAT = 120.110, 120.128, 30.252  # 1.7 km of road
PLATE, OTHER = "浙A20001", "浙A20002"


@pytest.fixture
def session_open(live_city: str) -> Callable[..., Client]:
    """People of the committed district, who sign in at the page."""
    return people_of(live_city)


@pytest.fixture(scope="module")
def ground(live_city: str) -> Ground:
    """The district with a road and two water trucks, committed for all tests of the module."""
    at = now() - timedelta(days=2)
    with scope_opened(("",)):
        made = ground_make(at)
        line = MultiLineString(LineString((WEST, LAT), (EAST, LAT), srid=4326), srid=4326)
        Road.objects.create(
            code="R-DG", name="东港路", road_class="arterial", line=line, area_code=DISTRICT, updated_at=at
        )
        for plate in (PLATE, OTHER):
            Vehicle.objects.create(
                client_id=uuid7(),
                plate=plate,
                kind="water_truck",
                area_code=STREET,
                recorded_at=at,
                updated_at=at,
            )
        return made


def _acks(stream: bytes) -> list[dict[str, str]]:
    return [one for one in hj212.answers(stream) if one["CN"] == "9014"]


def _reads(gateway: Gateway, device: Device, since: datetime, levels: list[float]) -> None:
    """Let the monitor say a level a minute, in µg/m³, and wait until all are kept."""
    with wire(gateway, Protocol.HJ212) as line:
        for minute, level in enumerate(levels):
            at = since + timedelta(minutes=minute)
            line.send(hj212.upload(mn=device.number, at=at, values={"a34002-Rtd": f"{level}"}))
        line.wait(_acks, len(levels), seconds=20)


def _sprinkles(begins: datetime) -> list[Position]:
    """Return a drive: fast to the road's end, sprinkling along it at 12 km/h, fast away."""
    found, at = list[Position](), begins
    for lon, speed in ((WEST - 0.004, 45.0), (WEST - 0.002, 45.0)):
        found.append(Position(at=at, lon=lon, lat=LAT, speed_km_h=speed))
        at += timedelta(seconds=20)
    steps = 26
    for step in range(steps + 1):
        lon = WEST + (EAST - WEST) * step / steps
        found.append(Position(at=at, lon=lon, lat=LAT, speed_km_h=12.0))
        at += timedelta(seconds=20)
    found.append(Position(at=at, lon=EAST + 0.003, lat=LAT, speed_km_h=45.0))
    return found


def _yesterday(hour: int) -> datetime:
    """Return an hour of yesterday, so that what is driven falls into one day, whenever it is tested."""
    midnight = localtime(now()).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=1) + timedelta(hours=hour)


def _figure(client: Client, key: str, day: str) -> dict[str, Any]:  # whatever the API answers
    answer = client.get("/api/v1/figures", {"period": day})
    found: dict[str, Any] = next(one for one in answer.json() if one["key"] == key)
    return found


@pytest.mark.slow("speaks with a gateway")
@pytest.mark.proves("S-239")
def test_a_dusty_road_asks_for_a_water_truck_whose_trip_is_kept_with_what_it_did(  # noqa: PLR0915 - one journey
    gateway: Gateway, ground: Ground, sign_in: SignIn, witness: Witness
) -> None:
    clerk = sign_in("ground_clerk", area=DISTRICT, person="clerk")
    leader = sign_in("leader", area=DISTRICT, person="leader")
    with scope_opened(("",)):
        (station,) = entered_and_known(gateway, monitor("YC20260000777", name="东港路扬尘站"))
    sent(
        clerk, "/scenes/spoil/points/new", name="东港路卡口", kind="cover_road", premises="",
        area_code=STREET, longitude="120.119", latitude="30.2525", monitor=station.number,
    )  # fmt: skip
    start = _yesterday(10)
    _reads(gateway, station, start - timedelta(minutes=20), [149.0] * 20)
    with scope_opened(("",)):
        roads_sweep(at=start)
        assert not WaterAsk.objects.exists()  # below its limit a road asks for nothing
    _reads(gateway, station, start, [320.0] * 20)
    asked_at = start + timedelta(minutes=20)
    with scope_opened(("",)):
        roads_sweep(at=asked_at)
    asked = leader.get("/scenes/spoil/asks?state=ask_asked").content.decode()
    assert "东港路卡口" in asked
    assert "待洒水" in asked
    device = terminal(gateway, "13908880077", PLATE)
    drive = _sprinkles(asked_at + timedelta(minutes=5))
    told(gateway, device, [*drive[15:], *drive[:15]], batch=10)  # the first ones come late
    witness.passage(Door.SOCKET, role="spoil_hauler", person="driver", acted=True, accepted=True, what="0704")
    passed = asked_at + timedelta(minutes=10)
    _reads(gateway, station, start + timedelta(minutes=20), [320.0] * 12 + [110.0] * 30)
    with scope_opened(("",)):
        roads_sweep(at=passed + timedelta(minutes=10))
        assert WaterAsk.objects.get().state == "ask_passed"  # the water has its time
        roads_sweep(at=passed + timedelta(minutes=35))
        trip = WaterTrip.objects.get(vehicle__plate=PLATE)
        ask = WaterAsk.objects.get()
    assert trip.road == "东港路"
    assert trip.length_m == pytest.approx(1_730, rel=0.05)
    assert trip.told_by == "told_speed"
    assert trip.before == pytest.approx(320.0)
    assert trip.after == pytest.approx(110.0)
    assert ask.state == "ask_fell"
    assert ask.trip_id == trip.pk
    trips = leader.get("/scenes/spoil/trips?road=东港路").content.decode()
    assert PLATE in trips
    assert "下降 66 %" in trips
    roads = leader.get("/scenes/spoil/roads").content.decode()
    assert "东港路" in roads
    assert "下降 66 %" in roads
    assert "320 → 110" in leader.get("/scenes/spoil/asks").content.decode()
    day = start.date().isoformat()
    figure, effective = (_figure(leader, f"spoil_water_{key}", day) for key in ("trips", "effective"))
    opened = leader.get(f"/figures/spoil_water_trips/records?period={day}")
    assert figure["value"] == 1
    assert (effective["numerator"], effective["denominator"]) == (1, 1)
    assert {row.subject for row in opened.context["view"].rows} == {f"spoil_water:{trip.pk}"}
    # nobody comes: a case says so after two hours and not before
    later = start + timedelta(hours=4)
    _reads(gateway, station, later - timedelta(minutes=16), [280.0] * 16)
    with scope_opened(("",)):
        roads_sweep(at=later)
        roads_sweep(at=later + timedelta(minutes=119))
        assert WaterAsk.objects.latest("pk").state == "ask_asked"
        roads_sweep(at=later + timedelta(minutes=120))
        missed = WaterAsk.objects.latest("pk")
        assert missed.state == "ask_missed"
        assert missed.case_id is not None
        assert "没有洒水车经过" in Report.objects.get(case_id=missed.case_id).text
    assert "未洒水" in leader.get("/scenes/spoil/asks").content.decode()


@pytest.mark.slow("speaks with a gateway")
def test_a_trip_over_midnight_is_one_trip_of_the_day_on_which_it_began(
    gateway: Gateway, ground: Ground, sign_in: SignIn
) -> None:
    leader = sign_in("leader", area=DISTRICT, person="leader-of-the-night")
    midnight = _yesterday(0)
    device = terminal(gateway, "13908880078", OTHER)
    told(gateway, device, _sprinkles(midnight - timedelta(minutes=4)), batch=10)
    with scope_opened(("",)):
        vehicle = Vehicle.objects.get(plate=OTHER)
        for _again in range(2):
            for on in (midnight - timedelta(days=1), midnight):
                trips_keep(vehicle=vehicle, device=device, on=on.date(), at=midnight + timedelta(hours=1))
        trip = WaterTrip.objects.get(vehicle=vehicle)
    assert trip.began_at < midnight < trip.ended_at
    assert trip.on == midnight.date() - timedelta(days=1)
    assert trip.length_m == pytest.approx(1_730, rel=0.05)
    listed = leader.get("/scenes/spoil/trips?road=东港路").context["view"].rows
    assert [row.cells[1].text for row in listed].count(OTHER) == 1
