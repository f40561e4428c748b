"""A figure over time as lines of a drawing: what was, what runs, what is expected and between what.

Source:
    own choice: counts are drawn from nought, shares between their least and greatest, so that a tenth of a
    point is seen; a gap in what is known is a gap in the line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720.0, 180.0
_ROOM = 0.08  # of the height, above the greatest and below the least


@dataclass(frozen=True, kw_only=True)
class Dot:
    """A point of the drawing, by its place among the values."""

    place: int
    x: str
    y: str


@dataclass(frozen=True, kw_only=True)
class Course:
    """A drawing `WIDTH` wide and `HEIGHT` high, as SVG takes it.

    Args:
        lines: points of the lines of what was, one for each run without a gap.
        ahead: points of the line to what is expected, and to what runs; empty where there is none.
        band: the corners between which it is expected; empty where nothing is.
        dots: one for every value known, for what is pointed at.
        low, high: the least and the greatest that fit.
    """

    lines: tuple[str, ...]
    ahead: str
    band: str
    dots: tuple[Dot, ...]
    low: float
    high: float


def course(
    values: Sequence[float | None],
    expected: Sequence[tuple[float, float, float]] = (),
    *,
    from_nought: bool,
) -> Course | None:
    """Return values, one a period, and what is expected after them as a drawing; None where nothing is known.

    Args:
        values: of the periods, oldest first, finite; None is a gap.
        expected: value, low and high of the periods after them.
        from_nought: whether nought is at the bottom.
    """
    known = [value for value in values if value is not None]
    if not known:
        return None
    drawn = [*known, *(one for three in expected for one in three)]
    low, high = (min(0.0, *drawn) if from_nought else min(drawn)), max(drawn)
    span = high - low
    columns = max(len(values) + len(expected) - 1, 1)

    def at(place: int, value: float) -> tuple[str, str]:
        share = (value - low) / span if span else 0.5
        down = HEIGHT * (1 - _ROOM - share * (1 - 2 * _ROOM))
        return f"{place / columns * WIDTH:.1f}", f"{down:.1f}"

    def line(points: Sequence[tuple[int, float]]) -> str:
        return " ".join(",".join(at(place, value)) for place, value in points)

    runs = list(_runs(values))
    after = range(len(values), len(values) + len(expected))
    edge = [runs[-1][-1]] if runs[-1][-1][0] == len(values) - 1 else []
    middles = [*edge, *((place, one[0]) for place, one in zip(after, expected, strict=True))]
    lows = [*edge, *((place, one[1]) for place, one in zip(after, expected, strict=True))]
    highs = [*edge, *((place, one[2]) for place, one in zip(after, expected, strict=True))]
    return Course(
        lines=tuple(line(run) for run in runs),
        ahead=line(middles) if expected else "",
        band=line([*highs, *reversed(lows)]) if expected else "",
        dots=tuple(Dot(place=place, x=x, y=y) for run in runs for place, x, y in
                   ((place, *at(place, value)) for place, value in run)),
        low=low,
        high=high,
    )  # fmt: skip


def _runs(values: Sequence[float | None]) -> Iterator[list[tuple[int, float]]]:
    """Yield the values that follow each other without a gap, with their places."""
    run: list[tuple[int, float]] = []
    for place, value in enumerate(values):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []
    if run:
        yield run
