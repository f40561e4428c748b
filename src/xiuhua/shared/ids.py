"""Identifiers born where no database is at hand."""

import secrets
import time
import uuid

RANDOM_BITS = 74
_VERSION_7 = 0x7 << 76
_VARIANT_RFC = 0x2 << 62


def uuid7() -> uuid.UUID:
    """Return a time-ordered identifier for a row that is born offline or by API."""
    return uuid7_of(time.time_ns() // 1_000_000, secrets.randbits(RANDOM_BITS))


def uuid_told(text: str) -> uuid.UUID:
    """Return the identifier that somebody sent, so that sending twice is sending once; a new one for none."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid7()


def uuid7_of(milliseconds: int, random: int) -> uuid.UUID:
    """Return the identifier of an instant, Unix milliseconds, and `RANDOM_BITS` bits that are already drawn.

    Source:
        RFC 9562, 5.7: 48 bits of Unix milliseconds, version 7, 74 random bits around the variant.
    """
    high, low = random >> 62, random & ((1 << 62) - 1)
    return uuid.UUID(int=(milliseconds << 80) | _VERSION_7 | (high << 64) | _VARIANT_RFC | low)
