"""Versions of the handbook on the screen: the list, one version, and every act on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TypeVar, cast

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.files.services import file_store
from xiuhua.files.terms import Media
from xiuhua.ground.forms.handbook import (
    AssignForm,
    DraftForm,
    LineForm,
    NewLineForm,
    PhotoForm,
    PublishForm,
    ReasonForm,
)
from xiuhua.ground.models import CatalogueItem, ExamplePhoto, Handbook, HandbookLine, Unit
from xiuhua.ground.pages.book import standing_tag
from xiuhua.ground.pages.catalogue import UNIT_LABELS, class_name, item_name
from xiuhua.ground.queries.areas import areas_wide
from xiuhua.ground.queries.catalogue import items
from xiuhua.ground.queries.handbook import (
    UNITS,
    handbook_before,
    handbook_get,
    handbook_lines,
    handbooks,
    line_get,
    photo_get,
    units_called,
    units_offered,
)
from xiuhua.ground.rules.limits import limit_read, limit_text
from xiuhua.ground.services import handbook as acts
from xiuhua.ground.services.handbook import LineText
from xiuhua.ground.terms.catalogue import (
    HandbookAct,
    HandbookStart,
    HandbookState,
    ItemKind,
    PhotoRange,
    Standard,
)
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Words
from xiuhua.web.pages.columns import ListColumn, code, moment, number, term, text
from xiuhua.web.pages.filters import ChoiceFilter, PrefixFilter, TermFilter
from xiuhua.web.pages.forms import Done, FormPage, Sent
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectAct, ObjectPage
from xiuhua.web.parts import Action, Cell, Count, Crumb, Option, Related, State, Tag
from xiuhua.web.seams import areas_for, may, require

F = TypeVar("F", bound=forms.Form)
_PICTURES = {Media.JPEG.value, Media.PNG.value, Media.WEBP.value}


def _book_url(handbook_id: int, item_id: int | None = None) -> str:
    return reverse("ground:handbook-book", args=(handbook_id,)) + (f"#i{item_id}" if item_id else "")


def _version(book: Handbook) -> str:
    return gettext("Version %(number)s") % {"number": book.number}


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
            key="number", label=_("Version"), cell=lambda book: Cell(text=_version(book)), locked=True
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
        (str(book.pk), f"{book.title} · {_version(book)}") for book in handbooks().order_by("-recorded_at")
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
            cell=lambda line: Cell(text=_version(line.handbook)),
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
        return _book_url(record.handbook_id, record.item_id)

    def row_note(self, record: HandbookLine) -> str:
        """Return condition and limit."""
        return f"{record.item.code} · {record.filing_condition} · {limit_text(record.limit, language())}"


# --- one version -------------------------------------------------------------------------------------------


def _in_force_words(book: Handbook) -> str:
    is_over = book.effective_at is not None and book.effective_at <= now()
    return gettext("It is in force; draft a new version to take over.") if is_over else ""


def _first_words(book: Handbook) -> str:
    return "" if handbook_before(book) else gettext("There is no version before it.")


class HandbookPage(ObjectPage[Handbook]):
    """One version: what it is, what may be done with it, and who changed which line."""

    kind = menu = "handbook"
    act = HandbookAct.READ
    list_url_name = "ground:handbooks"
    acts = (
        ObjectAct(
            act=HandbookAct.PUBLISH,
            label=_("Publish"),
            url_name="ground:handbook-publish",
            kind="primary",
            icon="send",
        ),
        ObjectAct(
            act=HandbookAct.READ,
            label=_("Compare"),
            url_name="ground:handbook-compare",
            icon="arrows-diff",
            why_not=_first_words,
        ),
        ObjectAct(
            act=HandbookAct.EDIT, label=_("Name units"), url_name="ground:handbook-units", icon="users"
        ),
        ObjectAct(
            act=HandbookAct.WITHDRAW,
            label=_("Withdraw"),
            url_name="ground:handbook-withdraw",
            icon="arrow-back-up",
            why_not=_in_force_words,
        ),
    )
    facts = (
        text("title", _("Title")),
        ListColumn(
            key="area",
            label=_("Area"),
            kind="code",
            cell=lambda book: Cell(text=book.area_name or book.area_code),
        ),
        code("document_number", _("Document number")),
        moment("effective", _("Holds from"), of="effective_at"),
        moment("published", _("Published on"), of="published_at"),
        number("items", _("Items"), of="item_count"),
        number("lines", _("Lines"), of="line_count"),
        text("basis", _("Paper it rests on")),
    )
    change_labels = {
        "condition": _("Filing condition"),
        "limit": _("Limit"),
        "closing": _("Closing condition"),
        "item": _("Item"),
        "photo": _("Photo"),
        "steward": _("Steward"),
        "owner": _("Owner"),
        "keeper": _("Keeper"),
        "handler": _("Handled by"),
    }

    def load(self) -> Handbook:
        """Return the version of the URL."""
        return handbook_get(self.kwargs["handbook_id"])

    def heading(self) -> str:
        """Return title and number."""
        return f"{self.record.title} · {_version(self.record)}"

    def state(self) -> Tag:
        """Return where it stands."""
        return standing_tag(self.record, at=now())

    def related(self) -> Sequence[Related]:
        """Return the book, and its lines as a table."""
        book = self.record
        items_in, lines_in = (Count(number=int(getattr(book, name))) for name in ("item_count", "line_count"))
        lines_url = f"{reverse('ground:handbook-lines')}?version={book.pk}"
        return [
            Related(label=gettext("The book"), icon="book-2", count=items_in, url=_book_url(book.pk)),
            Related(label=gettext("Lines as a table"), icon="table", count=lines_in, url=lines_url),
        ]


# --- acts on a version -------------------------------------------------------------------------------------


class HandbookForm(FormPage[Handbook, F]):
    """An act on a version."""

    kind = menu = "handbook"

    def load(self) -> Handbook:
        """Return the version of the URL."""
        return handbook_get(self.kwargs["handbook_id"])

    def back_url(self) -> str:
        """Return the page of the version."""
        return reverse("ground:handbook-page", args=(self.record.pk,))

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list and the version."""
        return (
            Crumb(label=gettext("Handbook"), url=reverse("ground:handbooks")),
            Crumb(label=_version(self.record), url=reverse("ground:handbook-page", args=(self.record.pk,))),
        )


