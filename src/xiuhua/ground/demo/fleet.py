"""Vehicles, and the places where cameras, sensors and displays are mounted."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from xiuhua.ground.demo.components import ComponentRow
from xiuhua.ground.demo.mesh import Metres
from xiuhua.ground.demo.units import Staff

_VEHICLES, _MOUNTS = 200, 300
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_FLEET = {
    "patrol_car": (40, ("bureau",), "电动巡查车", None),
    "sweeper": (56, ("clean1", "clean2", "clean3"), "洗扫车", 8_000),
    "refuse_truck": (58, ("clean1", "clean2", "clean3"), "压缩式垃圾车", 12_000),
    "spoil_truck": (34, ("road1", "road2"), "密闭式渣土车", 18_000),
    "rescue_truck": (12, ("road1", "road2", "light"), "抢险工程车", 5_000),
}


@dataclass(frozen=True, kw_only=True)
class VehicleRow:
    """A vehicle as the file gives it."""

    plate: str
    kind: str
    state: str
    model: str
    load_kg: int | None
    unit: str
    area_code: str


@dataclass(frozen=True, kw_only=True)
class MountRow:
    """A mounting place as the file gives it; `place` in metres."""

    code: str
    name: str
    kind: str
    component: str
    unit: str
    area_code: str
    height_m: float
    place: Metres


def vehicles_drawn(staff: Staff, *, seed: int, scale: float) -> list[VehicleRow]:
    """Return the fleet; plates begin with 云, then a district letter that is not given out."""
    chance = Random(seed + 83)  # noqa: S311 - a drawing, not a secret
    rows: list[VehicleRow] = []
    for kind, (count, units, model, load) in _FLEET.items():
        for number in range(max(1, round(count * scale))):
            serial = len(rows) + 1
            plate = f"云Z{chance.choice(_LETTERS)}{serial:04d}"
            rows.append(
                VehicleRow(
                    plate=plate,
                    kind=kind,
                    state="in_service" if chance.random() < 0.95 else "laid_up",
                    model=model,
                    load_kg=load,
                    unit=staff.unit_of[units[number % len(units)]],
                    area_code="990101",
                )
            )
    return rows


def mounts_drawn(components: list[ComponentRow], staff: Staff, *, seed: int, scale: float) -> list[MountRow]:
    """Return cameras on the masts at junctions, sensors on lamps, displays at bus stops."""
    chance = Random(seed + 97)  # noqa: S311 - a drawing, not a secret
    rows: list[MountRow] = []
    for class_code, kind, word, share, height in (
        ("01050", "camera_place", "摄像机", 0.8, 6.5),
        ("01037", "sensor_place", "环境传感器", 0.14, 4.0),
        ("02004", "display_place", "电子站牌", 0.06, 2.5),
    ):
        carriers = [row for row in components if row.class_code == class_code and row.state == "intact"]
        wanted = min(len(carriers), max(1, round(_MOUNTS * share * scale)))
        step = len(carriers) // wanted
        for number, carrier in enumerate(carriers[::step][:wanted], start=1):
            rows.append(
                MountRow(
                    code=f"YHD{len(rows) + 1:05d}",
                    name=f"{carrier.note}{word}{number:03d}",
                    kind=kind,
                    component=carrier.code,
                    unit=staff.unit_of["centre"],
                    area_code=carrier.grid_code,
                    height_m=round(height + chance.uniform(-0.5, 0.5), 1),
                    place=carrier.place,
                )
            )
    return rows
