"""舆情 on the screen: what the public says, who handles it, and what was answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.ground.queries.choices import area_choices
from xiuhua.oversight.forms.publicity import AnswerForm, AssignForm, DoneForm, OpinionForm, ReportForm
from xiuhua.oversight.models import Opinion
from xiuhua.oversight.pages.oversight_parts import by_whom, unit_choices, unit_column, without, words_section
from xiuhua.oversight.pages.own_records import OwnListPage, OwnRecordPage, RecordFormPage
from xiuhua.oversight.queries import publicity as queries
from xiuhua.oversight.queries.oversight_rows import units_offered
from xiuhua.oversight.services import opinions as services
from xiuhua.oversight.terms.publicity import MediaChannel, OpinionAct, OpinionLevel, OpinionState
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid_told
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, area, code, moment, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import ONCE, Done, F, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage, act_offered, term_choices, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Section, Tag

MENU = "contests"


class OpinionListPage(ListPage[Opinion]):
    """Every clue of the reader's areas, the latest first."""

    key = "opinions"
    kind = "opinion"
    menu = MENU
    act = OpinionAct.READ.value
    title = said(zh="舆情", en="Public opinion")
    comes_from = said(
        zh="发现的舆情线索登记在这里，交办单位处置或转为案件，再公开回应。",
        en="What the public says is entered here, handled by a unit or as a case, and answered.",
    )
    sort = "-found"
    columns: ClassVar[Sequence[ListColumn[Any]]] = (
        code("number", said(zh="编号", en="Number"), drop=1),
        text("title", said(zh="标题", en="Title"), primary=True, locked=True),
        term("level", said(zh="等级", en="How grave"), OpinionLevel),
        term("channel", said(zh="来源", en="Found on"), MediaChannel, drop=2),
        term("state", said(zh="状态", en="State"), OpinionState),
        unit_column(said(zh="处置单位", en="Unit")),
        ListColumn(
            key="due", label=said(zh="期限", en="By"), drop=2,
            cell=lambda one: Cell(text=one.due_on.isoformat() if one.due_on else ""),
        ),
        moment("found", said(zh="发现时间", en="Found"), of="found_at", sort="found_at"),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        TermFilter(name="level", label=said(zh="等级", en="How grave"), vocabulary=OpinionLevel),
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=OpinionState),
        TermFilter(name="channel", label=said(zh="来源", en="Found on"), vocabulary=MediaChannel),
        ChoiceFilter(
            name="unit", label=said(zh="处置单位", en="Unit"), field="unit_id", by_id=True,
            choices=units_offered,
        ),
        DaysFilter(name="on", label=said(zh="发现", en="Found"), field="found_at"),
    )  # fmt: skip
    presets: ClassVar[Sequence[Preset]] = (
        Preset(
            label=said(zh="未回应", en="Open"), counted=True,
            query={"state": tuple(one.value for one in OpinionState if one is not OpinionState.ANSWERED)},
        ),
        Preset(label=said(zh="全部", en="All")),
    )  # fmt: skip

    def records(self) -> QuerySet[Opinion]:
        """Return the clues that the database scope lets through."""
        return queries.opinions_all()

    def row_url(self, record: Opinion) -> str:
        """Return the page of the clue."""
        return reverse("oversight:opinion", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return entering a clue, for whoever may."""
        label = verb_later(OpinionAct.ENTER, "Enter a clue")
        return act_offered(self.actor, OpinionAct.ENTER, label, "oversight:opinion-new")


class OwnOpinionListPage(OwnListPage[Opinion], OpinionListPage):
    """What the reader's unit has to handle."""

    key = "own-opinions"
    own_rows = staticmethod(queries.opinions_own)
    columns = without(OpinionListPage.columns, "unit")
    act = OpinionAct.OWN.value
    title = said(zh="本单位舆情", en="Public opinion to handle")
    comes_from = said(
        zh="交办你单位处置的舆情在这里，请在期限内报送处置情况。",
        en="What your unit has to handle stands here: say by its day what was done.",
    )

    def acts(self) -> Sequence[Action]:
        """Return none: its unit enters no clue."""
        return ()


class OfOpinion(OwnRecordPage[Opinion]):
    """A page of one clue."""

    kind = "opinion"
    menu = MENU

    def load(self) -> Opinion:
        """Return the clue of the URL."""
        return queries.opinion_get(self.kwargs["opinion_id"])

    def seen(self) -> None:
        """Refuse other units."""
        services.opinion_seen(self.record, actor=self.actor, at=now())


class OpinionPage(OfOpinion, ObjectPage[Opinion]):
    """One clue: what is said, what was done, what was answered."""

    act = OpinionAct.OWN.value
    list_url_name = "oversight:opinions"
    own_list = (OpinionAct.READ.value, "oversight:own-opinions")
    facts_beside = True
    spare = frozenset({"unit", "due", "case", "link"})
    acts: ClassVar[Sequence[ObjectAct[Any]]] = (
        ObjectAct(
            act=OpinionAct.ASSIGN.value, label=verb_later(OpinionAct.ASSIGN, "Assign"),
            url_name="oversight:opinion-assign", kind="primary", icon="send",
        ),
        ObjectAct(
            act=OpinionAct.HANDLE.value, label=verb_later(OpinionAct.HANDLE, "Say what was done"),
            url_name="oversight:opinion-handle", kind="primary", icon="pencil",
        ),
        ObjectAct(
            act=OpinionAct.ANSWER.value, label=verb_later(OpinionAct.ANSWER, "Answer in public"),
            url_name="oversight:opinion-answer", kind="primary", icon="circle-check",
        ),
        ObjectAct(
            act=OpinionAct.REPORT.value, label=verb_later(OpinionAct.REPORT, "Report as a case"),
            url_name="oversight:opinion-report", icon="plus",
        ),
    )  # fmt: skip
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        term("level", said(zh="等级", en="How grave"), OpinionLevel),
        term("channel", said(zh="来源", en="Found on"), MediaChannel),
        ListColumn(
            key="link", label=said(zh="链接", en="Address"),
            cell=lambda one: Cell(kind="link", text=one.link, url=one.link) if one.link else Cell(),
        ),
        unit_column(said(zh="处置单位", en="Unit")),
        ListColumn(
            key="due", label=said(zh="期限", en="By"),
            cell=lambda one: Cell(text=one.due_on.isoformat() if one.due_on else ""),
        ),
        ListColumn(
            key="case", label=said(zh="案件", en="Case"),
            cell=lambda one: (
                Cell(kind="link", text=one.case.number, url=reverse("cases:case", args=(one.case_id,)))
                if one.case
                else Cell()
            ),
        ),
        area("area", said(zh="区域", en="Area")),
        moment("found", said(zh="发现时间", en="Found"), of="found_at"),
    )  # fmt: skip

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return its title."""
        return self.record.title

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(OpinionState(self.record.state))

    def offered(self) -> Sequence[ObjectAct[Any]]:
        """Return what the reader's side does: a unit handles, the office assigns and answers."""
        keeps = seams.may(self.actor, OpinionAct.READ.value, self.standing)
        return [
            one
            for one in self.acts
            if (one.act != OpinionAct.HANDLE.value) == keeps
            and not (one.act == OpinionAct.REPORT.value and self.record.case_id)
        ]

    def sections(self) -> Sequence[Section]:
        """Return what is said, what was done, and what was answered."""
        row, at = self.record, now()
        told = (
            (str(said(zh="内容", en="What is said")), row.text, ""),
            (OpinionAct.HANDLE.label(language()), row.handled, by_whom(row.handled_by, row.handled_at)),
            (
                OpinionAct.ANSWER.label(language()),
                "\n".join(filter(None, (row.answer, row.answer_link))),
                by_whom(row.answered_by, row.answered_at),
            ),
        )
        return [
            words_section(title, words, note=note, actor=self.actor, at=at)
            for title, words, note in told
            if words
        ]


