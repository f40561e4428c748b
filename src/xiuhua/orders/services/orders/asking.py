"""What is asked of the platform above: taking an order back, more time."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import transaction

from xiuhua.orders.models import Order
from xiuhua.orders.rules.orders import in_time
from xiuhua.orders.services.messages import message_queue
from xiuhua.orders.services.orders.writing import order_held, order_write
from xiuhua.orders.services.refusals import AskedAlready, ExtendTooLate, NoPlatformAbove, ReturnTooLate
from xiuhua.orders.terms.links import MessageKind
from xiuhua.orders.terms.orders import OrderAct, OrderSource, OrderState
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


@transaction.atomic
def order_return_ask(
    *, order_id: int, reason: str, seen: int | None = None, actor: Actor, at: datetime
) -> Order:
    """Ask the platform above to take an order back: 退单, within its limit and with a reason.

    Raises:
        NotFound, NotPermitted, NotAllowedNow, OvertakenOrder, Invalid: as `writing.order_held`.
        NoPlatformAbove: it was written here.
        ReturnTooLate: the limit for returning it has passed.
    """
    order = order_held(order_id, OrderAct.RETURN_ASK, actor=actor, seen=seen, reason=reason)
    _above(order)
    if not in_time(at, order.return_due_at):
        raise ReturnTooLate(number=order.number, due=_said(order.return_due_at))
    order_write(
        order=order, act=OrderAct.RETURN_ASK, actor=actor, at=at, after=OrderState.RETURN_ASKED,
        changes={"asked": OrderAct.RETURN_ASK.value, "returned_from": order.state}, reason=reason,
    )  # fmt: skip
    message_queue(order=order, kind=MessageKind.RETURN, told={"reason": reason.strip()}, at=at)
    return order


@transaction.atomic
def order_extend_ask(
    *, order_id: int, until: datetime, reason: str, seen: int | None = None, actor: Actor, at: datetime
) -> Order:
    """Ask the platform above for more time: 延期.

    Raises:
        NotFound, NotPermitted, NotAllowedNow, OvertakenOrder, Invalid: as `writing.order_held`; the instant
            lies before the deadline.
        NoPlatformAbove: it was written here.
        AskedAlready: something waits for an answer.
        ExtendTooLate: the reply is late already.
    """
    order = order_held(order_id, OrderAct.EXTEND_ASK, actor=actor, seen=seen, reason=reason)
    _above(order)
    if order.asked:
        raise AskedAlready(number=order.number)
    if not in_time(at, order.reply_due_at):
        raise ExtendTooLate(number=order.number, due=_said(order.reply_due_at))
    if until <= order.reply_due_at:
        raise Invalid(fields={"until": "order_until_before"})
    wanted = until.astimezone(UTC).replace(microsecond=0).isoformat()
    order_write(
        order=order, act=OrderAct.EXTEND_ASK, actor=actor, at=at,
        changes={"asked": OrderAct.EXTEND_ASK.value}, kept={"until": wanted}, reason=reason,
    )  # fmt: skip
    told = {"until": wanted, "reason": reason.strip()}
    message_queue(order=order, kind=MessageKind.EXTEND, told=told, at=at)
    return order


def _above(order: Order) -> None:
    if order.source != OrderSource.CITY:
        raise NoPlatformAbove(number=order.number)


def _said(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
