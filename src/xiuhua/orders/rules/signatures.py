"""How a request at a signed door shows who sent it, when, and that it is not an old one again.

Source:
    own choice after what interfaces between platforms have in common: RFC 2104 (HMAC) with SHA-256 over
    instant, nonce, method, path and body, so that none of them can be changed, nothing can be sent again, and
    a body for one door cannot be carried to another.
"""

from __future__ import annotations

import hashlib
import hmac
import re

WINDOW_S = 300  # how far the clocks of two systems may differ, and how long a nonce is remembered
_NONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")
_INSTANT = re.compile(r"[0-9]{1,12}")


def signature(*, secret: str, at_s: int, nonce: str, method: str, path: str, body: bytes) -> str:
    """Return the signature of a request, 64 hexadecimal digits."""
    told = f"{at_s}.{nonce}.{method.upper()}.{path}.".encode() + body
    return hmac.new(secret.encode(), told, hashlib.sha256).hexdigest()


def is_signed(given: str, wanted: str) -> bool:
    """Return whether a signature is the one wanted, in a time that tells nothing about it."""
    return hmac.compare_digest(given.strip().lower().encode("utf-8", "replace"), wanted.encode())


def instant_read(text: str) -> int | None:
    """Return the Unix seconds that a header says; None where it says none."""
    return int(text) if _INSTANT.fullmatch(text) else None


def is_fresh(at_s: int, now_s: int) -> bool:
    """Return whether a request was signed within five minutes of now, before or after."""
    return abs(now_s - at_s) <= WINDOW_S


def is_nonce(text: str) -> bool:
    """Return whether a text may be a nonce: 16 to 64 letters, digits, `-` or `_`."""
    return _NONCE.fullmatch(text) is not None
