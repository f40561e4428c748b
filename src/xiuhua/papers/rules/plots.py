"""What a chart shows, before anybody draws it.

Source:
    own choice: a report is copied in black and white, so that series differ by shade, hatch, dash and marker,
    never by colour; what nobody knows is a gap in the line, never nought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

SERIES_MOST = 4


class Shape(Enum):
    """How a chart is drawn."""

    LINES = "lines"
    BARS = "bars"
    LYING = "lying"


@dataclass(frozen=True, kw_only=True)
class Series:
    """Values under one name, one a label; None where nobody knows."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A chart.

    Args:
        unit: of the values, printed at the axis.
        decimals: to how many places values are printed.
    """

    shape: Shape
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    decimals: int = 0

    def __post_init__(self) -> None:
        if not 1 <= len(self.series) <= SERIES_MOST:
            raise ValueError(f"a chart has one to {SERIES_MOST} series")
        if any(len(one.values) != len(self.labels) for one in self.series):
            raise ValueError("a series has one value for each label")


def plot_words(plot: Plot) -> str:
    """Return what a chart shows, in words: the alternative for whoever cannot see it."""
    return "；".join(f"{one.name}：{_values(plot, one.values)}" for one in plot.series) + "。"


def _values(plot: Plot, values: Sequence[float | None]) -> str:
    return "，".join(
        f"{label} " + ("无数据" if value is None else f"{value:.{plot.decimals}f}{plot.unit}")
        for label, value in zip(plot.labels, values, strict=True)
    )
