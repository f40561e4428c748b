"""The handbook as a book: contents by class, an entry per item, and how two versions differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import groupby

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.files.rules.tables import Record, Table
from xiuhua.files.rules.writers import table_write
from xiuhua.files.terms import ExportKind
from xiuhua.ground.models import CatalogueItem, Handbook, HandbookLine
from xiuhua.ground.pages.catalogue import UNIT_LABELS, Condition, class_name, item_name, item_url, unit_names
from xiuhua.ground.pages.photos import pictures
from xiuhua.ground.queries.areas import areas_wide
from xiuhua.ground.queries.catalogue import items_found
from xiuhua.ground.queries.handbook import (
    Comparison,
    book_lines,
    handbook_before,
    handbook_get,
    handbooks,
    handbooks_differ,
    handbooks_in_force,
)
from xiuhua.ground.rules.handbook import ChangeKind, LineChange, LineWords, line_lack
from xiuhua.ground.rules.limits import limit_text
from xiuhua.ground.terms.catalogue import HandbookAct, HandbookState, ItemKind, Standard
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotFound
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Page
from xiuhua.web.pages.columns import tag_of
from xiuhua.web.parts import Action, Crumb, Option, State, Tag
from xiuhua.web.seams import may

_SEARCH_LENGTH = 80


@dataclass(frozen=True, kw_only=True)
class BookLine(Condition):
    """One condition in the book, with what may be done to it while the version is a draft."""

    pk: int
    lacks: str = ""
    unchecked: str = ""


@dataclass(frozen=True, kw_only=True)
class BookEntry:
    """One item: its units where all its lines share them, and its lines."""

    pk: int
    code: str
    name: str
    url: str
    units: tuple[tuple[str, str], ...]
    lines: tuple[BookLine, ...]

    @property
    def has_pictures(self) -> bool:
        """Whether any of its lines has an example photo."""
        return any(line.pictures for line in self.lines)

    @property
    def unchecked(self) -> str:
        """What is still to be checked, said once for the item."""
        return next((line.unchecked for line in self.lines if line.unchecked), "")


@dataclass(frozen=True, kw_only=True)
class BookChapter:
    """One class of one standard."""

    anchor: str
    code: str
    name: str
    kind: str
    entries: tuple[BookEntry, ...]


@dataclass(frozen=True, kw_only=True)
class BookView:
    """The book as its template prints it."""

    handbook: Handbook
    title: str
    area: str
    state: Tag
    standard: str
    crumbs: tuple[Crumb, ...]
    chapters: tuple[BookChapter, ...]
    acts: tuple[Action, ...]
    editions: tuple[Option, ...]
    entry_count: int
    line_count: int
    lacking: int
    unchecked: int
    search: str
    url: str
    add_url: str
    is_edited: bool
    nothing: State | None = None

    @property
    def marks(self) -> bool:
        """Whether lines still to be checked are marked: not where all are, which is said once."""
        return self.unchecked != self.line_count


def standing_tag(book: Handbook, *, at: datetime) -> Tag:
    """Return where a version stands at an instant, in words."""
    state = HandbookState(book.state)
    if state is HandbookState.PUBLISHED and book.effective_at is not None and book.effective_at > at:
        return Tag(text=gettext("Takes over later"), colour="brand")
    return tag_of(state)


class BookPage(Page):
    """One version as a book; a draft can be edited in it."""

    act = HandbookAct.READ
    menu = "handbook"
    template = "ground/book.html"
    fragment = "ground/book.html"

    def get(self, request: HttpRequest, *, handbook_id: int, **_kept: object) -> HttpResponseBase:
        """Answer with the book, or with the entries that a search finds."""
        book = handbook_get(handbook_id)
        view = book_view(
            book, actor=self.actor, at=now(), search=request.GET.get("q", "")[:_SEARCH_LENGTH].strip()
        )
        return self.answer(view, title=view.title)


class BookInForcePage(Page):
    """The book that holds where the reader works."""

    act = HandbookAct.READ
    menu = "handbook"
    template = "ground/book_none.html"
    fragment = "ground/book_none.html"

    def get(self, request: HttpRequest, **_kept: object) -> HttpResponseBase:
        """Lead to the book in force, or say why there is none."""
        found = _own(handbooks_in_force(at=now()), self.actor)
        if found is None:
            return self.answer(_no_book(self.actor), title=_("Handbook"))
        search = request.GET.get("q", "")[:_SEARCH_LENGTH].strip()
        view = book_view(handbook_get(found.pk), actor=self.actor, at=now(), search=search)
        self.template = self.fragment = BookPage.template  # type: ignore[misc]  # one page, two faces
        return self.answer(view, title=view.title)


def _own(books: Sequence[Handbook], actor: Actor) -> Handbook | None:
    """Return the book of the reader's own area: the narrowest that covers it, else the first inside it."""
    areas = actor.areas
    over = [book for book in books if any(area.startswith(book.area_code) for area in areas)]
    inside = [book for book in books if any(book.area_code.startswith(area) for area in areas)]
    return max(over, key=lambda book: len(book.area_code), default=None) or next(
        iter([*inside, *books]), None
    )


