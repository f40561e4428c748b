"""Which briefing is due: of which period, from which instant on.

Source:
    own choice, after the hours at which command centres read their papers: the morning's before the meeting
    of eight, the day's before the evening shift, the week's on Monday, the month's on the day after the
    statistical month, the year's on the fifth day after it, so that what was handled last is recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from xiuhua.briefings.terms import BriefingKind
from xiuhua.evaluation.rules.periods import Months, Period, PeriodKind, period_at, period_before


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """How a kind recurs.

    Args:
        after: how long after the period begins (`from_start`) or ends it is drafted.
        late: for how long after that it is still drafted, where the platform was down.
    """

    period: PeriodKind
    after: timedelta
    late: timedelta
    from_start: bool = False


_DAY = timedelta(days=1)
RHYTHMS: Mapping[BriefingKind, Rhythm] = MappingProxyType(
    {
        BriefingKind.MORNING: Rhythm(period=PeriodKind.DAY, after=timedelta(hours=7), late=_DAY / 2),
        BriefingKind.DAILY: Rhythm(
            period=PeriodKind.DAY, after=timedelta(hours=18), late=_DAY / 4, from_start=True
        ),
        BriefingKind.WEEKLY: Rhythm(period=PeriodKind.WEEK, after=timedelta(hours=8), late=3 * _DAY),
        BriefingKind.SUPERVISION: Rhythm(period=PeriodKind.MONTH, after=timedelta(hours=10), late=7 * _DAY),
        BriefingKind.MONTHLY: Rhythm(period=PeriodKind.MONTH, after=timedelta(hours=9), late=10 * _DAY),
        BriefingKind.ANNUAL: Rhythm(period=PeriodKind.YEAR, after=4 * _DAY, late=60 * _DAY),
    }
)
"""The kinds that are drafted by themselves; a special briefing is asked for."""

PERIODS: Mapping[BriefingKind, PeriodKind] = MappingProxyType(
    {**{kind: rhythm.period for kind, rhythm in RHYTHMS.items()}, BriefingKind.SPECIAL: PeriodKind.MONTH}
)
"""Over which length of period a kind is written where nobody says another."""


def due(kind: BriefingKind, at: datetime, months: Months) -> Period | None:
    """Return the period of which a briefing of a kind is due at an instant; None for none."""
    rhythm = RHYTHMS.get(kind)
    if rhythm is None:
        return None
    period = period_at(rhythm.period, at, months)
    if not rhythm.from_start:
        period = period_before(period, months)
    drafted = (period.since if rhythm.from_start else period.until) + rhythm.after
    return period if drafted <= at < drafted + rhythm.late else None
