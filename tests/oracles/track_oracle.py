"""The story of a track told the slow way: plain lists, one fix after another, everything anew each time.

A fix is a tuple (at, lon, lat, speed or None). How far two fixes lie apart is asked of whoever compares, so
that only the telling is compared; distances are tested by themselves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median
from typing import TypeAlias

Fix: TypeAlias = tuple[float, float, float, float | None]
Apart: TypeAlias = Callable[[tuple[float, float], tuple[float, float]], float]

NOISE_M, MOST_M_S, AGREE = 50.0, 50.0, 3
RADIUS_M, STOP_S, LOSS_S, TRIP_M, STANDING_KM_H, JITTER_M = 50.0, 180.0, 300.0, 100.0, 2.0, 30.0


class Teller:
    """Tells the story of one set of fixes."""

    def __init__(self, fixes: Sequence[Fix], apart: Apart) -> None:
        self._ask = apart
        self.fixes = self._plausible(self._each_time_once(fixes))

    def apart(self, one: Fix, other: Fix) -> float:
        return self._ask(one[1:3], other[1:3])

    @staticmethod
    def _each_time_once(fixes: Sequence[Fix]) -> list[Fix]:
        kept: list[Fix] = []
        # of one instant and place, one that says no speed comes after those that do
        for fix in sorted(fixes, key=lambda fix: (*fix[:3], math.inf if fix[3] is None else fix[3])):
            if all(fix[0] != other[0] for other in kept):
                kept.append(fix)
        return kept

    def _plausible(self, fixes: list[Fix]) -> list[Fix]:
        def could(one: Fix, other: Fix) -> bool:
            return self.apart(one, other) <= NOISE_M + MOST_M_S * (other[0] - one[0])

        kept: list[Fix] = []
        doubtful: list[Fix] = []
        for fix in fixes:
            if not kept or could(kept[-1], fix):
                kept.append(fix)
                doubtful = []
                continue
            doubtful = [*doubtful, fix] if doubtful and could(doubtful[-1], fix) else [fix]
            if len(doubtful) == AGREE:
                kept += doubtful
                doubtful = []
        return kept

    def stays(self) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        at = 0
        while at < len(self.fixes):
            end = at
            while end + 1 < len(self.fixes) and self.apart(self.fixes[at], self.fixes[end + 1]) <= RADIUS_M:
                end += 1
            if self.fixes[end][0] - self.fixes[at][0] >= STOP_S:
                found.append((at, end))
                at = end + 1
            else:
                at += 1
        return found

    def middle(self, first: int, last: int) -> tuple[float, float]:
        some = self.fixes[first : last + 1]
        return median(fix[1] for fix in some), median(fix[2] for fix in some)

    def stops(self) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        for first, last in self.stays():
            if found:
                before, until = found[-1]
                same = self._ask(self.middle(before, until), self.middle(first, last)) <= RADIUS_M
                between = self.fixes[until : first + 1]
                if same and all(self.apart(self.fixes[before], fix) < TRIP_M for fix in between):
                    found[-1] = (before, last)
                    continue
            found.append((first, last))
        return found

    def drives(self) -> list[tuple[int, int]]:
        """Return the runs between stops: joined to the stop on either side, parted by silences."""
        edges = [0]
        for first, last in self.stops():
            edges += [first, last]
        edges.append(len(self.fixes) - 1)
        found: list[tuple[int, int]] = []
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            since = start
            for row in range(start, end):
                if self.fixes[row + 1][0] - self.fixes[row][0] > LOSS_S:
                    found.append((since, row))
                    since = row + 1
            found.append((since, end))
        return [(first, last) for first, last in found if last > first]

    def is_trip(self, first: int, last: int) -> bool:
        return any(self.apart(self.fixes[first], fix) >= TRIP_M for fix in self.fixes[first : last + 1])

    def _stands(self, row: int) -> bool:
        speeds = (self.fixes[row - 1][3], self.fixes[row][3])
        return all(speed is not None and speed < STANDING_KM_H for speed in speeds)

    def _still(self, row: int) -> bool:
        return self._stands(row) and self.apart(self.fixes[row - 1], self.fixes[row]) < JITTER_M

    def _along(self, rows: list[int]) -> float:
        return sum(self.apart(self.fixes[one], self.fixes[two]) for one, two in pairwise(rows))

    def length(self, first: int, last: int) -> float:
        return self._along([first, *(row for row in range(first + 1, last) if not self._still(row)), last])

    def crept(self, first: int, last: int) -> float:
        if any(fix[3] is None for fix in self.fixes[first : last + 1]):
            middle = self.middle(first, last)
            return self._ask(self.fixes[first][1:3], middle) + self._ask(middle, self.fixes[last][1:3])
        return self._along([first, *(row for row in range(first + 1, last + 1) if not self._stands(row))])

    def told(self) -> dict[str, list[tuple[float, ...]]]:
        at = [fix[0] for fix in self.fixes]
        return {
            "stops": [(at[a], at[b], *self.middle(a, b), self.crept(a, b)) for a, b in self.stops()],
            "trips": [(at[a], at[b], self.length(a, b)) for a, b in self.drives() if self.is_trip(a, b)],
            "shunts": [(at[a], at[b], self.length(a, b)) for a, b in self.drives() if not self.is_trip(a, b)],
            "losses": [
                (at[row], at[row + 1], self.apart(self.fixes[row], self.fixes[row + 1]))
                for row in range(len(at) - 1)
                if at[row + 1] - at[row] > LOSS_S
            ],
        }
