"""Lengths and areas of shapes given in degrees.

Source:
    own choice, because a district is small: on a plane that touches the ellipsoid in its middle, lengths are
    wrong by less than one in a thousand within 100 km.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin, sqrt
from typing import Any, TypeAlias, TypeVar, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

_AXIS_M = 6_378_137.0
_FLATTENING = 1 / 298.257223563
_ECCENTRICITY_2 = _FLATTENING * (2 - _FLATTENING)
G = TypeVar("G", bound=BaseGeometry)
Degrees: TypeAlias = NDArray[np.float64]  # shape (n,)


def metres_per_degree(latitude: float) -> tuple[float, float]:
    """Return how many metres a degree of longitude and one of latitude measure at a latitude in degrees.

    Source:
        WGS84 ellipsoid (NIMA TR8350.2): radii of curvature in the prime vertical and in the meridian.
    """
    squared = 1 - _ECCENTRICITY_2 * sin(radians(latitude)) ** 2
    across = _AXIS_M / sqrt(squared)
    along = _AXIS_M * (1 - _ECCENTRICITY_2) / squared**1.5
    return radians(across * cos(radians(latitude))), radians(along)


def box_around(longitude: float, latitude: float, reach_m: float) -> tuple[float, float, float, float]:
    """Return west, south, east, north in degrees around a point, so wide that nothing within reach is missed.

    Source:
        `metres_per_degree`.
    """
    east_m, north_m = metres_per_degree(latitude)
    across, along = reach_m / east_m, reach_m / north_m
    return longitude - across, latitude - along, longitude + across, latitude + along


def distance_m(longitude: float, latitude: float, other_longitude: float, other_latitude: float) -> float:
    """Return how far two points in degrees are apart, metres; for points within some kilometres.

    Source:
        own choice: on the plane that touches the ellipsoid between them, as the module says.
    """
    east_m, north_m = metres_per_degree((latitude + other_latitude) / 2)
    return sqrt(((longitude - other_longitude) * east_m) ** 2 + ((latitude - other_latitude) * north_m) ** 2)


def distances_m(
    longitude: Degrees, latitude: Degrees, other_longitude: Degrees, other_latitude: Degrees
) -> NDArray[np.float64]:
    """Return how far pairs of points in degrees are apart, metres, shape (n,); as `distance_m`, for arrays.

    Source:
        `distance_m`.
    """
    squared = 1 - _ECCENTRICITY_2 * np.sin(np.radians((latitude + other_latitude) / 2)) ** 2
    across = _AXIS_M / np.sqrt(squared) * np.cos(np.radians((latitude + other_latitude) / 2))
    along = _AXIS_M * (1 - _ECCENTRICITY_2) / squared**1.5
    east_m = np.radians(longitude - other_longitude) * across
    return np.asarray(np.hypot(east_m, np.radians(latitude - other_latitude) * along))


@dataclass(frozen=True)
class Plane:
    """A plane in metres east and north of a point in degrees, WGS84."""

    longitude: float
    latitude: float

    def flat(self, shape: G) -> G:
        """Return a shape in degrees as metres on the plane."""
        return cast("G", shapely.transform(shape, lambda xy: (xy - self._middle) * self._scale))

    def flat_many(self, longitude: Degrees, latitude: Degrees) -> NDArray[np.float64]:
        """Return points in degrees as metres on the plane, shape (n, 2)."""
        return (np.column_stack([longitude, latitude]) - self._middle) * self._scale

    def round(self, shape: G) -> G:
        """Return a shape on the plane in degrees again."""
        return cast("G", shapely.transform(shape, lambda xy: xy / self._scale + self._middle))

    @property
    def _middle(self) -> NDArray[np.float64]:
        return np.array([self.longitude, self.latitude])

    @property
    def _scale(self) -> NDArray[np.float64]:
        return np.array(metres_per_degree(self.latitude))


def plane_of(shapes: Sequence[BaseGeometry]) -> Plane:
    """Return the plane that touches the earth in the middle of some shapes in degrees, none of them empty."""
    west, south, east, north = shapely.total_bounds(np.asarray(shapes, dtype=object))
    return Plane((west + east) / 2, (south + north) / 2)


def polygons_of(shape: BaseGeometry) -> list[Any]:  # shapely's parts have no type of their own
    """Return the polygons of a shape; the points and lines of a mixed one are left out."""
    parts = shapely.get_parts(shapely.get_parts(shape))  # a collection may hold multi-parts
    return [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]
