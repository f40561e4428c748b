"""Rows of records that papers list beside their figures: rankings, interviews, supervision orders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localtime

from xiuhua.briefings.rules.facts import RecordRows
from xiuhua.cases.queries.supervision import supervisions_all
from xiuhua.cases.terms import SupervisionLevel, SupervisionState
from xiuhua.evaluation.models import Round
from xiuhua.evaluation.queries.contests import rounds_all
from xiuhua.evaluation.queries.interviews import interviews_all
from xiuhua.evaluation.queries.standings import standings_of
from xiuhua.evaluation.rules.periods import Period
from xiuhua.evaluation.terms.contests import InterviewState, RoundState, Seat, Unranked

_MOST = 60  # rows of a table
_FIRST, _LAST = 3, 2


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Of which area, of which period, recorded by when."""

    area: str
    period: Period
    as_of: datetime


def _rounds(asking: Asking) -> QuerySet[Round]:
    period = asking.period
    return rounds_all().filter(
        state=RoundState.PUBLISHED.value, published_at__gte=period.since, published_at__lt=period.until,
        published_at__lte=asking.as_of, area_code__startswith=asking.area,
    ).order_by("published_at", "pk")  # fmt: skip


def _rankings(asking: Asking) -> RecordRows:
    rows: list[tuple[str, ...]] = []
    for one in _rounds(asking):
        for standing in standings_of(one):
            rank = f"{standing.rank}/{standing.ranked}" if standing.rank else Unranked(standing.unranked).zh
            score = "—" if standing.score is None else str(standing.score)
            rows.append((_named(one), standing.subject_name, score, rank))
    return RecordRows(headings=("评比", "对象", "得分", "名次"), rows=tuple(rows[:_MOST]))


def _winners(asking: Asking) -> RecordRows:
    """Return one row a ranking: who came first and who last."""
    rows: list[tuple[str, ...]] = []
    for one in _rounds(asking):
        ranked = sorted(
            (standing for standing in standings_of(one) if standing.rank), key=lambda each: each.rank or 0
        )
        names = [standing.subject_name for standing in ranked]
        if names:
            last = names[-_LAST:] if len(names) > _FIRST + _LAST else []
            rows.append((_named(one), str(len(names)), "、".join(names[:_FIRST]), "、".join(last) or "—"))
    return RecordRows(headings=("评比", "参评数", "前三名", "末两名"), rows=tuple(rows[:_MOST]))


def _named(one: Round) -> str:
    """Return a ranking as papers call it: 洁美杯2026年第二季度."""
    head, _gap, key = one.name.rpartition(" ")
    return f"{head}{_period_named(key)}" if head and key[:4].isdigit() else one.name


_QUARTERS = dict(zip("1234", "一二三四", strict=True))


def _period_named(key: str) -> str:
    year, _dash, part = key.partition("-")
    if part.startswith("Q") and part[1:] in _QUARTERS:
        return f"{year}年第{_QUARTERS[part[1:]]}季度"
    return f"{year}年{int(part)}月" if part.isdigit() else f"{year}年" if not part else key


def _interviews(asking: Asking) -> RecordRows:
    period = asking.period
    found = interviews_all().filter(
        drafted_at__gte=period.since, drafted_at__lt=period.until, drafted_at__lte=asking.as_of,
        area_code__startswith=asking.area,
    ).order_by("drafted_at", "pk")  # fmt: skip
    rows = tuple(
        (
            one.subject_name, _named(one.standing.round), Seat(one.interviewer).zh, Seat(one.interviewee).zh,
            InterviewState(one.state).zh,
        )
        for one in found[:_MOST]
    )  # fmt: skip
    return RecordRows(headings=("对象", "依据", "约谈人", "被约谈人", "现状"), rows=rows)


def _supervisions(asking: Asking) -> RecordRows:
    """Return each supervision order that was issued in the period: its number, what about, to whom, how far.

    A state is that of now: an order keeps what was done to it last, and a paper says as of when it was read.
    """
    period = asking.period
    found = supervisions_all().filter(
        issued_at__gte=period.since, issued_at__lt=period.until, issued_at__lte=asking.as_of,
        area_code__startswith=asking.area,
    ).order_by("issued_at", "pk")  # fmt: skip
    rows = tuple(
        (
            one.number, f"{one.title}（{SupervisionLevel(one.level).zh}）", one.unit.name,
            _day(one.issued_at), _day(one.due_at),
            SupervisionState(one.state).zh + ("，曾超期" if one.late else ""),
        )
        for one in found[:_MOST]
    )  # fmt: skip
    return RecordRows(headings=("文号", "督办事项", "责任单位", "下达", "期限", "现状"), rows=rows)


def _day(at: datetime) -> str:
    here = localtime(at)
    return f"{here.month}月{here.day}日"


RECORDS: Mapping[str, Callable[[Asking], RecordRows]] = {
    "rankings": _rankings,
    "winners": _winners,
    "interviews": _interviews,
    "supervisions": _supervisions,
}
"""By name, how each kind of records is read."""
