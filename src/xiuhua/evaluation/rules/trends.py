"""A figure by month, this year's line over last year's, on one scale.

Source:
    own choice: a count is drawn from nought, a share between its least and greatest; the month that runs is
    joined by a dashed line, because it is compared with whole ones and has not yet become what it will.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720.0, 180.0
_ROOM = 0.1  # of the height, above the greatest and below the least


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A point of a line, by its place among the months."""

    place: int
    x: str
    y: str


@dataclass(frozen=True, kw_only=True)
class Trend:
    """Two lines in a drawing `WIDTH` wide and `HEIGHT` high, as SVG takes them.

    Args:
        lines: of this year, one for each run of months without a gap; `before` likewise of the year before.
        running: from the last whole month to the one that runs; empty where none does.
        spots: one for every month known of this year.
        target_y: how far down the target lies; empty where there is none.
        low, high: the least and greatest that fit.
    """

    lines: tuple[str, ...]
    running: str
    before: tuple[str, ...]
    spots: tuple[Spot, ...]
    target_y: str
    low: float
    high: float


def trend_drawn(
    now: Sequence[float | None],
    before: Sequence[float | None],
    *,
    is_running: bool,
    from_nought: bool,
    target: float | None = None,
) -> Trend | None:
    """Return this year's months over those of the year before; None where nothing is known.

    Args:
        now: one value a month, oldest first; None is a gap.
        before: the same months of the year before, as many.
        is_running: whether the last month has not ended.
        from_nought: whether nought is at the bottom.
        target: a line across.

    Raises:
        ValueError: the two are not of one length.
    """
    if len(now) != len(before):
        raise ValueError("a month stands over the same one of the year before")
    known = [value for value in (*now, *before) if value is not None]
    if not any(value is not None for value in now):
        return None
    drawn = [*known, *([] if target is None else [target])]
    low, high = (min(0.0, *drawn) if from_nought else min(drawn)), max(drawn)
    span, columns = high - low, max(len(now) - 1, 1)

    def at(place: int, value: float) -> tuple[str, str]:
        share = (value - low) / span if span else 0.5
        down = HEIGHT * (1 - _ROOM - share * (1 - 2 * _ROOM))
        return f"{place / columns * WIDTH:.1f}", f"{down:.1f}"

    def line(points: Sequence[tuple[int, float]]) -> str:
        return " ".join(",".join(at(place, value)) for place, value in points)

    whole = now[:-1] if is_running else now
    running = [
        (place, value) for place, value in enumerate(now) if place >= len(now) - 2 and value is not None
    ]
    return Trend(
        lines=tuple(line(run) for run in _runs(whole)),
        running=line(running) if is_running and len(running) == 2 else "",
        before=tuple(line(run) for run in _runs(before) if len(run) > 1),
        spots=tuple(
            Spot(place=place, x=x, y=y)
            for place, value in enumerate(now)
            if value is not None
            for x, y in (at(place, value),)
        ),
        target_y="" if target is None else at(0, target)[1],
        low=low,
        high=high,
    )


def _runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    found: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            found.append([])
        else:
            found[-1].append((place, value))
    return [run for run in found if run]
