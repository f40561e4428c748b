"""Files of ranks that somebody else publishes: a row a month."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from xiuhua.evaluation.models import OuterRank
from xiuhua.evaluation.queries.outer_ranks import Named, outer_ranks_keyed
from xiuhua.evaluation.services.outer_ranks import (
    NewOuterRank,
    outer_rank_faults,
    outer_ranks_import,
    outer_ranks_undo,
)
from xiuhua.evaluation.terms.outer_ranks import OuterAct, OuterRanking
from xiuhua.intake.rules import Applied, Change, Column, ColumnKind, Fault, ImportKind, Known, Record, Value
from xiuhua.shared.actor import Actor
from xiuhua.shared.clock import now
from xiuhua.web.seams import areas_for

_BY_FILE = "导入更正"


def key_made(values: Mapping[str, Value]) -> str:
    """Return what names a row across files; empty where its cells do not say."""
    parts = [_text(values, key) for key in ("ranking", "area_code", "month")]
    return "/".join(parts) if all(parts) else ""


def _text(values: Mapping[str, Value], key: str) -> str:
    value = values.get(key)
    return "" if value is None else str(value).strip()


def _named(key: str) -> Named:
    ranking, area, month = key.split("/")
    return ranking, area, month


class OuterRankImporter:
    """Ranks, named by ranking, area and month. A row that says otherwise becomes the next version."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - the scope bounds it
        """Return what holds under some keys."""
        rows = outer_ranks_keyed([_named(key) for key in keys if key])
        return {"/".join(named): _known(row) for named, row in rows.items()}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - no row leans on another
        """Return what is wrong with areas, months and ranks."""
        reach, at = areas_for(actor, OuterAct.ENTER.value), now()
        found = []
        for record in records:
            wrong = outer_rank_faults(new=_read(record.values), at=at)
            if not _text(record.values, "area_code").startswith(tuple(reach)):
                wrong["area_code"] = "outer_area_wrong"
            found += [
                Fault(
                    row=record.row,
                    column=column,
                    code=code,
                    arguments={"value": _text(record.values, column)},
                )
                for column, code in wrong.items()
            ]
        return found

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Enter each as its next version."""
        many = [_read(change.record.values, reason=_BY_FILE if change.before else "") for change in changes]
        ids = outer_ranks_import(many=many, actor=actor, at=at)
        return [
            Applied(key=change.key, pk=pk, before=change.before)
            for change, pk in zip(changes, ids, strict=True)
        ]

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Let what held before hold again, as a further version."""
        back = [
            (one.pk, _read(one.before.values, reason=_BY_FILE) if one.before else None)
            for one in reversed(applied)
        ]
        outer_ranks_undo(back=back, actor=actor, at=at)


def _read(values: Mapping[str, Value], *, reason: str = "") -> NewOuterRank:
    def count(key: str) -> int:
        value = values.get(key)
        return value if isinstance(value, int) else 0

    return NewOuterRank(
        ranking=OuterRanking(_text(values, "ranking")), area_code=_text(values, "area_code"),
        month=_text(values, "month"), rank=count("rank"), ranked=count("ranked"),
        source=_text(values, "source"), reason=reason,
    )  # fmt: skip


def _known(row: OuterRank) -> Known:
    return Known(
        pk=row.pk,
        values={
            "ranking": row.ranking, "area_code": row.area_code, "month": row.month, "rank": row.rank,
            "ranked": row.ranked, "source": row.source,
        },
    )  # fmt: skip


OUTER_RANKS = ImportKind(
    key="outer_ranks",
    zh="上级排名",
    en="Outer ranks",
    act=OuterAct.ENTER.value,
    key_column="month",
    key_made=key_made,
    importer=OuterRankImporter(),
    batch=500,
    columns=(
        Column(
            key="ranking", zh="排名", en="Ranking", kind=ColumnKind.TERM, vocabulary=OuterRanking,
            required=True,
        ),
        Column(key="area_code", zh="区域代码", en="Area code", required=True, max_length=20),
        Column(key="month", zh="月份", en="Month", required=True, max_length=7),
        Column(key="rank", zh="名次", en="Rank", kind=ColumnKind.INTEGER, required=True),
        Column(key="ranked", zh="参评数", en="Ranked", kind=ColumnKind.INTEGER, required=True),
        Column(key="source", zh="依据文件", en="Document", required=True, max_length=200),
    ),
)  # fmt: skip
