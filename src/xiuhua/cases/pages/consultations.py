"""确权会商 on the screen: the meetings, their agendas, the decisions, and what ownerless matters cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases import queries, services
from xiuhua.cases.forms.consultations import CostForm, DecideForm, DropForm, MinutesForm
from xiuhua.cases.models import Case, Consultation, ConsultationItem
from xiuhua.cases.pages.choosing import unit_called, units_offered_options
from xiuhua.cases.pages.shared import area_choices, verb_later, why_asked, words_later
from xiuhua.cases.queries import consultations as asked
from xiuhua.cases.queries.rows import StoredFile
from xiuhua.cases.terms import ConsultationAct, ConsultationState, QuestionState
from xiuhua.files.services import file_store
from xiuhua.shared.actor import Actor
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, number, tag_of, term
from xiuhua.web.pages.filters import AreaFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Crumb, MapLayer, MapView, Section, State, Tag

_STREET = 9  # digits of its code


def _month(meeting: Consultation) -> Cell:
    return Cell(text=f"{meeting.month:%Y-%m}")


class ConsultationListPage(ListPage[Consultation]):
    """The monthly meetings."""

    key = "consultations"
    kind = "consultation"
    menu = "case"
    act = ConsultationAct.READ.value
    title = gettext_lazy("Ownership meetings")
    sort = "-month"
    columns = (
        ListColumn(
            key="month", label=gettext_lazy("Month"), cell=_month, sort="month", primary=True, locked=True
        ),
        term("state", gettext_lazy("State"), ConsultationState),
        number("questions", gettext_lazy("Questions"), of="question_count"),
        number("open", gettext_lazy("Still open"), of="open_count"),
        ListColumn(
            key="meets_on",
            label=gettext_lazy("Meets on"),
            cell=lambda meeting: Cell(text=meeting.meets_on.isoformat()),
        ),
        ListColumn(
            key="host",
            label=gettext_lazy("Host"),
            cell=lambda meeting: Cell(text=meeting.host.name if meeting.host else ""),
        ),
    )

    def records(self) -> QuerySet[Consultation]:
        """Return every meeting of the actor's areas."""
        return asked.consultations_all()

    def row_url(self, record: Consultation) -> str:
        """Return the page of the meeting."""
        return reverse("cases:consultation", args=(record.pk,))

    def empty(self) -> State:
        """Return what stands where nothing was ever asked."""
        return State(
            kind="empty",
            title=_("No meeting yet"),
            text=_("An agenda opens by itself when a case is dispatched that nobody owns."),
        )


class QuestionListPage(ListPage[ConsultationItem]):
    """Every question of ownership, over all meetings."""

    key = "questions"
    kind = "question"
    menu = "case"
    act = ConsultationAct.READ.value
    title = gettext_lazy("Questions of ownership")
    sort = "-recorded"
    area_field = "area_code"
    columns = (
        ListColumn(
            key="case",
            label=gettext_lazy("Case"),
            primary=True,
            locked=True,
            cell=lambda one: Cell(text=f"{one.case.number} {one.case.title}"),
        ),
        ListColumn(
            key="area",
            label=gettext_lazy("Where"),
            cell=lambda one: Cell(text=one.case.address or one.area.name),
        ),
        term("state", gettext_lazy("State"), QuestionState),
        ListColumn(
            key="why", label=gettext_lazy("Why"), cell=lambda one: Cell(text=why_asked(one.why)), drop=2
        ),
        ListColumn(
            key="unit",
            label=gettext_lazy("Owner decided on"),
            cell=lambda one: Cell(text=one.unit.name if one.unit else ""),
        ),
        moment("recorded", gettext_lazy("Raised"), of="recorded_at", sort="recorded_at"),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=QuestionState),
    )
    presets = (
        Preset(label=gettext_lazy("All")),
        Preset(
            label=words_later(QuestionState.OPEN), query={"state": (QuestionState.OPEN.value,)}, counted=True
        ),
    )

    def records(self) -> QuerySet[ConsultationItem]:
        """Return the questions that the database scope lets through."""
        return asked.questions_all()

    def row_url(self, record: ConsultationItem) -> str:
        """Return the page of the question."""
        return reverse("cases:question", args=(record.pk,))


