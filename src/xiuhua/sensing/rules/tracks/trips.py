"""From a clean track to what the vehicle did: stops, trips, losses of signal, mileage.

A **stay** begins at the first fix after which every fix lies within `stay_radius_m` of it for at least
`stop_s`, and lasts as long as that holds; the search goes on behind it. Stays that touch, with nothing but
jitter between them, are one stop. What lies between two stops is cut where no fix came for `loss_s`; each
piece that gets `trip_least_m` away from where it began is a trip, the rest is shunting.

Source:
    stay points by greedy search from an anchor: Li, Zheng, Xie, Chen, Liu and Ma, "Mining user similarity
        based on
    location history" (ACM GIS 2008), algorithm 1; radius, times and what counts as a trip are own choices.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xiuhua.sensing.rules.tracks.cleaning import TURNOVER
from xiuhua.sensing.rules.tracks.shapes import Floats, Marks, Places, Track
from xiuhua.shared.geometry import distance_m, distances_m

_LOOK = 64  # fixes looked at in the first bite when a stay is followed to its end


@dataclass(frozen=True, kw_only=True)
class TripRules:
    """What makes a stop, a trip, a loss.

    Args:
        stay_radius_m: the noise of a parked receiver and the length of a vehicle; less than a block.
        stop_s: longer than a red light.
        loss_s: longer than a tunnel, in which devices are silent for a minute or two.
        trip_least_m: who does not get so far away has shunted.
        standing_km_h: below it the Doppler speed says that the vehicle stands.
        noise_m: how far two fixes of a standing vehicle may lie apart.
    """

    stay_radius_m: float = 50.0
    stop_s: float = 180.0
    loss_s: float = 300.0
    trip_least_m: float = 100.0
    standing_km_h: float = 2.0
    noise_m: float = 30.0


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a vehicle stood: from the first to the last fix there; at the median of its positions.

    `crept_m` is what it moved meanwhile. `is_open` where the track ends in it, so that it may grow.
    """

    since_s: float
    until_s: float
    lon: float
    lat: float
    crept_m: float
    is_open: bool

    @property
    def lasted_s(self) -> float:
        """How long, seconds."""
        return self.until_s - self.since_s


@dataclass(frozen=True, slots=True)
class Trip:
    """A drive from one stop or loss of signal to the next; known by when it began.

    `is_shunt` where it did not get away from where it began. `is_open` where the track ends in it.
    """

    since_s: float
    until_s: float
    length_m: float
    top_km_h: float | None
    is_shunt: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Loss:
    """No fix for long: from the last one before to the first one after, and how far apart those lie."""

    since_s: float
    until_s: float
    moved_m: float


@dataclass(frozen=True, slots=True)
class Story:
    """What a track says, each list by time.

    Args:
        drives: trips, and the shunting between them.
    """

    stops: tuple[Stop, ...] = ()
    drives: tuple[Trip, ...] = ()
    losses: tuple[Loss, ...] = ()

    @property
    def trips(self) -> tuple[Trip, ...]:
        """The drives that got away from where they began."""
        return tuple(drive for drive in self.drives if not drive.is_shunt)

    @property
    def mileage_m(self) -> float:
        """Metres driven on ways that were seen: not those while the signal was lost."""
        return sum(drive.length_m for drive in self.drives) + sum(stop.crept_m for stop in self.stops)

    def until(self, at_s: float) -> Story:
        """Return what ended by an instant."""
        return Story(
            stops=tuple(stop for stop in self.stops if stop.until_s <= at_s),
            drives=tuple(drive for drive in self.drives if drive.until_s <= at_s),
            losses=tuple(loss for loss in self.losses if loss.until_s <= at_s),
        )

    def joined(self, more: Story) -> Story:
        """Return this and then the other."""
        return Story(self.stops + more.stops, self.drives + more.drives, self.losses + more.losses)

    @property
    def items(self) -> tuple[Stop | Trip | Loss, ...]:
        """Everything in it."""
        return (*self.stops, *self.drives, *self.losses)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of fixes between stops and losses: its rows, both ends included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Halt:
    """A stop as rows of a track: its first and last fix, and the end of the first stay in it."""

    first: int
    last: int
    first_stay_last: int
    lon: float
    lat: float
    is_open: bool


