"""Where apps may report, and what: districts, and the matters of the handbook in force there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from xiuhua.cases.rules.publishing import Jurisdiction
from xiuhua.ground.models import Area, CatalogueItem, HandbookLine, Premises
from xiuhua.ground.queries.handbook import handbook_in_force
from xiuhua.ground.terms.areas import AreaLevel, AreaState
from xiuhua.ground.terms.catalogue import ItemKind, Standard


def jurisdictions(named: Mapping[str, str]) -> list[Jurisdiction]:
    """Return the jurisdictions: the areas that configured names stand for; where none is, every district."""
    rows = Area.objects.filter(state=AreaState.VALID.value)
    wanted = rows.filter(code__in=named.values()) if named else rows.filter(level=AreaLevel.DISTRICT.value)
    names = dict(wanted.order_by("code").values_list("code", "name"))
    keys = named or {code: code for code in names}
    return [
        Jurisdiction(key=key, area_code=code, name=names[code]) for key, code in keys.items() if code in names
    ]


@dataclass(frozen=True, kw_only=True)
class Offered:
    """A matter that can be reported, and the conditions that the handbook in force has for it, in order."""

    item: CatalogueItem
    lines: tuple[HandbookLine, ...]


def offered_in(area_code: str, *, at: datetime, code: str = "") -> list[Offered]:
    """Return the matters of the handbook in force, by code of 2026, all or the one of a code."""
    book = handbook_in_force(area_code, at=at)
    if book is None:
        return []
    rows = HandbookLine.objects.filter(
        handbook=book, item__kind=ItemKind.MATTER.value, item__standard=Standard.GB_2026.value
    )
    rows = rows.filter(item__code=code) if code else rows
    lines = rows.select_related("item").defer("item__search").order_by("item__code", "sequence")
    return [
        Offered(item=those[0].item, lines=those)
        for _code, group in groupby(lines, key=lambda line: line.item_id)
        for those in [tuple(group)]
    ]


def premises_coded(code: str) -> Premises | None:
    """Return the premises of a code, in scope, with where they are."""
    return Premises.objects.filter(code=code).only("code", "place", "area_code", "address").first()
