"""How the log is doing, for machines that watch."""

from __future__ import annotations

from datetime import datetime

from xiuhua.ledger.queries.log import tree_size
from xiuhua.ledger.queries.waiting import sealing_lag, unsealed_count


def gauges(at: datetime) -> dict[str, tuple[str, float]]:
    """Return the log's figures by name, each with what it means."""
    return {
        "ledger_leaves": ("entries with a place in the log", tree_size()),
        "ledger_unsealed": ("entries that wait for a place in the log", unsealed_count()),
        "ledger_sealing_lag_seconds": (
            "age of the oldest entry that waits",
            sealing_lag(at=at).total_seconds(),
        ),
    }
