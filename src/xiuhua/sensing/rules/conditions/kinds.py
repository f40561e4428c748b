"""The conditions of which rules are made, as values.

Time is in seconds since 1970 UTC, as a reading has it. A condition is true, false, or open: open where no
reading is young enough (`Verdict.NO_READINGS`) or the last one is unfit to be judged (`Verdict.ERROR`).
Every condition holds at an instant with all readings up to and including that instant.

Source:
    own choice, because issue trackers of alarm systems ask for exactly these: and/or, durations that hold,
    no data as a state of its own, and timers that do not wait for a message.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from enum import IntEnum

from xiuhua.sensing.terms.conditions import Comparison, DayKind, Direction


class Verdict(IntEnum):
    """What a condition says: small numbers, so that arrays of them are bytes."""

    FALSE = 0
    TRUE = 1
    NO_READINGS = 2
    ERROR = 3


@dataclass(frozen=True, slots=True)
class Named:
    """A number that the profile of the area gives, by its name: a stricter limit in a key area."""

    name: str


Number = float | Named


@dataclass(frozen=True, slots=True)
class DayHours:
    """Some hours of the day, local, `until` outside; over midnight where it is not after `since`."""

    since: time
    until: time


@dataclass(frozen=True, slots=True)
class Hourly:
    """What a profile gives for a name at different hours: of the first span that holds, else `otherwise`."""

    spans: tuple[tuple[DayHours, float], ...]
    otherwise: float


Value = float | Hourly


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """The latest value of a series stands so to a limit. Open where there is no fit latest value."""

    of: str
    compare: Comparison
    limit: Number = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One latest value less another stands so to a limit; `absolute` leaves its sign away."""

    of: str
    less: str
    compare: Comparison
    limit: Number = 0.0
    absolute: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A condition has been true without interruption for so long, this instant included.

    It acts at the printed duration and not before; what was open in between begins anew.
    """

    what: Condition
    for_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A value has moved by so much or more against the one in force `within_s` earlier.

    Open where either of them is. The older value moves on by itself, without a message.
    """

    of: str
    direction: Direction
    by: Number
    within_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Count:
    """So many fit readings or more of the last `within_s` stand so to a limit.

    A reading counts from its instant until `within_s` later, when it no longer does. With too few it is
    open where the series has no fit latest value, since more might have been seen.
    """

    of: str
    compare: Comparison
    limit: Number
    times: int
    within_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Silent:
    """No reading of any kind has come for so long, counted from the last one or since watching began."""

    of: str
    for_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Flat:
    """The values have stayed within `band` of the first of their run for so long: three readings at least.

    Open where there is no fit latest value; such a gap ends the run.
    """

    of: str
    for_s: float
    band: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Schedule:
    """It is such a time, as the calendar of the area has it.

    Args:
        hours: of the day; none for the whole day. Hours over midnight belong to the day they begin on.
        days: every day, working days or days off.
        weekdays: Monday is 0; none for all.
        season: first and last (month, day), both inside, over the new year where the last is earlier.
        working_time: only in working time, whose hours the calendar has by season.
    """

    hours: tuple[DayHours, ...] = ()
    days: DayKind = DayKind.EVERY
    weekdays: frozenset[int] = frozenset()
    season: tuple[tuple[int, int], tuple[int, int]] | None = None
    working_time: bool = False


@dataclass(frozen=True, slots=True)
class All:
    """All of them are true. Open where none is false and one is open."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of them is true. Open where none is true and one is open."""

    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """It is false. Open where it is open."""

    what: Condition


Condition = Limit | Difference | Held | Change | Count | Silent | Flat | Schedule | All | AnyOf | Not


def parts(condition: Condition) -> tuple[Condition, ...]:
    """Return the conditions that a condition is made of; none for most."""
    if isinstance(condition, All | AnyOf):
        return condition.of
    return (condition.what,) if isinstance(condition, Held | Not) else ()


def every_part(condition: Condition) -> Iterator[Condition]:
    """Yield a condition and all that it is made of."""
    yield condition
    for part in parts(condition):
        yield from every_part(part)


def series_of(condition: Condition) -> tuple[str, ...]:
    """Return the names of the series it looks at, in the order it names them, each once."""
    found: dict[str, None] = {}
    for part in every_part(condition):
        if isinstance(part, Limit | Difference | Change | Count | Silent | Flat):
            found[part.of] = None
        if isinstance(part, Difference):
            found[part.less] = None
    return tuple(found)


def profile_names(condition: Condition) -> tuple[str, ...]:
    """Return the names of the profile's numbers it needs, each once."""
    found: dict[str, None] = {}
    for part in every_part(condition):
        number = part.by if isinstance(part, Change) else getattr(part, "limit", None)
        if isinstance(number, Named):
            found[number.name] = None
    return tuple(found)


def lookback_s(condition: Condition, hold_s: float) -> float:
    """Return how far back readings can matter to it, seconds: what must be read again after a restart.

    Args:
        condition: any.
        hold_s: the longest time that a value of its series stays in force.
    """
    if isinstance(condition, All | AnyOf | Not | Held):
        inner = max((lookback_s(part, hold_s) for part in parts(condition)), default=0.0)
        return inner + (condition.for_s if isinstance(condition, Held) else 0.0)
    if isinstance(condition, Schedule):
        return 0.0
    return hold_s + getattr(condition, "within_s", getattr(condition, "for_s", 0.0))
