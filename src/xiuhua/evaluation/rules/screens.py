"""What a screen shows: a list of figures, each with its period and what it is split by; and what has changed.

Source:
    own choice: a line a cell, `filed | day` or `filed | day | street`, so that a screen can be written down,
    sent and compared; a cell that did not change keeps the revision in which it last did, so that a screen
    asks for what is newer than it has.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xiuhua.evaluation.rules.periods import PeriodKind
from xiuhua.evaluation.terms import SplitBy

MOST_CELLS = 60
LEAST_AGE_S = 1.0
MOST_REST_S = 3.0  # less than `UNATTENDED_S`: resting is not being away
WATCHED_S = 60.0  # a screen that nobody has asked for as long is counted no more
UNATTENDED_S = 5.0  # older figures are counted by whoever asks: the program behind the pages is away
NOTED_S = 20.0  # how often it is noted that somebody asks
_SIGN = "|"
_SPLIT = "split_"
_KINDS = {kind.value for kind in PeriodKind}
_SPLITS = {one.value.removeprefix(_SPLIT) for one in SplitBy}


class CellsUnread(ValueError):
    """A line names no cell; the message is the line."""


@dataclass(frozen=True, kw_only=True)
class ScreenCell:
    """A figure over the running period of a kind, whole or by group.

    Args:
        split: `street`, `unit`, …; empty for the whole.
    """

    figure: str
    kind: PeriodKind
    split: str = ""

    @property
    def split_by(self) -> SplitBy | None:
        """Return by what it is split."""
        return SplitBy(f"{_SPLIT}{self.split}") if self.split else None


def cells_read(text: str) -> tuple[ScreenCell, ...]:
    """Return the cells of a text, a line each.

    Raises:
        CellsUnread: a line is none.
    """
    return tuple(_cell_read(line) for line in text.splitlines() if line.strip())


def _cell_read(line: str) -> ScreenCell:
    parts = [part.strip() for part in line.split(_SIGN)]
    figure, kind, split, *rest = [*parts, "", ""][: max(3, len(parts))]
    if rest or not figure or kind not in _KINDS or (split and split not in _SPLITS):
        raise CellsUnread(line)
    return ScreenCell(figure=figure, kind=PeriodKind(kind), split=split)


def cells_text(cells: Sequence[ScreenCell]) -> str:
    """Return cells as `cells_read` reads them."""
    return "\n".join(
        f" {_SIGN} ".join(part for part in (one.figure, one.kind.value, one.split) if part) for one in cells
    )


def cells_told(cells: Sequence[ScreenCell]) -> list[dict[str, str]]:
    """Return cells as JSON keeps them."""
    return [{"figure": one.figure, "kind": one.kind.value, "split": one.split} for one in cells]


def cells_kept(told: Sequence[Mapping[str, str]]) -> tuple[ScreenCell, ...]:
    """Return the cells that `cells_told` wrote."""
    return tuple(
        ScreenCell(figure=one["figure"], kind=PeriodKind(one["kind"]), split=one["split"]) for one in told
    )


def cells_faults(cells: Sequence[ScreenCell], *, splits: Mapping[str, Collection[SplitBy]]) -> dict[str, str]:
    """Return what is wrong with the cells of a screen, by field.

    Args:
        cells: in their order.
        splits: every figure there is, each with what it may be split by.
    """
    if not 0 < len(cells) <= MOST_CELLS or len(set(cells)) != len(cells):
        return {"cells": "screen_cells_number"}
    if any(one.figure not in splits for one in cells):
        return {"cells": "screen_figure_unknown"}
    if any(one.split_by and one.split_by not in splits[one.figure] for one in cells):
        return {"cells": "screen_split_wrong"}
    return {}


_OWN = "revision"


def figures_revised(
    figures: Sequence[Mapping[str, Any]], before: Sequence[Mapping[str, Any]], *, revision: int
) -> tuple[list[dict[str, Any]], bool]:
    """Return figures, each with the revision in which it last changed, and whether any did.

    Args:
        figures: as just counted, without a revision, each named by its `id`.
        before: those of the revision before, with theirs.
        revision: that of now, where something changed.
    """
    known = {one["id"]: one for one in before}
    found: list[dict[str, Any]] = []
    for one in figures:
        old = known.get(one["id"])
        same = old is not None and {key: value for key, value in old.items() if key != _OWN} == dict(one)
        found.append({**one, _OWN: old[_OWN] if same and old else revision})
    changed = any(one[_OWN] == revision for one in found) or len(found) != len(before)
    return found, changed


def rest_s(took_s: float) -> float:
    """Return how long nobody counts after a count that took some seconds."""
    return min(max(LEAST_AGE_S, 3 * took_s), MOST_REST_S)
