"""The doors for exports: lists that leave as sheets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from xiuhua.access.services import require
from xiuhua.files import queries, services
from xiuhua.files.models import Export
from xiuhua.files.pages.serving import signed_in
from xiuhua.files.rules.tables import Record, Table
from xiuhua.files.services import Parameters, Taken, Wish
from xiuhua.files.terms import Act, ExportKind, ExportState
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotFound
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import moment, number, tag_cell, term, text
from xiuhua.web.pages.filters import TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, list_page, table_of
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Section, State, Tag
from xiuhua.web.seams import ExportWish
from xiuhua.web.sentences import sentence

LIST_SOURCE = "list"
_SEE_OTHER = 303


# --- lists that leave --------------------------------------------------------------------------------------


def list_export(request: HttpRequest, *, wish: ExportWish) -> HttpResponseBase:
    """Answer with a short list as a file; lead to the page of the export that a long one became."""
    parameters: dict[str, Any] = {"list": wish.list_key, "query": wish.query, "columns": list(wish.columns)}
    asked = Wish(
        source=LIST_SOURCE, parameters=parameters, kind=ExportKind(wish.format), language=wish.language
    )
    made = services.export_ask(wish=asked, actor=signed_in(request), at=now())
    if isinstance(made, Taken):
        return FileResponse(
            made.file, as_attachment=True, filename=made.name, content_type=made.kind.media.value
        )
    return HttpResponseRedirect(reverse("files:export", args=(made.pk,)), status=_SEE_OTHER)


def list_table(parameters: Parameters, language: str, actor: Actor) -> Table:
    """Return a list page's records as a table: the source under which every list can be exported."""
    page = list_page(str(parameters["list"]))
    require(actor, page.act)
    columns = cast("Sequence[str]", parameters["columns"])
    wish = ExportWish(
        list_key=page.key,
        query=str(parameters["query"]),
        format="",
        columns=tuple(columns),
        language=language,
    )
    found = table_of(wish, actor=actor)
    return Table(
        title=found.title,
        keys=found.keys,
        labels=found.labels,
        records=(Record(row.values, row.shape) for row in found.rows()),
        is_placed=bool(page.shape_field),
    )


# --- the pages of exports ----------------------------------------------------------------------------------

_COLUMNS = (
    text("title", gettext_lazy("List"), locked=True, primary=True),
    term("kind", gettext_lazy("Format"), ExportKind),
    term("state", gettext_lazy("State"), ExportState),
    number("done", gettext_lazy("Rows")),
    moment("asked_at", gettext_lazy("Asked"), sort="pk"),
    moment("ended_at", gettext_lazy("Ended"), drop=1),
)


class ExportList(ListPage[Export]):
    """What the reader asked for."""

    act = Act.EXPORT_START
    key = menu = "exports"
    kind = "export"
    title = gettext_lazy("Exports")
    columns = _COLUMNS
    filters = (TermFilter(name="state", label=gettext_lazy("State"), vocabulary=ExportState),)
    sort = "-asked_at"
    area_field = ""

    def records(self) -> QuerySet[Export]:
        """Return the reader's own exports."""
        return queries.exports_of(self.actor)

    def row_url(self, record: Export) -> str:
        """Return the export's page."""
        return reverse("files:export", args=(record.pk,))

    def empty(self) -> State:
        """Return why there may be none."""
        text = _(
            "Lists of more than 5,000 rows are made here while you go on; shorter ones download at once."
        )
        return State(kind="empty", title=_("No exports yet"), text=text)


class ExportPage(ObjectPage[Export]):
    """An export: how far it has come, and its file once it is made."""

    act = Act.EXPORT_START
    menu = "exports"
    kind = "export"
    list_url_name = "files:exports"
    facts = _COLUMNS
    acts = (
        ObjectAct(
            act=Act.EXPORT_START,
            label=gettext_lazy("Download"),
            url_name="files:export-file",
            kind="primary",
            icon="download",
            why_not=lambda export: "" if export.file else _("The file is not made yet."),
        ),
        ObjectAct(
            act=Act.EXPORT_START,
            label=gettext_lazy("Cancel the export"),
            url_name="files:export-cancel",
            icon="x",
            why_not=lambda export: _("The export is over.") if export.standing.is_final else "",
        ),
    )

    def load(self) -> Export:
        """Return the reader's export."""
        return queries.export_get(self.kwargs["export_id"], actor=self.actor)

    def heading(self) -> str:
        """Return which list it is, and when it was asked for."""
        return f"{self.record.title}.{self.record.kind}"

    def state(self) -> Tag | None:
        """Return how far it has come."""
        return tag_cell(self.record.standing).tag

    def sections(self) -> Sequence[Section]:
        """Return the progress, which asks for itself again until the export is over; or why it failed."""
        context = {
            "export": self.record,
            "why": sentence(self.record.failure, language()) if self.record.failure else "",
            "url": self.request.path,
        }
        return (Section(title=_("Progress"), template="files/progress.html", context=context),)


@require_safe
def export_file(request: HttpRequest, export_id: int) -> HttpResponse:
    """Lead to the file of an export."""
    actor = signed_in(request)
    export = queries.export_get(export_id, actor=actor)
    if export.file is None:
        raise NotFound(kind="file", key=str(export_id))
    return HttpResponseRedirect(queries.file_address(export.file, actor=actor, at=now()))


class ExportCancelPage(FormPage[Export, forms.Form]):
    """Stopping an export that is under way."""

    act = Act.EXPORT_START
    menu = "exports"
    kind = "export"
    form_class = forms.Form
    title = gettext_lazy("Cancel the export")
    lead = gettext_lazy("What was made so far is thrown away.")
    verb = gettext_lazy("Cancel the export")
    verb_kind = "danger"

    def load(self) -> Export:
        """Return the reader's export."""
        return queries.export_get(self.kwargs["export_id"], actor=self.actor)

    def back_url(self) -> str:
        """Return the export's page."""
        return reverse("files:export", args=(self.record.pk,))

    def submit(self, sent: Sent[forms.Form]) -> Done:
        """Stop it."""
        services.export_cancel(export_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=_("The export was cancelled."))
