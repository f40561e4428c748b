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
    DEGREE = "°"
    MILLIMETRE = "mm"
    SQUARE_METRE = "m²"
    CUBIC_METRE = "m³"
    CUBIC_METRE_PER_SECOND = "m³/s"
    LITRE_PER_SECOND = "L/s"
    HECTOPASCAL = "hPa"
    KILOPASCAL = "kPa"
    MILLIGRAM_PER_LITRE = "mg/L"
    KILOGRAM_PER_CUBIC_METRE = "kg/m³"
    MICROSIEMENS_PER_CENTIMETRE = "µS/cm"
    VOLT = "V"
    MILLIVOLT = "mV"
    AMPERE = "A"
