"""The demo district's devices: entered as its people would, then played over real connections.

Nothing is written to the database by a back door: devices come in through the service that the form calls,
and what they measure through the gateway.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from math import atan2, cos, degrees, hypot, pi, radians, sin
from random import Random

import shapely
from django.conf import settings

from xiuhua.access.queries import account_named, user_and_actor
from xiuhua.access.services import scope_opened
from xiuhua.access.terms import Role
from xiuhua.ground.demo.units import HOME
from xiuhua.ground.models import Component, Premises, Road
from xiuhua.ground.models.cameras import Camera
from xiuhua.ground.models.vehicles import Mount, Vehicle
from xiuhua.sensing.models import Device, Fence, Rule
from xiuhua.sensing.queries.holdings import grid_at, grids_known, people_serving
from xiuhua.sensing.rules.alarms import Proposal, Tells, Watches
from xiuhua.sensing.rules.commanding.orders import PUMPS
from xiuhua.sensing.rules.conditions.kinds import DayHours
from xiuhua.sensing.rules.tracks.drawing import NewFence
from xiuhua.sensing.rules.writing import AreaLimits, SimpleRule, simple_stored
from xiuhua.sensing.services.alarm_rules import NewRule, rule_create, rule_switch
from xiuhua.sensing.services.controls import NewControl, control_write
from xiuhua.sensing.services.devices import NewDevice, devices_write
from xiuhua.sensing.services.fencing import fence_create
from xiuhua.sensing.services.holdings import NewHolding, device_give
from xiuhua.sensing.services.maintenance import NewMaintenance, maintenance_declare
from xiuhua.sensing.services.scene_rules import scene_rules_take
from xiuhua.sensing.simulator import hj212, jt808, mqtt
from xiuhua.sensing.simulator.gb28181 import Camera as Recorder
from xiuhua.sensing.simulator.gb28181 import Channel, camera_play
from xiuhua.sensing.simulator.player import HELLO, Player, Sending
from xiuhua.sensing.simulator.pumps import PumpStation, pump_play
from xiuhua.sensing.terms import CommandKind, Protocol, RuleState, Severity
from xiuhua.sensing.terms.conditions import Comparison
from xiuhua.sensing.terms.rules import SimpleKind, SubjectKind
from xiuhua.sensing.terms.tracks import FenceEffect, FenceKind
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now

_CLERK = "clerk"
_DUST = "YC"  # begins the numbers of the demo's dust monitors
_SITES, _TRUCKS, _STATIONS, _WELLS, _HANDHELDS = 4, 6, 3, 4, 5
_IN_THE_STREET = (Role.GRID_MEMBER.value, Role.OFFICER.value, Role.SQUAD_LEADER.value, Role.COLLECTOR.value)
_RECORDER = "33010000001180000001"
_CHANNELS, _DARK = 6, 4  # of the demo's recorder, and which of them is off
_DEGREE_M = 111_320.0
_DAY_S = 86_400
_LOWEST_M = 2.0  # below it the demo's pumps would run dry
log = logging.getLogger(__name__)


class NothingThere(Exception):
    """The demo district is not loaded."""


Script = Callable[[datetime, int], Sequence[Sending]]
"""What a device sends at an instant, the how manieth time; the first time may hold what it had stored."""


@dataclass(frozen=True, kw_only=True)
class Fleet:
    """Devices that a higher app adds to the demo.

    Args:
        key: its name; entering the same again replaces it.
        enter: enters what the devices stand on, before them; called with who enters it, and when.
        wanted: the devices.
        script: what one of its devices sends; None for a device that is not its own.
        every_s: how often.
        entered: does what is to be done to its devices that are new, once they stand; called with them, who
            enters them, and when.
        pump: how one of its stations that switch something is played; None for one that is not its own.
    """

    key: str
    wanted: Callable[[], Iterable[NewDevice]]
    script: Callable[[Device], Script | None]
    enter: Callable[[Actor, datetime], None] = lambda _actor, _at: None
    every_s: float = 60.0
    entered: Callable[[Sequence[Device], Actor, datetime], None] = lambda _made, _actor, _at: None
    pump: Callable[[Device], PumpStation | None] = lambda _device: None


_FLEETS: dict[str, Fleet] = {}


def fleet_register(fleet: Fleet) -> None:
    """Add devices to the demo."""
    _FLEETS[fleet.key] = fleet


def demo_devices_enter(*, at: datetime, tell: Callable[[int, int], None]) -> None:
    """Enter the district's devices and rules; those that are there already are left alone.

    Raises:
        NothingThere: there are no premises, or nobody who may enter devices.
    """
    account = account_named(_CLERK)
    found = user_and_actor(account.pk, at=at) if account else None
    if found is None:
        raise NothingThere("the account `clerk` is missing")
    actor = found[1]
    with scope_opened(actor.areas):
        for fleet in _FLEETS.values():
            fleet.enter(actor, at)
        fleets = [(fleet, list(fleet.wanted())) for fleet in _FLEETS.values()]
        wanted = [*_wanted(), *(one for _fleet, own in fleets for one in own)]
        known = set(Device.objects.values_list("protocol", "number"))
        new = [one for one in wanted if (one.protocol.value, one.number) not in known]
        if not wanted:
            raise NothingThere("the demo district has no premises yet")
        made = devices_write(items=[(one, None) for one in new], actor=actor, at=at)
        for device in made:
            _controls_enter(device, actor, at)
        for fleet, own in fleets:
            numbers = {one.number for one in own}
            fleet.entered([one for one in made if one.number in numbers], actor, at)
        _rules_write(actor, at)
        for rule in scene_rules_take(area_code=HOME, actor=actor, at=at):
            rule_switch(rule_id=rule.pk, to=RuleState.ON, reason="演示", actor=actor, at=at)
        _maintenance_announce(made, actor, at)
        _fences_draw(actor, at)
        _kit_give(made, actor, at)
        tell(len(wanted), len(wanted))


def _controls_enter(device: Device, actor: Actor, at: datetime) -> None:
    """Set what the demo's pump stations, trucks and recorders may be told."""
    if device.protocol == Protocol.SL651:
        lock = {"kind": "limit", "of": "level", "is": "at_least", "limit": _LOWEST_M}
        pump = NewControl(
            kind=CommandKind.SWITCH, name="1 号泵", target=PUMPS, interlock=lock, fresh_s=900,
            needs_second=device.number.endswith("1"), answer_s=120,
        )  # fmt: skip
        control_write(device_id=device.pk, new=pump, actor=actor, at=at)
    elif device.protocol == Protocol.JT808:
        for one in (
            NewControl(kind=CommandKind.TEXT, name="通知司机"),
            NewControl(kind=CommandKind.LIVE, name="车内画面"),
        ):
            control_write(device_id=device.pk, new=one, actor=actor, at=at)
    elif device.protocol == Protocol.GB28181:
        for picture in _pictures()[:2]:
            ptz = NewControl(kind=CommandKind.PTZ, name=picture.name[:60], target=picture.code, answer_s=15)
            control_write(device_id=device.pk, new=ptz, actor=actor, at=at)
        for one in (
            NewControl(kind=CommandKind.READ, name="查询目录"),
            NewControl(kind=CommandKind.REBOOT, name="远程重启", needs_second=True),
        ):
            control_write(device_id=device.pk, new=one, actor=actor, at=at)


