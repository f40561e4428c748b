"""Lines of the handbook from the Excel form bureaus use, into a draft."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from xiuhua.ground.models import CatalogueItem, HandbookLine, Unit
from xiuhua.ground.queries.handbook import UNITS, handbook_draft_of, handbook_lines, item_key
from xiuhua.ground.rules.limits import limit_read, limit_text
from xiuhua.ground.services.handbook import LineText, handbook_import_revert, handbook_lines_import
from xiuhua.ground.terms.catalogue import HandbookAct, ItemKind, Standard
from xiuhua.intake.rules import Applied, Change, Column, ColumnKind, Fault, ImportKind, Known, Record, Value
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.web.seams import areas_for

_UNIT_NAMES = {"steward": "主管部门", "owner": "权属单位", "keeper": "养护单位", "handler": "处置单位"}
_UNIT_ALIASES = {"steward": "主管单位", "owner": "产权单位", "keeper": "管养单位", "handler": "责任单位"}
COLUMNS = (
    Column(key="key", zh="条目编号", en="Line", max_length=60, aliases=("编号",)),
    Column(key="standard", zh="标准", en="Standard", kind=ColumnKind.TERM, vocabulary=Standard),
    Column(key="kind", zh="类型", en="Kind", kind=ColumnKind.TERM, vocabulary=ItemKind),
    Column(key="code", zh="代码", en="Code", required=True, max_length=5, aliases=("事项代码", "小类代码")),
    Column(key="name", zh="名称", en="Name", max_length=40, aliases=("事项名称", "小类名称")),
    Column(key="number", zh="条件序号", en="Condition no.", kind=ColumnKind.INTEGER, aliases=("序号",)),
    Column(
        key="condition",
        zh="立案条件",
        en="Filing condition",
        required=True,
        max_length=300,
        aliases=("立案标准",),
    ),
    Column(key="limit", zh="处置时限", en="Limit", max_length=120, aliases=("时限", "处理时限")),
    Column(
        key="closing", zh="结案条件", en="Closing condition", max_length=300, aliases=("结案标准", "结案规范")
    ),
    *(
        Column(
            key=role, zh=zh, en=f"{role.capitalize()} unit", max_length=100, aliases=(_UNIT_ALIASES[role],)
        )
        for role, zh in _UNIT_NAMES.items()
    ),
    Column(key="source", zh="依据", en="Source", max_length=120, aliases=("来源",)),
    Column(key="unchecked", zh="待核对", en="To be checked", max_length=200),
)


class CatalogueImporter:
    """Takes lines into the open draft of the actor's area, and makes one where none is open."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:
        """Return the lines of the draft that have these keys."""
        draft = handbook_draft_of(_area(actor))
        rows = handbook_lines().filter(handbook=draft) if draft else ()
        return {key: _known(line) for line in rows if (key := _key_of(line)) in keys}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - as the protocol has it
        """Return rows with an unknown code or unit, an unreadable limit, or a key that is not theirs."""
        items, units = _items(records), _units(records)
        return [fault for record in records for fault in _faults(record, items, units)]

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Write lines into the draft, in one act."""
        records = [change.record for change in changes]
        items, units = _items(records), _units(records)
        lines = [
            (items[_item_name(record.values)].pk, _number(record.values), _text(record, units))
            for record in records
        ]
        made = handbook_lines_import(area_code=_area(actor), lines=lines, actor=actor, at=at)
        return [
            Applied(key=change.key, pk=pk, before=change.before)
            for change, pk in zip(changes, made, strict=True)
        ]

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Take lines back out of the draft, or give them their former words again."""
        former = [_former(row) for row in applied if row.before is not None]
        units = _units(former)
        handbook_import_revert(
            made=[row.pk for row in applied if row.before is None],
            before={
                row.pk: _text(record, units)
                for row, record in zip(
                    (row for row in applied if row.before is not None), former, strict=True
                )
            },
            actor=actor,
            at=at,
        )


def _area(actor: Actor) -> str:
    """Return the one city or district whose handbook the actor keeps.

    Raises:
        Invalid: there is none, or more than one.
    """
    areas = areas_for(actor, HandbookAct.IMPORT)
    if len(areas) != 1 or len(areas[0]) not in {4, 6}:
        raise Invalid(fields={"": "handbook_draft_missing"})
    return areas[0]


def _key_of(line: HandbookLine) -> str:
    return _key(item_key(line.item), line.sequence)


def key_made(values: Mapping[str, Value]) -> str:
    """Return what names a line across files: `01037-2`, with standard and kind where they are others."""
    return _key(_item_name(values), _number_or_none(values))


