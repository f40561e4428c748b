"""A figure's conditions as SQL over the columns of a fact.

Source:
    own choice, because what is shown behind a figure must be chosen by the very condition that counted it;
    three-valued logic is folded so that SQL and `Predicate.holds` agree on what is unknown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from xiuhua.evaluation.rules.periods import Period
from xiuhua.scenekit.indicators import Measure, Predicate
from xiuhua.scenekit.indicators.predicates import AtLeast, Every, Fails, IsOne, Known, Some

_AS_NAMED: Mapping[str, str] = MappingProxyType({})
_WORD_BITS = 62  # of a bigint, with its sign and one to spare
_FEW_SPANS = 2  # of one instant, which two comparisons each tell sooner than a search


@dataclass(frozen=True)
class Sql:
    """A piece of SQL with what stands for its `%s`. Its text comes from declarations, never from a person."""

    text: str
    values: tuple[Any, ...] = ()  # whatever PostgreSQL takes


@dataclass(frozen=True)
class InSpan(Sql):
    """That an instant lies in a span; its values are the two ends."""

    column: str = ""


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
        told = [question for _bit, question in self._known.values()]
        return [
            (f"marks_{start // _WORD_BITS}", _word(told[start : start + _WORD_BITS]))
            for start in range(0, len(told), _WORD_BITS)
        ]


def _word(told: Sequence[Sql]) -> Sql:
    """Return what a column of marks is made of."""
    spans: dict[str, list[tuple[int, InSpan]]] = defaultdict(list)
    for bit, question in enumerate(told):
        if isinstance(question, InSpan):
            spans[question.column].append((bit, question))
    many = {column: its for column, its in spans.items() if len(its) > _FEW_SPANS}
    parts = [
        Sql(f"CASE WHEN {one.text} THEN {1 << bit} ELSE 0 END", one.values)
        for bit, one in enumerate(told)
        if not (isinstance(one, InSpan) and one.column in many)
    ]
    parts += [_spans_word(column, its) for column, its in many.items()]
    values = tuple(value for part in parts for value in part.values)
    return Sql(f"({' | '.join(part.text for part in parts)})::bigint", values)


def _spans_word(column: str, told: Sequence[tuple[int, InSpan]]) -> Sql:
    """Return the bits of many spans of one instant, looked up by the two ends between which it lies."""
    ends = sorted({end for _bit, one in told for end in one.values})
    marks = [0, *(sum(1 << bit for bit, one in told if one.values[0] <= end < one.values[1]) for end in ends)]
    text = f"coalesce((%s::bigint[])[width_bucket({column}::timestamptz, %s::timestamptz[]) + 1], 0)"
    return Sql(text, (marks, ends))


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


def within_period(column: str, period: Period) -> InSpan:
    """Return that an instant lies in a period."""
    return InSpan(f"{column} >= %s AND {column} < %s", (period.since, period.until), column)


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
