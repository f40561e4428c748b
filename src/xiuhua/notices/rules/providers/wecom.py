"""Messages and sign-on by WeCom (企业微信; 政务微信 where it speaks the same interface at its own address).

The same JSON is not delivered twice within `duplicate_check_interval`, so that a message tried again after a
broken line arrives once.

Source:
    developer.work.weixin.qq.com, "获取access_token" (GET /cgi-bin/gettoken: corpid, corpsecret; access_token,
    expires_in), "发送应用消息" (POST /cgi-bin/message/send: touser, msgtype textcard, agentid,
    textcard.title, description, url, btntxt, enable_duplicate_check, duplicate_check_interval up to 4 h;
    errcode, invaliduser, msgid; 81013 for no valid recipient), document 96714 "构造网页授权链接", and
    "获取访问用户身份" (GET /cgi-bin/user/getuserinfo: code; UserId, or OpenId for somebody outside). Read
    2026-11-26. That 40014 and 42001 speak of the token and 45009 of a limit is from the list of global
    error codes (unverified). That a 政务微信 takes the same calls is unverified.
"""

from __future__ import annotations

from urllib.parse import urlencode

from xiuhua.notices.rules.providers.calls import Answered, Call, Message, Receipt, json_body
from xiuhua.notices.terms import OutgoingFault

TOKEN_STALE = frozenset({40014, 42001, 40001})
_RECIPIENT = frozenset({81013, 60111, 40003})
_BUSY = frozenset({-1, 45009})
_DUPLICATES_S = 4 * 3600
_TITLE, _TEXT = 128, 512  # characters; longer ones are cut there anyway


def token_call(*, endpoint: str, corp_id: str, secret: str) -> Call:
    """Return the call that asks for an access token."""
    query = urlencode({"corpid": corp_id, "corpsecret": secret})
    return Call(method="GET", url=f"{endpoint.rstrip('/')}/cgi-bin/gettoken?{query}")


def send_call(message: Message, *, endpoint: str, token: str, agent_id: str, button: str) -> Call:
    """Return the call that sends a card."""
    told = {
        "touser": message.address,
        "msgtype": "textcard",
        "agentid": int(agent_id),
        "textcard": {
            "title": message.title[:_TITLE],
            "description": message.text[:_TEXT],
            "url": message.url,
            "btntxt": button,
        },
        "enable_duplicate_check": 1,
        "duplicate_check_interval": _DUPLICATES_S,
    }
    return Call(
        url=f"{endpoint.rstrip('/')}/cgi-bin/message/send?{urlencode({'access_token': token})}",
        headers={"Content-Type": "application/json"},
        body=json_body(told),
    )


def errcode(answer: Answered) -> int | None:
    """Return the provider's code, 0 for success; None where the answer has none."""
    code = answer.json().get("errcode")
    return code if isinstance(code, int) else None


def send_read(answer: Answered) -> Receipt:
    """Return what the answer to message/send means; a recipient who was left out has not been told."""
    said, code = answer.json(), errcode(answer)
    if code == 0 and not said.get("invaliduser"):
        return Receipt(ref=str(said.get("msgid", ""))[:120], code="0")
    if code == 0 or code in _RECIPIENT:
        return Receipt(fault=OutgoingFault.RECIPIENT, code=str(code))
    if code in TOKEN_STALE:
        return Receipt(fault=OutgoingFault.CREDENTIALS, code=str(code))
    busy = code is None or code in _BUSY
    fault = OutgoingFault.BUSY if busy else OutgoingFault.ANSWER
    return Receipt(fault=fault, code=f"HTTP {answer.status}" if code is None else str(code), again=busy)


def authorize_url(*, endpoint: str, corp_id: str, back: str, state: str) -> str:
    """Return where a browser is sent to sign on."""
    query = urlencode(
        {
            "appid": corp_id,
            "redirect_uri": back,
            "response_type": "code",
            "scope": "snsapi_base",
            "state": state,
        }
    )
    return f"{endpoint.rstrip('/')}/connect/oauth2/authorize?{query}#wechat_redirect"


def person_call(*, endpoint: str, token: str, code: str) -> Call:
    """Return the call that asks who signed on."""
    query = urlencode({"access_token": token, "code": code})
    return Call(method="GET", url=f"{endpoint.rstrip('/')}/cgi-bin/user/getuserinfo?{query}")


def person_read(answer: Answered) -> str:
    """Return the user id of who signed on; empty where it is nobody of the organisation."""
    said = answer.json()
    found = said.get("UserId") or said.get("userid")
    return found if errcode(answer) == 0 and isinstance(found, str) else ""
