"""Integrity reminders on the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from xiuhua.ground.queries.choices import area_choices
from xiuhua.oversight.forms.registers import ReminderForm as FormOfReminder
from xiuhua.oversight.models import IntegrityReminder
from xiuhua.oversight.pages.oversight_parts import MENU, by_whom, day_column, person_choices, words_section
from xiuhua.oversight.queries import reminders as queries
from xiuhua.oversight.queries.oversight_rows import people_offered
from xiuhua.oversight.services import reminders as services
from xiuhua.oversight.terms.reminders import ReminderAct, ReminderForm, ReminderMatter
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now
from xiuhua.shared.ids import uuid_told
from xiuhua.web.days import today
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, area, code, term, text
from xiuhua.web.pages.filters import AreaFilter, DaysFilter, Filter, TermFilter
from xiuhua.web.pages.forms import ONCE, Done, Sent
from xiuhua.web.pages.lists import ListPage
from xiuhua.web.pages.making import NewPage, act_offered, term_choices, verb_later
from xiuhua.web.pages.objects import ObjectPage
from xiuhua.web.parts import Action, Cell, Section


class ReminderListPage(ListPage[IntegrityReminder]):
    """Every reminder of the reader's areas, the latest first."""

    key = "integrity-reminders"
    kind = "integrity_reminder"
    menu = MENU
    act = ReminderAct.READ.value
    title = said(zh="廉政提醒", en="Integrity reminders")
    comes_from = said(
        zh="谈话提醒、批评教育和“四种形态”处理登记在这里，按人次计数。",
        en="Who was reminded of what is recorded here, one line for each person and time.",
    )
    sort = "-at"
    columns = (
        code("number", said(zh="编号", en="Number"), drop=1),
        text("person", said(zh="人员", en="Person"), of="person.name", primary=True, locked=True),
        text("unit", said(zh="单位", en="Unit"), of="person.unit.name"),
        term("form", said(zh="形式", en="Form"), ReminderForm),
        term("matter", said(zh="事由", en="Of what"), ReminderMatter),
        day_column("at", said(zh="日期", en="Day"), of="on", sort="at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=said(zh="区域", en="Area"), choices=area_choices),
        TermFilter(name="form", label=said(zh="形式", en="Form"), vocabulary=ReminderForm),
        TermFilter(name="matter", label=said(zh="事由", en="Of what"), vocabulary=ReminderMatter),
        DaysFilter(name="on", label=said(zh="日期", en="Day"), field="at"),
    )

    def records(self) -> QuerySet[IntegrityReminder]:
        """Return the reminders that the database scope lets through."""
        return queries.reminders_all()

    def row_url(self, record: IntegrityReminder) -> str:
        """Return the page of the reminder."""
        return reverse("oversight:integrity-reminder", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return recording a reminder, for whoever may."""
        label = verb_later(ReminderAct.RECORD, "Record a reminder")
        return act_offered(self.actor, ReminderAct.RECORD, label, "oversight:integrity-reminder-new")


class ReminderPage(ObjectPage[IntegrityReminder]):
    """One reminder."""

    kind = "integrity_reminder"
    menu = MENU
    act = ReminderAct.READ.value
    list_url_name = "oversight:integrity-reminders"
    facts_beside = True
    facts: ClassVar[Sequence[ListColumn[Any]]] = (
        ListColumn(
            key="unit", label=said(zh="单位", en="Unit"), cell=lambda one: Cell(text=one.person.unit.name)
        ),
        term("form", said(zh="形式", en="Form"), ReminderForm),
        term("matter", said(zh="事由", en="Of what"), ReminderMatter),
        ListColumn(
            key="on", label=said(zh="日期", en="Day"), cell=lambda one: Cell(text=one.on.isoformat())
        ),
        ListColumn(
            key="recorded", label=said(zh="登记", en="Recorded by"),
            cell=lambda one: Cell(text=by_whom(one.recorded_by, one.recorded_at)),
        ),
        area("area", said(zh="区域", en="Area")),
    )  # fmt: skip

    def load(self) -> IntegrityReminder:
        """Return the reminder of the URL."""
        return queries.reminder_get(self.kwargs["reminder_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return who was reminded."""
        return self.record.person.name

    def sections(self) -> Sequence[Section]:
        """Return what was said."""
        if not self.record.text:
            return ()
        title = str(said(zh="内容", en="In words"))
        return (words_section(title, self.record.text, actor=self.actor, at=now()),)


class ReminderNewPage(NewPage[IntegrityReminder, FormOfReminder]):
    """Recording a reminder."""

    kind = "integrity_reminder"
    menu = MENU
    row = IntegrityReminder
    list_url_name = "oversight:integrity-reminders"
    act = ReminderAct.RECORD.value
    form_class = FormOfReminder
    title = verb = verb_later(ReminderAct.RECORD, "Record a reminder")

    def prepare(self, form: FormOfReminder) -> None:
        """Offer people, forms and matters."""
        form.fields["person"].choices = person_choices(people_offered())  # type: ignore[attr-defined]  # a ChoiceField
        form.fields["form"].choices = term_choices(*ReminderForm)  # type: ignore[attr-defined]  # as above
        form.fields["matter"].choices = term_choices(*ReminderMatter)  # type: ignore[attr-defined]  # as above

    def initial(self) -> Mapping[str, object]:
        """Begin with today."""
        return {"on": today()}

    def submit(self, sent: Sent[FormOfReminder]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        reminder = services.reminder_record(
            new=services.NewReminder(
                client_id=uuid_told(self.request.POST.get(ONCE, "")), person_id=int(typed["person"]),
                form=ReminderForm(typed["form"]), matter=ReminderMatter(typed["matter"]), on=typed["on"],
                text=typed["text"],
            ),
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        url = reverse("oversight:integrity-reminder", args=(reminder.pk,))
        return Done(url=url, message=f"{ReminderAct.RECORD.label(language())} · {reminder.number}")
