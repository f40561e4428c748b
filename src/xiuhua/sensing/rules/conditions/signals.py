"""Conditions over arrays: what each says from which instant on.

A signal has its instants, float64 (k,), rising, the first of them where watching began, and the verdict from
each of them on, int8 (k,), no two neighbours alike. Every condition becomes a signal without a loop over
readings; only a flat line within a band walks the stretches that may be one.

Source:
    the meaning of every condition: `kinds`; `watching` finds the same one reading at a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from xiuhua.ground.rules.calendars import WorkCalendar
from xiuhua.sensing.rules.conditions.comparing import SLACK, Bools, Floats, compare_many, moved_many
from xiuhua.sensing.rules.conditions.kinds import (
    All,
    AnyOf,
    Change,
    Condition,
    Count,
    Difference,
    Flat,
    Held,
    Limit,
    Not,
    Schedule,
    Silent,
    Verdict,
)
from xiuhua.sensing.rules.conditions.logic import AND_MANY, NOT_MANY, OR_MANY
from xiuhua.sensing.rules.conditions.resolving import number_of
from xiuhua.sensing.rules.conditions.schedules import ScheduleSpans
from xiuhua.sensing.rules.runs import RUN_READINGS, stretches, walked
from xiuhua.sensing.terms.doubts import Doubt

_FALSE, _TRUE, _NONE, _ERROR = (int(verdict) for verdict in Verdict)

Verdicts: TypeAlias = NDArray[np.int8]
Places: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Signal:
    """Instants, and the verdict from each of them on."""

    at: Floats
    verdict: Verdicts

    def verdicts(self, grid: Floats) -> Verdicts:
        """Return the verdict at each instant of a grid, none before the first of its own."""
        return self.verdict[np.searchsorted(self.at, grid, side="right") - 1]


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when a condition is looked at, both inside."""

    start: float
    until: float


@dataclass(frozen=True, slots=True, eq=False)
class ArraySeries:
    """The readings of a series that are judged, all arrays of shape (n,).

    Args:
        at: seconds since 1970, rising, no two alike, within the window.
        value: in the unit of the quantity.
        flags: bit sets.
        fit: whether each may be judged.
        due: when each is no longer in force, if no other comes.
    """

    at: Floats
    value: Floats
    flags: NDArray[np.uint16]
    fit: Bools
    due: Floats

    def gaps(self) -> Places:
        """Return the places of readings after whose time no other has come."""
        return np.flatnonzero(self.due < np.append(self.at[1:], np.inf))


def series_of_arrays(
    at_s: Floats,
    value: Floats,
    flags: NDArray[np.uint16],
    *,
    window: Window,
    hold_s: float,
    unfit_bits: int,
) -> ArraySeries:
    """Return the readings that live judgement would take: in the window, in time, the first of an instant.

    Args:
        at_s: seconds since 1970, shape (n,), not falling.
        value: shape (n,).
        flags: bit sets, shape (n,); a late arrival is left out.
        window: what is looked at.
        hold_s: how long a value stays in force.
        unfit_bits: flags with which a reading is not judged.
    """
    since, until = np.searchsorted(at_s, window.start, "left"), np.searchsorted(at_s, window.until, "right")
    at_s, value, flags = at_s[since:until], value[since:until], flags[since:until]
    if flags.any() and (late := flags & Doubt.LATE_ARRIVAL.bit).any():
        at_s, value, flags = (one[late == 0] for one in (at_s, value, flags))
    if len(at_s) and (again := at_s[1:] == at_s[:-1]).any():
        first = np.append(True, ~again)
        at_s, value, flags = (one[first] for one in (at_s, value, flags))
    fit = np.isfinite(value)
    if flags.any():
        fit &= (flags & unfit_bits) == 0
    return ArraySeries(at=at_s, value=value, flags=flags, fit=fit, due=at_s + hold_s)


def signal_of(
    condition: Condition,
    series: Mapping[str, ArraySeries],
    window: Window,
    calendar: WorkCalendar | None,
) -> Signal:
    """Return what a condition, its numbers resolved, says throughout a window.

    Raises:
        ValueError: it has a schedule and there is no calendar.
    """
    match condition:
        case All() | AnyOf():
            signals = [signal_of(part, series, window, calendar) for part in condition.of]
            return _joined(signals, AND_MANY if isinstance(condition, All) else OR_MANY)
        case Not():
            inner = signal_of(condition.what, series, window, calendar)
            return Signal(inner.at, NOT_MANY[inner.verdict])
        case Held():
            return _held(signal_of(condition.what, series, window, calendar), condition.for_s, window)
        case Schedule():
            if calendar is None:
                raise ValueError("a schedule needs the calendar of the area")
            return _schedule(condition, window, calendar)
        case _:
            return _series_signal(condition, series, window)


