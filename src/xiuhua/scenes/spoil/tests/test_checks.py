"""What is checked at sites and on trucks, and permitted, on its own pages: to its figures and to its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import localtime

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.proof_kit import Hands
from xiuhua.inspections.models import Finding
from xiuhua.inspections.tests.inspection_kit import upload
from xiuhua.scenekit.testkit.witness import Witness
from xiuhua.scenes.spoil.manifest import MANIFEST
from xiuhua.scenes.spoil.tests.spoil_kit import DISTRICT, FIRMS, GATE, Ground, ground_make, sent, serves
from xiuhua.shared import clock
from xiuhua.shared.clock import now

SignIn = Callable[..., Client]
ITEMS = {one.key: tuple(item.key for item in one.items) for one in MANIFEST.checklists}
SITE, PLATE = "GD-1 滨江花园工地", "浙A10001"


@pytest.fixture
def ground(city: None, monkeypatch: pytest.MonkeyPatch) -> Ground:
    """The site, the dock, the trucks, permitted days ago; the clock stands, so that it stays one day."""
    monkeypatch.setattr(clock, "datetime", Hands(now()))
    return ground_make(now() - timedelta(days=2))


def checked(
    client: Client,
    checklist: str,
    subject: str,
    *,
    officers: int = 2,
    there: tuple[float, float] | None = None,
    amounts: dict[str, float] | None = None,
    **outcomes: str,
) -> str:
    """Fill a checklist in: `outcomes` by item, every other one is kept; return the page of the inspection."""
    typed: dict[str, object] = {f"item_{item}": "outcome_kept" for item in ITEMS[checklist]}
    if there is not None:
        typed |= {"longitude": there[0], "latitude": there[1]}
    for item, outcome in outcomes.items():
        typed |= {f"item_{item}": outcome, f"text_{item}": "现场不符合要求", f"photos_{item}": [upload()]}
    typed |= {f"amount_{item}": amount for item, amount in (amounts or {}).items()}
    path = f"/inspections/new/{checklist}"
    return sent(client, path, subject=subject, officers=officers, photos=[upload()], **typed)


def key_of(kind: str, path: str) -> str:
    """Return the row that a page is about."""
    return f"{kind}:{path.rstrip('/').rsplit('/', 1)[1]}"


def found(path: str, *items: str) -> set[str]:
    """Return the findings of an inspection, of some items alone where any are named."""
    with scope_opened(("",)):
        rows = Finding.objects.filter(inspection_id=int(path.rsplit("/", 1)[1]))
        return {f"finding:{row.pk}" for row in rows if not items or row.item in items}


def one_found(path: str, item: str) -> Finding:
    """Return the finding of an item."""
    with scope_opened(("",)):
        return Finding.objects.select_related("case").get(
            inspection_id=int(path.rsplit("/", 1)[1]), item=item
        )


def figure(client: Client, key: str) -> dict[str, Any]:  # whatever the API answers
    """Return a figure of today."""
    answer = client.get("/api/v1/figures", {"period": localtime(now()).date().isoformat()})
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = next(one for one in answer.json() if one["key"] == key)
    return told


def opened(client: Client, key: str) -> set[str]:
    """Return the rows behind a figure of today."""
    answer = client.get(f"/figures/{key}/records?period={localtime(now()).date().isoformat()}")
    assert answer.status_code == 200
    return {row.subject for row in answer.context["view"].rows}


def proven(witness: Witness, leader: Client, row: str, key: str, value: float, counted: set[str]) -> None:
    """Hold a figure to its value by hand and to the records that were brought in for it."""
    told = figure(leader, key)
    assert told["value"] == pytest.approx(value), key
    assert opened(leader, key) == counted, key
    witness.figure(
        row, numerator=told["numerator"], denominator=told["denominator"], counted=counted,
        opened=opened(leader, key),
    )  # fmt: skip


@pytest.mark.slow("fills several checklists in")
@pytest.mark.proves("K-026", "K-205")
def test_trucks_that_officers_check_are_counted_check_by_check(
    ground: Ground, sign_in: SignIn, witness: Witness
) -> None:
    officer, leader = sign_in("officer", area=DISTRICT), sign_in("leader", area=DISTRICT)
    checked(officer, "six_hundred_percents", SITE)  # no truck
    twice = {
        key_of("inspection", checked(officer, "spoil_truck", PLATE)),
        key_of("inspection", checked(officer, "spoil_truck", PLATE, clean="outcome_fixed")),
        key_of("inspection", checked(officer, "spoil_truck", "浙A10002")),
    }
    for row, key in (("K-026", "spoil_trucks_inspected"), ("K-205", "spoil_truck_checks")):
        proven(witness, leader, row, key, 3, twice)


@pytest.mark.slow("fills several checklists in")
@pytest.mark.proves("K-202", "K-204")
def test_officers_at_the_six_hundred_percents_are_added_up_and_what_they_find_is_put_right(
    ground: Ground, sign_in: SignIn, witness: Witness
) -> None:
    officer, leader = sign_in("officer", area=DISTRICT), sign_in("leader", area=DISTRICT)
    squad = sign_in("squad_leader", area=DISTRICT, person="squad-six")
    first = checked(
        officer, "six_hundred_percents", SITE, officers=3, amounts={"cover": 40},
        cover="outcome_fixed", washed="outcome_ordered",
    )  # fmt: skip
    second = checked(officer, "six_hundred_percents", SITE, officers=2)
    checked(officer, "spoil_truck", PLATE, officers=5, clean="outcome_open")  # neither
    both = {key_of("inspection", path) for path in (first, second)}
    proven(witness, leader, "K-202", "spoil_six_officers", 5, both)
    proven(witness, leader, "K-204", "spoil_six_found", 2, found(first))
    assert figure(leader, "spoil_six_fixed")["value"] == 50
    (ordered,) = (key.split(":")[1] for key in found(first, "washed"))
    sent(officer, f"/findings/{ordered}/answer", text="已冲洗", photos=[upload()])
    sent(squad, f"/findings/{ordered}/recheck", verdict="recheck_passed", text="干净")
    proven(witness, leader, "K-204", "spoil_six_fixed", 100, found(first))


@pytest.mark.slow("fills several checklists in")
@pytest.mark.proves("K-151", "K-152", "K-153")
def test_how_much_was_put_right_is_measured_by_whoever_confirms_it_and_added_up(
    ground: Ground, sign_in: SignIn, witness: Witness
) -> None:
    officer, leader = sign_in("officer", area=DISTRICT), sign_in("leader", area=DISTRICT)
    second = sign_in("squad_leader", area=DISTRICT, person="squad-measures")
    unmeasured = officer.get("/inspections/new/six_hundred_percents").content.decode()
    assert "整改了多少（m²）" in unmeasured
    path = checked(
        officer, "six_hundred_percents", SITE, amounts={"cover": 640.5, "material": 120},
        cover="outcome_fixed", material="outcome_fixed", hoarding="outcome_ordered", washed="outcome_fixed",
    )  # fmt: skip
    for key in ("spoil_hoarding_mended",):
        assert figure(leader, key)["value"] == 0, "ordered is not put right yet"
    hoarding = f"/findings/{one_found(path, 'hoarding').pk}"
    sent(officer, f"{hoarding}/answer", text="围挡已加固", photos=[upload()])
    page = second.get(f"{hoarding}/recheck")
    assert "整改了多少（m）" in page.content.decode()
    typed = {"version": page.context["view"].version, "verdict": "recheck_passed", "text": "到位"}
    refused = second.post(f"{hoarding}/recheck", {**typed, "photos": [upload()]})
    assert "请写明整改了多少" in refused.content.decode()
    assert one_found(path, "hoarding").state == "finding_answered"
    sent(second, f"{hoarding}/recheck", verdict="recheck_passed", text="到位", amount=85, photos=[upload()])
    assert "85 m" in leader.get(hoarding).content.decode()
    other = checked(officer, "six_hundred_percents", SITE, amounts={"cover": 59.5}, cover="outcome_fixed")
    for row, key, value, counted in (
        ("K-151", "spoil_hoarding_mended", 85, found(path, "hoarding")),
        ("K-152", "spoil_soil_covered", 700, found(path, "cover") | found(other, "cover")),
        ("K-153", "spoil_material_tidied", 120, found(path, "material")),
    ):
        proven(witness, leader, row, key, value, counted)


@pytest.mark.slow("fills several checklists in")
@pytest.mark.proves("K-203")
def test_patrols_are_counted_a_day_and_nothing_is_said_before_a_day_has_passed(
    ground: Ground, sign_in: SignIn, witness: Witness, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = Hands(localtime(now()).replace(hour=11, minute=0, second=0, microsecond=0))
    monkeypatch.setattr(clock, "datetime", hands)
    officer, leader = sign_in("officer", area=DISTRICT), sign_in("leader", area=DISTRICT)
    counted = {key_of("inspection", checked(officer, "six_hundred_percents", SITE)) for _number in range(5)}
    checked(officer, "dust_gear", SITE)  # no patrol of the six
    day, week = f"{hands.at:%Y-%m-%d}", f"{hands.at:%G-W%V}"
    today = daily(leader, day)
    assert (today["value"], today["numerator"]) == (None, 5)
    assert "还没有过完一天" in leader.get(f"/figures?period={day}").content.decode()
    passed = hands.at.weekday() + 1
    hands.go(hours=13)  # midnight
    leader = sign_in("leader", area=DISTRICT, person="leader-later")
    told = daily(leader, day)
    assert (told["value"], told["numerator"], told["denominator"]) == (5, 5, None)
    assert daily(leader, week)["value"] == pytest.approx(5 / passed, rel=1e-3)
    answer = leader.get(f"/figures/spoil_six_daily/records?period={day}")
    opened = {row.subject for row in answer.context["view"].rows}
    assert opened == counted
    witness.figure("K-203", numerator=told["numerator"], denominator=None, counted=counted, opened=opened)


def daily(client: Client, period: str) -> dict[str, Any]:  # whatever the API answers
    """Return the patrols a day of a period."""
    told: list[dict[str, Any]] = client.get("/api/v1/figures", {"period": period}).json()
    return next(one for one in told if one["key"] == "spoil_six_daily")


@pytest.mark.slow("fills several checklists in")
@pytest.mark.proves("K-154", "K-155")
def test_washers_and_sprayers_that_sites_are_ordered_to_install_are_counted(
    ground: Ground, sign_in: SignIn, witness: Witness
) -> None:
    officer, leader = sign_in("officer", area=DISTRICT), sign_in("leader", area=DISTRICT)
    one = checked(officer, "dust_gear", SITE, washer="outcome_ordered", sprayer="outcome_ordered")
    two = checked(officer, "dust_gear", SITE, washer="outcome_ordered", sprayer="outcome_open")
    checked(officer, "six_hundred_percents", SITE, washed="outcome_ordered")  # washed badly is no washer
    washers = found(one, "washer") | found(two, "washer")
    proven(witness, leader, "K-154", "spoil_washers_ordered", 2, washers)
    proven(witness, leader, "K-155", "spoil_sprayers_ordered", 1, found(one, "sprayer"))


@pytest.mark.slow("issues certificates and opens the figures")
@pytest.mark.proves("K-084")
def test_the_volumes_that_clerks_approve_are_added_up(
    ground: Ground, sign_in: SignIn, witness: Witness
) -> None:
    clerk, leader = sign_in("permit_clerk", area=DISTRICT), sign_in("leader", area=DISTRICT)
    issued = [approved(clerk, volume) for volume in ("1200.5", "300", "77")]
    sent(clerk, f"{issued[2]}/revoke", reason="项目取消")
    counted = {key_of("certificate", path) for path in issued[:2]}
    proven(witness, leader, "K-084", "spoil_approved", 1_500.5, counted)


def approved(clerk: Client, volume: str) -> str:
    """Issue the site an approval on the clerk's page."""
    start = localtime(now()) - timedelta(minutes=1)
    return sent(
        clerk, "/certificates/new/spoil_disposal", party=f"{FIRMS['site'][0]} {FIRMS['site'][1]}",
        premises="GD-1", number="", since=f"{start:%Y-%m-%dT%H:%M}",
        until=f"{start + timedelta(days=30):%Y-%m-%dT%H:%M}", field_volume_m3=volume, field_docks="MT-1",
    )  # fmt: skip


