"""Conditions as plain JSON, and what is wrong with JSON that is none.

The form is `{"kind": …}` with the fields of the kind: `{"kind": "held", "what": {"kind": "limit", "of":
"fume", "is": "above", "limit": 2.0}, "for_s": 600}`. A number of the area is `{"profile": "fume_limit"}`.

Source:
    own choice, because a form, a file and a program write the same rule.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date, time
from enum import StrEnum
from typing import TypeVar

from xiuhua.sensing.codecs.faults import Detail
from xiuhua.sensing.rules.conditions.faults import BadRule, Found, RuleFault
from xiuhua.sensing.rules.conditions.kinds import (
    All,
    AnyOf,
    Change,
    Condition,
    Count,
    DayHours,
    Difference,
    Flat,
    Held,
    Limit,
    Named,
    Not,
    Number,
    Schedule,
    Silent,
)
from xiuhua.sensing.terms.conditions import Comparison, ConditionKind, DayKind, Direction

DEEPEST = 6
MOST_PARTS = 20
MOST_TIMES = 10_000
MOST_DAYS = 366
_DAY_S = 24 * 3600.0
_LEAP_YEAR = 2024  # so that 29 February may begin a season
_WEEKDAYS = 7
_HOURS = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")

Stored = Mapping[str, object]
W = TypeVar("W", bound=StrEnum)


class RuleReader:
    """Reads JSON and notes every fault; what it returns in place of a faulty part is never used."""

    def __init__(self) -> None:
        self.faults: list[Found] = []

    def note(self, fault: RuleFault, where: str, **details: Detail) -> None:
        """Note a fault."""
        self.faults.append(Found(fault, where, details))

    def object_at(self, stored: object, where: str, required: frozenset[str], also: frozenset[str]) -> Stored:
        """Return an object with the keys it needs; an empty one where it is none."""
        if not isinstance(stored, Mapping):
            self.note(RuleFault.NOT_AN_OBJECT, where)
            return {}
        for key in sorted(required - stored.keys()):
            self.note(RuleFault.MISSING, where, key=key)
        for key in sorted(str(key) for key in stored.keys() - required - also):
            self.note(RuleFault.UNKNOWN_KEY, where, key=key)
        return stored

    def list_at(self, stored: object, where: str, *, most: int, least: int = 1) -> list[object]:
        """Return a list of a fitting length; an empty one where it is none."""
        if not isinstance(stored, list):
            self.note(RuleFault.NOT_A_LIST, where)
            return []
        if len(stored) < least:
            self.note(RuleFault.EMPTY, where)
        if len(stored) > most:
            self.note(RuleFault.TOO_MANY, where, most=most)
            return []
        return stored

    def text(self, stored: object, where: str) -> str:
        """Return a text that says something."""
        if isinstance(stored, str) and stored.strip():
            return stored
        self.note(RuleFault.NOT_TEXT, where)
        return ""

    def word(self, kind: type[W], stored: object, where: str) -> W:
        """Return a word of a vocabulary."""
        known = [member.value for member in kind]
        if isinstance(stored, str) and stored in known:
            return kind(stored)
        self.note(RuleFault.UNKNOWN_WORD, where, word=str(stored), known=", ".join(known))
        return next(iter(kind))

    def switch(self, stored: object, where: str) -> bool:
        """Return true or false."""
        if isinstance(stored, bool):
            return stored
        self.note(RuleFault.NOT_A_SWITCH, where)
        return False

    def plain_number(self, stored: object, where: str) -> float:
        """Return a finite number."""
        if isinstance(stored, int | float) and not isinstance(stored, bool) and _is_finite(stored):
            return float(stored)
        self.note(RuleFault.NOT_A_NUMBER, where)
        return 1.0

    def number(self, stored: object, where: str) -> Number:
        """Return a finite number, or the name of one of the profile."""
        if not isinstance(stored, Mapping):
            return self.plain_number(stored, where)
        fields = self.object_at(stored, where, frozenset({"profile"}), frozenset())
        return Named(self.text(fields.get("profile"), f"{where}.profile")) if "profile" in fields else 1.0

    def positive(self, stored: object, where: str) -> Number:
        """Return a number greater than 0, or a named one."""
        found = self.number(stored, where)
        if not isinstance(found, Named) and found <= 0:
            self.note(RuleFault.NOT_POSITIVE, where)
        return found

    def not_negative(self, stored: object, where: str) -> float:
        """Return a number of 0 or more."""
        found = self.plain_number(stored, where)
        if found < 0:
            self.note(RuleFault.NEGATIVE, where)
        return found

    def seconds(self, stored: object, where: str, *, or_none: bool = False) -> float:
        """Return a duration, seconds; 0 only where `or_none`."""
        found = self.plain_number(stored, where)
        if found < 0 or (found == 0 and not or_none):
            self.note(RuleFault.NEGATIVE if or_none else RuleFault.NOT_POSITIVE, where)
        if found > MOST_DAYS * _DAY_S:
            self.note(RuleFault.TOO_LONG, where, most=MOST_DAYS)
        return found

    def times(self, stored: object, where: str, *, most: int = MOST_TIMES) -> int:
        """Return how often, 1 or more."""
        if isinstance(stored, int) and not isinstance(stored, bool) and 1 <= stored <= most:
            return stored
        self.note(RuleFault.NOT_WHOLE, where, most=most)
        return 1

    def condition(self, stored: object, where: str, depth: int = 1) -> Condition:
        """Return the condition of some JSON."""
        if depth > DEEPEST:
            self.note(RuleFault.TOO_DEEP, where, most=DEEPEST)
            return _ANYTHING
        if not isinstance(stored, Mapping):
            self.note(RuleFault.NOT_AN_OBJECT, where)
            return _ANYTHING
        form = _FORMS.get(str(stored.get("kind")))
        if form is None:
            self.note(RuleFault.UNKNOWN_KIND, where, kind=str(stored.get("kind", "")))
            return _ANYTHING
        required, also, read = form
        before = len(self.faults)
        fields = self.object_at(stored, where, required | {"kind"}, also)
        if any(one.fault is RuleFault.MISSING for one in self.faults[before:]):
            return _ANYTHING
        return read(self, fields, where, depth)

    def check(self) -> None:
        """Raise what was found.

        Raises:
            BadRule: there was any fault.
        """
        if self.faults:
            raise BadRule(tuple(self.faults))


_ANYTHING = Schedule()


def _is_finite(number: float) -> bool:
    try:
        return math.isfinite(float(number))
    except OverflowError:  # a whole number that no float holds
        return False


def _limit(reader: RuleReader, fields: Stored, where: str) -> tuple[Comparison, Number]:
    compare = reader.word(Comparison, fields["is"], f"{where}.is")
    if not compare.needs_limit:
        if "limit" in fields:
            reader.note(RuleFault.UNKNOWN_KEY, where, key="limit")
        return compare, 0.0
    if "limit" not in fields:
        reader.note(RuleFault.MISSING, where, key="limit")
        return compare, 0.0
    return compare, reader.number(fields["limit"], f"{where}.limit")


def _limit_read(reader: RuleReader, fields: Stored, where: str, _depth: int) -> Condition:
    compare, limit = _limit(reader, fields, where)
    return Limit(of=reader.text(fields["of"], f"{where}.of"), compare=compare, limit=limit)


def _difference_read(reader: RuleReader, fields: Stored, where: str, _depth: int) -> Condition:
    compare, limit = _limit(reader, fields, where)
    return Difference(
        of=reader.text(fields["of"], f"{where}.of"),
        less=reader.text(fields["less"], f"{where}.less"),
        compare=compare,
        limit=limit,
        absolute=reader.switch(fields.get("absolute", False), f"{where}.absolute"),
    )


def _held_read(reader: RuleReader, fields: Stored, where: str, depth: int) -> Condition:
    return Held(
        what=reader.condition(fields["what"], f"{where}.what", depth + 1),
        for_s=reader.seconds(fields["for_s"], f"{where}.for_s"),
    )


def _change_read(reader: RuleReader, fields: Stored, where: str, _depth: int) -> Condition:
    return Change(
        of=reader.text(fields["of"], f"{where}.of"),
        direction=reader.word(Direction, fields["is"], f"{where}.is"),
        by=reader.positive(fields["by"], f"{where}.by"),
        within_s=reader.seconds(fields["within_s"], f"{where}.within_s"),
    )


def _count_read(reader: RuleReader, fields: Stored, where: str, _depth: int) -> Condition:
    compare, limit = _limit(reader, fields, where)
    return Count(
        of=reader.text(fields["of"], f"{where}.of"),
        compare=compare,
        limit=limit,
        times=reader.times(fields["times"], f"{where}.times"),
        within_s=reader.seconds(fields["within_s"], f"{where}.within_s"),
    )


def _silent_read(reader: RuleReader, fields: Stored, where: str, _depth: int) -> Condition:
    return Silent(
        of=reader.text(fields["of"], f"{where}.of"), for_s=reader.seconds(fields["for_s"], f"{where}.for_s")
    )


def _flat_read(reader: RuleReader, fields: Stored, where: str, _depth: int) -> Condition:
    return Flat(
        of=reader.text(fields["of"], f"{where}.of"),
        for_s=reader.seconds(fields["for_s"], f"{where}.for_s"),
        band=reader.not_negative(fields.get("band", 0.0), f"{where}.band"),
    )


def _schedule_read(reader: RuleReader, fields: Stored, where: str, _depth: int) -> Condition:
    hours = reader.list_at(fields.get("hours", []), f"{where}.hours", most=MOST_PARTS, least=0)
    weekdays = reader.list_at(fields.get("weekdays", []), f"{where}.weekdays", most=_WEEKDAYS, least=0)
    if any(isinstance(day, bool) or day not in range(1, _WEEKDAYS + 1) for day in weekdays):
        reader.note(RuleFault.NOT_A_WEEKDAY, f"{where}.weekdays")
        weekdays = []
    return Schedule(
        hours=tuple(hours_read(reader, text, f"{where}.hours[{n}]") for n, text in enumerate(hours)),
        days=reader.word(DayKind, fields.get("days", DayKind.EVERY.value), f"{where}.days"),
        weekdays=frozenset(int(str(day)) - 1 for day in weekdays),
        season=_season(reader, fields["season"], f"{where}.season") if "season" in fields else None,
        working_time=reader.switch(fields.get("working_time", False), f"{where}.working_time"),
    )


def hours_read(reader: RuleReader, text: object, where: str) -> DayHours:
    """Return a span of hours of `22:00-06:00`."""
    found = _HOURS.fullmatch(str(text))
    try:
        if found:
            since, until = (time.fromisoformat(part.replace("24:00", "00:00")) for part in found.groups())
            return DayHours(since, until)
    except ValueError:
        pass  # 25:00 looks like a time and is none
    reader.note(RuleFault.NOT_HOURS, where, text=str(text))
    return DayHours(time(), time())


def _season(reader: RuleReader, stored: object, where: str) -> tuple[tuple[int, int], tuple[int, int]]:
    days = reader.list_at(stored, where, most=2, least=2)
    found = [_day(reader, text, f"{where}[{n}]") for n, text in enumerate(days)]
    return (found[0], found[1]) if len(found) == 2 else ((1, 1), (12, 31))


def _day(reader: RuleReader, text: object, where: str) -> tuple[int, int]:
    try:
        on = date.fromisoformat(f"{_LEAP_YEAR}-{text}")
    except ValueError:
        reader.note(RuleFault.NOT_A_DAY, where, text=str(text))
        return (1, 1)
    return (on.month, on.day)


def _all_read(reader: RuleReader, fields: Stored, where: str, depth: int) -> Condition:
    return All(_parts(reader, fields, where, depth))


def _any_read(reader: RuleReader, fields: Stored, where: str, depth: int) -> Condition:
    return AnyOf(_parts(reader, fields, where, depth))


def _parts(reader: RuleReader, fields: Stored, where: str, depth: int) -> tuple[Condition, ...]:
    listed = reader.list_at(fields["of"], f"{where}.of", most=MOST_PARTS)
    return tuple(reader.condition(one, f"{where}.of[{n}]", depth + 1) for n, one in enumerate(listed))


def _not_read(reader: RuleReader, fields: Stored, where: str, depth: int) -> Condition:
    return Not(reader.condition(fields["what"], f"{where}.what", depth + 1))


_Read = Callable[[RuleReader, Stored, str, int], Condition]
_FORMS: dict[str, tuple[frozenset[str], frozenset[str], _Read]] = {
    kind.value: (frozenset(required.split()), frozenset(also.split()), read)
    for kind, required, also, read in (
        (ConditionKind.LIMIT, "of is", "limit", _limit_read),
        (ConditionKind.DIFFERENCE, "of less is", "limit absolute", _difference_read),
        (ConditionKind.HELD, "what for_s", "", _held_read),
        (ConditionKind.CHANGE, "of is by within_s", "", _change_read),
        (ConditionKind.COUNT, "of is times within_s", "limit", _count_read),
        (ConditionKind.SILENT, "of for_s", "", _silent_read),
        (ConditionKind.FLAT, "of for_s", "band", _flat_read),
        (ConditionKind.SCHEDULE, "", "hours days weekdays season working_time", _schedule_read),
        (ConditionKind.ALL, "of", "", _all_read),
        (ConditionKind.ANY, "of", "", _any_read),
        (ConditionKind.NOT, "what", "", _not_read),
    )
}


def condition_read(stored: object) -> Condition:
    """Return the condition of some JSON.

    Raises:
        BadRule: with every fault found.
    """
    reader = RuleReader()
    found = reader.condition(stored, "when")
    reader.check()
    return found


def condition_stored(condition: Condition) -> dict[str, object]:
    """Return a condition as plain JSON; the inverse of `condition_read`."""
    return {"kind": kind_of(condition).value, **_fields(condition)}


def kind_of(condition: Condition) -> ConditionKind:
    """Return the word for a condition's kind."""
    return _KINDS[type(condition)]


