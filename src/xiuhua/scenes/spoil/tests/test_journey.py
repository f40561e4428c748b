"""A truck from permit to manifest to dock over a real socket; one that dumps, to a case with evidence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from django.test import Client
from django.utils.timezone import localtime

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case, Report
from xiuhua.ledger.models import Entry
from xiuhua.scenekit.testkit.witness import Door, Witness
from xiuhua.scenes.spoil.jobs import days_bind
from xiuhua.scenes.spoil.models import Dock, FileRecord, Haul, Manifest, NightPost, Suspicion
from xiuhua.scenes.spoil.rules.stakeout import night_passes
from xiuhua.scenes.spoil.tests.haul_kit import EMPTY, FULL, terminal, way
from xiuhua.scenes.spoil.tests.spoil_kit import BERTH, DISTRICT, GATE, Ground, ground_make, sent, serves
from xiuhua.sensing.gateway.server import Gateway
from xiuhua.sensing.simulator.jt808 import Position
from xiuhua.sensing.tests.command_kit import people_of
from xiuhua.sensing.tests.device_kit import truck
from xiuhua.sensing.tests.drive_kit import told
from xiuhua.sensing.tests.gateway_kit import entered_and_known
from xiuhua.shared.clock import now
from xiuhua.shared.geometry import Plane

SignIn = Callable[..., Client]
SIDE_ROAD = (120.120, 30.265)


@pytest.fixture
def session_open(live_city: str) -> Callable[..., Client]:
    """People of the committed district, who sign in at the page."""
    return people_of(live_city)


@pytest.fixture(scope="module")
def ground(live_city: str) -> Ground:
    """The site, the dock and the trucks, committed for all tests of the module."""
    with scope_opened(("",)):
        return ground_make(now() - timedelta(days=2))


def _is_settled(page: str) -> bool:
    """Return whether a manifest's page says that its load is disposed of."""
    return "已消纳" in page


@pytest.mark.slow("speaks with a gateway")
@pytest.mark.proves("S-229", "R-22")
def test_a_load_is_opened_weighed_hauled_and_signed_for_and_its_track_is_bound_to_it(
    gateway: Gateway, ground: Ground, sign_in: SignIn, witness: Witness
) -> None:
    manager = sign_in("site_manager", area=DISTRICT, person="site-manager")
    keeper = sign_in("spoil_hauler", area=DISTRICT, person="dock-keeper")
    officer = sign_in("squad_leader", area=DISTRICT, person="squad")
    serves("site-manager", "site", now())
    serves("dock-keeper", "dock", now())
    device = terminal(gateway, "13908880001", "浙A10001")
    url = sent(
        manager,
        "/scenes/spoil/manifests/new",
        site=ground.site.pk,
        dock=ground.dock.pk,
        plate="浙A10001",
        amount="13",
        measured_in="loose_m3",
    )
    page = manager.get(url).content.decode()
    assert "待出场" in page
    assert "渣核-1" in page
    assert "渣运-浙A10001" in page
    refused = manager.post(
        "/scenes/spoil/manifests/new",
        {
            "version": "",
            "site": ground.site.pk,
            "dock": ground.dock.pk,
            "plate": "浙A10001",
            "amount": "13",
            "measured_in": "loose_m3",
        },
    )
    assert "还有未结联单" in refused.content.decode()
    sent(manager, f"{url}/leave", gross_kg="9000", tare_kg="15000")  # a weight that cannot be
    assert "小于皮重" in manager.get(url).content.decode()
    sent(manager, f"{url}/leave", gross_kg="33000", tare_kg="15000")  # 18 t are 10 m³ in the ground
    assert "运输中" in manager.get(url).content.decode()
    begins = now() - timedelta(minutes=40)
    told(gateway, device, way(begins, [(GATE, 5, FULL), (BERTH, 6, EMPTY), (GATE, 2, EMPTY)]), batch=20)
    witness.passage(Door.SOCKET, role="spoil_hauler", person="driver", acted=True, accepted=True, what="0704")
    sent(keeper, f"{url}/arrive", gross_kg="32800", tare_kg="15000")
    second = keeper.get(url).content.decode()
    assert "待签收" in second
    sent(keeper, f"{url}/sign")
    third = manager.get(url).content.decode()
    # produced, transported, disposed of: a load is disposed of with the third and not with the second
    witness.boundary("R-22", just_before=_is_settled(second), at=_is_settled(third))
    assert "已消纳" in keeper.get("/scenes/spoil/mine/dock").content.decode()
    with scope_opened(("",)):
        manifest = Manifest.objects.get()
        Manifest.objects.filter(pk=manifest.pk).update(opened_at=begins - timedelta(minutes=1))
        assert manifest.state == "manifest_settled"
        assert manifest.loaded_m3 == pytest.approx(10.0)
        assert Dock.objects.get().taken_m3 == pytest.approx(17_800 / 1_800)
    days_bind()
    with scope_opened(("",)):
        haul = Haul.objects.get(vehicle=ground.trucks["浙A10001"])
    assert haul.manifest_id == manifest.pk
    assert haul.faults == []
    seen = officer.get(f"/scenes/spoil/trucks/{haul.vehicle_id}?day={haul.on}").content.decode()
    assert manifest.number in seen
    assert "东港渣土码头" in seen
    acts = [one.act for one in Entry.objects.filter(subject=f"manifest:{manifest.pk}").order_by("id")]
    assert acts[:5] == [
        "spoil.manifest_open",
        "spoil.manifest_leave",
        "spoil.manifest_leave",
        "spoil.manifest_arrive",
        "spoil.manifest_sign",
    ]


