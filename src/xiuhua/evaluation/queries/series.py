"""One figure over the periods that have passed, all counted in one scan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xiuhua.evaluation.queries.asking import FigureQuestion
from xiuhua.evaluation.queries.facts import fact_table
from xiuhua.evaluation.queries.figures import is_standing, value_in
from xiuhua.evaluation.queries.scanning import Ask, facts_scanned
from xiuhua.evaluation.rules.outlook import Outlook, outlook, season_of
from xiuhua.evaluation.rules.periods import Period, PeriodKind, period_before
from xiuhua.evaluation.rules.tallies import Value
from xiuhua.scenekit.indicators import PERCENT, Indicator
from xiuhua.shared.errors import NotFound

# Two seasons and what it takes to try a forecast from; of years, what one looks at together.
_PERIODS = {
    PeriodKind.DAY: 57, PeriodKind.WEEK: 61, PeriodKind.MONTH: 37, PeriodKind.QUARTER: 17, PeriodKind.YEAR: 9,
}  # fmt: skip
_WHOLE = 100.0
_BORN_WITH = frozenset({"smart", "channel", "item"})  # what a fact is from its first instant


@dataclass(frozen=True, kw_only=True)
class FigureSeries:
    """A figure over time.

    Args:
        periods: the whole ones, oldest first, with their values.
        running: the one that has not ended, and what it has come to; None where the one asked for has ended.
        begins_inside: whether records begin inside the first of them, which is left out of the outlook.
        changing: whether the latest of them are not final, because what becomes of a period's records is
            counted for that period: then nothing is expected.
        outlook: what the whole ones let one say.
    """

    periods: tuple[Period, ...]
    values: tuple[Value, ...]
    running: tuple[Period, Value] | None
    begins_inside: bool
    changing: bool
    outlook: Outlook


def figure_series(question: FigureQuestion) -> FigureSeries:
    """Return one figure over the period asked for and those before it.

    Raises:
        NotFound: the figure counts what stands now, so that its past cannot be counted again.
    """
    (one,) = question.indicators
    if is_standing(one):
        raise NotFound(kind="figure", key=one.key)
    asked = tuple(reversed(list(_backwards(question))))
    slots = [(measure, period) for measure in one.measures for period in asked]
    table = fact_table(one.fact)
    scanned = facts_scanned(Ask(table=table, slots=slots, only=question.only), question.asked)
    begun = scanned.begun
    periods = tuple(period for period in asked if begun and period.until > begun) or asked[-1:]
    values = tuple(
        value_in(one, scanned.tallies[""], period, begun=begun, at=question.asked.at) for period in periods
    )
    whole = sum(period.until <= question.asked.at for period in periods)
    begins_inside = bool(whole and begun and periods[0].since < begun)
    changing = table.changed is not None and still_changes(one)
    known = [None if changing else value.value for value in values[:whole]]
    if begins_inside:
        known[0] = None
    return FigureSeries(
        periods=periods[:whole],
        values=values[:whole],
        running=(periods[whole], values[whole]) if whole < len(periods) else None,
        begins_inside=begins_inside,
        changing=changing,
        outlook=outlook(known, season=season_of(question.period.kind), ceiling=_ceiling(one, values)),
    )


def still_changes(one: Indicator) -> bool:
    """Return whether a figure of facts that change asks what became of them after its period."""
    counted, over = one.numerator, one.denominator
    if over is None or counted.period != over.period:
        return False
    return bool(set(counted.where.columns()) - {counted.period} - _BORN_WITH)


def _ceiling(one: Indicator, values: Sequence[Value]) -> float | None:
    """Return what a figure cannot pass: a share that never was above the whole, the whole."""
    known = [value.value for value in values if value.value is not None]
    return _WHOLE if one.unit is PERCENT and max(known, default=0.0) <= _WHOLE else None


def _backwards(question: FigureQuestion) -> Iterator[Period]:
    """Yield the period asked for and those before it, as far as the years in use go."""
    period = question.period
    for _ in range(_PERIODS[period.kind]):
        yield period
        try:
            period = period_before(period, question.months)
        except ValueError:
            return
