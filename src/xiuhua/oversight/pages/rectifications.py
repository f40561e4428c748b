"""Rectification lists on the screen: what was found, who puts it right by when, and who has checked it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse

from xiuhua.files.services import photos_store
from xiuhua.ground.queries.choices import area_choices
from xiuhua.oversight.forms.registers import (
    AnswerForm,
    AssignForm,
    CloseForm,
    EnterForm,
    PlanForm,
    SendBackForm,
    WithdrawForm,
)
from xiuhua.oversight.models import Rectification
from xiuhua.oversight.pages.oversight_parts import (
    MENU,
    by_whom,
    day_column,
    unit_choices,
    unit_column,
    without,
    words_section,
)
from xiuhua.oversight.pages.own_records import OwnListPage, OwnRecordPage, RecordFormPage
from xiuhua.oversight.queries import rectifications as queries
from xiuhua.oversight.queries.oversight_rows import StoredFile, units_offered
from xiuhua.oversight.rules.rectifications import OPEN, WAITING
from xiuhua.oversight.services import rectifications as services
from xiuhua.oversight.terms.rectifications import RectifyAct, RectifySource, RectifyState
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid_told
from xiuhua.web import seams
from xiuhua.web.addresses import Held
from xiuhua.web.days import day_after, today
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Words
from xiuhua.web.pages.clocks import clock_running
from xiuhua.web.pages.columns import ListColumn, area, code, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, Filter, TermFilter, YesFilter
from xiuhua.web.pages.forms import ONCE, Done, F, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.making import NewPage, act_offered, term_choices, verb_later
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Clock, Section, Tag


@dataclass(frozen=True, kw_only=True)
class OverdueFilter(YesFilter):
    """Whether its unit has not answered in time."""

    def condition(self, held: Held) -> Q:
        """Return that the day is over, or that it is not."""
        late = queries.overdue_on(today())
        return late if held[self.name][0] == "1" else ~late


def due_clock(row: Rectification) -> Clock | None:
    """Return how long its unit has; None where it has nothing to do."""
    if row.due_on is None or RectifyState(row.state) not in WAITING:
        return None
    return clock_running(
        day_after(row.due_on) - timedelta(seconds=1),
        None,
        now(),
        label=str(said(zh="整改期限", en="To be put right")),
    )


def _day(row: Rectification) -> Cell:
    return Cell(text=row.due_on.isoformat() if row.due_on else "")


def _task(row: Rectification) -> Cell:
    if row.task is None:
        return Cell()
    return Cell(
        kind="link", text=row.task.title, url=reverse("oversight:supervision-task", args=(row.task_id,))
    )


class RectificationListPage(ListPage[Rectification]):
    """Every problem on the lists of the reader's areas, the latest first."""

    key = "rectifications"
    kind = "rectification"
    menu = MENU
    act = RectifyAct.READ.value
    title = said(zh="督查整改", en="Rectification")
    comes_from = said(
        zh="中央和省级环保督察、大督察、作风督查、审计和巡察发现的问题登记在这里，逐项交办、整改、核查、销号。",
        en="What inspections and audits found is entered here, assigned, put right, checked and closed.",
    )
    sort = "-found"
    columns: ClassVar[Sequence[ListColumn[Any]]] = (
        code("number", said(zh="编号", en="Number"), drop=1),
        text("title", said(zh="问题", en="Problem"), primary=True, locked=True),
        term("source", said(zh="来源", en="Found by"), RectifySource),
        term("state", said(zh="状态", en="State"), RectifyState),
        unit_column(said(zh="责任单位", en="Unit")),
        ListColumn(key="due", label=said(zh="期限", en="Until"), cell=_day, sort="due_on", nullable=True),
        code("paper", said(zh="文号", en="Document no."), drop=3),
        day_column("found", said(zh="发现日期", en="Found on"), of="found_on", sort="found_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        TermFilter(name="source", label=said(zh="来源", en="Found by"), vocabulary=RectifySource),
        TermFilter(name="state", label=said(zh="状态", en="State"), vocabulary=RectifyState),
        OverdueFilter(name="overdue", label=said(zh="逾期", en="Overdue")),
        ChoiceFilter(
            name="unit",
            label=said(zh="责任单位", en="Unit"),
            field="unit_id",
            by_id=True,
            choices=units_offered,
        ),
        DaysFilter(name="on", label=said(zh="发现", en="Found"), field="found_at"),
    )
    presets: ClassVar[Sequence[Preset]] = (
        Preset(
            label=said(zh="未销号", en="Open"), counted=True,
            query={"state": tuple(one.value for one in RectifyState if one in OPEN)},
        ),
        Preset(label=said(zh="逾期", en="Overdue"), query={"overdue": ("1",)}, counted=True),
        Preset(
            label=said(zh="待核查", en="To be checked"), query={"state": (RectifyState.ANSWERED.value,)},
            counted=True,
        ),
        Preset(label=said(zh="全部", en="All")),
    )  # fmt: skip

    def records(self) -> QuerySet[Rectification]:
        """Return the problems that the database scope lets through."""
        return queries.rectifications_all()

    def row_url(self, record: Rectification) -> str:
        """Return the page of the problem."""
        return reverse("oversight:rectification", args=(record.pk,))

    def row_clock(self, record: Rectification) -> Clock | None:
        """Return how long its unit has."""
        return due_clock(record)

    def acts(self) -> Sequence[Action]:
        """Return entering a problem, for whoever may."""
        label = verb_later(RectifyAct.ENTER, "Enter a problem")
        return act_offered(self.actor, RectifyAct.ENTER, label, "oversight:rectification-new")


class OwnRectificationListPage(OwnListPage[Rectification], RectificationListPage):
    """What was assigned to the unit of the reader."""

    key = "own-rectifications"
    own_rows = staticmethod(queries.rectifications_own)
    menu = MENU
    columns = without(RectificationListPage.columns, "unit")
    act = RectifyAct.OWN.value
    title = said(zh="本单位整改", en="Our rectification")
    comes_from = said(
        zh="督查、审计、巡察发现并交办你单位的问题在这里。",
        en="What inspections found and assigned to your unit stands here.",
    )
    presets: ClassVar[Sequence[Preset]] = (
        Preset(
            label=said(zh="待整改", en="To be put right"), counted=True,
            query={"state": tuple(one.value for one in WAITING)},
        ),
        Preset(label=said(zh="全部", en="All")),
    )  # fmt: skip

    def row_url(self, record: Rectification) -> str:
        """Return the page of the problem, from which this list is gone back to."""
        return reverse("oversight:own-rectification", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return none: its unit enters no problem."""
        return ()


class OfRectification(OwnRecordPage[Rectification]):
    """A page of one problem."""

    kind = "rectification"
    menu = MENU

    def load(self) -> Rectification:
        """Return the problem of the URL."""
        return queries.rectification_get(self.kwargs["rectification_id"])

    def seen(self) -> None:
        """Refuse other units."""
        services.rectification_seen(self.record, actor=self.actor, at=now())


class RectificationPage(OfRectification, ObjectPage[Rectification]):
    """One problem on its way to being closed, for whoever keeps the lists and for its unit."""

    act = RectifyAct.OWN.value
    list_url_name = "oversight:rectifications"
    own_list = (RectifyAct.READ.value, "oversight:own-rectifications")
    facts_beside = True
    spare = frozenset({"paper", "task", "case", "warning", "due", "sent_back"})
    change_labels: ClassVar[Mapping[str, Words]] = {
        "enter": said(zh="问题描述", en="Problem"),
        "assign": said(zh="要求", en="What is asked for"),
        "plan": said(zh="整改方案", en="Plan"),
        "answer": said(zh="整改情况", en="What was put right"),
        "close": said(zh="核查情况", en="What the check found"),
        "send_back": said(zh="核查情况", en="What the check found"),
        "withdraw": said(zh="撤销原因", en="Why it was withdrawn"),
    }
    acts: ClassVar[Sequence[ObjectAct[Any]]] = (
        ObjectAct(
            act=RectifyAct.ASSIGN.value, label=verb_later(RectifyAct.ASSIGN, "Assign"),
            url_name="oversight:rectification-assign", kind="primary", icon="send",
        ),
        ObjectAct(
            act=RectifyAct.PLAN.value, label=verb_later(RectifyAct.PLAN, "Send in the plan"),
            url_name="oversight:rectification-plan", kind="primary", icon="pencil",
        ),
        ObjectAct(
            act=RectifyAct.ANSWER.value, label=verb_later(RectifyAct.ANSWER, "Say what was put right"),
            url_name="oversight:rectification-answer", kind="primary", icon="pencil",
        ),
        ObjectAct(
            act=RectifyAct.CLOSE.value, label=verb_later(RectifyAct.CLOSE, "Check and close"),
            url_name="oversight:rectification-close", kind="primary", icon="circle-check",
        ),
        ObjectAct(
            act=RectifyAct.SEND_BACK.value, label=verb_later(RectifyAct.SEND_BACK, "Send back"),
            url_name="oversight:rectification-send-back", icon="arrow-back-up",
        ),
        ObjectAct(
            act=RectifyAct.WITHDRAW.value, label=verb_later(RectifyAct.WITHDRAW, "Withdraw"),
            url_name="oversight:rectification-withdraw", icon="x", aside=True,
        ),
    )  # fmt: skip
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        term("source", said(zh="来源", en="Found by"), RectifySource),
        text("paper", said(zh="文号", en="Document no.")),
        ListColumn(key="task", label=said(zh="督查任务", en="Task"), cell=_task),
        ListColumn(
            key="case", label=said(zh="案件", en="Case"),
            cell=lambda one: (
                Cell(kind="link", text=one.case.number, url=reverse("cases:case", args=(one.case_id,)))
                if one.case
                else Cell()
            ),
        ),
        ListColumn(
            key="found", label=said(zh="发现日期", en="Found on"),
            cell=lambda one: Cell(text=one.found_on.isoformat()),
        ),
        unit_column(said(zh="责任单位", en="Unit")),
        ListColumn(key="due", label=said(zh="整改期限", en="Until"), cell=_day),
        ListColumn(
            key="sent_back", label=said(zh="退回次数", en="Sent back"),
            cell=lambda one: Cell(text=str(one.sent_back) if one.sent_back else ""),
        ),
        area("area", said(zh="区域", en="Area")),
    )  # fmt: skip

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return what is wrong."""
        return self.record.title

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(RectifyState(self.record.state))

    def clocks(self) -> Sequence[Clock]:
        """Return how long its unit has."""
        clock = due_clock(self.record)
        return (clock,) if clock else ()

    def offered(self) -> Sequence[ObjectAct[Any]]:
        """Return what the reader's post does in some state: a unit plans and answers, the others check."""
        keeps = seams.may(self.actor, RectifyAct.READ.value, self.standing)
        units = {RectifyAct.PLAN.value, RectifyAct.ANSWER.value}
        return [one for one in self.acts if (one.act not in units) == keeps]

    def sections(self) -> Sequence[Section]:
        """Return what was found, then what was said and shown, step by step.

        What was found is read off the problem: its first step may lie in a wider area than its unit sees.
        """
        at = now()
        steps = [
            words_section(
                RectifyAct(step.act).label(language()), step.text, note=by_whom(step.by, step.at),
                photos=[photo.file for photo in step.photos.all()], actor=self.actor, at=at,
            )
            for step in queries.steps_of(self.record)
            if (step.text or step.photos.all()) and step.act != RectifyAct.ENTER
        ]  # fmt: skip
        if not self.record.text:
            return steps
        title = str(said(zh="问题描述", en="Problem"))
        return [words_section(title, self.record.text, actor=self.actor, at=at), *steps]


class OwnRectificationPage(RectificationPage):
    """One problem, as the unit that has to put it right comes to it."""

    list_url_name = "oversight:own-rectifications"


class RectificationNewPage(NewPage[Rectification, EnterForm]):
    """Entering a problem."""

    kind = "rectification"
    menu = MENU
    row = Rectification
    list_url_name = "oversight:rectifications"
    act = RectifyAct.ENTER.value
    form_class = EnterForm
    title = verb = verb_later(RectifyAct.ENTER, "Enter a problem")
    lead = said(zh="登记后交办责任单位。", en="It is assigned to a unit next.")

    def prepare(self, form: EnterForm) -> None:
        """Offer the sources and the tasks."""
        form.fields["source"].choices = term_choices(*RectifySource)  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["task"].choices = [("", "—"), *queries.tasks_offered()]  # type: ignore[attr-defined]  # as above

    def initial(self) -> Mapping[str, object]:
        """Begin with today, and with the task that the form was opened from."""
        asked = self.request.GET.get("task", "")
        if asked not in dict(queries.tasks_offered()):
            return {"found_on": today()}
        return {"found_on": today(), "task": asked, "source": queries.task_get(int(asked)).source}

    def submit(self, sent: Sent[EnterForm]) -> Done:
        """Enter it."""
        typed = sent.form.cleaned_data
        row = services.rectification_enter(
            new=services.NewRectification(
                client_id=uuid_told(self.request.POST.get(ONCE, "")), source=RectifySource(typed["source"]),
                title=typed["title"], text=typed["text"], paper=typed["paper"], found_on=typed["found_on"],
                task_id=int(typed["task"]) if typed["task"] else None,
            ),
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        url = reverse("oversight:rectification", args=(row.pk,))
        return Done(url=url, message=f"{RectifyAct.ENTER.label(language())} · {row.number}")


class RectificationFormPage(OfRectification, RecordFormPage[Rectification, F]):
    """An act on a problem."""

    words = RectifyAct
    page_name = "oversight:rectification"

    def list_page(self) -> type[ListPage[Rectification]]:
        """Return the whole list, or the reader's own."""
        keeps = seams.may(self.actor, RectifyAct.READ.value)
        return RectificationListPage if keeps else OwnRectificationListPage

    def version(self) -> str:
        """Return where it stands, and until when."""
        return f"{self.record.state} {self.record.due_on or ''}"

    def called(self) -> str:
        """Return its number and what it is."""
        return f"{self.record.number} {self.record.title}"

    def back_url(self) -> str:
        """Return the page of the problem, on the reader's side."""
        name = "rectification" if self.list_page() is RectificationListPage else "own-rectification"
        return reverse(f"oversight:{name}", args=(self.record.pk,))

    def photos(self, sent: Sent[F]) -> tuple[StoredFile, ...]:
        """Keep the photos that came with it."""
        uploads = sent.form.cleaned_data["photos"]
        return photos_store(uploads=uploads, area_code=self.record.area_code, actor=self.actor, at=sent.at)


class AssignPage(RectificationFormPage[AssignForm]):
    """Giving a problem to the unit that has to put it right."""

    act = RectifyAct.ASSIGN.value
    form_class = AssignForm
    title = verb = verb_later(RectifyAct.ASSIGN, "Assign")
    lead = said(zh="责任单位的人员会收到通知。", en="The people of the unit are told.")
    verb_icon = "send"

    def prepare(self, form: AssignForm) -> None:
        """Offer the units."""
        form.fields["unit"].choices = unit_choices()  # type: ignore[attr-defined]  # a ChoiceField

    def initial(self) -> Mapping[str, object]:
        """Begin with what holds."""
        return {"unit": self.record.unit_id, "due_on": self.record.due_on}

    def submit(self, sent: Sent[AssignForm]) -> Done:
        """Assign it."""
        typed = sent.form.cleaned_data
        services.rectification_assign(
            rectification_id=self.record.pk, unit_id=int(typed["unit"]), due_on=typed["due_on"],
            text=typed["text"], actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


class PlanPage(RectificationFormPage[PlanForm]):
    """Sending in the plan."""

    act = RectifyAct.PLAN.value
    form_class = PlanForm
    title = verb = verb_later(RectifyAct.PLAN, "Send in the plan")

    def submit(self, sent: Sent[PlanForm]) -> Done:
        """Send it in."""
        text = sent.form.cleaned_data["text"]
        services.rectification_plan(rectification_id=self.record.pk, text=text, actor=self.actor, at=sent.at)
        return self.done()


class AnswerPage(RectificationFormPage[AnswerForm]):
    """Saying what was put right."""

    act = RectifyAct.ANSWER.value
    form_class = AnswerForm
    title = verb = verb_later(RectifyAct.ANSWER, "Say what was put right")
    lead = said(zh="由他人核查后销号。", en="Somebody else checks it then.")

    def submit(self, sent: Sent[AnswerForm]) -> Done:
        """Say it."""
        services.rectification_answer(
            rectification_id=self.record.pk, text=sent.form.cleaned_data["text"], photos=self.photos(sent),
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


class ClosePage(RectificationFormPage[CloseForm]):
    """Closing what was put right."""

    act = RectifyAct.CLOSE.value
    form_class = CloseForm
    title = verb = verb_later(RectifyAct.CLOSE, "Check and close")

    def submit(self, sent: Sent[CloseForm]) -> Done:
        """Close it."""
        services.rectification_close(
            rectification_id=self.record.pk, text=sent.form.cleaned_data["text"], photos=self.photos(sent),
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


class SendBackPage(RectificationFormPage[SendBackForm]):
    """Sending back what is not put right."""

    act = RectifyAct.SEND_BACK.value
    form_class = SendBackForm
    title = verb = verb_later(RectifyAct.SEND_BACK, "Send back")

    def submit(self, sent: Sent[SendBackForm]) -> Done:
        """Send it back."""
        typed = sent.form.cleaned_data
        services.rectification_send_back(
            rectification_id=self.record.pk, text=typed["text"], due_on=typed["due_on"],
            photos=self.photos(sent), actor=self.actor, at=sent.at,
        )  # fmt: skip
        return self.done()


class WithdrawPage(RectificationFormPage[WithdrawForm]):
    """Withdrawing what turned out to be no problem."""

    act = RectifyAct.WITHDRAW.value
    form_class = WithdrawForm
    title = verb = verb_later(RectifyAct.WITHDRAW, "Withdraw")
    lead = said(zh="责任单位会收到通知。", en="The people of the unit are told.")

    def submit(self, sent: Sent[WithdrawForm]) -> Done:
        """Withdraw it."""
        services.rectification_withdraw(
            rectification_id=self.record.pk, text=sent.form.cleaned_data["text"], actor=self.actor, at=sent.at
        )
        return self.done()
