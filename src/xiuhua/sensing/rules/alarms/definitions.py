"""Rules: what is watched, at which grades, and how an alarm behaves; as values and as JSON.

Source:
    own choice, because what users of alarm systems miss is known: one alarm per rule and subject, no second
    alarm while one is open, no false all-clear when readings stop, and an end to flapping.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from xiuhua.access.terms import Role
from xiuhua.ground.rules.calendars import WorkCalendar
from xiuhua.sensing.rules.alarms.profiles import Profile, profiles_read, profiles_stored
from xiuhua.sensing.rules.alarms.watches import EVERY, Watches, watches_read, watches_stored
from xiuhua.sensing.rules.conditions.faults import BadRule, Found, RuleFault
from xiuhua.sensing.rules.conditions.kinds import (
    Condition,
    Hourly,
    Schedule,
    Value,
    every_part,
    lookback_s,
    profile_names,
    series_of,
)
from xiuhua.sensing.rules.conditions.stored import RuleReader, Stored, condition_stored
from xiuhua.sensing.terms.alarms import Severity, Unknown
from xiuhua.sensing.terms.doubts import UNFIT, Doubt, flags_bits

MOST_SERIES = 20
MOST_LEVELS = len(Severity)
MOST_ESCALATIONS = 10
MOST_RAISES = 100
MOST_ROLES = 10
HOLD_S = 300.0
SETTLE_S = 5.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """One quantity of the subject, as a rule watches it.

    Args:
        quantity: its code.
        hold_s: how long a value stays in force when no other comes; then it is open for want of readings.
        unfit: flags with which a reading is not judged. A stuck value is judged unless this says otherwise:
            `Flat` could never see one.
    """

    quantity: str
    hold_s: float = HOLD_S
    unfit: frozenset[Doubt] = UNFIT

    @property
    def unfit_bits(self) -> int:
        """Its unfit flags as the stored bit set."""
        return flags_bits(self.unfit)


@dataclass(frozen=True, kw_only=True, slots=True)
class Level:
    """One grade of an alarm.

    Args:
        when: what raises it.
        after_s: for how long `when` must be true; until then it is pending.
        clear: what ends it, at a distance from `when` (hysteresis); without it, that `when` is false.
        clear_after_s: for how long that must be so; until then it is recovering.
    """

    severity: Severity
    when: Condition
    after_s: float = 0.0
    clear: Condition | None = None
    clear_after_s: float = 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Flap:
    """When raising again and again becomes one alarm.

    The raise that makes it `times` within `within_s` stays open until nothing has been true for `quiet_s`.
    """

    times: int
    within_s: float
    quiet_s: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """What an alarm is to the city once it is grave enough; who makes a case of it stands above.

    Args:
        matter: the code of the matter in the catalogue of 2026.
        at_least: from which severity on.
        urgent_from: from which severity on it cannot wait; None for never.
    """

    matter: str
    at_least: Severity = Severity.NOTE
    urgent_from: Severity | None = None

    def takes(self, severity: Severity) -> bool:
        """Return whether an alarm of a severity is grave enough."""
        return severity.rank >= self.at_least.rank

    def is_urgent(self, severity: Severity) -> bool:
        """Return whether an alarm of a severity cannot wait."""
        return self.urgent_from is not None and severity.rank >= self.urgent_from.rank


@dataclass(frozen=True, kw_only=True, slots=True)
class Tells:
    """Who is told of alarms: each role over the area of the device.

    Args:
        roles: of one that rises or grows worse.
        higher: of one that nobody has acknowledged in time; without any, `roles`.
        unit: whether the people of the unit are told too that answers for what the alarm is about.
    """

    roles: tuple[Role, ...] = ()
    higher: tuple[Role, ...] = ()
    unit: bool = False

    @property
    def says_nothing(self) -> bool:
        """Whether nobody is named."""
        return not (self.roles or self.higher or self.unit)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One version of a rule.

    Args:
        series: by the name under which conditions speak of it.
        levels: mildest first.
        no_readings, error: what an open condition counts as, by why it is open.
        escalate_after_s: after how long without an acknowledgement it is escalated, each time.
        settle_s: how long a timer waits for a reading of its very instant, which may be on its way, and with
            several series an instant for the readings of the others.
        profiles: the numbers that conditions speak of by name, and what they are where and when.
        watches: which devices of its area.
        proposes: what its alarms are to the city; None where nothing follows from them.
        tells: who is told of them.
    """

    key: str
    version: int
    series: Mapping[str, Series]
    levels: tuple[Level, ...]
    no_readings: Unknown = Unknown.KEEP
    error: Unknown = Unknown.KEEP
    flap: Flap | None = None
    escalate_after_s: tuple[float, ...] = ()
    settle_s: float = SETTLE_S
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    watches: Watches = EVERY
    proposes: Proposal | None = None
    tells: Tells = Tells()

    @property
    def has_schedule(self) -> bool:
        """Whether it looks at the calendar: by a condition, or by a number that depends on the hour."""
        by_hour = any(row.hours is not None for rows in self.profiles.values() for row in rows)
        parts = (part for one in self.conditions for part in every_part(one))
        return by_hour or any(isinstance(part, Schedule) for part in parts)

    @property
    def named(self) -> frozenset[str]:
        """The names of the numbers that its conditions ask a profile for."""
        return frozenset(name for one in self.conditions for name in profile_names(one))

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of every level."""
        return tuple(one for level in self.levels for one in (level.when, level.clear) if one is not None)

    @property
    def lookback_s(self) -> float:
        """How far back readings can matter, seconds: what a restart reads again."""
        hold_s = max((series.hold_s for series in self.series.values()), default=0.0)
        waits = max(max(level.after_s, level.clear_after_s) for level in self.levels)
        return waits + max(lookback_s(condition, hold_s) for condition in self.conditions)


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What a rule is judged about: a device, premises, a vehicle.

    Args:
        key: of the ledger, `device:17`.
        numbers: what the profiles of the rule are where it is.
        calendar: of the area; needed where a rule has a schedule.
        maintenance: spans in which nothing is raised, seconds since 1970, `until` outside, in order.
    """

    key: str
    numbers: Mapping[str, Value] = field(default_factory=dict)
    calendar: WorkCalendar | None = None
    maintenance: tuple[tuple[float, float], ...] = ()

    def is_maintained(self, at: float) -> bool:
        """Return whether work is done on it at an instant."""
        return any(since <= at < until for since, until in self.maintenance)