def _no_book(actor: Actor) -> State:
    acts = [Action(label=gettext("Versions"), url=reverse("ground:handbooks"), icon="history")]
    if may(actor, HandbookAct.DRAFT):
        draft = Action(
            label=gettext("Draft a handbook"),
            url=reverse("ground:handbook-draft"),
            icon="plus",
            kind="primary",
        )
        acts = [draft, *acts]
    return State(
        kind="empty",
        title=gettext("No handbook is in force yet"),
        text=gettext(
            "The catalogue keeper drafts one from the reference lines and publishes it; then it stands here."
        ),
        acts=(*acts, Action(label=gettext("Catalogue"), url=reverse("ground:catalogue"), icon="list")),
    )


def book_view(book: Handbook, *, actor: Actor, at: datetime, search: str) -> BookView:
    """Return a version as its template prints it; with a search only the entries it finds."""
    lines = book_lines(book)
    found = set(items_found(search).values_list("pk", flat=True)) if search else set()
    shown = [line for line in lines if line.item_id in found] if search else lines
    url = reverse("ground:handbook-book", args=(book.pk,))
    area = next((area.name for area in areas_wide() if area.code == book.area_code), book.area_code)
    is_edited = book.state == HandbookState.DRAFT.value and may(actor, HandbookAct.EDIT, book)
    return BookView(
        handbook=book,
        title=book.title,
        area=area,
        state=standing_tag(book, at=at),
        standard=" · ".join(sorted({Standard(line.item.standard).label(language()) for line in lines})),
        crumbs=(
            Crumb(label=gettext("Handbook"), url=reverse("ground:handbooks")),
            Crumb(
                label=gettext("Version %(number)s") % {"number": book.number},
                url=reverse("ground:handbook-page", args=(book.pk,)),
            ),
            Crumb(label=book.title),
        ),
        chapters=tuple(_chapters(shown, actor=actor, at=at)),
        acts=tuple(_book_acts(book, is_edited=is_edited)),
        editions=_editions(book, at=at),
        entry_count=len({line.item_id for line in shown}),
        line_count=len(shown),
        lacking=sum(bool(_lack(line)) for line in lines),
        unchecked=sum(bool(line.unchecked) for line in lines),
        search=search,
        url=url,
        add_url=reverse("ground:handbook-line-add", args=(book.pk,)) if is_edited else "",
        is_edited=is_edited,
        nothing=None if shown else _nothing(search, url, is_edited=is_edited, book=book),
    )


def _book_acts(book: Handbook, *, is_edited: bool) -> Iterator[Action]:
    if is_edited:
        yield Action(
            label=gettext("Add a line"),
            url=reverse("ground:handbook-line-add", args=(book.pk,)),
            icon="plus",
            kind="primary",
        )
        yield Action(
            label=gettext("Name units"), url=reverse("ground:handbook-units", args=(book.pk,)), icon="users"
        )
        publish_url = reverse("ground:handbook-publish", args=(book.pk,))
        yield Action(label=gettext("Publish"), url=publish_url, icon="send")
    if handbook_before(book) is not None:
        yield Action(
            label=gettext("Compare"),
            url=reverse("ground:handbook-compare", args=(book.pk,)),
            icon="arrows-diff",
        )
    yield Action(label=gettext("Versions"), url=reverse("ground:handbooks"), icon="history")
    lines_url = f"{reverse('ground:handbook-lines')}?version={book.pk}"
    yield Action(label=gettext("Lines as a table"), url=lines_url, icon="table")
    yield Action(label=gettext("Catalogue"), url=reverse("ground:catalogue"), icon="list")


def _editions(book: Handbook, *, at: datetime) -> tuple[Option, ...]:
    """Return the other books in force, for a reader of several areas."""
    others = [other for other in handbooks_in_force(at=at) if other.pk != book.pk]
    return tuple(
        Option(
            value=reverse("ground:handbook-book", args=(other.pk,)), label=f"{other.title} · {other.number}"
        )
        for other in others
    )


