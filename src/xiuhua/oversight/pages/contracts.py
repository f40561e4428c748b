"""市容环卫履约 on the screen: contracts with their terms, their amendments, and what is entered at them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.files.queries import file_address
from xiuhua.files.services import photos_store
from xiuhua.files.terms import Act as FileAct
from xiuhua.ground.queries.choices import area_choices
from xiuhua.oversight.forms.contracts import CheckForm, ContractForm, SettleForm
from xiuhua.oversight.models import ContractAmendment, ContractCheck, ServiceContract
from xiuhua.oversight.pages.oversight_parts import (
    by_whom,
    unit_choices,
    way,
    without,
)
from xiuhua.oversight.pages.own_records import OwnListPage, OwnRecordPage, RecordFormPage
from xiuhua.oversight.queries import contracts as queries
from xiuhua.oversight.rules.contracts import (
    FEN,
    TermsVersion,
    holds_from,
    terms_changed,
    terms_read,
    version_in,
)
from xiuhua.oversight.services import contracts as services
from xiuhua.oversight.terms.contracts import CheckState, ContractAct, SettlementState
from xiuhua.scenekit.words import said
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid_told
from xiuhua.web import seams
from xiuhua.web.days import today
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, area, code, tag_of, text
from xiuhua.web.pages.filters import AreaFilter, Filter
from xiuhua.web.pages.forms import ONCE, Done, F, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import NewPage, act_offered, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, Section, Tag
from xiuhua.web.parts.lines import Line, lines_section

MENU = "contests"
YUAN = said(zh="元", en="yuan")


def money(key: str, label: str, fen: Callable[[Any], int]) -> ListColumn[Any]:  # of any record
    """Return the column of an amount of money."""
    return ListColumn(
        key=key, label=label, kind="number", unit=YUAN,
        cell=lambda one: Cell(kind="number", number=fen(one) / FEN, decimals=2),
    )  # fmt: skip


def firm_column() -> ListColumn[Any]:  # a record of a contract
    """Return the column of the contractor."""
    label = said(zh="承包单位", en="Contractor")
    return ListColumn(key="contractor", label=label, cell=lambda one: Cell(text=one.contract.contractor.name))


def contract_link(label: str) -> ListColumn[Any]:  # a record of a contract
    """Return the fact that leads to the contract."""
    return ListColumn(
        key="contract", label=label,
        cell=lambda one: Cell(
            kind="link", text=one.contract.name, url=reverse("oversight:contract", args=(one.contract_id,))
        ),
    )  # fmt: skip


def yuan(fen: int) -> str:
    """Return an amount as cards print it."""
    return f"{fen / FEN:,.2f} {YUAN}"


def contract_crumb(contract: ServiceContract) -> Crumb:
    """Return the contract as what stands above its checks and sheets."""
    return Crumb(label=contract.name, url=reverse("oversight:contract", args=(contract.pk,)))


def version_label(version: TermsVersion) -> str:
    """Return what a version of the terms is called."""
    if version.number == 0:
        return str(said(zh="原合同", en="The contract as it was made"))
    label = str(said(zh="补充协议 {nth}（{month} 起执行）", en="Amendment {nth}, from {month} on"))
    return label.format(nth=version.number, month=f"{holds_from(version.since):%Y-%m}")


def _now(contract: ServiceContract) -> TermsVersion:
    """Return the version that this month goes by; that of the last month of a contract that is over."""
    return version_in(queries.versions_of(contract), min(today(), contract.until))


def term_of(row: ContractCheck) -> str:
    """Return which term was broken; empty where nothing was found."""
    if row.term is None:
        return ""
    return version_in(queries.versions_of(row.contract), row.on).terms[row.term].text


_FEE = money("month", said(zh="月承包费", en="Fee of a month"), lambda one: _now(one).month_fen)


def _ways(prefix: str) -> tuple[Action, ...]:
    """Return the ways from contracts to their checks and months; `own-` to those of the reader's firm."""
    return (
        way(f"{prefix}contract-checks", said(zh="检查扣款", en="Checks"), icon="clipboard-check"),
        way(f"{prefix}settlements", said(zh="结算单", en="Settlements"), icon="coin-yuan"),
    )


