"""The API through which problems come in."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from ninja import Router

from xiuhua.access.services.answering import Key, answered_once
from xiuhua.cases import services
from xiuhua.cases.serializers.cases import StandingOut, standing_told
from xiuhua.cases.serializers.reports import ReportedManyOut, ReportedOut, ReportIn, ReportsIn, reported_out
from xiuhua.cases.services.many import cases_report_many
from xiuhua.shared.actor import Actor

router = Router(tags=["cases"])


@router.post("/reports", response=ReportedOut, summary="Report a problem")
def report_make(request: HttpRequest, new: ReportIn, idempotency_key: Key = None) -> HttpResponse:
    """Open the case of a report, once for each `client_id`, and say what may be the same."""

    def act(actor: Actor, at: datetime) -> ReportedOut:
        return reported_out(services.report_take(new=new.as_new(actor=actor), actor=actor, at=at))

    return answered_once(request, idempotency_key, act)


@router.post("/reports/many", response=ReportedManyOut, summary="Report problems, all or none")
def report_make_many(request: HttpRequest, new: ReportsIn, idempotency_key: Key = None) -> HttpResponse:
    """Open the cases of reports, in their order."""

    def act(actor: Actor, at: datetime) -> ReportedManyOut:
        reports = [one.as_new(actor=actor) for one in new.reports]
        cases = cases_report_many(new=reports, actor=actor, at=at)
        return ReportedManyOut(cases=[StandingOut(**standing_told(case)) for case in cases])

    return answered_once(request, idempotency_key, act)
