"""The API of look-backs and appeals: what phones in the street and units ask."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.access.services.answering import Key, answered_once
from xiuhua.cases import services
from xiuhua.cases.queries.appeals import appeal_get, appeals_all
from xiuhua.cases.queries.look_backs import (
    revisit_get,
    revisits_all,
    revisits_of_person,
    round_get,
    rounds_all,
)
from xiuhua.cases.queries.named import matter_named
from xiuhua.cases.serializers.consultations import ReasonIn
from xiuhua.cases.serializers.look_backs import (
    AppealIn,
    AppealOut,
    FoundIn,
    ReviewIn,
    RevisitOut,
    RoundIn,
    RoundOut,
)
from xiuhua.cases.terms import AppealAct, LookBackAct
from xiuhua.shared.actor import Actor
from xiuhua.web.api import asker
from xiuhua.web.areas import within
from xiuhua.web.seams import areas_for

router = Router(tags=["look-backs"])


@router.get("/look-backs", response=list[RoundOut], summary="Samples of closed cases, latest first")
def round_list(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=100)] = 24) -> object:
    """Return the rounds of your areas."""
    actor = asker(request)
    require(actor, LookBackAct.READ)
    rows = rounds_all().filter(within("area_code", areas_for(actor, LookBackAct.READ)))
    return rows.order_by("-recorded_at", "-pk")[:limit]


@router.post("/look-backs", response=RoundOut, summary="Draw a sample of closed cases")
def round_draw(request: HttpRequest, new: RoundIn, idempotency_key: Key = None) -> HttpResponse:
    """Draw it, weighted to what comes back, and give each case to somebody to look at."""

    def act(actor: Actor, at: datetime) -> RoundOut:
        made = services.round_draw(
            new=services.NewRound(
                area_code=new.area_code, title=new.title, since=new.since, until=new.until, size=new.size,
                due_on=new.due_on, item_id=matter_named(new.matter), seed=new.seed,
            ),
            actor=actor,
            at=at,
        )  # fmt: skip
        return RoundOut.from_orm(round_get(made.pk))

    return answered_once(request, idempotency_key, act)


@router.get("/look-backs/{int:round_id}", response=RoundOut, summary="One sample, and what it says")
def round_read(request: HttpRequest, round_id: int) -> object:
    """Return a round with its estimate."""
    found = round_get(round_id)
    require(asker(request), LookBackAct.READ, found)
    return found


@router.get(
    "/look-backs/{int:round_id}/revisits", response=list[RevisitOut], summary="The drawn cases of a sample"
)
def revisit_list(request: HttpRequest, round_id: int) -> object:
    """Return its revisits."""
    found = round_get(round_id)
    require(asker(request), LookBackAct.READ, found)
    return revisits_all().filter(round=found).order_by("pk")


@router.get("/revisits/mine", response=list[RevisitOut], summary="What you still have to look at again")
def revisit_mine(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=200)] = 100) -> object:
    """Return your own, what is due first standing first."""
    actor = asker(request)
    require(actor, LookBackAct.READ)
    return revisits_of_person(actor.user_id)[:limit]


@router.post("/revisits/{int:revisit_id}/record", response=RevisitOut, summary="Record what you found")
def revisit_record(
    request: HttpRequest, revisit_id: int, new: FoundIn, idempotency_key: Key = None
) -> HttpResponse:
    """Keep what was found; what is not in order is opened again as a linked case."""

    def act(actor: Actor, at: datetime) -> RevisitOut:
        services.revisit_record(revisit_id=revisit_id, found=new.as_found(actor=actor), actor=actor, at=at)
        return RevisitOut.from_orm(revisit_get(revisit_id))

    return answered_once(request, idempotency_key, act)


# --- appeals ------------------------------------------------------------------------------------------------


@router.get("/appeals", response=list[AppealOut], summary="Objections of units, latest first")
def appeal_list(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=200)] = 100) -> object:
    """Return the appeals of your areas."""
    actor = asker(request)
    require(actor, AppealAct.READ)
    rows = appeals_all().filter(within("area_code", areas_for(actor, AppealAct.READ)))
    return rows.order_by("-made_at", "-pk")[:limit]


@router.post("/cases/{int:case_id}/appeals", response=AppealOut, summary="Object to what is held against you")
def appeal_make(
    request: HttpRequest, case_id: int, new: AppealIn, idempotency_key: Key = None
) -> HttpResponse:
    """Object for the unit you serve in."""

    def act(actor: Actor, at: datetime) -> AppealOut:
        made = services.appeal_make(case_id=case_id, new=new.as_appeal(actor=actor), actor=actor, at=at)
        return AppealOut.from_orm(appeal_get(made.pk))

    return answered_once(request, idempotency_key, act)


@router.post("/appeals/{int:appeal_id}/first", response=AppealOut, summary="Review an objection first")
def appeal_first(
    request: HttpRequest, appeal_id: int, new: ReviewIn, idempotency_key: Key = None
) -> HttpResponse:
    """Say whether it should be upheld; the second reviewer decides."""

    def act(actor: Actor, at: datetime) -> AppealOut:
        made = services.appeal_review_first(
            appeal_id=appeal_id, upholds=new.upholds, opinion=new.opinion, actor=actor, at=at
        )
        return AppealOut.from_orm(made)

    return answered_once(request, idempotency_key, act)


@router.post("/appeals/{int:appeal_id}/second", response=AppealOut, summary="Decide an objection")
def appeal_second(
    request: HttpRequest, appeal_id: int, new: ReviewIn, idempotency_key: Key = None
) -> HttpResponse:
    """Decide it; what is upheld is exempt from then on."""

    def act(actor: Actor, at: datetime) -> AppealOut:
        made = services.appeal_review_second(
            appeal_id=appeal_id, upholds=new.upholds, opinion=new.opinion, actor=actor, at=at
        )
        return AppealOut.from_orm(made)

    return answered_once(request, idempotency_key, act)


@router.post("/appeals/{int:appeal_id}/withdraw", response=AppealOut, summary="Take an objection back")
def appeal_withdraw(
    request: HttpRequest, appeal_id: int, new: ReasonIn, idempotency_key: Key = None
) -> HttpResponse:
    """Take it back before it is decided."""

    def act(actor: Actor, at: datetime) -> AppealOut:
        made = services.appeal_withdraw(appeal_id=appeal_id, reason=new.reason, actor=actor, at=at)
        return AppealOut.from_orm(made)

    return answered_once(request, idempotency_key, act)
