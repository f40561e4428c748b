"""The shapes of a file: brought to WGS84, and refused where they cannot be where they say they are.

Source:
    own choice, because wrong systems and swapped axes put a city into the sea, not into an error message.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError
from shapely.geometry.base import BaseGeometry

from xiuhua.intake.rules.kinds import Fault, ImportKind, ShapeKind
from xiuhua.intake.rules.refusals import ChoiceNeeded
from xiuhua.shared.coordinates import CoordinateSystem, Datum, to_wgs84

Shapes: TypeAlias = npt.NDArray[np.object_]  # (n,) of shapely geometries or None
Bounds: TypeAlias = tuple[float, float, float, float]  # west, south, east, north, degrees
_CHINA: Bounds = (73.0, 3.0, 136.0, 54.0)
_SPREAD = (
    10.0  # times the district's own width: a slip of the pen lands far outside, a neighbour's pole does not
)
_MOST = 0.5  # more than half of the shapes wrong in the same way: the file is, not its rows
_TYPES = {
    ShapeKind.POINT: {0, 4},
    ShapeKind.LINE: {1, 5},
    ShapeKind.POLYGON: {3, 6},
}  # shapely's type numbers
_POINT, _LINE, _POLYGON, _MULTIPOINT = 0, 1, 3, 4


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Shapes in WGS84, and the rows whose shape cannot be taken."""

    shapes: Shapes
    faults: tuple[Fault, ...]


def shapes_placed(
    raw: Shapes, *, rows: Sequence[int], kind: ImportKind, crs: str, system: CoordinateSystem | None,
    swapped: bool, bounds: Bounds | None,
) -> Placed:  # fmt: skip
    """Return the shapes of a file in WGS84.

    Args:
        raw: in the file's system; None where a row has none.
        rows: the number of each row.
        kind: says which geometry is taken.
        crs: what the file says its system is.
        system: what a person said it is; it wins over the file.
        swapped: whether y comes before x.
        bounds: of the areas the actor works in; None where nobody knows.

    Raises:
        ChoiceNeeded: nobody says the system, or most shapes lie where none can be; the sentence says what to
            choose instead.
    """
    present = np.array([shape is not None and not shape.is_empty for shape in raw], dtype=bool)
    if not present.any():
        return Placed(shapes=raw, faults=tuple(_kind_faults(raw, present, rows, kind)))
    flat: Shapes = shapely.force_2d(raw)
    if swapped:
        flat = shapely.transform(flat, lambda points: points[:, ::-1])
    if system is None and not crs:
        raise ChoiceNeeded("import_system_missing")
    placed: Shapes = _moved(flat, crs=crs, system=system)
    faults = [
        *_kind_faults(placed, present, rows, kind),
        *_place_faults(placed, present, rows, bounds=bounds),
        *_form_faults(placed, present, rows),
        *_twins(placed, present, rows, kind),
    ]
    return Placed(shapes=_parts_fitted(placed, kind), faults=tuple(faults))


def _moved(flat: Shapes, *, crs: str, system: CoordinateSystem | None) -> Shapes:
    if system is not None:
        if isinstance(system, Datum):
            _degrees_check(flat)
        return _transformed(
            flat, lambda points: np.column_stack(to_wgs84(points[:, 0], points[:, 1], system))
        )
    try:
        found = CRS.from_user_input(crs)
    except CRSError as fault:
        raise ChoiceNeeded("import_system_unknown", system=crs[:60]) from fault
    if found.is_geographic:
        _degrees_check(flat)
        if found.to_epsg() in {4326, 4490}:  # CGCS2000 is taken as equal to WGS84
            return flat
    mover = Transformer.from_crs(found, "EPSG:4326", always_xy=True)
    return _transformed(flat, lambda points: np.column_stack(mover.transform(points[:, 0], points[:, 1])))


def _transformed(flat: Shapes, move) -> Shapes:  # type: ignore[no-untyped-def]  # noqa: ANN001 - arrays in, arrays out
    moved: Shapes = shapely.transform(flat, move)
    return moved


def _degrees_check(flat: Shapes) -> None:
    """Refuse metres that are declared as degrees."""
    west, south, east, north = shapely.bounds(flat).T
    seen = ~np.isnan(west)
    metres = seen & (
        (np.abs(east) > 360) | (np.abs(north) > 360) | (np.abs(west) > 360) | (np.abs(south) > 360)
    )
    if metres.sum() > _MOST * seen.sum():
        place = int(np.argmax(metres))
        raise ChoiceNeeded("import_metres_for_degrees", x=f"{west[place]:.1f}", y=f"{south[place]:.1f}")


def _inside(bounds: npt.NDArray[np.float64], box: Bounds) -> npt.NDArray[np.bool_]:
    west, south, east, north = bounds.T
    inside: npt.NDArray[np.bool_] = (
        (west >= box[0]) & (south >= box[1]) & (east <= box[2]) & (north <= box[3])
    )
    return inside


