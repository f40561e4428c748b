"""One import, and the files that leave with it."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from xiuhua.files.queries import file_address
from xiuhua.files.rules.tables import Record, Table
from xiuhua.files.rules.writers import table_write
from xiuhua.files.terms import ExportKind
from xiuhua.intake import queries
from xiuhua.intake.models import ImportRun
from xiuhua.intake.pages.lists import column_label, fault_said, kind_label, who
from xiuhua.intake.terms import Act, RunState
from xiuhua.shared.actor import NOBODY, Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotSignedIn
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, moment, number, tag_of
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Cell, MapLayer, MapView, Section, Tag
from xiuhua.web.sentences import sentence

_FAULTS_SHOWN = 10
_CHANGES_SHOWN = 20
_CHOOSABLE = {RunState.CHOOSING, RunState.PREVIEWED}


def _not_committable(run: ImportRun) -> str:
    if run.standing is not RunState.PREVIEWED:
        return _("Only a previewed import can be confirmed.")
    return "" if run.fresh or run.changed else _("There is nothing to write.")


def _not_choosable(run: ImportRun) -> str:
    return "" if run.standing in _CHOOSABLE else _("The file is not waiting for it.")


def _not_undoable(run: ImportRun) -> str:
    return "" if run.standing is RunState.DONE else _("Nothing was written that could be taken back.")


def _not_droppable(run: ImportRun) -> str:
    can = run.standing in {*_CHOOSABLE, RunState.REFUSED}
    return "" if can else _("It can no longer be given up.")


class ImportPage(ObjectPage[ImportRun]):
    """An import: what it would do or did, and why it stands still."""

    act = Act.START
    kind = "import"
    menu = "imports"
    list_url_name = "intake:imports"
    facts = (
        ListColumn(key="kind", label=gettext_lazy("Holds"), cell=lambda run: Cell(text=kind_label(run.kind))),
        ListColumn(
            key="by", label=gettext_lazy("Brought by"), cell=lambda run: Cell(text=who(run.started_by))
        ),
        moment("started", gettext_lazy("Brought"), of="started_at"),
        ListColumn(
            key="to", label=gettext_lazy("Confirmed by"), cell=lambda run: Cell(text=who(run.committed_by))
        ),
        moment("committed", gettext_lazy("Imported"), of="committed_at"),
        moment("undone", gettext_lazy("Taken back"), of="undone_at"),
        number("size", gettext_lazy("Size of the file"), of="file.size_bytes", unit="B"),
        ListColumn(
            key="sha256",
            label=gettext_lazy("SHA-256 of the file"),
            kind="code",
            cell=lambda run: Cell(kind="code", text=run.file.sha256[:16] + "…"),
        ),
    )
    acts = (
        ObjectAct(
            act=Act.START, label=gettext_lazy("Confirm the import"), url_name="intake:commit", kind="primary",
            icon="check", why_not=_not_committable,
        ),
        ObjectAct(
            act=Act.START, label=gettext_lazy("Match the columns"), url_name="intake:columns",
            icon="columns-3",
            why_not=_not_choosable,
        ),
        ObjectAct(
            act=Act.START, label=gettext_lazy("Check again"), url_name="intake:again", icon="refresh",
            why_not=_not_choosable,
        ),
        ObjectAct(
            act=Act.START, label=gettext_lazy("Take the import back"), url_name="intake:undo",
            icon="arrow-back-up",
            why_not=_not_undoable,
        ),
        ObjectAct(
            act=Act.START, label=gettext_lazy("The original file"), url_name="intake:file", icon="download"
        ),
        ObjectAct(
            act=Act.START, label=gettext_lazy("Give up"), url_name="intake:drop", icon="x",
            why_not=_not_droppable,
        ),
    )  # fmt: skip

    def load(self) -> ImportRun:
        """Return the import of the URL."""
        return queries.run_get(self.kwargs["run_id"], actor=self.actor)

    def state(self) -> Tag:
        """Return how far it has come."""
        return tag_of(self.record.standing)

    def sections(self) -> Sequence[Section]:
        """Return progress, what stands in the way, the counts, faults, changes and first rows."""
        run = self.record
        context = {
            "run": run,
            "why": failure_said(run),
            "url": self.request.path,
            "notes": [
                sentence(note["code"], language(), **note["arguments"])
                for note in run.preview.get("notes", ())
            ],
        }
        found = [Section(title=_("What it does"), template="intake/tally.html", context=context)]
        if run.faulty:
            found.append(self._faults_section())
        if run.changed:
            found.append(self._changes_section())
        if run.preview.get("rows"):
            found.append(self._rows_section())
        return found

    def _faults_section(self) -> Section:
        run = self.record
        rows = [
            (fault.row, fault.column, fault_said(fault))
            for fault in run.faults.order_by("row", "pk")[:_FAULTS_SHOWN]
        ]
        context = {
            "rows": rows,
            "all_url": f"{reverse('intake:faults')}?run={run.pk}",
            "sheet_url": reverse("intake:faults-sheet", args=(run.pk,)),
        }
        return Section(
            title=_("Rows that cannot be imported"), template="intake/faults.html", context=context
        )

    def _changes_section(self) -> Section:
        run = self.record
        rows = [
            (change.row, change.key, column_label(run.kind, change.column), change.before, change.after)
            for change in run.changes.order_by("row", "pk")[:_CHANGES_SHOWN]
        ]
        context = {"rows": rows, "all_url": f"{reverse('intake:changes')}?run={run.pk}"}
        return Section(title=_("What the file would change"), template="intake/changes.html", context=context)

    def _rows_section(self) -> Section:
        run = self.record
        matched = [key for key, heading in run.mapping["columns"].items() if heading]
        keys = list(dict.fromkeys([*matched, *run.mapping["constants"]]))
        context = {
            "labels": [column_label(run.kind, key) for key in keys],
            "rows": [
                (row["row"], row["is_new"], [row["values"].get(key, "") for key in keys])
                for row in run.preview["rows"]
            ],
        }
        return Section(title=_("The first rows"), template="intake/rows.html", context=context)

    def map_view(self) -> MapView | None:
        """Return up to 500 of its shapes on the ground as it is recorded."""
        shapes = self.record.preview.get("shapes")
        if not shapes or not shapes["features"]:
            return None
        shown, all_of_them = len(shapes["features"]), shapes["of"]
        words = {"shown": shown, "all": all_of_them}
        note = _("%(shown)s of %(all)s shapes drawn") % words if shown < all_of_them else ""
        layers = (MapLayer(name="areas", label=str(_("Areas"))),)
        return MapView(label=self.record.name, layers=layers, overlay=shapes, note=note)


def failure_said(run: ImportRun) -> str:
    """Return why an import stands still, in the reader's language; empty where it does not."""
    if not run.failure:
        return ""
    try:
        return sentence(run.failure["code"], language(), **run.failure["arguments"])
    except KeyError:
        return str(run.failure["code"])


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = getattr(request, "actor", NOBODY)
    if actor.user_id is None:
        raise NotSignedIn
    return actor


