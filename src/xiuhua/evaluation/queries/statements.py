"""The statement that counts what is asked of the facts of one table, in passes that read no more than needed.

Facts are read in passes by the joins that their measures need, so that nothing is joined for a figure that
does not ask for it. In a pass, facts that are alike in everything asked of them are counted once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from string import Formatter

from xiuhua.evaluation.queries.facts.tables import Asked, FactTable
from xiuhua.evaluation.rules.compiling import (
    Marks,
    Sql,
    at_least_as_wide,
    condition,
    counts,
    joined,
    values_gathered,
    within_period,
)
from xiuhua.evaluation.rules.periods import Period
from xiuhua.evaluation.rules.splits import NOTHING_LEFT_OUT, Narrowing, Split
from xiuhua.scenekit.indicators import Measure

Slot = tuple[Measure, Period]
BETWEEN = "\x1f"  # the sign that ASCII has for this
_SHORT = timedelta(
    days=100
)  # of a year: looking facts up one by one then takes as long as reading all of them
_AMONG = re.compile(r"\{chosen:([\w.]+)\}")
_ASKED = "asked AS NOT MATERIALIZED (SELECT %s::timestamptz AS at, %s::boolean AS past)"


@dataclass(frozen=True, kw_only=True)
class Pass:
    """One reading of the facts: the measures that it counts, or those of which it gathers each value.

    Args:
        ways: which of the ways to group are asked for any of them.
    """

    counted: tuple[Slot, ...] = ()
    gathered: tuple[Slot, ...] = ()
    ways: tuple[int, ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """All of them."""
        return (*self.counted, *self.gathered)

    def way_of(self, told: int) -> int:
        """Return which way a row was grouped; `told` is PostgreSQL's: a bit for each way it was not."""
        number = len(self.ways)
        return self.ways[number - (~told & ((1 << number) - 1)).bit_length()]


def passes(table: FactTable, asked: Sequence[Sequence[Slot]]) -> list[Pass]:
    """Return the passes that some measures take: those alike in the joins that they need go together.

    What stands now is chosen otherwise than what lies in a period; without a join the two go apart. Values
    are many, and gathered only for those who ask for them, whatever joins each needs in one reading.

    Args:
        table: of which facts.
        asked: the measures with their periods, for each way to group.
    """
    wanted: dict[Slot, list[int]] = {}
    for way, slots in enumerate(asked):
        for slot in dict.fromkeys(slots):
            wanted.setdefault(slot, []).append(way)
    found: dict[object, list[Slot]] = {}
    for slot, ways in wanted.items():
        measure, _period = slot
        joins = frozenset(join for name in measure.columns() if (join := table.columns[name].join))
        stands = not measure.period
        is_gathered = bool(measure.lasts or measure.distinct)
        alike = (tuple(ways), stands and joins) if is_gathered else (joins, stands and not joins)
        found.setdefault((is_gathered, alike), []).append(slot)
    return [_pass(told, wanted) for told in found.values()]


def _pass(told: Sequence[Slot], wanted: Mapping[Slot, Sequence[int]]) -> Pass:
    ways = tuple(sorted({way for slot in told for way in wanted[slot]}))
    each = told[0][0].lasts or told[0][0].distinct
    return Pass(gathered=tuple(told), ways=ways) if each else Pass(counted=tuple(told), ways=ways)


