"""Versions, and their lines as a table."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.models import Handbook, HandbookLine
from xiuhua.ground.pages.book import standing_tag
from xiuhua.ground.pages.catalogue import UNIT_LABELS, class_name, item_name
from xiuhua.ground.pages.handbook.addresses import book_url, numbered
from xiuhua.ground.queries.handbook import (
    handbook_lines,
    handbooks,
)
from xiuhua.ground.rules.limits import limit_text
from xiuhua.ground.terms.catalogue import (
    HandbookAct,
    HandbookState,
    ItemKind,
    Standard,
)
from xiuhua.shared.clock import now
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Words
from xiuhua.web.pages.columns import ListColumn, code, moment, number, term, text
from xiuhua.web.pages.filters import ChoiceFilter, PrefixFilter, TermFilter
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.parts import Action, Cell, State
from xiuhua.web.seams import may


def _standing(book: Handbook) -> Cell:
    return Cell(kind="tag", tag=standing_tag(book, at=now()))


class HandbookListPage(ListPage[Handbook]):
    """Every version of every area's handbook."""

    key = "handbooks"
    kind = menu = "handbook"
    act = HandbookAct.READ
    title = _("Versions of the handbook")
    sort = "-recorded"
    area_field = ""  # everybody reads every handbook
    columns = (
        ListColumn(
            key="number", label=_("Version"), cell=lambda book: Cell(text=numbered(book)), locked=True
        ),
        text("title", _("Title"), primary=True, locked=True),
        ListColumn(key="state", label=_("State"), kind="tag", cell=_standing),
        code("document_number", _("Document number"), drop=2),
        moment("effective", _("Holds from"), of="effective_at", sort="effective_at", nullable=True),
        number("items", _("Items"), of="item_count", drop=3),
        number("lines", _("Lines"), of="line_count", drop=3),
        moment("recorded", _("Drafted"), of="recorded_at", sort="recorded_at", drop=1),
    )
    filters = (TermFilter(name="state", label=_("State"), vocabulary=HandbookState),)
    presets = (
        Preset(label=_("All")),
        Preset(label=_("Published"), query={"state": ("published",)}),
        Preset(label=_("Drafts"), query={"state": ("draft",)}),
    )

    def records(self) -> QuerySet[Handbook]:
        """Return every version."""
        return handbooks()

    def row_url(self, record: Handbook) -> str:
        """Return the page of the version."""
        return reverse("ground:handbook-page", args=(record.pk,))

    def acts(self) -> Sequence[Action]:
        """Return drafting, and the book that holds."""
        draft = Action(
            name=HandbookAct.DRAFT, label=gettext("Draft a handbook"), url=reverse("ground:handbook-draft"),
            icon="plus", kind="primary",
        )  # fmt: skip
        book = Action(label=gettext("The book in force"), url=reverse("ground:handbook"), icon="book-2")
        return (draft, book) if may(self.actor, HandbookAct.DRAFT) else (book,)

    def empty(self) -> State:
        """Say how the first version comes about."""
        draft = Action(
            label=gettext("Draft a handbook"),
            url=reverse("ground:handbook-draft"),
            icon="plus",
            kind="primary",
        )
        return State(
            kind="empty",
            title=gettext("No version yet"),
            text=gettext("Begin with the reference lines of another city and adapt them."),
            acts=(draft,) if may(self.actor, HandbookAct.DRAFT) else (),
        )


def _version_choices() -> Sequence[tuple[str, str]]:
    return [
        (str(book.pk), f"{book.title} · {numbered(book)}") for book in handbooks().order_by("-recorded_at")
    ]


def _unit_column(role: str, label: Words) -> ListColumn[HandbookLine]:
    """Return a column of units in one role; only who handles is shown until somebody chooses."""

    def cell(line: HandbookLine) -> Cell:
        return Cell(text=str(getattr(line, role) or ""))

    return ListColumn(key=role, label=label, cell=cell, shown=role == "handler", drop=1)


class HandbookLineListPage(ListPage[HandbookLine]):
    """Lines as a table, to search, filter and take away."""

    key = "handbook_lines"
    kind = "handbook_line"
    menu = "handbook"
    act = HandbookAct.READ
    title = _("Lines of the handbook")
    sort = "order"
    area_field = ""  # everybody reads every handbook
    columns = (
        code("code", _("Code"), of="item.code"),
        ListColumn(
            key="name",
            label=_("Name"),
            cell=lambda line: Cell(text=item_name(line.item)),
            primary=True,
            locked=True,
        ),
        ListColumn(
            key="class", label=_("Class"), cell=lambda line: Cell(text=class_name(line.item)), shown=False
        ),
        term("standard", _("Standard"), Standard, of="item.standard", shown=False),
        term("kind", _("Kind"), ItemKind, of="item.kind", shown=False),
        number("number", _("Condition no."), of="sequence", drop=3),
        text("condition", _("Filing condition"), of="filing_condition"),
        ListColumn(
            key="limit", label=_("Limit"), cell=lambda line: Cell(text=limit_text(line.limit, language()))
        ),
        text("closing", _("Closing condition"), of="closing_condition", drop=2),
        *(_unit_column(role, label) for role, label in UNIT_LABELS),
        text("source", _("Source"), shown=False),
        text("unchecked", _("Still to be checked"), shown=False),
        ListColumn(
            key="version",
            label=_("Version"),
            cell=lambda line: Cell(text=numbered(line.handbook)),
            shown=False,
        ),
        number("order", _("Order"), of="pk", sort="id", shown=False),
    )
    filters = (
        ChoiceFilter(
            name="version", label=_("Version"), field="handbook_id", choices=_version_choices, by_id=True
        ),
        PrefixFilter(name="code", label=_("Code begins with"), field="item__code"),
        TermFilter(name="kind", label=_("Kind"), field="item__kind", vocabulary=ItemKind),
    )

    def records(self) -> QuerySet[HandbookLine]:
        """Return the lines of every version."""
        return handbook_lines()

    def row_url(self, record: HandbookLine) -> str:
        """Return the entry in its book."""
        return book_url(record.handbook_id, record.item_id)

    def row_note(self, record: HandbookLine) -> str:
        """Return condition and limit."""
        return f"{record.item.code} · {record.filing_condition} · {limit_text(record.limit, language())}"
