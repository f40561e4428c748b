"""What a webhook is told, how that is signed, when it is tried again, and where it may go.

Source:
    own choice, after what receivers of webhooks have come to expect: HMAC-SHA256 over instant and body, so
    that neither can be changed nor an old call played again; doubling pauses, so that a receiver that comes
    back is not trampled; and no address inside our own network, because whoever may enter a webhook must not
    thereby reach what only servers reach (server-side request forgery).
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

MOST_ATTEMPTS = 16  # the pauses before the last one add up to about two days
_FIRST_PAUSE_S = 10
_LONGEST_PAUSE_S = 24 * 3600
_PLAIN = re.compile(r"[!-~]+")  # printable ASCII without a space: nothing that could break a request line
_ACTS = re.compile(r"([a-z_]+\.([a-z_]+)?)?")


def signature(*, secret: str, at_s: int, body: bytes) -> str:
    """Return the header that shows who sent a body, and when: `t=1767225600,v1=5f2c…`.

    Source:
        RFC 2104 with SHA-256 over `t`, a full stop, and the body.
    """
    told = hmac.new(secret.encode(), b"%d." % at_s + body, hashlib.sha256).hexdigest()
    return f"t={at_s},v1={told}"


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many tries that failed: 10 s, 20 s, 40 s, up to a day.

    Source:
        own choice, see the module.
    """
    return timedelta(seconds=min(_FIRST_PAUSE_S * 2 ** min(attempts - 1, 20), _LONGEST_PAUSE_S))


def is_told(*, act: str, area: str, acts: str, area_code: str) -> bool:
    """Return whether a webhook for acts that begin so, in an area, is told of an act.

    What lies in no area is told only to those who are told of every area.
    """
    return act.startswith(acts) and area.startswith(area_code)


def acts_readable(acts: str) -> bool:
    """Return whether a text says how acts begin: `case.`, `case.close`, or nothing for all of them."""
    return _ACTS.fullmatch(acts) is not None


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where a webhook goes, taken apart."""

    host: str
    port: int
    path: str
    is_encrypted: bool


def target_read(url: str, *, private: bool) -> Target | None:
    """Return where an address leads; None where it is none that a webhook may have.

    Args:
        url: as somebody typed it.
        private: whether targets in private networks are allowed, and with them unencrypted ones.
    """
    if not _PLAIN.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ({"https", "http"} if private else {"https"}) or not parts.hostname:
        return None
    if parts.username is not None or parts.password is not None or port == 0:
        return None
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    is_encrypted = parts.scheme == "https"
    return Target(
        host=parts.hostname, port=port or (443 if is_encrypted else 80), path=path, is_encrypted=is_encrypted
    )


def may_be_reached(address: str, *, private: bool) -> bool:
    """Return whether a webhook may go to an IP address.

    Source:
        the IANA registries of special-purpose addresses, as Python's `ipaddress` has them; an IPv4 address
        written as IPv6 counts as what it is.
    """
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or found
    if found.is_multicast or found.is_unspecified:
        return False
    return private or found.is_global
