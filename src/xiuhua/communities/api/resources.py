"""The API of sharing between departments: the catalogue, wishes and grants, fetching, the access log."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime
from ninja import Router

from xiuhua.access.services import require
from xiuhua.access.services.answering import Key, answered_once
from xiuhua.communities.queries import resources as queries
from xiuhua.communities.serializers.community_values import Limit200
from xiuhua.communities.serializers.resources import (
    AccessOut,
    AskIn,
    FetchIn,
    FetchOut,
    GrantOut,
    PeriodIn,
    ResourceIn,
    ResourceOut,
    access_out,
    fetch_out,
    grant_out,
    resource_out,
)
from xiuhua.communities.serializers.whistles import WhyIn, unit_told
from xiuhua.communities.services import resources as services
from xiuhua.communities.terms.resources import ResourceAct
from xiuhua.shared.actor import Actor
from xiuhua.web.api import asker
from xiuhua.web.areas import within
from xiuhua.web.seams import areas_for

router = Router(tags=["communities"])


@router.get("/resources", response=list[ResourceOut], summary="The catalogue of what departments share")
def resource_list(request: HttpRequest, limit: Limit200 = 100) -> list[ResourceOut]:
    """Return the catalogue of your areas; rows are fetched one resource at a time."""
    actor = asker(request)
    require(actor, ResourceAct.READ)
    rows = queries.resources_for(actor)
    return [resource_out(one) for one in rows.order_by("code")[:limit]]


@router.get("/resources/{int:resource_id}", response=ResourceOut, summary="A resource of the catalogue")
def resource_read(request: HttpRequest, resource_id: int) -> ResourceOut:
    """Return one resource with its deliveries."""
    actor = asker(request)
    resource = queries.resource_get(resource_id, actor)
    require(actor, ResourceAct.READ, resource)
    return resource_out(resource)


@router.post("/resources", response=ResourceOut, summary="Enter a resource into the catalogue")
def resource_publish(request: HttpRequest, new: ResourceIn, idempotency_key: Key = None) -> HttpResponse:
    """Offer a table, file or service of your department."""

    def act(actor: Actor, at: datetime) -> ResourceOut:
        return resource_out(services.resource_publish(new=new.as_new(), actor=actor, at=at))

    return answered_once(request, idempotency_key, act)


@router.post("/resources/{int:resource_id}/withdraw", response=ResourceOut, summary="Withdraw a resource")
def resource_withdraw(
    request: HttpRequest, resource_id: int, new: WhyIn, idempotency_key: Key = None
) -> HttpResponse:
    """Take a resource off the catalogue."""

    def act(actor: Actor, at: datetime) -> ResourceOut:
        return resource_out(
            services.resource_withdraw(resource_id=resource_id, reason=new.reason, actor=actor, at=at)
        )

    return answered_once(request, idempotency_key, act)


@router.post("/resources/{int:resource_id}/ask", response=GrantOut, summary="Ask for leave to use it")
def access_ask(
    request: HttpRequest, resource_id: int, new: AskIn, idempotency_key: Key = None
) -> HttpResponse:
    """Ask for leave; what is shared without condition is granted at once."""

    def act(actor: Actor, at: datetime) -> GrantOut:
        return grant_out(
            services.access_ask(
                resource_id=resource_id, unit_id=unit_told(new.unit_code), purpose=new.purpose, actor=actor,
                at=at, today=localtime(at).date(),
            )
        )  # fmt: skip

    return answered_once(request, idempotency_key, act)


@router.post("/resources/{int:resource_id}/fetch", response=FetchOut, summary="Fetch a delivery")
def resource_fetch(
    request: HttpRequest, resource_id: int, new: FetchIn, idempotency_key: Key = None
) -> HttpResponse:
    """Fetch the rows of a delivery; the access log keeps who, when, how many and what for."""

    def act(actor: Actor, at: datetime) -> FetchOut:
        return fetch_out(
            services.resource_fetch(
                resource_id=resource_id, delivery=new.delivery, purpose=new.purpose, actor=actor, at=at,
                today=localtime(at).date(),
            )
        )  # fmt: skip

    return answered_once(request, idempotency_key, act)


@router.get("/resource-grants", response=list[GrantOut], summary="Wishes to use resources, latest first")
def grant_list(request: HttpRequest, limit: Limit200 = 50) -> list[GrantOut]:
    """Return the latest wishes in your areas."""
    actor = asker(request)
    require(actor, ResourceAct.READ)
    rows = queries.grants_for(actor)
    return [grant_out(one) for one in rows.order_by("-asked_at", "-pk")[:limit]]


@router.post("/resource-grants/{int:grant_id}/grant", response=GrantOut, summary="Grant a wish")
def access_grant(
    request: HttpRequest, grant_id: int, new: PeriodIn, idempotency_key: Key = None
) -> HttpResponse:
    """Grant access for some days."""

    def act(actor: Actor, at: datetime) -> GrantOut:
        return grant_out(
            services.access_grant(
                grant_id=grant_id, since_on=new.since_on, until_on=new.until_on, actor=actor, at=at
            )
        )

    return answered_once(request, idempotency_key, act)


@router.post("/resource-grants/{int:grant_id}/refuse", response=GrantOut, summary="Refuse a wish")
def access_refuse(
    request: HttpRequest, grant_id: int, new: WhyIn, idempotency_key: Key = None
) -> HttpResponse:
    """Refuse access."""

    def act(actor: Actor, at: datetime) -> GrantOut:
        return grant_out(services.access_refuse(grant_id=grant_id, reason=new.reason, actor=actor, at=at))

    return answered_once(request, idempotency_key, act)


@router.post("/resource-grants/{int:grant_id}/revoke", response=GrantOut, summary="Revoke a grant")
def access_revoke(
    request: HttpRequest, grant_id: int, new: WhyIn, idempotency_key: Key = None
) -> HttpResponse:
    """Revoke access: nothing is fetched by it from now on."""

    def act(actor: Actor, at: datetime) -> GrantOut:
        return grant_out(services.access_revoke(grant_id=grant_id, reason=new.reason, actor=actor, at=at))

    return answered_once(request, idempotency_key, act)


@router.get("/resource-accesses", response=list[AccessOut], summary="The access log, latest first")
def access_list(request: HttpRequest, limit: Limit200 = 50) -> list[AccessOut]:
    """Return the latest uses of resources in your areas."""
    actor = asker(request)
    require(actor, ResourceAct.LOG)
    rows = queries.accesses_all().filter(within("area_code", areas_for(actor, ResourceAct.LOG)))
    return [access_out(one) for one in rows.order_by("-at", "-pk")[:limit]]
