"""Drives worked out by hand on a plane in metres: for the tests of binding and dumping."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import shapely

from xiuhua.scenes.spoil.rules.dumping import LoadedTrack, loaded_track
from xiuhua.sensing.rules.tracks.fences import Fence, FenceSet, fence_set
from xiuhua.sensing.rules.tracks.shapes import track_of
from xiuhua.shared.geometry import Plane

HERE = Plane(120.0, 30.0)
OFFSET = 8 * 3600.0
NOON = 1_767_240_000.0  # 2026-01-01T04:00Z, noon in China
MIDNIGHT = NOON + 12 * 3600
EVERY_S = 15.0


@dataclass
class Drive:
    """A drive told step by step: stand, go, with a load and a tilt."""

    at_s: float = NOON
    x: float = 0.0
    y: float = 0.0
    load: float = 0.0
    rows: list[tuple[float, float, float, float, float, float]] = field(default_factory=list)

    def stand(self, minutes: float, *, load: float | None = None, tilt: float = 0.0) -> Drive:
        """Stand; a load told becomes so in the middle of it, and the body is tipped in its middle third."""
        begins, count = self.at_s, round(minutes * 60 / EVERY_S)
        for step in range(count):
            share = step / count
            if load is not None and share >= 0.5:
                self.load = load
            self._told(0.0, tilt if 1 / 3 <= share < 2 / 3 else 0.0)
        self.at_s = begins + minutes * 60
        return self

    def go(self, x: float, y: float, *, km_h: float = 36.0) -> Drive:
        """Drive straight."""
        long_m = float(np.hypot(x - self.x, y - self.y))
        steps = max(round(long_m / (km_h / 3.6) / EVERY_S), 1)
        from_x, from_y = self.x, self.y
        for step in range(1, steps + 1):
            self.x, self.y = from_x + (x - from_x) * step / steps, from_y + (y - from_y) * step / steps
            self._told(km_h, 0.0)
        return self

    def hide(self, seconds: float, *, load: float | None = None) -> Drive:
        """Be silent for so long from the last fix on; a load told is what it comes back with."""
        self.at_s += seconds - EVERY_S
        self.load = self.load if load is None else load
        return self

    def _told(self, km_h: float, tilt: float) -> None:
        self.rows.append((self.at_s, self.x, self.y, km_h, self.load, tilt))
        self.at_s += EVERY_S

    def told(self, keep: np.ndarray | None = None) -> LoadedTrack:
        """Return it as fixes; some of them, in some order, where rows are given."""
        table = np.array(self.rows)
        if keep is not None:
            table = table[keep]
        lon, lat = degrees(table[:, 1], table[:, 2])
        track = track_of(table[:, 0], lon, lat, speed_km_h=table[:, 3])
        return loaded_track(track, load=table[:, 4], tilt_deg=table[:, 5])


def degrees(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return metres on the plane as degrees."""
    scale = HERE.flat_many(np.array([121.0]), np.array([31.0]))[0]
    return 120.0 + np.asarray(x) / scale[0], 30.0 + np.asarray(y) / scale[1]


def square(key: str, x: float, y: float, half_m: float = 100.0) -> Fence:
    """Return a square place around a point of the plane."""
    return Fence(key, HERE.round(shapely.box(x - half_m, y - half_m, x + half_m, y + half_m)))


def places(*some: Fence) -> FenceSet:
    """Return places as a set."""
    return fence_set(list(some))