def scan(
    table: FactTable,
    told: Sequence[Pass],
    asked: Asked,
    *,
    groupings: Sequence[Sequence[Split]] = ((),),
    only: Narrowing = NOTHING_LEFT_OUT,
) -> Sql:
    """Return the statement of some passes, each of which groups the facts that it reads in several ways.

    Each row is the number of a pass, what `Pass.way_of` reads, a group's label, its counts (of a sum, the
    number and the sum), and its gathered values; the row of pass -1 holds the first instant that any fact is
    about.
    """
    area = table.area_bounds(asked.prefixes)
    parts = [
        Sql(_ASKED, (asked.at, asked.past)),
        Sql(f"begun(at) AS ({table.begun.format(area=area.text)})", area.values),
    ]
    rows = [Sql("SELECT -1, 0, '', NULL::float8[], NULL::json, begun.at FROM begun")]
    for number, one in enumerate(told):
        source = Source(table=table, slots=one.slots, asked=asked, only=only, chosen=f"chosen_{number}")
        parts += source.chosen_first()
        rows.append(_counted(source, one, number, [groupings[way] for way in one.ways]))
    text = f"WITH {', '.join(part.text for part in parts)} {' UNION ALL '.join(row.text for row in rows)}"
    return Sql(text, tuple(value for part in (*parts, *rows) for value in part.values))


def rows_counted(
    table: FactTable, measure: Measure, period: Period, asked: Asked, only: Narrowing = NOTHING_LEFT_OUT
) -> Sql:
    """Return the query of what a measure counts: its facts by identity, or its values."""
    source = Source(table=table, slots=((measure, period),), asked=asked, only=only)
    facts, which = source.facts(measure.columns()), counts(measure, period)
    first = [Sql(_ASKED, (asked.at, asked.past)), *source.chosen_first()]
    text = (
        f"WITH {', '.join(part.text for part in first)} "  # noqa: S608 - declarations
        f"SELECT {measure.distinct or 'identity'} FROM ({facts.text}) AS fact WHERE {which.text}"
    )
    return Sql(text, tuple(value for part in (*first, facts, which) for value in part.values))


def row_counts(
    table: FactTable, measure: Measure, period: Period, asked: Asked, only: Narrowing = NOTHING_LEFT_OUT
) -> Sql:
    """Return whether a row of the main table counts: a list filtered by it need not be made whole.

    What the row itself holds is asked of it alone, which lets an index answer; only where that is not enough
    are the fact's other columns looked up, row by row. A column of the row is named `<<column>>`.
    """
    free = {name: column.sql for name, column in table.columns.items() if not column.join}
    own = [
        Sql(table.where),
        table.area_bounds(asked.prefixes),
        condition(at_least_as_wide(measure.where, free), free),
        *_narrowed(only, free),
        *([within_period(free[measure.period], period)] if measure.period in free else ()),
        *([Sql(f"{table.begins} < %s", (period.until,))] if measure.period and table.begins else ()),
    ]  # fmt: skip
    mine = joined(own, "AND", empty="TRUE")
    found = Sql(re.sub(rf"(?<![\w.]){table.alias}\.(\w+)", r"<<\1>>", mine.text), mine.values)
    if {*measure.columns(), *only.columns} <= free.keys() and not measure.lasts and not measure.sums:
        return found
    source = Source(table=table, slots=((measure, period),), asked=asked, only=only, row="<<id>>")
    facts, which = source.facts(measure.columns()), counts(measure, period)
    text = (
        f"{found.text} AND EXISTS (WITH {_ASKED} SELECT FROM ({facts.text}) AS fact "
        f"WHERE {which.text} OFFSET 0)"  # looked up for each row: never made a list of all
    )
    return Sql(text, (*found.values, asked.at, asked.past, *facts.values, *which.values))


