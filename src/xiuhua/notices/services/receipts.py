"""Receipts: what providers tell us of messages, believed only where they can show who they are, and once."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from xiuhua.access.services import scope_opened
from xiuhua.ledger.services import entry_append
from xiuhua.notices.models import HeardReceipt, Route
from xiuhua.notices.queries.routes import outgoing_by_uuid, route_get
from xiuhua.notices.rules.providers import aliyun
from xiuhua.notices.rules.receipts import signature_read, signed_text
from xiuhua.notices.services.keeping import secret_opened
from xiuhua.notices.services.outgoing import outgoing_settle
from xiuhua.notices.terms import OutgoingAct, RouteKind
from xiuhua.shared.actor import EVERYWHERE, system
from xiuhua.shared.errors import CityError

RECEIVER = system("receipts")
OLDEST = timedelta(minutes=5)
_KEPT = timedelta(days=30)
MOST_BYTES = 256 * 1_024


class ReceiptForged(CityError):
    """Who sent a receipt could not show that they know the secret."""

    code = "receipt_forged"
    http_status = 403


class ReceiptStale(CityError):
    """A receipt was signed too long ago, or in the future. Arguments: minutes."""

    code = "receipt_stale"
    http_status = 403


class ReceiptReplayed(CityError):
    """The same receipt came a second time."""

    code = "receipt_replayed"
    http_status = 409


class ReceiptUnreadable(CityError):
    """A receipt holds nothing that can be read."""

    code = "receipt_unreadable"
    http_status = 422


@transaction.atomic
def receipt_hear(*, body: bytes, signature: str, key: str, at: datetime) -> int:
    """Take a delivery report of the SMS provider; return how many messages it settled.

    Args:
        body: as it came.
        signature: the header `X-Xiuhua-Signature`, as our webhooks have it; empty where there is none.
        key: the last part of the address, for a provider that signs nothing.
        at: when it came.

    Raises:
        ReceiptForged, ReceiptStale, ReceiptReplayed, ReceiptUnreadable: it is not believed.
    """
    route = route_get(RouteKind.SMS.value)
    _believe(route, body=body, signature=signature, key=key, at=at)
    rows = _rows(body)
    if not _remember(route, body, signature, at=at):
        raise ReceiptReplayed
    with scope_opened((EVERYWHERE,)):
        return _settle(aliyun.report_read(rows), at=at)


def _believe(route: Route, *, body: bytes, signature: str, key: str, at: datetime) -> None:
    secret = secret_opened(route.receipt_secret)
    if not secret:
        raise ReceiptForged
    if route.settings.get("receipts") == "address":
        if not hmac.compare_digest(key.encode(), secret.encode()):
            raise ReceiptForged
        return
    told = signature_read(signature)
    if told is None:
        raise ReceiptForged
    at_s, digest = told
    expected = hmac.new(secret.encode(), signed_text(at_s, body), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(digest, expected):
        raise ReceiptForged
    if abs(at.timestamp() - at_s) > OLDEST.total_seconds():
        raise ReceiptStale(minutes=int(OLDEST.total_seconds() // 60))


def _rows(body: bytes) -> Sequence[object]:
    try:
        rows = json.loads(body)
    except ValueError as fault:
        raise ReceiptUnreadable from fault
    if not isinstance(rows, list):
        raise ReceiptUnreadable
    return rows


def _remember(route: Route, body: bytes, signature: str, *, at: datetime) -> bool:
    """Keep that a receipt came; return False where the same came before."""
    digest = hashlib.sha256(signature.encode() + b"\n" + body).hexdigest()
    try:
        with transaction.atomic():
            HeardReceipt.objects.create(route=route.kind, digest=digest, at=at)
    except IntegrityError:
        return False
    return True


def _settle(standings: Sequence[aliyun.Standing], *, at: datetime) -> int:
    known = outgoing_by_uuid([one.uuid for one in standings if one.uuid is not None])
    settled = 0
    for one in standings:
        row = known.get(one.uuid) if one.uuid is not None else None
        if row is None or not outgoing_settle(
            row=row, delivered=one.state == aliyun.ARRIVED, code=one.code, at=at
        ):
            continue
        row.provider_ref = one.ref or row.provider_ref
        row.save(update_fields=["provider_ref"])
        settled += 1
        entry_append(
            at=at, actor=RECEIVER, act=OutgoingAct.RECEIPT.value, subject=f"outgoing:{row.pk}",
            area=row.area_code, detail={"state": row.state, "code": one.code},
        )  # fmt: skip
    return settled


def receipts_forget(*, at: datetime) -> None:
    """Forget receipts of a month ago: a signature that old is refused anyway."""
    HeardReceipt.objects.filter(at__lt=at - _KEPT).delete()
