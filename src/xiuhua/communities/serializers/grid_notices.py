"""网格闭环 as the API takes and gives it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from xiuhua.cases.queries.named import matter_named, photos_named, premises_named
from xiuhua.communities.models import GridNotice
from xiuhua.communities.queries.community_rows import Area
from xiuhua.communities.rules.grid_notices import USUAL_LIMIT
from xiuhua.communities.serializers.community_values import Matter, Photos, Words
from xiuhua.communities.services.grid_notices import Finding, Judgement
from xiuhua.communities.terms.grid_notices import NoticeSource, NoticeState, NoticeVerdict
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Invalid


class FindingIn(Schema):
    """What was found about premises, by a machine or on patrol; the same `client_id` again is the same."""

    client_id: UUID
    premises_code: Annotated[str, Field(min_length=1, max_length=30)]
    source: NoticeSource
    text: Words
    matter: Matter = ""
    photos: Photos = []

    def as_new(self, *, actor: Actor) -> Finding:
        """Return it as the service takes it.

        Raises:
            Invalid: something it names does not exist.
        """
        premises_id = premises_named(self.premises_code)
        if premises_id is None or self.source is NoticeSource.CASE:
            raise Invalid(fields={"premises_code": "grid_notice_premises_unknown"})
        return Finding(
            client_id=self.client_id, premises_id=premises_id, source=self.source, text=self.text,
            item_id=matter_named(self.matter), photos=photos_named(self.photos, actor=actor),
        )  # fmt: skip


class TellIn(Schema):
    """What the shop has to do, and by when."""

    words: Words
    amount: Annotated[int, Field(ge=1, le=999)] = USUAL_LIMIT.amount
    unit: TimeUnit = USUAL_LIMIT.unit

    def as_limit(self) -> Limit:
        """Return the limit as the service takes it."""
        return Limit(self.amount, self.unit)


class FeedBackIn(Schema):
    """What the shop has put right."""

    text: Words
    photos: Photos = []


class JudgeIn(Schema):
    """What was found when somebody looked again."""

    verdict: NoticeVerdict
    score: Annotated[int, Field(ge=0, le=100)]
    opinion: Words = ""

    def as_judgement(self) -> Judgement:
        """Return it as the service takes it."""
        return Judgement(verdict=self.verdict, score=self.score, opinion=self.opinion)


class NoticeOut(Schema):
    """A notice. `link` is the shop's own page, for whoever tells it; empty for everybody else."""

    id: int
    number: str
    state: NoticeState
    source: NoticeSource
    premises: str
    premises_name: str
    grid: str
    area_code: str
    text: str
    found_at: datetime
    due_at: datetime | None
    fed_back_at: datetime | None
    verdict: NoticeVerdict | None
    score: int | None
    case: int | None
    link: str


def notice_out(notice: GridNotice, *, link: str = "") -> NoticeOut:
    """Return a notice as the API gives it."""
    return NoticeOut(
        id=notice.pk, number=notice.number, state=NoticeState(notice.state),
        source=NoticeSource(notice.source), premises=notice.premises.code,
        premises_name=notice.premises.name, grid=notice.grid_code, area_code=notice.area_code,
        text=notice.text, found_at=notice.found_at, due_at=notice.due_at, fed_back_at=notice.fed_back_at,
        verdict=NoticeVerdict(notice.verdict) if notice.verdict else None, score=notice.score,
        case=notice.follow_case_id, link=link,
    )  # fmt: skip


class GridTallyOut(Schema):
    """What came of the notices of a duty grid in a month: only what was counted in it."""

    grid: str
    name: str
    counted: int
    in_time: int
    passed: int
    failed: int
    mean_score: float | None


def tally_out(grid: Area) -> GridTallyOut:
    """Return the figures of a grid as the API gives them."""
    told = vars(grid)
    return GridTallyOut(
        grid=grid.code, name=grid.name, counted=told["counted"], in_time=told["in_time"],
        passed=told["passed"], failed=told["failed"], mean_score=told["mean_score"],
    )  # fmt: skip
