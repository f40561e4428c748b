"""What facts may be split by: of each, the column that is read, how a fact finds its group, what chooses one.

A new way to split is a line in `SPLITS` and, where its groups have names of their own, one in
`queries.figures.group_labels`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from xiuhua.evaluation.rules.tallies import Fact
from xiuhua.evaluation.terms import SplitBy

CODE_LENGTHS = {SplitBy.DISTRICT: 6, SplitBy.STREET: 9, SplitBy.COMMUNITY: 12, SplitBy.GRID: 15}


@dataclass(frozen=True, kw_only=True)
class Narrowing:
    """One group out of those that facts are split by: what a column must hold, None for nothing."""

    held: tuple[tuple[str, str | int | None], ...] = ()

    @property
    def columns(self) -> Mapping[str, str | int | None]:
        """What the columns must hold."""
        return dict(self.held)

    def holds(self, fact: Fact) -> bool:
        """Return whether a fact is of the group."""
        return all(fact[name] == value for name, value in self.held)


NOTHING_LEFT_OUT = Narrowing()


@dataclass(frozen=True, kw_only=True)
class Split:
    """One way to split.

    Args:
        by: its name among those that a fact table can be split by.
        column: of a fact.
        digits: of an area's code, how many name a group.
        is_number: whether the column holds a key; a group's label is its text.
    """

    by: str
    column: str
    digits: int | None = None
    is_number: bool = False

    @property
    def sql(self) -> str:
        """The label of a fact's group, over the columns of a fact."""
        if self.digits is not None:
            return f"left({self.column}, {self.digits})"
        return f"coalesce({self.column}{'::text' if self.is_number else ''}, '')"

    def group(self, fact: Fact) -> str:
        """Return the label of a fact's group."""
        found = fact[self.column]
        return "" if found is None else str(found)[: self.digits]

    def narrowed(self, group: str) -> Narrowing:
        """Return what chooses the facts of one group and no others, beside the area that is asked for.

        An area's group holds those that lie below it; one whose code is shorter, those that name no more.
        """
        if self.digits is not None:
            whole = len(group) >= self.digits
            return NOTHING_LEFT_OUT if whole else Narrowing(held=((self.column, group),))
        if not group:
            return Narrowing(held=((self.column, None),))
        return Narrowing(held=((self.column, int(group) if self.is_number else group),))


SPLITS: Mapping[SplitBy, Split] = MappingProxyType(
    {
        **{
            split: Split(by="area", column="area_code", digits=digits)
            for split, digits in CODE_LENGTHS.items()
        },
        SplitBy.UNIT: Split(by="unit", column="unit_id", is_number=True),
        SplitBy.MATTER: Split(by="matter", column="item"),
        SplitBy.CHANNEL: Split(by="channel", column="channel"),
        SplitBy.PERSON: Split(by="person", column="person"),
    }
)
