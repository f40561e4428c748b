"""Readings of other sensors of a truck, told at the fixes of its track.

Source:
    own choice: a reading counts until the next one, and for so long at most.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def at_fixes(fix_s: Floats, read_s: Floats, values: Floats, *, most_s: float = 90.0) -> Floats:
    """Return the latest reading at or before each fix, NaN where none is so young; float64, shape (n,).

    Args:
        fix_s: of the fixes, shape (n,), in any order.
        read_s: of the readings, shape (m,), in any order.
        values: of each reading, shape (m,).
        most_s: how old a reading may be.

    Source:
        the module's own.
    """
    if not len(read_s):
        return np.full(len(fix_s), np.nan)
    order = np.lexsort((values, read_s))
    read_s, values = read_s[order], values[order]
    place = np.searchsorted(read_s, fix_s, side="right") - 1
    known = np.maximum(place, 0)
    fresh = (place >= 0) & (fix_s - read_s[known] <= most_s)
    return np.where(fresh, values[known], np.nan)
