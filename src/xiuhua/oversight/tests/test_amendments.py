"""A contract is amended: months go by the terms valid on their first day, and what was settled stays."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from xiuhua.access.services import scope_opened
from xiuhua.cases.tests.proof_kit import Office
from xiuhua.ledger.models import Entry
from xiuhua.oversight.models import ContractAmendment, ContractCheck, Settlement
from xiuhua.oversight.rules.contracts import (
    ContractTerm,
    TermChange,
    TermsVersion,
    holds_from,
    terms_changed,
    terms_read,
    terms_told,
    version_in,
)
from xiuhua.oversight.tests.oversight_kit import log_sound, refused_form
from xiuhua.oversight.tests.test_contracts import checked, contract

_SLOW = pytest.mark.slow("signs several people in")
_DUST, _BIN = ContractTerm(text="道路积尘未清", fen=20_000), ContractTerm(text="果壳箱满溢", fen=15_050)
_WEEDS = ContractTerm(text="绿化带杂草", fen=10_000)
_AMENDED = "道路积尘未清 | 300\n绿化带杂草 | 100"


def version(number: int, since: date, fen: int = 1) -> TermsVersion:
    return TermsVersion(number=number, since=since, month_fen=fen, terms=(_DUST,))


def test_a_month_goes_by_what_is_valid_on_its_first_day() -> None:
    assert holds_from(date(2026, 5, 1)) == date(2026, 5, 1)
    assert holds_from(date(2026, 5, 2)) == date(2026, 6, 1)
    assert holds_from(date(2026, 12, 31)) == date(2027, 1, 1)
    versions = (
        version(0, date(2026, 3, 15)), version(1, date(2026, 5, 1)), version(2, date(2026, 5, 20)),
        version(3, date(2026, 5, 20)), version(4, date(2026, 8, 1)),
    )  # fmt: skip
    told = {
        date(2026, 3, 15): 0, date(2026, 4, 30): 0, date(2026, 5, 1): 1, date(2026, 5, 31): 1,
        date(2026, 6, 1): 3, date(2026, 7, 31): 3, date(2026, 8, 1): 4, date(2027, 1, 1): 4,
    }  # fmt: skip
    assert {day: version_in(versions, day).number for day in told} == told
    began = (version(0, date(2026, 3, 15)), version(1, date(2026, 3, 15)))
    assert version_in(began, date(2026, 3, 20)).number == 0, "the month that it begins in is as it was made"


def test_what_changed_is_told_term_by_term() -> None:
    dearer = ContractTerm(text=_DUST.text, fen=30_000)
    assert terms_changed((_DUST, _BIN), (dearer, _WEEDS)) == (
        TermChange(text="道路积尘未清", before_fen=20_000, after_fen=30_000),
        TermChange(text="果壳箱满溢", before_fen=15_050, after_fen=None),
        TermChange(text="绿化带杂草", before_fen=None, after_fen=10_000),
    )
    assert terms_changed((_DUST, _BIN), (_BIN, _DUST)) == (), "only their order"
    assert terms_changed((_DUST,), (_DUST, dearer)) == (
        TermChange(text="道路积尘未清", before_fen=None, after_fen=30_000),
    )


_TEXTS = st.text("路面 积尘|a0", min_size=1, max_size=12).map(str.strip).filter(bool)


@given(st.lists(st.builds(ContractTerm, text=_TEXTS, fen=st.integers(1, 10**9)), min_size=1, max_size=20))
def test_terms_as_printed_are_read_back(terms: list[ContractTerm]) -> None:
    assert terms_read(terms_told(terms)) == tuple(terms)


def paper(name: str = "补充协议.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n", "application/pdf")


def typed(**changes: object) -> dict[str, object]:
    """Return what an amendment says, from the fifteenth of April on unless changed."""
    told: dict[str, object] = {
        "since": "2026-04-15", "month": "110000.00", "terms": _AMENDED, "paper": "HW-2026-01-补1",
        "reason": "清扫面积增加", "document": paper(),
    }  # fmt: skip
    return told | changes


def amendments() -> int:
    with scope_opened(("",)):
        return ContractAmendment.objects.count()


@_SLOW
@pytest.mark.proves("S-153")
def test_an_amendment_holds_from_the_next_month_on_and_what_was_confirmed_stays(office: Office) -> None:
    path = contract(office)
    before = checked(office, path)
    office.hands.at += timedelta(days=33)  # the fourth of April
    finance = office("finance")
    march = finance.form(f"{path}/settle", month="2026-03-15")
    office("cleaner").form(f"{march}/confirm", invoice="FP-0001")
    opened = office("finance").page(f"{path}/amend")
    for known in ("100000.00", "道路积尘未清 | 200.00", "果壳箱满溢 | 150.50"):
        assert known in opened, known
    assert office("finance").form(f"{path}/amend", **typed()) == path
    assert "合同补充协议" in office("cleaner").page("/notices")
    for who in ("cleaner", "leader", "finance"):
        page = office(who).page(path)
        for told in (
            "补充协议 1：2026-04-15 起有效，2026-05 起执行", "清扫面积增加", "补充协议.pdf", "HW-2026-01-补1",
            "100,000.00 元 → 110,000.00 元", "200.00 元 → 300.00 元", "取消，原为 150.50 元",
            "新增，100.00 元", "原合同", "每月按当月 1 日有效的条款检查和结算",
        ):  # fmt: skip
            assert told in page, (who, told)
        (link,) = {one for one in page.split('"') if one.startswith("/files/")}
        answer = office(who).client.get(link)
        assert answer.status_code == 200, who
    # April goes by the contract as it was made, valid on its first day
    april = checked(office, path, on="2026-04-04", term="0.0", times="1")
    status, _page = refused_form(
        office("inspector"), f"{path}/check", on="2026-04-04", place="滨河路", term="1.0", times="1"
    )
    assert status == 422, "the form offers no terms that no month goes by yet"
    office.hands.at += timedelta(days=28)  # the second of May
    may = checked(office, path, on="2026-05-02", term="1.1", times="3")
    for term in ("0.0", "1.2", "2.0"):
        wrong = {"on": "2026-05-02", "place": "滨河路", "term": term, "times": "1"}
        assert refused_form(office("inspector"), f"{path}/check", **wrong)[0] == 422, term
    still_april = checked(office, path, on="2026-04-30", term="0.1", times="1")
    assert "绿化带杂草" in office("cleaner").page(may)
    for url in (before, april):
        assert "道路积尘未清" in office("cleaner").page(url)
    with scope_opened(("",)):
        fens = {one.pk: one.amount_fen for one in ContractCheck.objects.all()}
    cells = {url: fens[int(url.rsplit("/", 1)[1])] for url in (before, april, may, still_april)}
    assert cells == {before: 40_000, april: 20_000, may: 30_000, still_april: 15_050}
    assert "110,000" in office("finance").page(path), "the fee of this month"

    office.hands.at += timedelta(days=33)  # the fourth of June
    for month in ("2026-04-01", "2026-05-01"):
        office("finance").form(f"{path}/settle", month=month)
    with scope_opened(("",)):
        rows = Settlement.objects.order_by("month")
        sums = [(one.month_fen, one.deducted_fen, one.payable_fen, one.state) for one in rows]
        sheets = {f"{one.month:%m}": f"/settlements/{one.pk}" for one in rows}
    assert sums == [
        (10_000_000, 40_000, 9_960_000, "settlement_confirmed"),
        (10_000_000, 35_050, 9_964_950, "settlement_drawn"),
        (11_000_000, 30_000, 10_970_000, "settlement_drawn"),
    ]
    assert "补充协议 1（2026-05 起执行）" in office("cleaner").page(sheets["05"])
    assert "原合同" in office("cleaner").page(sheets["04"])
    with scope_opened(("",)):
        row, entry = ContractAmendment.objects.get(), Entry.objects.get(act="service_contract.amend")
    assert entry.subject == f"contract_amendment:{row.pk}"
    log_sound()


@_SLOW
def test_an_amendment_that_will_not_do_is_refused_and_leaves_no_trace(office: Office) -> None:
    path = contract(office)
    for who in ("inspector", "cleaner", "leader", "unit"):
        assert office(who).client.get(f"{path}/amend").status_code in {403, 404}, who
    finance, made = office("finance"), "道路积尘未清 | 200\n果壳箱满溢 | 150.50"
    for changes, why in (
        ({"since": "2026-02-28"}, "在合同期内开始执行"),
        ({"since": "2026-12-02"}, "在合同期内开始执行"),  # no month of the contract would go by it
        ({"since": "2027-01-01"}, "在合同期内开始执行"),
        ({"since": "9999-12-31"}, ""),  # no month begins after it
        ({"terms": "没有金额"}, "条款每行写"),
        ({"terms": "道路积尘未清 | 1e999999"}, "条款每行写"),
        ({"month": "0"}, ""),
        ({"reason": " "}, ""),
        ({"document": ""}, ""),
        ({"terms": made, "month": "100000.00"}, "都没有变化"),
    ):
        status, page = refused_form(finance, f"{path}/amend", **typed(**changes))
        assert (status, why in page) == (422, True), changes
    assert amendments() == 0
    with scope_opened(("",)):
        assert not Entry.objects.filter(act="service_contract.amend").exists()
    checked(office, path)
    status, page = refused_form(finance, f"{path}/amend", **typed(since="2026-03-01"))
    assert (status, "已按原条款扣款" in page) == (422, True)
    finance.form(f"{path}/amend", **typed(since="2026-03-01", terms=made))
    assert amendments() == 1, "the fee alone may change for a month with findings"
    status, page = refused_form(finance, f"{path}/amend", **typed(since="2026-03-01", terms=made))
    assert (status, "都没有变化" in page) == (422, True)
    office("committee").form(f"{path}/amend", **typed(since="2026-06-01", month="120000.00"))
    status, page = refused_form(finance, f"{path}/amend", **typed(since="2026-05-31"))
    assert (status, "不能早于上一份" in page) == (422, True)
    office.hands.at += timedelta(days=33)
    sheet = office("finance").form(f"{path}/settle", month="2026-03-01")
    with scope_opened(("",)):
        assert Settlement.objects.get().month_fen == 11_000_000
    other = contract(office, name="城东片区保洁")
    office("finance").form(f"{other}/settle", month="2026-03-01")
    for since, status in (("2026-03-01", 422), ("2026-02-28", 422), ("2026-03-02", 303)):
        form = office("finance").client.get(f"{other}/amend")
        told = {"version": form.context["view"].version, **typed(since=since)}
        answer = office("finance").client.post(f"{other}/amend", told)
        assert answer.status_code == status, since
        if since == "2026-03-01":
            assert "已经结算" in answer.content.decode()
    assert sheet
    log_sound()


@_SLOW
def test_whoever_amends_what_was_amended_meanwhile_is_told(office: Office) -> None:
    path = contract(office)
    page = office("finance").client.get(f"{path}/amend")
    office("committee").form(f"{path}/amend", **typed())
    told = {"version": page.context["view"].version, **typed(month="99999.00")}
    assert office("finance").client.post(f"{path}/amend", told).status_code == 409
    assert amendments() == 1
