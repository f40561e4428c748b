"""A station that speaks SL 651-2014 in HEX/BCD.

Source:
    SL 651-2014, tables 16 to 23 and annex C, written after the text of the standard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
KEEP_ALIVE, TIMED, PUMPS = 0x2F, 0x32, 0x4C
LEVEL, RAIN_TODAY, VOLTAGE = 0x39, 0x20, 0x38
_RIVER = 0x48
_END, _ENQUIRY = 0x03, 0x05


def checksum(octets: bytes) -> int:
    """Return CRC-16/MODBUS, bit by bit."""
    register = 0xFFFF
    for octet in octets:
        register ^= octet
        for _ in range(8):
            carry = register & 1
            register >>= 1
            if carry:
                register ^= 0xA001
    return register


def element(number: int, value: float, *, digits: int, decimals: int) -> bytes:
    """Return an element with its sign byte and BCD."""
    octets = (digits + 1) // 2
    text = f"{abs(round(value * 10**decimals)):0{octets * 2}d}"
    raw = (b"\xff" if value < 0 else b"") + bytes.fromhex(text)
    return bytes((number, len(raw) << 3 | decimals)) + raw


def report(
    *,
    station: str,
    serial: int,
    at: datetime,
    elements: Sequence[bytes],
    password: str = "1234",  # noqa: S107 - what stations leave the factory with
    centre: int = 1,
    function: int = TIMED,
    sent_at: datetime | None = None,
) -> bytes:
    """Return a report of a river station."""
    sent, seen = (sent_at or at).astimezone(CHINA), at.astimezone(CHINA)
    body = serial.to_bytes(2) + bytes.fromhex(f"{sent:%y%m%d%H%M%S}")
    if function != KEEP_ALIVE:
        body += b"\xf1\xf1" + bytes.fromhex(station) + bytes((_RIVER,))
        body += b"\xf0\xf0" + bytes.fromhex(f"{seen:%y%m%d%H%M}") + b"".join(elements)
    head = b"\x7e\x7e" + bytes((centre,)) + bytes.fromhex(station) + bytes.fromhex(password)
    frame = head + bytes((function,)) + len(body).to_bytes(2) + b"\x02" + body + bytes((_END,))
    return frame + checksum(frame).to_bytes(2)


def answers(stream: bytes) -> list[tuple[int, int]]:
    """Return function and serial of the answers in what the platform has sent."""
    found = []
    while len(stream) >= 17:
        length = int.from_bytes(stream[11:13]) & 0xFFF
        whole = 14 + length + 3
        found.append((stream[10], int.from_bytes(stream[14:16])))
        stream = stream[whole:]
    return found


@dataclass(frozen=True)
class Question:
    """What the centre asks or commands: its function, and what follows serial and time."""

    function: int
    further: bytes


def questions(stream: bytes) -> list[Question]:
    """Return what the centre has asked in what it has sent."""
    found = []
    while len(stream) >= 17:
        length = int.from_bytes(stream[11:13]) & 0xFFF
        whole = 14 + length + 3
        if len(stream) >= whole and stream[14 + length] == _ENQUIRY:
            found.append(Question(stream[10], stream[22 : 14 + length]))
        stream = stream[whole:]
    return found


def switched(
    *,
    station: str,
    serial: int,
    at: datetime,
    further: bytes,
    function: int = PUMPS,
    password: str = "1234",  # noqa: S107 - as above
) -> bytes:
    """Return a station's answer to a switch: how its pumps stand, as the bytes of the command have it."""
    body = serial.to_bytes(2) + bytes.fromhex(f"{at.astimezone(CHINA):%y%m%d%H%M%S}")
    body += b"\xf1\xf1" + bytes.fromhex(station) + further
    head = b"\x7e\x7e\x01" + bytes.fromhex(station) + bytes.fromhex(password)
    frame = head + bytes((function,)) + len(body).to_bytes(2) + b"\x02" + body + bytes((_END,))
    return frame + checksum(frame).to_bytes(2)
