"""What the demo's trucks, monitors, water truck and spray send; the platform is told nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from math import cos, hypot, radians
from random import Random

import shapely

from xiuhua.ground.demo.units import HOME
from xiuhua.scenes.spoil.demo.devices import MONITOR, PHONE, SPRAY, SPRAY_SECRET, SPRAYED, STATION, WATER
from xiuhua.scenes.spoil.demo.town import DUMPER
from xiuhua.scenes.spoil.queries import demo as queries
from xiuhua.scenes.spoil.queries.demo import Place, Way
from xiuhua.scenes.spoil.queries.rows import Device
from xiuhua.sensing.demo import Script
from xiuhua.sensing.simulator import hj212, jt808
from xiuhua.sensing.simulator.player import Sending
from xiuhua.sensing.simulator.pumps import PumpStation

_SPEED_M_S, _LOAD_S, _TIP_S = 7.8, 420.0, 480.0
_DEGREE_M = 111_320.0
_SIDE_M = 1_200.0
_FULL, _EMPTY = 0b11 | 3 << 8, 0b11
_ROUND_S, _SPRINKLES_M_S, _RETURNS_M_S = 7_200.0, 12 / 3.6, 45 / 3.6  # every two hours; 4 km take 26 minutes
_WET_S = 2_700.0  # how long a road stays clean of dust
_DUSTY_HOURS = frozenset({9, 11, 14, 16})  # in which trucks queue at the dock that has a spray
_SPRAYED_SHARE = 0.45


def device_script(device: Device) -> Script | None:
    """Return what one of the demo's devices of spoil sends; None for another device."""
    if device.number == WATER:
        return _water_truck(device)
    if device.number.startswith(PHONE):
        return _truck(device, int(device.number[-6:]))
    return _monitor(device) if device.number.startswith(MONITOR) else None


@cache
def _spray() -> PumpStation:
    """Return the spray; the dust of its dock is told in the same process, and falls while it runs."""
    return PumpStation(
        station=SPRAY, password=SPRAY_SECRET, level_m=2.6, falls_m_s=0.0002, rises_m_s=0.0005, most_m=2.8
    )


def spray_played(device: Device) -> PumpStation | None:
    """Return how the spray's cabinet is played, which does what the platform commands; None for another."""
    return _spray() if device.number == SPRAY else None


def _truck(device: Device, number: int) -> Script:
    gates, berths = queries.places_drawn()
    gate, berth = gates[number % len(gates)], berths[number % len(berths)]

    def sending(at: datetime, count: int) -> Sequence[Sending]:
        local = at.astimezone(jt808.CHINA)
        dumps = number == DUMPER and not 6 <= local.hour < 22
        there = _beside(berth) if dumps else berth
        where, speed, load = driven(gate, there, at.timestamp() + 97.0 * number)
        return [_position(device, at, where, speed, load, count)]

    return sending


def _position(device: Device, at: datetime, where: Place, speed: float, status: int, count: int) -> Sending:
    serial = 10 + count % 60_000
    told = jt808.Position(at=at, lon=where[0], lat=where[1], speed_km_h=speed, status=status)
    return Sending(serial, jt808.position(told, phone=device.number, serial=serial))


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


def sprinkled(way: Way, at_s: float) -> tuple[Place, float]:
    """Return where the water truck is, degrees, and its speed, km/h: slowly along, fast back, then still."""
    line = shapely.LineString(way.line)
    out_s, back_s = way.length_m / _SPRINKLES_M_S, way.length_m / _RETURNS_M_S
    along = at_s % _ROUND_S
    if along < out_s:
        share, speed = along / out_s, _SPRINKLES_M_S
    elif along < out_s + back_s:
        share, speed = 1 - (along - out_s) / back_s, _RETURNS_M_S
    else:
        share, speed = 0.0, 0.0
    where = line.interpolate(share, normalized=True)
    return (where.x, where.y), speed * 3.6


def _water_truck(device: Device) -> Script | None:
    way = queries.road_sprinkled(HOME)
    if way is None:
        return None

    def sending(at: datetime, count: int) -> Sequence[Sending]:
        where, speed = sprinkled(way, at.timestamp())
        return [_position(device, at, where, speed, _EMPTY, count)]

    return sending


def _monitor(device: Device) -> Script:
    chance = Random(device.number)  # noqa: S311 - the same drawing at each start
    way = queries.road_sprinkled(HOME) if device.number == STATION else None

    def level_of(at: datetime) -> float:
        hour = at.astimezone(hj212.CHINA).hour
        busy = 9 <= hour < 17
        if way is not None:
            passed_s = (at.timestamp() - way.length_m / _SPRINKLES_M_S / 2) % _ROUND_S
            return 90.0 if passed_s < _WET_S or not 7 <= hour < 19 else 210.0
        if device.number != SPRAYED:
            return 110.0 if busy else 70.0
        dry = 210.0 if hour in _DUSTY_HOURS else 110.0 if busy else 70.0
        return dry * (_SPRAYED_SHARE if _spray().is_running else 1.0)

    def sending(at: datetime, _count: int) -> Sequence[Sending]:
        values = {"a34002-Rtd": f"{max(5.0, chance.gauss(level_of(at), 8.0)):.0f}"}
        octets = hj212.upload(
            mn=device.number, at=at, values=values, password=device.secret, st="39", sent_at=at
        )
        return [Sending(octets[9:26].decode(), octets)]

    return sending
