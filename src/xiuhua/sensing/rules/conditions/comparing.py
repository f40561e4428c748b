"""How values stand to limits: the same for one value and for an array of them.

Source:
    own choice: decimals of readings are kept as binary fractions, so a rise from 1.1 to 1.4 comes out as
    0.2999999999999998; `SLACK` is far below the resolution of any reading and makes that 0.3.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from xiuhua.sensing.terms.conditions import Comparison, Direction

SLACK = 1e-9
ON_FROM = 0.5  # a machine's state is 1 or 0; halves come from averages over an interval

Floats: TypeAlias = NDArray[np.float64]
Bools: TypeAlias = NDArray[np.bool_]


def above(value: float, limit: float) -> bool:
    """Return whether a value is above a limit. Works on arrays alike."""
    return value > limit + SLACK


def at_least(value: float, limit: float) -> bool:
    """Return whether a value is a limit or above. Works on arrays alike."""
    return value >= limit - SLACK


def below(value: float, limit: float) -> bool:
    """Return whether a value is below a limit. Works on arrays alike."""
    return value < limit - SLACK


def at_most(value: float, limit: float) -> bool:
    """Return whether a value is a limit or below. Works on arrays alike."""
    return value <= limit + SLACK


def equal(value: float, limit: float) -> bool:
    """Return whether a value is a limit. Works on arrays alike."""
    return abs(value - limit) <= SLACK


def different(value: float, limit: float) -> bool:
    """Return whether a value is not a limit. Works on arrays alike."""
    return abs(value - limit) > SLACK


def is_on(value: float, _limit: float) -> bool:
    """Return whether a machine's state says on. Works on arrays alike."""
    return value >= ON_FROM


def is_off(value: float, _limit: float) -> bool:
    """Return whether a machine's state says off. Works on arrays alike."""
    return value < ON_FROM


Compare: TypeAlias = Callable[[float, float], bool]

COMPARE: dict[Comparison, Compare] = {
    Comparison.ABOVE: above,
    Comparison.AT_LEAST: at_least,
    Comparison.BELOW: below,
    Comparison.AT_MOST: at_most,
    Comparison.EQUAL: equal,
    Comparison.DIFFERENT: different,
    Comparison.ON: is_on,
    Comparison.OFF: is_off,
}


def rises(before: float, now: float) -> float:
    """Return by how much a value has risen. Works on arrays alike."""
    return now - before


def falls(before: float, now: float) -> float:
    """Return by how much a value has fallen. Works on arrays alike."""
    return before - now


def changes(before: float, now: float) -> float:
    """Return by how much a value has moved, either way. Works on arrays alike."""
    return abs(now - before)


MOVED: dict[Direction, Callable[[float, float], float]] = {
    Direction.RISES: rises,
    Direction.FALLS: falls,
    Direction.CHANGES: changes,
}


def compare_many(comparison: Comparison, value: Floats, limit: float) -> Bools:
    """Return how each value of an array, shape (n,), stands to a limit, shape (n,)."""
    found: object = COMPARE[comparison](value, limit)  # type: ignore[arg-type]  # the operators take both
    return np.asarray(found, dtype=np.bool_)


def moved_many(direction: Direction, before: Floats, now: Floats) -> Floats:
    """Return by how much each value has moved, shape (n,)."""
    found: object = MOVED[direction](before, now)  # type: ignore[arg-type]  # the operators take both
    return np.asarray(found, dtype=np.float64)
