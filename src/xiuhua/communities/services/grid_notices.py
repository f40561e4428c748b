"""网格闭环: finding, telling the shop, its feedback, the judgement, and the count. No step is skipped."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from xiuhua.access.services import require, scope_opened
from xiuhua.cases.services import NewReport, case_report
from xiuhua.cases.terms import Channel
from xiuhua.communities.models import GridNotice, GridNoticePhoto
from xiuhua.communities.queries import grid_notices as queries
from xiuhua.communities.queries.community_rows import Case, StoredFile
from xiuhua.communities.rules.grid_notices import may_step, score_fault
from xiuhua.communities.services.community_refusals import NoDutyGrid, OwnFeedback
from xiuhua.communities.terms.grid_notices import NoticeAct, NoticeSource, NoticeState, NoticeVerdict
from xiuhua.files.services import file_store, files_settle
from xiuhua.files.terms import Purpose
from xiuhua.ground.queries.calendars import calendar_cached
from xiuhua.ground.rules.calendars import deadline
from xiuhua.ground.rules.limits import Limit
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import EVERYWHERE, Actor, system
from xiuhua.shared.errors import Conflict, Invalid, NotAllowedNow, NotFound
from xiuhua.shared.ids import uuid7

_GRID = system("grid")
_SHOP = system("shop")
_KEY_BYTES = 24  # 192 bits: nobody guesses it
_AT_ONCE = 200
_MOST_PHOTOS = 4


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What was found about premises, as a machine or somebody on patrol says it."""

    client_id: UUID
    premises_id: int
    source: NoticeSource
    text: str
    item_id: int | None = None
    photos: tuple[StoredFile, ...] = ()


@transaction.atomic
def notice_find(*, new: Finding, actor: Actor, at: datetime, case: Case | None = None) -> GridNotice:
    """Enter a finding: the first state. It belongs to the duty grid that the premises lie in.

    Raises:
        NotPermitted: not by this actor, or not there.
        Invalid: premises or words are missing.
        NoDutyGrid: the premises lie in none.
        Conflict: its id names a notice that the actor may not see.
    """
    known = queries.notice_by_client_id(new.client_id)
    if known is not None:
        return known
    premises = queries.premises_known(new.premises_id)
    require(actor, NoticeAct.FIND, GridNotice(area_code=premises.area_code, state=""))
    if not new.text.strip():
        raise Invalid(fields={"text": "grid_notice_text_missing"})
    grid = queries.grid_holding(premises)
    if grid is None:
        raise NoDutyGrid(name=premises.name)
    notice = GridNotice.objects.create(
        client_id=new.client_id, grid=grid, grid_code=grid.code, area_code=premises.area_code,
        premises=premises, source=new.source.value, found_case=case, item_id=new.item_id,
        text=new.text.strip(), found_at=at, updated_at=at,
    )  # fmt: skip
    _photos(notice, new.photos, after=False, actor=actor, at=at)
    _record(
        notice, NoticeAct.FIND, actor=actor, at=at,
        detail={
            "premises": premises.pk, "grid": grid.code, "source": new.source.value,
            "case": case.pk if case else None, "photos": [file.pk for file in new.photos],
        },
        words={"text.after": notice.text},
    )  # fmt: skip
    return notice


@transaction.atomic
def notice_tell(*, notice_id: int, words: str, limit: Limit, actor: Actor, at: datetime) -> GridNotice:
    """Tell the shop what to put right and by when: 抄告. The notice gets the shop's own link.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such notice, or not by this actor, or not now.
        Invalid: the words are missing.
    """
    notice = queries.notice_lock(notice_id)
    require(actor, NoticeAct.TELL, notice)
    if not words.strip():
        raise Invalid(fields={"words": "grid_notice_words_missing"})
    _step(notice, NoticeState.TOLD, NoticeAct.TELL)
    calendar = calendar_cached(notice.area_code, at=at)
    notice.told_at, notice.told_words = at, words.strip()
    notice.limit_amount, notice.limit_unit = limit.amount, limit.unit.value
    notice.due_at = deadline(calendar, at, limit.amount, limit.unit).at
    notice.link_key = secrets.token_urlsafe(_KEY_BYTES)
    _save(notice, at)
    _record(
        notice, NoticeAct.TELL, actor=actor, at=at, detail={"due_at": notice.due_at.isoformat()},
        words={"told.after": notice.told_words},
    )  # fmt: skip
    return notice


