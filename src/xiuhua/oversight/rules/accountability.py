"""When a unit's failures are a repeat failure, and which step may follow.

Source:
    the register's S-165 and R-70 (建立完善各部门、街道联动联勤机制,明确责任追究办法). The report prints no
    number: how many like failures in how many days are called repeated is set in each district's own written
    rule; the numbers here are what a new rule begins with (own choice). The rule proposes about a unit and
    names no person; whoever is named is told, may state the case, and a person decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from xiuhua.oversight.terms.accountability import AccountAct, AccountState, FaultKind

_A, _S = AccountAct, AccountState
STEPS: Mapping[AccountAct, tuple[AccountState, ...]] = {
    _A.HEAR: (_S.PROPOSED,),
    _A.STATE: (_S.HEARING,),
    _A.DECIDE: (_S.HEARING,),
    _A.DROP: (_S.PROPOSED, _S.HEARING),
}
"""The states in which each act may be done."""
OPEN = (_S.PROPOSED, _S.HEARING)


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A number of the rule: its key, what it begins with, and its bounds. 0 times: not counted."""

    key: str
    default: int
    least: int
    most: int


MEASURES: tuple[Measure, ...] = (
    Measure(key="days", default=90, least=1, most=366),
    *(
        Measure(key=kind.value, default=default, least=0, most=100)
        for kind, default in (
            (FaultKind.LATE, 3), (FaultKind.REWORK, 3), (FaultKind.SHIRKED, 2), (FaultKind.URGED, 5),
        )
    ),
    Measure(key="hear_days", default=5, least=1, most=60),
)  # fmt: skip
"""Days looked at, times by kind of fault, and days in which whoever is named may state the case."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One failure of a unit.

    Args:
        key: of the record that shows it: `clock:12`, `move:7`, `reminder:3`.
        matter: kind and class of the catalogue, what makes two matters alike.
    """

    key: str
    kind: FaultKind
    unit_id: int
    matter: str
    at: datetime
    case_id: int
    case_number: str


@dataclass(frozen=True, kw_only=True)
class Repeated:
    """Failures that the rule calls repeated, first to last."""

    unit_id: int
    kind: FaultKind
    matter: str
    faults: tuple[Fault, ...]


def measures_faults(told: Mapping[str, int]) -> dict[str, str]:
    """Return by number the code of what is wrong. One failure is no repetition."""
    counted = {kind.value for kind in FaultKind}
    return {
        one.key: "oversight_parameter_wrong"
        for one in MEASURES
        if not one.least <= told.get(one.key, one.default) <= one.most
        or (one.key in counted and told.get(one.key, one.default) == 1)
    }


def repeated_faults(
    faults: Sequence[Fault], told: Mapping[str, int], *, used: Collection[str] = ()
) -> tuple[Repeated, ...]:
    """Return for each unit, kind and class of matters the failures that are as many as the rule says.

    Args:
        faults: in any order.
        told: the numbers of the rule; a kind whose times are 0 or missing is not counted.
        used: keys of failures that were held against somebody before: nobody answers twice for one.

    Returns:
        At most one for each unit, kind and class: the earliest window of `days` that holds `times` or more,
        with all of that window. The window's last instant, exactly `days` after its first, belongs to it.
    """
    span = timedelta(days=told["days"])
    alike: dict[tuple[int, FaultKind, str], dict[str, Fault]] = defaultdict(dict)
    for fault in faults:
        if fault.key not in used:
            alike[fault.unit_id, fault.kind, fault.matter][fault.key] = fault
    found = []
    for (unit_id, kind, matter), by_key in sorted(alike.items()):
        times = told.get(kind.value, 0)
        ordered = sorted(by_key.values(), key=lambda fault: (fault.at, fault.key))
        for first in range(len(ordered) - times + 1 if times else 0):
            within = tuple(one for one in ordered[first:] if one.at - ordered[first].at <= span)
            if len(within) >= times:
                found.append(Repeated(unit_id=unit_id, kind=kind, matter=matter, faults=within))
                break
    return tuple(found)


def may_step(state: AccountState, act: AccountAct) -> bool:
    """Return whether an act may be done in a state."""
    return state in STEPS[act]
