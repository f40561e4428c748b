"""The course of a quantity over hours or days, as shapes to draw. A span without readings stays empty.

Source:
    own choice: the line is the mean of each span, the band reaches from its least to its greatest reading. A
    line is never drawn over a span of which nothing is known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

_ALMOST = (
    1.5  # of a step; what lies further apart has something missing between, whatever a clock was put forward
)


class Span(NamedTuple):
    """The figures of an hour or a day; `start_s` in seconds since 1970."""

    start_s: float
    low: float
    mean: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """Shapes as SVG takes them, in the units of the drawing.

    Args:
        lines: points of polylines.
        bands: points of polygons.
        dots: places of spans that stand alone.
        low, high: the values at the bottom and at the top.
    """

    lines: tuple[str, ...]
    bands: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]
    low: float
    high: float


def course_drawn(
    spans: Sequence[Span], *, since_s: float, until_s: float, step_s: float, width: float, height: float
) -> Drawn | None:
    """Return the shapes of a course; None where nothing is known.

    Args:
        spans: sorted by start.
        since_s: the left edge, seconds since 1970; `until_s` is the right one.
        until_s: as above.
        step_s: how long a span is.
        width: of the drawing, in its own units.
        height: the same; the greatest value lies at the top.
    """
    if not spans:
        return None
    low, high = min(one.low for one in spans), max(one.high for one in spans)
    if low == high:  # a flat course runs through the middle
        low, high = low - (abs(low) or 1.0) / 2, high + (abs(high) or 1.0) / 2

    def x(one: Span) -> float:
        middle = one.start_s + step_s / 2
        return min(max((middle - since_s) / (until_s - since_s), 0.0), 1.0) * width

    def place(one: Span, value: float) -> str:
        return f"{x(one):.1f},{height - (value - low) / (high - low) * height:.1f}"

    runs = _runs(spans, step_s)
    long = [run for run in runs if len(run) > 1]
    return Drawn(
        lines=tuple(" ".join(place(one, one.mean) for one in run) for run in long),
        bands=tuple(
            " ".join(
                [*(place(one, one.high) for one in run), *(place(one, one.low) for one in reversed(run))]
            )
            for run in long
        ),
        dots=tuple(tuple(place(run[0], run[0].mean).split(",")) for run in runs if len(run) == 1),  # type: ignore[misc]  # two parts
        low=low,
        high=high,
    )


def _runs(spans: Sequence[Span], step_s: float) -> list[list[Span]]:
    """Return the spans in rows that nothing interrupts."""
    runs = [[spans[0]]]
    for before, after in pairwise(spans):
        if after.start_s - before.start_s > step_s * _ALMOST:
            runs.append([])
        runs[-1].append(after)
    return runs
