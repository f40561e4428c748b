"""催办 and 督办 on the screen: the list, one order, issuing, answering, judging."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases import queries, services
from xiuhua.cases.forms.supervision import JudgeForm, ReleaseForm, RemindForm, ReplyForm, SupervisionForm
from xiuhua.cases.models import Case, Supervision
from xiuhua.cases.pages.choosing import limit_typed, unit_called, unit_choices, units_offered_options
from xiuhua.cases.pages.shared import area_choices, verb_later, words_later
from xiuhua.cases.queries import supervision as asked
from xiuhua.cases.queries.cases import number_read
from xiuhua.cases.queries.papers import order_draft
from xiuhua.cases.queries.rows import StoredFile
from xiuhua.cases.services import NewSupervision
from xiuhua.cases.terms import (
    CaseState,
    ReminderAct,
    SupervisionAct,
    SupervisionLevel,
    SupervisionState,
)
from xiuhua.files.queries import file_address
from xiuhua.files.services import file_store
from xiuhua.ground.rules.limits import Limit, limit_text
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid
from xiuhua.web import seams
from xiuhua.web.addresses import Held
from xiuhua.web.errors import language
from xiuhua.web.pages.clocks import clock_running
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_of, term
from xiuhua.web.pages.filters import AreaFilter, ChoiceFilter, DaysFilter, Filter, TermFilter, YesFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, ActionKind, Cell, Clock, Crumb, Option, Section, Stage, State, Tag
from xiuhua.web.words import word

LIST = "cases:supervisions"
_LIMITS = ("1 工作日", "2 工作日", "3 工作日", "5 工作日", "10 工作日")
_OPEN, _REPLIED = SupervisionState.OPEN.value, SupervisionState.REPLIED.value


def order_clock(order: Supervision, at: datetime) -> Clock:
    """Return the clock of an order: how long until it must be answered, or whether it was."""
    if order.state == SupervisionState.OPEN:
        return clock_running(order.due_at, None, at)
    if order.state == SupervisionState.VOID:
        return Clock(text=SupervisionState.VOID.label(language()), state="paused")
    late = order.late
    return Clock(text=_("Answered late") if late else _("Answered in time"), state="late" if late else "done")


@dataclass(frozen=True, kw_only=True)
class OverdueFilter(YesFilter):
    """Whether an answer is waited for that should have been there."""

    def condition(self, held: Held) -> Q:
        """Return that it is, or is not."""
        overdue = Q(state=_OPEN, due_at__lt=now())
        return overdue if held[self.name][0] == "1" else ~overdue


class SupervisionListPage(ListPage[Supervision]):
    """Every supervision order of one's areas."""

    key = "supervisions"
    kind = "supervision"
    menu = "case"
    act = SupervisionAct.READ.value
    title = gettext_lazy("Supervision orders")
    sort = "-issued"
    columns = (
        code("number", gettext_lazy("Number"), drop=1),
        ListColumn(
            key="title", label=gettext_lazy("Order about"), primary=True, locked=True,
            cell=lambda order: Cell(text=order.title),
        ),
        term("level", gettext_lazy("Level of the order"), SupervisionLevel, drop=3),
        ListColumn(
            key="unit", label=gettext_lazy("Unit"),
            cell=lambda order: Cell(text=order.unit.short_name or order.unit.name),
        ),
        term("state", gettext_lazy("State"), SupervisionState),
        ListColumn(
            key="due", label=gettext_lazy("Time left"), kind="clock", sort="due_at",
            cell=lambda order: Cell(kind="clock", clock=order_clock(order, now())),
        ),
        number("replies", gettext_lazy("Answers"), shown=False),
        number("points", gettext_lazy("Points"), drop=4),
        moment("issued", gettext_lazy("Issued"), of="issued_at", sort="issued_at", drop=2),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=SupervisionState),
        OverdueFilter(name="overdue", label=gettext_lazy("Overdue")),
        TermFilter(name="level", label=gettext_lazy("Level of the order"), vocabulary=SupervisionLevel),
        ChoiceFilter(name="unit", label=gettext_lazy("Unit"), choices=unit_choices, by_id=True),
        ChoiceFilter(name="case", label=gettext_lazy("Case"), choices=tuple, by_id=True, field="links__case"),
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        DaysFilter(name="issued", label=gettext_lazy("Issued"), field="issued_at"),
    )
    presets = (
        Preset(
            label=words_later(SupervisionState.OPEN),
            query={"state": (_OPEN,), "sort": ("due",)},
            counted=True,
        ),
        Preset(label=gettext_lazy("Overdue"), query={"overdue": ("1",), "sort": ("due",)}, counted=True),
        Preset(label=words_later(SupervisionState.REPLIED), query={"state": (_REPLIED,)}, counted=True),
        Preset(
            label=words_later(SupervisionState.RELEASED), query={"state": (SupervisionState.RELEASED.value,)}
        ),
        Preset(label=gettext_lazy("All")),
    )

    def records(self) -> QuerySet[Supervision]:
        """Return the orders that the database scope lets through."""
        return asked.supervisions_all()

    def row_url(self, record: Supervision) -> str:
        """Return the page of the order."""
        return reverse("cases:supervision", args=(record.pk,))

    def row_note(self, record: Supervision) -> str:
        """Return its number and to whom it went."""
        return f"{record.number} · {record.unit.name}"

    def row_clock(self, record: Supervision) -> Clock | None:
        """Return the clock of an order that waits for its answer."""
        return order_clock(record, now()) if record.state == SupervisionState.OPEN else None

    def acts(self) -> Sequence[Action]:
        """Offer to issue an order to a unit."""
        return _issue(self.actor)

    def empty(self) -> State:
        """Return what stands where nobody was ever ordered anything."""
        return State(
            kind="empty",
            title=_("No supervision order yet"),
            text=_("An order is issued from a case, or here to a unit without a case."),
            acts=_issue(self.actor),
        )


