"""Files that say who has which device: a bureau's list of handhelds, recorders and sensors."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from xiuhua.ground.queries.vehicles import areas_by_code
from xiuhua.intake.rules import Applied, Change, Column, Fault, ImportKind, Known, Record, Value
from xiuhua.sensing.models import Device, DeviceHolding
from xiuhua.sensing.queries import holdings as queries
from xiuhua.sensing.queries.devices import devices_numbered
from xiuhua.sensing.services.holdings import NewHolding, device_give, device_return
from xiuhua.sensing.terms.holdings import HoldingAct
from xiuhua.shared.actor import Actor

_HANDED_ON, _TAKEN_BACK = "按导入的清单移交", "撤回导入"


class KitImporter:
    """Who has devices, by the number of the device; whoever had one before gives it back."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - the scope bounds it
        """Return with whom devices of some numbers are."""
        devices = devices_numbered(keys)
        held = {one.device_id: one for one in queries.holdings_now(list(devices.values()))}
        return {key: _known(held[device.pk]) for key, device in devices.items() if device.pk in held}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - a row needs no other
        """Return the first fault of each row."""
        devices = devices_numbered([_words(one.values, "number") for one in records])
        grids = areas_by_code({_words(one.values, "grid") for one in records})
        found = ((one, _fault(one.values, devices, grids)) for one in records)
        return [
            Fault(
                row=one.row, column=fault[0], code=fault[1],
                arguments={"value": _words(one.values, fault[0])},
            )
            for one, fault in found
            if fault
        ]  # fmt: skip

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Hand out, in the caller's transaction; two acts where somebody had it before."""
        devices = devices_numbered([change.key for change in changes])
        found = []
        for change in changes:
            device = devices[change.key]
            if change.before is not None:
                device_return(device_id=device.pk, note=_HANDED_ON, actor=actor, at=at)
            made = device_give(device_id=device.pk, new=_read(change.record.values), actor=actor, at=at)
            found.append(Applied(key=change.key, pk=made.pk, before=change.before))
        return found

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Take back what was handed out, and give it to whoever had it before."""
        devices = devices_numbered([one.key for one in applied])
        for one in applied:
            device = devices[one.key]
            device_return(device_id=device.pk, note=_TAKEN_BACK, actor=actor, at=at)
            if one.before is not None:
                device_give(device_id=device.pk, new=_read(one.before.values), actor=actor, at=at)


def _read(values: Mapping[str, Value]) -> NewHolding:
    return NewHolding(
        person=_words(values, "person"), grid=_words(values, "grid"), note=_words(values, "note")
    )


def _fault(
    values: Mapping[str, Value], devices: Mapping[str, Device], grids: Mapping[str, object]
) -> tuple[str, str] | None:
    checks = (
        ("number", "kit_device_unknown", _words(values, "number") in devices),
        ("person", "kit_person_unknown", queries.person_named(_words(values, "person")) is not None),
        ("grid", "area_code_unknown", _words(values, "grid") in grids),
    )
    return next(((column, code) for column, code, holds in checks if not holds), None)


def _known(one: DeviceHolding) -> Known:
    values = {
        "number": one.device.number, "person": one.person.work_number, "grid": one.grid.code,
        "note": one.note or None,
    }  # fmt: skip
    return Known(pk=one.pk, values=values, shape=None)


def _words(values: Mapping[str, Value], key: str) -> str:
    value = values.get(key)
    return "" if value is None else str(value).strip()


KIT = ImportKind(
    key="kit",
    zh="装备领用",
    en="Kit given out",
    act=HoldingAct.GIVE,
    key_column="number",
    importer=KitImporter(),
    columns=(
        Column(key="number", zh="设备编号", en="Device number", required=True, max_length=40,
               aliases=("设备号", "终端编号")),
        Column(key="person", zh="领用人工号", en="Work number", required=True, max_length=80,
               aliases=("工号", "领用人")),
        Column(key="grid", zh="网格代码", en="Grid code", required=True, max_length=20,
               aliases=("责任网格代码",)),
        Column(key="note", zh="备注", en="Note", max_length=200),
    ),
)  # fmt: skip
