"""The API of figures and of the screens that show them."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.evaluation.queries.asking import Wording, question_read
from xiuhua.evaluation.queries.figures import figures_counted
from xiuhua.evaluation.queries.plans import screen_row
from xiuhua.evaluation.rules.screens import UNATTENDED_S
from xiuhua.evaluation.serializers import FigureOut, ScreenOut, figure_out, screen_json, screen_tag
from xiuhua.evaluation.services.screens import screen_asked, screen_renew
from xiuhua.evaluation.terms import FigureAct
from xiuhua.shared.clock import now
from xiuhua.web import seams
from xiuhua.web.api import asker
from xiuhua.web.errors import language

router = Router(tags=["figures"])


@router.get("/figures", response=list[FigureOut], summary="Figures of a period, with the counts behind them")
def figure_list(
    request: HttpRequest,
    *,
    area: Annotated[str, Query(description="area code; empty for everything you may see")] = "",
    period: Annotated[str, Query(description="2026-03-02, 2026-W10, 2026-03, 2026-Q1, 2026")] = "",
    as_of: Annotated[str, Query(description="an instant: counted from what was recorded by then")] = "",
    key: Annotated[list[str] | None, Query(description="which figures; all without")] = None,
    by: Annotated[str, Query(description="district, street, community, unit, matter or channel")] = "",
    against: Annotated[str, Query(description="compared with: before, or year for the year before")] = "",
) -> list[FigureOut]:
    """Return figures, each with its counts and its formula."""
    actor = asker(request)
    require(actor, FigureAct.READ)
    said = Wording(area=area, period=period, as_of=as_of, keys=tuple(key or ()), split=by, against=against)
    question = question_read(said, areas=seams.areas_for(actor, FigureAct.READ), at=now())
    counted = figures_counted(question, compared=bool(against))
    return [figure_out(one, question, language()) for one in counted]


@router.get(
    "/screens/{key}", response=ScreenOut, summary="Every figure of a screen as of one instant, with an ETag"
)
def screen_feed(
    request: HttpRequest,
    key: str,
    *,
    since: Annotated[int, Query(ge=0, description="only figures that changed after this revision")] = 0,
) -> HttpResponse:
    """Return the figures of a screen: from one row, which is counted anew at most once a second.

    The live stream says that something was recorded; a screen asks again then, with the tag that it has, and
    with `since` it is given only what has changed.
    """
    actor = asker(request)
    row = screen_row(key)
    require(actor, FigureAct.READ, row)
    at = now()
    screen_asked(row=row, at=at)
    if screen_renew(key=key, counted_at=row.counted_at, at=at, older_than_s=UNATTENDED_S):
        row = screen_row(key)
    tag = screen_tag(row)
    seen = request.headers.get("If-None-Match", "")
    # A proxy that packs an answer makes its tag a weak one: RFC 9110, 13.1.2 compares them alike.
    found = tag in (part.strip().removeprefix("W/") for part in seen.split(","))
    answer = HttpResponse(
        b"" if found else screen_json(row, since=since), status=304 if found else 200,
        content_type="application/json",
    )  # fmt: skip
    answer["ETag"] = tag
    answer["Cache-Control"] = "private, no-cache"
    if row.counted_at:
        answer["X-Counted-At"] = row.counted_at.isoformat()
    return answer