def _counted(source: Source, one: Pass, number: int, groupings: Sequence[Sequence[Split]]) -> Sql:
    """Return the rows of one pass."""
    facts = source.facts(
        {
            *(name for measure, _period in one.slots for name in measure.columns()),
            *(split.column for splits in groupings for split in splits),
        }
    )
    # A fence lets what it holds be worked out once, however many look at it; and behind it, facts are hashed.
    read = f"({facts.text} OFFSET 0) AS fact"
    named = {
        f"label_{place}": f" || chr({ord(BETWEEN)}) || ".join(split.sql for split in splits) or "''::text"
        for place, splits in enumerate(groupings)
    }
    labels = ", ".join(f"{sql} AS {name}" for name, sql in named.items())
    label = f"GROUPING({', '.join(named)}) AS way, coalesce({', '.join(named)}) AS label"
    if one.gathered:
        lists = [values_gathered(*slot) for slot in one.gathered]
        sets = ", ".join(f"({name})" for name in named)
        text = (
            f"SELECT {number}, {label}, '{{}}'::float8[], "  # noqa: S608 - declarations
            f"to_json(ARRAY[{', '.join(part.text for part in lists)}]::json[]), NULL "
            f"FROM (SELECT fact.*, {labels} FROM {read} OFFSET 0) AS told GROUP BY GROUPING SETS ({sets})"
        )
        return Sql(text, tuple(value for part in (*lists, facts) for value in part.values))
    marks = Marks()
    which = [(measure, counts(measure, period, asked=marks)) for measure, period in one.counted]
    sums = {measure.sums: f"sum_of_{measure.sums}" for measure, _ in one.counted if measure.sums}
    cells = ", ".join(cell for measure, told in which for cell in _cells(measure, told, sums))
    words = marks.words() or [("marks_0", Sql("0::bigint"))]
    alike = ", ".join(name for name, _word in words)
    sets = ", ".join(f"({name}, {alike})" for name in named)
    each = ", ".join([labels, *(f"{word.text} AS {name}" for name, word in words), *sums])
    together = ", ".join(
        ["count(*) AS facts", *(f"sum({it}::float8) AS {name}" for it, name in sums.items())]
    )
    text = (
        f"SELECT {number}, way, label, ARRAY[{cells}]::float8[], NULL, NULL FROM ("  # noqa: S608 - as above
        f"SELECT {label}, {alike}, {together} FROM (SELECT {each} FROM {read} OFFSET 0) AS told "
        f"GROUP BY GROUPING SETS ({sets})) AS alike GROUP BY way, label"
    )
    return Sql(text, tuple(value for part in (*(word for _, word in words), facts) for value in part.values))


def _cells(measure: Measure, which: Sql, sums: Mapping[str, str]) -> Iterator[str]:
    """Yield what a measure makes of facts alike: how many, and of a sum what they add up to."""
    yield f"coalesce(sum(facts) FILTER (WHERE {which.text}), 0)"
    if measure.sums:
        yield f"coalesce(sum({sums[measure.sums]}) FILTER (WHERE {which.text}), 0)"


