"""申诉: what may be objected to, until when, and who may judge.

Source:
    domain practice: freeze, three days of objection, public notice, final; an upheld appeal sets `exempt`,
    and raw lateness stays visible. That two people judge, the second of a higher post, is the issue's word.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from xiuhua.cases.rules.clocks import Clock
from xiuhua.cases.terms.appeals import AppealAbout
from xiuhua.cases.terms.states import CaseState, Stage


@dataclass(frozen=True, kw_only=True)
class Held:
    """What is held against a unit over one case.

    `stage` and `number` name the run of a clock where it is lateness.
    """

    about: AppealAbout
    stage: Stage | None = None
    number: int | None = None


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What a case has been sent back and done again, and how often that was taken off the record."""

    returns: int
    returns_exempt: int
    reworks: int
    reworks_exempt: int


def held_against(unit_id: int, *, clocks: Iterable[Clock], counts: Counts, state: CaseState) -> list[Held]:
    """Return what is held against a unit that has or had a case: what it may object to.

    Lateness of its own runs that stopped late, but not what was cancelled or is exempt already; returns and
    reworks that still count; once the case is closed, its score.

    Source:
        own choice, because what does not count need not be objected to.
    """
    own = f"unit:{unit_id}"
    late = [
        Held(about=AppealAbout.LATE, stage=clock.stage, number=clock.number)
        for clock in clocks
        if clock.charged_to == own and clock.late and not clock.cancelled and not clock.exempt
        and clock.stopped_at is not None
    ]  # fmt: skip
    returned = [Held(about=AppealAbout.RETURN)] if counts.returns > counts.returns_exempt else []
    reworked = [Held(about=AppealAbout.REWORK)] if counts.reworks > counts.reworks_exempt else []
    scored = [Held(about=AppealAbout.SCORE)] if state is CaseState.CLOSED else []
    return [*late[-1:], *returned, *reworked, *scored]


def appeal_until(*, over_at: datetime | None, frozen_at: datetime | None, days: int) -> datetime | None:
    """Return until when a unit may object; None while the case is open and no month was frozen.

    So many days by the clock after the case ended, or after the month it counts in was frozen, whichever is
    later.

    Source:
        domain practice: 3 days after the freeze; `days` is a setting.
    """
    begun = [one for one in (over_at, frozen_at) if one is not None]
    return max(begun) + timedelta(days=days) if begun else None


def may_judge(*, judge_names: frozenset[str], maker: str, first: str, serves_there: bool) -> bool:
    """Return whether somebody may judge an appeal: not its maker, not who judged it first, not of that unit.

    Source:
        the issue: double review by another person; that nobody judges the own unit is the loop's rule that
        no unit checks its own work.
    """
    return not serves_there and maker not in judge_names and first not in judge_names
