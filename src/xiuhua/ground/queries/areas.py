"""Questions about areas."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import shapely
from django.contrib.gis.db.models import Extent
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from django.db.models import Count as CountOf
from django.db.models import F, FloatField, Q, QuerySet
from django.db.models.expressions import RawSQL
from shapely.geometry.base import BaseGeometry

from xiuhua.ground.models import (
    Area,
    AreaMember,
    Component,
    Duty,
    Mount,
    Post,
    Premises,
    Road,
    SurveyGrid,
    Unit,
)
from xiuhua.ground.rules.areas import AreaUse, area_ancestry, area_parent_code
from xiuhua.ground.rules.quality import TILING, Finding, findings
from xiuhua.ground.terms import AreaLevel
from xiuhua.ground.terms.areas import AreaState
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotFound
from xiuhua.web.areas import overlap, within
from xiuhua.web.counting import count
from xiuhua.web.parts import Count


def areas() -> QuerySet[Area]:
    """Return every area, widest first."""
    return Area.objects.defer("shape", "line", "search").order_by("code")


def areas_in(code: str, level: AreaLevel | None) -> QuerySet[Area]:
    """Return the areas that begin with a code, of one level where it is given, widest first."""
    rows = areas().filter(within("code", [code]))
    return rows.filter(level=level.value) if level else rows


def areas_wide() -> QuerySet[Area]:
    """Return the areas a list is filtered by: down to streets, widest first."""
    levels = [AreaLevel.CITY.value, AreaLevel.DISTRICT.value, AreaLevel.STREET.value]
    return areas().filter(level__in=levels).only("code", "name", "level")


def areas_named() -> QuerySet[Area]:
    """Return every area with the name of the one it lies in."""
    return Area.objects.defer("shape", "line", "search").annotate(parent_name=F("parent__name"))


def area_names(codes: Collection[str]) -> dict[str, str]:
    """Return the name of each known code."""
    return dict(Area.objects.filter(code__in=codes).values_list("code", "name"))


def area_measured(area_id: int) -> Area:
    """Return an area with its shape and its extent in square kilometres.

    Raises:
        NotFound: there is no such area.
    """
    extent = RawSQL("ST_Area(ground_area.shape::geography) / 1e6", (), output_field=FloatField())
    rows = Area.objects.select_related("road").defer("search", "road__line", "road__search")
    area = rows.annotate(extent_km2=extent).filter(pk=area_id).first()
    if area is None:
        raise NotFound(kind="area", key=str(area_id))
    return area


@dataclass(frozen=True, kw_only=True)
class AreaContents:
    """How much lies in an area, of what the database scope lets through."""

    areas: Mapping[AreaLevel, int]
    premises: Count
    components: Count


def area_contents(area: Area, *, areas: Sequence[str]) -> AreaContents:
    """Return how many areas of each level, and of the premises in some areas how many, lie in an area.

    An area of the tree holds what its code begins; a grid of another layer holds what its unit grids hold.
    """
    codes = _codes_inside(area)
    inside = Area.objects.filter(within("code", codes), state=AreaState.VALID.value).exclude(pk=area.pk)
    levels = dict(inside.values_list("level").annotate(CountOf("pk")).order_by())
    return AreaContents(
        areas={level: levels[level] for level in AreaLevel if level in levels},
        premises=count(Premises.objects.filter(within("area_code", overlap(codes, areas))), guarded=True),
        components=count(Component.objects.filter(within("area_code", codes)), guarded=False),
    )


def _codes_inside(area: Area) -> list[str]:
    if area.code.isdigit():
        return [area.code]
    return list(AreaMember.objects.filter(zone=area).values_list("grid__code", flat=True))


def members_of(area: Area) -> QuerySet[Area]:
    """Return the unit grids that a grid of another layer is made of."""
    return areas().filter(zones__zone=area)


def zones_of(area: Area) -> QuerySet[Area]:
    """Return the grids of other layers that hold a unit grid, or any part of a wider area."""
    inside = within("members__grid__code", [area.code]) if area.code.isdigit() else Q(pk__in=())
    return areas().filter(inside, state=AreaState.VALID.value).distinct()


@dataclass(frozen=True)
class MemberShapes:
    """Unit grids that may become members: ids, and the shapes of those that have one."""

    ids: Mapping[str, int]
    shapes: Mapping[str, BaseGeometry]

    def complete(self, codes: Collection[str]) -> bool:
        """Return whether each of some grids has a shape."""
        return all(code in self.shapes for code in codes)


def member_shapes(codes: Collection[str]) -> MemberShapes:
    """Return those of some codes that are valid unit grids."""
    if not codes:
        return MemberShapes({}, {})
    grids = Area.objects.filter(
        code__in=codes, level=AreaLevel.UNIT_GRID.value, state=AreaState.VALID.value
    ).only("code", "shape")
    rows = list(grids)
    return MemberShapes(
        {grid.code: grid.pk for grid in rows}, {grid.code: plain(grid.shape) for grid in rows if grid.shape}
    )


def plain(shape: GEOSGeometry) -> BaseGeometry:
    """Return a shape of the database as rules take it."""
    return shapely.from_wkb(bytes(shape.wkb))


def _shapes_of(rows: QuerySet[Area]) -> dict[str, BaseGeometry]:
    found = rows.filter(shape__isnull=False).values_list("code", "shape")
    return {code: plain(shape) for code, shape in found if shape}


def member_codes(zone_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the codes of the unit grids that some grids are made of, by id, in order."""
    found: dict[int, list[str]] = {}
    for zone, code in (
        AreaMember.objects.filter(zone__in=zone_ids)
        .order_by("grid__code")
        .values_list("zone_id", "grid__code")
    ):
        found.setdefault(zone, []).append(code)
    return found