class OpinionNewPage(NewPage[Opinion, OpinionForm]):
    """Entering a clue."""

    kind = "opinion"
    menu = MENU
    row = Opinion
    list_url_name = "oversight:opinions"
    act = OpinionAct.ENTER.value
    form_class = OpinionForm
    title = verb = verb_later(OpinionAct.ENTER, "Enter a clue")

    def prepare(self, form: OpinionForm) -> None:
        """Offer channels and levels."""
        form.fields["channel"].choices = term_choices(*MediaChannel)  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["level"].choices = term_choices(*OpinionLevel)  # type: ignore[attr-defined]  # as above

    def submit(self, sent: Sent[OpinionForm]) -> Done:
        """Enter it."""
        typed = sent.form.cleaned_data
        row = services.opinion_enter(
            new=services.NewOpinion(
                client_id=uuid_told(self.request.POST.get(ONCE, "")), title=typed["title"],
                text=typed["text"], channel=MediaChannel(typed["channel"]), link=typed["link"],
                level=OpinionLevel(typed["level"]),
            ),
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        url = reverse("oversight:opinion", args=(row.pk,))
        return Done(url=url, message=f"{OpinionAct.ENTER.label(language())} · {row.number}")


class OpinionFormPage(OfOpinion, RecordFormPage[Opinion, F]):
    """An act on a clue."""

    words = OpinionAct
    page_name = "oversight:opinion"

    def list_page(self) -> type[ListPage[Opinion]]:
        """Return the whole list, or the reader's own."""
        keeps = seams.may(self.actor, OpinionAct.READ.value)
        return OpinionListPage if keeps else OwnOpinionListPage

    def version(self) -> str:
        """Return where it stands, and since when."""
        return f"{self.record.state} {self.record.updated_at.isoformat()}"


class OpinionAssignPage(OpinionFormPage[AssignForm]):
    """Giving it to the unit that handles it."""

    act = OpinionAct.ASSIGN.value
    form_class = AssignForm
    title = verb = verb_later(OpinionAct.ASSIGN, "Assign")
    lead = said(zh="处置单位的人员会收到通知。", en="The people of the unit are told.")
    verb_icon = "send"

    def prepare(self, form: AssignForm) -> None:
        """Offer the units."""
        form.fields["unit"].choices = unit_choices()  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[AssignForm]) -> Done:
        """Assign it."""
        typed = sent.form.cleaned_data
        services.opinion_assign(
            opinion_id=self.record.pk, unit_id=int(typed["unit"]), due_on=typed["due_on"], actor=self.actor,
            at=sent.at,
        )  # fmt: skip
        return self.done()


