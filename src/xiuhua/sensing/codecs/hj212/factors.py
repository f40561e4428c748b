"""Which quantity a factor code means, and in what unit: the standard's table, and three ways to report fume.

Cooking fume has no code in the standard, so every region has its own; which one a device speaks is a
setting of the device. A unit stands here only where a published table fixes it. The particulates of the
standard have none: it prints ng/m³ and the stations send µg/m³ or mg/m³, so their unit is a setting of the
device too.

Source:
    HJ 212-2017, annex B (codes, units); HJ/T 212-2005, annex (three-character codes); fume: local codes as
    published receivers have them, in mg/m³ because GB 18483-2001 limits fume so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from xiuhua.shared.units import Unit

_FUME_UNIT = Unit.MILLIGRAM_PER_CUBIC_METRE


class Dialect(StrEnum):
    """How a device names fume.

    NATIONAL: a34041 with SB7-RS (fan) and SB8-RS (purifier). LAMPBLACK: LAMPBLACK, PM and NMHC by name.
    GA: a34041, a34000 and a24088 with ga0701 (fan) and ga2101 (purifier).
    """

    NATIONAL = "national"
    LAMPBLACK = "lampblack"
    GA = "ga"


class Role(StrEnum):
    """What a machine does whose state is reported."""

    FAN = "fan"
    PURIFIER = "purifier"


@dataclass(frozen=True, slots=True)
class Factor:
    """What a code means.

    Args:
        quantity: what is measured.
        unit: in what; None where only the device's owner can know.
    """

    quantity: str
    unit: Unit | None


@dataclass(frozen=True, slots=True)
class Table:
    """The codes of one dialect."""

    factors: Mapping[str, Factor]
    machines: Mapping[str, Role] = field(default_factory=dict)


_WATER = {
    "w00000": Factor("flow", Unit.LITRE_PER_SECOND),
    "w01001": Factor("ph", Unit.COUNT),
    "w01009": Factor("dissolved_oxygen", Unit.MILLIGRAM_PER_LITRE),
    "w01010": Factor("water_temperature", Unit.DEGREE_CELSIUS),
    "w01018": Factor("cod", Unit.MILLIGRAM_PER_LITRE),
    "w01019": Factor("cod_mn", Unit.MILLIGRAM_PER_LITRE),
    "w21001": Factor("total_nitrogen", Unit.MILLIGRAM_PER_LITRE),
    "w21003": Factor("ammonia_nitrogen", Unit.MILLIGRAM_PER_LITRE),
    "w21011": Factor("total_phosphorus", Unit.MILLIGRAM_PER_LITRE),
}
_WATER_OF_2005 = {
    "B01": Factor("flow", None),
    "001": Factor("ph", Unit.COUNT),
    "011": Factor("cod", Unit.MILLIGRAM_PER_LITRE),
    "060": Factor("ammonia_nitrogen", Unit.MILLIGRAM_PER_LITRE),
    "065": Factor("total_nitrogen", Unit.MILLIGRAM_PER_LITRE),
    "101": Factor("total_phosphorus", Unit.MILLIGRAM_PER_LITRE),
}
_AIR = {
    "a34001": Factor("tsp", None),
    "a34002": Factor("pm10", None),
    "a34004": Factor("pm2_5", None),
    "a34005": Factor("pm1", None),
    "a34013": Factor("soot", None),
    "a21005": Factor("co", None),
    "a21004": Factor("no2", None),
    "a21026": Factor("so2", None),
    "a24088": Factor("nmhc", None),
    "a01001": Factor("air_temperature", Unit.DEGREE_CELSIUS),
    "a01002": Factor("humidity", Unit.PERCENT),
    "a01006": Factor("air_pressure", Unit.KILOPASCAL),
    "a01007": Factor("wind_speed", Unit.METRE_PER_SECOND),
    "a01008": Factor("wind_direction", Unit.DEGREE),
}
_NOISE = {
    **{code: Factor("la", Unit.DBA) for code in ("LA", "La")},
    **{code: Factor("leq", Unit.DBA) for code in ("Leq", "a50001")},
    **{code: Factor(code.lower(), Unit.DBA) for code in ("L5", "L10", "L50", "L90", "L95")},
    **{code: Factor(code.lower(), Unit.DBA) for code in ("Ldn", "Ld", "Ln", "LMx", "LMn")},
}
_STANDARD = {**_WATER, **_WATER_OF_2005, **_AIR, **_NOISE}

TABLES: Mapping[Dialect, Table] = {
    Dialect.NATIONAL: Table(
        {**_STANDARD, "a34041": Factor("oil_fume", _FUME_UNIT)},
        {"SB7": Role.FAN, "SB8": Role.PURIFIER},
    ),
    Dialect.LAMPBLACK: Table({
        **_STANDARD,
        "LAMPBLACK": Factor("oil_fume", _FUME_UNIT),
        "PM": Factor("particulates", _FUME_UNIT),
        "NMHC": Factor("nmhc", _FUME_UNIT),
    }),
    Dialect.GA: Table(
        {
            **_STANDARD,
            "a34041": Factor("oil_fume", _FUME_UNIT),
            "a34000": Factor("particulates", _FUME_UNIT),
            "a24088": Factor("nmhc", _FUME_UNIT),
        },
        {"ga0701": Role.FAN, "ga2101": Role.PURIFIER},
    ),
}  # fmt: skip
