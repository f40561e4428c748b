"""Registration of `notices` with Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Telling open pages and other systems what has changed."""

    name = "xiuhua.notices"

    def ready(self) -> None:
        """Fill the seams of the layers below."""
        from xiuhua.ledger.jobs import periodic_register  # noqa: PLC0415 - models are ready only now
        from xiuhua.ledger.tails import tail_register  # noqa: PLC0415
        from xiuhua.notices import terms  # noqa: PLC0415
        from xiuhua.notices.jobs import Sender  # noqa: PLC0415
        from xiuhua.notices.services import deliveries_forget  # noqa: PLC0415
        from xiuhua.notices.tails import WEBHOOKS  # noqa: PLC0415
        from xiuhua.shared.clock import now  # noqa: PLC0415
        from xiuhua.web import menu, words  # noqa: PLC0415

        words.vocabulary_register(
            terms.WebhookAct, terms.WebhookState, terms.DeliveryState, terms.DeliveryFault
        )
        words.kind_register("webhook", zh="推送", en="webhook")
        tail_register(WEBHOOKS)
        periodic_register("webhooks", 1.0, Sender().round)
        periodic_register("deliveries_forget", 3600.0, lambda: deliveries_forget(at=now()))
        menu.menu_register(
            menu.MenuEntry(
                key="webhooks", zh="推送", en="Webhooks", url_name="notices:webhooks", icon="broadcast",
                act=terms.WebhookAct.READ, rank=20, phone=False, foot=True,
            )
        )  # fmt: skip
