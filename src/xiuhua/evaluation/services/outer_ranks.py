"""Entering how an area stood in a ranking that somebody else publishes, and correcting it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import get_current_timezone

from xiuhua.access.services import require
from xiuhua.evaluation.models import OuterRank
from xiuhua.evaluation.queries import outer_ranks as queries
from xiuhua.evaluation.queries.plans import held
from xiuhua.evaluation.rules.outer_ranks import month_index
from xiuhua.evaluation.terms.outer_ranks import OuterAct, OuterRanking
from xiuhua.ground.queries.areas import area_names
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import Conflict, Invalid

_MOST = 1_000
_BACK = "导入撤销"


@dataclass(frozen=True, kw_only=True)
class NewOuterRank:
    """A month's rank as somebody writes it.

    Args:
        rank: 1 is the best; None takes back what was entered.
        ranked: how many were ranked.
        source: the document that says so.
        reason: why what was entered before is corrected.
    """

    ranking: OuterRanking
    area_code: str
    month: str
    rank: int | None
    ranked: int | None
    source: str
    reason: str = ""


def outer_rank_faults(*, new: NewOuterRank, at: datetime) -> dict[str, str]:
    """Return what is wrong with a rank, by field."""
    found: dict[str, str] = {}
    if month_index(new.month) is None or _instant(new.month) > at:
        found["month"] = "outer_month_wrong"
    if new.rank is not None and not 1 <= new.rank <= _MOST:
        found["rank"] = "outer_rank_wrong"
    elif new.rank is not None and not new.rank <= (new.ranked or 0) <= _MOST:
        found["ranked"] = "outer_ranked_wrong"
    if not new.source.strip():
        found["source"] = "reason_empty"
    if new.area_code not in area_names([new.area_code]):
        found["area_code"] = "outer_area_wrong"
    return found


@transaction.atomic
def outer_rank_enter(*, new: NewOuterRank, seen: int | None = None, actor: Actor, at: datetime) -> OuterRank:
    """Enter a month's rank; over one that is there already it is a correction, and says why.

    Args:
        new: the rank.
        seen: the number that the actor thought this version would have.
        actor: who enters it.
        at: when.

    Raises:
        NotPermitted: the actor may not, or not there.
        Conflict: somebody else was faster.
        Invalid: there is no such month or area, the rank will not do, it names no document or no reason.
    """
    held("outer_rank", new.ranking.value, new.area_code, new.month)
    latest = queries.outer_rank_latest(new.ranking.value, new.area_code, new.month)
    number = latest.number + 1 if latest else 1
    require(actor, OuterAct.ENTER, OuterRank(area_code=new.area_code))
    if seen not in {None, number}:
        raise Conflict(kind="outer_rank", key=new.month)
    wrong = outer_rank_faults(new=new, at=at)
    if latest is not None and latest.rank is not None and not new.reason.strip():
        wrong["reason"] = "reason_empty"
    if wrong:
        raise Invalid(fields=wrong)
    made = OuterRank(
        ranking=new.ranking.value, area_code=new.area_code, month=new.month, at=_instant(new.month),
        number=number, rank=new.rank, ranked=new.ranked if new.rank is not None else None,
        source=new.source.strip(), reason=new.reason.strip(), entered_by=actor.name, entered_at=at,
    )  # fmt: skip
    made.save(force_insert=True)
    entry_append(
        at=at, actor=actor, act=OuterAct.ENTER.value, subject=f"outer_rank:{made.pk}", area=made.area_code,
        detail={"ranking": made.ranking, "month": made.month, "number": number, "rank": made.rank},
        words={"source": made.source, **({"reason": made.reason} if made.reason else {})},
        state=queries.outer_rank_state(made),
    )  # fmt: skip
    return made


@transaction.atomic
def outer_ranks_import(*, many: Sequence[NewOuterRank], actor: Actor, at: datetime) -> list[int]:
    """Enter the ranks of a file, each as `outer_rank_enter`, and return their ids."""
    return [outer_rank_enter(new=new, actor=actor, at=at).pk for new in many]


@transaction.atomic
def outer_ranks_undo(*, back: Sequence[tuple[int, NewOuterRank | None]], actor: Actor, at: datetime) -> None:
    """Put next to each version of a file a further one: what held before it, or that nothing holds.

    Args:
        back: by version, what held before; None where nothing did.
        actor: who takes the file back.
        at: when.
    """
    for rank_id, before in back:
        row = queries.outer_rank_get(rank_id)
        gone = NewOuterRank(
            ranking=OuterRanking(row.ranking), area_code=row.area_code, month=row.month, rank=None,
            ranked=None, source=row.source, reason=_BACK,
        )  # fmt: skip
        outer_rank_enter(new=before or gone, actor=actor, at=at)


def _instant(month: str) -> datetime:
    """Return the first instant of a calendar month."""
    return datetime(int(month[:4]), int(month[5:]), 1, tzinfo=get_current_timezone())
