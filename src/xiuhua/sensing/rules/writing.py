"""Rules as a form writes them: one question about one quantity, while something else holds, at some hours.

`simple_stored` makes of it the plain JSON that every rule is; `simple_of` finds it again, so that a form can
revise what a form wrote. A rule of another shape is none of a form's.

Source:
    own choice, because most rules of a city are one sentence long: “fume above 2.0 mg/m³ for 10 minutes while
    the purifier is on”.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from xiuhua.sensing.rules.alarms import (
    EVERY,
    Proposal,
    Rule,
    Tells,
    Watches,
    hours_text,
    rule_read,
    watches_stored,
)
from xiuhua.sensing.rules.alarms.definitions import HOLD_S, Flap, Level, proposal_stored, tells_stored
from xiuhua.sensing.rules.alarms.profiles import usual_of
from xiuhua.sensing.rules.conditions.faults import BadRule
from xiuhua.sensing.rules.conditions.kinds import (
    All,
    Change,
    Condition,
    Count,
    DayHours,
    Flat,
    Limit,
    Named,
    Schedule,
    Silent,
)
from xiuhua.sensing.terms.alarms import Severity, Unknown
from xiuhua.sensing.terms.conditions import Comparison, DayKind, Direction
from xiuhua.sensing.terms.rules import SimpleKind

FLAP = Flap(times=3, within_s=3600.0, quiet_s=1800.0)
_MINUTE_S = 60.0
_ENDS: Mapping[Comparison, Comparison] = {
    Comparison.ABOVE: Comparison.AT_MOST,
    Comparison.AT_LEAST: Comparison.BELOW,
    Comparison.BELOW: Comparison.AT_LEAST,
    Comparison.AT_MOST: Comparison.ABOVE,
}
_DIRECTIONS = {SimpleKind.RISES: Direction.RISES, SimpleKind.FALLS: Direction.FALLS}


LIMIT, GRAVER, CLEAR = "limit", "graver", "clear"  # what a form's profiles are called
_HAS_LIMITS = frozenset({SimpleKind.LIMIT, SimpleKind.COUNT, SimpleKind.RISES, SimpleKind.FALLS})


@dataclass(frozen=True, kw_only=True, slots=True)
class AreaLimits:
    """Other limits in an area or at some hours.

    Args:
        area: its code; empty for everywhere.
        hours: since and until, local; None for the whole day.
        limit: in place of the rule's; `graver` and `clear` in place of its others, where it has them.
    """

    limit: float
    area: str = ""
    hours: DayHours | None = None
    graver: float | None = None
    clear: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SimpleRule:
    """A rule as somebody fills it into a form; durations in minutes.

    Args:
        minutes: of a limit how long it must be so; of the others the window that is looked at.
        limit: in the unit of the quantity; by how much it rises or falls; the band of a standing value.
        graver: the severity of a second level and its limit; None for one level.
        clear_limit: back to which value it must come before the alarm ends; None for the limit itself.
        while_quantity: what must hold beside it; empty for nothing.
        hours: since and until, local; None for the whole day.
        hold_minutes: for how long a value counts when no other comes.
        areas: other limits in some areas or at some hours.
        watches: which devices of its area.
        proposes: what its alarms are to the city; `tells` who is told of them.
    """

    kind: SimpleKind
    quantity: str
    severity: Severity
    minutes: float
    compare: Comparison = Comparison.ABOVE
    limit: float = 0.0
    times: int = 3
    graver: tuple[Severity, float] | None = None
    clear_limit: float | None = None
    clear_minutes: float = 0.0
    while_quantity: str = ""
    while_compare: Comparison = Comparison.ON
    while_limit: float = 0.0
    hours: tuple[time, time] | None = None
    days: DayKind = DayKind.EVERY
    hold_minutes: float = HOLD_S / _MINUTE_S
    no_readings: Unknown = Unknown.KEEP
    is_calmed: bool = True
    escalate_minutes: tuple[float, ...] = ()
    areas: tuple[AreaLimits, ...] = ()
    watches: Watches = EVERY
    proposes: Proposal | None = None
    tells: Tells = Tells()  # noqa: RUF009 - frozen, so that all may share it

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the limits that it has."""
        others = ((GRAVER, self.graver), (CLEAR, self.clear_limit))
        return (LIMIT, *(name for name, one in others if one is not None))

    @property
    def has_limit(self) -> bool:
        """Whether it compares with a number that may differ by area."""
        changes = self.kind in {SimpleKind.RISES, SimpleKind.FALLS}
        return self.kind in _HAS_LIMITS and (changes or self.compare.needs_limit)


