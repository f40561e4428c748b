"""A figure over time as lines of a drawing: what was, what runs, what is expected and between what.

Source:
    own choice: counts are drawn from nought, shares between their least and greatest, so that a tenth of a
    point is seen; a gap in what is known is a gap in the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiuhua.evaluation.rules.scales import Dot, Scale, runs_of

_ROOM = 0.08  # of the height, above the greatest and below the least


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
    scale = Scale.over(drawn, places=len(values) + len(expected), from_nought=from_nought, room=_ROOM)
    runs = runs_of(values)
    after = range(len(values), len(values) + len(expected))
    edge = [runs[-1][-1]] if runs[-1][-1][0] == len(values) - 1 else []
    middles = [*edge, *((place, one[0]) for place, one in zip(after, expected, strict=True))]
    lows = [*edge, *((place, one[1]) for place, one in zip(after, expected, strict=True))]
    highs = [*edge, *((place, one[2]) for place, one in zip(after, expected, strict=True))]
    return Course(
        lines=tuple(scale.line(run) for run in runs),
        ahead=scale.line(middles) if expected else "",
        band=scale.line([*highs, *reversed(lows)]) if expected else "",
        dots=scale.dots(runs),
        low=scale.low,
        high=scale.high,
    )