@dataclass(frozen=True, kw_only=True)
class Source:
    """The facts that may count at all for some measures.

    Args:
        chosen: what the query is called that names them first where a join asks for that and the time is
            short. A join that reads its own table once for all facts is cheap for a year; so bounded, for a
            day.
        row: the key of the only fact looked at, as SQL; empty for all of them.
    """

    table: FactTable
    slots: Sequence[Slot]
    asked: Asked
    only: Narrowing = NOTHING_LEFT_OUT
    chosen: str = "chosen"
    row: str = ""

    def chosen_first(self) -> list[Sql]:
        """Return the query that names the facts by key, where it is needed."""
        if not self._is_chosen_first():
            return []
        always = self._always()
        each = [
            Sql(
                f"SELECT {self.table.identity} AS id FROM asked CROSS JOIN {self.table.source} "  # noqa: S608 - declarations
                f"WHERE {always.text} AND ({bound.text})",
                (*always.values, *bound.values),
            )
            for bound in self._bounds()
        ]
        text = " UNION ".join(one.text for one in each)
        return [Sql(f"{self.chosen} AS MATERIALIZED ({text})", tuple(v for one in each for v in one.values))]

    def facts(self, names: Iterable[str]) -> Sql:
        """Return the query of the facts: `identity` and some columns, each under its name."""
        table, wanted = self.table, sorted({*names, *self.only.columns})
        joins = self._joins({*wanted, *self._measured()})
        read = [f"{table.identity} AS identity", *(f"{table.columns[name].sql} AS {name}" for name in wanted)]
        narrowed = _narrowed(self.only, {name: column.sql for name, column in table.columns.items()})
        source = f"asked CROSS JOIN {table.source}"
        among = rf"\1 = {self.row}" if self.row else "TRUE"
        if self._is_chosen_first():
            among = rf"\1 IN (SELECT id FROM {self.chosen})"  # noqa: S608 - as below
            source += f" JOIN {self.chosen} AS chosen ON chosen.id = {table.identity}"
            which = joined(narrowed, "AND", empty="TRUE")
        elif self.row:
            which = joined([Sql(f"{table.identity} = {self.row}"), *narrowed], "AND", empty="TRUE")
        else:
            which = joined(
                [self._always(), joined(self._bounds(), "OR", empty="FALSE"), *narrowed], "AND", empty="TRUE"
            )
        beside = " ".join(_AMONG.sub(among, table.joins[join]) for join in joins)
        return Sql(f"SELECT {', '.join(read)} FROM {source} {beside} WHERE {which.text}", which.values)  # noqa: S608 - declarations

    def _measured(self) -> set[str]:
        return {name for measure, _period in self.slots for name in measure.columns()}

    def _joins(self, names: Iterable[str]) -> list[str]:
        found = {self.table.columns[name].join for name in names} - {""}
        return [join for join in self.table.joins if join in found]  # in the order of their declaration

    def _is_chosen_first(self) -> bool:
        spans = {(period.since, period.until) for measure, period in self.slots if measure.period}
        together = sum((until - since for since, until in spans), timedelta())
        joins = self._joins(self._measured())
        is_asked_for = any(_AMONG.search(self.table.joins[join]) for join in joins)
        return is_asked_for and together <= _SHORT and not self.row

    def _always(self) -> Sql:
        table, area = self.table, self.table.area_bounds(self.asked.prefixes)
        unchanged = [Sql(table.unchanged)] if self.asked.past else []
        return joined([Sql(table.where), area, *unchanged], "AND", empty="TRUE")

    def _bounds(self) -> list[Sql]:
        """Return what a fact must meet to count at all: one of these, each with an index of its own.

        So a day reads no year: what has a bound of its own, what lies in a period, what stands now.
        """
        table = self.table
        spans = dict.fromkeys(
            (measure.period, period.since, period.until) for measure, period in self.slots if measure.period
        )
        plain = [(name, since, until) for name, since, until in spans if not table.columns[name].bounds]
        own = (
            _in_span(bound, since, until)
            for name, since, until in spans
            for bound in table.columns[name].bounds
        )
        found = list(dict.fromkeys(own))
        if plain:
            inside = joined(
                [Sql(f"{table.columns[name].sql} >= %s AND {table.columns[name].sql} < %s", (since, until))
                 for name, since, until in plain],
                "OR", empty="FALSE",
            )  # fmt: skip
            first = min(since for _name, since, _until in plain)
            touched = [Sql(f"{table.touched} >= %s", (first,))] if table.touched else []
            found.append(joined([*touched, inside], "AND", empty="TRUE"))
        standing = dict.fromkeys(measure.where for measure, _ in self.slots if not measure.period)
        if standing:
            free = {name: column.sql for name, column in table.columns.items() if not column.join}
            found.append(
                joined(
                    [condition(at_least_as_wide(where, free), free) for where in standing], "OR", empty="TRUE"
                )
            )
        return found


def _narrowed(only: Narrowing, columns: Mapping[str, str]) -> list[Sql]:
    """Return what a fact of one group holds, of those columns that may be looked at."""
    return [
        Sql(f"{columns[name]} IS NOT DISTINCT FROM %s", (value,))
        for name, value in only.held
        if name in columns
    ]


def _in_span(bound: str, since: datetime, until: datetime) -> Sql:
    """Return what must hold of the main table where an instant that needs a join lies in a span."""
    names = [gap for _, gap, _, _ in Formatter().parse(bound) if gap]
    values = tuple(since if gap == "since" else until for gap in names)
    return Sql(bound.format(since="%s", until="%s"), values)
