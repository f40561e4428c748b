"""The API of orders: the signed door of the platform above, and the desk's own acts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router

from xiuhua.access.services import require
from xiuhua.access.services.answering import Key, answered_once
from xiuhua.cases.queries.named import matter_named, units_named
from xiuhua.orders.api.signed import Signed, link_acts
from xiuhua.orders.models import Link, Order
from xiuhua.orders.queries.orders import order_get, order_of_city
from xiuhua.orders.serializers.orders import AboveIn, CityNumber, OrderIn, OrderOut, OrderSaidIn, order_out
from xiuhua.orders.services import orders as services
from xiuhua.orders.services.orders.above import ANSWERS
from xiuhua.orders.terms.links import LinkKind
from xiuhua.orders.terms.orders import ContactOutcome, OrderAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotFound
from xiuhua.web.api import asker

router = Router(tags=["orders"])
_CITY = Signed(LinkKind.CITY_LINE)
_Act = Annotated[str, Path(pattern=r"^[a-z_]{1,30}$")]


# --- the platform above -------------------------------------------------------------------------------------


@router.post("/orders", auth=_CITY, response=OrderOut, summary="12345: an order for the city")
def order_receive(request: HttpRequest, new: OrderIn) -> OrderOut:
    """Take an order, once for each `city_number`; `known` says that it had come in before."""

    def act(link: Link, actor: Actor, at: datetime) -> OrderOut:
        order, is_new = services.order_take(new=new.as_new(), link=link, actor=actor, at=at)
        return order_out(order, known=not is_new)

    return link_acts(request, act)


@router.get("/orders/{city_number}", auth=_CITY, response=OrderOut, summary="12345: where an order stands")
def order_standing(request: HttpRequest, city_number: CityNumber) -> OrderOut:
    """Return an order of one's own."""
    return link_acts(request, lambda link, _actor, _at: order_out(_own(link, city_number)))


@router.post(
    "/orders/{city_number}/acts/{act}", auth=_CITY, response=OrderOut, summary="12345: an answer or a wish"
)
def order_above(request: HttpRequest, city_number: CityNumber, act: _Act, said: AboveIn) -> OrderOut:
    """Grant or refuse what was asked for, have it done again, or tell how the citizen answered."""

    def acted(link: Link, actor: Actor, at: datetime) -> OrderOut:
        order, wanted = _own(link, city_number), _act_named(act)
        if wanted in ANSWERS:
            answer = services.Answer(act=wanted, reason=said.reason, until=said.until)
            return order_out(
                services.order_answer_above(order_id=order.pk, answer=answer, actor=actor, at=at)
            )
        if wanted is OrderAct.REDO:
            return order_out(
                services.order_redo_above(order_id=order.pk, reason=said.reason, actor=actor, at=at)
            )
        if wanted is OrderAct.CALL_BACK:
            heard = services.CalledBack(
                outcome=ContactOutcome.REACHED, resolved=said.resolved, satisfied=said.satisfied,
                note=said.reason,
            )  # fmt: skip
            return order_out(
                services.order_call_back(order_id=order.pk, said=heard, by_above=True, actor=actor, at=at)
            )
        raise NotFound(kind="act", key=act)

    return link_acts(request, acted)


def _own(link: Link, city_number: str) -> Order:
    found = order_of_city(link.pk, city_number)
    if found is None:
        raise NotFound(kind="order", key=city_number)
    return found


def _act_named(act: str) -> OrderAct:
    try:
        return OrderAct(f"order.{act}")
    except ValueError:
        raise NotFound(kind="act", key=act) from None


# --- the desk -----------------------------------------------------------------------------------------------

_Done = Callable[[int, OrderSaidIn, Actor, datetime], object]


def _passed_on(order_id: int, said: OrderSaidIn, actor: Actor, at: datetime) -> object:
    part = services.NewPart(
        text=said.text, item_id=matter_named(said.matter), longitude=said.longitude, latitude=said.latitude,
        area_code=said.area_code, address=said.address, push=said.push,
        unit_id=units_named([said.unit_code], field="unit")[0] if said.unit_code else None,
    )  # fmt: skip
    return services.order_pass_on(order_id=order_id, part=part, seen=said.seen, actor=actor, at=at)


def _called_back(order_id: int, said: OrderSaidIn, actor: Actor, at: datetime) -> object:
    heard = services.CalledBack(
        outcome=said.outcome, resolved=said.resolved, satisfied=said.satisfied, note=said.reason
    )
    return services.order_call_back(order_id=order_id, said=heard, seen=said.seen, actor=actor, at=at)


def _extended(order_id: int, said: OrderSaidIn, actor: Actor, at: datetime) -> object:
    if said.until is None:
        raise Invalid(fields={"until": "order_until_before"})
    return services.order_extend_ask(
        order_id=order_id, until=said.until, reason=said.reason, seen=said.seen, actor=actor, at=at
    )


def _joined(order_id: int, said: OrderSaidIn, actor: Actor, at: datetime) -> object:
    return services.order_join(
        order_id=order_id, target_id=said.case or 0, seen=said.seen, actor=actor, at=at
    )


_DESK: Mapping[OrderAct, _Done] = {
    OrderAct.SIGN: lambda order_id, said, actor, at: services.order_sign(
        order_id=order_id, seen=said.seen, actor=actor, at=at
    ),
    OrderAct.CONTACT: lambda order_id, said, actor, at: services.order_contact(
        order_id=order_id, outcome=said.outcome, note=said.reason, seen=said.seen, actor=actor, at=at
    ),
    OrderAct.PASS_ON: _passed_on,
    OrderAct.JOIN: _joined,
    OrderAct.REPLY: lambda order_id, said, actor, at: services.order_reply(
        order_id=order_id, text=said.reason, seen=said.seen, actor=actor, at=at
    ),
    OrderAct.CALL_BACK: _called_back,
    OrderAct.REDO: lambda order_id, said, actor, at: services.order_redo(
        order_id=order_id, reason=said.reason, seen=said.seen, actor=actor, at=at
    ),
    OrderAct.ARCHIVE: lambda order_id, said, actor, at: services.order_archive(
        order_id=order_id, seen=said.seen, actor=actor, at=at
    ),
    OrderAct.RETURN_ASK: lambda order_id, said, actor, at: services.order_return_ask(
        order_id=order_id, reason=said.reason, seen=said.seen, actor=actor, at=at
    ),
    OrderAct.EXTEND_ASK: _extended,
}


@router.get("/order-desk/{int:order_id}", response=OrderOut, summary="One order, for the desk")
def order_read(request: HttpRequest, order_id: int) -> OrderOut:
    """Return an order as it stands."""
    order = order_get(order_id)
    require(asker(request), OrderAct.READ, order)
    return order_out(order)


@router.post(
    "/order-desk/{int:order_id}/acts/{act}", response=OrderOut, summary="An act of the desk on an order"
)
def order_desk_act(
    request: HttpRequest, order_id: int, act: _Act, said: OrderSaidIn, idempotency_key: Key = None
) -> HttpResponse:
    """Do one act; a number in `seen` refuses it where somebody was faster."""

    def acted(actor: Actor, at: datetime) -> OrderOut:
        done = _DESK.get(_act_named(act))
        if done is None:
            raise NotFound(kind="act", key=act)
        done(order_id, said, actor, at)
        return order_out(order_get(order_id))

    return answered_once(request, idempotency_key, acted)
