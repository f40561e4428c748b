"""Signing for an order, calling the citizen, asking afterwards how it went, archiving."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from xiuhua.ground.services.phones import phone_reveal
from xiuhua.orders.models import Order, OrderContact
from xiuhua.orders.queries.orders import order_lock, tries_without_answer
from xiuhua.orders.rules.orders import in_time
from xiuhua.orders.services.messages import message_queue
from xiuhua.orders.services.orders.writing import order_held, order_write
from xiuhua.orders.terms.links import MessageKind
from xiuhua.orders.terms.orders import ContactOutcome, OrderAct, OrderState, Satisfaction
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid

_TRIES = 3  # own choice: whoever does not answer three times must not hold up the matter itself


@transaction.atomic
def order_sign(*, order_id: int, seen: int | None = None, actor: Actor, at: datetime) -> Order:
    """Sign for an order: 签收. The platform above is told.

    Raises:
        NotFound, NotPermitted, NotAllowedNow, OvertakenOrder: as `writing.order_held`.
    """
    order = order_held(order_id, OrderAct.SIGN, actor=actor, seen=seen)
    changes = {"signed_at": at, "signed_in_time": in_time(at, order.sign_due_at)}
    order_write(order=order, act=OrderAct.SIGN, actor=actor, at=at, after=OrderState.SIGNED, changes=changes)
    message_queue(order=order, kind=MessageKind.SIGN, told={}, at=at)
    return order


@transaction.atomic
def order_contact(
    *, order_id: int, outcome: ContactOutcome, note: str, seen: int | None = None, actor: Actor, at: datetime
) -> Order:
    """Keep a try to call the citizen. The first one within its limit counts as a response.

    It leads on once something was learned: the citizen was reached, or cannot be, which a third call without
    an answer shows as well.

    Raises:
        NotFound, NotPermitted, NotAllowedNow, OvertakenOrder: as `writing.order_held`.
        Invalid: what the citizen said is missing.
    """
    order = order_held(order_id, OrderAct.CONTACT, actor=actor, seen=seen)
    if outcome is ContactOutcome.REACHED and not note.strip():
        raise Invalid(fields={"note": "order_note_missing"})
    _kept(order, outcome, note, is_callback=False, actor=actor, at=at)
    changes: dict[str, object] = {}
    if order.first_called_at is None:
        changes |= {"first_called_at": at, "contacted_in_time": in_time(at, order.call_due_at)}
    if outcome is ContactOutcome.REACHED and order.contacted_at is None:
        changes["contacted_at"] = at
    is_learned = outcome is not ContactOutcome.NO_ANSWER or tries_without_answer(order) >= _TRIES
    leads = order.state == OrderState.SIGNED and is_learned
    order_write(
        order=order, act=OrderAct.CONTACT, actor=actor, at=at,
        after=OrderState.CONTACTED if leads else None, changes=changes,
        detail={"outcome": outcome.value}, reason=note,
    )  # fmt: skip
    told = {"outcome": outcome.value.removeprefix("contact_"), "note": note.strip()}
    message_queue(order=order, kind=MessageKind.CONTACT, told=told, at=at)
    return order


def _kept(
    order: Order, outcome: ContactOutcome, note: str, *, is_callback: bool, actor: Actor, at: datetime
) -> None:
    OrderContact.objects.create(
        order=order, area_code=order.area_code, outcome=outcome.value, is_callback=is_callback,
        note=note.strip(), actor=actor.name, at=at,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class CalledBack:
    """What came of a callback: without the citizen reached, nothing is known."""

    outcome: ContactOutcome
    resolved: bool | None = None
    satisfied: Satisfaction | None = None
    note: str = ""


@transaction.atomic
def order_call_back(
    *, order_id: int, said: CalledBack, by_above: bool = False, seen: int | None = None, actor: Actor,
    at: datetime,
) -> Order:  # fmt: skip
    """Ask the citizen how it went: 回访. What the platform above asked itself it is not told again.

    Raises:
        NotFound, NotPermitted, NotAllowedNow, OvertakenOrder: as `writing.order_held`.
        Invalid: the citizen was reached, and it is not said what they answered.
    """
    order = order_held(order_id, OrderAct.CALL_BACK, actor=actor, seen=seen)
    is_reached = said.outcome is ContactOutcome.REACHED
    if is_reached:
        missing = {"resolved": said.resolved is None, "satisfied": said.satisfied is None}
        fields = {name: f"order_{name}_missing" for name, is_missing in missing.items() if is_missing}
        if fields:
            raise Invalid(fields=fields)
    _kept(order, said.outcome, said.note, is_callback=True, actor=actor, at=at)
    changes: dict[str, object] = {}
    if is_reached and said.satisfied is not None:
        changes = {"called_back_at": at, "resolved": said.resolved, "satisfied": said.satisfied.value}
    order_write(
        order=order, act=OrderAct.CALL_BACK, actor=actor, at=at,
        after=OrderState.CALLED_BACK if is_reached else None, changes=changes,
        detail={"outcome": said.outcome.value}, reason=said.note,
    )  # fmt: skip
    if is_reached and said.satisfied is not None and not by_above:
        told = {
            "resolved": said.resolved, "satisfied": said.satisfied.value.removeprefix("satisfied_"),
            "note": said.note.strip(),
        }  # fmt: skip
        message_queue(order=order, kind=MessageKind.CALL_BACK, told=told, at=at)
    return order


@transaction.atomic
def order_archive(*, order_id: int, seen: int | None = None, actor: Actor, at: datetime) -> Order:
    """Archive an order whose citizen has answered.

    Raises:
        NotFound, NotPermitted, NotAllowedNow, OvertakenOrder: as `writing.order_held`.
    """
    order = order_held(order_id, OrderAct.ARCHIVE, actor=actor, seen=seen)
    order_write(
        order=order, act=OrderAct.ARCHIVE, actor=actor, at=at, after=OrderState.ARCHIVED,
        changes={"archived_at": at},
    )  # fmt: skip
    return order


@transaction.atomic
def order_phone_reveal(*, order_id: int, reason: str, actor: Actor, at: datetime) -> str:
    """Return the citizen's whole number; the ledger keeps who asked, and why.

    Raises:
        NotFound, NotPermitted, Invalid: as `ground.services.phones.phone_reveal`.
    """
    order = order_lock(order_id)
    return phone_reveal(
        order, order.caller_phone, act=OrderAct.PHONE_REVEAL.value, subject=f"order:{order.pk}",
        reason=reason, actor=actor, at=at,
    )  # fmt: skip
