"""The red and black lists as everybody sees them, without an account."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from xiuhua.evaluation.queries.listings import listings_shown
from xiuhua.evaluation.terms.contests import Outcome
from xiuhua.scenekit.words import said
from xiuhua.shared.clock import now


@require_safe
def public_lists_page(request: HttpRequest) -> HttpResponse:
    """Show what is published and has not ended: name, contest, score, and until when."""
    shown = listings_shown(at=now())
    lists = [
        {
            "title": str(title),
            "rows": [
                {
                    "name": row.subject_name, "round": row.standing.round.name, "score": row.score,
                    "since": localtime(row.published_at).date() if row.published_at else None,
                    "until": localtime(row.until).date() if row.until else None,
                }
                for row in shown
                if row.kind == kind
            ],
        }
        for kind, title in (
            (Outcome.RED, said(zh="红榜", en="Red list")),
            (Outcome.BLACK, said(zh="黑榜", en="Black list")),
        )
    ]  # fmt: skip
    view = {
        "title": said(zh="市容环卫责任制红黑榜", en="Red and black lists"),
        "lead": said(
            zh="列入前已告知并听取异议。黑榜到期自动移出，整改到位的提前移出。",
            en="Everybody listed was told before and could object. A black place ends by its day, or once "
            "it is put right.",
        ),
        "none": said(zh="现在没有。", en="Nobody now."), "until": said(zh="公布至", en="until"),
        "points": said(zh="分", en="points"), "lists": lists,
    }  # fmt: skip
    return render(request, "evaluation/public_lists.html", {"view": view, "title": view["title"]})
