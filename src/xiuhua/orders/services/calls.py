"""Telephone calls: what the telephone system tells, what an agent writes down, who listens to a recording."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from xiuhua.access.services import require
from xiuhua.files.services import file_store
from xiuhua.files.terms import Purpose
from xiuhua.ledger.services import NewEntry, entries_append_many, entry_append
from xiuhua.orders.models import Call, Link, Order
from xiuhua.orders.queries.calls import call_lock, call_of_link, seat_of
from xiuhua.orders.queries.rows import StoredFile
from xiuhua.orders.rules.callers import phone_digits, words_without_caller
from xiuhua.orders.services.orders.calling import order_contact, order_sign
from xiuhua.orders.services.orders.ending import order_reply
from xiuhua.orders.services.orders.passing import NewPart, order_pass_on
from xiuhua.orders.services.orders.taking import NewOrder, order_take
from xiuhua.orders.services.refusals import RecordingMissing, RegisteredAlready
from xiuhua.orders.terms.calls import CallAct, CallEvent, CallState
from xiuhua.orders.terms.orders import ContactOutcome
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotFound

_ACTS = {CallEvent.RINGING: CallAct.RING, CallEvent.ANSWERED: CallAct.ANSWER, CallEvent.HUNG_UP: CallAct.END}


@dataclass(frozen=True, kw_only=True)
class CallTold:
    """What a telephone system tells of a call. `agent` is the account's name of whoever it rings at."""

    call_id: str
    event: CallEvent
    caller_phone: str = ""
    agent: str = ""
    happened_at: datetime | None = None


@transaction.atomic
def call_told(*, told: CallTold, link: Link, actor: Actor, at: datetime) -> Call:
    """Keep what happened to a call. Events may come twice or out of order: the call ends as it ended.

    Raises:
        NotPermitted: the actor tells of no calls there.
        Invalid: the call has no id of its own.
    """
    if not told.call_id.strip():
        raise Invalid(fields={"call_id": "call_id_missing"})
    call = call_of_link(link.pk, told.call_id) or _begun(told, link, at=at)
    require(actor, _ACTS[told.event], call)
    _moved(call, told, told.happened_at or at)
    call.updated_at = at
    call.save()
    acts = [_entry(call, told.event, f"call:{call.pk}", actor=actor, at=at)]
    if call.agent_id is not None:  # the agent's own page follows what happens at the seat
        acts.append(_entry(call, told.event, f"seat:{call.agent_id}", actor=actor, at=at))
    entries_append_many(acts)
    return call


