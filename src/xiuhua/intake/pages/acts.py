"""The acts on an import: bringing a file, matching columns, confirming, giving up, taking back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.intake import queries, services
from xiuhua.intake.forms import LOCAL, CommitForm, MapForm, UndoForm, UploadForm
from xiuhua.intake.models import ImportRun
from xiuhua.intake.pages.lists import kind_label
from xiuhua.intake.rules.kinds import import_kind
from xiuhua.intake.rules.mapping import Mapping as ColumnMapping
from xiuhua.intake.rules.mapping import mapping_of_toml
from xiuhua.intake.terms import Act, RunState
from xiuhua.shared.coordinates import Datum
from xiuhua.shared.errors import Invalid
from xiuhua.web.errors import language
from xiuhua.web.pages.forms import Done, F, FormPage, Sent
from xiuhua.web.parts import Crumb

_MAP_LIMIT_BYTES = 256 * 1024


class ImportNewPage(FormPage[ImportRun, UploadForm]):
    """Bringing a file."""

    act = Act.START
    kind = "import"
    menu = "imports"
    form_class = UploadForm
    title = gettext_lazy("Import a file")
    lead = gettext_lazy("You see what it would change first. Nothing is written until you confirm.")
    verb = gettext_lazy("Read the file")
    verb_icon = "upload"

    def load(self) -> ImportRun:
        """Return the run that is not there yet."""
        return ImportRun()

    def permit(self) -> None:
        """Let in whoever may import anything."""
        self.record = self.load()
        super(FormPage, self).permit()

    def prepare(self, form: UploadForm) -> None:
        """Offer the kinds that the reader may import."""
        kinds = [(kind.key, kind_label(kind.key)) for kind in queries.kinds_for(self.actor)]
        form.fields["kind"].choices = kinds  # type: ignore[attr-defined]  # it is a ChoiceField

    def initial(self) -> Mapping[str, object]:
        """Return the kind of the link that led here."""
        return {"kind": self.request.GET.get("kind", "")}

    def submit(self, sent: Sent[UploadForm]) -> Done:
        """Keep the file; read a small one now, leave a large one to a worker."""
        typed = sent.form.cleaned_data
        said = typed["map"]
        run = services.run_open(
            kind_key=typed["kind"],
            content=typed["file"],
            name=typed["file"].name,
            mapping=_map_read(said) if said else ColumnMapping(),
            actor=self.actor,
            at=sent.at,
        )
        return _next(run, self, sent)

    def back_url(self) -> str:
        """Return the list."""
        return reverse("intake:imports")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list."""
        return (Crumb(label=_("Imports"), url=reverse("intake:imports")),)


