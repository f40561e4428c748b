"""What one vehicle does at one fence, told the slow way: every edge asked about every step, in plain numbers.

A fence is a list of rings, a ring a list of (x, y) that ends where it begins; fixes are (at, x, y); in metres
and seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot, inf
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
Rings: TypeAlias = Sequence[Sequence[Point]]
Event: TypeAlias = tuple[str, float, float | None, bool]  # act, at, until, whether the crossing was seen


def holds(rings: Rings, x: float, y: float) -> bool:
    """Return whether a ray to the east crosses the rings an odd number of times."""
    odd = False
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                odd = not odd
    return odd


def away(rings: Rings, x: float, y: float) -> float:
    """Return how far the nearest edge is."""
    nearest = inf
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            long_2 = (x2 - x1) ** 2 + (y2 - y1) ** 2
            share = 0.0 if not long_2 else ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / long_2
            share = min(1.0, max(0.0, share))
            nearest = min(nearest, hypot(x - x1 - share * (x2 - x1), y - y1 - share * (y2 - y1)))
    return nearest


def shares(rings: Rings, since: Point, until: Point) -> list[float]:
    """Return where on the way from one point to another edges are crossed, by solving for both lines."""
    found = []
    dx, dy = until[0] - since[0], until[1] - since[1]
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            ex, ey = x2 - x1, y2 - y1
            bottom = dx * ey - dy * ex
            if bottom:
                along = ((x1 - since[0]) * ey - (y1 - since[1]) * ex) / bottom
                edge = ((x1 - since[0]) * dy - (y1 - since[1]) * dx) / bottom
                if 0 <= along <= 1 and 0 <= edge <= 1:
                    found.append(along)
    return sorted(found)


class Teller:
    """Follows one vehicle at one fence from fix to fix."""

    def __init__(self, rings: Rings, margin: float, link: float) -> None:
        self.rings, self.margin, self.link = rings, margin, link
        self.told: list[Event] = []
        self.within = False
        self.out: tuple[float, bool] | None = None
        self.before: tuple[float, float, float] | None = None

    def fix(self, at: float, x: float, y: float) -> None:
        linked = self.before is not None and at - self.before[0] <= self.link
        cuts = shares(self.rings, self.before[1:], (x, y)) if self.before and linked else []
        since = self.before[0] if self.before else at
        times = [since + share * (at - since) for share in cuts]
        if self.within:
            self._from_inside(at, x, y, times)
        elif holds(self.rings, x, y):
            self.told.append(("entered", times[-1] if times else at, None, bool(times)))
            self.within = True
        elif self.before and len(cuts) > 1:
            far = hypot(x - self.before[1], y - self.before[2])
            if far * sum(out - into for into, out in zip(cuts[::2], cuts[1::2], strict=False)) > self.margin:
                self.told.append(("passed", times[0], times[-1], True))
        self.before = (at, x, y)

    def _from_inside(self, at: float, x: float, y: float, times: list[float]) -> None:
        if holds(self.rings, x, y):
            self.out = None
            return
        if self.out is None:
            self.out = (times[0], True) if times else (at, False)
        if away(self.rings, x, y) > self.margin:
            self.told.append(("left", self.out[0], None, self.out[1]))
            self.within, self.out = False, None


def events(
    fixes: Sequence[tuple[float, float, float]], rings: Rings, margin: float, link: float
) -> list[Event]:
    """Return what happens, in the order of the fixes' own times."""
    teller = Teller(rings, margin, link)
    for fix in sorted(fixes):
        teller.fix(*fix)
    return teller.told
