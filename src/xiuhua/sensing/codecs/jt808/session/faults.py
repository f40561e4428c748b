"""Why a good frame is not taken from a link."""

from __future__ import annotations

from xiuhua.sensing.codecs.faults import Fault


class SessionFault(Fault):
    """Faults of what is sent when, not of bytes."""

    OTHER_PHONE = (
        "other_phone",
        "链路属于终端 {phone}，报文却来自 {found}。",
        "The link is that of terminal {phone}, the frame comes from {found}.",
    )
    NOT_AUTHENTICATED = (
        "not_authenticated",
        "终端还没有鉴权。",
        "The terminal has not authenticated.",
    )
    UNSUPPORTED = (
        "unsupported",
        "不支持消息 {message_id}，或其消息体已加密。",
        "Message {message_id} is not supported, or its body is encrypted.",
    )
    TOO_MANY_PARTS = (
        "too_many_parts",
        "一条消息分成 {total} 包，最多接收 {most} 包。",
        "A message in {total} parts is too long; {most} are taken.",
    )
    FLOODING = (
        "flooding",
        "已有 {waiting} 条消息等待入库，暂不接收。",
        "{waiting} messages wait to be stored; no more are taken for now.",
    )
    ENDED = (
        "ended",
        "链路已经结束。",
        "The link has ended.",
    )