def subject_check(rule: Rule, subject: Subject) -> None:
    """Raise where a rule cannot be judged about a subject.

    Raises:
        BadRule: the profile of its area lacks a number, or its area has no calendar.
    """
    found = [
        Found(RuleFault.NO_PROFILE_NUMBER, "", {"name": name})
        for name in dict.fromkeys(name for one in rule.conditions for name in profile_names(one))
        if name not in subject.numbers
    ]
    by_hour = any(isinstance(number, Hourly) for number in subject.numbers.values())
    if (rule.has_schedule or by_hour) and subject.calendar is None:
        found.append(Found(RuleFault.NO_CALENDAR, ""))
    if found:
        raise BadRule(tuple(found))


def rule_read(stored: object, *, key: str, version: int) -> Rule:
    """Return the rule of some JSON.

    Form: `{"series": {"fume": {"quantity": "a34041", "hold_s": 180}}, "levels": [{"severity": "major",
    "when": {…}, "after_s": 600}], "flap": {"times": 3, "within_s": 3600, "quiet_s": 1800}}`.

    Raises:
        BadRule: with every fault found.
    """
    reader = RuleReader()
    also = frozenset(
        {
            "no_data",
            "error",
            "flap",
            "escalate_after_s",
            "settle_s",
            "profiles",
            "watches",
            "proposes",
            "tells",
        }
    )
    fields = reader.object_at(stored, "rule", frozenset({"series", "levels"}), also)
    series = _series_all(reader, fields.get("series"))
    levels = tuple(
        _level(reader, one, f"levels[{n}]")
        for n, one in enumerate(reader.list_at(fields.get("levels"), "levels", most=MOST_LEVELS))
    )
    rule = Rule(
        key=key,
        version=version,
        series=series,
        levels=levels,
        no_readings=reader.word(Unknown, fields.get("no_data", Unknown.KEEP.value), "no_data"),
        error=reader.word(Unknown, fields.get("error", Unknown.KEEP.value), "error"),
        flap=_flap(reader, fields["flap"]) if fields.get("flap") is not None else None,
        escalate_after_s=_escalations(reader, fields.get("escalate_after_s", [])),
        settle_s=reader.seconds(fields.get("settle_s", SETTLE_S), "settle_s", or_none=True),
        profiles=profiles_read(reader, fields.get("profiles", {})),
        watches=watches_read(reader, fields.get("watches", {})),
        proposes=_proposal(reader, fields["proposes"]) if fields.get("proposes") is not None else None,
        tells=_tells(reader, fields["tells"]) if fields.get("tells") is not None else Tells(),
    )
    reader.check()
    _whole_check(reader, rule)
    reader.check()
    return rule


