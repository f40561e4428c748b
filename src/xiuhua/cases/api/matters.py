"""The API that says which matter a text may speak of."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from xiuhua.access.services import may, require
from xiuhua.cases import queries
from xiuhua.cases.queries.matters import matters_found, matters_suggested
from xiuhua.cases.serializers.matters import (
    MatterFoundOut,
    MatterSuggestionOut,
    matter_found_out,
    matter_suggestion_out,
)
from xiuhua.cases.terms import CaseAct, ReportAct
from xiuhua.web.api import asker

router = Router(tags=["cases"])


@router.get("/matters/suggest", response=list[MatterFoundOut], summary="Which matter a text may speak of")
def matter_suggest(
    request: HttpRequest,
    text: Annotated[str, Query(max_length=2_000, description="as somebody tells it, or pinyin initials")],
) -> list[MatterFoundOut]:
    """Return up to three matters, likeliest first, for whoever may report; nothing is kept."""
    actor = asker(request)
    require(actor, ReportAct.MAKE_OPEN if may(actor, ReportAct.MAKE_OPEN) else ReportAct.MAKE)
    return [matter_found_out(one) for one in matters_found(text.replace("\0", ""))]


@router.get(
    "/cases/{int:case_id}/matters", response=list[MatterSuggestionOut], summary="What a case may be about"
)
def case_matters(request: HttpRequest, case_id: int) -> list[MatterSuggestionOut]:
    """Return the matters suggested for a case: where its report named none, or another one is likelier."""
    case = queries.case_get(case_id)
    require(asker(request), CaseAct.READ, case)
    return [matter_suggestion_out(row) for row in matters_suggested(case.pk)]
