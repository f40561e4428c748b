"""What can be wrong with the log, and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum


class FaultKind(StrEnum):
    """A kind of fault; the value is the code of its sentence."""

    ENTRY_CHANGED = "ledger_fault_entry_changed"
    ENTRY_MISSING = "ledger_fault_entry_missing"
    ENTRY_MOVED = "ledger_fault_entry_moved"
    ENTRY_UNSEALED = "ledger_fault_entry_unsealed"
    LEAF_MISSING = "ledger_fault_leaf_missing"
    LEAF_REWRITTEN = "ledger_fault_leaf_rewritten"
    NODE_MISSING = "ledger_fault_node_missing"
    NODE_REWRITTEN = "ledger_fault_node_rewritten"
    HISTORY_REWRITTEN = "ledger_fault_history_rewritten"
    LOG_CUT = "ledger_fault_log_cut"
    HEAD_FORGED = "ledger_fault_head_forged"
    HEAD_STRANGE = "ledger_fault_head_strange"
    WORDS_CHANGED = "ledger_fault_words_changed"
    OPENING_MISSING = "ledger_fault_opening_missing"
    OPENING_MOVED = "ledger_fault_opening_moved"
    ROW_CHANGED = "ledger_fault_row_changed"
    ROW_MISSING = "ledger_fault_row_missing"
    ROW_UNRECORDED = "ledger_fault_row_unrecorded"


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """One fault, located as precisely as the evidence allows.

    Args:
        kind: what is wrong.
        leaf: the place in the log, or the first of the places.
        last_leaf: the last of the places, where one cannot be singled out.
        entry: the entry.
        subject: what the entry, or the row, is about.
        act: what the entry says was done.
        level: of a stored node.
        index: of a stored node.
        size: of a signed head.
        source: where a head was kept: `database`, or the name of a file.
        key: the fingerprint of a head's key.
        belongs: the leaf at which a moved entry was sealed.
    """

    kind: FaultKind
    leaf: int | None = None
    last_leaf: int | None = None
    entry: int | None = None
    subject: str | None = None
    act: str | None = None
    level: int | None = None
    index: int | None = None
    size: int | None = None
    source: str | None = None
    key: str | None = None
    belongs: int | None = None

    def located(self) -> Mapping[str, str | int]:
        """Return what is known about the place, by the names that the sentences use."""
        known = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "kind"}
        return {name: value for name, value in known.items() if value is not None}
