"""What a handbook may look like when it is published, and how two versions differ.

Source:
    own choice, because no standard says how a handbook (指挥手册) is versioned; that each line needs a filing
    condition, a limit and a closing condition follows GB/T 30428.8-2020 (立案、处置和结案).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import Enum


@dataclass(frozen=True, kw_only=True)
class LineWords:
    """What a line says, in words. `photos` holds the digests of its pictures."""

    condition: str
    limit: str
    closing: str
    steward: str = ""
    owner: str = ""
    keeper: str = ""
    handler: str = ""
    photos: tuple[str, ...] = ()


class Lack(Enum):
    """What a line still lacks, as the sentences of refusals call it."""

    LIMIT = "limit"
    CLOSING = "closing"
    BOTH = "both"


def line_lack(*, limit: str, closing: str) -> Lack | None:
    """Return what a line lacks before it may be published, or None."""
    if limit and closing.strip():
        return None
    if limit:
        return Lack.CLOSING
    return Lack.LIMIT if closing.strip() else Lack.BOTH


class ChangeKind(Enum):
    """What became of a line from one version to another."""

    ADDED = "added"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True)
class LineChange:
    """One line that two versions do not share; `fields` names what differs where both have it."""

    item: str
    kind: ChangeKind
    before: LineWords | None = None
    after: LineWords | None = None
    fields: tuple[str, ...] = ()


def handbooks_compared(
    before: Mapping[str, Sequence[LineWords]], after: Mapping[str, Sequence[LineWords]]
) -> list[LineChange]:
    """Return how the lines of two versions differ, by item and in the order of the items.

    A line is the same one where its filing condition is; what is left is paired in the order printed, so that
    a reworded condition shows as changed.
    """
    items = sorted({*before, *after})
    return [
        change for item in items for change in _item_compared(item, before.get(item, ()), after.get(item, ()))
    ]


def _item_compared(
    item: str, before: Sequence[LineWords], after: Sequence[LineWords]
) -> Iterator[LineChange]:
    pairs = _paired(before, after)
    for old, new in pairs:
        if old is None:
            yield LineChange(item=item, kind=ChangeKind.ADDED, after=new)
        elif new is None:
            yield LineChange(item=item, kind=ChangeKind.GONE, before=old)
        elif old != new:
            yield LineChange(
                item=item, kind=ChangeKind.CHANGED, before=old, after=new, fields=_differing(old, new)
            )


def _paired(
    before: Sequence[LineWords], after: Sequence[LineWords]
) -> list[tuple[LineWords | None, LineWords | None]]:
    waiting: dict[str, list[LineWords]] = {}
    for line in before:
        waiting.setdefault(line.condition, []).append(line)
    found = [
        (waiting[line.condition].pop(0) if waiting.get(line.condition) else None, line) for line in after
    ]
    left = _left(before, (old for old, _new in found if old is not None))
    paired: list[tuple[LineWords | None, LineWords | None]] = [
        (old or (left.pop(0) if left else None), new) for old, new in found
    ]
    return [*paired, *((old, None) for old in left)]


def _left(before: Sequence[LineWords], taken: Iterable[LineWords]) -> list[LineWords]:
    """Return the lines not taken, in their order; each taking removes one."""
    gone = [id(line) for line in taken]
    return [line for line in before if id(line) not in gone]


def _differing(old: LineWords, new: LineWords) -> tuple[str, ...]:
    return tuple(
        field.name for field in fields(LineWords) if getattr(old, field.name) != getattr(new, field.name)
    )
