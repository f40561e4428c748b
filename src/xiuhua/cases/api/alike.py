"""The API that says what may be the same, before a report is sent and while a case is judged."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from xiuhua.access.services import require
from xiuhua.cases import queries
from xiuhua.cases.queries.ground import place_of
from xiuhua.cases.queries.near import spot_at
from xiuhua.cases.queries.resembling import resembling, resembling_case
from xiuhua.cases.serializers.alike import AlikeIn, AlikeOut, alike_out
from xiuhua.cases.terms import CaseAct, ReportAct
from xiuhua.shared.clock import now
from xiuhua.web.api import asker
from xiuhua.web.errors import language

router = Router(tags=["cases"])
_MOST = 10


@router.post("/reports/alike", response=list[AlikeOut], summary="What may be the same, before you report")
def reports_alike(request: HttpRequest, about: AlikeIn) -> list[AlikeOut]:
    """Return the open cases near that may be about the same thing, surest first; nothing is written."""
    actor, at = asker(request), now()
    require(actor, ReportAct.MAKE)
    spot = spot_at(place_of(about.longitude, about.latitude), area_code=about.area_code)
    settings = queries.settings_for(spot.area_code if spot else "", at=at).settings
    sight = about.as_sight(actor=actor, at=at)
    found = resembling(sight, settings=settings, actor=actor, at=at)
    return [alike_out(one, language()) for one in found[:_MOST]]


@router.get(
    "/cases/{int:case_id}/duplicates", response=list[AlikeOut], summary="What may be the same as a case"
)
def case_duplicates(request: HttpRequest, case_id: int) -> list[AlikeOut]:
    """Return the other open cases that may be about the same thing, surest first, each with its reasons."""
    actor, at = asker(request), now()
    case = queries.case_get(case_id)
    require(actor, CaseAct.READ, case)
    settings = queries.settings_for(case.area_code, at=at).settings
    found = resembling_case(case, settings=settings, actor=actor, at=at)
    return [alike_out(one, language()) for one in found[:_MOST]]
