"""Counting: one grouped scan per fact table for every measure, period and group asked for.

The facts that have changed since an instant in the past are folded and counted in Python by the same
conditions, and added to what the scan of the unchanged ones counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from xiuhua.evaluation.queries.facts.tables import Asked, Column, FactTable
from xiuhua.evaluation.rules.compiling import Sql, aggregate, condition, counts
from xiuhua.evaluation.rules.periods import Period
from xiuhua.evaluation.rules.tallies import Fact, Tally, is_counted, tally_add
from xiuhua.evaluation.terms import SplitBy
from xiuhua.scenekit.indicators import Measure

Slot = tuple[Measure, Period]
CODE_LENGTHS = {SplitBy.DISTRICT: 6, SplitBy.STREET: 9, SplitBy.COMMUNITY: 12}
BETWEEN = "\x1f"  # the sign that ASCII has for this
_ASKED = "asked AS (SELECT %s::timestamptz AS at, %s::boolean AS past)"


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """One group out of those that facts are split by: what a column must hold, None for nothing."""

    held: tuple[tuple[str, str | int | None], ...] = ()

    @property
    def columns(self) -> Mapping[str, str | int | None]:
        """What the columns must hold."""
        return dict(self.held)


NOTHING_LEFT_OUT = Narrowing()


@dataclass(frozen=True, kw_only=True)
class Scanned:
    """What one scan of a fact table told.

    Args:
        tallies: the tally of every measure in its period, by group; without a split the one group is "".
        begun: the first instant that any fact is about; None where there is none.
    """

    tallies: Mapping[str, Mapping[Slot, Tally]]
    begun: datetime | None


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
    found, begun = _scanned(table, wanted, asked, (split, also), only)
    if asked.past and table.changed:
        for _identity, fact in table.changed(asked):
            if all(fact[name] == value for name, value in only.columns.items()):
                for measure, period in wanted:
                    tally_add(found[_label(fact, split, also)][measure, period], measure, period, fact)
    return Scanned(tallies=found, begun=begun)


def counted_rows(
    table: FactTable,
    measure: Measure,
    period: Period,
    asked: Asked,
    *,
    only: Narrowing = NOTHING_LEFT_OUT,
) -> Q:
    """Return the condition on `pk` that chooses exactly what a measure counts: its facts, or its values."""
    sql, values = _counted_sql(table, measure, period, asked, only)
    rows = Q(pk__in=RawSQL(sql, values))  # noqa: S611 - declarations
    if asked.past and table.changed:
        ids = [
            identity
            for identity, fact in table.changed(asked)
            if is_counted(measure, period, fact)
            and all(fact[column] == value for column, value in only.columns.items())
        ]
        rows |= Q(pk__in=ids)
    return rows


def values_counted(
    table: FactTable,
    measure: Measure,
    period: Period,
    asked: Asked,
    *,
    only: Narrowing = NOTHING_LEFT_OUT,
) -> set[object]:
    """Return what a measure counts, by id, or the different values that it counts."""
    sql, values = _counted_sql(table, measure, period, asked, only)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found: set[object] = {value for (value,) in cursor.fetchall()}
    if asked.past and table.changed:
        found |= {
            fact[measure.distinct] if measure.distinct else identity
            for identity, fact in table.changed(asked)
            if is_counted(measure, period, fact)
            and all(fact[column] == value for column, value in only.columns.items())
        }
    return found


# --- the statement ------------------------------------------------------------------------------------------


def _scanned(
    table: FactTable,
    slots: Sequence[Slot],
    asked: Asked,
    splits: tuple[SplitBy | None, SplitBy | None],
    only: Narrowing,
) -> tuple[dict[str, dict[Slot, Tally]], datetime | None]:
    columns = {name for measure, _period in slots for name in measure.columns()} | only.columns.keys()
    group = _label_sql(*splits)
    columns |= {str(name) for name in group.values}
    inner = _facts(table, columns, slots, asked, only)
    aggregates = [aggregate(measure, period) for measure, period in slots]
    told = ", ".join(one.text for one in aggregates)
    area = table.area_bounds(asked.prefixes)
    # The first instant stands in every row, and alone in one where nothing was counted.
    sql = (
        f"WITH {_ASKED}, fact AS MATERIALIZED ({inner.text}), "  # noqa: S608 - declarations
        f"begun(at) AS ({table.begun.format(area=area.text)}), "
        f"counted AS (SELECT TRUE AS met, {group.text} AS label, {told} FROM fact GROUP BY 2) "
        "SELECT begun.at, counted.* FROM begun LEFT JOIN counted ON TRUE"
    )
    values = [
        asked.at, asked.past, *inner.values, *area.values,
        *(value for one in aggregates for value in one.values),
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    found: dict[str, dict[Slot, Tally]] = defaultdict(lambda: {slot: Tally() for slot in slots})
    for _begun, met, key, *cells in rows:
        if met:
            found[key] = {slot: _tally(slot[0], cell) for slot, cell in zip(slots, cells, strict=True)}
    if splits == (None, None):
        _ = found[""]
    begun = rows[0][0]
    return found, begun if isinstance(begun, datetime) else None


def _counted_sql(
    table: FactTable, measure: Measure, period: Period, asked: Asked, only: Narrowing
) -> tuple[str, tuple[Any, ...]]:  # whatever PostgreSQL takes
    name = measure.distinct or "identity"
    which = counts(measure, period)
    inner = _facts(table, {*measure.columns(), *only.columns}, [(measure, period)], asked, only)
    sql = f"WITH {_ASKED}, fact AS ({inner.text}) SELECT {name} FROM fact WHERE {which.text}"  # noqa: S608 - declarations
    return sql, (asked.at, asked.past, *inner.values, *which.values)


def _tally(measure: Measure, cell: object) -> Tally:
    if measure.distinct:
        return Tally(values=set(cell if isinstance(cell, list) else ()))
    if measure.lasts:
        return Tally(minutes=list(cell if isinstance(cell, list) else ()))
    if measure.sums:
        number, total = cell if isinstance(cell, list) else (0, 0.0)
        return Tally(number=int(number), total=float(total))
    return Tally(number=cell if isinstance(cell, int) else 0)


def _facts(
    table: FactTable, columns: Iterable[str], slots: Sequence[Slot], asked: Asked, only: Narrowing
) -> Sql:
    """Return the facts that may count at all, with the columns asked for."""
    names = sorted(set(columns))
    chosen = [table.columns[name] for name in names]
    when = _bounds(table, slots)
    joins = dict.fromkeys(column.join for column in chosen if column.join)
    area = table.area_bounds(asked.prefixes)
    narrowed = [f"{table.columns[name].sql} IS NOT DISTINCT FROM %s" for name in only.columns]
    conditions = [table.where, area.text, when.text, *narrowed, *((table.unchanged,) if asked.past else ())]
    text = (
        f"SELECT {', '.join([f'{table.identity} AS identity', *_named(table, names)])} "  # noqa: S608 - declarations
        f"FROM asked CROSS JOIN {table.source} {' '.join(table.joins[name] for name in joins)} "
        f"WHERE {' AND '.join(f'({one})' for one in conditions)}"
    )
    return Sql(text, (*area.values, *when.values, *only.columns.values()))


def _named(table: FactTable, names: Sequence[str]) -> list[str]:
    return [f"{table.columns[name].sql} AS {name}" for name in names]


def _bounds(table: FactTable, slots: Sequence[Slot]) -> Sql:
    """Return what a fact must meet to count at all, so that a month joins nothing for a whole year."""
    spans = {
        (measure.period, period.since, period.until): None for measure, period in slots if measure.period
    }
    made = [_within(table.columns[name], since, until) for name, since, until in spans]
    made += [
        _standing(table, one) for one in dict.fromkeys(measure for measure, _ in slots if not measure.period)
    ]
    values = tuple(value for one in made for value in one.values)
    return Sql(" OR ".join(f"({one.text})" for one in made) or "FALSE", values)


def _within(column: Column, since: datetime, until: datetime) -> Sql:
    """Return what must hold where an instant lies in a span."""
    bound = column.bound or f"{column.sql} >= {{since}} AND {column.sql} < {{until}}"
    values = tuple(since if gap == "since" else until for _, gap, _, _ in Formatter().parse(bound) if gap)
    return Sql(bound.format(since="%s", until="%s"), values)


def _standing(table: FactTable, measure: Measure) -> Sql:
    """Return what must hold of a fact that counts as it stands; anything where that needs a join."""
    names = set(measure.where.columns())
    if any(table.columns[name].join for name in names):
        return Sql("TRUE")
    return condition(measure.where, {name: table.columns[name].sql for name in names})


def _label_sql(split: SplitBy | None, also: SplitBy | None) -> Sql:
    """Return what facts are grouped by; its values name the columns that needs."""
    outer = _group_sql(split)
    if also is None:
        return outer
    inner = _group_sql(also)
    return Sql(f"({outer.text}) || chr({ord(BETWEEN)}) || ({inner.text})", (*outer.values, *inner.values))


def _label(fact: Fact, split: SplitBy | None, also: SplitBy | None) -> str:
    outer = _group(fact, split)
    return outer if also is None else f"{outer}{BETWEEN}{_group(fact, also)}"


def _group_sql(split: SplitBy | None) -> Sql:
    """Return what facts are grouped by; its value names the column that needs."""
    if split is None:
        return Sql("''")
    if split is SplitBy.UNIT:
        return Sql("coalesce(unit_id::text, '')", ("unit_id",))
    if split is SplitBy.MATTER:
        return Sql("coalesce(item, '')", ("item",))
    if split is SplitBy.CHANNEL:
        return Sql("channel", ("channel",))
    if split is SplitBy.PERSON:
        return Sql("person", ("person",))
    return Sql(f"left(area_code, {CODE_LENGTHS[split]})", ("area_code",))


def _group(fact: Fact, split: SplitBy | None) -> str:
    if split is None:
        return ""
    if split is SplitBy.UNIT:
        return "" if fact["unit_id"] is None else str(fact["unit_id"])
    if split is SplitBy.MATTER:
        return str(fact["item"] or "")
    if split is SplitBy.CHANNEL:
        return str(fact["channel"])
    if split is SplitBy.PERSON:
        return str(fact["person"])
    return str(fact["area_code"])[: CODE_LENGTHS[split]]


def group_narrowed(split: SplitBy, group: str) -> Narrowing:
    """Return what chooses the facts of one group of a split and no others.

    An area's group holds those that lie below it; one whose code is shorter holds those that name no more.
    """
    if split is SplitBy.UNIT:
        return Narrowing(held=(("unit_id", int(group) if group else None),))
    if split is SplitBy.MATTER:
        return Narrowing(held=(("item", group or None),))
    if split is SplitBy.CHANNEL:
        return Narrowing(held=(("channel", group),))
    if split is SplitBy.PERSON:
        return Narrowing(held=(("person", group),))
    return NOTHING_LEFT_OUT if len(group) >= CODE_LENGTHS[split] else Narrowing(held=(("area_code", group),))
