"""Files of units: a tree by the code of each unit's parent."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from xiuhua.ground.imports.shared import lies_within, words
from xiuhua.ground.models import Unit
from xiuhua.ground.queries.units import known_areas, units_imported
from xiuhua.ground.rules.units import parents_first
from xiuhua.ground.services.units import (
    NewUnit,
    UnitWords,
    unit_edit,
    unit_move,
    units_create_many,
    units_undo,
)
from xiuhua.ground.terms.people import UnitKind
from xiuhua.ground.terms.units import UnitAct
from xiuhua.intake.rules import Applied, Change, Column, ColumnKind, Fault, ImportKind, Known, Record, Value
from xiuhua.shared.actor import Actor
from xiuhua.web.seams import areas_for

REASON = "导入 · import"


class UnitImporter:
    """Units, known by their codes. The area of a unit is fixed once it is recorded."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - units are public
        """Return the units recorded under some codes."""
        return {code: _known(unit) for code, unit in units_imported(keys).items()}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:
        """Return what is wrong with areas and parents."""
        codes = [words(record.values, "code") for record in records]
        parents = {words(record.values, "parent") for record in records} - {""}
        known = units_imported({*codes, *parents})
        areas = known_areas({words(record.values, "area_code") for record in records})
        reach, circular = areas_for(actor, UnitAct.IMPORT), _circular(records, known)
        return [
            Fault(row=record.row, column=column, code=code, arguments=arguments)
            for record in records
            for column, code, arguments in _faults(record, known, frozenset(keys), areas, reach, circular)
        ]

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Record what is new, parents first, and change what differs."""
        new = [_new(change.record) for change in changes if change.before is None]
        made = {unit.code: unit.pk for unit in units_create_many(new=new, actor=actor, at=at)}
        for change in changes:
            if change.before is not None:
                _revise(change.before, change.record.values, actor=actor, at=at)
        return [
            Applied(
                key=change.key,
                pk=change.before.pk if change.before else made[change.key],
                before=change.before,
            )
            for change in changes
        ]

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Take back what was new, and give the others back what they were."""
        for item in applied:
            if item.before is not None:
                _revise(item.before, item.before.values, actor=actor, at=at)
        units_undo(unit_ids=[item.pk for item in applied if item.before is None], actor=actor, at=at)


def _known(unit: Unit) -> Known:
    return Known(
        pk=unit.pk,
        values={
            "code": unit.code,
            "name": unit.name,
            "short_name": unit.short_name or None,
            "kind": unit.kind,
            "parent": unit.parent.code if unit.parent else None,
            "area_code": unit.area_code,
            "duty_phone": unit.duty_phone or None,
        },
    )


def _circular(records: Sequence[Record], known: Mapping[str, Unit]) -> frozenset[str]:
    """Return the codes that no order can put after their parents."""
    parents = {words(record.values, "code"): words(record.values, "parent") for record in records}
    placed: set[str] = set()
    for code in parents_first(parents):
        if parents[code] in placed or parents[code] not in parents:
            placed.add(code)
    return frozenset(parents) - placed - frozenset(known)


def _faults(
    record: Record, known: Mapping[str, Unit], keys: frozenset[str], areas: frozenset[str],
    reach: Sequence[str], circular: frozenset[str],
) -> Iterator[tuple[str, str, dict[str, str]]]:  # fmt: skip
    code, area, parent = (words(record.values, name) for name in ("code", "area_code", "parent"))
    if not lies_within(area, reach):
        yield "area_code", "area_not_yours", {"area": area}
    elif area not in areas:
        yield "area_code", "unit_area_unknown", {"code": code, "area": area}
    elif code in known and known[code].area_code != area:
        yield "area_code", "unit_area_fixed", {"code": code, "area": known[code].area_code}
    if code in circular:
        yield "parent", "unit_circle", {"unit": code, "parent": parent}
    elif parent and parent not in known and parent not in keys:
        yield "parent", "unit_parent_unknown", {"parent": parent}


def _new(record: Record) -> NewUnit:
    values = record.values
    return NewUnit(
        code=words(values, "code"),
        name=words(values, "name"),
        short_name=words(values, "short_name"),
        kind=UnitKind(words(values, "kind")),
        parent_code=words(values, "parent"),
        area_code=words(values, "area_code"),
        duty_phone=words(values, "duty_phone"),
    )


def _revise(before: Known, values: Mapping[str, Value], *, actor: Actor, at: datetime) -> None:
    """Give a unit the values of a row; columns that the file lacks stay as they are."""
    wanted = {**before.values, **values}
    edited = UnitWords(
        name=words(wanted, "name"),
        short_name=words(wanted, "short_name"),
        kind=UnitKind(words(wanted, "kind")),
        duty_phone=words(wanted, "duty_phone"),
    )
    unit = unit_edit(unit_id=before.pk, words=edited, actor=actor, at=at)
    if (unit.parent.code if unit.parent else "") != words(wanted, "parent"):
        unit_move(unit_id=unit.pk, parent_code=words(wanted, "parent"), reason=REASON, actor=actor, at=at)


UNITS = ImportKind(
    key="units",
    zh="机构",
    en="units",
    act=UnitAct.IMPORT,
    key_column="code",
    importer=UnitImporter(),
    columns=(
        Column(
            key="code", zh="机构代码", en="Code", required=True, max_length=18, aliases=("统一社会信用代码",)
        ),
        Column(key="name", zh="机构名称", en="Name", required=True, max_length=100, aliases=("名称",)),
        Column(key="short_name", zh="简称", en="Short name", max_length=30),
        Column(key="kind", zh="类型", en="Kind", kind=ColumnKind.TERM, vocabulary=UnitKind, required=True),
        Column(key="parent", zh="上级代码", en="Parent", max_length=18, aliases=("上级机构代码",)),
        Column(key="area_code", zh="区域代码", en="Area code", required=True, max_length=20),
        Column(key="duty_phone", zh="值班电话", en="Duty telephone", max_length=20),
    ),
)
