"""Unit names used by manifests and observations, written as they are printed."""

from enum import StrEnum


class Unit(StrEnum):
    """A unit of measurement."""

    DBA = "dB(A)"
    PERCENT = "%"
    HOUR = "h"
    METRE = "m"
    CENTIMETRE = "cm"
    MILLIGRAM_PER_CUBIC_METRE = "mg/m³"
    MICROGRAM_PER_CUBIC_METRE = "µg/m³"
    METRE_PER_SECOND = "m/s"
    TONNE = "t"
    DEGREE_CELSIUS = "°C"
    COUNT = "1"
