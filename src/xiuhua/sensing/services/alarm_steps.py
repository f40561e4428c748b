"""What happened to alarms is written down: the steps of many judgements at once, in few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from xiuhua.access.services import require
from xiuhua.ledger.rules.canonical import JsonValue
from xiuhua.ledger.services import NewEntry, entries_append_many
from xiuhua.sensing.models import Alarm, AlarmStep, RuleStanding
from xiuhua.sensing.queries import alarm_rules as rule_queries
from xiuhua.sensing.queries import alarms as queries
from xiuhua.sensing.rules.alarms import AlarmStep as Step
from xiuhua.sensing.terms.alarms import AlarmState, Health, Severity, StepKind
from xiuhua.sensing.terms.rules import AlarmAct, AlarmPhase
from xiuhua.shared.actor import system

JUDGE = system("judge")
_HELD = AlarmPhase.HELD.value  # until the maintenance is over, whatever else happens to it
_PHASES = {AlarmState.FIRING: AlarmPhase.FIRING, AlarmState.RECOVERING: AlarmPhase.RECOVERING}
_ACTS = {
    StepKind.RAISED: AlarmAct.RAISE,
    StepKind.SEVERITY_UP: AlarmAct.GRADE,
    StepKind.SEVERITY_DOWN: AlarmAct.GRADE,
    StepKind.ESCALATED: AlarmAct.ESCALATE,
    StepKind.CLEARED: AlarmAct.CLEAR,
    StepKind.RETIRED: AlarmAct.CLEAR,
}
_CHANGED = (
    *("state", "severity", "worst", "health", "ended_at", "acknowledged_by", "acknowledged_at"),
    *("escalation", "is_flapping", "updated_at"),
)


@dataclass(frozen=True, slots=True)
class Happened:
    """The steps of one judgement.

    Its row is locked and knows its rule, version and device; it names the open alarm, and hears of a new one.
    """

    row: RuleStanding
    steps: Sequence[Step]


@dataclass(slots=True)
class _Gathered:
    """What is to be written; an entry belongs to the step in the same place, None where it has none."""

    fresh: list[Alarm] = field(default_factory=list)
    changed: dict[int, Alarm] = field(default_factory=dict)
    steps: list[AlarmStep] = field(default_factory=list)
    entries: list[NewEntry | None] = field(default_factory=list)


def steps_write(*, happened: Sequence[Happened], at: datetime) -> int:
    """Write down what happened, in the caller's transaction; return how many steps there were.

    The rows are told which alarm is open now; whoever has them locked writes them.
    """
    happened = [one for one in happened if one.steps]
    if not happened:
        return 0
    raised = sum(step.kind is StepKind.RAISED for one in happened for step in one.steps)
    ids = iter(queries.alarm_ids_new(raised) if raised else ())
    known = queries.alarms_lock([one.row.alarm_id for one in happened if one.row.alarm_id is not None])
    gathered = _Gathered()
    for one in happened:
        for step in one.steps:
            if step.kind is StepKind.RAISED:
                alarm = _raised(one.row, step, at, next(ids))
                known[alarm.pk] = alarm
                gathered.fresh.append(alarm)
                one.row.alarm_id = alarm.pk
            _step_gather(gathered, known, one.row, step, at)
    fresh = {alarm.pk for alarm in gathered.fresh}
    changed = [alarm for key, alarm in gathered.changed.items() if key not in fresh]
    Alarm.objects.bulk_update(changed, _CHANGED)  # first: of a pair one at most is open
    Alarm.objects.bulk_create(gathered.fresh)
    _written(gathered)
    return len(gathered.steps)


def step_retired(*, alarm: Alarm, at: datetime) -> None:
    """Write down that a locked alarm is no longer judged, in the caller's transaction."""
    alarm.state, alarm.ended_at, alarm.updated_at = AlarmPhase.CLEARED.value, at, at
    alarm.save(update_fields=["state", "ended_at", "updated_at"])
    step = AlarmStep(
        alarm=alarm, area_code=alarm.area_code, kind=StepKind.RETIRED.value, at=at, recorded_at=at,
        severity=alarm.severity, health=alarm.health, escalation=alarm.escalation,
    )  # fmt: skip
    _written(_Gathered(steps=[step], entries=[_entry(alarm, StepKind.RETIRED, at)]))


