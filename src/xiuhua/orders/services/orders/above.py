"""What the platform above answers, and what it orders: taking back, more time, doing again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction

from xiuhua.orders.models import Order
from xiuhua.orders.queries.orders import until_asked
from xiuhua.orders.services.orders.ending import order_redo
from xiuhua.orders.services.orders.writing import order_held, order_write
from xiuhua.orders.services.refusals import NothingAsked
from xiuhua.orders.terms.orders import OrderAct, OrderState
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import NotFound

ANSWERS = frozenset(
    {OrderAct.RETURN_GRANT, OrderAct.RETURN_REFUSE, OrderAct.EXTEND_GRANT, OrderAct.EXTEND_REFUSE}
)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the platform above says. `until` is when it gives more time than was asked for, or less."""

    act: OrderAct
    reason: str = ""
    until: datetime | None = None


@transaction.atomic
def order_answer_above(*, order_id: int, answer: Answer, actor: Actor, at: datetime) -> Order:
    """Let the platform above grant or refuse what it was asked for.

    Raises:
        NotFound, NotPermitted, NotAllowedNow, Invalid: as `writing.order_held`.
        NothingAsked: nothing of this kind waits for an answer.
    """
    act = answer.act
    if act not in ANSWERS:
        raise NotFound(kind="act", key=act.value)
    order = order_held(order_id, act, actor=actor, reason=answer.reason)
    is_return = act in {OrderAct.RETURN_GRANT, OrderAct.RETURN_REFUSE}
    if order.asked != (OrderAct.RETURN_ASK if is_return else OrderAct.EXTEND_ASK):
        raise NothingAsked(number=order.number)
    after, changes = _decided(order, answer, at)
    order_write(
        order=order, act=act, actor=actor, at=at, after=after, changes={"asked": "", **changes},
        reason=answer.reason,
    )  # fmt: skip
    return order


def _decided(order: Order, answer: Answer, at: datetime) -> tuple[OrderState | None, dict[str, object]]:
    if answer.act is OrderAct.RETURN_GRANT:
        return OrderState.RETURNED, {"returned_at": at}
    if answer.act is OrderAct.RETURN_REFUSE:
        return OrderState(order.returned_from), {}
    if answer.act is OrderAct.EXTEND_REFUSE:
        return None, {}
    due_at = answer.until or until_asked(order) or order.reply_due_at
    due_at = max(due_at.astimezone(UTC).replace(microsecond=0), order.reply_due_at)
    return None, {"reply_due_at": due_at, "extensions": order.extensions + 1}


def order_redo_above(*, order_id: int, reason: str, actor: Actor, at: datetime) -> Order:
    """Have an order done again because the platform above is not content.

    Raises:
        CityError: as `ending.order_redo`.
    """
    return order_redo(order_id=order_id, reason=reason, actor=actor, at=at)
