"""The orders of a city, as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhua.orders.models import Order
from xiuhua.orders.pages.orders.shared import area_choices, order_clock, words_later, words_shown
from xiuhua.orders.queries.orders import measured, orders_all
from xiuhua.orders.terms.orders import OrderAct, OrderKind, OrderMeasure, OrderSource, OrderState
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.addresses import Held
from xiuhua.web.pages.columns import ListColumn, code, moment, term
from xiuhua.web.pages.filters import AreaFilter, DaysFilter, Filter, TermFilter
from xiuhua.web.pages.lists import ListPage, Preset
from xiuhua.web.parts import Action, Cell, Clock, State

_TITLE = 60


@dataclass(frozen=True, kw_only=True)
class MeasureFilter(TermFilter):
    """One count of the board: exactly its orders."""

    def condition(self, held: Held) -> Q:
        """Return what the orders of the counts must meet."""
        found, at = Q(), now()
        for value in held[self.name]:
            found |= measured(OrderMeasure(value), at=at)
        return found


def _title(order: Order) -> Cell:
    matter = order.item.zh if order.item else ""
    return Cell(text=" · ".join(part for part in (matter, words_shown(order)[:_TITLE]) if part))


def _clock(order: Order) -> Cell:
    found = order_clock(order, now())
    return Cell(kind="clock", clock=found) if found else Cell()


class OrderListPage(ListPage[Order]):
    """Every order, what turns red first standing first."""

    key = "orders"
    kind = menu = "order"
    act = OrderAct.READ.value
    title = gettext_lazy("Orders")
    sort = "due"
    search_field = "search"
    search_label = gettext_lazy("Number, words or address")
    shape_field = "place"
    mappable = True
    columns = (
        code("number", gettext_lazy("Number"), primary=True, locked=True),
        ListColumn(key="title", label=gettext_lazy("What is wanted"), cell=_title),
        term("state", gettext_lazy("State"), OrderState),
        ListColumn(
            key="due", label=gettext_lazy("Limit"), kind="clock", cell=_clock, sort="due_at", nullable=True
        ),
        term("source", gettext_lazy("Came by"), OrderSource, drop=3),
        term("kind", gettext_lazy("Kind"), OrderKind, drop=2),
        ListColumn(
            key="address", label=gettext_lazy("Where"), cell=lambda one: Cell(text=one.address), drop=2
        ),
        code("city_number", gettext_lazy("Number above"), drop=1),
        moment("received", gettext_lazy("Came in"), of="received_at", sort="received_at"),
        moment("replied", gettext_lazy("Replied"), of="replied_at", shown=False),
    )
    filters: ClassVar[Sequence[Filter]] = (
        AreaFilter(name="area", label=gettext_lazy("Area"), choices=area_choices),
        TermFilter(name="state", label=gettext_lazy("State"), vocabulary=OrderState),
        TermFilter(name="source", label=gettext_lazy("Came by"), vocabulary=OrderSource),
        TermFilter(name="kind", label=gettext_lazy("Kind"), vocabulary=OrderKind),
        MeasureFilter(name="measure", label=gettext_lazy("Count of the board"), vocabulary=OrderMeasure),
        DaysFilter(name="received", label=gettext_lazy("Came in"), field="received_at"),
    )
    presets = (
        *(
            Preset(
                label=words_later(states[0]),
                query={"state": tuple(one.value for one in states)},
                counted=True,
            )
            for states in (
                (OrderState.WAITING,),
                (OrderState.SIGNED,),
                (OrderState.CONTACTED,),
                (OrderState.PASSED,),
                (OrderState.ANSWERING,),
                (OrderState.REPLIED,),
            )
        ),
        Preset(
            label=gettext_lazy("Returned orders"),
            query={"state": (OrderState.RETURN_ASKED.value, OrderState.RETURNED.value)},
            counted=True,
        ),
        Preset(label=gettext_lazy("All")),
    )

    def records(self) -> QuerySet[Order]:
        """Return the orders that the database scope lets through."""
        return orders_all()

    def row_url(self, record: Order) -> str:
        """Return the page of the order."""
        return reverse("orders:order", args=(record.pk,))

    def row_note(self, record: Order) -> str:
        """Return what stands beneath the number on a phone."""
        return " · ".join(part for part in (_title(record).text, record.address) if part)

    def row_clock(self, record: Order) -> Clock | None:
        """Return the clock that it waits for."""
        return order_clock(record, now())

    def acts(self) -> Sequence[Action]:
        """Offer to write an order down."""
        return _new_offered(self)

    def empty(self) -> State:
        """Return what stands where no order has come in."""
        return State(
            kind="empty",
            title=_("No order yet"),
            text=_("Orders of the 12345 platform and of the hotline stand here, what is due first on top."),
            acts=_new_offered(self),
        )


def _new_offered(page: OrderListPage) -> tuple[Action, ...]:
    if not seams.may(page.actor, OrderAct.TAKE.value):
        return ()
    url = reverse("orders:order-new")
    return (Action(name=OrderAct.TAKE.value, label=_("New order"), kind="primary", icon="plus", url=url),)
