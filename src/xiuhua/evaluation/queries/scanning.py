"""Counting: one statement for every measure, period and group asked for, whatever the facts.

The facts that have changed since an instant in the past are folded and counted in Python by the same
conditions, and added to what the scan of the unchanged ones counts.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Q
from django.db.models.expressions import Expression, RawSQL
from django.db.models.sql.compiler import SQLCompiler

from xiuhua.evaluation.queries.facts.tables import Asked, FactTable
from xiuhua.evaluation.queries.statements import (
    BETWEEN,
    Pass,
    Slot,
    passes,
    row_counts,
    rows_counted,
    scan,
)
from xiuhua.evaluation.rules.compiling import Sql
from xiuhua.evaluation.rules.periods import Period
from xiuhua.evaluation.rules.splits import NOTHING_LEFT_OUT, SPLITS, Narrowing, Split
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
            A group in which nothing was counted is left out.
            What no fact was read for came to nothing.
        begun: the first instant that any fact is about; None where there is none.
    """

    tallies: Tallies
    begun: datetime | None


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What is counted of one fact table.

    Args:
        table: of which facts.
        slots: each measure with a period.
        split: into which groups.
        also: by what each group is split once more; `BETWEEN` stands between the two in the label.
        only: which facts alone.
    """

    table: FactTable
    slots: Sequence[Slot]
    split: SplitBy | None = None
    also: SplitBy | None = None
    only: Narrowing = NOTHING_LEFT_OUT

    @property
    def splits(self) -> tuple[Split, ...]:
        """The splits, the outer one first."""
        return tuple(SPLITS[one] for one in (self.split, self.also) if one is not None)


def facts_scanned(ask: Ask, asked: Asked) -> Scanned:
    """Count every measure in its period, group by group.

    Args:
        ask: what.
        asked: where, and as of when.
    """
    return facts_scanned_together([ask], asked)[0]


def facts_scanned_together(asks: Sequence[Ask], asked: Asked) -> list[Scanned]:
    """Count all that is asked, in one statement and so as of one instant.

    Asks of the same facts are counted in one reading, each in its own groups.

    Args:
        asks: what.
        asked: where, and as of when.
    """
    readings: dict[tuple[str, Narrowing], list[int]] = defaultdict(list)
    for place, ask in enumerate(asks):
        readings[ask.table.key, ask.only].append(place)
    together = [[asks[place] for place in places] for places in readings.values()]
    told = [passes(part[0].table, [ask.slots for ask in part]) for part in together]
    found: list[_Found] = [defaultdict(lambda: defaultdict(Tally)) for _ in asks]
    begun: list[datetime | None] = [None] * len(asks)
    places = list(readings.values())
    for reading, number, way, label, numbers, lists, at in _rows(together, told, asked):
        if number < 0:
            for place in places[reading]:
                begun[place] = at
        else:
            one = told[reading][number]
            _take_in(found[places[reading][one.way_of(way)]][label], one, numbers, lists or ())
    for part, its in zip(together, places, strict=True):
        _take_in_changed([(ask, found[place]) for ask, place in zip(part, its, strict=True)], asked)
    return [
        Scanned(tallies=_groups(ask, groups), begun=first)
        for ask, groups, first in zip(asks, found, begun, strict=True)
    ]


def _groups(ask: Ask, groups: _Found) -> Tallies:
    """Return the groups in which anything was counted of what is asked; the whole in any case."""
    if not ask.splits:
        return {"": groups[""]}
    slots = dict.fromkeys(ask.slots)
    return {
        label: told
        for label, told in groups.items()
        if any(told[slot].count for slot in slots if slot in told)
    }


def _rows(
    together: Sequence[Sequence[Ask]], told: Sequence[Sequence[Pass]], asked: Asked
) -> list[tuple[Any, ...]]:
    """Return the rows of `statements.scan`, each behind the place of its reading."""
    parts = [
        scan(asks[0].table, one, asked, groupings=[ask.splits for ask in asks], only=asks[0].only)
        for asks, one in zip(together, told, strict=True)
    ]
    if not parts:
        return []
    text = " UNION ALL ".join(
        f"SELECT {place}, counted_{place}.* FROM ({part.text}) AS counted_{place}"  # noqa: S608 - declarations
        for place, part in enumerate(parts)
    )
    with connection.cursor() as cursor:
        cursor.execute(text, [value for part in parts for value in part.values])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _take_in(group: dict[Slot, Tally], one: Pass, numbers: Sequence[float], lists: Sequence[Any]) -> None:
    cells = iter(numbers)
    for slot in one.counted:
        count, total = int(next(cells)), next(cells) if slot[0].sums else 0.0
        if count:  # of most places, most figures are nought
            group[slot] = Tally(number=count, total=total)
    for slot, values in zip(one.gathered, lists, strict=True):
        if values:
            group[slot] = Tally(minutes=values) if slot[0].lasts else Tally(values=set(values))


def _take_in_changed(told: Sequence[tuple[Ask, _Found]], asked: Asked) -> None:
    """Count the facts of a table that have changed since, as they were."""
    table, only = told[0][0].table, told[0][0].only
    if not (asked.past and table.changed):
        return
    for _identity, fact in table.changed(asked):
        if only.holds(fact):
            for ask, groups in told:
                label = BETWEEN.join(one.group(fact) for one in ask.splits)
                for measure, period in dict.fromkeys(ask.slots):
                    tally_add(groups[label][measure, period], measure, period, fact)


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
