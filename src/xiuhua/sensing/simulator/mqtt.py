"""A sensor that speaks MQTT 3.1.1.

Source:
    OASIS MQTT 3.1.1, chapters 2 and 3, written after the text of the standard.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

CONNACK, PUBLISH, PUBACK, SUBACK, UNSUBACK, PINGRESP = 2, 3, 4, 9, 11, 13
PING, DISCONNECT = b"\xc0\x00", b"\xe0\x00"
FAILED = 0x80


class Answer(NamedTuple):
    """What the platform has sent: a packet's type, its number, its return codes, and a message's content.

    Args:
        is_flagged: of CONNACK, that a session stands; of a message, that it was sent before.
    """

    kind: int
    number: int | None = None
    codes: tuple[int, ...] = ()
    topic: str = ""
    payload: bytes = b""
    is_flagged: bool = False


def framed(first: int, body: bytes) -> bytes:
    """Return a packet: its first byte, its length seven bits at a time, its body."""
    length, said = len(body), b""
    while True:
        more = length > 127
        said += bytes((length % 128 + (128 if more else 0),))
        length //= 128
        if not more:
            return bytes((first,)) + said + body


def text(words: str | bytes) -> bytes:
    """Return words behind their length."""
    octets = words.encode() if isinstance(words, str) else words
    return len(octets).to_bytes(2, "big") + octets


def connect(
    *,
    user: str | None,
    password: str | None,
    client_id: str | None = None,
    keep_alive_s: int = 60,
    will: tuple[str, bytes] | None = None,
    is_clean: bool = True,
    level: int = 4,
) -> bytes:
    """Return CONNECT; without a client identifier of its own a sensor takes its user name."""
    flags = 2 if is_clean else 0
    body = text((user or "") if client_id is None else client_id)
    if will is not None:
        flags |= 4
        body += text(will[0]) + text(will[1])
    if user is not None:
        flags |= 128
        body += text(user)
    if password is not None:
        flags |= 64
        body += text(password)
    return framed(0x10, text("MQTT") + bytes((level, flags)) + keep_alive_s.to_bytes(2, "big") + body)


def topic(number: str, name: str = "readings") -> str:
    """Return where a device publishes."""
    return f"devices/{number}/{name}"


def readings(rows: Iterable[tuple[str, datetime, float]]) -> bytes:
    """Return readings as a message holds them: quantity, instant, value."""
    told = [{"quantity": code, "at": at.isoformat(), "value": value} for code, at, value in rows]
    return json.dumps({"readings": told}).encode()


def publish(
    payload: bytes,
    *,
    to: str,
    number: int | None = None,
    qos: int | None = None,
    is_retained: bool = False,
    is_again: bool = False,
) -> bytes:
    """Return a message: of QoS 1 where it has a number, else of QoS 0."""
    quality = qos if qos is not None else int(number is not None)
    first = 0x30 + 8 * is_again + 2 * quality + is_retained
    return framed(first, text(to) + (b"" if number is None else number.to_bytes(2, "big")) + payload)


def subscribe(*filters: tuple[str, int], number: int) -> bytes:
    """Return SUBSCRIBE for filters, each with the QoS that is wanted."""
    return framed(
        0x82, number.to_bytes(2, "big") + b"".join(text(name) + bytes((qos,)) for name, qos in filters)
    )


def unsubscribe(*filters: str, number: int) -> bytes:
    """Return UNSUBSCRIBE."""
    return framed(0xA2, number.to_bytes(2, "big") + b"".join(text(name) for name in filters))


def confirmation(number: int) -> bytes:
    """Return PUBACK for a message of the platform."""
    return framed(0x40, number.to_bytes(2, "big"))


def answers(stream: bytes) -> list[Answer]:
    """Return what the platform has sent."""
    return answers_and_rest(stream)[0]


def answers_and_rest(stream: bytes) -> tuple[list[Answer], bytes]:
    """Return what the platform has sent, and what is left of a packet that has not come whole."""
    found: list[Answer] = []
    while len(stream) >= 2:
        length, place = 0, 1
        while place < len(stream):
            length += (stream[place] & 127) << 7 * (place - 1)
            place += 1
            if stream[place - 1] < 128:
                break
        else:
            return found, stream
        if len(stream) < place + length:
            return found, stream
        found.append(_answer(stream[0], stream[place : place + length]))
        stream = stream[place + length :]
    return found, stream


def _answer(first: int, body: bytes) -> Answer:
    kind = first >> 4
    if kind == CONNACK:
        return Answer(kind, None, (body[1],), is_flagged=bool(body[0] & 1))
    if kind == PUBLISH:
        end = 2 + int.from_bytes(body[:2], "big")
        name, rest = body[2:end].decode(), body[end:]
        number = int.from_bytes(rest[:2], "big") if first & 6 else None
        payload = rest[2:] if number is not None else rest
        return Answer(kind, number, (), name, payload, is_flagged=bool(first & 8))
    return Answer(kind, int.from_bytes(body[:2], "big") if body else None, tuple(body[2:]))
