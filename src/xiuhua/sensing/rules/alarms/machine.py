"""The state machine of alarms: verdicts and instants in, steps out, and when it wants to be woken.

It knows no readings. Whoever evaluates conditions tells it what they say at an instant; it is told again at
the instant it asked for. So the same machine serves one reading at a time and a month of arrays: it stays
as it is while verdicts stay and no time of its own runs out.

Source:
    own choice: normal, pending and firing as in Prometheus' alerting rules; recovering and open conditions
    beside them, because users of Grafana (issues 16290, 105571) and ThingsBoard (11803, 15583) ask for
    pending times that hold without readings, no false all-clear, one alarm for one trouble, and timers that
    do not wait for a message.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from xiuhua.sensing.rules.alarms.definitions import Level, Rule, Subject
from xiuhua.sensing.rules.alarms.standing import LevelStanding, Standing
from xiuhua.sensing.rules.alarms.steps import AlarmStep
from xiuhua.sensing.rules.conditions.kinds import Verdict
from xiuhua.sensing.terms.alarms import AlarmState, Health, Severity, StepKind, Unknown

_FALSE, _TRUE, _NONE, _ERROR = (int(verdict) for verdict in Verdict)
_KEPT = -1  # neither true nor false: the level stays what it is
_NORMAL, _PENDING = AlarmState.NORMAL, AlarmState.PENDING
_FIRING, _RECOVERING = AlarmState.FIRING, AlarmState.RECOVERING
_ACTIVE = frozenset({_FIRING, _RECOVERING})
_NEVER = math.inf
_STANDING = (
    "state", "health", "severity", "number", "level", "escalation", "acknowledged_by", "is_raised",
    "is_flapping", "is_muted",
)  # fmt: skip

Verdicts = Sequence[tuple[int, int]]
"""For each level, what `when` says and what `clear` says; the latter is ignored where there is none."""


@dataclass(slots=True)
class LevelState:
    """Where a level stands.

    Args:
        since: when it became pending, firing or recovering.
        true_since: since when `when` has been true before it fired.
    """

    state: AlarmState = _NORMAL
    since: float = 0.0
    true_since: float = 0.0

    def step(self, level: Level, at: float, when: int, clearing: bool) -> None:  # noqa: FBT001 - a verdict like the other
        """Go on by what the conditions say now."""
        if when == _TRUE:
            self._true(at)
        elif self.state is _PENDING:
            self.state = _NORMAL
        elif self.state is _FIRING and clearing:
            self.state, self.since = _RECOVERING, at
        elif self.state is _RECOVERING and not clearing:
            self.state, self.since = _FIRING, at
        self._time(level, at)

    def _true(self, at: float) -> None:
        if self.state is _NORMAL:
            self.state, self.since, self.true_since = _PENDING, at, at
        elif self.state is _RECOVERING:
            self.state, self.since = _FIRING, at

    def _time(self, level: Level, at: float) -> None:
        if at >= self.due(level):
            self.state, self.since = (_FIRING if self.state is _PENDING else _NORMAL), at

    def due(self, level: Level) -> float:
        """Return when its waiting ends; infinite where it waits for nothing."""
        if self.state is _PENDING:
            return self.since + level.after_s
        return self.since + level.clear_after_s if self.state is _RECOVERING else _NEVER


class Machine:
    """The judgement of a rule about a subject.

    Attributes:
        wake: when it must be told the verdicts again even if they stay; infinite for never.
    """

    __slots__ = (
        "_by_level", "_last", "_maintenance", "_quiet_since", "_raises", "_rule", "_subject", "_urgent_since",
        "acknowledged_by", "escalation", "health", "is_flapping", "is_muted", "is_raised",
        "level", "number", "severity", "state", "wake",
    )  # fmt: skip

    def __init__(self, rule: Rule, subject: Subject) -> None:
        self._rule = rule
        self._subject = subject
        self._by_level = [LevelState() for _ in rule.levels]
        self._maintenance = subject.maintenance
        self._raises: deque[float] = deque(maxlen=rule.flap.times if rule.flap else 1)
        self._quiet_since: float | None = None
        self._urgent_since = 0.0
        self._last: Verdicts | None = None
        self.wake = -_NEVER
        self.state = _NORMAL
        self.health = Health.OK
        self.severity: Severity = rule.levels[0].severity
        self.level: int | None = None
        self.number = 0
        self.escalation = 0
        self.acknowledged_by = ""
        self.is_raised = False
        self.is_flapping = False
        self.is_muted = False

    def step(self, at: float, verdicts: Verdicts) -> list[AlarmStep]:
        """Go on to an instant, not before the last one, and return what happened, in order."""
        if verdicts == self._last and at < self.wake:
            return []
        self._last = verdicts
        found: list[AlarmStep] = []
        self._mute(at, found)
        self._health(at, verdicts, found)
        for place, (level, state) in enumerate(zip(self._rule.levels, self._by_level, strict=True)):
            when, clearing = self._read(place, level, *verdicts[place])
            state.step(level, at, when, clearing)
        self._alarm(at, found)
        self._escalate(at, found)
        self.wake = self._wake(at)
        return found

    def acknowledge(self, at: float, by: str) -> list[AlarmStep]:
        """Note that a person has seen the alarm: it is not escalated unless it grows more severe."""
        if not self.is_raised or self.acknowledged_by:
            return []
        self.acknowledged_by = by
        self.wake = self._wake(at)
        return [self._said(at, StepKind.ACKNOWLEDGED, by=by)]

    def standing(self, start: float, closed: float) -> Standing:
        """Return where it stands, to go on from after a restart.

        Args:
            start: since when it has been watched.
            closed: the last instant that was judged.
        """
        return Standing(
            start=start,
            closed=closed,
            levels=tuple(
                LevelStanding(state=one.state, since=one.since, true_since=one.true_since)
                for one in self._by_level
            ),
            urgent_since=self._urgent_since,
            quiet_since=self._quiet_since,
            raises=tuple(self._raises),
            **{name: getattr(self, name) for name in _STANDING},
        )

    def resume(self, standing: Standing) -> None:
        """Go on from where a judgement by the same version of the rule stood.

        Raises:
            ValueError: it has another number of levels.
        """
        self._by_level = [LevelState(one.state, one.since, one.true_since) for one in standing.levels]
        if len(self._by_level) != len(self._rule.levels):
            raise ValueError(f"a standing of {len(self._by_level)} levels for {len(self._rule.levels)}")
        self._urgent_since, self._quiet_since = standing.urgent_since, standing.quiet_since
        self._raises.extend(standing.raises)
        for name in _STANDING:
            setattr(self, name, getattr(standing, name))
        self.wake = self._wake(standing.closed)

    @property
    def is_at_rest(self) -> bool:
        """Whether all is well by sound readings, and it waits for nothing."""
        return (
            self.state is _NORMAL
            and self.health is Health.OK
            and not (self.is_raised or self.is_muted)
            and self.wake == _NEVER
            and all(one.state is _NORMAL for one in self._by_level)
        )

    def rest(self) -> None:
        """Forget pending times: what follows is told after a while in which nothing could be raised."""
        for state in self._by_level:
            if state.state is _PENDING:
                state.state = _NORMAL
        self._last = None

    def maintain(self, maintenance: tuple[tuple[float, float], ...]) -> None:
        """Take other spans of maintenance; they count from the next step on, which is due at once."""
        self._maintenance = maintenance
        self.wake = -_NEVER

    def _read(self, place: int, level: Level, when: int, clear: int) -> tuple[int, bool]:
        """Return what a level's condition counts as, and whether the level is clearing."""
        if self.is_muted:
            return _KEPT, False
        when = self._known(place, when)
        if level.clear is None:
            return when, when == _FALSE
        if clear in (_NONE, _ERROR):
            return when, when != _TRUE and self._unknown(clear) is Unknown.NORMAL
        return when, clear == _TRUE and when != _TRUE

    def _known(self, place: int, when: int) -> int:
        """Return true, false or kept: what is open counts as the rule says, an alarm in its mildest level."""
        if when in (_FALSE, _TRUE):
            return when
        taken = self._unknown(when)
        if taken is Unknown.NORMAL:
            return _FALSE
        return _TRUE if taken is Unknown.ALARM and place == 0 else _KEPT

    def _unknown(self, verdict: int) -> Unknown:
        return self._rule.error if verdict == _ERROR else self._rule.no_readings

    def _mute(self, at: float, found: list[AlarmStep]) -> None:
        muted = any(since <= at < until for since, until in self._maintenance)
        if muted is not self.is_muted:
            self.is_muted = muted
            if self.is_raised:
                found.append(self._said(at, StepKind.MUTED if muted else StepKind.UNMUTED))

    def _health(self, at: float, verdicts: Verdicts, found: list[AlarmStep]) -> None:
        said = [when for when, _clear in verdicts]
        health = Health.OK
        if _ERROR in said:
            health = Health.ERROR
        elif _NONE in said:
            health = Health.NO_READINGS
        if health is not self.health:
            self.health = health
            if self.is_raised:
                found.append(self._said(at, StepKind.HEALTH))

    def _alarm(self, at: float, found: list[AlarmStep]) -> None:
        """Go on with the alarm by where its levels stand now."""
        states = [one.state for one in self._by_level]
        active = next((place for place in reversed(range(len(states))) if states[place] in _ACTIVE), None)
        before = self.state
        if active is None:
            self._without(at, found, is_pending=_PENDING in states)
            return
        self._quiet_since = None
        self.level = active
        self.state = _FIRING if _FIRING in states else _RECOVERING
        severity = self._rule.levels[active].severity
        if not self.is_raised:
            self._raise(at, severity, found)
            return
        if severity is not self.severity:
            self._severity(at, severity, found)
        if self.state is not before:
            again = self.state is _FIRING
            found.append(self._said(at, StepKind.FIRING_AGAIN if again else StepKind.RECOVERING))

    def _raise(self, at: float, severity: Severity, found: list[AlarmStep]) -> None:
        self.number += 1
        self.is_raised, self.severity = True, severity
        self.acknowledged_by, self.escalation, self._urgent_since = "", 0, at
        found.append(self._said(at, StepKind.RAISED))
        flap = self._rule.flap
        if flap is None:
            return
        self._raises.append(at)
        if len(self._raises) == flap.times and at < self._raises[0] + flap.within_s:
            self.is_flapping = True
            found.append(self._said(at, StepKind.FLAPPING))

    def _severity(self, at: float, severity: Severity, found: list[AlarmStep]) -> None:
        rises = severity.rank > self.severity.rank
        self.severity = severity
        if rises:  # seen at a milder grade is not seen at this one
            self.acknowledged_by, self.escalation, self._urgent_since = "", 0, at
        found.append(self._said(at, StepKind.SEVERITY_UP if rises else StepKind.SEVERITY_DOWN))

    def _without(self, at: float, found: list[AlarmStep], *, is_pending: bool) -> None:
        """Go on where no level is active: an alarm ends, unless it flaps and is not quiet long enough."""
        self.level = None
        if self.is_raised and self.is_flapping and not self._is_quiet(at, is_disturbed=is_pending):
            if self.state is not _RECOVERING:
                self.state = _RECOVERING
                found.append(self._said(at, StepKind.RECOVERING))
            return
        self.state = _PENDING if is_pending else _NORMAL
        if self.is_raised:
            if self.is_flapping:
                self._raises.clear()
            self.is_raised = self.is_flapping = False
            self._quiet_since = None
            found.append(self._said(at, StepKind.CLEARED))

    def _is_quiet(self, at: float, *, is_disturbed: bool) -> bool:
        """Return whether nothing has been true, by readings and outside maintenance, for long enough."""
        if self._rule.flap is None or is_disturbed or self.is_muted or self.health is not Health.OK:
            self._quiet_since = None
            return False
        if self._quiet_since is None:
            self._quiet_since = at
        return at >= self._quiet_since + self._rule.flap.quiet_s

    def _escalate(self, at: float, found: list[AlarmStep]) -> None:
        while at >= self._escalation_due():
            self.escalation += 1
            found.append(self._said(at, StepKind.ESCALATED))

    def _escalation_due(self) -> float:
        waits = self._rule.escalate_after_s
        calls = self.is_raised and self.state is _FIRING and not self.acknowledged_by and not self.is_muted
        return (
            self._urgent_since + waits[self.escalation] if calls and self.escalation < len(waits) else _NEVER
        )

    def _wake(self, at: float) -> float:
        edges = [edge for span in self._maintenance for edge in span if edge > at]
        quiet = _NEVER
        if self._quiet_since is not None and self._rule.flap is not None:
            quiet = self._quiet_since + self._rule.flap.quiet_s
        dues = [state.due(level) for level, state in zip(self._rule.levels, self._by_level, strict=True)]
        return min([quiet, self._escalation_due(), *dues, *edges])

    def _said(self, at: float, kind: StepKind, *, by: str = "") -> AlarmStep:
        level = self.level
        return AlarmStep(
            at=at,
            kind=kind,
            number=self.number,
            rule_key=self._rule.key,
            rule_version=self._rule.version,
            subject=self._subject.key,
            state=self.state,
            severity=self.severity,
            health=self.health,
            level=level,
            since=None if level is None else self._by_level[level].true_since,
            escalation=self.escalation,
            by=by,
        )
