"""From the content of a frame to values with their quantity, unit and flag, and to the states of machines.

Source:
    HJ 212-2017, 6.4 and tables 7 to 9: suffixes, data flags, states of machines.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from xiuhua.sensing.codecs.hj212.decoder import SENTINEL, Frame, time_read
from xiuhua.sensing.codecs.hj212.factors import TABLES, Dialect, Role
from xiuhua.shared.units import Unit

_CONVERTED = "zs"  # 折算, converted to standard oxygen


class Statistic(StrEnum):
    """What of the interval a value is."""

    REAL_TIME = "Rtd"
    LEAST = "Min"
    MEAN = "Avg"
    MOST = "Max"
    TOTAL = "Cou"
    LEVEL = "Data"
    DAY_LEVEL = "DayData"
    NIGHT_LEVEL = "NightData"


class ValueFlag(StrEnum):
    """How the device judges its own value."""

    NORMAL = "N"
    STOPPED = "F"
    MAINTENANCE = "M"
    BY_HAND = "S"
    FAULT = "D"
    CALIBRATION = "C"
    OVER_RANGE = "T"
    BROKEN_LINE = "B"


class MachineState(IntEnum):
    """The state of a machine, SBn-RS."""

    OFF = 0
    RUNNING = 1
    CALIBRATION = 2
    MAINTENANCE = 3
    ALARM = 4
    BLOWING_BACK = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """One value.

    Args:
        factor: its code, as sent.
        quantity: what it means; None where the table of the dialect does not know the code.
        unit: None where only the device's owner can know.
        statistic: what of the interval.
        converted: that it is converted to standard oxygen (Zs…).
        value: None where the text is no finite number, or is the sign of no value.
        flag: the device's own judgement; None where it says nothing or an unknown letter.
        sampled_at: when the sample was taken, where it is told apart from DataTime.
    """

    factor: str
    quantity: str | None
    unit: Unit | None
    statistic: Statistic
    converted: bool
    value: float | None
    flag: ValueFlag | None
    sampled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Machine:
    """The state of one machine; `role` and `state` None where the tables do not know them."""

    code: str
    role: Role | None
    state: MachineState | None


_STATISTICS = {statistic.lower(): statistic for statistic in Statistic} | {"td": Statistic.REAL_TIME}
_FLAGS = {flag.value: flag for flag in ValueFlag}
_STATES = {str(state.value): state for state in MachineState}


def readings(frame: Frame, dialect: Dialect = Dialect.NATIONAL) -> tuple[Reading, ...]:
    """Return the values of a frame in their order; what is no value (times, notes, settings) is left out."""
    return tuple(_readings(_trimmed(frame.cp), dialect))


def machines(frame: Frame, dialect: Dialect = Dialect.NATIONAL) -> tuple[Machine, ...]:
    """Return the states of machines in a frame: SBn-RS, and the codes the dialect has for them."""
    roles = TABLES[dialect].machines
    found = []
    for name, text in _trimmed(frame.cp).items():
        code, _, suffix = name.rpartition("-")
        if suffix.lower() == "rs" or (code in roles and suffix.lower() in _STATISTICS):
            found.append(Machine(code, roles.get(code), _STATES.get(text)))
    return tuple(found)


def _readings(cp: Mapping[str, str], dialect: Dialect) -> Iterator[Reading]:
    table = TABLES[dialect]
    flags = {name[:-5].lower(): text for name, text in cp.items() if name[-5:].lower() == "-flag"}
    for name, text in cp.items():
        code, dash, suffix = name.rpartition("-")
        bare = suffix.lower()
        converted = bare.startswith(_CONVERTED)
        statistic = _STATISTICS.get(bare.removeprefix(_CONVERTED))
        if not dash or statistic is None or code in table.machines:
            continue
        factor = table.factors.get(code)
        yield Reading(
            factor=code,
            quantity=factor.quantity if factor else None,
            unit=factor.unit if factor else None,
            statistic=statistic,
            converted=converted,
            value=value_read(text),
            flag=_FLAGS.get(flags.get(code.lower(), "")),
            sampled_at=time_read(cp.get(f"{code}-SampleTime", "")),
        )


def value_read(text: str) -> float | None:
    """Return a number; None where the text is none, is not finite, or is -99, met for no value."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and not SENTINEL.fullmatch(text) else None


def _trimmed(cp: Mapping[str, str]) -> dict[str, str]:
    return {name.strip(): text.strip() for name, text in cp.items()}
