"""请销假: asked for, approved, known to whoever reads duties, and ended by reporting back.

Reason, place and number stay out of the ledger: who may see an area may have its proofs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.timezone import localtime

from xiuhua.access.services import may, require
from xiuhua.ground.services.posts import NewAbsence, absence_end, absence_record
from xiuhua.ground.terms.people import AbsenceKind
from xiuhua.ledger.services import entry_append
from xiuhua.oversight.models import Leave
from xiuhua.oversight.queries import leaves as queries
from xiuhua.oversight.queries.oversight_rows import person_in_scope
from xiuhua.oversight.rules.leaves import begins_as, leave_faults, may_step
from xiuhua.oversight.rules.telling import LEAVE_ANSWERED, LEAVE_ASKED, LEAVE_LATE
from xiuhua.oversight.services.leave_telling import approvers_tell, leave_tell
from xiuhua.oversight.services.refusals import NotTheApprover, NotYours
from xiuhua.oversight.terms.leaves import LeaveAct, LeaveKind, LeaveState
from xiuhua.shared.actor import Actor, system
from xiuhua.shared.errors import Invalid, NotAllowedNow, NotPermitted
from xiuhua.web.days import day_after, midnight, today

TELLER = system("oversight_telling")
_AT_ONCE = 200


@dataclass(frozen=True, kw_only=True)
class NewLeave:
    """A leave as it is asked for; see `Leave`. `stand_in_id` is None for the deputies of the posts."""

    client_id: UUID
    kind: LeaveKind
    since: date
    until: date
    reached_by: str
    out_of_town: bool = False
    place: str = ""
    reason: str = ""
    stand_in_id: int | None = None


@transaction.atomic
def leave_ask(*, new: NewLeave, actor: Actor, at: datetime) -> Leave:
    """Ask for leave, or report going out of town off hours; asked again under the same id it is the same.

    Raises:
        NotPermitted: not by this actor.
        Invalid: the account belongs to nobody, or a field is wrong.
    """
    require(actor, LeaveAct.ASK)
    known = Leave.objects.filter(client_id=new.client_id).first()
    if known is not None:
        return known
    person = queries.person_of(actor.user_id)
    fields = leave_faults(
        kind=new.kind, since=new.since, until=new.until, out_of_town=new.out_of_town, place=new.place,
        reached_by=new.reached_by, today=localtime(at).date(),
    )  # fmt: skip
    stand_in = person_in_scope(new.stand_in_id) if new.stand_in_id is not None else None
    if new.stand_in_id is not None and (stand_in is None or (person and stand_in.pk == person.pk)):
        fields["stand_in"] = "oversight_person_unknown"
    if person is None:
        fields["kind"] = "oversight_leave_nobody"
    if fields or person is None:
        raise Invalid(fields=fields)
    row = Leave.objects.create(
        client_id=new.client_id, person=person, unit=person.unit, kind=new.kind.value, since=new.since,
        until=new.until, since_at=midnight(new.since), due_back_at=day_after(new.until),
        out_of_town=new.out_of_town or new.kind is LeaveKind.OFF_HOURS, place=new.place.strip(),
        reached_by=new.reached_by.strip(), reason=new.reason.strip(), stand_in=stand_in,
        state=begins_as(new.kind).value, asked_at=at, updated_at=at, area_code=person.area_code,
    )  # fmt: skip
    _record(row, LeaveAct.ASK, actor=actor, at=at)
    approvers_tell(row=row, template=LEAVE_ASKED, actor=actor, at=at)
    return row


@transaction.atomic
def leave_grant(*, leave_id: int, answer: str = "", actor: Actor, at: datetime) -> Leave:
    """Approve a leave. Whoever reads duties knows of the absence, and the stand-in answers meanwhile.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        NotTheApprover: it is the actor's own, or of another unit than the actor leads.
        Invalid: the person is away then already.
    """
    row = _approved(leave_id, LeaveAct.GRANT, actor, at)
    row.absence = absence_record(
        person_id=row.person_id, actor=actor, at=at,
        new=NewAbsence(
            kind=AbsenceKind.SICK if row.kind == LeaveKind.SICK else AbsenceKind.LEAVE,
            since=row.since_at, until=row.due_back_at,
            deputy_number=row.stand_in.work_number if row.stand_in else "",
        ),
    )  # fmt: skip
    return _answered(row, LeaveAct.GRANT, LeaveState.AWAY, answer, actor, at)


@transaction.atomic
def leave_refuse(*, leave_id: int, answer: str, actor: Actor, at: datetime) -> Leave:
    """Refuse a leave, and say why.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        NotTheApprover: it is the actor's own, or of another unit than the actor leads.
        Invalid: nothing was said.
    """
    row = _approved(leave_id, LeaveAct.REFUSE, actor, at)
    if not answer.strip():
        raise Invalid(fields={"answer": "oversight_words_missing"})
    return _answered(row, LeaveAct.REFUSE, LeaveState.REFUSED, answer, actor, at)


@transaction.atomic
def leave_withdraw(*, leave_id: int, actor: Actor, at: datetime) -> Leave:
    """Withdraw one's own request before it is answered.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        NotYours: it is somebody else's.
    """
    row = _own(leave_id, LeaveAct.WITHDRAW, actor)
    row.state = LeaveState.WITHDRAWN.value
    return _moved(row, LeaveAct.WITHDRAW, actor=actor, at=at)


@transaction.atomic
def leave_return(*, leave_id: int, actor: Actor, at: datetime) -> Leave:
    """Report back from one's own leave; the absence that duties know of ends with it, unless it is over.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        NotYours: it is somebody else's.
    """
    row = _own(leave_id, LeaveAct.RETURN, actor)
    if row.absence is not None and _runs(row.absence.validity, at):
        absence_end(absence_id=row.absence.pk, actor=actor, at=at)
    row.state, row.returned_at = LeaveState.BACK.value, at
    return _moved(row, LeaveAct.RETURN, actor=actor, at=at)


def _runs(validity: DateTimeTZRange, at: datetime) -> bool:
    """Return whether an absence is not over: the office may have ended it, or taken it back."""
    return not validity.isempty and validity.upper is not None and at < validity.upper


@transaction.atomic
def late_back_tell(*, at: datetime) -> int:
    """Tell people who have not reported back, and who approves their leave; once. The scope is every area.

    Returns:
        Of how many somebody was told.
    """
    late = queries.late_back_untold(today(), most=_AT_ONCE)
    for row in late:
        leave_tell(row=row, template=LEAVE_LATE, actor=TELLER, at=at)
        approvers_tell(row=row, template=LEAVE_LATE, actor=TELLER, at=at)
        row.overdue_told = True
        row.save(update_fields=["overdue_told"])
    return len(late)


def leave_seen(row: Leave, *, actor: Actor, at: datetime) -> None:
    """Let pass the person, whoever approves leave of the unit, and whoever keeps the register.

    Raises:
        NotPermitted, NotYours: it is not theirs to read.
    """
    try:
        require(actor, LeaveAct.READ, row)
    except NotPermitted:
        require(actor, LeaveAct.OWN, row)
        if not (is_own(row, actor=actor) or approves(row, actor=actor, at=at)):
            raise NotYours from None


def is_own(row: Leave, *, actor: Actor) -> bool:
    """Return whether it is the actor's own leave."""
    return actor.user_id is not None and row.person.user_id == actor.user_id