class ContractListPage(ListPage[ServiceContract]):
    """Every contract of the reader's areas, the latest first."""

    key = "contracts"
    kind = "service_contract"
    menu = MENU
    act = ContractAct.READ.value
    title = said(zh="履约合同", en="Service contracts")
    comes_from = said(
        zh="登记合同和考核条款，逐日检查扣款，按月结算支付。",
        en="A contract is entered with its terms, checked daily, and settled and paid by the month.",
    )
    sort = "-period"
    columns: ClassVar[Sequence[ListColumn[Any]]] = (
        code("number", said(zh="编号", en="Number"), drop=1),
        text("name", said(zh="合同名称", en="Contract"), primary=True, locked=True),
        text("contractor", said(zh="承包单位", en="Contractor"), of="contractor.name"),
        _FEE,
        ListColumn(
            key="period", label=said(zh="期限", en="Period"), sort="since",
            cell=lambda one: Cell(text=f"{one.since.isoformat()} — {one.until.isoformat()}"),
        ),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
    )

    def records(self) -> QuerySet[ServiceContract]:
        """Return the contracts that the database scope lets through."""
        return queries.contracts_all()

    def row_url(self, record: ServiceContract) -> str:
        """Return the page of the contract."""
        return reverse("oversight:contract", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return the ways to checks and months, and entering a contract for whoever may."""
        label = verb_later(ContractAct.ENTER, "Enter a contract")
        enter = act_offered(self.actor, ContractAct.ENTER, label, "oversight:contract-new")
        return (*_ways(""), *enter)


class OwnContractListPage(OwnListPage[ServiceContract], ContractListPage):
    """The contracts of the reader's firm."""

    key = "own-contracts"
    own_rows = staticmethod(queries.contracts_own)
    columns = without(ContractListPage.columns, "contractor")
    act = ContractAct.OWN.value
    title = said(zh="本单位合同", en="Our contracts")
    comes_from = said(
        zh="你单位承包的合同在这里，可查看每次检查和扣款，并提出申诉。",
        en="The contracts of your firm stand here, with each check and deduction; you may object.",
    )

    def acts(self) -> Sequence[Action]:
        """Return the ways to the firm's own checks and months."""
        return _ways("own-")


class OfContract(OwnRecordPage[ServiceContract]):
    """A page of one contract."""

    kind = "service_contract"
    menu = MENU

    def load(self) -> ServiceContract:
        """Return the contract of the URL."""
        return queries.contract_get(self.kwargs["contract_id"])

    def seen(self) -> None:
        """Refuse other firms."""
        services.contract_seen(self.record, self.record, actor=self.actor, at=now())


class ContractPage(OfContract, ObjectPage[ServiceContract]):
    """One contract: its terms, this month's checks, and what its months came to."""

    act = ContractAct.OWN.value
    list_url_name = "oversight:contracts"
    own_list = (ContractAct.READ.value, "oversight:own-contracts")
    facts_beside = True
    spare = frozenset({"paper"})
    acts: ClassVar[Sequence[ObjectAct[Any]]] = (
        ObjectAct(
            act=ContractAct.CHECK.value, label=verb_later(ContractAct.CHECK, "Record a check"),
            url_name="oversight:contract-check-new", kind="primary", icon="clipboard-check",
        ),
        ObjectAct(
            act=ContractAct.SETTLE.value, label=verb_later(ContractAct.SETTLE, "Settle a month"),
            url_name="oversight:contract-settle", kind="primary", icon="coin-yuan",
        ),
        ObjectAct(
            act=ContractAct.AMEND.value, label=verb_later(ContractAct.AMEND, "Enter an amendment"),
            url_name="oversight:contract-amend", icon="pencil",
        ),
    )  # fmt: skip
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        text("paper", said(zh="合同编号", en="Contract no.")),
        text("contractor", said(zh="承包单位", en="Contractor"), of="contractor.name"),
        _FEE,
        ListColumn(
            key="terms", label=said(zh="适用条款", en="By which terms"),
            cell=lambda one: Cell(text=version_label(_now(one))),
        ),
        ListColumn(
            key="period", label=said(zh="期限", en="Period"),
            cell=lambda one: Cell(text=f"{one.since.isoformat()} — {one.until.isoformat()}"),
        ),
        area("area", said(zh="区域", en="Area")),
    )  # fmt: skip

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return what it is called."""
        return self.record.name

    def state(self) -> Tag | None:
        """A contract has no states."""
        return None

    def sections(self) -> Sequence[Section]:
        """Return its months, this month's checks, and its terms."""
        month = today().replace(day=1)
        checks = tuple(
            Line(
                text=term_of(one) or CheckState.CLEAN.label(language()), tag=tag_of(CheckState(one.state)),
                note=f"{one.on.isoformat()} · {one.place} · {yuan(one.amount_fen)}",
                url=reverse("oversight:contract-check", args=(one.pk,)),
            )
            for one in reversed(queries.checks_of(self.record, month))
        )  # fmt: skip
        months = tuple(
            Line(
                text=f"{one.month:%Y-%m}", tag=tag_of(SettlementState(one.state)),
                note=yuan(one.payable_fen),
                url=reverse("oversight:settlement", args=(one.pk,)),
            )
            for one in queries.settlements_of(self.record)
        )  # fmt: skip
        terms = tuple(Line(text=one.text, note=yuan(one.fen)) for one in _now(self.record).terms)
        none = str(said(zh="本月还没有检查。", en="Nobody has checked this month."))
        return (
            *((lines_section(str(said(zh="月度结算", en="Months")), months, empty=""),) if months else ()),
            lines_section(str(said(zh="本月检查", en="Checks of this month")), checks, empty=none),
            replace(
                lines_section(
                    str(said(zh="考核条款与每处扣款", en="Terms, and what a finding costs")), terms, empty=""
                ),
                note=str(
                    said(
                        zh="每月按当月 1 日有效的条款检查和结算",
                        en="A month goes by the terms valid on its first day",
                    )
                ),
            ),
            *self._amendments(),
        )

    def _amendments(self) -> Sequence[Section]:
        """Return each amendment with what it changed, the latest first."""
        versions = queries.versions_of(self.record)
        rows = queries.amendments_of(self.record)
        at = now()
        return [
            _amendment(row, before, after, actor=self.actor, at=at)
            for row, before, after in reversed(list(zip(rows, versions, versions[1:], strict=False)))
        ]


