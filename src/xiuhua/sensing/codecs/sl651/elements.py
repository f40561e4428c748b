"""What an element is: its letters, its quantity and its unit.

Source:
    SL 651-2014, annex C, table C.1. Wind direction, status words and codes have no unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from xiuhua.shared.units import Unit


@dataclass(frozen=True, slots=True)
class Kind:
    """One row of table C.1.

    Args:
        symbol: the letters that stand for it in ASCII frames.
        quantity: what is measured.
        unit: in what; None for a code, a status word or an unlisted unit.
        decimals: how many places its values have, by the table.
        digits: how many digits its values have at most, by the table.
    """

    symbol: str
    quantity: str
    unit: Unit | None = None
    digits: int = 0
    decimals: int = 0


_RAIN = (Unit.MILLIMETRE, 5, 1)
_FLOW = (Unit.CUBIC_METRE_PER_SECOND, 9, 3)
_LEVEL = (Unit.METRE, 7, 3)
_TRACE = (Unit.MILLIGRAM_PER_LITRE, 7, 5)
_METER = (Unit.CUBIC_METRE, 11, 3)

KINDS: Mapping[int, Kind] = {
    0x01: Kind("AC", "section_area", Unit.SQUARE_METRE, 8, 2),
    0x02: Kind("AI", "air_temperature", Unit.DEGREE_CELSIUS, 3, 1),
    0x03: Kind("C", "water_temperature", Unit.DEGREE_CELSIUS, 3, 1),
    0x05: Kind("DT", "duration", None, 4, 2),
    0x06: Kind("ED", "evaporation_day", *_RAIN),
    0x07: Kind("EJ", "evaporation_today", *_RAIN),
    0x08: Kind("FL", "air_pressure", Unit.HECTOPASCAL, 5, 0),
    0x09: Kind("GH", "gate_opening", Unit.METRE, 5, 2),
    0x0A: Kind("GN", "gate_number", None, 3, 0),
    0x0B: Kind("GS", "conveyance_kind", None, 1, 0),
    0x0C: Kind("GT", "gates_open", Unit.COUNT, 3, 0),
    0x0D: Kind("GTP", "ground_temperature", Unit.DEGREE_CELSIUS, 3, 1),
    0x0E: Kind("H", "groundwater_depth", Unit.METRE, 6, 2),
    0x0F: Kind("HW", "wave_height", Unit.METRE, 5, 2),
    **{
        0x10 + place: Kind(f"M{depth_cm}", f"soil_moisture_{depth_cm}_cm", Unit.PERCENT, 4, 1)
        for place, depth_cm in enumerate((10, 20, 30, 40, 50, 60, 80, 100))
    },
    0x18: Kind("MST", "humidity", Unit.PERCENT, 4, 1),
    0x19: Kind("NS", "machines_running", Unit.COUNT, 2, 0),
    **{
        0x1A + place: Kind(f"P{hours}", f"rain_{hours}_h", *_RAIN)
        for place, hours in enumerate((1, 2, 3, 6, 12))
    },
    0x1F: Kind("PD", "rain_day", *_RAIN),
    0x20: Kind("PJ", "rain_today", *_RAIN),
    **{
        0x21 + place: Kind(f"PN{minutes:02d}", f"rain_{minutes}_min", *_RAIN)
        for place, minutes in enumerate((1, 5, 10, 30))
    },
    0x25: Kind("PR", "rain_storm", *_RAIN),
    0x26: Kind("PT", "rain_total", Unit.MILLIMETRE, 6, 1),
    0x27: Kind("Q", "flow", *_FLOW),
    **{0x27 + place: Kind(f"Q{place}", f"flow_{place}", *_FLOW) for place in range(1, 9)},
    0x30: Kind("QA", "flow_out", *_FLOW),
    0x31: Kind("QZ", "flow_conveyance", *_FLOW),
    0x32: Kind("SW", "sediment", None, 11, 3),
    0x33: Kind("UC", "wind_direction_code", None, 2, 0),
    0x34: Kind("UE", "wind_force", None, 2, 0),
    0x35: Kind("US", "wind_speed", Unit.METRE_PER_SECOND, 4, 1),
    0x36: Kind("VA", "velocity_mean", Unit.METRE_PER_SECOND, 5, 3),
    0x37: Kind("VJ", "velocity", Unit.METRE_PER_SECOND, 5, 3),
    0x38: Kind("VT", "supply_voltage", Unit.VOLT, 4, 2),
    0x39: Kind("Z", "level", *_LEVEL),
    0x3A: Kind("ZB", "level_below", *_LEVEL),
    0x3B: Kind("ZU", "level_above", *_LEVEL),
    **{0x3B + place: Kind(f"Z{place}", f"level_{place}", *_LEVEL) for place in range(1, 9)},
    0x44: Kind("SQ", "sediment_concentration", Unit.KILOGRAM_PER_CUBIC_METRE, 9, 3),
    0x45: Kind("ZT", "station_status"),
    0x46: Kind("pH", "ph", Unit.COUNT, 4, 2),
    0x47: Kind("DO", "dissolved_oxygen", Unit.MILLIGRAM_PER_LITRE, 4, 1),
    0x48: Kind("COND", "conductivity", Unit.MICROSIEMENS_PER_CENTIMETRE, 5, 0),
    0x49: Kind("TURB", "turbidity", None, 3, 0),
    0x4A: Kind("CODMN", "cod_mn", Unit.MILLIGRAM_PER_LITRE, 4, 1),
    0x4B: Kind("REDOX", "redox_potential", Unit.MILLIVOLT, 5, 1),
    0x4C: Kind("NH4N", "ammonia_nitrogen", Unit.MILLIGRAM_PER_LITRE, 6, 2),
    0x4D: Kind("TP", "total_phosphorus", Unit.MILLIGRAM_PER_LITRE, 5, 3),
    0x4E: Kind("TN", "total_nitrogen", Unit.MILLIGRAM_PER_LITRE, 5, 2),
    0x4F: Kind("TOC", "total_organic_carbon", Unit.MILLIGRAM_PER_LITRE, 4, 2),
    0x50: Kind("CU", "copper", Unit.MILLIGRAM_PER_LITRE, 7, 4),
    0x51: Kind("ZN", "zinc", Unit.MILLIGRAM_PER_LITRE, 6, 4),
    0x52: Kind("SE", "selenium", *_TRACE),
    0x53: Kind("AS", "arsenic", *_TRACE),
    0x54: Kind("THG", "mercury", *_TRACE),
    0x55: Kind("CD", "cadmium", *_TRACE),
    0x56: Kind("PB", "lead", *_TRACE),
    0x57: Kind("CHLA", "chlorophyll_a", Unit.MILLIGRAM_PER_LITRE, 4, 2),
    **{
        0x57 + place: Kind(f"WP{place}", f"water_pressure_{place}", Unit.KILOPASCAL, 5, 2)
        for place in range(1, 9)
    },
    **{0x5F + place: Kind(f"SYL{place}", f"water_left_{place}", *_METER) for place in range(1, 9)},
    **{0x67 + place: Kind(f"SBL{place}", f"water_hour_{place}", *_METER) for place in range(1, 9)},
    **{
        0x70 + place: Kind(f"VT{phase}", f"voltage_{phase.lower()}", Unit.VOLT, 4, 1)
        for place, phase in enumerate("ABC")
    },
    **{
        0x73 + place: Kind(f"VI{phase}", f"current_{phase.lower()}", Unit.AMPERE, 4, 1)
        for place, phase in enumerate("ABC")
    },
}

BY_SYMBOL: Mapping[str, int] = {kind.symbol.upper(): number for number, kind in KINDS.items()}
STATUS = 0x45
STEP = 0x04
RAIN_OF_HOUR = 0xF4  # twelve five-minute sums of one byte, 0.1 mm; FF none
LEVELS_OF_HOUR = range(0xF5, 0xFD)  # twelve relative levels of two bytes, 0.01 m; FFFF none
RAIN_SYMBOL = "DRP"
LEVEL_SYMBOLS = {f"DRZ{number - 0xF4}": number for number in LEVELS_OF_HOUR}


class StationClass(StrEnum):
    """What a station is for; the letter is also its byte in HEX frames.

    Source:
        SL 651-2014, annex A.
    """

    RAIN = "P"
    RIVER = "H"
    RESERVOIR = "K"
    GATE = "Z"
    PUMP = "D"
    TIDE = "T"
    SOIL = "M"
    GROUNDWATER = "G"
    QUALITY = "Q"
    INTAKE = "I"
    OUTLET = "O"


def symbol_of(number: int) -> str | None:
    """Return the letters of an element; None of one that the table does not have."""
    if number == RAIN_OF_HOUR:
        return RAIN_SYMBOL
    if number in LEVELS_OF_HOUR:
        return f"DRZ{number - 0xF4}"
    kind = KINDS.get(number)
    return kind.symbol if kind else None
