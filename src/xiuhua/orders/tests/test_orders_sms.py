"""Who called from a mobile hears by SMS that it was accepted, and that it was answered."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.loop_kit import MONDAY
from xiuhua.ledger.models import Entry
from xiuhua.ledger.services import seal
from xiuhua.ledger.tails import tail_run_once
from xiuhua.notices.models import Notice, Outgoing
from xiuhua.orders.rules.telling import is_told
from xiuhua.orders.tails.orders import TELLING
from xiuhua.orders.tests.orders_kit import Desk

PHONE = "13812345678"  # as the kit's platform sends it


def texted(desk: Desk) -> list[tuple[str, str, str]]:
    """Let the log be followed; return what was written down for whom: template, masked number, text."""
    desk.follow()
    with scope_opened(("",)):
        while seal():
            pass
        while tail_run_once(TELLING):
            pass
        rows = Outgoing.objects.order_by("pk").values_list("template", "address_masked", "text")
        return [(str(key), str(to), str(text)) for key, to, text in rows]


def test_an_order_of_12345_is_told_when_it_is_signed_for_and_when_it_is_answered(desk: Desk) -> None:
    order = desk.order("12345-7", kind="order_consult")
    assert texted(desk) == []
    desk.act(order, "sign")
    accepted = ("orders.accepted", "138****5678", "您反映的事项（工单 12345-7）已受理，办结后会再告诉您。")
    assert texted(desk) == [accepted]
    desk.act(order, "contact", outcome="contact_reached", reason="咨询开放时间")
    desk.act(order, "reply", reason="公园六点开门。")
    answered = ("orders.answered", "138****5678", "您反映的事项（工单 12345-7）已办结，工作人员会电话回访。")
    assert texted(desk) == [accepted, answered]
    assert texted(desk) == [accepted, answered]  # the log is read again and tells nothing twice
    page = desk("team").page(f"/orders/{order}")
    assert "短信告知诉求人" in page
    assert "138****5678" in page
    assert PHONE not in page
    with scope_opened(("",)):
        kept = [
            *Entry.objects.values_list("detail", flat=True),
            *Notice.objects.values(),
            *Outgoing.objects.values(),
        ]
    assert PHONE not in str(kept)
    assert "公园" not in str(kept)


@pytest.mark.parametrize("phone", ["0571-88886666", ""])
def test_who_has_no_mobile_number_is_told_by_the_callback_alone(desk: Desk, phone: str) -> None:
    desk.act(desk.order("12345-8", caller_phone=phone), "sign")
    assert texted(desk) == []


def test_who_was_answered_in_the_call_is_sent_nothing_and_who_waits_for_a_case_is(desk: Desk) -> None:
    agent = desk("hotline")

    def called(number: int, **said: object) -> None:
        told = {"call_id": f"pbx-{number}", "caller_phone": PHONE, "agent": "hotline", "event": "ringing"}
        call = desk.exchange.told("/calls", told)
        typed: dict[str, object] = {
            "kind": "order_consult", "matter": "", "text": "公园几点开门", "caller_name": "田女士",
            "address": "滨河路 12 号", "longitude": 120.105, "latitude": 30.255, "area_code": "", "unit": "",
            "answer": "",
        }  # fmt: skip
        agent.form(f"/calls/{call['id']}/register", **(typed | said))

    called(1, answer="六点。")
    assert texted(desk) == []
    called(2, kind="order_complaint", matter="06010 暴露垃圾", text="河边有一堆垃圾")
    assert [key for key, _to, _text in texted(desk)] == ["orders.accepted"]


def test_what_was_signed_for_and_answered_at_the_same_instant_was_a_call() -> None:
    assert not is_told(signed_at=MONDAY, replied_at=MONDAY)
    assert is_told(signed_at=MONDAY, replied_at=None)
    assert is_told(signed_at=MONDAY, replied_at=MONDAY + timedelta(seconds=1))
