"""R-14 and what surrounds it: limits to the second, exits to the platform above, settings of a city."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.orders.models import Order, OrderMove
from xiuhua.orders.tests.city_kit import Platform
from xiuhua.orders.tests.orders_kit import Desk
from xiuhua.scenekit.testkit.witness import Witness

ELEVEN = datetime(2026, 3, 2, 3, tzinfo=UTC)  # 11:00 in Shanghai: two working hours after nine
SECOND = timedelta(seconds=1)


@pytest.mark.proves("R-14")
def test_signing_calling_and_passing_on_are_in_time_to_the_second_and_late_by_the_next(
    desk: Desk, witness: Witness
) -> None:
    hands = desk.office.hands
    kept, missed = desk.order("X-1"), desk.order("X-2")
    told = desk.read(kept)
    assert told["sign_due_at"] == "2026-03-02T03:00:00Z"
    assert told["call_due_at"] == "2026-03-02T07:00:00Z", "four working hours: 9 to 12 and 14 to 15"
    hands.at = ELEVEN - timedelta(minutes=31)
    assert desk.sweep() == (0, 0)
    hands.at = ELEVEN
    assert desk.sweep() == (2, 0), "both are soon late"
    just_before = desk.sweep()[1] > 0
    desk("team").post(f"/order-desk/{kept}/acts/sign", {})
    hands.at = ELEVEN + SECOND
    at = desk.sweep() == (0, 1)
    assert at, "one of them ran late"
    witness.boundary("R-14", just_before=just_before, at=at)
    assert desk.sweep() == (0, 0), "and that is said once"
    assert "超" in desk("leader").page(f"/orders/{missed}")
    desk("team").post(f"/order-desk/{missed}/acts/sign", {})
    for order_id, minutes in ((kept, 0), (missed, 1)):
        hands.at = datetime(2026, 3, 2, 7, minutes, tzinfo=UTC)
        desk("team").post(f"/order-desk/{order_id}/acts/contact", {"outcome": "contact_no_answer"})
    with scope_opened(("",)):
        rows = Order.objects.order_by("pk").values_list("signed_in_time", "contacted_in_time", "state")
        assert list(rows) == [(True, True, "order_signed"), (False, False, "order_signed")]


def test_whoever_does_not_answer_three_times_does_not_hold_the_matter_up(desk: Desk) -> None:
    order_id = desk.order("X-1")
    desk.act(order_id, "sign")
    for _ in range(2):
        assert desk.act(order_id, "contact", outcome="contact_no_answer")["state"] == "order_signed"
    assert desk.refused(order_id, "pass_on", text="垃圾", matter="06010") == (409, "not_allowed_now")
    assert desk.act(order_id, "contact", outcome="contact_no_answer")["state"] == "order_contacted"
    assert desk.refused(order_id, "contact", outcome="contact_reached", reason="  ") == (422, "invalid")


def test_deadlines_that_the_platform_names_stand_in_place_of_ours(desk: Desk) -> None:
    order_id = desk.order("X-1", sign_by="2026-03-02T01:30:00Z", reply_by="2026-03-04T10:00:00Z")
    told = desk.read(order_id)
    assert (told["sign_due_at"], told["reply_due_at"]) == ("2026-03-02T01:30:00Z", "2026-03-04T10:00:00Z")
    assert told["call_due_at"] == "2026-03-02T07:00:00Z"


def test_an_order_is_returned_within_its_limit_and_the_platform_decides(
    desk: Desk, platform: Platform
) -> None:
    first, second = desk.order("X-1"), desk.order("X-2")
    for order_id in (first, second):
        assert desk.refused(order_id, "return_ask", reason=" ") == (422, "invalid")
        told = desk.act(order_id, "return_ask", reason="不属于城管职责")
        assert (told["state"], told["asked"]) == ("order_return_asked", "order.return_ask")
    assert desk.refused(first, "sign") == (409, "not_allowed_now")
    desk.send()
    assert [(one["kind"], one["reason"]) for one in platform.heard] == [("return", "不属于城管职责")] * 2
    assert desk.city.told("/orders/X-1/acts/return_grant", {})["state"] == "order_returned"
    again = desk.city.told("/orders/X-2/acts/return_refuse", {"reason": "属于市容管理"})
    assert (again["state"], again["asked"]) == ("order_waiting", "")
    assert "属于市容管理" in desk("team").page(f"/orders/{second}")
    answer = desk.city.send("/orders/X-2/acts/return_grant", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_allowed_now")


def test_a_return_asked_for_too_late_is_refused_with_when_it_could_have_been(desk: Desk) -> None:
    order_id = desk.order("X-1")
    with scope_opened(("",)):
        due = Order.objects.get(pk=order_id).return_due_at
    desk.office.hands.at = due + SECOND
    status, code = desk.refused(order_id, "return_ask", reason="不属于城管职责")
    assert (status, code) == (409, "order_return_too_late")
    assert "已过退单时限" in desk("team").page(f"/orders/{order_id}")
    with scope_opened(("",)):
        assert OrderMove.objects.filter(order_id=order_id).count() == 1
    desk.office.hands.at = due
    kept = desk("team").post(f"/order-desk/{order_id}/acts/return_ask", {"reason": "不属于城管职责"})
    assert kept["state"] == "order_return_asked", "the very last second is in time"


def test_more_time_is_asked_for_above_and_given_or_refused(desk: Desk, platform: Platform) -> None:
    order_id = desk.order("X-1")
    desk.contacted(order_id)
    due = desk.read(order_id)["reply_due_at"]
    assert desk.refused(order_id, "extend_ask", reason="x", until=due) == (422, "invalid")
    wanted = "2026-03-20T09:00:00Z"
    desk.act(order_id, "extend_ask", reason="需要招标", until=wanted)
    assert desk.refused(order_id, "extend_ask", reason="再来", until=wanted) == (409, "order_asked_already")
    told = desk.city.told("/orders/X-1/acts/extend_refuse", {"reason": "理由不足"})
    assert (told["reply_due_at"], told["asked"]) == (due, "")
    answer = desk.city.send("/orders/X-1/acts/extend_grant", {})
    assert answer.json()["code"] == "order_nothing_asked"
    desk.act(order_id, "extend_ask", reason="已签合同", until=wanted)
    assert desk.city.told("/orders/X-1/acts/extend_grant", {})["reply_due_at"] == wanted
    desk.send()
    assert platform.kinds() == ["sign", "contact", "extend", "extend"]
    assert platform.heard[-1]["until"] == "2026-03-20T09:00:00+00:00"


def test_no_more_time_is_asked_for_what_is_late_and_none_above_for_what_was_written_here(desk: Desk) -> None:
    order_id = desk.order("X-1")
    desk.contacted(order_id)
    desk.office.hands.at = datetime(2026, 3, 10, 3, tzinfo=UTC)
    late = desk.refused(order_id, "extend_ask", reason="x", until="2026-03-20T09:00:00Z")
    assert late == (409, "order_extend_too_late")
    nothing = dict.fromkeys(("city_number", "caller_name", "caller_phone", "longitude", "latitude"), "")
    typed = {"kind": "order_complaint", "words": "路灯不亮", "address": "滨河路", "area_code": "990101003"}
    url = desk("team").form("/orders/new", **typed, **nothing)
    own = int(url.rpartition("/")[2])
    assert desk.refused(own, "return_ask", reason="x") == (409, "order_nobody_above")


def test_whoever_is_slower_is_told_that_the_order_has_moved(desk: Desk) -> None:
    order_id = desk.order("X-1")
    desk.act(order_id, "sign", seen=1)
    refused = desk.refused(order_id, "contact", "team2", outcome="contact_reached", reason="x", seen=1)
    assert refused == (409, "order_overtaken")


@pytest.mark.slow("three people lead two orders into one case")
def test_several_orders_about_one_thing_are_answered_by_one_case(desk: Desk) -> None:
    first, second = desk.order("X-1"), desk.order("X-2", caller_phone="13900000001", caller_name="钱大同")
    for order_id in (first, second):
        desk.contacted(order_id)
    case = desk.passed(first)
    joined = desk.act(second, "join", case=case)
    assert [part["over"] for part in joined["parts"]] == [False], "it is over when the other case is"
    assert desk.refused(second, "join", case=10**6) == (422, "invalid")
    desk.office.closed(case)
    desk.follow()
    assert [desk.read(order_id)["state"] for order_id in (first, second)] == ["order_answering"] * 2
    reports = desk("acceptor").page(f"/cases/{case}")
    assert all(f"GD{order_id:08d}" in reports for order_id in (first, second))


@pytest.mark.slow("three people lead an order whose case was not accepted")
def test_a_matter_that_was_not_accepted_is_answered_with_the_reason(desk: Desk) -> None:
    order_id = desk.order("X-1")
    desk.contacted(order_id)
    case = desk.passed(order_id)
    desk("acceptor").act(case, "not_accept", reason="属于小区物业管理")
    desk.follow()
    draft = desk("team").client.get(f"/orders/{order_id}/reply").context["view"].groups[0].fields[0].value
    assert "不予受理，原因：属于小区物业管理" in draft


def test_a_question_is_answered_without_a_case(desk: Desk) -> None:
    order_id = desk.order("X-1", kind="order_consult", words="周末可以办停车证吗")
    other = desk.order("X-2")
    assert desk.read(order_id)["reply_due_at"] < desk.read(other)["reply_due_at"], "a question has less time"
    desk.contacted(order_id)
    assert desk.refused(order_id, "reply", reason="  ") == (422, "invalid")
    assert desk.act(order_id, "reply", reason="周末不办，工作日可在网上办")["state"] == "order_replied"
    assert desk.act(order_id, "redo", reason="没说网址")["state"] == "order_contacted"


def test_the_platform_tells_how_the_citizen_answered_and_is_not_told_so_again(
    desk: Desk, platform: Platform
) -> None:
    order_id = desk.order("X-1", kind="order_consult", words="周末可以办停车证吗")
    desk.contacted(order_id)
    desk.act(order_id, "reply", reason="工作日办")
    bad = desk.city.send("/orders/X-1/acts/call_back", {"resolved": True})
    assert (bad.status_code, list(bad.json()["fields"])) == (422, ["satisfied"])
    told = desk.city.told(
        "/orders/X-1/acts/call_back", {"resolved": True, "satisfied": "satisfied_neutral", "reason": "一般"}
    )
    assert (told["state"], told["resolved"]) == ("order_called_back", True)
    desk.send()
    assert platform.kinds() == ["sign", "contact", "reply"]
    assert "一般" in desk("team").page(f"/orders/{order_id}")


def test_a_city_chooses_its_limits_and_orders_keep_those_they_came_in_with(desk: Desk) -> None:
    before = desk.order("X-1")
    typed = {
        "reason": "市里统一要求", "sign": "30 紧急工作分钟", "contact": "2 紧急工作时", "pass_on": "1 工作日",
        "send_back": "4 工作时", "reply": "3 工作日", "reply_consult": "1 工作日", "sample_least": 20,
        "response_percent": 100, "resolution_percent": 96, "satisfaction_percent": 95,
    }  # fmt: skip
    keeper = desk("keeper")
    where = keeper.form("/order-settings/new", **typed)
    assert "30\u00a0紧急工作分钟" in keeper.page(where)
    after = desk.order("X-2")
    received = datetime.fromisoformat(desk.read(after)["received_at"])
    assert datetime.fromisoformat(desk.read(after)["sign_due_at"]) == received + timedelta(minutes=30)
    assert desk.read(before)["sign_due_at"] == "2026-03-02T03:00:00Z"
    page = keeper.client.get("/order-settings/new")
    answer = keeper.client.post(
        "/order-settings/new", {**typed, "sign": "很快", "version": page.context["view"].version}
    )
    assert answer.status_code == 422
    assert "2 工作时" in answer.content.decode()
    assert desk("team").client.get("/order-settings/new").status_code == 403


def test_a_citizens_number_is_masked_and_shown_once_for_a_reason_that_is_kept(desk: Desk) -> None:
    order_id = desk.order("X-1")
    team = desk("team")
    for path in (f"/orders/{order_id}", "/orders"):
        assert not any(words in team.page(path) for words in ("13812345678", "丁小满")), path
    shown = team.form(f"/orders/{order_id}/phone", reason="联系诉求人")
    assert "13812345678" in team.page(shown)
    assert "联系诉求人" in desk("leader").page(f"/orders/{order_id}")
    assert desk("leader").client.get(f"/orders/{order_id}/phone").status_code == 403
