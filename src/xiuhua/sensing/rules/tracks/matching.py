"""Which roads a vehicle drove on, found from fixes that lie beside them.

Source:
    Newson and Krumm, "Hidden Markov map matching through noise and sparseness" (ACM GIS 2009): the state is
    the piece of road, a fix is emitted with a normal error (equation 1), and of two states those are likely
    whose way along the roads is as long as the straight line between the fixes (equations 2 and 3); the
    likeliest sequence is Viterbi's.
    Departures: candidates lie within a few standard errors instead of 200 m. A vehicle that appears to roll
    back along its piece by no more than noise stands. Of several ways the quickest counts, and quicker ways
    are likelier before any fix is seen, because main roads have service roads some 15 m beside them, which
    fixes alone tell apart badly.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import shapely

from xiuhua.sensing.rules.tracks.roads import RoadGraph
from xiuhua.sensing.rules.tracks.shapes import Floats, Places, Track

NOWHERE = -1
_NEVER = -np.inf
_BEYOND = (np.inf, np.inf)
_ROLL_ERRORS = 3  # so many standard errors a vehicle may seem to roll back
_M_S = 1000 / 3600  # one km/h


@dataclass(frozen=True, kw_only=True)
class MatchRules:
    """The parameters of the model.

    Args:
        noise_m: standard error of a fix along each axis.
        detour_m: mean difference between the way and the straight line, the paper's beta.
        slow_s: a way that takes so much longer at the limits is e times less likely. Ten seconds serve
            drives that are the quickest as well as such that are the shortest (simulated ones over 福田:
            docs/performance.md).
        radius_m: how far a road may lie from its fix.
        candidates: so many pieces are looked at for each fix; both directions of a road are two.
        speed_most_km_h: no way may need more.
        gap_s: over a longer silence the way is not guessed.
    """

    noise_m: float = 10.0
    detour_m: float = 30.0
    slow_s: float = 10.0
    radius_m: float = 50.0
    candidates: int = 16
    speed_most_km_h: float = 150.0
    gap_s: float = 300.0


@dataclass(frozen=True, slots=True)
class Leg:
    """What was driven of one piece of road: the piece, from where to where on it in metres, and when."""

    piece: int
    from_m: float
    to_m: float
    since_s: float
    until_s: float

    @property
    def length_m(self) -> float:
        """How long, metres."""
        return self.to_m - self.from_m


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """The road under n fixes.

    Args:
        pieces: intp, shape (n,); the piece of road of each fix, -1 for none.
        along_m: float64, shape (n,); how far along it, NaN for none.
        legs: what was driven, in order.
        breaks: the rows of fixes before which no way is known.
    """

    pieces: Places
    along_m: Floats
    legs: tuple[Leg, ...]
    breaks: tuple[int, ...]

    @property
    def length_m(self) -> float:
        """How long the roads driven are, metres."""
        return sum(leg.length_m for leg in self.legs)

    def limits_km_h(self, graph: RoadGraph) -> Floats:
        """Return the limit of the road under each fix, NaN for none; shape (n,)."""
        return np.where(self.pieces == NOWHERE, np.nan, graph.limit_km_h[self.pieces])


@dataclass(frozen=True, slots=True, eq=False)
class _Candidates:
    """Where a fix may have been: pieces, metres along them, logarithms of likelihoods; each of shape (k,).

    Args:
        silences: how many gaps too long to guess a way lie before it.
    """

    row: int
    silences: int
    xy: Floats
    at_s: float
    pieces: Places
    along_m: Floats
    likely: Floats


_Chain: TypeAlias = list[tuple[_Candidates, int]]


def match(track: Track, graph: RoadGraph, rules: MatchRules) -> Match:
    """Return the roads under a clean track by time.

    Fixes within two standard errors of the one before say nothing new (as the paper has it); they get its
    road.

    Source:
        the module's own.
    """
    pieces, along_m = np.full(len(track), NOWHERE, np.intp), np.full(len(track), np.nan)
    legs: list[Leg] = []
    breaks: list[int] = []
    for chain in _chains(_candidates(track, graph, rules), graph, rules):
        breaks.append(chain[0][0].row)
        for fix, choice in chain:
            pieces[fix.row], along_m[fix.row] = fix.pieces[choice], fix.along_m[choice]
        legs += _legs(chain, graph, rules)
    _filled(track, pieces, along_m, rules)
    return Match(pieces, along_m, tuple(_joined(legs)), tuple(breaks[1:]))


def _candidates(track: Track, graph: RoadGraph, rules: MatchRules) -> list[_Candidates]:
    xy = graph.plane.flat_many(track.lon, track.lat)
    used = _telling(xy, 2 * rules.noise_m)
    points = shapely.points(xy[used])
    near, piece = graph.tree.query(points, predicate="dwithin", distance=rules.radius_m)
    away_m = shapely.distance(points[near], graph.lines[piece])
    order = np.lexsort((piece, away_m, near))
    near, piece, away_m = near[order], piece[order], away_m[order]
    along_m = shapely.line_locate_point(graph.lines[piece], points[near])
    likely = -0.5 * (away_m / rules.noise_m) ** 2
    bounds = np.searchsorted(near, np.arange(len(used) + 1))
    silences = np.concatenate([[0], (track.gaps_s() > rules.gap_s).cumsum()])
    found = []
    for place, row in enumerate(used):
        some = slice(bounds[place], min(bounds[place + 1], bounds[place] + rules.candidates))
        here = int(row), int(silences[row]), xy[row], float(track.at_s[row])
        found.append(_Candidates(*here, piece[some], along_m[some], likely[some]))
    return found


def _telling(xy: Floats, least_m: float) -> Places:
    """Return the rows of the fixes that lie at least so far from the one used before."""
    used = [0] if len(xy) else []
    for row in range(1, len(xy)):
        if np.hypot(*(xy[row] - xy[used[-1]])) >= least_m:
            used.append(row)
    return np.array(used, dtype=np.intp)


def _chains(fixes: list[_Candidates], graph: RoadGraph, rules: MatchRules) -> list[_Chain]:
    """Return the likeliest states; a new chain wherever no way leads on."""
    chains: list[_Chain] = []
    open_fixes: list[_Candidates] = []
    back: list[Places] = []
    score: Floats = np.empty(0)
    for fix in fixes:
        if not len(fix.pieces):
            continue
        if open_fixes and fix.silences == open_fixes[-1].silences:
            steps = score[:, None] + _transitions(open_fixes[-1], fix, graph, rules)
            best = steps.max(axis=0)
            if best.max() > _NEVER:
                back.append(steps.argmax(axis=0))
                open_fixes.append(fix)
                score = best + fix.likely
                continue
        if open_fixes:
            chains.append(_traced(open_fixes, back, score))
        open_fixes, back, score = [fix], [], fix.likely
    if open_fixes:
        chains.append(_traced(open_fixes, back, score))
    return chains


def _traced(fixes: list[_Candidates], back: list[Places], score: Floats) -> _Chain:
    choice = int(score.argmax())
    chain = [(fixes[-1], choice)]
    for fix, origins in zip(fixes[-2::-1], back[::-1], strict=True):
        choice = int(origins[choice])
        chain.append((fix, choice))
    return chain[::-1]


def _transitions(before: _Candidates, fix: _Candidates, graph: RoadGraph, rules: MatchRules) -> Floats:
    """Return the logarithm of how likely each state follows each, shape (k before, k now)."""
    straight_m = float(np.hypot(*(fix.xy - before.xy)))
    way_m, way_s = _ways(before, fix, graph, _bound_m(before, fix, rules), rules)
    likely = -np.abs(way_m - straight_m) / rules.detour_m - way_s / rules.slow_s
    return np.where(np.isfinite(way_m), likely, _NEVER)


def _bound_m(before: _Candidates, fix: _Candidates, rules: MatchRules) -> float:
    reach_m = rules.speed_most_km_h * _M_S * (fix.at_s - before.at_s) + 4 * rules.noise_m
    straight_m = float(np.hypot(*(fix.xy - before.xy)))
    return min(reach_m, 2 * straight_m + 20 * rules.detour_m)


def _ways(
    before: _Candidates, fix: _Candidates, graph: RoadGraph, bound_m: float, rules: MatchRules
) -> tuple[Floats, Floats]:
    """Return how long the way from each state to each is, metres and seconds; infinite beyond the bound."""
    starts = graph.starts[fix.pieces].tolist()
    ways = np.full((len(before.pieces), len(fix.pieces), 2), np.inf)
    for place, piece in enumerate(before.pieces):
        far = graph.ways_from(int(graph.ends[piece]), bound_m).far
        ways[place] = [far.get(start, _BEYOND) for start in starts]
    speed_before = graph.limit_km_h[before.pieces] * _M_S
    speed = graph.limit_km_h[fix.pieces] * _M_S
    rest_m = graph.length_m[before.pieces] - before.along_m
    way_m = ways[:, :, 1] + rest_m[:, None] + fix.along_m[None, :]
    way_s = ways[:, :, 0] + (rest_m / speed_before)[:, None] + (fix.along_m / speed)[None, :]
    forth_m = fix.along_m[None, :] - before.along_m[:, None]
    same = (before.pieces[:, None] == fix.pieces[None, :]) & (forth_m >= -_ROLL_ERRORS * rules.noise_m)
    way_m = np.where(same, np.maximum(forth_m, 0.0), way_m)
    way_s = np.where(same, np.maximum(forth_m, 0.0) / speed, way_s)
    return np.where(way_m <= bound_m, way_m, np.inf), way_s


_BEYOND = (np.inf, np.inf)


def _legs(chain: _Chain, graph: RoadGraph, rules: MatchRules) -> list[Leg]:
    """Return what was driven from the first state of a chain to its last."""
    legs: list[Leg] = []
    for (before, left), (fix, right) in pairwise(chain):
        start, start_m = int(before.pieces[left]), float(before.along_m[left])
        end, end_m = int(fix.pieces[right]), float(fix.along_m[right])
        if start == end and end_m - start_m >= -_ROLL_ERRORS * rules.noise_m:
            spans = [(start, start_m, max(end_m, start_m))]
        else:
            ways = graph.ways_from(int(graph.ends[start]), _bound_m(before, fix, rules))
            between = graph.way(ways, int(graph.starts[end]))
            spans = [(start, start_m, float(graph.length_m[start]))]
            spans += [(piece, 0.0, float(graph.length_m[piece])) for piece in between]
            spans.append((end, 0.0, end_m))
        legs += _timed(spans, before.at_s, fix.at_s)
    return legs


def _timed(spans: list[tuple[int, float, float]], since_s: float, until_s: float) -> list[Leg]:
    """Return spans of a way with the times at which they were driven, at an even speed."""
    lengths_m = np.array([to_m - from_m for _, from_m, to_m in spans])
    ends = lengths_m.cumsum() / (lengths_m.sum() or 1.0)
    times_s = since_s + (until_s - since_s) * np.concatenate([[0.0], ends])
    return [
        Leg(piece, from_m, to_m, float(times_s[place]), float(times_s[place + 1]))
        for place, (piece, from_m, to_m) in enumerate(spans)
    ]


def _joined(legs: list[Leg]) -> list[Leg]:
    """Return legs with those that go on along the same piece made one."""
    joined: list[Leg] = []
    for leg in legs:
        last = joined[-1] if joined else None
        if last and last.piece == leg.piece and last.to_m == leg.from_m and last.until_s == leg.since_s:
            joined[-1] = Leg(leg.piece, last.from_m, leg.to_m, last.since_s, leg.until_s)
        elif leg.length_m > 0:
            joined.append(leg)
    return joined


def _filled(track: Track, pieces: Places, along_m: Floats, rules: MatchRules) -> None:
    """Give fixes that were passed over because they say nothing new the road of the one before."""
    known = np.maximum.accumulate(np.where(pieces != NOWHERE, np.arange(len(pieces)), NOWHERE))
    rows = np.flatnonzero((pieces == NOWHERE) & (known != NOWHERE))
    near = track.distances_m(rows, known[rows]) < 2 * rules.noise_m
    pieces[rows[near]], along_m[rows[near]] = pieces[known[rows[near]]], along_m[known[rows[near]]]
