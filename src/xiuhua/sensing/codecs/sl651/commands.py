"""What a centre asks and commands, in either encoding: what each function adds to serial and time.

Source:
    SL 651-2014, 6.6.4.10 to 6.6.4.31 (tables 42 to 86), annex D (numbers of parameters).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.sl651.elements import KINDS, LEVELS_OF_HOUR, RAIN_OF_HOUR, STATUS, symbol_of
from xiuhua.sensing.codecs.sl651.encoder import CHINA, fits
from xiuhua.sensing.codecs.sl651.faults import Sl651Fault
from xiuhua.sensing.codecs.sl651.frames import Encoding, Function
from xiuhua.sensing.codecs.sl651.reports import Parameter

# What can be asked with serial and time alone; 4A sets the clock by that time.
PLAIN = frozenset({
    Function.PICTURE, Function.REAL_TIME, Function.BY_HAND_ASKED, Function.PUMP_DATA, Function.VERSION,
    Function.STATUS, Function.CLOCK_SET, Function.EVENTS, Function.CLOCK,
})  # fmt: skip
_MOST_MINUTES, _MOST_HOURS, _MOST_DAYS = 59, 23, 31  # annex C, tables C.2 and C.3
_PASSWORD, _STORE, _FACTORY = 0x03, 0x97, 0x98  # annex D
_CARD_BIT = 9  # table 58
_MOST_SWITCHES = 8 * 31
_MOST_OPENING_CM = 9999  # two bytes of BCD
_MOST_OCTETS = 31  # five bits of length


@dataclass(frozen=True, slots=True)
class Question:
    """A question or command.

    Args:
        function: what it is for.
        further: what follows serial and time, in the encoding of the station.
    """

    function: Function
    further: bytes = b""


def plain(function: Function) -> Question:
    """Ask what needs nothing but serial and time.

    Raises:
        FrameError: the function needs more.
    """
    fits("function", f"{function:02X}", function in PLAIN)
    return Question(function)


def period_ask(
    element: int, *, since: datetime, until: datetime, step: timedelta, encoding: Encoding
) -> Question:
    """Ask for stored values of an element, from one full hour to another.

    Raises:
        FrameError: the element is not in the table, or the step is none of minutes, hours or days.
    """
    days, hours, minutes = _step(step)
    ends = [f"{at.astimezone(CHINA):%y%m%d%H}" for at in (since, until)]
    if encoding is Encoding.HEX:
        text = f"{ends[0]}{ends[1]}0418{days:02d}{hours:02d}{minutes:02d}"
        return Question(Function.PERIOD, bytes.fromhex(text) + _sign(element))
    unit, count = ("D", days) if days else ("N", minutes) if minutes else ("H", hours)
    return Question(Function.PERIOD, _words(*ends, f"DR{unit}{count:02d}", _letters(element)))


def elements_ask(elements: Sequence[int], encoding: Encoding) -> Question:
    """Ask for the present values of some elements.

    Raises:
        FrameError: an element is not in the table.
    """
    if encoding is Encoding.HEX:
        return Question(Function.ELEMENTS, b"".join(map(_sign, elements)))
    return Question(Function.ELEMENTS, _words(*map(_letters, elements)))


def settings_ask(function: Function, numbers: Sequence[int], encoding: Encoding) -> Question:
    """Ask for settings by their numbers in annex D: the basic ones (41) or those of operation (43).

    Raises:
        FrameError: the function reads no settings, or a number is no byte.
    """
    fits("function", f"{function:02X}", function in {Function.BASICS, Function.SETTINGS})
    for number in numbers:
        fits("parameter", number, 0 <= number <= 0xFF)
    if encoding is Encoding.HEX:
        return Question(function, b"".join(bytes((number, 0)) for number in numbers))
    return Question(function, _words(*(f"{number:02X}" for number in numbers)))


def settings_set(
    function: Function, parameters: Sequence[Parameter], encoding: Encoding, *, decimals: int = 0
) -> Question:
    """Change settings, basic ones (40) or those of operation (42); all with the same places after the point.

    Raises:
        FrameError: the function changes no settings, or a value is longer than 31 bytes.
    """
    fits("function", f"{function:02X}", function in {Function.BASICS_SET, Function.SETTINGS_SET})
    return Question(function, b"".join(_parameter(one, decimals, encoding) for one in parameters))


def password_set(old: str, new: str, encoding: Encoding) -> Question:
    """Change the password; both are four hexadecimal digits.

    Raises:
        FrameError: one is not.
    """
    numbers = [_octets("password", text, 2) for text in (old, new)]
    further = (_parameter(Parameter(f"{_PASSWORD:02X}", number), 0, encoding) for number in numbers)
    return Question(Function.PW_SET, b"".join(further))


def store_clear(encoding: Encoding) -> Question:
    """Erase everything that the station has stored."""
    return Question(Function.STORE_CLEARED, _hex(bytes((_STORE, 0)), encoding))


def factory_settings(encoding: Encoding) -> Question:
    """Put all settings back to what they were when the station was made."""
    return Question(Function.FACTORY_SETTINGS, _hex(bytes((_FACTORY, 0)), encoding))


def card_set(encoding: Encoding, *, enabled: bool) -> Question:
    """Let water be drawn by card, or not."""
    status = Parameter(f"{STATUS:02X}", (int(enabled) << _CARD_BIT).to_bytes(4))
    return Question(Function.CARD_SET, _parameter(status, 0, encoding))


def switches_set(function: Function, on: Sequence[bool], encoding: Encoding) -> Question:
    """Switch pumps (4C) or valves (4D), from number 1 on; all that exist must be named.

    Raises:
        FrameError: the function switches neither, or there are none or too many.
    """
    fits("function", f"{function:02X}", function in {Function.PUMPS, Function.VALVES})
    bits = _bits(on)
    return Question(function, _hex(bytes((len(bits),)) + bits, encoding))


def gates_set(openings_cm: Sequence[int], encoding: Encoding) -> Question:
    """Open gates, from number 1 on, each so many centimetres; 0 closes.

    Raises:
        FrameError: there are none or too many, or an opening does not fit four digits.
    """
    for opening in openings_cm:
        fits("opening_cm", opening, 0 <= opening <= _MOST_OPENING_CM)
    bits = _bits([opening > 0 for opening in openings_cm])
    openings = bytes.fromhex("".join(f"{opening:04d}" for opening in openings_cm))
    return Question(Function.GATES, _hex(bytes((len(openings_cm),)) + bits + openings, encoding))


def quota_set(encoding: Encoding, *, enabled: bool) -> Question:
    """Let the station hold to its water quota, or not."""
    return Question(Function.QUOTA, _hex(b"\xff" if enabled else b"\x00", encoding))


def _bits(on: Sequence[bool]) -> bytes:
    """Return switches as bits, number 1 lowest in the first byte."""
    fits("switches", len(on), 1 <= len(on) <= _MOST_SWITCHES)
    number = sum(1 << place for place, is_on in enumerate(on) if is_on)
    return number.to_bytes((len(on) + 7) // 8, "little")


def _parameter(parameter: Parameter, decimals: int, encoding: Encoding) -> bytes:
    number = _octets("parameter", parameter.id, 1)
    octets = len(parameter.raw)
    fits("parameter", parameter.raw.hex(), octets <= _MOST_OCTETS and 0 <= decimals <= 0b111)
    if encoding is Encoding.HEX:
        return number + bytes((octets << 3 | decimals,)) + parameter.raw
    return _words(parameter.id, parameter.raw.hex().upper())


def _hex(octets: bytes, encoding: Encoding) -> bytes:
    return octets if encoding is Encoding.HEX else _words(octets.hex().upper())


def _words(*words: str) -> bytes:
    """Return groups of an ASCII body; the space after the last one may not be left out (6.6.2.1)."""
    return "".join(f"{word} " for word in words).encode()


def _octets(name: str, text: str, octets: int) -> bytes:
    try:
        number = bytes.fromhex(text)
    except ValueError:
        number = b""
    fits(name, text, len(number) == octets and len(text) == 2 * octets)
    return number


def _sign(element: int) -> bytes:
    """Return the two bytes that announce an element: its number, and how its data look by the table."""
    if element == RAIN_OF_HOUR:
        return bytes((element, 12 << 3))
    if element in LEVELS_OF_HOUR:
        return bytes((element, 24 << 3))
    kind = KINDS.get(element)
    if kind is None:
        raise FrameError(Sl651Fault.VALUE, name="element", text=f"{element:02X}")
    octets = (kind.digits + 1) // 2 or 4  # the status word has no digits, but four bytes
    return bytes((element, octets << 3 | kind.decimals))


def _letters(element: int) -> str:
    symbol = symbol_of(element)
    if symbol is None:
        raise FrameError(Sl651Fault.VALUE, name="element", text=f"{element:02X}")
    return symbol


def _step(step: timedelta) -> tuple[int, int, int]:
    """Return days, hours and minutes of a step, of which the standard allows only one not to be 0."""
    minutes, odd = divmod(step, timedelta(minutes=1))
    fits("step", str(step), not odd and minutes >= 0)
    if minutes <= _MOST_MINUTES:
        return 0, 0, minutes
    hours, odd_minutes = divmod(minutes, 60)
    fits("step", str(step), not odd_minutes)
    if hours <= _MOST_HOURS:
        return 0, hours, 0
    days, odd_hours = divmod(hours, 24)
    fits("step", str(step), not odd_hours and days <= _MOST_DAYS)
    return days, 0, 0
