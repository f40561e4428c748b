"""Values by their places on one scale, as points of an SVG drawing.

Source:
    own choice: counts are drawn from nought, shares between their least and greatest, so that a tenth of a
    point is seen; a gap in what is known is a gap in the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720.0, 180.0


@dataclass(frozen=True, kw_only=True)
class Dot:
    """A point of the drawing, by its place among the values."""

    place: int
    x: str
    y: str


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How values lie in a drawing `WIDTH` wide and `HEIGHT` high.

    Args:
        low, high: the least and the greatest that fit.
        columns: how many steps there are from the first place to the last, at least 1.
        room: of the height, above the greatest and below the least.
    """

    low: float
    high: float
    columns: int
    room: float

    @classmethod
    def over(cls, drawn: Sequence[float], *, places: int, from_nought: bool, room: float) -> Scale:
        """Return the scale on which all that is drawn fits, at least one value."""
        low = min(0.0, *drawn) if from_nought else min(drawn)
        return cls(low=low, high=max(drawn), columns=max(places - 1, 1), room=room)

    def at(self, place: int, value: float) -> tuple[str, str]:
        """Return how far right and down a value lies."""
        span = self.high - self.low
        share = (value - self.low) / span if span else 0.5
        down = HEIGHT * (1 - self.room - share * (1 - 2 * self.room))
        return f"{place / self.columns * WIDTH:.1f}", f"{down:.1f}"

    def line(self, points: Sequence[tuple[int, float]]) -> str:
        """Return points as SVG's polyline takes them."""
        return " ".join(",".join(self.at(place, value)) for place, value in points)

    def dots(self, runs: Sequence[Sequence[tuple[int, float]]]) -> tuple[Dot, ...]:
        """Return a point for every value of some lines."""
        return tuple(
            Dot(place=place, x=x, y=y)
            for run in runs
            for place, value in run
            for x, y in (self.at(place, value),)
        )


def runs_of(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    """Return the values that follow each other without a gap, with their places."""
    found: list[list[tuple[int, float]]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            found.append([])
        else:
            found[-1].append((place, value))
    return [run for run in found if run]
