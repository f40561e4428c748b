"""The eight forms of a case, supervision orders and meetings as pages to print and as Word files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar, TypeVar
from urllib.parse import parse_qs

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.cases import queries
from xiuhua.cases.forms.papers import DraftForm
from xiuhua.cases.models import Case, Consultation, Supervision
from xiuhua.cases.pages.cases import CaseListPage
from xiuhua.cases.queries import consultations as meetings
from xiuhua.cases.queries import supervision as orders
from xiuhua.cases.queries.papers import case_facts, meeting_facts, order_facts
from xiuhua.cases.terms import CaseAct, ConsultationAct, ConsultationState, SupervisionAct
from xiuhua.files.rules.tables import Record, Table
from xiuhua.files.services import Parameters, Wish, export_start
from xiuhua.files.terms import ExportKind
from xiuhua.papers.rules.documents import Document
from xiuhua.papers.rules.drafting import drafted
from xiuhua.papers.rules.forms import form, forms
from xiuhua.papers.rules.letters import agenda, minutes, order_letter, release_form
from xiuhua.papers.services import paper_draft, word_file
from xiuhua.papers.terms import FormKind, PaperAct, PaperKind
from xiuhua.shared.actor import NOBODY, Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid, NotFound, NotSignedIn
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages import prints
from xiuhua.web.pages.beside import list_query
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.parts import Crumb, PrintTab

R = TypeVar("R", bound=Model)  # as the shared page


class PrintPage(prints.PrintPage[R]):
    """Documents of a record of the loop."""

    menu = "case"
    together = "案件表单"


class CaseFormsPage(PrintPage[Case]):
    """One of the eight forms of a case, or all of them."""

    act = CaseAct.READ.value

    def load(self) -> Case:
        """Return the case of the URL."""
        if self._slug and self._slug not in set(FormKind):
            raise NotFound(kind="form", key=self._slug)
        return queries.case_get(self.kwargs["case_id"])

    @property
    def _slug(self) -> str:
        return str(self.kwargs.get("form", ""))

    def documents(self) -> Sequence[Document]:
        """Return the form that is asked for, or all of them."""
        facts = case_facts(self.record, actor=self.actor, at=now())
        return (form(FormKind(self._slug), facts),) if self._slug else forms(facts)

    def crumbs(self) -> tuple[Crumb, ...]:
        """Return the way down to the case."""
        return (
            Crumb(label=_("Cases"), url=reverse("cases:cases")),
            Crumb(label=self.record.number, url=reverse("cases:case", args=(self.record.pk,))),
            Crumb(label=_("Forms")),
        )

    def others(self) -> tuple[PrintTab, ...]:
        """Return the other forms of the case."""
        every = PrintTab(
            label=_("All forms"), url=reverse("cases:forms", args=(self.record.pk,)), current=not self._slug
        )
        return (
            every,
            *(
                PrintTab(
                    label=kind.label(language()),
                    url=reverse("cases:form", args=(self.record.pk, kind.value)),
                    current=kind == self._slug,
                )
                for kind in FormKind
            ),
        )


class SupervisionPrintPage(PrintPage[Supervision]):
    """A 督办单, or its 销号单."""

    act = SupervisionAct.READ.value
    paper: ClassVar[str] = "order"

    def load(self) -> Supervision:
        """Return the order of the URL."""
        return orders.supervision_get(self.kwargs["supervision_id"])

    def documents(self) -> Sequence[Document]:
        """Return the paper that is asked for."""
        facts = order_facts(self.record)
        return (release_form(facts) if self.paper == "release" else order_letter(facts),)

    def crumbs(self) -> tuple[Crumb, ...]:
        """Return the way down to the order."""
        return (
            Crumb(label=_("Supervision orders"), url=reverse("cases:supervisions")),
            Crumb(label=self.record.number, url=reverse("cases:supervision", args=(self.record.pk,))),
            Crumb(label=_("Print")),
        )

    def others(self) -> tuple[PrintTab, ...]:
        """Return both papers of an order."""
        key = (self.record.pk,)
        return (
            PrintTab(label=_("The order"), url=reverse("cases:supervision-print", args=key),
                     current=self.paper == "order"),
            PrintTab(label=_("The release"), url=reverse("cases:supervision-release-print", args=key),
                     current=self.paper == "release"),
        )  # fmt: skip


class ReleasePrintPage(SupervisionPrintPage):
    """A 销号单."""

    paper = "release"


class AgendaPage(PrintPage[Consultation]):
    """The agenda of a meeting on ownership."""

    act = ConsultationAct.READ.value

    def load(self) -> Consultation:
        """Return the meeting of the URL."""
        return meetings.consultation_get(self.kwargs["consultation_id"])

    def documents(self) -> Sequence[Document]:
        """Return the agenda."""
        return (agenda(meeting_facts(self.record)),)

    def crumbs(self) -> tuple[Crumb, ...]:
        """Return the way down to the meeting."""
        return (
            Crumb(label=_("Ownership meetings"), url=reverse("cases:consultations")),
            Crumb(
                label=f"{self.record.month:%Y-%m}", url=reverse("cases:consultation", args=(self.record.pk,))
            ),
            Crumb(label=_("Print")),
        )

    def others(self) -> tuple[PrintTab, ...]:
        """Return the agenda, and the minutes once there are any."""
        key = (self.record.pk,)
        first = PrintTab(label=_("Agenda"), url=reverse("cases:consultation-agenda", args=key),
                         current=type(self) is AgendaPage)  # fmt: skip
        if self.record.state != ConsultationState.HELD:
            return ()
        return (
            first,
            PrintTab(label=_("Minutes"), url=reverse("cases:consultation-minutes", args=key),
                     current=type(self) is MinutesPage),
        )  # fmt: skip


class MinutesPage(AgendaPage):
    """The minutes of a meeting on ownership."""

    def documents(self) -> Sequence[Document]:
        """Return the minutes; a meeting that was not held has none.

        Raises:
            NotFound: it was not held yet.
        """
        if self.record.state != ConsultationState.HELD:
            raise NotFound(kind="paper_minutes", key=str(self.record.pk))
        return (minutes(meeting_facts(self.record)),)


class PaperDraftPage(FormPage[Case, DraftForm]):
    """Drafting a letter from the record of a case."""

    kind = "case"
    menu = "case"
    act = PaperAct.DRAFT.value
    form_class = DraftForm
    title = gettext_lazy("Draft a document")
    lead = gettext_lazy("Every sentence is made from the record and says from what; then you edit it.")
    verb = gettext_lazy("Draft")
    verb_icon = "file-text"

    def load(self) -> Case:
        """Return the case of the URL."""
        return queries.case_get(self.kwargs["case_id"])

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the case."""
        return (
            Crumb(label=_("Cases"), url=reverse("cases:cases")),
            Crumb(label=self.record.number, url=self.back_url()),
        )

    def back_url(self) -> str:
        """Return the page of the case."""
        return reverse("cases:case", args=(self.record.pk,))

    def submit(self, sent: Sent[DraftForm]) -> Done:
        """Draft it, and open the editor."""
        kind, case = PaperKind(sent.form.cleaned_data["kind"]), self.record
        facts = case_facts(case, actor=self.actor, at=sent.at)
        paper = paper_draft(
            kind=kind, subject=f"case:{case.pk}", area_code=case.area_code, draft=drafted(kind, facts),
            actor=self.actor, at=sent.at,
        )  # fmt: skip
        return Done(url=reverse("papers:paper-edit", args=(paper.pk,)), message=_("Drafted from the record"))


