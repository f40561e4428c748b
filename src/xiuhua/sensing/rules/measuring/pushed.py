"""Readings that a device pushes as JSON, and the proof that they are its own.

    {"readings": [{"quantity": "water_depth", "at": "2026-11-26T08:00:00+08:00", "value": 27.5}]}

Source:
    own choice. HMAC-SHA-256 (RFC 2104) in hexadecimal over the time, a line feed and the body, with the
    device's key; a time more than five minutes from ours is refused. A push that is sent again within them
    changes nothing, because the same readings are the same rows.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import math
from datetime import datetime, timedelta

from xiuhua.sensing.rules.measuring.measured import Measured, instant_told
from xiuhua.sensing.rules.quantities import quantity_is_code

FRESH = timedelta(minutes=5)
MOST_READINGS = 1_000
MOST_BYTES = 256 * 1024
_MOST_SEQUENCE = 2**31


def push_signature(key: str, sent_at: str, body: bytes) -> str:
    """Return the signature of a push.

    Args:
        key: the device's.
        sent_at: the header X-Time as it is sent, seconds since 1970.
        body: as it is sent.
    """
    return hmac.new(key.encode(), sent_at.encode() + b"\n" + body, hashlib.sha256).hexdigest()


def push_is_own(key: str, sent_at: str, body: bytes, signature: str, at: datetime) -> bool:
    """Return whether a push is signed with the key, and lately."""
    if not (sent_at.isascii() and sent_at.isdigit() and len(sent_at) <= 12):
        return False
    if abs(at.timestamp() - int(sent_at)) > FRESH.total_seconds():
        return False
    return hmac.compare_digest(push_signature(key, sent_at, body), signature.strip().lower())


def push_read(body: bytes, offset: timedelta) -> tuple[Measured, ...] | None:
    """Return the readings of a push; None where its body is anything else.

    Args:
        body: JSON as above.
        offset: by how much the device's clock is fast.
    """
    try:
        told = json.loads(body)
        rows = told["readings"]
        if not isinstance(rows, list) or not 0 < len(rows) <= MOST_READINGS:
            return None
        return tuple(_measured(row, offset) for row in rows)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def _measured(row: dict[str, object], offset: timedelta) -> Measured:
    """Return one reading.

    Raises:
        ValueError: it is none.
    """
    code, value, sequence = row["quantity"], row["value"], row.get("sequence", 0)
    at = datetime.fromisoformat(str(row["at"]))
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    is_count = isinstance(sequence, int) and not isinstance(sequence, bool) and 0 <= sequence < _MOST_SEQUENCE
    if not (isinstance(code, str) and quantity_is_code(code) and is_number and is_count):
        raise ValueError("no reading")
    number = float(value)  # type: ignore[arg-type]  # looked at above
    if at.tzinfo is None or not math.isfinite(number):
        raise ValueError("no reading")
    return Measured(code, instant_told(at, offset), number, int(sequence))  # type: ignore[call-overload]  # as above
