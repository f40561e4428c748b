"""Small works on the screen: the register, what looks split, and the checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.files.services import photos_store
from xiuhua.ground.queries.choices import area_choices
from xiuhua.oversight.forms.registers import WorkCheckForm, WorkForm
from xiuhua.oversight.models import SmallWork
from xiuhua.oversight.pages.oversight_parts import (
    MENU,
    by_whom,
    day_column,
    unit_choices,
    unit_column,
    words_section,
)
from xiuhua.oversight.pages.own_records import RecordFormPage
from xiuhua.oversight.queries import works as queries
from xiuhua.oversight.queries.oversight_rows import units_offered
from xiuhua.oversight.rules.works import FEN
from xiuhua.oversight.services import works as services
from xiuhua.oversight.terms.works import Procurement, WorkAct, WorkResult
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid_told
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, area, code, tag_cell, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, Filter, TermFilter, YesFilter
from xiuhua.web.pages.forms import ONCE, Done, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage, act_offered, term_choices, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Section, Tag
from xiuhua.web.parts.lines import Line, lines_section

_SPLIT = said(zh="疑似拆分", en="Looks split")


def _amount(key: str, label: str) -> ListColumn[Any]:
    return ListColumn(
        key=key, label=label, kind="number", unit=said(zh="元", en="yuan"), sort="amount_fen",
        cell=lambda one: Cell(kind="number", number=one.amount_fen / FEN, decimals=2),
    )  # fmt: skip


class WorkListPage(ListPage[SmallWork]):
    """Every small work of the reader's areas, the latest first."""

    key = "small-works"
    kind = "small_work"
    menu = MENU
    act = WorkAct.READ.value
    title = said(zh="小额工程", en="Small works")
    comes_from = said(
        zh="低于限额、不必公开招标的工程逐项登记在这里，由纪检、督察、审计检查。",
        en="Works below the line, which need no open tender, are registered here and checked.",
    )
    sort = "-signed"
    columns = (
        code("number", said(zh="编号", en="Number"), drop=1),
        text("name", said(zh="工程名称", en="Work"), primary=True, locked=True),
        unit_column(said(zh="建设单位", en="Unit")),
        text("contractor", said(zh="施工单位", en="Contractor")),
        term("procurement", said(zh="采购方式", en="Procurement"), Procurement, drop=2),
        _amount("amount", said(zh="合同金额", en="Amount")),
        ListColumn(
            key="split", label=_SPLIT, kind="tag",
            cell=lambda one: (
                Cell(kind="tag", tag=Tag(text=str(_SPLIT), colour="late")) if one.split else Cell()
            ),
        ),
        ListColumn(
            key="result", label=said(zh="最近结果", en="Last result"), kind="tag",
            cell=lambda one: tag_cell(WorkResult(one.last_result)) if one.last_result else Cell(),
        ),
        day_column("signed", said(zh="合同日期", en="Signed on"), of="signed_on", sort="signed_at"),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        TermFilter(name="procurement", label=said(zh="采购方式", en="Procurement"), vocabulary=Procurement),
        TermFilter(
            name="result", label=said(zh="最近结果", en="Last result"), vocabulary=WorkResult,
            field="last_result",
        ),
        YesFilter(name="split", label=_SPLIT),
        ChoiceFilter(
            name="unit", label=said(zh="建设单位", en="Unit"), field="unit_id", by_id=True,
            choices=units_offered,
        ),
        DaysFilter(name="on", label=said(zh="合同日期", en="Signed"), field="signed_at"),
    )  # fmt: skip
    presets: ClassVar[Sequence[Preset]] = (
        Preset(label=said(zh="全部", en="All")),
        Preset(label=_SPLIT, query={"split": ("1",)}, counted=True),
        Preset(
            label=said(zh="发现问题", en="Something found"), query={"result": (WorkResult.FAULTY.value,)},
            counted=True,
        ),
    )  # fmt: skip

    def records(self) -> QuerySet[SmallWork]:
        """Return the works that the database scope lets through."""
        return queries.works_all()

    def row_url(self, record: SmallWork) -> str:
        """Return the page of the work."""
        return reverse("oversight:small-work", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return registering a work, for whoever may."""
        label = verb_later(WorkAct.REGISTER, "Register a work")
        return act_offered(self.actor, WorkAct.REGISTER, label, "oversight:small-work-new")


class WorkPage(ObjectPage[SmallWork]):
    """One small work with its checks, and why it looks split."""

    kind = "small_work"
    menu = MENU
    act = WorkAct.READ.value
    list_url_name = "oversight:small-works"
    facts_beside = True
    acts: ClassVar[Sequence[ObjectAct[Any]]] = (
        ObjectAct(
            act=WorkAct.CHECK.value, label=verb_later(WorkAct.CHECK, "Record a check"),
            url_name="oversight:small-work-check", kind="primary", icon="clipboard-check",
        ),
    )  # fmt: skip
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        unit_column(said(zh="建设单位", en="Unit")),
        text("contractor", said(zh="施工单位", en="Contractor")),
        term("procurement", said(zh="采购方式", en="Procurement"), Procurement),
        _amount("amount", said(zh="合同金额", en="Amount")),
        ListColumn(
            key="line", label=said(zh="登记时限额", en="Limit then"), kind="number",
            unit=said(zh="元", en="yuan"),
            cell=lambda one: Cell(kind="number", number=one.line_fen / FEN, decimals=2),
        ),
        ListColumn(
            key="signed", label=said(zh="合同日期", en="Signed on"),
            cell=lambda one: Cell(text=one.signed_on.isoformat()),
        ),
        ListColumn(
            key="registered", label=said(zh="登记", en="Registered by"),
            cell=lambda one: Cell(text=by_whom(one.registered_by, one.recorded_at)),
        ),
        area("area", said(zh="区域", en="Area")),
    )  # fmt: skip

    def load(self) -> SmallWork:
        """Return the work of the URL."""
        return queries.work_get(self.kwargs["work_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return what it is called."""
        return self.record.name

    def state(self) -> Tag | None:
        """Return that it looks split, or what the last check came to."""
        if self.record.split:
            return Tag(text=str(_SPLIT), colour="late")
        result = self.record.last_result
        return tag_cell(WorkResult(result)).tag if result else None

    def sections(self) -> Sequence[Section]:
        """Return the works that it comes to the line with, and the checks."""
        at = now()
        checks = [
            words_section(
                WorkResult(one.result).label(language()), one.text, note=by_whom(one.by, one.at),
                photos=[photo.file for photo in one.photos.all()], actor=self.actor, at=at,
            )
            for one in queries.checks_of(self.record)
        ]  # fmt: skip
        return [*self._group(), *checks]

    def _group(self) -> Sequence[Section]:
        rule = queries.split_rule()
        group = queries.split_with(self.record, rule)
        if not group:
            return ()
        total = sum(one.amount_fen for one in group) / FEN
        mentions: dict[str, int | str] = {
            **rule.parameters, "count": len(group), "total_yuan": f"{total:.2f}",
            "names": str(said(zh="、", en=", ")).join(one.name for one in group),
        }  # fmt: skip
        lines = tuple(
            Line(
                text=one.name, note=f"{one.signed_on.isoformat()} · {one.amount_fen / FEN:,.2f}",
                url=reverse("oversight:small-work", args=(one.id,)),
            )
            for one in group
        )  # fmt: skip
        return (lines_section(rule.rule.sentence(language(), mentions), lines, empty=""),)


class WorkNewPage(NewPage[SmallWork, WorkForm]):
    """Registering a small work."""

    kind = "small_work"
    menu = MENU
    row = SmallWork
    list_url_name = "oversight:small-works"
    act = WorkAct.REGISTER.value
    form_class = WorkForm
    title = verb = verb_later(WorkAct.REGISTER, "Register a work")

    def prepare(self, form: WorkForm) -> None:
        """Offer units and ways of procurement."""
        form.fields["unit"].choices = unit_choices()  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["procurement"].choices = term_choices(*Procurement)  # type: ignore[attr-defined]  # as above

    def submit(self, sent: Sent[WorkForm]) -> Done:
        """Register it."""
        typed = sent.form.cleaned_data
        work = services.work_register(
            new=services.NewWork(
                client_id=uuid_told(self.request.POST.get(ONCE, "")), name=typed["name"],
                unit_id=int(typed["unit"]), contractor=typed["contractor"],
                procurement=Procurement(typed["procurement"]), amount_fen=int(typed["amount"] * FEN),
                signed_on=typed["signed_on"],
            ),
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        url = reverse("oversight:small-work", args=(work.pk,))
        return Done(url=url, message=f"{WorkAct.REGISTER.label(language())} · {work.number}")


class WorkCheckPage(RecordFormPage[SmallWork, WorkCheckForm]):
    """Recording a check."""

    kind = "small_work"
    menu = MENU
    words = WorkAct
    page_name = "oversight:small-work"
    act = WorkAct.CHECK.value
    form_class = WorkCheckForm
    title = verb = verb_later(WorkAct.CHECK, "Record a check")

    def load(self) -> SmallWork:
        """Return the work of the URL."""
        return queries.work_get(self.kwargs["work_id"])

    def list_page(self) -> type[ListPage[SmallWork]]:
        """Return the list."""
        return WorkListPage

    def called(self) -> str:
        """Return what it is called."""
        return str(self.record)

    def prepare(self, form: WorkCheckForm) -> None:
        """Offer the results."""
        form.fields["result"].choices = term_choices(*WorkResult)  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[WorkCheckForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        photos = photos_store(
            uploads=typed["photos"], area_code=self.record.area_code, actor=self.actor, at=sent.at
        )
        services.work_check(
            work_id=self.record.pk, result=WorkResult(typed["result"]), text=typed["text"], photos=photos,
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()
