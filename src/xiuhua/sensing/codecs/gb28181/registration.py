"""The door of a platform: challenges, and whether a device may come in.

A nonce tells when it was made and proves that we made it, so none is stored before it is used; one that has
let a device in once does so no more, so that a captured registration is worth nothing.

Source:
    GB/T 28181-2016, 9.1; RFC 2617, 3.3 (stale) and 4.3 (replay). How nonces are made is our own choice.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta

from xiuhua.sensing.codecs.gb28181.digest import Credentials, is_right
from xiuhua.sensing.codecs.gb28181.events import Device, Platform
from xiuhua.sensing.codecs.gb28181.sip import Message

NONCE_LIVES = timedelta(minutes=5)
_NONCE = re.compile(r"([0-9a-f]{1,12})-([0-9a-f]{24})")
_MOST_USED = 64
_DEFAULT_S = 3600
_MOST_S = 7 * 24 * 3600
_MOST_DIGITS = 10
_CONTACT_EXPIRES = re.compile(r";\s*expires\s*=\s*(\d{1,9})", re.IGNORECASE)


class Door:
    """Makes challenges for one device and judges its answers."""

    __slots__ = ("_device", "_platform", "_used")

    def __init__(self, platform: Platform, device: Device) -> None:
        self._platform = platform
        self._device = device
        self._used: dict[str, None] = {}

    def nonce(self, at: datetime) -> str:
        """Return a nonce of this second."""
        return self._made(int(at.timestamp()))

    def is_fresh(self, nonce: str, at: datetime) -> bool:
        """Return whether we made a nonce, lately, and it has let nobody in."""
        found = _NONCE.fullmatch(nonce)
        if found is None or nonce in self._used:
            return False
        made_s = int(found[1], 16)
        age_s = at.timestamp() - made_s
        ours = hmac.compare_digest(self._made(made_s), nonce)
        return ours and -1 <= age_s <= NONCE_LIVES.total_seconds()

    def lets_in(self, credentials: Credentials, method: str) -> bool:
        """Return whether credentials are the device's; a nonce that lets it in is used up."""
        is_device = credentials.username == self._device.id and credentials.realm == self._platform.asks_realm
        if not (is_device and is_right(credentials, method, self._device.password)):
            return False
        self._used[credentials.nonce] = None
        if len(self._used) > _MOST_USED:
            del self._used[next(iter(self._used))]
        return True

    def _made(self, second: int) -> str:
        text = f"{self._device.id} {second:x}".encode()
        return f"{second:x}-{hmac.new(self._platform.secret, text, hashlib.sha256).hexdigest()[:24]}"


def expires_s(message: Message) -> int:
    """Return for how long a device registers, seconds; 0 logs it out."""
    text = message.header("Expires")
    contact = _CONTACT_EXPIRES.search(message.header("Contact"))
    if contact is not None:
        text = contact[1]
    is_whole = len(text) <= _MOST_DIGITS and text.isascii() and text.isdigit()
    return min(int(text), _MOST_S) if is_whole else _DEFAULT_S


def date_write(at: datetime) -> str:
    """Return a Date header, by which devices set their clocks: local time, UTC+8, to the millisecond.

    Source:
        GB/T 28181-2016, 9.10.1 and annex H: yyyy-MM-ddTHH:mm:ss.SSS, without a zone.
    """
    local = at.astimezone(UTC) + timedelta(hours=8)
    return f"{local:%Y-%m-%dT%H:%M:%S}.{local.microsecond // 1000:03d}"
