"""Rows of the register that spoil fulfils, each by what somebody does and another sees."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localtime

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Report
from xiuhua.cases.tests.proof_kit import Hands
from xiuhua.scenekit.testkit.witness import Witness
from xiuhua.scenes.spoil.models import CoverPoint, FileRecord, Manifest, Site
from xiuhua.scenes.spoil.rules.sites import site_level
from xiuhua.scenes.spoil.terms import SiteLevel
from xiuhua.scenes.spoil.tests.spoil_kit import DISTRICT, STREET, Ground, ground_make, more_site, serves
from xiuhua.sensing.tests.device_kit import entered, monitor
from xiuhua.shared import clock
from xiuhua.shared.clock import now

SignIn = Callable[..., Client]


@pytest.fixture
def ground(city: None) -> Ground:
    """The site, the dock, the trucks, permitted now."""
    return ground_make(now() - timedelta(days=2))


@pytest.fixture
def one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the clock stand, so that no midnight comes between what is done and the figure of its day."""
    monkeypatch.setattr(clock, "datetime", Hands(now()))


def _sent(client: Client, path: str, **typed: object) -> str:
    page = client.get(path)
    assert page.status_code == 200, (path, page.status_code)
    answer = client.post(path, {"version": page.context["view"].version, **typed})
    assert answer.status_code == 303, (path, answer.status_code, answer.content.decode()[-2500:])
    return str(answer["Location"])


@pytest.mark.proves("S-238", "R-25")
def test_the_ledger_of_sites_says_whose_each_is_and_how_it_stands(
    ground: Ground, sign_in: SignIn, witness: Witness
) -> None:
    clerk, squad = sign_in("ground_clerk", area=DISTRICT), sign_in("squad_leader", area=DISTRICT)
    _sent(clerk, "/scenes/spoil/sites/new", premises="GD-1", building_m2="49999")
    page = squad.get(f"/scenes/spoil/sites/{ground.site.pk}").content.decode()
    assert "区级城管" in page
    stage = f"/scenes/spoil/sites/{ground.site.pk}/stage"
    today = localtime(now()).date().isoformat()
    _sent(squad, stage, to="site_stopped", on=today)
    assert "停工" in clerk.get(f"/scenes/spoil/sites/{ground.site.pk}").content.decode()
    _sent(squad, stage, to="site_resumed", on=today)
    assert "复工" in clerk.get("/scenes/spoil/sites?stage=site_resumed").content.decode()
    below = squad.get("/scenes/spoil/sites?level=level_district").content.decode()
    assert "滨江花园工地" in below
    _sent(clerk, "/scenes/spoil/sites/new", premises="GD-1", building_m2="50000")
    assert "滨江花园工地" not in squad.get("/scenes/spoil/sites?level=level_district").content.decode()
    witness.boundary(
        "R-25",
        just_before=site_level(49_999.9) is SiteLevel.ABOVE,
        at=site_level(50_000.0) is SiteLevel.ABOVE,
    )
    with scope_opened(("",)):
        assert Site.objects.get().stage == "site_resumed"


@pytest.mark.proves("S-235")
def test_a_truck_seen_spilling_is_a_case_with_its_plate_and_stands_in_its_file(
    ground: Ground, sign_in: SignIn
) -> None:
    watcher = sign_in("video_patroller", area=DISTRICT)
    officer = sign_in("squad_leader", area=DISTRICT)
    unknown = watcher.post("/scenes/spoil/spillages/new", {
        "version": "", "plate": "浙A99999", "longitude": "120.12", "latitude": "30.25", "text": "沿路遗撒",
    })  # fmt: skip
    assert "台账里没有这辆车" in unknown.content.decode()
    url = _sent(
        watcher, "/scenes/spoil/spillages/new", plate="浙A10001", longitude="120.12", latitude="30.25",
        text="沿路遗撒约五十米",
    )  # fmt: skip
    with scope_opened(("",)):
        told = Report.objects.get().text
        record = FileRecord.objects.get(kind="record_spillage")
    assert "浙A10001" in told
    assert url == f"/cases/{record.case_id}"
    truck = officer.get(f"/scenes/spoil/trucks/{record.vehicle_id}").content.decode()
    assert "抛洒滴漏" in truck
    assert "沿路遗撒约五十米" in truck


