"""Frames of JT/T 808: escaping, checksum and header, both ways.

A frame is `7E | header | body | checksum | 7E`; between the two delimiters 7E is sent as 7D 02 and 7D as 7D
01, the checksum included. The checksum is the exclusive or of all bytes of header and body.

Source:
    JT/T 808-2013 §4.4 and JT/T 808-2019 §4.4: transmission rules and the composition of a message.
"""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache, reduce
from operator import xor
from struct import Struct
from typing import NamedTuple

from xiuhua.sensing.codecs.faults import CommonFault, FrameError
from xiuhua.sensing.codecs.jt808.faults import Jt808Fault

DELIMITER = b"\x7e"
LONGEST_BODY = 0x3FF  # ten bits of the header say its length
_LONGEST_HEADER = 21
LONGEST_CONTENT = 2 * (_LONGEST_HEADER + LONGEST_BODY + 1)  # each byte of it escaped
_SHORTEST_CONTENT = 12 + 1

_LENGTH, _ENCRYPTION, _SPLIT, _DATED = 0x03FF, 0x1C00, 0x2000, 0x4000
_HEADER = Struct(">HH6sH")
_HEADER_2019 = Struct(">HHB10sH")
_PART = Struct(">HH")
_PROTOCOL_VERSION = 1  # what the first edition with this byte writes there

_FOLDED = 64  # bytes that the checksum of an ordinary frame fits in


class Edition(IntEnum):
    """An edition of the standard. A frame tells 2019 by itself; 2011 and 2013 share one header."""

    E2011 = 2011
    E2013 = 2013
    E2019 = 2019


class Part(NamedTuple):
    """Which part of a long message a frame carries; `number` counts from 1."""

    total: int
    number: int


class Frame(NamedTuple):
    """A frame whose checksum and length agree.

    A named tuple, because a frozen dataclass takes several times as long to make, and every position is one.

    Args:
        phone: the terminal's number, without the zeros that pad it.
        body: as it was sent: one part of a message, or encrypted, where the header says so.
        encryption: 0 for none, 1 for RSA; other values are reserved.
        warnings: the faults it was read in spite of.
    """

    message_id: int
    edition: Edition
    phone: str
    serial: int
    body: bytes
    encryption: int = 0
    part: Part | None = None
    warnings: tuple[FrameError, ...] = ()


_frame = tuple.__new__  # skips the wrapper that takes keywords: this is done for every position


def frame_read(content: bytes, edition: Edition = Edition.E2013) -> Frame:
    """Return the frame that lies between two delimiters.

    Args:
        content: without the delimiters, still escaped.
        edition: of frames that do not say it: 2011 or 2013.

    Raises:
        FrameError: it is no frame: too long or short, badly escaped, checksum or length do not agree.
    """
    warnings: tuple[FrameError, ...] = ()
    if len(content) > LONGEST_CONTENT:
        raise FrameError(Jt808Fault.OVERLONG, longest=LONGEST_CONTENT)
    if b"\x7d" in content:
        content, warnings = _unescaped(content)
    if len(content) < _SHORTEST_CONTENT:
        raise FrameError(Jt808Fault.HEADER, found=len(content), expected=_SHORTEST_CONTENT - 1)
    if checksum(content):  # with the checksum among them, all bytes cancel out
        raise FrameError(
            CommonFault.CHECKSUM, found=f"{content[-1]:02X}", expected=f"{checksum(content[:-1]):02X}"
        )
    message_id, attributes, number, serial = _HEADER.unpack_from(content)
    if attributes > _LENGTH:
        return _marked_frame_read(content, attributes, edition, warnings)
    if len(content) - _SHORTEST_CONTENT != attributes:
        raise FrameError(CommonFault.LENGTH, said=attributes, found=len(content) - _SHORTEST_CONTENT)
    found = (message_id, edition, _phone(number), serial, content[12:-1], 0, None, warnings)
    return _frame(Frame, found)


