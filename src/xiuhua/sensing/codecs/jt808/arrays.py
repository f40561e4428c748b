"""Many positions at once, into arrays: for batches of a gateway and captures of a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xiuhua.sensing.codecs.jt808.messages.locations import FIX, MICRODEGREES, SOUTH, WEST

_LAYOUT = np.dtype([
    ("alarm", ">u4"), ("status", ">u4"), ("latitude", ">u4"), ("longitude", ">u4"),
    ("altitude", ">u2"), ("speed", ">u2"), ("direction", ">u2"), ("time", "u1", 6),
])  # fmt: skip
_CENTURY = np.datetime64("2000-01", "M")
_OFFSET_S = 8 * 3600  # the standard has UTC+8
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86400


@dataclass(frozen=True, slots=True, eq=False)
class LocationArrays:
    """The positions of n bodies, in their order; every array has the shape (n,).

    Args:
        is_good: bool; False where a body is too short or its time does not exist: the rest then means
        nothing. alarm: uint32, bits as in `bits.ALARMS`.
        status: uint32, bits as in `bits.STATUSES`.
        latitude_deg: float64, WGS-84, south negative.
        longitude_deg: float64, WGS-84, west negative.
        altitude_m: uint16.
        speed_km_h: float64.
        direction_deg: uint16, clockwise from north.
        at_s: int64, seconds since 1970-01-01T00:00Z.
    """

    is_good: NDArray[np.bool_]
    alarm: NDArray[np.uint32]
    status: NDArray[np.uint32]
    latitude_deg: NDArray[np.float64]
    longitude_deg: NDArray[np.float64]
    altitude_m: NDArray[np.uint16]
    speed_km_h: NDArray[np.float64]
    direction_deg: NDArray[np.uint16]
    at_s: NDArray[np.int64]


def locations_read(bodies: Sequence[bytes]) -> LocationArrays:
    """Return the positions in bodies of 0x0200, with the values of `locations.location_read`."""
    blank = bytes(FIX.size)  # its time has a month 0, which does not exist
    fixes = b"".join(body[: FIX.size] if len(body) >= FIX.size else blank for body in bodies)
    rows = np.frombuffer(fixes, dtype=_LAYOUT)
    status = rows["status"].astype(np.uint32)
    at_s, is_good = _seconds(rows["time"])
    return LocationArrays(
        is_good=is_good,
        alarm=rows["alarm"].astype(np.uint32),
        status=status,
        latitude_deg=np.where(status & SOUTH, -1, 1) * rows["latitude"].astype(np.int64) / MICRODEGREES,
        longitude_deg=np.where(status & WEST, -1, 1) * rows["longitude"].astype(np.int64) / MICRODEGREES,
        altitude_m=rows["altitude"].astype(np.uint16),
        speed_km_h=rows["speed"] / 10,
        direction_deg=rows["direction"].astype(np.uint16),
        at_s=at_s,
    )


def _seconds(time: NDArray[np.uint8]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the instants that BCD times YYMMDDhhmmss in UTC+8 say, shape (n, 6), and which of them exist."""
    tens, ones = time >> 4, time & 0x0F
    year, month, day, hour, minute, second = (tens * np.int64(10) + ones).T
    months = _CENTURY + (year * 12 + month - 1).astype("timedelta64[M]")
    first = months.astype("datetime64[D]").astype(np.int64)
    days_in_month = (months + 1).astype("datetime64[D]").astype(np.int64) - first
    exists = (
        (tens < 10).all(axis=1) & (ones < 10).all(axis=1)
        & (month >= 1) & (month <= 12) & (day >= 1) & (day <= days_in_month)
        & (hour < 24) & (minute < 60) & (second < 60)
    )  # fmt: skip
    local = (first + day - 1) * _DAY_S + hour * _HOUR_S + minute * _MINUTE_S + second
    return local - _OFFSET_S, exists