@pytest.mark.proves("S-236")
def test_a_file_grades_its_haulier_by_what_stands_in_it(ground: Ground, sign_in: SignIn) -> None:
    officer = sign_in("officer", area=DISTRICT)
    leader = sign_in("squad_leader", area=DISTRICT)
    path = f"/scenes/spoil/trucks/{ground.trucks['浙A10001'].pk}/record"
    assert "低风险" in leader.get("/scenes/spoil/hauliers").content.decode()
    _sent(officer, path, kind="record_seized", note="扣押车辆")  # 8 points, of two trucks: 4
    assert "中风险" in leader.get("/scenes/spoil/hauliers").content.decode()
    _sent(officer, path, kind="record_dumping", note="当场查获")  # 20 / 2, less what a second lets fade
    assert "高风险" not in leader.get("/scenes/spoil/hauliers").content.decode()
    _sent(officer, path, kind="record_unpermitted", note="未携带准运证")  # 26 / 2 = 13
    page = leader.get("/scenes/spoil/hauliers").content.decode()
    assert "高风险" in page
    assert "扣押车辆 1" in page


@pytest.mark.proves("P-37", "P-38")
def test_site_haulier_dock_and_driver_each_see_their_own_and_what_is_asked_of_them(
    ground: Ground, sign_in: SignIn
) -> None:
    people = {
        "site": sign_in("site_manager", area=DISTRICT, person="gd"),
        "dock": sign_in("spoil_hauler", area=DISTRICT, person="mt"),
        "hauler": sign_in("spoil_hauler", area=DISTRICT, person="qy"),
        "driver": sign_in("spoil_hauler", area=DISTRICT, person="sj"),
        "stranger": sign_in("spoil_hauler", area=DISTRICT, person="ly"),
    }
    for person, firm in (
        ("gd", "site"), ("mt", "dock"), ("qy", "hauler"), ("sj", "hauler"), ("ly", "stranger"),
    ):  # fmt: skip
        serves(person, firm, now())
    url = _sent(
        people["site"], "/scenes/spoil/manifests/new", site=ground.site.pk, dock=ground.dock.pk,
        plate="浙A10001", amount="18", measured_in="tonnes", driver="N-sj",
    )  # fmt: skip
    with scope_opened(("",)):
        number = Manifest.objects.get().number
    for name in ("site", "dock", "hauler", "driver"):
        assert number in people[name].get(f"/scenes/spoil/mine/{name}").content.decode(), name
        assert number in people[name].get(url).content.decode()
    for name in ("hauler", "dock", "driver"):
        assert number not in people["stranger"].get(f"/scenes/spoil/mine/{name}").content.decode()
    assert people["stranger"].get(url).status_code == 403
    waits = people["driver"].get("/scenes/spoil/mine/driver?state=manifest_opened").content.decode()
    assert number in waits
    _sent(people["driver"], f"{url}/carry")
    refused = people["stranger"].post(f"{url}/carry", {"version": "manifest_opened"})
    assert refused.status_code == 403
    _sent(people["site"], f"{url}/leave", gross_kg="33000", tare_kg="15000")
    assert number in people["dock"].get("/scenes/spoil/mine/dock?state=manifest_on_the_way").content.decode()
    _sent(people["dock"], f"{url}/arrive", gross_kg="31000", tare_kg="15000")  # 16 t of 18 t
    assert "到场量比出场量少 11.1 %" in people["site"].get(url).content.decode()
    _sent(people["dock"], f"{url}/sign")
    assert "数量不符" in people["site"].get(url).content.decode()


def _figure(client: Client, key: str) -> dict[str, Any]:  # whatever the API answers
    day = localtime(now()).date().isoformat()
    answer = client.get("/api/v1/figures", {"period": day})
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = next(one for one in answer.json() if one["key"] == key)
    return found