def _rules_write(actor: Actor, at: datetime) -> None:
    """Write the district's rules and switch them on; those that are there already are left alone."""
    known = set(Rule.objects.values_list("code", flat=True))
    for code, name, simple in _RULES:
        if code in known:
            continue
        new = NewRule(
            code=code, name=name, area_code=HOME, definition=simple_stored(simple), reason="演示：限值从严"
        )
        made = rule_create(new=new, actor=actor, at=at)
        rule_switch(rule_id=made.pk, to=RuleState.ON, reason="演示", actor=actor, at=at)


def _maintenance_announce(made: Sequence[Device], actor: Actor, at: datetime) -> None:
    """Announce that a site's monitor is worked on now, and that the stations are every week."""
    monitors = [one for one in made if one.number.startswith(_DUST)]
    stations = [one for one in made if one.protocol == Protocol.SL651]
    works = (
        (monitors[-1:], timedelta(), None, "恒通仪表", "更换探头，校准"),
        (stations, timedelta(days=1), (at + timedelta(days=60)).date(), "河道管养中心", "每周例行维护"),
    )
    for devices, ahead, weekly_until, worker, reason in works:
        if devices:
            new = NewMaintenance(
                since=at + ahead, until=at + ahead + timedelta(hours=4), weekly_until=weekly_until,
                numbers=[f"{one.protocol}/{one.number}" for one in devices], worker=worker, reason=reason,
            )  # fmt: skip
            maintenance_declare(new=new, actor=actor, at=at)


