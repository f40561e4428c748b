"""Counting: one statement per fact table for every measure, period and group asked for.

The facts that have changed since an instant in the past are folded and counted in Python by the same
conditions, and added to what the scan of the unchanged ones counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Q
from django.db.models.expressions import Expression, RawSQL
from django.db.models.sql.compiler import SQLCompiler

from xiuhua.evaluation.queries.facts.tables import Asked, FactTable
from xiuhua.evaluation.queries.statements import BETWEEN, Pass, Slot, passes, row_counts, rows_counted, scan
from xiuhua.evaluation.rules.compiling import Sql
from xiuhua.evaluation.rules.periods import Period
from xiuhua.evaluation.rules.splits import CODE_LENGTHS, NOTHING_LEFT_OUT, SPLITS, Narrowing, Split
from xiuhua.evaluation.rules.tallies import Tally, is_counted, tally_add
from xiuhua.evaluation.terms import SplitBy
from xiuhua.scenekit.indicators import Measure

Tallies = Mapping[str, Mapping[Slot, Tally]]
_Found = dict[str, dict[Slot, Tally]]
_COLUMN = re.compile(r"<<(\w+)>>")


@dataclass(frozen=True, kw_only=True)
class Scanned:
    """What one scan of a fact table told.

    Args:
        tallies: the tally of every measure in its period, by group; without a split the one group is "".
            What no fact was read for came to nothing.
        begun: the first instant that any fact is about; None where there is none.
    """

    tallies: Tallies
    begun: datetime | None

    def rolled_up(self, split: SplitBy | None) -> Tallies:
        """Return the tallies of the areas above those that were counted: what lies in them adds up.

        Args:
            split: which areas; None for everything together.
        """
        digits = CODE_LENGTHS[split] if split else 0
        found: _Found = defaultdict(lambda: defaultdict(Tally))
        if split is None:
            _ = found[""]
        for label, told in self.tallies.items():
            above = found[label[:digits]]
            for slot, tally in told.items():
                above[slot].add(tally)
        return found


def facts_scanned(
    table: FactTable,
    slots: Iterable[Slot],
    asked: Asked,
    *,
    split: SplitBy | None = None,
    also: SplitBy | None = None,
    only: Narrowing = NOTHING_LEFT_OUT,
) -> Scanned:
    """Count every measure in its period, group by group, in one statement.

    Args:
        table: of which facts.
        slots: each measure with a period.
        asked: where, and as of when.
        split: into which groups.
        also: by what each group is split once more; `BETWEEN` stands between the two in the label.
        only: which facts alone.
    """
    wanted = tuple(dict.fromkeys(slots))
    splits = [SPLITS[one] for one in (split, also) if one is not None]
    found: _Found = defaultdict(lambda: defaultdict(Tally))
    begun = _scanned(found, table, passes(table, wanted), asked, splits, only)
    if not splits:
        _ = found[""]
    if asked.past and table.changed:
        for _identity, fact in table.changed(asked):
            if only.holds(fact):
                label = BETWEEN.join(one.group(fact) for one in splits)
                for measure, period in wanted:
                    tally_add(found[label][measure, period], measure, period, fact)
    return Scanned(tallies=found, begun=begun)


def counted_rows(
    table: FactTable,
    measure: Measure,
    period: Period,
    asked: Asked,
    *,
    only: Narrowing = NOTHING_LEFT_OUT,
    negated: bool = False,
) -> Q:
    """Return the condition that chooses exactly what a measure counts: its facts, or its values.

    Args:
        table: of which facts.
        measure: what it counts.
        period: over which time.
        asked: where, and as of when.
        only: which facts alone.
        negated: whether what is not counted is chosen instead.
    """
    if table.alias and not asked.past and not measure.distinct:
        told = row_counts(table, measure, period, asked, only)
        return Q(RowHolds(Sql(f"({told.text}) IS NOT TRUE", told.values) if negated else told))
    chosen = rows_counted(table, measure, period, asked, only)
    rows = Q(pk__in=RawSQL(chosen.text, chosen.values))  # noqa: S611 - declarations
    if asked.past and table.changed:
        ids = [
            identity
            for identity, fact in table.changed(asked)
            if is_counted(measure, period, fact) and only.holds(fact)
        ]
        rows |= Q(pk__in=ids)
    return ~rows if negated else rows


class RowHolds(Expression):
    """Whether a condition holds of a row: SQL in which a column of the row is named `<<column>>`."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, told: Sql) -> None:
        super().__init__()
        self._told = told
        self._names = sorted(set(_COLUMN.findall(told.text)))
        self._columns: list[Any] = [F(name) for name in self._names]

    def get_source_expressions(self) -> list[Any]:
        """Return the columns, which Django finds in whatever query the condition stands."""
        return self._columns

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """Take the columns as Django has found them."""
        self._columns = list(exprs)

    def as_sql(self, compiler: SQLCompiler, _connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        """Return the condition with its columns named."""
        named = {
            name: compiler.compile(column)[0] for name, column in zip(self._names, self._columns, strict=True)
        }
        return _COLUMN.sub(lambda found: named[found[1]], self._told.text), self._told.values


def values_counted(
    table: FactTable,
    measure: Measure,
    period: Period,
    asked: Asked,
    *,
    only: Narrowing = NOTHING_LEFT_OUT,
) -> set[object]:
    """Return what a measure counts, by id, or the different values that it counts."""
    chosen = rows_counted(table, measure, period, asked, only)
    with connection.cursor() as cursor:
        cursor.execute(chosen.text, chosen.values)
        found: set[object] = {value for (value,) in cursor.fetchall()}
    if asked.past and table.changed:
        found |= {
            fact[measure.distinct] if measure.distinct else identity
            for identity, fact in table.changed(asked)
            if is_counted(measure, period, fact) and only.holds(fact)
        }
    return found


def _scanned(
    found: _Found,
    table: FactTable,
    told: Sequence[Pass],
    asked: Asked,
    splits: Sequence[Split],
    only: Narrowing,
) -> datetime | None:
    """Take in what the statement counts, and return the first instant that any fact is about."""
    statement = scan(table, told, asked, splits=splits, only=only)
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.values)
        rows = cursor.fetchall()
    begun: datetime | None = None
    for number, label, numbers, lists, at in rows:
        if number < 0:
            begun = at
            continue
        group, one = found[label], told[number]
        cells = iter(numbers)
        for slot in one.counted:
            count = int(next(cells))
            group[slot] = Tally(number=count, total=next(cells) if slot[0].sums else 0.0)
        for slot, values in zip(one.gathered, lists or (), strict=True):
            told_all = values or []
            group[slot] = Tally(minutes=told_all) if slot[0].lasts else Tally(values=set(told_all))
    return begun
