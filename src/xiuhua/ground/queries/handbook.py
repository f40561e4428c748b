"""Questions about the handbook: what holds, what a version says, how two versions differ."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Count as CountOf
from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from xiuhua.ground.models import Area, CatalogueItem, ExamplePhoto, Handbook, HandbookLine, Unit
from xiuhua.ground.queries.catalogue import item_kin, item_twin
from xiuhua.ground.rules.areas import area_ancestry
from xiuhua.ground.rules.handbook import LineChange, LineWords, handbooks_compared, line_lack
from xiuhua.ground.rules.limits import Limit, Manual, limit_text
from xiuhua.ground.terms.catalogue import HandbookState
from xiuhua.ground.terms.people import UnitState
from xiuhua.shared.errors import NotFound

UNITS = ("steward", "owner", "keeper", "handler")
_LINE_FIELDS = (
    "item_id", "sequence", "filing_condition", "limit_amount", "limit_unit", "manual_reason",
    "closing_condition", "steward_id", "owner_id", "keeper_id", "handler_id", "source", "unchecked",
)  # fmt: skip
_PHOTO_FIELDS = ("line__item_id", "line__sequence", "file__sha256", "shot", "caption")


# --- versions ----------------------------------------------------------------------------------------------


def handbooks() -> QuerySet[Handbook]:
    """Return every version, with the number of its lines and of the items they are about."""
    return Handbook.objects.select_related("previous", "basis").annotate(
        line_count=CountOf("lines"),
        item_count=CountOf("lines__item", distinct=True),
        area_name=Subquery(Area.objects.filter(code=OuterRef("area_code")).values("name")[:1]),
    )


def handbook_get(handbook_id: int) -> Handbook:
    """Return a version.

    Raises:
        NotFound: there is none.
    """
    found = handbooks().filter(pk=handbook_id).first()
    if found is None:
        raise NotFound(kind="handbook", key=str(handbook_id))
    return found


def handbook_lock(handbook_id: int) -> Handbook:
    """Return a version, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    found = Handbook.objects.select_for_update().filter(pk=handbook_id).first()
    if found is None:
        raise NotFound(kind="handbook", key=str(handbook_id))
    return found


def handbook_in_force(area_code: str, *, at: datetime) -> Handbook | None:
    """Return the version that holds for an area at an instant: the narrowest area's, of that the latest."""
    rows = _in_force(at).filter(area_code__in=area_ancestry(area_code))
    return max(rows, key=lambda book: (len(book.area_code), book.effective_at, book.pk), default=None)


def handbooks_in_force(*, at: datetime) -> list[Handbook]:
    """Return the version that holds in each area that has one, by area code."""
    rows = _in_force(at).order_by("area_code", "-effective_at", "-pk")
    return [next(books) for _area, books in groupby(rows, key=lambda book: book.area_code)]


def _in_force(at: datetime) -> QuerySet[Handbook]:
    published = Handbook.objects.filter(state=HandbookState.PUBLISHED.value, effective_at__lte=at)
    return published.select_related("previous", "basis")


def handbook_before(handbook: Handbook) -> Handbook | None:
    """Return the version to compare with: the one it began with, else the latest published before it."""
    if handbook.previous is not None:
        return handbook.previous
    published = Handbook.objects.filter(area_code=handbook.area_code, state=HandbookState.PUBLISHED.value)
    return published.filter(number__lt=handbook.number).order_by("-number").first()


def handbook_draft_of(area_code: str) -> Handbook | None:
    """Return the one open draft of an area."""
    return Handbook.objects.filter(area_code=area_code, state=HandbookState.DRAFT.value).first()


# --- lines -------------------------------------------------------------------------------------------------


def handbook_lines() -> QuerySet[HandbookLine]:
    """Return the lines of every version, with item, units and version."""
    return HandbookLine.objects.select_related("item", "handbook", *UNITS).defer(
        "item__search", *(f"{unit}__search" for unit in UNITS)
    )


