"""A rule tried on stored readings: exactly the alarms that live judgement would have raised.

Conditions become signals in arrays; the state machine, the very same as in live judgement, is told only the
instants at which a signal changes and those it asks for, and while no alarm is open, only those around which
one may be raised.

Source:
    own choice, because a rule author waits for a month of a thousand devices, and trusts what comes out only
    if it is what would have happened.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from xiuhua.sensing.rules.alarms.definitions import Rule, Subject, subject_check
from xiuhua.sensing.rules.alarms.machine import Machine
from xiuhua.sensing.rules.alarms.steps import AlarmStep, Seen
from xiuhua.sensing.rules.conditions.comparing import Floats
from xiuhua.sensing.rules.conditions.kinds import Condition, Verdict
from xiuhua.sensing.rules.conditions.resolving import resolved
from xiuhua.sensing.rules.conditions.signals import (
    ArraySeries,
    Signal,
    Window,
    series_of_arrays,
    signal_of,
)
from xiuhua.sensing.terms.alarms import Severity, StepKind, Unknown

_FALSE = int(Verdict.FALSE)


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """Stored readings of one series.

    Args:
        at_s: seconds since 1970, float64 (n,), not falling; of equal ones the first counts.
        value: float64 (n,).
        flags: bit sets, uint16 (n,). What live judgement found late carries `late_arrival` and is left out.
    """

    at_s: Floats
    value: Floats
    flags: NDArray[np.uint16]


def tried(
    rule: Rule, subject: Subject, readings: Mapping[str, Readings], *, start: float, until: float
) -> list[AlarmStep]:
    """Return every step of every alarm that a rule would have raised about a subject.

    Args:
        rule: a version, published or a draft.
        subject: what it is judged about.
        readings: by the names of the rule's series; a missing one has no readings.
        start: since when it is watched, seconds since 1970.
        until: the last instant that is judged.

    Raises:
        BadRule: the subject lacks a number or a calendar that the rule needs.
    """
    subject_check(rule, subject)
    window = Window(start, until)
    series = {
        name: series_of_arrays(
            one.at_s, one.value, one.flags,
            window=window, hold_s=rule.series[name].hold_s, unfit_bits=rule.series[name].unfit_bits,
        )
        for name in rule.series
        for one in (readings.get(name, NO_READINGS),)
    }  # fmt: skip
    told = _told(rule, subject, series, window)
    fires = _fires(rule, told, subject.maintenance)
    machine = Machine(rule, subject)
    steps: list[AlarmStep] = []
    place = 0
    while place < len(told.instants):
        if not machine.is_raised:
            following = fires.skip(place)
            if following > place:
                machine.rest()
                place = following
                continue
        said = [(when[place], clear[place]) for when, clear in told.levels]
        found = machine.step(told.instants[place], said)
        place += 1
        next_s = float(told.instants[place]) if place < len(told.instants) else math.inf
        while machine.wake < next_s and machine.wake <= until:
            found += machine.step(machine.wake, said)
        if found:
            steps += [replace(step, readings=_seen(series, step.at)) for step in found]
    return steps


NO_READINGS = Readings(np.empty(0), np.empty(0), np.empty(0, dtype=np.uint16))


@dataclass(frozen=True, slots=True)
class _Told:
    """The instants at which any level's conditions say something else, and what they say from then on.

    Maintenance begins and ends at such instants too.
    """

    instants: list[float]
    levels: list[tuple[list[int], list[int]]]


def _told(rule: Rule, subject: Subject, series: Mapping[str, ArraySeries], window: Window) -> _Told:
    def signal(condition: Condition) -> Signal:
        return signal_of(resolved(condition, subject.numbers), series, window, subject.calendar)

    pairs = [
        (signal(level.when), None if level.clear is None else signal(level.clear)) for level in rule.levels
    ]
    edges = np.array([at for span in subject.maintenance for at in span if window.start < at <= window.until])
    grid = np.unique(np.concatenate([edges, *(one.at for pair in pairs for one in pair if one is not None)]))
    columns = [
        (
            when.verdicts(grid).tolist(),
            [_FALSE] * len(grid) if clear is None else clear.verdicts(grid).tolist(),
        )
        for when, clear in pairs
    ]
    return _Told(grid.tolist(), columns)


@dataclass(frozen=True, slots=True)
class _Fires:
    """For each instant, the first one from which the machine must be told again while no alarm is open.

    Most of a month leaves no trace: conditions that are true for less than their pending time. What matters
    is each span that lasts longer, from the instant at which the earliest of the levels that are true then
    became so.
    """

    next_place: list[int]

    def skip(self, place: int) -> int:
        """Return the first place at or after one that can matter; beyond the last where none can."""
        return max(place, self.next_place[place])


def _fires(rule: Rule, told: _Told, maintenance: tuple[tuple[float, float], ...]) -> _Fires:
    """Find them. In maintenance nothing counts as true, and pending times begin anew after it."""
    instants = np.array(told.instants)
    is_muted = np.zeros(len(instants), dtype=np.bool_)
    for since_s, until_s in maintenance:
        is_muted |= (instants >= since_s) & (instants < until_s)
    count = len(instants)
    begun = np.full(count, count)  # for each place, where the earliest run of any level around it begins
    fires = np.zeros(count, dtype=np.bool_)  # whether some level fires before the next place
    for number, (level, (when, _clear)) in enumerate(zip(rule.levels, told.levels, strict=True)):
        is_true = _taken_as_true(rule, number)[np.array(when)] & ~is_muted
        since = _since(is_true)
        due = instants[since] + level.after_s
        fires |= is_true & (due < np.append(instants[1:], np.inf))
        begun = np.minimum(begun, np.where(is_true, since, count))
    places = np.where(fires, begun, count)
    return _Fires(np.minimum.accumulate(places[::-1])[::-1].tolist())


def _taken_as_true(rule: Rule, number: int) -> NDArray[np.bool_]:
    """Return for each verdict whether a level takes it as true."""
    taken = np.array([False, True, False, False])
    if number == 0:
        taken[int(Verdict.NO_READINGS)] = rule.no_readings is Unknown.ALARM
        taken[int(Verdict.ERROR)] = rule.error is Unknown.ALARM
    return taken


def _since(is_true: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return for each place where the run of equals around it begins."""
    begins = np.append(True, is_true[1:] != is_true[:-1])
    return np.maximum.accumulate(np.where(begins, np.arange(len(is_true)), 0))


