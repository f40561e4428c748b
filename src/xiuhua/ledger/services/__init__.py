"""Every way the ledger can grow, and the positions of those who follow it."""

from xiuhua.ledger.queries.kinds import row_kind_register
from xiuhua.ledger.services.appending import NewEntry, entries_append_many, entry_append, openings_erase
from xiuhua.ledger.services.cursors import cursor_advance, cursor_fail
from xiuhua.ledger.services.heads import head_sign, heads_export
from xiuhua.ledger.services.sealing import SealedBatch, SuiteChanged, seal

__all__ = [
    "NewEntry",
    "SealedBatch",
    "SuiteChanged",
    "cursor_advance",
    "cursor_fail",
    "entries_append_many",
    "entry_append",
    "head_sign",
    "heads_export",
    "openings_erase",
    "row_kind_register",
    "seal",
]
