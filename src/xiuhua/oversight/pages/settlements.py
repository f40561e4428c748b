"""What the months of service contracts come to, on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.ground.queries.choices import area_choices
from xiuhua.oversight.forms.contracts import ConfirmForm, PayForm
from xiuhua.oversight.models import ContractCheck, Settlement
from xiuhua.oversight.pages.contracts import (
    MENU,
    ContractListPage,
    OwnContractListPage,
    contract_crumb,
    contract_link,
    firm_column,
    money,
    term_of,
    version_label,
    yuan,
)
from xiuhua.oversight.pages.oversight_parts import way_back, without
from xiuhua.oversight.pages.own_records import OwnListPage, OwnRecordPage, RecordFormPage
from xiuhua.oversight.queries import contracts as queries
from xiuhua.oversight.rules.contracts import version_in
from xiuhua.oversight.services import contracts as services
from xiuhua.oversight.terms.contracts import ContractAct, SettlementAct, SettlementState
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.days import today
from xiuhua.web.pages.columns import ListColumn, area, code, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, F, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, Section, Tag
from xiuhua.web.parts.lines import Line, lines_section

_MONTH_FEE = said(zh="当月承包费", en="Fee of the month")
_DEDUCTED = said(zh="扣款", en="Deducted")
_PAYABLE = said(zh="应付", en="Payable")


def _where(check: ContractCheck | None, amount: str) -> tuple[str, ...]:
    """Return where and when a deduction was found, and what it comes to."""
    return (check.number, check.on.isoformat(), check.place, amount) if check else (amount,)


class SettlementListPage(ListPage[Settlement]):
    """Every sheet of the reader's areas, the latest month first."""

    key = "settlements"
    kind = "settlement"
    menu = MENU
    act = ContractAct.READ.value
    title = said(zh="履约结算单", en="Settlements")
    comes_from = said(
        zh="在合同页按月生成：当月承包费减去检查扣款，承包单位确认开票后支付。",
        en="Drawn up at the contract: the fee of the month without deductions, confirmed, then paid.",
    )
    sort = "-month"
    columns: ClassVar[Sequence[ListColumn[Any]]] = (
        code("number", said(zh="编号", en="Number"), drop=1),
        text("contract", said(zh="合同", en="Contract"), of="contract.name", primary=True, locked=True),
        firm_column(),
        ListColumn(
            key="month", label=said(zh="月份", en="Month"), sort="month",
            cell=lambda one: Cell(text=f"{one.month:%Y-%m}"),
        ),
        money("fee", _MONTH_FEE, attrgetter("month_fen")),
        money("deducted", _DEDUCTED, attrgetter("deducted_fen")),
        money("payable", _PAYABLE, attrgetter("payable_fen")),
        term("state", said(zh="状态", en="State"), SettlementState),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=SettlementState),
    )

    def records(self) -> QuerySet[Settlement]:
        """Return the sheets that the database scope lets through."""
        return queries.settlements_all()

    def row_url(self, record: Settlement) -> str:
        """Return the page of the sheet."""
        return reverse("oversight:settlement", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return the way back to the contracts."""
        return (way_back(ContractListPage),)


class OwnSettlementListPage(OwnListPage[Settlement], SettlementListPage):
    """The sheets of the reader's firm."""

    key = "own-settlements"
    own_rows = staticmethod(queries.settlements_own)
    columns = without(SettlementListPage.columns, "contractor")
    act = ContractAct.OWN.value
    title = said(zh="本单位结算单", en="Our settlements")
    comes_from = said(
        zh="每月生成的结算单在这里，确认后填报发票号码。",
        en="The sheet of each month stands here: confirm it with the number of your invoice.",
    )

    def acts(self) -> Sequence[Action]:
        """Return the way back to the firm's contracts."""
        return (way_back(OwnContractListPage),)


class OfSettlement(OwnRecordPage[Settlement]):
    """A page of one sheet."""

    kind = "settlement"
    menu = MENU

    def load(self) -> Settlement:
        """Return the sheet of the URL."""
        return queries.settlement_get(self.kwargs["settlement_id"])

    def seen(self) -> None:
        """Refuse other firms."""
        services.contract_seen(self.record.contract, self.record, actor=self.actor, at=now())


class SettlementPage(OfSettlement, ObjectPage[Settlement]):
    """What one month came to, with the checks that it was counted from."""

    act = ContractAct.OWN.value
    list_url_name = "oversight:settlements"
    own_list = (ContractAct.READ.value, "oversight:own-settlements")
    facts_beside = True
    spare = frozenset({"invoice", "paid"})
    acts: ClassVar[Sequence[ObjectAct[Any]]] = (
        ObjectAct(
            act=SettlementAct.CONFIRM.value, label=verb_later(SettlementAct.CONFIRM, "Confirm"),
            url_name="oversight:settlement-confirm", kind="primary", icon="circle-check",
        ),
        ObjectAct(
            act=SettlementAct.PAY.value, label=verb_later(SettlementAct.PAY, "Record the payment"),
            url_name="oversight:settlement-pay", kind="primary", icon="coin-yuan",
        ),
    )  # fmt: skip
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        contract_link(said(zh="合同", en="Contract")),
        firm_column(),
        ListColumn(
            key="terms", label=said(zh="适用条款", en="By which terms"),
            cell=lambda one: Cell(
                text=version_label(version_in(queries.versions_of(one.contract), one.month))
            ),
        ),
        money("fee", _MONTH_FEE, attrgetter("month_fen")),
        money("deducted", _DEDUCTED, attrgetter("deducted_fen")),
        money("payable", _PAYABLE, attrgetter("payable_fen")),
        text("invoice", said(zh="发票号码", en="Invoice")),
        ListColumn(
            key="paid", label=said(zh="支付日期", en="Paid on"),
            cell=lambda one: Cell(text=one.paid_on.isoformat() if one.paid_on else ""),
        ),
        area("area", said(zh="区域", en="Area")),
    )  # fmt: skip

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return the contract and the month."""
        return f"{self.record.contract.name} · {self.record.month:%Y-%m}"

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(SettlementState(self.record.state))

    def offered(self) -> Sequence[ObjectAct[Any]]:
        """Return what the reader's side does: the firm confirms, finance pays."""
        keeps = seams.may(self.actor, ContractAct.READ.value, self.standing)
        return [one for one in self.acts if (one.act != SettlementAct.CONFIRM.value) == keeps]

    def sections(self) -> Sequence[Section]:
        """Return the checks that were deducted, each with its day, place and term."""
        checks = {one.pk: one for one in queries.checks_of(self.record.contract, self.record.month)}
        lines = tuple(
            Line(
                text=term_of(checks[one["check"]]) if one["check"] in checks else str(one["number"]),
                note=" · ".join(_where(checks.get(one["check"]), yuan(int(one["fen"])))),
                url=reverse("oversight:contract-check", args=(one["check"],)),
            )
            for one in self.record.lines
        )  # fmt: skip
        none = str(said(zh="当月没有扣款。", en="Nothing was deducted."))
        return (lines_section(str(said(zh="扣款明细", en="Deductions")), lines, empty=none),)


