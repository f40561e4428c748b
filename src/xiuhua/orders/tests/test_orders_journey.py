"""An order of 12345 from the platform to the archive and back, a call from ringing to callback."""

from __future__ import annotations

import hashlib
import hmac

import orjson
import pytest

from xiuhua.orders.tests.city_kit import Platform, wav
from xiuhua.orders.tests.orders_kit import Desk


def handled(desk: Desk, case: int, done: str) -> None:
    """Let the unit handle a case, who does not learn who called, and others check it."""
    seen = desk("unit").page(f"/cases/{case}")
    assert not any(words in seen for words in ("13812345678", "丁小满"))
    desk("unit").act(case, "receive")
    desk("unit").act(case, "feed_back", reason=done)
    desk("dispatcher").act(case, "feedback_pass")
    desk("verifier").act(case, "check_pass")


@pytest.mark.slow("nine people lead an order, two cases and a redo")
@pytest.mark.proves("S-033", "P-18")
def test_an_order_is_signed_called_split_in_two_answered_and_done_again_where_nobody_is_content(
    desk: Desk, platform: Platform
) -> None:
    team = desk("team")
    order_id = desk.order("WH20260302-0001")
    page = f"/orders/{order_id}"
    assert "待签收" in team.page(page)
    assert f"GD{order_id:08d}" in team.page("/orders?state=order_waiting")
    team.form(f"{page}/sign")
    team.form(f"{page}/contact", outcome="contact_reached", note="补充：两件事，垃圾和占道摆摊")
    shown = {"longitude": 120.105, "latitude": 30.255, "address": "滨河路 12 号", "area_code": ""}
    said = {"matter": "06010 暴露垃圾", "text": "门口垃圾堆了三天，我叫丁小满13812345678"}
    team.form(f"{page}/pass-on", **said, push="on", unit="", **shown)
    team.form(
        f"{page}/pass-on",
        matter="09006 占道经营",
        text="占道摆摊",
        push="on",
        unit="云河市政养护公司",
        **shown,
    )
    rubbish, stall = desk.cases(order_id)
    handled(desk, rubbish.pk, "已清运干净")
    handled(desk, stall.pk, "已劝离")
    assert desk("unit").client.get(page).status_code == 403, "nor may it open the order"
    desk("head").act(rubbish.pk, "close")
    desk.follow()
    assert desk.read(order_id)["state"] == "order_passed", "one of its cases is still open"
    desk("head").act(stall.pk, "close")
    desk.follow()
    draft = team.page(page)
    assert all(words in draft for words in ("回复草稿", "已清运干净", "已劝离"))
    drafted = team.client.get(f"{page}/reply").context["view"].groups[0].fields[0].value
    team.form(f"{page}/reply", text=drafted)
    desk.send()
    assert platform.kinds() == ["sign", "contact", "reply"]
    reply = platform.heard[-1]
    assert reply["city_number"] == "WH20260302-0001"
    assert "已清运干净" in reply["reply"]
    body = orjson.dumps(reply)
    stamp, made = (part.partition("=")[2] for part in platform.signed[-1].split(","))
    wanted = hmac.new(desk.line.secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    assert made == wanted, "the platform can tell who sent it"
    told = desk.city.told("/orders/WH20260302-0001", method="GET")
    assert (told["state"], told["reply"]) == ("order_replied", reply["reply"])
    assert desk.cases(order_id)[0].replied_at is not None

    team.form(f"{page}/call-back", outcome="contact_reached", resolved="no", satisfied="satisfied_no",
              note="摊贩第二天又来了")  # fmt: skip
    assert "不满意" in desk("leader").page(page)
    team.form(f"{page}/redo", reason="摊贩又回来了，请再处置")
    desk.send()
    assert platform.kinds()[-1] == "call_back"
    again = desk.cases(order_id, now=True)
    assert [case.redo_of_id for case in again] == [rubbish.pk, stall.pk]
    assert "待受理" in desk("acceptor").page(f"/cases/{again[0].pk}")
    assert desk.read(order_id)["state"] == "order_passed"
    assert desk.read(order_id)["redos"] == 1


@pytest.mark.slow("eight people lead a call to its callback")
@pytest.mark.proves("S-036", "P-19")
def test_a_call_pops_up_becomes_an_order_and_a_case_and_ends_with_a_callback(desk: Desk) -> None:
    agent, exchange = desk("hotline"), desk.exchange
    assert "无人来电" in agent.page("/calls/desk")
    told = {"call_id": "pbx-1", "caller_phone": "13900001234", "agent": "hotline"}
    call = exchange.told("/calls", {**told, "event": "ringing"})
    ringing = agent.page("/calls/desk")
    assert "139****1234" in ringing
    assert f'data-subject="seat:{desk.office.loop.actors["hotline"].user_id}"' in ringing
    exchange.told("/calls", {"call_id": "pbx-1", "event": "answered"})
    url = agent.form(
        f"/calls/{call['id']}/register", kind="order_complaint", matter="06010 暴露垃圾",
        text="河边有一堆垃圾", caller_name="田女士", address="滨河路 12 号", longitude=120.105,
        latitude=30.255, area_code="", unit="", answer="",
    )  # fmt: skip
    exchange.told("/calls", {"call_id": "pbx-1", "event": "hung_up"})
    kept = exchange.send("/calls/pbx-1/recording", wav(), method="PUT", kind="audio/wav")
    assert kept.json()["recorded"]
    order_id = int(url.rpartition("/")[2])
    assert "在办" in desk("team").page(url)
    (case,) = desk.cases(order_id)
    assert "热线" in desk("acceptor").page(f"/cases/{case.pk}")
    desk("acceptor").act(case.pk, "ask_verify")
    desk("verifier").act(case.pk, "verify_true", reason="属实")
    desk("head").act(case.pk, "file")
    desk("dispatcher").act(case.pk, "dispatch", unit_code="U-KEEPER")
    desk("unit").act(case.pk, "receive")
    desk("unit").act(case.pk, "feed_back", reason="已清理")
    desk("dispatcher").act(case.pk, "feedback_pass")
    desk("verifier").act(case.pk, "check_pass")
    desk("head").act(case.pk, "close")
    desk.follow()
    draft = agent.client.get(f"{url}/reply").context["view"].groups[0].fields[0].value
    assert "已清理" in draft
    agent.form(f"{url}/reply", text=draft)
    agent.form(f"{url}/call-back", outcome="contact_no_answer", resolved="", satisfied="", note="")
    assert "待回访" in agent.page(url), "nobody answered: the callback waits"
    agent.form(
        f"{url}/call-back", outcome="contact_reached", resolved="yes", satisfied="satisfied_yes", note="谢谢"
    )
    agent.form(f"{url}/archive")
    assert "已归档" in desk("leader").page(url)
    assert agent.client.get(f"/calls/{call['id']}/listen").status_code == 403
    heard = desk("team").form(f"/calls/{call['id']}/listen", reason="核对诉求内容")
    assert "<audio" in desk("team").page(heard)
    assert "核对诉求内容" in desk("team").page(f"/calls/{call['id']}"), "who listened, and why, stays"
    exchange.told("/calls", {**told, "call_id": "pbx-2", "event": "ringing"})
    again = agent.page("/calls/desk")
    assert f"GD{order_id:08d}" in again, "what the number asked before stands beside the call"
