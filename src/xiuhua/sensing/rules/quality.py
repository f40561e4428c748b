"""Doubts about readings: what is flagged, one reading at a time and a whole array at once.

Raw values stay what they are; a flag says why a value is not to be judged. Which flags make a reading unfit
for a rule, the rule says.

Source:
    HJ 75-2017 and its kind mark what a station itself reports (maintenance, calibration, fault); the rest is
    own choice and a setting of each quantity: what a sensor can measure, how fast its subject can change,
    and how long a living value stands still.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from xiuhua.sensing.rules.conditions.comparing import SLACK, Floats
from xiuhua.sensing.rules.runs import RUN_READINGS, stretches, walked
from xiuhua.sensing.terms.doubts import Doubt

Span = tuple[float, float]
Bits = NDArray[np.uint16]

_STUCK, _JUMP, _STALE, _OUT, _MAINTENANCE, _FAULTY, _LATE = (flag.bit for flag in Doubt)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quality:
    """What is expected of the readings of a quantity from a device.

    Args:
        low, high: the valid range, both inside, in the unit of the quantity; None where it has no end.
        stuck_s: how long values may stay within `stuck_band` of the first of their run, at three readings at
            least; None where a standing value is no doubt, as of a switch.
        stuck_band: in the unit of the quantity; 0 for exactly alike.
        jump: by how much two neighbours at most `jump_within_s` apart may differ; None for any.
        jump_within_s: farther apart, anything may have happened.
        stale_s: how old a reading may be when it comes; None where devices may store what they send later.
        maintenance: spans of maintenance and of calibration, seconds since 1970, `until` outside, in order.
    """

    low: float | None = None
    high: float | None = None
    stuck_s: float | None = None
    stuck_band: float = 0.0
    jump: float | None = None
    jump_within_s: float = 600.0
    stale_s: float | None = None
    maintenance: tuple[Span, ...] = ()


class QualityWatch:
    """Flags the readings of one series as they come."""

    __slots__ = ("_at", "_first", "_quality", "_readings", "_value")

    def __init__(self, quality: Quality) -> None:
        self._quality = quality
        self._at = -math.inf
        self._value = math.nan
        self._first: Span = (math.inf, math.nan)
        self._readings = 0

    def flags(self, at: float, value: float, *, received_at: float, reported: int = 0) -> int:
        """Return the flags of a reading: those the device reported itself, and what is doubtful about it.

        A reading not newer than the last one is late: it is compared with no neighbour and is none itself.

        Args:
            at: when it was measured, seconds since 1970.
            value: in the unit of the quantity.
            received_at: when it came.
            reported: bits that the protocol already gave, such as faulty or maintenance.
        """
        quality = self._quality
        bits = reported | _flags_alone(quality, at, value, received_at)
        if at <= self._at:
            return bits | _LATE
        if not math.isfinite(value):
            return bits
        if quality.jump is not None and at - self._at <= quality.jump_within_s:
            bits |= _JUMP if abs(value - self._value) > quality.jump + SLACK else 0
        self._at, self._value = at, value
        return bits | self._stuck()

    def _stuck(self) -> int:
        if abs(self._value - self._first[1]) <= self._quality.stuck_band + SLACK:
            self._readings += 1
        else:
            self._first, self._readings = (self._at, self._value), 1
        stuck_s = self._quality.stuck_s
        if stuck_s is None or self._readings < RUN_READINGS or self._at < self._first[0] + stuck_s:
            return 0
        return _STUCK


def _flags_alone(quality: Quality, at: float, value: float, received_at: float) -> int:
    """Return what is doubtful about a reading without its neighbours."""
    bits = 0
    if not math.isfinite(value):
        bits |= _FAULTY
    elif (quality.low is not None and value < quality.low) or (
        quality.high is not None and value > quality.high
    ):
        bits |= _OUT
    if quality.stale_s is not None and received_at - at > quality.stale_s:
        bits |= _STALE
    if any(since <= at < until for since, until in quality.maintenance):
        bits |= _MAINTENANCE
    return bits


def flags_many(
    quality: Quality, at_s: Floats, value: Floats, *, received_s: Floats, reported: Bits | None = None
) -> Bits:
    """Return the flags of many readings of one series: what `QualityWatch` says of each as it came.

    Args:
        quality: what is expected.
        at_s: seconds since 1970, float64 (n,), not falling.
        value: float64 (n,), in the unit of the quantity.
        received_s: when each came, float64 (n,).
        reported: bits that are known already, uint16 (n,); late arrivals among them are no neighbours.

    Returns:
        Bit sets, uint16 (n,), what was reported included.
    """
    bits = np.zeros(len(at_s), np.uint16) if reported is None else reported.copy()
    finite = np.isfinite(value)
    bits[~finite] |= np.uint16(_FAULTY)
    bits[finite & _outside(quality, value)] |= np.uint16(_OUT)
    if quality.stale_s is not None:
        bits[received_s - at_s > quality.stale_s] |= np.uint16(_STALE)
    for since, until in quality.maintenance:
        bits[(at_s >= since) & (at_s < until)] |= np.uint16(_MAINTENANCE)
    neighbours = np.flatnonzero(finite & (bits & _LATE == 0))
    if len(neighbours):
        bits[neighbours] |= _jumps(quality, at_s[neighbours], value[neighbours])
        bits[neighbours] |= _stucks(quality, at_s[neighbours], value[neighbours])
    return bits


def _outside(quality: Quality, value: Floats) -> NDArray[np.bool_]:
    low = -math.inf if quality.low is None else quality.low
    high = math.inf if quality.high is None else quality.high
    return np.asarray((value < low) | (value > high), dtype=np.bool_)


def _jumps(quality: Quality, at_s: Floats, value: Floats) -> Bits:
    bits = np.zeros(len(at_s), np.uint16)
    if quality.jump is not None:
        near = np.diff(at_s) <= quality.jump_within_s
        bits[1:][near & (np.abs(np.diff(value)) > quality.jump + SLACK)] = _JUMP
    return bits


def _stucks(quality: Quality, at_s: Floats, value: Floats) -> Bits:
    bits = np.zeros(len(at_s), np.uint16)
    if quality.stuck_s is None:
        return bits
    band = quality.stuck_band + SLACK
    begins, ends = stretches(value, np.zeros(len(value) - 1, np.bool_), band)
    long = at_s[ends - 1] >= at_s[begins] + quality.stuck_s
    for begin, end in zip(begins[long].tolist(), ends[long].tolist(), strict=True):
        for first, following in walked(value, begin, end, band):
            since = at_s[first] + quality.stuck_s
            place = first + RUN_READINGS - 1
            bits[place:following][at_s[place:following] >= since] = _STUCK
    return bits


def is_calibration_due(calibrated_on: date | None, on: date, every_days: int) -> bool:
    """Return whether a device must be calibrated again; one that never was must.

    Source:
        own choice, because standards give each kind of device its own period: a setting of its model.
    """
    return calibrated_on is None or on >= calibrated_on + timedelta(days=every_days)


def unfit_share(bits: Sequence[int], unfit_bits: int) -> float | None:
    """Return the share of readings that may not be judged, 0 to 1; None where there are none.

    Source:
        own choice, because a device that is mostly unfit is no source for a rule, and its page must say so.
    """
    return sum(1 for one in bits if one & unfit_bits) / len(bits) if bits else None