def line_get(line_id: int) -> HandbookLine:
    """Return a line.

    Raises:
        NotFound: there is none.
    """
    found = handbook_lines().filter(pk=line_id).first()
    if found is None:
        raise NotFound(kind="handbook_line", key=str(line_id))
    return found


def photo_get(photo_id: int) -> ExamplePhoto:
    """Return an example photo with its line.

    Raises:
        NotFound: there is none.
    """
    found = (
        ExamplePhoto.objects.select_related("file", "line__handbook", "line__item")
        .filter(pk=photo_id)
        .first()
    )
    if found is None:
        raise NotFound(kind="example_photo", key=str(photo_id))
    return found


def book_lines(handbook: Handbook) -> list[HandbookLine]:
    """Return every line of a version as the book prints them: by standard, kind, code and number."""
    rows = handbook_lines().filter(handbook=handbook).prefetch_related(_photos())
    return list(rows.order_by("item__standard", "item__kind", "item__code", "sequence"))


def _photos() -> Prefetch[str]:
    """Return the example photos of lines, the close ones first."""
    return Prefetch("photos", ExamplePhoto.objects.select_related("file").order_by("-shot", "pk"))


def units_offered() -> QuerySet[Unit]:
    """Return the units that a line may name, by name."""
    return (
        Unit.objects.filter(state=UnitState.ACTIVE.value).only("code", "name", "short_name").order_by("name")
    )


def units_called(text: str) -> list[Unit]:
    """Return the units that a text names: by code, as a list offers it (code and name), or by name."""
    said = text.strip()
    by_code = list(Unit.objects.only("code", "name").filter(code=said.split(" ", maxsplit=1)[0]))
    return by_code or list(Unit.objects.only("code", "name").filter(Q(name=said) | Q(short_name=said)))


def lines_lacking(handbook: Handbook) -> list[HandbookLine]:
    """Return the lines of a version that lack a limit or a closing condition."""
    rows = (
        HandbookLine.objects.select_related("item")
        .filter(handbook=handbook)
        .order_by("item__code", "sequence")
    )
    return [line for line in rows if line_lack(limit=limit_text(line.limit), closing=line.closing_condition)]


def item_lines(item: CatalogueItem) -> list[HandbookLine]:
    """Return what every published version says of an item, newest version first."""
    kin = [other.item.pk for other in item_kin(item) if other.item is not None]
    twin = item_twin(item)
    about = Q(item__in=[item.pk, *kin, *([twin.pk] if twin else [])])
    rows = handbook_lines().filter(about, handbook__state=HandbookState.PUBLISHED.value)
    rows = rows.prefetch_related(_photos())
    return list(rows.order_by("-handbook__effective_at", "-handbook_id", "item__code", "sequence"))


