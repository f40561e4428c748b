"""Coordinate systems met in China, and the way from each to WGS84 and back.

Stored coordinates are WGS84, with CGCS2000 taken as equal (they differ by centimetres). Everything else is
converted at the door: GCJ-02 and BD-09 of the public map services, and a city's own plane system.
Every function takes numbers or arrays of any shape; x is longitude or easting, y latitude or northing.
"""

from xiuhua.shared.coordinates.offsets import BD09_SHIFT, in_china
from xiuhua.shared.coordinates.planes import (
    ControlFit,
    Ellipsoid,
    FourParameters,
    LocalPlane,
    SevenParameters,
    four_parameters_fit,
)
from xiuhua.shared.coordinates.systems import (
    CoordinateSystem,
    Datum,
    from_wgs84,
    shape_from_wgs84,
    shape_to_wgs84,
    to_wgs84,
)

__all__ = [
    "BD09_SHIFT",
    "ControlFit",
    "CoordinateSystem",
    "Datum",
    "Ellipsoid",
    "FourParameters",
    "LocalPlane",
    "SevenParameters",
    "four_parameters_fit",
    "from_wgs84",
    "in_china",
    "shape_from_wgs84",
    "shape_to_wgs84",
    "to_wgs84",
]
