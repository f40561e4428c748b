"""Files of the places where cameras and devices are mounted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import shapely

from xiuhua.ground.imports.shared import NounImporter, decimal, words
from xiuhua.ground.models.vehicles import Mount
from xiuhua.ground.queries import vehicles as queries
from xiuhua.ground.services import vehicles as services
from xiuhua.ground.services.vehicles import NewMount
from xiuhua.ground.terms.vehicles import MountAct, MountKind, MountState
from xiuhua.intake.rules import Column, ColumnKind, Fault, ImportKind, Known, Record, ShapeKind
from xiuhua.shared.actor import Actor

_TEXTS = ("code", "name", "component", "premises", "unit", "area_code")


class MountImporter(NounImporter[NewMount]):
    """Mounts, named by their code."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - public ground
        """Return the mounts with some codes."""
        return {row.code: _known(row) for row in queries.mounts_by_code(keys)}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - a mount needs no other row
        """Return codes that are unknown."""
        news = [(record, self.read(record)) for record in records]
        known = services.mount_keys([new for _record, new in news])
        found = ((record, services.mount_fault(new, known)) for record, new in news)
        return [
            Fault(
                row=record.row, column=fault[0], code=fault[1],
                arguments={"value": words(record.values, fault[0])},
            )
            for record, fault in found
            if fault
        ]  # fmt: skip

    def read(self, record: Record) -> NewMount:
        """Return a record as the services take it."""
        point = shapely.Point(999, 999) if record.shape is None else record.shape.centroid
        return NewMount(
            kind=MountKind(words(record.values, "kind")),
            state=MountState(words(record.values, "state") or MountState.IN_USE.value),
            longitude=point.x,
            latitude=point.y,
            height_m=decimal(record.values, "height_m"),
            **{key: words(record.values, key) for key in _TEXTS},
        )

    def write(
        self, items: Sequence[tuple[NewMount, int | None]], *, actor: Actor, at: datetime
    ) -> Sequence[int]:
        """Write mounts."""
        return [row.pk for row in services.mounts_write(items=items, actor=actor, at=at)]

    def undo(
        self, *, made: Sequence[int], back: Sequence[tuple[NewMount, int]], actor: Actor, at: datetime
    ) -> None:
        """Take mounts back."""
        services.mounts_undo(made=made, actor=actor, at=at)
        services.mounts_write(items=back, act=MountAct.UNDO, actor=actor, at=at)


def _known(row: Mount) -> Known:
    values = {key: getattr(row, key) for key in ("code", "name", "kind", "state", "area_code", "height_m")}
    pointed = {
        key: found.code if (found := getattr(row, key)) else None for key in ("component", "premises", "unit")
    }
    return Known(pk=row.pk, values=values | pointed, shape=shapely.Point(row.place.x, row.place.y))


DEVICES = ImportKind(
    key="mounts",
    zh="设备点位",
    en="Device places",
    act=MountAct.CREATE,
    key_column="code",
    importer=MountImporter(),
    shape=ShapeKind.POINT,
    shape_required=True,
    columns=(
        Column(key="code", zh="点位编号", en="Code", required=True, max_length=40),
        Column(key="name", zh="点位名称", en="Name", required=True, max_length=80),
        Column(key="kind", zh="类型", en="Kind", kind=ColumnKind.TERM, vocabulary=MountKind, required=True),
        Column(key="state", zh="状态", en="State", kind=ColumnKind.TERM, vocabulary=MountState),
        Column(key="component", zh="部件标识码", en="Component code", max_length=17),
        Column(key="premises", zh="场所编号", en="Premises code", max_length=30),
        Column(key="unit", zh="单位代码", en="Unit code", max_length=18),
        Column(key="area_code", zh="区域代码", en="Area code", required=True, max_length=20),
        Column(key="height_m", zh="安装高度", en="Height", kind=ColumnKind.DECIMAL),
    ),
)
