"""The API of 城管进社区: service posts, records, and requests handled without leaving home."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.access.services.answering import Key, answered_once
from xiuhua.communities.queries import visits as queries
from xiuhua.communities.rules.months import month_days
from xiuhua.communities.serializers.community_values import Limit200
from xiuhua.communities.serializers.visits import (
    ConfirmIn,
    DoneIn,
    EndIn,
    RecordIn,
    RecordOut,
    RequestIn,
    RequestOut,
    SheetOut,
    SlotIn,
    SlotOut,
    record_out,
    request_out,
    sheet_out,
)
from xiuhua.communities.serializers.whistles import WhyIn
from xiuhua.communities.services import visits as services
from xiuhua.communities.terms.visits import VisitAct
from xiuhua.shared.actor import Actor
from xiuhua.web.api import asker
from xiuhua.web.areas import within
from xiuhua.web.seams import areas_for

router = Router(tags=["communities"])


@router.get("/service-slots", response=list[SlotOut], summary="Service posts in communities")
def slot_list(request: HttpRequest, limit: Limit200 = 100) -> object:
    """Return the service posts of your areas."""
    actor = asker(request)
    require(actor, VisitAct.READ)
    return (
        queries.slots_all()
        .filter(within("area_code", areas_for(actor, VisitAct.READ)))
        .order_by("pk")[:limit]
    )


@router.post("/service-slots", response=SlotOut, summary="Arrange a service post")
def slot_open(request: HttpRequest, new: SlotIn, idempotency_key: Key = None) -> HttpResponse:
    """Say who is in a community on which weekdays."""

    def act(actor: Actor, at: datetime) -> SlotOut:
        return SlotOut.from_orm(services.slot_open(new=new.as_new(), actor=actor, at=at))

    return answered_once(request, idempotency_key, act)


@router.post("/service-slots/{int:slot_id}/end", response=SlotOut, summary="End a service post")
def slot_end(request: HttpRequest, slot_id: int, new: EndIn, idempotency_key: Key = None) -> HttpResponse:
    """End a service post after its last day."""

    def act(actor: Actor, at: datetime) -> SlotOut:
        return SlotOut.from_orm(services.slot_end(slot_id=slot_id, until_on=new.until_on, actor=actor, at=at))

    return answered_once(request, idempotency_key, act)


@router.get("/service-records", response=list[RecordOut], summary="Service records, latest first")
def record_list(request: HttpRequest, limit: Limit200 = 50) -> list[RecordOut]:
    """Return the latest service records of your areas."""
    actor = asker(request)
    require(actor, VisitAct.READ)
    rows = queries.records_all().filter(within("area_code", areas_for(actor, VisitAct.READ)))
    return [record_out(one) for one in rows.order_by("-on", "-pk")[:limit]]


@router.post("/service-records", response=RecordOut, summary="Record a service")
def record_write(request: HttpRequest, new: RecordIn, idempotency_key: Key = None) -> HttpResponse:
    """Record what you did for residents of a community."""

    def act(actor: Actor, at: datetime) -> RecordOut:
        told = new.as_new(actor=actor, today=localtime(at).date())
        return record_out(services.service_record(new=told, actor=actor, at=at))

    return answered_once(request, idempotency_key, act)


@router.get("/service-sheet", response=list[SheetOut], summary="A month by community")
def sheet_read(
    request: HttpRequest,
    month: Annotated[str, Query(pattern=r"^(19|20)\d\d-(0[1-9]|1[0-2])$", examples=["2026-03"])],
) -> list[SheetOut]:
    """Return what was done in every community of your areas in a month."""
    actor = asker(request)
    require(actor, VisitAct.READ)
    since, until = month_days(month)
    rows = queries.sheet(areas_for(actor, VisitAct.READ), since=since, until=until)
    return [sheet_out(area) for area in rows]


@router.get("/service-requests", response=list[RequestOut], summary="Residents' requests, latest first")
def request_list(request: HttpRequest, limit: Limit200 = 50) -> list[RequestOut]:
    """Return the latest requests of your areas."""
    actor = asker(request)
    require(actor, VisitAct.READ)
    rows = queries.requests_all().filter(within("area_code", areas_for(actor, VisitAct.READ)))
    return [request_out(one) for one in rows.order_by("-asked_at", "-pk")[:limit]]


@router.get("/my-service-requests", response=list[RequestOut], summary="What you have asked for")
def request_list_own(request: HttpRequest, limit: Limit200 = 50) -> list[RequestOut]:
    """Return your own requests, latest first: nobody else's."""
    actor = asker(request)
    require(actor, VisitAct.OWN)
    return [request_out(one) for one in queries.requests_own(actor).order_by("-asked_at", "-pk")[:limit]]


@router.post("/service-requests", response=RequestOut, summary="Ask the community for something")
def request_ask(request: HttpRequest, new: RequestIn, idempotency_key: Key = None) -> HttpResponse:
    """Give a request to the community; nobody has to leave home for it."""

    def act(actor: Actor, at: datetime) -> RequestOut:
        return request_out(services.request_ask(new=new.as_new(), actor=actor, at=at))

    return answered_once(request, idempotency_key, act)


@router.post("/service-requests/{int:request_id}/take", response=RequestOut, summary="Take a request on")
def request_take(request: HttpRequest, request_id: int, idempotency_key: Key = None) -> HttpResponse:
    """Take a request on."""

    def act(actor: Actor, at: datetime) -> RequestOut:
        return request_out(services.request_take(request_id=request_id, actor=actor, at=at))

    return answered_once(request, idempotency_key, act)


@router.post("/service-requests/{int:request_id}/finish", response=RequestOut, summary="Say what was done")
def request_finish(
    request: HttpRequest, request_id: int, new: DoneIn, idempotency_key: Key = None
) -> HttpResponse:
    """Say what was done; the resident confirms it."""

    def act(actor: Actor, at: datetime) -> RequestOut:
        done = new.as_doing(actor=actor, today=localtime(at).date())
        return request_out(services.request_finish(request_id=request_id, done=done, actor=actor, at=at))

    return answered_once(request, idempotency_key, act)


@router.post("/service-requests/{int:request_id}/confirm", response=RequestOut, summary="Confirm it")
def request_confirm(
    request: HttpRequest, request_id: int, new: ConfirmIn, idempotency_key: Key = None
) -> HttpResponse:
    """Confirm what was done: the resident, or a colleague who has asked them."""

    def act(actor: Actor, at: datetime) -> RequestOut:
        return request_out(
            services.request_confirm(
                request_id=request_id, score=new.score, opinion=new.opinion, actor=actor, at=at
            )
        )

    return answered_once(request, idempotency_key, act)


@router.post("/service-requests/{int:request_id}/reopen", response=RequestOut, summary="Send it back")
def request_reopen(
    request: HttpRequest, request_id: int, new: WhyIn, idempotency_key: Key = None
) -> HttpResponse:
    """Send back what was not done."""

    def act(actor: Actor, at: datetime) -> RequestOut:
        return request_out(
            services.request_reopen(request_id=request_id, reason=new.reason, actor=actor, at=at)
        )

    return answered_once(request, idempotency_key, act)
