"""Readings that change nothing, found in arrays over many devices at once.

Most readings of a city say that all is well, to judgements that already say so. They need no state machine:
what matters of them is the last, and how far they have been judged. Whatever else there may be about them,
a gap, a doubt, a disorder, a timer, lets the machine look at each.

Source:
    own choice: `live` decides, and says exactly the same with this and without; the tests compare.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from xiuhua.sensing.rules.alarms.definitions import Rule
from xiuhua.sensing.rules.conditions.comparing import Bools, Floats, compare_many
from xiuhua.sensing.rules.conditions.kinds import All, AnyOf, Condition, Limit, Not, Value
from xiuhua.sensing.rules.conditions.resolving import number_of, resolved
from xiuhua.sensing.terms.doubts import Doubt


@dataclass(frozen=True, kw_only=True, slots=True)
class Passing:
    """What readings must be to change nothing, of a rule of one series whose conditions remember nothing.

    Args:
        series: its name in the rule.
        doubts: flags that none of them has.
        when: the conditions of the levels, none of which is true.
    """

    series: str
    hold_s: float
    settle_s: float
    doubts: int
    when: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Arrivals:
    """New readings of many devices, those of one device together and in the order they came.

    Args:
        at_s, value, flags: float64, float64 and int64 of shape (n,), seconds since 1970.
        came_s: when each came, float64 (n,), not falling for a device.
        first: where the readings of each device begin, intp (k,); each has at least one.
        closed_s: the last instant judged of each, float64 (k,).
        due_s: when its value in force ends, float64 (k,).
    """

    at_s: Floats
    value: Floats
    flags: NDArray[np.int64]
    came_s: Floats
    first: NDArray[np.intp]
    closed_s: Floats
    due_s: Floats


def passing_of(rule: Rule, numbers: Mapping[str, Value]) -> Passing | None:
    """Return what readings of a rule must be to change nothing; None where every one must be looked at.

    Args:
        rule: a version.
        numbers: of the area's profile, all that the rule names.
    """
    if len(rule.series) != 1:
        return None
    if not all(_remembers_nothing(resolved(one, numbers)) for one in rule.conditions):
        return None
    ((name, series),) = rule.series.items()
    return Passing(
        series=name,
        hold_s=series.hold_s,
        settle_s=rule.settle_s,
        doubts=series.unfit_bits | Doubt.LATE_ARRIVAL.bit,
        when=tuple(resolved(level.when, numbers) for level in rule.levels),
    )


def _remembers_nothing(condition: Condition) -> bool:
    if isinstance(condition, All | AnyOf):
        return all(_remembers_nothing(part) for part in condition.of)
    if isinstance(condition, Not):
        return _remembers_nothing(condition.what)
    return isinstance(condition, Limit)


def passed_over(passing: Passing, arrivals: Arrivals, *, until: float) -> Bools:
    """Return of which devices, their judgements at rest, no new reading changes anything, bool (k,).

    Args:
        passing: of their rule.
        arrivals: their new readings.
        until: up to when timers are judged, seconds since 1970.
    """
    at_s, first = arrivals.at_s, arrivals.first
    before, due_s = np.empty_like(at_s), np.empty_like(at_s)
    before[1:] = at_s[:-1]
    due_s[1:] = before[1:] + passing.hold_s
    before[first], due_s[first] = arrivals.closed_s, arrivals.due_s
    is_said = reduce(np.logical_or, [_said(one, arrivals.value) for one in passing.when])
    came_s = np.maximum(arrivals.came_s, at_s)
    changes_nothing = (
        np.isfinite(arrivals.value)
        & ((arrivals.flags & passing.doubts) == 0)
        & ~is_said
        & (at_s > before)
        & (at_s <= due_s)
        & (came_s < due_s + passing.settle_s)
    )
    last = np.append(first[1:], len(at_s)) - 1
    no_timer = until < at_s[last] + passing.hold_s + passing.settle_s
    found: NDArray[np.bool_] = np.logical_and.reduceat(changes_nothing, first) & no_timer
    return found


def _said(condition: Condition, value: Floats) -> Bools:
    """Return where a condition is true of fit values, shape (n,)."""
    match condition:
        case All():
            return reduce(np.logical_and, [_said(part, value) for part in condition.of])
        case AnyOf():
            return reduce(np.logical_or, [_said(part, value) for part in condition.of])
        case Not():
            return ~_said(condition.what, value)
        case Limit():
            return compare_many(condition.compare, value, number_of(condition.limit))
        case _:
            raise TypeError(f"{condition} remembers")