@dataclass(frozen=True, kw_only=True)
class ImportGround:
    """What rows of a file are judged by: codes in use and given up, shapes above, members and roads."""

    valid: frozenset[str]
    void: frozenset[str]
    shapes: Mapping[str, BaseGeometry]
    members: MemberShapes
    roads: frozenset[str]


def import_ground(
    codes: Collection[str], *, members: Collection[str], roads: Collection[str]
) -> ImportGround:
    """Return what is recorded about the areas of some codes, those above them, members and roads."""
    above = {area_parent_code(code) for code in codes}
    rows = list(Area.objects.filter(code__in={*codes, *above}).values_list("code", "state"))
    return ImportGround(
        valid=frozenset(code for code, state in rows if state == AreaState.VALID),
        void=frozenset(code for code, state in rows if state == AreaState.VOID),
        shapes=_shapes_of(Area.objects.filter(code__in=above)),
        members=member_shapes(members),
        roads=frozenset(Road.objects.filter(code__in=roads).values_list("code", flat=True)),
    )


def area_ids(codes: Collection[str]) -> dict[str, int]:
    """Return the ids of areas by code."""
    return dict(Area.objects.filter(code__in=codes).values_list("code", "pk")) if codes else {}


def area_use(areas: Sequence[Area]) -> AreaUse:
    """Return what rests on some areas and is not among them."""
    ids = [area.pk for area in areas]
    children = Area.objects.filter(parent__in=ids, state=AreaState.VALID.value).exclude(pk__in=ids)
    zones = AreaMember.objects.filter(grid__in=ids).exclude(zone__in=ids)
    others = sum(rows.objects.filter(area__in=ids).count() for rows in (Unit, Mount, SurveyGrid))
    return AreaUse(
        children=children.count(),
        zones=zones.count(),
        premises=Premises.objects.filter(area__in=ids).count(),
        components=Component.objects.filter(area__in=ids).count(),
        duties=Duty.objects.filter(area__in=ids).count(),
        posts=Post.objects.filter(area__in=ids).count(),
        others=others,
    )


