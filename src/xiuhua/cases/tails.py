"""What the loop follows in the log: a calendar that was published."""

from __future__ import annotations

from collections.abc import Sequence

from xiuhua.cases.services import recounts_due
from xiuhua.ground.terms.calendars import CalendarAct
from xiuhua.ledger.tails import SealedEntry, Tail
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now

RECOUNTER = system("recounts")
_AT_ONCE = 200
_BATCH = 1_000


def calendars_follow(entries: Sequence[SealedEntry]) -> None:
    """Count open cases again once a calendar was published that holds already.

    A few at once, because they stay locked until the position is committed: the others, and what holds only
    from a later day, are for `recounts_run`.
    """
    if any(entry.act == CalendarAct.PUBLISH for entry in entries):
        recounts_due(at=now(), actor=RECOUNTER, most=_AT_ONCE)


def recounts_run() -> None:
    """Count again what a calendar outdates that holds since lately, case by case."""
    while recounts_due(at=now(), actor=RECOUNTER) > 0:
        pass


CALENDARS = Tail(name="cases.calendars", batch=_BATCH, react=calendars_follow)
