"""Questions about the catalogue of components and matters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q, QuerySet

from xiuhua.ground.models import CatalogueItem, ItemSuccession
from xiuhua.ground.queries.seed import seed_rows
from xiuhua.ground.terms.catalogue import ItemKind, Standard
from xiuhua.shared.errors import NotFound
from xiuhua.shared.search import search_question


def items() -> QuerySet[CatalogueItem]:
    """Return every component and matter of both standards."""
    return CatalogueItem.objects.defer("search")


def items_found(
    question: str, *, standard: Standard | None = None, kind: ItemKind | None = None
) -> QuerySet[CatalogueItem]:
    """Return the items that a code, words or pinyin initials find, by code; without a question all."""
    asked = search_question(question)
    rows = items().order_by("standard", "kind", "code")
    if asked:
        rows = rows.filter(search=SearchQuery(asked, search_type="raw", config="simple"))
    if standard is not None:
        rows = rows.filter(standard=standard.value)
    return rows.filter(kind=kind.value) if kind is not None else rows


def item_get(item_id: int) -> CatalogueItem:
    """Return an item.

    Raises:
        NotFound: there is none.
    """
    found = items().filter(pk=item_id).first()
    if found is None:
        raise NotFound(kind="catalogue_item", key=str(item_id))
    return found


def item_named(
    code: str, *, kind: ItemKind = ItemKind.MATTER, standard: Standard = Standard.GB_2026
) -> CatalogueItem:
    """Return the item of a code, of the newer standard's matters unless said otherwise.

    Raises:
        NotFound: the standard has no such code.
    """
    found = items().filter(standard=standard.value, kind=kind.value, code=code).first()
    if found is None:
        raise NotFound(kind="catalogue_item", key=code)
    return found


@dataclass(frozen=True, kw_only=True)
class Kin:
    """An item of the other standard, and what is said about the change; None where it was dropped."""

    item: CatalogueItem | None
    note: str


def item_kin(item: CatalogueItem) -> Sequence[Kin]:
    """Return what an item is called in the other standard."""
    rows = (
        ItemSuccession.objects.filter(Q(older=item) | Q(newer=item))
        .select_related("older", "newer")
        .order_by("pk")
    )
    return [Kin(item=row.newer if row.older_id == item.pk else row.older, note=row.note) for row in rows]


def item_twin(item: CatalogueItem) -> CatalogueItem | None:
    """Return the matter of a component, or the component of a matter, of the same number."""
    if item.standard == Standard.GB_2013.value or (
        item.kind == ItemKind.MATTER.value and item.class_code > "05"
    ):
        return None
    return items().filter(standard=item.standard, code=item.code).exclude(kind=item.kind).first()


@dataclass(frozen=True, kw_only=True)
class Confusion:
    """A matter that is easily taken for another, and how to tell them apart."""

    item: CatalogueItem
    zh: str
    en: str


def item_confusions(item: CatalogueItem) -> Sequence[Confusion]:
    """Return what a matter is easily confused with."""
    if (item.standard, item.kind) != (Standard.GB_2026.value, ItemKind.MATTER.value):
        return []
    hints = {
        row["other"] if row["one"] == item.code else row["one"]: row
        for row in seed_rows("confusions")
        if item.code in (row["one"], row["other"])
    }
    others = (
        items().filter(standard=item.standard, kind=item.kind, code__in=hints).order_by("code")
        if hints
        else ()
    )
    return [Confusion(item=other, zh=hints[other.code]["zh"], en=hints[other.code]["en"]) for other in others]


def item_state(item: CatalogueItem) -> dict[str, str]:
    """Return the columns of an item that the ledger answers for."""
    return {
        "standard": item.standard,
        "kind": item.kind,
        "code": item.code,
        "zh": item.zh,
        "en": item.en,
        "class_code": item.class_code,
        "source": item.source,
        "unchecked": item.unchecked,
    }


def item_states() -> Iterator[tuple[int, dict[str, str]]]:
    """Yield every item's id and what the ledger answers for, for `ledger verify`."""
    return ((item.pk, item_state(item)) for item in items().order_by("pk").iterator())
