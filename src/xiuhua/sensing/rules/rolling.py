"""The figures of a span of readings.

Source:
    own choice. Minimum, maximum, mean, sum, first and last are those of readings that nothing is held
    against; of the others it is only said how many there were, because one stuck or impossible value would
    make the mean of an hour worthless. A reading that came late is as good as any other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from xiuhua.sensing.terms.doubts import DOUBTFUL_BITS

GREATEST = 1e100  # above it sums would leave what a float holds; nothing real is so great


class Reading(NamedTuple):
    """A stored reading; `at` in microseconds since 1970."""

    at: int
    sequence: int
    value: float
    flags: int


@dataclass(frozen=True, kw_only=True)
class Rolled:
    """The figures of a span; without undoubted readings all but the counts are None."""

    count: int
    doubtful: int
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    total: float | None = None
    first: float | None = None
    last: float | None = None


def rolled(readings: Iterable[Reading]) -> Rolled:
    """Return the figures of some readings, in whatever order they are given."""
    those = sorted(readings)
    good = [one.value for one in those if not one.flags & DOUBTFUL_BITS and abs(one.value) < GREATEST]
    if not good:
        return Rolled(count=0, doubtful=len(those))
    total = sum(good)
    return Rolled(
        count=len(good),
        doubtful=len(those) - len(good),
        low=min(good),
        high=max(good),
        mean=total / len(good),
        total=total,
        first=good[0],
        last=good[-1],
    )
