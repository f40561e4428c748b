"""Interlocks: a condition over last values that must hold before a command goes out.

What is not known for certain refuses: a value that never came, one older than it may be, one marked as
doubtful. Only what looks at last values can stand in an interlock; a duration or a rate needs the history
that rules have.

Source:
    own choice, after the issue: "no pump start below level X".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xiuhua.sensing.rules.conditions.comparing import COMPARE
from xiuhua.sensing.rules.conditions.faults import BadRule
from xiuhua.sensing.rules.conditions.kinds import (
    All,
    AnyOf,
    Condition,
    Difference,
    Limit,
    Not,
    Verdict,
    every_part,
    profile_names,
    series_of,
)
from xiuhua.sensing.rules.conditions.resolving import number_of
from xiuhua.sensing.rules.conditions.stored import condition_read, condition_stored
from xiuhua.sensing.rules.conditions.watching import LiveSeries, watch_of
from xiuhua.sensing.terms.doubts import DOUBTFUL_BITS

MOST_AHEAD_S = 60.0  # a reading of later than this has a clock that nothing may hang on
LEAST_FRESH_S, MOST_FRESH_S = 5, 24 * 3600
_LOOKS_AT_LAST_VALUES = (Limit, Difference, All, AnyOf, Not)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a series comes from: a quantity of a device, whose name is kept for the sentence."""

    device_id: int
    name: str
    quantity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Interlock:
    """A condition, where its series come from, and how old its readings may be, seconds."""

    when: Condition
    series: Mapping[str, Source]
    fresh_s: int


@dataclass(frozen=True, slots=True)
class LastReading:
    """The newest reading of a series, as rules see it: seconds since 1970, value, flags, unit."""

    at: float
    value: float
    flags: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What an interlock says.

    Args:
        holds: that the command may go out.
        code: of the sentence that says why not; empty where it holds.
        series: the one that decides, or the first where it holds.
        reading: its newest; None where none ever came.
        limit: what it is compared with, where that is one limit.
    """

    holds: bool
    code: str
    series: str
    reading: LastReading | None
    limit: Limit | None = None


def interlock_stored(interlock: Interlock) -> dict[str, object]:
    """Return an interlock as JSON."""
    return {
        "when": condition_stored(interlock.when),
        "series": {
            name: {"device": one.device_id, "name": one.name, "quantity": one.quantity}
            for name, one in interlock.series.items()
        },
        "fresh_s": interlock.fresh_s,
    }


def interlock_read(stored: Mapping[str, object]) -> Interlock:
    """Return the interlock that `interlock_stored` wrote."""
    series = stored["series"]
    assert isinstance(series, Mapping)  # noqa: S101 - written by `interlock_stored`
    return Interlock(
        when=condition_read(stored["when"]),
        series={
            str(name): Source(
                device_id=int(one["device"]), name=str(one["name"]), quantity=str(one["quantity"])
            )
            for name, one in series.items()
        },
        fresh_s=int(str(stored["fresh_s"])),
    )


def condition_fault(stored: object) -> str | None:
    """Return what is wrong with a condition as an interlock, as the code of a sentence; None for nothing."""
    try:
        condition = condition_read(stored)
    except BadRule:
        return "interlock_unreadable"
    if not all(isinstance(part, _LOOKS_AT_LAST_VALUES) for part in every_part(condition)):
        return "interlock_history"
    return "interlock_profile" if profile_names(condition) else None


def interlock_look(interlock: Interlock, readings: Mapping[str, LastReading | None], at: float) -> Looked:
    """Return what an interlock says at an instant.

    Args:
        interlock: its condition, over the series that it names.
        readings: the newest of each series; None or missing where none ever came.
        at: seconds since 1970.
    """
    names = series_of(interlock.when)
    series = {name: LiveSeries(interlock.fresh_s, DOUBTFUL_BITS, at) for name in names}
    for name in names:
        reading = readings.get(name)
        if reading is not None and reading.at <= at + MOST_AHEAD_S:
            series[name].take(reading.at, reading.value, reading.flags)
    verdict = watch_of(interlock.when, series, None).look(at)
    if verdict == Verdict.TRUE:
        return Looked(holds=True, code="", series=names[0], reading=readings.get(names[0]))
    if verdict == Verdict.FALSE:
        return _violated(interlock, readings, names)
    return _open(series, readings, at)


def _violated(
    interlock: Interlock, readings: Mapping[str, LastReading | None], names: tuple[str, ...]
) -> Looked:
    """Return the limit that is not kept, where the condition demands limits; else the first series."""
    limits = [part for part in _demanded(interlock.when) if isinstance(part, Limit)]
    for limit in limits:
        reading = readings.get(limit.of)
        if reading is not None and not COMPARE[limit.compare](reading.value, number_of(limit.limit)):
            return Looked(
                holds=False, code="interlock_violated", series=limit.of, reading=reading, limit=limit
            )
    return Looked(holds=False, code="interlock_false", series=names[0], reading=readings.get(names[0]))


def _demanded(condition: Condition) -> tuple[Condition, ...]:
    """Return what must all be true for a condition to be."""
    if isinstance(condition, All):
        return tuple(part for one in condition.of for part in _demanded(one))
    return (condition,)


def _open(series: Mapping[str, LiveSeries], readings: Mapping[str, LastReading | None], at: float) -> Looked:
    for name, live in series.items():
        reading = readings.get(name)
        verdict = live.verdict(at)
        if verdict == Verdict.TRUE:
            continue
        if reading is None:
            code = "interlock_never"
        elif verdict == Verdict.ERROR:
            code = "interlock_unfit"
        else:
            code = "interlock_ahead" if reading.at > at + MOST_AHEAD_S else "interlock_stale"
        return Looked(holds=False, code=code, series=name, reading=reading)
    raise AssertionError("a condition is open only for a series that is")
