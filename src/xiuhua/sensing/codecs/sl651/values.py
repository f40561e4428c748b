"""The numbers of SL 651: BCD with a sign, twelve values of an hour, status words, times.

Source:
    SL 651-2014, 6.6.3.3 (sign), annex C notes e and g, 6.6.2.5 and 6.6.2.8 (times, UTC+8, century 20).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from xiuhua.sensing.codecs.sl651.elements import LEVELS_OF_HOUR, RAIN_OF_HOUR, STATUS
from xiuhua.sensing.codecs.sl651.encoder import CHINA

_SENSOR_FAULT_DIGITS = 6  # 9999.999 and its like: all nines, met where a sensor is broken
_NO_DATA = 0xAA  # met in the field, beside the standard's FF


class NotBcd(ValueError):
    """Bytes that are no binary-coded decimal."""


def value_read(element: int, data: bytes, decimals: int) -> float | None:
    """Return the value of one element; None where the bytes say that there is none.

    Args:
        element: its number; the status word is binary, everything else decimal.
        data: its bytes, the leading FF of a negative one included.
        decimals: places after the point.

    Raises:
        NotBcd: the bytes are neither a number nor one of the signs of no value.
    """
    if not data or data == b"\xff" * len(data) or data == bytes((_NO_DATA,)) * len(data):
        return None
    if element == STATUS:
        return int.from_bytes(data)
    negative = data[0] == 0xFF
    digits = data[1 if negative else 0 :].hex().removeprefix("f" if negative else "")
    if not digits.isdigit():
        raise NotBcd(data.hex())
    bare = digits.lstrip("0")
    if len(bare) >= _SENSOR_FAULT_DIGITS and not bare.strip("9"):
        return None
    number: float = int(digits) / 10**decimals
    return -number if negative else number


def hour_read(element: int, data: bytes) -> tuple[float | None, ...] | None:
    """Return an hour's values, mm of rain or m of level; None where the bytes do not part evenly."""
    octets, per_unit = (1, 10) if element == RAIN_OF_HOUR else (2, 100)
    if len(data) % octets:
        return None
    none = (1 << 8 * octets) - 1
    numbers = [int.from_bytes(data[at : at + octets]) for at in range(0, len(data), octets)]
    return tuple(None if number == none else number / per_unit for number in numbers)


def is_hour_group(element: int) -> bool:
    """Return whether an element holds the twelve five-minute values of an hour."""
    return element == RAIN_OF_HOUR or element in LEVELS_OF_HOUR


def time_read(digits: str) -> datetime | None:
    """Return a time of ten digits (to the minute) or twelve (to the second); None where it is no time."""
    if len(digits) not in {10, 12} or not (digits.isascii() and digits.isdigit()):
        return None
    year, month, day, hour, minute, second = (
        int(digits[at : at + 2] or 0) for at in range(0, 12, 2)
    )  # fmt: skip
    try:
        return datetime(2000 + year, month, day, hour, minute, second, tzinfo=CHINA)
    except ValueError:
        return None


def step_read(digits: str) -> timedelta | None:
    """Return the step that six digits of days, hours and minutes tell; None of none."""
    if not digits.isdigit():
        return None
    step = timedelta(days=int(digits[:2]), hours=int(digits[2:4]), minutes=int(digits[4:6]))
    return step or None