def simple_stored(simple: SimpleRule) -> dict[str, object]:
    """Return a rule as plain JSON; what is wrong with it `rule_read` says."""
    levels = [_level(simple, simple.severity, _number(simple, LIMIT, simple.limit))]
    if simple.graver is not None:
        severity, limit = simple.graver
        levels.append(_level(simple, severity, _number(simple, GRAVER, limit)))
    names = dict.fromkeys(name for name in (simple.quantity, simple.while_quantity) if name)
    found: dict[str, object] = {
        "series": {name: {"quantity": name, "hold_s": simple.hold_minutes * _MINUTE_S} for name in names},
        "levels": levels,
        "no_data": simple.no_readings.value,
        "error": simple.no_readings.value,
        "escalate_after_s": [minutes * _MINUTE_S for minutes in simple.escalate_minutes],
    }
    if simple.areas:
        found["profiles"] = _profiles(simple)
    if simple.watches.is_narrow:
        found["watches"] = watches_stored(simple.watches)
    if simple.is_calmed:
        found["flap"] = {"times": FLAP.times, "within_s": FLAP.within_s, "quiet_s": FLAP.quiet_s}
    return found | proposal_stored(simple.proposes) | tells_stored(simple.tells)


def _number(simple: SimpleRule, name: str, limit: float) -> object:
    """Return a limit, by its name where other areas or hours have others."""
    return {"profile": name} if simple.areas else limit


def _profiles(simple: SimpleRule) -> dict[str, object]:
    usual = {LIMIT: simple.limit, GRAVER: simple.graver and simple.graver[1], CLEAR: simple.clear_limit}
    return {
        name: [{"value": usual[name]}, *(_profile_row(one, name) for one in simple.areas)]
        for name in simple.names
    }


def _profile_row(one: AreaLimits, name: str) -> dict[str, object]:
    found: dict[str, object] = {"value": {LIMIT: one.limit, GRAVER: one.graver, CLEAR: one.clear}[name]}
    if one.area:
        found["area"] = one.area
    if one.hours is not None:
        found["hours"] = hours_text(one.hours)
    return found


def _level(simple: SimpleRule, severity: Severity, limit: object) -> dict[str, object]:
    asked = [_asked(simple, limit), *_beside(simple)]
    found: dict[str, object] = {
        "severity": severity.value,
        "when": asked[0] if len(asked) == 1 else {"kind": "all", "of": asked},
        "after_s": simple.minutes * _MINUTE_S if simple.kind is SimpleKind.LIMIT else 0.0,
        "clear_after_s": simple.clear_minutes * _MINUTE_S,
    }
    ends = _ENDS.get(simple.compare)
    if simple.kind is SimpleKind.LIMIT and simple.clear_limit is not None and ends is not None:
        found["clear"] = {
            "kind": "limit", "of": simple.quantity, "is": ends.value,
            "limit": _number(simple, CLEAR, simple.clear_limit),
        }  # fmt: skip
    return found


def _asked(simple: SimpleRule, limit: object) -> dict[str, object]:
    seconds = simple.minutes * _MINUTE_S
    of: dict[str, object] = {"of": simple.quantity}
    match simple.kind:
        case SimpleKind.LIMIT:
            return {"kind": "limit", **of, **_compared(simple.compare, limit)}
        case SimpleKind.COUNT:
            return {
                "kind": "count", **of, **_compared(simple.compare, limit), "times": simple.times,
                "within_s": seconds,
            }  # fmt: skip
        case SimpleKind.SILENT:
            return {"kind": "silent", **of, "for_s": seconds}
        case SimpleKind.FLAT:
            return {"kind": "flat", **of, "for_s": seconds, "band": limit}
        case _:
            direction = _DIRECTIONS[simple.kind].value
            return {"kind": "change", **of, "is": direction, "by": limit, "within_s": seconds}


def _compared(compare: Comparison, limit: object) -> dict[str, object]:
    return {"is": compare.value, "limit": limit} if compare.needs_limit else {"is": compare.value}


def _beside(simple: SimpleRule) -> list[dict[str, object]]:
    found: list[dict[str, object]] = []
    if simple.while_quantity:
        compared = _compared(simple.while_compare, simple.while_limit)
        found.append({"kind": "limit", "of": simple.while_quantity, **compared})
    if simple.hours is not None or simple.days is not DayKind.EVERY:
        spans = [] if simple.hours is None else ["-".join(f"{at:%H:%M}" for at in simple.hours)]
        found.append({"kind": "schedule", "hours": spans, "days": simple.days.value})
    return found


