"""Questions about the conversation with WeChat."""

from __future__ import annotations

from datetime import datetime

from xiuhua.residents.models import Follower, Talk, WechatMessage
from xiuhua.residents.terms.wechat import PictureState, TalkState


def message_known(key: str) -> WechatMessage | None:
    """Return the message that came under a key already; None for a new one."""
    return WechatMessage.objects.filter(key=key).first()


def follower_of(openid: str) -> Follower | None:
    """Return who has an openid; None where they never wrote."""
    return Follower.objects.filter(openid=openid).first()


def talk_open(follower: Follower) -> Talk | None:
    """Return the conversation that is under way with somebody, locked; None where there is none."""
    rows = Talk.objects.select_for_update().filter(follower=follower, state=TalkState.OPEN.value)
    return rows.order_by("-pk").first()


def talk_last(follower: Follower) -> Talk | None:
    """Return the latest conversation with somebody that became a report; None where there is none."""
    rows = Talk.objects.filter(follower=follower, state=TalkState.REPORTED.value)
    return rows.select_related("receipt__report").defer("receipt__report__search").order_by("-pk").first()


def picture_due(*, at: datetime) -> WechatMessage | None:
    """Return a picture that is to be fetched now, locked; None where there is none.

    Only those whose conversation has become a report: before that nobody knows where it belongs.
    """
    rows = WechatMessage.objects.select_for_update(skip_locked=True, of=("self",)).filter(
        picture=PictureState.WAITING.value, next_at__lte=at, talk__receipt__isnull=False
    )
    return rows.select_related("talk__receipt").order_by("next_at", "pk").first()


def message_lock(message_id: int) -> WechatMessage:
    """Return a message, locked until the transaction ends."""
    return WechatMessage.objects.select_for_update().get(pk=message_id)
