"""Cases told by API: lists, stories, clocks, neighbours; consultations and settings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xiuhua.cases.models import Case, LoopVersion
from xiuhua.cases.terms import CaseAct
from xiuhua.cases.tests.door_kit import Door, door, report_body
from xiuhua.cases.tests.loop_kit import AT_THE_KEY_SPOT, DISTRICT, HERE, NOBODYS, STREET, Loop
from xiuhua.shared.clock import now
from xiuhua.web.testing import Budget


def _numbers(door_: Door, **asked: object) -> list[int]:
    answer = door_.get("/cases", **asked)
    assert answer.status_code == 200, answer.json()
    return [case["id"] for case in answer.json()["items"]]


def test_a_list_is_narrowed_by_what_a_desk_asks(loop: Loop) -> None:
    rubbish = loop.report(at=now())
    road = loop.report("06013", at=now(), address="建设路 5 号", upper_number="SJ-1")
    loop.act(road, CaseAct.ACCEPT, "acceptor", now())
    head = door(loop, "head")
    assert _numbers(head) == [road.pk, rubbish.pk]
    assert _numbers(head, state="case_filing") == [road.pk]
    assert _numbers(head, state=["case_filing", "case_reported"]) == [road.pk, rubbish.pk]
    assert _numbers(head, matter="06010") == [rubbish.pk]
    assert _numbers(head, q="建设路") == [road.pk]
    assert _numbers(head, area=STREET) == [road.pk, rubbish.pk]
    assert _numbers(head, area="990102") == []
    assert _numbers(head, channel="channel_hotline") == []
    assert _numbers(head, late="true") == []
    assert _numbers(head, since=(now() + timedelta(hours=1)).isoformat()) == []
    assert _numbers(head, mine="true") == [road.pk]
    assert _numbers(door(loop, "acceptor"), mine="true") == [rubbish.pk]
    assert _numbers(door(loop, "unit"), mine="true") == []
    loop.act(rubbish, CaseAct.PUSH, "dispatcher", now(), unit_id=loop.unit("U-KEEPER").pk)
    assert _numbers(door(loop, "unit"), mine="true") == [rubbish.pk]
    assert _numbers(door(loop, "street"), mine="true") == []
    assert _numbers(head, unit="U-KEEPER") == [rubbish.pk]


def test_pages_follow_each_other_without_gap_or_repeat(loop: Loop) -> None:
    made = [loop.report(at=now()).pk for _ in range(5)]
    reader, found = door(loop, "head"), []
    page = reader.get("/cases", limit=2).json()
    while True:
        found += [case["id"] for case in page["items"]]
        if page["next"] is None:
            break
        page = reader.get("/cases", limit=2, after=page["next"]).json()
    assert found == made[::-1]


def test_another_district_does_not_exist(loop: Loop) -> None:
    case = loop.report(at=now())
    Case.objects.filter(pk=case.pk).update(area_code="990102001")
    reader = door(loop, "head")
    assert _numbers(reader) == []
    for path in ("", "/moves", "/clocks", "/reports", "/suggestion", "/acts"):
        answer = reader.get(f"/cases/{case.pk}{path}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), path
    assert reader.post(f"/cases/{case.pk}/acts/file", {}).status_code == 404
    assert reader.get("/cases/near", longitude=HERE[0], latitude=HERE[1]).json() == []


def test_a_case_is_told_with_its_moves_clocks_and_reports(loop: Loop) -> None:
    phone = door(loop, "collector")
    body = report_body(caller_phone="13912345678", caller_name="某某", upper_number="SJ-7")
    case = phone.post("/reports", body).json()["id"]
    head = door(loop, "head")
    whole = head.get(f"/cases/{case}").json()
    assert (whole["matter"], whole["matter_name"]) == ("06010", "暴露垃圾")
    assert whole["description"] == "路边有垃圾"
    moves = head.get(f"/cases/{case}/moves").json()
    assert [(one["number"], one["act"], one["after"]) for one in moves] == [(1, "case.open", "case_reported")]
    clocks = head.get(f"/cases/{case}/clocks").json()
    assert [(one["stage"], one["charged_to"]) for one in clocks] == [("stage_accept", "desk_acceptor")]
    assert clocks[0]["light"] in {"light_within", "light_soon"}
    told = head.get(f"/cases/{case}/reports")
    assert [one["caller_phone"] for one in told.json()] == ["139****5678"]
    assert "某某" not in told.content.decode()
    assert [one["id"] for one in head.get("/cases/by-upper/SJ-7").json()] == [case]
    assert head.get("/cases/by-upper/SJ-8").json() == []


def test_a_suggestion_names_the_unit_with_numbered_reasons(loop: Loop) -> None:
    case = loop.report(at=now())
    told = door(loop, "dispatcher").get(f"/cases/{case.pk}/suggestion").json()
    assert told["unit"] == loop.unit("U-KEEPER").name
    assert [one["number"] for one in told["reasons"]] == list(range(1, len(told["reasons"]) + 1))
    assert told["reasons"][0]["sentence"]
    english = door(loop, "dispatcher")
    english.headers["Accept-Language"] = "en"
    assert english.get(f"/cases/{case.pk}/suggestion").json()["reasons"][0]["sentence"].isascii() is False
    nobody = loop.report("06035", at=now(), longitude=NOBODYS[0], latitude=NOBODYS[1])
    assert door(loop, "dispatcher").get(f"/cases/{nobody.pk}/suggestion").json()["ownerless"] is True


def test_what_lies_near_comes_nearest_first(loop: Loop) -> None:
    far = loop.report(at=now(), longitude=AT_THE_KEY_SPOT[0], latitude=AT_THE_KEY_SPOT[1])
    close = loop.report(at=now())
    reader = door(loop, "head")
    place = {"longitude": HERE[0], "latitude": HERE[1]}
    assert [one["id"] for one in reader.get("/cases/near", **place, reach_m=50).json()] == [close.pk]
    both = reader.get("/cases/near", **place, reach_m=200).json()
    assert [one["id"] for one in both] == [close.pk, far.pk]
    assert 80 < both[1]["distance_m"] < 95  # 57.6 m east, 66.8 m north: 88.2 m
    assert reader.get("/cases/near", longitude=999, latitude=0).status_code == 422


def test_what_nobody_owns_is_decided_and_its_costs_are_kept(loop: Loop) -> None:
    phone, dispatcher, office = door(loop, "collector"), door(loop, "dispatcher"), door(loop, "office")
    body = report_body(matter="06035", longitude=NOBODYS[0], latitude=NOBODYS[1])
    case = phone.post("/reports", body).json()["id"]
    assert dispatcher.post(f"/cases/{case}/acts/push", {"unit_code": "U-OFFICE"}).status_code == 200
    (meeting,) = office.get("/consultations").json()
    assert (meeting["state"], meeting["open_count"]) == ("agenda", 1)
    (question,) = office.get(f"/consultations/{meeting['id']}/questions").json()
    assert (question["case"], question["matter"], question["state"]) == (case, "06035", "question_open")
    cost = door(loop, "street").post(f"/cases/{case}/costs", {"amount_fen": 12_000, "purpose": "清运"})
    assert (cost.status_code, cost.json()["unit"], cost.json()["amount_fen"]) == (200, "U-OFFICE", 12_000)
    path = f"/questions/{question['id']}/decide"
    wish = {"unit_code": "U-KEEPER", "area_code": STREET, "reason": "由养护单位负责"}
    assert dispatcher.post(path, wish).status_code == 403
    assert office.post(path, wish).json()["fields"].keys() == {"document_number"}
    decided = office.post(path, {**wish, "document_number": "会商〔2026〕3 号"}).json()
    assert (decided["state"], decided["unit"]) == ("question_decided", "U-KEEPER")
    again = office.post(f"/questions/{question['id']}/drop", {"reason": "重复"})
    assert (again.status_code, again.json()["code"]) == (409, "not_allowed_now")


def test_settings_are_read_published_and_not_overwritten(loop: Loop) -> None:
    keeper = door(loop, "keeper")
    before = keeper.get("/loop-settings", area=DISTRICT).json()
    assert (before["version"], before["versions"], before["settings"]["rebound_days"]) == (None, [], 30)
    chosen = {"rebound_days": 45, "stage_limits": {"stage_accept": [20, "work_minute"]}}
    wish = {"area_code": DISTRICT, "chosen": chosen, "reason": "区里要求", "seen": 0}
    assert keeper.post("/loop-settings", wish).json()["number"] == 1
    after = keeper.get("/loop-settings", area=STREET).json()
    assert (after["settings"]["rebound_days"], after["settings"]["stage_limits"]["stage_accept"]) == (
        45,
        [20, "work_minute"],
    )
    assert keeper.post("/loop-settings", wish).json()["code"] == "conflict"
    # What is read can be published as it is.
    whole = {**wish, "chosen": after["settings"], "seen": 1}
    assert keeper.post("/loop-settings", whole).status_code == 200
    wrong: tuple[dict[str, object], ...]
    wrong = ({"nonsense": 1}, {"rebound_days": -1}, {"rebound_days": "x"}, {"merged": 1}, {"handle_limit": 5})
    for bad in wrong:
        refused = keeper.post("/loop-settings", {**wish, "chosen": bad, "seen": 2})
        assert (refused.status_code, refused.json()["fields"].keys()) == (422, bad.keys()), bad
    assert door(loop, "head").post("/loop-settings", whole).status_code == 403
    assert LoopVersion.objects.count() == 2


@pytest.mark.parametrize("value", ["\x00", "9" * 30, "NaN", "%s", "绣" * 100, "0001-01-01", "-1"])
def test_questions_that_make_no_sense_are_refused_in_a_sentence(loop: Loop, value: str) -> None:
    reader = door(loop, "head")
    names = "q state area unit matter channel late since until mine after limit"
    for name in names.split():
        answer = reader.get("/cases", **{name: value})
        assert answer.status_code in {200, 400, 422}, (name, value)
        if answer.status_code != 200:
            assert answer.json().keys() == {"code", "message", "fields"}


def test_what_a_list_costs(loop: Loop, sql_budget: Budget) -> None:
    for _ in range(12):
        loop.report(at=now(), push=True)
    reader = door(loop, "head")
    with sql_budget("api cases list", most=8):
        reader.get("/cases", state="case_dispatched", area=DISTRICT)
    with sql_budget("api cases near", most=8):
        reader.get("/cases/near", longitude=HERE[0], latitude=HERE[1])
