"""Tails: named readers of the sealed log, through which everything that follows from an act happens.

A tail sees every leaf once and in order. Its effects and its position are committed together, so a crash
repeats nothing and skips nothing.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from xiuhua.ledger.queries import SealedEntry
from xiuhua.ledger.services import cursor_advance, cursor_fail

__all__ = ["SealedEntry", "Tail", "tail_register", "tail_run_once", "tails_registered"]


@dataclass(frozen=True)
class Tail:
    """One reader of the log.

    Args:
        name: stable, unique: `notices.live`.
        batch: how many entries it takes at most in one transaction.
        react: what it does with them; in a transaction that sees every area.
    """

    name: str
    batch: int
    react: Callable[[Sequence[SealedEntry]], None]


_LOG = logging.getLogger(__name__)
_TAILS: dict[str, Tail] = {}


def tail_register(tail: Tail) -> None:
    """Let `background` run a tail; an app calls this when Django starts."""
    _TAILS[tail.name] = tail


def tails_registered() -> Mapping[str, Tail]:
    """Return the tails of this installation by name."""
    return dict(_TAILS)


def tail_run_once(tail: Tail) -> int:
    """Run one batch of a tail.

    A tail that fails is left where it was, its error is kept in its row, and nobody else waits for it.

    Returns:
        How many entries it took; 0 when there were none, or when it failed.
    """
    try:
        return cursor_advance(name=tail.name, batch=tail.batch, react=tail.react)
    except Exception:  # noqa: BLE001 — whatever a tail raises, the others go on
        _LOG.exception("the tail %s failed", tail.name)
        cursor_fail(name=tail.name, error=traceback.format_exc())
        return 0
