"""The API of 确权会商: what nobody owns, and who owns it from now on."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.access.services.answering import Key, answered_once
from xiuhua.cases import services
from xiuhua.cases.queries.consultations import consultation_get, consultations_in, questions_of
from xiuhua.cases.serializers.consultations import (
    ConsultationOut,
    CostIn,
    CostOut,
    DecideIn,
    QuestionOut,
    ReasonIn,
)
from xiuhua.cases.terms import ConsultationAct
from xiuhua.shared.actor import Actor
from xiuhua.web.api import asker
from xiuhua.web.seams import areas_for

router = Router(tags=["cases"])


@router.get("/consultations", response=list[ConsultationOut], summary="The monthly meetings, latest first")
def consultation_list(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=200)] = 24) -> object:
    """Return the meetings of your areas."""
    actor = asker(request)
    require(actor, ConsultationAct.READ)
    return consultations_in(areas_for(actor, ConsultationAct.READ))[:limit]


@router.get(
    "/consultations/{int:consultation_id}/questions",
    response=list[QuestionOut],
    summary="The agenda of a meeting",
)
def question_list(request: HttpRequest, consultation_id: int) -> object:
    """Return its questions in the order they were raised."""
    consultation = consultation_get(consultation_id)
    require(asker(request), ConsultationAct.READ, consultation)
    return questions_of(consultation)


@router.post("/questions/{int:question_id}/decide", response=QuestionOut, summary="Decide who owns a matter")
def question_decide(
    request: HttpRequest, question_id: int, new: DecideIn, idempotency_key: Key = None
) -> HttpResponse:
    """Decide; the answer is a line of the duty table from this instant on."""

    def act(actor: Actor, at: datetime) -> QuestionOut:
        decision = new.as_decision()
        question = services.question_decide(
            question_id=question_id, decision=decision, reason=new.reason, actor=actor, at=at
        )
        return QuestionOut.from_orm(question)

    return answered_once(request, idempotency_key, act)


@router.post(
    "/questions/{int:question_id}/drop", response=QuestionOut, summary="Take a question off the agenda"
)
def question_drop(
    request: HttpRequest, question_id: int, new: ReasonIn, idempotency_key: Key = None
) -> HttpResponse:
    """Drop a question, with the reason."""

    def act(actor: Actor, at: datetime) -> QuestionOut:
        question = services.question_drop(question_id=question_id, reason=new.reason, actor=actor, at=at)
        return QuestionOut.from_orm(question)

    return answered_once(request, idempotency_key, act)


@router.post("/cases/{int:case_id}/costs", response=CostOut, summary="Keep what was spent on a case")
def cost_record(request: HttpRequest, case_id: int, new: CostIn, idempotency_key: Key = None) -> HttpResponse:
    """Keep a cost, so that it can be recovered from whoever turns out to own the matter."""

    def act(actor: Actor, at: datetime) -> CostOut:
        cost = services.cost_record(
            case_id=case_id, amount_fen=new.amount_fen, purpose=new.purpose, actor=actor, at=at
        )
        return CostOut.from_orm(cost)

    return answered_once(request, idempotency_key, act)