class HandbookDraftPage(FormPage[Handbook, DraftForm]):
    """Beginning a version."""

    kind = menu = "handbook"
    act = HandbookAct.DRAFT
    form_class = DraftForm
    title = _("Draft a handbook")
    lead = _("Nobody is bound by a draft until it is published.")
    verb = _("Draft")
    verb_icon = "plus"

    def load(self) -> Handbook:
        """Return a version that is not there yet."""
        return Handbook(state=HandbookState.DRAFT.value)

    def permit(self) -> None:
        """Refuse whoever drafts nowhere; where, the service decides."""
        self.record = self.load()
        require(self.actor, self.act)

    def prepare(self, form: DraftForm) -> None:
        """Offer the cities and districts that the actor keeps a handbook for."""
        field = cast("forms.ChoiceField", form.fields["area_code"])
        field.choices = [(area.code, f"{area.name} {area.code}") for area in self._areas()]

    def _areas(self) -> Sequence[_AreaName]:
        prefixes = areas_for(self.actor, HandbookAct.DRAFT)
        return [
            _AreaName(area.code, area.name)
            for area in areas_wide()
            if len(area.code) <= 6 and area.code.startswith(prefixes)
        ]

    def initial(self) -> Mapping[str, object]:
        """Return the widest area, its title, and the version before where there is one."""
        area = next(iter(self._areas()), None)
        published = handbooks().filter(
            state=HandbookState.PUBLISHED.value, area_code=area.code if area else ""
        )
        start = HandbookStart.PREVIOUS if published.exists() else HandbookStart.DEFAULT_2026
        title = gettext("%(area)s handbook") % {"area": area.name} if area else ""
        return {"area_code": area.code if area else "", "title": title, "start": start.value}

    def submit(self, sent: Sent[DraftForm]) -> Done:
        """Draft."""
        typed = sent.form.cleaned_data
        book = acts.handbook_draft(
            area_code=typed["area_code"],
            title=typed["title"],
            start=HandbookStart(typed["start"]),
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=_book_url(book.pk), message=gettext("Drafted"))

    def back_url(self) -> str:
        """Return the list of versions."""
        return reverse("ground:handbooks")

    def crumbs(self) -> Sequence[Crumb]:
        """Return the list."""
        return (Crumb(label=gettext("Handbook"), url=reverse("ground:handbooks")),)


