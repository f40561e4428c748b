"""Readings of HJ 212.

Source:
    HJ 212-2017, 6.6 (commands 2011, 2031, 2041, 2051, 2061) and tables 7 to 9; which code a factor is kept
    under is `rules.quantities`.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from xiuhua.sensing.codecs.hj212.decoder import SENTINEL, Frame
from xiuhua.sensing.codecs.hj212.factors import Dialect
from xiuhua.sensing.codecs.hj212.readings import (
    Reading,
    Statistic,
    ValueFlag,
    machines,
    readings,
    value_read,
)
from xiuhua.sensing.rules.measuring.measured import Measured, instant_told
from xiuhua.sensing.rules.quantities import concentration_kept
from xiuhua.sensing.terms import ConcentrationUnit
from xiuhua.sensing.terms.doubts import Doubt
from xiuhua.shared.units import Unit

_CYCLES = {"2051": "minute", "2061": "hour", "2031": "day", "2041": "run_time"}
_STATISTICS = {
    Statistic.LEAST: "min",
    Statistic.MEAN: "avg",
    Statistic.MOST: "max",
    Statistic.TOTAL: "sum",
    Statistic.LEVEL: "level",
    Statistic.DAY_LEVEL: "day_level",
    Statistic.NIGHT_LEVEL: "night_level",
}
_FLAGS = {
    ValueFlag.STOPPED: Doubt.MAINTENANCE,
    ValueFlag.MAINTENANCE: Doubt.MAINTENANCE,
    ValueFlag.CALIBRATION: Doubt.MAINTENANCE,
    ValueFlag.FAULT: Doubt.FAULTY,
    ValueFlag.BROKEN_LINE: Doubt.FAULTY,
    ValueFlag.OVER_RANGE: Doubt.OUT_OF_RANGE,
}
_VALUES = frozenset({"-rtd", "-min", "-avg", "-max", "-cou"})
_FLOW = "flow"
_FACTORS = {Unit.KILOPASCAL: 10.0, Unit.LITRE_PER_SECOND: 0.001}  # to hPa and m³/s, as they are kept
_OWN_CODE = re.compile(r"[A-Za-z0-9_]{1,20}")


def hj212_measured(
    frame: Frame, *, dialect: Dialect, unit: ConcentrationUnit, offset: timedelta, received_at: datetime
) -> tuple[Measured, ...]:
    """Return the readings of a frame; of two under one code and instant the later counts, as in the frame.

    Args:
        frame: an upload.
        dialect: how the device names fume.
        unit: of concentrations whose unit the standard leaves open.
        offset: by how much the device's clock is fast.
        received_at: what counts where the frame tells no time.
    """
    told = frame.measured_at
    at = instant_told(told, offset) if told else received_at
    cycle = _CYCLES.get(frame.cn, "")
    found: dict[tuple[str, datetime], Measured] = {}
    values = readings(frame, dialect)
    momentary = {one.factor for one in values if one.statistic is Statistic.REAL_TIME}
    for reading in values:
        base = _base(reading)
        if reading.value is None or base is None:
            continue
        is_moment = not cycle and reading.statistic is Statistic.MEAN and reading.factor not in momentary
        statistic = "" if is_moment else _STATISTICS.get(reading.statistic, "")
        code = ".".join(filter(None, (base, cycle, statistic, "zs" if reading.converted else "")))
        when = instant_told(reading.sampled_at, offset) if reading.sampled_at and not cycle else at
        doubt = _FLAGS.get(reading.flag) if reading.flag else None
        flags = doubt.bit if doubt else 0
        found[code, when] = Measured(code, when, _kept(base, reading, unit), 0, flags)
    for machine in machines(frame, dialect):
        if machine.state is not None:
            own = machine.code if _OWN_CODE.fullmatch(machine.code) else "x"
            code = f"{machine.role.value}_state" if machine.role else f"machine:{own}"
            found[code, at] = Measured(code, at, float(machine.state))
    return tuple(found.values())


def hj212_has_no_number(frame: Frame) -> bool:
    """Return whether a value of a frame is neither a number nor a sign of no value."""
    return any(
        text and name[-4:].lower() in _VALUES and value_read(text) is None and not SENTINEL.fullmatch(text)
        for name, text in frame.cp.items()
    )


def _base(reading: Reading) -> str | None:
    # A flow without a unit is none that could stand beside others.
    if reading.quantity is not None and not (reading.quantity == _FLOW and reading.unit is None):
        return reading.quantity
    return f"hj212:{reading.factor}" if _OWN_CODE.fullmatch(reading.factor) else None


def _kept(base: str, reading: Reading, unit: ConcentrationUnit) -> float:
    assert reading.value is not None  # noqa: S101 - the caller has looked
    if reading.unit is None:
        return concentration_kept(base, reading.value, unit)
    return reading.value * _FACTORS.get(reading.unit, 1.0)