def _series_signal(
    condition: Limit | Difference | Change | Count | Silent | Flat,
    series: Mapping[str, ArraySeries],
    window: Window,
) -> Signal:
    of = series[condition.of]
    match condition:
        case Limit():
            said = compare_many(condition.compare, of.value, number_of(condition.limit))
            return _by_reading(of, said, window)
        case Difference():
            return _difference(condition, of, series[condition.less], window)
        case Change():
            return _change(condition, of, window)
        case Count():
            return _count(condition, of, window)
        case Silent():
            return _silent(condition, of, window)
        case Flat():
            return _flat(condition, of, window)


def _compressed(at: Floats, verdict: Verdicts, window: Window) -> Signal:
    """Return a signal of instants in order: those after the window and those that change nothing are gone."""
    inside = np.searchsorted(at, window.until, side="right")
    at, verdict = at[:inside], verdict[:inside]
    kept = np.append(True, verdict[1:] != verdict[:-1])
    return Signal(at[kept], verdict[kept])


def _by_reading(series: ArraySeries, said: Bools, window: Window) -> Signal:
    """Return the signal of what each reading says while it is in force: true, false, or open where unfit."""
    verdict = np.where(series.fit, said.view(np.int8), np.int8(_ERROR))
    gaps = series.gaps()
    kept = np.flatnonzero(verdict[1:] != verdict[:-1]) + 1
    places = np.unique(np.concatenate([np.arange(min(1, len(verdict))), kept, gaps + 1]))
    places = places[places < len(verdict)]
    at = np.concatenate([[window.start], series.at[places], series.due[gaps]])
    said_there = np.concatenate([[_NONE], verdict[places], np.full(len(gaps), _NONE)]).astype(np.int8)
    order = np.argsort(at, kind="stable")  # a reading where watching begins comes after "none"
    at, said_there = at[order], said_there[order]
    last = np.append(at[1:] != at[:-1], True)
    return _compressed(at[last], said_there[last], window)


def _verdict_in_force(at: Floats, due: Floats, fit: Bools, grid: Floats) -> tuple[Places, Verdicts]:
    """Return for each instant of a grid the place of the reading in force, and true, or why there is none."""
    place = np.searchsorted(at, grid, side="right") - 1
    if not len(at):
        return place, np.full(len(grid), _NONE, dtype=np.int8)
    verdict = np.where(fit[place], np.int8(_TRUE), np.int8(_ERROR))
    verdict[(place < 0) | (due[place] <= grid)] = _NONE
    return place, verdict


def _grid(window: Window, *instants: Floats) -> Floats:
    grid = np.unique(np.concatenate([np.array([window.start]), *instants]))
    return grid[: np.searchsorted(grid, window.until, side="right")]


def _difference(condition: Difference, of: ArraySeries, less: ArraySeries, window: Window) -> Signal:
    grid = _grid(window, of.at, of.due[of.gaps()], less.at, less.due[less.gaps()])
    place, verdict = _verdict_in_force(of.at, of.due, of.fit, grid)
    other, other_verdict = _verdict_in_force(less.at, less.due, less.fit, grid)
    both = AND_MANY[verdict, other_verdict]
    known = both == _TRUE
    apart = of.value[place[known]] - less.value[other[known]]
    said = compare_many(
        condition.compare, np.abs(apart) if condition.absolute else apart, number_of(condition.limit)
    )
    both[known] = said
    return _compressed(grid, both, window)


def _change(condition: Change, of: ArraySeries, window: Window) -> Signal:
    before_at, before_due = of.at + condition.within_s, of.due + condition.within_s
    gaps = of.gaps()
    grid = _grid(window, of.at, of.due[gaps], before_at, before_due[gaps])
    place, verdict = _verdict_in_force(of.at, of.due, of.fit, grid)
    before, before_verdict = _verdict_in_force(before_at, before_due, of.fit, grid)
    both = AND_MANY[verdict, before_verdict]
    known = both == _TRUE
    moved = moved_many(condition.direction, of.value[before[known]], of.value[place[known]])
    both[known] = moved >= number_of(condition.by) - SLACK
    return _compressed(grid, both, window)


