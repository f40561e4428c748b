"""What vehicles do at fences: entered, left, passed through; in the order of the fixes' own times.

A vehicle enters with the first fix inside. It has left with the first fix that lies further beyond the fence
than the margin, at the instant at which it crossed the edge; a fix that strays across the edge and back is
no event. Between
two fixes it is taken to go straight on: a fence crossed on the way is passed through, if more of the step
    than the
margin lies inside.

Source:
    own choice. The faults of others that it answers: fast passes through small fences are missed, positions
    that jitter at an edge ring twice, buffered positions scramble what was entered and left
    (github.com/traccar/traccar, issues 4417, 3779, 2189).
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from xiuhua.sensing.rules.tracks.fences import Crossings, FenceSet
from xiuhua.sensing.rules.tracks.shapes import Floats, Marks, Places
from xiuhua.sensing.terms.tracks import FenceAct

_INSIDE, _BESIDE, _OUTSIDE = 1, 0, -1
_ACTS = (FenceAct.ENTERED, FenceAct.LEFT, FenceAct.PASSED)
_ENTERED, _LEFT, _PASSED = range(3)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """n fixes of many devices, in any order; every array has the shape (n,).

    Args:
        device: intp, small numbers from 0.
        at_s: seconds since 1970-01-01T00:00Z. lon, lat: degrees, WGS-84.
    """

    device: Places
    at_s: Floats
    lon: Floats
    lat: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Watch:
    """What is known of D devices.

    Args:
        at_s, xy: the last fix of each, shapes (D,) and (D, 2); NaN before the first.
        inside: device * number of fences + fence, sorted: who is in what.
        out_s: since when each of those is beside its fence, within the margin; NaN while inside.
        out_seen: whether that instant was seen.
    """

    at_s: Floats
    xy: Floats
    inside: Places
    out_s: Floats
    out_seen: Marks

    def reaching(self, devices: int) -> Watch:
        """Return the same with room for so many devices."""
        more = devices - len(self.at_s)
        if more <= 0:
            return self
        at_s = np.concatenate([self.at_s, np.full(more, np.nan)])
        return replace(self, at_s=at_s, xy=np.concatenate([self.xy, np.full((more, 2), np.nan)]))


@dataclass(frozen=True, slots=True)
class FenceEvent:
    """One act of one device at one fence; of a pass, `until_s` is when it was out again, else None.

    `is_seen` where the crossing lies between two fixes close enough in time; else it is the time of the fix.
    """

    device: int
    fence: int
    act: FenceAct
    at_s: float
    until_s: float | None
    is_seen: bool


@dataclass(frozen=True, slots=True, eq=False)
class FenceEvents:
    """m events by device and time, as arrays of the shape (m,).

    `act` counts ENTERED, LEFT, PASSED from 0; `until_s` is NaN but for a pass.
    """

    device: Places
    fence: Places
    act: NDArray[np.int8]
    at_s: Floats
    until_s: Floats
    is_seen: Marks

    def __len__(self) -> int:
        return len(self.device)

    def listed(self) -> list[FenceEvent]:
        """Return them one by one."""
        columns = self.device, self.fence, self.act, self.at_s, self.until_s, self.is_seen
        rows = zip(*(column.tolist() for column in columns), strict=True)
        return [
            FenceEvent(device, fence, _ACTS[act], at_s, until_s if act == _PASSED else None, is_seen)
            for device, fence, act, at_s, until_s, is_seen in rows
        ]


@dataclass(frozen=True, slots=True, eq=False)
class _Steps:
    """The k steps of a batch that could change something, by device and time, each from the fix before it."""

    device: Places
    at_s: Floats
    before_s: Floats
    xy: Floats
    before_xy: Floats
    cells: Places
    linked: Marks


@dataclass(frozen=True, slots=True, eq=False)
class _Strips:
    """A strip for each device and fence that have to do with each other: the state before and after steps.

    Args:
        keys: device * number of fences + fence, sorted. starts: where each strip begins.
        codes: inside, beside or outside by the fix alone; at the start of a strip the state before.
        states: inside or outside, the margin considered.
        strip, step: of each place; the step of a start is -1.
    """

    keys: Places
    starts: Places
    codes: NDArray[np.int8]
    states: NDArray[np.int8]
    strip: Places
    step: Places
    last_inside: Places


def watch_new() -> Watch:
    """Return the watch before any fix.

    Source:
        the module's own.
    """
    none = np.empty(0)
    return Watch(none, np.empty((0, 2)), np.empty(0, np.intp), none, np.empty(0, np.bool_))


def watched(
    watch: Watch, batch: Batch, fences: FenceSet, *, link_s: float = 300.0
) -> tuple[Watch, FenceEvents, Marks]:
    """Return the watch after a batch, what happened, and which fixes came too late to be told in order.

    A fix not later than the last one of its device is left out: its device must be told again from before it
    (`FenceBook`). Fixes that stay in a cell without an edge near it cost no test.

    Args:
        watch: before the batch.
        batch: any fixes that could be driven to; see `cleaning`.
        fences: the same as ever since the watch began.
        link_s: over a longer silence no straight way is assumed.

    Source:
        the module's own.
    """
    watch = watch.reaching(int(batch.device.max(initial=-1)) + 1)
    late = ~(batch.at_s > np.where(np.isnan(watch.at_s), -np.inf, watch.at_s)[batch.device])
    rows = np.lexsort((batch.lat, batch.lon, batch.at_s, batch.device))
    rows = rows[~late[rows]]
    rows = rows[_differs(batch.device[rows]) | _differs(batch.at_s[rows])]
    steps, ends = _steps(watch, batch, rows, fences, link_s)
    strips = _strips(watch, steps, fences)
    crossings = _crossings(steps, fences)
    out_s = _out_s(watch, strips, steps, crossings, len(fences))
    events = _events(strips, steps, crossings, out_s, fences)
    return _after(watch, ends, strips, steps, out_s, len(fences)), events, late


def _differs(values: Places | Floats) -> Marks:
    """Return which values differ from the one before them; the first does."""
    fresh = np.ones(len(values), np.bool_)
    fresh[1:] = values[1:] != values[:-1]
    return fresh


def _steps(
    watch: Watch, batch: Batch, rows: Places, fences: FenceSet, link_s: float
) -> tuple[_Steps, tuple[Places, Floats, Floats]]:
    """Return the steps that could change something, and the last fix of each device."""
    device, at_s = batch.device[rows], batch.at_s[rows]
    xy = fences.xy(batch.lon[rows], batch.lat[rows])
    first = _differs(device)
    before_s, before_xy = np.roll(at_s, 1), np.roll(xy, 1, axis=0)
    before_s[first], before_xy[first] = watch.at_s[device[first]], watch.xy[device[first]]
    known = ~np.isnan(before_s)
    cells, before = fences.cells(xy), np.full(len(rows), -2, np.intp)  # -2 is no cell
    before[known] = fences.cells(before_xy[known])
    linked = known & (at_s - before_s <= link_s)
    last = np.roll(first, -1)
    moves = (cells != before) | ~fences.is_plain(cells) | fences.spans(before_xy, xy, before)
    columns = device, at_s, before_s, xy, before_xy, cells, linked
    return _Steps(*(column[moves] for column in columns)), (device[last], at_s[last], xy[last])


def _strips(watch: Watch, steps: _Steps, fences: FenceSet) -> _Strips:
    many = len(fences)
    inside, beside = fences.inside(steps.xy, steps.cells)
    inside_step, beside_step = inside // many, beside // many
    inside_key = steps.device[inside_step] * many + inside % many
    beside_key = steps.device[beside_step] * many + beside % many
    counts = np.bincount(steps.device, minlength=len(watch.at_s))
    firsts = counts.cumsum() - counts
    old = watch.inside[counts[watch.inside // many] > 0]
    keys = np.unique(np.concatenate([old, inside_key]))
    long = counts[keys // many] + 1
    starts = long.cumsum() - long
    strip = np.repeat(np.arange(len(keys)), long)
    place = np.arange(len(strip)) - starts[strip]
    step = np.where(place > 0, firsts[keys // many][strip] + place - 1, -1)
    codes = np.full(len(strip), _OUTSIDE, np.int8)
    codes[starts[np.searchsorted(keys, old)]] = _INSIDE
    told = np.searchsorted(keys, beside_key).clip(0, max(len(keys) - 1, 0))
    told_strip, told_step = _known(keys, told, beside_key, beside_step)
    codes[starts[told_strip] + told_step - firsts[steps.device[told_step]] + 1] = _BESIDE
    at = np.searchsorted(keys, inside_key)
    codes[starts[at] + inside_step - firsts[steps.device[inside_step]] + 1] = _INSIDE
    places = np.arange(len(codes))
    states = codes[np.maximum.accumulate(np.where(codes != _BESIDE, places, 0))]
    last_inside = np.maximum.accumulate(np.where(codes == _INSIDE, places, 0))
    return _Strips(keys, starts, codes, states, strip, step, last_inside)


def _known(keys: Places, told: Places, wanted: Places, step: Places) -> tuple[Places, Places]:
    """Return the strips and steps of the keys that have a strip."""
    if not len(keys):
        return told[:0], step[:0]
    has = keys[told] == wanted
    return told[has], step[has]


def _crossings(steps: _Steps, fences: FenceSet) -> Crossings:
    """Return the crossings of the steps that are linked to the fix before."""
    rows = np.flatnonzero(steps.linked)
    found = fences.crossings(steps.before_xy[rows], steps.xy[rows])
    many = len(fences)
    return replace(found, key=rows[found.key // many] * many + found.key % many)


def _crossed_s(
    steps: _Steps, crossings: Crossings, keys: Places, many: int, *, first: bool
) -> tuple[Floats, Marks]:
    """Return when steps cross fences (keys: step * many + fence) first or last, and whether that was seen."""
    step = keys // many
    at_s, seen = steps.at_s[step], np.zeros(len(keys), np.bool_)
    if len(crossings.key):
        place = np.searchsorted(crossings.key, keys).clip(0, len(crossings.key) - 1)
        seen = crossings.key[place] == keys
        share = (crossings.first if first else crossings.last)[place]
        since = steps.before_s[step]
        at_s = np.where(seen, since + share * (at_s - since), at_s)
    return at_s, seen


def _out_s(
    watch: Watch, strips: _Strips, steps: _Steps, crossings: Crossings, many: int
) -> tuple[Floats, Marks]:
    """Return since when each place of the strips is not inside by its fix, and whether that was seen."""
    out_s, seen = np.full(len(strips.codes), np.nan), np.zeros(len(strips.codes), np.bool_)
    places = np.flatnonzero((strips.states == _INSIDE) | _leaves(strips))
    places = places[(strips.codes[places] != _INSIDE) & (strips.step[places] >= 0)]
    last = strips.last_inside[places]
    key = strips.step[last + 1] * many + strips.keys[strips.strip[places]] % many
    out_s[places], seen[places] = _crossed_s(steps, crossings, key, many, first=True)
    begun = last == strips.starts[strips.strip[places]]  # inside since before the batch
    old = np.searchsorted(watch.inside, strips.keys[strips.strip[places[begun]]])
    known_s = watch.out_s[old]
    had = ~np.isnan(known_s)
    out_s[places[begun][had]], seen[places[begun][had]] = known_s[had], watch.out_seen[old][had]
    return out_s, seen


def _leaves(strips: _Strips) -> Marks:
    leaves = np.zeros(len(strips.states), np.bool_)
    leaves[1:] = (strips.states[1:] == _OUTSIDE) & (strips.states[:-1] == _INSIDE) & (strips.step[1:] >= 0)
    return leaves


def _enters(strips: _Strips) -> Marks:
    enters = np.zeros(len(strips.states), np.bool_)
    enters[1:] = (strips.states[1:] == _INSIDE) & (strips.states[:-1] == _OUTSIDE) & (strips.step[1:] >= 0)
    return enters


def _events(
    strips: _Strips, steps: _Steps, crossings: Crossings, out: tuple[Floats, Marks], fences: FenceSet
) -> FenceEvents:
    many = len(fences)
    entered, left = np.flatnonzero(_enters(strips)), np.flatnonzero(_leaves(strips))
    entered_key = strips.step[entered] * many + strips.keys[strips.strip[entered]] % many
    left_key = strips.step[left] * many + strips.keys[strips.strip[left]] % many
    passed = _passed(strips, steps, crossings, fences)
    step = crossings.key[passed] // many
    since_s, long_s = steps.before_s[step], steps.at_s[step] - steps.before_s[step]
    begun_s, ended_s = (since_s + share[passed] * long_s for share in (crossings.first, crossings.last))
    seen = np.ones(len(passed), np.bool_)
    parts = (
        (entered_key, _ENTERED, *_crossed_s(steps, crossings, entered_key, many, first=False), None),
        (left_key, _LEFT, out[0][left], out[1][left], None),
        (crossings.key[passed], _PASSED, begun_s, seen, ended_s),
    )
    return _by_time(
        [
            FenceEvents(
                device=steps.device[key // many],
                fence=key % many,
                act=np.full(len(key), act, np.int8),
                at_s=at_s,
                until_s=np.full(len(key), np.nan) if until_s is None else until_s,
                is_seen=is_seen,
            )
            for key, act, at_s, is_seen, until_s in parts
        ]
    )


def _by_time(parts: list[FenceEvents]) -> FenceEvents:
    names = [each.name for each in fields(FenceEvents)]
    whole = FenceEvents(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
    order = np.lexsort((whole.fence, whole.act, whole.at_s, whole.device))
    return FenceEvents(*(getattr(whole, name)[order] for name in names))


def _passed(strips: _Strips, steps: _Steps, crossings: Crossings, fences: FenceSet) -> Places:
    """Return the rows of crossings that pass through: in and out again, outside before and after."""
    many = len(fences)
    rows = np.flatnonzero((crossings.count > 1) & (crossings.inside_m > fences.margin_m))
    if not len(strips.keys):
        return rows
    step = crossings.key[rows] // many
    key = steps.device[step] * many + crossings.key[rows] % many
    strip = np.searchsorted(strips.keys, key).clip(0, len(strips.keys) - 1)
    has = strips.keys[strip] == key
    counts = np.bincount(steps.device)
    place = strips.starts[strip] + step - (counts.cumsum() - counts)[steps.device[step]] + 1
    place = np.where(has, place, 1)
    outside = (strips.states[place] == _OUTSIDE) & (strips.states[place - 1] == _OUTSIDE)
    kept: Places = rows[~has | outside]
    return kept


def _after(
    watch: Watch,
    ends: tuple[Places, Floats, Floats],
    strips: _Strips,
    steps: _Steps,
    out: tuple[Floats, Marks],
    many: int,
) -> Watch:
    device, last_s, last_xy = ends
    at_s, xy = watch.at_s.copy(), watch.xy.copy()
    at_s[device], xy[device] = last_s, last_xy
    told = np.zeros(len(at_s), np.bool_)
    told[steps.device] = True
    kept = ~told[watch.inside // many]
    finals = np.append(strips.starts[1:], len(strips.codes)) - 1 if len(strips.keys) else strips.keys
    stays = strips.states[finals] == _INSIDE
    inside = np.concatenate([watch.inside[kept], strips.keys[stays]])
    out_s, out_seen = (
        np.concatenate([old[kept], new[finals[stays]]])
        for old, new in zip((watch.out_s, watch.out_seen), out, strict=True)
    )
    order = np.argsort(inside)
    return Watch(at_s, xy, inside[order], out_s[order], out_seen[order])
