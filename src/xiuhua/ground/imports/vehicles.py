"""Files of vehicles."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from xiuhua.ground.imports.shared import NounImporter, whole, words
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.ground.queries import vehicles as queries
from xiuhua.ground.rules.parties import credit_code_tidied
from xiuhua.ground.services import vehicles as services
from xiuhua.ground.services.vehicles import NewVehicle
from xiuhua.ground.terms.vehicles import VehicleAct, VehicleKind, VehicleState
from xiuhua.intake.rules import Column, ColumnKind, Fault, ImportKind, Known, Record
from xiuhua.shared.actor import Actor


class VehicleImporter(NounImporter[NewVehicle]):
    """Vehicles, named by their plate."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - the scope bounds it
        """Return the vehicles with some plates, however they are spaced."""
        return {key: _known(row) for key, row in queries.vehicles_by_plate(keys).items()}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - a vehicle needs no other row
        """Return mistyped plates and unknown codes."""
        news = [(record, self.read(record)) for record in records]
        known = services.vehicle_keys([new for _record, new in news])
        found = ((record, services.vehicle_fault(new, known)) for record, new in news)
        return [
            Fault(
                row=record.row, column=fault[0], code=fault[1],
                arguments={"value": words(record.values, fault[0])},
            )
            for record, fault in found
            if fault
        ]  # fmt: skip

    def read(self, record: Record) -> NewVehicle:
        """Return a record as the services take it."""
        values = record.values
        return NewVehicle(
            plate=words(values, "plate"),
            kind=VehicleKind(words(values, "kind")),
            state=VehicleState(words(values, "state") or VehicleState.IN_SERVICE.value),
            model=words(values, "model"),
            load_kg=whole(values, "load_kg"),
            unit=words(values, "unit"),
            credit_code=credit_code_tidied(words(values, "credit_code")),
            area_code=words(values, "area_code"),
        )

    def write(
        self, items: Sequence[tuple[NewVehicle, int | None]], *, actor: Actor, at: datetime
    ) -> Sequence[int]:
        """Write vehicles."""
        return [row.pk for row in services.vehicles_write(items=items, actor=actor, at=at)]

    def undo(
        self, *, made: Sequence[int], back: Sequence[tuple[NewVehicle, int]], actor: Actor, at: datetime
    ) -> None:
        """Take vehicles back."""
        services.vehicles_undo(made=made, actor=actor, at=at)
        services.vehicles_write(items=back, act=VehicleAct.UNDO, actor=actor, at=at)


def _known(row: Vehicle) -> Known:
    values = {key: getattr(row, key) for key in ("plate", "kind", "state", "model", "load_kg", "area_code")}
    pointed = {
        "unit": row.unit.code if row.unit else None,
        "credit_code": row.party.credit_code if row.party else None,
    }
    return Known(pk=row.pk, values=values | pointed)


VEHICLES = ImportKind(
    key="vehicles",
    zh="车辆",
    en="Vehicles",
    act=VehicleAct.CREATE,
    key_column="plate",
    importer=VehicleImporter(),
    columns=(
        Column(key="plate", zh="号牌", en="Plate", required=True, max_length=12, aliases=("车牌", "车牌号")),
        Column(key="kind", zh="类型", en="Kind", kind=ColumnKind.TERM, vocabulary=VehicleKind, required=True),
        Column(key="state", zh="状态", en="State", kind=ColumnKind.TERM, vocabulary=VehicleState),
        Column(key="model", zh="型号", en="Model", max_length=60),
        Column(key="load_kg", zh="核定载质量", en="Load", kind=ColumnKind.INTEGER),
        Column(key="unit", zh="单位代码", en="Unit code", max_length=18),
        Column(key="credit_code", zh="统一社会信用代码", en="Credit code", max_length=18),
        Column(key="area_code", zh="区域代码", en="Area code", required=True, max_length=20),
    ),
)
