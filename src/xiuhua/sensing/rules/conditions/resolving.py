"""A condition with the numbers of an area in place of their names.

Source:
    own choice, because one rule serves a district whose key areas have stricter limits.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    Limit,
    Named,
    Not,
    Number,
    profile_names,
)


def resolved(condition: Condition, numbers: Mapping[str, float]) -> Condition:
    """Return a condition in which every named number is the profile's.

    Raises:
        BadRule: `no_profile_number`, for each name that the profile lacks.
    """
    lacking = [name for name in profile_names(condition) if name not in numbers]
    if lacking:
        raise BadRule(tuple(Found(RuleFault.NO_PROFILE_NUMBER, "", {"name": name}) for name in lacking))
    return _resolved(condition, numbers)


def _resolved(condition: Condition, numbers: Mapping[str, float]) -> Condition:
    if isinstance(condition, All | AnyOf):
        return type(condition)(tuple(_resolved(part, numbers) for part in condition.of))
    if isinstance(condition, Not):
        return Not(_resolved(condition.what, numbers))
    if isinstance(condition, Held):
        return replace(condition, what=_resolved(condition.what, numbers))
    if isinstance(condition, Change):
        return replace(condition, by=number_of(condition.by, numbers))
    if isinstance(condition, Limit | Difference | Count):
        return replace(condition, limit=number_of(condition.limit, numbers))
    return condition


def number_of(number: Number, numbers: Mapping[str, float] | None = None) -> float:
    """Return a number, the profile's where it is named.

    Raises:
        KeyError: it is named and the profile lacks it; `resolved` refuses such a condition before.
    """
    return (numbers or {})[number.name] if isinstance(number, Named) else number
