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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

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
        rest: a value that may stand for ever, as no wind or no fume while nobody cooks; None for no such.
        jump: by how much two neighbours at most `jump_within_s` apart may differ; None for any.
        jump_within_s: farther apart, anything may have happened.
        stale_s: how old a reading may be when it comes; None where devices may store what they send later.
        maintenance: spans of maintenance and of calibration, seconds since 1970, `until` outside, in order.
    """

    low: float | None = None
    high: float | None = None
    stuck_s: float | None = None
    stuck_band: float = 0.0
    rest: float | None = None
    jump: float | None = None
    jump_within_s: float = 600.0
    stale_s: float | None = None
    maintenance: tuple[Span, ...] = ()


class Compared(NamedTuple):
    """How far the readings of a series were compared with one another.

    Args:
        at, value: the last of them.
        run_at, run_value: the first of the run that it belongs to; run_readings: how many that has.
    """

    at: float
    value: float
    run_at: float
    run_value: float
    run_readings: int


class QualityWatch:
    """Flags the readings of one series as they come."""

    __slots__ = ("_at", "_first", "_quality", "_readings", "_value")

    def __init__(self, quality: Quality) -> None:
        self._quality = quality
        self._at = -math.inf
        self._value = math.nan
        self._first: Span = (math.inf, math.nan)
        self._readings = 0

    @classmethod
    def resumed(cls, quality: Quality, compared: Compared | None) -> QualityWatch:
        """Return a watch that goes on where another one stood; from the beginning where none did."""
        watch = cls(quality)
        if compared is not None:
            watch._at, watch._value = compared.at, compared.value
            watch._first, watch._readings = (compared.run_at, compared.run_value), compared.run_readings
        return watch

    @property
    def compared(self) -> Compared | None:
        """How far it has come; None before the first reading."""
        if self._at == -math.inf:
            return None
        return Compared(self._at, self._value, *self._first, self._readings)

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
        return bits | (_LATE if at <= self._at else self.beside(at, value))

    def beside(self, at: float, value: float) -> int:
        """Return what is doubtful about a reading beside its neighbours; 0 of one not newer than the last."""
        quality, bits = self._quality, 0
        if at <= self._at or not math.isfinite(value):
            return 0
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
        rest = self._quality.rest
        return 0 if rest is not None and abs(self._value - rest) <= SLACK else _STUCK


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
    if quality.rest is not None:
        bits[np.abs(value - quality.rest) <= SLACK] = 0
    return bits


_HOUR_S = 3600.0
EXPECTED: Mapping[str, Quality] = {
    "oil_fume": Quality(jump=40, stuck_s=6 * _HOUR_S, rest=0),
    "particulates": Quality(jump=80, stuck_s=6 * _HOUR_S, rest=0),
    "nmhc": Quality(jump=150, stuck_s=6 * _HOUR_S, rest=0),
    "tsp": Quality(jump=3_000, stuck_s=6 * _HOUR_S),
    "pm10": Quality(jump=2_000, stuck_s=6 * _HOUR_S),
    "pm2_5": Quality(jump=1_500, stuck_s=6 * _HOUR_S),
    "air_temperature": Quality(jump=10, stuck_s=24 * _HOUR_S),
    "humidity": Quality(jump=50, stuck_s=24 * _HOUR_S, rest=100),
    "air_pressure": Quality(jump=10, stuck_s=24 * _HOUR_S),
    "wind_speed": Quality(stuck_s=6 * _HOUR_S, rest=0),
    "la": Quality(stuck_s=1 * _HOUR_S),
    "leq": Quality(stuck_s=2 * _HOUR_S),
    "water_temperature": Quality(jump=5, stuck_s=48 * _HOUR_S),
    "ph": Quality(jump=3, stuck_s=48 * _HOUR_S),
    "dissolved_oxygen": Quality(jump=8, stuck_s=24 * _HOUR_S, rest=0),
    "level": Quality(jump=3),
    "level_above": Quality(jump=3),
    "level_below": Quality(jump=3),
    "groundwater_depth": Quality(jump=2),
    "water_depth": Quality(jump=150),
}
"""What is expected of readings of the moment beside their neighbours, in the units of `quantities`.

A jump is one within ten minutes. What changes at will (a gate, a switch, noise by a horn, gas from a leak)
has none, and what stands by nature (a canal, a bin, rain) is never stuck.

Source:
    own choice, wide rather than narrow: no kitchen goes from clean to 40 mg/m³, no air by 10 °C, no water
    by 3 m within ten minutes; a sensor shows noise in its last digit within hours. A real change at that pace
    is doubted for one reading and believed with the next.
"""


def quality_of(code: str) -> Quality | None:
    """Return what is expected of a quantity's readings beside their neighbours; None for nothing.

    Hourly and daily figures are none of the moment, and neither are least and greatest values.
    """
    base, _, rest = code.partition(".")
    return EXPECTED.get(base) if rest in {"", "minute.avg"} else None


def codes_expected() -> frozenset[str]:
    """Return the codes of which something is expected."""
    return frozenset(code for base in EXPECTED for code in (base, f"{base}.minute.avg"))


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