def story_of(track: Track, rules: TripRules) -> Story:
    """Return what a clean track, by time, says.

    Source:
        the module's own.
    """
    return story_told(track, halts_of(track, rules), rules)


def story_told(track: Track, halts: list[Halt], rules: TripRules) -> Story:
    """Return the story of a track whose stops are known.

    Source:
        the module's own.
    """
    return Story(
        stops=tuple(_stop(track, halt, rules) for halt in halts),
        drives=tuple(_drive(track, piece, rules) for piece in _pieces(track, halts, rules)),
        losses=tuple(_losses(track, rules)),
    )


def path_m(track: Track, rules: TripRules) -> float:
    """Return how long the way along the fixes is, metres.

    Of a run of fixes in which the vehicle stands only the first counts: where it crept meanwhile, the step
    from there to the first fix in motion says so. The last fix counts always. Without a speed every step
    counts.

    Source:
        own choice: a receiver's Doppler speed is good to some tenths of a km/h, its position to some metres.
    """
    still = _stands(track, rules) & (track.distances_m(slice(1, None), slice(0, -1)) < rules.noise_m)
    counts = np.ones(len(track), np.bool_)
    counts[1:-1] = ~still[:-1]
    return _chain_m(track, np.flatnonzero(counts))


def crept_m(track: Track, middle: tuple[float, float], rules: TripRules) -> float:
    """Return how far a vehicle moved within a stop, metres; the noise of standing is not movement.

    With speeds, steps between two fixes that stand do not count. Without, it is the way from the first fix
    over the middle (longitude, latitude) of the stop to the last one.

    Source:
        own choice.
    """
    if np.isnan(track.speed_km_h).any():
        ends = track.taken(np.array([0, len(track) - 1]))
        return float(distances_m(ends.lon, ends.lat, np.full(2, middle[0]), np.full(2, middle[1])).sum())
    counts = np.ones(len(track), np.bool_)
    counts[1:] = ~_stands(track, rules)
    return _chain_m(track, np.flatnonzero(counts))


def _stands(track: Track, rules: TripRules) -> Marks:
    """Return which fixes but the first stand, as did the one before; shape (n - 1,)."""
    slow = track.speed_km_h < rules.standing_km_h  # never where it is NaN
    return np.asarray(slow[1:] & slow[:-1])


def _chain_m(track: Track, rows: Places) -> float:
    return float(track.distances_m(rows[1:], rows[:-1]).sum())


def halts_of(track: Track, rules: TripRules) -> list[Halt]:
    """Return the stops of a clean track as rows.

    Source:
        the module's own.
    """
    halts: list[Halt] = []
    for first, last in _stays(track, rules):
        lon, lat = _middle(track, first, last)
        stay = Halt(first, last, last, lon, lat, is_open=last == len(track) - 1)
        if halts and _is_jitter(track, halts[-1], stay, rules):
            stay = _merged(track, halts.pop(), stay)
        halts.append(stay)
    return halts


def _stays(track: Track, rules: TripRules) -> list[tuple[int, int]]:
    """Return first and last row of each stay."""
    stays: list[tuple[int, int]] = []
    candidates, enough = _candidates(track, rules)
    at = 0
    while at < len(candidates):
        first = int(candidates[at])
        last = _last_near(track, first, rules.stay_radius_m)
        if last < enough[at]:
            at += 1
            continue
        stays.append((first, last))
        at = int(np.searchsorted(candidates, last + 1))
    return stays


