"""What people do about alarms."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.sensing.models import Alarm, AlarmStep
from xiuhua.sensing.queries import alarms as queries
from xiuhua.sensing.services.refusals import AlarmSeen
from xiuhua.sensing.terms.alarms import StepKind
from xiuhua.sensing.terms.rules import AlarmAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid

LONGEST_NOTE = 500


@transaction.atomic
def alarm_acknowledge(*, alarm_id: int, note: str = "", actor: Actor, at: datetime) -> Alarm:
    """Note that somebody has seen an alarm and looks after it: it is not escalated unless it grows worse.

    Raises:
        AlarmSeen: somebody else has.
        NotAllowedNow: it has ended.
    """
    standing = queries.standing_of(alarm_id)  # first, in the order in which the judge locks
    alarm = queries.alarm_lock(alarm_id)
    require(actor, AlarmAct.ACKNOWLEDGE, alarm)
    if alarm.acknowledged_by:
        raise AlarmSeen
    alarm.acknowledged_by, alarm.acknowledged_at, alarm.updated_at = actor.name, at, at
    alarm.save(update_fields=["acknowledged_by", "acknowledged_at", "updated_at"])
    if standing is not None:
        standing.standing = {**standing.standing, "acknowledged_by": actor.name}
        standing.wake_at = at
        standing.save(update_fields=["standing", "wake_at"])
    _stepped(alarm, StepKind.ACKNOWLEDGED, AlarmAct.ACKNOWLEDGE, note, actor, at)
    return alarm


@transaction.atomic
def alarm_note(*, alarm_id: int, note: str, actor: Actor, at: datetime) -> Alarm:
    """Add what somebody found to an alarm.

    Raises:
        Invalid: nothing was said.
    """
    alarm = queries.alarm_lock(alarm_id)
    require(actor, AlarmAct.NOTE, alarm)
    if not note.strip():
        raise Invalid(fields={"note": "note_empty"})
    alarm.updated_at = at
    alarm.save(update_fields=["updated_at"])
    _stepped(alarm, StepKind.NOTED, AlarmAct.NOTE, note, actor, at)
    return alarm


def _stepped(alarm: Alarm, kind: StepKind, act: AlarmAct, note: str, actor: Actor, at: datetime) -> None:
    said = note.strip()[:LONGEST_NOTE]
    entry = entry_append(
        at=at, actor=actor, act=act, subject=f"alarm:{alarm.pk}", area=alarm.area_code,
        words={"reason": said} if said else {}, state=queries.alarm_state(alarm),
    )  # fmt: skip
    AlarmStep.objects.create(
        alarm=alarm, area_code=alarm.area_code, kind=kind.value, at=at, recorded_at=at,
        severity=alarm.severity, health=alarm.health, escalation=alarm.escalation, by=actor.name, note=said,
        entry=entry,
    )  # fmt: skip
