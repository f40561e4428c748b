"""Falls of a load: between which two readings a truck became lighter, and by how much.

A load is a line of steps: up at a gate, down where it is tipped. What a stop changed cannot be told by
looking some time before and after it, because a truck may stand for hours around its tipping, and a step that
lies elsewhere would be laid to every stop near it. So the step itself is looked for: the place in the line at
which the median of what came just before and of what came just after lie furthest apart.

Source:
    own choice; a change of level found by two neighbouring windows is an old way (Page, "Continuous
    inspection schemes", Biometrika 1954, has the thought). A median, because one wrong reading cannot turn
    it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xiuhua.sensing.rules.tracks.shapes import Floats, Marks, Places

_NEAR_TOP = 0.8  # of the deepest: about a step the medians do not change, so that the means say where it is
_LIKELY = 0.5  # of the least fall: means that differ by less hide no step of the medians worth a look


@dataclass(frozen=True, kw_only=True)
class FallRules:
    """What makes a fall.

    Args:
        steady_s: of readings on either side are compared. A body is empty in less than two minutes, so that
            most of three minutes before and after the middle of it lies on the old and the new level.
        readings_least: so many make a median that one bad reading cannot turn; where there are fewer within
            `steady_s`, the nearest ones, but none from further than `look_s`: a terminal that is parked
            reports every few minutes, and a haul takes longer than a quarter of an hour.
        share_least: of the load before. Less is the noise of an axle sensor on the road.
        laden_share: of the rated load; a truck that was lighter before had nothing to lose.
    """

    steady_s: float = 180.0
    readings_least: int = 3
    look_s: float = 900.0
    share_least: float = 0.25
    laden_share: float = 0.25


@dataclass(frozen=True, slots=True)
class Fall:
    """The load was `before` until the reading at `since_s`, and `after` from the one at `until_s` on.

    Loads are medians, as shares of what the truck may carry. In a fall that takes several readings, the two
    are those in the middle of it.
    """

    since_s: float
    until_s: float
    before: float
    after: float

    @property
    def gone(self) -> float:
        """The share of the load before that went."""
        return (self.before - self.after) / self.before


def falls_of(at_s: Floats, load: Floats, rules: FallRules) -> list[Fall]:
    """Return the falls of a load by time.

    Args:
        at_s: when it was read, seconds, rising, shape (n,).
        load: as a share of the rated load, shape (n,); NaN where nobody says.
        rules: what makes a fall.

    Source:
        the module's own.
    """
    known = np.flatnonzero(np.isfinite(load))
    times, loads = at_s[known], load[known]
    firsts, ends, can_be = _windows(times, rules)
    drop = np.zeros(len(can_be))
    sums = np.concatenate([[0.0], np.cumsum(loads)])
    here = np.flatnonzero(can_be)
    mean_before = (sums[here + 1] - sums[firsts[here]]) / (here + 1 - firsts[here])
    drop[here] = mean_before - (sums[ends[here]] - sums[here + 1]) / (ends[here] - here - 1)
    likely = here[drop[here] >= _LIKELY * rules.share_least * np.maximum(mean_before, rules.laden_share)]
    found = list[Fall]()
    for run in _runs(likely):
        before = np.array([np.median(loads[firsts[row] : row + 1]) for row in run])
        after = np.array([np.median(loads[row + 1 : ends[row]]) for row in run])
        deep = (before >= rules.laden_share) & (before - after >= rules.share_least * before)
        for some in _runs(np.flatnonzero(deep)):
            top = some[(before - after)[some] >= _NEAR_TOP * (before - after)[some].max()]
            one = int(top[np.argmax(drop[run[top]])])
            row = int(run[one])
            found.append(
                Fall(float(times[row]), float(times[row + 1]), float(before[one]), float(after[one]))
            )
    return found


def level(
    at_s: Floats,
    load: Floats,
    rules: FallRules,
    *,
    until_s: float | None = None,
    since_s: float | None = None,
) -> float | None:
    """Return the load up to an instant, or from one on; None where too few readings say.

    Source:
        as for falls: the median of `steady_s`, or of the nearest readings within `look_s`.
    """
    known = np.flatnonzero(np.isfinite(load))
    times, loads = at_s[known], load[known]
    if until_s is not None:
        end = int(np.searchsorted(times, until_s, "right"))
        first = min(int(np.searchsorted(times, until_s - rules.steady_s)), end - rules.readings_least)
        is_known = first >= 0 and times[first] >= until_s - rules.look_s
    else:
        at = -np.inf if since_s is None else since_s
        first = int(np.searchsorted(times, at))
        end = max(int(np.searchsorted(times, at + rules.steady_s, "right")), first + rules.readings_least)
        is_known = end <= len(times) and times[end - 1] <= at + rules.look_s
    return float(np.median(loads[first:end])) if is_known else None


def _windows(times: Floats, rules: FallRules) -> tuple[Places, Places, Marks]:
    """Return three things of the split behind each reading but the last.

    Its first reading before, the end of its readings after, and whether both sides say enough.
    """
    count = max(len(times) - 1, 0)
    rows = np.arange(count)
    firsts = np.searchsorted(times, times[:count] - rules.steady_s)
    firsts = np.minimum(firsts, rows + 1 - rules.readings_least)
    ends = np.searchsorted(times, times[1:] + rules.steady_s, "right")
    ends = np.maximum(ends, rows + 1 + rules.readings_least)
    can_be = (firsts >= 0) & (ends <= len(times))
    safe_first, safe_end = np.maximum(firsts, 0), np.minimum(ends, len(times))
    if count:
        can_be &= times[safe_first] >= times[:count] - rules.look_s
        can_be &= times[safe_end - 1] <= times[1:] + rules.look_s
    return safe_first, safe_end, can_be


def _runs(rows: Places) -> list[Places]:
    """Return rows that rise, cut where one is left out."""
    return np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1) if len(rows) else []