def _place_faults(
    placed: Shapes, present: npt.NDArray[np.bool_], rows: Sequence[int], *, bounds: Bounds | None
) -> Iterator[Fault]:
    found = shapely.bounds(placed)
    outside = present & ~_inside(found, _CHINA)
    if outside.any():
        swapped = _inside(found[:, [1, 0, 3, 2]], _CHINA)
        if (outside & swapped).sum() > _MOST * present.sum():
            place = int(np.argmax(outside))
            raise ChoiceNeeded("import_axes_swapped", x=f"{found[place][0]:.5f}", y=f"{found[place][1]:.5f}")
        if outside.sum() > _MOST * present.sum():
            place = int(np.argmax(outside))
            raise ChoiceNeeded(
                "import_outside_china_all", x=f"{found[place][0]:.5f}", y=f"{found[place][1]:.5f}"
            )
    far = (
        present & ~outside & ~_inside(found, _widened(bounds))
        if bounds
        else np.zeros(len(placed), dtype=bool)
    )
    for place in np.flatnonzero(outside | far).tolist():
        x, y = f"{found[place][0]:.5f}", f"{found[place][1]:.5f}"
        code = "import_outside_china" if outside[place] else "import_outside_district"
        yield Fault(row=rows[place], column="shape", code=code, arguments={"x": x, "y": y})


def _widened(bounds: Bounds) -> Bounds:
    """Return a box ten times as wide and high around the same middle."""
    west, south, east, north = bounds
    across, along = (east - west) * (_SPREAD - 1) / 2, (north - south) * (_SPREAD - 1) / 2
    return west - across, south - along, east + across, north + along


def _kind_faults(
    placed: Shapes, present: npt.NDArray[np.bool_], rows: Sequence[int], kind: ImportKind
) -> Iterator[Fault]:
    if kind.shape is ShapeKind.NONE:
        return
    types = shapely.get_type_id(placed)
    taken = _TYPES.get(kind.shape)
    for place in range(len(placed)):
        if not present[place]:
            if placed[place] is not None:
                yield Fault(row=rows[place], column="shape", code="import_shape_empty")
            elif kind.shape_required:
                yield Fault(row=rows[place], column="shape", code="import_shape_missing")
        elif taken is not None and types[place] not in taken:
            found = placed[place].geom_type
            arguments = {"found": found, "wanted": kind.shape.value}
            yield Fault(row=rows[place], column="shape", code="import_shape_kind", arguments=arguments)
        elif kind.shape is ShapeKind.POINT and types[place] == _MULTIPOINT and len(placed[place].geoms) > 1:
            yield Fault(row=rows[place], column="shape", code="import_shape_points")


def _form_faults(placed: Shapes, present: npt.NDArray[np.bool_], rows: Sequence[int]) -> Iterator[Fault]:
    """Yield polygons that cross themselves, with the place GEOS names."""
    wrong = present & ~shapely.is_valid(placed)
    for place in np.flatnonzero(wrong).tolist():
        why = str(shapely.is_valid_reason(placed[place]))
        where = why.partition("[")[2].rstrip("]")
        yield Fault(row=rows[place], column="shape", code="import_shape_crossing", arguments={"place": where})


def _twins(
    placed: Shapes, present: npt.NDArray[np.bool_], rows: Sequence[int], kind: ImportKind
) -> Iterator[Fault]:
    """Yield polygons that stand in the file twice, whatever corner they begin with."""
    if kind.shape is not ShapeKind.POLYGON:
        return
    keys = shapely.to_wkb(shapely.normalize(placed))
    first: dict[bytes, int] = {}
    for place in np.flatnonzero(present).tolist():
        if (earlier := first.setdefault(keys[place], place)) != place:
            arguments = {"first": str(rows[earlier])}
            yield Fault(row=rows[place], column="shape", code="import_shape_twice", arguments=arguments)


def _parts_fitted(placed: Shapes, kind: ImportKind) -> Shapes:
    """Return points as single points, lines and polygons as multi-parts: what the tables hold."""
    if kind.shape is ShapeKind.ANY:
        return placed
    fitted = placed.copy()
    types = shapely.get_type_id(placed)
    for place in np.flatnonzero(np.isin(types, (_MULTIPOINT, _LINE, _POLYGON))).tolist():
        fitted[place] = _fitted(placed[place], int(types[place]))
    return fitted


def _fitted(shape: BaseGeometry, type_id: int) -> BaseGeometry:
    if type_id == _MULTIPOINT:
        first: BaseGeometry = shape.geoms[0] if len(shape.geoms) == 1 else shape
        return first
    several: BaseGeometry = (
        shapely.multilinestrings([shape]) if type_id == _LINE else shapely.multipolygons([shape])
    )
    return several