def _whole_check(reader: RuleReader, rule: Rule) -> None:
    """Note what only the whole rule can show: names that do not meet, grades out of order."""
    named: set[str] = set()
    for number, level in enumerate(rule.levels):
        for part, condition in (("when", level.when), ("clear", level.clear)):
            names = series_of(condition) if condition else ()
            named.update(names)
            for name in names:
                if name not in rule.series:
                    reader.note(RuleFault.UNKNOWN_SERIES, f"levels[{number}].{part}", name=name)
    for name in [name for name in rule.series if name not in named]:
        reader.note(RuleFault.UNUSED_SERIES, f"series.{name}", name=name)
    for name in [name for name in rule.profiles if name not in rule.named]:
        reader.note(RuleFault.UNUSED_PROFILE, f"profiles.{name}", name=name)
    _order_check(reader, rule)


def _order_check(reader: RuleReader, rule: Rule) -> None:
    for number, (before, after) in enumerate(pairwise(rule.levels), start=1):
        where = f"levels[{number}].severity"
        if before.severity is after.severity:
            reader.note(RuleFault.SAME_SEVERITY, where, severity=after.severity.value)
        elif before.severity.rank > after.severity.rank:
            reader.note(RuleFault.SEVERITY_ORDER, where)


def _series_all(reader: RuleReader, stored: object) -> dict[str, Series]:
    if not isinstance(stored, Mapping):
        reader.note(RuleFault.NOT_AN_OBJECT, "series")
        return {}
    if not stored:
        reader.note(RuleFault.EMPTY, "series")
    if len(stored) > MOST_SERIES:
        reader.note(RuleFault.TOO_MANY, "series", most=MOST_SERIES)
        return {}
    return {
        reader.text(name, f"series.{name}"): _series(reader, one, f"series.{name}")
        for name, one in stored.items()
    }


def _series(reader: RuleReader, stored: object, where: str) -> Series:
    fields = reader.object_at(stored, where, frozenset({"quantity"}), frozenset({"hold_s", "unfit"}))
    unfit = fields.get("unfit", [flag.value for flag in UNFIT])
    listed = reader.list_at(unfit, f"{where}.unfit", most=len(Doubt), least=0)
    return Series(
        quantity=reader.text(fields["quantity"], f"{where}.quantity") if "quantity" in fields else "",
        hold_s=reader.seconds(fields.get("hold_s", HOLD_S), f"{where}.hold_s"),
        unfit=frozenset(reader.word(Doubt, one, f"{where}.unfit[{n}]") for n, one in enumerate(listed)),
    )


def _level(reader: RuleReader, stored: object, where: str) -> Level:
    also = frozenset({"after_s", "clear", "clear_after_s"})
    fields = reader.object_at(stored, where, frozenset({"severity", "when"}), also)
    clear = fields.get("clear")
    return Level(
        severity=reader.word(Severity, fields["severity"], f"{where}.severity")
        if "severity" in fields
        else Severity.NOTE,
        when=reader.condition(fields["when"], f"{where}.when") if "when" in fields else Schedule(),
        after_s=reader.seconds(fields.get("after_s", 0.0), f"{where}.after_s", or_none=True),
        clear=None if clear is None else reader.condition(clear, f"{where}.clear"),
        clear_after_s=reader.seconds(
            fields.get("clear_after_s", 0.0), f"{where}.clear_after_s", or_none=True
        ),
    )


