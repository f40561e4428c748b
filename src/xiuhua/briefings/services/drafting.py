"""Drafting: what is due is asked for and written, from records, as of one instant."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from xiuhua.access.services import require, scope_opened
from xiuhua.briefings.models import Briefing, BriefingChart, BriefingEdit
from xiuhua.briefings.queries import briefings as queries
from xiuhua.briefings.queries.documents import figure_link, instant_read
from xiuhua.briefings.queries.facts import facts_read, instant_said
from xiuhua.briefings.rules.composing import Composed, composed
from xiuhua.briefings.rules.declaring import Template
from xiuhua.briefings.rules.laying import Setting, document_of
from xiuhua.briefings.rules.scheduling import PERIODS
from xiuhua.briefings.rules.telling import DRAFTED
from xiuhua.briefings.rules.templates import TEMPLATES
from xiuhua.briefings.rules.written import WrittenBlock, blocks_read, blocks_told, figures_told
from xiuhua.briefings.services.telling import briefing_tell, office_of
from xiuhua.briefings.terms import BlockKind, BriefingAct, BriefingKind, BriefingState
from xiuhua.evaluation.queries.months import months_for
from xiuhua.evaluation.rules.periods import NoPeriod, period_at, period_before, period_read
from xiuhua.ledger.services import entry_append
from xiuhua.papers.rules.documents import Document
from xiuhua.papers.services.charts import chart_png
from xiuhua.shared.actor import EVERYWHERE, Actor, system
from xiuhua.shared.errors import Invalid

DRAFTER = system("briefings")
_AT_ONCE = 3  # a round of the sweep writes no more, so that what recurs beside it is not kept waiting
_TITLE_MOST = 120
_FIRST_WAIT, _LONGEST_WAIT, _MOST_TRIES = timedelta(seconds=5), timedelta(hours=1), 12
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Which briefing is asked for. `period` may be empty: then the last one that has ended."""

    template: str
    area: str
    period: str = ""


@transaction.atomic
def briefing_request(*, wish: Wish, actor: Actor, at: datetime) -> Briefing:
    """Ask for a briefing; it is drafted by the background program within seconds.

    One that is there already is returned as it stands.

    Raises:
        NotPermitted: not by this actor, or not there.
        Invalid: there is no such template, area or period.
    """
    template, period = wish_read(wish, at=at)
    require(actor, BriefingAct.REQUEST, Briefing(area_code=wish.area, state=BriefingState.REQUESTED.value))
    return _asked(template, wish.area, period, actor=actor, at=at)


def wish_read(wish: Wish, *, at: datetime) -> tuple[Template, str]:
    """Return the template and the period that are asked for.

    Raises:
        Invalid: there is no such template, area or period.
    """
    template = TEMPLATES.get(wish.template)
    wrong = {} if template else {"template": "briefing_template_unknown"}
    wrong |= {} if queries.area_known(wish.area) else {"area": "briefing_area_unknown"}
    if wrong or template is None:
        raise Invalid(fields=wrong)
    months = months_for(wish.area, at=at)
    if not wish.period:
        return template, period_before(period_at(PERIODS[template.kind], at, months), months).key
    try:
        period = period_read(wish.period, months)
    except NoPeriod as error:
        raise Invalid(fields={"period": "briefing_period_wrong"}) from error
    yearly = template.kind is BriefingKind.ANNUAL
    if period.since > at or (yearly and period.kind is not PERIODS[BriefingKind.ANNUAL]):
        raise Invalid(fields={"period": "briefing_period_wrong"})
    return template, period.key


def _asked(template: Template, area: str, period: str, *, actor: Actor, at: datetime) -> Briefing:
    known = queries.briefing_of(template.kind, area, period, template.key)
    if known is not None:
        return known
    briefing = Briefing.objects.create(
        kind=template.kind.value, template=template.key, area_code=area, period=period,
        title=f"{template.zh} {period}", requested_by=actor.name, requested_at=at, changed_at=at,
    )  # fmt: skip
    record(briefing, BriefingAct.REQUEST, actor=actor, at=at)
    return briefing


def briefings_ask(*, at: datetime) -> int:
    """Ask for every briefing that is due and not there yet; return how many."""
    with scope_opened((EVERYWHERE,)):
        found = queries.briefings_due(at=at)
        for one in found:
            with transaction.atomic():
                _asked(TEMPLATES[one.template], one.area, one.period, actor=DRAFTER, at=at)
    return len(found)


def briefings_write(*, at: datetime) -> int:
    """Write some of the briefings that were asked for; return how many drafts were written.

    A draft that fails is logged and tried again, each time after twice as long, an hour at most; it keeps
    no other from being written.
    """
    written = 0
    with scope_opened((EVERYWHERE,)):
        for briefing_id in queries.requested(most=_AT_ONCE, at=at):
            try:
                briefing_write(briefing_id=briefing_id, at=at)
                written += 1
            except Exception:  # noqa: BLE001 - one draft's mistake must not stop the others
                _LOG.exception("the briefing %s could not be drafted and is tried again", briefing_id)
                _put_off(briefing_id, at=at)
    return written


