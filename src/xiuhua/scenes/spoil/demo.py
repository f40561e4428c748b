"""The demo's spoil: sites, docks, hauliers and 300 trucks, whose terminals are played over real sockets.

Trucks drive between a gate and a dock, loaded there and empty back. One of them tips by a side road at night
instead; one has no permit. The docks' monitors tell of dust while trucks tip.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from math import cos, hypot, radians, sin
from random import Random

from xiuhua.ground.demo.units import HOME
from xiuhua.ground.services import premises_create_many
from xiuhua.ground.services.parties import NewParty, parties_create_many
from xiuhua.ground.services.premises import NewPremises
from xiuhua.ground.services.vehicles import NewVehicle, vehicles_write
from xiuhua.ground.terms import PremisesKind
from xiuhua.ground.terms.parties import PartyKind
from xiuhua.ground.terms.vehicles import VehicleKind
from xiuhua.permits.services import certificate_issue
from xiuhua.permits.services.issuing import NewCertificate
from xiuhua.scenes.spoil.queries import demo as queries
from xiuhua.scenes.spoil.queries.rows import Device
from xiuhua.scenes.spoil.rules.permits import APPROVAL, TRANSPORT
from xiuhua.scenes.spoil.services.places import DockTold, SiteTold, dock_write, site_write
from xiuhua.sensing.demo import Fleet, Script
from xiuhua.sensing.services.devices import NewDevice
from xiuhua.sensing.simulator import hj212, jt808
from xiuhua.sensing.simulator.player import Sending
from xiuhua.sensing.terms import Protocol
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.ids import uuid7

TRUCKS, DOCKS = 300, 3
DUMPER, UNPERMITTED = 7, 11
_PHONE, _MONITOR = "13991", "YZ33"  # how the numbers of the demo's terminals and dust monitors begin
_HAULIERS = (
    "顺达渣土运输",
    "鑫源土石方",
    "宏运渣土",
    "通衢运输",
    "众诚土方",
    "远大渣土",
    "安捷运输",
    "恒力土石方",
)
_SIZES_M2 = (12_000.0, 38_500.0, 86_000.0)
_SPEED_M_S, _LOAD_S, _TIP_S = 7.8, 420.0, 480.0
_DEGREE_M = 111_320.0
_SIDE_M = 1_200.0
_FULL, _EMPTY = 0b11 | 3 << 8, 0b11
Place = tuple[float, float]


def demo_build(*, at: datetime, actor: Actor | None = None) -> int:
    """Enter the district's sites, docks, hauliers, trucks and permits that are not there yet.

    Args:
        at: when.
        actor: who enters them; without one nothing is entered, because nobody may.

    Returns:
        How many trucks are new.
    """
    if actor is None or queries.trucks_numbered():
        return 0
    _docks_enter(actor, at)
    for number, premises in enumerate(queries.sites_unused(HOME)):
        told = SiteTold(premises_id=premises.pk, building_m2=_SIZES_M2[number % len(_SIZES_M2)])
        site_write(told=told, actor=actor, at=at)
    parties_create_many(
        new=[
            NewParty(name=f"{name}有限公司", kind=PartyKind.FIRM, area_code=HOME, client_id=uuid7())
            for name in _HAULIERS
        ],
        actor=actor,
        at=at,
    )
    items = [
        NewVehicle(
            plate=_plate(number), kind=VehicleKind.SPOIL, area_code=HOME, load_kg=20_000, model="ZZ3317"
        )
        for number in range(1, TRUCKS + 1)
    ]
    vehicles_write(items=[(one, None) for one in items], actor=actor, at=at)
    _permits_issue(at)
    return TRUCKS


def _plate(number: int) -> str:
    return f"浙A{90_000 + number}"


def _docks_enter(actor: Actor, at: datetime) -> None:
    lon, lat = queries.middle_of(HOME)
    new = [
        NewPremises(
            client_id=uuid7(),
            code=f"ZTMT-{number + 1}",
            name=f"{name}渣土码头",
            kind=PremisesKind.YARD,
            address=f"{name}沿江路",
            area_code=queries.street_of(HOME),
            longitude=lon + 0.03 * cos(number * 2.1),
            latitude=lat + 0.03 * sin(number * 2.1),
        )
        for number, name in enumerate(("东港", "南浦", "北岸"))
    ]
    for premises in premises_create_many(new=new, actor=actor, at=at):
        dock_write(told=DockTold(premises_id=premises.pk, capacity_m3=200_000), actor=actor, at=at)


def _permits_issue(at: datetime) -> None:
    """Let the window's own system issue what the demo's firms hold."""
    clerk, until = system("setup"), at + timedelta(days=180)
    holder = queries.haulier_ids()
    for site in queries.site_premises():
        new = NewCertificate(
            kind=APPROVAL,
            party_id=holder[0],
            premises_id=site,
            since=at,
            until=until,
            number=f"渣核-{site}",
            fields={"volume_m3": 120_000.0},
            client_id=uuid7(),
        )
        certificate_issue(new=new, actor=clerk, at=at)
    for number, truck in enumerate(queries.trucks_numbered(), start=1):
        if number == UNPERMITTED:
            continue
        new = NewCertificate(
            kind=TRANSPORT,
            party_id=holder[number % len(holder)],
            vehicle_id=truck,
            since=at,
            until=until,
            number=f"渣运-{number:04}",
            client_id=uuid7(),
        )
        certificate_issue(new=new, actor=clerk, at=at)


def _enter(actor: Actor, at: datetime) -> None:
    demo_build(at=at, actor=actor)


def _wanted() -> Iterator[NewDevice]:
    for number in range(1, TRUCKS + 1):
        yield NewDevice(
            protocol=Protocol.JT808,
            number=f"{_PHONE}{number:06}",
            name=f"{_plate(number)} 车载终端",
            area_code=HOME,
            interval_s=20,
            model="GT-808Z",
            vehicle=_plate(number),
        )
    for number, dock in enumerate(queries.dock_places(), start=1):
        yield NewDevice(
            protocol=Protocol.HJ212,
            number=f"{_MONITOR}0000000{number:04}",
            name=f"{dock.name}扬尘监测",
            area_code=dock.area_code,
            interval_s=60,
            secret="123456",  # noqa: S106 - a demo's
            model="YC-500",
            longitude=dock.place.x,
            latitude=dock.place.y,
            premises=dock.code,
        )


def _script(device: Device) -> Script | None:
    if device.number.startswith(_PHONE):
        return _truck(device, int(device.number[-6:]))
    return _monitor(device) if device.number.startswith(_MONITOR) else None


def _truck(device: Device, number: int) -> Script:
    gates, berths = queries.places_drawn()
    gate, berth = gates[number % len(gates)], berths[number % len(berths)]

    def sending(at: datetime, count: int) -> Sequence[Sending]:
        local = at.astimezone(jt808.CHINA)
        dumps = number == DUMPER and not 6 <= local.hour < 22
        there = _beside(berth) if dumps else berth
        where, speed, load = driven(gate, there, at.timestamp() + 97.0 * number)
        serial = 10 + count % 60_000
        told = jt808.Position(at=at, lon=where[0], lat=where[1], speed_km_h=speed, status=load)
        return [Sending(serial, jt808.position(told, phone=device.number, serial=serial))]

    return sending


def _beside(berth: Place) -> Place:
    return berth[0] + _SIDE_M / _DEGREE_M, berth[1] + _SIDE_M / _DEGREE_M


def driven(gate: Place, berth: Place, at_s: float) -> tuple[Place, float, int]:
    """Return where a truck is that goes to and fro: degrees, km/h, and its status with the load."""
    far_m = hypot((berth[0] - gate[0]) * _DEGREE_M * cos(radians(gate[1])), (berth[1] - gate[1]) * _DEGREE_M)
    way_s = far_m / _SPEED_M_S
    along = at_s % (_LOAD_S + _TIP_S + 2 * way_s)
    if along < _LOAD_S:
        return gate, 0.0, _FULL if along > _LOAD_S / 2 else _EMPTY
    along -= _LOAD_S
    if along < way_s:
        return _between(gate, berth, along / way_s), _SPEED_M_S * 3.6, _FULL
    along -= way_s
    if along < _TIP_S:
        return berth, 0.0, _EMPTY if along > _TIP_S / 2 else _FULL
    return _between(berth, gate, (along - _TIP_S) / way_s), _SPEED_M_S * 3.6, _EMPTY


def _between(one: Place, other: Place, share: float) -> Place:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share


def _monitor(device: Device) -> Script:
    chance = Random(device.number)  # noqa: S311 - the same drawing at each start

    def sending(at: datetime, _count: int) -> Sequence[Sending]:
        busy = 9 <= at.astimezone(hj212.CHINA).hour < 17
        level = max(5.0, chance.gauss(170.0 if busy else 70.0, 15.0))
        values = {"a34002-Rtd": f"{level:.0f}"}
        octets = hj212.upload(
            mn=device.number, at=at, values=values, password=device.secret, st="39", sent_at=at
        )
        return [Sending(octets[9:26].decode(), octets)]

    return sending


FLEET = Fleet(key="spoil", enter=_enter, wanted=_wanted, script=_script, every_s=20.0)
