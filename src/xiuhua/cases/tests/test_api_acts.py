"""Acting on cases by API: the ordinary way, refusals, two at once, and many in one request."""

from __future__ import annotations

import pytest
from django.test import Client

from xiuhua.cases.models import Case, Move
from xiuhua.cases.terms import CaseAct, CaseState
from xiuhua.cases.tests.door_kit import Door, door, report_body
from xiuhua.cases.tests.loop_kit import HERE, PASSWORD, Loop, sound

DAY = {"amount": 1, "unit": "work_day"}
ORDINARY: tuple[tuple[str, str, dict[str, object], str], ...] = (
    ("acceptor", "accept", {}, "case_filing"),
    ("head", "file", {}, "case_dispatching"),
    ("dispatcher", "dispatch", {"unit_code": "U-KEEPER", "helper_codes": ["U-OFFICE"]}, "case_dispatched"),
    ("unit", "receive", {}, "case_handling"),
    ("unit", "assign", {"person_number": "N-handler"}, "case_handling"),
    ("handler", "extend_ask", {"reason": "缺料", "limit": DAY}, "case_handling"),
    ("dispatcher", "extend_propose", {}, "case_handling"),
    ("head", "extend_grant", {}, "case_handling"),
    ("handler", "feed_back", {"reason": "已清理"}, "case_reviewing"),
    ("dispatcher", "feedback_pass", {}, "case_checking"),
    ("collector", "check_pass", {}, "case_closing"),
    ("head", "close", {}, "case_closed"),
)


def reported(loop: Loop, who: str = "collector") -> int:
    answer = door(loop, who).post("/reports", report_body())
    assert answer.status_code == 200, answer.json()
    return int(answer.json()["id"])


@pytest.mark.slow("twelve people act, each with a token")
def test_a_case_is_led_from_report_to_close_by_programs(loop: Loop) -> None:
    case, seen = reported(loop), 1
    for who, act, said, state in ORDINARY:
        answer = door(loop, who).post(f"/cases/{case}/acts/{act}", {**said, "seen": seen})
        assert answer.status_code == 200, (act, answer.json())
        assert (answer.json()["state"], answer.json()["seen"]) == (state, seen + 1)
        seen += 1
    assert Case.objects.get(pk=case).closing == "closing_normal"
    sound()


def test_a_browser_acts_with_its_session_and_its_csrf_token(loop: Loop) -> None:
    case = reported(loop)
    browser = Client(enforce_csrf_checks=True)
    browser.get("/sign-in")
    form = {"username": "acceptor", "password": PASSWORD}
    form["csrfmiddlewaretoken"] = browser.cookies["xh_csrf"].value
    assert browser.post("/sign-in", form).status_code == 302
    path = f"/api/v1/cases/{case}/acts/accept"
    assert browser.post(path, "{}", "application/json").status_code == 403
    token = {"X-CSRFToken": browser.cookies["xh_csrf"].value}
    assert browser.post(path, "{}", "application/json", headers=token).json()["state"] == "case_filing"


def test_of_two_who_act_at_once_the_second_is_told_what_changed(loop: Loop) -> None:
    case = reported(loop)
    acceptor = door(loop, "acceptor")
    assert acceptor.post(f"/cases/{case}/acts/accept", {"seen": 1}).status_code == 200
    second = acceptor.post(f"/cases/{case}/acts/void_ask", {"seen": 1, "reason": "重复"})
    assert (second.status_code, second.json()["code"]) == (409, "case_overtaken")
    assert f"AJ{case:08d}" in second.json()["message"]
    assert "受理" in second.json()["message"]
    assert "待立案" in second.json()["message"]
    assert Case.objects.get(pk=case).moves_count == 2
    assert acceptor.post(f"/cases/{case}/acts/void_ask", {"seen": 2, "reason": "重复"}).status_code == 200


def test_the_same_key_acts_once(loop: Loop) -> None:
    case, acceptor = reported(loop), door(loop, "acceptor")
    answers = [acceptor.post(f"/cases/{case}/acts/accept", {}, **{"Idempotency-Key": "a"}) for _ in range(10)]
    assert {answer.status_code for answer in answers} == {200}
    assert all(answer.json() == answers[0].json() for answer in answers)
    assert Move.objects.filter(case_id=case, act="case.accept").count() == 1