def _kit_give(made: Sequence[Device], actor: Actor, at: datetime) -> None:
    """Give handhelds and the monitors of sites to people of the grids, one after the other."""
    people = list(people_serving().filter(posts__role__in=_IN_THE_STREET).distinct()[:_HANDHELDS])
    grids = list(grids_known().filter(code__startswith=HOME)[: len(people)])
    if not people or not grids:
        return
    carried = [one for one in made if one.number.startswith(("PDA-", _DUST))]
    for place, device in enumerate(carried[: 2 * len(people)]):
        grid = grid_at(device.place) or grids[place % len(grids)]
        new = NewHolding(person=people[place % len(people)].work_number, grid=grid.code, note="含充电座")
        device_give(device_id=device.pk, new=new, actor=actor, at=at)


def _fences_draw(actor: Actor, at: datetime) -> None:
    """Draw fences on roads that the demo's trucks drive; those that are there already are left alone.

    One forbids 400 m in the middle of the first truck's road, one tells who leaves the second one's, and in
    the middle of the third one's is where trucks may stand.
    """
    known = set(Fence.objects.values_list("code", flat=True))
    roads = _roads_long()
    trucks = [
        roads[number % len(roads)]
        for number, device in enumerate(_devices_sending())
        if device.protocol == Protocol.JT808 and roads
    ]
    for (code, name, effect, kind), road in zip(_FENCES, trucks, strict=False):
        if code in known:
            continue
        line = shapely.LineString(road)
        middle = line.interpolate(0.5, normalized=True).buffer(200 / _DEGREE_M, quad_segs=4)
        new = NewFence(
            code=code, name=name, area_code=HOME, kind=kind, effect=effect,
            geometry=line if kind is FenceKind.CORRIDOR else middle, width_m=120.0,
            vehicle_kind="", severity=Severity.MINOR if effect is FenceEffect.FORBIDDEN else None,
        )  # fmt: skip
        fence_create(new=new, reason="演示", actor=actor, at=at)


_FENCES = (
    ("demo_quiet", "学校周边禁行区", FenceEffect.FORBIDDEN, FenceKind.POLYGON),
    ("demo_route", "渣土运输路线", FenceEffect.LOG, FenceKind.CORRIDOR),
    ("demo_yard", "消纳场", FenceEffect.STOPS, FenceKind.POLYGON),
)
_RULES = (
    (
        "dust-high", "工地扬尘超标",
        SimpleRule(
            kind=SimpleKind.LIMIT, quantity="pm10", limit=120.0, minutes=15, severity=Severity.MINOR,
            clear_limit=100.0, clear_minutes=10, graver=(Severity.MAJOR, 150.0), escalate_minutes=(30,),
            areas=(AreaLimits(hours=DayHours(time(21), time(6)), limit=100.0, graver=130.0, clear=80.0),),
            proposes=Proposal(matter="08004", at_least=Severity.MINOR),
            tells=Tells(roles=(Role.ALARM_REVIEWER,), higher=(Role.SHIFT_HEAD,), unit=True),
        ),
    ),
    (
        "truck-parked", "车辆在许可地点外停留",
        SimpleRule(
            kind=SimpleKind.LIMIT, quantity="parked_outside", compare=Comparison.ON, minutes=10,
            severity=Severity.MINOR, watches=Watches(subject=SubjectKind.VEHICLE),
            tells=Tells(roles=(Role.SQUAD_LEADER,)),
        ),
    ),
    (
        "dust-silent", "扬尘监测无数据",
        SimpleRule(kind=SimpleKind.SILENT, quantity="pm10", minutes=30, severity=Severity.NOTE),
    ),
)  # fmt: skip


