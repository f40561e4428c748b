"""What a fact table is: one row per thing counted, with what figures look at, as of an instant."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from xiuhua.evaluation.rules.compiling import Sql
from xiuhua.evaluation.rules.tallies import Fact
from xiuhua.web.areas import prefix_end

_TABLES: dict[str, FactTable] = {}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Over what figures are counted.

    Args:
        prefixes: area codes under which the facts lie; "" is everywhere.
        at: as of when: what was recorded by then. Where `past` is not set this is the present, and rows are
            taken as they stand.
    """

    prefixes: tuple[str, ...]
    at: datetime
    past: bool = False


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of a fact: SQL over the table's source, and the join it needs, if one.

    Args:
        bounds: of an instant that needs a join: what must hold of the main table where the instant lies in a
            span, with `{since}` and `{until}`, one of these; it lets a month be counted without joining every
            year.
    """

    sql: str
    join: str = ""
    bounds: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FactTable:
    """One kind of fact.

    SQL may speak of `asked.at` and `asked.past`.

    Args:
        source: the FROM list, its main table first; `where` is what always holds.
        joins: by name, what some columns need beside it. One that reads a table for many facts at once says
            `{chosen:clock.case_id}` where that key must be one of theirs.
        identity: the column that names a fact; `area` the code of where it lies.
        unchanged: which facts are today what they were as of `asked.at`; the others come from `changed`.
        begun: the first instant that any fact is about, as a query with `{area}` for the bounds.
        groups: what the facts may be split by, each with the column it is read from.
        touched: the instant of the last thing that a fact tells of: no column without a join and a bound of
            its own holds a later one; empty where there is no such column. `begins`: the first, likewise.
        alias: what SQL calls the main table where a row of it can be judged by itself; empty where it cannot.
        changed: the facts that have changed since, as they were, by identity.
    """

    key: str
    source: str
    columns: Mapping[str, Column]
    identity: str
    area: str
    begun: str
    where: str = "TRUE"
    joins: Mapping[str, str] = field(default_factory=dict)
    unchanged: str = "TRUE"
    groups: Mapping[str, str] = field(default_factory=dict)
    touched: str = ""
    begins: str = ""
    alias: str = ""
    changed: Callable[[Asked], Iterator[tuple[int, Fact]]] | None = None

    def area_bounds(self, prefixes: Sequence[str]) -> Sql:
        """Return the bounds of some areas as ranges of codes, which an index answers."""
        if "" in prefixes:
            return Sql("TRUE")
        ranges, values = [], []
        for prefix in prefixes:
            end = prefix_end(prefix)
            ranges.append(f"({self.area} >= %s" + (f" AND {self.area} < %s)" if end else ")"))
            values += [prefix, end] if end else [prefix]
        return Sql(f"({' OR '.join(ranges)})" if ranges else "FALSE", tuple(values))


def fact_table_register(table: FactTable) -> None:
    """Enter a fact table; entering the same key again replaces it."""
    _TABLES[table.key] = table


def fact_table(key: str) -> FactTable:
    """Return a fact table.

    Raises:
        KeyError: a figure was declared over facts that nobody keeps.
    """
    return _TABLES[key]
