"""Walking along the roads: places beside a road at even steps, and the junctions on the way."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from xiuhua.ground.demo.mesh import Metres
from xiuhua.ground.demo.streets import Road, Town, centrality


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A place on a road's middle line: how far along, and the unit vector to the left of it."""

    along_m: float
    place: Metres
    left: Metres
    edge: tuple[int, int]

    def beside(self, metres: float) -> Metres:
        """Return the place so far to the left; to the right where negative."""
        return np.asarray(self.place + self.left * metres)


@dataclass(frozen=True, kw_only=True)
class Junction:
    """Where roads meet: the place, and the roads by number, widest first."""

    place: Metres
    roads: tuple[int, ...]
    arms: tuple[Metres, ...]  # unit vectors of the edges that leave it


def spots(town: Town, road: Road, step_m: float, *, start_m: float = 0.0) -> Iterator[Spot]:
    """Yield places every `step_m` along a road, through all its pieces."""
    passed, following = 0.0, start_m
    for run in road.runs:
        for first, second in pairwise(run):
            start, end = np.array(town.mesh.points[first]), np.array(town.mesh.points[second])
            length = math.dist(start, end)
            if length < 0.01:
                continue
            ahead = (end - start) / length
            while following < passed + length:
                yield Spot(
                    along_m=following,
                    place=start + ahead * (following - passed),
                    left=np.array([-ahead[1], ahead[0]]),
                    edge=(first, second),
                )
                following += step_m
            passed += length


def roads_from_the_middle(town: Town, classes: set[str], *, reach: float = 2.12) -> list[Road]:
    """Return the roads of some classes within the built town, those nearest the middle first."""

    def where(road: Road) -> float:
        run = road.runs[len(road.runs) // 2]
        return centrality(np.array(town.mesh.points[run[len(run) // 2]]))

    near = [(where(road), road.code, road) for road in town.roads if road.road_class in classes]
    return [road for away, _, road in sorted(near, key=lambda one: one[:2]) if away < reach]


def junctions(town: Town) -> list[Junction]:
    """Return the places where two roads or more meet."""
    meeting: dict[int, dict[int, None]] = defaultdict(dict)
    arms: dict[int, list[Metres]] = defaultdict(list)
    for number, road in enumerate(town.roads):
        for run in road.runs:
            for first, second in pairwise(run):
                meeting[first][number] = meeting[second][number] = None
                step = np.array(town.mesh.points[second]) - np.array(town.mesh.points[first])
                step /= max(float(np.hypot(*step)), 0.01)
                arms[first].append(step)
                arms[second].append(-step)
    return [
        Junction(
            place=np.array(town.mesh.points[vertex]), roads=tuple(sorted(numbers)), arms=tuple(arms[vertex])
        )
        for vertex, numbers in sorted(meeting.items())
        if len(numbers) > 1
    ]
