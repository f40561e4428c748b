"""A reading and a position on their way from a frame to the store, and what is held against them.

Source:
    own choice: a clock may be an hour fast before its readings are refused, because terminals without a fix
    run ahead by minutes; nothing here is older than 2000, which is where clocks that were never set begin. A
    reading is late when it comes three intervals, or ten minutes, after it was taken.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from xiuhua.sensing.terms import FrameFault
from xiuhua.sensing.terms.doubts import Doubt

MOST_AHEAD = timedelta(hours=1)
OLDEST = datetime(2000, 1, 2, tzinfo=UTC)
_LATE_TIMES = 3
_LATE_LEAST = timedelta(minutes=10)
_LATE_ARRIVAL = Doubt.LATE_ARRIVAL.bit


class Measured(NamedTuple):
    """One reading.

    Args:
        code: of its quantity.
        at: when it was measured, by the device's clock and its offset.
        sequence: which of several of one instant.
        flags: a set of `terms.doubts` that the device itself says.
    """

    code: str
    at: datetime
    value: float
    sequence: int = 0
    flags: int = 0


class Fix(NamedTuple):
    """One position, degrees in WGS84; `sequence` is a sum over the fix itself."""

    at: datetime
    sequence: int
    lon: float
    lat: float
    speed_km_h: float
    direction_deg: int
    altitude_m: int
    status: int
    alarm: int
    mileage_km: float | None


def instant_told(told: datetime, offset: timedelta) -> datetime:
    """Return when something was, by a clock that is fast by an offset, in UTC as all else here.

    Instants of one zone are compared many times as fast as those of two.
    """
    at = told.astimezone(UTC)
    return at - offset if offset else at


def time_fault(at: datetime, received_at: datetime) -> FrameFault | None:
    """Return why an instant cannot be when something was measured; None where it can."""
    if at > received_at + MOST_AHEAD:
        return FrameFault.FUTURE
    return FrameFault.ANCIENT if at < OLDEST else None


def late_flag(at: datetime, received_at: datetime, interval_s: int) -> int:
    """Return the flag of what came late, or 0."""
    return _LATE_ARRIVAL if received_at - at > _late_after(interval_s) else 0


@lru_cache(1_024)
def _late_after(interval_s: int) -> timedelta:
    return max(timedelta(seconds=_LATE_TIMES * interval_s), _LATE_LEAST)


def range_flag(value: float, low: float | None, high: float | None) -> int:
    """Return the flag of a value outside the range in which it can be true, or 0."""
    outside = (low is not None and value < low) or (high is not None and value > high)
    return Doubt.OUT_OF_RANGE.bit if outside else 0