def _key(item: str, number: int | None) -> str:
    code = item.rpartition(":")[2]
    usual = f"{_standard_told(code)}:{ItemKind.MATTER.value}:{code}"
    return f"{code if item == usual else item}-{number}"


def _known(line: HandbookLine) -> Known:
    values: dict[str, Value] = {
        "key": f"{line.item.code}-{line.sequence}",
        "standard": line.item.standard,
        "kind": line.item.kind,
        "code": line.item.code,
        "name": line.item.zh,
        "number": line.sequence,
        "condition": line.filing_condition,
        "limit": limit_text(line.limit),
        "closing": line.closing_condition,
        "source": line.source,
        "unchecked": line.unchecked,
    }
    return Known(
        pk=line.pk, values=values | {role: getattr(getattr(line, role), "code", "") for role in UNITS}
    )


def _said(values: Mapping[str, Value], column: str) -> str:
    return str(values.get(column) or "").strip()


def _number(values: Mapping[str, Value]) -> int:
    return int(_said(values, "number") or _said(values, "key").rpartition("-")[2] or 1)


def _item_name(values: Mapping[str, Value]) -> str:
    """Return the key of the item meant: a matter unless said otherwise, of the standard its length tells."""
    code = _said(values, "code")
    standard = _said(values, "standard") or _standard_told(code)
    return f"{standard}:{_said(values, 'kind') or ItemKind.MATTER.value}:{code}"


def _standard_told(code: str) -> str:
    return (Standard.GB_2026 if len(code) == 5 else Standard.GB_2013).value


def _items(records: Sequence[Record]) -> Mapping[str, CatalogueItem]:
    rows = CatalogueItem.objects.defer("search").filter(
        code__in={_said(record.values, "code") for record in records}
    )
    return {item_key(item): item for item in rows}


def _units(records: Sequence[Record]) -> Mapping[str, int]:
    """Return the ids of the units named in the rows, by code and by name where only one is called so."""
    wanted = {_said(record.values, role) for record in records for role in UNITS} - {""}
    rows = list(Unit.objects.defer("search").filter(code__in=wanted)) + list(
        Unit.objects.defer("search").filter(name__in=wanted)
    )
    names = [unit.name for unit in {unit.pk: unit for unit in rows}.values()]
    known = {unit.name: unit.pk for unit in rows if names.count(unit.name) == 1}
    return known | {unit.code: unit.pk for unit in rows}


def _faults(record: Record, items: Mapping[str, CatalogueItem], units: Mapping[str, int]) -> Sequence[Fault]:
    found: list[tuple[str, str, dict[str, str]]] = []
    if _item_name(record.values) not in items:
        found.append(("code", "handbook_item_unknown", {}))
    if (
        _said(record.values, "key")
        and _said(record.values, "key") != f"{_said(record.values, 'code')}-{_number_or_none(record.values)}"
    ):
        found.append(("key", "handbook_key_wrong", {"value": _said(record.values, "key")}))
    if _said(record.values, "limit") and not _is_limit(_said(record.values, "limit")):
        found.append(("limit", "handbook_limit_unread", {"text": _said(record.values, "limit")}))
    found += [
        (role, "handbook_unit_unknown", {})
        for role in UNITS
        if _said(record.values, role) and _said(record.values, role) not in units
    ]
    return [Fault(row=record.row, column=column, code=code, arguments=said) for column, code, said in found]


def _number_or_none(values: Mapping[str, Value]) -> int | None:
    try:
        return _number(values)
    except ValueError:
        return None


def _is_limit(text: str) -> bool:
    try:
        limit_read(text)
    except ValueError:
        return False
    return True


def _text(record: Record, units: Mapping[str, int]) -> LineText:
    limit = _said(record.values, "limit")
    return LineText(
        filing_condition=_said(record.values, "condition"),
        limit=limit_read(limit) if limit else None,
        closing_condition=_said(record.values, "closing"),
        units={role: units.get(_said(record.values, role)) for role in UNITS},
        source=_said(record.values, "source"),
        unchecked=_said(record.values, "unchecked"),
    )


def _former(row: Applied) -> Record:
    return Record(row=0, values=row.before.values if row.before else {})


CATALOGUE = ImportKind(
    key="catalogue",
    zh="指挥手册条目",
    en="Handbook lines",
    act=HandbookAct.IMPORT,
    columns=COLUMNS,
    key_column="code",
    key_made=key_made,
    importer=CatalogueImporter(),
)
