"""Where the boundaries of neighbouring areas do not fit: overlaps and gaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from xiuhua.ground.terms.areas import AreaLevel, FindingKind
from xiuhua.shared.geometry import plane_of, polygons_of

SLIVER_M = 1.0
"""What is narrower is no finding, metres.

Source:
    own choice, because each boundary is surveyed to ±0.5 m (class A of the national accuracy classes), so
    two of them may stand 1 m apart and both be right.
"""
TILING = frozenset(
    {
        AreaLevel.DISTRICT,
        AreaLevel.STREET,
        AreaLevel.COMMUNITY,
        AreaLevel.UNIT_GRID,
        AreaLevel.DUTY_GRID,
        AreaLevel.EVALUATION_GRID,
        AreaLevel.GOVERNANCE_GRID,
    }
)
"""The levels that fill the area they lie in, without rest.

Source:
    own choice, because key areas and segments are picked out; every other layer divides the ground.
"""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A place where boundaries do not fit. `shape` in degrees; `codes` of the areas that meet there."""

    kind: FindingKind
    codes: tuple[str, ...]
    area_m2: float
    shape: BaseGeometry


def findings(siblings: Mapping[str, BaseGeometry], *, around: BaseGeometry | None) -> tuple[Finding, ...]:
    """Return overlaps and gaps between areas of one level, largest first.

    Args:
        siblings: shapes in degrees by code.
        around: the area that they should fill; None where only holes between them can be known.

    Source:
        own choice, because each place of the city belongs to one area of a level: an overlap is ground of
        two, a gap ground of none. Narrower than `SLIVER_M` is a difference of surveys.
    """
    if not siblings:
        return ()
    codes = sorted(siblings)
    plane = plane_of([siblings[code] for code in codes])
    flat = np.array([plane.flat(siblings[code]) for code in codes], dtype=object)
    tree = shapely.STRtree(flat)
    found = [
        *_overlaps(codes, flat, tree),
        *_gaps(codes, flat, tree, plane.flat(around) if around is not None else None),
    ]
    rounded = (
        Finding(kind=kind, codes=names, area_m2=float(shape.area), shape=plane.round(shape))
        for kind, names, shape in found
    )
    return tuple(sorted(rounded, key=lambda finding: -finding.area_m2))


_Flat = tuple[FindingKind, tuple[str, ...], BaseGeometry]


def _overlaps(codes: list[str], flat: NDArray[np.object_], tree: shapely.STRtree) -> Iterator[_Flat]:
    ones, others = tree.query(flat, predicate="intersects")
    before = ones < others
    ones, others = ones[before], others[before]
    for one, other, shared in zip(ones, others, shapely.intersection(flat[ones], flat[others]), strict=True):
        for part in _wide(shared):
            yield FindingKind.OVERLAP, (codes[one], codes[other]), part


def _gaps(
    codes: list[str], flat: NDArray[np.object_], tree: shapely.STRtree, around: BaseGeometry | None
) -> Iterator[_Flat]:
    covered = shapely.union_all(flat)
    rest = shapely.difference(around, covered) if around is not None else _holes(covered)
    for part in _wide(rest):
        near = tree.query(part, predicate="dwithin", distance=SLIVER_M)
        yield FindingKind.GAP, tuple(sorted(codes[place] for place in near)), part


def _holes(covered: BaseGeometry) -> BaseGeometry:
    rings = [ring for part in polygons_of(covered) for ring in part.interiors]
    return shapely.MultiPolygon([shapely.Polygon(ring) for ring in rings])


def _wide(shape: BaseGeometry) -> list[BaseGeometry]:
    """Return the polygons of a shape in metres that are somewhere wider than a sliver."""
    return [part for part in polygons_of(shape) if not part.buffer(-SLIVER_M / 2).is_empty]
