"""SMS by Alibaba Cloud."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.utils.timezone import localtime

from xiuhua.notices.models import Route
from xiuhua.notices.rules.providers import aliyun
from xiuhua.notices.rules.providers.calls import UNREACHED, Message, Receipt
from xiuhua.notices.rules.settings import code_for, codes_read
from xiuhua.notices.services.keeping import secret_opened
from xiuhua.notices.services.posting import CallFailed, call_make
from xiuhua.notices.terms import OutgoingFault


class Sms:
    """An account of Alibaba Cloud."""

    def __init__(self, route: Route) -> None:
        self._settings = route.settings
        self._account = aliyun.Account(
            endpoint=route.settings["endpoint"], key_id=route.settings["key_id"],
            secret=secret_opened(route.secret),
        )  # fmt: skip

    def send(self, message: Message, *, at: datetime) -> Receipt:
        """Send an SMS, if the provider has approved a template for it."""
        codes = codes_read(self._settings.get("codes", ""))
        code = code_for(codes, message.template, message.language)
        if code is None:
            return Receipt(fault=OutgoingFault.NO_TEMPLATE)
        call = aliyun.send_call(
            self._account, message, sign_name=self._settings["signature"], code=code, sealed=_sealed(at)
        )
        try:
            return aliyun.send_read(call_make(call=call))
        except CallFailed as failed:
            return Receipt(fault=OutgoingFault.ANSWER) if failed.refused else UNREACHED

    def find(self, message: Message, *, sent_at: datetime, at: datetime) -> Receipt | None:
        """Ask what became of it; a provider that cannot be asked is asked again later."""
        on = localtime(sent_at).strftime("%Y%m%d")
        call = aliyun.query_call(self._account, phone=message.address, on=on, sealed=_sealed(at))
        try:
            rows = aliyun.query_read(call_make(call=call))
        except CallFailed:
            return UNREACHED
        if rows is None:
            return UNREACHED
        found = next((row for row in rows if row.uuid == message.uuid), None)
        if found is None:
            return None
        if found.state == aliyun.FAILED:
            return Receipt(fault=OutgoingFault.UNDELIVERED, code=found.code)
        return Receipt(code=found.code, delivered=found.state == aliyun.ARRIVED)


def _sealed(at: datetime) -> aliyun.Sealed:
    return aliyun.Sealed(at=at, nonce=secrets.token_hex(16))
