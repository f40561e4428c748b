"""Which facts a figure counts: frozen conditions over the columns of a fact.

The same condition is evaluated here, on a fact folded from its history, and compiled to SQL by `evaluation`.
Both agree on what is unknown: no condition holds for it but the negation of one.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Value = str | int | bool


class Predicate(ABC):
    """A condition; combined with `&`, `|` and `~`."""

    @abstractmethod
    def holds(self, fact: Mapping[str, object]) -> bool:
        """Return whether a fact meets it."""

    @abstractmethod
    def columns(self) -> Iterator[str]:
        """Yield the columns it looks at."""

    def __and__(self, other: Predicate) -> Predicate:
        """Return that both hold."""
        return Every((self, other))

    def __or__(self, other: Predicate) -> Predicate:
        """Return that one of them holds."""
        return Some((self, other))

    def __invert__(self) -> Predicate:
        """Return that it does not hold, or is not known to."""
        return Fails(self)


@dataclass(frozen=True)
class IsOne(Predicate):
    """A column holds one of some values."""

    column: str
    values: tuple[Value, ...]

    def holds(self, fact: Mapping[str, object]) -> bool:
        """Return whether it does."""
        return fact[self.column] in self.values

    def columns(self) -> Iterator[str]:
        """Yield the column."""
        yield self.column


@dataclass(frozen=True)
class Known(Predicate):
    """A column holds anything at all."""

    column: str

    def holds(self, fact: Mapping[str, object]) -> bool:
        """Return whether it does."""
        return fact[self.column] is not None

    def columns(self) -> Iterator[str]:
        """Yield the column."""
        yield self.column


@dataclass(frozen=True)
class AtLeast(Predicate):
    """A number reaches another."""

    column: str
    number: int

    def holds(self, fact: Mapping[str, object]) -> bool:
        """Return whether it does."""
        found = fact[self.column]
        return isinstance(found, int | float) and found >= self.number

    def columns(self) -> Iterator[str]:
        """Yield the column."""
        yield self.column


@dataclass(frozen=True)
class Every(Predicate):
    """All of some conditions hold; without any, it always does."""

    parts: tuple[Predicate, ...]

    def holds(self, fact: Mapping[str, object]) -> bool:
        """Return whether they do."""
        return all(part.holds(fact) for part in self.parts)

    def columns(self) -> Iterator[str]:
        """Yield the columns of each."""
        for part in self.parts:
            yield from part.columns()


@dataclass(frozen=True)
class Some(Predicate):
    """One of some conditions holds."""

    parts: tuple[Predicate, ...]

    def holds(self, fact: Mapping[str, object]) -> bool:
        """Return whether one does."""
        return any(part.holds(fact) for part in self.parts)

    def columns(self) -> Iterator[str]:
        """Yield the columns of each."""
        for part in self.parts:
            yield from part.columns()


@dataclass(frozen=True)
class Fails(Predicate):
    """A condition does not hold, or nobody knows whether it does."""

    part: Predicate

    def holds(self, fact: Mapping[str, object]) -> bool:
        """Return whether it fails."""
        return not self.part.holds(fact)

    def columns(self) -> Iterator[str]:
        """Yield its columns."""
        yield from self.part.columns()


ALWAYS: Predicate = Every(())


def is_one(column: str, *values: Value) -> Predicate:
    """Return that a column holds one of some values."""
    return IsOne(column, values)


def yes(column: str) -> Predicate:
    """Return that a column says yes."""
    return IsOne(column, (True,))


def known(column: str) -> Predicate:
    """Return that a column holds anything at all."""
    return Known(column)


def at_least(column: str, number: int) -> Predicate:
    """Return that a number reaches another."""
    return AtLeast(column, number)