def _begun(told: CallTold, link: Link, *, at: datetime) -> Call:
    call = Call(
        link=link, call_id=told.call_id.strip(), area_code=link.area_code, state=CallState.RINGING.value,
        rang_at=told.happened_at or at, recorded_at=at, updated_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            call.save(force_insert=True)
    except IntegrityError:  # two events of one call at once
        found = call_of_link(link.pk, told.call_id)
        if found is None:
            raise
        return found
    return call


def _moved(call: Call, told: CallTold, happened_at: datetime) -> None:
    if told.caller_phone:
        call.caller_phone = told.caller_phone.strip()
        call.phone_key = phone_digits(told.caller_phone)[-20:]
    if told.agent:
        call.agent_id = seat_of(told.agent) or call.agent_id
    if told.event is CallEvent.RINGING:
        call.rang_at = min(call.rang_at, happened_at)
    elif told.event is CallEvent.ANSWERED:
        call.answered_at = call.answered_at or happened_at
        call.state = (CallState.ENDED if call.ended_at else CallState.TALKING).value
    else:
        call.ended_at = call.ended_at or happened_at
        call.state = (CallState.ENDED if call.answered_at else CallState.MISSED).value


def _entry(call: Call, event: CallEvent, subject: str, *, actor: Actor, at: datetime) -> NewEntry:
    detail: dict[str, int | str] = {"call": call.pk, "state": call.state}
    return NewEntry(
        at=at, actor=actor, act=_ACTS[event].value, subject=subject, area=call.area_code, detail=detail
    )


@transaction.atomic
def call_record(*, link: Link, call_id: str, content: bytes, actor: Actor, at: datetime) -> Call:
    """Keep the recording of a call, for good and bound to it. The same one again changes nothing.

    Raises:
        NotFound: the telephone system never told of such a call.
        NotPermitted: as `call_told`.
        CityError: as `files.services.file_store`: it is no recording, or too large.
    """
    call = call_of_link(link.pk, call_id)
    if call is None:
        raise NotFound(kind="call", key=call_id)
    require(actor, CallAct.RECORD, call)
    if call.recording_id is not None:
        return call
    call.recording = _stored(call, content, actor=actor, at=at)
    call.updated_at = at
    call.save(update_fields=["recording", "updated_at"])
    entry_append(
        at=at, actor=actor, act=CallAct.RECORD.value, subject=f"call:{call.pk}", area=call.area_code,
        detail={"file": call.recording_id},
    )  # fmt: skip
    return call


def _stored(call: Call, content: bytes, *, actor: Actor, at: datetime) -> StoredFile:
    return file_store(
        content=content, name=call.number, area_code=call.area_code, purpose=Purpose.RECORDING, actor=actor,
        at=at,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Registered:
    """What an agent writes down while talking.

    Args:
        order: what the citizen wants.
        part: the case it becomes; None where it was answered at once.
        answer: what was answered; empty where a case is opened.
    """

    order: NewOrder
    part: NewPart | None = None
    answer: str = ""


@transaction.atomic
def call_register(*, call_id: int, said: Registered, actor: Actor, at: datetime) -> Order:
    """Write a call down as an order: signed for and its citizen spoken to, because that is what a call is.

    Raises:
        NotFound, NotPermitted: no such call, or not by this actor.
        RegisteredAlready: somebody wrote it down already.
        CityError: as `order_take`, `order_pass_on` and `order_reply`.
    """
    call = call_lock(call_id)
    require(actor, CallAct.REGISTER, call)
    if call.order_id is not None:
        raise RegisteredAlready(number=call.number, order=call.order.number if call.order else "")
    if said.part is None and not said.answer.strip():
        raise Invalid(fields={"answer": "call_answer_missing"})
    order, _new = order_take(new=said.order, link=None, actor=actor, at=at)
    order_sign(order_id=order.pk, actor=actor, at=at)
    heard = words_without_caller(said.order.words, name=said.order.caller_name, phone=said.order.caller_phone)
    order_contact(order_id=order.pk, outcome=ContactOutcome.REACHED, note=heard, actor=actor, at=at)
    if said.part is not None:
        order_pass_on(order_id=order.pk, part=said.part, actor=actor, at=at)
    else:
        order_reply(order_id=order.pk, text=said.answer, actor=actor, at=at)
    call.order, call.updated_at = order, at
    call.save(update_fields=["order", "updated_at"])
    entry_append(
        at=at, actor=actor, act=CallAct.REGISTER.value, subject=f"call:{call.pk}", area=call.area_code,
        detail={"order": order.pk},
    )  # fmt: skip
    return order


@transaction.atomic
def call_listen(*, call_id: int, reason: str, actor: Actor, at: datetime) -> StoredFile:
    """Return the recording of a call to somebody who says why; the ledger keeps who listened.

    Raises:
        NotFound, NotPermitted: no such call, or not by this actor.
        RecordingMissing: none is kept.
        Invalid: the reason is missing.
    """
    call = call_lock(call_id)
    require(actor, CallAct.LISTEN, call)
    if call.recording is None:
        raise RecordingMissing(number=call.number)
    if not reason.strip():
        raise Invalid(fields={"reason": "reveal_reason_empty"})
    entry_append(
        at=at, actor=actor, act=CallAct.LISTEN.value, subject=f"call:{call.pk}", area=call.area_code,
        detail={"file": call.recording_id}, words={"reason": reason.strip()},
    )  # fmt: skip
    return call.recording