def _marked_frame_read(
    content: bytes, attributes: int, edition: Edition, warnings: tuple[FrameError, ...]
) -> Frame:
    """Return a frame whose attributes say more than a length."""
    dated, split = attributes & _DATED, attributes & _SPLIT
    layout = _HEADER_2019 if dated else _HEADER
    ends = layout.size + (_PART.size if split else 0)
    if len(content) < ends + 1:
        raise FrameError(Jt808Fault.HEADER, found=len(content), expected=ends)
    message_id, _, *_, number, serial = layout.unpack_from(content)
    if len(content) - ends - 1 != attributes & _LENGTH:
        raise FrameError(CommonFault.LENGTH, said=attributes & _LENGTH, found=len(content) - ends - 1)
    part = Part(*_PART.unpack_from(content, layout.size)) if split else None
    if part is not None and not 1 <= part.number <= part.total:
        raise FrameError(Jt808Fault.PART, number=part.number, total=part.total)
    encryption = (attributes & _ENCRYPTION) >> 10
    if encryption:
        warnings = (*warnings, FrameError(Jt808Fault.ENCRYPTED, method=encryption))
    return Frame(
        message_id, Edition.E2019 if dated else edition, _phone(number), serial, content[ends:-1],
        encryption, part, warnings,
    )  # fmt: skip


def frame_write(frame: Frame) -> bytes:
    """Return a frame as it goes over the line, with its delimiters.

    Raises:
        ValueError: the phone is too long or not of digits, or the body longer than a frame can hold.
    """
    if len(frame.body) > LONGEST_BODY:
        raise ValueError(f"a body of {len(frame.body)} bytes does not fit one frame")
    attributes = len(frame.body) | frame.encryption << 10 | (_SPLIT if frame.part else 0)
    if frame.edition is Edition.E2019:
        number = phone_bcd(frame.phone, 10)
        header = _HEADER_2019.pack(
            frame.message_id, attributes | _DATED, _PROTOCOL_VERSION, number, frame.serial
        )
    else:
        header = _HEADER.pack(frame.message_id, attributes, phone_bcd(frame.phone, 6), frame.serial)
    content = header + (_PART.pack(*frame.part) if frame.part else b"") + frame.body
    content += bytes((checksum(content),))
    return DELIMITER + content.replace(b"\x7d", b"\x7d\x01").replace(b"\x7e", b"\x7d\x02") + DELIMITER


def checksum(content: bytes) -> int:
    """Return the exclusive or of all bytes.

    A position is folded as one integer, halved until a byte is left, which takes half as long as a loop over
    bytes.
    """
    if len(content) > _FOLDED:
        return reduce(xor, content)
    folded = int.from_bytes(content, "little")
    folded ^= folded >> 256
    folded ^= folded >> 128
    folded ^= folded >> 64
    folded ^= folded >> 32
    folded ^= folded >> 16
    return (folded ^ folded >> 8) & 0xFF


@lru_cache(4_096)
def phone_bcd(phone: str, width: int) -> bytes:
    """Return a phone in BCD, padded with zeros in front.

    Raises:
        ValueError: it is too long or not of digits.
    """
    if len(phone) > 2 * width or not (phone.isascii() and phone.isdigit()):
        raise ValueError(f"{phone!r} is no phone of at most {2 * width} digits")
    return bytes.fromhex(phone.zfill(2 * width))


def _phone(number: bytes) -> str:
    digits = number.hex()
    if not digits.isdecimal():
        raise FrameError(Jt808Fault.BCD, field="phone", found=digits)
    return digits.lstrip("0") or "0"


def _unescaped(content: bytes) -> tuple[bytes, tuple[FrameError, ...]]:
    """Return the bytes that were meant; a checksum 7D that was sent bare, as some terminals do, passes."""
    escapes = content.count(b"\x7d\x01") + content.count(b"\x7d\x02")
    loose = content.count(b"\x7d") - escapes
    if loose > content.endswith(b"\x7d"):
        raise FrameError(Jt808Fault.ESCAPE)
    meant = content.replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")
    return meant, (FrameError(Jt808Fault.LOOSE_CHECKSUM),) if loose else ()
