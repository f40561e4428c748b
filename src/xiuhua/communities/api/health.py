"""The API of epidemic control: postings, cases sent to communities, disinfections."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.access.services.answering import Key, answered_once
from xiuhua.communities.queries import health as queries
from xiuhua.communities.serializers.community_values import Day, Limit200
from xiuhua.communities.serializers.health import (
    DisinfectionIn,
    DisinfectionOut,
    HeadsOut,
    HealthCaseIn,
    HealthCaseOut,
    LastIn,
    StaffingIn,
    StaffingOut,
    disinfection_out,
    heads_out,
    health_case_out,
    staffing_out,
)
from xiuhua.communities.services import health as services
from xiuhua.communities.terms.health import HealthAct
from xiuhua.shared.actor import Actor
from xiuhua.web.api import asker
from xiuhua.web.areas import within
from xiuhua.web.seams import areas_for

router = Router(tags=["communities"])
On = Annotated[Day, Query(description="the day", examples=["2026-03-02"])]


@router.get("/staffings", response=list[StaffingOut], summary="Who is posted where on a day")
def staffing_list(request: HttpRequest, on: On) -> list[StaffingOut]:
    """Return who is posted in your areas on a day, by community."""
    actor = asker(request)
    require(actor, HealthAct.READ)
    rows = queries.staffed_on(on).filter(within("area_code", areas_for(actor, HealthAct.READ)))
    return [staffing_out(one) for one in rows.order_by("area_code", "pk")[:5_000]]


@router.get("/staffing-heads", response=list[HeadsOut], summary="Head-count by community on a day")
def heads_list(request: HttpRequest, on: On) -> list[HeadsOut]:
    """Return every community of your areas with how many people are posted there on a day."""
    actor = asker(request)
    require(actor, HealthAct.READ)
    day: date = on
    return [heads_out(area) for area in queries.heads_on(areas_for(actor, HealthAct.READ), day=day)]


@router.post("/staffings", response=StaffingOut, summary="Post somebody to a community")
def staffing_post(request: HttpRequest, new: StaffingIn, idempotency_key: Key = None) -> HttpResponse:
    """Post somebody; nobody is in two places on one day."""

    def act(actor: Actor, at: datetime) -> StaffingOut:
        return staffing_out(services.staffing_post(new=new.as_new(), actor=actor, at=at))

    return answered_once(request, idempotency_key, act)


@router.post("/staffings/{int:staffing_id}/end", response=StaffingOut, summary="End a posting early")
def staffing_end(
    request: HttpRequest, staffing_id: int, new: LastIn, idempotency_key: Key = None
) -> HttpResponse:
    """End a posting after a day within it."""

    def act(actor: Actor, at: datetime) -> StaffingOut:
        return staffing_out(
            services.staffing_end(staffing_id=staffing_id, last_on=new.last_on, actor=actor, at=at)
        )

    return answered_once(request, idempotency_key, act)


@router.get("/health-cases", response=list[HealthCaseOut], summary="Cases sent to communities, latest first")
def health_case_list(request: HttpRequest, limit: Limit200 = 50) -> list[HealthCaseOut]:
    """Return the latest cases of epidemic control in your areas."""
    actor = asker(request)
    require(actor, HealthAct.READ)
    rows = queries.health_cases_all().filter(within("area_code", areas_for(actor, HealthAct.READ)))
    return [health_case_out(one) for one in rows.order_by("-dispatched_at", "-pk")[:limit]]


@router.post("/health-cases", response=HealthCaseOut, summary="Send a case to a community")
def health_case_dispatch(
    request: HttpRequest, new: HealthCaseIn, idempotency_key: Key = None
) -> HttpResponse:
    """Report a case and dispatch it to the community's own unit."""

    def act(actor: Actor, at: datetime) -> HealthCaseOut:
        return health_case_out(services.health_case_dispatch(new=new.as_new(actor=actor), actor=actor, at=at))

    return answered_once(request, idempotency_key, act)


@router.get("/disinfections", response=list[DisinfectionOut], summary="Disinfections, latest first")
def disinfection_list(request: HttpRequest, limit: Limit200 = 50) -> list[DisinfectionOut]:
    """Return the latest disinfections of your areas."""
    actor = asker(request)
    require(actor, HealthAct.READ)
    rows = queries.disinfections_all().filter(within("area_code", areas_for(actor, HealthAct.READ)))
    return [disinfection_out(one) for one in rows.order_by("-at", "-pk")[:limit]]


@router.post("/disinfections", response=DisinfectionOut, summary="Record a disinfection")
def disinfection_record(
    request: HttpRequest, new: DisinfectionIn, idempotency_key: Key = None
) -> HttpResponse:
    """Record a disinfection that you made."""

    def act(actor: Actor, at: datetime) -> DisinfectionOut:
        return disinfection_out(services.disinfection_record(new=new.as_new(actor=actor), actor=actor, at=at))

    return answered_once(request, idempotency_key, act)
