"""Readings over a time as the lines of a drawing, with limits across and marks down.

Source:
    own choice: of more readings than a screen has columns the least and the greatest of each column are
    drawn, so that no peak is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from xiuhua.sensing.rules.alarms import Rule
from xiuhua.sensing.rules.conditions import Count, Limit, Named, every_part

WIDTH, HEIGHT = 600.0, 120.0
_COLUMNS = 300
_ROOM = 0.06  # of the height, above the greatest and below the least

Point = tuple[float, float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """A drawing `WIDTH` wide and `HEIGHT` high.

    Args:
        lines: points of polylines, interrupted where nothing came for longer than the gap.
        limits: heights of lines across.
        marks: places of lines down.
        low, high: the least and the greatest that is drawn, in the unit of the quantity.
    """

    lines: tuple[str, ...]
    limits: tuple[float, ...]
    marks: tuple[float, ...]
    low: float
    high: float
    width: float = WIDTH
    height: float = HEIGHT


def chart(
    points: Sequence[Point],
    *,
    since: float,
    until: float,
    gap_s: float,
    limits: Sequence[float] = (),
    marks: Sequence[float] = (),
) -> Chart | None:
    """Return readings as a drawing; None where there are none.

    Args:
        points: seconds since 1970 and value, sorted, values finite.
        since: the left edge, seconds since 1970.
        until: the right edge.
        gap_s: how far two readings may lie apart on one line.
        limits: values drawn as lines across.
        marks: instants drawn as lines down; those outside are left out.
    """
    if not points or until <= since:
        return None
    values = [*(value for _, value in points), *limits]
    low, high = min(values), max(values)
    span = (high - low) or 1.0

    def across(at: float) -> float:
        return round((at - since) / (until - since) * WIDTH, 1)

    def down(value: float) -> float:
        share = (value - low) / span if high > low else 0.5
        return round(HEIGHT * (1 - _ROOM - share * (1 - 2 * _ROOM)), 1)

    drawn = _thinned(points, (until - since) / _COLUMNS)
    lines = (
        " ".join(f"{across(at):g},{down(value):g}" for at, value in run)
        for run in _runs(drawn, max(gap_s, 2 * (until - since) / _COLUMNS))
    )
    return Chart(
        lines=tuple(lines),
        limits=tuple(down(limit) for limit in limits),
        marks=tuple(across(at) for at in marks if since <= at <= until),
        low=low,
        high=high,
    )


def limits_of(rule: Rule, name: str, here: Sequence[Sequence[str | float]] = ()) -> list[float]:
    """Return the limits that a rule has for a series, as numbers, rising.

    Args:
        rule: which judged.
        name: of the series.
        here: what the numbers of its profiles were, as an alarm keeps them; others are not drawn.
    """
    parts = (part for level in rule.levels for part in every_part(level.when))
    found: set[float] = set()
    for part in parts:
        if isinstance(part, Limit | Count) and part.of == name and part.compare.needs_limit:
            number = part.limit
            if isinstance(number, Named):
                found |= {float(one[1]) for one in here if one[0] == number.name}
            else:
                found.add(float(number))
    return sorted(found)


def _thinned(points: Sequence[Point], column_s: float) -> list[Point]:
    """Return of each column the least and the greatest, in the order they came."""
    if len(points) <= 2 * _COLUMNS:
        return list(points)
    columns: dict[int, tuple[Point, Point]] = {}
    for point in points:
        place = int((point[0] - points[0][0]) / column_s)
        least, greatest = columns.get(place, (point, point))
        columns[place] = (
            min(least, point, key=lambda one: one[1]), max(greatest, point, key=lambda one: one[1])
        )  # fmt: skip
    return [point for pair in columns.values() for point in sorted(set(pair))]


def _runs(points: Sequence[Point], gap_s: float) -> Iterator[list[Point]]:
    run = [points[0]]
    for before, after in pairwise(points):
        if after[0] - before[0] > gap_s:
            yield from _drawable(run)
            run = []
        run.append(after)
    yield from _drawable(run)


def _drawable(run: list[Point]) -> Iterator[list[Point]]:
    """Yield a run; a reading alone as a dot that a line can draw."""
    yield run if len(run) > 1 else [run[0], run[0]]
