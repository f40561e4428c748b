"""The API of notices, and the door of delivery reports."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.access.services.answering import Key, answered_once
from xiuhua.notices import services
from xiuhua.notices.queries.notices import notices_of
from xiuhua.notices.serializers import MarkIn, MarkOut, NoticeOut, ReceiptsOut
from xiuhua.notices.services.receipts import MOST_BYTES, ReceiptUnreadable
from xiuhua.notices.terms import NoticeAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.web.api import asker

router = Router(tags=["notices"])


@router.get("/notices", response=list[NoticeOut], summary="What I was told")
def notice_list(
    request: HttpRequest,
    *,
    unread: Annotated[bool, Query(description="only what nobody has read")] = False,
    before: Annotated[int | None, Query(ge=0, le=2**63 - 1, description="only ids before this")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> object:
    """Return one's own notices, the latest first."""
    actor = asker(request)
    require(actor, NoticeAct.READ)
    rows = notices_of(actor.user_id).order_by("-pk")
    if unread:
        rows = rows.filter(read_at__isnull=True)
    return (rows if before is None else rows.filter(pk__lt=before))[:limit]


@router.post("/notices/mark", response=MarkOut, summary="Mark notices as read or unread")
def notice_mark(request: HttpRequest, new: MarkIn, idempotency_key: Key = None) -> HttpResponse:
    """Mark some of one's own notices."""

    def act(actor: Actor, at: datetime) -> MarkOut:
        changed = services.notices_mark(notice_ids=new.ids, read=new.read, actor=actor, at=at)
        return MarkOut(changed=changed)

    return answered_once(request, idempotency_key, act)


def _heard(request: HttpRequest, key: str) -> ReceiptsOut:
    if len(request.body) > MOST_BYTES:
        raise ReceiptUnreadable
    signature = request.headers.get("X-Xiuhua-Signature", "")
    services.receipt_hear(body=request.body, signature=signature, key=key, at=now())
    return ReceiptsOut(code=0, msg="ok")


@router.post(
    "/notices/receipts/route_sms", response=ReceiptsOut, auth=None, summary="Delivery reports of SMS, signed"
)
def receipts_signed(request: HttpRequest) -> ReceiptsOut:
    """Take delivery reports: an array of `{out_id, biz_id, success, err_code}`, signed like our webhooks."""
    return _heard(request, "")


@router.post(
    "/notices/receipts/route_sms/{str:key}",
    response=ReceiptsOut,
    auth=None,
    summary="Delivery reports of SMS from a provider that signs nothing",
)
def receipts_addressed(request: HttpRequest, key: str) -> ReceiptsOut:
    """Take delivery reports at an address that ends with the secret of receipts."""
    return _heard(request, key)
