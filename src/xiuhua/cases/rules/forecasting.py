"""What goes late at this pace: open clocks beside the past runs of the same stage, unit and matter.

A run's pace is how much of its time it used, by the wall: 0.4 means done after two fifths, above 1 is late.
Of those past runs that were no faster than an open clock already is, some were late: that is the forecast.

Source:
    own choice: the empirical share of a comparable group (a Kaplan-Meier estimate without censoring), because
    every number of it can be counted again by hand; narrower groups first, and none smaller than `FEWEST`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 20  # each a twentieth of a run's time; one more for those that were late
FEWEST = 20
NAMED_FROM = 0.5


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How fast past runs were.

    Args:
        bins: how many used up to each twentieth of their time, and last, how many were late: `BINS` + 1.
    """

    bins: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What becomes of an open clock.

    Args:
        late: how many of the comparable past runs were late; `alike` how many there were, in part where the
            clock stands within a twentieth.
        place: which of the groups decided, 0 the narrowest.
    """

    late: int
    alike: float
    place: int

    @property
    def share(self) -> float:
        """How many of those alike were late, 0 to 1."""
        return self.late / self.alike if self.alike else 0.0

    @property
    def is_named(self) -> bool:
        """Whether it is said of the clock that it goes late."""
        return self.share >= NAMED_FROM


def share_used(*, seconds: float, limit_seconds: float) -> float:
    """Return how much of a run's time is used; 1 and above is late.

    Source:
        both by the wall, because that is how a deadline comes.
    """
    return seconds / limit_seconds if limit_seconds > 0 else 1.0


def alike(pace: Pace, used: float) -> float:
    """Return how many past runs were no faster than one that has used so much already.

    Source:
        runs lie evenly within a twentieth.
    """
    place = min(int(used * BINS), BINS)
    if place == BINS:
        return float(pace.bins[BINS])
    return pace.bins[place] * (place + 1 - used * BINS) + sum(pace.bins[place + 1 :])


def outlook(used: float, paces: Sequence[Pace | None]) -> Outlook | None:
    """Return what becomes of a clock by the first group that is large enough; None where none is.

    Args:
        used: how much of its time it has used, 0 to 1.
        paces: of the groups that it belongs to, the narrowest first; None for one without past runs.

    Source:
        as the module says.
    """
    for place, pace in enumerate(paces):
        if pace is None:
            continue
        found = alike(pace, used)
        if found >= FEWEST:
            return Outlook(late=pace.bins[BINS], alike=found, place=place)
    return None


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How a forecast did: `named` of which `hits` went late, and `missed` that went late unnamed."""

    looked_at: int = 0
    named: int = 0
    hits: int = 0
    missed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            looked_at=self.looked_at + other.looked_at, named=self.named + other.named,
            hits=self.hits + other.hits, missed=self.missed + other.missed,
        )  # fmt: skip

    @property
    def precision(self) -> float | None:
        """How many of those named went late, 0 to 1; None where none was named."""
        return self.hits / self.named if self.named else None

    @property
    def recall(self) -> float | None:
        """How many of those that went late were named, 0 to 1; None where none went late."""
        late = self.hits + self.missed
        return self.hits / late if late else None


def tally(told: Sequence[tuple[Outlook | None, bool]]) -> Tally:
    """Return how forecasts did, each with whether the clock went late.

    Source:
        precision and recall as information retrieval has them.
    """
    named = [late for found, late in told if found is not None and found.is_named]
    late = sum(went for _found, went in told)
    return Tally(looked_at=len(told), named=len(named), hits=sum(named), missed=late - sum(named))
