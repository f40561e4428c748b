"""Alarms kept the slow way: minute after minute, every condition looked up anew in the whole past.

Imports nothing of ours. Time is whole minutes. A rule, its conditions and its readings are plain dictionaries
and lists as people would write them; see `Watched`. Nothing is remembered between minutes but what each
condition said, in full, and where every level of the alarm stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Plain = dict[str, object]
MINUTES_A_DAY = 24 * 60
WRONG = "error"
GONE = "no_data"


@dataclass(kw_only=True)
class Watched:
    """What is watched.

    Args:
        hold: for each series, how many minutes a value stays in force.
        readings: for each series, what came in which minute: a number, or None where it is unfit.
        until: the last minute; the first is 0.
        midnight: in which minute a day begins; weekday 0 (Monday) is the day that begins there.
        area: the code of the place.
        profile: rows of the one number that has a name: area, hours as minutes of the day or None, value.
    """

    hold: dict[str, int]
    readings: dict[str, dict[int, float | None]]
    until: int
    midnight: int = 0
    area: str = ""
    profile: list[tuple[str, tuple[int, int] | None, float]] = field(default_factory=list)
    _known: dict[tuple[int, int], object] = field(default_factory=dict)

    def last(self, series: str, minute: int) -> int | None:
        """Return in which minute the latest reading of a series came."""
        return max((one for one in self.readings[series] if one <= minute), default=None)

    def value(self, series: str, minute: int) -> object:
        """Return the value in force, `error` where it is unfit, `no_data` where there is none."""
        last = self.last(series, minute)
        if last is None or minute - last >= self.hold[series]:
            return GONE
        value = self.readings[series][last]
        return WRONG if value is None else value

    def number(self, one: object, minute: int) -> float:
        """Return a number; a named one as the narrowest area has it, its hours before the whole day."""
        if not isinstance(one, dict):
            return _number(one)
        clock = (minute - self.midnight) % MINUTES_A_DAY
        rows = [
            (len(area), hours is not None, value)
            for area, hours, value in self.profile
            if self.area.startswith(area) and (hours is None or _within(hours, clock))
        ]
        return max(rows)[2]

    def says(self, condition: Plain, minute: int) -> object:
        """Return True, False, `error` or `no_data`."""
        if minute < 0:
            return GONE
        key = (id(condition), minute)
        if key not in self._known:
            self._known[key] = _KINDS[str(condition["kind"])](self, condition, minute)
        return self._known[key]


def _number(one: object) -> float:
    assert isinstance(one, int | float)
    return one


def _minutes(one: object) -> int:
    assert isinstance(one, int)
    return one


def _pair(one: object) -> tuple[int, int]:
    assert isinstance(one, tuple)
    return _minutes(one[0]), _minutes(one[1])


def _three(one: object) -> tuple[int, int, int]:
    assert isinstance(one, tuple)
    return _minutes(one[0]), _minutes(one[1]), _minutes(one[2])


def _plain(one: object) -> Plain:
    assert isinstance(one, dict)
    return one


def _many(one: object) -> list[Plain]:
    assert isinstance(one, list)
    return one


def _within(hours: tuple[int, int], clock: int) -> bool:
    since, until = hours
    return since <= clock < until if since < until else clock >= since or clock < until


def _stands(watched: Watched, value: float, condition: Plain, minute: int) -> bool:
    word, limit = condition["is"], watched.number(condition.get("limit", 0), minute)
    return {
        "above": value > limit,
        "at_least": value >= limit,
        "below": value < limit,
        "at_most": value <= limit,
        "equal": value == limit,
        "different": value != limit,
        "on": value >= 0.5,
        "off": value < 0.5,
    }[str(word)]


def _limit(watched: Watched, condition: Plain, minute: int) -> object:
    value = watched.value(str(condition["of"]), minute)
    return value if isinstance(value, str) else _stands(watched, _number(value), condition, minute)


def _worse(one: object, other: object) -> str | None:
    if WRONG in (one, other):
        return WRONG
    return GONE if GONE in (one, other) else None


def _difference(watched: Watched, condition: Plain, minute: int) -> object:
    one = watched.value(str(condition["of"]), minute)
    other = watched.value(str(condition["less"]), minute)
    open_ = _worse(one, other)
    if open_:
        return open_
    apart = _number(one) - _number(other)
    return _stands(watched, abs(apart) if condition.get("absolute") else apart, condition, minute)


def _held(watched: Watched, condition: Plain, minute: int) -> object:
    what = _plain(condition["what"])
    now = watched.says(what, minute)
    if now is not True:
        return now
    past = range(minute - _minutes(condition["for"]), minute + 1)
    return all(watched.says(what, one) is True for one in past)


def _change(watched: Watched, condition: Plain, minute: int) -> object:
    series = str(condition["of"])
    now, before = watched.value(series, minute), watched.value(series, minute - _minutes(condition["within"]))
    open_ = _worse(now, before)
    if open_:
        return open_
    risen = _number(now) - _number(before)
    moved = {"rises": risen, "falls": -risen, "changes": abs(risen)}[str(condition["is"])]
    return moved >= watched.number(condition["by"], minute)


def _count(watched: Watched, condition: Plain, minute: int) -> object:
    series = str(condition["of"])
    found = 0
    for one, value in watched.readings[series].items():
        if minute - _minutes(condition["within"]) < one <= minute and value is not None:
            found += _stands(watched, value, condition, minute)
    if found >= _minutes(condition["times"]):
        return True
    value_now = watched.value(series, minute)
    return value_now if isinstance(value_now, str) else False


def _silent(watched: Watched, condition: Plain, minute: int) -> object:
    last = watched.last(str(condition["of"]), minute)
    return minute - (last or 0) >= _minutes(condition["for"])


def _flat(watched: Watched, condition: Plain, minute: int) -> object:
    series = str(condition["of"])
    now = watched.value(series, minute)
    if isinstance(now, str):
        return now
    run: list[int] = []
    for one in sorted(one for one in watched.readings[series] if one <= minute):
        value = watched.readings[series][one]
        if value is None:
            run = []
            continue
        too_old = run and one - run[-1] > watched.hold[series]
        moved = run and abs(value - _number(watched.readings[series][run[0]])) > _number(condition["band"])
        run = [one] if not run or too_old or moved else [*run, one]
    return len(run) >= 3 and minute - run[0] >= _minutes(condition["for"])


def _schedule(watched: Watched, condition: Plain, minute: int) -> object:
    day, clock = divmod(minute - watched.midnight, MINUTES_A_DAY)
    since, until = _pair(condition["hours"])
    weekdays = condition["weekdays"]
    assert isinstance(weekdays, list)
    if since < until:
        return day % 7 in weekdays and since <= clock < until
    return (day % 7 in weekdays and clock >= since) or ((day - 1) % 7 in weekdays and clock < until)


def _all(watched: Watched, condition: Plain, minute: int) -> object:
    said = [watched.says(one, minute) for one in _many(condition["of"])]
    if False in said:
        return False
    return _first(said) or True


def _any(watched: Watched, condition: Plain, minute: int) -> object:
    said = [watched.says(one, minute) for one in _many(condition["of"])]
    if True in said:
        return True
    return _first(said) or False


def _first(said: list[object]) -> object:
    if WRONG in said:
        return WRONG
    return GONE if GONE in said else None


def _not(watched: Watched, condition: Plain, minute: int) -> object:
    said = watched.says(_plain(condition["what"]), minute)
    return said if isinstance(said, str) else not said


_KINDS: dict[str, Callable[[Watched, Plain, int], object]] = {
    "limit": _limit,
    "difference": _difference,
    "held": _held,
    "change": _change,
    "count": _count,
    "silent": _silent,
    "flat": _flat,
    "schedule": _schedule,
    "all": _all,
    "any": _any,
    "not": _not,
}


@dataclass(kw_only=True)
class Grade:
    """A level of a rule as it stands: its word, and the minutes it has been true, or over, in a row."""

    word: str = "normal"
    true_for: int = -1
    over_for: int = -1


def alarms(watched: Watched, rule: Plain) -> list[tuple[int, str, str]]:
    """Return what happens to the alarms of a rule: the minute, what, and the severity after it.

    The rule: `levels` with `severity`, `when`, `after`, `clear` or None, `clear_after`; `no_data` and `error`
    as keep, normal or alarm; `flap` as (times, within, quiet) or None; `escalate` as a list of minutes;
    `maintenance` as pairs of minutes.
    """
    return _Diary(watched, rule).kept()


class _Diary:
    def __init__(self, watched: Watched, rule: Plain) -> None:
        self.watched, self.rule = watched, rule
        self.levels = _many(rule["levels"])
        self.grades = [Grade() for _ in self.levels]
        self.found: list[tuple[int, str, str]] = []
        self.raised = self.flaps = self.muted = False
        self.severity = ""
        self.state, self.health = "normal", "ok"
        self.raises: list[int] = []
        self.quiet = -1
        self.urgent = self.escalated = 0

    def kept(self) -> list[tuple[int, str, str]]:
        for minute in range(self.watched.until + 1):
            self._minute(minute)
        return self.found

    def _note(self, minute: int, what: str) -> None:
        self.found.append((minute, what, self.severity))

    def _minute(self, minute: int) -> None:
        muted = any(since <= minute < until for since, until in self.rule["maintenance"])  # type: ignore[attr-defined]
        if self.raised and muted != self.muted:
            self._note(minute, "muted" if muted else "unmuted")
        self.muted = muted
        said = [self.watched.says(_plain(level["when"]), minute) for level in self.levels]
        health = str(_first(said) or "ok")
        if self.raised and health != self.health:
            self._note(minute, "health")
        self.health = health
        for place, level in enumerate(self.levels):
            self._grade(place, level, said[place], minute)
        self._alarm(minute)
        for at in self.rule["escalate"]:  # type: ignore[attr-defined]
            index = self.rule["escalate"].index(at)  # type: ignore[attr-defined]
            calls = self.raised and self.state == "firing" and not self.muted
            if calls and index == self.escalated and minute - self.urgent >= at:
                self.escalated += 1
                self._note(minute, "escalated")

    def _taken(self, said: object, place: int) -> object:
        """Return True, False or `keep`."""
        if self.muted:
            return "keep"
        if not isinstance(said, str):
            return said
        policy = self.rule[said]
        if policy == "normal":
            return False
        return True if policy == "alarm" and place == 0 else "keep"

    def _grade(self, place: int, level: Plain, said: object, minute: int) -> None:
        grade = self.grades[place]
        when = self._taken(said, place)
        if level["clear"] is None:
            over = when is False
        else:
            clear = self.watched.says(_plain(level["clear"]), minute)
            sure = (self.rule[clear] == "normal") if isinstance(clear, str) else clear
            over = bool(sure) and when is not True and not self.muted
        grade.true_for = grade.true_for + 1 if when is True else -1
        grade.over_for = grade.over_for + 1 if over else -1
        if grade.word in {"firing", "recovering"}:
            if not over:
                grade.word, grade.over_for = "firing", -1
            elif grade.over_for >= _minutes(level["clear_after"]):
                grade.word = "normal"
            else:
                grade.word = "recovering"
        elif when is True:
            grade.word = "firing" if grade.true_for >= _minutes(level["after"]) else "pending"
        else:
            grade.word = "normal"

    def _alarm(self, minute: int) -> None:
        words = [grade.word for grade in self.grades]
        active = [place for place, word in enumerate(words) if word in {"firing", "recovering"}]
        if not active:
            self._none_active(minute, pending="pending" in words)
            return
        before, self.state = self.state, "firing" if "firing" in words else "recovering"
        severity = str(self.levels[active[-1]]["severity"])
        self.quiet = -1
        if not self.raised:
            self._raise(minute, severity)
            return
        if severity != self.severity:
            names = [level["severity"] for level in self.levels]
            up = names.index(severity) > names.index(self.severity)
            self.severity = severity
            if up:
                self.urgent, self.escalated = minute, 0
            self._note(minute, "severity_up" if up else "severity_down")
        if self.state != before:
            self._note(minute, "firing_again" if self.state == "firing" else "recovering")

    def _raise(self, minute: int, severity: str) -> None:
        self.raised, self.severity = True, severity
        self.urgent, self.escalated = minute, 0
        self._note(minute, "raised")
        self.raises.append(minute)
        if self.rule["flap"]:
            times, within, _quiet = _three(self.rule["flap"])
            if len([one for one in self.raises if minute - one < within]) >= times:
                self.flaps = True
                self._note(minute, "flapping")

    def _none_active(self, minute: int, *, pending: bool) -> None:
        if self.raised and self.flaps:
            _times, _within, quiet = _three(self.rule["flap"])
            calm = not pending and not self.muted and self.health == "ok"
            self.quiet = self.quiet + 1 if calm else -1
            if self.quiet < quiet:
                if self.state != "recovering":
                    self.state = "recovering"
                    self._note(minute, "recovering")
                return
            self.raises = []
        self.state = "pending" if pending else "normal"
        if self.raised:
            self.raised = self.flaps = False
            self.quiet = -1
            self._note(minute, "cleared")
