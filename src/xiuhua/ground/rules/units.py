"""The tree of units.

Source:
    own choice, because no standard says how a bureau is divided; it is only kept a tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


def lies_below(unit: int, above: int, parents: Mapping[int, int | None]) -> bool:
    """Return whether a unit is another or lies anywhere beneath it; `parents` gives each unit's parent."""
    here: int | None = unit
    seen: set[int] = set()
    while here is not None and here not in seen:
        if here == above:
            return True
        seen.add(here)
        here = parents.get(here)
    return False


def parents_first(parents: Mapping[str, str]) -> tuple[str, ...]:
    """Return codes so that each comes after its parent where that is among them; `parents` code to code.

    Codes that hang in a circle come last, in their given order: whoever records them finds no parent.
    """
    placed: dict[str, None] = {}
    waiting = list(parents)
    while ready := [code for code in waiting if parents[code] not in parents or parents[code] in placed]:
        placed.update(dict.fromkeys(ready))
        waiting = [code for code in waiting if code not in placed]
    return (*placed, *waiting)


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit and what hangs on it."""

    key: int
    branches: tuple[Branch, ...]

    def __len__(self) -> int:
        return 1 + sum(map(len, self.branches))


def branches(parents: Mapping[int, int | None]) -> tuple[Branch, ...]:
    """Return the trees that units form, siblings in the order given.

    A unit whose parent is not among them stands at the top.
    """
    below: dict[int | None, list[int]] = {}
    for key, parent in parents.items():
        below.setdefault(parent if parent in parents else None, []).append(key)
    return tuple(_grown(below, below.get(None, ())))


def _grown(below: Mapping[int | None, Sequence[int]], keys: Sequence[int]) -> Iterator[Branch]:
    return (Branch(key, tuple(_grown(below, below.get(key, ())))) for key in keys)
