"""What a citizen is told of their order by SMS: that it was accepted, and that it was answered.

Source:
    own choice, because who calls has no page to look at; a provider sends approved texts, so nobody's own
    words go with it, and what was answered is said by the callback or by the platform above.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from xiuhua.notices.rules.templates import NoticeTemplate
from xiuhua.notices.terms import NoticeKind, RouteKind
from xiuhua.orders.terms.orders import OrderAct

BY_SMS: Mapping[str, str] = MappingProxyType(
    {OrderAct.SIGN: "orders.accepted", OrderAct.REPLY: "orders.answered"}
)
"""The acts of which an SMS tells, each with its template."""


def is_told(*, signed_at: datetime | None, replied_at: datetime | None) -> bool:
    """Return whether anything is to be told: whoever was answered in the call itself knows already."""
    return signed_at is None or signed_at != replied_at


_TEXTS = (
    (
        *("orders.accepted", "{number} 已受理", "{number} was accepted"),
        "您反映的事项（工单 {number}）已受理，办结后会再告诉您。",
        "What you asked ({number}) was accepted. You are told again once it is settled.",
    ),
    (
        *("orders.answered", "{number} 已办结", "{number} is settled"),
        "您反映的事项（工单 {number}）已办结，工作人员会电话回访。",
        "What you asked ({number}) is settled. Somebody will call you about it.",
    ),
)


def sms_templates() -> tuple[NoticeTemplate, ...]:
    """Return what citizens are told of their orders."""
    return tuple(
        NoticeTemplate(
            key=key, kind=NoticeKind.REPLY, title_zh=title_zh, title_en=title_en, zh=zh, en=en,
            routes=frozenset({RouteKind.SMS}), sms=("number",),
        )
        for key, title_zh, title_en, zh, en in _TEXTS
    )  # fmt: skip
