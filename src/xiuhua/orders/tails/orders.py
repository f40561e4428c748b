"""What orders follow in the log: cases that come to an end, or begin anew, and what citizens are told of."""

from __future__ import annotations

from collections.abc import Sequence

from xiuhua.ledger.tails import SealedEntry, Tail
from xiuhua.orders.services.orders import orders_follow, orders_tell
from xiuhua.shared.clock import now

_BATCH = 1_000


def cases_follow(entries: Sequence[SealedEntry]) -> None:
    """Let orders wait for their reply once the last of their cases is over."""
    moved = {entry.subject for entry in entries if entry.subject.startswith("case:")}
    if moved:
        orders_follow(case_ids=sorted(int(subject.partition(":")[2]) for subject in moved), at=now())


def acts_tell(entries: Sequence[SealedEntry]) -> None:
    """Tell citizens of what happened to their orders."""
    orders_tell(entries=entries, at=now())


ORDERS = Tail(name="orders.orders", batch=_BATCH, react=cases_follow)
TELLING = Tail(name="orders.telling", batch=200, react=acts_tell)