_KINDS: dict[type, ConditionKind] = {
    Limit: ConditionKind.LIMIT,
    Difference: ConditionKind.DIFFERENCE,
    Held: ConditionKind.HELD,
    Change: ConditionKind.CHANGE,
    Count: ConditionKind.COUNT,
    Silent: ConditionKind.SILENT,
    Flat: ConditionKind.FLAT,
    Schedule: ConditionKind.SCHEDULE,
    All: ConditionKind.ALL,
    AnyOf: ConditionKind.ANY,
    Not: ConditionKind.NOT,
}


def _fields(condition: Condition) -> dict[str, object]:
    match condition:
        case All() | AnyOf():
            return {"of": [condition_stored(part) for part in condition.of]}
        case Not():
            return {"what": condition_stored(condition.what)}
        case Held():
            return {"what": condition_stored(condition.what), "for_s": condition.for_s}
        case Schedule():
            return _schedule_fields(condition)
        case _:
            return _series_fields(condition)


def _series_fields(condition: Limit | Difference | Change | Count | Silent | Flat) -> dict[str, object]:
    match condition:
        case Limit():
            return {"of": condition.of, **_limit_fields(condition)}
        case Difference():
            return {
                "of": condition.of,
                "less": condition.less,
                **_limit_fields(condition),
                "absolute": condition.absolute,
            }
        case Change():
            return {
                "of": condition.of,
                "is": condition.direction.value,
                "by": number_stored(condition.by),
                "within_s": condition.within_s,
            }
        case Count():
            window = {"times": condition.times, "within_s": condition.within_s}
            return {"of": condition.of, **_limit_fields(condition), **window}
        case Silent():
            return {"of": condition.of, "for_s": condition.for_s}
        case Flat():
            return {"of": condition.of, "for_s": condition.for_s, "band": condition.band}


def _limit_fields(condition: Limit | Difference | Count) -> dict[str, object]:
    found: dict[str, object] = {"is": condition.compare.value}
    if condition.compare.needs_limit:
        found["limit"] = number_stored(condition.limit)
    return found


def number_stored(number: Number) -> object:
    """Return a number as JSON has it: itself, or the name under which the profile has it."""
    return {"profile": number.name} if isinstance(number, Named) else number


def _schedule_fields(schedule: Schedule) -> dict[str, object]:
    found: dict[str, object] = {"days": schedule.days.value, "working_time": schedule.working_time}
    if schedule.hours:
        found["hours"] = [f"{one.since:%H:%M}-{one.until:%H:%M}" for one in schedule.hours]
    if schedule.weekdays:
        found["weekdays"] = sorted(day + 1 for day in schedule.weekdays)
    if schedule.season:
        found["season"] = [f"{month:02d}-{day:02d}" for month, day in schedule.season]
    return found
