"""What the loop follows in the log: calendars published, cases that opened, acts that people are told of."""

from __future__ import annotations

from collections.abc import Sequence

from xiuhua.cases.services import recounts_due
from xiuhua.cases.services.alarms import alarms_follow
from xiuhua.cases.services.matters import matters_suggest
from xiuhua.cases.services.telling import cases_tell
from xiuhua.cases.terms import CaseAct
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


def opened_follow(entries: Sequence[SealedEntry]) -> None:
    """Suggest matters for the cases that opened, so that nobody who reports has to wait for it."""
    opened = [_case_id(entry.subject) for entry in entries if entry.act == CaseAct.OPEN]
    if opened:
        matters_suggest(case_ids=opened, at=now())


def _case_id(subject: str) -> int:
    return int(subject.removeprefix("case:"))


def acts_tell(entries: Sequence[SealedEntry]) -> None:
    """Tell people of what happened to cases; a few at once, because each notice is several rows."""
    cases_tell(entries=entries, at=now())


def alarms_become(entries: Sequence[SealedEntry]) -> None:
    """Make cases of the alarms that rose; so few at once that nobody waits long for a case they lock."""
    alarms_follow(entries=entries, at=now())


CALENDARS = Tail(name="cases.calendars", batch=_BATCH, react=calendars_follow)
MATTERS = Tail(name="cases.matters", batch=200, react=opened_follow)
ALARMS = Tail(name="cases.alarms", batch=100, react=alarms_become)
TELLING = Tail(name="cases.telling", batch=200, react=acts_tell)