def instant(seconds: float) -> datetime:
    """Return an instant of seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)


def _written(gathered: _Gathered) -> None:
    """Write the steps, those that the ledger records with their entries."""
    numbered = entries_append_many([entry for entry in gathered.entries if entry is not None])
    ids = iter(numbered.ids)
    for step, entry in zip(gathered.steps, gathered.entries, strict=True):
        step.entry_id = None if entry is None else next(ids)
    AlarmStep.objects.bulk_create(gathered.steps)


def _step_gather(
    gathered: _Gathered, known: dict[int, Alarm], row: RuleStanding, step: Step, at: datetime
) -> None:
    """Note one step: of a new alarm, or of the one that is open."""
    if row.alarm_id is None:
        raise RuntimeError(f"a step {step.kind} of no alarm: standing {row.pk}")
    alarm = known[row.alarm_id]
    if step.kind is not StepKind.RAISED:
        _moved(alarm, step, at)
        gathered.changed[alarm.pk] = alarm
    happened = instant(step.at)
    gathered.entries.append(_entry(alarm, step.kind, happened) if step.kind in _ACTS else None)
    gathered.steps.append(
        AlarmStep(
            alarm=alarm, area_code=alarm.area_code, kind=step.kind.value, at=happened, recorded_at=at,
            severity=step.severity.value, health=step.health.value, level=step.level,
            true_since=None if step.since is None else instant(step.since), escalation=step.escalation,
            readings=[[seen.series, seen.at, seen.value, seen.flags] for seen in step.readings],
        )
    )  # fmt: skip
    if step.kind is StepKind.CLEARED:
        row.alarm_id = None


def _raised(row: RuleStanding, step: Step, at: datetime, key: int) -> Alarm:
    happened = instant(step.at)
    return Alarm(
        id=key, rule_id=row.rule_id, version_id=row.version_id, device_id=row.device_id,
        area_code=row.area_code, state=AlarmPhase.FIRING.value, severity=step.severity.value,
        worst=step.severity.value, health=step.health.value, since=happened,
        readings_from=happened if step.since is None else instant(step.since),
        limits=rule_queries.limits_here(row.rule, row.version, row.device),
        recorded_at=at, updated_at=at,
    )  # fmt: skip


def _moved(alarm: Alarm, step: Step, at: datetime) -> None:
    """Change an alarm by what happened to it."""
    is_held = step.kind is StepKind.MUTED or (alarm.state == _HELD and step.kind is not StepKind.UNMUTED)
    alarm.state = _HELD if is_held else _PHASES.get(step.state, AlarmPhase.RECOVERING).value
    alarm.severity, alarm.health = step.severity.value, Health(step.health).value
    alarm.worst = max((Severity(alarm.worst), step.severity), key=lambda one: one.rank).value
    alarm.escalation, alarm.updated_at = step.escalation, at
    if step.kind is StepKind.FLAPPING:
        alarm.is_flapping = True
    if step.kind is StepKind.SEVERITY_UP:  # seen at a milder grade is not seen at this one
        alarm.acknowledged_by, alarm.acknowledged_at = "", None
    if step.kind is StepKind.CLEARED:
        alarm.state, alarm.ended_at = AlarmPhase.CLEARED.value, instant(step.at)


def _entry(alarm: Alarm, kind: StepKind, happened: datetime) -> NewEntry:
    act = _ACTS[kind]
    require(JUDGE, act, alarm)
    detail: dict[str, JsonValue] = {
        "step": kind.value, "rule": alarm.rule_id, "version": alarm.version_id, "device": alarm.device_id,
        "severity": alarm.severity,
    }  # fmt: skip
    return NewEntry(
        at=happened, actor=JUDGE, act=act, subject=f"alarm:{alarm.pk}", area=alarm.area_code, detail=detail,
        words={"severity.after": f"severity_{alarm.severity}"}, state=queries.alarm_state(alarm),
    )  # fmt: skip
