"""Writing a move of an order: the one way an order changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.orders.models import Order, OrderMove
from xiuhua.orders.queries.orders import order_lock, order_state
from xiuhua.orders.rules.orders import STEP_OF, clock_of, facts_stored, may_move, soon_before
from xiuhua.orders.services.refusals import OvertakenOrder
from xiuhua.orders.terms.orders import OrderAct, OrderAlert, OrderClock, OrderState
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.errors import Invalid, NotAllowedNow

_DUE = {
    OrderClock.SIGN: "sign_due_at",
    OrderClock.CONTACT: "call_due_at",
    OrderClock.PASS_ON: "pass_on_due_at",
    OrderClock.REPLY: "reply_due_at",
}


def order_held(
    order_id: int, act: OrderAct, *, actor: Actor, seen: int | None = None, reason: str | None = None
) -> Order:
    """Return an order, locked, on which the actor may do an act now and has said what it must be told.

    Raises:
        NotFound: no such order in the actor's areas.
        NotPermitted, NotAllowedNow: the act table or the table of steps says no.
        OvertakenOrder: somebody moved it since the actor looked.
        Invalid: the act needs a reason.
    """
    order = order_lock(order_id)
    require(actor, act, order)
    if not may_move(act, OrderState(order.state)):
        raise NotAllowedNow(act=act.value, state=order.state)
    if seen is not None and seen != order.moves_count:
        raise OvertakenOrder(number=order.number, state=order.state)
    if reason is not None and STEP_OF[act].reason and not reason.strip():
        raise Invalid(fields={"reason": "order_reason_missing"})
    return order


def order_write(  # noqa: PLR0913 - what a move is made of; each act names what it has
    *,
    order: Order,
    act: OrderAct,
    actor: Actor,
    at: datetime,
    after: OrderState | None = None,
    changes: Mapping[str, object] | None = None,
    detail: Mapping[str, str | int | None] | None = None,
    kept: Mapping[str, str] | None = None,
    reason: str = "",
) -> OrderMove:
    """Write one move on an order that is locked or new: the row, the move and the ledger's entry.

    `changes` are columns of `rules.orders.FACTS`; `detail` what the ledger keeps beside ids and states;
    `kept` what only the move keeps.
    """
    before, made = order.state, dict(changes or {})
    if after is not None or not before:
        made["state"] = (after or OrderState(order.state)).value
    for name, value in made.items():
        setattr(order, name, value)
    _clock_set(order, at)
    order.moves_count, order.updated_at = order.moves_count + 1, at
    order.save()
    entry = entry_append(
        at=at, actor=actor, act=act.value, subject=f"order:{order.pk}", area=order.area_code,
        detail={"move": order.moves_count, "before": before, "after": order.state, **(detail or {})},
        words={"reason": reason.strip()} if reason.strip() else {}, state=order_state(order),
    )  # fmt: skip
    return OrderMove.objects.create(
        order=order, number=order.moves_count, act=act.value, before=before, after=order.state, at=at,
        recorded_at=entry.recorded_at, actor=actor.name, area_code=order.area_code, entry=entry,
        detail={"set": facts_stored(made), **(detail or {}), **(kept or {})},
    )  # fmt: skip


def _clock_set(order: Order, at: datetime) -> None:
    """Let the order wait for the deadline of its state; of another deadline nothing has been said yet."""
    clock = clock_of(OrderState(order.state))
    due_at: datetime | None = getattr(order, _DUE[clock]) if clock else None
    if due_at == order.due_at and order.alert:
        return
    order.due_at, order.alert = due_at, OrderAlert.NONE.value
    order.soon_at = soon_before(since=order.received_at, due_at=due_at) if due_at else None
    order.next_at = order.soon_at
    if due_at is not None and order.soon_at is not None and at >= order.soon_at:
        order.alert, order.next_at = OrderAlert.WARNED.value, due_at


def seated(*, actor: Actor, role: str, area: str) -> Actor:
    """Return an actor who may do at a desk of the loop what an act on an order includes.

    The act table has let the act on the order pass; what it does to cases stays in the actor's own name.
    """
    return replace(actor, holdings=(*actor.holdings, Holding(role=role, area=area)), limits=None)
