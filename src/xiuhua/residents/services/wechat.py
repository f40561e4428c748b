"""A conversation on WeChat becomes a report: words or a picture, and a place, in any order."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import transaction

from xiuhua.cases.services import NewReport
from xiuhua.cases.terms import CaseState, Channel
from xiuhua.residents.models import Follower, Receipt, Talk, WechatMessage
from xiuhua.residents.queries.receipts import last_of_address
from xiuhua.residents.queries.rewards import rewards_of_receipt
from xiuhua.residents.queries.wechat import (
    follower_of,
    message_lock,
    picture_due,
    talk_last,
    talk_open,
)
from xiuhua.residents.rules.rewarding import yuan_text
from xiuhua.residents.rules.telling import step_of
from xiuhua.residents.rules.wechat import Heard
from xiuhua.residents.services.answers import LEASE, address_of
from xiuhua.residents.services.receipts import Picture, Sender, receipt_add, receipt_take
from xiuhua.residents.services.wechat_line import Said
from xiuhua.residents.terms.residents import Route
from xiuhua.residents.terms.rewards import RewardState
from xiuhua.residents.terms.wechat import PictureState, TalkState
from xiuhua.shared.coordinates.offsets import wgs84_of_gcj02
from xiuhua.shared.errors import CityError
from xiuhua.shared.ids import uuid7
from xiuhua.web.sentences import error_sentence, sentence

_ZH = "zh-hans"
_AFTERTHOUGHT = timedelta(minutes=10)  # what comes so soon after a report belongs to it
_FORGOTTEN = timedelta(hours=24)  # a conversation left lying is not taken up again
_PROGRESS, _REWARD = frozenset({"进度", "查询", "状态"}), frozenset({"奖励", "奖金"})
_CANCEL, _HELP = frozenset({"取消", "撤销"}), frozenset({"帮助", "?", "？", "你好", "您好"})
_MOST_TEXT = 1_000
_MOST_ATTEMPTS = 6
_PAUSE = timedelta(seconds=20)


@transaction.atomic
def wechat_hear(*, heard: Heard, at: datetime) -> str:
    """Take one message and return what it is answered at once; the same message again is answered alike."""
    area = settings.WECHAT.area if settings.WECHAT else ""
    follower = follower_of(heard.openid) or Follower.objects.create(
        openid=heard.openid, since=at, heard_at=at, area_code=area
    )
    message, is_new = WechatMessage.objects.get_or_create(
        key=heard.key,
        defaults={
            "follower": follower, "kind": heard.kind, "text": heard.text[:_MOST_TEXT],
            "media_id": heard.media_id, "received_at": at, "area_code": area,
            "picture": (PictureState.WAITING if heard.media_id else PictureState.NONE).value,
            "next_at": at if heard.media_id else None,
        },
    )  # fmt: skip
    if not is_new:
        return message.reply
    Follower.objects.filter(pk=follower.pk).update(heard_at=at)
    message.reply = _answered(heard, follower, message, at=at)
    message.save(update_fields=["reply", "talk"])
    return message.reply


def _answered(heard: Heard, follower: Follower, message: WechatMessage, *, at: datetime) -> str:
    if heard.kind == "event:subscribe" or (heard.kind == "text" and heard.text in _HELP):
        return _said("wechat_welcome")
    if heard.kind.startswith("event:"):
        return ""
    if heard.kind == "text" and heard.text in _PROGRESS | _REWARD:
        return _standing(heard.openid, reward=heard.text in _REWARD)
    if heard.kind == "text" and heard.text in _CANCEL:
        return _dropped(follower, at=at)
    if heard.kind not in {"text", "image", "location"}:
        return _said("wechat_kind_unknown")
    return _taken(heard, follower, message, at=at)


def _said(code: str, **arguments: object) -> str:
    return sentence(code, _ZH, **arguments)


def _standing(openid: str, *, reward: bool) -> str:
    """Return how the latest report stands, or what it earned."""
    receipt = last_of_address(openid)
    if receipt is None:
        return _said("wechat_nothing_yet")
    if reward:
        return _rewarded(receipt)
    step = step_of(CaseState(receipt.report.case.state))
    return _said("wechat_standing", number=receipt.number, step=step.zh, url=address_of(receipt))


def _rewarded(receipt: Receipt) -> str:
    rewards = rewards_of_receipt(receipt.pk)
    if not rewards:
        return _said("wechat_no_reward_yet", number=receipt.number)
    reward = rewards[0]
    return _said(
        "wechat_reward", number=receipt.number, amount=yuan_text(reward.fen),
        state=RewardState(reward.state).zh,
    )  # fmt: skip


def _dropped(follower: Follower, *, at: datetime) -> str:
    talk = talk_open(follower)
    if talk is None:
        return _said("wechat_nothing_to_drop")
    _talk_save(talk, TalkState.DROPPED, at=at)
    return _said("wechat_dropped")


def _taken(heard: Heard, follower: Follower, message: WechatMessage, *, at: datetime) -> str:
    talk = talk_open(follower)
    if talk is not None and at - talk.updated_at > _FORGOTTEN:
        _talk_save(talk, TalkState.DROPPED, at=at)
        talk = None
    if talk is None and heard.kind != "location":
        last = talk_last(follower)
        if last is not None and last.receipt is not None and at - last.updated_at <= _AFTERTHOUGHT:
            return _afterthought(heard, message, last, last.receipt, at=at)
    if talk is None:
        talk = Talk.objects.create(
            follower=follower, client_id=uuid7(), began_at=at, updated_at=at, area_code=follower.area_code
        )
    message.talk = talk
    message.save(update_fields=["talk"])
    _talk_grows(talk, heard)
    _talk_save(talk, TalkState.OPEN, at=at)
    return _next(talk, follower, at=at)


def _afterthought(heard: Heard, message: WechatMessage, talk: Talk, receipt: Receipt, *, at: datetime) -> str:
    message.talk = talk
    if heard.kind == "text":
        receipt_add(receipt_id=receipt.pk, text=heard.text, at=at)
    return _said("wechat_added", number=receipt.number)


def _talk_grows(talk: Talk, heard: Heard) -> None:
    if heard.kind == "text":
        talk.text = "\n".join(filter(None, (talk.text, heard.text)))[:_MOST_TEXT]
    elif heard.kind == "location":
        talk.longitude, talk.latitude = _place(heard)
        talk.address = heard.text[:160]


def _place(heard: Heard) -> tuple[float | None, float | None]:
    """Return the place of a message in WGS84; the account says in which system WeChat sends it."""
    account = settings.WECHAT
    if heard.longitude is None or heard.latitude is None or account is None:
        return None, None
    if account.coordinates == "wgs84":
        return heard.longitude, heard.latitude
    longitude, latitude = wgs84_of_gcj02(np.array([heard.longitude]), np.array([heard.latitude]))
    return round(float(longitude[0]), 6), round(float(latitude[0]), 6)


def _next(talk: Talk, follower: Follower, *, at: datetime) -> str:
    """Ask for what is missing; report once there is something to see or read, and where it is."""
    has_picture = talk.messages.filter(kind="image").exists()
    if talk.longitude is None or talk.latitude is None:
        return _said("wechat_place_wanted")
    if not talk.text and not has_picture:
        return _said("wechat_words_wanted")
    try:
        with transaction.atomic():
            receipt = receipt_take(new=_new(talk), sender=_sender(follower), at=at)
    except CityError as refusal:
        talk.longitude, talk.latitude = None, None
        _talk_save(talk, TalkState.OPEN, at=at)
        return error_sentence(refusal, _ZH)
    talk.receipt = receipt
    _talk_save(talk, TalkState.REPORTED, at=at)
    return _said("wechat_reported", number=receipt.number, url=address_of(receipt))


def _new(talk: Talk) -> NewReport:
    return NewReport(
        client_id=UUID(str(talk.client_id)), channel=Channel.WECHAT,
        text=talk.text or _said("wechat_see_picture"),
        longitude=talk.longitude, latitude=talk.latitude, address=talk.address,
    )  # fmt: skip


def _sender(follower: Follower) -> Sender:
    return Sender(route=Route.WECHAT, address=follower.openid)


def _talk_save(talk: Talk, state: TalkState, *, at: datetime) -> None:
    talk.state, talk.updated_at = state.value, at
    talk.save(update_fields=["state", "updated_at", "text", "longitude", "latitude", "address", "receipt"])


# --- pictures -----------------------------------------------------------------------------------------------


@transaction.atomic
def picture_claim(*, at: datetime) -> tuple[int, str] | None:
    """Return the message whose picture must be fetched now, with its media_id; None where none is due."""
    found = picture_due(at=at)
    if found is None:
        return None
    found.next_at = at + LEASE
    found.save(update_fields=["next_at"])
    return found.pk, found.media_id


@transaction.atomic
def picture_keep(*, message_id: int, content: bytes, said: Said, at: datetime) -> WechatMessage:
    """Let a fetched picture go with its report, or keep book of why it could not."""
    message = message_lock(message_id)
    fault, for_good = said.fault, said.for_good
    if not fault and message.talk and message.talk.receipt_id:
        fault, for_good = _kept(message, message.talk.receipt_id, content, at=at)
    message.attempts += 1
    message.fault = fault[:200]
    if not fault:
        message.picture, message.next_at = PictureState.KEPT.value, None
    elif for_good or message.attempts >= _MOST_ATTEMPTS:
        message.picture, message.next_at = PictureState.REFUSED.value, None
    else:
        message.next_at = at + _PAUSE * 2**message.attempts
    message.save(update_fields=["attempts", "fault", "picture", "next_at", "file"])
    return message


def _kept(message: WechatMessage, receipt_id: int, content: bytes, *, at: datetime) -> tuple[str, bool]:
    """Keep a picture; return why it cannot be, and whether that is for good."""
    picture = Picture(name=f"{message.pk}.jpg", content=content)
    try:
        with transaction.atomic():
            _receipt, files = receipt_add(receipt_id=receipt_id, text="", pictures=[picture], at=at)
    except CityError as refusal:
        return refusal.code, True
    message.file = files[0]
    return "", True
