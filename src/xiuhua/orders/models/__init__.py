"""Tables of orders and calls."""

from xiuhua.orders.models.calls import Call
from xiuhua.orders.models.links import Link, LinkMessage, LinkNonce
from xiuhua.orders.models.orders import Order, OrderCase, OrderContact, OrderMove, OrderVersion

__all__ = [
    "Call",
    "Link",
    "LinkMessage",
    "LinkNonce",
    "Order",
    "OrderCase",
    "OrderContact",
    "OrderMove",
    "OrderVersion",
]
