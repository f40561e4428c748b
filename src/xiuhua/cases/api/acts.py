"""The API through which cases are acted on."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from xiuhua.access.services import require
from xiuhua.access.services.answering import Key, answered_once
from xiuhua.cases import queries, services
from xiuhua.cases.serializers.acts import ActsIn, ActsOut, OfferOut, SaidIn, acts_out, offer_out
from xiuhua.cases.serializers.cases import StandingOut, standing_told
from xiuhua.cases.services.many import cases_act_many
from xiuhua.cases.services.offering import acts_offered
from xiuhua.cases.terms import CaseAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.shared.errors import NotFound
from xiuhua.web.api import asker
from xiuhua.web.errors import language

router = Router(tags=["cases"])
_ACTS = {act.value.removeprefix("case."): act for act in CaseAct}


def _act_named(name: str) -> CaseAct:
    """Return the act that a path names.

    Raises:
        NotFound: there is none.
    """
    if name not in _ACTS:
        raise NotFound(kind="act", key=name[:30])
    return _ACTS[name]


@router.get(
    "/cases/{int:case_id}/acts",
    response=list[OfferOut],
    summary="What you may do with a case now, or why not",
)
def act_list(request: HttpRequest, case_id: int) -> list[OfferOut]:
    """Return the acts that are yours on cases of this area."""
    actor, case = asker(request), queries.case_get(case_id)
    require(actor, CaseAct.READ, case)
    return [offer_out(one, language=language()) for one in acts_offered(case=case, actor=actor, at=now())]


@router.post("/cases/{int:case_id}/acts/{act}", response=StandingOut, summary="Act on a case")
def act_on(
    request: HttpRequest, case_id: int, act: str, said: SaidIn, idempotency_key: Key = None
) -> HttpResponse:
    """Do one act of the loop; with an `Idempotency-Key` once, however often it is sent."""

    def acted(actor: Actor, at: datetime) -> StandingOut:
        told = said.as_said(actor=actor)
        case = services.case_act(case_id=case_id, act=_act_named(act), said=told, actor=actor, at=at)
        return StandingOut(**standing_told(case))

    return answered_once(request, idempotency_key, acted)


@router.post("/cases/acts", response=ActsOut, summary="Act on many cases")
def act_on_many(request: HttpRequest, new: ActsIn, idempotency_key: Key = None) -> HttpResponse:
    """Do one act on many cases, and say of each what happened."""

    def acted(actor: Actor, at: datetime) -> ActsOut:
        act, said = _act_named(new.act), new.as_said(actor=actor)
        done = cases_act_many(
            case_ids=new.cases, act=act, said=said, all_or_none=new.all_or_none, actor=actor, at=at
        )  # fmt: skip
        return acts_out(done)

    return answered_once(request, idempotency_key, acted)
