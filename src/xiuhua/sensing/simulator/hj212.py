"""A monitor that speaks HJ 212-2017.

Source:
    HJ 212-2017, 6.2, 6.3 and annex A, written after the text of the standard.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
REAL_TIME, MINUTE, HOUR = "2011", "2051", "2061"
_ANSWERS_FROM = "9000"
_ANSWER = re.compile(rb"##\d{4}([^#]*?)[0-9A-Fa-f]{4}\r\n")


def checksum(segment: bytes) -> int:
    """Return the checksum as annex A computes it, byte by byte."""
    register = 0xFFFF
    for octet in segment:
        register = (register >> 8) ^ octet
        for _ in range(8):
            carry = register & 1
            register >>= 1
            if carry:
                register ^= 0xA001
    return register


def framed(segment: str) -> bytes:
    """Return a data segment as it goes over the line."""
    octets = segment.encode()
    return b"##%04d" % len(octets) + octets + b"%04X\r\n" % checksum(octets)


def upload(
    *,
    mn: str,
    at: datetime,
    values: Mapping[str, str],
    password: str = "123456",  # noqa: S107 - what monitors leave the factory with
    st: str = "31",
    cn: str = REAL_TIME,
    sent_at: datetime | None = None,
    is_answered: bool = True,
) -> bytes:
    """Return an upload that asks for an answer, or for none: `values` by field, such as `a34041-Rtd`."""
    sent = (sent_at or at).astimezone(CHINA)
    qn = f"{sent:%Y%m%d%H%M%S}{sent.microsecond // 1000:03d}"
    content = ";".join(f"{name}={value}" for name, value in values.items())
    told = f"{at.astimezone(CHINA):%Y%m%d%H%M%S}"
    flag = 5 if is_answered else 4  # bit 0: an answer is wanted; above it the edition of 2017
    return framed(
        f"QN={qn};ST={st};CN={cn};PW={password};MN={mn};Flag={flag};CP=&&DataTime={told};{content}&&"
    )


def heartbeat(*, mn: str, at: datetime, password: str = "123456") -> bytes:  # noqa: S107 - as above
    """Return a heartbeat of the edition of 2025."""
    sent = at.astimezone(CHINA)
    return framed(f"QN={sent:%Y%m%d%H%M%S}000;ST=31;CN=9015;PW={password};MN={mn};Flag=9;CP=&&&&")


def answers(stream: bytes) -> list[dict[str, str]]:
    """Return the fields of the answers in what the platform has sent."""
    found = []
    for segment in _ANSWER.findall(stream):
        head = segment.decode().partition(";CP=")[0]
        found.append(dict(part.split("=", 1) for part in head.split(";")))
    return found


@dataclass(frozen=True)
class Request:
    """What the platform asks: its command code, its number, and its content by field."""

    cn: str
    qn: str
    content: Mapping[str, str]


def requests(stream: bytes) -> list[Request]:
    """Return what the platform has asked in what it has sent."""
    found = []
    for segment in _ANSWER.findall(stream):
        head, _, content = segment.decode().partition(";CP=&&")
        told = dict(part.split("=", 1) for part in head.split(";"))
        if told["CN"] < _ANSWERS_FROM:
            fields = re.split(r"[;,]", content.removesuffix("&&"))
            found.append(
                Request(told["CN"], told["QN"], dict(one.split("=", 1) for one in fields if "=" in one))
            )
    return found


def accepted(*, mn: str, qn: str, code: str = "1", password: str = "123456") -> bytes:  # noqa: S107 - as above
    """Return that a request is taken, or why not."""
    return framed(f"QN={qn};ST=91;CN=9011;PW={password};MN={mn};Flag=4;CP=&&QnRtn={code}&&")


def executed(*, mn: str, qn: str, code: str = "1", password: str = "123456") -> bytes:  # noqa: S107 - as above
    """Return that a request is executed, or not."""
    return framed(f"QN={qn};ST=91;CN=9012;PW={password};MN={mn};Flag=4;CP=&&ExeRtn={code}&&")