def _seen(series: Mapping[str, ArraySeries], at: float) -> tuple[Seen, ...]:
    found = []
    for name, one in series.items():
        place = int(np.searchsorted(one.at, at, side="right")) - 1
        if place >= 0:
            value = float(one.value[place])
            found.append(
                Seen(
                    name,
                    float(one.at[place]),
                    value if math.isfinite(value) else None,
                    int(one.flags[place]),
                )
            )
    return tuple(found)


@dataclass(frozen=True, kw_only=True, slots=True)
class Episode:
    """An alarm from end to end, as a list of tried alarms shows it.

    Args:
        since, until: when it was raised and cleared; None where it is open at the end.
        worst: its gravest severity.
        steps: how many.
    """

    subject: str
    number: int
    since: float
    until: float | None
    worst: Severity
    steps: int


def episodes(steps: list[AlarmStep]) -> list[Episode]:
    """Return alarms of their steps, in the order they were raised."""
    grouped: dict[tuple[str, int], list[AlarmStep]] = {}
    for step in steps:
        grouped.setdefault((step.subject, step.number), []).append(step)
    return [
        Episode(
            subject=subject,
            number=number,
            since=found[0].at,
            until=found[-1].at if found[-1].kind is StepKind.CLEARED else None,
            worst=max((step.severity for step in found), key=lambda severity: severity.rank),
            steps=len(found),
        )
        for (subject, number), found in grouped.items()
    ]
