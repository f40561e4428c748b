"""The frame of SL 651: its marks, its head, and its two ways over the line.

Source:
    SL 651-2014, 6.2 (marks, addresses), tables 16 to 23 (heads).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

MOST_BODY_OCTETS = 0xFFF  # twelve bits


class Encoding(Enum):
    """How head and body are written."""

    HEX = "hex"
    ASCII = "ascii"


class Mark(IntEnum):
    """Marks around the body.

    Source:
        SL 651-2014, table 10.
    """

    STX = 0x02
    ETX = 0x03  # nothing follows
    EOT = 0x04  # the station may hang up
    ENQ = 0x05  # a question or a command
    ACK = 0x06  # kept, go on
    NAK = 0x15  # send this packet again
    SYN = 0x16  # a body in packets
    ETB = 0x17  # more follows
    ESC = 0x1B  # kept, stay on the line


STARTS = frozenset({Mark.STX, Mark.SYN})
ENDS = frozenset(Mark) - STARTS


class Function(IntEnum):
    """What a frame is for.

    Source:
        SL 651-2014, annex B.
    """

    KEEPALIVE = 0x2F
    TEST = 0x30
    SERIES = 0x31
    TIMED = 0x32
    ADDITIONAL = 0x33
    HOURLY = 0x34
    BY_HAND = 0x35
    PICTURE = 0x36
    REAL_TIME = 0x37
    PERIOD = 0x38
    BY_HAND_ASKED = 0x39
    ELEMENTS = 0x3A
    BASICS_SET = 0x40
    BASICS = 0x41
    SETTINGS_SET = 0x42
    SETTINGS = 0x43
    PUMP_DATA = 0x44
    VERSION = 0x45
    STATUS = 0x46
    STORE_CLEARED = 0x47
    FACTORY_SETTINGS = 0x48
    PW_SET = 0x49
    CLOCK_SET = 0x4A
    CARD_SET = 0x4B
    PUMPS = 0x4C
    VALVES = 0x4D
    GATES = 0x4E
    QUOTA = 0x4F
    EVENTS = 0x50
    CLOCK = 0x51


# Bodies that repeat the data of their elements at a step, hold settings, or have a shape of their own.
SERIES = frozenset({Function.SERIES, Function.PERIOD})
SETTINGS = frozenset({
    Function.BASICS_SET, Function.BASICS, Function.SETTINGS_SET, Function.SETTINGS, Function.PW_SET,
    Function.STORE_CLEARED, Function.FACTORY_SETTINGS,
})  # fmt: skip
UNCODED = frozenset({
    Function.VERSION, Function.PUMPS, Function.VALVES, Function.GATES, Function.QUOTA, Function.EVENTS,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One frame.

    Args:
        encoding: how it is written.
        down: that it goes from the centre to the station.
        centre: address of the centre, 1 to 255.
        station: address of the station, ten hexadecimal digits.
        password: four hexadecimal digits.
        function: what it is for; 0 to 255, because devices have their own.
        packet: number and count of a body in packets (SYN); None of a whole body (STX).
        body: between the marks, without the packet numbers.
        end: the mark after the body.
    """

    encoding: Encoding = Encoding.HEX
    down: bool = False
    centre: int
    station: str
    password: str
    function: int
    packet: tuple[int, int] | None = None
    body: bytes
    end: Mark
