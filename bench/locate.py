"""Where points lie: a million points in five thousand areas, beside a plain STRtree, and one by one."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import numpy as np
import psycopg
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from bench.figures import Figure, at_most
from xiuhua.config.env import Environment
from xiuhua.ground import queries
from xiuhua.ground.rules.locate import NOWHERE, locate_many

POINTS = 1_000_000
AREAS = 5_000
ROUNDS = 3
SHARE = 0.8
SINGLE_MS = 1.0
_ACROSS, _UP = 100, 50  # five thousand areas: fifty rows of a hundred
_WEST, _SOUTH, _SIDE = 120.0, 30.0, 0.004  # degrees; a side of about 400 m
_SEED = 20_260_101


def build(environment: Environment) -> None:
    """Fill the template: a district of five thousand unit grids that fit without rest."""
    with psycopg.connect(environment.database_owner_url, autocommit=True) as owner:
        rows = [
            (f"990101001{number // 999 + 1:03d}{number % 999 + 1:03d}", shapely.MultiPolygon([shape]).wkb)
            for number, shape in enumerate(_areas())
        ]
        with owner.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO ground_area (code, name, level, shape, updated_at)"
                " VALUES (%s, '', 'unit_grid', ST_GeomFromWKB(%s, 4326), now())",
                rows,
            )
        owner.execute("VACUUM ANALYZE ground_area")


def _areas() -> Sequence[BaseGeometry]:
    """Return a net of crooked quadrangles that share their corners, each with about forty points."""
    draw = np.random.default_rng(_SEED)
    x, y = np.meshgrid(np.arange(_ACROSS + 1.0), np.arange(_UP + 1.0))
    x, y = (_SIDE * (axis + draw.uniform(-0.3, 0.3, axis.shape)) for axis in (x, y))
    corner = np.stack([_WEST + x, _SOUTH + y], axis=-1)
    rings = np.stack([corner[:-1, :-1], corner[:-1, 1:], corner[1:, 1:], corner[1:, :-1]], axis=2)
    return list(shapely.segmentize(shapely.polygons(rings.reshape(AREAS, 4, 2)), _SIDE / 10))


def run(environment: Environment) -> list[Figure]:  # noqa: ARG001 - queries find the database by themselves
    """Locate the same points both ways in turn, and some of them one by one in the database."""
    areas = _areas()
    draw = np.random.default_rng(_SEED + 1)
    points = np.column_stack(
        [
            draw.uniform(_WEST, _WEST + _ACROSS * _SIDE, POINTS),
            draw.uniform(_SOUTH, _SOUTH + _UP * _SIDE, POINTS),
        ]
    )
    ours, raw = [], []
    for _ in range(ROUNDS):
        raw.append(_seconds(lambda: _raw(points, areas)))
        ours.append(_seconds(lambda: locate_many(points, areas)))
    _same_check(points[:10_000], areas)
    singles = [_seconds(lambda place=place: queries.locate(*place)) * 1_000 for place in points[:2_000]]  # type: ignore[misc]  # bound at once
    rate, raw_rate = POINTS / min(ours), POINTS / min(raw)
    return [
        Figure(
            name="locate-bulk", value=rate, unit="points/s", limit=SHARE * raw_rate, better="higher",
            baseline=raw_rate, ok=rate >= SHARE * raw_rate,
        ),
        at_most("locate-single-p95", float(np.percentile(singles, 95)), "ms", limit=SINGLE_MS),
        at_most("locate-single-p50", float(np.percentile(singles, 50)), "ms"),
    ]  # fmt: skip


def _raw(points: NDArray[np.float64], areas: Sequence[BaseGeometry]) -> NDArray[np.int64]:
    """Ask a tree of the areas with every point: what shapely's manual shows."""
    return np.asarray(shapely.STRtree(areas).query(shapely.points(points), predicate="intersects"))


def _same_check(points: NDArray[np.float64], areas: Sequence[BaseGeometry]) -> None:
    asked, found = _raw(points, areas)
    plain = np.full(len(points), NOWHERE)
    plain[asked[::-1]] = found[::-1]
    located = locate_many(points, areas)
    differ = np.flatnonzero(plain != located)  # only a boundary may be given to either side
    assert len(differ) <= len(points) // 1_000, differ  # noqa: S101 - a benchmark is a test


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started
