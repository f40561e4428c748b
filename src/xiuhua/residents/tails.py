"""What the ways in follow in the log: the turns that residents hear of, and cases that are closed."""

from __future__ import annotations

from collections.abc import Sequence

from xiuhua.cases.terms import CaseAct
from xiuhua.ledger.tails import SealedEntry, Tail
from xiuhua.residents.services.answers import answers_follow
from xiuhua.residents.services.rewards import rewards_follow
from xiuhua.shared.clock import now

_BATCH = 200


def cases_told(entries: Sequence[SealedEntry]) -> None:
    """Tell residents of what happened to what they reported."""
    answers_follow(entries=entries, at=now())


def closings_judged(entries: Sequence[SealedEntry]) -> None:
    """Judge what a case that was closed came to for whoever reported it by WeChat."""
    closed = [int(one.subject.partition(":")[2]) for one in entries if one.act == CaseAct.CLOSE]
    if closed:
        rewards_follow(case_ids=closed, at=now())


ANSWERS = Tail(name="residents.answers", batch=_BATCH, react=cases_told)
REWARDS = Tail(name="residents.rewards", batch=_BATCH, react=closings_judged)
