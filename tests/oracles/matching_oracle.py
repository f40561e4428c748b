"""The likeliest roads under a few fixes, by trying every sequence there is.

A piece of road is (start, end, points of its line); a state is (piece, metres along it); in metres, seconds
and km/h. All roads have one limit, so that the quickest way is the shortest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, product
from math import hypot, inf
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
Piece: TypeAlias = tuple[int, int, Sequence[Point]]
Fix: TypeAlias = tuple[float, float, float]  # at, x, y
State: TypeAlias = tuple[int, float]

NOISE_M, DETOUR_M, SLOW_S, RADIUS_M, MOST_M_S, LIMIT_M_S = 10.0, 30.0, 10.0, 50.0, 150 / 3.6, 30 / 3.6


class Town:
    """Roads, and how far every junction lies from every other along them."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.pieces = pieces
        self.long = [
            sum(hypot(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(line)) for *_, line in pieces
        ]
        places = sorted({place for piece in pieces for place in piece[:2]})
        self.far = {(one, other): 0.0 if one == other else inf for one in places for other in places}
        for (start, end, _), long in zip(pieces, self.long, strict=True):
            self.far[start, end] = min(self.far[start, end], long)
        for over, one, other in product(places, repeat=3):  # Floyd and Warshall
            self.far[one, other] = min(self.far[one, other], self.far[one, over] + self.far[over, other])

    def states(self, fix: Fix) -> Iterator[State]:
        """Yield the nearest point of every piece within the radius."""
        for number, (*_, line) in enumerate(self.pieces):
            away, along = self._nearest(line, fix[1], fix[2])
            if away <= RADIUS_M:
                yield number, along

    @staticmethod
    def _nearest(line: Sequence[Point], x: float, y: float) -> tuple[float, float]:
        best, gone = (inf, 0.0), 0.0
        for (x1, y1), (x2, y2) in pairwise(line):
            long = hypot(x2 - x1, y2 - y1)
            share = min(1.0, max(0.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / long**2))
            away = hypot(x - x1 - share * (x2 - x1), y - y1 - share * (y2 - y1))
            best = min(best, (away, gone + share * long))
            gone += long
        return best

    def seen(self, fix: Fix, state: State) -> float:
        away, _ = self._nearest(self.pieces[state[0]][2], fix[1], fix[2])
        return -0.5 * (away / NOISE_M) ** 2

    def driven(self, before: Fix, fix: Fix, one: State, other: State) -> float:
        straight = hypot(fix[1] - before[1], fix[2] - before[2])
        forth = other[1] - one[1]
        if one[0] == other[0] and forth >= -3 * NOISE_M:
            way = max(0.0, forth)
        else:
            end, start = self.pieces[one[0]][1], self.pieces[other[0]][0]
            way = self.long[one[0]] - one[1] + self.far[end, start] + other[1]
        most = min(MOST_M_S * (fix[0] - before[0]) + 4 * NOISE_M, 2 * straight + 20 * DETOUR_M)
        if way > most:
            return -inf
        return -abs(way - straight) / DETOUR_M - way / LIMIT_M_S / SLOW_S

    def likely(self, fixes: Sequence[Fix], states: Sequence[State]) -> float:
        """Return the logarithm of how likely a sequence of states is, but for a constant."""
        steps = zip(pairwise(fixes), pairwise(states), strict=True)
        return sum(self.seen(fix, state) for fix, state in zip(fixes, states, strict=True)) + sum(
            self.driven(before, fix, one, other) for (before, fix), (one, other) in steps
        )

    def best(self, fixes: Sequence[Fix]) -> float:
        """Return how likely the likeliest sequence is."""
        choices = [list(self.states(fix)) for fix in fixes]
        return max((self.likely(fixes, states) for states in product(*choices)), default=-inf)
