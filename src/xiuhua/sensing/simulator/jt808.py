"""A terminal that speaks JT/T 808-2013.

Source:
    JT/T 808-2013, chapters 4 and 8, written after the text of the standard.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
REGISTER, AUTHENTICATE, POSITION, BATCH, HEARTBEAT = 0x0100, 0x0102, 0x0200, 0x0704, 0x0002
ACK, REGISTERED = 0x8001, 0x8100
TERMINAL_ACK, CONTROLLED = 0x0001, 0x0500
LOCKED = 1 << 12
ENGINE_ON, FIXED = 0b01, 0b10


def message(message_id: int, *, phone: str, serial: int, body: bytes = b"") -> bytes:
    """Return a message as it goes over the line."""
    content = message_id.to_bytes(2) + len(body).to_bytes(2) + bytes.fromhex(phone.rjust(12, "0"))
    content += (serial % 65_536).to_bytes(2) + body
    total = 0
    for octet in content:
        total ^= octet
    escaped = bytearray()
    for octet in content + bytes((total,)):
        escaped += {0x7E: b"\x7d\x02", 0x7D: b"\x7d\x01"}.get(octet, bytes((octet,)))
    return b"\x7e" + bytes(escaped) + b"\x7e"


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where the vehicle is, degrees in WGS84."""

    at: datetime
    lon: float
    lat: float
    speed_km_h: float = 0.0
    direction_deg: int = 0
    altitude_m: int = 10
    alarm: int = 0
    status: int = ENGINE_ON | FIXED
    mileage_km: float | None = None

    def body(self) -> bytes:
        """Return the body of 0x0200."""
        south_west = (self.lat < 0) << 2 | (self.lon < 0) << 3
        told = f"{self.at.astimezone(CHINA):%y%m%d%H%M%S}"
        return (
            self.alarm.to_bytes(4)
            + (self.status | south_west).to_bytes(4)
            + round(abs(self.lat) * 1e6).to_bytes(4)
            + round(abs(self.lon) * 1e6).to_bytes(4)
            + self.altitude_m.to_bytes(2)
            + round(self.speed_km_h * 10).to_bytes(2)
            + self.direction_deg.to_bytes(2)
            + bytes.fromhex(told)
            + (b"" if self.mileage_km is None else b"\x01\x04" + round(self.mileage_km * 10).to_bytes(4))
        )


def registration(*, phone: str, serial: int, plate: str, colour: int = 2) -> bytes:
    """Return a registration."""
    body = (44).to_bytes(2) + (300).to_bytes(2) + b"XIUHU" + b"SIM-1".ljust(20, b"\0")
    body += phone[-7:].encode().rjust(7, b"0") + bytes((colour,)) + plate.encode("gbk")
    return message(REGISTER, phone=phone, serial=serial, body=body)


def authentication(*, phone: str, serial: int, code: str) -> bytes:
    """Return an authentication."""
    return message(AUTHENTICATE, phone=phone, serial=serial, body=code.encode("gbk"))


def position(where: Position, *, phone: str, serial: int) -> bytes:
    """Return a position."""
    return message(POSITION, phone=phone, serial=serial, body=where.body())


def batch(where: Sequence[Position], *, phone: str, serial: int) -> bytes:
    """Return positions that waited in the terminal, as one message."""
    bodies = [one.body() for one in where]
    body = len(bodies).to_bytes(2) + b"\x01" + b"".join(len(one).to_bytes(2) + one for one in bodies)
    return message(BATCH, phone=phone, serial=serial, body=body)


@dataclass(frozen=True)
class Answer:
    """What the platform sent."""

    message_id: int
    body: bytes

    @property
    def serial(self) -> int:
        """Which of our messages it answers."""
        return int.from_bytes(self.body[:2])

    @property
    def result(self) -> int:
        """What became of it."""
        return self.body[2] if self.message_id == REGISTERED else self.body[4]

    @property
    def code(self) -> str:
        """The code of an answered registration."""
        return self.body[3:].decode("gbk") if self.message_id == REGISTERED else ""


def answers(stream: bytes) -> list[Answer]:
    """Return the answers in what the platform has sent."""
    found = []
    for escaped in stream.split(b"\x7e"):
        content = escaped.replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")
        if len(content) > 12:
            found.append(Answer(int.from_bytes(content[:2]), content[12:-1]))
    return found


@dataclass(frozen=True)
class Order:
    """What the platform wants of the terminal."""

    message_id: int
    serial: int
    body: bytes


def orders(stream: bytes) -> list[Order]:
    """Return what the platform has commanded in what it has sent."""
    found = []
    for escaped in stream.split(b"\x7e"):
        content = escaped.replace(b"\x7d\x02", b"\x7e").replace(b"\x7d\x01", b"\x7d")
        if len(content) > 12 and int.from_bytes(content[:2]) not in {ACK, REGISTERED}:
            found.append(Order(int.from_bytes(content[:2]), int.from_bytes(content[10:12]), content[12:-1]))
    return found


def acknowledgement(order: Order, *, phone: str, serial: int, result: int = 0) -> bytes:
    """Return the terminal's general answer to a command."""
    body = order.serial.to_bytes(2) + order.message_id.to_bytes(2) + bytes((result,))
    return message(TERMINAL_ACK, phone=phone, serial=serial, body=body)


def control_answer(order: Order, where: Position, *, phone: str, serial: int) -> bytes:
    """Return the terminal's answer to a control of the vehicle: its position, whose status says what is."""
    return message(CONTROLLED, phone=phone, serial=serial, body=order.serial.to_bytes(2) + where.body())
