"""A figure's conditions as SQL over the columns of a fact.

Source:
    own choice, because what is shown behind a figure must be chosen by the very condition that counted it;
    three-valued logic is folded so that SQL and `Predicate.holds` agree on what is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from xiuhua.evaluation.rules.periods import Period
from xiuhua.scenekit.indicators import Measure, Predicate
from xiuhua.scenekit.indicators.predicates import AtLeast, Every, Fails, IsOne, Known, Some

_AS_NAMED: Mapping[str, str] = MappingProxyType({})
_WORD_BITS = 62  # of a bigint, with its sign and one to spare


@dataclass(frozen=True)
class Sql:
    """A piece of SQL with what stands for its `%s`. Its text comes from declarations, never from a person."""

    text: str
    values: tuple[Any, ...] = ()  # whatever PostgreSQL takes


def joined(parts: list[Sql], word: str, *, empty: str) -> Sql:
    """Return conditions as one: all of them (`AND`) or any (`OR`), `empty` where there are none."""
    if not parts:
        return Sql(empty)
    text = f" {word} ".join(f"({one.text})" for one in parts)
    return Sql(text, tuple(value for one in parts for value in one.values))


@dataclass
class Marks:
    """The questions with yes or no that some measures ask of a fact, each a bit of its marks.

    A year of facts has few different marks: those that are alike are counted once, and the measures then read
    the marks and no facts.
    """

    _known: dict[str, tuple[int, Sql]] = field(default_factory=dict)

    def __call__(self, question: Sql) -> Sql:
        """Return that a fact's marks say yes to a question."""
        bit, _same = self._known.setdefault(repr(question), (len(self._known), question))
        return Sql(f"(marks_{bit // _WORD_BITS} & {1 << bit % _WORD_BITS}) <> 0")

    def words(self) -> list[tuple[str, Sql]]:
        """Return the columns of marks, each with what it is made of; an answer that is unknown is no."""
        found: list[tuple[str, Sql]] = []
        told = [question for _bit, question in self._known.values()]
        for start in range(0, len(told), _WORD_BITS):
            part = told[start : start + _WORD_BITS]
            bits = [f"CASE WHEN {one.text} THEN {1 << bit} ELSE 0 END" for bit, one in enumerate(part)]
            values = tuple(value for one in part for value in one.values)
            found.append((f"marks_{start // _WORD_BITS}", Sql(f"({' | '.join(bits)})::bigint", values)))
        return found


def _itself(question: Sql) -> Sql:
    return question


def condition(
    predicate: Predicate,
    columns: Mapping[str, str] = _AS_NAMED,
    *,
    asked: Callable[[Sql], Sql] = _itself,
) -> Sql:
    """Return a condition as SQL. Where it is unknown it is false, under a negation true.

    Args:
        predicate: the condition.
        columns: what stands for a column, where that is not its name.
        asked: what stands for each question that it is made of.
    """
    if isinstance(predicate, IsOne):
        return asked(Sql(f"{_column(predicate, columns)} = ANY(%s)", (list(predicate.values),)))
    if isinstance(predicate, Known):
        return asked(Sql(f"{_column(predicate, columns)} IS NOT NULL"))
    if isinstance(predicate, AtLeast):
        return asked(Sql(f"{_column(predicate, columns)} >= %s", (predicate.number,)))
    if isinstance(predicate, Fails):
        inner = condition(predicate.part, columns, asked=asked)
        return Sql(f"(({inner.text}) IS NOT TRUE)", inner.values)
    if isinstance(predicate, Every):
        return _all_or_any(predicate.parts, "AND", columns, asked, empty="TRUE")
    if isinstance(predicate, Some):
        return _all_or_any(predicate.parts, "OR", columns, asked, empty="FALSE")
    raise TypeError(f"{predicate!r} has no SQL")


def _column(predicate: IsOne | Known | AtLeast, columns: Mapping[str, str]) -> str:
    return columns.get(predicate.column, predicate.column)


def _all_or_any(
    parts: tuple[Predicate, ...],
    word: str,
    columns: Mapping[str, str],
    asked: Callable[[Sql], Sql],
    *,
    empty: str,
) -> Sql:
    found = joined([condition(part, columns, asked=asked) for part in parts], word, empty=empty)
    return Sql(f"({found.text})", found.values)


def at_least_as_wide(predicate: Predicate, columns: Mapping[str, str]) -> Predicate:
    """Return a condition over some columns only that holds wherever another does.

    Args:
        predicate: the other.
        columns: those that may be looked at.
    """
    if isinstance(predicate, Every):
        return Every(tuple(at_least_as_wide(part, columns) for part in predicate.parts))
    if isinstance(predicate, Some):
        return Some(tuple(at_least_as_wide(part, columns) for part in predicate.parts))
    return predicate if set(predicate.columns()) <= columns.keys() else Every(())


def within_period(column: str, period: Period) -> Sql:
    """Return that an instant lies in a period."""
    return Sql(f"{column} >= %s AND {column} < %s", (period.since, period.until))


def counts(measure: Measure, period: Period, *, asked: Callable[[Sql], Sql] = _itself) -> Sql:
    """Return which facts a measure counts in a period.

    Args:
        measure: which.
        period: which.
        asked: what stands for each question that this is made of.
    """
    needed = (*(measure.lasts or ()), *((measure.sums,) if measure.sums else ()))
    parts = [
        condition(measure.where, asked=asked),
        *(asked(Sql(f"{column} IS NOT NULL")) for column in needed),
        *([asked(within_period(measure.period, period))] if measure.period else ()),
    ]
    return joined(parts, "AND", empty="TRUE")


def values_gathered(measure: Measure, period: Period) -> Sql:
    """Return the aggregate of a measure that needs each value: those that differ, or every duration."""
    which = counts(measure, period)
    if measure.lasts:
        begun, ended = measure.lasts
        what = f"json_agg((extract(epoch FROM {ended} - {begun}) / 60)::float8)"
    else:
        what = f"json_agg(DISTINCT {measure.distinct})"
    return Sql(f"{what} FILTER (WHERE {which.text})", which.values)