def areas_used(areas: Sequence[Area]) -> frozenset[int]:
    """Return the ids of those of some areas that something rests on which is not among them."""
    ids = [area.pk for area in areas]
    children = Area.objects.filter(parent__in=ids, state=AreaState.VALID.value).exclude(pk__in=ids)
    zones = AreaMember.objects.filter(grid__in=ids).exclude(zone__in=ids)
    found = {*children.values_list("parent_id", flat=True), *zones.values_list("grid_id", flat=True)}
    for table in (Unit, Mount, SurveyGrid, Premises, Component, Duty, Post):
        found.update(table.objects.filter(area__in=ids).values_list("area_id", flat=True).distinct())
    return frozenset(found)


@dataclass(frozen=True)
class Located:
    """An area that covers a point."""

    pk: int
    code: str
    name: str
    level: AreaLevel


_LOCATE = """
SELECT id, code, name, level FROM ground_area
WHERE state = 'valid' AND ST_Intersects(shape, ST_SetSRID(ST_MakePoint(%s, %s), 4326))
ORDER BY code DESC
"""


def locate(longitude: float, latitude: float) -> dict[AreaLevel, Located]:
    """Return the areas that cover a point, one of each level, widest first; degrees, WGS84.

    Where shapes overlap, or the point lies on a boundary, the area with the lowest code is taken. Written in
    SQL, because it is asked for every report and the ORM alone would take half of the millisecond.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOCATE, [longitude, latitude])
        found = [Located(pk, code, name, AreaLevel(level)) for pk, code, name, level in cursor.fetchall()]
    by_level = {area.level: area for area in found}
    return {level: by_level[level] for level in AreaLevel if level in by_level}


def levels_inside(area: Area) -> list[AreaLevel]:
    """Return the levels of areas in an area whose boundaries should fit, widest first."""
    inside = Area.objects.filter(within("code", _digits(area)), state=AreaState.VALID.value)
    levels = set(inside.exclude(pk=area.pk).order_by().values_list("level", flat=True).distinct())
    return [level for level in AreaLevel if level in levels & TILING]


def boundary_findings(area: Area, level: AreaLevel) -> tuple[Finding, ...]:
    """Return overlaps and gaps between the areas of one level in an area, largest first."""
    rows = Area.objects.filter(within("code", _digits(area)), level=level.value, state=AreaState.VALID.value)
    siblings = _shapes_of(rows)
    return findings(siblings, around=plain(area.shape) if area.shape else None)


def _digits(area: Area) -> list[str]:
    return [area.code] if area.code.isdigit() else []


def areas_below(code: str) -> QuerySet[Area]:
    """Return the areas directly below one, with their number of visible premises."""
    return (
        Area.objects.defer("shape", "line", "search")
        .filter(parent__code=code)
        .annotate(premises_count=CountOf("premises"))
        .order_by("code")
    )


def areas_bounds(actor: Actor) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of an actor's areas in degrees.

    None where no boundary is recorded yet, and for those who work everywhere.
    """
    if not all(actor.areas):
        return None
    wide = ("city", "district", "street", "community")
    rows = Area.objects.filter(within("code", actor.areas), level__in=wide, state=AreaState.VALID.value)
    found: tuple[float, float, float, float] | None = rows.aggregate(box=Extent("shape"))["box"]
    return found


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
    return list(
        Area.objects.defer("shape", "line", "search").filter(code__in=area_ancestry(code)).order_by("code")
    )


def area_state(area: Area) -> dict[str, str | int | None]:
    """Return the columns of an area that the ledger answers for."""
    return {
        "code": area.code,
        "name": area.name,
        "level": area.level,
        "parent": area.parent_id,
        "state": area.state,
        "shape": area.shape.wkt if area.shape else None,
        "line": area.line.wkt if area.line else None,
        "road": area.road_id,
    }


def area_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every area's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, area_state(row)) for row in Area.objects.order_by("pk").iterator(chunk_size=1_000))
