"""How a receipt shows who sent it.

Source:
    the same header as our own webhooks have (`rules.webhooks`): `t=1767225600,v1=…`, HMAC-SHA256 (RFC 2104)
    over the instant, a full stop and the body, so that neither can be changed nor an old call played again.
"""

from __future__ import annotations

import re

_HEADER = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")


def signature_read(header: str) -> tuple[int, str] | None:
    """Return the instant, seconds since 1970, and the digest of a header; None where it is none."""
    found = _HEADER.fullmatch(header.strip())
    return (int(found[1]), found[2]) if found else None


def signed_text(at_s: int, body: bytes) -> bytes:
    """Return what is signed."""
    return b"%d." % at_s + body
