"""The judge: readings that were stored are judged by the rules that are on, and alarms follow.

It keeps nothing between two looks. Where the judgement of a rule about a device stands lies in a row, which
changes in one transaction with the alarm and its steps; what conditions remember is read again from stored
readings. So it may be killed at any moment, run twice at once, or be late: it goes on where it was, in the
order in which readings came, and its timers need no reading.

A reading at or before the last judged instant is late: it is stored and shown, and changes nothing.

Source:
    own choice: `rules.live` says what is judged when, this module only feeds it and writes down what it says.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.ledger.rules.canonical import JsonValue
from xiuhua.ledger.services import entry_append
from xiuhua.sensing.models import Alarm, AlarmStep, Device, Rule, RuleStanding, RuleVersion
from xiuhua.sensing.queries import alarm_rules as rule_queries
from xiuhua.sensing.queries import alarms as queries
from xiuhua.sensing.queries.alarms import NewReading
from xiuhua.sensing.rules.alarms import AlarmStep as Step
from xiuhua.sensing.rules.alarms import Rule as JudgedRule
from xiuhua.sensing.rules.alarms import Subject, standing_read, standing_stored
from xiuhua.sensing.rules.conditions import BadRule
from xiuhua.sensing.rules.live import Live
from xiuhua.sensing.terms.alarms import AlarmState, Health, Severity, StepKind
from xiuhua.sensing.terms.rules import AlarmAct, AlarmPhase
from xiuhua.shared.actor import system
from xiuhua.shared.errors import NotFound

JUDGE = system("judge")
MOST_LOOKS = 400  # standings that one pass looks at; the others are looked at by the next
MOST_READINGS = 5_000  # that one look takes
MOST_NEW = 500  # pairs of a rule and a device that one pass begins to watch
FARTHEST = timedelta(days=7)  # how far back watching a device begins, if nobody came by for long
AGAIN = timedelta(minutes=10)  # after which what cannot be judged is looked at again
_PHASES = {AlarmState.FIRING: AlarmPhase.FIRING, AlarmState.RECOVERING: AlarmPhase.RECOVERING}
_ACTS = {
    StepKind.RAISED: AlarmAct.RAISE,
    StepKind.SEVERITY_UP: AlarmAct.GRADE,
    StepKind.SEVERITY_DOWN: AlarmAct.GRADE,
    StepKind.ESCALATED: AlarmAct.ESCALATE,
    StepKind.CLEARED: AlarmAct.CLEAR,
    StepKind.RETIRED: AlarmAct.CLEAR,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """What a pass did: standings begun, ended and looked at, and steps that alarms took."""

    begun: int
    ended: int
    looks: int
    steps: int


def alarms_judge(*, at: datetime, most: int = MOST_LOOKS) -> Judged:
    """Judge what came since the last pass, and every timer that is due. The scope must be open everywhere."""
    ended = sum(standing_end(standing_id=key, at=at) for key in queries.standings_unfit(most=most))
    begun = _begun(at)
    due = queries.standings_due(at=at, most=most)
    steps = [standing_judge(standing_id=key, at=at) for key in due]
    return Judged(begun=begun, ended=ended, looks=len(due), steps=sum(steps))


@transaction.atomic
def _begun(at: datetime) -> int:
    """Begin to watch what rules are to watch and do not yet; return how many devices.

    It begins with the first reading since the rule has been on: before, the device may not have been there.
    """
    found = 0
    for rule_id, device_ids in queries.devices_unwatched(most=MOST_NEW).items():
        rule = rule_queries.rule_get(rule_id)
        version = rule.current
        if version is None:
            continue
        ids = list(version.quantities.values_list("pk", flat=True))
        floor = max(at - FARTHEST, version.since, rule.switched_at or version.since)
        first = queries.readings_first(device_ids, ids, since=floor)
        devices = rule_queries.devices_some(device_ids)
        RuleStanding.objects.bulk_create(
            [_standing(rule, version, device, first.get(device.pk, floor), at) for device in devices],
            ignore_conflicts=True,
        )
        found += len(devices)
    return found


def _standing(
    rule: Rule, version: RuleVersion, device: Device, since: datetime, at: datetime
) -> RuleStanding:
    return RuleStanding(
        rule=rule, version=version, device=device, area_code=device.area_code, since=since,
        judged_to=since - timedelta(microseconds=1), looked_at=since, wake_at=at,
    )  # fmt: skip


@transaction.atomic
def standing_end(*, standing_id: int, at: datetime) -> int:
    """End the judgement of a rule about a device, and its alarm with it; return whether there was one."""
    row = queries.standing_taken(standing_id)
    if row is None:
        return 0
    if row.alarm_id is not None:
        alarm = queries.alarm_lock(row.alarm_id)
        alarm.state, alarm.ended_at, alarm.updated_at = AlarmPhase.CLEARED.value, at, at
        alarm.save(update_fields=["state", "ended_at", "updated_at"])
        entry = _entry(alarm, StepKind.RETIRED, at)
        AlarmStep.objects.create(
            alarm=alarm, area_code=alarm.area_code, kind=StepKind.RETIRED.value, at=at, recorded_at=at,
            severity=alarm.severity, health=alarm.health, escalation=alarm.escalation, entry_id=entry,
        )  # fmt: skip
    row.delete()
    return 1


@transaction.atomic
def standing_judge(*, standing_id: int, at: datetime) -> int:
    """Judge what came from one device for one rule, and the timers that are due; return how many steps."""
    row = queries.standing_taken(standing_id)
    if row is None:
        return 0
    try:
        rule = rule_queries.judged_rule(row.rule, row.version)
        subject = rule_queries.subject_of(rule, row.device, at=at)
        live = _live(row, rule, subject)
    except (BadRule, NotFound) as error:
        row.fault, row.looked_at, row.wake_at = str(error)[:200], at, at + AGAIN
        row.save(update_fields=["fault", "looked_at", "wake_at"])
        return 0
    codes = {series.quantity for series in rule.series.values()}
    news = queries.readings_new(
        row.device_id, codes, since=row.judged_to, until=at, most=MOST_READINGS
    )  # fmt: skip
    is_all = len(news) < MOST_READINGS
    steps = _fed(live, rule, news)
    if is_all:
        steps += live.advance(at.timestamp())
    for step in steps:
        _step_write(row, step, at)
    _stood(row, live, at, is_all=is_all)
    return len(steps)


def _live(row: RuleStanding, rule: JudgedRule, subject: Subject) -> Live:
    """Return the judgement as it stood.

    Raises:
        BadRule: the device lacks something that the rule needs.
    """
    if not row.standing:
        return Live(rule, subject, row.since.timestamp())
    standing = standing_read(row.standing)
    names = _names(rule)
    past = queries.readings_past(
        row.device_id, names, since=row.judged_to - timedelta(seconds=rule.lookback_s), until=row.judged_to,
        looked_at=row.looked_at,
    )  # fmt: skip
    told = [(name, at, value, flags) for code, at, value, flags in past for name in names[code]]
    return Live.resumed(rule, subject, standing, [one for one in told if one[1] >= standing.start])


def _names(rule: JudgedRule) -> dict[str, list[str]]:
    """Return under which names a rule asks for each quantity."""
    found: dict[str, list[str]] = {}
    for name, series in rule.series.items():
        found.setdefault(series.quantity, []).append(name)
    return found


def _fed(live: Live, rule: JudgedRule, news: Sequence[NewReading]) -> list[Step]:
    """Give readings in the order they came, and between them every timer that was due by then."""
    names = _names(rule)
    steps: list[Step] = []
    came = -math.inf
    for one in news:
        came = max(came, one.received_at, one.at)
        steps += live.advance(came)
        for name in names[one.code]:
            steps += live.reading(name, one.at, one.value, one.flags, now=came)[1]
    return steps


def _stood(row: RuleStanding, live: Live, at: datetime, *, is_all: bool) -> None:
    """Keep where the judgement stands now."""
    standing = live.standing()
    if math.isfinite(standing.closed):
        row.standing = standing_stored(standing)
        row.judged_to = _instant(standing.closed)
    wakes = _instant(live.wake_at) if math.isfinite(live.wake_at) else None
    row.wake_at = wakes if is_all else at
    row.looked_at, row.fault = at, ""
    row.save(update_fields=["standing", "judged_to", "wake_at", "looked_at", "alarm", "fault"])


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _step_write(row: RuleStanding, step: Step, at: datetime) -> None:
    """Write down one step: of a new alarm, or of the one that is open."""
    if step.kind is StepKind.RAISED:
        alarm = _raised(row, step, at)
        row.alarm = alarm
    else:
        if row.alarm_id is None:
            raise RuntimeError(f"a step {step.kind} of no alarm: standing {row.pk}")
        alarm = queries.alarm_lock(row.alarm_id)
        _moved(alarm, step, at)
    happened = _instant(step.at)
    entry = _entry(alarm, step.kind, happened) if step.kind in _ACTS else None
    AlarmStep.objects.create(
        alarm=alarm, area_code=alarm.area_code, kind=step.kind.value, at=happened, recorded_at=at,
        severity=step.severity.value, health=step.health.value, level=step.level,
        true_since=None if step.since is None else _instant(step.since), escalation=step.escalation,
        readings=[[seen.series, seen.at, seen.value, seen.flags] for seen in step.readings], entry_id=entry,
    )  # fmt: skip
    if step.kind is StepKind.CLEARED:
        row.alarm = None


def _raised(row: RuleStanding, step: Step, at: datetime) -> Alarm:
    happened = _instant(step.at)
    return Alarm.objects.create(
        rule=row.rule, version=row.version, device=row.device, area_code=row.area_code,
        state=AlarmPhase.FIRING.value, severity=step.severity.value, worst=step.severity.value,
        health=step.health.value, since=happened,
        readings_from=happened if step.since is None else _instant(step.since),
        recorded_at=at, updated_at=at,
    )  # fmt: skip


def _moved(alarm: Alarm, step: Step, at: datetime) -> None:
    """Change an alarm by what happened to it."""
    alarm.state = _PHASES.get(step.state, AlarmPhase.RECOVERING).value
    alarm.severity, alarm.health = step.severity.value, Health(step.health).value
    alarm.worst = max((Severity(alarm.worst), step.severity), key=lambda one: one.rank).value
    alarm.escalation, alarm.updated_at = step.escalation, at
    if step.kind is StepKind.FLAPPING:
        alarm.is_flapping = True
    if step.kind is StepKind.SEVERITY_UP:  # seen at a milder grade is not seen at this one
        alarm.acknowledged_by, alarm.acknowledged_at = "", None
    if step.kind is StepKind.CLEARED:
        alarm.state, alarm.ended_at = AlarmPhase.CLEARED.value, _instant(step.at)
    alarm.save()


def _entry(alarm: Alarm, kind: StepKind, happened: datetime) -> int:
    act = _ACTS[kind]
    require(JUDGE, act, alarm)
    detail: dict[str, JsonValue] = {
        "step": kind.value, "rule": alarm.rule_id, "version": alarm.version_id, "device": alarm.device_id,
        "severity": alarm.severity,
    }  # fmt: skip
    entry = entry_append(
        at=happened, actor=JUDGE, act=act, subject=f"alarm:{alarm.pk}", area=alarm.area_code, detail=detail,
        words={"severity.after": f"severity_{alarm.severity}"}, state=queries.alarm_state(alarm),
    )  # fmt: skip
    return entry.pk
