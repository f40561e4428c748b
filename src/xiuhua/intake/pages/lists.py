"""Lists: imports, the faults of one, the changes of one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.intake import queries
from xiuhua.intake.models import ImportChange, ImportFault, ImportRun
from xiuhua.intake.rules.kinds import import_kind, import_kinds
from xiuhua.intake.terms import Act, RunState
from xiuhua.web import seams
from xiuhua.web.addresses import Held
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, moment, number, term, text
from xiuhua.web.pages.filters import Filter, Mark, TermFilter
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.parts import Action, Cell, FilterField, Option, State
from xiuhua.web.sentences import sentence


def kind_label(key: str) -> str:
    """Return how a reader calls a kind; its key where it is known no more."""
    known = {kind.key: kind for kind in import_kinds()}
    if key not in known:
        return key
    return known[key].zh if language().startswith("zh") else known[key].en


def column_label(kind_key: str, column: str) -> str:
    """Return how a reader calls a column of a kind."""
    if column == "shape":
        return _("Shape")
    for one in import_kind(kind_key).columns:
        if one.key == column:
            return one.zh if language().startswith("zh") else one.en
    return column


def who(name: str) -> str:
    """Return whom a name in the ledger stands for."""
    return seams.actor_labels({name}).get(name, name) if name else ""


@dataclass(frozen=True, kw_only=True)
class RunFilter(Filter):
    """The import that rows belong to: `?run=12`."""

    def is_value(self, value: str) -> bool:
        """Return whether the text is a key."""
        return value.isdecimal() and len(value) < 19

    def condition(self, held: Held) -> Q:
        """Return that the row is of this import."""
        return Q(run=int(held[self.name][0]))

    def marks(self, held: Held) -> tuple[Mark, ...]:
        """Return one chip."""
        return tuple(Mark(self.name, value, value) for value in held.get(self.name, ())[:1])

    def part(self, held: Held) -> FilterField:
        """Return a field of figures."""
        value = next(iter(held.get(self.name, ())), "")
        return FilterField(name=self.name, label=str(self.label), kind="text", value=value)


@dataclass(frozen=True, kw_only=True)
class KindFilter(Filter):
    """The kind of an import: `?kind=components`."""

    def is_value(self, value: str) -> bool:
        """Return whether there is such a kind."""
        return any(kind.key == value for kind in import_kinds())

    def condition(self, held: Held) -> Q:
        """Return that the import is of one of the kinds."""
        return Q(kind__in=held[self.name])

    def marks(self, held: Held) -> tuple[Mark, ...]:
        """Return a chip for each."""
        return tuple(Mark(self.name, value, kind_label(value)) for value in held.get(self.name, ()))

    def part(self, held: Held) -> FilterField:
        """Return a choice."""
        chosen = held.get(self.name, ())
        options = tuple(
            Option(value=kind.key, label=kind_label(kind.key), selected=kind.key in chosen)
            for kind in import_kinds()
        )
        value = chosen[0] if chosen else ""
        return FilterField(name=self.name, label=str(self.label), kind="choice", options=options, value=value)


class ImportList(ListPage[ImportRun]):
    """Every import of the kinds the reader may import, newest first."""

    act = Act.START
    key = menu = "imports"
    kind = "import"
    title = gettext_lazy("Imports")
    sort = "-started"
    area_field = ""
    columns = (
        text("name", gettext_lazy("File"), primary=True, locked=True),
        ListColumn(key="kind", label=gettext_lazy("Holds"), cell=lambda run: Cell(text=kind_label(run.kind))),
        term("state", gettext_lazy("State"), RunState),
        number("fresh", gettext_lazy("New")),
        number("changed", gettext_lazy("Changed rows")),
        number("faulty", gettext_lazy("Faulty")),
        ListColumn(
            key="by",
            label=gettext_lazy("Brought by"),
            cell=lambda run: Cell(text=who(run.started_by)),
            drop=2,
        ),
        moment("started", gettext_lazy("Brought"), of="started_at", sort="pk", drop=1),
    )
    filters = (
        KindFilter(name="kind", label=gettext_lazy("Holds")),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=RunState),
    )
    presets = (
        Preset(label=gettext_lazy("All")),
        Preset(label=gettext_lazy("To be confirmed"), query={"state": ("previewed", "choosing")}),
        Preset(label=gettext_lazy("Imported"), query={"state": ("done",)}),
    )

    def records(self) -> QuerySet[ImportRun]:
        """Return the runs that the reader may see."""
        return queries.runs_of(self.actor)

    def row_url(self, record: ImportRun) -> str:
        """Return the run's page."""
        return reverse("intake:import", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Offer to bring a file."""
        return (_begin(),)

    def empty(self) -> State:
        """Return what to do first."""
        return State(
            kind="empty",
            title=_("Nothing has been imported yet"),
            text=_(
                "Bring an Excel sheet or a map file. You see what it would change before anything is "
                "written, and can take it back as a whole."
            ),
            acts=(_begin(),),
        )


def _begin() -> Action:
    return Action(
        name=Act.START, label=_("Import a file"), kind="primary", icon="upload", url=reverse("intake:new")
    )


def fault_said(fault: ImportFault) -> str:
    """Return what is wrong with a row in the reader's language."""
    arguments: dict[str, Any] = dict(fault.arguments)  # as JSON holds them
    try:
        return sentence(fault.code, language(), **arguments)
    except KeyError:  # a sentence that was renamed since, or an argument the importer left out
        return f"{fault.code} {arguments or ''}".strip()


class FaultList(ListPage[ImportFault]):
    """Rows that cannot be taken, each with its reason."""

    act = Act.START
    key = "import-faults"
    menu = "imports"
    kind = "import_fault"
    title = gettext_lazy("Rows that cannot be imported")
    sort = "row"
    area_field = ""
    columns = (
        number("row", gettext_lazy("Row"), sort="row", locked=True, primary=True),
        text("column", gettext_lazy("Column")),
        ListColumn(key="why", label=gettext_lazy("Reason"), cell=lambda fault: Cell(text=fault_said(fault))),
        ListColumn(
            key="cells",
            label=gettext_lazy("The row as it stands in the file"),
            cell=lambda fault: Cell(text="　".join(value for value in fault.cells.values() if value)),
            drop=1,
        ),
    )
    filters = (RunFilter(name="run", label=gettext_lazy("Import no.")),)

    def records(self) -> QuerySet[ImportFault]:
        """Return the faults that the reader may see."""
        return queries.faults_of(self.actor)

    def row_url(self, record: ImportFault) -> str:
        """Return the import's page."""
        return reverse("intake:import", args=(record.run_id,))


class ChangeList(ListPage[ImportChange]):
    """Recorded rows that a file would change, column by column."""

    act = Act.START
    key = "import-changes"
    menu = "imports"
    kind = "import_change"
    title = gettext_lazy("What the file would change")
    sort = "row"
    area_field = ""
    columns = (
        number("row", gettext_lazy("Row"), sort="row", locked=True),
        code("key", gettext_lazy("Code"), primary=True, locked=True),
        ListColumn(
            key="column",
            label=gettext_lazy("Column"),
            cell=lambda change: Cell(text=column_label(change.run.kind, change.column)),
        ),
        text("before", gettext_lazy("Now")),
        text("after", gettext_lazy("Becomes")),
    )
    filters = (RunFilter(name="run", label=gettext_lazy("Import no.")),)

    def records(self) -> QuerySet[ImportChange]:
        """Return the changes that the reader may see."""
        return queries.changes_of(self.actor).select_related("run")

    def row_url(self, record: ImportChange) -> str:
        """Return the import's page."""
        return reverse("intake:import", args=(record.run_id,))
