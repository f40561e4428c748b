"""What every part of a manifest is held to when it is made."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")


class ManifestError(ValueError):
    """A manifest contradicts itself; the message says where."""


def require_key(key: str) -> None:
    """Refuse what is no key."""
    if not _KEY.fullmatch(key):
        raise ManifestError(f"{key!r} is no key: lower-case letters, digits and _, 2 to 40 of them")


def require_text(what: str, text: str) -> None:
    """Refuse an empty text."""
    if not text.strip():
        raise ManifestError(f"{what} is empty")


def require_distinct(what: str, keys: Iterable[str]) -> None:
    """Refuse a key that is declared twice."""
    twice = [key for key, times in Counter(keys).items() if times > 1]
    if twice:
        raise ManifestError(f"{what} {twice[0]!r} is declared twice")
