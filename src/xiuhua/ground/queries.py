"""Questions about areas and premises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count as CountOf
from django.db.models import F, FloatField, QuerySet
from django.db.models.expressions import RawSQL

from xiuhua.ground.models import Area, Premises
from xiuhua.ground.rules import area_ancestry
from xiuhua.ground.terms import AreaLevel
from xiuhua.shared.errors import NotFound
from xiuhua.shared.search import search_question
from xiuhua.web.areas import overlap, within
from xiuhua.web.counting import count
from xiuhua.web.parts import Count


def areas() -> QuerySet[Area]:
    """Return every area, widest first."""
    return Area.objects.defer("shape").order_by("code")


def areas_wide() -> QuerySet[Area]:
    """Return the areas a list is filtered by: down to streets, widest first."""
    levels = [AreaLevel.CITY.value, AreaLevel.DISTRICT.value, AreaLevel.STREET.value]
    return areas().filter(level__in=levels).only("code", "name", "level")


def areas_named() -> QuerySet[Area]:
    """Return every area with the name of the one it lies in."""
    return Area.objects.defer("shape").annotate(parent_name=F("parent__name"))


def area_measured(area_id: int) -> Area:
    """Return an area with its shape and its extent in square kilometres.

    Raises:
        NotFound: there is no such area.
    """
    extent = RawSQL("ST_Area(shape::geography) / 1e6", (), output_field=FloatField())
    area = Area.objects.annotate(extent_km2=extent).filter(pk=area_id).first()
    if area is None:
        raise NotFound(kind="area", key=str(area_id))
    return area


@dataclass(frozen=True, kw_only=True)
class AreaContents:
    """How much lies in an area, of what the database scope lets through."""

    areas: int
    premises: Count


def area_contents(code: str, *, areas: Sequence[str]) -> AreaContents:
    """Return how many areas, and of the premises in some areas how many, lie in an area."""
    inside = Area.objects.filter(within("code", [code])).exclude(code=code)
    premises = Premises.objects.filter(within("area_code", overlap([code], areas)))
    return AreaContents(areas=inside.count(), premises=count(premises, guarded=True))


def areas_below(code: str) -> QuerySet[Area]:
    """Return the areas directly below one, with their number of visible premises."""
    return (
        Area.objects.defer("shape")
        .filter(parent__code=code)
        .annotate(premises_count=CountOf("premises"))
        .order_by("code")
    )


def area_get(code: str) -> Area:
    """Return an area by code.

    Raises:
        NotFound: no area has this code.
    """
    area = Area.objects.select_related("parent").filter(code=code).first()
    if area is None:
        raise NotFound(kind="area", key=code)
    return area


def area_path(code: str) -> list[Area]:
    """Return an area and everything above it, widest first."""
    return list(Area.objects.defer("shape").filter(code__in=area_ancestry(code)).order_by("code"))


def premises_all() -> QuerySet[Premises]:
    """Return the premises that the database scope lets through."""
    return Premises.objects.select_related("area", "area__parent").defer(
        "search", "area__shape", "area__parent__shape"
    )


def premises_after(*, after: int, areas: Sequence[str], question: str = "") -> QuerySet[Premises]:
    """Return the premises in some areas with a higher id, lowest first; with a question, those it finds.

    The database scope alone is too wide: it spans every role of a person, also those that read no premises.
    """
    rows = premises_all().filter(within("area_code", areas), pk__gt=after).order_by("pk")
    asked = search_question(question)
    return rows.filter(search=SearchQuery(asked, search_type="raw", config="simple")) if asked else rows


def premises_get(premises_id: int) -> Premises:
    """Return one of the visible premises.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = premises_all().select_related("basis").filter(pk=premises_id).first()
    if found is None:
        raise NotFound(kind="premises", key=str(premises_id))
    return found


def premises_lock(premises_id: int) -> Premises:
    """Return one of the visible premises, locked until the transaction ends.

    Raises:
        NotFound: it does not exist, or lies outside the scope.
    """
    found = Premises.objects.select_for_update().defer("search").filter(pk=premises_id).first()
    if found is None:
        raise NotFound(kind="premises", key=str(premises_id))
    return found


def premises_state(premises: Premises) -> dict[str, str | int | None]:
    """Return the columns of premises that the ledger answers for."""
    return {
        "code": premises.code,
        "name": premises.name,
        "kind": premises.kind,
        "state": premises.state,
        "address": premises.address,
        "contact_phone": premises.contact_phone,
        "area": premises.area_id,
        "place": premises.place.wkt,
        "basis": premises.basis_id,
    }


def premises_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every premises' id and what the ledger answers for, for `ledger verify`."""
    rows = Premises.objects.defer("search").order_by("pk").iterator(chunk_size=5_000)
    return ((row.pk, premises_state(row)) for row in rows)


def area_state(area: Area) -> dict[str, str | int | None]:
    """Return the columns of an area that the ledger answers for."""
    return {
        "code": area.code,
        "name": area.name,
        "level": area.level,
        "parent": area.parent_id,
        "shape": area.shape.wkt if area.shape else None,
    }


def area_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every area's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, area_state(row)) for row in Area.objects.order_by("pk").iterator(chunk_size=1_000))
