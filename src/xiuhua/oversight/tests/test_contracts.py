"""A contract is checked daily by its terms, its contractor objects, and a month is settled and paid."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ground.models import Person, Post
from xiuhua.oversight.models import ContractCheck, Settlement
from xiuhua.oversight.rules.contracts import (
    ContractTerm,
    month_settled,
    month_share,
    settled_from,
    terms_read,
)
from xiuhua.oversight.tests.oversight_kit import log_sound, photo, refused_form

_SLOW = pytest.mark.slow("signs several people in")
_TERMS = "道路积尘未清 | 200\n果壳箱满溢 | 150.50"


def _place(page: str) -> str:
    """Return which place of the rail a page says it belongs to."""
    return next(iter(re.findall(r'class="x-place[^"]*" href="([^"]*)" aria-current="page"', page)), "")


def test_terms_are_read_a_line_each_with_what_a_finding_costs() -> None:
    assert terms_read(f"{_TERMS}\n\n") == (
        ContractTerm(text="道路积尘未清", fen=20_000), ContractTerm(text="果壳箱满溢", fen=15_050),
    )  # fmt: skip
    assert terms_read("含 | 竖线 ｜ 1") == (ContractTerm(text="含 | 竖线", fen=100),)
    for wrong in (
        "",
        "没有金额",
        "| 200",
        "积尘 | 0",
        "积尘 | -1",
        "积尘 | 0.001",
        "积尘 | NaN",
        "积尘 | 许多",
        "积尘 | 1e999999",  # beyond all numbers
        "积尘 | 1e20",  # more than a finding of it could be kept with
    ):
        assert terms_read(wrong) is None, wrong


def test_a_month_is_paid_by_the_days_that_the_contract_covers() -> None:
    march = date(2026, 3, 1)
    assert month_share(date(2025, 1, 1), date(2027, 1, 1), march) == (31, 31)
    assert month_share(date(2026, 3, 31), date(2027, 1, 1), march) == (1, 31)
    assert month_share(date(2025, 1, 1), date(2026, 2, 28), march) == (0, 31)
    assert month_settled(3_100_000, (1, 31), [20_000]).payable_fen == 80_000
    assert settled_from(date(2026, 2, 1)) == date(2026, 3, 4)


@given(fee=st.integers(1, 10**9), days=st.integers(0, 31), cut=st.lists(st.integers(1, 10**8), max_size=20))
def test_whatever_was_found_a_month_is_never_paid_below_nothing(fee: int, days: int, cut: list[int]) -> None:
    told = month_settled(fee, (days, 31), cut)
    assert told.payable_fen >= 0
    assert told.payable_fen + told.deducted_fen == told.month_fen <= fee
    assert told.deducted_fen <= sum(cut)


def contract(office: Office, **changes: object) -> str:
    typed: dict[str, object] = {
        "name": "城西片区保洁", "paper": "HW-2026-01", "contractor": office.loop.unit("U-CLEAN").pk,
        "since": "2026-03-01", "until": "2026-12-31", "month": "100000.00", "terms": _TERMS,
    }  # fmt: skip
    return office("finance").form("/service-contracts/new", **(typed | changes))


def checked(office: Office, path: str, **changes: object) -> str:
    typed: dict[str, object] = {
        "on": "2026-03-02", "place": "滨河路", "term": "0.0", "times": "2", "text": "积尘明显",
    }  # fmt: skip
    return office("inspector").form(f"{path}/check", **(typed | changes))


@_SLOW
@pytest.mark.proves("S-153")
def test_a_contract_is_checked_deducted_objected_to_settled_confirmed_and_paid(office: Office) -> None:
    path = contract(office)
    firm = office("cleaner")
    assert firm.rows("/my-service-contracts") == [f"HT{int(path.rsplit('/', 1)[1]):08d}"]
    assert "道路积尘未清" in firm.page(path)
    dust = checked(office, path, photos=[photo()])
    bin_full = checked(office, path, term="0.1", times="1", text="")
    checked(office, path, term="", text="")
    assert "履约检查扣款" in firm.page("/notices")
    assert "400.00 元" in firm.page(path)
    assert "100,000.00" in office("finance").page("/service-contracts"), "money to the fen"
    assert "<img" in firm.page(dust)
    assert 'href="/my-contract-checks"' in firm.page(dust), "the way back is one that the firm may go"
    assert _place(firm.page(dust)) == _place(firm.page("/my-contract-checks")) != ""
    assert _place(office("finance").page(dust)) == _place(office("finance").page("/contract-checks")) != ""
    for outsider in ("unit", "road", "street"):
        if outsider in office.loop.actors:
            assert office(outsider).client.get(path).status_code in {403, 404}, outsider
    assert refused_form(firm, f"{bin_full}/object", text=" ")[0] == 422
    firm.form(f"{bin_full}/object", text="当日已清运两次")
    assert office("inspector").client.get(f"{bin_full}/uphold").status_code == 403
    office.hands.at += timedelta(days=33)  # the fourth of April
    finance = office("finance")
    status, page = refused_form(finance, f"{path}/settle", month="2026-03-15")
    assert status == 409, page
    office("committee").form(f"{bin_full}/uphold", text="影像属实，不扣")
    assert "影像属实，不扣" in office("cleaner").page(bin_full)

    sheet = finance.form(f"{path}/settle", month="2026-03-15")
    with scope_opened(("",)):
        row = Settlement.objects.get(pk=int(sheet.rsplit("/", 1)[1]))
    assert (row.month_fen, row.deducted_fen, row.payable_fen) == (10_000_000, 40_000, 9_960_000)
    assert refused_form(finance, f"{path}/settle", month="2026-03-01")[0] == 422, "settled twice"
    assert (
        refused_form(
            office("inspector"), f"{path}/check", on="2026-03-05", place="滨河路", term="0.0", times="1"
        )[0]
        == 422
    ), "the month was settled"
    assert office("cleaner").client.get(f"{dust}/object").status_code == 200
    assert refused_form(office("cleaner"), f"{dust}/object", text="不服")[0] == 409
    assert finance.client.get(f"{sheet}/pay").status_code in {403, 409}
    page = office("cleaner").page(sheet)
    for said in ("99,600.00", f'href="{dust}"', "400.00", "道路积尘未清"):
        assert said in page, said
    assert f'href="{bin_full}"' not in page
    office("cleaner").form(f"{sheet}/confirm", invoice="FP-0001")
    finance.form(f"{sheet}/pay", on="2026-04-04")
    assert office("cleaner").rows("/my-settlements?state=settlement_paid") == [row.number]
    assert "FP-0001" in office("leader").page(sheet)
    log_sound()


@_SLOW
def test_a_month_is_not_settled_while_the_contractor_may_object_and_terms_must_be_read(
    office: Office,
) -> None:
    for key, wrong in (("terms", "没有金额"), ("until", "2026-02-01")):
        typed = {
            "name": "保洁", "paper": "", "contractor": office.loop.unit("U-CLEAN").pk, "month": "1",
            "since": "2026-03-01", "until": "2026-12-31", "terms": _TERMS,
        }  # fmt: skip
        assert refused_form(office("finance"), "/service-contracts/new", **{**typed, key: wrong})[0] == 422
    path = contract(office)
    for key, wrong in (("on", "2026-03-03"), ("on", "2026-02-28"), ("place", " ")):
        typed = {"on": "2026-03-02", "place": "滨河路", "term": "0.0", "times": "1", key: wrong}
        assert refused_form(office("inspector"), f"{path}/check", **typed)[0] == 422, wrong
    office.hands.at += timedelta(days=32)  # the third of April: the contractor may still object
    assert refused_form(office("finance"), f"{path}/settle", month="2026-03-01")[0] == 409
    office.hands.at += timedelta(days=1)
    office("committee").form(f"{path}/settle", month="2026-03-01")
    with scope_opened(("",)):
        assert Settlement.objects.get().payable_fen == 10_000_000
        assert not ContractCheck.objects.exists()
    log_sound()


@_SLOW
def test_whoever_has_left_the_contractor_no_longer_speaks_for_it(office: Office) -> None:
    path = contract(office)
    check = checked(office, path)
    assert len(office("cleaner").rows("/my-service-contracts")) == 1
    with scope_opened(("",)):
        person = Person.objects.get(user__username="cleaner")
        for post in Post.objects.filter(person=person):
            post.validity = (post.validity.lower, office.hands.at)
            post.save(update_fields=["validity"])
        person.state = "left"
        person.save(update_fields=["state"])
    office.hands.go(minutes=1)
    assert office("cleaner").rows("/my-service-contracts") == []
    assert office("cleaner").client.get(path).status_code == 403
    assert office("cleaner").client.get(f"{check}/object").status_code == 403
    log_sound()
