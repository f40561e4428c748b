"""From the bytes of one frame of SL 651 to its head and body.

Source:
    SL 651-2014, tables 16 to 23; the checksum stands high byte first and covers everything before it.
"""

from __future__ import annotations

import re

from xiuhua.sensing.codecs.faults import CommonFault, FrameError
from xiuhua.sensing.codecs.modbus import crc16_modbus
from xiuhua.sensing.codecs.sl651.faults import Sl651Fault
from xiuhua.sensing.codecs.sl651.frames import ENDS, STARTS, Encoding, Frame, Mark
from xiuhua.sensing.codecs.sl651.splitter import ASCII_HEAD, ASCII_TAIL, HEX_HEAD, HEX_TAIL

_HEX_TEXT = re.compile(rb"(?:[0-9A-Fa-f]{2})*")
_DOWN_BIT = 0x80
_HEX_PACKET, _ASCII_PACKET = 3, 6  # bytes of count and number: twelve bits each


def frame_decode(raw: bytes) -> Frame:
    """Return one frame.

    Raises:
        FrameError: it is no frame, is cut off, or its length, marks or checksum are wrong.
    """
    if raw[:1] == b"\x01":
        return _decoded(raw, Encoding.ASCII, ASCII_HEAD, ASCII_TAIL)
    if raw[:2] == b"\x7e\x7e":
        return _decoded(raw, Encoding.HEX, HEX_HEAD, HEX_TAIL)
    raise FrameError(Sl651Fault.NOT_A_FRAME, octets=len(raw))


def _decoded(raw: bytes, encoding: Encoding, head: int, tail: int) -> Frame:
    if len(raw) < head + tail:
        raise FrameError(CommonFault.TRUNCATED, expected=head + tail, found=len(raw))
    is_ascii = encoding is Encoding.ASCII
    fields = _unhex("head", raw[1 : head - 1]) if is_ascii else raw[2 : head - 1]
    said = int.from_bytes(fields[-2:]) & 0xFFF
    found = len(raw) - head - tail
    start, end = raw[head - 1], raw[-tail]
    if said > found:
        raise FrameError(CommonFault.TRUNCATED, expected=head + said + tail, found=len(raw))
    if said < found:
        raise FrameError(CommonFault.LENGTH, said=said, found=found)
    if start not in STARTS or end not in ENDS:
        raise FrameError(Sl651Fault.MARKS, start=f"{start:02X}", end=f"{end:02X}")
    checksum = raw[1 - tail :]
    _check(raw[: 1 - tail], _unhex("checksum", checksum) if is_ascii else checksum)
    body = raw[head:-tail]
    packet = None
    if start == Mark.SYN:
        octets = _ASCII_PACKET if is_ascii else _HEX_PACKET
        numbers, body = body[:octets], body[octets:]
        packet = _packet(_unhex("packet", numbers) if is_ascii else numbers)
    down = bool(fields[-2] & _DOWN_BIT)
    centre, station = (fields[5], fields[:5]) if down else (fields[0], fields[1:6])
    return Frame(
        encoding=encoding,
        down=down,
        centre=centre,
        station=station.hex().upper(),
        password=fields[6:8].hex().upper(),
        function=fields[8],
        packet=packet,
        body=body,
        end=Mark(end),
    )


def _check(content: bytes, checksum: bytes) -> None:
    found, expected = int.from_bytes(checksum), crc16_modbus(content)
    if found != expected:
        raise FrameError(CommonFault.CHECKSUM, found=f"{found:04X}", expected=f"{expected:04X}")


def _unhex(name: str, text: bytes) -> bytes:
    if not _HEX_TEXT.fullmatch(text):
        raise FrameError(Sl651Fault.ASCII_FIELD, name=name)
    return bytes.fromhex(text.decode())


def _packet(numbers: bytes) -> tuple[int, int]:
    both = int.from_bytes(numbers)
    total, number = both >> 12, both & 0xFFF
    if len(numbers) != _HEX_PACKET or not 1 <= number <= total:
        raise FrameError(Sl651Fault.PACKETS, number=number, total=total)
    return number, total
