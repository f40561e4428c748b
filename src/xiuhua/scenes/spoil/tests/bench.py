"""A day of 300 spoil trucks, 2,600,000 positions, bound to manifests, trips and fences.

The positions lie in the table that the gateway writes. What is measured is the whole of what `background`
does for a day: reading them, finding gates and docks, hauls, permits, routes, suspicions, and writing what
was found. The baseline reads the same positions the same way and asks a plain STRtree of the same places in
which of them each lies, and nothing else.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import shapely
from django.contrib.gis.geos import Point
from django.db import connection, transaction

from bench.figures import Figure, at_least, at_most
from xiuhua.access.services import scope_opened
from xiuhua.ground.models import Area, Premises
from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.ground.services import NewArea, areas_create_many
from xiuhua.ground.terms import AreaLevel
from xiuhua.scenes.spoil.models import Dock, Haul, Manifest, Site, Suspicion
from xiuhua.scenes.spoil.queries.hauls import here_of
from xiuhua.scenes.spoil.queries.tracks import points_between, trucks
from xiuhua.scenes.spoil.services.hauls import WATCHER, fleet_bind
from xiuhua.scenes.spoil.services.places import ground_around
from xiuhua.sensing.models import Device
from xiuhua.sensing.services.storing import days_ensure
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.geometry import Plane
from xiuhua.shared.ids import uuid7

TRUCKS, EVERY_S, SITES, DOCKS, DUMPERS = 300, 10.0, 40, 6, 5
LIMIT_S = 60.0
DISTRICT, STREET = "990101", "990101003"
_HERE = Plane(120.1, 30.2)
_SIDE_M = 14_000.0
_START = datetime(2026, 1, 4, 16, tzinfo=UTC)  # midnight in China
_DAY_S = 86_400.0
_SEED = 20_260_105
_FULL, _EMPTY = 0b11 | 3 << 8, 0b11
# Rows kept apart by area take no COPY: they come by way of a table of the session.
_STAGED = "CREATE TEMP TABLE IF NOT EXISTS staged (LIKE sensing_trackpoint) ON COMMIT DELETE ROWS"
_COLUMNS = """device_id, at, sequence, area_code, lon, lat, speed_km_h, direction_deg, altitude_m, status,
    alarm, flags, received_at"""
_STORED = f"INSERT INTO sensing_trackpoint ({_COLUMNS}) SELECT {_COLUMNS} FROM staged"
_COPY = """
COPY staged (device_id, at, sequence, area_code, lon, lat, speed_km_h, direction_deg, altitude_m,
    status, alarm, flags, received_at) FROM STDIN
