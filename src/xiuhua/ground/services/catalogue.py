"""Loading what the standards number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import Value

from xiuhua.access.services import require
from xiuhua.ground.models import CatalogueItem, ItemSuccession
from xiuhua.ground.queries.catalogue import item_state
from xiuhua.ground.queries.seed import seed_rows
from xiuhua.ground.terms.catalogue import CatalogueAct, ItemKind, Standard
from xiuhua.ledger.services import NewEntry, entries_append_many
from xiuhua.shared.actor import Actor
from xiuhua.shared.search import initial_terms, search_terms

_TRANSCRIBED = "GB/T 47678.5-2026 附录 A.1、C.1，据公开转录"
_TRANSCRIBED_CHECK = "据公开转录，须与购买的标准正本核对"
_GENERATED = "GB/T 47678.5-2026 附录 C.1：部件名称加“异常”"
_GENERATED_CHECK = "名称按部件名生成，须与购买的标准正本核对"
_SOURCES_2013 = {
    "C": ("一份公开的城市案件清单（2013 版代码）", "编号和名称见于公开清单，须与购买的标准正本核对"),
    "D": ("按 GB/T 47678.5-2026 的编号推得", "2026 版沿用 2013 版编号，名称为推得，须与购买的标准正本核对"),
    "K": ("凭经验记录，未见出处", "未见出处，须与购买的标准正本核对"),
}
# The one name of the standard that does not end in 异常.
_ODD_NAMES = {"01066": "紧急报警点异常SOS"}
_KEPT = ("zh", "en", "class_code", "class_zh", "class_en", "source", "unchecked")


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What loading did; loading again does nothing."""

    added: int
    changed: int
    successions: int


@transaction.atomic
def catalogue_standard_load(*, actor: Actor, at: datetime) -> Loaded:
    """Record every component and matter of both standards, and which became which. Again is harmless.

    Raises:
        NotPermitted: the actor may not load standards.
    """
    require(actor, CatalogueAct.LOAD)
    known = {_key(item): item for item in CatalogueItem.objects.select_for_update()}
    wanted = [*_items_2026(), *_items_2013()]
    fresh = [item for item in wanted if _key(item) not in known]
    changed = [
        known[_key(item)] for item in wanted if _key(item) in known and _taken_over(known[_key(item)], item)
    ]
    for item in (*fresh, *changed):
        item.search = _search_vector(item)
    made = CatalogueItem.objects.bulk_create(fresh)
    CatalogueItem.objects.bulk_update(changed, [*_KEPT, "search"])
    entries_append_many(
        [
            NewEntry(
                at=at,
                actor=actor,
                act=CatalogueAct.LOAD,
                subject=f"catalogue_item:{item.pk}",
                detail={"standard": item.standard, "code": item.code},
                state=item_state(item),
            )
            for item in (*made, *changed)
        ]
    )
    successions = _successions_load({**known, **{_key(item): item for item in made}})
    return Loaded(added=len(made), changed=len(changed), successions=successions)


def _key(item: CatalogueItem) -> tuple[str, str, str]:
    return item.standard, item.kind, item.code


def _taken_over(item: CatalogueItem, wanted: CatalogueItem) -> bool:
    """Take over what the seed says of an item, and return whether anything changed."""
    differing = [name for name in _KEPT if getattr(item, name) != getattr(wanted, name)]
    for name in differing:
        setattr(item, name, getattr(wanted, name))
    return bool(differing)


def _search_vector(item: CatalogueItem) -> SearchVector:
    terms = (*search_terms(f"{item.code} {item.zh} {item.en}"), *initial_terms(item.zh))
    return SearchVector(Value(" ".join(terms)), config="simple")


def _classes() -> Mapping[tuple[str, str, str], Mapping[str, str]]:
    return {(row["standard"], row["kind"], row["class_code"]): row for row in seed_rows("classes")}


def _item(
    standard: Standard, kind: ItemKind, row: Mapping[str, str], *, source: str, unchecked: str
) -> CatalogueItem:
    group = _classes()[standard.value, kind.value, row["code"][:2]]
    return CatalogueItem(
        standard=standard.value,
        kind=kind.value,
        code=row["code"],
        zh=row["zh"],
        en=row["en"],
        class_code=row["code"][:2],
        class_zh=group["zh"],
        class_en=group["en"],
        source=source,
        unchecked=unchecked,
    )


def _items_2026() -> Iterator[CatalogueItem]:
    """Yield components and matters, and for each component the matter that something is wrong with it."""
    for row in seed_rows("gb47678_5_2026"):
        kind = ItemKind(row["kind"])
        yield _item(Standard.GB_2026, kind, row, source=_TRANSCRIBED, unchecked=_TRANSCRIBED_CHECK)
        if kind is ItemKind.COMPONENT:
            wrong = {
                "code": row["code"],
                "zh": _ODD_NAMES.get(row["code"], f"{row['zh']}异常"),
                "en": f"{row['en']}: fault",
            }
            yield _item(
                Standard.GB_2026, ItemKind.MATTER, wrong, source=_GENERATED, unchecked=_GENERATED_CHECK
            )


def _items_2013() -> Iterator[CatalogueItem]:
    for row in seed_rows("gb30428_2_2013"):
        source, unchecked = _SOURCES_2013[row["mark"]]
        yield _item(Standard.GB_2013, ItemKind(row["kind"]), row, source=source, unchecked=unchecked)


def _successions_load(items: Mapping[tuple[str, str, str], CatalogueItem]) -> int:
    known = set(ItemSuccession.objects.values_list("older_id", flat=True))
    rows = []
    for row in seed_rows("gb30428_2_2013"):
        older = items[Standard.GB_2013.value, row["kind"], row["code"]]
        newer = items[Standard.GB_2026.value, row["kind"], row["newer"]] if row["newer"] else None
        if older.pk not in known:
            rows.append(ItemSuccession(older=older, newer=newer, note=row["note"]))
    ItemSuccession.objects.bulk_create(rows)
    return len(rows)
