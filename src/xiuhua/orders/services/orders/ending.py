"""Replying to the citizen, and having a matter done again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from xiuhua.cases.queries import calendar_known
from xiuhua.cases.services import Said, case_act
from xiuhua.cases.terms import CaseAct, CaseState
from xiuhua.ground.rules.calendars import deadline
from xiuhua.orders.models import Order, OrderCase
from xiuhua.orders.queries.order_settings import order_settings_for
from xiuhua.orders.queries.orders import case_final, parts_of
from xiuhua.orders.queries.rows import Case
from xiuhua.orders.rules.orders import in_time
from xiuhua.orders.services.messages import message_queue
from xiuhua.orders.services.orders.writing import order_held, order_write, seated
from xiuhua.orders.terms.links import MessageKind
from xiuhua.orders.terms.orders import OrderAct, OrderKind, OrderState
from xiuhua.shared.actor import Actor


@transaction.atomic
def order_reply(*, order_id: int, text: str, seen: int | None = None, actor: Actor, at: datetime) -> Order:
    """Send the reply: to the platform above, or by the callback, which tells the citizen.

    A question is answered without any case. The cases it came from say that they were answered above.

    Raises:
        NotFound, NotPermitted, NotAllowedNow, OvertakenOrder, Invalid: as `writing.order_held`.
    """
    order = order_held(order_id, OrderAct.REPLY, actor=actor, seen=seen, reason=text)
    order.reply = text.strip()
    order_write(
        order=order, act=OrderAct.REPLY, actor=actor, at=at, after=OrderState.REPLIED,
        changes={"replied_at": at, "replied_in_time": in_time(at, order.reply_due_at)}, reason=text,
    )  # fmt: skip
    at_desk = seated(actor=actor, role="acceptor", area=order.area_code)
    for case in _closed_cases(order):
        if case.upper_number and case.replied_at is None:
            case_act(
                case_id=case.pk, act=CaseAct.REPLY_UP, said=Said(reason=text.strip()), actor=at_desk, at=at
            )
    cases = [part.case.number for part in parts_of(order) if part.until is None]
    message_queue(order=order, kind=MessageKind.REPLY, told={"reply": order.reply, "cases": cases}, at=at)
    return order


@transaction.atomic
def order_redo(*, order_id: int, reason: str, seen: int | None = None, actor: Actor, at: datetime) -> Order:
    """Have what was closed done again as linked cases: 重办. The limit of the reply begins anew.

    Where nothing was closed, the order goes back to whoever passes it on.

    Raises:
        NotFound, NotPermitted, NotAllowedNow, OvertakenOrder, Invalid: as `writing.order_held`.
    """
    order = order_held(order_id, OrderAct.REDO, actor=actor, seen=seen, reason=reason)
    redone = _cases_redone(order, reason, actor=actor, at=at)
    limit = order_settings_for(order.area_code, at=at).settings.reply_for(OrderKind(order.kind))
    due_at = deadline(calendar_known(order.area_code, at=at), at, limit.amount, limit.unit).at
    order_write(
        order=order, act=OrderAct.REDO, actor=actor, at=at,
        after=OrderState.PASSED if redone else OrderState.CONTACTED,
        changes={
            "redos": order.redos + 1, "replied_at": None, "replied_in_time": None, "called_back_at": None,
            "resolved": None, "satisfied": "", "reply_due_at": due_at,
        },
        detail={"cases": len(redone)}, reason=reason,
    )  # fmt: skip
    return order


def _cases_redone(order: Order, reason: str, *, actor: Actor, at: datetime) -> list[Case]:
    """Open the closed matters of an order again, each as a case linked to the one that was closed."""
    at_desk, made = seated(actor=actor, role="acceptor", area=order.area_code), []
    for part in parts_of(order):
        final = case_final(part.case)
        if part.until is not None or final.state != CaseState.CLOSED:
            continue
        case_act(case_id=final.pk, act=CaseAct.REDO, said=Said(reason=reason), actor=at_desk, at=at)
        fresh = final.redone_as.order_by("pk").last()
        if fresh is not None:
            part.until = at
            part.save(update_fields=["until"])
            made.append(fresh)
    OrderCase.objects.bulk_create([OrderCase(order=order, case=fresh, since=at) for fresh in made])
    return made


def _closed_cases(order: Order) -> list[Case]:
    found = [case_final(part.case) for part in parts_of(order) if part.until is None]
    return [case for case in found if case.state == CaseState.CLOSED]
