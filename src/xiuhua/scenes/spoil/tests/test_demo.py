"""The demo's spoil: who sees what of it, how many trucks there are, and what its devices send."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest
from django.contrib.gis.geos import LineString, MultiLineString, Point
from django.test import Client

from xiuhua.access.demo import demo_people
from xiuhua.access.services import account_create
from xiuhua.ground.models import Area, CatalogueItem, Premises, Road
from xiuhua.ground.models.parties import Party
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.ground.queries.standing import parties_stood_for
from xiuhua.ground.services import NewArea, areas_create_many
from xiuhua.ground.services.calendars import calendar_national_ensure
from xiuhua.ground.terms import AreaLevel
from xiuhua.scenes.spoil.demo import FLEET, playing
from xiuhua.scenes.spoil.demo.devices import MONITOR, SPRAY, SPRAYED, WATER
from xiuhua.scenes.spoil.demo.town import (
    DOCK_KEEPER,
    DRIVER,
    DUMPER,
    HAULIER,
    SITE_MANAGER,
    TRUCKS,
    TRUCKS_SMALL,
    UNPERMITTED,
    WATER_PLATE,
    WINDOW,
    plate_of,
    trucks_wanted,
)
from xiuhua.scenes.spoil.models import Allotment, Corridor, CoverPoint, Dock, Manifest, Project
from xiuhua.scenes.spoil.queries.demo import Way
from xiuhua.scenes.spoil.queries.permits import permit_of
from xiuhua.scenes.spoil.rules.water import passed_s, water_runs
from xiuhua.scenes.spoil.terms import ManifestFault
from xiuhua.scenes.spoil.tests.spoil_kit import DISTRICT, GATE, STREET, premises_more
from xiuhua.sensing.demo import demo_devices_enter
from xiuhua.sensing.models import Device
from xiuhua.sensing.simulator import hj212
from xiuhua.shared.actor import Actor, Holding, system
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid7

SignIn = Callable[..., Client]
_PASSWORD = "Lotus-Harbour-27-Rain"
_STANDS = {
    SITE_MANAGER: "云州市筑安建设有限公司",
    HAULIER: "云州市顺达渣土运输有限公司",
    DOCK_KEEPER: "云州市联运码头有限公司",
    DRIVER: "云州市顺达渣土运输有限公司",
}
_CLERK = Actor(name="user:0", holdings=(Holding(role="ground_clerk", area=DISTRICT),), user_id=0)
_ROAD = ((120.110, 30.252), (120.120, 30.252), (120.120, 30.260))


@pytest.fixture
def accounts(city: None) -> dict[str, int]:
    """The accounts of the demo that spoil asks for, and a district with a site and a road."""
    at = now() - timedelta(days=40)
    calendar_national_ensure(actor=system("setup"), at=at)
    CatalogueItem.objects.create(
        standard="gb47678_5_2026", kind="matter", code="08004", zh="工地扬尘", class_code="08",
        class_zh="市容环境", source="tests",
    )  # fmt: skip
    found = {}
    for one in demo_people():
        if one.username in {"clerk", *_STANDS, WINDOW}:
            user = account_create(
                username=one.username, name=one.name, password=_PASSWORD, roles=(one.role,),
                actor=system("tests"), at=at,
            )  # fmt: skip
            found[one.username] = user.pk
    party = Party.objects.create(
        client_id=uuid7(),
        kind="firm",
        name="别家建设有限公司",
        area_code=DISTRICT,
        recorded_at=at,
        updated_at=at,
    )
    premises_more("YH1", "锦绣工地", "site", GATE, STREET, party, at)
    line = MultiLineString(LineString(*_ROAD, srid=4326), srid=4326)
    Road.objects.create(
        code="R-DG", name="东港路", road_class="arterial", line=line, area_code=DISTRICT, updated_at=at
    )
    return found


def _entered() -> None:
    demo_devices_enter(at=now(), tell=lambda _done, _all: None)


def _signed_in(username: str) -> Client:
    client = Client()
    answer = client.post("/sign-in", {"username": username, "password": _PASSWORD})
    assert answer.status_code in {302, 303}
    return client


def _listed(client: Client, page: str) -> set[str]:
    """Return the numbers of the manifests that stand on a page."""
    answer = client.get(f"/scenes/spoil/{page}")
    assert answer.status_code == 200
    return set(re.findall(r"LD\d{12}", answer.content.decode().split("<main")[-1]))


@pytest.mark.slow("enters the demo twice")
def test_each_account_of_the_demo_sees_its_own_loads_and_the_window_what_it_listed(
    accounts: dict[str, int], sign_in: SignIn
) -> None:
    _entered()
    before = list(Manifest.objects.order_by("pk").values_list("number", "state"))
    _entered()
    assert list(Manifest.objects.order_by("pk").values_list("number", "state")) == before
    for username, firm in _STANDS.items():
        parties = parties_stood_for(accounts[username], at=now())
        assert set(Party.objects.filter(pk__in=parties).values_list("name", flat=True)) == {firm}
    states = [state for _number, state in before]
    assert sorted(set(states)) == [
        "manifest_arrived", "manifest_disputed", "manifest_on_the_way", "manifest_opened", "manifest_settled",
    ]  # fmt: skip
    assert states.count("manifest_settled") == 5
    odd = Manifest.objects.get(state="manifest_disputed")
    assert [kind for kind, *_ in odd.faults] == [ManifestFault.SHORT.value]
    assert not Manifest.objects.filter(state="manifest_settled").exclude(faults=[]).exists()
    everything = {number for number, _state in before}
    waits = Manifest.objects.get(state="manifest_arrived")
    driven = set(Manifest.objects.exclude(driver=None).values_list("number", flat=True))
    assert 0 < len(driven) < len(everything)
    assert {one.name: one.docks.count() for one in Corridor.objects.all()} == {"南线": 2, "北线": 1}
    assert {one.site.premises.name for one in Project.objects.all()} == {"云河新城三期工地", "锦绣工地"}
    accepted = Allotment.objects.get(state="allotment_accepted")
    assert accepted.project.site.premises.name == "云河新城三期工地"
    goes_to = accepted.dock.premises.name
    assert Allotment.objects.filter(state="allotment_proposed").exists()
    assert _listed(_signed_in(SITE_MANAGER), "mine/site") == everything
    assert _listed(_signed_in(HAULIER), "mine/hauler") == everything
    keeper = _signed_in(DOCK_KEEPER)
    assert _listed(keeper, "mine/dock") == everything
    assert _listed(keeper, "mine/dock?state=manifest_arrived") == {waits.number}
    assert keeper.get(f"/scenes/spoil/manifests/{waits.pk}/sign").status_code == 200
    assert _listed(_signed_in(DRIVER), "mine/driver") == driven
    leader = sign_in("leader", area=DISTRICT)
    corridors = leader.get("/scenes/spoil/corridors").content.decode()
    assert "南线" in corridors
    assert "北线" in corridors
    assert goes_to in keeper.get("/scenes/spoil/mine/intake").content.decode()


def test_the_devices_of_the_dock_and_the_road_are_where_the_scene_looks_for_them(
    accounts: dict[str, int],
) -> None:
    _entered()
    first, *others = Dock.objects.order_by("pk")
    assert first.monitor is not None
    assert first.monitor.number == SPRAYED
    assert first.spray is not None
    assert (first.spray.name, first.spray.device.number) == ("喷淋", SPRAY)
    assert not first.spray.interlock
    assert [one.spray for one in others] == [None, None]
    assert all(one.monitor is not None for one in others)
    point = CoverPoint.objects.get()
    assert (point.name, point.kind) == ("东港路卡口", "cover_road")
    assert point.monitor is not None
    assert Device.objects.get(number=WATER).vehicle == Vehicle.objects.get(plate=WATER_PLATE)
    assert Vehicle.objects.get(plate=WATER_PLATE).kind == "water_truck"


def test_an_officer_of_a_street_sees_the_trucks_of_its_hauliers_and_of_no_other_street(
    accounts: dict[str, int], sign_in: SignIn
) -> None:
    other = NewArea(code=f"{DISTRICT}004", name="柳浦街道", level=AreaLevel.STREET)
    recorder = Actor(
        name="user:0", holdings=(Holding(role="system_admin"), Holding(role="ground_clerk")), user_id=0
    )
    areas_create_many(new=[other], actor=recorder, at=now())
    FLEET.enter(_CLERK, now())
    by_street: dict[str, set[str]] = {}
    for plate, area in Vehicle.objects.filter(kind="spoil_truck").values_list("plate", "area_code"):
        by_street.setdefault(area, set()).add(plate)
    assert set(by_street) == {STREET, other.code}
    assert sum(len(plates) for plates in by_street.values()) == TRUCKS_SMALL
    assert permit_of(Vehicle.objects.get(plate=plate_of(UNPERMITTED)).pk, at=now()) is None
    assert permit_of(Vehicle.objects.get(plate=plate_of(DUMPER)).pk, at=now()) is not None
    for area, plates in by_street.items():
        officer = sign_in("officer", area=area, person=f"officer{area}")
        page = officer.get("/vehicles?kind=spoil_truck&size=100").content.decode().split("<main")[-1]
        assert set(re.findall(r"浙A9\d{4}", page)) == plates


def test_nothing_is_told_where_an_account_is_missing(city: None) -> None:
    area = Area.objects.get(code=STREET)
    at = now()
    Premises.objects.create(
        client_id=uuid7(), code="YH1", name="锦绣工地", kind="site", address="", area=area, area_code=STREET,
        place=Point(*GATE, srid=4326), recorded_at=at, updated_at=at,
    )  # fmt: skip
    FLEET.enter(_CLERK, at)
    assert Vehicle.objects.filter(kind="spoil_truck").count() == TRUCKS_SMALL
    assert not Manifest.objects.exists()


def test_a_full_demo_plays_as_many_trucks_as_the_city(settings: Any) -> None:  # pytest-django's settings
    assert trucks_wanted() == TRUCKS_SMALL == 40
    assert max(DUMPER, UNPERMITTED) <= TRUCKS_SMALL
    settings.DEMO_SIZE = "full"
    assert trucks_wanted() == TRUCKS == 300


def _told(number: str, *hours: float) -> list[float]:
    """Return the dust that one of the demo's monitors tells at some hours of a day, µg/m³."""
    script = playing.device_script(Device(number=number, secret="123456"))
    assert script is not None
    found = []
    for hour in hours:
        at = datetime(2026, 3, 2, int(hour), round(60 * (hour % 1)), tzinfo=hj212.CHINA)
        (sending,) = script(at, 2)
        (value,) = re.findall(r"a34002-Rtd=([0-9.]+)", sending.octets.decode("ascii", "replace"))
        found.append(float(value))
    return found


def test_the_dust_of_the_sprayed_dock_stands_high_until_its_spray_runs() -> None:
    spray = playing.spray_played(Device(number=SPRAY))
    assert spray is not None
    assert playing.spray_played(Device(number="0033010001")) is None
    assert min(_told(SPRAYED, 9.2, 9.5, 14.5)) > 150
    assert max(_told(SPRAYED, 3.0, 10.5, 20.0)) < 150
    spray.is_running = True
    assert max(_told(SPRAYED, 9.2, 9.5, 14.5)) < 150
    spray.is_running = False
    assert max(_told(f"{MONITOR}0002", 9.2, 10.5, 14.5)) < 150


def test_the_water_truck_sprinkles_its_road_once_a_round_and_passes_the_monitor() -> None:
    way = Way("东港路", _ROAD, 1_852.0)
    at_s = 7_200.0 * 200_000 + np.arange(0.0, 7_200.0, 20.0)
    told = [playing.sprinkled(way, one) for one in at_s]
    lon, lat = (np.array([where[axis] for where, _speed in told]) for axis in (0, 1))
    speed = np.array([speed for _where, speed in told])
    (run,) = water_runs(at_s, lon, lat, speed, np.full(len(at_s), np.nan))
    assert run.length_m == pytest.approx(way.length_m, rel=0.05)
    passed = passed_s(run, at_s, lon, lat, way.middle)
    assert passed is not None
    assert passed - at_s[0] == pytest.approx(way.length_m / (12 / 3.6) / 2, abs=20)
