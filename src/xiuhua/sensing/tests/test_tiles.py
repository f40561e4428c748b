"""Devices on the map: each stands once, where it last was, and is found by an index."""

from __future__ import annotations

import math

from django.contrib.gis.geos import Point
from django.db import connection

from xiuhua.sensing.models import Contact
from xiuhua.sensing.tests.device_kit import STREET, entered, monitor, truck
from xiuhua.sensing.tiles import DEVICES

_ZOOM = 14
_FAR = 121.4  # degrees of longitude, another tile


def _tile(lon: float, lat: float) -> dict[str, int | list[str]]:
    """Return the tile of a place (slippy map tile names, OpenStreetMap wiki)."""
    north = math.asinh(math.tan(math.radians(lat)))
    side = 2**_ZOOM
    x, y = int((lon + 180) / 360 * side), int((1 - north / math.pi) / 2 * side)
    return {"z": _ZOOM, "x": x, "y": y, "areas": [STREET]}


def _names(lon: float, lat: float) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM ({DEVICES.sql}) AS cut ORDER BY name", _tile(lon, lat))
        return [name for (name,) in cursor.fetchall()]


def test_a_device_stands_once_where_it_last_was(city: None) -> None:
    still, moving = entered(monitor(), truck(longitude=120.1, latitude=30.25))
    assert _names(120.1, 30.25) == sorted([still.name, moving.name])
    Contact.objects.filter(device=moving).update(place=Point(_FAR, 30.25, srid=4326))
    assert _names(120.1, 30.25) == [still.name]
    assert _names(_FAR, 30.25) == [moving.name]


def test_a_tile_asks_the_spatial_indexes(city: None) -> None:
    entered(monitor(), truck())
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {DEVICES.sql}", _tile(120.1, 30.25))
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "sensing_contact_place" in plan
    assert "sensing_device_place" in plan
