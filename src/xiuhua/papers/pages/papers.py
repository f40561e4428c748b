"""Documents on the screen: the list, one of them, the editor, and the way onto paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from xiuhua.files.queries import file_address
from xiuhua.papers import services
from xiuhua.papers.forms.papers import FinishForm, PaperForm, VoidForm
from xiuhua.papers.models import Paper
from xiuhua.papers.queries.papers import paper_get, papers_all, versions_of
from xiuhua.papers.services import Text
from xiuhua.papers.terms import PaperAct, PaperKind, PaperState
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page, Words
from xiuhua.web.pages.columns import ListColumn, code, moment, number, tag_of, term
from xiuhua.web.pages.filters import ChoiceFilter, Filter, TermFilter
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, Crumb, PrintView, Section, State, Tag
from xiuhua.web.words import word

LIST = "papers:papers"


class PaperListPage(ListPage[Paper]):
    """Every document of one's areas."""

    key = "papers"
    kind = "paper"
    menu = "case"
    act = PaperAct.READ.value
    title = gettext_lazy("Documents")
    sort = "-saved"
    columns = (
        ListColumn(key="title", label=gettext_lazy("Title"), primary=True, locked=True,
                   cell=lambda paper: Cell(text=paper.title)),
        term("kind", gettext_lazy("Kind"), PaperKind, drop=2),
        term("state", gettext_lazy("State"), PaperState),
        code("number", gettext_lazy("Number"), drop=1),
        number("version", gettext_lazy("Version"), shown=False),
        moment("saved", gettext_lazy("Changed"), of="saved_at", sort="saved_at", drop=3),
    )  # fmt: skip
    filters: ClassVar[Sequence[Filter]] = (
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=PaperState),
        TermFilter(name="kind", label=gettext_lazy("Kind"), vocabulary=PaperKind),
        ChoiceFilter(name="subject", label=pgettext_lazy("a document", "About"), choices=tuple),
    )
    presets = (
        Preset(label=gettext_lazy("Drafts"), query={"state": (PaperState.DRAFT.value,)}, counted=True),
        Preset(label=gettext_lazy("Final"), query={"state": (PaperState.FINAL.value,)}),
        Preset(label=gettext_lazy("All")),
    )

    def records(self) -> QuerySet[Paper]:
        """Return the documents that the database scope lets through."""
        return papers_all()

    def row_url(self, record: Paper) -> str:
        """Return the page of the document."""
        return reverse("papers:paper", args=(record.pk,))

    def row_note(self, record: Paper) -> str:
        """Return its kind and number."""
        kind = PaperKind(record.kind).label(language())
        return " · ".join(part for part in (kind, record.number) if part)

    def empty(self) -> State:
        """Return what stands where nothing was drafted."""
        return State(
            kind="empty", title=_("No document yet"),
            text=_("Replies and statements are drafted from the page of a case: “⋯”, Draft a document."),
        )  # fmt: skip


class PaperPage(ObjectPage[Paper]):
    """One document: its text, where its sentences came from, its versions."""

    kind = "paper"
    menu = "case"
    act = PaperAct.READ.value
    list_url_name = LIST
    facts_beside = True
    spare = frozenset({"number", "addressee", "issuer", "file"})
    acts = (
        ObjectAct(act=PaperAct.EDIT.value, label=gettext_lazy("Edit"), url_name="papers:paper-edit",
                  kind="primary", icon="edit", shortcut="e"),
        ObjectAct(act=PaperAct.FINISH.value, label=gettext_lazy("Make final"), url_name="papers:paper-finish",
                  icon="file-check"),
        ObjectAct(act=PaperAct.READ.value, label=gettext_lazy("Print"), url_name="papers:paper-print",
                  icon="printer"),
        ObjectAct(act=PaperAct.VOID.value, label=gettext_lazy("Void"), url_name="papers:paper-void", icon="x",
                  aside=True),
    )  # fmt: skip
    facts = (
        term("kind", gettext_lazy("Kind"), PaperKind),
        code("number", gettext_lazy("Number")),
        ListColumn(
            key="about",
            label=pgettext_lazy("a document", "About"),
            cell=lambda paper: Cell(
                kind="link",
                text=word(paper.subject.partition(":")[0], language()),
                url=services.subject_address(paper.subject),
            ),
        ),
        ListColumn(
            key="addressee", label=gettext_lazy("Addressee"), cell=lambda one: Cell(text=one.addressee)
        ),
        ListColumn(key="issuer", label=gettext_lazy("Signed by"), cell=lambda one: Cell(text=one.issuer)),
        number("version", gettext_lazy("Version")),
        moment("saved", gettext_lazy("Changed"), of="saved_at"),
    )

    def load(self) -> Paper:
        """Return the document of the URL."""
        return paper_get(self.kwargs["paper_id"])

    def code(self) -> str:
        """Return its number."""
        return self.record.number

    def heading(self) -> str:
        """Return its title."""
        return self.record.title

    def state(self) -> Tag:
        """Return how far it has come."""
        return tag_of(PaperState(self.record.state))

    def sections(self) -> Sequence[Section]:
        """Return its text, where the draft came from, and the texts that were kept."""
        paper = self.record
        url = file_address(paper.file, actor=self.actor, at=now()) if paper.file else ""
        kept = versions_of(paper)
        labels = seams.actor_labels({one.kept_by for one in kept})
        found = [
            Section(title=_("Text"), leads=True, template="papers/text.html",
                    context={"body": paper.body, "file": paper.file, "url": url}),
        ]  # fmt: skip
        if paper.sources:
            found.append(
                Section(
                    title=_("Drafted from the record"), template="papers/sources.html", context=paper.sources
                )
            )
        lines = [{"version": one, "who": labels.get(one.kept_by, one.kept_by)} for one in kept]
        found.append(
            Section(title=_("Versions"), template="papers/versions.html", context=lines, note=str(len(lines)))
        )
        return found


