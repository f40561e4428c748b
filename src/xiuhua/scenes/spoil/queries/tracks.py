"""The positions of trucks as arrays: a day of a whole fleet in one pass."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from xiuhua.ground.models.vehicles import Vehicle
from xiuhua.ground.terms.vehicles import VehicleKind
from xiuhua.scenes.spoil.rules.dumping import LoadedTrack, load_shares, loaded_track, loads_of
from xiuhua.scenes.spoil.rules.series import at_fixes
from xiuhua.sensing.models import Device
from xiuhua.sensing.queries.alarms import readings_stored
from xiuhua.sensing.rules.tracks.positions import stored_track

WEIGHT, TILT = "load_t", "tilt"
Floats = NDArray[np.float64]
_HEAD = b"PGCOPY\n\xff\r\n\x00"
_FLAGS = 8  # bytes: flags, and the length of an extension that PostgreSQL does not use
_COLUMNS = (
    ("device", ">i8"),
    ("at_s", ">f8"),
    ("lon", ">f8"),
    ("lat", ">f8"),
    ("speed_km_h", ">f8"),
    ("status", ">i8"),
    ("received_s", ">f8"),
)
_ROW = np.dtype(
    [("fields", ">i2"), *(pair for name, kind in _COLUMNS for pair in ((f"{name}_is", ">i4"), (name, kind)))]
)
_POINTS = """
COPY (
    SELECT device_id, extract(epoch FROM at)::float8, lon, lat, speed_km_h, status,
           extract(epoch FROM received_at)::float8
    FROM sensing_trackpoint
    WHERE device_id = ANY(%s) AND at >= %s AND at < %s
) TO STDOUT (FORMAT binary)
"""


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """Positions of many devices, in any order; every array has the shape (n,)."""

    device: NDArray[np.int64]
    at_s: Floats
    lon: Floats
    lat: Floats
    speed_km_h: Floats
    status: NDArray[np.int64]
    received_s: Floats

    def __len__(self) -> int:
        return len(self.at_s)

    def by_device(self) -> dict[int, Points]:
        """Return those of each device."""
        if not len(self):
            return {}
        order = np.argsort(self.device, kind="stable")
        keys = self.device[order]
        parts = np.split(order, np.flatnonzero(np.diff(keys)) + 1)
        return {
            int(self.device[rows[0]]): Points(*(getattr(self, name)[rows] for name, _ in _COLUMNS))
            for rows in parts
        }


def points_between(device_ids: Collection[int], *, since: datetime, until: datetime) -> Points:
    """Return the positions of some devices within [since, until), as PostgreSQL writes them."""
    with connection.cursor() as cursor, cursor.copy(_POINTS, [list(device_ids), since, until]) as copied:
        told = b"".join(bytes(part) for part in copied)
    begins = len(_HEAD) + _FLAGS
    rows = np.frombuffer(told, dtype=_ROW, offset=begins, count=(len(told) - begins - 2) // _ROW.itemsize)
    return Points(*(rows[name].astype(np.dtype(kind).newbyteorder("=")) for name, kind in _COLUMNS))


def trucks() -> list[tuple[Vehicle, Device]]:
    """Return the visible spoil trucks with their terminals; of several, each."""
    rows = Device.objects.filter(vehicle__kind=VehicleKind.SPOIL.value).select_related("vehicle", "contact")
    found = rows.defer("search", "vehicle__search").order_by("vehicle__plate", "pk")
    return [(device.vehicle, device) for device in found if device.vehicle is not None]


def terminals(vehicle_id: int) -> list[Device]:
    """Return the visible devices of a truck."""
    return list(Device.objects.filter(vehicle_id=vehicle_id).defer("search").order_by("pk"))


def loaded(
    points: Points, devices: Collection[Device], vehicle: Vehicle, *, since: datetime, until: datetime
) -> LoadedTrack:
    """Return a truck's track with what its sensors say: bits of positions, or scales and tilt beside them."""
    track = stored_track(
        points.at_s,
        points.lon,
        points.lat,
        points.speed_km_h,
        points.status.astype(np.intp),
        points.received_s,
    )
    load, tilt = load_shares(points.status), np.full(len(points), np.nan)
    for device in devices:
        weights = readings_stored(device.pk, WEIGHT, since=since, until=until).readings
        if len(weights.at_s) and vehicle.load_kg:
            told = at_fixes(
                points.at_s, weights.at_s, loads_of(weights.value * 1_000.0, float(vehicle.load_kg))
            )
            load = np.where(np.isnan(told), load, told)
        tilts = readings_stored(device.pk, TILT, since=since, until=until).readings
        if len(tilts.at_s):
            told = at_fixes(points.at_s, tilts.at_s, tilts.value)
            tilt = np.where(np.isnan(told), tilt, told)
    return loaded_track(track, load=load, tilt_deg=tilt)
