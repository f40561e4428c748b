"""What was written: blocks with marked figures, as they are kept and read back.

Source:
    own choice: a draft is kept as what it says, so that it says the same in ten years, and each number in it
    keeps its counts, its period and the instant it was counted as of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from xiuhua.briefings.terms import BlockKind


@dataclass(frozen=True)
class Part:
    """A piece of text; `mark` is the number of the figure that it prints, 0 for none."""

    text: str
    mark: int = 0


@dataclass(frozen=True, kw_only=True)
class WrittenBlock:
    """A block.

    Args:
        key: stable within its briefing.
        parts: of a heading, a text, or a gap.
        chart: the number of the chart, 0 for none; `alt` says it in words.
        shows: the figures that a chart draws.
    """

    key: str
    kind: BlockKind
    parts: tuple[Part, ...] = ()
    caption: str = ""
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[Part, ...], ...] = ()
    chart: int = 0
    alt: str = ""
    shows: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """The text as it is edited: a mark stands in brackets behind what it is about."""
        return "".join(f"{part.text}[{part.mark}]" if part.mark else part.text for part in self.parts)

    @property
    def marks(self) -> tuple[int, ...]:
        """The figures that it prints, each once."""
        return tuple(dict.fromkeys((*self.printed_marks, *self.shows)))

    @property
    def printed_marks(self) -> tuple[int, ...]:
        """Those of them behind which a mark stands, in their order, each once."""
        found = [part.mark for part in self.parts] + [part.mark for row in self.rows for part in row]
        return tuple(dict.fromkeys(mark for mark in found if mark))


@dataclass(frozen=True, kw_only=True)
class WrittenFigure:
    """A figure as a briefing prints it, and what it was counted from.

    Args:
        mark: its number in the appendix.
        printed: the value as the text prints it; `value` is unrounded, None where nobody knows.
        group: the area or matter of a split; empty for the whole.
        narrowed: what its records are narrowed by, as an address says it: `place=990101001`.
        period: its key; `period_name` what people call it.
        is_whole: whether all of the period was counted, not only as much as has passed of another.
        as_of: what it was counted as of, ISO 8601, where that is not the instant of the draft.
        is_opened: whether an address of its own opens the records behind it.
    """

    mark: int
    key: str
    name: str
    printed: str
    value: float | None
    unit: str
    numerator: int | None
    denominator: int | None
    period: str
    period_name: str
    area: str
    group: str = ""
    group_label: str = ""
    formula: str = ""
    source_row: str = ""
    why: str = ""
    narrowed: str = ""
    is_whole: bool = True
    as_of: str = ""
    is_opened: bool = True


def blocks_told(blocks: Sequence[WrittenBlock]) -> list[dict[str, Any]]:  # what JSON holds
    """Return blocks as they are kept."""
    return [{**asdict(one), "kind": one.kind.value} for one in blocks]


def blocks_read(told: Sequence[Mapping[str, Any]]) -> tuple[WrittenBlock, ...]:  # what JSON holds
    """Return blocks that were kept."""
    return tuple(
        WrittenBlock(
            key=one["key"], kind=BlockKind(one["kind"]), parts=_parts(one["parts"]), caption=one["caption"],
            headings=tuple(one["headings"]), rows=tuple(_parts(row) for row in one["rows"]),
            chart=one["chart"], alt=one["alt"], shows=tuple(one.get("shows", ())),
        )
        for one in told
    )  # fmt: skip


def _parts(told: Sequence[Mapping[str, Any]]) -> tuple[Part, ...]:  # as above
    return tuple(Part(one["text"], one["mark"]) for one in told)


def figures_told(figures: Sequence[WrittenFigure]) -> list[dict[str, Any]]:  # as above
    """Return figures as they are kept."""
    return [asdict(one) for one in figures]


def figures_read(told: Sequence[Mapping[str, Any]]) -> tuple[WrittenFigure, ...]:  # as above
    """Return figures that were kept."""
    return tuple(WrittenFigure(**one) for one in told)
