"""From what a device sent to a track that can be judged: each fix is kept, or refused with its reason.

A fix that came late is no fault: it takes its place by its own time. What is kept depends on the set of fixes
alone, never on the order in which they came.

Source:
    own choice. Every fault named here was met in captures of JT/T 808 terminals: zeros while there is no fix,
    clocks of 2000 or 2099 after a flat battery, axes swapped by a wrong set-up, the same fix sent again after
    a broken link, one fix in another city.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xiuhua.sensing.rules.tracks.shapes import Floats, Marks, Places, Track
from xiuhua.sensing.terms.tracks import PointFault
from xiuhua.shared.geometry import distance_m

TURNOVER = 3
"""So many fixes in a row that fit each other but not the last one kept show that the last one was wrong."""
_KEPT = -1
_FAULTS = tuple(PointFault)
_CODES = {fault: code for code, fault in enumerate(_FAULTS)}
_KM_H = 1000 / 3600  # m/s


@dataclass(frozen=True)
class Region:
    """Where the devices of a district can be, degrees; a position beyond is somebody else's or none."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: Floats, lat: Floats) -> Marks:
        """Return which positions lie inside."""
        across = (lon >= self.west) & (lon <= self.east)
        return np.asarray(across & (lat >= self.south) & (lat <= self.north))


CHINA = Region(73.4, 3.8, 135.1, 53.6)  # the country's outermost points, rounded outwards
WORLD = Region(-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True, kw_only=True)
class CleanRules:
    """What a fix must satisfy.

    Args:
        region: where it must lie.
        ahead_s: how far its time may lie after its arrival; clocks drift by a minute or two.
        behind_s: how far before; a device may keep its fixes for days where there is no network.
        speed_most_km_h: nothing on a road is faster.
        noise_m: what two fixes may be apart without any movement.
    """

    region: Region = CHINA
    ahead_s: float = 120.0
    behind_s: float = 7 * 86_400.0
    speed_most_km_h: float = 180.0
    noise_m: float = 50.0


@dataclass(frozen=True, slots=True, eq=False)
class Cleaned:
    """What is left of n fixes.

    Args:
        track: the fixes kept, by time, no two of the same time.
        rows: where each of them stood, shape (len(track),).
        codes: int8, shape (n,), in the order of arrival; -1 for what was kept.
        is_late: bool, shape (n,); whether a fix of a later time had come before it.
    """

    track: Track
    rows: Places
    codes: NDArray[np.int8]
    is_late: Marks

    def faults(self) -> dict[int, PointFault]:
        """Return the reason of every fix that was refused, by its row."""
        return {int(row): _FAULTS[self.codes[row]] for row in np.flatnonzero(self.codes != _KEPT)}


def cleaned(track: Track, rules: CleanRules) -> Cleaned:
    """Return the fixes that make a track, and the reason for every other one.

    Source:
        the module's own.
    """
    codes = point_codes(track, rules)
    sound = np.flatnonzero(codes == _KEPT)
    in_order = sound[track.taken(sound).order()]
    again = np.zeros(len(in_order), np.bool_)
    again[1:] = np.diff(track.at_s[in_order]) == 0
    codes[in_order[again]] = _CODES[PointFault.REPEATED]
    in_order = in_order[~again]
    jumps = ~consistent(track.taken(in_order), rules)
    codes[in_order[jumps]] = _CODES[PointFault.JUMP]
    rows = in_order[~jumps]
    return Cleaned(track=track.taken(rows), rows=rows, codes=codes, is_late=_late(track, sound))


def point_codes(track: Track, rules: CleanRules) -> NDArray[np.int8]:
    """Return what is wrong with each fix by itself, int8, shape (n,); -1 for nothing.

    Source:
        the module's own; where several things are wrong, the first of the list below is said.
    """
    lon, lat, region = track.lon, track.lat, rules.region
    with np.errstate(invalid="ignore"):  # what compares with NaN is not so
        ahead_s = track.at_s - track.received_s
        found = (
            (PointFault.NOT_A_NUMBER, ~(np.isfinite(lon) & np.isfinite(lat) & np.isfinite(track.at_s))),
            (PointFault.NO_FIX, ~track.has_fix),
            (PointFault.NULL_ISLAND, (lon == 0) & (lat == 0)),
            (PointFault.SWAPPED, ~region.holds(lon, lat) & region.holds(lat, lon)),
            (PointFault.OUTSIDE, ~region.holds(lon, lat)),
            (PointFault.CLOCK_AHEAD, ahead_s > rules.ahead_s),
            (PointFault.CLOCK_BEHIND, ahead_s < -rules.behind_s),
        )
    codes = np.full(len(track), _KEPT, np.int8)
    for fault, is_so in reversed(found):
        codes[is_so] = _CODES[fault]
    return codes


def sound(track: Track, rules: CleanRules) -> Track:
    """Return the fixes that have no fault of their own, by time, each time once.

    Source:
        `cleaned`, without what only neighbours show.
    """
    kept = track.taken(point_codes(track, rules) == _KEPT)
    kept = kept.taken(kept.order())
    first = np.ones(len(kept), np.bool_)
    first[1:] = np.diff(kept.at_s) > 0
    return kept.taken(first)


def consistent(track: Track, rules: CleanRules) -> Marks:
    """Return which fixes of a track by time could be driven to, bool, shape (n,).

    A fix too far from the last one kept is held back. It is a jump once a later one fits the last one kept;
    it is right, and the older one was wrong, once `TURNOVER` in a row fit each other. What is still held
    back at the end is refused until more is known.

    Source:
        own choice: the least number of fixes with which one wrong position cannot outvote a right one.
    """
    kept = np.ones(len(track), np.bool_)
    if len(track) < 2:
        return kept
    steps_m = track.distances_m(slice(1, None), slice(0, -1))
    odd = steps_m > _reach_m(track.gaps_s(), rules)
    if not odd.any():
        return kept
    last, held = int(np.argmax(odd)), list[int]()
    for row in range(last + 1, len(track)):
        if _fits(track, last, row, rules):
            kept[held] = False
            held, last = [], row
        elif held and _fits(track, held[-1], row, rules):
            held.append(row)
            if len(held) == TURNOVER:
                held, last = [], row
        else:
            kept[held] = False
            held = [row]
    kept[held] = False
    return kept


def _fits(track: Track, earlier: int, later: int, rules: CleanRules) -> bool:
    apart_m = distance_m(
        float(track.lon[earlier]), float(track.lat[earlier]), float(track.lon[later]), float(track.lat[later])
    )
    return bool(apart_m <= _reach_m(track.at_s[later] - track.at_s[earlier], rules))


def _reach_m(passed_s: Floats, rules: CleanRules) -> Floats:
    return np.asarray(rules.noise_m + rules.speed_most_km_h * _KM_H * passed_s)


def _late(track: Track, sound_rows: Places) -> Marks:
    is_late = np.zeros(len(track), np.bool_)
    if len(sound_rows):
        at_s = track.at_s[sound_rows]
        is_late[sound_rows] = at_s < np.maximum.accumulate(at_s)
    return is_late