@pytest.mark.parametrize(
    ("who", "act", "said", "status", "code"),
    [
        ("dispatcher", "accept", {}, 403, "not_permitted"),
        ("head", "close", {}, 409, "not_allowed_now"),
        ("acceptor", "not_accept", {}, 422, "invalid"),
        ("acceptor", "nonsense", {}, 404, "not_found"),
        ("acceptor", "read", {}, 404, "not_found"),
        ("acceptor", "accept", {"matter": "99999"}, 422, "invalid"),
        ("acceptor", "accept", {"photos": [1]}, 422, "invalid"),
        ("acceptor", "accept", {"seen": -1}, 422, "invalid"),
        ("acceptor", "merge", {"target": "nothing"}, 422, "invalid"),
        ("acceptor", "merge", {"target": "AJ99999999"}, 422, "invalid"),
        ("acceptor", "accept", {"line_id": 2**63 - 1}, 422, "invalid"),
        ("dispatcher", "push", {"unit_code": "U-NOWHERE"}, 422, "invalid"),
        ("dispatcher", "push", {"unit_code": "U-KEEPER", "helper_codes": ["U-KEEPER"]}, 422, "invalid"),
        ("dispatcher", "push", {"unit_code": "U-KEEPER", "person_number": "N-0"}, 422, "invalid"),
        ("dispatcher", "defer_ask", {"until": "2026-13-01"}, 422, "invalid"),
        ("dispatcher", "extend_ask", {"limit": {"amount": 0, "unit": "work_day"}}, 422, "invalid"),
    ],
)
def test_an_act_that_cannot_be_is_refused_and_leaves_no_trace(
    loop: Loop, who: str, act: str, said: dict[str, object], status: int, code: str
) -> None:
    case = reported(loop)
    answer = door(loop, who).post(f"/cases/{case}/acts/{act}", said)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["message"]
    assert Case.objects.get(pk=case).moves_count == 1


def test_what_is_offered_is_what_may_be_done_and_the_rest_says_why_not(loop: Loop) -> None:
    case = reported(loop)
    offers = {one["act"]: one for one in door(loop, "acceptor").get(f"/cases/{case}/acts").json()}
    allowed = {act for act, one in offers.items() if one["allowed"]}
    assert allowed == {
        "case.accept", "case.ask_verify", "case.not_accept", "case.push", "case.void_ask", "case.merge",
        "case.note",
    }  # fmt: skip
    assert (offers["case.redo"]["code"], offers["case.take_back"]["code"]) == ("not_allowed_now",) * 2
    assert offers["case.not_accept"]["needs"] == ["reason"]
    assert "case.dispatch" not in offers  # another desk's
    door(loop, "acceptor").post(f"/cases/{case}/acts/accept", {})
    acceptor = {one["act"]: one for one in door(loop, "acceptor").get(f"/cases/{case}/acts").json()}
    assert acceptor["case.take_back"]["allowed"] is False  # it was done through another token
    assert acceptor["case.take_back"]["code"] == "case_not_yours"


def test_what_is_not_verified_yet_is_offered_for_verification_and_its_acceptance_says_who_must_look(
    loop: Loop,
) -> None:
    acceptor = door(loop, "acceptor")
    case = acceptor.post("/reports", report_body(channel="channel_hotline")).json()["id"]
    offers = {one["act"]: one for one in acceptor.get(f"/cases/{case}/acts").json()}
    assert offers["case.ask_verify"]["allowed"] is True
    told = offers["case.accept"]
    assert (told["allowed"], told["code"]) == (False, "case_verify_first")
    assert told["message"] == "“热线”来的案件不能直接受理：请受理员送核实，监督员核实后由值班长立案。"
    refused = acceptor.post(f"/cases/{case}/acts/accept", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "case_verify_first")
    assert acceptor.post(f"/cases/{case}/acts/ask_verify", {}).status_code == 200
    verified = door(loop, "collector").post(f"/cases/{case}/acts/verify_true", {})
    assert verified.json()["state"] == "case_filing"


