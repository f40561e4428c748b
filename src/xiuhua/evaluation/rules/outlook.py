"""Where a figure goes: its trend, what lies outside its habit, and a forecast that says how far it may miss.

A forecast is never made without having been tried: the same simple methods are run from past instants, the
one that missed least is taken, and how far it missed then is the width of its interval now.

Source:
    own choice, after textbook methods: last value, mean and seasonal naive forecasts; evaluation on a rolling
    origin; split conformal intervals (the ceil((n + 1) · share)-th smallest miss); Mann-Kendall's test with
    its correction for ties and Theil-Sen's slope for a trend; 1.4826 × the median miss as a robust spread.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import fmean, median

from xiuhua.evaluation.rules.periods import PeriodKind
from xiuhua.evaluation.terms import Method, Way

SHARE = 0.8  # of past forecasts that an interval would have held
AHEAD = 3  # periods
MIN_TRIALS = 6  # fewer say nothing about how far a method misses
_MEAN_OF = 6
_TREND_OF, _TREND_LEAST = 12, 6
_SURE = 1.96  # standard deviations: a trend that chance makes once in twenty series
_OUTSIDE = 3.0  # robust standard deviations
_ROBUST = 1.4826
_SEASONS = {PeriodKind.DAY: 7, PeriodKind.WEEK: 52, PeriodKind.MONTH: 12, PeriodKind.QUARTER: 4}

Forecaster = Callable[[Sequence[float], int], float]


@dataclass(frozen=True, kw_only=True)
class Forecast:
    """What is expected of one period to come, and between what; of past ones `SHARE` fell between."""

    ahead: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Outside:
    """A value that its past did not lead anybody to expect."""

    place: int
    expected: float


@dataclass(frozen=True, kw_only=True)
class Trend:
    """Which way a figure goes.

    Args:
        slope: by how much a period, in the figure's unit; the median of all slopes between two values.
        over: how many values were looked at, the latest.
    """

    way: Way
    slope: float
    over: int


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What the past of a figure lets one say.

    Args:
        method: None where no method could be tried often enough: then nothing is forecast.
        trials: how often each method was tried, from how many past instants.
        miss: by how much the chosen one missed one period ahead, the median.
        forecasts: the next periods, nearest first; only as far as the interval is known.
        outside: values that lie outside the habit.
        trend: None where there are too few values.
    """

    method: Method | None
    trials: int
    miss: float | None
    forecasts: tuple[Forecast, ...]
    outside: tuple[Outside, ...]
    trend: Trend | None


def season_of(kind: PeriodKind) -> int:
    """Return after how many periods a year, of days a week, comes round; 0 where it does not."""
    return _SEASONS.get(kind, 0)


def outlook(
    values: Sequence[float | None],
    *,
    season: int = 0,
    floor: float | None = 0.0,
    ceiling: float | None = None,
) -> Outlook:
    """Return what the past of a figure lets one say of it.

    Args:
        values: of whole periods, oldest first; None where nobody can know. What lies before the last gap is
            not used.
        season: after how many periods a habit comes round; 0 for none.
        floor: what the figure cannot fall below; None for nothing.
        ceiling: what it cannot rise above; None for nothing.
    """
    start = max((place + 1 for place, value in enumerate(values) if value is None), default=0)
    known = [value for value in values[start:] if value is not None]
    methods = _methods(season)
    misses = _misses(known, methods)
    trend = _trend(known)
    if not misses:
        return Outlook(method=None, trials=0, miss=None, forecasts=(), outside=(), trend=trend)
    chosen = min(misses, key=lambda one: (fmean(map(abs, misses[one][1])), list(Method).index(one)))
    told, one_ahead = methods[chosen][1], misses[chosen][1]
    return Outlook(
        method=chosen,
        trials=len(one_ahead),
        miss=median(map(abs, one_ahead)),
        forecasts=tuple(_forecasts(known, told, misses[chosen], floor, ceiling)),
        outside=tuple(_outside(known, told, one_ahead, start)),
        trend=trend,
    )


