"""In which of many areas many points lie.

Source:
    own choice, because the points outnumber the areas: they are put into the tree and each area asks it once,
    prepared, instead of every point asking anew.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

NOWHERE = -1
_BATCH = 250_000  # points in one tree; bounds the memory


def locate_many(points: NDArray[np.float64], polygons: Sequence[BaseGeometry]) -> NDArray[np.int64]:
    """Return for each point the place in `polygons` of the one that covers it.

    Args:
        points: shape (n, 2), float64, longitude and latitude in the frame of the polygons.
        polygons: areas; a boundary belongs to both sides.

    Returns:
        Shape (n,), int64: the first of the polygons that cover the point, `NOWHERE` (-1) where none does.
    """
    shapes = np.asarray(polygons, dtype=object)
    found = [
        _located(points[start : start + _BATCH], shapes) for start in range(0, len(points), _BATCH)
    ]  # fmt: skip
    return np.concatenate(found) if found else np.empty(0, dtype=np.int64)


def _located(points: NDArray[np.float64], shapes: NDArray[np.object_]) -> NDArray[np.int64]:
    found = np.full(len(points), NOWHERE, dtype=np.int64)
    area, point = shapely.STRtree(shapely.points(points)).query(shapes, predicate="intersects")
    found[point[::-1]] = area[::-1]  # the last write stands, so the first area wins
    return found
