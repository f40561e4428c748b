"""What several operations answer."""

from __future__ import annotations

from ninja import Schema

_MOST_AT_ONCE = 2_000


class MadeOut(Schema):
    """How many were sent, and how many of them were new."""

    received: int
    created: int
