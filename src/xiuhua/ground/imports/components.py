"""Files of components: the 18 attributes of the standard, with the field names of both editions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from xiuhua.ground.imports.shared import NounImporter, day, words
from xiuhua.ground.queries import components as queries
from xiuhua.ground.rules.components import CODE_2013_LENGTH, component_code_read, component_code_renewed
from xiuhua.ground.services import components as services
from xiuhua.ground.services.components import NewComponent
from xiuhua.ground.terms.components import Accuracy, ComponentAct, ComponentSource, ComponentState
from xiuhua.intake.rules import Column, ColumnKind, Fault, ImportKind, Known, Record, ShapeKind
from xiuhua.shared.actor import Actor

_TEXTS = (
    "name",
    "steward_code",
    "steward_name",
    "owner_code",
    "owner_name",
    "keeper_code",
    "keeper_name",
    "grid_code",
    "note",
    "street_name",
    "community_name",
)
_KEPT = (*_TEXTS, "code", "code_2013", "state", "surveyed_on", "changed_on", "source", "accuracy")
_NEVER = date(1970, 1, 1)


class ComponentImporter(NounImporter[NewComponent]):
    """Components, new and known; codes of 2013 are renewed where the class has one successor."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - public ground
        """Return what is recorded under codes of either standard."""
        rows = queries.components_by_codes(keys, _KEPT)
        shapes = shapely.from_wkb([bytes(row["wkb"]) for row in rows])
        wanted = frozenset(keys)
        return {
            key: _known(key, row, shape)
            for row, shape in zip(rows, shapes, strict=True)
            for key in (row["code"], row["code_2013"])
            if key in wanted
        }

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - a component needs no other row of the file
        """Return what the register has against each row."""
        news = list(zip(records, _renewed([self.read(record) for record in records]), strict=True))
        known = services.components_known([new for _record, new in news])
        twice = {code for code, times in Counter(new.code for _record, new in news).items() if times > 1}
        found = []
        for record, new in news:
            fault = services.component_fault(new, known) or (
                ("code", "component_code_twice") if new.code in twice else None
            )
            if fault:
                value = words(record.values, fault[0]) or new.code
                found.append(
                    Fault(row=record.row, column=fault[0], code=fault[1], arguments={"value": value})
                )
        return found

    def read(self, record: Record) -> NewComponent:
        """Return a record as the services take it."""
        values = record.values
        source, accuracy = words(values, "source"), words(values, "accuracy")
        return NewComponent(
            code=words(values, "code"),
            code_2013=words(values, "code_2013") or None,
            state=ComponentState(words(values, "state") or ComponentState.INTACT.value),
            surveyed_on=day(values, "surveyed_on") or _NEVER,
            changed_on=day(values, "changed_on"),
            source=ComponentSource(source) if source else None,
            accuracy=Accuracy(accuracy) if accuracy else None,
            shape=shapely.Point() if record.shape is None else record.shape,
            **{key: words(values, key) for key in _TEXTS},  # type: ignore[arg-type]  # only text columns
        )

    def write(
        self, items: Sequence[tuple[NewComponent, int | None]], *, actor: Actor, at: datetime
    ) -> Sequence[int]:
        """Write components."""
        renewed = _renewed([item for item, _pk in items])
        pairs = [(item, pk) for item, (_given, pk) in zip(renewed, items, strict=True)]
        return services.components_import(items=pairs, actor=actor, at=at)

    def undo(
        self, *, made: Sequence[int], back: Sequence[tuple[NewComponent, int]], actor: Actor, at: datetime
    ) -> None:
        """Take components back."""
        services.components_undo(made=made, back=back, actor=actor, at=at)


