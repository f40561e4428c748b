"""What the official account says by itself, and the pictures it fetches: the interfaces of api.weixin.qq.com.

Source:
    WeChat official account documentation: 获取 Access token, 客服接口-发消息, 模板消息接口, 获取临时素材,
    and the table 全局返回码. Which of their fields are used here is listed in docs/howto/residents.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock
from time import monotonic

from django.conf import settings

from xiuhua.residents.services.lines import NO_ACCOUNT, LineError, TooLongError, asked

_ANSWER_BYTES = 64 * 1024
PICTURE_BYTES = 20 * 1024 * 1024
_SPARE_S = 300.0  # a token is asked anew before it ends
_TOKEN_GONE = frozenset({40001, 40014, 42001})
_OUT_OF_TIME = frozenset({45015, 45047})  # 48 hours are over, or too many messages: a template may still go
_FOR_GOOD = frozenset(
    {40003, 43004, 43019, 40007, 40036, 40037}
)  # no such user, not subscribed, no such media
_TOPIC_MOST = 20  # signs of a template's short field


@dataclass(frozen=True, kw_only=True)
class Said:
    """What came of a try: nothing wrong, or what was, and whether trying again would help."""

    fault: str = ""
    for_good: bool = False


class _Token:
    """The access token of this process, which is asked for once and kept until shortly before its end."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: tuple[str, str, float] = ("", "", 0.0)

    def get(self, *, anew: bool = False) -> str:
        account = settings.WECHAT
        if account is None:
            raise LineError(NO_ACCOUNT)
        with self._lock:
            owner, token, until = self._kept
            if not anew and owner == account.app_id and monotonic() < until:
                return token
            told = asked(
                account.api, "/cgi-bin/token",
                query={
                    "grant_type": "client_credential", "appid": account.app_id, "secret": account.secret
                },
                most_bytes=_ANSWER_BYTES,
            ).told()  # fmt: skip
            fresh, lasts = told.get("access_token"), told.get("expires_in")
            if not isinstance(fresh, str) or not isinstance(lasts, int):
                raise LineError(f"errcode {told.get('errcode')}")
            self._kept = (account.app_id, fresh, monotonic() + max(lasts - _SPARE_S, 0.0))
            return fresh


_TOKEN = _Token()


def wechat_say(*, openid: str, text: str, topic: str, url: str, number: str) -> Said:
    """Send a message, or where the account may no longer speak freely, the template with the same."""
    try:
        words = f"{text}\n{url}" if url else text
        body: dict[str, object] = {"touser": openid, "msgtype": "text", "text": {"content": words}}
        code = _posted("/cgi-bin/message/custom/send", body)
        if code in _OUT_OF_TIME and settings.WECHAT and settings.WECHAT.template:
            code = _posted("/cgi-bin/message/template/send", _template(openid, text, topic, url, number))
    except LineError as error:
        return Said(fault=str(error))
    if code == 0:
        return Said()
    return Said(fault=f"errcode {code}", for_good=code in _FOR_GOOD | _OUT_OF_TIME)


def _template(openid: str, text: str, topic: str, url: str, number: str) -> dict[str, object]:
    fields = {"character_string1": number, "thing2": topic[:_TOPIC_MOST], "thing3": text[:_TOPIC_MOST]}
    account = settings.WECHAT
    return {
        "touser": openid, "template_id": account.template if account else "", "url": url,
        "data": {name: {"value": value} for name, value in fields.items()},
    }  # fmt: skip


def _posted(path: str, body: dict[str, object]) -> int:
    """Return the errcode of an answer, once more with a new token where the old one has ended."""
    code = _errcode(path, body, anew=False)
    return _errcode(path, body, anew=True) if code in _TOKEN_GONE else code


def _errcode(path: str, body: dict[str, object], *, anew: bool) -> int:
    account = settings.WECHAT
    if account is None:
        raise LineError(NO_ACCOUNT)
    token = _TOKEN.get(anew=anew)
    told = asked(account.api, path, query={"access_token": token}, body=body, most_bytes=_ANSWER_BYTES).told()
    code = told.get("errcode", 0)
    return code if isinstance(code, int) else -1


def picture_fetch(*, media_id: str) -> tuple[bytes, Said]:
    """Return a picture that a resident sent, and what came of asking for it."""
    try:
        return _picture(media_id, anew=False)
    except LineError as error:
        return b"", Said(fault=str(error), for_good=isinstance(error, TooLongError))


def _picture(media_id: str, *, anew: bool) -> tuple[bytes, Said]:
    account = settings.WECHAT
    if account is None:
        raise LineError(NO_ACCOUNT)
    query = {"access_token": _TOKEN.get(anew=anew), "media_id": media_id}
    answer = asked(account.api, "/cgi-bin/media/get", query=query, most_bytes=PICTURE_BYTES)
    if answer.media not in {"application/json", "text/plain"}:
        return answer.body, Said()
    code = answer.told().get("errcode")
    if code in _TOKEN_GONE and not anew:
        return _picture(media_id, anew=True)
    return b"", Said(fault=f"errcode {code}", for_good=code in _FOR_GOOD)
