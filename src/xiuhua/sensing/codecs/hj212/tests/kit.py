"""Frames for the tests, built here and not by the encoder."""

from __future__ import annotations

from datetime import UTC, datetime

AT = datetime(2026, 7, 6, 2, 35, 12, 345_000, tzinfo=UTC)  # 10:35:12.345 in China
MN = "010000A8900016F000169DC0"


def crc_of_annex_a(segment: bytes) -> int:
    """The loop of HJ 212-2017, annex A, bit by bit."""
    register = 0xFFFF
    for octet in segment:
        register = (register >> 8) ^ octet
        for _ in range(8):
            low = register & 1
            register >>= 1
            if low:
                register ^= 0xA001
    return register


def wire(segment: str, *, length: str | None = None, crc: str | None = None) -> bytes:
    """A frame around a segment, right unless a wrong length or checksum is asked for."""
    octets = segment.encode()
    said = f"{len(octets):04d}" if length is None else length
    checksum = f"{crc_of_annex_a(octets):04X}" if crc is None else crc
    return f"##{said}".encode() + octets + checksum.encode() + b"\r\n"


def upload(
    content: str = "a34041-Rtd=1.2,a34041-Flag=N", *, head: str = "", mn: str = MN, pw: str = "123456"
) -> str:
    """The segment of a real-time upload that wants an answer."""
    head = head or f"QN=20260706103512345;ST=31;CN=2011;PW={pw};MN={mn};Flag=5;"
    return f"{head}CP=&&DataTime=20260706103500;{content}&&"
