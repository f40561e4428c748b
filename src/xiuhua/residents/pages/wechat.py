"""The door that WeChat knocks at: it proves itself once, then brings what residents write.

No cookie counts here; every request carries a signature, so nothing has to be proven against forgery.
"""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from xiuhua.access.services import scope_opened
from xiuhua.residents.rules.wechat import (
    MOST_BYTES,
    Heard,
    WireError,
    aes_key,
    decrypted,
    encrypted,
    heard,
    is_fresh,
    is_signed,
    signature,
    xml_read,
    xml_written,
)
from xiuhua.residents.services.receipts import RESIDENTS
from xiuhua.residents.services.refusals import WechatForged, WechatOff, WechatStale, WechatUnreadable
from xiuhua.residents.services.wechat import wechat_hear
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError
from xiuhua.web.errors import language
from xiuhua.web.sentences import error_sentence

_LONGEST_ECHO = 64
_NOTHING = "success"  # what WeChat takes for "heard, and no reply"
_PLAIN = "text/plain; charset=utf-8"


@csrf_exempt
@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest) -> HttpResponse:
    """Answer WeChat: its question whether this is the account's server, or a resident's message."""
    at = now()
    try:
        _signed(request, at)
        if request.method == "GET":
            return HttpResponse(request.GET.get("echostr", "")[:_LONGEST_ECHO], content_type=_PLAIN)
        return _heard(request, at)
    except WireError:
        refusal: CityError = WechatUnreadable()
    except CityError as error:
        refusal = error
    said = error_sentence(refusal, language())
    return HttpResponse(said, content_type=_PLAIN, status=refusal.http_status)


def _signed(request: HttpRequest, at: datetime) -> None:
    """Refuse whoever is not WeChat, or says again what it said long ago.

    Raises:
        WechatOff: no account is connected.
        WechatForged, WechatStale: why.
    """
    account = settings.WECHAT
    if account is None:
        raise WechatOff
    timestamp, nonce = request.GET.get("timestamp", ""), request.GET.get("nonce", "")
    if not is_signed(request.GET.get("signature", ""), account.token, timestamp, nonce):
        raise WechatForged
    if not is_fresh(timestamp, at_s=at.timestamp()):
        raise WechatStale


def _heard(request: HttpRequest, at: datetime) -> HttpResponse:
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        raise WechatUnreadable
    fields = xml_read(request.body)
    message = heard(_opened(request, fields))
    with scope_opened(RESIDENTS.areas):
        reply = wechat_hear(heard=message, at=at)
    if not reply:
        return HttpResponse(_NOTHING, content_type=_PLAIN)
    return HttpResponse(_sealed(_reply_xml(message, reply, at), at), content_type="text/xml; charset=utf-8")


def _opened(request: HttpRequest, fields: dict[str, str]) -> dict[str, str]:
    """Return the fields of a message; where the account is in safe mode, only of one that was encrypted.

    Raises:
        WechatForged: the envelope's signature is another, or there is no envelope.
    """
    account = settings.WECHAT
    if account is None or not account.aes_key:
        return fields
    sealed, query = fields.get("Encrypt", ""), request.GET
    parts = (account.token, query.get("timestamp", ""), query.get("nonce", ""), sealed)
    if not sealed or not is_signed(query.get("msg_signature", ""), *parts):
        raise WechatForged
    return xml_read(decrypted(sealed, key=aes_key(account.aes_key), app_id=account.app_id))


def _reply_xml(message: Heard, reply: str, at: datetime) -> str:
    return xml_written(
        {
            "ToUserName": message.openid,
            "FromUserName": message.account,
            "CreateTime": int(at.timestamp()),
            "MsgType": "text",
            "Content": reply,
        }
    )


def _sealed(xml: str, at: datetime) -> str:
    account = settings.WECHAT
    if account is None or not account.aes_key:
        return xml
    sealed = encrypted(
        xml.encode(), key=aes_key(account.aes_key), app_id=account.app_id, head=secrets.token_bytes(16)
    )
    timestamp, nonce = str(int(at.timestamp())), secrets.token_hex(8)
    signed = signature(account.token, timestamp, nonce, sealed)
    return xml_written(
        {"Encrypt": sealed, "MsgSignature": signed, "TimeStamp": int(timestamp), "Nonce": nonce}
    )