def approves(row: Leave, *, actor: Actor, at: datetime) -> bool:
    """Return whether an actor approves the leave of this unit, in whichever state this one is."""
    if not may(actor, LeaveAct.PRIVATE, row):
        return False
    return bool(may(actor, LeaveAct.READ, row)) or queries.is_of_unit(row, user_id=actor.user_id, at=at)


def _approved(leave_id: int, act: LeaveAct, actor: Actor, at: datetime) -> Leave:
    row = queries.leave_lock(leave_id)
    require(actor, act, row)
    if not may_step(LeaveState(row.state), act):
        raise NotAllowedNow(act=act.value, state=row.state)
    if is_own(row, actor=actor) or not approves(row, actor=actor, at=at):
        raise NotTheApprover
    return row


def _own(leave_id: int, act: LeaveAct, actor: Actor) -> Leave:
    row = queries.leave_lock(leave_id)
    require(actor, act, row)
    if not may_step(LeaveState(row.state), act):
        raise NotAllowedNow(act=act.value, state=row.state)
    if not is_own(row, actor=actor):
        raise NotYours
    return row


def _answered(row: Leave, act: LeaveAct, state: LeaveState, answer: str, actor: Actor, at: datetime) -> Leave:
    row.state, row.answer, row.answered_by, row.answered_at = state.value, answer.strip(), actor.name, at
    _moved(row, act, actor=actor, at=at)
    leave_tell(row=row, template=LEAVE_ANSWERED, actor=actor, at=at)
    return row


def _moved(row: Leave, act: LeaveAct, *, actor: Actor, at: datetime) -> Leave:
    row.updated_at = at
    row.save(
        update_fields=[
            *("state", "answer", "answered_by", "answered_at", "returned_at", "absence", "updated_at")
        ]
    )
    _record(row, act, actor=actor, at=at)
    return row


def _record(row: Leave, act: LeaveAct, *, actor: Actor, at: datetime) -> None:
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"leave_request:{row.pk}", area=row.area_code,
        detail={"state": row.state, "kind": row.kind}, state=queries.leave_state(row),
    )  # fmt: skip
