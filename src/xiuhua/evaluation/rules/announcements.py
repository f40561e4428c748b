"""The announcement of a published ranking, as a newspaper can print it.

Source:
    report 004 《舟山日报》头版每季公布测评排名; the layout is that of GB/T 9704-2012. Which sentences it has
    is own choice: who was ranked, over which time, who stands first and last, who was not ranked and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xiuhua.papers.rules.documents import Block, Document, Layout, Paragraph, Role, Span, ThreeLine

_FIRST = 3


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Somebody ranked, as it is printed. `rank` is None for whoever takes no part, and `why` says why."""

    name: str
    rank: int | None
    score: str
    grade: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class AnnouncedRanking:
    """One ranking of an announcement: what is ranked in words, and everybody, the best first."""

    name: str
    level: str
    places: tuple[Placed, ...]


@dataclass(frozen=True, kw_only=True)
class Announced:
    """What an announcement says.

    Args:
        contest: what the scheme is called.
        period: `2026-Q1` or `2026-03`.
        rankings: the one that was published, and what was published in the same act.
        area: whose contest it is.
        published_on: the day in words.
    """

    contest: str
    period: str
    rankings: Sequence[AnnouncedRanking]
    area: str
    published_on: str


def period_words(period: str) -> str:
    """Return `2026-Q1` as 2026年第一季度, `2026-03` as 2026年3月, `2026` as 2026年度."""
    year, _dash, part = period.partition("-")
    if not part:
        return f"{year}年度"
    if part.startswith("Q"):
        return f"{year}年第{'一二三四'[int(part[1:]) - 1]}季度"
    return f"{year}年{int(part)}月"


def announcement(facts: Announced) -> Document:
    """Return the announcement of a published ranking."""
    when = period_words(facts.period)
    blocks: list[Block] = []
    for one in facts.rankings:
        blocks += _told(one, when)
    blocks += [
        Paragraph(f"{facts.area}城市管理委员会办公室", Role.ISSUER),
        Paragraph(facts.published_on, Role.DATE),
    ]
    return Document(
        title=f"{facts.area}{facts.contest}{when}测评排名公告", layout=Layout.OFFICIAL, blocks=tuple(blocks)
    )


def _told(one: AnnouncedRanking, when: str) -> list[Block]:
    ranked = [place for place in one.places if place.rank is not None]
    graded = any(place.grade for place in ranked)
    headings = ("名次", "对象", "得分", *(("等次",) if graded else ()))
    rows = tuple(
        tuple(
            Span(text)
            for text in (str(place.rank), place.name, place.score, *((place.grade,) if graded else ()))
        )
        for place in ranked
    )
    return [
        Paragraph(_summary(one, ranked, when)),
        ThreeLine(
            headings=headings, rows=rows, caption=f"{one.name.removesuffix('排名')}排名", left=frozenset({1})
        ),
        *(Paragraph(f"{place.name}：{place.why}。", Role.NOTE) for place in one.places if place.rank is None),
    ]


def _summary(one: AnnouncedRanking, ranked: Sequence[Placed], when: str) -> str:
    """Return who stood first, and who last: all who tie are named."""
    first = "、".join(place.name for place in ranked if place.rank is not None and place.rank <= _FIRST)
    worst = max((place.rank for place in ranked if place.rank is not None), default=0)
    last = "、".join(place.name for place in ranked if place.rank == worst)
    told = (
        f"{when}，{one.name.removesuffix('排名')}对{len(ranked)}个{one.level}进行了测评，排名前列的是{first}"
    )
    return f"{told}；排名末位的是{last}。" if worst > _FIRST else f"{told}。"