def simple_of(rule: Rule) -> SimpleRule | None:
    """Return a rule as a form would fill it in; None where it has another shape."""
    try:
        found = _read(rule)
        again = rule_read(simple_stored(found), key=rule.key, version=rule.version) if found else None
    except BadRule:
        return None
    return found if again == rule else None


def _read(rule: Rule) -> SimpleRule | None:
    """Return what the first level seems to be; whether it is all there was, the caller finds out."""
    first = rule.levels[0]
    of = first.when.of if isinstance(first.when, All) else (first.when,)
    asked = _asked_read(rule, of[0], first)
    if asked is None:
        return None
    graver = None
    if len(rule.levels) > 1:
        second = rule.levels[1]
        one = second.when.of[0] if isinstance(second.when, All) else second.when
        graver = (second.severity, _limit_of(rule, one))
    beside = next((one for one in of[1:] if isinstance(one, Limit)), None)
    schedule = next((one for one in of[1:] if isinstance(one, Schedule)), Schedule())
    hours = schedule.hours[0] if schedule.hours else None
    return SimpleRule(
        **asked,  # type: ignore[arg-type]  # fields by name, as _asked_read chose them
        severity=first.severity,
        graver=graver,
        clear_limit=_limit_of(rule, first.clear) if isinstance(first.clear, Limit) else None,
        clear_minutes=first.clear_after_s / _MINUTE_S,
        while_quantity=beside.of if beside else "",
        while_compare=beside.compare if beside else Comparison.ON,
        while_limit=_limit_of(rule, beside) if beside else 0.0,
        hours=(hours.since, hours.until) if hours else None,
        days=schedule.days,
        hold_minutes=next(iter(rule.series.values())).hold_s / _MINUTE_S,
        no_readings=rule.no_readings,
        is_calmed=rule.flap is not None,
        escalate_minutes=tuple(seconds / _MINUTE_S for seconds in rule.escalate_after_s),
        areas=_areas(rule),
        watches=rule.watches,
        proposes=rule.proposes,
        tells=rule.tells,
    )


def _areas(rule: Rule) -> tuple[AreaLimits, ...]:
    """Return the rows of a rule's profiles, where they are those of a form: the same rows in each."""
    by_row: dict[tuple[str, DayHours | None], dict[str, float]] = {}
    for name, rows in rule.profiles.items():
        for row in rows:
            by_row.setdefault((row.area, row.hours), {})[name] = row.value
    by_row.pop(("", None), None)
    return tuple(
        AreaLimits(
            area=area, hours=hours, limit=values.get(LIMIT, 0.0), graver=values.get(GRAVER),
            clear=values.get(CLEAR),
        )
        for (area, hours), values in by_row.items()
    )  # fmt: skip


def _asked_read(rule: Rule, asked: Condition, level: Level) -> dict[str, object] | None:
    match asked:
        case Limit():
            found = {"kind": SimpleKind.LIMIT, "compare": asked.compare, "minutes": level.after_s}
        case Count():
            found = {
                "kind": SimpleKind.COUNT, "compare": asked.compare, "times": asked.times,
                "minutes": asked.within_s,
            }  # fmt: skip
        case Change(direction=Direction.RISES | Direction.FALLS):
            kind = SimpleKind.RISES if asked.direction is Direction.RISES else SimpleKind.FALLS
            found = {"kind": kind, "minutes": asked.within_s}
        case Silent():
            found = {"kind": SimpleKind.SILENT, "minutes": asked.for_s}
        case Flat():
            found = {"kind": SimpleKind.FLAT, "minutes": asked.for_s}
        case _:
            return None
    found["minutes"] = float(str(found["minutes"])) / _MINUTE_S
    return {**found, "quantity": asked.of, "limit": _limit_of(rule, asked)}


def _limit_of(rule: Rule, condition: Condition) -> float:
    """Return the number a condition compares with, of a profile the usual one; 0 where it has none."""
    number = getattr(condition, "limit", getattr(condition, "by", getattr(condition, "band", 0.0)))
    if isinstance(number, Named) and number.name in rule.profiles:
        return usual_of(rule.profiles[number.name])
    return number if isinstance(number, int | float) else 0.0
