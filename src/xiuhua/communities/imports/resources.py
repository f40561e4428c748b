"""Files of departments: any table becomes the rows of a resource, under the names of its own columns."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from xiuhua.communities.models import ResourceRow
from xiuhua.communities.queries import communities
from xiuhua.communities.queries import resources as queries
from xiuhua.communities.rules.resources import cells_fitting, row_key
from xiuhua.communities.services import resources as services
from xiuhua.communities.services.resources import NewRow
from xiuhua.communities.terms.resources import ResourceAct, ResourceKind, ResourceState
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
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now

_OWN = ("resource", "delivery", "number")
_CELLS = "cells"


def rows_prepared(sheet: Sheet, mapping: ColumnMapping) -> Prepared:
    """Return a table in which everything but the columns of the kind stands in one cell, as JSON.

    A file need not number its rows: the place of each in the file is its number then.
    """
    places = {heading: place for place, heading in enumerate(sheet.headings)}
    own = {key: mapping.columns.get(key, "") for key in _OWN}
    kept = [key for key in _OWN if own[key] in places]
    further = [heading for heading in sheet.headings if heading not in own.values()]
    rows = []
    for nth, row in enumerate(sheet.rows, start=1):
        cells = {
            name: str(row[places[name]]) if places[name] < len(row) and row[places[name]] is not None else ""
            for name in further
        }
        told = [row[places[own[key]]] if places[own[key]] < len(row) else None for key in kept]
        number = [] if "number" in kept else [nth]
        rows.append((*told, *number, json.dumps(cells, ensure_ascii=False)))
    headings = (*(own[key] for key in kept), *([] if "number" in kept else ["number"]), _CELLS)
    columns = {key: own[key] for key in kept} | {_CELLS: _CELLS}
    if "number" not in kept:
        columns["number"] = "number"
    tidied = replace(sheet, headings=headings, rows=rows, missing=frozenset())
    return Prepared(sheet=tidied, mapping=replace(mapping, columns=columns))


def key_made(values: Mapping[str, Value]) -> str:
    """Return what names a row across files; empty where its cells do not say."""
    number = values.get("number")
    code, delivery = _text(values, "resource"), _text(values, "delivery")
    return row_key(code, delivery, number) if code and delivery and isinstance(number, int) else ""


def _text(values: Mapping[str, Value], key: str) -> str:
    value = values.get(key)
    return "" if value is None else str(value).strip()


def _key_parts(key: str) -> tuple[str, str, int]:
    code, delivery, number = (
        key.split(":", 1)[0],
        key.split(":", 1)[1].rsplit(":", 1)[0],
        key.rsplit(":", 1)[1],
    )
    return code, delivery, int(number)


class ResourceRowImporter:
    """Rows of deliveries. A delivery is append-only: what is recorded under a number stays."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - the scope bounds it
        """Return the rows that some keys name."""
        rows = queries.rows_keyed([_key_parts(key) for key in keys if key])
        return {_key(row): _known(row) for row in rows}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - a row needs no other
        """Return rows of unknown or foreign tables, and numbers that are none."""
        known = queries.resources_coded({_text(record.values, "resource") for record in records})
        served = communities.units_served(actor.user_id, at=now())
        found = []
        for record in records:
            code, number = _text(record.values, "resource"), record.values.get("number")
            resource = known.get(code)
            offered = (
                resource is not None
                and resource.kind == ResourceKind.TABLE
                and resource.state == ResourceState.OFFERED
            )
            if not offered or resource is None:
                found.append(_fault(record, "resource", "resource_unknown", code))
            elif resource.owner_id not in served:
                found.append(_fault(record, "resource", "resource_rows_foreign", resource.title))
            elif not isinstance(number, int) or not 1 <= number < 10**8:
                found.append(_fault(record, "number", "resource_number_wrong", str(number)))
        return found

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Write rows, with their entries."""
        known = queries.resources_coded({_text(change.record.values, "resource") for change in changes})
        rows = [
            NewRow(
                code=_text(change.record.values, "resource"),
                delivery=_text(change.record.values, "delivery"),
                number=_key_parts(change.key)[2],
                cells=cells_fitting(
                    json.loads(_text(change.record.values, _CELLS) or "{}"),
                    known[_text(change.record.values, "resource")].fields,
                ),
            )
            for change in changes
        ]
        ids = services.resource_rows_write(rows=rows, actor=actor, at=at)
        return [Applied(key=change.key, pk=pk) for change, pk in zip(changes, ids, strict=True)]

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Take rows back."""
        services.resource_rows_undo(made=[one.pk for one in applied], actor=actor, at=at)


def _fault(record: Record, column: str, code: str, value: str) -> Fault:
    return Fault(row=record.row, column=column, code=code, arguments={"value": value})


def _key(row: ResourceRow) -> str:
    return row_key(row.version.resource.code, row.version.delivery, row.number)


def _known(row: ResourceRow) -> Known:
    return Known(
        pk=row.pk,
        values={
            "resource": row.version.resource.code, "delivery": row.version.delivery, "number": row.number,
            _CELLS: json.dumps(row.cells, ensure_ascii=False),
        },
    )  # fmt: skip


RESOURCE_ROWS = ImportKind(
    key="resource_rows",
    zh="共享资源数据",
    en="Rows of shared resources",
    act=ResourceAct.IMPORT.value,
    key_column="number",
    key_made=key_made,
    importer=ResourceRowImporter(),
    prepare=rows_prepared,
    append_only=True,
    columns=(
        Column(key="resource", zh="资源编码", en="Resource", required=True, max_length=20),
        Column(key="delivery", zh="批次", en="Delivery", required=True, max_length=20),
        Column(key="number", zh="序号", en="Row number", kind=ColumnKind.INTEGER),
        Column(key=_CELLS, zh="数据项", en="Cells", max_length=20_000),
    ),
)
