"""Recording who was reminded of what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localtime

from xiuhua.access.rules import areas_for
from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.oversight.models import IntegrityReminder
from xiuhua.oversight.queries.oversight_rows import person_in_scope
from xiuhua.oversight.queries.reminders import reminder_state
from xiuhua.oversight.terms.reminders import ReminderAct, ReminderForm, ReminderMatter
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.web.days import midnight


@dataclass(frozen=True, kw_only=True)
class NewReminder:
    """A reminder as it is recorded; see `IntegrityReminder`."""

    client_id: UUID
    person_id: int
    form: ReminderForm
    matter: ReminderMatter
    on: date
    text: str = ""


@transaction.atomic
def reminder_record(*, new: NewReminder, actor: Actor, at: datetime) -> IntegrityReminder:
    """Record that somebody was reminded; recorded again under the same id it is the same reminder.

    What was said stays out of the ledger: who may see an area may have its proofs.

    Raises:
        NotPermitted: not by this actor.
        Invalid: there is no such person in scope, or the day lies ahead.
    """
    require(actor, ReminderAct.RECORD)
    known = IntegrityReminder.objects.filter(client_id=new.client_id).first()
    if known is not None:
        return known
    person = person_in_scope(new.person_id)
    fields = {} if person else {"person": "oversight_person_unknown"}
    if new.on > localtime(at).date():
        fields["on"] = "oversight_day_ahead"
    if fields or person is None:
        raise Invalid(fields=fields)
    areas = areas_for(actor, ReminderAct.RECORD)
    reminder = IntegrityReminder.objects.create(
        client_id=new.client_id, person=person, form=new.form.value, matter=new.matter.value,
        text=new.text.strip(), on=new.on, at=midnight(new.on), recorded_by=actor.name, recorded_at=at,
        area_code=person.area_code if person.area_code.startswith(areas) else areas[0],
    )  # fmt: skip
    entry_append(
        at=at, actor=actor, act=ReminderAct.RECORD.value, subject=f"integrity_reminder:{reminder.pk}",
        area=reminder.area_code, state=reminder_state(reminder),
    )  # fmt: skip
    return reminder
