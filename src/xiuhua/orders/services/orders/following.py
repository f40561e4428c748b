"""What happens to orders by itself: their cases come to an end, their deadlines come near."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.queries import calendar_known
from xiuhua.ledger.services import NewEntry, entries_append_many
from xiuhua.orders.models import Order
from xiuhua.orders.queries.orders import case_final, order_lock, orders_of_cases, parts_ended, parts_of
from xiuhua.orders.rules.replies import Ended, reply_drafted
from xiuhua.orders.services.orders.writing import order_write
from xiuhua.orders.terms.orders import OrderAct, OrderAlert, OrderState
from xiuhua.shared.actor import EVERYWHERE, system

FOLLOWER = system("orders")
_SWEPT_AT_ONCE = 1_000


@transaction.atomic
def orders_follow(*, case_ids: Sequence[int], at: datetime) -> int:
    """Let the orders whose matters have all come to an end wait for their reply; return how many.

    The caller's scope is open for every area. Done twice, it changes nothing.
    """
    return sum(_made_ready(order_id, at) for order_id in orders_of_cases(case_ids))


def _made_ready(order_id: int, at: datetime) -> bool:
    order = order_lock(order_id)
    if order.state != OrderState.PASSED:
        return False
    finals = [case_final(part.case) for part in parts_of(order) if part.until is None]
    if not finals or any(case.over_at is None for case in finals):
        return False
    order.reply = _draft(order, at)
    order_write(
        order=order, act=OrderAct.READY, actor=FOLLOWER, at=at, after=OrderState.ANSWERING,
        detail={"cases": len(finals)},
    )  # fmt: skip
    return True


def _draft(order: Order, at: datetime) -> str:
    ends = [
        Ended(title=one.title, address=one.address, unit=one.unit, settled=one.closed, state=one.state.zh,
              said=one.said, ended_at=one.ended_at)
        for one in parts_ended(order)
    ]  # fmt: skip
    return reply_drafted(ends, calendar_known(order.area_code, at=at).zone)


@transaction.atomic
def orders_sweep(*, at: datetime) -> tuple[int, int]:
    """Speak of the deadlines of orders that come near or have passed, once each; return how many of both.

    Two sweeps at once share the work: each takes rows that the other has not locked.
    """
    with scope_opened((EVERYWHERE,)):
        due = Order.objects.select_for_update(skip_locked=True).filter(next_at__lte=at).defer("search")
        rows = list(due.order_by("next_at", "pk")[:_SWEPT_AT_ONCE])
        entries = [entry for order in rows if (entry := _spoken(order, at)) is not None]
        Order.objects.bulk_update(rows, ["alert", "next_at"])
        entries_append_many(entries)
    acts = [entry.act for entry in entries]
    return acts.count(OrderAct.WARN.value), acts.count(OrderAct.OVERDUE.value)


def _spoken(order: Order, at: datetime) -> NewEntry | None:
    """Move what was said of a deadline one step on; the very second of it is still in time."""
    if order.due_at is None:
        order.next_at = None
        return None
    if at > order.due_at:
        order.alert, order.next_at, act = OrderAlert.OVERDUE.value, None, OrderAct.OVERDUE
    elif order.alert == OrderAlert.NONE:
        order.alert, order.next_at, act = OrderAlert.WARNED.value, order.due_at, OrderAct.WARN
    else:
        return None
    return NewEntry(
        at=at, actor=FOLLOWER, act=act.value, subject=f"order:{order.pk}", area=order.area_code,
        detail={"state": order.state, "late_s": int((at - order.due_at).total_seconds())},
    )  # fmt: skip