class ConsultationPage(ObjectPage[Consultation]):
    """One meeting with its agenda and minutes."""

    kind = "consultation"
    menu = "case"
    act = ConsultationAct.READ.value
    list_url_name = "cases:consultations"
    acts = (
        ObjectAct(
            act=ConsultationAct.CLOSE.value,
            label=verb_later(ConsultationAct.CLOSE),
            url_name="cases:consultation-close",
            kind="primary",
            icon="file-check",
            why_not=lambda meeting: (
                ""
                if meeting.state == ConsultationState.AGENDA
                else str(ConsultationState(meeting.state).label(language()))
            ),
        ),
        ObjectAct(
            act=ConsultationAct.READ.value,
            label=gettext_lazy("Print"),
            url_name="cases:consultation-agenda",
            icon="printer",
        ),
    )
    facts = (
        ListColumn(key="month", label=gettext_lazy("Month"), cell=_month),
        ListColumn(
            key="meets_on",
            label=gettext_lazy("Meets on"),
            cell=lambda meeting: Cell(text=meeting.meets_on.isoformat()),
        ),
        ListColumn(
            key="host",
            label=gettext_lazy("Host"),
            cell=lambda meeting: Cell(text=meeting.host.name if meeting.host else ""),
        ),
    )

    def load(self) -> Consultation:
        """Return the meeting of the URL."""
        return asked.consultation_get(self.kwargs["consultation_id"])

    def code(self) -> str:
        """Return the number of its minutes, once they are closed."""
        return self.record.number

    def heading(self) -> str:
        """Return the month."""
        return _("Ownership meeting %(month)s") % {"month": f"{self.record.month:%Y-%m}"}

    def state(self) -> Tag:
        """Return whether it was held."""
        return tag_of(ConsultationState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return the agenda, and the minutes once there are any."""
        lines = [
            {"question": one, "state": tag_of(QuestionState(one.state)), "why": why_asked(one.why)}
            for one in asked.questions_of(self.record)
        ]
        agenda = Section(title=_("Agenda"), template="cases/agenda.html", context=lines, note=str(len(lines)))
        if not self.record.minutes:
            return (agenda,)
        minutes = Section(
            title=_("Minutes"), template="cases/description.html", context={"text": self.record.minutes}
        )
        return agenda, minutes


def _why_not(question: ConsultationItem) -> str:
    decided = question.state != QuestionState.OPEN
    return QuestionState(question.state).label(language()) if decided else ""


class QuestionPage(ObjectPage[ConsultationItem]):
    """One question: the case, why nobody owned it, and what was decided."""

    kind = "question"
    menu = "case"
    act = ConsultationAct.READ.value
    list_url_name = "cases:questions"
    facts_beside = True
    spare = frozenset({"unit", "revision"})
    acts = (
        ObjectAct(
            act=ConsultationAct.DECIDE.value,
            label=verb_later(ConsultationAct.DECIDE),
            url_name="cases:question-decide",
            kind="primary",
            icon="gavel",
            why_not=_why_not,
        ),
        ObjectAct(
            act=ConsultationAct.DROP.value,
            label=verb_later(ConsultationAct.DROP),
            url_name="cases:question-drop",
            icon="x",
            why_not=_why_not,
        ),
    )
    facts = (
        ListColumn(
            key="case",
            label=gettext_lazy("Case"),
            cell=lambda one: Cell(
                kind="link",
                text=f"{one.case.number} {one.case.title}",
                url=reverse("cases:case", args=(one.case_id,)),
            ),
        ),
        ListColumn(key="why", label=gettext_lazy("Why"), cell=lambda one: Cell(text=why_asked(one.why))),
        ListColumn(
            key="where",
            label=gettext_lazy("Where"),
            cell=lambda one: Cell(text=one.case.address or one.area.name),
        ),
        ListColumn(
            key="unit",
            label=gettext_lazy("Owner decided on"),
            cell=lambda one: Cell(text=one.unit.name if one.unit else ""),
        ),
        ListColumn(
            key="revision",
            label=gettext_lazy("Change of duties"),
            cell=lambda one: (
                Cell(
                    kind="link",
                    text=one.revision.document_number or one.revision.title,
                    url=reverse("ground:duty-revision-page", args=(one.revision_id,)),
                )
                if one.revision
                else Cell()
            ),
        ),
    )

    def load(self) -> ConsultationItem:
        """Return the question of the URL."""
        return asked.question_get(self.kwargs["question_id"])

    def heading(self) -> str:
        """Return what is asked."""
        return _("Who owns “%(matter)s” here?") % {"matter": self.record.case.title}

    def state(self) -> Tag:
        """Return whether it is decided."""
        return tag_of(QuestionState(self.record.state))

    def map_view(self) -> MapView | None:
        """Return where the case is."""
        case = self.record.case
        if case.place is None:
            return None
        return MapView(
            label=case.title,
            layers=(MapLayer(name="areas", label=_("Areas")),),
            feature=case.place.geojson,
            feature_label=case.title,
        )


class QuestionFormPage(FormPage[ConsultationItem, F]):
    """An act on a question."""

    kind = "question"
    menu = "case"

    def load(self) -> ConsultationItem:
        """Return the question of the URL."""
        return asked.question_get(self.kwargs["question_id"])

    def version(self) -> str:
        """Return where it stands."""
        return self.record.state

    def crumbs(self) -> list[Crumb]:
        """Return the way down to the question."""
        case = self.record.case
        where = f"{case.number} {case.title} · {case.address or self.record.area.name}"
        return [
            Crumb(label=_("Questions of ownership"), url=reverse("cases:questions")),
            Crumb(label=where, url=self.back_url()),
        ]

    def back_url(self) -> str:
        """Return the page of the question."""
        return reverse("cases:question", args=(self.record.pk,))


class QuestionDecidePage(QuestionFormPage[DecideForm]):
    """Deciding who owns a matter."""

    act = ConsultationAct.DECIDE.value
    form_class = DecideForm
    title = gettext_lazy("Decide who owns it")
    lead = gettext_lazy(
        "The decision is a line of the duty table from this moment on; dispatch suggests it at once."
    )
    verb = gettext_lazy("Decide")
    verb_icon = "gavel"

    def initial(self) -> Mapping[str, object]:
        """Begin with the place of the case."""
        return {"area_code": self.record.area_code[:_STREET], "only_this_matter": True}

    def prepare(self, form: DecideForm) -> None:
        """Offer the units."""
        form.fields["unit"].widget.suggestions = units_offered_options()

    def submit(self, sent: Sent[DecideForm]) -> Done:
        """Decide it."""
        typed = sent.form.cleaned_data
        services.question_decide(
            question_id=self.record.pk,
            decision=services.Decision(
                unit_id=unit_called(typed["unit"]).pk,
                area_code=typed["area_code"].strip(),
                only_this_matter=typed["only_this_matter"],
                document_number=typed["document_number"],
                paper=_stored(typed["paper"], self.record.area_code, actor=self.actor, at=sent.at),
            ),
            reason=typed["reason"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=ConsultationAct.DECIDE.label(language()))


class QuestionDropPage(QuestionFormPage[DropForm]):
    """Taking a question off the agenda."""

    act = ConsultationAct.DROP.value
    form_class = DropForm
    title = verb_later(ConsultationAct.DROP)
    verb = verb_later(ConsultationAct.DROP)
    verb_kind = "danger"

    def submit(self, sent: Sent[DropForm]) -> Done:
        """Drop it."""
        services.question_drop(
            question_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=ConsultationAct.DROP.label(language()))


class ConsultationClosePage(FormPage[Consultation, MinutesForm]):
    """Closing the minutes of a meeting."""

    kind = "consultation"
    menu = "case"
    act = ConsultationAct.CLOSE.value
    form_class = MinutesForm
    title = verb_later(ConsultationAct.CLOSE)
    lead = gettext_lazy("Questions that are still open go onto the next agenda.")
    verb = verb_later(ConsultationAct.CLOSE)

    def load(self) -> Consultation:
        """Return the meeting of the URL."""
        return asked.consultation_get(self.kwargs["consultation_id"])

    def initial(self) -> Mapping[str, object]:
        """Return the day it was to meet."""
        return {"meets_on": self.record.meets_on}

    def version(self) -> str:
        """Return where it stands."""
        return self.record.state

    def back_url(self) -> str:
        """Return the page of the meeting."""
        return reverse("cases:consultation", args=(self.record.pk,))

    def submit(self, sent: Sent[MinutesForm]) -> Done:
        """Close it."""
        typed = sent.form.cleaned_data
        services.consultation_close(
            consultation_id=self.record.pk,
            minutes=typed["minutes"],
            meets_on=typed["meets_on"],
            paper=_stored(typed["paper"], self.record.area_code, actor=self.actor, at=sent.at),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=ConsultationAct.CLOSE.label(language()))


class CostPage(FormPage[Case, CostForm]):
    """Recording what was spent on a case that was nobody's."""

    kind = "case"
    menu = "case"
    act = ConsultationAct.COST.value
    form_class = CostForm
    title = verb_later(ConsultationAct.COST)
    verb = verb_later(ConsultationAct.COST)

    def load(self) -> Case:
        """Return the case of the URL."""
        return queries.case_get(self.kwargs["case_id"])

    def back_url(self) -> str:
        """Return the page of the case."""
        return reverse("cases:case", args=(self.record.pk,))

    def submit(self, sent: Sent[CostForm]) -> Done:
        """Record it."""
        typed = sent.form.cleaned_data
        services.cost_record(
            case_id=self.record.pk,
            amount_fen=int(typed["amount"] * 100),
            purpose=typed["purpose"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=ConsultationAct.COST.label(language()))


def _stored(
    upload: Any, area_code: str, *, actor: Actor, at: datetime
) -> StoredFile | None:  # an upload or None
    if not upload:
        return None
    return file_store(content=upload, name=upload.name or "", area_code=area_code, actor=actor, at=at)