def _issue(actor: Actor) -> tuple[Action, ...]:
    if not seams.may(actor, SupervisionAct.ISSUE.value):
        return ()
    label, url = str(verb_later(SupervisionAct.ISSUE)), reverse("cases:supervision-new")
    return (Action(name=SupervisionAct.ISSUE.value, label=label, kind="primary", icon="flag", url=url),)


def _act(
    act: SupervisionAct,
    slug: str,
    *,
    kind: ActionKind = "plain",
    icon: str = "",
    aside: bool = False,
    shortcut: str = "",
) -> ObjectAct[Supervision]:
    return ObjectAct(
        act=act.value, label=verb_later(act), url_name=f"cases:supervision-{slug}", kind=kind, icon=icon,
        aside=aside, shortcut=shortcut,
    )  # fmt: skip


class SupervisionPage(ObjectPage[Supervision]):
    """One order: what was asked for, the answers, and what became of it."""

    kind = "supervision"
    menu = "case"
    act = SupervisionAct.READ.value
    list_url_name = LIST
    facts_beside = True
    acts = (
        _act(SupervisionAct.REPLY, "reply", kind="primary", icon="message-check"),
        _act(SupervisionAct.RELEASE, "release", kind="primary", icon="circle-check"),
        _act(SupervisionAct.REFUSE, "refuse", icon="arrow-back-up", shortcut="r"),
        ObjectAct(
            act=SupervisionAct.READ.value,
            label=gettext_lazy("Print"),
            url_name="cases:supervision-print",
            icon="printer",
        ),
        _act(SupervisionAct.VOID, "void", icon="x", aside=True),
    )
    facts = (
        term("level", gettext_lazy("Level of the order"), SupervisionLevel),
        ListColumn(
            key="unit", label=gettext_lazy("Unit that answers"),
            cell=lambda order: Cell(
                kind="link", text=order.unit.name, url=reverse("ground:unit-page", args=(order.unit_id,))
            ),
        ),
        ListColumn(
            key="issuer", label=gettext_lazy("Issued by"),
            cell=lambda order: Cell(
                text=" · ".join(part for part in (
                    order.issuer.name if order.issuer else "",
                    seams.actor_labels({order.issued_by}).get(order.issued_by, ""),
                ) if part)
            ),
        ),
        moment("issued", gettext_lazy("Issued"), of="issued_at"),
        ListColumn(
            key="limit", label=gettext_lazy("Answered within"),
            cell=lambda order: Cell(
                text=limit_text(Limit(order.limit_amount, TimeUnit(order.limit_unit)), language())
            ),
        ),
        moment("due", gettext_lazy("Answer due"), of="due_at"),
        number("replies", gettext_lazy("Answers")),
        number("points", gettext_lazy("Points")),
    )  # fmt: skip

    def load(self) -> Supervision:
        """Return the order of the URL."""
        return asked.supervision_get(self.kwargs["supervision_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return what it is about."""
        return self.record.title

    def state(self) -> Tag:
        """Return where it stands."""
        return tag_of(SupervisionState(self.record.state))

    def clocks(self) -> Sequence[Clock]:
        """Return how long until it must be answered, or whether it was in time."""
        order = self.record
        return (Clock(**{**vars(order_clock(order, now())), "label": str(verb_later(SupervisionAct.REPLY))}),)

    def stages(self) -> Sequence[Stage]:
        """Return its course: issued, answered, released."""
        order, here = self.record, SupervisionState(self.record.state)
        if here is SupervisionState.VOID:
            return (
                Stage(label=_("Order issued"), state="done", at=order.issued_at),
                Stage(label=here.label(language()), state="void", at=order.updated_at),
            )
        waits, judged = here is SupervisionState.OPEN, here is SupervisionState.REPLIED
        now_going = _("under way")
        return (
            Stage(label=_("Order issued"), state="done", at=order.issued_at),
            Stage(
                label=str(verb_later(SupervisionAct.REPLY)),
                state="under_way" if waits else "done",
                at=None if waits else order.replied_at,
                note=now_going if waits else "",
            ),
            Stage(
                label=str(verb_later(SupervisionAct.RELEASE)),
                state="before" if waits else "under_way" if judged else "done",
                at=order.released_at,
                note=now_going if judged else "",
            ),
        )

    def sections(self) -> Sequence[Section]:
        """Return what was asked for, each answer with its judgement, and the cases."""
        found = [
            Section(title=_("What is asked for"), leads=True, template="cases/description.html",
                    context={"text": self.record.demand}),
        ]  # fmt: skip
        steps = [one for one in asked.steps_of(self.record) if one.act != SupervisionAct.ISSUE]
        if steps:
            labels = seams.actor_labels({one.actor for one in steps})
            lines = [
                {
                    "label": word(one.act, language()), "at": one.at, "who": labels.get(one.actor, one.actor),
                    "note": one.note, "late": one.late,
                    "paper": one.paper,
                    "paper_url": file_address(one.paper, actor=self.actor, at=now()) if one.paper else "",
                }
                for one in steps
            ]  # fmt: skip
            found.append(
                Section(
                    title=_("Answers and judgements"),
                    leads=True,
                    template="cases/answers.html",
                    context=lines,
                )
            )
        cases = [
            {"case": one, "label": tag_of(CaseState(one.state)).text} for one in asked.cases_of(self.record)
        ]
        if cases:
            found.append(Section(title=_("Cases"), template="cases/others.html", context=cases))
        return found


class _OrderFormPage(FormPage[Supervision, F]):
    kind = "supervision"
    menu = "case"

    def load(self) -> Supervision:
        """Return the order of the URL."""
        return asked.supervision_get(self.kwargs["supervision_id"])

    def version(self) -> str:
        """Return where it stands, and after how many answers."""
        return f"{self.record.state} {self.record.replies}"

    @property
    def lead(self) -> str:  # type: ignore[override]  # each order has its own
        """Its number, what it is about, and how much time is left."""
        order = self.record
        return f"{order.number} · {order.title} · {order_clock(order, now()).text}"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the order."""
        return (
            Crumb(label=_("Supervision orders"), url=reverse(LIST)),
            Crumb(label=self.record.number, url=self.back_url()),
        )

    def back_url(self) -> str:
        """Return the page of the order."""
        return reverse("cases:supervision", args=(self.record.pk,))

    def done(self) -> Done:
        """Return to the order and say what was done to it."""
        return Done(url=self.back_url(), message=word(self.act, language()))


class SupervisionReplyPage(_OrderFormPage[ReplyForm]):
    """Answering an order."""

    act = SupervisionAct.REPLY.value
    form_class = ReplyForm
    title = verb = verb_later(SupervisionAct.REPLY)
    verb_icon = "message-check"

    def submit(self, sent: Sent[ReplyForm]) -> Done:
        """Answer it."""
        typed = sent.form.cleaned_data
        paper: StoredFile | None = None
        if typed["paper"]:
            paper = file_store(
                content=typed["paper"], name=typed["paper"].name or "", area_code=self.record.area_code,
                actor=self.actor, at=sent.at,
            )  # fmt: skip
        services.supervision_reply(
            supervision_id=self.record.pk, reply=typed["reply"], paper=paper, actor=self.actor, at=sent.at
        )
        return self.done()


class SupervisionRefusePage(_OrderFormPage[JudgeForm]):
    """Refusing an answer."""

    act = SupervisionAct.REFUSE.value
    form_class = JudgeForm
    title = verb = verb_later(SupervisionAct.REFUSE)
    verb_kind = "danger"

    def submit(self, sent: Sent[JudgeForm]) -> Done:
        """Refuse it."""
        services.supervision_refuse(
            supervision_id=self.record.pk,
            reason=sent.form.cleaned_data["reason"],
            actor=self.actor,
            at=sent.at,
        )
        return self.done()


class SupervisionReleasePage(_OrderFormPage[ReleaseForm]):
    """Releasing a unit from an order."""

    act = SupervisionAct.RELEASE.value
    form_class = ReleaseForm
    title = verb = verb_later(SupervisionAct.RELEASE)
    verb_icon = "circle-check"

    def submit(self, sent: Sent[ReleaseForm]) -> Done:
        """Release it."""
        services.supervision_release(
            supervision_id=self.record.pk, note=sent.form.cleaned_data["note"], actor=self.actor, at=sent.at
        )
        return self.done()


class SupervisionVoidPage(_OrderFormPage[JudgeForm]):
    """Withdrawing an order."""

    act = SupervisionAct.VOID.value
    form_class = JudgeForm
    title = verb = verb_later(SupervisionAct.VOID)
    verb_kind = "danger"

    def submit(self, sent: Sent[JudgeForm]) -> Done:
        """Withdraw it."""
        services.supervision_void(
            supervision_id=self.record.pk,
            reason=sent.form.cleaned_data["reason"],
            actor=self.actor,
            at=sent.at,
        )
        return self.done()


class SupervisionNewPage(FormPage[Supervision, SupervisionForm]):
    """Issuing an order: to a unit, or about the cases that the address names (`?case=12&case=13`)."""

    kind = "supervision"
    menu = "case"
    act = SupervisionAct.ISSUE.value
    form_class = SupervisionForm
    title = gettext_lazy("Issue a supervision order")
    lead = gettext_lazy("It gets the next number of the year; the unit has to answer, and you release it.")
    verb = verb_later(SupervisionAct.ISSUE)
    verb_icon = "flag"

    def load(self) -> Supervision:
        """Return an order that is not there yet."""
        return Supervision()

    def permit(self) -> None:
        """Let in whoever may issue orders anywhere; where, the service says."""
        self.record = self.load()
        seams.require(self.actor, self.act)

    def about(self) -> list[Case]:
        """Return the cases that it is about at first."""
        own = [str(self.kwargs["case_id"])] if "case_id" in self.kwargs else []
        wanted = (own or self.request.GET.getlist("case"))[:_CASES_MOST]
        return asked.cases_numbered([int(one) for one in wanted if one.isdecimal() and len(one) < _ID_DIGITS])

    def initial(self) -> Mapping[str, object]:
        """Return what the cases say: their unit, their matter, and a demand drafted from their record."""
        cases = self.about()
        if not cases:
            return {"level": SupervisionLevel.ORDINARY.value}
        first, draft = cases[0], order_draft(cases, at=now())
        return {
            "level": SupervisionLevel.ORDINARY.value,
            "unit": first.unit.name if first.unit else "",
            "cases": "、".join(case.number for case in cases),
            "title": draft.title,
            "demand": draft.body,
        }

    def prepare(self, form: SupervisionForm) -> None:
        """Offer units and limits."""
        form.fields["unit"].widget.suggestions = units_offered_options()
        form.fields["limit"].widget.suggestions = tuple(Option(value=one, label="") for one in _LIMITS)

    def back_url(self) -> str:
        """Return the case that it is about, or the list."""
        cases = self.about()
        return reverse("cases:case", args=(cases[0].pk,)) if len(cases) == 1 else reverse(LIST)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down."""
        return (Crumb(label=_("Supervision orders"), url=reverse(LIST)),)

    def submit(self, sent: Sent[SupervisionForm]) -> Done:
        """Issue it."""
        typed = sent.form.cleaned_data
        order = services.supervision_issue(
            new=NewSupervision(
                unit_id=unit_called(typed["unit"]).pk,
                level=SupervisionLevel(typed["level"]),
                title=typed["title"],
                demand=typed["demand"],
                case_ids=_case_ids(typed["cases"]),
                limit=limit_typed(typed["limit"]) if typed["limit"].strip() else None,
            ),
            actor=self.actor,
            at=sent.at,
        )
        said = _("Order %(number)s was issued.") % {"number": order.number}
        return Done(url=reverse("cases:supervision", args=(order.pk,)), message=said)


_CASES_MOST, _ID_DIGITS = 50, 19


def _case_ids(typed: str) -> tuple[int, ...]:
    words = [one for one in re.split(r"[、,，;；\s]+", typed) if one]
    found = [number_read(one) for one in words]
    if None in found:
        raise Invalid(fields={"cases": "supervision_case_unknown"})
    return tuple(dict.fromkeys(one for one in found if one is not None))


class CaseRemindPage(FormPage[Case, RemindForm]):
    """Reminding the unit that has a case."""

    kind = menu = "case"
    act = ReminderAct.REMIND.value
    form_class = RemindForm
    title = verb = verb_later(ReminderAct.REMIND)
    verb_icon = "bell"

    def load(self) -> Case:
        """Return the case of the URL."""
        return queries.case_get(self.kwargs["case_id"])

    @property
    def lead(self) -> str:  # type: ignore[override]  # each case has its own
        """Who has it, and how often they were reminded."""
        case = self.record
        unit = case.unit.name if case.unit else ""
        told = _("reminded %(count)s times") % {"count": case.reminders} if case.reminders else ""
        return " · ".join(part for part in (case.number, case.title, unit, told) if part)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the case."""
        return (
            Crumb(label=_("Cases"), url=reverse("cases:cases")),
            Crumb(label=self.record.number, url=self.back_url()),
        )

    def back_url(self) -> str:
        """Return the page of the case."""
        return reverse("cases:case", args=(self.record.pk,))

    def submit(self, sent: Sent[RemindForm]) -> Done:
        """Remind."""
        services.case_remind(
            case_id=self.record.pk, words=sent.form.cleaned_data["words"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=ReminderAct.REMIND.label(language()))
