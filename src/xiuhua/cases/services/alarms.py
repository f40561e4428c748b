"""An alarm becomes one case: opened, joined, spoken of in the case's story; never ended by itself.

Runs in the transaction of a tail, so that a crash repeats nothing; and each step of an alarm leads to at most
one case even where the log is read again from its beginning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid5

from xiuhua.cases import queries
from xiuhua.cases.models import AlarmCase, Case
from xiuhua.cases.queries.alarms import Standing, entries_linked, standing_of, steps_entered
from xiuhua.cases.queries.ground import item_coded
from xiuhua.cases.queries.rows import AlarmStep, Device
from xiuhua.cases.rules.alarms import Answer, alarm_act, alarm_answered
from xiuhua.cases.services.reporting import NewReport, case_report
from xiuhua.cases.services.writing import NewMove, move_write
from xiuhua.cases.terms import AlarmLink, CaseAct, CaseState, Channel, Track
from xiuhua.ledger.queries import SealedEntry
from xiuhua.sensing.queries.alarm_rules import rules_understood
from xiuhua.sensing.queries.alarms import level_said, step_said
from xiuhua.sensing.queries.tracks import place_at
from xiuhua.sensing.rules.alarms import Proposal
from xiuhua.sensing.rules.alarms import Rule as JudgedRule
from xiuhua.sensing.terms import AlarmAct, Severity
from xiuhua.sensing.terms.alarms import StepKind
from xiuhua.shared.actor import system
from xiuhua.shared.errors import CityError

FOLLOWER = system("alarms")
_ACTS = frozenset({AlarmAct.RAISE.value, AlarmAct.GRADE.value, AlarmAct.CLEAR.value})
_SPACE = UUID("6f1c0c52-8f0a-5b5e-9d4c-2f6d1f6a7e10")  # own choice: one name space for all that alarms report
_ADDRESS_MOST = 160
_ZH = "zh-hans"  # what is stored is Chinese; pages say it in the reader's language


@dataclass(kw_only=True)
class Followed:
    """How many cases were opened, joined, spoken of, and could not be opened."""

    opened: int = 0
    joined: int = 0
    noted: int = 0
    refused: int = 0


@dataclass(kw_only=True)
class _Run:
    """One batch: what stands already, and what was read once."""

    at: datetime
    standing: Standing
    linked: frozenset[int]
    rules: Mapping[int, JudgedRule | None]  # by version; None where it is no longer understood
    done: Followed = field(default_factory=Followed)
    links: list[AlarmCase] = field(default_factory=list)
    items: dict[str, int | None] = field(default_factory=dict)

    def item_of(self, proposal: Proposal | None) -> int | None:
        """Return the matter that a rule proposes; None where the catalogue has it no more."""
        if proposal is None:
            return None
        if proposal.matter not in self.items:
            found = item_coded(proposal.matter)
            self.items[proposal.matter] = found.pk if found else None
        return self.items[proposal.matter]


def alarms_follow(*, entries: Sequence[SealedEntry], at: datetime) -> Followed:
    """Make cases of the alarms whose steps some sealed entries record. The scope must be open everywhere."""
    ids = [entry.id for entry in entries if entry.act in _ACTS]
    steps = steps_entered(ids) if ids else ()
    if not steps:
        return Followed()
    alarms = [(step.alarm_id, step.alarm.rule_id, step.alarm.device_id) for step in steps]
    run = _Run(
        at=at, standing=standing_of(alarms), linked=entries_linked(ids),
        rules=rules_understood(step.alarm for step in steps),
    )  # fmt: skip
    for step in steps:
        _step_follow(step, run)
    AlarmCase.objects.bulk_create(run.links)
    return run.done


def _step_follow(step: AlarmStep, run: _Run) -> None:
    rule = run.rules[step.alarm.version_id]
    if rule is None or step.entry_id in run.linked:
        return
    alarm = step.alarm
    held = run.standing.case_of.get(alarm.pk)
    other = run.standing.open_of.get((alarm.rule_id, alarm.device_id))
    answer = alarm_answered(
        StepKind(step.kind), Severity(step.severity), rule.proposes, has_case=held is not None,
        is_over=held is not None and held[1], other=other is not None,
    )  # fmt: skip
    if answer is Answer.OPEN:
        _open(step, rule, run)
    elif answer is Answer.JOIN and other is not None:
        _join(step, rule, other, run)
    elif answer is Answer.NOTE and held is not None:
        case, _chosen = queries.case_held(held[0], user_id=None, at=run.at)
        _story(step, rule, alarm_act(StepKind(step.kind)), case, run)
        run.done.noted += 1


def _join(step: AlarmStep, rule: JudgedRule, case_id: int, run: _Run) -> None:
    """Let an alarm join a case; where somebody has just ended it, open another one."""
    case, _chosen = queries.case_held(case_id, user_id=None, at=run.at)
    if case.over_at is not None:
        _open(step, rule, run)
        return
    _story(step, rule, CaseAct.ALARM_AGAIN, case, run)
    _link(step, AlarmLink.JOINED, run, case_id=case_id)
    run.done.joined += 1


def _open(step: AlarmStep, rule: JudgedRule, run: _Run) -> None:
    """Report an alarm, and keep which case it became; where none can be opened, keep why."""
    try:
        case = case_report(new=_report_of(step, rule, run), actor=FOLLOWER, at=run.at)
    except CityError as refusal:
        _link(step, AlarmLink.REFUSED, run, refusal=refusal.code)
        run.done.refused += 1
        return
    _link(step, AlarmLink.OPENED, run, case_id=case.pk)
    run.done.opened += 1


def _report_of(step: AlarmStep, rule: JudgedRule, run: _Run) -> NewReport:
    alarm, device, at = step.alarm, step.alarm.device, run.at
    proposal = rule.proposes
    place = place_at(device, step.at) if device.vehicle_id is not None else None  # by now it is elsewhere
    place = place or device.contact.place or device.place
    subject = device.component or device.premises
    place = place or (subject.place if subject else None)
    urgent = proposal is not None and proposal.is_urgent(Severity(step.severity))
    return NewReport(
        client_id=uuid5(_SPACE, f"alarm:{alarm.pk}:{step.entry_id}"), channel=Channel.SENSOR,
        text=alarm_text(step, rule), item_id=run.item_of(proposal),
        longitude=place.x if place else None, latitude=place.y if place else None,
        area_code=device.area_code, address=_address(device), component_id=device.component_id,
        premises_id=device.premises_id, source_ref=f"A{alarm.pk}", occurred_at=min(alarm.readings_from, at),
        reported_at=min(step.at, at), track=Track.QUICK if urgent else Track.ORDINARY,
    )  # fmt: skip


def alarm_text(step: AlarmStep, rule: JudgedRule) -> str:
    """Return why there is an alarm, as its report says it: device, rule and version, readings."""
    alarm, device, severity = step.alarm, step.alarm.device, Severity(step.severity)
    lines = (
        f"{device.name}（{device.number}）报警 A{alarm.pk}：{alarm.rule.name}，{severity.zh}。",
        f"规则第 {rule.version} 版：{level_said(rule, step, _ZH)}",
        step_said(rule, step, _ZH),
    )
    return "\n".join(line for line in lines if line)


def _address(device: Device) -> str:
    """Return where a device stands, in words: its premises, its component, its vehicle, else its name."""
    if device.premises is not None:
        said = f"{device.premises.address}（{device.premises.name}）"
    elif device.component is not None:
        one = device.component
        said = f"{one.street_name}{one.community_name}{one.name}（{one.code}）"
    else:
        said = device.vehicle.plate if device.vehicle is not None else device.name
    return said[:_ADDRESS_MOST]


def _story(step: AlarmStep, rule: JudgedRule, act: CaseAct, case: Case, run: _Run) -> None:
    """Say in the story of a case what happened to its alarm; what cannot wait goes on as a quick response.

    The case is locked.
    """
    detail: dict[str, object] = {"alarm": step.alarm_id, "severity": step.severity}
    if _raises(step, rule, act, case):
        detail["track"] = Track.QUICK.value
    move_write(
        case=case,
        new=NewMove(
            act=act, after=CaseState(case.state), actor=FOLLOWER, at=run.at, note=_note(step), detail=detail
        ),
    )


def _raises(step: AlarmStep, rule: JudgedRule, act: CaseAct, case: Case) -> bool:
    """Return whether a case cannot wait any more as it could before."""
    rises = act in {CaseAct.ALARM_AGAIN, CaseAct.ALARM_WORSE}
    is_urgent = rule.proposes is not None and rule.proposes.is_urgent(Severity(step.severity))
    return rises and is_urgent and case.over_at is None and case.track == Track.ORDINARY


def _note(step: AlarmStep) -> str:
    """Return which alarm it is: names, which are the same in both languages."""
    alarm = step.alarm
    return f"A{alarm.pk} {alarm.rule.name} · {alarm.device.name}"


def _link(
    step: AlarmStep, link: AlarmLink, run: _Run, *, case_id: int | None = None, refusal: str = ""
) -> None:
    alarm, entry_id = step.alarm, step.entry_id
    if entry_id is None:
        raise RuntimeError(f"a step of no entry: {step.pk}")
    made = AlarmCase(
        alarm=alarm, case_id=case_id, link=link.value, refusal=refusal, at=step.at, recorded_at=run.at,
        area_code=alarm.area_code, entry_id=entry_id,
    )  # fmt: skip
    run.links.append(made)
    if case_id is not None:
        run.standing.case_of[alarm.pk] = (case_id, False)
        run.standing.open_of[alarm.rule_id, alarm.device_id] = case_id