def _candidates(track: Track, rules: TripRules) -> tuple[Places, Places]:
    """Return the rows at which a stay could begin, and for each the row it must hold at least.

    That is the first row that comes `stop_s` later: where it lies too far away, no search is needed.
    """
    enough = np.searchsorted(track.at_s, track.at_s + rules.stop_s)
    rows = np.flatnonzero(enough < len(track))
    near = track.distances_m(rows, enough[rows]) <= rules.stay_radius_m
    return rows[near], enough[rows[near]]


def _last_near(track: Track, first: int, radius_m: float) -> int:
    """Return the last row of the run after `first` that stays within the radius of it."""
    start, bite = first + 1, _LOOK
    while start < len(track):
        away = track.distances_m(slice(start, start + bite), first) > radius_m
        if away.any():
            return start + int(np.argmax(away)) - 1
        start, bite = start + len(away), bite * 2
    return len(track) - 1


def _middle(track: Track, first: int, last: int) -> tuple[float, float]:
    return float(np.median(track.lon[first : last + 1])), float(np.median(track.lat[first : last + 1]))


def _is_jitter(track: Track, before: Halt, stay: Halt, rules: TripRules) -> bool:
    """Return whether two stays are one stop: the same place, and never far from it in between."""
    if distance_m(before.lon, before.lat, stay.lon, stay.lat) > rules.stay_radius_m:
        return False
    away_m = track.distances_m(slice(before.last, stay.first + 1), before.first)
    return bool(away_m.max() < rules.trip_least_m)


def _merged(track: Track, before: Halt, stay: Halt) -> Halt:
    lon, lat = _middle(track, before.first, stay.last)
    return Halt(before.first, stay.last, before.first_stay_last, lon, lat, is_open=stay.is_open)


def _pieces(track: Track, halts: list[Halt], rules: TripRules) -> list[Piece]:
    """Return what lies between the stops, cut at losses."""
    cuts = np.flatnonzero(track.gaps_s() > rules.loss_s)  # the gap lies behind this row
    pieces: list[Piece] = []
    before: Halt | None = None
    for behind in (*halts, None):
        start = before.last if before else 0
        end = behind.first if behind else len(track) - 1
        inner = cuts[(cuts >= start) & (cuts < end)]
        firsts = [start, *(int(cut) + 1 for cut in inner)]
        lasts = [*(int(cut) for cut in inner), end]
        for first, last in zip(firsts, lasts, strict=True):
            if last > first:
                pieces.append(Piece(first, last))
        before = behind
    return pieces


def _drive(track: Track, piece: Piece, rules: TripRules) -> Trip:
    way = track.taken(slice(piece.first, piece.last + 1))
    known = way.speed_km_h[~np.isnan(way.speed_km_h)]
    reach_m: Floats = way.distances_m(slice(None), 0)
    return Trip(
        since_s=float(way.at_s[0]),
        until_s=float(way.at_s[-1]),
        length_m=path_m(way, rules),
        top_km_h=float(known.max()) if len(known) else None,
        is_shunt=bool(reach_m.max() < rules.trip_least_m),
        is_open=piece.last == len(track) - 1,
    )


def _losses(track: Track, rules: TripRules) -> list[Loss]:
    rows = np.flatnonzero(track.gaps_s() > rules.loss_s)
    moved_m = track.distances_m(rows, rows + 1)
    return [
        Loss(float(track.at_s[row]), float(track.at_s[row + 1]), float(far))
        for row, far in zip(rows, moved_m, strict=True)
    ]


def _stop(track: Track, halt: Halt, rules: TripRules) -> Stop:
    stay = track.taken(slice(halt.first, halt.last + 1))
    return Stop(
        since_s=float(stay.at_s[0]),
        until_s=float(stay.at_s[-1]),
        lon=halt.lon,
        lat=halt.lat,
        crept_m=crept_m(stay, (halt.lon, halt.lat), rules),
        is_open=halt.is_open,
    )


def settled_row(halt: Halt) -> int:
    """Return the row of the fix behind which nothing that comes can change where the stop begins.

    Source:
        a stay is ended by the next fix kept; a fix is kept for good once `TURNOVER` more are.
    """
    return halt.first_stay_last + 1 + TURNOVER
