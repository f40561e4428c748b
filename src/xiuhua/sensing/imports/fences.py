"""Files of fences: GeoJSON, shapefiles, or a sheet with a column of shapes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import shapely

from xiuhua.ground.queries.vehicles import areas_by_code
from xiuhua.ground.terms.vehicles import VehicleKind
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
    Value,
)
from xiuhua.sensing.models import Fence
from xiuhua.sensing.queries import fences as queries
from xiuhua.sensing.rules.tracks.drawing import NewFence, fence_fault, hours_read
from xiuhua.sensing.services.fencing import fence_create, fence_end, fence_revise
from xiuhua.sensing.terms.alarms import Severity
from xiuhua.sensing.terms.tracks import FenceDays, FenceEffect, FenceKind, FencingAct
from xiuhua.shared.actor import Actor

_REASON = "导入"


class FenceImporter:
    """Fences, named by their code."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - the scope bounds it
        """Return the fences with some codes."""
        return {key: _known(row) for key, row in queries.fences_coded(keys).items()}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - a fence needs no other row
        """Return the first fault of each row."""
        areas = areas_by_code({_words(record.values, "area_code") for record in records})
        found = []
        for record in records:
            new = self.read(record)
            fault = fence_fault(new)
            if fault is None and hours_read(_words(record.values, "hours")) is None:
                fault = "hours", "fence_hours"
            if fault is None and new.area_code not in areas:
                fault = "area_code", "area_code_unknown"
            if fault is not None:
                said = {"value": _words(record.values, fault[0])}
                found.append(Fault(row=record.row, column=fault[0], code=fault[1], arguments=said))
        return found

    def read(self, record: Record) -> NewFence:
        """Return a record as the services take it."""
        values, shape = record.values, record.shape
        is_line = shape is not None and shape.geom_type in {"LineString", "MultiLineString"}
        severity = _words(values, "severity")
        return NewFence(
            code=_words(values, "code"),
            name=_words(values, "name"),
            area_code=_words(values, "area_code"),
            kind=FenceKind.CORRIDOR if is_line else FenceKind.POLYGON,
            geometry=shape,
            effect=FenceEffect(_words(values, "effect") or FenceEffect.LOG.value),
            width_m=_number(values, "width_m"),
            hours=hours_read(_words(values, "hours")) or (),
            days=FenceDays(_words(values, "days") or FenceDays.EVERY.value),
            unit=_words(values, "unit"),
            vehicle_kind=_words(values, "vehicle_kind"),
            plates=tuple(_words(values, "plates").replace("，", " ").replace(",", " ").split()),
            severity=Severity(severity) if severity else None,
            after_minutes=_number(values, "after_minutes") or 0.0,
        )

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Write changes in the caller's transaction, with their ledger entries."""
        applied = []
        for change in changes:
            new = self.read(change.record)
            if change.before is None:
                row = fence_create(new=new, reason=_REASON, actor=actor, at=at)
            else:
                row = fence_revise(fence_id=change.before.pk, new=new, reason=_REASON, actor=actor, at=at)
            applied.append(Applied(key=change.key, pk=row.pk, before=change.before))
        return applied

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Take applied changes back in the caller's transaction: what was drawn is ended."""
        for one in applied:
            if one.before is None:
                fence_end(fence_id=one.pk, reason=_REASON, actor=actor, at=at)
            else:
                record = Record(row=0, values=one.before.values, shape=one.before.shape)
                fence_revise(fence_id=one.pk, new=self.read(record), reason=_REASON, actor=actor, at=at)


def _known(row: Fence) -> Known:
    version = row.current
    values: dict[str, Value] = {"code": row.code, "name": row.name, "area_code": row.area_code}
    if version is None:
        return Known(pk=row.pk, values=values)
    values |= {
        "effect": version.effect, "width_m": version.width_m, "severity": version.severity or None,
        "after_minutes": version.after_s / 60, "hours": ", ".join(version.hours) or None,
        "days": version.days, "vehicle_kind": version.vehicle_kind or None,
        "unit": version.unit.code if version.unit else None,
        "plates": " ".join(one.plate for one in version.vehicles.all()) or None,
    }  # fmt: skip
    drawn = version.route if version.route is not None else version.shape
    return Known(pk=row.pk, values=values, shape=shapely.from_wkb(bytes(drawn.wkb)))


def _words(values: Mapping[str, Value], key: str) -> str:
    value = values.get(key)
    return "" if value is None else str(value).strip()


def _number(values: Mapping[str, Value], key: str) -> float | None:
    value = values.get(key)
    return None if value is None or value == "" else float(str(value))


FENCES = ImportKind(
    key="fences",
    zh="电子围栏",
    en="Fences",
    act=FencingAct.CREATE,
    key_column="code",
    importer=FenceImporter(),
    shape=ShapeKind.ANY,
    columns=(
        Column(key="code", zh="围栏编码", en="Fence code", required=True, max_length=34),
        Column(key="name", zh="围栏名称", en="Name", required=True, max_length=80, aliases=("名称",)),
        Column(key="area_code", zh="区域代码", en="Area code", required=True, max_length=20),
        Column(key="effect", zh="要求", en="What it asks", kind=ColumnKind.TERM, vocabulary=FenceEffect),
        Column(key="width_m", zh="走廊宽度（米）", en="Width / m", kind=ColumnKind.DECIMAL),
        Column(key="hours", zh="时段", en="Hours", max_length=100),
        Column(key="days", zh="日期类型", en="Days", kind=ColumnKind.TERM, vocabulary=FenceDays),
        Column(key="vehicle_kind", zh="车辆类型", en="Kind of vehicle", kind=ColumnKind.TERM,
               vocabulary=VehicleKind),
        Column(key="unit", zh="单位代码", en="Unit code", max_length=18),
        Column(key="plates", zh="号牌", en="Plates", max_length=4_000),
        Column(key="severity", zh="报警级别", en="Alarm", kind=ColumnKind.TERM, vocabulary=Severity),
        Column(key="after_minutes", zh="持续（分钟）", en="Alarm after / min", kind=ColumnKind.DECIMAL),
    ),
)  # fmt: skip
