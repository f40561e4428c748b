"""Files of areas of every layer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

import shapely
from shapely.geometry.base import BaseGeometry

from xiuhua.ground import queries
from xiuhua.ground.imports.cells import crossing, hexadecimal
from xiuhua.ground.imports.shared import lies_within, words
from xiuhua.ground.models import Area
from xiuhua.ground.rules import areas as area_rules
from xiuhua.ground.services import (
    AreaChange,
    NewArea,
    area_void,
    areas_create_many,
    areas_revise_many,
    areas_withdraw,
)
from xiuhua.ground.terms import Act, AreaLevel
from xiuhua.ground.terms.areas import AreaState
from xiuhua.intake.rules import (
    Applied,
    Change,
    Column,
    ColumnKind,
    Fault,
    ImportKind,
    Known,
    Record,
    ShapeKind,
)
from xiuhua.shared.actor import Actor
from xiuhua.web.seams import areas_for

_REASON = "导入 · import"


class AreaImporter:
    """Areas, known by their codes; their level may be left to the code."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - public ground
        """Return the areas recorded under some codes."""
        rows = Area.objects.filter(code__in=keys).select_related("road", "parent").defer(
            "search", "parent__shape", "parent__line", "parent__search", "road__line", "road__search"
        )  # fmt: skip
        members = queries.member_codes([row.pk for row in rows])
        return {row.code: _known(row, members.get(row.pk, ())) for row in rows}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:
        """Return what is wrong with codes, parents, roads, members and boundaries."""
        ground = queries.import_ground(
            [_code(record) for record in records],
            members={code for record in records for code in _members(record)},
            roads={words(record.values, "road") for record in records},
        )
        reach, file = areas_for(actor, Act.AREA_CREATE), frozenset(keys)
        doubled = _doubled(records)
        return [
            fault
            for record in records
            for fault in (
                *_code_faults(record, reach, ground, file),
                *_shape_faults(record, ground, doubled),
                *_tie_faults(record, ground, file),
            )
        ]

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Record what is new, revise what differs, and void what the file says is void."""
        new = [change for change in changes if change.before is None]
        made = {
            area.code: area.pk
            for area in areas_create_many(new=[_new(change.record) for change in new], actor=actor, at=at)
        }
        known = [change for change in changes if change.before is not None]
        revisions = [_revision(change) for change in known]
        if revisions:
            areas_revise_many(changes=revisions, reason=_REASON, actor=actor, at=at)
        for change in known:
            if change.before is not None and words(change.record.values, "state") == AreaState.VOID:
                area_void(area_id=change.before.pk, reason=_REASON, actor=actor, at=at)
        return [_applied(change, made) for change in changes]

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Withdraw what was new, and give the others back what they were."""
        areas_withdraw(
            area_ids=[item.pk for item in applied if item.before is None], actor=actor, at=at
        )  # fmt: skip
        back = [_back(item.before) for item in applied if item.before is not None]
        if back:
            areas_revise_many(changes=back, reason=_REASON, actor=actor, at=at)


def _known(row: Area, members: Sequence[str]) -> Known:
    shape = row.line or row.shape
    return Known(
        pk=row.pk,
        values={
            "code": row.code,
            "name": row.name,
            "level": row.level,
            "parent": row.parent.code if row.parent else None,
            "state": row.state,
            "members": " ".join(members) or None,
            "road": row.road.code if row.road else None,
        },
        shape=queries.plain(shape) if shape else None,
    )


def _code(record: Record) -> str:
    return words(record.values, "code")


def _members(record: Record) -> list[str]:
    return words(record.values, "members").split()


# --- what can be wrong -------------------------------------------------------------------------------------


def _fault(record: Record, column: str, code: str, **arguments: str) -> Fault:
    return Fault(row=record.row, column=column, code=code, arguments={"code": _code(record), **arguments})


def _code_faults(
    record: Record, reach: Sequence[str], ground: queries.ImportGround, file: frozenset[str]
) -> Iterator[Fault]:
    code, level = _code(record), words(record.values, "level")
    wrong = area_rules.code_fault(code, AreaLevel(level) if level else None)
    if wrong:
        yield _fault(record, "level" if wrong == "area_level" else "code", wrong)
        return
    parent, stated = area_rules.area_parent_code(code), words(record.values, "parent")
    if not lies_within(code, reach):
        yield _fault(record, "code", "area_foreign")
    if code in ground.void and words(record.values, "state") != AreaState.VOID:
        yield _fault(record, "code", "area_code_void")
    if stated and stated != parent:
        yield _fault(record, "parent", "area_parent_prefix", expected=parent, parent=stated)
    top = area_rules.area_level(code) in area_rules.TOP_LEVELS
    if not top and parent not in ground.valid and parent not in file:
        void = parent in ground.void
        yield _fault(record, "code", "area_parent_void" if void else "area_parent_missing")


