"""Files of cameras."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from xiuhua.ground.imports.shared import NounImporter, day, decimal, words
from xiuhua.ground.models.cameras import Camera
from xiuhua.ground.queries import cameras as queries
from xiuhua.ground.services import cameras as services
from xiuhua.ground.services.cameras import NewCamera
from xiuhua.ground.terms.cameras import CameraAct, CameraKind
from xiuhua.intake.rules import Column, ColumnKind, Fault, ImportKind, Known, Record
from xiuhua.shared.actor import Actor

_NUMBERS = ("direction_deg", "angle_deg", "range_m")


class CameraImporter(NounImporter[NewCamera]):
    """Cameras, named by their number of GB/T 28181."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - the scope bounds it
        """Return the visible cameras with some numbers."""
        return {key: _known(row) for key, row in queries.cameras_by_code(keys).items()}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - a camera needs no other row of its file
        """Return the first fault of each row."""
        news = [(record, self.read(record)) for record in records]
        known = services.camera_keys([new for _record, new in news])
        found = ((record, services.camera_fault(new, known)) for record, new in news)
        return [
            Fault(
                row=record.row, column=fault[0], code=fault[1],
                arguments={"value": words(record.values, fault[0])},
            )
            for record, fault in found
            if fault
        ]  # fmt: skip

    def read(self, record: Record) -> NewCamera:
        """Return a record as the services take it."""
        values = record.values
        return NewCamera(
            code=words(values, "code"),
            name=words(values, "name"),
            kind=CameraKind(words(values, "kind")),
            mount=words(values, "mount"),
            unit=words(values, "unit"),
            direction_deg=decimal(values, "direction_deg"),
            angle_deg=decimal(values, "angle_deg"),
            range_m=decimal(values, "range_m"),
            put_up_on=day(values, "put_up_on"),
            player_url=words(values, "player_url"),
        )

    def write(
        self, items: Sequence[tuple[NewCamera, int | None]], *, actor: Actor, at: datetime
    ) -> Sequence[int]:
        """Write cameras."""
        return [row.pk for row in services.cameras_write(items=items, actor=actor, at=at)]

    def undo(
        self, *, made: Sequence[int], back: Sequence[tuple[NewCamera, int]], actor: Actor, at: datetime
    ) -> None:
        """Take cameras back."""
        services.cameras_undo(made=made, actor=actor, at=at)
        services.cameras_write(items=back, act=CameraAct.UNDO, actor=actor, at=at)


def _known(row: Camera) -> Known:
    values = {
        key: getattr(row, key) for key in ("code", "name", "kind", "put_up_on", "player_url", *_NUMBERS)
    }
    pointed = {"mount": row.mount.code, "unit": row.unit.code if row.unit else None}
    return Known(pk=row.pk, values=values | pointed, shape=None)


CAMERAS = ImportKind(
    key="cameras",
    zh="摄像机",
    en="Cameras",
    act=CameraAct.CREATE,
    key_column="code",
    importer=CameraImporter(),
    columns=(
        Column(
            key="code", zh="国标编号", en="GB/T 28181 number", required=True, max_length=20,
            aliases=("设备编码", "国标编码", "通道编码"),
        ),
        Column(key="name", zh="摄像机名称", en="Name", required=True, max_length=80, aliases=("名称",)),
        Column(key="kind", zh="类型", en="Kind", kind=ColumnKind.TERM, vocabulary=CameraKind, required=True),
        Column(key="mount", zh="点位编号", en="Device place", required=True, max_length=40),
        Column(key="unit", zh="运维单位代码", en="Unit code", max_length=18),
        Column(key="direction_deg", zh="朝向（度）", en="Direction / °", kind=ColumnKind.DECIMAL),
        Column(key="angle_deg", zh="视场角（度）", en="Angle of view / °", kind=ColumnKind.DECIMAL),
        Column(key="range_m", zh="可视距离（米）", en="Range / m", kind=ColumnKind.DECIMAL),
        Column(
            key="put_up_on", zh="安装日期", en="Put up on", kind=ColumnKind.DATE,
            aliases=("建成日期", "安装时间", "启用日期"),
        ),
        Column(key="player_url", zh="播放地址", en="Player's address", max_length=300),
    ),
)  # fmt: skip