class SettlementFormPage(OfSettlement, RecordFormPage[Settlement, F]):
    """An act on a sheet."""

    words = SettlementAct
    page_name = "oversight:settlement"

    def above(self) -> Crumb:
        """Return the contract."""
        return contract_crumb(self.record.contract)


class SettlementConfirmPage(SettlementFormPage[ConfirmForm]):
    """Confirming it, as the contractor."""

    act = SettlementAct.CONFIRM.value
    form_class = ConfirmForm
    title = verb = verb_later(SettlementAct.CONFIRM, "Confirm")

    def submit(self, sent: Sent[ConfirmForm]) -> Done:
        """Confirm it."""
        invoice = sent.form.cleaned_data["invoice"]
        services.settlement_confirm(
            settlement_id=self.record.pk, invoice=invoice, actor=self.actor, at=sent.at
        )
        return self.done()


class SettlementPayPage(SettlementFormPage[PayForm]):
    """Recording that it was paid."""

    act = SettlementAct.PAY.value
    form_class = PayForm
    title = verb = verb_later(SettlementAct.PAY, "Record the payment")

    def initial(self) -> Mapping[str, object]:
        """Begin with today."""
        return {"on": today()}

    def submit(self, sent: Sent[PayForm]) -> Done:
        """Record it."""
        on = sent.form.cleaned_data["on"]
        services.settlement_pay(settlement_id=self.record.pk, on=on, actor=self.actor, at=sent.at)
        return self.done()
