"""A condition with the numbers of an area in place of their names.

A number that depends on the hour becomes several conditions, each at its own hours, so that live judgement
and arrays need to know nothing of it: what is compared with at an instant is what holds then.

Source:
    own choice, because one rule serves a district whose key areas have stricter limits, and noise is judged
    by day and by night (GB 3096-2008, 3.4 and 3.5: day 6:00 to 22:00, night 22:00 to 6:00).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from xiuhua.sensing.rules.conditions.faults import BadRule, Found, RuleFault
from xiuhua.sensing.rules.conditions.kinds import (
    All,
    AnyOf,
    Change,
    Condition,
    Count,
    Difference,
    Held,
    Hourly,
    Limit,
    Named,
    Not,
    Number,
    Schedule,
    Value,
    profile_names,
)


def resolved(condition: Condition, numbers: Mapping[str, Value]) -> Condition:
    """Return a condition in which every named number is the profile's.

    Raises:
        BadRule: `no_profile_number`, for each name that the profile lacks.
    """
    lacking = [name for name in profile_names(condition) if name not in numbers]
    if lacking:
        raise BadRule(tuple(Found(RuleFault.NO_PROFILE_NUMBER, "", {"name": name}) for name in lacking))
    return _resolved(condition, numbers)


def _resolved(condition: Condition, numbers: Mapping[str, Value]) -> Condition:
    if isinstance(condition, All | AnyOf):
        return type(condition)(tuple(_resolved(part, numbers) for part in condition.of))
    if isinstance(condition, Not):
        return Not(_resolved(condition.what, numbers))
    if isinstance(condition, Held):
        return replace(condition, what=_resolved(condition.what, numbers))
    if isinstance(condition, Change):
        change = condition
        return _by_hour(condition.by, numbers, lambda value: replace(change, by=value))
    if isinstance(condition, Limit | Difference | Count):
        compared = condition
        return _by_hour(condition.limit, numbers, lambda value: replace(compared, limit=value))
    return condition


def _by_hour(number: Number, numbers: Mapping[str, Value], made: Callable[[float], Condition]) -> Condition:
    """Return a condition with its number; with one that depends on the hour, each value at its own hours."""
    found = numbers[number.name] if isinstance(number, Named) else number
    if not isinstance(found, Hourly):
        return made(found)
    parts: list[Condition] = []
    before: list[Condition] = []
    for hours, value in found.spans:
        at = Schedule(hours=(hours,))
        parts.append(All((at, *before, made(value))))
        before.append(Not(at))
    parts.append(All((*before, made(found.otherwise))))
    return AnyOf(tuple(parts))


def number_of(number: Number) -> float:
    """Return the number of a condition that names none of a profile.

    Raises:
        ValueError: it is named.
    """
    if isinstance(number, Named):
        raise ValueError(f"the number {number.name} is a profile's")  # noqa: TRY004 - of a rule, not of a caller
    return number
