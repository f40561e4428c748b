"""The one door for coordinates: any system to WGS84 and back, for numbers, arrays and shapes."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TypeAlias, TypeVar, overload

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from xiuhua.shared.coordinates.offsets import bd09_of_gcj02, gcj02_of_bd09, gcj02_of_wgs84, wgs84_of_gcj02
from xiuhua.shared.coordinates.planes import LocalPlane

Numbers: TypeAlias = npt.NDArray[np.float64]
Mover: TypeAlias = Callable[[Numbers], Numbers]  # points of shape (n, 2) to points
S = TypeVar("S", bound=BaseGeometry)


class Datum(Enum):
    """Systems in degrees."""

    WGS84 = "wgs84"
    CGCS2000 = "cgcs2000"  # taken as equal to WGS84
    GCJ02 = "gcj02"
    BD09 = "bd09"


CoordinateSystem: TypeAlias = Datum | LocalPlane


@overload
def to_wgs84(x: float, y: float, system: CoordinateSystem) -> tuple[float, float]: ...
@overload
def to_wgs84(x: Numbers, y: Numbers, system: CoordinateSystem) -> tuple[Numbers, Numbers]: ...
def to_wgs84(
    x: float | Numbers, y: float | Numbers, system: CoordinateSystem
) -> tuple[float, float] | tuple[Numbers, Numbers]:
    """Return WGS84 longitude and latitude, degrees.

    Args:
        x: longitude in degrees or local metres, a number or an array of any shape.
        y: latitude or local metres, of the same shape.
        system: what x and y are given in.
    """
    east, north = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    if isinstance(system, LocalPlane):
        found = system.to_degrees(east, north)
    elif system is Datum.GCJ02:
        found = wgs84_of_gcj02(east, north)
    elif system is Datum.BD09:
        found = wgs84_of_gcj02(*gcj02_of_bd09(east, north))
    else:
        found = east, north
    return _as_given(x, found)


@overload
def from_wgs84(longitude: float, latitude: float, system: CoordinateSystem) -> tuple[float, float]: ...
@overload
def from_wgs84(
    longitude: Numbers, latitude: Numbers, system: CoordinateSystem
) -> tuple[Numbers, Numbers]: ...
def from_wgs84(
    longitude: float | Numbers, latitude: float | Numbers, system: CoordinateSystem
) -> tuple[float, float] | tuple[Numbers, Numbers]:
    """Return WGS84 degrees in another system; the inverse of `to_wgs84`."""
    east, north = np.asarray(longitude, dtype=np.float64), np.asarray(latitude, dtype=np.float64)
    if isinstance(system, LocalPlane):
        found = system.from_degrees(east, north)
    elif system is Datum.GCJ02:
        found = gcj02_of_wgs84(east, north)
    elif system is Datum.BD09:
        found = bd09_of_gcj02(*gcj02_of_wgs84(east, north))
    else:
        found = east, north
    return _as_given(longitude, found)


def _as_given(
    given: float | Numbers, found: tuple[Numbers, Numbers]
) -> tuple[float, float] | tuple[Numbers, Numbers]:
    if isinstance(given, np.ndarray):
        return found
    return float(found[0]), float(found[1])


def shape_to_wgs84(shape: S, system: CoordinateSystem) -> S:
    """Return a shape in WGS84. Heights are dropped: nothing on the ground has any."""
    return _moved(shape, lambda points: np.column_stack(to_wgs84(points[:, 0], points[:, 1], system)))


def shape_from_wgs84(shape: S, system: CoordinateSystem) -> S:
    """Return a WGS84 shape in another system."""
    return _moved(shape, lambda points: np.column_stack(from_wgs84(points[:, 0], points[:, 1], system)))


def _moved(shape: S, move: Mover) -> S:
    moved: S = shapely.transform(shapely.force_2d(shape), move)
    return moved
