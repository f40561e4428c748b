"""The API of the grid's closed loop: machines and patrols find, members tell and judge, the month counts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime
from ninja import Query, Router

from xiuhua.access.services import require
from xiuhua.access.services.answering import Key, answered_once
from xiuhua.cases.queries.named import photos_named
from xiuhua.communities.queries import grid_notices as queries
from xiuhua.communities.rules.months import month_span
from xiuhua.communities.serializers.community_values import Limit200
from xiuhua.communities.serializers.grid_notices import (
    FeedBackIn,
    FindingIn,
    GridTallyOut,
    JudgeIn,
    NoticeOut,
    TellIn,
    notice_out,
    tally_out,
)
from xiuhua.communities.services import grid_notices as services
from xiuhua.communities.terms.grid_notices import NoticeAct
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.web.api import asker
from xiuhua.web.areas import within
from xiuhua.web.seams import areas_for

router = Router(tags=["communities"])


@router.get("/grid-notices", response=list[NoticeOut], summary="Notices of your areas, latest first")
def notice_list(request: HttpRequest, limit: Limit200 = 50) -> list[NoticeOut]:
    """Return the latest notices."""
    actor = asker(request)
    require(actor, NoticeAct.READ)
    rows = queries.notices_all().filter(within("area_code", areas_for(actor, NoticeAct.READ)))
    return [notice_out(one) for one in rows.order_by("-found_at", "-pk")[:limit]]


@router.get("/grid-notices/{int:notice_id}", response=NoticeOut, summary="A notice")
def notice_read(request: HttpRequest, notice_id: int) -> NoticeOut:
    """Return one notice."""
    notice = queries.notice_get(notice_id)
    require(asker(request), NoticeAct.READ, notice)
    return notice_out(notice)


@router.post("/grid-notices", response=NoticeOut, summary="Enter a finding about premises")
def notice_find(request: HttpRequest, new: FindingIn, idempotency_key: Key = None) -> HttpResponse:
    """Enter what was found; it belongs to the duty grid that the premises lie in."""

    def act(actor: Actor, at: datetime) -> NoticeOut:
        return notice_out(services.notice_find(new=new.as_new(actor=actor), actor=actor, at=at))

    return answered_once(request, idempotency_key, act)


@router.post("/grid-notices/{int:notice_id}/tell", response=NoticeOut, summary="Tell the shop")
def notice_tell(
    request: HttpRequest, notice_id: int, new: TellIn, idempotency_key: Key = None
) -> HttpResponse:
    """Tell the shop what to put right and by when; the answer holds the shop's own link."""

    def act(actor: Actor, at: datetime) -> NoticeOut:
        notice = services.notice_tell(
            notice_id=notice_id, words=new.words, limit=new.as_limit(), actor=actor, at=at
        )
        return notice_out(notice, link=reverse("communities:shop-notice", args=(notice.link_key,)))

    return answered_once(request, idempotency_key, act)


@router.post("/grid-notices/{int:notice_id}/feed-back", response=NoticeOut, summary="Feed back for the shop")
def notice_feed_back(
    request: HttpRequest, notice_id: int, new: FeedBackIn, idempotency_key: Key = None
) -> HttpResponse:
    """Say for a shop what it has put right."""

    def act(actor: Actor, at: datetime) -> NoticeOut:
        photos = photos_named(new.photos, actor=actor)
        return notice_out(
            services.notice_feed_back(notice_id=notice_id, text=new.text, photos=photos, actor=actor, at=at)
        )

    return answered_once(request, idempotency_key, act)


@router.post("/grid-notices/{int:notice_id}/judge", response=NoticeOut, summary="Judge what was put right")
def notice_judge(
    request: HttpRequest, notice_id: int, new: JudgeIn, idempotency_key: Key = None
) -> HttpResponse:
    """Judge; what was not put right becomes a case of the loop."""

    def act(actor: Actor, at: datetime) -> NoticeOut:
        return notice_out(
            services.notice_judge(notice_id=notice_id, judgement=new.as_judgement(), actor=actor, at=at)
        )

    return answered_once(request, idempotency_key, act)


@router.get("/grid-notice-tallies", response=list[GridTallyOut], summary="What came of a month, by duty grid")
def tally_list(
    request: HttpRequest,
    month: Annotated[str, Query(pattern=r"^(19|20)\d\d-(0[1-9]|1[0-2])$", examples=["2026-03"])],
) -> list[GridTallyOut]:
    """Return what was counted in a month, by duty grid."""
    actor = asker(request)
    require(actor, NoticeAct.READ)
    since, until = month_span(month, zone=localtime(now()).tzinfo)
    bounds = within("area_code", areas_for(actor, NoticeAct.READ))
    rows = queries.grids_tallied(queries.counted_between(since, until).filter(bounds))
    return [tally_out(grid) for grid in rows.order_by("code")]
