"""Positions at fences: a thousand and ten thousand of them, a fleet that drives and one that stays in place.

What is measured is everything between decoded positions and events: the plane, the fences each position lies
in, the way from the one before, the margin, the state of every vehicle. Seconds are the processor's, of one
core. The baseline asks a plain STRtree of the same fences in which of them the same positions lie, and
nothing else.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from bench.figures import Figure, at_least
from xiuhua.config.env import Environment
from xiuhua.sensing.rules.tracks.fences import Fence, FenceSet, fence_set
from xiuhua.sensing.rules.tracks.watching import Batch, Watch, watch_new, watched
from xiuhua.shared.geometry import Plane

VEHICLES = 2_000
BATCH = 1_000  # positions judged together, as the gateway gathers them
ROUNDS = 3
STEPS = 50  # positions of each vehicle
INTERVAL_S = 15.0
_SIDE_M = 30_000.0  # about 0.3 degrees each way
_LEAST_M, _MOST_M, _CORNERS = 100.0, 600.0, 20  # half the width of a fence
_DRIVING_KM_H, _STAYING_KM_H = 30.0, 0.5
_LIMITS = {(1_000, "driving"): 150_000, (10_000, "driving"): 45_000, (10_000, "staying"): 100_000}
_RATIOS = {1_000: 0.1, 10_000: 0.2}
_HERE = Plane(114.05, 22.55)
_SEED = 20_260_101


def run(environment: Environment) -> list[Figure]:  # noqa: ARG001 - nothing of it lies in the database
    """Watch the same fleets at a thousand and at ten thousand fences, beside a plain tree."""
    fleets = {"driving": _fleet(_DRIVING_KM_H), "staying": _fleet(_STAYING_KM_H)}
    figures: list[Figure] = []
    for count in (1_000, 10_000):
        shapes = _shapes(count)
        fences = fence_set([Fence(str(place), shape) for place, shape in enumerate(shapes)])
        _same_check(fences, shapes, fleets["driving"])
        for name, batches in fleets.items():
            figures += _figures(f"fences-{count}-{name}", fences, shapes, batches, _LIMITS.get((count, name)))
    return figures


def _figures(
    name: str, fences: FenceSet, shapes: NDArray[np.object_], batches: Sequence[Batch], limit: int | None
) -> list[Figure]:
    tree = shapely.STRtree(shapes)
    positions = VEHICLES * STEPS
    ours = positions / min(_seconds(lambda: _watch(fences, batches)) for _ in range(ROUNDS))
    bare = positions / min(_seconds(lambda: _ask(tree, batches)) for _ in range(ROUNDS))
    _, events = _watch(fences, batches)
    return [
        at_least(name, ours, "positions/s", limit=limit, baseline=bare, ratio=_RATIOS[len(fences)]),
        at_least(f"{name}-events", events / positions, "per position"),
    ]


def _watch(fences: FenceSet, batches: Sequence[Batch]) -> tuple[Watch, int]:
    watch, count = watch_new(), 0
    for batch in batches:
        watch, events, _ = watched(watch, batch, fences)
        count += len(events)
    return watch, count


def _ask(tree: shapely.STRtree, batches: Sequence[Batch]) -> None:
    """Ask a tree of the fences with every position: what shapely's manual shows."""
    for batch in batches:
        tree.query(shapely.points(batch.lon, batch.lat), predicate="intersects")


def _shapes(count: int) -> NDArray[np.object_]:
    """Return crooked fences of twenty corners, anywhere in the city; they overlap."""
    draw = np.random.default_rng(_SEED)
    turns = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
    wide = draw.uniform(_LEAST_M, _MOST_M, (count, 1)) * draw.uniform(0.8, 1.2, (count, _CORNERS))
    middles = draw.uniform(0, _SIDE_M, (count, 1, 2))
    rings = middles + wide[..., None] * np.column_stack([np.cos(turns), np.sin(turns)])
    return np.asarray(_HERE.round(shapely.polygons(rings)))


def _fleet(speed_km_h: float) -> list[Batch]:
    """Return the positions of a fleet that wanders at about a speed, in batches as they come in."""
    draw = np.random.default_rng(_SEED + 1)
    xy, turn = draw.uniform(0, _SIDE_M, (VEHICLES, 2)), draw.uniform(0, 2 * np.pi, VEHICLES)
    batches: list[Batch] = []
    for step in range(STEPS):
        degrees = shapely.get_coordinates(_HERE.round(shapely.MultiPoint(xy)))
        at_s = 1_767_225_600.0 + INTERVAL_S * step + draw.uniform(0, INTERVAL_S / 2, VEHICLES)
        batches += [
            Batch(vehicles, at_s[vehicles], *degrees[vehicles].T)
            for vehicles in np.split(np.arange(VEHICLES), VEHICLES // BATCH)
        ]
        turn += draw.normal(0, 0.3, VEHICLES)
        far_m = draw.uniform(0, 2 * speed_km_h / 3.6 * INTERVAL_S, VEHICLES)
        xy = xy + far_m[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    return batches


def _same_check(fences: FenceSet, shapes: NDArray[np.object_], batches: Sequence[Batch]) -> None:
    """Make sure that both say the same of the last positions; only vehicles beside a fence may differ."""
    watch, _ = _watch(fences, batches)
    last = batches[-(VEHICLES // BATCH) :]
    for batch in last:
        point, fence = shapely.STRtree(shapes).query(
            shapely.points(batch.lon, batch.lat), predicate="intersects"
        )
        here = np.sort(batch.device[point] * len(fences) + fence)
        ours = watch.inside[np.isin(watch.inside // len(fences), batch.device) & np.isnan(watch.out_s)]
        assert len(np.setxor1d(here, ours)) <= len(here) // 1_000, (len(here), len(ours))  # noqa: S101 - a benchmark is a test


def _seconds(act: Callable[[], object]) -> float:
    """Return the processor's time, which other work on the machine hardly changes."""
    started = time.process_time()
    act()
    return time.process_time() - started
