"""The limit behind past deadlines: what a city promised, read from when its cases began and were due.

Source:
    own choice, because old systems store deadlines and seldom the limits they came from: every pair of start
    and deadline speaks for each limit that gives it to the second, and the limit with most voices is taken.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from xiuhua.ground.rules.calendars import WorkCalendar, days_counted, deadline, working_seconds
from xiuhua.ground.rules.limits import MOST, Limit
from xiuhua.ground.terms.calendars import TimeUnit

_MINUTE_S = 60
_HOUR_S = 60 * _MINUTE_S
# Where two limits explain as much, the plainer is meant: five days rather than 120 hours.
_PLAINEST = (
    TimeUnit.NATURAL_DAY,
    TimeUnit.WORK_DAY,
    TimeUnit.URGENT_HOUR,
    TimeUnit.WORK_HOUR,
    TimeUnit.URGENT_MINUTE,
    TimeUnit.WORK_MINUTE,
)

Pair = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True)
class Fit:
    """What explains some deadlines best.

    Args:
        limit: None where no limit gives even one of them: they are due at once, or before they begin.
        explained, of: how many it gives to the second, and how many there are.
    """

    limit: Limit | None
    explained: int
    of: int

    @property
    def share(self) -> float:
        """The share of the deadlines that it gives, 0 to 1."""
        return self.explained / self.of


def limit_fitted(calendar: WorkCalendar, pairs: Iterable[Pair]) -> Fit:
    """Return the limit that gives most of some deadlines.

    Args:
        calendar: by which working time is counted, and whose zone tells the time of day.
        pairs: when each case began and when it was due, aware.

    Raises:
        ValueError: there are no pairs.

    Source:
        own choice, see the module.
    """
    kept = list(pairs)
    if not kept:
        raise ValueError("nothing to fit")
    voices = Counter(limit for pair in kept for limit in limits_giving(calendar, *pair))
    if not voices:
        return Fit(limit=None, explained=0, of=len(kept))
    best = max(voices, key=lambda limit: (voices[limit], -_PLAINEST.index(limit.unit), -limit.amount))
    return Fit(limit=best, explained=voices[best], of=len(kept))


def limits_giving(calendar: WorkCalendar, start: datetime, due: datetime) -> Iterator[Limit]:
    """Yield every limit, one of each unit at most, that ends exactly when a case was due."""
    start, due = (
        start.astimezone(UTC),
        due.astimezone(UTC),
    )  # an hour that spring skips equals no other instant
    for unit in _PLAINEST:
        amount = _amount(calendar, start, due, unit)
        if 1 <= amount <= MOST and deadline(calendar, start, amount, unit).at == due:
            yield Limit(amount, unit)


def _amount(calendar: WorkCalendar, start: datetime, due: datetime, unit: TimeUnit) -> int:
    """Return how many whole units lie between, the only amount that may fit; 0 where the end comes first."""
    if due <= start:
        return 0
    if unit is TimeUnit.NATURAL_DAY:
        return (due.astimezone(calendar.zone).date() - start.astimezone(calendar.zone).date()).days
    if unit is TimeUnit.WORK_DAY:
        return sum(day.works for day in days_counted(calendar, start, due)[1:])
    if unit.runs_by_the_clock:
        seconds = int((due - start).total_seconds())
    else:
        seconds = working_seconds(calendar, start, due)
    return seconds // (_HOUR_S if unit in {TimeUnit.URGENT_HOUR, TimeUnit.WORK_HOUR} else _MINUTE_S)