def _wanted() -> Iterator[NewDevice]:
    places = Premises.objects.filter(area_code__startswith=HOME, state="open").order_by("code")
    for number, site in enumerate(places.exclude(kind="restaurant")[:_SITES], start=1):
        yield NewDevice(
            protocol=Protocol.HJ212, number=f"{_DUST}330000000{number:04}", name=f"{site.name}扬尘噪声监测",
            area_code=site.area_code, interval_s=60, secret="123456", model="YC-500",  # noqa: S106 - a demo's
            longitude=site.place.x, latitude=site.place.y, premises=site.code,
        )  # fmt: skip
    trucks = Vehicle.objects.filter(area_code__startswith=HOME, state="in_service").order_by("plate")
    for number, vehicle in enumerate(trucks[:_TRUCKS], start=1):
        yield NewDevice(
            protocol=Protocol.JT808, number=f"1390990{number:04}", name=f"{vehicle.plate} 车载终端",
            area_code=vehicle.area_code, interval_s=30, model="GT-808", vehicle=vehicle.plate,
        )  # fmt: skip
    components = Component.objects.filter(area_code__startswith=HOME).order_by("code")
    for number, component in enumerate(components[:_STATIONS], start=1):
        yield NewDevice(
            protocol=Protocol.SL651, number=f"003301{number:04}", name=f"{number} 号河道泵站",
            area_code=component.area_code, interval_s=300, secret="1234",  # noqa: S106 - a demo's
            longitude=component.place.x, latitude=component.place.y, component=component.code,
        )  # fmt: skip
    for number, component in enumerate(components[_STATIONS : _STATIONS + _WELLS], start=1):
        yield NewDevice(
            protocol=Protocol.MQTT, number=f"well-{number:04}", name=f"{number} 号下穿通道积水传感器",
            area_code=component.area_code, interval_s=120, model="WL-300", component=component.code,
            longitude=component.place.x, latitude=component.place.y,
        )  # fmt: skip
    for number in range(1, _HANDHELDS + 1):
        yield NewDevice(
            protocol=Protocol.HTTPS, number=f"PDA-{number:04}", name=f"单兵手持终端 {number} 号",
            area_code=HOME, interval_s=300, model="PDA-5", tags=("单兵装备",),
        )  # fmt: skip
    pictures = _pictures()
    if pictures:
        yield NewDevice(
            protocol=Protocol.GB28181, number=_RECORDER, name="路口视频录像机",
            area_code=pictures[0].area_code, interval_s=60, model="NVR-16",
            longitude=pictures[0].lon, latitude=pictures[0].lat,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What the demo's recorder shows in a channel."""

    code: str
    name: str
    area_code: str
    lon: float
    lat: float


def _pictures() -> list[Picture]:
    """Return the district's cameras, or places where some might stand where none are entered."""
    cameras = Camera.objects.filter(area_code__startswith=HOME).select_related("mount").order_by("code")
    found = [
        Picture(
            code=one.code,
            name=one.name,
            area_code=one.area_code,
            lon=one.mount.place.x,
            lat=one.mount.place.y,
        )
        for one in cameras[:_CHANNELS]
    ]
    if found:
        return found
    mounts = Mount.objects.filter(area_code__startswith=HOME).order_by("code")[:_CHANNELS]
    return [
        Picture(
            code=f"{_RECORDER[:10]}132{place:07}", name=one.name, area_code=one.area_code,
            lon=one.place.x, lat=one.place.y,
        )
        for place, one in enumerate(mounts, start=1)
    ]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Played:
    """One device as it is played: every how many seconds, and what it sends at an instant."""

    player: Player
    every_s: float
    script: Script


async def demo_devices_play(host: str, ports: dict[str, int], stop: asyncio.Event) -> None:
    """Let the demo's devices send until told to stop; one that is refused tries again at its next time."""
    devices = await asyncio.to_thread(_played, host, ports)
    tasks = [asyncio.create_task(_send_on(one, stop)) for one in devices]
    port = ports.get(Protocol.SL651.value)
    pumps = await asyncio.to_thread(_pumps) if port else []
    tasks += [
        asyncio.create_task(
            camera_play(one, host=host, port=ports[Protocol.GB28181.value], every_s=30.0, stop=stop)
        )
        for one in (await asyncio.to_thread(_recorders) if Protocol.GB28181.value in ports else [])
    ]
    for pump in pumps:
        playing = pump_play(pump, host=host, port=port or 0, every_s=60.0, stop=stop)
        tasks.append(asyncio.create_task(playing))
    await stop.wait()
    for task in tasks:
        task.cancel()


async def _send_on(one: Played, stop: asyncio.Event) -> None:
    chance = Random()  # noqa: S311 - a drawing, not a secret
    await asyncio.sleep(chance.uniform(0, one.every_s))
    number = 0
    while not stop.is_set():
        number += 1
        try:
            await one.player.play(one.script(now(), number))
        except (TimeoutError, OSError) as error:
            log.warning("%s: %s", one.player.protocol, error)
        one.player.acknowledged.clear()
        await asyncio.sleep(one.every_s)


def _recorders() -> list[Recorder]:
    with scope_opened((HOME,)):
        own = {"protocol": Protocol.GB28181.value, "area_code__startswith": HOME, "state": "device_in_use"}
        devices = list(Device.objects.filter(**own).order_by("pk"))
        pictures = _pictures()
    channels = [
        Channel(code=one.code, name=one.name, lon=one.lon, lat=one.lat, is_on=place != _DARK)
        for place, one in enumerate(pictures)
    ]
    platform = settings.GB28181_PLATFORM[0]
    return [Recorder(one.number, one.secret, platform, channels=channels) for one in devices]


def _pumps() -> list[PumpStation]:
    with scope_opened((HOME,)):
        own = {"protocol": Protocol.SL651.value, "area_code__startswith": HOME, "state": "device_in_use"}
        stations = list(Device.objects.filter(**own).order_by("pk"))
    played = {
        one.pk: found
        for one in stations
        for fleet in _FLEETS.values()
        if (found := fleet.pump(one)) is not None
    }
    return [
        played.get(one.pk)
        or PumpStation(
            station=one.number, password=one.secret, level_m=2.4 + 0.3 * place, falls_m_s=0.002,
            rises_m_s=0.0005, most_m=4.5,
        )
        for place, one in enumerate(stations)
    ]  # fmt: skip


def _devices_sending() -> list[Device]:
    return list(Device.objects.filter(area_code__startswith=HOME, state="device_in_use").order_by("pk"))


def _roads_long() -> list[Sequence[tuple[float, float]]]:
    lines = Road.objects.filter(area_code__startswith=HOME).order_by("code").values_list("line", flat=True)
    return sorted((max(line.coords, key=len) for line in lines[:400]), key=lambda line: -len(line))


def _played(host: str, ports: dict[str, int]) -> list[Played]:
    with scope_opened((HOME,)):  # for scripts too: a scene looks up where its devices are
        devices, long = _devices_sending(), _roads_long()
        return [
            _one(device, number, host, ports[device.protocol], long)
            for number, device in enumerate(devices)
            if device.protocol in ports
            and device.protocol not in {Protocol.SL651, Protocol.GB28181}  # played by themselves
            and (device.protocol != Protocol.JT808 or long)
        ]


def _one(
    device: Device, number: int, host: str, port: int, roads: Sequence[Sequence[tuple[float, float]]]
) -> Played:
    hello: tuple[Sending, ...] = ()
    if device.protocol == Protocol.JT808:
        told = jt808.authentication(phone=device.number, serial=1, code=device.secret)
        hello = (Sending(1, told),)
    elif device.protocol == Protocol.MQTT:
        hello = (Sending(HELLO, mqtt.connect(user=device.number, password=device.secret)),)
    player = Player(device.protocol, host, port, hello)
    for fleet in _FLEETS.values():
        script = fleet.script(device)
        if script is not None:
            return Played(player=player, every_s=fleet.every_s, script=script)
    if device.protocol == Protocol.JT808:
        sending = _truck(device, roads[number % len(roads)])
    elif device.protocol == Protocol.MQTT:
        sending = _well(device, number)
    else:
        sending = _monitor(device, number)
    return Played(
        player=player, every_s=min(device.interval_s, 60), script=lambda at, count: [sending(at, count)]
    )


def _monitor(device: Device, number: int) -> Callable[[datetime, int], Sending]:
    chance = Random(number)  # noqa: S311 - the same drawing at each start

    def sending(at: datetime, _count: int) -> Sending:
        busy = max(0.0, sin(2 * pi * (at.timestamp() % _DAY_S) / _DAY_S * 2))
        values = {
            "a34002-Rtd": f"{60 + 80 * busy + chance.gauss(0, 8):.1f}",
            "a34004-Rtd": f"{35 + 30 * busy + chance.gauss(0, 4):.1f}",
            "LA-Rtd": f"{56 + 12 * busy + chance.gauss(0, 2):.1f}",
        }
        octets = hj212.upload(mn=device.number, at=at, values=values, password=device.secret, st="39")
        return Sending(octets[9:26].decode(), octets)

    return sending


def _well(device: Device, number: int) -> Callable[[datetime, int], Sending]:
    def sending(at: datetime, count: int) -> Sending:
        depth_cm = 4 + number % 3 + 2 * sin(2 * pi * (at.timestamp() % _DAY_S) / _DAY_S)
        payload = mqtt.readings([("water_depth", at, round(depth_cm, 1))])
        key = count % 65_535 + 1
        return Sending(key, mqtt.publish(payload, to=mqtt.topic(device.number), number=key))

    return sending


def _truck(device: Device, road: Sequence[tuple[float, float]]) -> Callable[[datetime, int], Sending]:
    lengths = [_metres(one, two) for one, two in pairwise(road)]
    whole = sum(lengths) or 1.0
    speed_m_s = 8.0

    def sending(at: datetime, count: int) -> Sending:
        along = (at.timestamp() * speed_m_s) % (2 * whole)
        lon, lat, course = _along(road, lengths, along if along < whole else 2 * whole - along)
        where = jt808.Position(
            at=at, lon=lon, lat=lat, speed_km_h=speed_m_s * 3.6,
            direction_deg=round(course if along < whole else course + 180) % 360,
        )  # fmt: skip
        serial = 10 + count % 60_000
        return Sending(serial, jt808.position(where, phone=device.number, serial=serial))

    return sending


def _metres(one: tuple[float, float], two: tuple[float, float]) -> float:
    east = (two[0] - one[0]) * _DEGREE_M * cos(radians(one[1]))
    return hypot(east, (two[1] - one[1]) * _DEGREE_M)


def _along(
    road: Sequence[tuple[float, float]], lengths: Sequence[float], metres: float
) -> tuple[float, float, float]:
    """Return longitude, latitude and course, degrees from north, so many metres along a road."""
    for (one, two), length in zip(pairwise(road), lengths, strict=True):
        if metres <= length and length:
            share = metres / length
            east, north = (two[0] - one[0]) * cos(radians(one[1])), two[1] - one[1]
            return (
                one[0] + share * (two[0] - one[0]),
                one[1] + share * (two[1] - one[1]),
                degrees(atan2(east, north)) % 360,
            )
        metres -= length
    return road[-1][0], road[-1][1], 0.0