def _renewed(items: Sequence[NewComponent]) -> list[NewComponent]:
    """Return components with the codes of 2026, those of 2013 kept beside them; unknown classes stay."""
    read = {item.code: component_code_read(item.code) for item in items if len(item.code) == CODE_2013_LENGTH}
    classes = queries.classes_succeeding({code.class_code for code in read.values() if code})
    return [
        replace(
            item,
            code=component_code_renewed(item.code, class_code=classes[code.class_code]),
            code_2013=item.code,
        )
        if (code := read.get(item.code)) and code.class_code in classes
        else item
        for item in items
    ]


def _known(key: str, row: Mapping[str, Any], shape: BaseGeometry) -> Known:  # what columns hold
    """Return what is recorded, in the words of a file that names it by `key`, a code of either standard."""
    values = {name: row[name] for name in _KEPT} | {"code": key}
    ground = {"street_code": row["grid_code"][:9], "community_code": row["grid_code"][:12]}
    return Known(pk=row["pk"], values=values | ground, shape=shape)


def _column(key: str, zh: str, en: str, length: int, *aliases: str, required: bool = False) -> Column:
    return Column(key=key, zh=zh, en=en, max_length=length, aliases=aliases, required=required)


# Abbreviations of GB/T 47678.5-2026, then the exchange names of systems built on the edition of 2013.
COLUMNS = (
    _column("code", "管理部件标识码", "Component code", 17, "GLBJBSM", "ObjID", "标识码", required=True),
    _column("name", "管理部件名称", "Component name", 30, "GLBJMC", "ObjName", required=True),
    _column("steward_code", "主管部门代码", "Steward code", 18, "ZGBMDM", "DeptCode1", required=True),
    _column("steward_name", "主管部门名称", "Steward name", 100, "ZGBMMC", "DeptName1", required=True),
    _column("owner_code", "权属单位代码", "Owner code", 18, "QSDWDM", "DeptCode2"),
    _column("owner_name", "权属单位名称", "Owner name", 100, "QSDWMC", "DeptName2"),
    _column("keeper_code", "养护单位代码", "Keeper code", 18, "YHDWDM", "DeptCode3"),
    _column("keeper_name", "养护单位名称", "Keeper name", 100, "YHDWMC", "DeptName3"),
    _column("grid_code", "所在单元网格标识码", "Unit grid code", 15, "SZDYWGBSM", "BGID", required=True),
    Column(
        key="state",
        zh="管理部件状态",
        en="Component state",
        kind=ColumnKind.TERM,
        vocabulary=ComponentState,
        required=True,
        aliases=("GLBJZT", "ObjState"),
    ),
    Column(
        key="surveyed_on",
        zh="初始日期",
        en="Surveyed on",
        kind=ColumnKind.DATE,
        required=True,
        aliases=("CSRQ", "ORDate"),
    ),
    Column(
        key="changed_on", zh="变更日期", en="Changed on", kind=ColumnKind.DATE, aliases=("BGRQ", "CHDate")
    ),
    Column(
        key="source",
        zh="数据来源",
        en="Data source",
        kind=ColumnKind.TERM,
        vocabulary=ComponentSource,
        aliases=("SJLY", "DataSource"),
    ),
    _column("note", "备注", "Note", 1000, "BZ", "Note"),
    _column("street_code", "所在街道代码", "Street code", 9, "SZJDDM"),
    _column("street_name", "街道名称", "Street name", 50, "SZJDMC"),
    _column("community_code", "所在社区代码", "Community code", 12, "SZSQDM"),
    _column("community_name", "社区名称", "Community name", 50, "SZSQMC"),
    _column("code_2013", "原标识码", "Code of 2013", 16),
    Column(key="accuracy", zh="定位精度", en="Accuracy", kind=ColumnKind.TERM, vocabulary=Accuracy),
)
COMPONENTS = ImportKind(
    key="components",
    zh="管理部件",
    en="Components",
    act=ComponentAct.IMPORT,
    columns=COLUMNS,
    key_column="code",
    importer=ComponentImporter(),
    shape=ShapeKind.ANY,
    shape_required=True,
)
