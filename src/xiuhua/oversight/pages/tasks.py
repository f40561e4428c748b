"""Supervision tasks on the screen: what is looked at, what was found, and how far that is put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.ground.queries.choices import area_choices
from xiuhua.oversight.forms.registers import TaskForm
from xiuhua.oversight.models import SupervisionTask
from xiuhua.oversight.pages.oversight_parts import MENU, by_whom, day_column, words_section
from xiuhua.oversight.queries import rectifications as queries
from xiuhua.oversight.services import rectifications as services
from xiuhua.oversight.terms.rectifications import RectifyAct, RectifySource, RectifyState, TaskAct
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid_told
from xiuhua.web import seams
from xiuhua.web.days import today
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, area, code, tag_of, term, text
from xiuhua.web.pages.filters import AreaFilter, DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import ONCE, Done, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import NewPage, act_offered, term_choices, verb_later
from xiuhua.web.pages.objects import ObjectPage
from xiuhua.web.parts import Action, Cell, Section
from xiuhua.web.parts.lines import Line, lines_section


class TaskListPage(ListPage[SupervisionTask]):
    """Every supervision task of the reader's areas, the latest first."""

    key = "supervision-tasks"
    kind = "supervision_task"
    menu = MENU
    act = TaskAct.READ.value
    title = said(zh="督查任务", en="Supervision tasks")
    comes_from = said(
        zh="布置一次督查，发现的问题登记在它名下，逐项整改；整改率按单位计入指标。",
        en="Set a task; what it finds is entered under it and put right. Figures count that by unit.",
    )
    sort = "-at"
    columns = (
        code("number", said(zh="编号", en="Number"), drop=1),
        text("title", said(zh="任务", en="Task"), primary=True, locked=True),
        term("source", said(zh="类别", en="Kind"), RectifySource),
        day_column("at", said(zh="督查日期", en="Day"), of="on", sort="at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        TermFilter(name="source", label=said(zh="类别", en="Kind"), vocabulary=RectifySource),
        DaysFilter(name="on", label=said(zh="督查日期", en="Day"), field="at"),
    )

    def records(self) -> QuerySet[SupervisionTask]:
        """Return the tasks that the database scope lets through."""
        return queries.tasks_all()

    def row_url(self, record: SupervisionTask) -> str:
        """Return the page of the task."""
        return reverse("oversight:supervision-task", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return setting a task, for whoever may."""
        label = verb_later(TaskAct.SET, "Set a task")
        return act_offered(self.actor, TaskAct.SET, label, "oversight:supervision-task-new")


class TaskPage(ObjectPage[SupervisionTask]):
    """One supervision task and what it found."""

    kind = "supervision_task"
    menu = MENU
    act = TaskAct.READ.value
    list_url_name = "oversight:supervision-tasks"
    facts_beside = True
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        term("source", said(zh="类别", en="Kind"), RectifySource),
        ListColumn(
            key="on", label=said(zh="督查日期", en="Day"), cell=lambda one: Cell(text=one.on.isoformat())
        ),
        ListColumn(
            key="set", label=said(zh="布置", en="Set by"),
            cell=lambda one: Cell(text=by_whom(one.set_by, one.recorded_at)),
        ),
        area("area", said(zh="区域", en="Area")),
    )  # fmt: skip

    def load(self) -> SupervisionTask:
        """Return the task of the URL."""
        return queries.task_get(self.kwargs["task_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return what it is called."""
        return self.record.title

    def sections(self) -> Sequence[Section]:
        """Return what is looked at, and what was found with how far it is put right."""
        found = queries.found_by(self.record)
        closed = sum(one.state == RectifyState.CLOSED for one in found)
        lines = tuple(
            Line(
                text=one.title, note=f"{one.number} {one.unit.name if one.unit else ''}".strip(),
                url=reverse("oversight:rectification", args=(one.pk,)), tag=tag_of(RectifyState(one.state)),
            )
            for one in found
        )  # fmt: skip
        title = said(zh="发现问题 {found} 项，已销号 {closed} 项", en="{found} found, {closed} closed")
        may_enter = seams.may(self.actor, RectifyAct.ENTER.value)
        told = lines_section(
            str(title).format(found=len(found), closed=closed), lines,
            empty=str(said(zh="还没有登记发现的问题。", en="Nothing was found yet.")),
            more_url=f"{reverse('oversight:rectification-new')}?task={self.record.pk}" if may_enter else "",
            more_label=str(said(zh="登记发现的问题", en="Enter what was found")),
        )  # fmt: skip
        if not self.record.text:
            return (told,)
        words = str(said(zh="内容与方式", en="What is looked at, and how"))
        return (words_section(words, self.record.text, actor=self.actor, at=now()), told)


class TaskNewPage(NewPage[SupervisionTask, TaskForm]):
    """Setting a task."""

    kind = "supervision_task"
    menu = MENU
    row = SupervisionTask
    list_url_name = "oversight:supervision-tasks"
    act = TaskAct.SET.value
    form_class = TaskForm
    title = verb = verb_later(TaskAct.SET, "Set a task")

    def prepare(self, form: TaskForm) -> None:
        """Offer the kinds."""
        form.fields["source"].choices = term_choices(*RectifySource)  # type: ignore[attr-defined]  # a ChoiceField

    def initial(self) -> Mapping[str, object]:
        """Begin with today."""
        return {"on": today()}

    def submit(self, sent: Sent[TaskForm]) -> Done:
        """Set it."""
        typed = sent.form.cleaned_data
        task = services.task_set(
            new=services.NewTask(
                client_id=uuid_told(self.request.POST.get(ONCE, "")), source=RectifySource(typed["source"]),
                title=typed["title"], on=typed["on"], text=typed["text"],
            ),
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        url = reverse("oversight:supervision-task", args=(task.pk,))
        return Done(url=url, message=f"{TaskAct.SET.label(language())} · {task.number}")