class OpinionReportPage(OpinionFormPage[ReportForm]):
    """Reporting what it is about as a case."""

    act = OpinionAct.REPORT.value
    form_class = ReportForm
    title = verb = verb_later(OpinionAct.REPORT, "Report as a case")
    lead = said(
        zh="按“媒体曝光”来源上报，走案件流程；案件链接留在舆情上。",
        en="It is reported by the channel of the press and goes the way of a case, which hangs on the clue.",
    )

    def prepare(self, form: ReportForm) -> None:
        """Offer the areas."""
        known = [(one.code, one.name) for one in area_choices()]
        form.fields["area"].choices = known  # type: ignore[attr-defined]  # a ChoiceField

    def submit(self, sent: Sent[ReportForm]) -> Done:
        """Report it."""
        typed = sent.form.cleaned_data
        services.opinion_report(
            opinion_id=self.record.pk, client_id=uuid_told(self.request.POST.get(ONCE, "")),
            address=typed["address"], area_code=typed["area"], item_id=None, actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


class OpinionDonePage(OpinionFormPage[DoneForm]):
    """Saying what the unit did."""

    act = OpinionAct.HANDLE.value
    form_class = DoneForm
    title = verb = verb_later(OpinionAct.HANDLE, "Say what was done")

    def submit(self, sent: Sent[DoneForm]) -> Done:
        """Say it."""
        words = sent.form.cleaned_data["text"]
        services.opinion_done(opinion_id=self.record.pk, text=words, actor=self.actor, at=sent.at)
        return self.done()


class OpinionAnswerPage(OpinionFormPage[AnswerForm]):
    """Answering in public."""

    act = OpinionAct.ANSWER.value
    form_class = AnswerForm
    title = verb = verb_later(OpinionAct.ANSWER, "Answer in public")

    def submit(self, sent: Sent[AnswerForm]) -> Done:
        """Answer."""
        typed = sent.form.cleaned_data
        services.opinion_answer(
            opinion_id=self.record.pk, text=typed["text"], link=typed["link"], actor=self.actor, at=sent.at
        )
        return self.done()
