"""An order of a citizen as figures see it: its row as it stands; and as it was, folded from its moves."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from xiuhua.evaluation.queries.facts.tables import Asked, Column, FactTable
from xiuhua.evaluation.rules.tallies import Fact
from xiuhua.orders.models import Order, OrderMove
from xiuhua.orders.rules.orders import facts_folded
from xiuhua.web.areas import within

_BATCH = 1_000
_CHANNEL_OF = {"order_city": "channel_city_line", "order_hotline": "channel_hotline"}
_CASES = " ".join(f"WHEN '{own}' THEN '{told}'" for own, told in _CHANNEL_OF.items())
_CHANNEL = f"CASE o.source {_CASES} END"
_FOLDED = (
    *("state", "signed_in_time", "contacted_in_time", "passed_in_time", "replied_in_time", "signed_at"),
    *("first_called_at", "passed_at", "replied_at", "called_back_at", "archived_at", "resolved", "satisfied"),
    *("redos", "extensions"),
)
_UNSET: Fact = {"redos": 0, "extensions": 0, "satisfied": ""}


def orders_changed(asked: Asked) -> Iterator[tuple[int, Fact]]:
    """Yield the orders that have moved since an instant of recording, as they were then."""
    bounds = within("area_code", asked.prefixes)
    since = OrderMove.objects.filter(bounds, recorded_at__gt=asked.at).order_by()
    ids = sorted(set(since.values_list("order_id", flat=True)))
    for start in range(0, len(ids), _BATCH):
        yield from _folded(ids[start : start + _BATCH], asked)


def _folded(ids: list[int], asked: Asked) -> Iterator[tuple[int, Fact]]:
    orders = Order.objects.only("area_code", "source", "kind", "received_at").in_bulk(ids)
    moves = OrderMove.objects.filter(order_id__in=ids, recorded_at__lte=asked.at)
    ordered = moves.order_by("order_id", "number").values_list("order_id", "detail")
    for order_id, told in groupby(ordered.iterator(), key=lambda row: row[0]):
        order, facts = orders[order_id], facts_folded(detail["set"] for _order, detail in told)
        yield (
            order_id,
            {
                "area_code": order.area_code,
                "channel": _CHANNEL_OF[order.source],
                "kind": order.kind,
                "received_at": order.received_at,
                **{name: facts.get(name, _UNSET.get(name)) for name in _FOLDED},
            },
        )


ORDER_FACTS = FactTable(
    key="order",
    source="orders_order AS o",
    columns={
        "area_code": Column(sql="o.area_code"),
        "channel": Column(sql=_CHANNEL),
        "kind": Column(sql="o.kind"),
        "received_at": Column(sql="o.received_at"),
        **{name: Column(sql=f"o.{name}") for name in _FOLDED},
    },
    identity="o.id",
    area="o.area_code",
    unchanged="NOT EXISTS (SELECT FROM orders_ordermove AS later "
    "WHERE later.order_id = o.id AND later.recorded_at > asked.at)",
    begun="SELECT min(o.received_at) FROM asked CROSS JOIN orders_order AS o "
    "WHERE {area} AND (NOT asked.past OR o.recorded_at <= asked.at)",
    groups={"area": "area_code", "channel": "channel"},
    changed=orders_changed,
)
