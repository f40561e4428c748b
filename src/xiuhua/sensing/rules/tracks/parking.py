"""Where a vehicle stands although it may not: what rules are told while it does.

Rules hear of it as of anything measured: 1 while it stands outside every place that is permitted to it, 0
otherwise. How long is too long, at which hours, and what it means (for a spoil truck: that it may be dumping)
is for the rule to say.

Source:
    own choice. Which stops a day finds is `findings.stops_outside`'s; this tells of them while they last.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from xiuhua.sensing.rules.tracks.fences import FenceSet
from xiuhua.sensing.rules.tracks.shapes import Floats, Marks, Track
from xiuhua.sensing.rules.tracks.trips import TripRules

AGAIN_S = 120.0
_RULES = TripRules()


def standing_outside(track: Track, fences: FenceSet, permitted: Collection[str]) -> Marks:
    """Return at which fixes a vehicle stands in no permitted place nor beside one, bool, shape (n,).

    Args:
        track: a clean one, by time. Of a fix without a speed nobody knows that it stands.
        fences: every fence in force.
        permitted: the keys of those where this vehicle may stand.

    Source:
        `TripRules.standing_km_h`.
    """
    with np.errstate(invalid="ignore"):
        stands = np.asarray(track.speed_km_h < _RULES.standing_km_h)
    if not stands.any():
        return stands
    xy = fences.xy(track.lon, track.lat)
    held = np.concatenate(fences.inside(xy, fences.cells(xy)))
    may_stand = np.array([fence.key in permitted for fence in fences.fences])
    allowed = held[may_stand[held % len(fences)]] // len(fences)
    stands[allowed] = False
    return stands


def parking_told(
    at_s: Floats, outside: Marks, stood: tuple[float, float] | None
) -> list[tuple[float, float]]:
    """Return what rules are told, instants and values: each change, and again while it goes on standing.

    Args:
        at_s: of the fixes, shape (n,).
        outside: whether the vehicle stood outside at each, shape (n,).
        stood: what was told last, instant and value; None for nothing, which counts as 0.

    Source:
        own choice: said again every two minutes, so that a value counts no longer than a terminal is heard.
    """
    told_s, told = stood or (-np.inf, 0.0)
    found: list[tuple[float, float]] = []
    for second, is_outside in zip(at_s.tolist(), outside.tolist(), strict=True):
        value = float(is_outside)
        if second > told_s and (value != told or (is_outside and second - told_s >= AGAIN_S)):
            told_s, told = second, value
            found.append((second, value))
    return found