@pytest.mark.slow("fills a checklist in and follows it")
@pytest.mark.proves("S-237")
def test_what_officers_find_of_the_six_at_a_site_is_put_right_by_the_site_and_looked_at_by_another(
    ground: Ground, sign_in: SignIn
) -> None:
    officer, second = (sign_in("officer", area=DISTRICT, person=name) for name in ("six-a", "six-b"))
    site = sign_in("site_manager", area=DISTRICT, person="six-site")
    stranger = sign_in("site_manager", area=DISTRICT, person="six-stranger")
    serves("six-site", "site", now())
    serves("six-stranger", "stranger", now())
    asked = officer.get("/inspections/new/six_hundred_percents").content.decode()
    for item in ("围挡", "覆盖", "硬化", "冲洗", "密闭运输", "洒水保洁"):
        assert item in asked, item
    own, of_site = "/scenes/spoil/mine/site", f"/scenes/spoil/sites/{ground.site.pk}"
    assert "待整改 0" in site.get(own).content.decode()

    path = checked(officer, "six_hundred_percents", SITE, washed="outcome_ordered")
    washed = one_found(path, "washed")
    assert washed.state == "finding_ordered"
    page = site.get(own).content.decode()
    assert "待整改 1" in page
    assert 'href="/my-findings?state=finding_ordered"' in page
    assert "待整改 0" in stranger.get(own).content.decode()
    assert stranger.get(f"/my-findings/{washed.pk}").status_code == 403
    assert washed.number in site.get("/my-findings?state=finding_ordered").content.decode()
    assert waiting(second, of_site) == 1

    sent(site, f"/my-findings/{washed.pk}/answer", text="已安排专人冲洗", photos=[upload()])
    assert "待整改 0" in site.get(own).content.decode()
    assert waiting(second, of_site) == 1, "nobody has looked again"
    refused = site.post(f"/findings/{washed.pk}/recheck", {"version": "", "verdict": "recheck_passed"})
    assert refused.status_code == 403
    assert "已安排专人冲洗" in second.get(f"/findings/{washed.pk}").content.decode()
    sent(second, f"/findings/{washed.pk}/recheck", verdict="recheck_passed", text="车轮干净")
    assert waiting(officer, of_site) == 0
    assert one_found(path, "washed").state == "finding_closed"
    assert "车轮干净" in site.get(f"/my-findings/{washed.pk}").content.decode()


