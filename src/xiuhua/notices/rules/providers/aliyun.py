"""SMS by Alibaba Cloud: SendSms and QuerySendDetails of Dysmsapi 2017-05-25, signed by ACS3-HMAC-SHA256.

Alibaba says of SendSms that it is not idempotent and that after a time-out one should look for the receipt
before trying again: `query_call` does, by the OutId that is ours.

Source:
    help.aliyun.com, "V3版本请求体&签名机制" (structure of requests, ACS3-HMAC-SHA256, worked example);
    "SendSms - 发送短信" (PhoneNumbers, SignName, TemplateCode, TemplateParam, OutId; Code, BizId);
    "QuerySendDetails" (PhoneNumber, BizId, SendDate, PageSize, CurrentPage; SendStatus 1 waits, 2 failed, 3
    delivered); "SmsReport" (phone_number, success, err_code, biz_id, out_id). Read 2026-11-26. Which error
    codes are worth another try is our own reading of their names (unverified).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, urlsplit
from uuid import UUID

from xiuhua.notices.rules.providers.calls import Answered, Call, Message, Receipt
from xiuhua.notices.terms import OutgoingFault

_ALGORITHM = "ACS3-HMAC-SHA256"
_VERSION = "2017-05-25"
_BUSY = ("Throttling", "ServiceUnavailable", "isp.", "InternalError", "isv.BUSINESS_LIMIT_CONTROL")
_CREDENTIALS = (
    "InvalidAccessKeyId",
    "SignatureDoesNotMatch",
    "Forbidden",
    "IncompleteSignature",
    "InvalidTimeStamp",
)
_RECIPIENT = ("isv.MOBILE_NUMBER_ILLEGAL", "isv.MOBILE_COUNT_OVER_LIMIT")
_TEMPLATE = ("isv.SMS_TEMPLATE_ILLEGAL", "isv.TEMPLATE_MISSING_PARAMETERS", "isv.INVALID_PARAMETERS")
WAITS, FAILED, ARRIVED = 1, 2, 3


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account of the provider: where it is reached, and who asks."""

    endpoint: str
    key_id: str
    secret: str


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """What makes one request unlike every other: its instant and a nonce that nobody used before."""

    at: datetime
    nonce: str


def signature(
    *, method: str, host: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes, secret: str
) -> tuple[str, str]:
    """Return the names of the signed headers and the signature of a request.

    Args:
        method: of HTTP.
        host: of the endpoint.
        query: parameters of the address.
        headers: those beginning with `x-acs-`; `host` is added.
        body: as sent.
        secret: the AccessKeySecret.

    Source:
        "V3版本请求体&签名机制": canonical request of method, path, query, headers, signed headers and body
        digest; HMAC-SHA256 of its digest.
    """
    every = {**{name.lower(): value.strip() for name, value in headers.items()}, "host": host}
    names = ";".join(sorted(every))
    canonical = "\n".join(
        (
            method,
            "/",
            query_text(query),
            "".join(f"{name}:{every[name]}\n" for name in sorted(every)),
            names,
            hashlib.sha256(body).hexdigest(),
        )
    )
    told = f"{_ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    return names, hmac.new(secret.encode(), told.encode(), hashlib.sha256).hexdigest()


def query_text(query: Mapping[str, str]) -> str:
    """Return parameters as an address and its signature hold them: sorted, percent-encoded by RFC 3986."""
    return "&".join(f"{_encoded(name)}={_encoded(query[name])}" for name in sorted(query))


def _encoded(text: str) -> str:
    return quote(text, safe="-_.~")


def _call(account: Account, action: str, query: Mapping[str, str], sealed: Sealed) -> Call:
    host = urlsplit(account.endpoint).netloc
    headers = {
        "x-acs-action": action,
        "x-acs-version": _VERSION,
        "x-acs-date": sealed.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": sealed.nonce,
        "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
    }
    names, told = signature(
        method="POST", host=host, query=query, headers=headers, body=b"", secret=account.secret
    )
    authorization = f"{_ALGORITHM} Credential={account.key_id},SignedHeaders={names},Signature={told}"
    return Call(
        url=f"{account.endpoint.rstrip('/')}/?{query_text(query)}",
        headers={**headers, "Authorization": authorization, "Accept": "application/json"},
    )


def send_call(account: Account, message: Message, *, sign_name: str, code: str, sealed: Sealed) -> Call:
    """Return the call that sends an SMS; `code` is the provider's of the template."""
    query = {
        "PhoneNumbers": message.address,
        "SignName": sign_name,
        "TemplateCode": code,
        "OutId": str(message.uuid),
    }
    if message.words:
        query["TemplateParam"] = json.dumps(dict(message.words), ensure_ascii=False, separators=(",", ":"))
    return _call(account, "SendSms", query, sealed)


def send_read(answer: Answered) -> Receipt:
    """Return what the answer to SendSms means."""
    said = answer.json()
    code = str(said.get("Code", ""))
    if code == "OK":
        return Receipt(ref=str(said.get("BizId", "")), code=code)
    fault = _fault(code, answer.status)
    return Receipt(fault=fault, code=code or f"HTTP {answer.status}", again=fault is OutgoingFault.BUSY)


def _fault(code: str, status: int) -> OutgoingFault:
    if code.startswith(_CREDENTIALS):
        return OutgoingFault.CREDENTIALS
    if code.startswith(_RECIPIENT):
        return OutgoingFault.RECIPIENT
    if code.startswith(_TEMPLATE):
        return OutgoingFault.NO_TEMPLATE
    return OutgoingFault.BUSY if code.startswith(_BUSY) or status >= 500 else OutgoingFault.ANSWER


def query_call(account: Account, *, phone: str, on: str, sealed: Sealed) -> Call:
    """Return the call that asks what became of messages to a number on a local day, `20261126`."""
    query = {"PhoneNumber": phone, "SendDate": on, "PageSize": "50", "CurrentPage": "1"}
    return _call(account, "QuerySendDetails", query, sealed)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the provider says of one message: `state` is WAITS, FAILED or ARRIVED."""

    uuid: UUID | None
    ref: str
    state: int
    code: str


def query_read(answer: Answered) -> Sequence[Standing] | None:
    """Return what the answer to QuerySendDetails says of each message; None where it says nothing at all."""
    said = answer.json()
    if said.get("Code") != "OK":
        return None
    held = said.get("SmsSendDetailDTOs")
    rows = held.get("SmsSendDetailDTO") if isinstance(held, dict) else None
    return [
        Standing(
            uuid=_uuid(row.get("OutId")), ref="", state=_number(row.get("SendStatus")),
            code=str(row.get("ErrCode", "")),
        )
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict)
    ]  # fmt: skip


def report_read(rows: Sequence[object]) -> Sequence[Standing]:
    """Return what a delivery report says of each message; rows without a known form are left out."""
    return [
        Standing(
            uuid=_uuid(row.get("out_id")), ref=str(row.get("biz_id", ""))[:120],
            state=ARRIVED if row["success"] else FAILED, code=str(row.get("err_code", ""))[:80],
        )
        for row in rows
        if isinstance(row, dict) and isinstance(row.get("success"), bool)
    ]  # fmt: skip


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _number(value: object) -> int:
    return int(value) if isinstance(value, int | str) and str(value).isdecimal() else 0
