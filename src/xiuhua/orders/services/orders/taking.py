"""An order comes in: where it is, until when what must be done, once per number of the platform above."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from xiuhua.access.services import require
from xiuhua.cases.queries import calendar_known
from xiuhua.cases.queries.ground import item_known, place_of
from xiuhua.cases.queries.near import spot_at
from xiuhua.cases.services.refusals import OutsideCity
from xiuhua.ground.rules.calendars import WorkCalendar, deadline
from xiuhua.ground.rules.limits import Limit
from xiuhua.orders.models import Link, Order
from xiuhua.orders.queries.order_settings import order_settings_for
from xiuhua.orders.queries.orders import order_of_city
from xiuhua.orders.rules.callers import phone_digits
from xiuhua.orders.rules.order_settings import OrderSettings
from xiuhua.orders.services.orders.writing import order_write
from xiuhua.orders.terms.orders import OrderAct, OrderKind, OrderSource, OrderState
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid
from xiuhua.shared.search import search_lexemes

_AHEAD = timedelta(minutes=10)  # how far the platform's clock may run before ours
_BACK = timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class NewOrder:
    """What somebody asked of the city. Degrees are WGS84.

    Args:
        city_number: of the platform above; the same one again changes nothing.
        received_at: when the citizen asked; None for now.
        sign_by, call_by, reply_by: deadlines that the platform above names; they stand in place of ours.
    """

    source: OrderSource
    kind: OrderKind
    words: str
    city_number: str = ""
    caller_name: str = ""
    caller_phone: str = ""
    address: str = ""
    longitude: float | None = None
    latitude: float | None = None
    area_code: str = ""
    item_id: int | None = None
    received_at: datetime | None = None
    sign_by: datetime | None = None
    call_by: datetime | None = None
    reply_by: datetime | None = None


@transaction.atomic
def order_take(*, new: NewOrder, link: Link | None, actor: Actor, at: datetime) -> tuple[Order, bool]:
    """Take an order; return it and whether it is new.

    Raises:
        NotPermitted: the actor takes no orders there.
        Invalid: words or number are missing, or its time cannot be.
        OutsideCity: the place lies in no area that is recorded.
    """
    known = order_of_city(link.pk, new.city_number) if link and new.city_number else None
    if known is not None:
        require(actor, OrderAct.TAKE, known)
        return known, False
    order = _drafted(new, link, at=at)
    require(actor, OrderAct.TAKE, order)
    try:
        with transaction.atomic():
            order_write(
                order=order, act=OrderAct.TAKE, actor=actor, at=at, after=OrderState.WAITING,
                changes={"reply_due_at": order.reply_due_at},
                detail={"source": new.source.value, "version": order.version_id},
            )  # fmt: skip
    except IntegrityError:  # the same order came in this very moment
        known = order_of_city(link.pk, new.city_number) if link else None
        if known is None:
            raise
        return known, False
    return order, True


def _drafted(new: NewOrder, link: Link | None, *, at: datetime) -> Order:
    received_at = (new.received_at or at).replace(microsecond=0)
    _checked(new, link, received_at, at=at)
    area_code = new.area_code or ("" if new.longitude is not None or link is None else link.area_code)
    spot = spot_at(place_of(new.longitude, new.latitude), area_code=area_code)
    if spot is None:
        raise OutsideCity(longitude=new.longitude, latitude=new.latitude, area=area_code)
    held = order_settings_for(spot.area_code, at=at)
    order = Order(
        source=new.source.value, link=link, city_number=new.city_number.strip(), kind=new.kind.value,
        words=new.words.strip(), caller_name=new.caller_name.strip(), caller_phone=new.caller_phone.strip(),
        phone_key=phone_digits(new.caller_phone)[-20:], address=new.address.strip()[:160],
        place=place_of(new.longitude, new.latitude), area_id=spot.area_id, area_code=spot.area_code,
        item_id=new.item_id, received_at=received_at, recorded_at=at, updated_at=at, state="",
        version_id=held.version_id,
        search=search_lexemes(f"{new.city_number} {new.words} {new.address}"),
    )  # fmt: skip
    _deadlines_set(order, new, held.settings, calendar_known(spot.area_code, at=at))
    return order


def _checked(new: NewOrder, link: Link | None, received_at: datetime, *, at: datetime) -> None:
    fixed = (("sign_by", new.sign_by), ("call_by", new.call_by), ("reply_by", new.reply_by))
    wrong = (
        ("words", "order_words_missing", not new.words.strip()),
        ("city_number", "order_number_missing", link is not None and not new.city_number.strip()),
        ("received_at", "order_too_early", received_at > at + _AHEAD),
        ("received_at", "order_too_old", received_at < at - _BACK),
        ("longitude", "report_half_a_place", (new.longitude is None) != (new.latitude is None)),
        ("matter", "case_matter_unknown", new.item_id is not None and item_known(new.item_id) is None),
        *((name, "order_deadline_before", by is not None and by <= received_at) for name, by in fixed),
    )
    fields = {name: code for name, code, is_wrong in wrong if is_wrong}
    if fields:
        raise Invalid(fields=fields)


def _deadlines_set(order: Order, new: NewOrder, settings: OrderSettings, calendar: WorkCalendar) -> None:
    def due(limit: Limit, fixed: datetime | None = None) -> datetime:
        if fixed is not None:
            return fixed
        return deadline(calendar, order.received_at, limit.amount, limit.unit).at

    order.sign_due_at = due(settings.sign, new.sign_by)
    order.call_due_at = due(settings.contact, new.call_by)
    order.pass_on_due_at = due(settings.pass_on)
    order.return_due_at = due(settings.send_back)
    order.reply_due_at = due(settings.reply_for(new.kind), new.reply_by)
