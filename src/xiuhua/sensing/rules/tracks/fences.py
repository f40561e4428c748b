"""Fences as a raster: in which of thousands of them many positions lie, and which of them steps cross.

The plane is cut into cells. Each cell knows which fences hold its middle, and which edges of fences come
near it. A position lies in a fence where the middle of its cell does, turned over by every edge that crosses
the line from the middle to it; those edges are near the cell, so that a fence may have any number of others.

Source:
    own choice; the parity of crossings is Shimrat's ("Algorithm 112: position of point relative to polygon",
    CACM 1962), taken between two points of one cell instead of along a ray.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from xiuhua.sensing.rules.tracks.shapes import Floats, Marks, Places
from xiuhua.sensing.terms.tracks import FenceKind
from xiuhua.shared.geometry import Plane, plane_of

_CELL_M = 64.0
_CELLS_MOST = 16_000_000
_CHUNK = 2_000_000  # cells looked at together when a raster is made
_OFF_LATTICE = 0.123_456_7  # of a cell: survey coordinates are round, so that no middle lies on an edge
_SAMPLES_PER_CELL = 2  # along a step


@dataclass(frozen=True, slots=True, eq=False)
class Fence:
    """A fence.

    Args:
        key: the caller's name for it.
        shape: polygon or multi-polygon, degrees, WGS-84; may have holes.
    """

    key: str
    shape: BaseGeometry
    kind: FenceKind = FenceKind.POLYGON


def corridor(key: str, route: BaseGeometry, width_m: float) -> Fence:
    """Return the fence of everything within half a width of a route given in degrees.

    Source:
        own choice.
    """
    plane = plane_of([route])
    return Fence(key, plane.round(plane.flat(route).buffer(width_m / 2)), FenceKind.CORRIDOR)


@dataclass(frozen=True, slots=True, eq=False)
class Lists:
    """Numbers for each cell, one behind the other: those of cell c lie from starts[c] to starts[c + 1]."""

    starts: Places
    values: Places

    def of(self, cells: Places) -> tuple[Places, Places]:
        """Return the numbers of some cells, beside the rows of those cells; a cell below 0 has none."""
        known = np.maximum(cells, 0)
        counts = np.where(cells >= 0, self.starts[known + 1] - self.starts[known], 0)
        rows = np.repeat(np.arange(len(cells)), counts)
        within = np.arange(len(rows)) - np.repeat(counts.cumsum() - counts, counts)
        return rows, self.values[self.starts[known][rows] + within]


@dataclass(frozen=True, slots=True, eq=False)
class Crossings:
    """Where steps cross fences, one row for each step and fence, by step and then fence.

    Args:
        key: step * number of fences + fence.
        first, last: the first and the last crossing, as shares of the step.
        inside_m: how much of the step between them lies inside if it began outside.
        count: how many crossings.
    """

    key: Places
    first: Floats
    last: Floats
    inside_m: Floats
    count: Places


@dataclass(frozen=True, slots=True, eq=False)
class FenceSet:
    """n fences on a plane in metres, as a raster.

    Args:
        margin_m: how far beyond a fence a vehicle that was inside still counts as inside.
        edges: shape (m, 4): x and y of both ends, metres. owner: the fence of each, shape (m,).
        near: the edges that come near each cell. holding: the fences that hold its middle.
    """

    fences: Sequence[Fence]
    plane: Plane
    margin_m: float
    cell_m: float
    origin: Floats
    size: tuple[int, int]
    edges: Floats
    owner: Places
    near: Lists
    holding: Lists

    def __len__(self) -> int:
        return len(self.fences)

    def xy(self, lon: Floats, lat: Floats) -> Floats:
        """Return positions in degrees as metres on the plane, shape (n, 2)."""
        return self.plane.flat_many(lon, lat)

    def cells(self, xy: Floats) -> Places:
        """Return the cell of each position, -1 beyond the raster."""
        return _cells(xy, self.origin, self.cell_m, self.size)

    def is_plain(self, cells: Places) -> Marks:
        """Return which cells no edge comes near: all positions in such a cell lie in the same fences."""
        known = np.maximum(cells, 0)
        return np.asarray((cells < 0) | (self.near.starts[known + 1] == self.near.starts[known]))

    def spans(self, since: Floats, until: Floats, cells: Places) -> Marks:
        """Return which steps that begin in no cell, shape (k, 2), could cross the raster all the same."""
        low, high = self.origin, self.origin + self.cell_m * np.array(self.size)
        with np.errstate(invalid="ignore"):
            beyond = (np.maximum(since, until) < low) | (np.minimum(since, until) > high)
        return np.asarray((cells == -1) & ~beyond.any(axis=1))

    def inside(self, xy: Floats, cells: Places) -> tuple[Places, Places]:
        """Return who lies in what, and who lies beside what within the margin.

        Returns:
            Two sorted arrays of position * number of fences + fence.
        """
        rows, held = self.holding.of(cells)
        base = rows * len(self) + held
        rows, edges = self.near.of(cells)
        if not len(rows):
            return base, np.empty(0, np.intp)
        keys = rows * len(self) + self.owner[edges]
        ends, here = self.edges[edges], xy[rows]
        turned = keys[_cross(self._middles(cells[rows]), here, ends)]
        inside = _odd(np.concatenate([base, turned]))
        close = _distinct(keys[_distance_2(here, ends) <= self.margin_m**2])
        return inside, np.setdiff1d(close, inside, assume_unique=True)

    def crossings(self, since: Floats, until: Floats) -> Crossings:
        """Return where the steps from one position to another, shape (k, 2), cross fences."""
        step, edges = self._near_steps(since, until)
        crosses = _cross(since[step], until[step], self.edges[edges])
        step, edges = step[crosses], edges[crosses]
        share = _share(since[step], until[step], self.edges[edges])
        order = np.lexsort((share, self.owner[edges], step))
        step, share = step[order], share[order]
        key, starts, count = np.unique(
            step * len(self) + self.owner[edges[order]], return_index=True, return_counts=True
        )
        if not len(key):
            return Crossings(key, share, share, share, count)
        place = np.arange(len(share)) - np.repeat(starts, count)
        signed = np.where(place % 2 == 0, -share, share)  # in, out, in, out
        signed[(starts + count - 1)[count % 2 == 1]] = 0.0  # the last one in has no way out
        long_m = np.hypot(*(until - since)[key // len(self)].T)
        inside_m = np.add.reduceat(signed, starts) * long_m
        return Crossings(key, share[starts], share[starts + count - 1], inside_m, count)

    def _near_steps(self, since: Floats, until: Floats) -> tuple[Places, Places]:
        """Return pairs of steps and edges of which some cross: those near the cells that steps pass."""
        long_m = np.hypot(*(until - since).T)
        counts = np.ceil(long_m * (_SAMPLES_PER_CELL / self.cell_m)).astype(np.intp) + 1
        step, place = _ragged(counts)
        share = place / np.maximum(counts[step] - 1, 1)
        cells = self.cells(since[step] + (until - since)[step] * share[:, None])
        fresh = np.ones(len(step), np.bool_)
        fresh[1:] = (cells[1:] != cells[:-1]) | (step[1:] != step[:-1])
        rows, edges = self.near.of(cells[fresh])
        pairs = _distinct(step[fresh][rows] * len(self.edges) + edges)
        return pairs // len(self.edges), pairs % len(self.edges)

    def _middles(self, cells: Places) -> Floats:
        return _middles(cells, self.origin, self.cell_m, self.size)


def fence_set(fences: Sequence[Fence], *, margin_m: float = 20.0) -> FenceSet:
    """Return the raster of some fences, at least one.

    Source:
        the module's own. The margin is an own choice: what a fix strays.
    """
    plane = plane_of([fence.shape for fence in fences])
    shapes = shapely.transform(
        np.array([fence.shape for fence in fences], dtype=object), lambda xy: plane.flat_many(*xy.T)
    )
    edges, owner = _edges(shapes)
    west, south, east, north = shapely.total_bounds(shapes)
    cell_m = max(_CELL_M, 3 * margin_m, float(np.sqrt((east - west) * (north - south) / _CELLS_MOST)))
    pad_m = cell_m * (1 + _OFF_LATTICE) + margin_m
    origin = np.array([west - pad_m, south - pad_m])
    size = int((east - west + 2 * pad_m) // cell_m) + 2, int((north - south + 2 * pad_m) // cell_m) + 2
    reach_m = max(margin_m, cell_m / (2 * _SAMPLES_PER_CELL))
    near_cells, near_edges = _near(edges, origin, cell_m, size, reach_m)
    held_cells, held_fences = _held(shapes, origin, cell_m, size)
    return FenceSet(
        fences, plane, margin_m, cell_m, origin, size, edges, owner,
        near=_lists(near_cells, near_edges, size), holding=_lists(held_cells, held_fences, size),
    )  # fmt: skip


def _edges(shapes: NDArray[np.object_]) -> tuple[Floats, Places]:
    parts, fence = shapely.get_parts(shapes, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    goes_on = ring[1:] == ring[:-1]
    return np.hstack([xy[:-1], xy[1:]])[goes_on], fence[part[ring[:-1][goes_on]]]


def _near(
    edges: Floats, origin: Floats, cell_m: float, size: tuple[int, int], reach_m: float
) -> tuple[Places, Places]:
    """Return pairs of cells and edges that come within a reach of the cell; a few more besides.

    Each edge is sampled every quarter of a cell; the square around a sample that reaches an eighth of a cell
    further is smaller than a cell, so that the cells of its corners are all it touches.
    """
    since, along = edges[:, :2], edges[:, 2:] - edges[:, :2]
    counts = np.ceil(np.hypot(*along.T) / (cell_m / 4)).astype(np.intp) + 1
    edge, place = _ragged(counts)
    share = place / np.maximum(counts[edge] - 1, 1)
    xy = since[edge] + along[edge] * share[:, None]
    wide_m = reach_m + cell_m / 8
    corners = [xy + wide_m * np.array(corner) for corner in ((-1, -1), (-1, 1), (1, -1), (1, 1))]
    cells = np.concatenate([_cells(corner, origin, cell_m, size) for corner in corners])
    pairs = _distinct(cells * len(edges) + np.tile(edge, 4))
    return pairs // len(edges), pairs % len(edges)


def _held(
    shapes: NDArray[np.object_], origin: Floats, cell_m: float, size: tuple[int, int]
) -> tuple[Places, Places]:
    """Return pairs of cells and fences that hold the middle of the cell."""
    shapely.prepare(shapes)
    low = np.floor((shapely.bounds(shapes)[:, :2] - origin) / cell_m).astype(np.intp)
    high = np.floor((shapely.bounds(shapes)[:, 2:] - origin) / cell_m).astype(np.intp)
    wide, tall = (high - low + 1).T
    ends = (wide * tall).cumsum()
    cells, fences = [np.empty(0, np.intp)], [np.empty(0, np.intp)]
    for some in np.split(np.arange(len(shapes)), np.flatnonzero(np.diff(ends // _CHUNK)) + 1):
        fence, place = _ragged((wide * tall)[some])
        fence = some[fence]
        column, row = low[fence, 0] + place % wide[fence], low[fence, 1] + place // wide[fence]
        cell = row * size[0] + column
        holds = shapely.contains_xy(shapes[fence], *_middles(cell, origin, cell_m, size).T)
        cells.append(cell[holds])
        fences.append(fence[holds])
    cell, fence = np.concatenate(cells), np.concatenate(fences)
    order = np.lexsort((fence, cell))
    return cell[order], fence[order]


def _lists(cells: Places, values: Places, size: tuple[int, int]) -> Lists:
    starts = np.zeros(size[0] * size[1] + 1, np.intp)
    starts[1:] = np.bincount(cells, minlength=size[0] * size[1]).cumsum()
    return Lists(starts, values)


def _cells(xy: Floats, origin: Floats, cell_m: float, size: tuple[int, int]) -> Places:
    column, row = np.floor((xy - origin) / cell_m).astype(np.intp).T
    within = (column >= 0) & (column < size[0]) & (row >= 0) & (row < size[1])
    return np.where(within, row * size[0] + column, -1)


def _middles(cells: Places, origin: Floats, cell_m: float, size: tuple[int, int]) -> Floats:
    return origin + (np.column_stack([cells % size[0], cells // size[0]]) + 0.5) * cell_m


def _distinct(keys: Places) -> Places:
    """Return the different ones, sorted; sorting beats the hashing of `np.unique` ten times over."""
    keys = np.sort(keys)
    fresh = np.ones(len(keys), np.bool_)
    fresh[1:] = keys[1:] != keys[:-1]
    return keys[fresh]


def _odd(keys: Places) -> Places:
    """Return those that occur an odd number of times, sorted."""
    keys = np.sort(keys)
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])) if len(keys) else keys
    odd: Places = keys[starts[np.diff(starts, append=len(keys)) % 2 == 1]]
    return odd


def _ragged(counts: Places) -> tuple[Places, Places]:
    """Return rows repeated so many times, and the place of each repetition."""
    rows = np.repeat(np.arange(len(counts)), counts)
    return rows, np.arange(len(rows)) - np.repeat(counts.cumsum() - counts, counts)


def _cross(since: Floats, until: Floats, edges: Floats) -> Marks:
    """Return which lines from since to until cross their edges; an end that touches belongs to one side."""
    one, other = edges[:, :2], edges[:, 2:]
    apart = (_turn(since, until, one) > 0) != (_turn(since, until, other) > 0)
    return np.asarray(apart & ((_turn(one, other, since) > 0) != (_turn(one, other, until) > 0)))


def _turn(since: Floats, until: Floats, point: Floats) -> Floats:
    """Return twice the area of a triangle, positive where the point lies to the left."""
    along, away = until - since, point - since
    return along[:, 0] * away[:, 1] - along[:, 1] * away[:, 0]


def _share(since: Floats, until: Floats, edges: Floats) -> Floats:
    """Return at which share of the line from since to until it crosses its edge."""
    before = _turn(edges[:, :2], edges[:, 2:], since)
    return before / (before - _turn(edges[:, :2], edges[:, 2:], until))


def _distance_2(xy: Floats, edges: Floats) -> Floats:
    """Return the square of the distance of positions from their edges, m²."""
    along, away = edges[:, 2:] - edges[:, :2], xy - edges[:, :2]
    long_2 = np.maximum((along**2).sum(axis=1), 1e-12)
    share = np.clip((along * away).sum(axis=1) / long_2, 0.0, 1.0)
    return np.asarray(((away - share[:, None] * along) ** 2).sum(axis=1))
