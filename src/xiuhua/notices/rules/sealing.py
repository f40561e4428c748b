"""Addresses and secrets as they lie in the database: encrypted, and alike for the same address.

Alike, so that an address is found again without being decrypted; which also shows, to whoever holds the
database alone, that two rows are one address's, but not whose.

Source:
    RFC 5297 (AES-SIV: deterministic authenticated encryption, misuse resistant), RFC 5869 (HKDF); the
    purposes are our own choice, so that what is sealed for one is of no use to another.
"""

from __future__ import annotations

import base64

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ADDRESS, SECRET = "address", "secret"
_KEY_BYTES = 64  # two keys of AES-256


def sealed(text: str, *, key: str, purpose: str) -> str:
    """Return a text encrypted for a purpose, in base64; an empty one stays empty."""
    if not text:
        return ""
    return base64.b64encode(_cipher(key, purpose).encrypt(text.encode(), None)).decode()


def unsealed(kept: str, *, key: str, purpose: str) -> str:
    """Return what was encrypted; empty where it was sealed with another key, so that it is lost."""
    if not kept:
        return ""
    try:
        return _cipher(key, purpose).decrypt(base64.b64decode(kept), None).decode()
    except (InvalidTag, ValueError):
        return ""


def _cipher(key: str, purpose: str) -> AESSIV:
    derived = HKDF(algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=None, info=f"xiuhua {purpose}".encode())
    return AESSIV(derived.derive(key.encode()))
