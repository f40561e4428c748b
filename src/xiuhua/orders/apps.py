"""Registration of `orders` with Django."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """The ways a city is told of a problem, and how whoever told it hears of the end."""

    name = "xiuhua.orders"

    def ready(self) -> None:
        """Fill the seams of the layers below."""
        _orders()
        _residents()
        _communities()


# Models are ready only when these run, hence the imports inside them.
def _orders() -> None:
    """Register the hotline, 12345 and what is asked of them."""
    _orders_acts()
    _orders_rows()
    _orders_background()
    _orders_menu()


def _orders_acts() -> None:
    from xiuhua.access.rules import grants_register  # noqa: PLC0415
    from xiuhua.orders.indicators.orders import INDICATORS  # noqa: PLC0415
    from xiuhua.orders.rules.order_granting import order_grants  # noqa: PLC0415
    from xiuhua.orders.terms import calls, links, orders  # noqa: PLC0415
    from xiuhua.scenekit.indicators import indicators_register  # noqa: PLC0415
    from xiuhua.web import words  # noqa: PLC0415

    grants_register("orders_orders", order_grants())
    indicators_register(INDICATORS)
    words.vocabulary_register(
        *(orders.OrderAct, orders.OrderState, orders.OrderKind, orders.OrderSource, orders.OrderClock),
        *(orders.OrderAlert, orders.ContactOutcome, orders.Satisfaction, orders.OrderMeasure),
        *(orders.OrderVersionAct, calls.CallAct, calls.CallState),
        *(links.LinkAct, links.LinkKind, links.LinkState, links.MessageKind, links.MessageState),
    )
    words.kind_register("order", zh="工单", en="order")
    words.kind_register("order_version", zh="工单设置", en="settings of orders")
    words.kind_register("call", zh="来电", en="call")
    words.kind_register("seat", zh="话务席", en="seat")
    words.kind_register("link", zh="对接", en="link")


def _orders_rows() -> None:
    from xiuhua.ledger.services import row_kind_register  # noqa: PLC0415
    from xiuhua.orders.pages.orders.elsewhere import orders_of_case  # noqa: PLC0415
    from xiuhua.orders.queries.order_settings import order_version_states  # noqa: PLC0415
    from xiuhua.orders.queries.orders import order_states  # noqa: PLC0415
    from xiuhua.web.pages.objects import further_related_register  # noqa: PLC0415

    row_kind_register(kind="order", states=order_states)
    row_kind_register(kind="order_version", states=order_version_states)
    further_related_register("case", orders_of_case)


def _orders_background() -> None:
    from xiuhua.ledger.jobs import periodic_register  # noqa: PLC0415
    from xiuhua.ledger.tails import tail_register  # noqa: PLC0415
    from xiuhua.notices.rules.templates import template_register  # noqa: PLC0415
    from xiuhua.orders.jobs.links import LinkSender  # noqa: PLC0415
    from xiuhua.orders.rules.telling import sms_templates  # noqa: PLC0415
    from xiuhua.orders.services.links import nonces_forget  # noqa: PLC0415
    from xiuhua.orders.services.orders import orders_sweep  # noqa: PLC0415
    from xiuhua.orders.tails.orders import ORDERS, TELLING  # noqa: PLC0415
    from xiuhua.shared.clock import now  # noqa: PLC0415

    def sweep() -> None:
        orders_sweep(at=now())

    tail_register(ORDERS)
    tail_register(TELLING)
    for template in sms_templates():
        template_register(template)
    periodic_register("orders_links", 1.0, LinkSender().round)
    periodic_register("orders_orders", 5.0, sweep)
    periodic_register("orders_nonces", 600.0, lambda: nonces_forget(at=now()))

    _orders_demo()


def _orders_demo() -> None:
    from xiuhua.cases.demo.live import stream_register  # noqa: PLC0415
    from xiuhua.cases.demo.parts import part_register  # noqa: PLC0415
    from xiuhua.orders.demo import PARTS  # noqa: PLC0415
    from xiuhua.orders.demo.orders import orders_stream  # noqa: PLC0415

    stream_register(orders_stream)
    for part in PARTS:
        part_register(part)


def _orders_menu() -> None:
    from xiuhua.orders.terms.calls import CallAct  # noqa: PLC0415
    from xiuhua.orders.terms.links import LinkAct  # noqa: PLC0415
    from xiuhua.orders.terms.orders import OrderAct, OrderVersionAct  # noqa: PLC0415
    from xiuhua.web import menu  # noqa: PLC0415

    menu.menu_register(
        menu.MenuEntry(
            key="order", zh="渠道", en="Channels", tab=("工单", "Orders"), url_name="orders:orders",
            icon="message-check", act=OrderAct.READ, rank=8,
        )
    )  # fmt: skip
    daily, settings = ("", ""), ("设置", "Settings")
    for rank, (url_name, act, zh, en, group) in enumerate(
        (
            ("orders:call-desk", CallAct.REGISTER, "话务台", "Hotline desk", daily),
            ("orders:calls", CallAct.READ, "来电", "Calls", daily),
            ("orders:order-board", OrderAct.READ, "接诉即办", "Three rates", daily),
            ("orders:order-versions", OrderVersionAct.READ, "工单设置", "Limits", settings),
        )
    ):
        after_own = 0 if group == daily else 30  # what residents are told stands between
        menu.menu_register(
            menu.MenuEntry(
                key=url_name, zh=zh, en=en, url_name=url_name, icon="list", act=act, rank=rank + after_own,
                under="order", group=group,
            )
        )  # fmt: skip
    menu.menu_register(
        menu.MenuEntry(
            key="links", zh="对接", en="Links", url_name="orders:links", icon="link", act=LinkAct.READ,
            rank=31, under="accounts",
        )
    )  # fmt: skip


def _residents() -> None:
    """Register what residents write themselves: pages, WeChat, mail, message boards."""


def _communities() -> None:
    """Register what communities call for: whistles, service in the community."""
