"""Registration of `notices` with Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Telling open pages and other systems what has changed."""

    name = "xiuhua.notices"

    def ready(self) -> None:
        """Fill the seams of the layers below."""
        _words()
        _acts()
        _templates()
        _background()
        _pages()


def _words() -> None:
    from xiuhua.notices import terms  # noqa: PLC0415 - models are ready only now
    from xiuhua.web import words  # noqa: PLC0415

    words.vocabulary_register(
        terms.WebhookAct,
        terms.WebhookState,
        terms.DeliveryState,
        terms.DeliveryFault,
        terms.NoticeAct,
        terms.NoticeKind,
        terms.RecipientKind,
        terms.Digest,
        terms.RouteAct,
        terms.RouteKind,
        terms.RouteState,
        terms.OutgoingAct,
        terms.OutgoingState,
        terms.OutgoingFault,
    )
    words.kind_register("webhook", zh="推送", en="webhook")
    words.kind_register("notice", zh="通知", en="notice")
    words.kind_register("inbox", zh="收件箱", en="inbox")
    words.kind_register("route", zh="通知通道", en="route")
    words.kind_register("outgoing", zh="发送记录", en="message")
    words.kind_register("escalation", zh="逐级提醒名单", en="escalation list")


def _acts() -> None:
    from xiuhua.access.rules import grants_register  # noqa: PLC0415
    from xiuhua.notices.rules.granting import notice_grants  # noqa: PLC0415

    grants_register("notices", notice_grants())


def _templates() -> None:
    from xiuhua.notices.rules.digests import DIGEST  # noqa: PLC0415
    from xiuhua.notices.rules.templates import TEST, NoticeTemplate, template_register  # noqa: PLC0415
    from xiuhua.notices.terms import NoticeKind  # noqa: PLC0415

    template_register(
        NoticeTemplate(
            key=TEST, kind=NoticeKind.SYSTEM, title_zh="通道试发", title_en="Test of the route",
            zh="这是一条试发消息，收到即说明通道可用。",
            en="This is a test. That it arrived means the route works.",
        )
    )  # fmt: skip
    template_register(
        NoticeTemplate(
            key=DIGEST, kind=NoticeKind.SYSTEM, title_zh="{count} 条通知汇总", title_en="{count} notices",
            zh="有 {count} 条通知，请登录查看。", en="There are {count} notices; sign in to read them.",
            sms=("count",),
        )
    )  # fmt: skip
    template_register(
        NoticeTemplate(
            key="notices.quota", kind=NoticeKind.SYSTEM, title_zh="短信配额已用 {percent}%",
            title_en="{percent}% of the SMS quota is used",
            zh="{whose}今日已用 {used} 条，配额 {limit} 条。",
            en="{whose}: {used} of {limit} segments are used today.", routes=frozenset(),
        )
    )  # fmt: skip


def _background() -> None:
    from xiuhua.ledger.jobs import periodic_register  # noqa: PLC0415
    from xiuhua.ledger.tails import tail_register  # noqa: PLC0415
    from xiuhua.notices import services  # noqa: PLC0415
    from xiuhua.notices.jobs import Postman, Sender  # noqa: PLC0415
    from xiuhua.notices.tails import WEBHOOKS  # noqa: PLC0415
    from xiuhua.shared.clock import now  # noqa: PLC0415

    tail_register(WEBHOOKS)
    periodic_register("webhooks", 1.0, Sender().round)
    postman = Postman()

    def forget() -> None:
        services.deliveries_forget(at=now())
        services.receipts_forget(at=now())
        services.notices_forget(at=now())

    periodic_register("notices_forget", 3600.0, forget)
    periodic_register("outgoing", 1.0, postman.round)
    periodic_register("receipts_poll", 30.0, postman.poll)


def _pages() -> None:
    from xiuhua.notices import terms  # noqa: PLC0415
    from xiuhua.notices.pages import bell, doors  # noqa: PLC0415
    from xiuhua.web import menu, seams  # noqa: PLC0415

    seams.bells_register(bell)
    seams.doors_register(doors)
    menu.menu_register(
        menu.MenuEntry(
            key="routes", zh="通道", en="Routes", url_name="notices:routes", icon="send",
            act=terms.RouteAct.READ, rank=19, under="accounts",
        )
    )  # fmt: skip
    for rank, (url_name, under, act, zh, en) in enumerate(
        (
            ("notices:sent", "accounts", terms.OutgoingAct.READ, "发送记录", "Sent"),
            ("notices:escalations", "people", terms.NoticeAct.LIST_READ, "逐级提醒", "Escalation"),
        ),
        start=20,
    ):
        menu.menu_register(
            menu.MenuEntry(
                key=url_name, zh=zh, en=en, url_name=url_name, icon="list", act=act, rank=rank, under=under
            )
        )
    menu.menu_register(
        menu.MenuEntry(
            key="webhooks", zh="推送", en="Webhooks", url_name="notices:webhooks", icon="broadcast",
            act=terms.WebhookAct.READ, rank=30, under="accounts",
        )
    )  # fmt: skip
