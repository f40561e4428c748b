"""Records with a place as GeoJSON.

Source:
    RFC 7946, sections 3 (objects), 3.1.6 (the right-hand rule) and 4 (WGS 84, longitude first).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import IO, Any

from xiuhua.files.rules.tables import Record, Table, Value

_DIGITS = 7  # of a degree: about a centimetre
_Ring = Sequence[Sequence[float]]


def geojson_write(table: Table, target: IO[bytes]) -> None:
    """Write a table as a FeatureCollection: WGS 84, longitude first, the columns as properties.

    A record without a place is a feature whose geometry is null, so nothing is dropped. Properties are
    named by the columns' keys, because programs read them; instants are UTC.

    Source:
        RFC 7946, 3.1.6 (outer rings counterclockwise), 3.2 (null geometry), 4 (WGS 84), 11.2 (precision).
    """
    for chunk in _chunks(table):
        target.write(chunk.encode())


def _chunks(table: Table) -> Iterator[str]:
    yield '{"type":"FeatureCollection","features":['
    separator = "\n"
    for record in table.records:
        yield separator + json.dumps(_feature(table, record), ensure_ascii=False, separators=(",", ":"))
        separator = ",\n"
    yield "\n]}\n"


def _feature(table: Table, record: Record) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": geometry_wound(json.loads(record.shape)) if record.shape else None,
        "properties": {key: _property(value) for key, value in zip(table.keys, record.values, strict=True)},
    }


def _property(value: Value) -> str | int | float | None:
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return value.isoformat() if isinstance(value, date) else value


def geometry_wound(geometry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a geometry wound by the right-hand rule, with coordinates to seven decimals."""
    coordinates = _rounded(geometry["coordinates"])
    match geometry["type"]:
        case "Polygon":
            coordinates = _polygon_wound(coordinates)
        case "MultiPolygon":
            coordinates = [_polygon_wound(polygon) for polygon in coordinates]
    return {"type": geometry["type"], "coordinates": coordinates}


def _rounded(coordinates: Any) -> Any:  # lists as deep as the geometry
    if isinstance(coordinates, (int, float)):
        return round(coordinates, _DIGITS)
    return [_rounded(part) for part in coordinates]


def _polygon_wound(rings: Sequence[_Ring]) -> list[_Ring]:
    return [
        ring if (_doubled_area(ring) >= 0) is (number == 0) else list(reversed(ring))
        for number, ring in enumerate(rings)
    ]


def _doubled_area(ring: _Ring) -> float:
    """Return twice the signed area of a closed ring (shoelace formula): positive when counterclockwise."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1, *_), (x2, y2, *_) in pairwise(ring))