def _amendment(
    row: ContractAmendment, before: TermsVersion, after: TermsVersion, *, actor: Actor, at: datetime
) -> Section:
    """Return the card of an amendment: why, the document, what it changed from and to."""
    title = str(
        said(
            zh="补充协议 {nth}：{day} 起有效，{month} 起执行",
            en="Amendment {nth}: valid from {day}, counted from {month} on",
        )
    )
    reads = seams.may(actor, FileAct.READ.value, row.document)
    papers = (
        Line(text=row.reason, note=by_whom(row.entered_by, row.recorded_at)),
        Line(
            text=row.document.name, note=row.paper,
            url=file_address(row.document, actor=actor, at=at) if reads else "",
        ),
    )  # fmt: skip
    fee = str(said(zh="月承包费", en="Fee of a month"))
    fees = [(fee, before.month_fen, after.month_fen)] if before.month_fen != after.month_fen else []
    terms = [(one.text, one.before_fen, one.after_fen) for one in terms_changed(before.terms, after.terms)]
    changes = (Line(text=text, note=_from_to(was, will)) for text, was, will in (*fees, *terms))
    month = f"{holds_from(row.since):%Y-%m}"
    return lines_section(
        title.format(nth=row.number, day=row.since.isoformat(), month=month), (*papers, *changes), empty=""
    )


def _from_to(was: int | None, will: int | None) -> str:
    if was is None:
        return str(said(zh="新增，{fen}", en="new, {fen}")).format(fen=yuan(will or 0))
    if will is None:
        return str(said(zh="取消，原为 {fen}", en="no longer, was {fen}")).format(fen=yuan(was))
    return f"{yuan(was)} → {yuan(will)}"


