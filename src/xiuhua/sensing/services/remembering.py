"""Judgements that this process remembers, so that past readings need not be read again.

One is used only while its row is the very one that was written with it: whoever else changes the row,
another judge or a person who acknowledges, gives it another mark, and the judgement is read again.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import NamedTuple

from xiuhua.sensing.rules.alarms import Subject
from xiuhua.sensing.rules.live import Live

MOST = 20_000  # some kilobytes each; the longest unused are forgotten


class Remembered(NamedTuple):
    """A judgement, whom it is about, and the mark of the row that was written with it."""

    mark: str
    subject: Subject
    live: Live


_KNOWN: OrderedDict[int, Remembered] = OrderedDict()
_LOCK = Lock()


def remember(standing_id: int, one: Remembered) -> None:
    """Keep a judgement, once what it says is committed."""
    with _LOCK:
        _KNOWN[standing_id] = one
        _KNOWN.move_to_end(standing_id)
        if len(_KNOWN) > MOST:
            _KNOWN.popitem(last=False)


def recall(standing_id: int, mark: str, subject: Subject) -> Live | None:
    """Return the judgement that was written with a row, and forget it; None where it is not known.

    It is forgotten because it goes on from here: if that is not committed, nobody may go on from it again.
    """
    with _LOCK:
        found = _KNOWN.pop(standing_id, None)
    if found is None or found.mark != mark or found.subject != subject:
        return None
    return found.live


def forget_all() -> None:
    """Forget every judgement, as a process that begins anew."""
    with _LOCK:
        _KNOWN.clear()
