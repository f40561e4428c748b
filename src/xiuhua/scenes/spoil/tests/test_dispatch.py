"""The list of projects, what stays in the district, and sources matched with docks, through the pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from xiuhua.access.services import scope_opened
from xiuhua.ground.models import Area
from xiuhua.permits.services import certificate_issue
from xiuhua.permits.services.issuing import NewCertificate
from xiuhua.scenekit.testkit.witness import Witness
from xiuhua.scenes.spoil.models import Allotment, Corridor, Dock, Project, Site
from xiuhua.scenes.spoil.rules.permits import APPROVAL
from xiuhua.scenes.spoil.services.places import DockTold, SiteTold, dock_write, site_write
from xiuhua.scenes.spoil.tests.spoil_kit import (
    CLERK,
    DISTRICT,
    GATE,
    KEEPER,
    STREET,
    Ground,
    ground_make,
    premises_more,
    sent,
    serves,
)
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid7

SignIn = Callable[..., Client]
S = "/scenes/spoil"
OTHER = "990102"


@pytest.fixture
def ground(city: None) -> Ground:
    """A site with 500 m³ approved, and its dock."""
    return ground_make(now() - timedelta(days=2), capacity_m3=400.0)


def _dock(ground: Ground, code: str, lon: float, capacity_m3: float, area: str = STREET) -> Dock:
    at = ground.site.updated_at
    made = premises_more(code, f"{code} 码头", "yard", (lon, 30.25), area, ground.parties["dock"], at)
    keeper = Actor(name="user:0", holdings=(Holding(role="data_admin", area=area[:6]),), user_id=0)
    return dock_write(told=DockTold(premises_id=made.pk, capacity_m3=capacity_m3), actor=keeper, at=at)


def _site(ground: Ground, code: str, lon: float, approved_m3: float | None) -> Site:
    at = ground.site.updated_at
    made = premises_more(code, f"{code} 工地", "site", (lon, 30.25), STREET, ground.parties["site"], at)
    site = site_write(told=SiteTold(premises_id=made.pk, building_m2=20_000), actor=KEEPER, at=at)
    if approved_m3 is not None:
        new = NewCertificate(
            kind=APPROVAL, party_id=ground.parties["site"].pk, premises_id=made.pk, since=at,
            until=at + timedelta(days=90), number=f"渣核-{code}", fields={"volume_m3": approved_m3},
            client_id=uuid7(),
        )  # fmt: skip
        certificate_issue(new=new, actor=CLERK, at=at)
    return site


def _load(ground: Ground, people: dict[str, Client], site: Site, dock: Dock, plate: str, kg_in: int) -> None:
    """Send 10 m³ in the ground, of which the dock weighs what it weighs."""
    url = sent(
        people["site"], f"{S}/manifests/new", site=site.pk, dock=dock.pk, plate=plate, amount="13",
        measured_in="loose_m3",
    )  # fmt: skip
    sent(people["site"], f"{url}/leave", gross_kg="33000", tare_kg="15000")
    sent(people["dock"], f"{url}/arrive", gross_kg=str(15_000 + kg_in), tare_kg="15000")
    sent(people["dock"], f"{url}/sign")


def _people(sign_in: SignIn) -> dict[str, Client]:
    people = {
        "site": sign_in("site_manager", area=DISTRICT, person="gd"),
        "dock": sign_in("spoil_hauler", area=DISTRICT, person="mt"),
        "window": sign_in("permit_clerk", area=DISTRICT, person="window"),
        "stranger": sign_in("spoil_hauler", area=DISTRICT, person="ly"),
        "leader": sign_in("leader", area=DISTRICT, person="leader"),
    }
    for person, firm in (("gd", "site"), ("mt", "dock"), ("ly", "stranger")):
        serves(person, firm, now())
    return people


@pytest.mark.slow("a journey of five people through forty pages")
@pytest.mark.proves("S-138", "R-93")
def test_listed_projects_are_matched_with_docks_along_two_corridors_and_what_came_is_held_against_it(  # noqa: PLR0915 - one journey
    ground: Ground, sign_in: SignIn, witness: Witness
) -> None:
    people = _people(sign_in)
    window, until = people["window"], (now() + timedelta(days=30)).date().isoformat()
    with scope_opened(("",)):
        north = _dock(ground, "MT-2", 120.105, 1_000.0)  # near the gate, but on the other corridor
        first, second = _site(ground, "GD-0", GATE[0], 500.0), _site(ground, "GD-2", 120.14, 900.0)
    sent(window, f"{S}/corridors/new", name="南线", docks="MT-1", routes="")
    sent(window, f"{S}/corridors/new", name="北线", docks="MT-2", routes="")
    with scope_opened(("",)):
        south_id, north_id = (Corridor.objects.get(docks=dock).pk for dock in (ground.dock, north))
    listed = people["leader"].get(f"{S}/corridors").content.decode()
    assert all(word in listed for word in ("南线", "北线", "东港渣土码头", "MT-2 码头"))
    # the list: volumes come from the approvals, and a project stands on it once
    one = sent(window, f"{S}/projects/new", site=first.pk, corridor=south_id, until=until)
    sent(window, f"{S}/projects/new", site=second.pk, corridor=north_id, until=until)
    again = window.post(
        f"{S}/projects/new", {"version": "", "site": first.pk, "corridor": south_id, "until": until}
    )
    assert "已在清单上" in again.content.decode()
    assert "500.0" in people["leader"].get(one).content.decode()
    # the match: 400 m³ fit on the corridor of the first, its last 100 go across; 900 fit on the second's own
    sent(window, f"{S}/dispatch/propose")
    with scope_opened(("",)):
        lines = {(row.project.site_id, row.dock_id): row for row in Allotment.objects.all()}
    assert {key: row.m3 for key, row in lines.items()} == {
        (first.pk, ground.dock.pk): 400.0, (first.pk, north.pk): 100.0, (second.pk, north.pk): 900.0,
    }  # fmt: skip
    own, across = lines[first.pk, ground.dock.pk], lines[first.pk, north.pk]
    page = window.get(f"{S}/dispatch/{own.pk}").content.decode()
    assert "与项目同在一条廊道" in page
    assert "码头余量 400 立方米，装得下 400 立方米" in page
    assert "跨廊道：本廊道码头余量 400 立方米，装不下 500 立方米" in (
        window.get(f"{S}/dispatch/{across.pk}").content.decode()
    )
    # a person accepts, changes, refuses
    assert "东港" not in people["dock"].get(f"{S}/mine/intake").content.decode().split("<main")[-1]
    sent(window, f"{S}/dispatch/{own.pk}/decide", verdict="yes", dock=ground.dock.pk, m3="400", note="")
    too_much = window.post(
        f"{S}/dispatch/{across.pk}/decide",
        {"version": f"{across.state} {across.m3} {across.dock_id}", "verdict": "yes", "dock": north.pk,
         "m3": "101", "note": ""},
    )  # fmt: skip
    assert "不能排 101" in too_much.content.decode()
    full = window.post(
        f"{S}/dispatch/{across.pk}/decide",
        {"version": f"{across.state} {across.m3} {across.dock_id}", "verdict": "yes", "dock": ground.dock.pk,
         "m3": "50", "note": ""},
    )  # fmt: skip
    assert "扣除已下达的还有 0" in full.content.decode()
    sent(window, f"{S}/dispatch/{across.pk}/decide", verdict="yes", dock=north.pk, m3="60", note="先排六十方")
    assert "人工调整：由 100 立方米改为 60 立方米" in window.get(f"{S}/dispatch/{across.pk}").content.decode()
    other = lines[second.pk, north.pk]
    silent = window.post(
        f"{S}/dispatch/{other.pk}/decide",
        {"version": f"{other.state} {other.m3} {other.dock_id}", "verdict": "no", "dock": north.pk,
         "m3": "900", "note": ""},
    )  # fmt: skip
    assert "请写明原因" in silent.content.decode()
    coming = people["dock"].get(f"{S}/mine/intake").content.decode()
    assert "GD-0 工地" in coming
    assert "GD-0 工地" not in people["stranger"].get(f"{S}/mine/intake").content.decode()
    assert people["stranger"].get(one).status_code == 403
    # the balance: 10 m³ leave twice, one load comes half a tonne short
    _load(ground, people, first, ground.dock, "浙A10001", 18_000)
    _load(ground, people, first, ground.dock, "浙A10002", 17_100)
    balance = people["leader"].get(one).content.decode()
    assert "下达 400.0，出土 20.0，消纳 19.5，在途 0.0 m³，少收 0.5 m³" in balance
    assert "少收 0.5 m³" in people["leader"].get(f"{S}/docks/{ground.dock.pk}").content.decode()
    assert "19.5" in people["leader"].get(f"{S}/sinks").content.decode()
    assert "19.5" in people["site"].get(f"{S}/mine/projects").content.decode()
    sheet = people["leader"].get(f"{S}/projects?export=csv")
    assert sheet.status_code in {200, 303}
    # the second mechanism: what stays in the district is reported
    manager = sign_in("site_manager", area="9901", person="gd-city")
    serves("gd-city", "site", now())
    with scope_opened(("",)):
        third = _site(ground, "GD-3", 120.13, None)
        elsewhere = _dock(ground, "MT-9", 120.2, 5_000.0, _street_of(OTHER))
    abroad = manager.post(
        f"{S}/mine/projects/report",
        {"version": "", "site": third.pk, "dock": elsewhere.pk, "volume_m3": "80", "until": until},
    )
    assert "不在本区，不能报备" in abroad.content.decode()
    with scope_opened(("",)):
        before = Project.objects.filter(site=third).exists()
    reported = sent(
        manager, f"{S}/mine/projects/report", site=third.pk, dock=north.pk, volume_m3="80", until=until
    )
    with scope_opened(("",)):
        after = Project.objects.filter(site=third, way="way_reported").exists()
    witness.boundary("R-93", just_before=before, at=after)
    page = window.get(reported).content.decode()
    assert "区内报备" in page
    assert "MT-2 码头" in page


def _street_of(district: str) -> str:
    with scope_opened(("",)):
        found = (
            Area.objects.filter(code__startswith=district, level="street")
            .values_list("code", flat=True)
            .first()
        )
    return found or district


@pytest.mark.slow("a report goes from the site through manifests to the dock")
def test_a_report_stands_in_place_of_an_approval_for_its_dock_and_volume_alone(
    ground: Ground, sign_in: SignIn
) -> None:
    people, until = _people(sign_in), (now() + timedelta(days=30)).date().isoformat()
    with scope_opened(("",)):
        site = _site(ground, "GD-3", GATE[0], None)
    load = {
        "version": "", "site": site.pk, "dock": ground.dock.pk, "plate": "浙A10001", "amount": "13",
        "measured_in": "loose_m3",
    }  # fmt: skip
    refused = people["site"].post(f"{S}/manifests/new", load)
    assert "没有有效的处置核准" in refused.content.decode()
    url = sent(
        people["site"], f"{S}/mine/projects/report", site=site.pk, dock=ground.dock.pk, volume_m3="15",
        until=until,
    )  # fmt: skip
    _load(ground, people, site, ground.dock, "浙A10001", 18_000)
    assert "出土 10.0，消纳 10.0" in people["window"].get(url).content.decode()
    beyond = people["site"].post(f"{S}/manifests/new", load)
    assert "超出核准的 15" in beyond.content.decode()
    sent(people["window"], f"{url}/close")
    assert "没有有效的处置核准" in people["site"].post(f"{S}/manifests/new", load).content.decode()


def test_a_site_manager_neither_lists_nor_decides_and_the_window_reports_nothing(
    ground: Ground, sign_in: SignIn
) -> None:
    people = _people(sign_in)
    assert people["site"].get(f"{S}/projects/new").status_code == 403
    assert people["site"].get(f"{S}/dispatch/propose").status_code == 403
    assert people["window"].get(f"{S}/mine/projects/report").status_code == 403
    nothing = people["window"].post(f"{S}/dispatch/propose", {"version": ""})
    assert "没有待安排的土方" in nothing.content.decode()
