"""What the demo's offices and leaders did with briefings, through the services of their pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from xiuhua.access.services import scope_opened
from xiuhua.briefings.models import Briefing
from xiuhua.briefings.queries.briefings import blocks_standing
from xiuhua.briefings.services.briefings import (
    briefing_edit,
    briefing_return,
    briefing_send,
    briefing_sign,
    briefing_submit,
)
from xiuhua.briefings.services.drafting import Wish, briefing_request, briefing_write
from xiuhua.briefings.terms import BlockKind, BriefingState
from xiuhua.cases.demo.crew import Crew
from xiuhua.cases.demo.load import HOME
from xiuhua.shared.actor import EVERYWHERE


@dataclass(frozen=True, kw_only=True)
class _Paper:
    """A paper and who has it in hand.

    Args:
        writer: asks for it, edits it, submits and sends it; `signer` signs it off.
        began: how many minutes ago it was asked for.
        added: what the writer adds to its last paragraph.
        returned: why the signer first sends it back; empty where not.
    """

    template: str
    writer: str
    signer: str
    began: int
    added: str
    returned: str = ""
    is_of_yesterday: bool = False


_PAPERS = (
    _Paper(
        template="daily", writer="office", signer="leader", began=170, is_of_yesterday=True,
        added="请值守单位继续跟进未结案件。",
    ),
    _Paper(
        template="monthly", writer="assessor", signer="mayor", began=110,
        returned="请补充整改报送时限。",
        added="请各单位于5个工作日内报送整改情况，区城管委办公室将组织回头看。",
    ),
)  # fmt: skip
_STEP = timedelta(minutes=12)


def briefings_told(crew: Crew) -> int:
    """Let a daily paper and a month's circular be drafted, edited, signed off and sent; each once."""
    return sum(_told(one, crew) for one in _PAPERS)


def _told(paper: _Paper, crew: Crew) -> int:
    at = crew.until - timedelta(minutes=paper.began)
    period = (crew.today() - timedelta(days=1)).isoformat() if paper.is_of_yesterday else ""
    with scope_opened((HOME,)):
        if Briefing.objects.filter(template=paper.template, state=BriefingState.SENT.value).exists():
            return 0
    with crew.acting(paper.writer) as actor:
        wish = Wish(template=paper.template, area=HOME, period=period)
        briefing = briefing_request(wish=wish, actor=actor, at=at)
    with scope_opened((EVERYWHERE,)):
        briefing = briefing_write(briefing_id=briefing.pk, at=at + timedelta(minutes=1))
    if briefing.state != BriefingState.DRAFT.value:
        return 0  # somebody has it in hand already
    _edited(briefing, paper, crew, at=at + _STEP)
    return 1


def _edited(briefing: Briefing, paper: _Paper, crew: Crew, *, at: datetime) -> None:
    """Add a sentence to the last paragraph, have it signed off, and send it."""
    pk = briefing.pk
    with crew.acting(paper.writer) as actor:
        last = [one.block for one in blocks_standing(briefing) if one.block.kind is BlockKind.TEXT][-1]
        if not paper.returned:
            briefing_edit(briefing_id=pk, block=last.key, text=last.text + paper.added, actor=actor, at=at)
        briefing_submit(briefing_id=pk, actor=actor, at=at + _STEP)
    if paper.returned:
        with crew.acting(paper.signer) as actor:
            briefing_return(briefing_id=pk, reason=paper.returned, actor=actor, at=at + 2 * _STEP)
        with crew.acting(paper.writer) as actor:
            at += 3 * _STEP
            briefing_edit(briefing_id=pk, block=last.key, text=last.text + paper.added, actor=actor, at=at)
            briefing_submit(briefing_id=pk, actor=actor, at=at + _STEP / 2)
    with crew.acting(paper.signer) as actor:
        briefing_sign(briefing_id=pk, actor=actor, at=at + 2 * _STEP)
    with crew.acting(paper.writer) as actor:
        briefing_send(briefing_id=pk, actor=actor, at=at + 3 * _STEP)
