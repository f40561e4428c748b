"""Every reading of the ledger."""

from xiuhua.ledger.queries.gauges import gauges
from xiuhua.ledger.queries.log import (
    SealedEntry,
    TailPlace,
    entries_sealed_between,
    head_latest,
    tails_placed,
    tree_size,
)
from xiuhua.ledger.queries.proving import NotProvableYet, consistency, entry_proof
from xiuhua.ledger.queries.stories import StoryLine, story
from xiuhua.ledger.queries.verifying import Verification, verify
from xiuhua.ledger.queries.waiting import sealing_lag, unsealed_count

__all__ = [
    "NotProvableYet",
    "SealedEntry",
    "StoryLine",
    "TailPlace",
    "Verification",
    "consistency",
    "entries_sealed_between",
    "entry_proof",
    "gauges",
    "head_latest",
    "sealing_lag",
    "story",
    "tails_placed",
    "tree_size",
    "unsealed_count",
    "verify",
]
