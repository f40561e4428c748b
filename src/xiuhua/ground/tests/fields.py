"""Squares of a made field, for the tests of areas."""

from __future__ import annotations

import shapely

EAST, NORTH = 1 / 96_486, 1 / 110_852  # degrees per metre at 30° north


def square(column: float, row: float, *, wide: float = 100, high: float = 100) -> shapely.Polygon:
    """Return a rectangle whose lower left corner lies `column` and `row` metres from 120° E 30° N."""
    return shapely.box(
        120 + column * EAST, 30 + row * NORTH, 120 + (column + wide) * EAST, 30 + (row + high) * NORTH
    )
