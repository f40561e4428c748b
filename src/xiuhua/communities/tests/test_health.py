"""Epidemic control through its doors: who is where, what communities are sent, what was disinfected when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Case
from xiuhua.cases.tests.proof_kit import Office, Told
from xiuhua.communities.models import Disinfection, HealthCase, Staffing
from xiuhua.communities.rules.health import days_fault, disinfection_fault, freshness
from xiuhua.communities.terms.health import Freshness
from xiuhua.communities.tests.community_kit import COMMUNITY, FAR_OFF, THERE, more_people, photo, upload
from xiuhua.ground.models import Unit
from xiuhua.scenekit.testkit.witness import Witness
from xiuhua.shared.ids import uuid7

_ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def city(office: Office) -> Office:
    """The town with its health office."""
    more_people(office)
    return office


def posted(office: Office, person: str, since: str, until: str) -> Told:
    """Post somebody to the community."""
    body = {
        "person_number": person, "area_code": COMMUNITY, "kind": "staffing_community", "since_on": since,
        "until_on": until, "spot": "东门",
    }  # fmt: skip
    told: Told = office("health").post("/staffings", body)
    return told


def sent(office: Office, **changes: object) -> Told:
    """Send a case to the community."""
    body = {
        "client_id": str(uuid7()), "area_code": COMMUNITY, "kind": "health_rubbish", "campaign": "春季爱卫",
        "text": "三号楼后卫生死角", "matter": "06010", **THERE,
    }  # fmt: skip
    told: Told = office("health").post("/health-cases", body | changes)
    return told


def figure(office: Office, key: str) -> tuple[int, set[int]]:
    """Return a figure of March as the leader reads it, and the ids of the records that it opens to."""
    (found,) = office("leader").get("/figures", period="2026-03", key=key)
    rows = office("leader").client.get(f"/figures/{key}/records?period=2026-03").context["view"].rows
    return found["numerator"], {int(row.subject.split(":")[1]) for row in rows}


@pytest.mark.slow("signs six people in")
@pytest.mark.proves("S-064", "K-189")
def test_the_health_office_sends_a_case_to_a_community_which_settles_it(
    city: Office, witness: Witness
) -> None:
    office = city
    case = sent(office)["case"]
    other = sent(office)["case"]
    office("collector").report()
    seen = office.case_read("community", case)
    assert (seen["state"], seen["unit"], seen["channel"]) == (
        "case_dispatched", "U-COMMUNITY", "channel_department",
    )  # fmt: skip
    office("community").act(case, "receive")
    office("community").post(f"/cases/{case}/acts/feed_back", {"reason": "死角已清"})
    assert "三号楼后卫生死角" in office("leader").page("/health-cases")
    number, opened = figure(office, "health_cases")
    assert number == 2
    witness.figure("K-189", numerator=number, denominator=None, counted={case, other}, opened=opened)

    posted(office, "N-officer", "2026-03-02", "2026-03-08")
    disinfected = office("officer").post(
        "/disinfections",
        {
            "area_code": COMMUNITY, "spot": "三号楼后", "done_at": "2026-03-02T00:30:00Z",
            "agent": "agent_chlorine", "concentration_mg_l": 500, "size_m2": 120, "case": case,
            "photos": [photo(office, "officer")], **THERE,
        },
    )  # fmt: skip
    assert disinfected["unit"] == "U-SQUAD"
    page = office("health").page("/disinfections")
    assert "三号楼后" in page
    assert "当日" in page
    (there,) = office("leader").get("/staffings", on="2026-03-08")
    assert (there["name"], there["spot"]) == ("何亮", "东门")


@pytest.mark.proves("K-190")
def test_people_posted_are_counted_once_each_and_the_figure_opens_to_them(
    city: Office, witness: Witness
) -> None:
    office = city
    posted(office, "N-officer", "2026-03-02", "2026-03-03")
    posted(office, "N-officer", "2026-03-10", "2026-03-12")  # the same person again
    posted(office, "N-squad", "2026-03-31", "2026-04-02")
    posted(office, "N-grid", "2026-02-27", "2026-03-01")  # began in February
    people = office.loop.town.people
    wanted = {people["N-officer"].pk, people["N-squad"].pk}
    number, opened = figure(office, "posted_people")
    assert number == 2
    witness.figure("K-190", numerator=number, denominator=None, counted=wanted, opened=opened)
    now, there = figure(office, "posted_people_now")
    assert (now, there) == (1, {people["N-officer"].pk})


def test_the_head_count_of_a_day_holds_the_last_day_and_not_the_next(city: Office) -> None:
    office = city
    pk = posted(office, "N-officer", "2026-03-02", "2026-03-08")["id"]
    posted(office, "N-squad", "2026-03-05", "2026-03-09")

    def heads(day: str) -> int:
        (one,) = office("leader").get("/staffing-heads", on=day)
        return int(one["heads"])

    assert [heads(f"2026-03-0{day}") for day in (1, 2, 5, 8, 9)] == [0, 1, 2, 2, 1]
    office("health").post(f"/staffings/{pk}/end", {"last_on": "2026-03-06"})
    assert [heads(f"2026-03-0{day}") for day in (6, 7)] == [2, 1]
    row = office("leader").client.get("/staffings/heads?on=2026-03-06").context["view"].rows[0]
    opened = office("leader").client.get(row.cells[2].url).context["view"]
    assert {one.cells[0].text for one in opened.rows} == {"何亮", "许七"}


def test_nobody_is_in_two_places_on_one_day(city: Office) -> None:
    office = city
    posted(office, "N-officer", "2026-03-02", "2026-03-08")
    body = {
        "person_number": "N-officer", "area_code": COMMUNITY, "kind": "staffing_hotel",
        "since_on": "2026-03-08", "until_on": "2026-03-09",
    }  # fmt: skip
    assert office("health").refused("/staffings", body) == (422, "invalid")
    assert office("health").refused("/staffings", body | {"until_on": "2026-03-07"}) == (422, "invalid")
    assert office("officer").refused("/staffings", body) == (403, "not_permitted")
    assert office("health").post("/staffings", body | {"since_on": "2026-03-09"})["kind"] == "staffing_hotel"
    with scope_opened(("",)):
        assert Staffing.objects.count() == 2


def test_a_community_without_an_office_gets_no_case_and_nothing_is_opened(city: Office) -> None:
    office = city
    with scope_opened(("",)):
        Unit.objects.filter(code="U-COMMUNITY").update(kind="department")
    body = {
        "client_id": str(uuid7()), "area_code": COMMUNITY, "kind": "health_other", "text": "入户", **THERE,
    }  # fmt: skip
    assert office("health").refused("/health-cases", body) == (409, "health_no_community_unit")
    with scope_opened(("",)):
        assert (HealthCase.objects.count(), Case.objects.count()) == (0, 0)
        Unit.objects.filter(code="U-COMMUNITY").update(kind="community_office")
    assert office("health").refused("/health-cases", body | FAR_OFF) == (422, "invalid")
    assert office("unit").refused("/health-cases", body) == (403, "not_permitted")
    first, again = (office("health").post("/health-cases", body) for _ in range(2))
    assert first["id"] == again["id"]


def test_a_disinfection_needs_place_strength_and_size(city: Office) -> None:
    office = city
    body = {
        "area_code": COMMUNITY, "spot": "菜市场", "done_at": "2026-03-02T00:30:00Z", "agent": "agent_alcohol",
        "concentration_mg_l": 750, "size_m2": 80, **THERE,
    }  # fmt: skip
    for wrong in (
        {"concentration_mg_l": 0}, {"size_m2": 0}, {"spot": " "}, FAR_OFF,
        {"done_at": "2026-03-02T02:00:00Z"},
    ):  # fmt: skip
        assert office("officer").refused("/disinfections", body | wrong) == (422, "invalid"), wrong
    with scope_opened(("",)):
        assert Disinfection.objects.count() == 0
    office("officer").post("/disinfections", body)


def test_the_map_shows_of_each_spot_its_last_disinfection(city: Office) -> None:
    office = city
    for day, spot in (("2026-02-20", "菜市场"), ("2026-03-02", "菜市场"), ("2026-02-27", "东门")):
        body = {
            "area_code": COMMUNITY, "spot": spot, "done_at": f"{day}T00:30:00Z", "agent": "agent_chlorine",
            "concentration_mg_l": 500, "size_m2": 100, **THERE,
        }  # fmt: skip
        office("officer").post("/disinfections", body)
    view = office("leader").client.get("/disinfections?mode=map").context["view"]
    drawn = sorted(
        (one["properties"]["name"], one["properties"]["kind"]) for one in view.map.overlay["features"]
    )
    assert drawn == [("东门 2026-02-27", "within"), ("菜市场 2026-03-02", "done")]
    assert len(office("leader").get("/disinfections")) == 3


def test_everything_by_forms(city: Office) -> None:
    office = city
    path = office("health").form(
        "/staffings/new", person="N-officer 何亮", area_code=COMMUNITY, kind="staffing_checkpoint",
        since_on="2026-03-02", until_on="2026-03-05",
    )  # fmt: skip
    office("health").form(f"{path}/end", last_on="2026-03-04")
    case = office("health").form(
        "/health-cases/new", area_code=COMMUNITY, kind="health_vectors", text="灭鼠投药", matter="暴露垃圾",
        **THERE,
    )  # fmt: skip
    assert "灭鼠投药" in office("community").page(case)
    shown = office("officer").form(
        "/disinfections/new", area_code=COMMUNITY, spot="垃圾房", done_at="2026-03-02T08:00",
        agent="agent_peroxide", concentration_mg_l="300", size_m2="40", photos=[upload()], **THERE,
    )  # fmt: skip
    assert "300" in office("leader").page(shown)


@pytest.mark.parametrize(
    ("ago", "fresh"),
    [
        (timedelta(hours=9), Freshness.TODAY),  # at one in the morning of the same day
        (timedelta(hours=11), Freshness.WEEK),  # at eleven the evening before
        (timedelta(days=7), Freshness.WEEK),
        (timedelta(days=7, seconds=1), Freshness.OLDER),
    ],
)
def test_how_fresh_a_disinfection_is(ago: timedelta, fresh: Freshness) -> None:
    at = datetime(2026, 3, 9, 10, tzinfo=_ZONE)
    assert freshness(at - ago, at) is fresh


def test_what_a_posting_and_a_record_must_hold() -> None:
    assert days_fault(date(2026, 3, 2), date(2026, 3, 2)) == {}
    assert days_fault(date(2026, 3, 2), date(2026, 3, 1)) == {"until_on": "service_until_wrong"}
    assert disinfection_fault(concentration_mg_l=500, size_m2=1, spot="东门") == {}
    assert set(disinfection_fault(concentration_mg_l=1_000_001, size_m2=0, spot="")) == {
        "concentration_mg_l", "size_m2", "spot",
    }  # fmt: skip
