"""下派: a matter of an order becomes a case; 一单多诉 makes several, 多单一案 joins it to a known one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from xiuhua.cases.services import NewReport, Said, case_act, report_take
from xiuhua.cases.terms import CaseAct, Channel
from xiuhua.orders.models import Order, OrderCase
from xiuhua.orders.queries.orders import case_joinable
from xiuhua.orders.queries.rows import Case
from xiuhua.orders.rules.callers import words_without_caller
from xiuhua.orders.rules.orders import in_time
from xiuhua.orders.services.orders.writing import order_held, order_write, seated
from xiuhua.orders.terms.orders import OrderAct, OrderSource, OrderState
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.shared.ids import uuid7

_CHANNELS = {OrderSource.CITY.value: Channel.CITY_LINE, OrderSource.HOTLINE.value: Channel.HOTLINE}


@dataclass(frozen=True, kw_only=True)
class NewPart:
    """One matter of an order, as a unit will read it.

    Args:
        text: what is wrong; the citizen's name and numbers are taken out of it again.
        unit_id: the squad it goes straight to; None for whoever the duty table names, if `push`.
        push: whether it goes straight to a squad, or to the acceptor's desk first.
    """

    text: str
    item_id: int | None = None
    longitude: float | None = None
    latitude: float | None = None
    area_code: str = ""
    address: str = ""
    unit_id: int | None = None
    push: bool = False


@transaction.atomic
def order_pass_on(
    *, order_id: int, part: NewPart, seen: int | None = None, actor: Actor, at: datetime
) -> Case:
    """Open the case of one matter and send it on; done again, it splits the order into several.

    Raises:
        NotFound, NotPermitted, NotAllowedNow, OvertakenOrder: as `writing.order_held`.
        CityError: as `cases.services.report_take`, and as `case_act` for a squad that is named.
    """
    order = order_held(order_id, OrderAct.PASS_ON, actor=actor, seen=seen)
    case = _opened(order, part, actor=actor, at=at)
    _passed(order, case, OrderAct.PASS_ON, actor=actor, at=at)
    return case


@transaction.atomic
def order_join(*, order_id: int, target_id: int, seen: int | None = None, actor: Actor, at: datetime) -> Case:
    """Join a matter to a case that is being handled already; the case's other reports stay what they are.

    Raises:
        NotFound, NotPermitted, NotAllowedNow, OvertakenOrder: as `writing.order_held`.
        Invalid: the case is unknown or over.
    """
    order = order_held(order_id, OrderAct.JOIN, actor=actor, seen=seen)
    target = case_joinable(target_id)
    if target is None:
        raise Invalid(fields={"target": "case_target_wrong"})
    part = NewPart(
        text=order.words, item_id=order.item_id or target.item_id, area_code=order.area_code,
        address=order.address or target.address,
    )  # fmt: skip
    opened = _opened(order, part, actor=actor, at=at)
    at_desk = seated(actor=actor, role="acceptor", area=order.area_code)
    said = Said(target_id=target.pk, reason=order.number)
    case = case_act(case_id=opened.pk, act=CaseAct.MERGE, said=said, actor=at_desk, at=at)
    _passed(order, case, OrderAct.JOIN, actor=actor, at=at)
    return case


def _opened(order: Order, part: NewPart, *, actor: Actor, at: datetime) -> Case:
    at_desk = seated(actor=actor, role="dispatcher", area=order.area_code)
    is_placed = part.longitude is not None
    new = NewReport(
        client_id=uuid7(), channel=_CHANNELS[order.source],
        text=words_without_caller(part.text, name=order.caller_name, phone=order.caller_phone),
        item_id=part.item_id, longitude=part.longitude, latitude=part.latitude,
        area_code=part.area_code or ("" if is_placed else order.area_code), address=part.address,
        source_ref=order.number, upper_number=order.city_number, reported_at=order.received_at,
        push=part.push and part.unit_id is None,
    )  # fmt: skip
    case = report_take(new=new, actor=at_desk, at=at).case
    if part.push and part.unit_id is not None:
        said = Said(unit_id=part.unit_id)
        case = case_act(case_id=case.pk, act=CaseAct.PUSH, said=said, actor=at_desk, at=at)
    return case


def _passed(order: Order, case: Case, act: OrderAct, *, actor: Actor, at: datetime) -> None:
    OrderCase.objects.create(order=order, case=case, since=at)
    changes: dict[str, object] = {}
    if order.passed_at is None:
        changes = {"passed_at": at, "passed_in_time": in_time(at, order.pass_on_due_at)}
    order_write(
        order=order, act=act, actor=actor, at=at, after=OrderState.PASSED, changes=changes,
        detail={"case": case.pk},
    )  # fmt: skip
