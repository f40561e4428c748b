"""Frames for the tests, built here and not by the encoder."""

from __future__ import annotations

from datetime import UTC, datetime

AT = datetime(2026, 7, 6, 2, 35, 12, tzinfo=UTC)  # 10:35:12 in China
STATION = "0012345678"


def crc_bit_by_bit(content: bytes) -> int:
    """x^16 + x^15 + x^2 + 1, reflected, from 0xFFFF."""
    register = 0xFFFF
    for octet in content:
        register ^= octet
        for _ in range(8):
            register = (register >> 1) ^ (0xA001 if register & 1 else 0)
    return register


def wire(
    body: str, *, function: str = "32", end: str = "03", packet: str = "", station: str = STATION
) -> bytes:
    """A HEX frame from centre 01 with password 1234; `packet` is count and number, six hexadecimal digits."""
    inner = bytes.fromhex(packet + body)
    head = bytes.fromhex(f"7E7E01{station}1234{function}{len(inner):04X}{'16' if packet else '02'}")
    content = head + inner + bytes.fromhex(end)
    return content + crc_bit_by_bit(content).to_bytes(2)


def wire_ascii(body: str, *, function: str = "32", end: int = 3, packet: str = "") -> bytes:
    """The same in ASCII."""
    inner = (packet + body).encode("latin-1")
    head = f"\x0101{STATION}1234{function}{len(inner):04X}".encode() + (b"\x16" if packet else b"\x02")
    content = head + inner + bytes((end,))
    return content + f"{crc_bit_by_bit(content):04X}".encode()


HEAD = "0007260706103512"  # serial 7, 2026-07-06 10:35:12
WHOSE = f"F1F1{STATION}48F0F02607061035"  # a river station, 10:35
REPORT = f"{HEAD}{WHOSE}20190000403923000104903812 1099"
