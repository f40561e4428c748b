"""Daily checks of service contracts on the screen: found, deducted, objected to, answered."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.ground.queries.choices import area_choices
from xiuhua.oversight.forms.contracts import WordsForm
from xiuhua.oversight.models import ContractCheck
from xiuhua.oversight.pages.contracts import (
    MENU,
    ContractListPage,
    OwnContractListPage,
    contract_crumb,
    contract_link,
    firm_column,
    money,
    term_of,
)
from xiuhua.oversight.pages.oversight_parts import by_whom, day_column, way_back, without, words_section
from xiuhua.oversight.pages.own_records import OwnListPage, OwnRecordPage, RecordFormPage
from xiuhua.oversight.queries import contracts as queries
from xiuhua.oversight.queries.oversight_rows import StoredFile
from xiuhua.oversight.services import contracts as services
from xiuhua.oversight.terms.contracts import CheckAct, CheckState, ContractAct
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, area, code, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Crumb, Section, Tag


class CheckListPage(ListPage[ContractCheck]):
    """Every check of the reader's areas, the latest first."""

    key = "contract-checks"
    kind = "contract_check"
    menu = MENU
    act = ContractAct.READ.value
    title = said(zh="履约检查", en="Checks of contracts")
    comes_from = said(
        zh="在合同页登记每天的检查；扣款可由承包单位申诉。",
        en="Daily checks are recorded at the contract; its contractor may object to a deduction.",
    )
    sort = "-at"
    columns: ClassVar[Sequence[ListColumn[Any]]] = (
        code("number", said(zh="编号", en="Number"), drop=1),
        text("place", said(zh="地点", en="Place"), primary=True, locked=True),
        firm_column(),
        ListColumn(
            key="term", label=said(zh="违反条款", en="Term"), cell=lambda one: Cell(text=term_of(one))
        ),
        money("amount", said(zh="扣款", en="Deduction"), attrgetter("amount_fen")),
        term("state", said(zh="状态", en="State"), CheckState),
        day_column("at", said(zh="检查日期", en="Day"), of="on", sort="at"),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=CheckState),
        DaysFilter(name="on", label=said(zh="检查", en="Day"), field="at"),
    )
    presets: ClassVar[Sequence[Preset]] = (
        Preset(label=said(zh="全部", en="All")),
        Preset(
            label=said(zh="申诉中", en="Objected to"), query={"state": (CheckState.OBJECTED.value,)},
            counted=True,
        ),
    )  # fmt: skip

    def records(self) -> QuerySet[ContractCheck]:
        """Return the checks that the database scope lets through."""
        return queries.checks_all()

    def row_url(self, record: ContractCheck) -> str:
        """Return the page of the check."""
        return reverse("oversight:contract-check", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return the way back to the contracts."""
        return (way_back(ContractListPage),)


class OwnCheckListPage(OwnListPage[ContractCheck], CheckListPage):
    """The checks of the reader's firm."""

    key = "own-contract-checks"
    own_rows = staticmethod(queries.checks_own)
    columns = without(CheckListPage.columns, "contractor")
    act = ContractAct.OWN.value
    title = said(zh="本单位检查扣款", en="Deductions from us")
    comes_from = said(
        zh="对你单位的检查登记在这里；有异议的扣款可在月度结算前申诉。",
        en="Checks of your firm stand here; you may object to a deduction before the month is settled.",
    )

    def acts(self) -> Sequence[Action]:
        """Return the way back to the firm's contracts."""
        return (way_back(OwnContractListPage),)


class OfCheck(OwnRecordPage[ContractCheck]):
    """A page of one check."""

    kind = "contract_check"
    menu = MENU

    def load(self) -> ContractCheck:
        """Return the check of the URL."""
        return queries.check_get(self.kwargs["check_id"])

    def seen(self) -> None:
        """Refuse other firms."""
        services.contract_seen(self.record.contract, self.record, actor=self.actor, at=now())


class CheckPage(OfCheck, ObjectPage[ContractCheck]):
    """One check: what was found, what it costs, what the contractor says."""

    act = ContractAct.OWN.value
    list_url_name = "oversight:contract-checks"
    own_list = (ContractAct.READ.value, "oversight:own-contract-checks")
    facts_beside = True
    acts: ClassVar[Sequence[ObjectAct[Any]]] = (
        ObjectAct(
            act=CheckAct.OBJECT.value, label=verb_later(CheckAct.OBJECT, "Object"),
            url_name="oversight:contract-check-object", kind="primary", icon="message-circle",
        ),
        ObjectAct(
            act=CheckAct.UPHOLD.value, label=verb_later(CheckAct.UPHOLD, "Uphold"),
            url_name="oversight:contract-check-uphold", kind="primary", icon="circle-check",
        ),
        ObjectAct(
            act=CheckAct.REFUSE.value, label=verb_later(CheckAct.REFUSE, "Refuse"),
            url_name="oversight:contract-check-refuse", icon="x",
        ),
    )  # fmt: skip
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        contract_link(said(zh="合同", en="Contract")),
        firm_column(),
        ListColumn(
            key="on", label=said(zh="检查日期", en="Day"), cell=lambda one: Cell(text=one.on.isoformat())
        ),
        ListColumn(
            key="times", label=said(zh="处数", en="Findings"),
            cell=lambda one: Cell(text=str(one.times) if one.times else ""),
        ),
        money("amount", said(zh="扣款", en="Deduction"), attrgetter("amount_fen")),
        ListColumn(
            key="checked", label=said(zh="检查人", en="Checked by"),
            cell=lambda one: Cell(text=by_whom(one.checked_by, one.recorded_at)),
        ),
        area("area", said(zh="区域", en="Area")),
    )  # fmt: skip

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return what was found, and where."""
        return " · ".join(filter(None, (self.record.place, term_of(self.record))))

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(CheckState(self.record.state))

    def offered(self) -> Sequence[ObjectAct[Any]]:
        """Return what the reader's side does: the firm objects, the office answers."""
        keeps = seams.may(self.actor, ContractAct.READ.value, self.standing)
        return [one for one in self.acts if (one.act != CheckAct.OBJECT.value) == keeps]

    def sections(self) -> Sequence[Section]:
        """Return what was seen, what the firm says, and what was answered."""
        row, at = self.record, now()
        photos = queries.photos_of(row)
        answered = by_whom(row.answered_by, None) if row.answered_by else ""
        told: tuple[tuple[str, str, str, list[StoredFile]], ...] = (
            (str(said(zh="情况", en="What was seen")), row.text, "", photos),
            (CheckAct.OBJECT.label(language()), row.objection, "", []),
            (str(said(zh="答复", en="Answer")), row.answer, answered, []),
        )
        return [
            words_section(title, words, note=note, photos=shown, actor=self.actor, at=at)
            for title, words, note, shown in told
            if words or shown
        ]


