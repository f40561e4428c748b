"""The API of orders and calls."""

from ninja import Router

from xiuhua.orders.api import calls, links, orders

router = Router(tags=["orders"])

for part in (orders, calls, links):
    router.add_router("", part.router)

__all__ = ["router"]