class ContractNewPage(NewPage[ServiceContract, ContractForm]):
    """Entering a contract."""

    kind = "service_contract"
    menu = MENU
    row = ServiceContract
    list_url_name = "oversight:contracts"
    act = ContractAct.ENTER.value
    form_class = ContractForm
    title = verb = verb_later(ContractAct.ENTER, "Enter a contract")

    def prepare(self, form: ContractForm) -> None:
        """Offer the units."""
        form.fields["contractor"].choices = unit_choices()  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[ContractForm]) -> Done:
        """Enter it."""
        typed = sent.form.cleaned_data
        row = services.contract_enter(
            new=services.NewContract(
                client_id=uuid_told(self.request.POST.get(ONCE, "")), name=typed["name"],
                paper=typed["paper"], contractor_id=int(typed["contractor"]), since=typed["since"],
                until=typed["until"], month_fen=int(typed["month"] * FEN),
                terms=terms_read(typed["terms"]) or (),
            ),
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        url = reverse("oversight:contract", args=(row.pk,))
        return Done(url=url, message=f"{ContractAct.ENTER.label(language())} · {row.number}")


class ContractFormPage(OfContract, RecordFormPage[ServiceContract, F]):
    """An act on a contract."""

    words = ContractAct
    page_name = "oversight:contract"

    def list_page(self) -> type[ListPage[ServiceContract]]:
        """Return the list."""
        return ContractListPage


class ContractCheckNewPage(ContractFormPage[CheckForm]):
    """Recording a daily check."""

    act = ContractAct.CHECK.value
    form_class = CheckForm
    title = verb = verb_later(ContractAct.CHECK, "Record a check")
    lead = said(
        zh="按条款扣款；承包单位会收到通知，可以申诉。",
        en="The term says what is deducted; the contractor is told and may object.",
    )

    def prepare(self, form: CheckForm) -> None:
        """Offer the terms, under their version where months that may be checked go by several."""
        versions = [
            one
            for one in queries.versions_of(self.record)
            if one.number == 0 or holds_from(one.since) <= today()
        ]
        offered = [
            (
                version_label(version),
                [
                    (f"{version.number}.{nth}", f"{one.text} · {yuan(one.fen)}")
                    for nth, one in enumerate(version.terms)
                ],
            )
            for version in reversed(versions)
        ]  # fmt: skip
        terms = offered if len(offered) > 1 else offered[0][1]
        form.fields["term"].choices = [("", CheckState.CLEAN.label(language())), *terms]  # type: ignore[attr-defined]  # a ChoiceField

    def initial(self) -> Mapping[str, object]:
        """Begin with today."""
        return {"on": today(), "times": 1}

    def submit(self, sent: Sent[CheckForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        version, _dot, term = typed["term"].partition(".")
        photos = photos_store(
            uploads=typed["photos"], area_code=self.record.area_code, actor=self.actor, at=sent.at
        )
        row = services.contract_check(
            contract_id=self.record.pk, photos=photos, actor=self.actor, at=sent.at,
            new=services.NewCheck(
                on=typed["on"], place=typed["place"], times=typed["times"], text=typed["text"],
                term=int(term) if term else None, version=int(version or 0),
            ),
        )  # fmt: skip
        url = reverse("oversight:contract-check", args=(row.pk,))
        return Done(url=url, message=f"{ContractAct.CHECK.label(language())} · {row.number}")


class ContractSettlePage(ContractFormPage[SettleForm]):
    """Drawing up what a month comes to."""

    act = ContractAct.SETTLE.value
    form_class = SettleForm
    title = verb = verb_later(ContractAct.SETTLE, "Settle a month")
    lead = said(
        zh="月后三天申诉期满、申诉都已答复，才能结算。",
        en="Once the three days for objecting after the month are over and every objection is answered.",
    )

    def submit(self, sent: Sent[SettleForm]) -> Done:
        """Draw it up."""
        month = sent.form.cleaned_data["month"]
        row = services.month_settle(contract_id=self.record.pk, month=month, actor=self.actor, at=sent.at)
        url = reverse("oversight:settlement", args=(row.pk,))
        return Done(url=url, message=f"{ContractAct.SETTLE.label(language())} · {row.number}")
