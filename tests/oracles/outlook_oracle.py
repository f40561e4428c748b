"""Forecasts tried the slow way: every method from every instant, told in plain words and loops.

Imports nothing of the product. A method is a name; `guess` says what it would have said.
"""

from __future__ import annotations

from collections.abc import Sequence

AHEAD = 3
TRIALS = 6
HELD_OF_TEN = 8


def guess(method: str, past: Sequence[float], ahead: int, season: int) -> float | None:
    """Return what a method says of the value `ahead` after the past; None where the past is too short."""
    if method == "last":
        return past[-1] if past else None
    if method == "mean":
        return sum(past[-6:]) / 6 if len(past) >= 6 else None
    if not season or len(past) < season:
        return None
    place = len(past) + ahead - 1
    while place >= len(past):
        place -= season
    if method == "season":
        return past[place]
    if len(past) < 2 * season:
        return None
    year, before = past[len(past) - season :], past[len(past) - 2 * season : len(past) - season]
    return past[place] + sum(year) / season - sum(before) / season


def tried(values: Sequence[float], season: int) -> dict[str, dict[int, list[float]]]:
    """Return the misses of every method that six instants or more can try, all from the same instants."""
    methods = ["last", "mean", "season", "growth"]
    origins = {
        method: [
            origin
            for origin in range(1, len(values))
            if guess(method, values[:origin], 1, season) is not None
        ]
        for method in methods
    }
    able = [method for method in methods if len(origins[method]) >= TRIALS]
    if not able:
        return {}
    common = set.intersection(*(set(origins[method]) for method in able))
    found: dict[str, dict[int, list[float]]] = {}
    for method in able:
        found[method] = {}
        for ahead in range(1, AHEAD + 1):
            misses = []
            for origin in sorted(common):
                if origin + ahead - 1 < len(values):
                    said = guess(method, values[:origin], ahead, season)
                    assert said is not None
                    misses.append(values[origin + ahead - 1] - said)
            found[method][ahead] = misses
    return found


def width(misses: Sequence[float]) -> float | None:
    """Return the least width that holds eight of ten, the next one among them; None of too few misses."""
    sizes = sorted(abs(miss) for miss in misses)
    for number, size in enumerate(sizes, start=1):
        if 10 * number >= HELD_OF_TEN * (len(sizes) + 1):
            return size
    return None
