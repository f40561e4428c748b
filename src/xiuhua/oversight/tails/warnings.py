"""What the rules of warnings are shown: every act on a case, once it is sealed."""

from __future__ import annotations

from collections.abc import Sequence

from xiuhua.ledger.tails import SealedEntry, Tail
from xiuhua.oversight.rules.warnings import LOOKED_AT
from xiuhua.oversight.services.warnings import deeds_watch
from xiuhua.shared.clock import now

_ACTS = frozenset(act.value for act in LOOKED_AT)


def deeds_follow(entries: Sequence[SealedEntry]) -> None:
    """Show the rules what was done to cases; position and warnings are committed together."""
    found = [entry.id for entry in entries if entry.act in _ACTS and entry.subject.startswith("case:")]
    if found:
        deeds_watch(entry_ids=found, at=now())


WARNINGS = Tail(name="oversight.warnings", batch=500, react=deeds_follow)
