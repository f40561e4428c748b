"""Which works are small, and which of them look like one work that was split.

Source:
    R-60 and K-062: 对400万以下小额工程项目建设进行监督检查, below 4,000,000 yuan; exactly 4,000,000.00 is not
    below. That works of one unit with one contractor are added up over 90 days is our own choice, because the
    report names no span; 招标投标法实施条例 Art. 24 forbids to split what has to be tendered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

FEN = 100


@dataclass(frozen=True, kw_only=True)
class WorkFacts:
    """A work of the register: its id, what it is called, its amount in fen and the day of its contract."""

    id: int
    name: str
    amount_fen: int
    signed_on: date


def is_small(amount_fen: int, *, line_fen: int) -> bool:
    """Return whether a work is below the line; at the line it is not."""
    return 0 < amount_fen < line_fen


def split_among(
    works: Sequence[WorkFacts], work: WorkFacts, *, days: int, line_fen: int
) -> tuple[WorkFacts, ...]:
    """Return the works, this one among them, that within some days come to the line or above it.

    Args:
        works: of the same unit and contractor, this one among them or not.
        work: the one that is asked about.
        days: from the first to the last contract at most.
        line_fen: at or above it, together, they are no small work.

    Returns:
        The group with the greatest sum, by day; empty where no group reaches the line, or where it is alone.
    """
    every = sorted({one.id: one for one in (*works, work)}.values(), key=lambda one: (one.signed_on, one.id))
    span = timedelta(days=days)
    groups = (
        tuple(one for one in every if first.signed_on <= one.signed_on <= first.signed_on + span)
        for first in every
    )
    found = [group for group in groups if work.id in {one.id for one in group}]
    best = max(found, key=lambda group: sum(one.amount_fen for one in group), default=())
    reaches = len(best) > 1 and sum(one.amount_fen for one in best) >= line_fen
    return best if reaches else ()