@dataclass(frozen=True)
class _AreaName:
    code: str
    name: str


class HandbookPublishPage(HandbookForm[PublishForm]):
    """Publishing a draft."""

    act = HandbookAct.PUBLISH
    form_class = PublishForm
    title = _("Publish the handbook")
    lead = _("From its day it holds for every new case. It cannot be changed afterwards, only replaced.")
    verb = _("Publish")
    verb_icon = "send"

    def initial(self) -> Mapping[str, object]:
        """Return today."""
        return {"effective_on": now().astimezone(get_current_timezone()).date()}

    def submit(self, sent: Sent[PublishForm]) -> Done:
        """Keep the paper, then publish."""
        typed = sent.form.cleaned_data
        paper = typed["basis"]
        stored = paper and file_store(content=paper, name=paper.name, actor=self.actor, at=sent.at)
        acts.handbook_publish(
            handbook_id=self.record.pk,
            document_number=typed["document_number"],
            effective_at=datetime.combine(typed["effective_on"], time.min, tzinfo=get_current_timezone()),
            basis=stored or None,
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=gettext("Published"))


class HandbookWithdrawPage(HandbookForm[ReasonForm]):
    """Taking a draft or a version that does not hold yet back."""

    act = HandbookAct.WITHDRAW
    form_class = ReasonForm
    title = _("Withdraw the version")
    lead = _("It stays in the list and can be read; it will not take over.")
    verb = _("Withdraw")
    verb_kind = "danger"

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Withdraw."""
        reason = sent.form.cleaned_data["reason"]
        acts.handbook_withdraw(handbook_id=self.record.pk, reason=reason, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Withdrawn"))


class HandbookUnitsPage(HandbookForm[AssignForm]):
    """Naming units for a class or an item in one act."""

    act = HandbookAct.EDIT
    form_class = AssignForm
    title = _("Name units")
    lead = _("Every line under the code gets the units named here; those left empty stay as they are.")
    verb = _("Name units")
    verb_icon = "users"

    def prepare(self, form: AssignForm) -> None:
        """Offer units."""
        units_offer(form)

    def submit(self, sent: Sent[AssignForm]) -> Done:
        """Name them."""
        typed = sent.form.cleaned_data
        units = {role: pk for role, pk in units_read(typed).items() if pk is not None}
        count = acts.handbook_units_assign(
            handbook_id=self.record.pk,
            prefix=typed["code"].strip(),
            units=units,
            actor=self.actor,
            at=sent.at,
        )
        return Done(
            url=_book_url(self.record.pk), message=gettext("Named in %(count)s lines") % {"count": count}
        )

    def back_url(self) -> str:
        """Return the book."""
        return _book_url(self.record.pk)


# --- acts on a line ----------------------------------------------------------------------------------------


def units_offer(form: forms.Form) -> None:
    """Let the four fields offer the units recorded."""
    options = tuple(
        Option(value=f"{unit.code} {unit.name}", label=unit.short_name) for unit in units_offered()
    )
    for role in UNITS:
        form.fields[role].widget.suggestions = options


def units_read(typed: Mapping[str, str]) -> dict[str, int | None]:
    """Return the ids of the units typed, by role.

    Raises:
        Invalid: a text names no unit, or more than one.
    """
    found: dict[str, int | None] = {}
    faults = {}
    for role in UNITS:
        said = typed[role].strip()
        units = units_called(said) if said else []
        if said and len(units) != 1:
            faults[role] = "handbook_unit_many" if units else "handbook_unit_unknown"
        found[role] = units[0].pk if len(units) == 1 else None
    if faults:
        raise Invalid(fields=faults)
    return found


def _unit_text(unit: Unit | None) -> str:
    return f"{unit.code} {unit.name}" if unit else ""


def _line_text(typed: Mapping[str, str]) -> LineText:
    """Return what was typed as the services want it.

    Raises:
        Invalid: the limit cannot be read, or a unit is not known.
    """
    units = units_read(typed)
    said = typed["limit"].strip()
    try:
        limit = limit_read(said) if said else None
    except ValueError as error:
        raise Invalid(fields={"limit": "handbook_limit_unread"}, text=said) from error
    return LineText(
        filing_condition=typed["filing_condition"],
        limit=limit,
        closing_condition=typed["closing_condition"],
        units=units,
        source=typed["source"],
        unchecked=typed["unchecked"],
    )


def _item_label(item: CatalogueItem) -> str:
    kind = ItemKind(item.kind).label(language())
    standard = Standard(item.standard).label(language())
    return f"{item.code} {item_name(item)} · {kind} · {standard}"


class LineAddPage(HandbookForm[NewLineForm]):
    """Adding a condition to an item."""

    act = HandbookAct.EDIT
    form_class = NewLineForm
    title = _("Add a line")
    verb = _("Add")
    verb_icon = "plus"

    def initial(self) -> Mapping[str, object]:
        """Return the item whose entry the reader came from."""
        asked = self.request.GET.get("item", "")
        item = items().filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 19 else None
        return {"item": _item_label(item)} if item else {}

    def prepare(self, form: NewLineForm) -> None:
        """Offer items and units."""
        units_offer(form)
        form.order_fields(["item", *form.field_order])
        options = tuple(Option(value=_item_label(item), label="") for item in _items_offered())
        form.fields["item"].widget.suggestions = options

    def submit(self, sent: Sent[NewLineForm]) -> Done:
        """Add it."""
        typed = sent.form.cleaned_data
        item = _item_called(typed["item"])
        acts.handbook_line_add(
            handbook_id=self.record.pk, item_id=item.pk, text=_line_text(typed), actor=self.actor, at=sent.at
        )
        return Done(url=_book_url(self.record.pk, item.pk), message=gettext("Added"))

    def back_url(self) -> str:
        """Return the book."""
        return _book_url(self.record.pk)


def _items_offered() -> QuerySet[CatalogueItem]:
    return (
        items()
        .exclude(standard=Standard.GB_2026.value, kind=ItemKind.COMPONENT.value)
        .order_by("-standard", "kind", "code")
    )


def _item_called(text: str) -> CatalogueItem:
    """Return the item that was chosen from the list, or the one a bare code names.

    Raises:
        Invalid: none, or several.
    """
    said = text.strip()
    found = list(_items_offered().filter(code=said.split(" ", maxsplit=1)[0]))
    exact = [item for item in found if _item_label(item) == said] or found
    if len(exact) != 1:
        raise Invalid(fields={"item": "handbook_item_unknown"})
    return exact[0]


class LineForms(FormPage[HandbookLine, F]):
    """An act on a line; the act table judges the version it stands in."""

    kind = "handbook_line"
    menu = "handbook"
    act = HandbookAct.EDIT

    def load(self) -> HandbookLine:
        """Return the line of the URL."""
        return line_get(self.kwargs["line_id"])

    def back_url(self) -> str:
        """Return the entry in the book."""
        return _book_url(self.record.handbook_id, self.record.item_id)

    def crumbs(self) -> Sequence[Crumb]:
        """Return the version and the item."""
        return (
            Crumb(label=gettext("Handbook"), url=reverse("ground:handbooks")),
            Crumb(label=_version(self.record.handbook), url=_book_url(self.record.handbook_id)),
            Crumb(label=f"{self.record.item.code} {item_name(self.record.item)}", url=self.back_url()),
        )


class LineChangePage(LineForms[LineForm]):
    """Changing what a line says."""

    form_class = LineForm
    title = _("Change the line")
    verb = _("Save")
    verb_icon = "check"

    def initial(self) -> Mapping[str, object]:
        """Return what it says now."""
        line = self.record
        return {
            "filing_condition": line.filing_condition,
            "limit": limit_text(line.limit).replace("\u00a0", " "),
            "closing_condition": line.closing_condition,
            "source": line.source,
            "unchecked": line.unchecked,
            **{role: _unit_text(getattr(line, role)) for role in UNITS},
        }

    def version(self) -> str:
        """Return all it says: whatever changes it meanwhile is shown."""
        return "|".join(str(value) for value in self.initial().values())

    def prepare(self, form: LineForm) -> None:
        """Offer units."""
        units_offer(form)

    def submit(self, sent: Sent[LineForm]) -> Done:
        """Change it."""
        text_now = _line_text(sent.form.cleaned_data)
        acts.handbook_line_change(line_id=self.record.pk, text=text_now, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Saved"))


class LineDropPage(LineForms[ReasonForm]):
    """Taking a line out of a draft."""

    form_class = ReasonForm
    title = _("Remove the line")
    lead = _("It leaves this draft with its photos; the versions before keep it.")
    verb = _("Remove")
    verb_kind = "danger"

    def submit(self, sent: Sent[ReasonForm]) -> Done:
        """Take it out."""
        reason = sent.form.cleaned_data["reason"]
        acts.handbook_line_drop(line_id=self.record.pk, reason=reason, actor=self.actor, at=sent.at)
        return Done(url=_book_url(self.record.handbook_id), message=gettext("Removed"))


class PhotoAddPage(LineForms[PhotoForm]):
    """Adding an example photo."""

    form_class = PhotoForm
    title = _("Add an example photo")
    lead = _("Show what a case looks like: one close, one from afar. No faces, no number plates.")
    verb = _("Add")
    verb_icon = "photo"

    def submit(self, sent: Sent[PhotoForm]) -> Done:
        """Keep the picture and show it with the line."""
        typed = sent.form.cleaned_data
        photo = typed["photo"]
        stored = file_store(content=photo, name=photo.name, actor=self.actor, at=sent.at)
        if stored.media_type not in _PICTURES:
            raise Invalid(fields={"photo": "handbook_photo_kind"})
        acts.handbook_photo_add(
            line_id=self.record.pk,
            file=stored,
            shot=PhotoRange(typed["shot"]),
            caption=typed["caption"],
            actor=self.actor,
            at=sent.at,
        )
        return Done(url=self.back_url(), message=gettext("Added"))


class PhotoDropPage(FormPage[ExamplePhoto, forms.Form]):
    """Taking an example photo out of a draft."""

    kind = "example_photo"
    menu = "handbook"
    act = HandbookAct.EDIT
    form_class = forms.Form
    title = _("Remove the photo")
    lead = _("The versions before keep it.")
    verb = _("Remove")
    verb_kind = "danger"

    def load(self) -> ExamplePhoto:
        """Return the photo of the URL."""
        return photo_get(self.kwargs["photo_id"])

    def submit(self, sent: Sent[forms.Form]) -> Done:
        """Take it out."""
        acts.handbook_photo_drop(photo_id=self.record.pk, actor=self.actor, at=sent.at)
        return Done(url=self.back_url(), message=gettext("Removed"))

    def back_url(self) -> str:
        """Return the entry in the book."""
        return _book_url(self.record.line.handbook_id, self.record.line.item_id)
