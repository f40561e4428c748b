"""What counts make of a figure, and the same counting done in plain Python on folded facts.

Source:
    own choice: a rate is in per cent of its two counts and unrounded; what cannot be known is None with a
    reason, never 0; rates differ by percentage points, counts by their difference.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from xiuhua.evaluation.rules.periods import Period
from xiuhua.evaluation.terms import WhyNone
from xiuhua.scenekit.indicators import PERCENT, Indicator, Measure

Fact = Mapping[str, object]
_SECONDS_A_MINUTE = 60
_DAY = timedelta(days=1)


@dataclass(slots=True)
class Tally:
    """What one measure came to in one group and period; two tallies of different facts add up.

    Args:
        number: facts counted.
        values: different values, where those are counted.
        minutes: durations, where their median is taken.
        total: the sum, where one is made.
    """

    number: int = 0
    total: float = 0.0
    values: set[object] | None = None  # most need neither, and a city has a hundred thousand tallies
    minutes: list[float] | None = None

    def add(self, other: Tally) -> None:
        """Take in the tally of other facts."""
        self.number += other.number
        self.total += other.total
        if other.values:
            self.values = set() if self.values is None else self.values
            self.values |= other.values
        if other.minutes:
            self.minutes = [] if self.minutes is None else self.minutes
            self.minutes += other.minutes

    @property
    def count(self) -> int:
        """How many were counted."""
        if self.values:
            return len(self.values)
        return len(self.minutes) if self.minutes else self.number


def is_counted(measure: Measure, period: Period, fact: Fact) -> bool:
    """Return whether a measure counts a fact in a period."""
    needed = (*(measure.lasts or ()), *((measure.sums,) if measure.sums else ()))
    if not measure.where.holds(fact) or any(fact[column] is None for column in needed):
        return False
    if not measure.period:
        return True
    at = fact[measure.period]
    return isinstance(at, datetime) and period.holds(at)


def tally_add(tally: Tally, measure: Measure, period: Period, fact: Fact) -> None:
    """Count a fact, if it counts."""
    if not is_counted(measure, period, fact):
        return
    if measure.distinct:
        tally.add(Tally(values={fact[measure.distinct]}))
    elif measure.lasts:
        tally.add(Tally(minutes=[_minutes(fact, measure.lasts)]))
    else:
        tally.number += 1
        if measure.sums:
            tally.total += _number(fact, measure.sums)


def _number(fact: Fact, column: str) -> float:
    found = fact[column]
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise TypeError(f"{column} is no number")
    return float(found)


def _minutes(fact: Fact, lasts: tuple[str, str]) -> float:
    begun, ended = (fact[column] for column in lasts)
    if not (isinstance(begun, datetime) and isinstance(ended, datetime)):
        raise TypeError(f"{lasts} are no instants")
    return (ended - begun).total_seconds() / _SECONDS_A_MINUTE


@dataclass(frozen=True, kw_only=True)
class Value:
    """A figure's value with its counts. `value` is unrounded; None where nobody can know, and `why` says why.

    `numerator` is how many records were counted, of a rate of sums what they add up to; `denominator` is over
    how many, None for what is no rate.
    """

    value: float | None
    numerator: int | None
    denominator: int | None = None
    why: WhyNone | None = None


def days_passed(period: Period, *, at: datetime) -> float:
    """Return how many days of a period have passed by an instant, the last one in part.

    Source:
        own choice: a month that runs is divided by the part of it that has passed, else every mean would
        begin near nought and climb until the last of the month.
    """
    return max(0.0, (min(period.until, at) - period.since) / _DAY)


def value_of(indicator: Indicator, tallies: tuple[Tally, ...], *, days: float = 0.0) -> Value:
    """Return what the tallies of an indicator's measures make of it.

    Args:
        indicator: which.
        tallies: of its measures, in their order.
        days: how many days of the period have passed; a mean a day is not known before one has.
    """
    counted = tallies[0]
    if indicator.daily:
        whole = _amount(indicator.numerator, counted)
        if days < 1:
            return Value(value=None, numerator=counted.count, why=WhyNone.NO_DAY)
        return Value(value=whole / days, numerator=counted.count)
    if indicator.denominator is not None:
        part, whole = (_amount(one, told) for one, told in zip(indicator.measures, tallies, strict=True))
        share = 100 * part / whole if whole else None
        why = None if whole else WhyNone.NOTHING_TO_COUNT_OVER
        return Value(value=share, numerator=round(part), denominator=round(whole), why=why)
    if indicator.numerator.lasts:
        middle = median(counted.minutes) if counted.minutes else None
        why = None if counted.minutes else WhyNone.NOTHING_LASTED
        return Value(value=middle, numerator=counted.count, why=why)
    if indicator.numerator.sums:
        return Value(value=counted.total, numerator=counted.count)
    return Value(value=float(counted.count), numerator=counted.count)


def _amount(measure: Measure, tally: Tally) -> float:
    """Return what a side of a rate comes to: its sum where it adds up, else how many it counts."""
    return tally.total if measure.sums else tally.count


def unknown(why: WhyNone) -> Value:
    """Return the value of what nobody can know."""
    return Value(value=None, numerator=None, why=why)


def why_unknown(period: Period, *, begun: datetime | None, at: datetime) -> WhyNone | None:
    """Return why nothing can be known of a period; None where something can.

    Args:
        period: asked for.
        begun: the instant of the first record; None where there is none.
        at: as of when.
    """
    if begun is None:
        return WhyNone.NO_RECORDS
    if period.since > at:
        return WhyNone.NOT_BEGUN
    return WhyNone.BEFORE_RECORDS if period.until <= begun else None


@dataclass(frozen=True, kw_only=True)
class Change:
    """How a figure differs from the one before: percentage points for a rate, its own unit otherwise."""

    difference: float
    in_points: bool


def change_of(indicator: Indicator, now: Value, before: Value) -> Change | None:
    """Return how a figure has changed; None where one of the two is unknown."""
    if now.value is None or before.value is None:
        return None
    return Change(difference=now.value - before.value, in_points=indicator.unit is PERCENT)