@transaction.atomic
def notice_feed_back(
    *, notice_id: int, text: str, photos: tuple[StoredFile, ...], actor: Actor, at: datetime
) -> GridNotice:
    """Say for a shop what it has put right.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such notice, or not by this actor, or not now.
        Invalid: nothing was said.
    """
    notice = queries.notice_lock(notice_id)
    require(actor, NoticeAct.FEED_BACK, notice)
    return _fed_back(notice, text, photos, actor=actor, at=at)


def notice_feed_back_by_link(
    *, link_key: str, text: str, uploads: Sequence[object], at: datetime
) -> GridNotice:
    """Take what a shop says by its own link; photos are looked at like any other.

    Args:
        link_key: what the link holds.
        text: what was put right.
        uploads: photos as the browser sent them, four at most.
        at: when.

    Raises:
        NotFound: no notice was told under this link.
        NotAllowedNow: it has been answered already.
        Invalid, CityError: nothing was said, or a photo is none.
    """
    with scope_opened((EVERYWHERE,)):
        notice_id, area_code = _linked(link_key)
    with scope_opened((area_code,)), transaction.atomic():
        notice = queries.notice_lock(notice_id)
        require(_SHOP, NoticeAct.FEED_BACK, notice)
        photos = tuple(
            file_store(
                content=upload, name=getattr(upload, "name", "") or "", area_code=area_code,  # type: ignore[arg-type]  # an upload, for which Django names no type
                purpose=Purpose.PHOTO, actor=_SHOP, at=at,
            )
            for upload in uploads[:_MOST_PHOTOS]
        )  # fmt: skip
        return _fed_back(notice, text, photos, actor=_SHOP, at=at)


def _linked(link_key: str) -> tuple[int, str]:
    notice = queries.notice_linked(link_key)
    return notice.pk, notice.area_code