def _count(condition: Count, of: ArraySeries, window: Window) -> Signal:
    counted = of.at[of.fit & compare_many(condition.compare, of.value, number_of(condition.limit))]
    leaves = counted + condition.within_s
    fit = _by_reading(of, np.ones(len(of.at), dtype=np.bool_), window)
    grid = _grid(window, counted, leaves, fit.at)
    number = np.searchsorted(counted, grid, side="right") - np.searchsorted(leaves, grid, side="right")
    verdict = fit.verdicts(grid)
    verdict = np.where(verdict == _TRUE, np.int8(_FALSE), verdict)
    verdict[number >= condition.times] = _TRUE
    return _compressed(grid, verdict, window)


def _silent(condition: Silent, of: ArraySeries, window: Window) -> Signal:
    contact = of.at if len(of.at) and of.at[0] == window.start else np.append(window.start, of.at)
    due = contact + condition.for_s
    silent = np.flatnonzero(due < np.append(contact[1:], np.inf))
    at = np.concatenate([[window.start], due[silent], contact[silent[silent + 1 < len(contact)] + 1]])
    said = np.concatenate([[_FALSE], np.full(len(silent), _TRUE), np.full(len(at) - 1 - len(silent), _FALSE)])
    order = np.argsort(at, kind="stable")
    return _compressed(at[order], said[order].astype(np.int8), window)


def _flat(condition: Flat, of: ArraySeries, window: Window) -> Signal:
    fit = _by_reading(of, np.zeros(len(of.at), dtype=np.bool_), window)
    spans = _flat_spans(condition, of)
    if not spans:
        return fit
    since, until = (np.array(edges) for edges in zip(*spans, strict=True))
    grid = _grid(window, fit.at, since, until)
    verdict = fit.verdicts(grid)
    inside = np.searchsorted(since, grid, side="right") > np.searchsorted(until, grid, side="right")
    verdict[inside] = _TRUE
    return _compressed(grid, verdict, window)


def _flat_spans(condition: Flat, of: ArraySeries) -> list[tuple[float, float]]:
    """Return from when to when a run has lasted long enough; an unfit reading and a gap end every run."""
    if not len(of.at):
        return []
    band = condition.band + SLACK
    broken = ~of.fit[1:] | ~of.fit[:-1] | (of.due[:-1] < of.at[1:])
    begins, ends = stretches(of.value, broken, band)
    until = np.minimum(np.append(of.at[begins[1:]], np.inf), of.due[ends - 1])
    long = of.fit[begins] & (of.at[begins] + condition.for_s < until)
    found = []
    for begin, end, over in zip(
        begins[long].tolist(), ends[long].tolist(), until[long].tolist(), strict=True
    ):
        for first, following in walked(of.value, begin, end, band):
            if following - first >= RUN_READINGS:
                since = max(of.at[first] + condition.for_s, of.at[first + RUN_READINGS - 1])
                found.append((since, over if following == end else of.at[following]))
    return [(float(since), float(ends_at)) for since, ends_at in found if since < ends_at]


def _schedule(condition: Schedule, window: Window, calendar: WorkCalendar) -> Signal:
    spans = ScheduleSpans(condition, calendar).between(window.start, window.until)
    since = np.array([span[0] for span in spans])
    until = np.array([span[1] for span in spans])
    edges = np.concatenate([since, until])
    grid = _grid(window, edges[edges > window.start])
    inside = np.searchsorted(since, grid, side="right") > np.searchsorted(until, grid, side="right")
    return _compressed(grid, inside.astype(np.int8), window)


def _held(what: Signal, for_s: float, window: Window) -> Signal:
    is_true = what.verdict == _TRUE
    since = what.at[is_true]
    until = np.append(what.at[1:], np.inf)[is_true]
    due = since + for_s
    reached = due < until
    verdict = np.where(is_true, np.int8(_FALSE), what.verdict)
    at = np.concatenate([what.at, due[reached]])
    said = np.concatenate([verdict, np.full(int(reached.sum()), _TRUE, dtype=np.int8)])
    order = np.argsort(at, kind="stable")
    return _compressed(at[order], said[order], window)


def _joined(signals: list[Signal], table: Verdicts) -> Signal:
    def join(one: Signal, other: Signal) -> Signal:
        grid = np.union1d(one.at, other.at)
        verdict = table[one.verdicts(grid), other.verdicts(grid)]
        kept = np.append(True, verdict[1:] != verdict[:-1])
        return Signal(grid[kept], verdict[kept])

    return reduce(join, signals)
