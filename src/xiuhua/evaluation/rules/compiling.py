"""A figure's conditions as SQL over the columns of a fact.

Source:
    own choice, because what is shown behind a figure must be chosen by the very condition that counted it;
    three-valued logic is folded so that SQL and `Predicate.holds` agree on what is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from xiuhua.evaluation.rules.periods import Period
from xiuhua.scenekit.indicators import Measure, Predicate
from xiuhua.scenekit.indicators.predicates import AtLeast, Every, Fails, IsOne, Known, Some

_AS_NAMED: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Sql:
    """A piece of SQL with what stands for its `%s`. Its text comes from declarations, never from a person."""

    text: str
    values: tuple[Any, ...] = ()  # whatever PostgreSQL takes


def condition(predicate: Predicate, columns: Mapping[str, str] = _AS_NAMED) -> Sql:
    """Return a condition as SQL. Where it is unknown it is false, under a negation true.

    Args:
        predicate: the condition.
        columns: what stands for a column, where that is not its name.
    """
    if isinstance(predicate, IsOne):
        return Sql(f"{_column(predicate, columns)} = ANY(%s)", (list(predicate.values),))
    if isinstance(predicate, Known):
        return Sql(f"{_column(predicate, columns)} IS NOT NULL")
    if isinstance(predicate, AtLeast):
        return Sql(f"{_column(predicate, columns)} >= %s", (predicate.number,))
    if isinstance(predicate, Fails):
        inner = condition(predicate.part, columns)
        return Sql(f"(({inner.text}) IS NOT TRUE)", inner.values)
    if isinstance(predicate, Every):
        return _joined(predicate.parts, " AND ", columns, empty="TRUE")
    if isinstance(predicate, Some):
        return _joined(predicate.parts, " OR ", columns, empty="FALSE")
    raise TypeError(f"{predicate!r} has no SQL")


def _column(predicate: IsOne | Known | AtLeast, columns: Mapping[str, str]) -> str:
    return columns.get(predicate.column, predicate.column)


def _joined(parts: tuple[Predicate, ...], word: str, columns: Mapping[str, str], *, empty: str) -> Sql:
    made = [condition(part, columns) for part in parts]
    text = word.join(one.text for one in made)
    return Sql(f"({text})" if made else empty, tuple(value for one in made for value in one.values))


def within_period(column: str, period: Period) -> Sql:
    """Return that an instant lies in a period."""
    return Sql(f"{column} >= %s AND {column} < %s", (period.since, period.until))


def counts(measure: Measure, period: Period) -> Sql:
    """Return which facts a measure counts in a period."""
    where = condition(measure.where)
    lasting = [f"{column} IS NOT NULL" for column in measure.lasts or ()]
    found = Sql(" AND ".join([where.text, *lasting]), where.values)
    if not measure.period:
        return found
    when = within_period(measure.period, period)
    return Sql(f"{found.text} AND {when.text}", (*found.values, *when.values))


def aggregate(measure: Measure, period: Period) -> Sql:
    """Return the aggregate of a measure: a count, a sum, different values, or every duration in minutes."""
    which = counts(measure, period)
    if measure.distinct:
        what = f"array_agg(DISTINCT {measure.distinct})"
    elif measure.sums:
        what = f"sum({measure.sums})"
    elif measure.lasts:
        begun, ended = measure.lasts
        what = f"array_agg((extract(epoch FROM {ended} - {begun}) / 60)::float8)"
    else:
        what = "count(*)"
    return Sql(f"{what} FILTER (WHERE {which.text})", which.values)