"""


def build(environment: object) -> None:
    """Enter sites, docks, trucks and manifests, and store a day of positions."""
    recorder = Actor(
        name="user:0", holdings=(Holding(role="system_admin"), Holding(role="ground_clerk")), user_id=0
    )
    with scope_opened(("",)):
        areas_create_many(
            new=[
                NewArea(code="9901", name="云州市", level=AreaLevel.CITY),
                NewArea(code=DISTRICT, name="云河区", level=AreaLevel.DISTRICT),
                NewArea(code=STREET, name="绣衣街道", level=AreaLevel.STREET),
            ],
            actor=recorder,
            at=_START,
        )
        draw = np.random.default_rng(_SEED)
        sites = [_site(number, xy) for number, xy in enumerate(draw.uniform(0, _SIDE_M, (SITES, 2)))]
        docks = [_dock(number, xy) for number, xy in enumerate(draw.uniform(0, _SIDE_M, (DOCKS, 2)))]
        with connection.cursor() as cursor:
            days_ensure(cursor.cursor, [(_START + timedelta(days=day)).date() for day in range(-1, 3)])
        for number in range(TRUCKS):
            _truck(number, draw, sites, docks)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _place(kind: str, number: int, xy: Any) -> Premises:
    lon, lat = shapely.get_coordinates(_HERE.round(shapely.Point(xy)))[0]
    area = Area.objects.get(code=STREET)
    return Premises.objects.create(
        client_id=uuid7(),
        code=f"{kind}-{number}",
        name=f"{kind} {number}",
        kind=kind,
        address="",
        area=area,
        area_code=STREET,
        place=Point(lon, lat, srid=4326),
        recorded_at=_START,
        updated_at=_START,
    )


def _site(number: int, xy: Any) -> tuple[Site, Any]:
    premises = _place("site", number, xy)
    made = Site.objects.create(
        premises=premises,
        area_code=STREET,
        building_m2=30_000,
        level="level_district",
        stage_on=_START.date(),
        gate=ground_around(premises.place),
        updated_at=_START,
    )
    return made, xy


def _dock(number: int, xy: Any) -> tuple[Dock, Any]:
    premises = _place("yard", number, xy)
    made = Dock.objects.create(
        premises=premises, area_code=STREET, ground=ground_around(premises.place), updated_at=_START
    )
    return made, xy


def _truck(number: int, draw: np.random.Generator, sites: Any, docks: Any) -> None:
    """Let a truck drive between a gate and a dock all day, a fix each ten seconds; some tip on the way."""
    vehicle = Vehicle.objects.create(
        client_id=uuid7(),
        plate=f"浙A{number:05}",
        kind="spoil_truck",
        load_kg=20_000,
        area_code=STREET,
        recorded_at=_START,
        updated_at=_START,
    )
    device = Device.objects.create(
        client_id=uuid7(),
        protocol="jt808",
        number=f"1390000{number:04}",
        name=vehicle.plate,
        vehicle=vehicle,
        area_code=STREET,
        interval_s=10,
        recorded_at=_START,
        updated_at=_START,
    )
    (site, gate), (dock, berth) = sites[number % SITES], docks[int(draw.integers(DOCKS))]
    at_s, xy, load, loads_at = _driven(draw, gate, berth, dumps=number < DUMPERS)
    xy = xy + draw.normal(0, 4.0, xy.shape)
    lonlat = shapely.get_coordinates(_HERE.round(shapely.MultiPoint(xy)))
    speed = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T) / EVERY_S * 3.6
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STAGED)
        _copied(cursor, device, at_s, lonlat, speed, load)
        cursor.execute(_STORED)
    Manifest.objects.bulk_create(
        Manifest(
            client_id=uuid7(),
            number=f"B{number:04}{place:03}",
            site=site,
            dock=dock,
            vehicle=vehicle,
            area_code=STREET,
            planned_m3=10,
            opened_at=_START + timedelta(seconds=at + 120),
            opened_by="user:0",
            updated_at=_START,
        )
        for place, at in enumerate(loads_at)
        if place % 10
    )


def _copied(cursor: Any, device: Device, at_s: Any, lonlat: Any, speed: Any, load: Any) -> None:
    with cursor.copy(_COPY) as copy:
        for row in range(len(at_s)):
            at = _START + timedelta(seconds=float(at_s[row]))
            status = _FULL if load[row] else _EMPTY
            place = lonlat[row].tolist()
            copy.write_row((device.pk, at, 0, STREET, *place, float(speed[row]), 0, 10, status, 0, 0, at))


def _driven(draw: np.random.Generator, gate: Any, berth: Any, *, dumps: bool) -> Any:
    """Return instants, places, loads and when each loading began; the way is driven at 30 km/h."""
    side = (gate + berth) / 2 + draw.uniform(400, 900, 2)
    places, loads, loads_at, count = [], [], [], int(_DAY_S / EVERY_S)
    made = 0
    while made < count:
        loads_at.append(made * EVERY_S)
        target = side if dumps and len(loads_at) == 3 else berth
        for here, there, stood_s, full in ((gate, target, 420.0, True), (target, gate, 480.0, False)):
            stand = np.repeat(np.asarray(here)[None], round(stood_s / EVERY_S), axis=0)
            steps = max(round(float(np.hypot(*(np.asarray(there) - here))) / (30 / 3.6) / EVERY_S), 1)
            way = np.asarray(here) + (np.asarray(there) - here) * (np.arange(1, steps + 1) / steps)[:, None]
            half = len(stand) // 2
            places += [stand, way]
            loads += [np.repeat([not full, full], [half, len(stand) - half]), np.full(steps, full)]
            made += len(stand) + steps
    xy, load = np.concatenate(places)[:count], np.concatenate(loads)[:count]
    return np.arange(count) * EVERY_S, xy, load, loads_at


def run(environment: object) -> list[Figure]:
    """Bind the day, beside the baseline."""
    at = _START + timedelta(days=2)
    with scope_opened(("",)):
        bare_s = _seconds(lambda: _baseline(at))
        begun = time.perf_counter()
        bound = fleet_bind(area_code=DISTRICT, on=(_START + timedelta(hours=8)).date(), actor=WATCHER, at=at)
        took_s = time.perf_counter() - begun
        again_s = _seconds(
            lambda: fleet_bind(
                area_code=DISTRICT, on=(_START + timedelta(hours=8)).date(), actor=WATCHER, at=at
            )
        )
        manifested = Haul.objects.filter(manifest__isnull=False).count()
        suspected = Suspicion.objects.values("vehicle").distinct().count()
    return [
        at_most("spoil-bind", took_s, "s", limit=LIMIT_S, baseline=bare_s),
        at_most("spoil-bind-again", again_s, "s", limit=LIMIT_S),
        at_least("spoil-points", bound.points, "positions", limit=2_590_000),
        at_least("spoil-hauls", bound.hauls, "hauls"),
        at_least("spoil-manifested", manifested / max(bound.hauls, 1), "of hauls", limit=0.8),
        at_least("spoil-dumpers", suspected, "trucks", limit=DUMPERS),
    ]


def _baseline(at: datetime) -> None:
    here = here_of(DISTRICT, at=at)
    devices = [device.pk for _, device in trucks()]
    points = points_between(devices, since=_START, until=_START + timedelta(days=1))
    tree = shapely.STRtree([one.shape for one in here.stops])
    tree.query(shapely.points(points.lon, points.lat), predicate="intersects")


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun
