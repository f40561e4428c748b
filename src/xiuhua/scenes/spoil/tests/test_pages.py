"""What the pages of spoil cost, who may open them, and that neighbours see none of their rows."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.contrib.gis.geos import LineString, Point
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.scenes.spoil.models import (
    Allotment,
    Corridor,
    CoverPoint,
    Dock,
    DustEpisode,
    FileRecord,
    Haul,
    Manifest,
    NightPost,
    Project,
    Site,
    Suspicion,
    WaterAsk,
    WaterTrip,
)
from xiuhua.scenes.spoil.tests.spoil_kit import DISTRICT, Ground, ground_make
from xiuhua.sensing.tests.device_kit import entered
from xiuhua.sensing.tests.device_kit import truck as truck_device
from xiuhua.shared.ids import uuid7
from xiuhua.web.testing import Budget

AT = datetime(2026, 3, 2, 3, tzinfo=UTC)
SignIn = Callable[..., Client]
LISTS = (
    "manifests",
    "sites",
    "docks",
    "dust",
    "points",
    "hauls",
    "trucks",
    "hauliers",
    "records",
    "suspicions",
    "nights",
    "projects",
    "dispatch",
    "sinks",
    "corridors",
    "roads",
    "trips",
    "asks",
)
_KEPT_APART = (
    Site, Dock, Manifest, Haul, Suspicion, FileRecord, DustEpisode, Corridor, Project, Allotment, WaterTrip,
    WaterAsk,
)  # fmt: skip


@pytest.fixture
def full(city: None) -> Ground:
    """One of everything."""
    ground = ground_make(AT)
    truck = ground.trucks["浙A10001"]
    (device,) = entered(truck_device("13900000009", vehicle=truck.plate))
    manifest = Manifest.objects.create(
        client_id=uuid7(),
        number="LD1",
        site=ground.site,
        dock=ground.dock,
        vehicle=truck,
        hauler=ground.parties["hauler"],
        area_code=truck.area_code,
        planned_m3=10,
        opened_at=AT,
        opened_by="user:1",
        updated_at=AT,
        faults=[["fault_after_trip", 12.0, 0.0]],
    )
    Haul.objects.create(
        vehicle=truck,
        on=date(2026, 3, 2),
        area_code=truck.area_code,
        site=ground.site,
        dock=ground.dock,
        manifest=manifest,
        loaded_at=AT,
        left_at=AT,
        arrived_at=AT,
        tipped_at=AT,
        length_m=4_800,
        faults=[["haul_off_route", 1.0, 300.0]],
        at_fault=True,
    )
    Suspicion.objects.create(
        vehicle=truck,
        device=device,
        on=date(2026, 3, 2),
        area_code=truck.area_code,
        place=Point(120.12, 30.26, srid=4326),
        since_at=AT,
        until_at=AT,
        score=0.8,
        found_at=AT,
        reasons=[["dump_outside", 0.0, 300.0], ["dump_emptied", 0.6, 0.95], ["dump_night", 0.2, None]],
    )
    FileRecord.objects.create(
        kind="record_spillage",
        at=AT,
        hauler=ground.parties["hauler"],
        vehicle=truck,
        area_code=truck.area_code,
        by="user:1",
    )
    DustEpisode.objects.create(
        dock=ground.dock,
        area_code=ground.dock.area_code,
        state="dust_fell",
        began_at=AT,
        level=300,
        limit=150,
        before=300,
        after=90,
    )
    CoverPoint.objects.create(
        name="东港路卡口",
        kind="cover_road",
        place=Point(120.12, 30.26, srid=4326),
        area_code=truck.area_code,
        recorded_at=AT,
    )
    project = Project.objects.create(
        number="XM1",
        site=ground.site,
        area_code=ground.site.area_code,
        way="way_approved",
        approval="渣核-1",
        volume_m3=500,
        since=date(2026, 3, 2),
        until=date(2026, 5, 2),
        listed_at=AT,
        listed_by="user:1",
        updated_at=AT,
    )
    Allotment.objects.create(
        project=project,
        dock=ground.dock,
        area_code=project.area_code,
        m3=400,
        distance_m=4_800,
        proposed_at=AT,
        reasons=[["match_open", None, None], ["match_room", 400.0, 1_000.0]],
    )
    Corridor.objects.create(name="南线", area_code=DISTRICT, recorded_at=AT).docks.add(ground.dock)
    trip = WaterTrip.objects.create(
        vehicle=truck,
        device=device,
        on=date(2026, 3, 2),
        area_code=truck.area_code,
        road="东港路",
        began_at=AT,
        ended_at=AT,
        length_m=1_700,
        told_by="told_speed",
        way=LineString((120.11, 30.26), (120.12, 30.26), srid=4326),
        found_at=AT,
    )
    WaterAsk.objects.create(
        point=CoverPoint.objects.get(),
        area_code=truck.area_code,
        level=300,
        limit=150,
        asked_at=AT,
        trip=trip,
    )
    NightPost.objects.create(
        on=date(2026, 3, 2),
        area_code=DISTRICT,
        place=Point(120.12, 30.26, srid=4326),
        from_hour=23,
        lasts_h=2,
        score=12.0,
        passes=9,
        found=0.4,
        arranged_at=AT,
    )
    return ground


@pytest.mark.slow("opens every page")
def test_what_the_pages_cost(full: Ground, sign_in: SignIn, sql_budget: Budget) -> None:
    leader = sign_in("leader", area=DISTRICT)
    for name in LISTS:
        leader.get(f"/scenes/spoil/{name}")
        with sql_budget(name, most=10):
            answer = leader.get(f"/scenes/spoil/{name}")
        assert answer.status_code == 200, name
    leader.get("/scenes/spoil/")
    with sql_budget("front", most=30):
        answer = leader.get("/scenes/spoil/")
    assert "建筑渣土" in answer.content.decode()
    with scope_opened(("",)):
        pages = {
            "manifest": Manifest.objects.get().pk,
            "site": full.site.pk,
            "dock": full.dock.pk,
            "suspicion": Suspicion.objects.get().pk,
            "project": Project.objects.get().pk,
        }
    for name, key in pages.items():
        leader.get(f"/scenes/spoil/{name}s/{key}")
        with sql_budget(name, most=16):
            answer = leader.get(f"/scenes/spoil/{name}s/{key}")
        assert answer.status_code == 200, name
    with scope_opened(("",)):
        line = Allotment.objects.get().pk
    leader.get(f"/scenes/spoil/dispatch/{line}")
    with sql_budget("allotment", most=16):
        assert leader.get(f"/scenes/spoil/dispatch/{line}").status_code == 200
    path = f"/scenes/spoil/trucks/{full.trucks['浙A10001'].pk}?day=2026-03-02"
    leader.get(path)
    with sql_budget("truck", most=40):
        answer = leader.get(path)
    said = answer.content.decode()
    assert "LD1" in said
    assert "偏离核准路线" in said


@pytest.mark.slow("opens every form")
def test_what_the_forms_and_own_pages_cost(full: Ground, sign_in: SignIn, sql_budget: Budget) -> None:
    people = {
        "site_manager": (
            "own-site mine/site",
            "manifest-new manifests/new",
            "manifest-leave manifests/{m}/leave",
            "manifest-void manifests/{m}/void",
            "own-projects mine/projects",
            "project-report mine/projects/report",
        ),
        "spoil_hauler": (
            "own-hauler mine/hauler",
            "own-dock mine/dock",
            "own-driver mine/driver",
            "own-intake mine/intake",
            "manifest-carry manifests/{m}/carry",
            "manifest-arrive manifests/{w}/arrive",
            "manifest-sign manifests/{a}/sign",
        ),
        "ground_clerk": ("site-new sites/new", "dock-new docks/new", "point-new points/new"),
        "permit_clerk": (
            "project-new projects/new",
            "project-close projects/{p}/close",
            "dispatch-propose dispatch/propose",
            "allotment-decide dispatch/{l}/decide",
            "corridor-new corridors/new",
        ),
        "squad_leader": (
            "site-stage sites/{s}/stage",
            "truck-record trucks/{t}/record",
            "suspicion-judge suspicions/{u}/judge",
            "spillage-new spillages/new",
            "night-arrange nights/new",
        ),
    }
    first = Manifest.objects.get()
    keys = {"m": first.pk, "s": full.site.pk, "t": first.vehicle_id, "u": Suspicion.objects.get().pk}
    keys |= {"p": Project.objects.get().pk, "l": Allotment.objects.get().pk}
    for key, state in (("w", "manifest_on_the_way"), ("a", "manifest_arrived")):
        first.pk, first.client_id, first.number, first.state = None, uuid7(), state[-12:], state
        first._state.adding = True
        first.save()
        keys[key] = first.pk
    for role, pages in people.items():
        client = sign_in(role, area=DISTRICT)
        for page in pages:
            name, path = page.split()
            address = f"/scenes/spoil/{path.format(**keys)}"
            client.get(address)
            with sql_budget(name, most=14):
                answer = client.get(address)
            assert answer.status_code == 200, (name, answer.content.decode()[-400:])


def test_a_manifest_says_what_is_wrong_with_it(full: Ground, sign_in: SignIn) -> None:
    key = Manifest.objects.get().pk
    page = sign_in("officer", area=DISTRICT).get(f"/scenes/spoil/manifests/{key}")
    assert "联单开具晚于车辆出场 12 分钟" in page.content.decode()


@pytest.mark.parametrize("area", ["990102", "9902"])
def test_neighbours_see_no_row(full: Ground, area: str) -> None:
    with scope_opened((area,)):
        assert not any(model.objects.exists() for model in _KEPT_APART)
    with scope_opened((DISTRICT,)):
        assert all(model.objects.exists() for model in _KEPT_APART)


def test_a_stranger_is_sent_to_the_sign_in(client: Client) -> None:
    assert client.get("/scenes/spoil/").headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("site_manager", "manifests", 403),
        ("site_manager", "mine/site", 200),
        ("spoil_hauler", "mine/hauler", 200),
        ("spoil_hauler", "mine/dock", 200),
        ("spoil_hauler", "mine/driver", 200),
        ("spoil_hauler", "manifests/new", 403),
        ("officer", "manifests/new", 403),
        ("officer", "spillages/new", 200),
        ("squad_leader", "nights/new", 200),
        ("ground_clerk", "sites/new", 200),
        ("ground_clerk", "docks/new", 200),
        ("permit_clerk", "projects/new", 200),
        ("site_manager", "mine/projects/report", 200),
    ],
)
def test_each_opens_what_is_theirs(city: None, sign_in: SignIn, role: str, path: str, status: int) -> None:
    assert sign_in(role, area=DISTRICT).get(f"/scenes/spoil/{path}").status_code == status


def test_a_site_is_whose_its_size_says_and_its_state_is_recorded(full: Ground, sign_in: SignIn) -> None:
    clerk = sign_in("ground_clerk", area=DISTRICT)
    squad = sign_in("squad_leader", area=DISTRICT)
    assert "区级城管" in squad.get(f"/scenes/spoil/sites/{full.site.pk}").content.decode()
    big = clerk.post("/scenes/spoil/sites/new", {"version": "", "premises": "GD-1", "building_m2": "50000"})
    assert big.status_code == 303
    assert "上级主管部门" in squad.get(f"/scenes/spoil/sites/{full.site.pk}").content.decode()
    answer = squad.post(
        f"/scenes/spoil/sites/{full.site.pk}/stage",
        {"version": "site_started", "to": "site_stopped", "on": "2026-03-02"},
    )
    assert answer.status_code == 303, answer.content.decode()[-1500:]
    assert "停工" in clerk.get(f"/scenes/spoil/sites/{full.site.pk}").content.decode()


def test_the_ground_of_a_dock_is_drawn_and_stays_when_it_is_recorded_again(
    full: Ground, sign_in: SignIn
) -> None:
    clerk = sign_in("ground_clerk", area=DISTRICT)
    corners = [[120.14, 30.24], [120.16, 30.24], [120.15, 30.26], [120.14, 30.24]]
    typed = {"version": "", "premises": "MT-1", "capacity_m3": "900", "limit": "150"}
    crossed = json.dumps({"type": "LineString", "coordinates": corners})
    refused = clerk.post("/scenes/spoil/docks/new", {**typed, "ground": crossed})
    assert "请画一块不自交的地面" in refused.content.decode()
    shape = json.dumps({"type": "Polygon", "coordinates": [corners]})
    assert clerk.post("/scenes/spoil/docks/new", {**typed, "ground": shape}).status_code == 303
    assert clerk.post("/scenes/spoil/docks/new", typed).status_code == 303
    with scope_opened(("",)):
        drawn = Dock.objects.get().ground
    assert len(drawn[0]) == 4
    assert drawn.extent == pytest.approx((120.14, 30.24, 120.16, 30.26))
    unknown = clerk.post("/scenes/spoil/docks/new", {**typed, "camera": "34020000001320000001"})
    assert "没有这台摄像机" in unknown.content.decode()
