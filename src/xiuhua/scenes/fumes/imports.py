"""Files of the kitchens' ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db.models import ProtectedError

from xiuhua.intake.rules import (
    Applied,
    Change,
    Column,
    ColumnKind,
    Fault,
    ImportKind,
    Known,
    Record,
    RowsHeld,
    ShapeKind,
    Value,
)
from xiuhua.scenes.fumes.queries.kitchens import kitchens_coded, premises_coded
from xiuhua.scenes.fumes.services.kitchens import NewKitchen, kitchens_remove, kitchens_write
from xiuhua.scenes.fumes.terms import Act
from xiuhua.shared.actor import Actor

_KEPT = (
    "code",
    "stoves",
    "power_1e8_j_h",
    "hood_m2",
    "purifier",
    "noise_device",
    "report_number",
    "report_on",
    "report_expires_on",
)


class KitchenImporter:
    """Kitchens, named by the code of their premises."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - the scope bounds it
        """Return the kitchens with some codes."""
        return {
            code: Known(pk=row.pk, values={name: getattr(row, name) for name in _KEPT})
            for code, row in kitchens_coded(set(keys)).items()
        }

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - as above
        """Return rows whose premises are unknown, or whose report expires before it was made."""
        known = premises_coded({_words(record.values, "code") for record in records})
        found = []
        for record in records:
            code = _words(record.values, "code")
            if code not in known:
                found.append(
                    Fault(row=record.row, column="code", code="premises_unknown", arguments={"value": code})
                )
                continue
            on, expires = _day(record.values, "report_on"), _day(record.values, "report_expires_on")
            if on and expires and expires < on:
                found.append(
                    Fault(
                        row=record.row,
                        column="report_expires_on",
                        code="fume_report_backwards",
                        arguments={"value": expires.isoformat()},
                    )
                )
        return found

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Write changes in the caller's transaction, with their ledger entries."""
        items = [_read(change.record.values, change.before) for change in changes]
        made = kitchens_write(items=items, actor=actor, at=at)
        return [
            Applied(key=change.key, pk=row.pk, before=change.before)
            for change, row in zip(changes, made, strict=True)
        ]

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Take applied changes back in the caller's transaction."""
        back = [_read(one.before.values, None) for one in applied if one.before is not None]
        if back:
            kitchens_write(items=back, actor=actor, at=at)
        made = [one.pk for one in applied if one.before is None]
        try:
            kitchens_remove(kitchen_ids=made, actor=actor, at=at)
        except ProtectedError as error:
            held = {getattr(one, "kitchen_id", 0) for one in error.protected_objects}
            raise RowsHeld(sorted(held)) from error


def _read(values: Mapping[str, Value], before: Known | None) -> NewKitchen:
    """Return a row as the service takes it; a column that the file lacks stays as it is."""
    told = dict(before.values) if before else {}
    told |= {name: values[name] for name in _KEPT if name in values}
    return NewKitchen(
        code=_words(told, "code"),
        stoves=_whole(told, "stoves"),
        power_1e8_j_h=_decimal(told, "power_1e8_j_h"),
        hood_m2=_decimal(told, "hood_m2"),
        purifier=_words(told, "purifier"),
        noise_device=_words(told, "noise_device"),
        report_number=_words(told, "report_number"),
        report_on=_day(told, "report_on"),
        report_expires_on=_day(told, "report_expires_on"),
    )


def _words(values: Mapping[str, Value], key: str) -> str:
    value = values.get(key)
    return "" if value is None else str(value).strip()


def _whole(values: Mapping[str, Value], key: str) -> int | None:
    value = values.get(key)
    return int(value) if isinstance(value, int | float) else None


def _decimal(values: Mapping[str, Value], key: str) -> float | None:
    value = values.get(key)
    return float(value) if isinstance(value, int | float) else None


def _day(values: Mapping[str, Value], key: str) -> date | None:
    value = values.get(key)
    return value if isinstance(value, date) else None


KITCHENS = ImportKind(
    key="fume_kitchens",
    zh="餐饮油烟台账",
    en="Kitchens of the fume ledger",
    act=Act.ENTER,
    key_column="code",
    importer=KitchenImporter(),
    shape=ShapeKind.NONE,
    columns=(
        Column(key="code", zh="场所编号", en="Premises code", required=True, max_length=30),
        Column(key="stoves", zh="基准灶头数", en="Base stoves", kind=ColumnKind.INTEGER, aliases=("灶头数",)),
        Column(key="power_1e8_j_h", zh="灶头总功率", en="Heat of all burners", kind=ColumnKind.DECIMAL),
        Column(key="hood_m2", zh="排气罩投影面积", en="Projection of hoods", kind=ColumnKind.DECIMAL),
        Column(key="purifier", zh="净化设施", en="Purifier", max_length=80, aliases=("净化器", "净化器品牌")),
        Column(key="noise_device", zh="降噪设施", en="Noise device", max_length=80),
        Column(key="report_number", zh="检测报告编号", en="Report number", max_length=60),
        Column(key="report_on", zh="检测日期", en="Tested on", kind=ColumnKind.DATE),
        Column(
            key="report_expires_on",
            zh="有效期至",
            en="Valid through",
            kind=ColumnKind.DATE,
            aliases=("报告有效期", "到期日"),
        ),
    ),
)
