"""How importers of areas, roads and the base map read a shape."""

from __future__ import annotations

import re

import shapely
from shapely.geometry.base import BaseGeometry

_WHERE = re.compile(r"\[(\S+) (\S+)\]")
_PLACES = 6  # decimals of a degree: a hand's breadth


def crossing(shape: BaseGeometry) -> tuple[str, str] | None:
    """Return longitude and latitude of the place where a boundary crosses itself, None where it does not."""
    if shape.is_valid:
        return None
    found = _WHERE.search(shapely.is_valid_reason(shape))
    if found is None:
        return "?", "?"
    longitude, latitude = (round(float(number), _PLACES) for number in found.groups())
    return str(longitude), str(latitude)


def hexadecimal(shape: BaseGeometry | None) -> str | None:
    """Return a shape as services take it, None where there is none."""
    return None if shape is None or shape.is_empty else shapely.to_wkb(shape, hex=True)
