"""The devices of the demo's spoil: entered as a clerk would, and what hangs on them once they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.contrib.gis.geos import Point

from xiuhua.ground.demo.units import HOME
from xiuhua.scenes.spoil.demo.town import CAPACITY_M3, WATER_PLATE, plate_of, trucks_wanted
from xiuhua.scenes.spoil.queries import demo as queries
from xiuhua.scenes.spoil.queries.rows import Device
from xiuhua.scenes.spoil.services.places import CoverTold, DockTold, cover_point_add, dock_write
from xiuhua.scenes.spoil.terms import CoverKind
from xiuhua.sensing.rules.commanding.orders import PUMPS
from xiuhua.sensing.services.controls import NewControl, control_write
from xiuhua.sensing.services.devices import NewDevice
from xiuhua.sensing.terms import CommandKind, Protocol
from xiuhua.shared.actor import Actor

PHONE, MONITOR = "13991", "YZ330000000"  # how the numbers of the demo's terminals and dust monitors begin
WATER, STATION = "13992000001", f"{MONITOR}9001"  # of the water truck, and of the monitor beside its road
SPRAY, SPRAY_SECRET = "0033019002", "1234"
SPRAYED = f"{MONITOR}0001"  # the monitor of the dock that has the spray


def devices_wanted() -> Iterator[NewDevice]:
    """Yield the terminals of trucks, the monitors of docks, the spray of the first, and those of the road."""
    plates = {plate_of(number): number for number in range(1, trucks_wanted() + 1)}
    for plate, truck in sorted(queries.trucks_plated(plates).items()):
        yield _terminal(f"{PHONE}{plates[plate]:06}", plate, truck.area_code)
    for number, dock in enumerate(queries.dock_places(), start=1):
        place = dock.place
        yield _monitor(f"{MONITOR}{number:04}", dock.name, dock.area_code, (place.x, place.y), dock.code)
        if number == 1:
            yield NewDevice(
                protocol=Protocol.SL651, number=SPRAY, name=f"{dock.name}喷淋控制柜",
                area_code=dock.area_code, interval_s=300, secret=SPRAY_SECRET,
                longitude=place.x, latitude=place.y, premises=dock.code,
            )  # fmt: skip
    way, water = queries.road_sprinkled(HOME), queries.trucks_plated([WATER_PLATE]).get(WATER_PLATE)
    if way is not None and water is not None:
        yield _terminal(WATER, WATER_PLATE, water.area_code)
        yield _monitor(STATION, way.name, water.area_code, way.middle)


def _terminal(number: str, plate: str, area_code: str) -> NewDevice:
    return NewDevice(
        protocol=Protocol.JT808,
        number=number,
        name=f"{plate} 车载终端",
        area_code=area_code,
        interval_s=20,
        model="GT-808Z",
        vehicle=plate,
    )


def _monitor(
    number: str, of: str, area_code: str, place: tuple[float, float], premises: str = ""
) -> NewDevice:
    return NewDevice(
        protocol=Protocol.HJ212,
        number=number,
        name=f"{of}扬尘监测",
        area_code=area_code,
        interval_s=60,
        secret="123456",  # noqa: S106 - a demo's
        model="YC-500",
        longitude=place[0],
        latitude=place[1],
        premises=premises,
    )


def devices_entered(made: Sequence[Device], actor: Actor, at: datetime) -> None:
    """Say which monitor and which spray belong to which dock, and which monitor to the road."""
    new = {one.number: one for one in made}
    for number, dock in enumerate(queries.docks_built(), start=1):
        monitor = new.get(f"{MONITOR}{number:04}")
        if monitor is None:
            continue
        told = DockTold(
            premises_id=dock.premises_id, capacity_m3=dock.capacity_m3 or CAPACITY_M3, monitor_id=monitor.pk,
            spray_id=_spray_set(new[SPRAY], actor, at) if number == 1 and SPRAY in new else dock.spray_id,
        )  # fmt: skip
        dock_write(told=told, actor=actor, at=at)
    way = queries.road_sprinkled(HOME)
    if STATION in new and way is not None:
        point = CoverTold(
            name=f"{way.name}卡口", kind=CoverKind.ROAD, area_code=new[STATION].area_code,
            place=Point(*way.middle, srid=4326), monitor_id=new[STATION].pk,
        )  # fmt: skip
        cover_point_add(told=point, actor=actor, at=at)


def _spray_set(device: Device, actor: Actor, at: datetime) -> int:
    """Set that a cabinet switches a spray, in place of the pump that the demo lets such stations have."""
    known = queries.control_of(device)
    spray = NewControl(kind=CommandKind.SWITCH, name="喷淋", target=PUMPS, answer_s=120)
    made = control_write(
        device_id=device.pk, new=spray, control_id=known.pk if known else None, actor=actor, at=at
    )
    return made.pk