@transaction.atomic
def _put_off(briefing_id: int, *, at: datetime) -> None:
    briefing = queries.briefing_lock(briefing_id)
    briefing.tries = min(briefing.tries + 1, _MOST_TRIES)
    briefing.not_before = at + min(_FIRST_WAIT * 2**briefing.tries, _LONGEST_WAIT)
    briefing.save(update_fields=["tries", "not_before"])


@transaction.atomic
def briefing_write(*, briefing_id: int, at: datetime) -> Briefing:
    """Write a briefing that was asked for, from what is recorded now, and tell the office.

    What people wrote in an earlier draft stays where the platform says the same as before.

    Raises:
        NotFound: there is none.
        Invalid: its period or its area is no more.
    """
    briefing = queries.briefing_lock(briefing_id)
    if briefing.state != BriefingState.REQUESTED.value:
        return briefing  # somebody was faster
    template = TEMPLATES[briefing.template]
    draft = draft_made(template, area=briefing.area_code, period=briefing.period, at=at)
    earlier = _words_of(briefing)
    briefing.title = draft.title[:_TITLE_MOST]
    briefing.content, briefing.figures = blocks_told(draft.blocks), figures_told(draft.figures)
    briefing.gaps = sum(block.kind is BlockKind.GAP for block in draft.blocks)
    briefing.state, briefing.as_of, briefing.changed_at = BriefingState.DRAFT.value, at, at
    briefing.version, briefing.returned_why = briefing.version + 1, ""
    briefing.tries, briefing.not_before = 0, None
    briefing.save()
    _kept(briefing, draft.blocks, earlier, as_of=at)
    BriefingChart.objects.filter(briefing=briefing).delete()
    BriefingChart.objects.bulk_create(
        BriefingChart(briefing=briefing, number=number, png=chart_png(plot), area_code=briefing.area_code)
        for number, plot in draft.plots.items()
    )
    record(briefing, BriefingAct.DRAFT, actor=DRAFTER, at=at)
    briefing_tell(
        briefing, DRAFTED, office_of(briefing, at=at), actor=DRAFTER, at=at, gaps=str(briefing.gaps)
    )
    return briefing


def draft_made(
    template: Template, *, area: str, period: str, at: datetime, as_of: datetime | None = None
) -> Composed:
    """Return a draft written from what was recorded by an instant, now where none is given.

    Raises:
        NotPermitted, Invalid: there is no such area or period.
    """
    facts = facts_read(template, area=area, period=period, as_of=as_of or at, at=at)
    return composed(template, facts)


def draft_document(draft: Composed, *, organ: str, as_of: datetime) -> Document:
    """Return a draft that nobody has edited, as a document with its charts."""
    here = localtime(as_of)
    setting = Setting(
        title=draft.title, organ=organ, number="", issuer=organ,
        dated=f"{here.year}年{here.month}月{here.day}日", addressee=draft.addressee,
        as_of=instant_said(as_of),
        address=lambda one: figure_link(one, as_of), instant=instant_read,
    )  # fmt: skip
    charts = {number: (chart_png(plot), "") for number, plot in draft.plots.items()}
    return document_of(draft.blocks, draft.figures, charts, setting)


def _words_of(briefing: Briefing) -> dict[str, BriefingEdit]:
    """Return what people wrote in the draft that stands, by what the platform had written there."""
    blocks = {block.key: block for block in blocks_read(briefing.content)}
    return {blocks[key].text: edit for key, edit in queries.edits_standing(briefing).items() if key in blocks}


def _kept(
    briefing: Briefing, blocks: Sequence[WrittenBlock], earlier: dict[str, BriefingEdit], *, as_of: datetime
) -> None:
    BriefingEdit.objects.bulk_create(
        BriefingEdit(
            briefing=briefing, block=block.key, as_of=as_of, text=edit.text,
            area_code=briefing.area_code, edited_by=edit.edited_by, edited_at=edit.edited_at,
        )
        for block in blocks
        if block.parts and (edit := earlier.get(block.text)) is not None
    )  # fmt: skip


def record(
    briefing: Briefing, act: BriefingAct, *, actor: Actor, at: datetime, words: dict[str, str] | None = None
) -> None:
    """Append the entry of an act on a briefing."""
    entry_append(
        at=at, actor=actor, act=act.value, subject=f"briefing:{briefing.pk}", area=briefing.area_code,
        detail={"kind": briefing.kind, "period": briefing.period, "version": briefing.version,
                "number": briefing.number, "figures": len(briefing.figures)},
        words=words or {}, state=queries.briefing_state(briefing),
    )  # fmt: skip
