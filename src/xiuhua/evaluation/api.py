"""The API of figures."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.evaluation.queries.asking import Wording, question_read
from xiuhua.evaluation.queries.figures import figures_counted
from xiuhua.evaluation.serializers import FigureOut, figure_out
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