class CheckFormPage(OfCheck, RecordFormPage[ContractCheck, WordsForm]):
    """An act on a check."""

    form_class = WordsForm
    words = CheckAct
    page_name = "oversight:contract-check"

    def above(self) -> Crumb:
        """Return the contract."""
        return contract_crumb(self.record.contract)

    def submit(self, sent: Sent[WordsForm]) -> Done:
        """Object, or answer the objection."""
        act, words = CheckAct(self.act), sent.form.cleaned_data["text"]
        if act is CheckAct.OBJECT:
            services.check_object(check_id=self.record.pk, text=words, actor=self.actor, at=sent.at)
        else:
            services.check_answer(check_id=self.record.pk, act=act, text=words, actor=self.actor, at=sent.at)
        return self.done()


class CheckObjectPage(CheckFormPage):
    """Objecting to a deduction."""

    act = CheckAct.OBJECT.value
    title = verb = verb_later(CheckAct.OBJECT, "Object")


class CheckUpholdPage(CheckFormPage):
    """Upholding the objection."""

    act = CheckAct.UPHOLD.value
    title = verb = verb_later(CheckAct.UPHOLD, "Uphold the objection")


class CheckRefusePage(CheckFormPage):
    """Refusing the objection."""

    act = CheckAct.REFUSE.value
    title = verb = verb_later(CheckAct.REFUSE, "Refuse the objection")