def _flap(reader: RuleReader, stored: object) -> Flap:
    fields: Stored = reader.object_at(
        stored, "flap", frozenset({"times", "within_s", "quiet_s"}), frozenset()
    )
    return Flap(
        times=reader.times(fields.get("times", 2), "flap.times", most=MOST_RAISES),
        within_s=reader.seconds(fields.get("within_s", 1.0), "flap.within_s"),
        quiet_s=reader.seconds(fields.get("quiet_s", 1.0), "flap.quiet_s"),
    )


def _proposal(reader: RuleReader, stored: object) -> Proposal:
    fields = reader.object_at(
        stored, "proposes", frozenset({"matter"}), frozenset({"at_least", "urgent_from"})
    )
    urgent = fields.get("urgent_from")
    return Proposal(
        matter=reader.text(fields["matter"], "proposes.matter") if "matter" in fields else "",
        at_least=reader.word(Severity, fields.get("at_least", Severity.NOTE.value), "proposes.at_least"),
        urgent_from=None if urgent is None else reader.word(Severity, urgent, "proposes.urgent_from"),
    )


def _tells(reader: RuleReader, stored: object) -> Tells:
    fields = reader.object_at(stored, "tells", frozenset(), frozenset({"roles", "higher", "unit"}))

    def roles(name: str) -> tuple[Role, ...]:
        listed = reader.list_at(fields.get(name, []), f"tells.{name}", most=MOST_ROLES, least=0)
        return tuple(
            dict.fromkeys(reader.word(Role, one, f"tells.{name}[{n}]") for n, one in enumerate(listed))
        )

    return Tells(
        roles=roles("roles"), higher=roles("higher"),
        unit=reader.switch(fields.get("unit", False), "tells.unit"),
    )  # fmt: skip


def _escalations(reader: RuleReader, stored: object) -> tuple[float, ...]:
    listed = reader.list_at(stored, "escalate_after_s", most=MOST_ESCALATIONS, least=0)
    found = tuple(reader.seconds(one, f"escalate_after_s[{n}]") for n, one in enumerate(listed))
    if any(later <= earlier for earlier, later in pairwise(found)):
        reader.note(RuleFault.NOT_RISING, "escalate_after_s")
    return found


def rule_stored(rule: Rule) -> dict[str, object]:
    """Return a rule as plain JSON; the inverse of `rule_read`, but for key and version."""
    found: dict[str, object] = {
        "series": {
            name: {
                "quantity": one.quantity,
                "hold_s": one.hold_s,
                "unfit": [flag.value for flag in Doubt if flag in one.unfit],
            }
            for name, one in rule.series.items()
        },
        "levels": [_level_stored(level) for level in rule.levels],
        "no_data": rule.no_readings.value,
        "error": rule.error.value,
        "escalate_after_s": list(rule.escalate_after_s),
        "settle_s": rule.settle_s,
    }
    if rule.profiles:
        found["profiles"] = profiles_stored(rule.profiles)
    if rule.watches.is_narrow:
        found["watches"] = watches_stored(rule.watches)
    if rule.flap:
        flap = rule.flap
        found["flap"] = {"times": flap.times, "within_s": flap.within_s, "quiet_s": flap.quiet_s}
    return found | proposal_stored(rule.proposes) | tells_stored(rule.tells)


def proposal_stored(proposal: Proposal | None) -> dict[str, object]:
    """Return what alarms are to the city as a part of a rule's JSON; nothing where nothing follows."""
    if proposal is None:
        return {}
    found: dict[str, object] = {"matter": proposal.matter, "at_least": proposal.at_least.value}
    if proposal.urgent_from is not None:
        found["urgent_from"] = proposal.urgent_from.value
    return {"proposes": found}


def tells_stored(tells: Tells) -> dict[str, object]:
    """Return who is told of alarms as a part of a rule's JSON; nothing where nobody is."""
    if tells.says_nothing:
        return {}
    roles, higher = [one.value for one in tells.roles], [one.value for one in tells.higher]
    return {"tells": {"roles": roles, "higher": higher, "unit": tells.unit}}


def _level_stored(level: Level) -> dict[str, object]:
    found: dict[str, object] = {
        "severity": level.severity.value,
        "when": condition_stored(level.when),
        "after_s": level.after_s,
        "clear_after_s": level.clear_after_s,
    }
    if level.clear is not None:
        found["clear"] = condition_stored(level.clear)
    return found
