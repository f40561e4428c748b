"""What a link answers when something happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

E = TypeVar("E")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[E]):
    """What a frame, a commit or the passing of time led to.

    Args:
        events: what the platform must know, in order.
        replies: what goes to the device now, each ready to be sent.
    """

    events: tuple[E, ...] = ()
    replies: tuple[bytes, ...] = ()
