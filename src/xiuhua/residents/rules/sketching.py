"""A small map to tap on, as an SVG of a few kilobytes: for old telephones and slow networks.

Source:
    own choice, because a map library is six times what the whole page may weigh. Plate carrée, scaled by the
    cosine of the latitude: at 500 m the error is under a centimetre.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, radians

_METRES_PER_DEGREE = 111_320.0  # of latitude; of longitude at the equator
SIDE_PX = 360
HALF_M = 300.0
_WIDTHS = {"expressway": 9, "arterial": 8, "secondary": 6, "branch": 4}
_LABELS_MOST = 8

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Way:
    """A road on the sketch: its name, its class, its lines in degrees."""

    name: str
    road_class: str
    lines: Sequence[Sequence[Point]]


def bounds_around(longitude: float, latitude: float) -> tuple[float, float, float, float]:
    """Return west, south, east, north of the sketch around a place, degrees."""
    high = HALF_M / _METRES_PER_DEGREE
    wide = high / max(cos(radians(latitude)), 0.01)
    return longitude - wide, latitude - high, longitude + wide, latitude + high


def sketch_drawn(*, longitude: float, latitude: float, ways: Sequence[Way], label: str) -> str:
    """Return the sketch as SVG, with what a script needs to turn a tap into degrees."""
    west, south, east, north = bounds_around(longitude, latitude)

    def at(point: Point) -> str:
        x = (point[0] - west) / (east - west) * SIDE_PX
        y = (north - point[1]) / (north - south) * SIDE_PX
        return f"{x:.1f} {y:.1f}"

    roads: list[str] = []
    names: list[str] = []
    for way in ways:
        shape = " ".join("M" + " L".join(at(one) for one in line) for line in way.lines if len(line) > 1)
        if not shape:
            continue
        roads.append(f'<path d="{shape}" stroke-width="{_WIDTHS.get(way.road_class, 4)}"/>')
        inside = [
            one for line in way.lines for one in line if west < one[0] < east and south < one[1] < north
        ]
        if way.name and inside and len(names) < _LABELS_MOST:
            x, y = at(inside[len(inside) // 2]).split()
            names.append(f'<text x="{x}" y="{y}">{escape(way.name)}</text>')
    middle = SIDE_PX / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE_PX} {SIDE_PX}" role="img" '
        f'aria-label="{escape(label)}" class="p-sketch" data-west="{west:.7f}" data-south="{south:.7f}" '
        f'data-east="{east:.7f}" data-north="{north:.7f}"><g class="p-roads">{"".join(roads)}</g>'
        f'<g class="p-names">{"".join(names)}</g>'
        f'<circle class="p-pin" cx="{middle}" cy="{middle}" r="8"/></svg>'
    )
