"""The secret address of a receipt, and what two senders are told apart by.

Source:
    own choice, because an address that carries its own proof needs no secret in a table: 100 bits of
    HMAC-SHA-256 (RFC 2104) in base 32 (RFC 4648), so that a wrong one is refused without asking the database.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re

_PROOF_CHARACTERS = 20  # 5 bits each
_CODE = re.compile(r"(?P<pk>[1-9][0-9]{0,11})-(?P<proof>[a-z2-7]{20})")


def receipt_code(pk: int, *, secret: bytes) -> str:
    """Return what stands in the address of a receipt: `1042-k3jd9f…`."""
    digest = hmac.new(secret, f"receipt:{pk}".encode(), hashlib.sha256).digest()
    proof = base64.b32encode(digest).decode().lower()[:_PROOF_CHARACTERS]
    return f"{pk}-{proof}"


def receipt_read(code: str, *, secret: bytes) -> int | None:
    """Return the key of the receipt that an address was made for; None where it was not made here."""
    read = _CODE.fullmatch(code)
    if read is None:
        return None
    expected = receipt_code(int(read["pk"]), secret=secret)
    return int(read["pk"]) if hmac.compare_digest(expected, code) else None


def sender_digest(address: str, *, day: str, secret: bytes) -> str:
    """Return what tells senders apart for a day, and nothing about where they are afterwards."""
    return hmac.new(secret, f"sender:{day}:{address}".encode(), hashlib.sha256).hexdigest()


def phone_digest(phone: str, *, secret: bytes) -> str:
    """Return what a telephone number is known by again; empty for none."""
    digits = "".join(sign for sign in phone if sign.isdigit())
    return hmac.new(secret, f"phone:{digits}".encode(), hashlib.sha256).hexdigest() if digits else ""
