"""Orders and calls of the demo district, lately and while one looks; each noun has its own module."""

from xiuhua.orders.demo.calls import calls_told
from xiuhua.orders.demo.past_orders import past_orders_told

PARTS = (past_orders_told, calls_told)
