"""城管进社区 through its doors: who is there, what was done, and requests that nobody leaves home for."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.proof_kit import Office, Told
from xiuhua.communities.models import ServiceRecord, ServiceRequest, ServiceSlot
from xiuhua.communities.rules.visits import is_on_duty, weekdays_fault
from xiuhua.communities.tests.community_kit import COMMUNITY, more_people, upload
from xiuhua.shared.ids import uuid7


@pytest.fixture
def community(office: Office) -> Office:
    """The town with officers and residents."""
    more_people(office)
    return office


def asked(office: Office, who: str = "resident", **changes: object) -> Told:
    """Let a resident ask for something."""
    body = {
        "client_id": str(uuid7()), "area_code": COMMUNITY, "kind": "service_errand",
        "resident_name": "许家明",
        "resident_phone": "13800001234", "text": "代办犬证年检", "address": "三号楼 502",
    }  # fmt: skip
    told: Told = office(who).post("/service-requests", body | changes)
    return told


def recorded(office: Office, who: str = "officer", **changes: object) -> Told:
    """Let an officer record a service of today."""
    body = {
        "area_code": COMMUNITY, "kind": "service_advice", "on": "2026-03-02", "residents": 3,
        "text": "讲解养犬条例",
    }  # fmt: skip
    told: Told = office(who).post("/service-records", body | changes)
    return told


@pytest.mark.slow("signs five people in")
@pytest.mark.proves("S-051")
def test_a_resident_asks_from_home_an_officer_does_it_and_the_month_holds_it(community: Office) -> None:
    office = community
    slot = {
        "area_code": COMMUNITY, "person_number": "N-officer", "weekdays": [1, 3], "begins": "09:00",
        "ends": "11:30", "spot": "社区服务厅", "since_on": "2026-03-01",
    }  # fmt: skip
    office("squad").post("/service-slots", slot)
    assert "此刻在岗" in office("leader").page("/service-slots")

    path = office("resident").form(
        "/service-requests/new", area_code=COMMUNITY, kind="service_errand", text="代办犬证年检",
        resident_name="许家明", resident_phone="13800001234",
    )  # fmt: skip
    assert path.startswith("/my-requests/")
    pk = int(path.rsplit("/", 1)[1])
    assert "代办犬证年检" in office("officer").page("/service-requests")
    office("officer").post(f"/service-requests/{pk}/take", {})
    office("officer").form(f"/service-requests/{pk}/finish", answer="证件已送到家", photos=[upload()])
    assert "证件已送到家" in office("resident").page(path)
    office("resident").form(f"/service-requests/{pk}/confirm", score=5, opinion="没出门就办好了")

    recorded(office)
    recorded(office, on="2026-02-27", residents=9)
    (line,) = office("leader").get("/service-sheet", month="2026-03")
    assert (line["visits"], line["residents"], line["confirmed"]) == (2, 4, 1)
    assert (line["advice"], line["errands"], line["homes"], line["teaching"]) == (1, 1, 0, 0)
    row = office("leader").client.get("/service-sheet?month=2026-03").context["view"].rows[0]
    opened = office("leader").client.get(row.cells[2].url).context["view"]
    assert {one.cells[1].text for one in opened.rows} == {"讲解养犬条例", "证件已送到家"}
    with scope_opened(("",)):
        assert ServiceRecord.objects.get(request_id=pk).slot == ServiceSlot.objects.get()


def test_a_resident_sees_and_confirms_nobody_elses_request(community: Office) -> None:
    office = community
    pk = asked(office)["id"]
    other = office("other_resident")
    assert other.get("/my-service-requests") == []
    assert other.client.get(f"/my-requests/{pk}").status_code == 404
    assert other.client.get(f"/service-requests/{pk}").status_code in {403, 404}
    assert other.client.get("/service-requests").status_code == 403
    office("officer").post(f"/service-requests/{pk}/take", {})
    office("officer").post(f"/service-requests/{pk}/finish", {"answer": "已办"})
    confirm = (f"/service-requests/{pk}/confirm", {"score": 5})
    assert other.refused(*confirm) == (403, "service_not_own")
    assert other.client.get(f"/service-requests/{pk}/confirm").status_code == 404
    assert office("officer").refused(*confirm) == (403, "not_permitted")
    (own,) = office("resident").get("/my-service-requests")
    assert (own["state"], own["resident_phone"]) == ("request_done", "138****1234")
    assert office("resident").post(*confirm)["state"] == "request_confirmed"


def test_a_colleague_confirms_for_who_has_no_account_but_not_who_did_it(community: Office) -> None:
    office = community
    pk = asked(office, "officer")["id"]
    office("community").post(f"/service-requests/{pk}/take", {})
    office("community").post(f"/service-requests/{pk}/finish", {"answer": "已办"})
    confirm = (f"/service-requests/{pk}/confirm", {"score": 4})
    assert office("community").refused(*confirm) == (403, "service_own_doing")
    assert office("hotline").post(*confirm)["score"] == 4


def test_what_was_not_done_goes_back_and_counts_once(community: Office) -> None:
    office = community
    pk = asked(office)["id"]
    path = f"/service-requests/{pk}"
    assert office("officer").refused(f"{path}/finish", {"answer": "已办"}) == (409, "not_allowed_now")
    office("officer").post(f"{path}/take", {})
    office("officer").post(f"{path}/finish", {"answer": "已办"})
    assert office("resident").refused(f"{path}/reopen", {"reason": " "}) == (422, "invalid")
    assert office("resident").post(f"{path}/reopen", {"reason": "证件没收到"})["state"] == "request_taken"
    office("officer").post(f"{path}/finish", {"answer": "已送到"})
    office("resident").post(f"{path}/confirm", {"score": 3})
    with scope_opened(("",)):
        assert ServiceRecord.objects.count() == 1
        assert ServiceRequest.objects.get().reopened == 1


def test_a_record_lies_in_no_future_and_names_a_known_case(community: Office) -> None:
    office = community
    assert recorded(office)["unit"] == "U-SQUAD"
    body = {
        "area_code": COMMUNITY, "kind": "service_home", "on": "2026-03-03", "residents": 1, "text": "上门",
    }  # fmt: skip
    for wrong in ({}, {"on": "2026-03-02", "case": 999}, {"on": "2026-03-02", "text": " "}):
        assert office("officer").refused("/service-records", body | wrong) == (422, "invalid"), wrong
    with scope_opened(("",)):
        assert ServiceRecord.objects.count() == 1


def test_a_person_has_one_post_in_a_community_until_it_ends(community: Office) -> None:
    office = community
    typed = {
        "area_code": COMMUNITY, "person": "N-officer 何亮", "spot": "东门岗亭", "weekdays": "2、4",
        "begins": "14:00", "ends": "17:00", "since_on": "2026-03-02",
    }  # fmt: skip
    path = office("squad").form("/service-slots/new", **typed)
    again = office("squad").client.post("/service-slots/new", typed)
    assert again.status_code == 422
    assert "已有驻点" in again.content.decode()
    office("squad").form(f"{path}/end", until_on="2026-03-20")
    office("squad").form("/service-slots/new", **typed)
    with scope_opened(("",)):
        assert sorted(ServiceSlot.objects.values_list("state", flat=True)) == ["slot_ended", "slot_open"]


@pytest.mark.parametrize(
    ("at", "there"),
    [
        (datetime(2026, 3, 2, 9, tzinfo=UTC), True),  # a Monday, at the very beginning
        (datetime(2026, 3, 2, 8, 59, tzinfo=UTC), False),
        (datetime(2026, 3, 2, 11, 30, tzinfo=UTC), False),  # at its end nobody is served any longer
        (datetime(2026, 3, 3, 10, tzinfo=UTC), False),  # a Tuesday
        (datetime(2026, 3, 9, 10, tzinfo=UTC), True),  # its last day
        (datetime(2026, 3, 16, 10, tzinfo=UTC), False),
        (datetime(2026, 2, 23, 10, tzinfo=UTC), False),  # before its first
    ],
)
def test_somebody_is_there_in_the_hours_of_their_weekdays(at: datetime, *, there: bool) -> None:
    days = {"since_on": date(2026, 3, 2), "until_on": date(2026, 3, 9)}
    assert is_on_duty([1, 3], time(9), time(11, 30), **days, at=at) is there


@pytest.mark.parametrize(
    ("weekdays", "begins", "ends", "wrong"),
    [
        ([1, 7], time(9), time(10), set()),
        ([], time(9), time(10), {"weekdays"}),
        ([0], time(9), time(10), {"weekdays"}),
        ([8], time(9), time(10), {"weekdays"}),
        ([1, 1], time(9), time(10), {"weekdays"}),
        ([1], time(10), time(10), {"ends"}),
    ],
)
def test_weekdays_run_from_one_to_seven_and_hours_forward(
    weekdays: list[int], begins: time, ends: time, wrong: set[str]
) -> None:
    assert set(weekdays_fault(weekdays, begins, ends)) == wrong
