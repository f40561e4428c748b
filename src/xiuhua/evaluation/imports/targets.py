"""Files of targets: the plan of a year, a row for each figure and area."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation

from xiuhua.evaluation.models import Target
from xiuhua.evaluation.queries.target_names import Named, targets_keyed
from xiuhua.evaluation.services.targets import NewTarget, target_faults, targets_import, targets_undo
from xiuhua.evaluation.terms.plans import PlanAct, TargetKind
from xiuhua.intake.rules import (
    Applied,
    Change,
    Column,
    ColumnKind,
    Fault,
    ImportKind,
    Known,
    Prepared,
    Record,
    Value,
)
from xiuhua.intake.rules.mapping import Mapping as ColumnMapping
from xiuhua.intake.rules.reading.tables import Sheet
from xiuhua.scenekit.indicators import indicator_named, indicators
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.web.seams import areas_for


def _text(values: Mapping[str, Value], key: str) -> str:
    value = values.get(key)
    return "" if value is None else str(value).strip()


def figure_key(text: str) -> str:
    """Return the key of the figure that a cell names by its key or its one title; the cell where none."""
    named = text.strip()
    if indicator_named(named):
        return named
    found = [one.key for one in indicators() if named in {one.title("zh"), one.title("en"), one.zh, one.en}]
    return found[0] if len(found) == 1 else named


def plan_prepared(sheet: Sheet, mapping: ColumnMapping) -> Prepared:
    """Return a table in which each figure stands by its key, so that the same row is known to be the same."""
    heading = mapping.columns.get("figure", "")
    if heading not in sheet.headings:
        return Prepared(sheet=sheet, mapping=mapping)
    place = sheet.headings.index(heading)
    rows = [
        tuple(figure_key(str(cell or "")) if nth == place else cell for nth, cell in enumerate(row))
        for row in sheet.rows
    ]
    return Prepared(sheet=replace(sheet, rows=rows), mapping=mapping)


def key_made(values: Mapping[str, Value]) -> str:
    """Return what names a row across files; empty where its cells do not say."""
    parts = (_text(values, "figure"), _text(values, "area_code"), _text(values, "period"))
    return "/".join(parts) if all(parts) else ""


def _named(key: str) -> Named:
    figure, area, period = key.split("/")
    return figure, area, period


class TargetImporter:
    """Targets, named by figure, area and period. A row that says otherwise becomes the next version."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - the scope bounds it
        """Return the targets in force under some keys."""
        rows = targets_keyed([_named(key) for key in keys if key.count("/") == 2])
        return {"/".join(named): _known(row) for named, row in rows.items()}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - no row leans on another
        """Return what is wrong with figures, areas, periods, kinds and amounts."""
        reach, at = areas_for(actor, PlanAct.TARGET_SET.value), now()
        found = []
        for record in records:
            wrong = target_faults(new=_read(record.values), at=at)
            if not _text(record.values, "area_code").startswith(tuple(reach)):
                wrong["area_code"] = "outer_area_wrong"
            found += [
                Fault(
                    row=record.row,
                    column=column,
                    code=code,
                    arguments={"value": _text(record.values, column)},
                )
                for column, code in wrong.items()
            ]
        return found

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Set each as its next version."""
        ids = targets_import(many=[_read(change.record.values) for change in changes], actor=actor, at=at)
        return [
            Applied(key=change.key, pk=pk, before=change.before)
            for change, pk in zip(changes, ids, strict=True)
        ]

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Let what held before hold again as a further version; a target that was none is withdrawn."""
        back = [(one.pk, _read(one.before.values) if one.before else None) for one in reversed(applied)]
        targets_undo(back=back, actor=actor, at=at)


def _read(values: Mapping[str, Value]) -> NewTarget:
    return NewTarget(
        figure=_text(values, "figure"), area_code=_text(values, "area_code"),
        period=_text(values, "period"), kind=TargetKind(_text(values, "kind")),
        amount=_amount(_text(values, "amount")), source=_text(values, "source"),
    )  # fmt: skip


def _amount(text: str) -> Decimal:
    """Return an amount; what is none is one that `target_faults` refuses."""
    try:
        return Decimal(text).quantize(Decimal("0.01"))
    except InvalidOperation:
        return Decimal(-1)


def _known(row: Target) -> Known:
    return Known(
        pk=row.pk,
        values={
            "figure": row.figure, "area_code": row.area_code, "period": row.period, "kind": row.kind,
            "amount": float(row.amount), "source": row.source,
        },
    )  # fmt: skip


TARGETS = ImportKind(
    key="targets",
    zh="目标",
    en="Targets",
    act=PlanAct.TARGET_SET.value,
    key_column="figure",
    key_made=key_made,
    importer=TargetImporter(),
    prepare=plan_prepared,
    batch=500,
    columns=(
        Column(key="figure", zh="指标", en="Figure", required=True, max_length=80),
        Column(key="area_code", zh="区域代码", en="Area code", required=True, max_length=20),
        Column(key="period", zh="年份或月份", en="Year or month", required=True, max_length=10),
        Column(
            key="kind", zh="目标方式", en="Aimed at", kind=ColumnKind.TERM, vocabulary=TargetKind,
            required=True,
        ),
        Column(key="amount", zh="目标值", en="How much", kind=ColumnKind.DECIMAL, required=True),
        Column(key="source", zh="依据文件", en="Document and row", required=True, max_length=200),
    ),
)  # fmt: skip