class _PaperFormPage(FormPage[Paper, F]):
    kind = "paper"
    menu = "case"

    def load(self) -> Paper:
        """Return the document of the URL."""
        return paper_get(self.kwargs["paper_id"])

    def version(self) -> str:
        """Return how far it has come, and its version."""
        return f"{self.record.state} {self.record.version}"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way down to the document."""
        return (
            Crumb(label=_("Documents"), url=reverse(LIST)),
            Crumb(label=self.record.number or self.record.title, url=self.back_url()),
        )

    def back_url(self) -> str:
        """Return the page of the document."""
        return reverse("papers:paper", args=(self.record.pk,))


class PaperEditPage(_PaperFormPage[PaperForm]):
    """The editor: the text, and beside it the records that the draft was made from."""

    act = PaperAct.EDIT.value
    form_class = PaperForm
    template = "papers/editor.html"
    title = gettext_lazy("Edit the document")
    verb = gettext_lazy("Keep as a version")
    verb_icon = "device-floppy"

    def initial(self) -> Mapping[str, object]:
        """Return the text as it was last written down."""
        one = self.record
        return {"title": one.title, "addressee": one.addressee, "body": one.body, "issuer": one.issuer}

    def answer(self, view: object, *, title: Words, status: int = 200) -> HttpResponse:
        """Return the editor with the draft's sources and where it is written down while somebody types."""
        if self.request.headers.get("HX-Request") == "true":
            return super().answer(view, title=title, status=status)
        context = {
            "view": view, "title": title, "drafted": {"context": self.record.sources},
            "autosave_url": f"/api/v1/papers/{self.record.pk}/draft", "stamp": services.stamp(self.record),
        }  # fmt: skip
        return render(self.request, self.template, context, status=status)

    def submit(self, sent: Sent[PaperForm]) -> Done:
        """Keep the text as the next version."""
        services.paper_edit(
            paper_id=self.record.pk, text=Text(**sent.form.cleaned_data), actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=PaperAct.EDIT.label(language()))


class PaperFinishPage(_PaperFormPage[FinishForm]):
    """Making a document final."""

    act = PaperAct.FINISH.value
    form_class = FinishForm
    title = gettext_lazy("Make the document final")
    lead = gettext_lazy(
        "It gets the next number of the year, and its Word file is kept. Nobody changes it then."
    )
    verb = gettext_lazy("Make final")
    verb_icon = "file-check"

    def initial(self) -> Mapping[str, object]:
        """Begin with the unit that signs."""
        return {"organ": self.record.issuer}

    def submit(self, sent: Sent[FinishForm]) -> Done:
        """Make it final."""
        paper = services.paper_finish(
            paper_id=self.record.pk, sign=services.sign_for(self.record.area_code, at=sent.at),
            organ=sent.form.cleaned_data["organ"].strip(), actor=self.actor, at=sent.at,
        )  # fmt: skip
        said = _("Final: %(number)s") % {"number": paper.number}
        return Done(url=self.back_url(), message=said)


class PaperVoidPage(_PaperFormPage[VoidForm]):
    """Voiding a document."""

    act = PaperAct.VOID.value
    form_class = VoidForm
    title = verb = gettext_lazy("Void")
    verb_kind = "danger"

    def submit(self, sent: Sent[VoidForm]) -> Done:
        """Void it."""
        services.paper_void(
            paper_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        return Done(url=self.back_url(), message=PaperAct.VOID.label(language()))


class PaperPrintPage(Page):
    """A document as it is printed, or as a Word file. A final one's own file is what was kept."""

    act = PaperAct.READ.value
    menu = "case"
    template = fragment = "papers/print.html"

    def permit(self) -> None:
        """Load the document, and refuse whoever may not see it."""
        self.record = paper_get(self.kwargs["paper_id"])
        seams.require(self.actor, self.act, self.record)

    def get(self, request: HttpRequest, *, word: str = "", **_kept: object) -> HttpResponseBase:
        """Answer with the page, or with the Word file."""
        paper = self.record
        document = services.paper_document(paper, organ=paper.issuer if paper.number else "")
        if word:
            answer = HttpResponse(services.word_file([document]), content_type=services.WORD)
            name = f"{paper.number} {paper.title}.docx".strip()
            answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
            answer["X-Content-Type-Options"] = "nosniff"
            return answer
        crumbs = (
            Crumb(label=_("Documents"), url=reverse(LIST)),
            Crumb(label=paper.title, url=reverse("papers:paper", args=(paper.pk,))),
            Crumb(label=_("Print")),
        )
        view = PrintView(
            title=paper.title, documents=(document,), crumbs=crumbs, word_url=f"{request.path}.docx"
        )
        return self.answer(view, title=paper.title)