def forms_export(request: HttpRequest) -> HttpResponse:
    """Let the forms of many cases be made as one archive: those ticked, or all that the list's filters find.

    Raises:
        NotSignedIn: nobody asks.
        Invalid: no case was ticked.
    """
    actor: Actor = getattr(request, "actor", NOBODY)
    if actor.user_id is None:
        raise NotSignedIn
    seams.require(actor, CaseAct.READ.value)
    ids = [int(one) for one in request.POST.getlist("row") if one.isdecimal() and len(one) < _ID_DIGITS]
    query = list_query(request, reverse("cases:cases")) if request.POST.get("everything") else None
    if not ids and query is None:
        raise Invalid(fields={"row": "case_none_ticked"})
    parameters = {"query": query} if query is not None else {"ids": ids}
    wish = Wish(source=FORMS_SOURCE, parameters=parameters, kind=ExportKind.ZIP, language=language())
    export = export_start(wish=wish, actor=actor, at=now())
    return HttpResponseRedirect(reverse("files:export", args=(export.pk,)), status=303)


_ID_DIGITS = 19
FORMS_SOURCE = "case_forms"


def forms_table(parameters: Parameters, _language: str, actor: Actor) -> Table:
    """Return the forms of many cases, a Word file each: the source of the archive."""
    seams.require(actor, CaseAct.READ.value)
    page = CaseListPage()
    page.actor = actor
    query = parameters.get("query")
    asked = page.asked("", parse_qs(str(query)) if query is not None else {})
    rows = page.filtered(asked)
    ids = parameters.get("ids")
    if isinstance(ids, list):
        rows = rows.filter(pk__in=ids)
    found = list(rows.order_by("pk").values_list("pk", flat=True)[:_FORMS_MOST])

    def records() -> Iterator[Record]:
        for case_id in found:
            case = queries.case_get(case_id)
            content = word_file(forms(case_facts(case, actor=actor, at=now())))
            yield Record((f"{case.number} {case.title}.docx",), content=content)

    return Table(
        title="案件表单",
        keys=("file",),
        labels=("file",),
        records=records(),
        count=len(found),
        is_archive=True,
    )


_FORMS_MOST = 2_000