def _fed_back(
    notice: GridNotice, text: str, photos: tuple[StoredFile, ...], *, actor: Actor, at: datetime
) -> GridNotice:
    if not text.strip():
        raise Invalid(fields={"text": "grid_notice_feedback_missing"})
    _step(notice, NoticeState.FED_BACK, NoticeAct.FEED_BACK)
    notice.feedback, notice.fed_back_at, notice.fed_back_by = text.strip(), at, actor.name
    _save(notice, at)
    _photos(notice, photos, after=True, actor=actor, at=at)
    _record(
        notice, NoticeAct.FEED_BACK, actor=actor, at=at,
        detail={
            "late": bool(notice.due_at and at > notice.due_at), "photos": [file.pk for file in photos],
        },
        words={"feedback.after": notice.feedback},
    )  # fmt: skip
    return notice


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What was found when somebody looked again: 60 to 100 passes, 0 to 59 does not."""

    verdict: NoticeVerdict
    score: int
    opinion: str = ""


@transaction.atomic
def notice_judge(*, notice_id: int, judgement: Judgement, actor: Actor, at: datetime) -> GridNotice:
    """Judge what a shop has put right; what was not becomes a case of the loop.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: no such notice, or not by this actor, or not now.
        OwnFeedback: the actor fed back for the shop.
        Invalid: the score contradicts the verdict.
    """
    notice = queries.notice_lock(notice_id)
    require(actor, NoticeAct.JUDGE, notice)
    if notice.fed_back_by == actor.name:
        raise OwnFeedback
    if score_fault(judgement.verdict, judgement.score):
        raise Invalid(fields={"score": "grid_notice_score_wrong"})
    _step(notice, NoticeState.JUDGED, NoticeAct.JUDGE)
    notice.verdict, notice.score = judgement.verdict.value, judgement.score
    notice.opinion, notice.judged_at, notice.judged_by = judgement.opinion.strip(), at, actor.name
    if judgement.verdict is NoticeVerdict.FAILED:
        notice.follow_case = case_report(new=_follow(notice), actor=actor, at=at)
    _save(notice, at)
    _record(
        notice, NoticeAct.JUDGE, actor=actor, at=at,
        detail={
            "verdict": notice.verdict, "score": notice.score, "case": notice.follow_case_id,
        },
        words={"reason": notice.opinion},
    )  # fmt: skip
    return notice


def _follow(notice: GridNotice) -> NewReport:
    premises = notice.premises
    return NewReport(
        client_id=uuid7(), channel=Channel.GRID, item_id=notice.item_id,
        text=f"{premises.name}：{notice.text}\n{notice.number} {notice.opinion}".strip(),
        longitude=premises.place.x, latitude=premises.place.y, area_code=premises.area_code,
        address=premises.address, premises_id=premises.pk,
    )  # fmt: skip


def notices_count(*, at: datetime) -> int:
    """Enter what is judged into the statistics: the last of the five states; return how many."""
    with scope_opened((EVERYWHERE,)):
        return sum(_count(pk, at) for pk in queries.judged_waiting(most=_AT_ONCE))


@transaction.atomic
def _count(notice_id: int, at: datetime) -> bool:
    notice = queries.notice_lock(notice_id)
    if notice.state != NoticeState.JUDGED:
        return False
    require(_GRID, NoticeAct.COUNT, notice)
    _step(notice, NoticeState.COUNTED, NoticeAct.COUNT)
    notice.counted_at = at
    _save(notice, at)
    _record(notice, NoticeAct.COUNT, actor=_GRID, at=at, detail={"grid": notice.grid_code}, words={})
    return True


def findings_take(*, at: datetime) -> int:
    """Take up what machines found about premises, a notice each; return how many.

    What lies in no duty grid stays a case like any other.
    """
    with scope_opened((EVERYWHERE,)):
        return sum(_take(case, at) for case in queries.findings_waiting(at=at, most=_AT_ONCE))


def _take(case: Case, at: datetime) -> bool:
    new = Finding(
        client_id=uuid7(), premises_id=case.premises_id or 0, source=NoticeSource.MACHINE,
        text=case.description or case.title, item_id=case.item_id,
    )  # fmt: skip
    try:
        notice_find(new=new, case=case, actor=_GRID, at=at)
    except (NoDutyGrid, Invalid, NotFound, Conflict):
        return False
    return True


def _step(notice: GridNotice, to: NoticeState, act: NoticeAct) -> None:
    if not may_step(NoticeState(notice.state), to):
        raise NotAllowedNow(act=act.value, state=notice.state)
    notice.state = to.value


def _save(notice: GridNotice, at: datetime) -> None:
    notice.updated_at = at
    notice.save()


def _photos(
    notice: GridNotice, files: tuple[StoredFile, ...], *, after: bool, actor: Actor, at: datetime
) -> None:
    if not files:
        return
    files_settle(files=files, area_code=notice.area_code, actor=actor, at=at)
    GridNoticePhoto.objects.bulk_create(
        GridNoticePhoto(notice=notice, file=file, after=after) for file in files
    )


def _record(
    notice: GridNotice, act: NoticeAct, *, actor: Actor, at: datetime,
    detail: Mapping[str, object], words: Mapping[str, str],
) -> None:  # fmt: skip
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"grid_notice:{notice.pk}", area=notice.area_code,
        detail=detail, words={name: text for name, text in words.items() if text},  # type: ignore[arg-type]  # plain JSON
        state=queries.notice_state(notice),
    )  # fmt: skip
