"""What the importers of every noun share: reading records, writing them, and taking them back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Generic, TypeVar

from xiuhua.intake.rules import Applied, Change, Fault, Known, Record, Value
from xiuhua.shared.actor import Actor

N = TypeVar("N")  # the noun as its services take it


class NounImporter(Generic[N]):
    """An importer whose services write new and known rows alike."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:
        """Return what is recorded under some keys; the database scope bounds it."""
        raise NotImplementedError

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:
        """Return the first fault of each row."""
        raise NotImplementedError

    def read(self, record: Record) -> N:
        """Return a record as the services take it."""
        raise NotImplementedError

    def write(self, items: Sequence[tuple[N, int | None]], *, actor: Actor, at: datetime) -> Sequence[int]:
        """Write rows, each with the id it has, and return their ids."""
        raise NotImplementedError

    def undo(self, *, made: Sequence[int], back: Sequence[tuple[N, int]], actor: Actor, at: datetime) -> None:
        """Delete what was made, and give the others their former values."""
        raise NotImplementedError

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Write changes in the caller's transaction, with their ledger entries."""
        items = [
            (self.read(change.record), change.before.pk if change.before else None) for change in changes
        ]
        ids = self.write(items, actor=actor, at=at)
        return [
            Applied(key=change.key, pk=pk, before=change.before)
            for change, pk in zip(changes, ids, strict=True)
        ]

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Take applied changes back in the caller's transaction."""
        made = [one.pk for one in applied if one.before is None]
        back = [
            (self.read(Record(row=0, values=one.before.values, shape=one.before.shape)), one.pk)
            for one in applied
            if one.before is not None
        ]
        self.undo(made=made, back=back, actor=actor, at=at)


def words(values: Mapping[str, Value], key: str) -> str:
    """Return a text cell, empty where there is none."""
    value = values.get(key)
    return "" if value is None else str(value).strip()


def lies_within(code: str, prefixes: Sequence[str]) -> bool:
    """Return whether an area code lies inside one of some areas."""
    return any(code.startswith(prefix) for prefix in prefixes)


def decimal(values: Mapping[str, Value], key: str) -> float | None:
    """Return a number cell."""
    value = values.get(key)
    return float(value) if isinstance(value, int | float) else None


def whole(values: Mapping[str, Value], key: str) -> int | None:
    """Return a cell of a whole number."""
    value = values.get(key)
    return int(value) if isinstance(value, int | float) else None


def day(values: Mapping[str, Value], key: str) -> date | None:
    """Return a date cell."""
    value = values.get(key)
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