def _nothing(search: str, url: str, *, is_edited: bool, book: Handbook) -> State:
    if search:
        return State(
            kind="filtered",
            title=gettext("Nothing in this handbook fits “%(search)s”") % {"search": search},
            text=gettext("Try the code, fewer words, or the pinyin initials."),
            acts=(Action(label=gettext("Show the whole book"), url=url),),
        )
    add = Action(
        label=gettext("Add a line"),
        url=reverse("ground:handbook-line-add", args=(book.pk,)),
        icon="plus",
        kind="primary",
    )
    return State(
        kind="empty", title=gettext("This version has no lines yet"), acts=(add,) if is_edited else ()
    )


def _chapters(lines: Sequence[HandbookLine], *, actor: Actor, at: datetime) -> Iterator[BookChapter]:
    for key, found in groupby(
        lines, key=lambda line: (line.item.standard, line.item.kind, line.item.class_code)
    ):
        chapter = list(found)
        item = chapter[0].item
        yield BookChapter(
            anchor="c" + "-".join(key),
            code=item.class_code,
            name=class_name(item),
            kind=ItemKind(item.kind).label(language()),
            entries=tuple(
                _entry(list(own), actor=actor, at=at)
                for _item, own in groupby(chapter, key=lambda line: line.item_id)
            ),
        )


def _entry(lines: Sequence[HandbookLine], *, actor: Actor, at: datetime) -> BookEntry:
    named = [unit_names(line) for line in lines]
    shared = tuple(pair for pair in named[0] if all(pair in names for names in named))
    item = lines[0].item
    return BookEntry(
        pk=item.pk,
        code=item.code,
        name=item_name(item),
        url=item_url(item),
        units=shared,
        lines=tuple(
            _line(line, place, own=tuple(pair for pair in names if pair not in shared), actor=actor, at=at)
            for place, (line, names) in enumerate(zip(lines, named, strict=True), 1)
        ),
    )


def _line(
    line: HandbookLine, place: int, *, own: tuple[tuple[str, str], ...], actor: Actor, at: datetime
) -> BookLine:
    return BookLine(
        pk=line.pk,
        number=place,
        condition=line.filing_condition,
        limit=limit_text(line.limit, language()),
        closing=line.closing_condition,
        is_manual=bool(line.manual_reason),
        units=own,
        pictures=pictures(line.photos.all(), actor=actor, at=at),
        lacks=_lack(line),
        unchecked=line.unchecked,
    )


def _lack(line: HandbookLine) -> str:
    lack = line_lack(limit=limit_text(line.limit), closing=line.closing_condition)
    return lack.value if lack else ""


# --- two versions ------------------------------------------------------------------------------------------

_FIELD_LABELS: Mapping[str, object] = {
    "condition": _("Filing condition"),
    "limit": _("Limit"),
    "closing": _("Closing condition"),
    **dict(UNIT_LABELS),
    "photos": _("Photos"),
}
_KIND_TAGS: Mapping[ChangeKind, tuple[object, str]] = {
    ChangeKind.ADDED: (_("New"), "brand"),
    ChangeKind.CHANGED: (_("Altered"), "soon"),
    ChangeKind.GONE: (_("Gone"), "late"),
}


