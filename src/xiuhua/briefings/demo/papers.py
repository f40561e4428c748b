"""What the demo's offices and leaders did with briefings, through the services of their pages.

All of it happens now: a year of cases was recorded when the demo was loaded, and a paper counts what was
recorded by its instant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

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
        added: what the writer adds to its last paragraph.
        returned: why the signer first sends it back; empty where not.
    """

    template: str
    writer: str
    signer: str
    added: str
    returned: str = ""
    is_of_yesterday: bool = False


_PAPERS = (
    _Paper(
        template="daily", writer="office", signer="leader", is_of_yesterday=True,
        added="请值守单位继续跟进未结案件。",
    ),
    _Paper(
        template="monthly", writer="assessor", signer="mayor", returned="请补充整改报送时限。",
        added="请各单位于5个工作日内报送整改情况，区城管委办公室将组织回头看。",
    ),
)  # fmt: skip


def briefings_told(crew: Crew) -> int:
    """Let a daily paper and a month's circular be drafted, edited, signed off and sent; each once."""
    return sum(_told(one, crew) for one in _PAPERS)


def _told(paper: _Paper, crew: Crew) -> int:
    at = crew.until
    period = (crew.today() - timedelta(days=1)).isoformat() if paper.is_of_yesterday else ""
    with scope_opened((HOME,)):
        if Briefing.objects.filter(template=paper.template, state=BriefingState.SENT.value).exists():
            return 0
    with crew.acting(paper.writer) as actor:
        wish = Wish(template=paper.template, area=HOME, period=period)
        briefing = briefing_request(wish=wish, actor=actor, at=at)
    with scope_opened((EVERYWHERE,)):
        briefing = briefing_write(briefing_id=briefing.pk, at=at)
    if briefing.state != BriefingState.DRAFT.value:
        return 0  # somebody has it in hand already
    _signed(briefing, paper, crew)
    return 1


def _signed(briefing: Briefing, paper: _Paper, crew: Crew) -> None:
    """Add a sentence to the last paragraph, at once or once it came back, have it signed off, and send it."""
    pk, at = briefing.pk, crew.until
    if paper.returned:
        with crew.acting(paper.writer) as actor:
            briefing_submit(briefing_id=pk, actor=actor, at=at)
        with crew.acting(paper.signer) as actor:
            briefing_return(briefing_id=pk, reason=paper.returned, actor=actor, at=at)
    with crew.acting(paper.writer) as actor:
        texts = [one.block for one in blocks_standing(briefing) if one.block.kind is BlockKind.TEXT]
        if texts:  # a day on which nothing happened has none
            text = texts[-1].text + paper.added
            briefing_edit(briefing_id=pk, block=texts[-1].key, text=text, actor=actor, at=at)
        briefing_submit(briefing_id=pk, actor=actor, at=at)
    with crew.acting(paper.signer) as actor:
        briefing_sign(briefing_id=pk, actor=actor, at=at)
    with crew.acting(paper.writer) as actor:
        briefing_send(briefing_id=pk, actor=actor, at=at)
