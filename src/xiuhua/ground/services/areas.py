"""Every way areas can change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.contrib.gis.gdal import GDALException
from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiLineString, MultiPolygon
from django.contrib.postgres.search import SearchVector
from django.db import transaction
from django.db.models import ProtectedError, Value

from xiuhua.access.services import require
from xiuhua.ground import queries, rules
from xiuhua.ground.models import Area, AreaMember, Road
from xiuhua.ground.rules import areas as area_rules
from xiuhua.ground.services.importing import rows_held
from xiuhua.ground.terms import Act, AreaLevel
from xiuhua.ground.terms.areas import AreaAct, AreaState
from xiuhua.intake.rules import RowsHeld
from xiuhua.ledger.services import NewEntry, entries_append_many, entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotAllowedNow, NotFound
from xiuhua.shared.search import search_terms

_NAME_LENGTH = 60
_BATCH = 500


@dataclass(frozen=True, kw_only=True)
class NewArea:
    """An area as an import or the API brings it.

    Args:
        level: None where the code alone says it.
        shape: GeoJSON or hexadecimal WKB, WGS84, Polygon or MultiPolygon; without one, members make it.
        line: of a segment, LineString or MultiLineString, written alike.
        road: the code of the road that a segment belongs to.
        members: codes of the unit grids that a grid of another layer is made of.
        state: void for a code of the past that must not be given again.
    """

    code: str
    name: str
    level: AreaLevel | None = None
    shape: str | None = None
    line: str | None = None
    road: str = ""
    members: Sequence[str] = ()
    state: AreaState = AreaState.VALID


@dataclass(frozen=True, kw_only=True)
class AreaChange:
    """What shall change about an area; None leaves it."""

    area_id: int
    name: str | None = None
    shape: str | None = None
    line: str | None = None
    road: str | None = None
    members: Sequence[str] | None = None


# --- recording ---------------------------------------------------------------------------------------------


@transaction.atomic
def areas_create_many(*, new: Sequence[NewArea], actor: Actor, at: datetime) -> list[Area]:
    """Record areas, parents before children, all or none. Codes that are known are left as they are.

    Raises:
        Invalid: a code, parent, shape, road or member cannot be used; `code` names the first such area.
        NotPermitted: one of them lies outside the areas the actor may record in.
    """
    require(actor, Act.AREA_CREATE)
    known = {area.code: area for area in queries.areas().filter(code__in=_codes_needed(new))}
    roads = _roads(item.road for item in new)
    made: list[Area] = []
    for _depth, items in groupby(
        sorted(new, key=lambda item: area_rules.depth(item.code)), lambda item: area_rules.depth(item.code)
    ):
        fresh = {item.code: item for item in items if not _is_known(item, known)}
        ground = queries.member_shapes({code for item in fresh.values() for code in item.members})
        drafts = [_draft(item, known, roads, ground, actor=actor, at=at) for item in fresh.values()]
        made += Area.objects.bulk_create(drafts, batch_size=_BATCH)
        known |= {area.code: area for area in drafts}
        _members_insert((known[code], item.members) for code, item in fresh.items() if item.members)
    entries_append_many([_entry(area, Act.AREA_CREATE, actor, at, after=area.name) for area in made])
    return made


def _codes_needed(new: Sequence[NewArea]) -> set[str]:
    return {code for item in new for code in area_rules.area_ancestry(item.code)[-2:]}


def _is_known(item: NewArea, known: Mapping[str, Area]) -> bool:
    """Return whether an area is recorded; a void code is refused, because it would be used again."""
    if item.code not in known:
        return False
    if known[item.code].state == AreaState.VOID and item.state is not AreaState.VOID:
        raise Invalid(fields={"code": "area_code_void"}, code=item.code)
    return True


def _draft(
    item: NewArea, known: Mapping[str, Area], roads: Mapping[str, Road], ground: queries.MemberShapes, *,
    actor: Actor, at: datetime,
) -> Area:  # fmt: skip
    area = Area(
        code=item.code,
        name=_name_checked(item.name, item.code),
        level=_level_checked(item).value,
        parent=_parent_checked(item, known),
        state=item.state.value,
        road=_road_checked(item, roads) if item.road else None,
        updated_at=at,
    )
    require(actor, Act.AREA_CREATE, area)
    _shape_give(area, shape=item.shape, line=item.line, members=item.members, ground=ground)
    area.search = _search_vector(area)
    return area


def _level_checked(item: NewArea) -> AreaLevel:
    fault = area_rules.code_fault(item.code, item.level)
    level = area_rules.area_level(item.code)
    if fault or level is None:
        raise Invalid(fields={"code": fault or "area_code"}, code=item.code)
    return level


def _name_checked(name: str, code: str) -> str:
    tidy = rules.name_tidied(name)
    if not tidy or len(tidy) > _NAME_LENGTH:
        raise Invalid(fields={"name": "area_name"}, code=code)
    return tidy


def _parent_checked(item: NewArea, known: Mapping[str, Area]) -> Area | None:
    parent = known.get(area_rules.area_parent_code(item.code))
    if parent is None and area_rules.area_level(item.code) not in area_rules.TOP_LEVELS:
        raise Invalid(fields={"code": "area_parent_missing"}, code=item.code)
    if parent is not None and parent.state == AreaState.VOID and item.state is AreaState.VALID:
        raise Invalid(fields={"code": "area_parent_void"}, code=item.code)
    return parent


def _roads(codes: Iterable[str]) -> dict[str, Road]:
    wanted = {code for code in codes if code}
    return {road.code: road for road in Road.objects.only("code").filter(code__in=wanted)} if wanted else {}


def _road_checked(item: NewArea, roads: Mapping[str, Road]) -> Road:
    if item.road not in roads:
        raise Invalid(fields={"road": "area_road_unknown"}, code=item.code, road=item.road)
    return roads[item.road]


# --- shapes and members ------------------------------------------------------------------------------------


def _shape_give(
    area: Area, *, shape: str | None, line: str | None, members: Sequence[str] | None,
    ground: queries.MemberShapes,
) -> None:  # fmt: skip
    """Set what an area looks like: as given, else as its members make it."""
    if members:
        _members_check(area, members, ground)
    if shape:
        area.shape = multipolygon(shape, fault="area_shape", code=area.code)
    elif members and ground.complete(members):
        united = area_rules.shape_of_members([ground.shapes[code] for code in members])
        area.shape = multipolygon(united.wkb_hex, fault="area_shape", code=area.code)
    if line:
        area.line = multiline(line, fault="area_line", code=area.code)


def _members_check(area: Area, members: Sequence[str], ground: queries.MemberShapes) -> None:
    """Refuse members that are no unit grids of the ground the area lies in, or do not hang together.

    Grids without a shape yet cannot be judged, so then adjacency is not asked.
    """
    inside = area_rules.area_parent_code(area.code)
    strangers = [code for code in members if code not in ground.ids or not code.startswith(inside)]
    if area.level not in area_rules.MADE_OF_GRIDS or strangers:
        raise Invalid(
            fields={"members": "area_member_unknown"}, code=area.code, grids=", ".join(strangers[:5])
        )
    if area.level in area_rules.JOINED and ground.complete(members):
        _main, *apart = area_rules.connected({code: ground.shapes[code] for code in members})
        if apart:
            grids = ", ".join(sorted(code for group in apart for code in group)[:5])
            raise Invalid(fields={"members": "area_members_apart"}, code=area.code, grids=grids)


def _members_insert(zones: Iterable[tuple[Area, Sequence[str]]]) -> None:
    wanted = [(zone, code) for zone, codes in zones for code in dict.fromkeys(codes)]
    ids = queries.area_ids({code for _zone, code in wanted})
    AreaMember.objects.bulk_create(
        [AreaMember(zone=zone, grid_id=ids[code]) for zone, code in wanted], batch_size=5_000
    )


def multipolygon(text: str, *, fault: str, code: str) -> MultiPolygon:
    """Return GeoJSON or hexadecimal WKB as a valid MultiPolygon somewhere on earth.

    Raises:
        Invalid: it is none; `fault` says so of the shape.
    """
    shape = _geometry(text, fault=fault, code=code)
    if shape.geom_type == "Polygon":
        shape = MultiPolygon(shape, srid=4326)
    if not isinstance(shape, MultiPolygon) or not shape.valid or not _is_on_earth(shape):
        raise Invalid(fields={"shape": fault}, code=code)
    return shape


def multiline(text: str, *, fault: str, code: str) -> MultiLineString:
    """Return GeoJSON or hexadecimal WKB as a MultiLineString somewhere on earth.

    Raises:
        Invalid: it is none; `fault` says so of the line.
    """
    shape = _geometry(text, fault=fault, code=code)
    if shape.geom_type == "LineString":
        shape = MultiLineString(shape, srid=4326)
    if not isinstance(shape, MultiLineString) or not _is_on_earth(shape):
        raise Invalid(fields={"line": fault}, code=code)
    return shape


def _geometry(text: str, *, fault: str, code: str) -> GEOSGeometry:
    try:
        return GEOSGeometry(text, srid=4326)
    except (ValueError, GDALException, GEOSException) as error:  # no JSON, no geometry, an open ring
        raise Invalid(fields={"shape": fault}, code=code) from error


def _is_on_earth(shape: GEOSGeometry) -> bool:
    """Return whether a shape is somewhere and within WGS84: tiles could not project what lies beyond."""
    if shape.empty:
        return False
    west, south, east, north = shape.extent
    return -180 <= west <= east <= 180 and -90 <= south <= north <= 90


def _search_vector(area: Area) -> SearchVector:
    return SearchVector(Value(" ".join(search_terms(f"{area.code} {area.name}"))), config="simple")


# --- revising ----------------------------------------------------------------------------------------------


def area_revise(*, change: AreaChange, reason: str, actor: Actor, at: datetime) -> Area:
    """Give an area another name, shape or other members, with the reason.

    Raises:
        NotFound, NotPermitted, NotAllowedNow, Invalid: as `areas_revise_many`.
        Invalid: the reason is missing.
    """
    if not reason.strip():
        raise Invalid(fields={"reason": "reason_empty"})
    return areas_revise_many(changes=[change], reason=reason, actor=actor, at=at)[0]


@transaction.atomic
def areas_revise_many(
    *, changes: Sequence[AreaChange], reason: str, actor: Actor, at: datetime
) -> list[Area]:
    """Change areas, all or none. An import gives its file as the reason.

    Raises:
        NotFound: one of them does not exist.
        NotPermitted, NotAllowedNow: the act table says no; a void area stays as it was.
        Invalid: a name, shape, road or member cannot be used; `code` names the first such area.
    """
    wanted = {change.area_id: change for change in changes}
    areas = list(Area.objects.select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk"))
    if len(areas) < len(wanted):
        raise NotFound(kind="area", key=str(min(wanted.keys() - {area.pk for area in areas})))
    roads = _roads(change.road or "" for change in changes)
    ground = queries.member_shapes({code for change in changes for code in change.members or ()})
    before = {area.pk: area.name for area in areas}
    for area in areas:
        require(actor, AreaAct.REVISE, area)
        _revise(area, wanted[area.pk], roads, ground, at=at)
    _members_replace([(area, wanted[area.pk].members) for area in areas])
    Area.objects.bulk_update(
        areas, ["name", "shape", "line", "road", "search", "updated_at"], batch_size=_BATCH
    )
    entries_append_many(
        [
            _entry(area, AreaAct.REVISE, actor, at, before=before[area.pk], after=area.name, reason=reason)
            for area in areas
        ]
    )
    return areas


def _revise(
    area: Area, change: AreaChange, roads: Mapping[str, Road], ground: queries.MemberShapes, *, at: datetime
) -> None:
    if change.name is not None:
        area.name = _name_checked(change.name, area.code)
    if change.road is not None:
        named = NewArea(code=area.code, name=area.name, road=change.road)
        area.road = _road_checked(named, roads) if change.road else None
    _shape_give(area, shape=change.shape, line=change.line, members=change.members, ground=ground)
    area.search = _search_vector(area)
    area.updated_at = at


def _members_replace(zones: Sequence[tuple[Area, Sequence[str] | None]]) -> None:
    changed = [(zone, members) for zone, members in zones if members is not None]
    if changed:
        AreaMember.objects.filter(zone__in=[zone for zone, _members in changed]).delete()
        _members_insert(changed)


# --- giving up ---------------------------------------------------------------------------------------------


@transaction.atomic
def area_void(*, area_id: int, reason: str, actor: Actor, at: datetime) -> Area:
    """Give up an area; its code is never used again.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: as the act table says.
        Invalid: the reason is missing.
        AreaInUse: something still rests on it.
    """
    area = Area.objects.select_for_update(of=("self",)).filter(pk=area_id).first()
    if area is None:
        raise NotFound(kind="area", key=str(area_id))
    require(actor, AreaAct.VOID, area)
    if not reason.strip():
        raise Invalid(fields={"reason": "reason_empty"})
    use = queries.area_use([area])
    if use.total:
        raise AreaInUse(code=area.code, things=use.total)
    area.state, area.updated_at = AreaState.VOID.value, at
    area.save(update_fields=["state", "updated_at"])
    AreaMember.objects.filter(zone=area).delete()
    entry_append(
        at=at, actor=actor, act=AreaAct.VOID, subject=f"area:{area.pk}",
        words={"reason": reason.strip()}, state=queries.area_state(area),
    )  # fmt: skip
    return area


class AreaInUse(NotAllowedNow):
    """Something still rests on an area. Arguments: code, things."""

    code = "area_in_use"


@transaction.atomic
def areas_withdraw(*, area_ids: Collection[int], actor: Actor, at: datetime) -> None:
    """Take back areas that an import made and nothing rests on, all or none. Their codes are free again.

    Raises:
        NotPermitted: the act table says no.
        RowsHeld: something rests on one of them that does not go with it.
    """
    areas = list(queries.areas().select_for_update(of=("self",)).filter(pk__in=area_ids))
    for area in areas:
        require(actor, AreaAct.WITHDRAW, area)
    used = queries.areas_used(areas)
    if used:
        raise RowsHeld(used)
    AreaMember.objects.filter(zone__in=area_ids).delete()
    _areas_delete(areas)
    entries_append_many(
        [
            NewEntry(
                at=at, actor=actor, act=AreaAct.WITHDRAW, subject=f"area:{area.pk}",
                words={"name.before": area.name}, state={},
            )
            for area in areas
        ]
    )  # fmt: skip


def _areas_delete(areas: Sequence[Area]) -> None:
    """Delete areas, children before parents."""
    deepest = sorted(areas, key=lambda area: area_rules.depth(area.code), reverse=True)
    for _depth, group in groupby(deepest, lambda area: area_rules.depth(area.code)):
        level = list(group)
        try:
            Area.objects.filter(pk__in=[area.pk for area in level]).delete()
        except ProtectedError as error:
            raise RowsHeld(rows_held(error, Area)) from error


def _entry(
    area: Area, act: str, actor: Actor, at: datetime, *, after: str, before: str = "", reason: str = ""
) -> NewEntry:
    words = {"name.after": after}
    if before and before != after:
        words["name.before"] = before
    if reason:
        words["reason"] = reason
        if before == after:
            del words["name.after"]
    return NewEntry(
        at=at, actor=actor, act=act, subject=f"area:{area.pk}", words=words, state=queries.area_state(area)
    )
