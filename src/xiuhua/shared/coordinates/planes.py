"""A city's own plane system, reached over four or seven parameters.

Surveys of a Chinese city lie in an independent plane system. The surveying office gives either four
parameters (the plane moved, turned and scaled onto a CGCS2000 projection) or seven (the older ellipsoid
moved, turned and scaled in space). Where it gives control points instead, `four_parameters_fit` finds the
four.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from pyproj import Transformer

Metres: TypeAlias = npt.NDArray[np.float64]  # any shape
Degrees: TypeAlias = npt.NDArray[np.float64]  # any shape
_CONTROL_POINTS_LEAST = 2


class Ellipsoid(Enum):
    """The ellipsoid of a plane system, as PROJ writes it."""

    CGCS2000 = "+a=6378137 +rf=298.257222101"
    XIAN_1980 = "+a=6378140 +rf=298.257"
    BEIJING_1954 = "+a=6378245 +rf=298.3"


@dataclass(frozen=True, kw_only=True)
class FourParameters:
    """From local plane to projection: turned by `turn_rad` counter-clockwise, scaled, then moved by metres.

    Source:
        plane Helmert transformation: E = e0 + k (x cos a - y sin a), N = n0 + k (x sin a + y cos a).
    """

    east_m: float
    north_m: float
    turn_rad: float = 0.0
    scale: float = 1.0

    def forward(self, x: Metres, y: Metres) -> tuple[Metres, Metres]:
        """Return projected metres for local ones."""
        cos, sin = self.scale * np.cos(self.turn_rad), self.scale * np.sin(self.turn_rad)
        return self.east_m + cos * x - sin * y, self.north_m + sin * x + cos * y

    def backward(self, east: Metres, north: Metres) -> tuple[Metres, Metres]:
        """Return local metres for projected ones."""
        cos, sin = np.cos(self.turn_rad) / self.scale, np.sin(self.turn_rad) / self.scale
        away_east, away_north = east - self.east_m, north - self.north_m
        return cos * away_east + sin * away_north, cos * away_north - sin * away_east


@dataclass(frozen=True, kw_only=True)
class SevenParameters:
    """From the local ellipsoid to CGCS2000 in space: moved in metres, turned in arc seconds, scaled in ppm.

    Turns follow the position-vector convention; an office that prints coordinate-frame turns gives the
    opposite signs.

    Source:
        Bursa-Wolf transformation, EPSG method 9606.
    """

    x_m: float
    y_m: float
    z_m: float
    x_sec: float = 0.0
    y_sec: float = 0.0
    z_sec: float = 0.0
    scale_ppm: float = 0.0

    @property
    def proj(self) -> str:
        """Return it as a PROJ step on geocentric coordinates."""
        moved = f"+x={self.x_m!r} +y={self.y_m!r} +z={self.z_m!r}"
        turned = f"+rx={self.x_sec!r} +ry={self.y_sec!r} +rz={self.z_sec!r} +s={self.scale_ppm!r}"
        return f"+step +proj=helmert {moved} {turned} +convention=position_vector +exact"


@dataclass(frozen=True, kw_only=True)
class LocalPlane:
    """A plane system: a transverse Mercator projection of an ellipsoid, and how to get to CGCS2000.

    Args:
        central_meridian: degrees east.
        false_easting_m, false_northing_m: as the office gives them; often 500,000 and 0.
        ellipsoid: of the projection.
        four: from the local plane to this projection; None where the plane is the projection itself.
        seven: from the ellipsoid to CGCS2000; None where the ellipsoid is CGCS2000's.
        north_first: whether files give x as northing, as Chinese surveys print it.
    """

    central_meridian: float
    false_easting_m: float = 500_000.0
    false_northing_m: float = 0.0
    ellipsoid: Ellipsoid = Ellipsoid.CGCS2000
    four: FourParameters | None = None
    seven: SevenParameters | None = None
    north_first: bool = False

    def to_degrees(self, x: Metres, y: Metres) -> tuple[Degrees, Degrees]:
        """Return CGCS2000 longitude and latitude for local metres."""
        east, north = (y, x) if self.north_first else (x, y)
        if self.four:
            east, north = self.four.forward(east, north)
        longitude, latitude = _transformer(self.proj).transform(east, north)
        return np.asarray(longitude), np.asarray(latitude)

    def from_degrees(self, longitude: Degrees, latitude: Degrees) -> tuple[Metres, Metres]:
        """Return local metres for CGCS2000 longitude and latitude."""
        east, north = _transformer(self.proj).transform(longitude, latitude, direction="INVERSE")
        if self.four:
            east, north = self.four.backward(np.asarray(east), np.asarray(north))
        return (north, east) if self.north_first else (east, north)

    @property
    def proj(self) -> str:
        """Return the way from the projection to CGCS2000 degrees as a PROJ pipeline."""
        projection = (
            f"+step +inv +proj=tmerc +lat_0=0 +lon_0={self.central_meridian!r} +k=1 "
            f"+x_0={self.false_easting_m!r} +y_0={self.false_northing_m!r} {self.ellipsoid.value}"
        )
        space = (
            f"+step +proj=cart {self.ellipsoid.value} {self.seven.proj} "
            f"+step +inv +proj=cart {Ellipsoid.CGCS2000.value}"
            if self.seven
            else ""
        )
        return f"+proj=pipeline {projection} {space} +step +proj=unitconvert +xy_in=rad +xy_out=deg"


@cache
def _transformer(pipeline: str) -> Transformer:
    return Transformer.from_pipeline(pipeline)


@dataclass(frozen=True, kw_only=True)
class ControlFit:
    """Four parameters found from control points, and by how much each point misses, metres, shape (n,)."""

    parameters: FourParameters
    residuals_m: Metres


def four_parameters_fit(local: Metres, projected: Metres) -> ControlFit:
    """Return the four parameters that fit control points best.

    Args:
        local: metres in the local plane, shape (n, 2), east and north, n >= 2.
        projected: the same points in the projection, metres, shape (n, 2).

    Raises:
        ValueError: fewer than two points, or all of them in one place.

    Source:
        least squares over the plane Helmert transformation, linear in k cos a, k sin a, e0 and n0.
    """
    if len(local) < _CONTROL_POINTS_LEAST or len(local) != len(projected):
        raise ValueError("two control points at least, each in both systems")
    middle_local, middle_projected = local.mean(axis=0), projected.mean(axis=0)
    (x, y), (east, north) = (local - middle_local).T, (projected - middle_projected).T
    spread = float((x**2 + y**2).sum())
    if not spread:
        raise ValueError("the control points are one and the same point")
    cos, sin = float((x * east + y * north).sum() / spread), float((x * north - y * east).sum() / spread)
    scale = float(np.hypot(cos, sin))
    if not scale:
        raise ValueError("the control points contradict each other")
    turned = np.array([[cos, -sin], [sin, cos]]) @ middle_local
    moved = middle_projected - turned
    found = FourParameters(
        east_m=float(moved[0]), north_m=float(moved[1]), turn_rad=float(np.arctan2(sin, cos)), scale=scale
    )
    there = np.column_stack(found.forward(local[:, 0], local[:, 1]))
    return ControlFit(parameters=found, residuals_m=np.hypot(*(there - projected).T))
