"""Work notices and sign-on by DingTalk (钉钉).

DingTalk delivers the same content of one app to the same person once a day, so that a message tried again
after a broken line arrives once; and so that our text carries what tells two cases apart.

Source:
    open.dingtalk.com, "获取企业内部应用的access_token" (GET /gettoken: appkey, appsecret; access_token,
    expires_in); "发送工作通知" (POST /topapi/message/corpconversation/asyncsend_v2: agent_id, userid_list,
    msg up to 2048 bytes, msgtype action_card with title, markdown, single_title, single_url; errcode,
    task_id; same content once a day); "登录第三方网站" (login.dingtalk.com/oauth2/auth: redirect_uri,
    response_type, client_id, scope openid, state, prompt consent; authCode); "获取用户token" (POST
    api.dingtalk.com/v1.0/oauth2/userAccessToken: clientId, clientSecret, code, grantType; accessToken),
    "获取用户通讯录个人信息" (GET /v1.0/contact/users/me: unionId) and "根据unionid获取用户userid" (POST
    /topapi/user/getbyunionid: result.userid). Read 2026-11-26; userAccessToken, users/me and the error
    codes are unverified.
"""

from __future__ import annotations

from urllib.parse import urlencode

from xiuhua.notices.rules.providers.calls import Answered, Call, Message, Receipt, json_body
from xiuhua.notices.terms import OutgoingFault

TOKEN_STALE = frozenset({40014, 42001, 88})
_RECIPIENT = frozenset({33012, 40035, 60121})
_BUSY = frozenset({-1, 90018, 90002})
_TITLE, _TEXT = 64, 500  # characters: what stays under 2048 bytes in Chinese


def token_call(*, endpoint: str, app_key: str, secret: str) -> Call:
    """Return the call that asks for an access token."""
    query = urlencode({"appkey": app_key, "appsecret": secret})
    return Call(method="GET", url=f"{endpoint.rstrip('/')}/gettoken?{query}")


def send_call(message: Message, *, endpoint: str, token: str, agent_id: str, button: str) -> Call:
    """Return the call that sends a work notice: a card with a button, or words where it leads nowhere."""
    if message.url:
        card = {
            "title": message.title[:_TITLE],
            "markdown": f"### {message.title[:_TITLE]}\n\n{message.text[:_TEXT]}",
            "single_title": button,
            "single_url": message.url,
        }
        told: dict[str, object] = {"msgtype": "action_card", "action_card": card}
    else:
        told = {"msgtype": "text", "text": {"content": f"{message.title[:_TITLE]}\n{message.text[:_TEXT]}"}}
    body = json_body({"agent_id": int(agent_id), "userid_list": message.address, "msg": told})
    query = urlencode({"access_token": token})
    return Call(
        url=f"{endpoint.rstrip('/')}/topapi/message/corpconversation/asyncsend_v2?{query}",
        headers={"Content-Type": "application/json"},
        body=body,
    )


def send_read(answer: Answered) -> Receipt:
    """Return what the answer to asyncsend_v2 means."""
    said = answer.json()
    code = said.get("errcode")
    if code == 0:
        return Receipt(ref=str(said.get("task_id", ""))[:120], code="0")
    if code in TOKEN_STALE:
        return Receipt(fault=OutgoingFault.CREDENTIALS, code=str(code))
    if code in _RECIPIENT:
        return Receipt(fault=OutgoingFault.RECIPIENT, code=str(code))
    busy = not isinstance(code, int) or code in _BUSY
    fault = OutgoingFault.BUSY if busy else OutgoingFault.ANSWER
    return Receipt(fault=fault, code=f"HTTP {answer.status}" if code is None else str(code), again=busy)


def authorize_url(*, endpoint: str, app_key: str, back: str, state: str) -> str:
    """Return where a browser is sent to sign on."""
    query = urlencode(
        {
            "redirect_uri": back,
            "response_type": "code",
            "client_id": app_key,
            "scope": "openid",
            "state": state,
            "prompt": "consent",
        }
    )
    return f"{endpoint.rstrip('/')}/oauth2/auth?{query}"


def user_token_call(*, endpoint: str, app_key: str, secret: str, code: str) -> Call:
    """Return the call that turns a code into a token of whoever signed on."""
    told = {"clientId": app_key, "clientSecret": secret, "code": code, "grantType": "authorization_code"}
    return Call(
        url=f"{endpoint.rstrip('/')}/v1.0/oauth2/userAccessToken",
        headers={"Content-Type": "application/json"},
        body=json_body(told),
    )


def me_call(*, endpoint: str, user_token: str) -> Call:
    """Return the call that asks who a token belongs to."""
    headers = {"x-acs-dingtalk-access-token": user_token}
    return Call(method="GET", url=f"{endpoint.rstrip('/')}/v1.0/contact/users/me", headers=headers)


def person_call(*, endpoint: str, token: str, union_id: str) -> Call:
    """Return the call that asks for the user id of whoever signed on."""
    return Call(
        url=f"{endpoint.rstrip('/')}/topapi/user/getbyunionid?{urlencode({'access_token': token})}",
        headers={"Content-Type": "application/json"},
        body=json_body({"unionid": union_id}),
    )


def person_read(answer: Answered) -> str:
    """Return the user id of who signed on; empty where it is nobody of the organisation."""
    said = answer.json()
    result = said.get("result")
    found = result.get("userid") if isinstance(result, dict) else None
    return found if said.get("errcode") == 0 and isinstance(found, str) else ""


def text_of(answer: Answered, name: str) -> str:
    """Return a text of an answer, empty where it has none."""
    found = answer.json().get(name)
    return found if isinstance(found, str) else ""
