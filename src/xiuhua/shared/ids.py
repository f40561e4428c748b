"""Identifiers born where no database is at hand."""

import secrets
import time
import uuid

_RANDOM_BITS = 74
_VERSION_7 = 0x7 << 76
_VARIANT_RFC = 0x2 << 62


def uuid7() -> uuid.UUID:
    """Return a time-ordered identifier for a row that is born offline or by API.

    Source:
        RFC 9562, 5.7: 48 bits of Unix milliseconds, version 7, 74 random bits around the variant.
    """
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(_RANDOM_BITS)
    high, low = random >> 62, random & ((1 << 62) - 1)
    return uuid.UUID(int=(milliseconds << 80) | _VERSION_7 | (high << 64) | _VARIANT_RFC | low)
