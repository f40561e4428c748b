"""Questions about rankings that somebody else publishes."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Exists, OuterRef, QuerySet

from xiuhua.evaluation.models import OuterRank
from xiuhua.evaluation.rules.outer_ranks import first_run
from xiuhua.shared.errors import NotFound

_State = dict[str, str | int | None]
Named = tuple[str, str, str]
"""Ranking, area, month."""


def outer_ranks_all() -> QuerySet[OuterRank]:
    """Return the latest version of each month's rank, without those taken back."""
    newer = OuterRank.objects.filter(
        ranking=OuterRef("ranking"), area_code=OuterRef("area_code"), month=OuterRef("month"),
        number__gt=OuterRef("number"),
    )  # fmt: skip
    return OuterRank.objects.filter(~Exists(newer), rank__isnull=False)


def outer_rank_get(rank_id: int) -> OuterRank:
    """Return a version in scope.

    Raises:
        NotFound: there is none.
    """
    found = OuterRank.objects.filter(pk=rank_id).first()
    if found is None:
        raise NotFound(kind="outer_rank", key=rank_id)
    return found


def outer_rank_latest(ranking: str, area_code: str, month: str) -> OuterRank | None:
    """Return the latest version of a month's rank."""
    return outer_rank_versions(ranking, area_code, month).first()


def outer_rank_versions(ranking: str, area_code: str, month: str) -> QuerySet[OuterRank]:
    """Return the versions of a month's rank, the latest first."""
    rows = OuterRank.objects.filter(ranking=ranking, area_code=area_code, month=month)
    return rows.order_by("-number")


def outer_ranks_keyed(keys: Collection[Named]) -> dict[Named, OuterRank]:
    """Return what holds under some names; those taken back are not there."""
    wanted = set(keys)
    rows = outer_ranks_all().filter(month__in={month for _ranking, _area, month in wanted})
    found = {(row.ranking, row.area_code, row.month): row for row in rows}
    return {key: row for key, row in found.items() if key in wanted}


def outer_run(ranking: str, area_code: str) -> tuple[str, ...]:
    """Return the months running, up to the latest one, in which an area stood first."""
    rows = outer_ranks_all().filter(ranking=ranking, area_code=area_code)
    return first_run(dict(rows.values_list("month", "rank")))


def outer_rank_state(row: OuterRank) -> _State:
    """Return the columns of a rank that the ledger answers for."""
    return {
        "ranking": row.ranking, "area_code": row.area_code, "month": row.month, "number": row.number,
        "rank": row.rank, "ranked": row.ranked, "source": row.source,
    }  # fmt: skip


def outer_rank_states() -> Iterator[tuple[int, _State]]:
    """Yield every version's id and what the ledger answers for."""
    return ((row.pk, outer_rank_state(row)) for row in OuterRank.objects.order_by("pk").iterator())
