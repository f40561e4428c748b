"""A payment sheet that finance returns is drafted anew, with what was changed to be seen."""

from __future__ import annotations

import pytest

from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.tests.loop_kit import DISTRICT, come
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.evaluation.models import PaymentSheet
from xiuhua.evaluation.tests.contests_kit import (
    APRIL,
    latest,
    opened,
    posts_filled,
    published,
    scheme_ready,
    scored,
    streets_made,
    told,
)
from xiuhua.evaluation.tests.test_contests import sound

pytestmark = pytest.mark.slow("people sign in, rank a quarter and pay it by its pages")


def _sheet(office: Office) -> str:
    """Return the address of a sheet that pays 50,000 yuan to one street and 20,000 to another."""
    posts_filled(office)
    with scope_opened(("",)):
        come(office.loop, "cashier", "金六", Role.FINANCE, DISTRICT, "U-DISTRICT")
    first, second = streets_made(office, 2)
    scheme_ready(office, "cleanest_quarter")
    named = latest("cleanest_quarter")
    page = office("director").client.get(f"/contest-schemes/{named}/next").context["view"]
    typed = {item.name: item.value for item in page.fields if item.kind != "hidden"}
    tiers = {"excellent": "90", "good": "80", "excellent_yuan": "50000", "good_yuan": "20000"}
    office("director").form(f"/contest-schemes/{named}/next", **{**typed, **tiers, "reason": "奖补办法"})
    office.hands.at = APRIL
    one = opened(office, latest("cleanest_quarter"), "2026-Q1")
    scored(office, one, {first: 92, second: 84})
    assert published(office, one) == 303
    with scope_opened(("",)):
        return f"/payment-sheets/{PaymentSheet.objects.get().pk}"


def test_a_returned_sheet_is_drafted_anew_and_finance_decides_on_what_was_changed(office: Office) -> None:
    path = _sheet(office)
    cashier, director = office("cashier"), office("director")
    assert director.client.get(f"{path}/redraft").status_code == 409  # it was not returned
    cashier.form(f"{path}/decide", decision="payment_returned", note="第二名已由镇里发过")
    form = director.client.get(f"{path}/redraft")
    assert "第二名已由镇里发过" in form.content.decode()
    good = {"version": form.context["view"].version, "amount_0": "50000", "amount_1": "0", "reason": "减去"}
    for wrong in ({"amount_1": "-1"}, {"amount_1": ""}, {"reason": ""}):
        assert director.client.post(f"{path}/redraft", {**good, **wrong}).status_code == 422, wrong
    assert cashier.client.get(f"{path}/redraft").status_code == 403
    director.form(f"{path}/redraft", amount_0="50000", amount_1="0", reason="第二名不再重复发放")
    assert told(office, "cashier").count("合计 50,000.00 元") == 1
    page = cashier.page(path)
    for words in ("¥50,000.00", '<s class="x-dim">¥20,000.00</s>', "第二名不再重复发放"):
        assert words in page, words
    with scope_opened(("",)):
        assert PaymentSheet.objects.get().total_fen == 5_000_000
    cashier.form(f"{path}/decide", decision="payment_approved", note="列入专项资金")
    assert director.client.get(f"{path}/redraft").status_code == 409
    sound()
