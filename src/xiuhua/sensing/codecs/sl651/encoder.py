"""From a frame of SL 651 to the bytes that go over the line.

Source:
    SL 651-2014, tables 16 to 23.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

from xiuhua.sensing.codecs.faults import FrameError
from xiuhua.sensing.codecs.modbus import crc16_modbus
from xiuhua.sensing.codecs.sl651.faults import Sl651Fault
from xiuhua.sensing.codecs.sl651.frames import MOST_BODY_OCTETS, Encoding, Frame, Mark

CHINA = timezone(timedelta(hours=8))
_STATION = re.compile(r"[0-9A-Fa-f]{10}")
_PASSWORD = re.compile(r"[0-9A-Fa-f]{4}")


def frame_encode(frame: Frame) -> bytes:
    """Return a frame with its checksum.

    Raises:
        FrameError: an address, the password, the function or the body does not fit its field.
    """
    fits("station", frame.station, bool(_STATION.fullmatch(frame.station)))
    fits("password", frame.password, bool(_PASSWORD.fullmatch(frame.password)))
    fits("centre", frame.centre, 0 <= frame.centre <= 0xFF)
    fits("function", frame.function, 0 <= frame.function <= 0xFF)
    is_ascii = frame.encoding is Encoding.ASCII
    numbers = b""
    if frame.packet is not None:
        number, total = frame.packet
        fits("packet", number, 1 <= number <= total <= 0xFFF)
        numbers = (total << 12 | number).to_bytes(3)
    numbers = numbers.hex().upper().encode() if is_ascii else numbers
    inner = numbers + frame.body
    fits("body", len(inner), len(inner) <= MOST_BODY_OCTETS)
    station, centre = bytes.fromhex(frame.station), frame.centre.to_bytes(1)
    fields = b"".join(
        (
            station + centre if frame.down else centre + station,
            bytes.fromhex(frame.password),
            frame.function.to_bytes(1),
            (len(inner) | (0x8000 if frame.down else 0)).to_bytes(2),
        )
    )
    start = (Mark.SYN if frame.packet else Mark.STX).to_bytes(1)
    head = b"\x01" + fields.hex().upper().encode() if is_ascii else b"\x7e\x7e" + fields
    content = head + start + inner + frame.end.to_bytes(1)
    checksum = crc16_modbus(content)
    return content + (b"%04X" % checksum if is_ascii else checksum.to_bytes(2))


def head_write(serial: int, at: datetime, encoding: Encoding) -> bytes:
    """Return serial and sending time, with which every body begins.

    Raises:
        FrameError: the serial is no 16-bit number.
    """
    fits("serial", serial, 0 <= serial <= 0xFFFF)
    text = f"{serial:04X}{at.astimezone(CHINA):%y%m%d%H%M%S}"
    return text.encode() if encoding is Encoding.ASCII else bytes.fromhex(text)


def fits(name: str, value: str | int, does: bool) -> None:  # noqa: FBT001  # a clause, read as one
    """Refuse a value that does not fit its field.

    Raises:
        FrameError: it does not.
    """
    if not does:
        raise FrameError(Sl651Fault.VALUE, name=name, text=str(value))
