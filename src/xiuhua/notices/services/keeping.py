"""Addresses and secrets on their way into the database and out of it."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from xiuhua.notices.rules.sealing import ADDRESS, SECRET, sealed, unsealed


def address_sealed(address: str) -> str:
    """Return an address as it is kept."""
    return sealed(address, key=settings.SECRET_KEY, purpose=ADDRESS)


def address_opened(kept: str) -> str:
    """Return an address that was kept; empty where the key was changed since."""
    return unsealed(kept, key=settings.SECRET_KEY, purpose=ADDRESS)


def secret_sealed(secret: str) -> str:
    """Return a secret as it is kept."""
    return sealed(secret, key=settings.SECRET_KEY, purpose=SECRET)


def secret_opened(kept: str) -> str:
    """Return a secret that was kept; empty where the key was changed since."""
    return unsealed(kept, key=settings.SECRET_KEY, purpose=SECRET)


def address_digest(address: str) -> str:
    """Return what an opt-out keeps of an address: enough to know it again, not to write to it."""
    return hmac.new(settings.SECRET_KEY.encode(), b"opt-out " + address.encode(), hashlib.sha256).hexdigest()
