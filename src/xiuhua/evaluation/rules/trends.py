"""A figure by month, this year's line over last year's, on one scale.

Source:
    own choice: a count is drawn from nought, a share between its least and greatest; the month that runs is
    joined by a dashed line, because it is compared with whole ones and has not yet become what it will.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiuhua.evaluation.rules.scales import Dot, Scale, runs_of

_ROOM = 0.1  # of the height, above the greatest and below the least


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
    spots: tuple[Dot, ...]
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
    scale = Scale.over(drawn, places=len(now), from_nought=from_nought, room=_ROOM)
    whole = now[:-1] if is_running else now
    running = [
        (place, value) for place, value in enumerate(now) if place >= len(now) - 2 and value is not None
    ]
    return Trend(
        lines=tuple(scale.line(run) for run in runs_of(whole)),
        running=scale.line(running) if is_running and len(running) == 2 else "",
        before=tuple(scale.line(run) for run in runs_of(before) if len(run) > 1),
        spots=scale.dots(runs_of(now)),
        target_y="" if target is None else scale.at(0, target)[1],
        low=scale.low,
        high=scale.high,
    )