def waiting(client: Client, path: str) -> int:
    """Return how many findings wait, as the page of a site counts them."""
    (told,) = (one for one in client.get(path).context["view"].related if one.label == "待整改问题")
    return int(told.count.number)


@pytest.mark.slow("fills checklists in and follows one")
@pytest.mark.proves("S-230")
def test_a_truck_checked_on_the_street_becomes_a_case_and_weighs_in_its_file_and_its_hauliers(
    ground: Ground, sign_in: SignIn
) -> None:
    officer = sign_in("officer", area=DISTRICT, person="street")
    desk, leader = sign_in("dispatcher", area=DISTRICT), sign_in("leader", area=DISTRICT)
    truck = f"/scenes/spoil/trucks/{ground.trucks[PLATE].pk}"
    assert grade(leader, truck) == "低风险"
    assert "低风险" in leader.get("/scenes/spoil/hauliers").content.decode()

    page = officer.get(truck).content.decode()
    assert "/inspections/new/spoil_truck?subject=" in page
    path = checked(officer, "spoil_truck", PLATE, there=GATE, permit="outcome_open", closed="outcome_open")
    closed = one_found(path, "closed")
    sent(officer, f"/findings/{closed.pk}/case", text="当场查获，拒不改正")
    case = one_found(path, "closed").case
    assert case is not None
    told = desk.get(f"/cases/{case.pk}").content.decode()
    for words in (PLATE, "渣土车检查 · 密闭", "现场不符合要求", "当场查获，拒不改正"):
        assert words in told, words
    assert case.number in desk.get("/cases").content.decode()

    file = leader.get(truck).content.decode()
    for words in ("检查：无证运输", "检查：未密闭或带泥上路", case.number):
        assert words in file, words
    assert grade(leader, truck) == "中风险"  # 6 and 2 points
    listed = leader.get("/scenes/spoil/hauliers").content.decode()
    assert "中风险" in listed  # 8 points of two trucks
    assert "4.0 · 无证运输 1、未密闭或带泥上路 1" in listed
    sent(officer, f"{truck}/record", kind="record_seized", note="扣押车辆")  # 8 more
    assert grade(leader, truck) == "高风险"
    checked(officer, "spoil_truck", PLATE, there=GATE)  # half a point is made good
    again = leader.get("/scenes/spoil/hauliers").content.decode()
    assert "8.0 · " not in again  # 16 less a half, of two trucks
    assert "· 扣押车辆 1、无证运输 1、未密闭或带泥上路 1、检查合格 1" in again


def grade(client: Client, path: str) -> str:
    """Return the grade that the page of a truck prints."""
    (told,) = (one for one in client.get(path).context["view"].facts if one.label == "风险等级")
    return str(told.value.tag.text)