def _methods(season: int) -> dict[Method, tuple[int, Forecaster]]:
    """Return the methods, each with how many values it needs before it says anything."""
    found: dict[Method, tuple[int, Forecaster]] = {
        Method.LAST: (1, lambda past, _ahead: past[-1]),
        Method.MEAN: (_MEAN_OF, lambda past, _ahead: fmean(past[-_MEAN_OF:])),
    }
    if season:
        found[Method.SEASON] = (season, lambda past, ahead: past[_a_season_before(past, season, ahead)])
        found[Method.GROWTH] = (
            2 * season,
            lambda past, ahead: (
                past[_a_season_before(past, season, ahead)]
                + fmean(past[-season:])
                - fmean(past[-2 * season : -season])
            ),
        )
    return found


def _a_season_before(past: Sequence[float], season: int, ahead: int) -> int:
    return len(past) - season + (ahead - 1) % season


def _misses(
    known: Sequence[float], methods: dict[Method, tuple[int, Forecaster]]
) -> dict[Method, dict[int, list[float]]]:
    """Return by how much each method missed, by how far ahead it looked; all from the same instants."""
    able = {one: told for one, told in methods.items() if len(known) - told[0] >= MIN_TRIALS}
    if not able:
        return {}
    begin = max(needed for needed, _told in able.values())
    return {
        one: {
            ahead: [
                known[origin + ahead - 1] - told(known[:origin], ahead)
                for origin in range(begin, len(known) - ahead + 1)
            ]
            for ahead in range(1, AHEAD + 1)
        }
        for one, (_needed, told) in able.items()
    }


def _forecasts(
    known: Sequence[float],
    told: Forecaster,
    misses: dict[int, list[float]],
    floor: float | None,
    ceiling: float | None,
) -> Iterable[Forecast]:
    for ahead in range(1, AHEAD + 1):
        sizes = sorted(map(abs, misses[ahead]))
        rank = math.ceil((len(sizes) + 1) * SHARE)
        if rank > len(sizes):
            return
        value, width = told(known, ahead), sizes[rank - 1]
        low, value, high = (_within(one, floor, ceiling) for one in (value - width, value, value + width))
        yield Forecast(ahead=ahead, value=value, low=low, high=high)


def _within(value: float, floor: float | None, ceiling: float | None) -> float:
    value = value if floor is None else max(floor, value)
    return value if ceiling is None else min(ceiling, value)


def _outside(
    known: Sequence[float], told: Forecaster, misses: Sequence[float], start: int
) -> Iterable[Outside]:
    spread = _ROBUST * median(map(abs, misses))
    first = len(known) - len(misses)
    for number, miss in enumerate(misses):
        if spread and abs(miss) > _OUTSIDE * spread:
            place = first + number
            yield Outside(place=start + place, expected=told(known[:place], 1))


def _trend(known: Sequence[float]) -> Trend | None:
    """Return which way the latest values go: Mann-Kendall's test, Theil-Sen's slope."""
    last = known[-_TREND_OF:]
    if len(last) < _TREND_LEAST:
        return None
    pairs = [((i, a), (j, b)) for (i, a), (j, b) in combinations(enumerate(last), 2)]
    score = sum((b > a) - (b < a) for (_i, a), (_j, b) in pairs)
    number = len(last)
    ties = [last.count(value) for value in set(last)]
    variance = (_pairs_spread(number) - sum(_pairs_spread(tie) for tie in ties)) / 18
    sure = variance > 0 and (abs(score) - 1) / math.sqrt(variance) > _SURE
    way = Way.STEADY if not sure else Way.UP if score > 0 else Way.DOWN
    return Trend(way=way, slope=median((b - a) / (j - i) for (i, a), (j, b) in pairs), over=number)


def _pairs_spread(number: int) -> int:
    return number * (number - 1) * (2 * number + 5)
