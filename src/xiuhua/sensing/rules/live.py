"""A rule judged as readings come: one reading or one timer at a time, in little memory.

An instant is judged once all its readings are in. With one series that is at once; with several, readings of
the same instant may come apart, and each instant waits `settle_s` after its first reading. Instants are
judged in order; a reading at or before the last judged instant is late: it is not judged, and the caller
marks it so. A timer is judged `settle_s` after it falls due, whether or not a message comes: a reading of
that very instant may still be on its way. A device whose readings are behind only loses those that a timer
has overtaken.

Source:
    own choice, because an alarm must not depend on the order in which two cables deliver; what was judged is
    then a function of the readings that were not late, and `trying` finds the same.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from xiuhua.sensing.rules.alarms.definitions import Rule, Subject, subject_check
from xiuhua.sensing.rules.alarms.machine import Machine
from xiuhua.sensing.rules.alarms.standing import Standing
from xiuhua.sensing.rules.alarms.steps import AlarmStep, Seen
from xiuhua.sensing.rules.conditions.kinds import Condition, Verdict
from xiuhua.sensing.rules.conditions.resolving import resolved
from xiuhua.sensing.rules.conditions.watching import LiveSeries, Watch, watch_of
from xiuhua.sensing.terms.alarms import AlarmState
from xiuhua.sensing.terms.doubts import Doubt

_FALSE = int(Verdict.FALSE)
_LATE = Doubt.LATE_ARRIVAL.bit


Past = tuple[str, float, float, int]
"""A stored reading: series, instant, value, flags."""


@dataclass(slots=True)
class _Instant:
    """Readings of one instant that wait to be judged together."""

    at: float
    until: float
    readings: dict[str, tuple[float, int]] = field(default_factory=dict)


class Live:
    """The live judgement of a rule about a subject.

    Args:
        start: since when it is watched, seconds since 1970; nothing before is known or asked.

    Raises:
        BadRule: the subject lacks a number or a calendar that the rule needs.
    """

    __slots__ = (
        "_at_once", "_closed", "_instants", "_machine", "_series", "_settle_s", "_start", "_wake", "_watches",
    )  # fmt: skip

    def __init__(self, rule: Rule, subject: Subject, start: float) -> None:
        subject_check(rule, subject)
        self._settle_s = rule.settle_s
        self._at_once = len(rule.series) == 1 or not rule.settle_s
        self._machine = Machine(rule, subject)
        self._series = {
            name: LiveSeries(one.hold_s, one.unfit_bits, start) for name, one in rule.series.items()
        }
        self._watches: list[tuple[Watch, Watch | None]] = [
            (
                self._watch(level.when, subject),
                None if level.clear is None else self._watch(level.clear, subject),
            )
            for level in rule.levels
        ]
        self._instants: list[_Instant] = []
        self._closed = -math.inf
        self._start = self._wake = start

    @classmethod
    def resumed(cls, rule: Rule, subject: Subject, standing: Standing, past: Iterable[Past]) -> Live:
        """Return the judgement as it stood, its conditions' memory read again from what was judged.

        A flat line within a band begins its run anew with the first of these readings; everything else says
        what it would have said. Readings newer than `standing.closed` are given to `reading` as they were.

        Args:
            rule: the same version as before.
            subject: the same as before.
            standing: what `standing` returned.
            past: judged readings since `standing.closed - rule.lookback_s` and up to `closed`, by instant.
        """
        start = max(standing.start, standing.closed - rule.lookback_s)
        live = cls(rule, subject, start)
        live._start = standing.start
        wake = live._look(start)
        for series, at, value, flags in past:
            while wake < at:
                wake = live._look(wake)
            live._series[series].take(at, value, flags)
            wake = live._look(at)
        while wake < standing.closed:
            wake = live._look(wake)
        wake = live._look(standing.closed)
        live._machine.resume(standing)
        live._closed, live._wake = standing.closed, min(wake, live._machine.wake)
        return live

    def standing(self) -> Standing:
        """Return where the judgement stands, to be kept with the alarm."""
        return self._machine.standing(self._start, self._closed)

    def _look(self, at: float) -> float:
        """Let every condition see an instant, and return by when one may change."""
        watches = [watch for pair in self._watches for watch in pair if watch is not None]
        for watch in watches:
            watch.look(at)
        return min(watch.wake for watch in watches)

    def _watch(self, condition: Condition, subject: Subject) -> Watch:
        return watch_of(resolved(condition, subject.numbers), self._series, subject.calendar)

    @property
    def state(self) -> AlarmState:
        """Where the judgement stands."""
        return self._machine.state

    @property
    def machine(self) -> Machine:
        """The state machine: severity, health, number of the alarm and so on."""
        return self._machine

    @property
    def wake_at(self) -> float:
        """When `advance` must be called, seconds since 1970; infinite for never."""
        return min([self._wake + self._settle_s, *(instant.until for instant in self._instants)])

    def reading(
        self, series: str, at: float, value: float, flags: int, *, now: float
    ) -> tuple[bool, list[AlarmStep]]:
        """Take a reading that came at `now`; return whether it is in time, and what happened.

        A second reading of a series at the same instant is not judged; it is late like one that comes
        after its instant was judged, or that already carries `late_arrival`.
        """
        if flags & _LATE or at <= self._closed or (self._closed == -math.inf and at < self._wake):
            return False, []
        if self._at_once:
            return True, self._judge(at, {series: (value, flags)})
        instant = self._instant(at, now)
        if series in instant.readings:
            return False, []
        instant.readings[series] = (value, flags)
        return True, []

    def advance(self, now: float) -> list[AlarmStep]:
        """Judge every instant that has waited long enough, and every timer that is due."""
        steps: list[AlarmStep] = []
        while self.wake_at <= now:
            through = max(
                (instant.at for instant in self._instants if instant.until <= now), default=-math.inf
            )
            if self._wake + self._settle_s <= now:
                through = max(through, self._wake)
            while self._instants and self._instants[0].at <= through:
                instant = self._instants.pop(0)
                steps += self._judge(instant.at, instant.readings)
            if self._wake <= through:
                steps += self._judge(through, {})
        return steps

    @property
    def closed(self) -> float:
        """The last instant that was judged; minus infinite for none."""
        return self._closed

    @property
    def due(self) -> float:
        """When the value in force of its one series ends."""
        (series,) = self._series.values()
        return series.due

    @property
    def is_at_rest(self) -> bool:
        """Whether all is well, of one series, and nothing is waited for but the next reading."""
        if not self._at_once or self._instants or not self._machine.is_at_rest or len(self._series) != 1:
            return False
        return self._closed > -math.inf and self._wake == self.due

    def passed(self, series: str, at: float, value: float, flags: int) -> None:
        """Take the last of some readings none of which changes anything while it is at rest (`passing`)."""
        self._series[series].take(at, value, flags)
        self._step(at)

    def forget_unjudged(self) -> None:
        """Forget what waits to be judged: whoever goes on from here gives every reading since then anew."""
        self._instants.clear()

    def acknowledge(self, at: float, by: str) -> list[AlarmStep]:
        """Note that a person has seen the alarm."""
        steps = self._machine.acknowledge(at, by)
        return [replace(step, readings=self._seen()) for step in steps]

    def maintain(self, maintenance: tuple[tuple[float, float], ...]) -> None:
        """Take other spans of maintenance, from now on."""
        self._machine.maintain(maintenance)
        if self._closed > -math.inf:
            self._wake = self._closed

    def _instant(self, at: float, now: float) -> _Instant:
        place = bisect_right(self._instants, at, key=lambda instant: instant.at)
        if place and self._instants[place - 1].at == at:
            return self._instants[place - 1]
        found = _Instant(at, now + self._settle_s)
        self._instants.insert(place, found)
        return found

    def _judge(self, at: float, readings: dict[str, tuple[float, int]]) -> list[AlarmStep]:
        """Judge an instant, and before it every timer that falls due before it."""
        steps: list[AlarmStep] = []
        while self._wake < at:
            steps += self._step(max(self._wake, self._closed))
        for series, (value, flags) in readings.items():
            self._series[series].take(at, value, flags)
        return steps + self._step(at)

    def _step(self, at: float) -> list[AlarmStep]:
        wake = math.inf
        verdicts = []
        for when, clear in self._watches:
            said = when.look(at)
            wake = min(wake, when.wake)
            if clear is None:
                verdicts.append((said, _FALSE))
            else:
                verdicts.append((said, clear.look(at)))
                wake = min(wake, clear.wake)
        steps = self._machine.step(at, verdicts)
        self._closed = at
        self._wake = min(wake, self._machine.wake)
        return [replace(step, readings=self._seen()) for step in steps] if steps else steps

    def _seen(self) -> tuple[Seen, ...]:
        return tuple(
            Seen(name, one.at, one.value if math.isfinite(one.value) else None, one.flags)
            for name, one in self._series.items()
            if one.at > -math.inf
        )