@pytest.mark.slow("speaks with a gateway")
def test_a_truck_that_tips_by_the_road_becomes_a_case_with_its_evidence_and_a_line_in_its_file(
    gateway: Gateway, ground: Ground, sign_in: SignIn
) -> None:
    device = terminal(gateway, "13908880002", "浙A10002")
    positions = way(now() - timedelta(minutes=55), [(GATE, 5, FULL), (SIDE_ROAD, 6, EMPTY), (GATE, 4, EMPTY)])
    told(gateway, device, [*positions[20:], *positions[:20]], batch=20)  # the first ones come late
    days_bind()
    with scope_opened(("",)):
        suspicion = Suspicion.objects.get(vehicle=ground.trucks["浙A10002"])
        assert {kind for kind, *_ in suspicion.reasons} >= {"dump_outside", "dump_emptied"}
        assert suspicion.refusal == ""
        assert suspicion.case_id is not None
        case = Case.objects.get(pk=suspicion.case_id)
        assert "载重骤减" in Report.objects.get(case=case).text
        (haul,) = Haul.objects.filter(vehicle=ground.trucks["浙A10002"])
        assert {fault for fault, *_ in haul.faults} == {"haul_unmanifested", "haul_no_dock"}
    officer = sign_in("officer", area=DISTRICT, person="officer")
    leader = sign_in("squad_leader", area=DISTRICT, person="squad-2")
    page = officer.get(f"/scenes/spoil/suspicions/{suspicion.pk}").content.decode()
    assert case.number in page
    sent(
        officer, f"/scenes/spoil/suspicions/{suspicion.pk}/judge", verdict="yes", note="现场有新倒渣土约十方"
    )
    with scope_opened(("",)):
        assert FileRecord.objects.get(kind="record_dumping").case_id == case.pk
    listed = leader.get("/scenes/spoil/hauliers").content.decode()
    assert "顺达渣土运输有限公司" in listed
    assert "偷倒乱倒 1" in listed
    again = Suspicion.objects
    days_bind()  # told again, nothing is doubled
    with scope_opened(("",)):
        assert again.filter(vehicle=ground.trucks["浙A10002"]).count() == 1
        assert Haul.objects.filter(vehicle=ground.trucks["浙A10002"]).count() == 1


@pytest.mark.slow("signs people in")
def test_who_stands_for_another_firm_sees_and_does_nothing_of_it(
    ground: Ground, sign_in: SignIn, live_city: str
) -> None:
    stranger = sign_in("site_manager", area=DISTRICT, person="stranger")
    serves("stranger", "stranger", now())
    assert "滨江花园工地" not in stranger.get("/scenes/spoil/mine/site").content.decode()
    answer = stranger.post(
        "/scenes/spoil/manifests/new",
        {
            "version": "",
            "site": ground.site.pk,
            "dock": ground.dock.pk,
            "plate": "浙A10002",
            "amount": "13",
            "measured_in": "loose_m3",
        },
    )
    assert answer.status_code in {403, 422}
    with scope_opened(("",)):
        assert not Manifest.objects.filter(vehicle=ground.trucks["浙A10002"]).exists()


def _passes(night: datetime, count: int = 20) -> list[Position]:
    """Return a drive east along a road at an hour."""
    return [
        Position(
            at=night + timedelta(seconds=20 * step), lon=120.10 + 0.002 * step, lat=30.30, speed_km_h=35.0
        )
        for step in range(count)
    ]


@pytest.mark.slow("speaks with a gateway")
@pytest.mark.proves("S-231", "R-24")
def test_a_night_is_watched_where_trucks_passed_in_the_last_nights(
    gateway: Gateway, ground: Ground, sign_in: SignIn, witness: Witness
) -> None:
    with scope_opened(("",)):
        (device,) = entered_and_known(gateway, truck("13908880003", vehicle="浙A10001"))
    # The watch of last night, whose passes end with noon: what other tests drive within the hour is later.
    watched = localtime(now()).replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    nights = [watched - timedelta(days=ahead) + timedelta(hours=1) for ahead in (1, 2)]
    noons = [watched - timedelta(days=ahead) + timedelta(hours=12) for ahead in (1, 2, 3)]
    by_day = [replace(one, lat=30.33) for noon in noons for one in _passes(noon)]
    told(gateway, device, [*(one for night in nights for one in _passes(night)), *by_day], batch=20)
    squad = sign_in("squad_leader", area=DISTRICT, person="squad-night")
    on = watched.date().isoformat()
    assert sent(squad, "/scenes/spoil/nights/new", on=on, posts="2").endswith("/scenes/spoil/nights")
    with scope_opened(("",)):
        posts = list(NightPost.objects.filter(on=watched.date()).order_by("-score"))
    assert len(posts) == 2
    assert all(abs(post.place.y - 30.30) < 0.003 for post in posts)  # not where they pass at noon
    assert {(post.passes, post.from_hour) for post in posts} == {(2, 0)}
    page = (
        sign_in("officer", area=DISTRICT, person="officer-night").get("/scenes/spoil/nights").content.decode()
    )
    assert on in page
    assert "00:00–02:00" in page

    def counted(at: datetime) -> bool:
        s = at.timestamp()
        found = night_passes(
            np.array([1]), np.array([s]), np.array([120.1]), np.array([30.3]), np.array([35.0]),
            plane=Plane(120.1, 30.3), utc_offset_s=8 * 3600.0,
        )  # fmt: skip
        return len(found.trucks) > 0

    ten = watched - timedelta(hours=2)
    witness.boundary("R-24", just_before=counted(ten - timedelta(seconds=1)), at=counted(ten))
