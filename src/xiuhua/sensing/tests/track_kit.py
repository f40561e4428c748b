"""Tracks and roads for tests: drawn in metres around a point, or read from the reference data."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import numpy as np
import shapely

from conftest import reference_file
from xiuhua.ground.terms.areas import RoadClass
from xiuhua.sensing.rules.tracks.roads import RoadPiece
from xiuhua.sensing.rules.tracks.shapes import Track, track_of
from xiuhua.shared.geometry import Plane

HERE = Plane(120.1, 30.2)
T0 = 1_767_225_600.0  # 2026-01-01T00:00Z
_GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
_CLASSES = {
    "motorway": RoadClass.EXPRESSWAY,
    "trunk": RoadClass.EXPRESSWAY,
    "primary": RoadClass.ARTERIAL,
    "secondary": RoadClass.SECONDARY,
    "tertiary": RoadClass.BRANCH,
}
_ON_FOOT = {"footway", "path", "pedestrian", "steps", "cycleway"}


def drawn(
    rows: Sequence[tuple[float, float, float]],
    *,
    speed_km_h: Sequence[float] | None = None,
    ignition: Sequence[int] | None = None,
) -> Track:
    """Return a track of rows (seconds after T0, metres east, metres north of HERE)."""
    at_s, east_m, north_m = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    degrees = shapely.get_coordinates(HERE.round(shapely.MultiPoint(np.column_stack([east_m, north_m]))))
    return track_of(T0 + at_s, *degrees.T, speed_km_h=speed_km_h, ignition=ignition)


def athens() -> Iterator[tuple[str, Track]]:
    """Yield the vehicles of Athens at 1 Hz, times and speeds cut as JT/T 808 carries them."""
    rows: dict[str, list[tuple[float, float, float, float]]] = defaultdict(list)
    with reference_file("tracks/pneuma_athens_1hz.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            at = datetime.fromisoformat(row["time"]).replace(tzinfo=UTC).timestamp()
            rows[row["track_id"]].append(
                (float(int(at)), float(row["lon"]), float(row["lat"]), round(float(row["speed"]), 1))
            )
    for name, fixes in rows.items():
        at_s, lon, lat, speed_km_h = np.array(fixes).T
        yield name, track_of(at_s, lon, lat, speed_km_h=speed_km_h)


def futian(*, on_foot: bool) -> list[RoadPiece]:
    """Return the roads of Futian; with the ways that only people walk, or without."""
    root = ET.parse(reference_file("roads/shenzhen_futian_roads_osmnx.graphml")).getroot()  # noqa: S314 - a file of the reference data
    names = {key.get("id"): key.get("attr.name") for key in root.iter(f"{_GRAPHML}key")}

    def fields(element: ET.Element) -> dict[str | None, str]:
        return {names[each.get("key")]: each.text or "" for each in element.iter(f"{_GRAPHML}data")}

    nodes = {
        node.get("id"): (float(place["x"]), float(place["y"]))
        for node in root.iter(f"{_GRAPHML}node")
        for place in [fields(node)]
    }
    pieces = []
    for edge in root.iter(f"{_GRAPHML}edge"):
        said, ends = fields(edge), (edge.get("source"), edge.get("target"))
        highway = re.findall(r"[a-z_]+", said["highway"])[0]  # some pieces name several
        wkt = said.get("geometry")
        line = shapely.from_wkt(wkt) if wkt else shapely.linestrings([nodes[end] for end in ends])
        road_class = _CLASSES.get(highway.removesuffix("_link"), RoadClass.LANE)
        if on_foot or highway not in _ON_FOOT:
            pieces.append(RoadPiece(*ends, said.get("name") or said["osmid"], line, road_class))
    return pieces