def _opened(client: Client, key: str) -> set[str]:
    day = localtime(now()).date().isoformat()
    answer = client.get(f"/figures/{key}/records?period={day}")
    assert answer.status_code == 200
    return {row.subject for row in answer.context["view"].rows}


@pytest.mark.proves("K-023", "K-024", "K-025", "R-21")
def test_docks_and_the_points_that_are_watched_are_counted_and_open(
    ground: Ground, one_day: None, sign_in: SignIn, witness: Witness
) -> None:
    clerk, leader = sign_in("ground_clerk", area=DISTRICT), sign_in("leader", area=DISTRICT)
    (device,) = entered(monitor("YC20260000991"))
    points = (
        ("东港码头北门", "cover_dock", "MT-1", device.number), ("东港码头南门", "cover_dock", "MT-1", ""),
        ("滨江花园出入口", "cover_gate", "GD-1", ""), ("东港路卡口", "cover_road", "", device.number),
    )  # fmt: skip
    before = _figure(leader, "spoil_checkpoints")["value"]
    for name, kind, premises, number in points:
        _sent(
            clerk, "/scenes/spoil/points/new", name=name, kind=kind, premises=premises, area_code=STREET,
            longitude="120.15", latitude="30.25", monitor=number,
        )  # fmt: skip
    with scope_opened(("",)):
        keys = {one.name: f"spoil_point:{one.pk}" for one in CoverPoint.objects.all()}
    covered, roads = _figure(leader, "spoil_points_covered"), _figure(leader, "spoil_checkpoints")
    docks = _figure(leader, "spoil_docks")
    assert (covered["numerator"], covered["denominator"]) == (1, 2)
    assert (docks["value"], roads["value"]) == (1, 1)
    for row, key, told, counted in (
        ("K-023", "spoil_docks", docks, {f"spoil_dock:{ground.dock.pk}"}),
        ("K-024", "spoil_points_covered", covered, {keys["东港码头北门"]}),
        ("K-025", "spoil_checkpoints", roads, {keys["东港路卡口"]}),
    ):
        witness.figure(
            row, numerator=told["numerator"], denominator=told["denominator"], counted=counted,
            opened=_opened(leader, key),
        )  # fmt: skip
    witness.boundary("R-21", just_before=before == 1, at=roads["value"] == 1)
    listed = leader.get("/scenes/spoil/points").content.decode()
    assert all(name in listed for name in keys)


@pytest.mark.proves("K-201")
def test_sites_below_fifty_thousand_are_counted_by_their_state(
    ground: Ground, one_day: None, sign_in: SignIn, witness: Witness
) -> None:
    clerk, squad = sign_in("ground_clerk", area=DISTRICT), sign_in("squad_leader", area=DISTRICT)
    leader = sign_in("leader", area=DISTRICT)
    with scope_opened(("",)):
        made = {code: more_site(code, ground) for code in ("GD-2", "GD-3", "GD-4", "GD-5")}
    sizes = {"GD-2": "12000", "GD-3": "49999", "GD-4": "30000", "GD-5": "50000"}
    for code, size in sizes.items():
        _sent(clerk, "/scenes/spoil/sites/new", premises=code, building_m2=size)
    with scope_opened(("",)):
        sites = {one.premises_id: one.pk for one in Site.objects.all()}
    today = localtime(now()).date().isoformat()
    for code, stages in (("GD-2", ("site_complete",)), ("GD-3", ("site_stopped",)), ("GD-4", ())):
        for stage in stages:
            _sent(squad, f"/scenes/spoil/sites/{sites[made[code]]}/stage", to=stage, on=today)
    told = {key: _figure(leader, f"spoil_sites_{key}")["value"] for key in _STAGES}
    assert told == {"small": 4, "complete": 1, "open": 3, "stopped": 1, "working": 2}
    counted = {f"spoil_site:{sites[made[code]]}" for code in ("GD-2", "GD-3", "GD-4")}
    counted.add(f"spoil_site:{ground.site.pk}")
    witness.figure(
        "K-201", numerator=told["small"], denominator=None, counted=counted,
        opened=_opened(leader, "spoil_sites_small"),
    )  # fmt: skip


_STAGES = ("small", "complete", "open", "stopped", "working")
