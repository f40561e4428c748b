"""The API of inspections: what is declared, what was looked at, what was found and what is done about it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router

from xiuhua.access.services import require
from xiuhua.access.services.answering import Key, answered_once
from xiuhua.cases.queries.named import photos_named
from xiuhua.ground.queries.standing import parties_stood_for
from xiuhua.inspections import services
from xiuhua.inspections.queries import findings as queries
from xiuhua.inspections.queries import inspections as inspection_queries
from xiuhua.inspections.serializers import (
    AnswerIn,
    CaseIn,
    ChecklistOut,
    FindingOut,
    FixIn,
    InspectionIn,
    InspectionOut,
    OrderIn,
    OrderOut,
    RecheckIn,
    checklist_out,
    finding_out,
    inspection_out,
    order_out,
)
from xiuhua.inspections.terms.findings import FindingState
from xiuhua.inspections.terms.inspections import InspectionAct
from xiuhua.scenekit.registry import checklists
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.web.api import asker
from xiuhua.web.areas import within
from xiuhua.web.seams import areas_for, may

router = Router(tags=["inspections"])
Limit = Annotated[int, Field(ge=1, le=200)]


@router.get("/checklists", response=list[ChecklistOut], summary="What is looked at on the spot")
def checklist_list(request: HttpRequest) -> list[ChecklistOut]:
    """Return the declared checklists."""
    require(asker(request), InspectionAct.READ)
    return [checklist_out(one) for one in checklists()]


@router.get("/inspections", response=list[InspectionOut], summary="Inspections of your areas, latest first")
def inspection_list(request: HttpRequest, limit: Limit = 50) -> list[InspectionOut]:
    """Return the latest inspections."""
    actor = asker(request)
    require(actor, InspectionAct.READ)
    bounds = within("area_code", areas_for(actor, InspectionAct.READ))
    rows = inspection_queries.inspections_all().filter(bounds)
    return [inspection_out(one) for one in rows.order_by("-at", "-pk")[:limit]]


@router.get("/inspections/{int:inspection_id}", response=InspectionOut, summary="An inspection")
def inspection_read(request: HttpRequest, inspection_id: int) -> InspectionOut:
    """Return one inspection."""
    one = inspection_queries.inspection_get(inspection_id)
    require(asker(request), InspectionAct.READ, one)
    return inspection_out(one)


@router.post("/inspections", response=InspectionOut, summary="Record an inspection with its findings")
def inspection_record(request: HttpRequest, new: InspectionIn, idempotency_key: Key = None) -> HttpResponse:
    """Record what was looked at; what is not kept becomes a finding."""

    def act(actor: Actor, at: datetime) -> InspectionOut:
        return inspection_out(services.inspection_record(new=new.as_new(actor=actor), actor=actor, at=at))

    return answered_once(request, idempotency_key, act)


@router.get(
    "/findings", response=list[FindingOut], summary="Findings of your areas or of your firm, latest first"
)
def finding_list(
    request: HttpRequest,
    state: Annotated[list[FindingState], Query()] = [],  # noqa: B006 - ninja copies it
    limit: Limit = 50,
) -> list[FindingOut]:
    """Return the latest findings: of the areas of an officer, or of the firm that the reader stands for."""
    actor, at = asker(request), now()
    if may(actor, InspectionAct.READ):
        rows = queries.findings_all().filter(within("area_code", areas_for(actor, InspectionAct.READ)))
    else:
        require(actor, InspectionAct.OWN)
        rows = queries.findings_for(parties_stood_for(actor.user_id, at=at))
    chosen = rows.filter(state__in=[one.value for one in state]) if state else rows
    return [finding_out(one, at=at) for one in chosen.order_by("-found_at", "-pk")[:limit]]


@router.get("/findings/{int:finding_id}", response=FindingOut, summary="A finding")
def finding_read(request: HttpRequest, finding_id: int) -> FindingOut:
    """Return one finding."""
    actor, one = asker(request), queries.finding_get(finding_id)
    if not may(actor, InspectionAct.READ, one):
        require(actor, InspectionAct.OWN, one)
        services.concern_check(one, actor=actor, at=now())
    return finding_out(one, at=now())


@router.post("/rectify-orders", response=OrderOut, summary="Order findings to be put right")
def findings_order(request: HttpRequest, new: OrderIn, idempotency_key: Key = None) -> HttpResponse:
    """Order findings of one inspection to be put right: one paper with the next number."""

    def act(actor: Actor, at: datetime) -> OrderOut:
        return order_out(services.findings_order(days=new.days, demand=new.demand, actor=actor, at=at))

    return answered_once(request, idempotency_key, act)


@router.post("/findings/{int:finding_id}/fix", response=FindingOut, summary="It was put right on the spot")
def finding_fix(
    request: HttpRequest, finding_id: int, new: FixIn, idempotency_key: Key = None
) -> HttpResponse:
    """Record that something was put right while the officers stood there."""

    def act(actor: Actor, at: datetime) -> FindingOut:
        photos = photos_named(new.photos, actor=actor)
        made = services.finding_fix(
            finding_id=finding_id, text=new.text, amount=new.amount, photos=photos, actor=actor, at=at
        )
        return finding_out(made, at=at)

    return answered_once(request, idempotency_key, act)


@router.post("/findings/{int:finding_id}/answer", response=FindingOut, summary="Say what was put right")
def finding_answer(
    request: HttpRequest, finding_id: int, new: AnswerIn, idempotency_key: Key = None
) -> HttpResponse:
    """Say what was put right; somebody else looks again."""

    def act(actor: Actor, at: datetime) -> FindingOut:
        photos = photos_named(new.photos, actor=actor)
        made = services.finding_answer(
            finding_id=finding_id, text=new.text, photos=photos, actor=actor, at=at
        )
        return finding_out(made, at=at)

    return answered_once(request, idempotency_key, act)


@router.post("/findings/{int:finding_id}/recheck", response=FindingOut, summary="Look again")
def finding_recheck(
    request: HttpRequest, finding_id: int, new: RecheckIn, idempotency_key: Key = None
) -> HttpResponse:
    """Look again: what is put right is closed, the rest is due again."""

    def act(actor: Actor, at: datetime) -> FindingOut:
        made = services.finding_recheck(
            finding_id=finding_id, verdict=new.verdict, text=new.text, until=new.until,
            amount=new.amount, photos=photos_named(new.photos, actor=actor), actor=actor, at=at,
        )  # fmt: skip
        return finding_out(made, at=at)

    return answered_once(request, idempotency_key, act)


@router.post("/findings/{int:finding_id}/case", response=FindingOut, summary="Make a case of it")
def finding_to_case(
    request: HttpRequest, finding_id: int, new: CaseIn, idempotency_key: Key = None
) -> HttpResponse:
    """Make a case of the loop of a finding."""

    def act(actor: Actor, at: datetime) -> FindingOut:
        made = services.finding_to_case(finding_id=finding_id, text=new.text, actor=actor, at=at)
        return finding_out(made, at=at)

    return answered_once(request, idempotency_key, act)