def _shape_faults(
    record: Record, ground: queries.ImportGround, doubled: Mapping[int, str]
) -> Iterator[Fault]:
    shape, code = record.shape, _code(record)
    if shape is None:
        return
    is_line = shape.geom_type in {"LineString", "MultiLineString"}
    if is_line != (area_rules.area_level(code) is AreaLevel.SEGMENT):
        yield _fault(record, "shape", "area_segment_line")
        return
    if record.row in doubled:
        yield _fault(record, "shape", "area_shape_doubled", other=doubled[record.row])
    where = crossing(shape)
    if where is not None:
        yield _fault(record, "shape", "area_shape_crossing", longitude=where[0], latitude=where[1])
        return
    parent = area_rules.area_parent_code(code)
    if parent in ground.shapes and not shape.intersects(ground.shapes[parent]):
        yield _fault(record, "shape", "area_outside", parent=parent)


def _doubled(records: Sequence[Record]) -> dict[int, str]:
    """Return for each row whose boundary a row of the same level had before it, that one's code."""
    first: dict[tuple[AreaLevel | None, bytes], str] = {}
    found: dict[int, str] = {}
    for record in records:
        if record.shape is None or record.shape.is_empty:
            continue
        print_of = (area_rules.area_level(_code(record)), shapely.to_wkb(shapely.normalize(record.shape)))
        other = first.setdefault(print_of, _code(record))
        if other != _code(record):
            found[record.row] = other
    return found


def _tie_faults(record: Record, ground: queries.ImportGround, file: frozenset[str]) -> Iterator[Fault]:
    road, members = words(record.values, "road"), _members(record)
    if road and road not in ground.roads:
        yield _fault(record, "road", "area_road_unknown", road=road)
    if not members:
        return
    code = _code(record)
    inside = area_rules.area_parent_code(code)
    strangers = [
        grid for grid in members
        if not grid.startswith(inside) or (grid not in ground.members.ids and not _is_new_grid(grid, file))
    ]  # fmt: skip
    if strangers or area_rules.area_level(code) not in area_rules.MADE_OF_GRIDS:
        yield _fault(record, "members", "area_member_unknown", grids=", ".join(strangers[:5]))
    elif area_rules.area_level(code) in area_rules.JOINED and ground.members.complete(members):
        _main, *apart = area_rules.connected({grid: ground.members.shapes[grid] for grid in members})
        if apart:
            grids = ", ".join(sorted(grid for group in apart for grid in group)[:5])
            yield _fault(record, "members", "area_members_apart", grids=grids)


def _is_new_grid(code: str, file: frozenset[str]) -> bool:
    return code in file and area_rules.area_level(code) is AreaLevel.UNIT_GRID


# --- what is written ---------------------------------------------------------------------------------------


def _drawn(code: str, shape: BaseGeometry | None) -> tuple[str | None, str | None]:
    """Return a shape as the service takes it: boundary, line."""
    written = hexadecimal(shape)
    return (None, written) if area_rules.area_level(code) is AreaLevel.SEGMENT else (written, None)


def _new(record: Record) -> NewArea:
    shape, line = _drawn(_code(record), record.shape)
    return NewArea(
        code=_code(record),
        name=words(record.values, "name"),
        shape=shape,
        line=line,
        road=words(record.values, "road"),
        members=_members(record),
        state=AreaState(words(record.values, "state") or AreaState.VALID),
    )


def _revision(change: Change) -> AreaChange:
    assert change.before is not None  # noqa: S101 - the caller sorted the changes
    record = change.record
    shape, line = _drawn(change.key, record.shape)
    return AreaChange(
        area_id=change.before.pk,
        name=words(record.values, "name") or None,
        shape=shape,
        line=line,
        road=words(record.values, "road") or None,
        members=_members(record) or None,
    )


def _back(before: Known) -> AreaChange:
    shape, line = _drawn(str(before.values["code"]), before.shape)
    return AreaChange(
        area_id=before.pk,
        name=str(before.values["name"]),
        shape=shape,
        line=line,
        road=str(before.values["road"] or ""),
        members=str(before.values["members"] or "").split(),
    )


def _applied(change: Change, made: Mapping[str, int]) -> Applied:
    pk = change.before.pk if change.before else made[change.key]
    return Applied(key=change.key, pk=pk, before=change.before)


AREAS = ImportKind(
    key="areas",
    zh="区域与网格",
    en="Areas and grids",
    act=Act.AREA_CREATE.value,
    columns=(
        Column(key="code", zh="代码", en="Code", required=True, max_length=20,
               aliases=("区域代码", "网格编码", "BGID", "BGCode", "DYWGBSM", "区划代码")),
        Column(key="name", zh="名称", en="Name", required=True, max_length=60,
               aliases=("区域名称", "网格名称", "BGName", "区划名称")),
        Column(key="level", zh="层级", en="Level", kind=ColumnKind.TERM, vocabulary=AreaLevel,
               aliases=("类型", "网格类型")),
        Column(key="parent", zh="上级代码", en="Parent code", aliases=("上级", "areaCode")),
        Column(key="state", zh="状态", en="State", kind=ColumnKind.TERM, vocabulary=AreaState),
        Column(key="members", zh="组成的单元网格", en="Member unit grids", aliases=("单元网格",)),
        Column(key="road", zh="道路代码", en="Road code", max_length=30),
    ),
    key_column="code",
    importer=AreaImporter(),
    shape=ShapeKind.ANY,
)  # fmt: skip
