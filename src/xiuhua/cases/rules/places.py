"""The story of a place: what was reported there over two years, by month and matter, and how it was settled.

Source:
    own choice, because whoever decides about a case should see at once whether it is the first here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from statistics import median

REACHES_M = (50, 100, 250)
YEARS = 2
MONTHS = 12 * YEARS


@dataclass(frozen=True, kw_only=True)
class PlaceCase:
    """A case of a place, as its story tells it.

    Args:
        away_m: from the place; None where one of both has no coordinates.
        same_thing: whether it is about the same component or premises.
        unit: who handled it, or handles it.
        came_back: whether a later case came back from it.
    """

    case_id: int
    number: str
    matter: str
    channel: str
    state: str
    is_closed: bool
    reported_at: datetime
    over_at: datetime | None
    late: bool
    unit: str
    away_m: float | None
    same_thing: bool
    came_back: bool
    is_rebound: bool

    @property
    def took(self) -> timedelta | None:
        """How long it took from the report to the end; None while it is open."""
        return self.over_at - self.reported_at if self.over_at else None


@dataclass(frozen=True, kw_only=True)
class MonthOfPlace:
    """What was reported in one month: matters with their cases, the most frequent first."""

    first: date
    matters: tuple[tuple[str, tuple[PlaceCase, ...]], ...]

    @property
    def count(self) -> int:
        """How many cases."""
        return sum(len(cases) for _matter, cases in self.matters)


@dataclass(frozen=True, kw_only=True)
class Settled:
    """How a matter was settled here the last time, and how it goes as a rule.

    `usually` is the median of what is closed; `times` how often it was settled, `came_back` how often it came
    back after that.
    """

    matter: str
    last: PlaceCase
    times: int
    came_back: int
    usually: timedelta


def by_month(cases: Sequence[PlaceCase], zone: tzinfo) -> list[MonthOfPlace]:
    """Return the cases of a place by the month of their report, the latest first, each by matter.

    Source:
        own choice: months of the calendar in the zone of the place.
    """
    months: dict[date, list[PlaceCase]] = {}
    for case in sorted(cases, key=lambda one: one.reported_at, reverse=True):
        months.setdefault(case.reported_at.astimezone(zone).date().replace(day=1), []).append(case)
    return [MonthOfPlace(first=first, matters=_by_matter(found)) for first, found in months.items()]


def _by_matter(cases: Sequence[PlaceCase]) -> tuple[tuple[str, tuple[PlaceCase, ...]], ...]:
    counted = Counter(case.matter for case in cases).most_common()
    return tuple((matter, tuple(case for case in cases if case.matter == matter)) for matter, _ in counted)


def settled(cases: Sequence[PlaceCase]) -> list[Settled]:
    """Return how each matter was settled here the last time, the most frequent matter first.

    Source:
        own choice.
    """
    closed: dict[str, list[PlaceCase]] = {}
    for case in sorted(cases, key=lambda one: one.over_at or one.reported_at):
        if case.is_closed and case.over_at is not None:
            closed.setdefault(case.matter, []).append(case)
    return [
        Settled(
            matter=matter, last=found[-1], times=len(found), came_back=sum(case.came_back for case in found),
            usually=_median([case.took for case in found if case.took is not None]),
        )
        for matter, found in sorted(closed.items(), key=lambda one: -len(one[1]))
    ]  # fmt: skip


def _median(spans: Sequence[timedelta]) -> timedelta:
    return timedelta(seconds=median(span.total_seconds() for span in spans))


def months_until(last: date) -> list[date]:
    """Return the first days of the `MONTHS` months that end with a day's, the earliest first.

    Source:
        own choice: two years tell a season from a habit.
    """
    whole = last.year * 12 + last.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(whole - MONTHS + 1, whole + 1)]


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A month of the drawing: pixels from the left and from the top, and how high."""

    first: date
    count: int
    came_back: int
    x: float
    y: float
    height: float
    back_y: float
    back_height: float


BAR_WIDTH, BAR_STEP, DRAWN_HEIGHT = 12, 18, 56
"""Pixels."""


def timeline(months: Sequence[MonthOfPlace], *, until: date) -> list[Bar]:
    """Return the bars of a drawing of two years, a bar a month; what came back stands at the foot of its bar.

    Source:
        own choice: heights in proportion to the count, from zero.
    """
    counts = {month.first: month for month in months}
    most = max((month.count for month in months), default=0) or 1
    scale = DRAWN_HEIGHT / max(most, 4)  # a single case is no tower
    bars = []
    for place, first in enumerate(months_until(until)):
        month = counts.get(first)
        count = month.count if month else 0
        back = sum(case.is_rebound for _m, cases in month.matters for case in cases) if month else 0
        bars.append(
            Bar(
                first=first, count=count, came_back=back, x=float(place * BAR_STEP),
                y=DRAWN_HEIGHT - count * scale, height=count * scale,
                back_y=DRAWN_HEIGHT - back * scale, back_height=back * scale,
            )
        )  # fmt: skip
    return bars
