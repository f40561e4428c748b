"""The API of briefings: the list, one of them with its figures, and its Word file."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.briefings.models import Briefing
from xiuhua.briefings.queries import briefings as queries
from xiuhua.briefings.queries.documents import briefing_document
from xiuhua.briefings.serializers import BriefingFullOut, BriefingOut, briefing_full, briefing_out
from xiuhua.briefings.terms import BriefingAct
from xiuhua.shared.errors import NotFound
from xiuhua.web import seams
from xiuhua.web.api import asker
from xiuhua.web.areas import within
from xiuhua.web.errors import language

router = Router(tags=["briefings"])


@router.get("/briefings", response=list[BriefingOut], summary="Briefings, the last changed first")
def briefing_list(
    request: HttpRequest,
    *,
    kind: Annotated[
        str, Query(max_length=30, pattern=r"^[a-z]*$", description="annual, monthly, daily …; all without")
    ] = "",
    area: Annotated[
        str,
        Query(max_length=20, pattern=r"^[0-9]*$", description="area code; everything you may see without"),
    ] = "",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> list[BriefingOut]:
    """Return briefings: before they are sent only to those who write and sign them."""
    actor = asker(request)
    require(actor, BriefingAct.READ)
    follows = seams.may(actor, BriefingAct.FOLLOW)
    rows = queries.briefings_all() if follows else queries.briefings_sent()
    rows = rows.filter(kind=f"briefing_{kind}") if kind else rows
    rows = rows.filter(within("area_code", (area,))) if area else rows
    return [briefing_out(one, language()) for one in rows.order_by("-changed_at", "-pk")[:limit]]


@router.get("/briefings/{int:briefing_id}", response=BriefingFullOut, summary="A briefing with its figures")
def briefing_read(request: HttpRequest, briefing_id: int) -> BriefingFullOut:
    """Return what a briefing says, and each figure in it with its counts, formula and note."""
    return briefing_full(_asked(request, briefing_id), language())


@router.get("/briefings/{int:briefing_id}/document.docx", summary="A briefing as a Word file")
def briefing_word(request: HttpRequest, briefing_id: int) -> HttpResponse:
    """Return the Word file, with a note behind each figure; one that is still being drafted has none."""
    one = _asked(request, briefing_id)
    if one.as_of is None:
        raise NotFound(kind="briefing", key=str(briefing_id))
    written = seams.word_file([briefing_document(one)])
    answer = HttpResponse(written.content, content_type=written.media_type)
    answer["Content-Disposition"] = content_disposition_header(True, f"{one.number} {one.title}.docx".strip())
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _asked(request: HttpRequest, briefing_id: int) -> Briefing:
    actor = asker(request)
    found = queries.briefing_get(briefing_id)
    require(actor, BriefingAct.READ, found)
    return found
