"""GCJ-02 and BD-09: the shifted coordinates that public map services in China show.

Source:
    GCJ-02 is not published; the series below is the one that open conversions agree on (checked against their
    published pairs in the tests). BD-09 follows the polar shift its provider's converters use. Both are meant
    for reading such data in, not for measuring: the series itself is good to about a metre against the real
    shift.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Degrees: TypeAlias = npt.NDArray[np.float64]  # any shape; longitude or latitude, degrees

_KRASSOVSKY_AXIS_M = 6_378_245.0
_KRASSOVSKY_SQUARED_ECCENTRICITY = 0.00669342162296594323
_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
_ROUNDS = 8  # each shrinks the error some hundredfold; three would already reach a millimetre
_ORIGIN_LONGITUDE, _ORIGIN_LATITUDE = 105.0, 35.0
BD09_SHIFT = (0.0065, 0.006)  # degrees east, degrees north
_BD09_TURN = np.pi * 3000.0 / 180.0


def in_china(longitude: Degrees, latitude: Degrees) -> npt.NDArray[np.bool_]:
    """Return where the shift applies: inside the frame that the services themselves use."""
    east_west = (longitude >= _WEST) & (longitude <= _EAST)
    return np.asarray(east_west & (latitude >= _SOUTH) & (latitude <= _NORTH))


def gcj02_of_wgs84(longitude: Degrees, latitude: Degrees) -> tuple[Degrees, Degrees]:
    """Return GCJ-02 for WGS84, degrees; outside China unchanged."""
    east, north = _shift(longitude, latitude)
    inside = in_china(longitude, latitude)
    return np.where(inside, longitude + east, longitude), np.where(inside, latitude + north, latitude)


def wgs84_of_gcj02(longitude: Degrees, latitude: Degrees) -> tuple[Degrees, Degrees]:
    """Return WGS84 for GCJ-02, degrees, found by fixed-point rounds; outside China unchanged."""
    inside = in_china(longitude, latitude)
    east, north = longitude, latitude
    for _ in range(_ROUNDS):
        shift_east, shift_north = _shift(east, north)
        east, north = longitude - shift_east, latitude - shift_north
    return np.where(inside, east, longitude), np.where(inside, north, latitude)


def bd09_of_gcj02(longitude: Degrees, latitude: Degrees) -> tuple[Degrees, Degrees]:
    """Return BD-09 for GCJ-02, degrees; outside China unchanged."""
    reach, turn = _bent(longitude, latitude)
    inside = in_china(longitude, latitude)
    return (
        np.where(inside, reach * np.cos(turn) + BD09_SHIFT[0], longitude),
        np.where(inside, reach * np.sin(turn) + BD09_SHIFT[1], latitude),
    )


def gcj02_of_bd09(longitude: Degrees, latitude: Degrees) -> tuple[Degrees, Degrees]:
    """Return GCJ-02 for BD-09, degrees, found by fixed-point rounds; outside China unchanged."""
    inside = in_china(longitude, latitude)
    east, north = longitude - BD09_SHIFT[0], latitude - BD09_SHIFT[1]
    for _ in range(_ROUNDS):
        there_east, there_north = bd09_of_gcj02(east, north)
        east, north = east + longitude - there_east, north + latitude - there_north
    return np.where(inside, east, longitude), np.where(inside, north, latitude)


def _bent(longitude: Degrees, latitude: Degrees) -> tuple[Degrees, Degrees]:
    """Return distance and angle from the origin of degrees, bent by the two small waves of BD-09."""
    reach = np.hypot(longitude, latitude) + 0.00002 * np.sin(latitude * _BD09_TURN)
    turn = np.arctan2(latitude, longitude) + 0.000003 * np.cos(longitude * _BD09_TURN)
    return np.asarray(reach), np.asarray(turn)


def _shift(longitude: Degrees, latitude: Degrees) -> tuple[Degrees, Degrees]:
    """Return the shift from WGS84 to GCJ-02, degrees east and north; beyond the frame that of its edge."""
    longitude, latitude = np.clip(longitude, _WEST, _EAST), np.clip(latitude, _SOUTH, _NORTH)
    x, y = longitude - _ORIGIN_LONGITUDE, latitude - _ORIGIN_LATITUDE
    east_m, north_m = _east_m(x, y), _north_m(x, y)
    phi = np.radians(latitude)
    flattened = 1 - _KRASSOVSKY_SQUARED_ECCENTRICITY * np.sin(phi) ** 2
    meridian_m = (
        _KRASSOVSKY_AXIS_M * (1 - _KRASSOVSKY_SQUARED_ECCENTRICITY) / (flattened * np.sqrt(flattened))
    )
    parallel_m = _KRASSOVSKY_AXIS_M / np.sqrt(flattened) * np.cos(phi)
    return np.asarray(np.degrees(east_m / parallel_m)), np.asarray(np.degrees(north_m / meridian_m))


def _ripples(x: Degrees) -> Degrees:
    """Return the wave that both directions share, metres."""
    return np.asarray((20 * np.sin(6 * x * np.pi) + 20 * np.sin(2 * x * np.pi)) * 2 / 3)


def _east_m(x: Degrees, y: Degrees) -> Degrees:
    plain = 300 + x + 2 * y + 0.1 * x**2 + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    middle = (20 * np.sin(x * np.pi) + 40 * np.sin(x / 3 * np.pi)) * 2 / 3
    long = (150 * np.sin(x / 12 * np.pi) + 300 * np.sin(x / 30 * np.pi)) * 2 / 3
    return np.asarray(plain + _ripples(x) + middle + long)


def _north_m(x: Degrees, y: Degrees) -> Degrees:
    plain = -100 + 2 * x + 3 * y + 0.2 * y**2 + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    middle = (20 * np.sin(y * np.pi) + 40 * np.sin(y / 3 * np.pi)) * 2 / 3
    long = (160 * np.sin(y / 12 * np.pi) + 320 * np.sin(y * np.pi / 30)) * 2 / 3
    return np.asarray(plain + _ripples(x) + middle + long)
