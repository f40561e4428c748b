"""The API of 吹哨报到: a community calls, departments come."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from xiuhua.access.services import require
from xiuhua.access.services.answering import Key, answered_once
from xiuhua.communities.queries import whistles as queries
from xiuhua.communities.serializers.community_values import Limit200
from xiuhua.communities.serializers.whistles import (
    CheckInIn,
    LeagueOut,
    LimitsIn,
    LimitsOut,
    PartIn,
    RateIn,
    ResultIn,
    WhistleIn,
    WhistleOut,
    WhyIn,
    league_out,
    limits_out,
    unit_told,
    whistle_out,
)
from xiuhua.communities.services import whistles as services
from xiuhua.communities.terms.whistles import WhistleAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.web.api import asker
from xiuhua.web.areas import within
from xiuhua.web.seams import areas_for

router = Router(tags=["communities"])


@router.get("/whistles", response=list[WhistleOut], summary="Whistles of your areas, latest first")
def whistle_list(request: HttpRequest, limit: Limit200 = 50) -> list[WhistleOut]:
    """Return the latest whistles, each with the departments it calls."""
    actor, at = asker(request), now()
    require(actor, WhistleAct.READ)
    rows = queries.whistles_all().filter(within("area_code", areas_for(actor, WhistleAct.READ)))
    return [whistle_out(one, at=at) for one in rows.order_by("-raised_at", "-pk")[:limit]]


@router.get("/whistles/{int:whistle_id}", response=WhistleOut, summary="A whistle and who came")
def whistle_read(request: HttpRequest, whistle_id: int) -> WhistleOut:
    """Return one whistle."""
    whistle = queries.whistle_get(whistle_id)
    require(asker(request), WhistleAct.READ, whistle)
    return whistle_out(whistle, at=now())


@router.post("/whistles", response=WhistleOut, summary="Call departments to a community")
def whistle_raise(request: HttpRequest, new: WhistleIn, idempotency_key: Key = None) -> HttpResponse:
    """Blow a whistle: the check-in clocks begin, and the matter's case goes to the departments."""

    def act(actor: Actor, at: datetime) -> WhistleOut:
        return whistle_out(services.whistle_raise(new=new.as_new(actor=actor), actor=actor, at=at), at=at)

    return answered_once(request, idempotency_key, act)


@router.post("/whistles/{int:whistle_id}/check-in", response=WhistleOut, summary="Check your department in")
def whistle_check_in(
    request: HttpRequest, whistle_id: int, new: CheckInIn, idempotency_key: Key = None
) -> HttpResponse:
    """Check in on the spot, with place and photo, or in writing, with the reason."""

    def act(actor: Actor, at: datetime) -> WhistleOut:
        said = new.as_said(actor=actor)
        call = services.whistle_check_in(whistle_id=whistle_id, said=said, actor=actor, at=at)
        return whistle_out(queries.whistle_get(call.whistle_id), at=at)

    return answered_once(request, idempotency_key, act)


@router.post("/whistles/{int:whistle_id}/part", response=WhistleOut, summary="Say what your department did")
def whistle_part(
    request: HttpRequest, whistle_id: int, new: PartIn, idempotency_key: Key = None
) -> HttpResponse:
    """Say what was done; it may be said again until the whistle is concluded."""

    def act(actor: Actor, at: datetime) -> WhistleOut:
        services.whistle_part(
            whistle_id=whistle_id, text=new.text, unit_id=unit_told(new.unit_code), actor=actor, at=at
        )
        return whistle_out(queries.whistle_get(whistle_id), at=at)

    return answered_once(request, idempotency_key, act)


@router.post("/whistles/{int:whistle_id}/conclude", response=WhistleOut, summary="Say the joint result")
def whistle_conclude(
    request: HttpRequest, whistle_id: int, new: ResultIn, idempotency_key: Key = None
) -> HttpResponse:
    """Conclude: the lead department's act, once every department has said its part."""

    def act(actor: Actor, at: datetime) -> WhistleOut:
        whistle = services.whistle_conclude(whistle_id=whistle_id, result=new.result, actor=actor, at=at)
        return whistle_out(whistle, at=at)

    return answered_once(request, idempotency_key, act)


@router.post("/whistles/{int:whistle_id}/rate", response=WhistleOut, summary="Rate whole and departments")
def whistle_rate(
    request: HttpRequest, whistle_id: int, new: RateIn, idempotency_key: Key = None
) -> HttpResponse:
    """Rate: the community's act."""

    def act(actor: Actor, at: datetime) -> WhistleOut:
        whole = services.Rating(score=new.score, opinion=new.opinion)
        whistle = services.whistle_rate(
            whistle_id=whistle_id, whole=whole, units=new.by_unit(), actor=actor, at=at
        )
        return whistle_out(whistle, at=at)

    return answered_once(request, idempotency_key, act)


@router.post("/whistles/{int:whistle_id}/close", response=WhistleOut, summary="Close a rated whistle")
def whistle_close(request: HttpRequest, whistle_id: int, idempotency_key: Key = None) -> HttpResponse:
    """Close: the community's act, once it has rated it."""

    def act(actor: Actor, at: datetime) -> WhistleOut:
        return whistle_out(services.whistle_close(whistle_id=whistle_id, actor=actor, at=at), at=at)

    return answered_once(request, idempotency_key, act)


@router.post("/whistles/{int:whistle_id}/withdraw", response=WhistleOut, summary="Take a whistle back")
def whistle_withdraw(
    request: HttpRequest, whistle_id: int, new: WhyIn, idempotency_key: Key = None
) -> HttpResponse:
    """Withdraw: who has not checked in is free."""

    def act(actor: Actor, at: datetime) -> WhistleOut:
        whistle = services.whistle_withdraw(whistle_id=whistle_id, reason=new.reason, actor=actor, at=at)
        return whistle_out(whistle, at=at)

    return answered_once(request, idempotency_key, act)


@router.get("/whistle-league", response=list[LeagueOut], summary="Departments by check-in on time")
def whistle_league(request: HttpRequest) -> list[LeagueOut]:
    """Return every department that was called in your areas, the most punctual first."""
    actor = asker(request)
    require(actor, WhistleAct.READ)
    calls = queries.calls_all().filter(within("area_code", areas_for(actor, WhistleAct.READ)))
    rows = [league_out(unit) for unit in queries.league(calls=calls, at=now())]
    return sorted(rows, key=lambda row: (-(row.on_time_share or 0.0), row.unit))


@router.get("/whistle-limits", response=list[LimitsOut], summary="Check-in limits ever published")
def limits_list(request: HttpRequest) -> list[LimitsOut]:
    """Return every version, latest first."""
    require(asker(request), WhistleAct.LIMITS_READ)
    return [limits_out(one) for one in queries.limits_versions().order_by("-effective_at", "-pk")[:200]]


@router.post("/whistle-limits", response=LimitsOut, summary="Publish check-in limits")
def limits_publish(request: HttpRequest, new: LimitsIn, idempotency_key: Key = None) -> HttpResponse:
    """Let limits hold in an area from now on; whistles that are out keep theirs."""

    def act(actor: Actor, at: datetime) -> LimitsOut:
        version = services.whistle_limits_publish(
            area_code=new.area_code, limits=new.as_limits(), reason=new.reason, seen=new.seen, actor=actor,
            at=at,
        )  # fmt: skip
        return limits_out(version)

    return answered_once(request, idempotency_key, act)
