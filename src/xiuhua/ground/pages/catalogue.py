"""The catalogue on the screen: every component and matter, and what is said about one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xiuhua.ground.models import CatalogueItem, HandbookLine
from xiuhua.ground.pages.photos import Picture, pictures
from xiuhua.ground.queries.catalogue import item_confusions, item_get, item_kin, item_twin, items
from xiuhua.ground.queries.handbook import item_lines
from xiuhua.ground.rules.limits import limit_text
from xiuhua.ground.terms.catalogue import CatalogueAct, ItemKind, Standard
from xiuhua.shared.clock import now
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import ListColumn, code, tag_of, term, text
from xiuhua.web.pages.filters import PrefixFilter, TermFilter
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.pages.objects import ObjectPage
from xiuhua.web.parts import Action, Cell, Count, Crumb, Related, Section, State, Tag

_NEW_MATTERS = {"standard": (Standard.GB_2026.value,), "kind": (ItemKind.MATTER.value,)}
_NEW_COMPONENTS = {"standard": (Standard.GB_2026.value,), "kind": (ItemKind.COMPONENT.value,)}
_OLD_MATTERS = {"standard": (Standard.GB_2013.value,), "kind": (ItemKind.MATTER.value,)}
_OLD_COMPONENTS = {"standard": (Standard.GB_2013.value,), "kind": (ItemKind.COMPONENT.value,)}


def item_name(item: CatalogueItem) -> str:
    """Return an item's name in the reader's language."""
    return item.zh if language().startswith("zh") else item.en or item.zh


def class_name(item: CatalogueItem) -> str:
    """Return the name of an item's class in the reader's language."""
    return item.class_zh if language().startswith("zh") else item.class_en or item.class_zh


def item_url(item: CatalogueItem) -> str:
    """Return the page of an item."""
    return reverse("ground:catalogue-item", args=(item.pk,))


def _other_name(item: CatalogueItem) -> Cell:
    return Cell(text=item.en if language().startswith("zh") else item.zh)


def _class_cell(item: CatalogueItem) -> Cell:
    return Cell(text=f"{item.class_code} {class_name(item)}")


class CatalogueListPage(ListPage[CatalogueItem]):
    """Every component and matter of both standards."""

    key = "catalogue"
    kind = "catalogue_item"
    menu = "handbook"
    act = CatalogueAct.READ
    title = _("Catalogue")
    sort = "code"
    area_field = ""  # a standard belongs to no area
    search_field = "search"
    search_label = _("Name, code or pinyin initials (bllj)")
    columns = (
        code("code", _("Code"), sort="code", locked=True),
        ListColumn(
            key="name",
            label=_("Name"),
            cell=lambda item: Cell(text=item_name(item)),
            primary=True,
            locked=True,
        ),
        ListColumn(key="class", label=_("Class"), cell=_class_cell, drop=2),
        term("kind", _("Kind"), ItemKind, drop=3),
        term("standard", _("Standard"), Standard, drop=1),
        text("zh", _("Chinese name"), sort="zh", shown=False),
        text("en", _("English name"), shown=False),
        text("source", _("Source"), shown=False),
        text("unchecked", _("Still to be checked"), shown=False),
    )
    filters = (
        TermFilter(name="standard", label=_("Standard"), vocabulary=Standard),
        TermFilter(name="kind", label=_("Kind"), vocabulary=ItemKind),
        PrefixFilter(name="code", label=_("Code begins with"), help=_("06 is a whole class")),
    )
    presets = (
        Preset(label=_("All")),
        Preset(label=_("Matters 2026"), query=_NEW_MATTERS, counted=True),
        Preset(label=_("Components 2026"), query=_NEW_COMPONENTS, counted=True),
        Preset(label=_("Matters 2013"), query=_OLD_MATTERS, counted=True),
        Preset(label=_("Components 2013"), query=_OLD_COMPONENTS, counted=True),
    )

    def records(self) -> QuerySet[CatalogueItem]:
        """Return every item."""
        return items()

    def row_url(self, record: CatalogueItem) -> str:
        """Return the page of the item."""
        return item_url(record)

    def row_note(self, record: CatalogueItem) -> str:
        """Return code, class and standard."""
        return f"{record.code} · {class_name(record)} · {Standard(record.standard).label(language())}"

    def acts(self) -> Sequence[Action]:
        """Return the way to the book."""
        return (Action(label=gettext("Handbook"), url=reverse("ground:handbook"), icon="book-2"),)

    def empty(self) -> State:
        """Say how the standards get in."""
        return State(
            kind="empty",
            title=gettext("The standards are not loaded yet"),
            text=gettext("The system administrator loads them with “./xiuhua manage ground_seed”."),
        )


# --- one item ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition, as item page and book print it."""

    number: int
    condition: str
    limit: str
    closing: str
    is_manual: bool = False
    units: tuple[tuple[str, str], ...] = ()
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What one version says of an item."""

    label: str
    url: str
    since: datetime | None
    tag: Tag
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class Hint:
    """An item that is easily confused with this one."""

    code: str
    name: str
    url: str
    text: str


UNIT_LABELS = (
    ("steward", _("Steward")),
    ("owner", _("Owner")),
    ("keeper", _("Keeper")),
    ("handler", _("Handled by")),
)


def unit_names(line: HandbookLine) -> tuple[tuple[str, str], ...]:
    """Return the units that a line names, each with its role."""
    return tuple(
        (str(label), str(unit)) for role, label in UNIT_LABELS if (unit := getattr(line, role)) is not None
    )


class CatalogueItemPage(ObjectPage[CatalogueItem]):
    """One component or matter: both its names, what holds now, what held before, what it is confused with."""

    kind = "catalogue_item"
    menu = "handbook"
    act = CatalogueAct.READ
    list_url_name = "ground:catalogue"
    facts = (
        ListColumn(key="class", label=_("Class"), cell=_class_cell),
        term("standard", _("Standard"), Standard),
        ListColumn(key="other", label=_("Name in the other language"), cell=_other_name),
        text("source", _("Source")),
        text("unchecked", _("Still to be checked")),
    )

    def load(self) -> CatalogueItem:
        """Return the item of the URL."""
        return item_get(self.kwargs["item_id"])

    def heading(self) -> str:
        """Return its name."""
        return item_name(self.record)

    def code(self) -> str:
        """Return its code."""
        return self.record.code

    def state(self) -> Tag:
        """Return whether it is a component or a matter."""
        return tag_of(ItemKind(self.record.kind))

    def sections(self) -> Sequence[Section]:
        """Return what holds now, what to tell it from, its other names, and what held before."""
        held, others = self._editions()
        found = [
            Section(title=gettext("What holds now"), template="ground/item_holding.html", context=held),
            Section(
                title=gettext("Not to be confused with"),
                template="ground/item_hints.html",
                context=self._hints(),
            ),
            Section(title=gettext("Other names"), template="ground/item_names.html", context=self._names()),
            Section(title=gettext("In other versions"), template="ground/item_editions.html", context=others),
        ]
        return [
            section for section in found if section.context or section.template == "ground/item_holding.html"
        ]

    def _editions(self) -> tuple[list[Edition], list[Edition]]:
        """Return what the versions in force say, and what the others do."""
        at = now()
        by_book: dict[int, list[HandbookLine]] = {}
        for line in item_lines(self.record):
            by_book.setdefault(line.handbook_id, []).append(line)
        held: list[Edition] = []
        others: list[Edition] = []
        areas: set[str] = set()
        for lines in by_book.values():
            book = lines[0].handbook
            is_held = (
                book.effective_at is not None and book.effective_at <= at and book.area_code not in areas
            )
            if is_held:
                areas.add(book.area_code)
            (held if is_held else others).append(self._edition(lines, is_held=is_held, at=at))
        return held, others

    def _edition(self, lines: Sequence[HandbookLine], *, is_held: bool, at: datetime) -> Edition:
        book = lines[0].handbook
        is_coming = book.effective_at is not None and book.effective_at > at
        label = (
            gettext("In force")
            if is_held
            else gettext("Takes over later")
            if is_coming
            else gettext("Replaced")
        )
        return Edition(
            label=gettext("%(title)s, version %(number)s") % {"title": book.title, "number": book.number},
            url=f"{reverse('ground:handbook-book', args=(book.pk,))}#i{lines[0].item_id}",
            since=book.effective_at,
            tag=Tag(text=label, colour="done" if is_held else "brand" if is_coming else "plain"),
            conditions=tuple(
                Condition(
                    number=place,
                    condition=line.filing_condition,
                    limit=limit_text(line.limit, language()),
                    closing=line.closing_condition,
                    is_manual=bool(line.manual_reason),
                    units=unit_names(line) if is_held else (),
                    pictures=pictures(line.photos.all(), actor=self.actor, at=at) if is_held else (),
                )
                for place, line in enumerate(lines, 1)
            ),
        )

    def _hints(self) -> list[Hint]:
        is_chinese = language().startswith("zh")
        return [
            Hint(
                code=hint.item.code,
                name=item_name(hint.item),
                url=item_url(hint.item),
                text=hint.zh if is_chinese else hint.en,
            )
            for hint in item_confusions(self.record)
        ]

    def _names(self) -> list[Hint]:
        kin = item_kin(self.record)
        found = [
            Hint(
                code=one.item.code,
                name=item_name(one.item),
                url=item_url(one.item),
                text=self._kin_text(one.item, one.note),
            )
            for one in kin
            if one.item is not None
        ]
        twin = item_twin(self.record)
        if twin is not None:
            found.append(
                Hint(code=twin.code, name=item_name(twin), url=item_url(twin), text=self._kin_text(twin, ""))
            )
        dropped = [
            Hint(code="", name=one.note or gettext("Not in the 2026 edition"), url="", text="")
            for one in kin
            if one.item is None
        ]
        return [*found, *dropped]

    def _kin_text(self, item: CatalogueItem, note: str) -> str:
        words = (Standard(item.standard).label(language()), ItemKind(item.kind).label(language()), note)
        return " · ".join(word for word in words if word)

    def crumbs(self) -> Sequence[Crumb]:
        """Return its class."""
        return (Crumb(label=class_name(self.record), url=self._class_url()),)

    def related(self) -> Sequence[Related]:
        """Return the others of its class."""
        count = (
            items()
            .filter(standard=self.record.standard, kind=self.record.kind, class_code=self.record.class_code)
            .count()
        )
        return (
            Related(
                label=class_name(self.record), icon="list", count=Count(number=count), url=self._class_url()
            ),
        )

    def _class_url(self) -> str:
        record = self.record
        asked = f"standard={record.standard}&kind={record.kind}&code={record.class_code}"
        return f"{reverse('ground:catalogue')}?{asked}"
