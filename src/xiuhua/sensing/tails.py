"""What sensing follows in the log: steps of alarms that people are told of."""

from __future__ import annotations

from collections.abc import Sequence

from xiuhua.ledger.tails import SealedEntry, Tail
from xiuhua.sensing.services.telling import alarms_tell
from xiuhua.shared.clock import now


def steps_tell(entries: Sequence[SealedEntry]) -> None:
    """Tell people of alarms; a few at once, because each notice is several rows."""
    alarms_tell(entries=entries, at=now())


TELLING = Tail(name="sensing.telling", batch=200, react=steps_tell)