@dataclass(frozen=True, kw_only=True)
class FieldChange:
    """One field of one line, before and after."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class ChangeRow:
    """One line that differs."""

    code: str
    name: str
    tag: Tag
    condition: str
    fields: tuple[FieldChange, ...]
    is_whole: bool

    @property
    def shown(self) -> tuple[FieldChange, ...]:
        """The fields below the condition, which stands above them where the whole line came or went."""
        return self.fields[1:] if self.is_whole else self.fields


@dataclass(frozen=True, kw_only=True)
class CompareView:
    """Two versions beside each other."""

    before: Handbook
    after: Handbook
    crumbs: tuple[Crumb, ...]
    rows: tuple[ChangeRow, ...]
    counts: tuple[Tag, ...]
    choices: tuple[Option, ...]
    url: str
    export_url: str
    book_url: str
    nothing: State | None


class ComparePage(Page):
    """How a version differs from another of its area: added, changed field by field, gone."""

    act = HandbookAct.READ
    menu = "handbook"
    template = "ground/compare.html"
    fragment = "ground/compare.html"

    def get(self, request: HttpRequest, *, handbook_id: int, **_kept: object) -> HttpResponseBase:
        """Answer with the differences, as a page or as a sheet."""
        after = handbook_get(handbook_id)
        asked = request.GET.get("with", "")
        before = handbook_get(int(asked)) if asked.isdecimal() and len(asked) < 19 else handbook_before(after)
        if before is None:
            return HttpResponseRedirect(reverse("ground:handbook-page", args=(after.pk,)), status=303)
        if before.area_code != after.area_code:
            raise NotFound(kind="handbook", key=str(before.pk))
        found = handbooks_differ(before, after)
        if request.GET.get("export") == ExportKind.XLSX.value:
            return _compared_sheet(found)
        return self.answer(_compare_view(found), title=_("What changed"))


def _compare_view(found: Comparison) -> CompareView:
    rows = tuple(_change_row(change, found.items[change.item]) for change in found.changes)
    url = reverse("ground:handbook-compare", args=(found.after.pk,))
    others = (
        handbooks().filter(area_code=found.after.area_code).exclude(pk=found.after.pk).order_by("-number")
    )
    return CompareView(
        before=found.before,
        after=found.after,
        crumbs=(
            Crumb(label=gettext("Handbook"), url=reverse("ground:handbooks")),
            Crumb(
                label=gettext("Version %(number)s") % {"number": found.after.number},
                url=reverse("ground:handbook-page", args=(found.after.pk,)),
            ),
            Crumb(label=gettext("What changed")),
        ),
        rows=rows,
        counts=tuple(_count_tag(kind, found.changes) for kind in ChangeKind),
        choices=tuple(
            Option(
                value=str(other.pk),
                label=gettext("Version %(number)s") % {"number": other.number},
                selected=other.pk == found.before.pk,
            )
            for other in others
        ),
        url=url,
        export_url=f"{url}?with={found.before.pk}&export=xlsx",
        book_url=reverse("ground:handbook-book", args=(found.after.pk,)),
        nothing=None if rows else State(kind="empty", title=gettext("Both versions say the same")),
    )


def _count_tag(kind: ChangeKind, changes: Sequence[LineChange]) -> Tag:
    label, colour = _KIND_TAGS[kind]
    count = sum(change.kind is kind for change in changes)
    return Tag(text=f"{label} {count}", colour=colour if count else "plain")  # type: ignore[arg-type]  # colours of tags above


def _change_row(change: LineChange, item: CatalogueItem) -> ChangeRow:
    label, colour = _KIND_TAGS[change.kind]
    words = change.after or change.before
    return ChangeRow(
        code=item.code,
        name=item_name(item),
        tag=Tag(text=str(label), colour=colour),  # type: ignore[arg-type]  # colours of tags above
        condition=words.condition if words else "",
        fields=tuple(_field_changes(change)),
        is_whole=change.kind is not ChangeKind.CHANGED,
    )


def _field_changes(change: LineChange) -> Iterator[FieldChange]:
    """Yield the fields that differ; of a line that only one version has, those it fills."""
    names = change.fields or tuple(_FIELD_LABELS)
    for name in names:
        before, after = _said(change.before, name), _said(change.after, name)
        if before or after:
            yield FieldChange(label=str(_FIELD_LABELS[name]), before=before, after=after)


def _said(words: LineWords | None, name: str) -> str:
    value = getattr(words, name, "") if words else ""
    return (
        gettext("%(count)s photos") % {"count": len(value)}
        if isinstance(value, tuple) and value
        else str(value or "")
    )


def _compared_sheet(found: Comparison) -> HttpResponse:
    """Return the differences as a sheet: a row per field."""
    labels = (_("Code"), _("Name"), _("Change"), _("Filing condition"), _("Field"), _("Before"), _("After"))
    rows = [_change_row(change, found.items[change.item]) for change in found.changes]
    title = gettext("Changes from version %(before)s to %(after)s") % {
        "before": found.before.number,
        "after": found.after.number,
    }
    table = Table(
        title=title,
        keys=("code", "name", "change", "condition", "field", "before", "after"),
        labels=tuple(str(label) for label in labels),
        records=[
            Record((row.code, row.name, row.tag.text, row.condition, field.label, field.before, field.after))
            for row in rows
            for field in row.fields
        ],
        language=language(),
        made_at=now(),
    )
    target = BytesIO()
    table_write(table, ExportKind.XLSX, target)
    answer = HttpResponse(target.getvalue(), content_type=ExportKind.XLSX.media.value)
    answer["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=f"{title}.xlsx") or "inline"
    )
    return answer
