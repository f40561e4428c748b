"""The API of 催办 and 督办."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.access.services.answering import Key, answered_once
from xiuhua.cases import services
from xiuhua.cases.models import Supervision
from xiuhua.cases.queries.supervision import supervision_get, supervisions_in
from xiuhua.cases.serializers.supervision import (
    ReminderIn,
    ReminderOut,
    SupervisionIn,
    SupervisionOut,
    WordsIn,
)
from xiuhua.cases.terms import SupervisionAct, SupervisionState
from xiuhua.shared.actor import Actor
from xiuhua.web.api import asker
from xiuhua.web.seams import areas_for

router = Router(tags=["cases"])
Act = Callable[[Actor, datetime], Supervision]


@router.post("/cases/{int:case_id}/reminders", response=ReminderOut, summary="Remind the unit of a case")
def case_remind(
    request: HttpRequest, case_id: int, new: ReminderIn, idempotency_key: Key = None
) -> HttpResponse:
    """Remind; needs no answer, moves nothing, and may be done again after an hour."""

    def act(actor: Actor, at: datetime) -> ReminderOut:
        made = services.case_remind(case_id=case_id, words=new.words, actor=actor, at=at)
        return ReminderOut.from_orm(made)

    return answered_once(request, idempotency_key, act)


@router.get("/supervisions", response=list[SupervisionOut], summary="Supervision orders, latest first")
def supervision_list(
    request: HttpRequest,
    state: SupervisionState | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> object:
    """Return the orders of your areas."""
    actor = asker(request)
    require(actor, SupervisionAct.READ)
    return supervisions_in(areas_for(actor, SupervisionAct.READ), state=state)[:limit]


@router.post("/supervisions", response=SupervisionOut, summary="Issue a supervision order")
def supervision_issue(request: HttpRequest, new: SupervisionIn, idempotency_key: Key = None) -> HttpResponse:
    """Issue it: it gets the next number of the year, and the unit has to answer."""
    return _done(
        request,
        idempotency_key,
        lambda actor, at: services.supervision_issue(new=new.as_new(), actor=actor, at=at),
    )


@router.post(
    "/supervisions/{int:supervision_id}/reply", response=SupervisionOut, summary="Answer a supervision order"
)
def supervision_reply(
    request: HttpRequest, supervision_id: int, new: WordsIn, idempotency_key: Key = None
) -> HttpResponse:
    """Answer it in the name of your unit."""
    return _done(
        request,
        idempotency_key,
        lambda actor, at: services.supervision_reply(
            supervision_id=supervision_id, reply=new.text, paper=None, actor=actor, at=at
        ),
    )


@router.post("/supervisions/{int:supervision_id}/refuse", response=SupervisionOut, summary="Refuse an answer")
def supervision_refuse(
    request: HttpRequest, supervision_id: int, new: WordsIn, idempotency_key: Key = None
) -> HttpResponse:
    """Refuse it, with the reason; the unit answers again."""
    return _done(
        request,
        idempotency_key,
        lambda actor, at: services.supervision_refuse(
            supervision_id=supervision_id, reason=new.text, actor=actor, at=at
        ),
    )


@router.post(
    "/supervisions/{int:supervision_id}/release", response=SupervisionOut, summary="Release from an order"
)
def supervision_release(
    request: HttpRequest, supervision_id: int, new: WordsIn, idempotency_key: Key = None
) -> HttpResponse:
    """Release the unit: 销号."""
    return _done(
        request,
        idempotency_key,
        lambda actor, at: services.supervision_release(
            supervision_id=supervision_id, note=new.text, actor=actor, at=at
        ),
    )


def _done(request: HttpRequest, key: str | None, act: Act) -> HttpResponse:
    def acted(actor: Actor, at: datetime) -> SupervisionOut:
        return SupervisionOut.from_orm(supervision_get(act(actor, at).pk))

    return answered_once(request, key, acted)