@require_safe
def import_file(request: HttpRequest, run_id: int) -> HttpResponse:
    """Lead to the original file."""
    actor = _actor(request)
    run = queries.run_get(run_id, actor=actor)
    return HttpResponseRedirect(file_address(run.file, actor=actor, at=now()))


@require_safe
def faults_sheet(request: HttpRequest, run_id: int) -> FileResponse:
    """Answer with the faulty rows as they stand in the file and their reasons: to mend and bring again."""
    run = queries.run_get(run_id, actor=_actor(request))
    headings = [str(heading) for heading in run.preview.get("headings", ())]
    by_row: dict[int, tuple[dict[str, str], list[str]]] = {}
    for fault in run.faults.order_by("row", "pk"):
        said = f"{fault.column}{'：' if fault.column else ''}{fault_said(fault)}"
        by_row.setdefault(fault.row, (fault.cells, []))[1].append(said)
    records = (
        Record((row, "；".join(why), *(cells.get(heading) for heading in headings)))
        for row, (cells, why) in by_row.items()
    )
    labels = (_("Row"), _("Reason"), *headings)
    table = Table(
        title=_("Rows that cannot be imported"), keys=labels, labels=labels, records=records, made_at=now()
    )
    file = io.BytesIO()
    table_write(table, ExportKind.XLSX, file)
    file.seek(0)
    name = f"{run.name.rpartition('.')[0]} {_('rows to mend')}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=ExportKind.XLSX.media.value)
