"""Files of devices."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

import shapely

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
from xiuhua.sensing.models import Device
from xiuhua.sensing.queries import devices as queries
from xiuhua.sensing.rules.devices import tags_typed
from xiuhua.sensing.services import devices as services
from xiuhua.sensing.services.devices import NewDevice
from xiuhua.sensing.terms import ConcentrationUnit, DeviceAct, DeviceState, Protocol
from xiuhua.shared.actor import Actor

_TEXTS = ("name", "area_code", "model", "dialect", "crc_variant", "component", "premises", "vehicle")
_USUAL_INTERVAL_S = 60


class DeviceImporter:
    """Devices, named by their number."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - the scope bounds it
        """Return the devices with some numbers, in whatever protocol."""
        return {key: _known(row) for key, row in queries.devices_numbered(keys).items()}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - a device needs no other row
        """Return the first fault of each row."""
        news = [(record, self.read(record)) for record in records]
        known = services.device_keys_of([new for _record, new in news])
        found = ((record, services.device_fault(new, known)) for record, new in news)
        return [
            Fault(
                row=record.row, column=fault[0], code=fault[1],
                arguments={"value": _words(record.values, fault[0])},
            )
            for record, fault in found
            if fault
        ]  # fmt: skip

    def read(self, record: Record) -> NewDevice:
        """Return a record as the services take it."""
        values = record.values
        point = None if record.shape is None else record.shape.centroid
        calibrated = values.get("calibrated_on")
        return NewDevice(
            protocol=Protocol(_words(values, "protocol")),
            number=_words(values, "number"),
            secret=_words(values, "secret") or None,
            state=DeviceState.IN_USE,
            concentration_unit=ConcentrationUnit(
                _words(values, "concentration_unit") or ConcentrationUnit.MICROGRAM.value
            ),
            interval_s=_whole(values, "interval_s", _USUAL_INTERVAL_S),
            clock_offset_s=_whole(values, "clock_offset_s", 0),
            calibrated_on=calibrated if isinstance(calibrated, date) else None,
            tags=tags_typed(_words(values, "tags")) if values.get("tags") is not None else None,
            longitude=point.x if point else None,
            latitude=point.y if point else None,
            **{key: _words(values, key) for key in _TEXTS},
        )

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Write changes in the caller's transaction, with their ledger entries."""
        items = [
            (self.read(change.record), change.before.pk if change.before else None) for change in changes
        ]
        made = services.devices_write(items=items, actor=actor, at=at)
        return [
            Applied(key=change.key, pk=row.pk, before=change.before)
            for change, row in zip(changes, made, strict=True)
        ]

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Take applied changes back in the caller's transaction."""
        services.devices_undo(made=[one.pk for one in applied if one.before is None], actor=actor, at=at)
        back = [
            (self.read(Record(row=0, values=one.before.values, shape=one.before.shape)), one.pk)
            for one in applied
            if one.before is not None
        ]
        services.devices_write(items=back, act=DeviceAct.REVISE, actor=actor, at=at)


def _known(row: Device) -> Known:
    values = {
        key: getattr(row, key)
        for key in (
            "protocol", "number", "name", "area_code", "model", "dialect", "crc_variant", "interval_s",
            "clock_offset_s", "calibrated_on", "concentration_unit",
        )
    }  # fmt: skip
    pointed = {
        "component": row.component.code if row.component else None,
        "premises": row.premises.code if row.premises else None,
        "vehicle": row.vehicle.plate if row.vehicle else None,
        "tags": "、".join(row.tags) or None,
        "secret": None,  # never shown, and left as it is where the file says nothing
    }
    shape = shapely.Point(row.place.x, row.place.y) if row.place else None
    return Known(pk=row.pk, values=values | pointed, shape=shape)


def _words(values: Mapping[str, Value], key: str) -> str:
    value = values.get(key)
    return "" if value is None else str(value).strip()


def _whole(values: Mapping[str, Value], key: str, usual: int) -> int:
    value = values.get(key)
    return int(value) if isinstance(value, int | float) else usual


DEVICES = ImportKind(
    key="devices",
    zh="设备",
    en="Devices",
    act=DeviceAct.CREATE,
    key_column="number",
    importer=DeviceImporter(),
    shape=ShapeKind.POINT,
    columns=(
        Column(key="number", zh="设备编号", en="Device number", required=True, max_length=40,
               aliases=("设备号", "MN", "终端手机号", "测站编码")),
        Column(key="protocol", zh="协议", en="Protocol", kind=ColumnKind.TERM, vocabulary=Protocol,
               required=True),
        Column(key="name", zh="设备名称", en="Name", required=True, max_length=80, aliases=("名称",)),
        Column(key="secret", zh="密码", en="Password or key", max_length=64, aliases=("密钥", "鉴权码")),
        Column(key="model", zh="型号", en="Model", max_length=60),
        Column(key="area_code", zh="区域代码", en="Area code", required=True, max_length=20),
        Column(key="interval_s", zh="上报间隔（秒）", en="Sends every / s", kind=ColumnKind.INTEGER),
        Column(key="premises", zh="场所编号", en="Premises code", max_length=30),
        Column(key="component", zh="部件标识码", en="Component code", max_length=17),
        Column(key="vehicle", zh="号牌", en="Plate", max_length=12, aliases=("车牌", "车牌号")),
        Column(key="dialect", zh="方言", en="Dialect", max_length=20),
        Column(key="crc_variant", zh="校验方式", en="Checksum", max_length=20),
        Column(key="concentration_unit", zh="浓度单位", en="Unit of concentrations", kind=ColumnKind.TERM,
               vocabulary=ConcentrationUnit),
        Column(key="clock_offset_s", zh="时钟偏差（秒）", en="Clock is fast by / s", kind=ColumnKind.INTEGER),
        Column(key="calibrated_on", zh="校准日期", en="Calibrated on", kind=ColumnKind.DATE),
        Column(key="tags", zh="标签", en="Tags", max_length=300),
    ),
)  # fmt: skip