def test_a_unit_is_offered_nothing_of_another_units_case(loop: Loop) -> None:
    case = reported(loop)
    said = {"unit_code": "U-OFFICE"}
    assert door(loop, "dispatcher").post(f"/cases/{case}/acts/push", said).status_code == 200
    offers = {one["act"]: one for one in door(loop, "unit").get(f"/cases/{case}/acts").json()}
    told = offers["case.receive"]
    assert (told["allowed"], told["code"]) == (False, "case_not_of_this_unit")
    assert loop.unit("U-OFFICE").name in told["message"]
    mine = {one["act"]: one for one in door(loop, "street").get(f"/cases/{case}/acts").json()}
    assert mine["case.receive"]["allowed"] is True


def test_each_of_many_is_done_or_says_why_not(loop: Loop) -> None:
    first, second = reported(loop), reported(loop)
    acceptor = door(loop, "acceptor")
    acceptor.post(f"/cases/{second}/acts/accept", {})
    told = acceptor.post("/cases/acts", {"act": "accept", "cases": [first, second, first, 10**9]}).json()
    assert (told["done"], told["refused"]) == (1, 2)
    assert [(one["id"], one["done"], one["code"]) for one in told["results"]] == [
        (first, True, None),
        (second, False, "not_allowed_now"),
        (10**9, False, "not_found"),
    ]
    assert told["results"][0]["case"]["state"] == "case_filing"
    sound()


_BACK_AND_FORTH: tuple[tuple[str, dict[str, object], str], ...] = (
    ("accept", {}, "case_filing"), ("take_back", {}, "case_reported"),
    ("merge", {"target": "?"}, "case_merged"), ("take_back", {}, "case_reported"),
    ("merge", {"target": "?"}, "case_merged"), ("unmerge", {"reason": "不是一回事"}, "case_reported"),
)  # fmt: skip


def test_many_are_merged_taken_apart_and_taken_back_as_one_is(loop: Loop) -> None:
    target, *cases = (reported(loop) for _ in range(4))
    acceptor = door(loop, "acceptor")
    for act, said, state in _BACK_AND_FORTH:
        told = {name: f"AJ{target:08d}" if name == "target" else value for name, value in said.items()}
        many = acceptor.post("/cases/acts", {"act": act, "cases": cases[:2], **told}).json()
        assert [one["case"] and one["case"]["state"] for one in many["results"]] == [state] * 2, many
        one = acceptor.post(f"/cases/{cases[2]}/acts/{act}", told)
        assert one.json()["state"] == state
    rows = [
        list(
            Move.objects.filter(case_id=case).order_by("number").values_list("act", "before", "after", "desk")
        )
        for case in cases
    ]
    assert rows[0] == rows[1] == rows[2]
    assert Move.objects.filter(case_id=target, act="case.merged_in").count() == 12
    sound()


def test_many_closed_cases_are_opened_again_at_once(loop: Loop) -> None:
    cases = [loop.case_in(CaseState.CLOSED, longitude=HERE[0] + nth / 100).pk for nth in range(2)]
    told = door(loop, "acceptor").post("/cases/acts", {"act": "redo", "cases": cases, "reason": "回访不满意"})
    assert told.json()["done"] == 2
    again = Case.objects.exclude(redo_of=None).order_by("redo_of").values_list("redo_of", flat=True)
    assert list(again) == cases
    sound()


def test_all_or_none_takes_back_what_went_through(loop: Loop) -> None:
    first, second = reported(loop), reported(loop)
    acceptor = door(loop, "acceptor")
    acceptor.post(f"/cases/{second}/acts/accept", {})
    wish = {"act": "accept", "cases": [first, second], "all_or_none": True}
    told = acceptor.post("/cases/acts", wish).json()
    assert (told["done"], told["refused"]) == (0, 1)
    said = [(one["done"], one["code"]) for one in told["results"]]
    assert said == [(False, None), (False, "not_allowed_now")]
    assert Case.objects.get(pk=first).moves_count == 1
    sound()


def test_a_token_for_one_act_does_no_other(loop: Loop) -> None:
    case = reported(loop)
    narrow = Door(loop.actors["acceptor"], CaseAct.READ.value, CaseAct.ACCEPT.value)
    refused = narrow.post(f"/cases/{case}/acts/not_accept", {"reason": "x"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert narrow.post(f"/cases/{case}/acts/accept", {}).status_code == 200