def _map_read(file) -> ColumnMapping:  # type: ignore[no-untyped-def]  # noqa: ANN001 - Django's uploaded file
    try:
        return mapping_of_toml(file.read(_MAP_LIMIT_BYTES).decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise Invalid(fields={"map": "import_not_text"}) from fault


def _next(run: ImportRun, page: FormPage[ImportRun, F], sent: Sent[F]) -> Done:
    """Read a run's file, now or later, and lead to its page."""
    url = reverse("intake:import", args=(run.pk,))
    if run.file.size_bytes > services.SMALL_BYTES:
        services.run_work_later(run_id=run.pk)
        return Done(url=url, message=_("The file is being read. You may leave this page."))
    run = services.run_read(run_id=run.pk, actor=page.actor, at=sent.at)
    if run.standing is RunState.PREVIEWED:
        return Done(url=url, message=_("Read and checked. Nothing is written yet."))
    return Done(url=url, message=_("The file was kept, but cannot be checked yet."))


class _ImportAct(FormPage[ImportRun, F]):
    """An act on one import."""

    act = Act.START
    kind = "import"
    menu = "imports"

    def load(self) -> ImportRun:
        """Return the import of the URL."""
        return queries.run_get(self.kwargs["run_id"], actor=self.actor)

    def version(self) -> str:
        """Return its state and plan."""
        return f"{self.record.state}:{self.record.plan}"

    def back_url(self) -> str:
        """Return its page."""
        return reverse("intake:import", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the import."""
        return (
            Crumb(label=_("Imports"), url=reverse("intake:imports")),
            Crumb(label=self.record.name, url=self.back_url()),
        )


class ImportColumnsPage(_ImportAct[MapForm]):
    """Matching the file's headings to the columns of its kind."""

    form_class = MapForm
    title = gettext_lazy("Match the columns")
    lead = gettext_lazy("Beside each heading stand the first values of its column.")
    verb = gettext_lazy("Check with these columns")

    def prepare(self, form: MapForm) -> None:
        """Offer the headings of the file with their samples."""
        samples = self.record.preview.get("samples", {})
        headings = {one: samples.get(one, []) for one in self.record.preview.get("headings", ())}
        form.columns_add(import_kind(self.record.kind), headings, language=language())
        if isinstance(self._said.system, Datum) or self._said.system is None:
            return
        system = form.fields["system"]
        system.choices = [*system.choices, (LOCAL, _("local plane of the map file"))]  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def _said(self) -> ColumnMapping:
        return queries.mapping_of_run(self.record)

    def initial(self) -> Mapping[str, object]:
        """Return how it is matched now, or would be by the names."""
        said = self._said
        guessed = queries.columns_proposed(self.record)
        found: dict[str, object] = {f"column_{key}": heading for key, heading in guessed.items()}
        system = said.system.value if isinstance(said.system, Datum) else LOCAL if said.system else ""
        return {
            **found, "system": system, "axes": "yx" if said.swapped else "xy", "longitude": said.longitude,
            "latitude": said.latitude, "layer": said.layer, "encoding": said.encoding,
            "skip_rows": said.skip_rows,
        }  # fmt: skip

    def submit(self, sent: Sent[MapForm]) -> Done:
        """Match, and read again."""
        typed, said = sent.form.cleaned_data, self._said
        columns = {
            name.removeprefix("column_"): value for name, value in typed.items() if name.startswith("column_")
        }
        system = (
            said.system if typed["system"] == LOCAL else Datum(typed["system"]) if typed["system"] else None
        )
        mapping = replace(
            said,
            columns=columns or said.columns,
            system=system,
            swapped=typed["axes"] == "yx",
            longitude=typed.get("longitude", said.longitude),
            latitude=typed.get("latitude", said.latitude),
            layer=typed["layer"].strip(),
            encoding=typed["encoding"],
            skip_rows=typed["skip_rows"] or 0,
        )
        run = services.run_map(run_id=self.record.pk, mapping=mapping, actor=self.actor, at=sent.at)
        return _next(run, self, sent)


class ImportAgainPage(_ImportAct[forms.Form]):
    """Reading the same file again, compared with what is recorded by now."""

    form_class = forms.Form
    title = gettext_lazy("Check again")
    lead = gettext_lazy("The same file is compared with what is recorded now.")
    verb = gettext_lazy("Check again")

    def submit(self, sent: Sent[forms.Form]) -> Done:
        """Read it again."""
        run = services.run_map(
            run_id=self.record.pk, mapping=queries.mapping_of_run(self.record), actor=self.actor, at=sent.at
        )
        return _next(run, self, sent)


class ImportCommitPage(_ImportAct[CommitForm]):
    """Confirming what the preview promised."""

    form_class = CommitForm
    title = gettext_lazy("Confirm the import")
    lead = gettext_lazy("All rows are written together or none. Until they are used, they can be taken back.")
    verb = gettext_lazy("Import")
    verb_icon = "check"

    def prepare(self, form: CommitForm) -> None:
        """Ask about faulty rows only where there are any."""
        if not self.record.faulty:
            del form.fields["leaves_out"]
            return
        rows = {"rows": self.record.faulty}
        form.fields["leaves_out"].label = _("Import the rest; %(rows)s faulty rows stay out") % rows

    def submit(self, sent: Sent[CommitForm]) -> Done:
        """Write few rows now, leave many to a worker."""
        run = services.run_commit_ask(
            run_id=self.record.pk,
            leaves_out=sent.form.cleaned_data.get("leaves_out", False),
            actor=self.actor,
            at=sent.at,
        )
        if run.fresh + run.changed > services.SMALL_ROWS:
            services.run_work_later(run_id=run.pk)
            return Done(
                url=self.back_url(), message=_("The rows are being written. You may leave this page.")
            )
        services.run_commit(run_id=run.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=_("Imported"))


class ImportDropPage(_ImportAct[forms.Form]):
    """Giving an import up."""

    form_class = forms.Form
    title = gettext_lazy("Give the import up")
    lead = gettext_lazy("Nothing was written. The file stays in the history.")
    verb = gettext_lazy("Give up")

    def submit(self, sent: Sent[forms.Form]) -> Done:
        """Give it up."""
        services.run_drop(run_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=_("Given up"))


class ImportUndoPage(_ImportAct[UndoForm]):
    """Taking an import back as a whole."""

    form_class = UndoForm
    title = gettext_lazy("Take the import back")
    lead = gettext_lazy(
        "What it made is removed, what it changed gets its former values. Refused once a row is used."
    )
    verb = gettext_lazy("Take back")
    verb_kind = "danger"

    def submit(self, sent: Sent[UndoForm]) -> Done:
        """Take few rows back now, leave many to a worker."""
        run = services.run_undo_ask(
            run_id=self.record.pk, reason=sent.form.cleaned_data["reason"], actor=self.actor, at=sent.at
        )
        if run.fresh + run.changed > services.SMALL_ROWS:
            services.run_work_later(run_id=run.pk)
            return Done(url=self.back_url(), message=_("The import is being taken back."))
        services.run_undo(run_id=run.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=_("Taken back"))
