"""Telling citizens by SMS what became of their order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from xiuhua.cases.rules.telling import NO_NEWS
from xiuhua.ledger.tails import SealedEntry
from xiuhua.notices.rules.sms import phone_read
from xiuhua.notices.services import NewNotice, Recipient, notice_tell
from xiuhua.orders.models import Order
from xiuhua.orders.queries.orders import orders_numbered
from xiuhua.orders.rules.telling import BY_SMS, is_told
from xiuhua.shared.actor import system

TELLER = system("orders_telling")


def orders_tell(*, entries: Sequence[SealedEntry], at: datetime) -> int:
    """Tell whoever called of sealed acts on their orders; a second time tells nobody.

    Runs in the transaction of the tail, which sees every area. `notices` waits for quiet hours to end,
    charges the city's quota and keeps the number encrypted. Returns how many were told.
    """
    news = [one for one in entries if one.act in BY_SMS and at - one.at < NO_NEWS]
    orders = orders_numbered({_order_id(one) for one in news})
    return sum(_told(one, orders.get(_order_id(one)), at=at) for one in news)


def _order_id(entry: SealedEntry) -> int:
    return int(entry.subject.partition(":")[2])


def _told(entry: SealedEntry, order: Order | None, *, at: datetime) -> bool:
    phone = phone_read(order.caller_phone) if order else None
    if order is None or phone is None:
        return False
    if not is_told(signed_at=order.signed_at, replied_at=order.replied_at):
        return False
    notice_tell(
        new=NewNotice(
            to=Recipient(phone=phone), template=BY_SMS[entry.act],
            words={"number": order.city_number or order.number}, subject=entry.subject,
            area=order.area_code, leaf=entry.leaf,
        ),
        actor=TELLER, at=at,
    )  # fmt: skip
    return True
