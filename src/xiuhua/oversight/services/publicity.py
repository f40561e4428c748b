"""新闻宣传: articles are planned, written, approved by somebody else, and published on channels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from xiuhua.access.rules import areas_for
from xiuhua.access.services import require
from xiuhua.ledger.services import entry_append
from xiuhua.oversight.models import Article, Publication
from xiuhua.oversight.queries import publicity as queries
from xiuhua.oversight.queries.oversight_rows import units_in
from xiuhua.oversight.rules.publicity import ARTICLE_STEPS
from xiuhua.oversight.services.refusals import NotThisUnit, OwnArticle
from xiuhua.oversight.terms.publicity import ArticleAct, ArticleState, MediaChannel
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid, NotAllowedNow
from xiuhua.web.days import midnight


@dataclass(frozen=True, kw_only=True)
class NewArticle:
    """An article as it is planned; see `Article`."""

    client_id: UUID
    title: str
    unit_id: int
    due_on: date
    note: str = ""


@transaction.atomic
def article_plan(*, new: NewArticle, actor: Actor, at: datetime) -> Article:
    """Put an article on the plan; planned again under the same id it is the same article.

    Raises:
        NotPermitted: not by this actor.
        Invalid: it has no title, or there is no such unit.
    """
    require(actor, ArticleAct.PLAN)
    known = Article.objects.filter(client_id=new.client_id).first()
    if known is not None:
        return known
    unit = units_in([new.unit_id]).get(new.unit_id)
    fields = {} if unit else {"unit": "oversight_unit_unknown"}
    if not new.title.strip():
        fields["title"] = "oversight_title_missing"
    if fields or unit is None:
        raise Invalid(fields=fields)
    areas = areas_for(actor, ArticleAct.PLAN)
    row = Article.objects.create(
        client_id=new.client_id, title=new.title.strip(), unit=unit, due_on=new.due_on,
        due_at=midnight(new.due_on), note=new.note.strip(), planned_at=at, updated_at=at,
        area_code=unit.area_code if unit.area_code.startswith(areas) else areas[0],
    )  # fmt: skip
    _record(row, ArticleAct.PLAN, actor=actor, at=at)
    return row


@transaction.atomic
def article_write(*, article_id: int, text: str, actor: Actor, at: datetime) -> Article:
    """Hand an article in, as its unit; until it is approved it may be handed in again.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        NotThisUnit: another unit writes it.
        Invalid: nothing was written.
    """
    row = _standing(article_id, ArticleAct.WRITE, actor)
    if not queries.writes_it(row, user_id=actor.user_id, at=at):
        raise NotThisUnit
    if not text.strip():
        raise Invalid(fields={"text": "oversight_words_missing"})
    row.text, row.state, row.written_by = text.strip(), ArticleState.WRITTEN.value, actor.name
    return _moved(row, ArticleAct.WRITE, actor=actor, at=at)


@transaction.atomic
def article_approve(*, article_id: int, actor: Actor, at: datetime) -> Article:
    """Approve an article for publication.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        OwnArticle: the actor wrote it.
    """
    row = _checked(article_id, ArticleAct.APPROVE, actor)
    row.state, row.approved_by = ArticleState.APPROVED.value, actor.name
    return _moved(row, ArticleAct.APPROVE, actor=actor, at=at)


@transaction.atomic
def article_send_back(*, article_id: int, note: str, actor: Actor, at: datetime) -> Article:
    """Send an article back to whoever writes it, and say why.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        OwnArticle: the actor wrote it.
        Invalid: nothing was said.
    """
    row = _checked(article_id, ArticleAct.SEND_BACK, actor)
    if not note.strip():
        raise Invalid(fields={"note": "oversight_words_missing"})
    row.state, row.note = ArticleState.PLANNED.value, note.strip()
    return _moved(row, ArticleAct.SEND_BACK, actor=actor, at=at)


@transaction.atomic
def article_publish(
    *, article_id: int, channel: MediaChannel, on: date, media: str = "", link: str = "", actor: Actor,
    at: datetime,
) -> Publication:  # fmt: skip
    """Record where and when an approved article stood; once for each channel and name.

    Raises:
        NotFound, NotPermitted, NotAllowedNow: none in scope, not by this actor, or not now.
        Invalid: the day lies ahead, a channel with addresses has none, or it stood there already.
    """
    row = _standing(article_id, ArticleAct.PUBLISH, actor)
    fields = {"on": "oversight_day_ahead"} if on > localtime(at).date() else {}
    if channel not in {MediaChannel.PAPER, MediaChannel.TELEVISION} and not link.strip():
        fields["link"] = "oversight_link_missing"
    if fields:
        raise Invalid(fields=fields)
    try:
        with transaction.atomic():
            told = Publication.objects.create(
                article=row, channel=channel.value, on=on, at=midnight(on), link=link.strip(),
                media=media.strip(), recorded_by=actor.name, recorded_at=at, area_code=row.area_code,
            )  # fmt: skip
    except IntegrityError as error:
        raise Invalid(fields={"channel": "oversight_published_there"}) from error
    row.state = ArticleState.PUBLISHED.value
    row.published_at = min(row.published_at or told.at, told.at)
    _moved(row, ArticleAct.PUBLISH, actor=actor, at=at, channel=channel.value)
    return told


def _standing(article_id: int, act: ArticleAct, actor: Actor) -> Article:
    row = queries.article_lock(article_id)
    require(actor, act, row)
    if ArticleState(row.state) not in ARTICLE_STEPS[act]:
        raise NotAllowedNow(act=act.value, state=row.state)
    return row


def _checked(article_id: int, act: ArticleAct, actor: Actor) -> Article:
    row = _standing(article_id, act, actor)
    if row.written_by == actor.name:
        raise OwnArticle
    return row


def _moved(row: Article, act: ArticleAct, *, actor: Actor, at: datetime, channel: str = "") -> Article:
    row.updated_at = at
    row.save(
        update_fields=[
            *("text", "note", "state", "written_by", "approved_by", "published_at", "updated_at"),
        ]
    )
    _record(row, act, actor=actor, at=at, channel=channel)
    return row


def _record(row: Article, act: ArticleAct, *, actor: Actor, at: datetime, channel: str = "") -> None:
    detail = {"state": row.state, **({"channel": channel} if channel else {})}
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"article:{row.pk}", area=row.area_code, detail=detail,
        words={"reason": row.note} if act is ArticleAct.SEND_BACK else {}, state=queries.article_state(row),
    )  # fmt: skip
