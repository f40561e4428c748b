"""Positions of JT/T 808.

Source:
    JT/T 808-2013 and -2019, chapter 8, 位置信息汇报: item 0x01 is the mileage in tenths of a kilometre.
"""

from __future__ import annotations

from datetime import timedelta
from zlib import crc32

from xiuhua.sensing.codecs.jt808.decoder import Message
from xiuhua.sensing.codecs.jt808.messages.locations import (
    FIX,
    Location,
    LocationAnswer,
    LocationBatch,
    VehicleControlAnswer,
)
from xiuhua.sensing.rules.measuring.measured import Fix, instant_told
from xiuhua.sensing.terms import FrameFault

_MILEAGE = 0x01
_POSITIVE = 0x7FFFFFFF  # what the column can hold


def locations_of(message: Message) -> tuple[Location, ...]:
    """Return the positions in a message."""
    if isinstance(message, Location):
        return (message,)
    if isinstance(message, LocationBatch):
        return message.locations
    return (message.location,) if isinstance(message, LocationAnswer | VehicleControlAnswer) else ()


def location_fix(location: Location, offset: timedelta, raw: bytes = b"") -> Fix | FrameFault:
    """Return a position as it is stored, or why it is none: (0, 0), off the earth.

    Args:
        location: as the terminal tells it.
        offset: by how much the device's clock is fast.
        raw: the position's own bytes, where they are at hand; else they are written again.
    """
    lat, lon = location.latitude_deg, location.longitude_deg
    if not (lat or lon) or abs(lat) > 90 or abs(lon) > 180:
        return FrameFault.NO_PLACE
    mileage = location.values.get(_MILEAGE) if location.tail else None
    return Fix(  # by place, not by name: this is done for every position
        instant_told(location.at, offset),
        crc32((raw or location.write())[: FIX.size]) & _POSITIVE,
        lon, lat, location.speed_km_h, location.direction_deg % 360, location.altitude_m,
        location.status, location.alarm,
        float(mileage) if isinstance(mileage, int | float) else None,
    )  # fmt: skip
