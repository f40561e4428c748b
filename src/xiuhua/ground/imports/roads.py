"""Files of roads."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from xiuhua.ground import queries
from xiuhua.ground.imports.cells import hexadecimal
from xiuhua.ground.imports.shared import lies_within, words
from xiuhua.ground.models import Road
from xiuhua.ground.services.roads import RoadFacts, roads_withdraw, roads_write_many
from xiuhua.ground.terms.areas import AreaAct, RoadClass
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


class RoadImporter:
    """Roads, known by their codes."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - public ground
        """Return the roads recorded under some codes."""
        return {row.code: _known(row) for row in Road.objects.defer("search").filter(code__in=keys)}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - roads stand alone
        """Return the rows of unknown or foreign districts and those without a usable line."""
        return place_faults(records, areas_for(actor, AreaAct.ROAD_WRITE), shape_fault=_line_fault)

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Record roads, or bring them up to date."""
        rows = roads_write_many(roads=[_facts(change.record) for change in changes], actor=actor, at=at)
        return [
            Applied(key=change.key, pk=row.pk, before=change.before)
            for change, row in zip(changes, rows, strict=True)
        ]

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Withdraw what was new, and give the others back what they were."""
        roads_withdraw(road_ids=[item.pk for item in applied if item.before is None], actor=actor, at=at)
        back = [
            Record(row=0, values=item.before.values, shape=item.before.shape)
            for item in applied
            if item.before is not None
        ]
        roads_write_many(roads=[_facts(record) for record in back], actor=actor, at=at)


def place_faults(
    records: Sequence[Record], reach: Sequence[str], *, shape_fault: Callable[[Record], str | None]
) -> list[Fault]:
    """Return what is wrong with the district and the geometry of rows."""
    known = queries.area_ids({words(record.values, "area_code") for record in records})
    found = []
    for record in records:
        code, area = words(record.values, "code"), words(record.values, "area_code")
        if area not in known:
            found.append(_fault(record, "area_code", "road_area", code=code, area=area))
        elif not lies_within(area, reach):
            found.append(_fault(record, "area_code", "road_foreign", code=code))
        wrong = shape_fault(record)
        if wrong:
            found.append(_fault(record, "shape", wrong, code=code))
    return found


def _fault(record: Record, column: str, fault: str, **arguments: str) -> Fault:
    return Fault(row=record.row, column=column, code=fault, arguments=arguments)


def _line_fault(record: Record) -> str | None:
    shape = record.shape
    usable = shape is not None and not shape.is_empty and shape.length > 0
    return None if usable else "road_line"


def _known(row: Road) -> Known:
    return Known(
        pk=row.pk,
        values={
            "code": row.code,
            "name": row.name,
            "road_class": row.road_class,
            "width_m": row.width_m,
            "area_code": row.area_code,
        },
        shape=queries.plain(row.line),
    )


def _facts(record: Record) -> RoadFacts:
    width = record.values.get("width_m")
    return RoadFacts(
        code=words(record.values, "code"),
        name=words(record.values, "name"),
        road_class=RoadClass(words(record.values, "road_class")),
        width_m=float(width) if isinstance(width, (int, float)) else None,
        area_code=words(record.values, "area_code"),
        line=hexadecimal(record.shape) or "",
    )


ROADS = ImportKind(
    key="roads",
    zh="道路",
    en="Roads",
    act=AreaAct.ROAD_WRITE.value,
    columns=(
        Column(key="code", zh="道路代码", en="Code", required=True, max_length=30, aliases=("代码", "编号")),
        Column(key="name", zh="道路名称", en="Name", required=True, max_length=60, aliases=("名称", "路名")),
        Column(key="road_class", zh="道路等级", en="Class", kind=ColumnKind.TERM, vocabulary=RoadClass,
               required=True, aliases=("等级",)),
        Column(key="width_m", zh="宽度（米）", en="Width, m", kind=ColumnKind.DECIMAL,
               aliases=("宽度", "路宽")),
        Column(key="area_code", zh="区县代码", en="District code", required=True, max_length=20,
               aliases=("所在区县", "区域代码")),
    ),
    key_column="code",
    importer=RoadImporter(),
    shape=ShapeKind.LINE,
    shape_required=True,
)  # fmt: skip
