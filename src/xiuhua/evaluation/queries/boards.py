"""比学赶超: the people of a post beside each other, once their grades are final."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from xiuhua.access.services import scope_opened
from xiuhua.evaluation.models import Assessment, PersonResult
from xiuhua.evaluation.queries.closings import closings_seen
from xiuhua.evaluation.rules.boards import ranks_of
from xiuhua.evaluation.terms.assessments import AssessmentState
from xiuhua.shared.actor import EVERYWHERE
from xiuhua.shared.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Competitor:
    """One person of a board.

    Args:
        rank: among everybody graded in the assessment, not only those whom the reader sees; None: not graded.
        before: the rank in the final assessment of the post before.
    """

    result: PersonResult
    rank: int | None
    before: int | None


@dataclass(frozen=True, kw_only=True)
class Board:
    """The people of an assessment whom the reader answers for, the best first; `ranked` counts everybody."""

    people: tuple[Competitor, ...]
    ranked: int
    before: Assessment | None


def boards_all(areas: Sequence[str]) -> QuerySet[Assessment]:
    """Return the final assessments that concern some areas."""
    final = Assessment.objects.select_related("scheme").filter(state=AssessmentState.FINAL.value)
    return final.filter(closings_seen(areas))


def board_get(assessment_id: int, *, areas: Sequence[str]) -> Assessment:
    """Return a final assessment that concerns some areas.

    Raises:
        NotFound: there is none, or its grades are not final.
    """
    found = boards_all(areas).filter(pk=assessment_id).first()
    if found is None:
        raise NotFound(kind="assessment", key=assessment_id)
    return found


def board_of(one: Assessment, *, areas: Sequence[str]) -> Board:
    """Return the people of an assessment under some areas, each with rank and rank before."""
    rows = Assessment.objects.filter(
        area_code=one.area_code, post=one.post, state=AssessmentState.FINAL.value, since__lt=one.since
    )
    before = rows.filter(period__regex=_like(one.period)).order_by("-since").first()
    ranks = _ranks(one)
    earlier = _ranks(before) if before is not None else {}
    seen = [
        row
        for row in PersonResult.objects.filter(assessment=one).select_related("assessment__scheme")
        if any(row.area_code.startswith(area) for area in areas)
    ]
    last = len(ranks) + 1
    return Board(
        people=tuple(
            Competitor(result=row, rank=ranks.get(row.actor), before=earlier.get(row.actor))
            for row in sorted(seen, key=lambda row: (ranks.get(row.actor, last), row.name))
        ),
        ranked=len(ranks), before=before,
    )  # fmt: skip


def _like(period: str) -> str:
    """Return what periods of the same length look like: a month is compared with a month."""
    if "Q" in period:
        return r"^\d{4}-Q\d$"
    return r"^\d{4}-\d{2}$" if "-" in period else r"^\d{4}$"


def _ranks(one: Assessment) -> Mapping[str, int]:
    with scope_opened((EVERYWHERE,)):  # a rank is among all, whoever reads it
        rows = PersonResult.objects.filter(assessment=one).values_list("actor", "score")
        return ranks_of({actor: score for actor, score in rows if score is not None})
