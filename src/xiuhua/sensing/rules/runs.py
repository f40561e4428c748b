"""Runs of values that stay within a band of the first of their run.

Two neighbours of a run are at most two bands apart, so a greater step begins a run whatever came before:
between two such steps lies a stretch that may hold one run or several, and only there it must be walked.

Source:
    own choice, because a drifting value is no standing one: neighbours that differ little can end far apart.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xiuhua.sensing.rules.conditions.comparing import Bools, Floats

RUN_READINGS = 3
"""How many readings make a run: two alike are common."""

Places = NDArray[np.intp]
_CHUNK = 64  # readings looked at in one step; runs are short or very long


def stretches(value: Floats, broken: Bools, band: float) -> tuple[Places, Places]:
    """Return where stretches begin, and where each ends (the place after its last value).

    Args:
        value: shape (n,), n >= 1.
        broken: whether something else parts each value from the one before, shape (n - 1,).
        band: how far a value may lie from the first of its run.
    """
    with np.errstate(invalid="ignore"):
        step = np.abs(np.diff(value)) > 2 * band
    begins = np.append(0, np.flatnonzero(step | broken) + 1)
    return begins, np.append(begins[1:], len(value))


def walked(value: Floats, first: int, end: int, band: float) -> list[tuple[int, int]]:
    """Return the runs of a stretch, each as the place of its first value and the place after its last."""
    found = []
    while first < end:
        following = _leaves(value, first, end, band)
        found.append((first, following))
        first = following
    return found


def _leaves(value: Floats, first: int, end: int, band: float) -> int:
    """Return the place of the first value outside the band of another; `end` for none."""
    place, chunk = first + 1, _CHUNK
    while place < end:
        outside = np.abs(value[place : min(place + chunk, end)] - value[first]) > band
        if outside.any():
            return place + int(outside.argmax())
        place, chunk = place + chunk, chunk * 2
    return end
