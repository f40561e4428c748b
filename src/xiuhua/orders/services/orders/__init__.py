"""Every write of orders."""

from xiuhua.orders.services.orders.above import Answer, order_answer_above, order_redo_above
from xiuhua.orders.services.orders.asking import order_extend_ask, order_return_ask
from xiuhua.orders.services.orders.calling import (
    CalledBack,
    order_archive,
    order_call_back,
    order_contact,
    order_phone_reveal,
    order_sign,
)
from xiuhua.orders.services.orders.ending import order_redo, order_reply
from xiuhua.orders.services.orders.following import orders_follow, orders_sweep
from xiuhua.orders.services.orders.passing import NewPart, order_join, order_pass_on
from xiuhua.orders.services.orders.settings import order_limits_publish
from xiuhua.orders.services.orders.taking import NewOrder, order_take
from xiuhua.orders.services.orders.telling import orders_tell

__all__ = [
    "Answer",
    "CalledBack",
    "NewOrder",
    "NewPart",
    "order_answer_above",
    "order_archive",
    "order_call_back",
    "order_contact",
    "order_extend_ask",
    "order_join",
    "order_limits_publish",
    "order_pass_on",
    "order_phone_reveal",
    "order_redo",
    "order_redo_above",
    "order_reply",
    "order_return_ask",
    "order_sign",
    "order_take",
    "orders_follow",
    "orders_sweep",
    "orders_tell",
]