# --- what holds --------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One condition that holds: when a case is filed, within which limit it is handled, what closes it."""

    line_id: int
    sequence: int
    filing_condition: str
    limit: Limit | Manual | None
    closing_condition: str
    steward_id: int | None
    owner_id: int | None
    keeper_id: int | None
    handler_id: int | None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What the handbook says of an item at an instant; `item` is the one it was found under."""

    handbook_id: int
    number: int
    area_code: str
    item: CatalogueItem
    conditions: tuple[Holding, ...]


def handbook_line(*, item: CatalogueItem, at: datetime, area_code: str) -> Entry | None:
    """Return what holds for an item in an area at an instant, or None where no handbook names it.

    The narrowest area's handbook answers first, then the wider one's. A component kind is looked up as the
    matter that something is wrong with it, a code of one standard also under its name in the other.
    """
    names = _names(item)
    for book in _books_narrowest_first(area_code, at):
        found = list(handbook_lines().filter(handbook=book, item__in=names).order_by("sequence"))
        for name in names:
            conditions = [line for line in found if line.item_id == name]
            if conditions:
                return _entry(book, conditions)
    return None


def _names(item: CatalogueItem) -> list[int]:
    """Return the ids under which an item may stand in a handbook, its own first."""
    kin = [other.item for other in item_kin(item) if other.item is not None]
    twins = [twin for one in (item, *kin) if (twin := item_twin(one)) is not None]
    older = [kin.item for twin in twins for kin in item_kin(twin) if kin.item is not None]
    return list(dict.fromkeys(one.pk for one in (item, *kin, *twins, *older)))


def _books_narrowest_first(area_code: str, at: datetime) -> list[Handbook]:
    books = [book for book in handbooks_in_force(at=at) if book.area_code in area_ancestry(area_code)]
    return sorted(books, key=lambda book: -len(book.area_code))


def _entry(book: Handbook, lines: Sequence[HandbookLine]) -> Entry:
    return Entry(
        handbook_id=book.pk,
        number=book.number,
        area_code=book.area_code,
        item=lines[0].item,
        conditions=tuple(
            Holding(
                line_id=line.pk,
                sequence=line.sequence,
                filing_condition=line.filing_condition,
                limit=line.limit,
                closing_condition=line.closing_condition,
                steward_id=line.steward_id,
                owner_id=line.owner_id,
                keeper_id=line.keeper_id,
                handler_id=line.handler_id,
            )
            for line in lines
        ),
    )


# --- two versions ------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """How two versions differ; `items` are the items named, by the key that a change carries."""

    before: Handbook
    after: Handbook
    changes: tuple[LineChange, ...]
    items: Mapping[str, CatalogueItem]


def handbooks_differ(before: Handbook, after: Handbook) -> Comparison:
    """Return how two versions differ, line by line."""
    old, new = book_lines(before), book_lines(after)
    changes = handbooks_compared(_words_by_item(old), _words_by_item(new))
    items = {item_key(line.item): line.item for line in (*old, *new)}
    return Comparison(before=before, after=after, changes=tuple(changes), items=items)


def item_key(item: CatalogueItem) -> str:
    """Return what orders an item among all: standard, kind and code."""
    return f"{item.standard}:{item.kind}:{item.code}"


def _words_by_item(lines: Sequence[HandbookLine]) -> dict[str, list[LineWords]]:
    found: dict[str, list[LineWords]] = {}
    for line in lines:
        found.setdefault(item_key(line.item), []).append(line_words(line))
    return found


def line_words(line: HandbookLine) -> LineWords:
    """Return what a line says, in words."""
    return LineWords(
        condition=line.filing_condition,
        limit=limit_text(line.limit),
        closing=line.closing_condition,
        photos=tuple(photo.file.sha256 for photo in line.photos.all()),
        **{unit: str(getattr(line, unit) or "") for unit in UNITS},
    )


# --- what the ledger answers for ---------------------------------------------------------------------------


def handbook_state(handbook: Handbook) -> dict[str, str | int | None]:
    """Return what the ledger answers for: the version, and a digest of all that its lines and photos say."""
    lines = (
        HandbookLine.objects.filter(handbook=handbook)
        .order_by("item_id", "sequence")
        .values_list(*_LINE_FIELDS)
    )
    photos = ExamplePhoto.objects.filter(line__handbook=handbook).order_by("pk").values_list(*_PHOTO_FIELDS)
    said = repr((list(lines), list(photos)))
    return {
        "area_code": handbook.area_code,
        "number": handbook.number,
        "title": handbook.title,
        "document_number": handbook.document_number,
        "state": handbook.state,
        "effective_at": int(handbook.effective_at.timestamp()) if handbook.effective_at else None,
        "basis": handbook.basis_id,
        "lines": hashlib.sha256(said.encode()).hexdigest(),
    }


def handbook_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every version's id and what the ledger answers for, for `ledger verify`."""
    return ((book.pk, handbook_state(book)) for book in Handbook.objects.order_by("pk").iterator())
