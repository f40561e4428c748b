"""Files of premises."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import shapely

from xiuhua.ground import services
from xiuhua.ground.imports.shared import NounImporter, decimal, words
from xiuhua.ground.models import Premises
from xiuhua.ground.queries.vehicles import areas_by_code, premises_by_code
from xiuhua.ground.rules import name_fault, name_tidied
from xiuhua.ground.rules.parties import credit_code_fault, credit_code_tidied
from xiuhua.ground.services.premises import NewPremises, premises_import, premises_undo
from xiuhua.ground.terms import Act, PremisesKind, PremisesState
from xiuhua.intake.rules import Column, ColumnKind, Fault, ImportKind, Known, Record, ShapeKind
from xiuhua.shared.actor import Actor
from xiuhua.shared.ids import uuid7

_TEXTS = ("code", "name", "address", "area_code", "contact_phone")


class PremisesImporter(NounImporter[NewPremises]):
    """Premises, named by their code; a party is found by its credit code."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - the scope bounds it
        """Return the premises with some codes."""
        return {code: _known(row) for code, row in premises_by_code(set(keys)).items()}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - premises need no other row
        """Return unknown areas, empty names and mistyped credit codes."""
        areas = areas_by_code({words(record.values, "area_code") for record in records})
        found = []
        for record in records:
            fault = _fault(self.read(record), areas.keys())
            if fault:
                value = words(record.values, fault[0])
                found.append(
                    Fault(row=record.row, column=fault[0], code=fault[1], arguments={"value": value})
                )
        return found

    def read(self, record: Record) -> NewPremises:
        """Return a record as the services take it."""
        values = record.values
        point = shapely.Point() if record.shape is None else record.shape.centroid
        texts = {key: words(values, key) for key in _TEXTS}
        return services.NewPremises(
            client_id=uuid7(),
            kind=PremisesKind(words(values, "kind")),
            state=PremisesState(words(values, "state") or PremisesState.OPEN.value),
            longitude=point.x if not point.is_empty else 0.0,
            latitude=point.y if not point.is_empty else 0.0,
            credit_code=credit_code_tidied(words(values, "credit_code")),
            frontage_m=decimal(values, "frontage_m"),
            floor_area_m2=decimal(values, "floor_area_m2"),
            **texts,
        )

    def write(
        self, items: Sequence[tuple[NewPremises, int | None]], *, actor: Actor, at: datetime
    ) -> Sequence[int]:
        """Write premises."""
        return premises_import(items=items, actor=actor, at=at)

    def undo(
        self, *, made: Sequence[int], back: Sequence[tuple[NewPremises, int]], actor: Actor, at: datetime
    ) -> None:
        """Take premises back."""
        premises_undo(made=made, back=back, actor=actor, at=at)


def _fault(new: NewPremises, areas: Collection[str]) -> tuple[str, str] | None:
    name = name_fault(name_tidied(new.name), before="")
    if name:
        return "name", name
    if new.area_code not in areas:
        return "area_code", "area_code_unknown"
    code = credit_code_fault(new.credit_code) if new.credit_code else None
    return ("credit_code", code) if code else None


def _known(row: Premises) -> Known:
    values = {key: getattr(row, key) for key in (*_TEXTS, "kind", "state", "frontage_m", "floor_area_m2")}
    party = {
        "credit_code": row.party.credit_code if row.party else None,
        "party_name": row.party.name if row.party else None,
    }
    return Known(pk=row.pk, values=values | party, shape=shapely.Point(row.place.x, row.place.y))


PREMISES = ImportKind(
    key="premises",
    zh="场所",
    en="Premises",
    act=Act.PREMISES_CREATE,
    key_column="code",
    importer=PremisesImporter(),
    shape=ShapeKind.POINT,
    shape_required=True,
    columns=(
        Column(key="code", zh="编号", en="Code", required=True, max_length=30),
        Column(key="name", zh="名称", en="Name", required=True, max_length=80),
        Column(
            key="kind", zh="类型", en="Kind", kind=ColumnKind.TERM, vocabulary=PremisesKind, required=True
        ),
        Column(key="state", zh="状态", en="State", kind=ColumnKind.TERM, vocabulary=PremisesState),
        Column(key="address", zh="地址", en="Address", max_length=120),
        Column(key="area_code", zh="区域代码", en="Area code", required=True, max_length=20),
        Column(key="contact_phone", zh="联系电话", en="Contact phone", max_length=20),
        Column(key="credit_code", zh="统一社会信用代码", en="Credit code", max_length=18),
        Column(key="party_name", zh="经营主体", en="Party", max_length=100),
        Column(key="frontage_m", zh="沿街宽度", en="Frontage", kind=ColumnKind.DECIMAL),
        Column(key="floor_area_m2", zh="建筑面积", en="Floor area", kind=ColumnKind.DECIMAL),
    ),
)
