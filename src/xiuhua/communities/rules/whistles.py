"""吹哨报到: how long a department has to check in, when it is spoken of, and what counts as on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xiuhua.communities.terms.whistles import CheckInWay, Punctuality, WhistleKind
from xiuhua.ground.rules.calendars import WorkCalendar, deadline
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit

ON_THE_SPOT_M = 500.0
SCORES = range(1, 6)
_HALF_A_DAY = Limit(4, TimeUnit.WORK_HOUR)
_AN_HOUR = Limit(1, TimeUnit.URGENT_HOUR)


@dataclass(frozen=True, kw_only=True)
class WhistleLimits:
    """The check-in limit of each kind.

    Source:
        own choice, because R-77 quotes the mechanism and gives no limit: half a working day for what can
        wait, one hour by the clock, nights and holidays included, for what cannot. A city publishes its own.
    """

    ordinary: Limit = _HALF_A_DAY
    urgent: Limit = _AN_HOUR

    def of(self, kind: WhistleKind) -> Limit:
        """Return the limit of a kind."""
        return self.urgent if kind is WhistleKind.URGENT else self.ordinary


@dataclass(frozen=True, kw_only=True)
class CheckInClock:
    """When a call is spoken of, and when it is late. Both instants are UTC; the due one is still on time."""

    soon_at: datetime
    due_at: datetime


def check_in_clock(calendar: WorkCalendar, called_at: datetime, limit: Limit) -> CheckInClock:
    """Return the clock of a call that begins now.

    A call is soon late when a quarter of the way from the call to the deadline is left by the wall.

    Args:
        calendar: the working time of the community's area.
        called_at: when the whistle was blown.
        limit: how long, and how that is counted.

    Raises:
        NoWorkingTime: the calendar never works.

    Source:
        own choice, because R-77 gives no warning; the quarter is what the loop's own clocks use.
    """
    due_at = deadline(calendar, called_at, limit.amount, limit.unit).at
    return CheckInClock(soon_at=due_at - (due_at - called_at) / 4, due_at=due_at)


def punctuality(
    *, due_at: datetime, checked_in_at: datetime | None, freed: bool, at: datetime
) -> Punctuality:
    """Return how a call stands to its limit: at the very deadline it is still on time.

    Source:
        own choice, because "within a limit" includes its end, as every clock of the loop does.
    """
    if checked_in_at is not None:
        return Punctuality.LATE if checked_in_at > due_at else Punctuality.ON_TIME
    if freed:
        return Punctuality.FREED
    return Punctuality.OVERDUE if at > due_at else Punctuality.WAITING


def check_in_fault(*, way: CheckInWay, away_m: float | None, photos: int, reason: str) -> dict[str, str]:
    """Return what a check-in lacks, by field; nothing where it may stand.

    Args:
        way: how the department checks in.
        away_m: how far the person stands from the whistle, metres; None where either place is unknown.
        photos: how many came with it.
        reason: why nobody comes, for a check-in in writing.

    Source:
        own choice, because "departments check in" means that somebody was there or said why not: a place and
        a photo for the one, a reason for the other; half a kilometre holds a community.
    """
    if way is CheckInWay.IN_WRITING:
        return {} if reason.strip() else {"reason": "whistle_reason_missing"}
    found = {}
    if photos == 0:
        found["photos"] = "whistle_photo_missing"
    if away_m is None:
        found["longitude"] = "whistle_place_missing"
    elif away_m > ON_THE_SPOT_M:
        found["longitude"] = "whistle_place_far"
    return found


def scores_fault(scores: Sequence[int]) -> bool:
    """Return whether one of some scores is none: 1 is worst, 5 is best.

    Source:
        own choice, because communities rate in five stars everywhere.
    """
    return any(score not in SCORES for score in scores)
